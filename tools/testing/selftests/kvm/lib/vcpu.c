// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "vm.h"

struct vcpu *vcpu_create_bare(struct vm *vm, unsigned int id)
{
	struct vcpu *vcpu = calloc(1, sizeof(*vcpu));

	must(vcpu, "calloc");
	must(id < GUEST_MAX_VCPUS && !vm->vcpu[id], "vCPU id %u", id);
	vcpu->vm = vm;
	vcpu->id = id;
	vcpu->fd = ioctl(vm->fd, KVM_CREATE_VCPU, (unsigned long)id);
	must(vcpu->fd >= 0, "KVM_CREATE_VCPU %u", id);
	vcpu->run = mmap(NULL, vm->run_size, PROT_READ | PROT_WRITE,
			 MAP_SHARED, vcpu->fd, 0);
	must(vcpu->run != MAP_FAILED, "mmap of the run page");
	vm->vcpu[id] = vcpu;
	return vcpu;
}

struct vcpu *vcpu_create(struct vm *vm, unsigned int id)
{
	struct vcpu *vcpu = vcpu_create_bare(vm, id);
	struct kvm_enable_cap papr = { .cap = KVM_CAP_PPC_PAPR };

	vcpu_ioctl(vcpu, KVM_ENABLE_CAP, &papr);
	/* The vectors of a processor that has a HIOR start high. */
	if (vm->pr)
		one_reg_set(vcpu, KVM_REG_PPC_HIOR, 0);
	one_reg_set(vcpu, KVM_REG_PPC_LPCR_64, LPCR_ORDER |
		    (one_reg_get(vcpu, KVM_REG_PPC_LPCR_64) & ~LPCR_ILE));
	return vcpu;
}

void vcpu_free(struct vcpu *vcpu)
{
	vcpu->vm->vcpu[vcpu->id] = NULL;
	must(!munmap(vcpu->run, vcpu->vm->run_size), "munmap the run page");
	must(!close(vcpu->fd), "close the vCPU");
	free(vcpu);
}

int vcpu_ioctl(struct vcpu *vcpu, unsigned long nr, void *arg)
{
	int ret = ioctl(vcpu->fd, nr, arg);

	must(ret >= 0, "vCPU ioctl %#lx", nr);
	return ret;
}

void vcpu_get_regs(struct vcpu *vcpu, struct kvm_regs *regs)
{
	vcpu_ioctl(vcpu, KVM_GET_REGS, regs);
}

void vcpu_set_regs(struct vcpu *vcpu, struct kvm_regs *regs)
{
	vcpu_ioctl(vcpu, KVM_SET_REGS, regs);
}

void vcpu_complete(struct vcpu *vcpu)
{
	int ret = 0;

	vcpu->run->immediate_exit = 1;
	/* An access to a device may come in several parts. */
	while (vcpu->pending)
		ret = vcpu_run(vcpu);
	must(!ret || ret == -EINTR, "KVM_RUN with immediate_exit: %d", ret);
	vcpu->run->immediate_exit = 0;
}

void vcpu_set_entry(struct vcpu *vcpu, uint64_t pc, uint64_t msr)
{
	uint64_t top = GUEST_STACKS + (vcpu->id + 1) * GUEST_STACK_SIZE;
	struct kvm_regs regs;
	uint64_t pid;

	vcpu_complete(vcpu);
	vcpu_get_regs(vcpu, &regs);
	pid = regs.pid;
	memset(&regs, 0, sizeof(regs));
	regs.pid = pid;
	regs.pc = pc;
	regs.msr = msr;
	/* The upper half of the stack is for interrupts. */
	regs.sprg0 = top;
	regs.gpr[1] = top - GUEST_STACK_SIZE / 2 - 256;
	regs.gpr[12] = pc;
	regs.lr = guest_symbol("guest_return");
	vcpu_set_regs(vcpu, &regs);
}

void vcpu_set_call(struct vcpu *vcpu, uint64_t msr, const char *name,
		   const uint64_t *args, unsigned int nr_args)
{
	struct kvm_regs regs;

	must(nr_args <= 8, "%u arguments", nr_args);
	vcpu_set_entry(vcpu, guest_symbol(name), msr);
	vcpu_get_regs(vcpu, &regs);
	memcpy(&regs.gpr[3], args, nr_args * sizeof(*args));
	vcpu_set_regs(vcpu, &regs);
}

int vcpu_run(struct vcpu *vcpu)
{
	int ret = try_ioctl(vcpu->fd, KVM_RUN, NULL);

	vcpu->pending = !ret && (vcpu->run->exit_reason == KVM_EXIT_MMIO ||
				 vcpu->run->exit_reason == KVM_EXIT_PAPR_HCALL);
	return ret;
}

static void report_exit(struct vcpu *vcpu, const char *wanted)
{
	struct kvm_run *run = vcpu->run;
	struct kvm_regs regs;

	vcpu_get_regs(vcpu, &regs);
	errno = 0;
	switch (run->exit_reason) {
	case KVM_EXIT_PAPR_HCALL:
		must(false, "wanted %s, got hcall %#llx(%#llx, %#llx, %#llx, %#llx, %#llx) at pc %#llx",
		     wanted, run->papr_hcall.nr, run->papr_hcall.args[0],
		     run->papr_hcall.args[1], run->papr_hcall.args[2],
		     run->papr_hcall.args[3], run->papr_hcall.args[4], regs.pc);
		break;
	case KVM_EXIT_MMIO:
		must(false, "wanted %s, got MMIO %s of %u at %#llx, pc %#llx",
		     wanted, run->mmio.is_write ? "store" : "load",
		     run->mmio.len, run->mmio.phys_addr, regs.pc);
		break;
	default:
		must(false, "wanted %s, got exit %u (%s) at pc %#llx, msr %#llx",
		     wanted, run->exit_reason, exit_name(run->exit_reason),
		     regs.pc, regs.msr);
	}
}

void vcpu_run_to(struct vcpu *vcpu, uint32_t reason)
{
	int ret = vcpu_run(vcpu);

	must(!ret, "KVM_RUN");
	if (vcpu->run->exit_reason != reason)
		report_exit(vcpu, exit_name(reason));
}

void vcpu_run_hcall(struct vcpu *vcpu, uint64_t nr)
{
	vcpu_run_to(vcpu, KVM_EXIT_PAPR_HCALL);
	if (vcpu->run->papr_hcall.nr != nr)
		report_exit(vcpu, "another hcall");
}

void vcpu_run_trap(struct vcpu *vcpu, uint64_t vector)
{
	vcpu_run_hcall(vcpu, HC_TRAP);
	if (vcpu->run->papr_hcall.args[0] != vector)
		report_exit(vcpu, "another vector");
}

uint64_t vcpu_run_done(struct vcpu *vcpu)
{
	vcpu_run_hcall(vcpu, HC_DONE);
	return vcpu->run->papr_hcall.args[0];
}

bool vcpu_store(struct vcpu *vcpu, uint64_t addr, unsigned int bytes,
		uint64_t value)
{
	const uint64_t args[] = { addr, bytes, value };

	vcpu_set_call(vcpu, MSR_GUEST, "guest_store", args, 3);
	must(!vcpu_run(vcpu), "KVM_RUN");
	if (vcpu->run->exit_reason == KVM_EXIT_PAPR_HCALL)
		return false;
	must(vcpu->run->exit_reason == KVM_EXIT_MMIO &&
	     vcpu->run->mmio.len == bytes, "exit %s",
	     exit_name(vcpu->run->exit_reason));
	vcpu_run_done(vcpu);
	return true;
}
