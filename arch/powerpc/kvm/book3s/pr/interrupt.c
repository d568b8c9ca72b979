// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's MSR and the interrupts that it takes (Power ISA 3.1B Book III
 * chapter 7; for 32-bit cores the PowerPC Programming Environments Manual,
 * chapter 6).
 */
#include <asm/reg.h>

#include "pr.h"

/* MSR[IP] of 32-bit cores: vectors lie at the top of the real address space. */

#define VECTORS_HIGH		0xfff00000UL

#define MSR_COMMON	(MSR_EE | MSR_PR | MSR_FP | MSR_ME | MSR_FE0 | \
			 MSR_SE | MSR_BE | MSR_FE1 | MSR_IR | MSR_DR | \
			 MSR_RI | MSR_LE)
#define MSR_ONLY_32	(MSR_POW | MSR_ILE | MSR_IP | MSR_PMM)
#define MSR_ONLY_64	(MSR_SF | MSR_PMM)

/* MSR bits that a core has at all. */
static u64 msr_bits(const struct kvmppc_pr_core *core)
{
	u64 bits = MSR_COMMON;

	bits |= core->mmu64 ? MSR_ONLY_64 : MSR_ONLY_32;
	if (core->isa & PPC_ISA_VMX)
		bits |= MSR_VEC;
	if (core->isa & PPC_ISA_VSX)
		bits |= MSR_VSX;
	return bits;
}

/**
 * kvmppc_pr_set_msr() - write the guest's MSR
 * @vcpu: the vCPU, out of the guest
 * @msr: as rfid, mtmsr or userspace gives it
 *
 * Bits that its core has not are dropped. Problem state implies EE, IR and DR
 * from Power ISA 2.06 on (Book III 4.3.1). Any context.
 */
void kvmppc_pr_set_msr(struct kvm_vcpu *vcpu, u64 msr)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);

	msr &= msr_bits(pr->core);
	if ((msr & MSR_PR) && (pr->core->isa & PPC_ISA_206))
		msr |= MSR_EE | MSR_IR | MSR_DR;
	pr->regs.msr = msr;
}

static void enter_vector64(struct kvmppc_pr_vcpu *pr, u32 vector)
{
	u64 msr = MSR_SF | (pr->regs.msr & MSR_ME);

	pr->regs.nip = pr->spr.hior + vector;
	if (pr->spr.lpcr & LPCR_ILE)
		msr |= MSR_LE;
	if (kvmppc_book3s_relocated(pr->spr.lpcr, vector, pr->regs.msr)) {
		pr->regs.nip = BOOK3S_VECTORS_RELOCATED + vector;
		msr |= MSR_IR | MSR_DR;
	}
	pr->regs.msr = msr;
}

static void enter_vector32(struct kvmppc_pr_vcpu *pr, u32 vector)
{
	u64 msr = pr->regs.msr & (MSR_ME | MSR_ILE | MSR_IP);

	if (msr & MSR_ILE)
		msr |= MSR_LE;
	pr->regs.nip = (msr & MSR_IP ? VECTORS_HIGH : 0) + vector;
	pr->regs.msr = msr;
}

/**
 * kvmppc_pr_deliver() - have the guest take an interrupt
 * @vcpu: the vCPU, out of the guest
 * @vector: its offset
 * @srr1: bits of SRR1 that say why
 *
 * Any context.
 */
void kvmppc_pr_deliver(struct kvm_vcpu *vcpu, u32 vector, u64 srr1)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	struct kvmppc_sup *sup = &to_kvmppc_vcpu(vcpu)->sup;

	sup->srr0 = pr->regs.nip;
	sup->srr1 = (pr->regs.msr & ~KVMPPC_SRR1_REASONS) | srr1;
	pr->follow = true;
	if (pr->core->mmu64)
		enter_vector64(pr, vector);
	else
		enter_vector32(pr, vector);
}

void kvmppc_pr_deliver_data_storage(struct kvm_vcpu *vcpu, u64 dar, u64 dsisr)
{
	struct kvmppc_sup *sup = &to_kvmppc_vcpu(vcpu)->sup;

	sup->dar = dar;
	sup->dsisr = dsisr;
	kvmppc_pr_deliver(vcpu, BOOK3S_VEC_DATA_STORAGE, 0);
}
