// SPDX-License-Identifier: GPL-2.0
/*
 * Hypercalls of PAPR guests: a few are answered here, where userspace has not
 * switched them off; all others are userspace's.
 */
#include <linux/export.h>
#include <linux/log2.h>
#include <linux/nospec.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/sizes.h>
#include <asm/archrandom.h>
#include <asm/debug.h>
#include <asm/hvcall.h>
#include <asm/machdep.h>

#include <kvm/book3s.h>

#define PROGRAM_ILLEGAL		0x80000UL	/* SRR1 bit 44 */

/*
 * LoPAPR H_CEDE: enable external interrupts and wait for one. A prod that came
 * before makes it return at once, and is used up.
 */
static long h_cede(struct kvm_vcpu *vcpu, unsigned long *args)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	ppc->regs->msr |= MSR_EE;
	WRITE_ONCE(ppc->ceded, true);
	smp_mb(); /* a prod from now on finds a vCPU to wake */
	if (READ_ONCE(ppc->prodded)) {
		WRITE_ONCE(ppc->prodded, false);
		WRITE_ONCE(ppc->ceded, false);
	}
	return H_SUCCESS;
}

/* LoPAPR H_PROD: end the target's H_CEDE, this one or the next. */
static long prod(struct kvm_vcpu *vcpu, unsigned long id, bool may_wake)
{
	struct kvm_vcpu *target = NULL;

	if (id == vcpu->id)
		target = vcpu;
	else if (id < KVM_MAX_VCPU_IDS)
		target = kvm_vcpu_by_id(vcpu->kvm, id);
	if (!target)
		return H_PARAMETER;

	WRITE_ONCE(to_kvmppc_vcpu(target)->prodded, true);
	smp_mb(); /* pairs with h_cede() */
	if (!READ_ONCE(to_kvmppc_vcpu(target)->ceded))
		return H_SUCCESS;
	if (!may_wake)
		return H_TOO_HARD;
	kvm_vcpu_wake(target);
	return H_SUCCESS;
}

static long h_prod(struct kvm_vcpu *vcpu, unsigned long *args)
{
	return prod(vcpu, args[0], true);
}

static long h_prod_quick(struct kvm_vcpu *vcpu, unsigned long *args)
{
	return prod(vcpu, args[0], false);
}

/* Give this thread's time to the one that runs @target, if any does. */
static void confer_to(struct kvm_vcpu *target)
{
	struct task_struct *task;

	rcu_read_lock();
	task = READ_ONCE(target->task);
	if (task)
		get_task_struct(task);
	rcu_read_unlock();

	if (!task)
		return;
	yield_to(task, true);
	put_task_struct(task);
}

/*
 * LoPAPR H_CONFER: the caller waits for @args[0], or for all others where it is
 * -1. @args[1] is the yield count that the caller saw in the target's VPA: if
 * it has moved on, the target has been dispatched since and nobody need wait.
 */
static long h_confer(struct kvm_vcpu *vcpu, unsigned long *args)
{
	struct kvm_vcpu *target = NULL;

	if (args[0] == -1UL) {
		cond_resched();
		return H_SUCCESS;
	}
	if (args[0] < KVM_MAX_VCPU_IDS)
		target = kvm_vcpu_by_id(vcpu->kvm, args[0]);
	if (!target)
		return H_PARAMETER;
	if (target != vcpu &&
	    READ_ONCE(to_book3s_vcpu(target)->yield_count) == (u32)args[1])
		confer_to(target);
	return H_SUCCESS;
}

static long h_register_vpa(struct kvm_vcpu *vcpu, unsigned long *args)
{
	return kvmppc_vpa_register(vcpu, args[0], args[1], args[2]);
}

/* LoPAPR H_LOGICAL_CI_LOAD: size and address; the value is big-endian. */
static long h_logical_ci_load(struct kvm_vcpu *vcpu, unsigned long *args)
{
	unsigned long size = args[0], addr = args[1];
	__be64 image = 0;

	if (!is_power_of_2(size) || size > 8 || addr & (size - 1))
		return H_PARAMETER;
	if (kvm_io_bus_read(vcpu, KVM_MMIO_BUS, addr, size, &image))
		return H_TOO_HARD;
	args[0] = be64_to_cpu(image) >> (64 - 8 * size);
	return H_SUCCESS;
}

