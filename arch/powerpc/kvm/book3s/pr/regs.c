// SPDX-License-Identifier: GPL-2.0
/* KVM_GET/SET_SREGS and the registers of KVM_GET/SET_ONE_REG. */
#include <linux/errno.h>
#include <linux/sizes.h>
#include <asm/reg.h>

#include "pr.h"
#include "hash_format.h"

/* RB of slbmte: the place in the SLB. */
#define SLB_INDEX	0xfffUL

/* Of LPCR userspace sets how interrupts are taken; the rest is the host's. */
#define LPCR_USER	(LPCR_ILE | LPCR_AIL)

/* HIOR has no bits below this (PowerPC 970 User Manual 2.1.4.2). */
#define HIOR_ALIGN	SZ_1M

/*
 * As the ABI has it: what is read has the upper BAT in the lower half, what is
 * written has it in the upper one.
 */
static u64 bat_get(const struct kvmppc_bat *bat)
{
	return (u64)bat->lower << 32 | bat->upper;
}

static void bat_set(struct kvm_vcpu *vcpu, bool data, unsigned int n, u64 val)
{
	kvmppc_pr_set_bat(vcpu, data, n, false, lower_32_bits(val));
	kvmppc_pr_set_bat(vcpu, data, n, true, upper_32_bits(val));
}

/**
 * kvmppc_pr_get_sregs() - KVM_GET_SREGS
 * @vcpu: mutex held, outside KVM_RUN
 * @sregs: zeroed; what the guest's processor has is filled in
 *
 * Return: 0.
 */
int kvmppc_pr_get_sregs(struct kvm_vcpu *vcpu, struct kvm_sregs *sregs)
{
	const struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	const struct kvmppc_pr_mmu *mmu = &pr->mmu;
	unsigned int i;

	sregs->pvr = pr->book3s.ppc.pvr;
	sregs->u.s.sdr1 = mmu->sdr1;
	if (pr->core->mmu64) {
		for (i = 0; i < pr->core->nr_slb; i++) {
			sregs->u.s.ppc64.slb[i].slbe =
				(mmu->slb[i].esid & ~SLB_INDEX) | i;
			sregs->u.s.ppc64.slb[i].slbv = mmu->slb[i].vsid;
		}
		return 0;
	}
	for (i = 0; i < ARRAY_SIZE(mmu->sr); i++)
		sregs->u.s.ppc32.sr[i] = kvmppc_pr_mfsr(vcpu, i);
	for (i = 0; i < pr->core->nr_bats; i++) {
		sregs->u.s.ppc32.ibat[i] = bat_get(&mmu->ibat[i]);
		sregs->u.s.ppc32.dbat[i] = bat_get(&mmu->dbat[i]);
	}
	return 0;
}

static bool slb_valid(const struct kvm_sregs *sregs, unsigned int nr_slb)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sregs->u.s.ppc64.slb); i++) {
		u64 slbe = sregs->u.s.ppc64.slb[i].slbe;

		if (slbe & SLBE_ESID_V && (slbe & SLB_INDEX) >= nr_slb)
			return false;
	}
	return true;
}

static void set_slb(struct kvm_vcpu *vcpu, const struct kvm_sregs *sregs)
{
	struct kvmppc_pr_mmu *mmu = &to_pr_vcpu(vcpu)->mmu;
	unsigned int i;

	memset(mmu->slb, 0, sizeof(mmu->slb));
	for (i = 0; i < ARRAY_SIZE(sregs->u.s.ppc64.slb); i++) {
		u64 slbe = sregs->u.s.ppc64.slb[i].slbe;

		if (slbe & SLBE_ESID_V)
			kvmppc_pr_slbmte(vcpu, sregs->u.s.ppc64.slb[i].slbv,
					 slbe);
	}
}

static void set_segments32(struct kvm_vcpu *vcpu, const struct kvm_sregs *sregs)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sregs->u.s.ppc32.sr); i++)
		kvmppc_pr_mtsr(vcpu, i, sregs->u.s.ppc32.sr[i]);
	for (i = 0; i < to_pr_vcpu(vcpu)->core->nr_bats; i++) {
		bat_set(vcpu, false, i, sregs->u.s.ppc32.ibat[i]);
		bat_set(vcpu, true, i, sregs->u.s.ppc32.dbat[i]);
	}
}

/**
 * kvmppc_pr_set_sregs() - KVM_SET_SREGS
 * @vcpu: mutex held, outside KVM_RUN
 * @sregs: new values; those that the processor has not are not looked at
 *
 * Where userspace keeps the guest's hashed page table it may have emptied or
 * moved it, so nothing of what was shadowed stays.
 *
 * Return: 0; -EINVAL where the PVR is none that a guest can have, or a valid
 * SLB entry is beyond the processor's SLB. Then nothing has changed.
 */
