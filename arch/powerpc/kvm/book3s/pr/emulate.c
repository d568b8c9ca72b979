// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions that the guest's kernel may execute and problem state may not,
 * and those of its processor that the host's has not got (Power ISA 2.07 Book
 * III-S; PowerPC AS 2.01; user's manuals of the 750, 7450 and 970).
 */
#include <linux/kernel.h>
#include <asm/reg.h>

#include "decode.h"
#include "pr.h"

/* A handler's answer: done, and the guest goes on after the instruction. */
#define NEXT_INST	0x200

/* What mtmsr and mtmsrd leave alone, and what problem state implies. */
#define MSR_NOT_WRITTEN	(MSR_HV | MSR_ME | MSR_LE)
#define MSR_PR_IMPLIES	(MSR_EE | MSR_IR | MSR_DR)

#define MSR_LOW		0xffffffffUL
#define MSR_SHORT	(MSR_EE | MSR_RI)	/* mtmsr, mtmsrd with L=1 */

#define XER_CR		0xf0000000UL	/* SO, OV, CA: what mcrxr takes */

/* The external control facility is disabled. */
#define DSISR_NO_EXTERNAL	0x00100000UL

/* RB of msgsndp and msgclrp: directed to a thread of this core. */
#define MSG_TYPE	0xf8000000UL
#define MSG_DOORBELL	0x28000000UL
#define MSG_THREAD	0x7fUL

enum inst_flag {
	PRIVILEGED	= 1 << 0,
	HYPERVISOR	= 1 << 1,	/* no PAPR guest may use it */
	SLEEPS		= 1 << 2,
	LOCKS		= 1 << 3,	/* takes kvm->mmu_lock */
};

/**
 * struct inst_row - an instruction
 * @emulate:	NEXT_INST, or as kvmppc_pr_emulate()
 * @families:	enum kvmppc_pr_family
 * @flags:	enum inst_flag
 */
struct inst_row {
	int (*emulate)(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep);
	u8 families;
	u8 flags;
};

static struct pt_regs *regs_of(struct kvm_vcpu *vcpu)
{
	return &to_pr_vcpu(vcpu)->regs;
}

static bool is_64bit(struct kvm_vcpu *vcpu)
{
	return to_pr_vcpu(vcpu)->core->mmu64;
}

static unsigned long rt(struct kvm_vcpu *vcpu, u32 inst)
{
	return regs_of(vcpu)->gpr[PR_INST_RT(inst)];
}

static unsigned long rb(struct kvm_vcpu *vcpu, u32 inst)
{
	return regs_of(vcpu)->gpr[PR_INST_RB(inst)];
}

static void set_rt(struct kvm_vcpu *vcpu, u32 inst, u64 val)
{
	regs_of(vcpu)->gpr[PR_INST_RT(inst)] = val;
}

/* (RA|0) + RB */
static u64 indexed_ea(struct kvm_vcpu *vcpu, u32 inst)
{
	const struct pt_regs *regs = regs_of(vcpu);
	unsigned int ra = PR_INST_RA(inst);
	u64 ea = rb(vcpu, inst);

	if (ra)
		ea += regs->gpr[ra];
	return regs->msr & MSR_SF ? ea : (u32)ea;
}

static int emulate_nothing(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	return NEXT_INST;
}

/* A hypervisor's, which no guest is here. */
static int refuse(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	return KVMPPC_PR_PRIVILEGED;
}

/* Power ISA 2.07 Book III-S 3.3.1 */
static int emulate_rfid(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	const struct kvmppc_sup *sup = &to_kvmppc_vcpu(vcpu)->sup;
	struct pt_regs *regs = regs_of(vcpu);
	u64 kept = MSR_HV | MSR_ME;
	u64 msr = (sup->srr1 & ~(KVMPPC_SRR1_REASONS | kept)) |
		  (regs->msr & kept);
	u64 nip = sup->srr0 & ~3ULL;

	if (msr & MSR_PR)
		msr |= MSR_PR_IMPLIES;
	regs->nip = msr & MSR_SF ? nip : (u32)nip;
	kvmppc_pr_set_msr(vcpu, msr);
	return KVMPPC_RESUME;
}