/* LoPAPR H_LOGICAL_CI_STORE: size, address and value. */
static long h_logical_ci_store(struct kvm_vcpu *vcpu, unsigned long *args)
{
	unsigned long size = args[0], addr = args[1];
	__be64 image;

	if (!is_power_of_2(size) || size > 8 || addr & (size - 1))
		return H_PARAMETER;
	image = cpu_to_be64((u64)args[2] << (64 - 8 * size));
	if (kvm_io_bus_write(vcpu, KVM_MMIO_BUS, addr, size, &image))
		return H_TOO_HARD;
	return H_SUCCESS;
}

static long h_random(struct kvm_vcpu *vcpu, unsigned long *args)
{
	unsigned long value;

	if (!arch_get_random_seed_longs(&value, 1))
		return H_TOO_HARD;
	args[0] = value;
	return H_SUCCESS;
}

/* Copy 4 KiB within guest memory. */
static int copy_guest_page(struct kvm *kvm, gpa_t dest, gpa_t src)
{
	void *buffer = kmalloc(SZ_4K, GFP_KERNEL_ACCOUNT);
	int ret;

	if (!buffer)
		return -ENOMEM;
	ret = kvm_gpa_read(kvm, src, buffer, SZ_4K);
	if (!ret)
		ret = kvm_gpa_write(kvm, dest, buffer, SZ_4K);
	kfree(buffer);
	return ret;
}

/*
 * LoPAPR H_PAGE_INIT: flags, destination and source of 4 KiB. Nothing but
 * zeroing and copying is done here; what is wrong with the addresses is told
 * by userspace, too, which knows all of the guest's memory.
 */
static long h_page_init(struct kvm_vcpu *vcpu, unsigned long *args)
{
	unsigned long dest = args[1], src = args[2];
	int ret;

	switch (args[0]) {
	case H_ZERO_PAGE:
		if (dest & (SZ_4K - 1))
			return H_PARAMETER;
		ret = kvm_gpa_write(vcpu->kvm, dest,
				    page_address(ZERO_PAGE(0)), SZ_4K);
		break;
	case H_COPY_PAGE:
		if ((dest | src) & (SZ_4K - 1))
			return H_PARAMETER;
		ret = copy_guest_page(vcpu->kvm, dest, src);
		break;
	default:
		return H_TOO_HARD;
	}
	return ret ? H_TOO_HARD : H_SUCCESS;
}

/* Set a register that the hypercall stands for; false where there is none. */
static bool set_reg(struct kvm_vcpu *vcpu, u64 id, u64 value)
{
	union kvmppc_reg_val val = { .d = value };

	return !kvmppc_one_reg_write(vcpu, id, &val);
}

static long set_ciabr(struct kvm_vcpu *vcpu, const unsigned long *args)
{
	if (args[3])
		return H_P4;
	if ((args[2] & CIABR_PRIV) == CIABR_PRIV_HYPER)
		return H_P3;
	return set_reg(vcpu, KVM_REG_PPC_CIABR, args[2]) ? H_SUCCESS : H_P2;
}

static long set_watchpoint(struct kvm_vcpu *vcpu, const unsigned long *args,
			   u64 dawr, u64 dawrx)
{
	if (!ppc_breakpoint_available())
		return H_P2;
	if (args[3] & DAWRX_HYP)
		return H_P4;
	if (!set_reg(vcpu, dawrx, args[3]))
		return H_P2;
	return set_reg(vcpu, dawr, args[2]) ? H_SUCCESS : H_P2;
}

/*
 * LoPAPR H_SET_MODE: flags, resource, two values. The debug resources belong to
 * this vCPU alone; the others concern the whole partition and go to userspace,
 * which stops the vCPUs to change them.
 */
static long h_set_mode(struct kvm_vcpu *vcpu, unsigned long *args)
{
	switch (args[1]) {
	case H_SET_MODE_RESOURCE_SET_CIABR:
	case H_SET_MODE_RESOURCE_SET_DAWR0:
	case H_SET_MODE_RESOURCE_SET_DAWR1:
		break;
	default:
		return H_TOO_HARD;
	}
	if (args[0])
		return H_UNSUPPORTED_FLAG_START;

	switch (args[1]) {
	case H_SET_MODE_RESOURCE_SET_CIABR:
		return set_ciabr(vcpu, args);
	case H_SET_MODE_RESOURCE_SET_DAWR0:
		return set_watchpoint(vcpu, args, KVM_REG_PPC_DAWR,
				      KVM_REG_PPC_DAWRX);
	default:
		return set_watchpoint(vcpu, args, KVM_REG_PPC_DAWR1,
				      KVM_REG_PPC_DAWRX1);
	}
}

