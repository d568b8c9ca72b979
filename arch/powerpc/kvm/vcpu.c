// SPDX-License-Identifier: GPL-2.0
/* A virtual CPU on any PowerPC core: its life and its ioctls. */
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <kvm/arch.h>
#include <kvm/ppc.h>

struct kvm_vcpu *kvm_arch_vcpu_alloc(struct kvm *kvm, u32 id)
{
	struct kvmppc_vcpu *ppc;

	/* Contiguous: a backend may give a part of it to a hypervisor. */
	ppc = kzalloc(kvmppc_backend_of(kvm)->vcpu_size, GFP_KERNEL_ACCOUNT);
	return ppc ? &ppc->vcpu : ERR_PTR(-ENOMEM);
}

void kvm_arch_vcpu_free(struct kvm_vcpu *vcpu)
{
	kfree(to_kvmppc_vcpu(vcpu));
}

int kvm_arch_vcpu_init(struct kvm_vcpu *vcpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	int r;

	ppc->pvr = mfspr(SPRN_PVR);
	r = kvmppc_backend_of(vcpu->kvm)->vcpu_init(vcpu);
	if (r)
		return r;
	kvmppc_timer_init(vcpu);
	return 0;
}

void kvm_arch_vcpu_destroy(struct kvm_vcpu *vcpu)
{
	kvmppc_timer_destroy(vcpu);
	kvmppc_backend_of(vcpu->kvm)->vcpu_destroy(vcpu);
}

/* Nothing lies behind the run page and the coalesced ring. */
struct page *kvm_arch_vcpu_fault(struct kvm_vcpu *vcpu, unsigned long pgoff)
{
	return NULL;
}

static long get_regs(struct kvm_vcpu *vcpu, void __user *arg)
{
	struct kvm_regs regs = {};

	kvmppc_regs_get(vcpu, &regs);
	return copy_to_user(arg, &regs, sizeof(regs)) ? -EFAULT : 0;
}

static long set_regs(struct kvm_vcpu *vcpu, void __user *arg)
{
	struct kvm_regs regs;

	if (copy_from_user(&regs, arg, sizeof(regs)))
		return -EFAULT;
	kvmppc_regs_set(vcpu, &regs);
	return 0;
}

static long get_sregs(struct kvm_vcpu *vcpu, void __user *arg)
{
	struct kvm_sregs *sregs = kzalloc(sizeof(*sregs), GFP_KERNEL);
	long r;

	if (!sregs)
		return -ENOMEM;
	r = kvmppc_backend_of(vcpu->kvm)->get_sregs(vcpu, sregs);
	if (!r && copy_to_user(arg, sregs, sizeof(*sregs)))
		r = -EFAULT;
	kfree(sregs);
	return r;
}

static long set_sregs(struct kvm_vcpu *vcpu, void __user *arg)
{
	struct kvm_sregs *sregs = memdup_user(arg, sizeof(*sregs));
	long r;

	if (IS_ERR(sregs))
		return PTR_ERR(sregs);
	r = kvmppc_backend_of(vcpu->kvm)->set_sregs(vcpu, sregs);
	kfree(sregs);
	return r;
}

static long get_fpu(struct kvm_vcpu *vcpu, void __user *arg)
{
	struct kvm_fpu fpu = {};
	int r = kvmppc_fpu_get(vcpu, &fpu);

	if (!r && copy_to_user(arg, &fpu, sizeof(fpu)))
		r = -EFAULT;
	return r;
}

static long set_fpu(struct kvm_vcpu *vcpu, void __user *arg)
{
	struct kvm_fpu fpu;

	if (copy_from_user(&fpu, arg, sizeof(fpu)))
		return -EFAULT;
	return kvmppc_fpu_set(vcpu, &fpu);
}

static long one_reg(struct kvm_vcpu *vcpu, void __user *arg,
		    int (*op)(struct kvm_vcpu *, const struct kvm_one_reg *))
{
	struct kvm_one_reg reg;

	if (copy_from_user(&reg, arg, sizeof(reg)))
		return -EFAULT;
	return op(vcpu, &reg);
}