/* Programming Environments Manual for 32-bit implementations, rfi */
static int emulate_rfi(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	const struct kvmppc_sup *sup = &to_kvmppc_vcpu(vcpu)->sup;
	struct pt_regs *regs = regs_of(vcpu);

	regs->nip = (u32)sup->srr0 & ~3U;
	kvmppc_pr_set_msr(vcpu, (u32)sup->srr1 &
				~(KVMPPC_SRR1_REASONS | MSR_POW));
	return KVMPPC_RESUME;
}

static int emulate_mfmsr(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	set_rt(vcpu, inst, regs_of(vcpu)->msr);
	return NEXT_INST;
}

/*
 * Take the bits of @val that @mask has. MSR[POW], where the core has it, waits
 * for an interrupt and is gone when that comes.
 */
static int write_msr(struct kvm_vcpu *vcpu, u64 val, u64 mask)
{
	u64 msr = (regs_of(vcpu)->msr & ~mask) | (val & mask);

	if (is_64bit(vcpu) && msr & MSR_PR)
		msr |= MSR_PR_IMPLIES;
	if (msr & MSR_POW) {
		msr &= ~MSR_POW;
		if (!(to_pr_vcpu(vcpu)->core->isa & PPC_ISA_206))
			to_kvmppc_vcpu(vcpu)->ceded = true;
	}
	kvmppc_pr_set_msr(vcpu, msr);
	return NEXT_INST;
}

/* Power ISA 2.07 Book III-S 4.4.4; on 32 bits every bit is written. */
static int emulate_mtmsr(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	u64 mask = MSR_LOW;

	if (is_64bit(vcpu))
		mask &= PR_INST_MSR_L(inst) ? MSR_SHORT : ~MSR_NOT_WRITTEN;
	return write_msr(vcpu, rt(vcpu, inst), mask);
}

static int emulate_mtmsrd(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	u64 mask = PR_INST_MSR_L(inst) ? MSR_SHORT : ~MSR_NOT_WRITTEN;

	return write_msr(vcpu, rt(vcpu, inst), mask);
}

static int emulate_mfspr(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	u64 val = rt(vcpu, inst);
	int ret = kvmppc_pr_mfspr(vcpu, PR_INST_SPR(inst), &val);

	if (ret)
		return ret;
	set_rt(vcpu, inst, val);
	return NEXT_INST;
}

static int emulate_mtspr(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	int ret = kvmppc_pr_mtspr(vcpu, PR_INST_SPR(inst), rt(vcpu, inst),
				  may_sleep);

	return ret ? ret : NEXT_INST;
}

static unsigned int sr_of_rb(struct kvm_vcpu *vcpu, u32 inst)
{
	return rb(vcpu, inst) >> 28 & 15;
}

static int emulate_mtsr(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	kvmppc_pr_mtsr(vcpu, PR_INST_SR(inst), rt(vcpu, inst));
	return NEXT_INST;
}

static int emulate_mtsrin(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	kvmppc_pr_mtsr(vcpu, sr_of_rb(vcpu, inst), rt(vcpu, inst));
	return NEXT_INST;
}

static int emulate_mfsr(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	set_rt(vcpu, inst, kvmppc_pr_mfsr(vcpu, PR_INST_SR(inst)));
	return NEXT_INST;
}

static int emulate_mfsrin(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	set_rt(vcpu, inst, kvmppc_pr_mfsr(vcpu, sr_of_rb(vcpu, inst)));
	return NEXT_INST;
}

static int emulate_slbmte(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	kvmppc_pr_slbmte(vcpu, rt(vcpu, inst), rb(vcpu, inst));
	return NEXT_INST;
}

static int emulate_slbie(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	kvmppc_pr_slbie(vcpu, rb(vcpu, inst));
	return NEXT_INST;
}

static int emulate_slbia(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	kvmppc_pr_slbia(vcpu, PR_INST_IH(inst));
	return NEXT_INST;
}

static int emulate_slbmfee(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	set_rt(vcpu, inst, kvmppc_pr_slbmfee(vcpu, rb(vcpu, inst)));
	return NEXT_INST;
}

static int emulate_slbmfev(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	set_rt(vcpu, inst, kvmppc_pr_slbmfev(vcpu, rb(vcpu, inst)));
	return NEXT_INST;
}

