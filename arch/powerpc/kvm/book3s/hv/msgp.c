// SPDX-License-Identifier: GPL-2.0
/*
 * Doorbells between the vCPUs of a virtual core (Power ISA 3.1B Book III
 * chapter 11).
 *
 * With one vCPU a core the hardware does it all. With more, the host's threads
 * are not the guest's: HFSCR[MSGP] is off, and the instructions come here.
 */
#include <asm/reg.h>

#include "hv.h"

#define OPCODE(word)	((word) >> 26)
#define XO(word)	(((word) >> 1) & 0x3ff)
#define RT(word)	(((word) >> 21) & 31)
#define RB(word)	(((word) >> 11) & 31)
#define SPR(word)	((((word) >> 16) & 0x1f) | (((word) >> 6) & 0x3e0))

#define XO_MSGSNDP	142
#define XO_MSGCLRP	174
#define XO_MFSPR	339

#define SPR_DPDES	176
#define SPR_TIR		446

/* RB of msgsndp and msgclrp. */
#define MSG_TYPE(rb)		(((rb) >> 27) & 0x1f)
#define MSG_TYPE_DOORBELL	5
#define MSG_THREAD(rb)		((rb) & 0x7f)

static u32 first_of_core(struct kvm_vcpu *vcpu)
{
	return vcpu->id & ~(to_hv_vm(vcpu->kvm)->threads - 1);
}

static struct kvm_vcpu *sibling(struct kvm_vcpu *vcpu, u32 thread)
{
	if (thread >= to_hv_vm(vcpu->kvm)->threads)
		return NULL;
	return kvm_vcpu_by_id(vcpu->kvm, first_of_core(vcpu) + thread);
}

static void msgsndp(struct kvm_vcpu *vcpu, u64 rb)
{
	struct kvm_vcpu *target;

	if (MSG_TYPE(rb) != MSG_TYPE_DOORBELL)
		return;
	target = sibling(vcpu, MSG_THREAD(rb));
	if (target)
		kvmppc_irq_raise(target, KVMPPC_IRQ_DOORBELL);
}

static void msgclrp(struct kvm_vcpu *vcpu, u64 rb)
{
	if (MSG_TYPE(rb) == MSG_TYPE_DOORBELL)
		kvmppc_irq_lower(vcpu, KVMPPC_IRQ_DOORBELL);
}

/* A bit a thread of the core. */
static u64 read_dpdes(struct kvm_vcpu *vcpu)
{
	u32 i, threads = to_hv_vm(vcpu->kvm)->threads;
	struct kvm_vcpu *target;
	u64 dpdes = 0;

	for (i = 0; i < threads; i++) {
		target = sibling(vcpu, i);
		if (target && test_bit(KVMPPC_IRQ_DOORBELL,
				       &to_kvmppc_vcpu(target)->pending))
			dpdes |= 1UL << i;
	}
	return dpdes;
}

static bool emulate_spr(struct kvm_vcpu *vcpu, u32 word)
{
	u64 *gpr = (u64 *)to_kvmppc_vcpu(vcpu)->regs->gpr;

	if (XO(word) != XO_MFSPR)
		return false;
	switch (SPR(word)) {
	case SPR_DPDES:
		gpr[RT(word)] = read_dpdes(vcpu);
		return true;
	case SPR_TIR:
		gpr[RT(word)] = vcpu->id - first_of_core(vcpu);
		return true;
	default:
		return false;
	}
}

static bool emulate(struct kvm_vcpu *vcpu, u32 word)
{
	u64 rb = to_kvmppc_vcpu(vcpu)->regs->gpr[RB(word)];

	if (OPCODE(word) != 31)
		return false;
	switch (XO(word)) {
	case XO_MSGSNDP:
		msgsndp(vcpu, rb);
		return true;
	case XO_MSGCLRP:
		msgclrp(vcpu, rb);
		return true;
	default:
		return emulate_spr(vcpu, word);
	}
}

/**
 * kvmppc_hv_emulate_msgp() - an instruction that HFSCR[MSGP] guards
 * @vcpu: the vCPU, out of the guest; its nip is at the instruction
 *
 * Context: vCPU's thread, sleeps.
 *
 * Return: KVMPPC_RESUME.
 */
int kvmppc_hv_emulate_msgp(struct kvm_vcpu *vcpu)
{
	struct pt_regs *regs = to_kvmppc_vcpu(vcpu)->regs;
	struct kvmppc_hv_inst inst;

	if (regs->msr & MSR_PR) {
		kvmppc_hv_deliver(vcpu, BOOK3S_VEC_PROGRAM, SRR1_PROGPRIV);
		return KVMPPC_RESUME;
	}
	/* Where its page went meanwhile, the guest faults for it again. */
	if (kvmppc_hv_fetch(vcpu, &inst))
		return KVMPPC_RESUME;
	if (emulate(vcpu, inst.word))
		regs->nip += 4;
	else
		kvmppc_hv_deliver(vcpu, BOOK3S_VEC_PROGRAM, SRR1_PROGILL);
	return KVMPPC_RESUME;
}