/* By number / 4. */
static const struct kvmppc_hcall hcalls[KVMPPC_NR_HCALLS] = {
	[H_PAGE_INIT / 4]	 = { h_page_init, .memory = true },
	[H_LOGICAL_CI_LOAD / 4]	 = { h_logical_ci_load, .memory = true },
	[H_LOGICAL_CI_STORE / 4] = { h_logical_ci_store, .memory = true },
	[H_REGISTER_VPA / 4]	 = { h_register_vpa, .memory = true,
				     .by_default = true },
	[H_CEDE / 4]		 = { h_cede, .by_default = true },
	[H_CONFER / 4]		 = { h_confer, .by_default = true },
	[H_PROD / 4]		 = { h_prod, h_prod_quick, .by_default = true },
	[H_RANDOM / 4]		 = { h_random },
	[H_SET_MODE / 4]	 = { h_set_mode },
};

/* What answers the number 4 * @index: the backend, or the table above. */
static const struct kvmppc_hcall *hcall_at(struct kvm *kvm, unsigned int index)
{
	const struct kvmppc_backend *backend = kvmppc_backend_of(kvm);

	if (index < backend->nr_hcalls && backend->hcalls[index].handler)
		return &backend->hcalls[index];
	return &hcalls[index];
}

/* Place of a number in such a table, -1 where it has none. */
static int hcall_index(u64 nr)
{
	u64 index = nr / 4;

	if (nr & 3 || index >= KVMPPC_NR_HCALLS)
		return -1;
	return array_index_nospec(index, KVMPPC_NR_HCALLS);
}

/**
 * kvmppc_papr_vm_init() - a new VM answers what the API says it does at first
 * @kvm: being created
 */
void kvmppc_papr_vm_init(struct kvm *kvm)
{
	struct kvmppc_vm *vm = to_kvmppc_vm(kvm);
	unsigned int i;

	INIT_LIST_HEAD(&vm->mapped_vpas);
	for (i = 0; i < KVMPPC_NR_HCALLS; i++) {
		if (hcall_at(kvm, i)->by_default)
			__set_bit(i, vm->enabled_hcalls);
	}
}
EXPORT_SYMBOL_GPL(kvmppc_papr_vm_init);

/**
 * kvmppc_papr_check_extension() - capabilities that depend on the host
 * @kvm: the VM, or NULL
 * @ext: KVM_CAP_*
 *
 * For kvmppc_backend.check_extension. H_RANDOM is answered where the host's
 * platform has a random number generator.
 *
 * Return: the capability's value; -ENOENT where it is none of PAPR's.
 */
int kvmppc_papr_check_extension(struct kvm *kvm, long ext)
{
	switch (ext) {
	case KVM_CAP_PPC_HWRNG:
		return !!ppc_md.get_random_seed;
	default:
		return -ENOENT;
	}
}
EXPORT_SYMBOL_GPL(kvmppc_papr_check_extension);

/* Answer a hypercall in the kernel (1), or hand it to userspace (0). */
static int enable_hcall(struct kvm *kvm, u64 nr, u64 enable)
{
	struct kvmppc_vm *vm = to_kvmppc_vm(kvm);
	int index = hcall_index(nr);

	if (enable > 1 || index < 0 || !hcall_at(kvm, index)->handler)
		return -EINVAL;
	assign_bit(index, vm->enabled_hcalls, enable);
	return 0;
}

/**
 * kvmppc_papr_vm_enable_cap() - KVM_ENABLE_CAP on a VM
 * @kvm: the VM, whose vCPUs may run
 * @cap: KVM_CAP_PPC_ENABLE_HCALL, or none of PAPR's
 *
 * For kvmppc_backend.vm_enable_cap.
 *
 * Return: 0; -EINVAL where the kernel has no answer to the hypercall, or the
 * capability is another one.
 */
int kvmppc_papr_vm_enable_cap(struct kvm *kvm, const struct kvm_enable_cap *cap)
{
	switch (cap->cap) {
	case KVM_CAP_PPC_ENABLE_HCALL:
		return enable_hcall(kvm, cap->args[0], cap->args[1]);
	default:
		return -EINVAL;
	}
}
EXPORT_SYMBOL_GPL(kvmppc_papr_vm_enable_cap);

static int hcall_to_user(struct kvm_vcpu *vcpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	struct kvm_run *run = vcpu->run;
	unsigned int i;

	vcpu->stat[KVMPPC_VCPU_STAT_USER_HCALLS]++;
	run->exit_reason = KVM_EXIT_PAPR_HCALL;
	run->papr_hcall.nr = ppc->regs->gpr[3];
	run->papr_hcall.ret = 0;
	for (i = 0; i < ARRAY_SIZE(run->papr_hcall.args); i++)
		run->papr_hcall.args[i] = ppc->regs->gpr[4 + i];
	ppc->pending_exit = KVMPPC_PENDING_HCALL;
	return KVMPPC_TO_USER;
}