/* slbfee. tells in CR0 whether there is such an entry. */
static int emulate_slbfee(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	struct pt_regs *regs = regs_of(vcpu);
	u64 val = 0;
	bool found = kvmppc_pr_slbfee(vcpu, rb(vcpu, inst), &val);

	set_rt(vcpu, inst, val);
	regs->ccr = (regs->ccr & ~PR_CR0) | (found ? PR_CR0_EQ : 0) |
		    (regs->xer & PR_XER_SO ? PR_CR0_SO : 0);
	return NEXT_INST;
}

static int emulate_tlbie(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	return kvmppc_pr_tlbie(vcpu, rb(vcpu, inst), PR_INST_TLBIE_L(inst),
			       may_sleep) ? NEXT_INST : KVMPPC_PR_SLEEPS;
}

static int emulate_tlbia(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	kvmppc_pr_tlbia(vcpu);
	return NEXT_INST;
}

/* No device answers: EAR[E] reads as zero. */
static int external_control(struct kvm_vcpu *vcpu, u32 inst, u64 dsisr)
{
	kvmppc_pr_deliver_data_storage(vcpu, indexed_ea(vcpu, inst),
				       DSISR_NO_EXTERNAL | dsisr);
	return KVMPPC_RESUME;
}

static int emulate_eciwx(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	return external_control(vcpu, inst, 0);
}

static int emulate_ecowx(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	return external_control(vcpu, inst, DSISR_ISSTORE);
}

/* What the guest's dcbz became. */
static int emulate_dcbz32(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	u64 ea = indexed_ea(vcpu, inst);
	int ret;

	if (unlikely(to_pr_vcpu(vcpu)->debug.nr)) {
		if (!may_sleep)
			return KVMPPC_PR_SLEEPS;
		ret = kvmppc_pr_debug_access(vcpu, ea, KVMPPC_STORE);
		if (ret != KVMPPC_PR_NOT_WATCHED)
			return ret;
	}
	ret = kvmppc_pr_dcbz(vcpu, ea, may_sleep);
	switch (ret) {
	case 0:
		return NEXT_INST;
	case KVMPPC_PR_SLEEPS:
		return ret;
	case -EINTR:
		return KVMPPC_RESUME;
	case -ENOENT:
	case -EROFS:
		to_kvmppc_vcpu(vcpu)->sup.dar = ea;
		kvmppc_pr_deliver(vcpu, BOOK3S_VEC_ALIGNMENT, 0);
		return KVMPPC_RESUME;
	default:
		return ret < 0 ? ret : kvmppc_pr_deliver_fault(vcpu, ret, ea,
							       KVMPPC_STORE);
	}
}

/* A core has one thread, number 0. */
static bool is_own_message(struct kvm_vcpu *vcpu, u32 inst)
{
	unsigned long message = rb(vcpu, inst);

	return (message & MSG_TYPE) == MSG_DOORBELL && !(message & MSG_THREAD);
}

static int emulate_msgsndp(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	if (is_own_message(vcpu, inst))
		set_bit(KVMPPC_IRQ_DOORBELL, &to_kvmppc_vcpu(vcpu)->pending);
	return NEXT_INST;
}

static int emulate_msgclrp(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	if (is_own_message(vcpu, inst))
		kvmppc_irq_lower(vcpu, KVMPPC_IRQ_DOORBELL);
	return NEXT_INST;
}

static int emulate_mcrxr(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	struct pt_regs *regs = regs_of(vcpu);
	unsigned int shift = 28 - 4 * (PR_INST_RT(inst) >> 2);

	regs->ccr = (regs->ccr & ~(0xfUL << shift)) |
		    (regs->xer & XER_CR) >> 28 << shift;
	regs->xer &= ~XER_CR;
	return NEXT_INST;
}

/*
 * What the guest uses for sc 1, which would go to a hypervisor below the host:
 * no processor has this instruction.
 */
static int emulate_hypercall(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	if (!to_kvmppc_vcpu(vcpu)->papr || regs_of(vcpu)->msr & MSR_PR)
		return KVMPPC_PR_ILLEGAL;
	if (!may_sleep)
		return KVMPPC_PR_SLEEPS;
	regs_of(vcpu)->nip += 4;
	vcpu->stat[KVMPPC_VCPU_STAT_HCALLS]++;
	return kvmppc_papr_hcall(vcpu);
}

