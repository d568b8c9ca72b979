// SPDX-License-Identifier: GPL-2.0
/* KVM_SET_GUEST_DEBUG and the exits that it asks for. */
#include <linux/export.h>
#include <linux/uaccess.h>

#include <kvm/ppc.h>

/**
 * kvmppc_set_guest_debug() - KVM_SET_GUEST_DEBUG
 * @vcpu: mutex held, outside KVM_RUN
 * @arg: struct kvm_guest_debug of userspace
 *
 * Return: 0; -EINVAL where the backend has not got what is asked for, and
 * nothing has changed; -EFAULT.
 */
long kvmppc_set_guest_debug(struct kvm_vcpu *vcpu, void __user *arg)
{
	const struct kvmppc_backend *backend = kvmppc_backend_of(vcpu->kvm);
	struct kvm_guest_debug debug;
	int ret;

	if (copy_from_user(&debug, arg, sizeof(debug)))
		return -EFAULT;
	if (debug.control & ~backend->guest_debug)
		return -EINVAL;
	if (!(debug.control & KVM_GUESTDBG_ENABLE))
		debug.control = 0;
	ret = backend->debug_points(vcpu, debug.control &
					  KVM_GUESTDBG_USE_HW_BP ?
					  &debug.arch : NULL);
	if (ret)
		return ret;
	to_kvmppc_vcpu(vcpu)->guest_debug = debug.control;
	return 0;
}

/**
 * kvmppc_debug_exit() - tell the debugger
 * @vcpu: the calling thread's, out of the guest
 *
 * It finds out by the address whether a software breakpoint is there: that is
 * not a status, which hardware has.
 *
 * Return: KVMPPC_TO_USER.
 */
int kvmppc_debug_exit(struct kvm_vcpu *vcpu)
{
	struct kvm_run *run = vcpu->run;

	run->exit_reason = KVM_EXIT_DEBUG;
	run->debug.arch.address = to_kvmppc_vcpu(vcpu)->regs->nip;
	run->debug.arch.status = KVMPPC_DEBUG_NONE;
	return KVMPPC_TO_USER;
}
EXPORT_SYMBOL_GPL(kvmppc_debug_exit);

/**
 * kvmppc_debug_exit_point() - tell the debugger of a breakpoint or watchpoint
 * @vcpu: the calling thread's, out of the guest; its next instruction is the one
 *	that it is about
 * @address: as KVM_SET_GUEST_DEBUG had it
 * @status: KVMPPC_DEBUG_*
 *
 * Return: KVMPPC_TO_USER.
 */
int kvmppc_debug_exit_point(struct kvm_vcpu *vcpu, u64 address, u32 status)
{
	struct kvm_run *run = vcpu->run;

	run->exit_reason = KVM_EXIT_DEBUG;
	run->debug.arch.address = address;
	run->debug.arch.status = status;
	return KVMPPC_TO_USER;
}
EXPORT_SYMBOL_GPL(kvmppc_debug_exit_point);