static long enable_cap(struct kvm_vcpu *vcpu, void __user *arg)
{
	struct kvm_enable_cap cap;

	if (copy_from_user(&cap, arg, sizeof(cap)))
		return -EFAULT;
	if (cap.flags)
		return -EINVAL;
	return kvmppc_backend_of(vcpu->kvm)->vcpu_enable_cap(vcpu, &cap);
}

static long get_mp_state(struct kvm_vcpu *vcpu, void __user *arg)
{
	struct kvm_mp_state state = {
		.mp_state = to_kvmppc_vcpu(vcpu)->ceded ?
			    KVM_MP_STATE_HALTED : KVM_MP_STATE_RUNNABLE,
	};

	return copy_to_user(arg, &state, sizeof(state)) ? -EFAULT : 0;
}

static long set_mp_state(struct kvm_vcpu *vcpu, void __user *arg)
{
	struct kvm_mp_state state;

	if (copy_from_user(&state, arg, sizeof(state)))
		return -EFAULT;
	switch (state.mp_state) {
	case KVM_MP_STATE_RUNNABLE:
	case KVM_MP_STATE_HALTED:
		to_kvmppc_vcpu(vcpu)->ceded =
			state.mp_state == KVM_MP_STATE_HALTED;
		return 0;
	default:
		return -EINVAL;
	}
}

static long translate(struct kvm_vcpu *vcpu, void __user *arg)
{
	const struct kvmppc_backend *backend = kvmppc_backend_of(vcpu->kvm);
	struct kvm_translation tr;
	struct kvmppc_translation xlate;
	int r;

	if (copy_from_user(&tr, arg, sizeof(tr)))
		return -EFAULT;

	kvm_vcpu_srcu_lock(vcpu);
	r = backend->xlate(vcpu, tr.linear_address, KVMPPC_LOAD, &xlate);
	kvm_vcpu_srcu_unlock(vcpu);

	tr.valid = !r;
	tr.physical_address = r ? 0 : xlate.gpa;
	tr.writeable = !r && xlate.writable;
	tr.usermode = !r && xlate.usermode;
	memset(tr.pad, 0, sizeof(tr.pad));
	return copy_to_user(arg, &tr, sizeof(tr)) ? -EFAULT : 0;
}

long kvm_arch_vcpu_ioctl(struct kvm_vcpu *vcpu, unsigned int cmd,
			 unsigned long arg)
{
	void __user *argp = (void __user *)arg;

	switch (cmd) {
	case KVM_GET_REGS:
		return get_regs(vcpu, argp);
	case KVM_SET_REGS:
		return set_regs(vcpu, argp);
	case KVM_GET_SREGS:
		return get_sregs(vcpu, argp);
	case KVM_SET_SREGS:
		return set_sregs(vcpu, argp);
	case KVM_GET_FPU:
		return get_fpu(vcpu, argp);
	case KVM_SET_FPU:
		return set_fpu(vcpu, argp);
	case KVM_GET_ONE_REG:
		return one_reg(vcpu, argp, kvmppc_one_reg_get);
	case KVM_SET_ONE_REG:
		return one_reg(vcpu, argp, kvmppc_one_reg_set);
	case KVM_GET_REG_LIST:
		return kvmppc_one_reg_list(vcpu, argp);
	case KVM_ENABLE_CAP:
		return enable_cap(vcpu, argp);
	case KVM_GET_MP_STATE:
		return get_mp_state(vcpu, argp);
	case KVM_SET_MP_STATE:
		return set_mp_state(vcpu, argp);
	case KVM_TRANSLATE:
		return translate(vcpu, argp);
	case KVM_SET_GUEST_DEBUG:
		return kvmppc_set_guest_debug(vcpu, argp);
	default:
		return kvmppc_backend_of(vcpu->kvm)->vcpu_ioctl(vcpu, cmd, arg);
	}
}

long kvm_arch_vcpu_async_ioctl(struct kvm_vcpu *vcpu, unsigned int cmd,
			       unsigned long arg)
{
	struct kvm_interrupt irq;

	if (cmd != KVM_INTERRUPT)
		return -ENOIOCTLCMD;
	if (copy_from_user(&irq, (void __user *)arg, sizeof(irq)))
		return -EFAULT;
	return kvmppc_irq_ioctl(vcpu, &irq);
}