/* Caching-inhibited forms: to a real address, in real mode only. */
static int cache_inhibited(struct kvm_vcpu *vcpu, u32 inst, bool store)
{
	u64 ea = indexed_ea(vcpu, inst);

	if (regs_of(vcpu)->msr & MSR_DR)
		return KVMPPC_PR_ILLEGAL;
	return kvmppc_pr_access(vcpu, inst, ea, ea & KVMPPC_PR_REAL_MASK,
				store, false);
}

static int emulate_load_ci(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	return cache_inhibited(vcpu, inst, false);
}

static int emulate_store_ci(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	return cache_inhibited(vcpu, inst, true);
}

#define ROW(name, _families, _flags) \
	{ emulate_##name, PR_##_families, _flags }
#define REFUSED(_families) \
	{ refuse, PR_##_families, PRIVILEGED }
#define CI	(PRIVILEGED | HYPERVISOR | SLEEPS)

/* Primary opcode 19, by extended opcode. */
static const struct inst_row op19[PR_NR_XO] = {
	[18] = ROW(rfid, 64, PRIVILEGED),
	[50] = ROW(rfi, 32, PRIVILEGED),
	[274] = REFUSED(64),				/* hrfid */
	[402] = REFUSED(SERVER),			/* doze */
	[434] = REFUSED(SERVER),			/* nap */
	[466] = REFUSED(SERVER),			/* sleep */
	[498] = REFUSED(SERVER),			/* rvwinkle */
};

/* Primary opcode PR_OP_DCBZ32, whatever the rest. */
static const struct inst_row dcbz32 = ROW(dcbz32, 32 | PR_970, 0);

/* Primary opcode 31, by extended opcode. */
static const struct inst_row op31[PR_NR_XO] = {
	[83] = ROW(mfmsr, ALL, PRIVILEGED),
	[142] = ROW(msgsndp, POWER8, PRIVILEGED),
	[146] = ROW(mtmsr, ALL, PRIVILEGED),
	[174] = ROW(msgclrp, POWER8, PRIVILEGED),
	[178] = ROW(mtmsrd, 64, PRIVILEGED),
	[206] = REFUSED(POWER8),			/* msgsnd */
	[210] = ROW(mtsr, ALL, PRIVILEGED | LOCKS),
	[238] = REFUSED(POWER8),			/* msgclr */
	[242] = ROW(mtsrin, ALL, PRIVILEGED | LOCKS),
	[274] = ROW(tlbie, 64, PRIVILEGED | LOCKS),	/* tlbiel */
	[306] = ROW(tlbie, ALL, PRIVILEGED | HYPERVISOR | LOCKS),
	[308] = ROW(hypercall, SERVER, 0),
	[310] = ROW(eciwx, 32, 0),
	[339] = ROW(mfspr, ALL, 0),
	[342] = ROW(nothing, 74XX | PR_64, 0),		/* dst */
	[370] = ROW(tlbia, ALL, PRIVILEGED | HYPERVISOR | SLEEPS),
	[374] = ROW(nothing, 74XX | PR_64, 0),		/* dstst */
	[402] = ROW(slbmte, 64, PRIVILEGED | LOCKS),
	[434] = ROW(slbie, 64, PRIVILEGED | LOCKS),
	[438] = ROW(ecowx, 32, 0),
	[467] = ROW(mtspr, ALL, 0),			/* a few are LOCKS */
	[470] = ROW(nothing, 32, PRIVILEGED),		/* dcbi */
	[498] = ROW(slbia, 64, PRIVILEGED | LOCKS),
	[512] = ROW(mcrxr, 32, 0),
	[566] = ROW(nothing, ALL, PRIVILEGED | HYPERVISOR), /* tlbsync */
	[595] = ROW(mfsr, ALL, PRIVILEGED),
	[659] = ROW(mfsrin, ALL, PRIVILEGED),
	[758] = ROW(nothing, 32, 0),			/* dcba */
	[789] = ROW(load_ci, SERVER, CI),		/* lwzcix */
	[821] = ROW(load_ci, SERVER, CI),		/* lhzcix */
	[822] = ROW(nothing, 74XX | PR_64, 0),		/* dss */
	[851] = ROW(slbmfev, 64, PRIVILEGED),
	[853] = ROW(load_ci, SERVER, CI),		/* lbzcix */
	[885] = ROW(load_ci, SERVER, CI),		/* ldcix */
	[915] = ROW(slbmfee, 64, PRIVILEGED),
	[917] = ROW(store_ci, SERVER, CI),		/* stwcix */
	[949] = ROW(store_ci, SERVER, CI),		/* sthcix */
	[979] = ROW(slbfee, SERVER, PRIVILEGED),
	[981] = ROW(store_ci, SERVER, CI),		/* stbcix */
	[1013] = ROW(store_ci, SERVER, CI),		/* stdcix */
};

static const struct inst_row *find_inst(struct kvm_vcpu *vcpu, u32 inst)
{
	const struct inst_row *row;

	switch (PR_INST_OP(inst)) {
	case 19:
		row = &op19[PR_INST_XO(inst)];
		break;
	case 31:
		row = &op31[PR_INST_XO(inst)];
		break;
	case PR_OP_DCBZ32:
		row = &dcbz32;
		break;
	default:
		return NULL;
	}
	return row->families & to_pr_vcpu(vcpu)->family ? row : NULL;
}

static bool forbidden(struct kvm_vcpu *vcpu, const struct inst_row *row)
{
	if (row->flags & PRIVILEGED && regs_of(vcpu)->msr & MSR_PR)
		return true;
	return row->flags & HYPERVISOR && to_kvmppc_vcpu(vcpu)->papr;
}

/**
 * kvmppc_pr_emulate() - do what an instruction does that the hardware refused
 * @vcpu: the calling thread's, in KVM_RUN; nip is that of the instruction
 * @inst: the instruction, as a number
 * @may_sleep: interrupts are on
 *
 * Context: interrupts off unless @may_sleep. Takes kvm->mmu_lock, with
 * @may_sleep also kvm->srcu.
 *
 * Return: enum kvmppc_next or -errno where all is done that the instruction
 * does; enum kvmppc_pr_emulated where nothing is.
 */
int kvmppc_pr_emulate(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	const struct inst_row *row = find_inst(vcpu, inst);
	struct pt_regs *regs = regs_of(vcpu);
	u64 nip = regs->nip + 4, msr = regs->msr;
	int ret;

	if (!row)
		return KVMPPC_PR_ILLEGAL;
	if (forbidden(vcpu, row))
		return KVMPPC_PR_PRIVILEGED;
	if (row->flags & SLEEPS && !may_sleep)
		return KVMPPC_PR_SLEEPS;
	ret = row->emulate(vcpu, inst, may_sleep);
	if (ret != NEXT_INST)
		return ret;
	regs->nip = regs->msr & MSR_SF ? nip : (u32)nip;
	kvmppc_pr_completed(vcpu, msr);
	return KVMPPC_RESUME;
}

/**
 * kvmppc_pr_is_privileged() - is it an instruction of the guest's kernel?
 * @vcpu: the vCPU
 * @inst: the instruction, as a number
 * @locks: whether to emulate it may take kvm->mmu_lock
 *
 * Return: true where the hardware would refuse it in problem state, and
 * kvmppc_pr_emulate() knows it.
 */
bool kvmppc_pr_is_privileged(struct kvm_vcpu *vcpu, u32 inst, bool *locks)
{
	const struct inst_row *row = find_inst(vcpu, inst);
	unsigned int spr = PR_INST_SPR(inst);

	if (!row)
		return false;
	*locks = row->flags & LOCKS;
	if (row->emulate == emulate_mtspr)
		*locks = kvmppc_pr_spr_locks(spr);
	else if (row->emulate != emulate_mfspr)
		return row->flags & PRIVILEGED;
	return spr & PR_SPR_PRIVILEGED;
}

static bool table_is_sane(const struct inst_row *rows)
{
	unsigned int i;

	for (i = 0; i < PR_NR_XO; i++)
		if (!rows[i].emulate != !rows[i].families)
			return false;
	return true;
}

/**
 * kvmppc_pr_emulate_verify() - check the tables of instructions and SPRs
 *
 * Context: once, before the first guest.
 *
 * Return: 0, -EINVAL where one is wrong.
 */
int __init kvmppc_pr_emulate_verify(void)
{
	if (!table_is_sane(op19) || !table_is_sane(op31))
		return -EINVAL;
	return kvmppc_pr_spr_verify();
}
