/* SPDX-License-Identifier: GPL-2.0 */
/* System calls of a guest that mean KVM and not the guest's own kernel. */
#ifndef KVM_HYPERCALL_H
#define KVM_HYPERCALL_H

#include <linux/init.h>
#include <linux/kvm_para.h>

#include <kvm/ppc.h>

/* GPR3 and GPR4 of Mac-on-Linux's call. */
#define KVMPPC_OSI_R3	0x113724faU
#define KVMPPC_OSI_R4	0x77810f9bU

static inline bool kvmppc_is_osi(const struct kvmppc_vcpu *ppc)
{
	const struct pt_regs *regs = ppc->regs;

	return ppc->osi && (u32)regs->gpr[3] == KVMPPC_OSI_R3 &&
	       (u32)regs->gpr[4] == KVMPPC_OSI_R4;
}

static inline bool kvmppc_is_epapr(const struct kvmppc_vcpu *ppc)
{
	const struct pt_regs *regs = ppc->regs;

	return (u32)regs->gpr[0] == KVM_SC_MAGIC_R0 && !(regs->msr & MSR_PR);
}

/**
 * kvmppc_hypercall_wanted() - is a system call kvmppc_hypercall()'s?
 * @vcpu: the calling thread's, which executed sc without LEV
 *
 * Any context.
 *
 * Return: false where it is the guest's own.
 */
static inline bool kvmppc_hypercall_wanted(struct kvm_vcpu *vcpu)
{
	const struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	return kvmppc_is_epapr(ppc) || kvmppc_is_osi(ppc);
}

int kvmppc_hypercall(struct kvm_vcpu *vcpu);
int kvmppc_osi_finish(struct kvm_vcpu *vcpu);

#endif /* KVM_HYPERCALL_H */