static long hcall_answer(struct kvm_vcpu *vcpu, const struct kvmppc_hcall *hcall)
{
	unsigned long *args = &to_kvmppc_vcpu(vcpu)->regs->gpr[4];
	long ret;
	int idx;

	if (!hcall->memory)
		return hcall->handler(vcpu, args);

	idx = srcu_read_lock(&vcpu->kvm->srcu);
	ret = hcall->handler(vcpu, args);
	srcu_read_unlock(&vcpu->kvm->srcu, idx);
	return ret;
}

/**
 * kvmppc_papr_hcall() - the guest executed sc with LEV=1
 * @vcpu: the calling thread's; nip is after the sc; may sleep; takes
 *	kvm->srcu where a hypercall looks at guest memory or devices
 *
 * The instruction is not privileged (Power ISA 3.1B Book II 4.4): a hypercall
 * from problem state of a guest that runs in it gets H_PRIVILEGE as LoPAPR wants,
 * so that the guest's kernel need not know. Without KVM_CAP_PPC_PAPR no one
 * serves the instruction and it is illegal.
 *
 * Return: enum kvmppc_next. vcpu->ceded may have become true.
 */
int kvmppc_papr_hcall(struct kvm_vcpu *vcpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	struct kvmppc_vm *vm = to_kvmppc_vm(vcpu->kvm);
	int index = hcall_index(ppc->regs->gpr[3]);
	long ret;

	if (unlikely(!ppc->papr)) {
		ppc->regs->nip -= 4;
		kvmppc_backend_of(vcpu->kvm)->deliver(vcpu, BOOK3S_VEC_PROGRAM,
						      PROGRAM_ILLEGAL);
		return KVMPPC_RESUME;
	}
	if (unlikely(ppc->regs->msr & MSR_PR)) {
		ppc->regs->gpr[3] = H_PRIVILEGE;
		return KVMPPC_RESUME;
	}
	if (index < 0 || !test_bit(index, vm->enabled_hcalls))
		return hcall_to_user(vcpu);

	ret = hcall_answer(vcpu, hcall_at(vcpu->kvm, index));
	if (ret == H_TOO_HARD)
		return hcall_to_user(vcpu);
	ppc->regs->gpr[3] = ret;
	return KVMPPC_RESUME;
}
EXPORT_SYMBOL_GPL(kvmppc_papr_hcall);

/**
 * kvmppc_papr_hcall_quick() - as kvmppc_papr_hcall(), where that needs no time
 * @vcpu: the calling thread's; nip is after the sc; interrupts may be off
 *
 * Return: true where the hypercall is done; else nothing has changed that
 * kvmppc_papr_hcall() would not do again.
 */
bool kvmppc_papr_hcall_quick(struct kvm_vcpu *vcpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	int index = hcall_index(ppc->regs->gpr[3]);
	const struct kvmppc_hcall *hcall;
	long ret;

	if (index < 0 ||
	    !test_bit(index, to_kvmppc_vm(vcpu->kvm)->enabled_hcalls))
		return false;
	hcall = hcall_at(vcpu->kvm, index);
	if (!hcall->quick || !ppc->papr || ppc->regs->msr & MSR_PR)
		return false;
	ret = hcall->quick(vcpu, &ppc->regs->gpr[4]);
	if (ret == H_TOO_HARD)
		return false;
	ppc->regs->gpr[3] = ret;
	return true;
}
EXPORT_SYMBOL_GPL(kvmppc_papr_hcall_quick);

/**
 * kvmppc_papr_hcall_finish() - userspace has answered KVM_EXIT_PAPR_HCALL
 * @vcpu: the calling thread's, with KVMPPC_PENDING_HCALL
 *
 * Return: KVMPPC_RESUME.
 */
int kvmppc_papr_hcall_finish(struct kvm_vcpu *vcpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	const struct kvm_run *run = vcpu->run;
	unsigned int i;

	ppc->pending_exit = KVMPPC_PENDING_NONE;
	ppc->regs->gpr[3] = run->papr_hcall.ret;
	for (i = 0; i < ARRAY_SIZE(run->papr_hcall.args); i++)
		ppc->regs->gpr[4 + i] = run->papr_hcall.args[i];
	return KVMPPC_RESUME;
}