int kvmppc_pr_set_sregs(struct kvm_vcpu *vcpu, const struct kvm_sregs *sregs)
{
	const struct kvmppc_pr_core *core = kvmppc_pr_core_find(sregs->pvr);

	if (!core || (core->mmu64 && !slb_valid(sregs, core->nr_slb)))
		return -EINVAL;
	kvmppc_pr_set_pvr(vcpu, sregs->pvr);
	kvmppc_pr_set_sdr1(vcpu, sregs->u.s.sdr1);
	if (core->mmu64)
		set_slb(vcpu, sregs);
	else
		set_segments32(vcpu, sregs);
	kvmppc_pr_segments_drop(vcpu);
	kvmppc_pr_shadow_flush_all(vcpu->kvm);
	return 0;
}

static bool is_64bit(struct kvm_vcpu *vcpu)
{
	return to_pr_vcpu(vcpu)->core->mmu64;
}

static bool is_206(struct kvm_vcpu *vcpu)
{
	return to_pr_vcpu(vcpu)->core->isa & PPC_ISA_206;
}

static bool is_207(struct kvm_vcpu *vcpu)
{
	return to_pr_vcpu(vcpu)->core->isa & PPC_ISA_207;
}

static bool is_970(struct kvm_vcpu *vcpu)
{
	return is_64bit(vcpu) && !is_206(vcpu);
}

static bool has_dabr(struct kvm_vcpu *vcpu)
{
	return !is_207(vcpu);
}

static bool has_dabrx(struct kvm_vcpu *vcpu)
{
	return is_64bit(vcpu) && !is_207(vcpu);
}

static int set_hior(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		    unsigned int n, const union kvmppc_reg_val *val)
{
	if (val->d & (HIOR_ALIGN - 1))
		return -EINVAL;
	to_pr_vcpu(vcpu)->spr.hior = val->d;
	return 0;
}

/* Bits that are not userspace's to set are left as they are. */
static int set_lpcr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		    unsigned int n, const union kvmppc_reg_val *val)
{
	u64 lpcr = reg->id == KVM_REG_PPC_LPCR ? val->w : val->d;

	if (!kvmppc_book3s_ail_valid(lpcr))
		return -EINVAL;
	to_pr_vcpu(vcpu)->spr.lpcr = lpcr & LPCR_USER;
	return 0;
}

/* Registers that count with the time base: what is kept is how far ahead. */
static u64 *running(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg)
{
	struct kvmppc_pr_spr *spr = &to_pr_vcpu(vcpu)->spr;

	switch (reg->id) {
	case KVM_REG_PPC_PURR:
		return &spr->purr;
	case KVM_REG_PPC_SPURR:
		return &spr->spurr;
	default:
		return &spr->vtb;
	}
}

static int get_running(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		       unsigned int n, union kvmppc_reg_val *val)
{
	val->d = kvmppc_pr_running_time(*running(vcpu, reg));
	return 0;
}

static int set_running(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		       unsigned int n, const union kvmppc_reg_val *val)
{
	*running(vcpu, reg) = val->d - kvmppc_pr_running_time(0);
	return 0;
}

/* The guest reads the host's time base, which nothing can move for it alone. */
static int get_tb_offset(struct kvm_vcpu *vcpu,
			 const struct kvmppc_one_reg *reg, unsigned int n,
			 union kvmppc_reg_val *val)
{
	val->d = 0;
	return 0;
}

static int set_tb_offset(struct kvm_vcpu *vcpu,
			 const struct kvmppc_one_reg *reg, unsigned int n,
			 const union kvmppc_reg_val *val)
{
	return val->d ? -EINVAL : 0;
}

static int get_dec_expiry(struct kvm_vcpu *vcpu,
			  const struct kvmppc_one_reg *reg, unsigned int n,
			  union kvmppc_reg_val *val)
{
	val->d = to_kvmppc_vcpu(vcpu)->dec_expires;
	return 0;
}

static int set_dec_expiry(struct kvm_vcpu *vcpu,
			  const struct kvmppc_one_reg *reg, unsigned int n,
			  const union kvmppc_reg_val *val)
{
	to_kvmppc_vcpu(vcpu)->dec_expires = val->d;
	to_pr_vcpu(vcpu)->dec_raised = false;
	kvmppc_irq_lower(vcpu, KVMPPC_IRQ_DECREMENTER);
	return 0;
}

/* Logical PVRs and the version that a processor needs for them. */
static const struct {
	u32 pvr;
	u32 isa;
} compat_levels[] = {
	{ PVR_ARCH_206, PPC_ISA_206 },
	{ PVR_ARCH_206p, PPC_ISA_206 },
	{ PVR_ARCH_207, PPC_ISA_207 },
	{ PVR_ARCH_300, PPC_ISA_300 },
};

/*
 * The guest's instructions are executed as the host has them: what the version
 * lacks is not taken away. Userspace tells the guest of it all the same.
 */
static int set_arch_compat(struct kvm_vcpu *vcpu,
			   const struct kvmppc_one_reg *reg, unsigned int n,
			   const union kvmppc_reg_val *val)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	unsigned int i;

	for (i = 0; val->w && i < ARRAY_SIZE(compat_levels); i++) {
		if (compat_levels[i].pvr == val->w)
			break;
	}
	if (val->w && (i == ARRAY_SIZE(compat_levels) ||
		       !(pr->core->isa & compat_levels[i].isa)))
		return -EINVAL;
	pr->spr.arch_compat = val->w;
	return 0;
}

