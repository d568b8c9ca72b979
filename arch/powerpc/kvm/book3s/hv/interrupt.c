// SPDX-License-Identifier: GPL-2.0
/* Interrupts that the guest takes (Power ISA 3.1B Book III chapter 7). */
#include <asm/reg.h>

#include "hv.h"

/* MSR bits that no guest can have or lose. */
#define MSR_GUEST_NEVER	(MSR_HV | MSR_TS_MASK)
#define MSR_GUEST_EVER	MSR_ME

/**
 * kvmppc_hv_set_msr() - write the guest's MSR
 * @vcpu: the vCPU, out of the guest
 * @msr: as rfid or userspace gives it
 *
 * Problem state implies EE, IR and DR (Power ISA 3.1B Book III 4.3.1).
 */
void kvmppc_hv_set_msr(struct kvm_vcpu *vcpu, u64 msr)
{
	if (msr & MSR_PR)
		msr |= MSR_EE | MSR_IR | MSR_DR;
	to_kvmppc_vcpu(vcpu)->regs->msr =
		(msr & ~MSR_GUEST_NEVER) | MSR_GUEST_EVER;
}

/**
 * kvmppc_hv_deliver() - have the guest take an interrupt
 * @vcpu: the vCPU, out of the guest
 * @vector: its offset
 * @srr1: bits of SRR1 that say why
 *
 * SRR0, SRR1, MSR and nip become what figure 64 of Power ISA 3.1B Book III
 * says.
 */
void kvmppc_hv_deliver(struct kvm_vcpu *vcpu, u32 vector, u64 srr1)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	struct pt_regs *regs = ppc->regs;
	u64 msr = regs->msr;
	u64 new = MSR_SF | MSR_ME;

	ppc->sup.srr0 = regs->nip;
	ppc->sup.srr1 = (msr & ~KVMPPC_SRR1_REASONS) | srr1;
	if (hv->lpcr & LPCR_ILE)
		new |= MSR_LE;
	regs->nip = vector;
	if (kvmppc_book3s_relocated(hv->lpcr, vector, msr)) {
		regs->nip = BOOK3S_VECTORS_RELOCATED + vector;
		new |= MSR_IR | MSR_DR;
	}
	regs->msr = new;
}

void kvmppc_hv_deliver_data_storage(struct kvm_vcpu *vcpu, u64 dar, u64 dsisr)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	ppc->sup.dar = dar;
	ppc->sup.dsisr = dsisr;
	kvmppc_hv_deliver(vcpu, BOOK3S_VEC_DATA_STORAGE, 0);
}
