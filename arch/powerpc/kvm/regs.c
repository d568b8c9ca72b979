// SPDX-License-Identifier: GPL-2.0
/* KVM_GET/SET_REGS and KVM_GET/SET_FPU. */
#include <linux/build_bug.h>
#include <linux/string.h>

#include <kvm/ppc.h>

/**
 * kvmppc_regs_get() - KVM_GET_REGS
 * @vcpu: mutex held, out of the guest
 * @regs: filled
 */
void kvmppc_regs_get(struct kvm_vcpu *vcpu, struct kvm_regs *regs)
{
	const struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	const struct kvmppc_sup *sup = &ppc->sup;
	const struct pt_regs *guest = ppc->regs;
	unsigned int i;

	*regs = (struct kvm_regs) {
		.pc = guest->nip,
		.cr = guest->ccr,
		.ctr = guest->ctr,
		.lr = guest->link,
		.xer = guest->xer,
		.msr = guest->msr,
		.srr0 = sup->srr0,
		.srr1 = sup->srr1,
		.pid = sup->pid,
		.sprg0 = sup->sprg[0],
		.sprg1 = sup->sprg[1],
		.sprg2 = sup->sprg[2],
		.sprg3 = sup->sprg[3],
		.sprg4 = sup->sprg[4],
		.sprg5 = sup->sprg[5],
		.sprg6 = sup->sprg[6],
		.sprg7 = sup->sprg[7],
	};
	for (i = 0; i < ARRAY_SIZE(regs->gpr); i++)
		regs->gpr[i] = guest->gpr[i];
}

/**
 * kvmppc_regs_set() - KVM_SET_REGS
 * @vcpu: mutex held, out of the guest
 * @regs: new values; of MSR, bits that the core forces stay as they must
 *
 * Ends H_CEDE, which may return at any time: a vCPU that was reset while it
 * waited begins where it is told to, with no interrupt to wake it.
 */
void kvmppc_regs_set(struct kvm_vcpu *vcpu, const struct kvm_regs *regs)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	struct kvmppc_sup *sup = &ppc->sup;
	struct pt_regs *guest = ppc->regs;
	unsigned int i;

	guest->nip = regs->pc;
	guest->ccr = (u32)regs->cr;
	guest->ctr = regs->ctr;
	guest->link = regs->lr;
	guest->xer = regs->xer;
	sup->srr0 = regs->srr0;
	sup->srr1 = regs->srr1;
	sup->pid = regs->pid;
	sup->sprg[0] = regs->sprg0;
	sup->sprg[1] = regs->sprg1;
	sup->sprg[2] = regs->sprg2;
	sup->sprg[3] = regs->sprg3;
	sup->sprg[4] = regs->sprg4;
	sup->sprg[5] = regs->sprg5;
	sup->sprg[6] = regs->sprg6;
	sup->sprg[7] = regs->sprg7;
	for (i = 0; i < ARRAY_SIZE(regs->gpr); i++)
		guest->gpr[i] = regs->gpr[i];
	kvmppc_backend_of(vcpu->kvm)->set_msr(vcpu, regs->msr);
	WRITE_ONCE(ppc->ceded, false);
}

/**
 * kvmppc_fpu_get() - KVM_GET_FPU: the 32 floating-point registers
 * @vcpu: mutex held, outside KVM_RUN
 * @fpu: filled
 *
 * Return: 0.
 */
int kvmppc_fpu_get(struct kvm_vcpu *vcpu, struct kvm_fpu *fpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	struct kvmppc_fp *fp = kvmppc_fp_get(ppc);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fpu->fpr); i++)
		fpu->fpr[i] = fp->fp.fpr[i][TS_FPROFFSET];
	return 0;
}

/**
 * kvmppc_fpu_set() - KVM_SET_FPU: the 32 floating-point registers
 * @vcpu: mutex held, outside KVM_RUN
 * @fpu: new values; doubleword 1 of the VSRs stays
 *
 * Return: 0.
 */
int kvmppc_fpu_set(struct kvm_vcpu *vcpu, const struct kvm_fpu *fpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	struct kvmppc_fp *fp = kvmppc_fp_get(ppc);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fpu->fpr); i++)
		fp->fp.fpr[i][TS_FPROFFSET] = fpu->fpr[i];
	return 0;
}