/* Which addresses the guest watches: of a hypervisor there are none. */
static int set_watch(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		     unsigned int n, const union kvmppc_reg_val *val)
{
	u64 new = reg->id == KVM_REG_PPC_DABRX ? val->w : val->d;
	u64 *old = kvmppc_reg_field(vcpu, reg, n);

	if (reg->id == KVM_REG_PPC_CIABR &&
	    (new & CIABR_PRIV) == CIABR_PRIV_HYPER)
		return -EINVAL;
	if (reg->id == KVM_REG_PPC_DAWRX && new & DAWRX_HYP)
		return -EINVAL;
	if (*old != new) {
		*old = new;
		kvmppc_pr_debug_changed(vcpu);
	}
	return 0;
}

#define FIELD_SET(_reg, _member, _set, _exists)				\
	KVMPPC_REG_FIELD(struct kvmppc_pr_vcpu, _reg, _member,		\
			 .set = _set, .exists = _exists)
#define FIELD(_reg, _member, _exists)	FIELD_SET(_reg, _member, NULL, _exists)

#define FIELDS(_reg, _nr, _member, _exists)				\
	KVMPPC_REG_FIELD(struct kvmppc_pr_vcpu, _reg, _member,		\
			 .nr = _nr, .stride = sizeof(u64), .exists = _exists)

#define ACCESSORS(_reg, _get, _set, _exists)				\
	KVMPPC_REG_ACCESSORS(_reg, _get, _set, .exists = _exists)

/* Sorted by id: first those of 4 bytes, then 8, then 16. */
const struct kvmppc_one_reg kvmppc_pr_regs[] = {
	FIELD(DSISR, book3s.ppc.sup.dsisr, NULL),
	FIELDS(PMC1, 6, spr.pmc[0], NULL),
	FIELDS(PMC7, 2, spr.pmc[6], is_970),
	FIELDS(SPMC1, 2, spr.spmc[0], is_207),
	FIELD(PSPB, spr.pspb, is_207),
	FIELD_SET(LPCR, spr.lpcr, set_lpcr, is_206),
	FIELD_SET(ARCH_COMPAT, spr.arch_compat, set_arch_compat, is_206),
	FIELD_SET(DABRX, spr.dabrx, set_watch, has_dabrx),
	FIELD(ONLINE, spr.online, is_206),

	FIELD_SET(HIOR, spr.hior, set_hior, is_64bit),
	FIELD_SET(DABR, spr.dabr, set_watch, has_dabr),
	FIELD(DSCR, book3s.thread_spr.dscr, is_206),
	ACCESSORS(PURR, get_running, set_running, is_206),
	ACCESSORS(SPURR, get_running, set_running, is_206),
	FIELD(DAR, book3s.ppc.sup.dar, NULL),
	FIELD(AMR, spr.amr, is_206),
	FIELD(UAMOR, spr.uamor, is_206),
	FIELD(MMCR0, spr.mmcr[0], NULL),
	FIELD(MMCR1, spr.mmcr[1], NULL),
	FIELD(MMCRA, spr.mmcr[2], is_64bit),
	FIELD(MMCR2, spr.mmcr[3], is_207),
	FIELD(MMCRS, spr.mmcr[4], is_207),
	FIELD(SIAR, spr.siar, is_64bit),
	FIELD(SDAR, spr.sdar, is_64bit),
	FIELD(SIER, spr.sier, is_207),
	ACCESSORS(VPA_ADDR, kvmppc_vpa_reg_get, kvmppc_vpa_reg_set, is_206),
	ACCESSORS(TB_OFFSET, get_tb_offset, set_tb_offset, NULL),
	FIELD(IAMR, spr.iamr, is_207),
	FIELD(FSCR, book3s.thread_spr.fscr, is_207),
	FIELD(EBBHR, book3s.thread_spr.ebbhr, is_207),
	FIELD(EBBRR, book3s.thread_spr.ebbrr, is_207),
	FIELD(BESCR, book3s.thread_spr.bescr, is_207),
	FIELD(TAR, book3s.thread_spr.tar, is_207),
	FIELD_SET(DAWR, spr.dawr, set_watch, is_207),
	FIELD_SET(DAWRX, spr.dawrx, set_watch, is_207),
	FIELD_SET(CIABR, spr.ciabr, set_watch, is_207),
	ACCESSORS(VTB, get_running, set_running, is_207),
	FIELD(PID, book3s.ppc.sup.pid, is_206),
	FIELD(ACOP, spr.acop, is_207),
	FIELD_SET(LPCR_64, spr.lpcr, set_lpcr, is_206),
	ACCESSORS(DEC_EXPIRY, get_dec_expiry, set_dec_expiry, NULL),

	ACCESSORS(VPA_SLB, kvmppc_vpa_reg_get, kvmppc_vpa_reg_set, is_206),
	ACCESSORS(VPA_DTL, kvmppc_vpa_reg_get, kvmppc_vpa_reg_set, is_206),
};

const unsigned int kvmppc_pr_nr_regs = ARRAY_SIZE(kvmppc_pr_regs);
