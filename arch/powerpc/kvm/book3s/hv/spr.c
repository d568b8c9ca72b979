// SPDX-License-Identifier: GPL-2.0
/* Special purpose registers: reset values, the thread's, ONE_REG. */
#include <asm/cputable.h>
#include <asm/processor.h>
#include <asm/reg.h>

#include "hv.h"

/* Facilities that every guest has; the others come on first use. */
#define HFSCR_ALWAYS	(HFSCR_FP | HFSCR_VECVSX | HFSCR_DSCR | HFSCR_TAR | \
			 HFSCR_EBB | HFSCR_MSGP)
#define HFSCR_PREFIX	__MASK(FSCR_PREFIX_LG)

/* What PSSCR shows through its privileged name (Book III 4.2.3). */
#define PSSCR_PR_FIELDS	0xf0000000000003ffUL

#define TB_OFFSET_UNIT	(1UL << 24)

/* ONE_REGs that the host's headers need not have. */
#ifndef KVM_REG_PPC_HASHPKEYR
#define KVM_REG_PPC_DEXCR	(KVM_REG_PPC | KVM_REG_SIZE_U64 | 0xc6)
#define KVM_REG_PPC_HASHKEYR	(KVM_REG_PPC | KVM_REG_SIZE_U64 | 0xc7)
#define KVM_REG_PPC_HASHPKEYR	(KVM_REG_PPC | KVM_REG_SIZE_U64 | 0xc8)
#endif

struct kvmppc_hv_sprs_31 kvmppc_hv_has __ro_after_init;

/*
 * In privileged state a read of a SPR that the processor has not leaves the
 * target as it was (Power ISA 3.1B Book III 5.4.4).
 */
#define SPR_EXISTS(n)							\
	({								\
		u64 zeros = 0, ones = ~0UL;				\
									\
		asm volatile("mfspr %0,%1" : "+r" (zeros) : "i" (n));	\
		asm volatile("mfspr %0,%1" : "+r" (ones) : "i" (n));	\
		zeros == ones;						\
	})

/**
 * kvmppc_hv_spr_probe() - find out which SPRs there are
 *
 * When the module loads. DEXCR and the hash keys are of Power ISA 3.1B, which
 * nothing tells from 3.1. HASHPKEYR is the hypervisor's.
 */
void kvmppc_hv_spr_probe(void)
{
	if (!cpu_has_feature(CPU_FTR_ARCH_31))
		return;
	kvmppc_hv_has.dexcr = SPR_EXISTS(SPRN_DEXCR_PR);
	kvmppc_hv_has.hashkeyr = SPR_EXISTS(SPRN_HASHKEY);
	kvmppc_hv_has.hashpkeyr = cpu_has_feature(CPU_FTR_HVMODE) &&
				  SPR_EXISTS(SPRN_HASHPKEY);
}

/* Register state of a vCPU that starts (PAPR 2.13.1; Book III 4.2). */
void kvmppc_hv_spr_init(struct kvmppc_hv_vcpu *hv)
{
	hv->spr.hfscr = HFSCR_ALWAYS;
	if (cpu_has_feature(CPU_FTR_ARCH_31))
		hv->spr.hfscr |= HFSCR_PREFIX;
	hv->spr.ctrl = CTRL_RUNLATCH;
	hv->spr.pcr = PCR_MASK;
	hv->pmu.mmcr0 = MMCR0_FC;
	hv->book3s.thread_spr.dscr_inherit = true;
}

static void save_31(struct kvmppc_hv_spr *spr)
{
	if (!cpu_has_feature(CPU_FTR_ARCH_31))
		return;
	if (kvmppc_hv_has.dexcr)
		spr->dexcr = mfspr(SPRN_DEXCR_PR);
	if (kvmppc_hv_has.hashkeyr)
		spr->hashkeyr = mfspr(SPRN_HASHKEY);
}

static void switch_31(const struct kvmppc_hv_spr *from,
		      const struct kvmppc_hv_spr *to)
{
	if (!cpu_has_feature(CPU_FTR_ARCH_31))
		return;
	if (kvmppc_hv_has.dexcr)
		SWITCH_SPR(SPRN_DEXCR_PR, dexcr);
	if (kvmppc_hv_has.hashkeyr)
		SWITCH_SPR(SPRN_HASHKEY, hashkeyr);
}

/**
 * kvmppc_hv_spr_host() - the host's values of what kvmppc_hv_spr_switch() does
 * @host: filled in
 */
void kvmppc_hv_spr_host(struct kvmppc_hv_spr *host)
{
	/* What the host never changes from. */
	host->uamor = 0;
	host->pspb = 0;
	host->ctrl = CTRL_RUNLATCH;
	host->tidr = current->thread.tidr;

	host->amr = mfspr(SPRN_AMR);
	host->iamr = mfspr(SPRN_IAMR);
	host->psscr = mfspr(SPRN_PSSCR_PR);
	save_31(host);
}

/**
 * kvmppc_hv_spr_switch() - SPRs that an operating system writes
 * @from: what the registers hold
 * @to: what they shall
 *
 * Host to guest and back alike. Context: interrupts hard off.
 */
void kvmppc_hv_spr_switch(const struct kvmppc_hv_spr *from,
			  const struct kvmppc_hv_spr *to)
{
	SWITCH_SPR(SPRN_UAMOR, uamor);
	SWITCH_SPR(SPRN_AMR, amr);
	SWITCH_SPR(SPRN_IAMR, iamr);
	SWITCH_SPR(SPRN_PSPB, pspb);
	SWITCH_SPR(SPRN_PSSCR_PR, psscr);
	SWITCH_SPR(SPRN_CTRLT, ctrl);
	if (cpu_has_feature(CPU_FTR_P9_TIDR))
		SWITCH_SPR(SPRN_TIDR, tidr);
	switch_31(from, to);
}

/**
 * kvmppc_hv_spr_save() - take what the guest has written
 * @spr: the guest's
 */
void kvmppc_hv_spr_save(struct kvmppc_hv_spr *spr)
{
	spr->amr = mfspr(SPRN_AMR);
	spr->iamr = mfspr(SPRN_IAMR);
	spr->uamor = mfspr(SPRN_UAMOR);
	spr->pspb = mfspr(SPRN_PSPB);
	spr->psscr = mfspr(SPRN_PSSCR_PR);
	spr->ctrl = mfspr(SPRN_CTRLF) & CTRL_RUNLATCH;
	if (cpu_has_feature(CPU_FTR_P9_TIDR))
		spr->tidr = mfspr(SPRN_TIDR);
	save_31(spr);
}

/**
 * kvmppc_hv_dec_load() - set the decrementer going
 * @hv: the vCPU
 * @tb: the host's time base, now
 * @lpcr: of the guest
 *
 * Without LPCR[LD] it holds a signed value of 32 bits. One that passed zero
 * longer ago than that can say is still negative: the guest has an interrupt to
 * take.
 */
void kvmppc_hv_dec_load(const struct kvmppc_hv_vcpu *hv, u64 tb, u64 lpcr)
{
	s64 dec = hv->book3s.ppc.dec_expires - tb;

	if (!(lpcr & LPCR_LD))
		dec = clamp_t(s64, dec, S32_MIN, S32_MAX);
	mtspr(SPRN_DEC, dec);
}

/* The decrementer as the guest left it; see kvmppc_hv_dec_load(). */
void kvmppc_hv_dec_save(struct kvmppc_hv_vcpu *hv, u64 tb, u64 lpcr)
{
	s64 dec = mfspr(SPRN_DEC);

	hv->book3s.ppc.dec_expires = tb + (lpcr & LPCR_LD ? dec : (s32)dec);
}

struct compat_level {
	u32 pvr;
	u64 disabled_by_newer;
};

/*
 * Logical PVRs, oldest first, and the PCR bit that takes away what came after
 * that version (Power ISA 3.1B Book III 2.5).
 */
static const struct compat_level compat_levels[] = {
	{ PVR_ARCH_206, PCR_ARCH_206 },
	{ PVR_ARCH_206p, PCR_ARCH_206 },
	{ PVR_ARCH_207, PCR_ARCH_207 },
	{ PVR_ARCH_300, PCR_ARCH_300 },
	{ PVR_ARCH_31, 0 },
};

static u64 host_level(void)
{
	return cpu_has_feature(CPU_FTR_ARCH_31) ? 0 : PCR_ARCH_300;
}

static bool newer_than_host(u64 bit)
{
	return !bit && host_level();
}

/* Bits from the guest's version up to, and without, the host's own. */
static u64 pcr_of(u64 bit)
{
	u64 host = host_level() ? host_level() : PCR_ARCH_300 << 1;

	return bit && bit < host ? PCR_MASK | (host - bit) : PCR_MASK;
}

static int set_arch_compat(struct kvm_vcpu *vcpu,
			   const struct kvmppc_one_reg *reg, unsigned int n,
			   const union kvmppc_reg_val *val)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);
	int i;

	if (!val->w) {
		hv->spr.pcr = PCR_MASK;
		hv->spr.arch_compat = 0;
		return 0;
	}
	for (i = 0; i < ARRAY_SIZE(compat_levels); i++) {
		if (compat_levels[i].pvr != val->w)
			continue;
		if (newer_than_host(compat_levels[i].disabled_by_newer))
			return -EINVAL;
		hv->spr.pcr = pcr_of(compat_levels[i].disabled_by_newer);
		hv->spr.arch_compat = val->w;
		return 0;
	}
	return -EINVAL;
}

static int get_lpcr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		    unsigned int n, union kvmppc_reg_val *val)
{
	u64 lpcr = kvmppc_hv_lpcr(to_hv_vcpu(vcpu)) & ~LPCR_MER;

	if (reg->id == KVM_REG_PPC_LPCR)
		val->w = lpcr;
	else
		val->d = lpcr;
	return 0;
}

/* Bits that are not userspace's to set are left as they are. */
static int set_lpcr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		    unsigned int n, const union kvmppc_reg_val *val)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);
	u64 lpcr = val->d;

	if (reg->id == KVM_REG_PPC_LPCR)
		lpcr = (hv->lpcr & ~(u64)U32_MAX) | val->w;
	if (!kvmppc_book3s_ail_valid(lpcr))
		return -EINVAL;
	hv->lpcr = lpcr & KVMPPC_HV_LPCR_USER;
	return 0;
}

static int set_tb_offset(struct kvm_vcpu *vcpu,
			 const struct kvmppc_one_reg *reg, unsigned int n,
			 const union kvmppc_reg_val *val)
{
	to_hv_vcpu(vcpu)->spr.tb_offset = ALIGN(val->d, TB_OFFSET_UNIT);
	return 0;
}

/* Userspace speaks in the guest's time base. */
static int get_dec_expiry(struct kvm_vcpu *vcpu,
			  const struct kvmppc_one_reg *reg, unsigned int n,
			  union kvmppc_reg_val *val)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);

	val->d = hv->book3s.ppc.dec_expires + hv->spr.tb_offset;
	return 0;
}

static int set_dec_expiry(struct kvm_vcpu *vcpu,
			  const struct kvmppc_one_reg *reg, unsigned int n,
			  const union kvmppc_reg_val *val)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);

	hv->book3s.ppc.dec_expires = val->d - hv->spr.tb_offset;
	return 0;
}

static int get_dpdes(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		     unsigned int n, union kvmppc_reg_val *val)
{
	val->d = test_bit(KVMPPC_IRQ_DOORBELL, &to_kvmppc_vcpu(vcpu)->pending);
	return 0;
}

static int set_dpdes(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		     unsigned int n, const union kvmppc_reg_val *val)
{
	if (val->d & ~1UL)
		return -EINVAL;
	assign_bit(KVMPPC_IRQ_DOORBELL, &to_kvmppc_vcpu(vcpu)->pending, val->d);
	return 0;
}

static int get_ppr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		   unsigned int n, union kvmppc_reg_val *val)
{
	val->d = *to_hv_vcpu(vcpu)->ppr;
	return 0;
}

static int set_ppr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		   unsigned int n, const union kvmppc_reg_val *val)
{
	*to_hv_vcpu(vcpu)->ppr = val->d;
	return 0;
}

static int get_psscr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		     unsigned int n, union kvmppc_reg_val *val)
{
	val->d = to_hv_vcpu(vcpu)->spr.psscr & PSSCR_PR_FIELDS;
	return 0;
}

static int set_psscr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		     unsigned int n, const union kvmppc_reg_val *val)
{
	to_hv_vcpu(vcpu)->spr.psscr = val->d & PSSCR_PR_FIELDS;
	return 0;
}

/* Watching the hypervisor is not for guests. */
static int set_dawrx(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		     unsigned int n, const union kvmppc_reg_val *val)
{
	u64 *dawrx = kvmppc_reg_field(vcpu, reg, n);

	if (val->d & DAWRX_HYP)
		return -EINVAL;
	*dawrx = val->d;
	return 0;
}

static int set_ciabr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		     unsigned int n, const union kvmppc_reg_val *val)
{
	if ((val->d & CIABR_PRIV) == CIABR_PRIV_HYPER)
		return -EINVAL;
	to_hv_vcpu(vcpu)->spr.ciabr = val->d;
	return 0;
}

static bool has_isa_31(struct kvm_vcpu *vcpu)
{
	return cpu_has_feature(CPU_FTR_ARCH_31);
}

static bool has_tidr(struct kvm_vcpu *vcpu)
{
	return cpu_has_feature(CPU_FTR_P9_TIDR);
}

static bool has_dexcr(struct kvm_vcpu *vcpu)
{
	return kvmppc_hv_has.dexcr;
}

static bool has_hashkeyr(struct kvm_vcpu *vcpu)
{
	return kvmppc_hv_has.hashkeyr;
}

static bool has_hashpkeyr(struct kvm_vcpu *vcpu)
{
	return kvmppc_hv_has.hashpkeyr;
}

#define FIELD(_reg, ...) \
	KVMPPC_REG_FIELD(struct kvmppc_hv_vcpu, _reg, __VA_ARGS__)
#define ACCESSORS	KVMPPC_REG_ACCESSORS

/* Sorted by id: first those of 4 bytes, then 8, then 16. */
const struct kvmppc_one_reg kvmppc_hv_regs[] = {
	FIELD(DSISR, book3s.ppc.sup.dsisr),
	FIELD(PMC1, pmu.pmc[0], .nr = 6, .stride = sizeof(u32)),
	FIELD(PSPB, spr.pspb),
	ACCESSORS(LPCR, get_lpcr, set_lpcr),
	FIELD(ARCH_COMPAT, spr.arch_compat, .set = set_arch_compat),
	FIELD(ONLINE, spr.online),

	FIELD(DSCR, book3s.thread_spr.dscr),
	FIELD(PURR, spr.purr),
	FIELD(SPURR, spr.spurr),
	FIELD(DAR, book3s.ppc.sup.dar),
	FIELD(AMR, spr.amr),
	FIELD(UAMOR, spr.uamor),
	FIELD(MMCR0, pmu.mmcr0),
	FIELD(MMCR1, pmu.mmcr1),
	FIELD(MMCRA, pmu.mmcra),
	FIELD(MMCR2, pmu.mmcr2),
	FIELD(SIAR, pmu.siar),
	FIELD(SDAR, pmu.sdar),
	FIELD(SIER, pmu.sier),
	ACCESSORS(VPA_ADDR, kvmppc_vpa_reg_get, kvmppc_vpa_reg_set),
	FIELD(TB_OFFSET, spr.tb_offset, .set = set_tb_offset),
	FIELD(IAMR, spr.iamr),
	FIELD(FSCR, book3s.thread_spr.fscr),
	FIELD(EBBHR, book3s.thread_spr.ebbhr),
	FIELD(EBBRR, book3s.thread_spr.ebbrr),
	FIELD(BESCR, book3s.thread_spr.bescr),
	FIELD(TAR, book3s.thread_spr.tar),
	ACCESSORS(DPDES, get_dpdes, set_dpdes),
	FIELD(DAWR, spr.dawr0),
	FIELD(DAWRX, spr.dawrx0, .set = set_dawrx),
	FIELD(CIABR, spr.ciabr, .set = set_ciabr),
	FIELD(IC, spr.ic),
	FIELD(VTB, spr.vtb),
	FIELD(PID, book3s.ppc.sup.pid),
	ACCESSORS(LPCR_64, get_lpcr, set_lpcr),
	ACCESSORS(PPR, get_ppr, set_ppr),
	FIELD(TIDR, spr.tidr, .exists = has_tidr),
	ACCESSORS(PSSCR, get_psscr, set_psscr),
	ACCESSORS(DEC_EXPIRY, get_dec_expiry, set_dec_expiry),
	FIELD(MMCR3, pmu.mmcr3, .exists = has_isa_31),
	FIELD(SIER2, pmu.sier2, .exists = has_isa_31),
	FIELD(SIER3, pmu.sier3, .exists = has_isa_31),
	FIELD(DAWR1, spr.dawr1, .exists = has_isa_31),
	FIELD(DAWRX1, spr.dawrx1, .set = set_dawrx, .exists = has_isa_31),
	FIELD(DEXCR, spr.dexcr, .exists = has_dexcr),
	FIELD(HASHKEYR, spr.hashkeyr, .exists = has_hashkeyr),
	FIELD(HASHPKEYR, spr.hashpkeyr, .exists = has_hashpkeyr),

	ACCESSORS(VPA_SLB, kvmppc_vpa_reg_get, kvmppc_vpa_reg_set),
	ACCESSORS(VPA_DTL, kvmppc_vpa_reg_get, kvmppc_vpa_reg_set),
};

const unsigned int kvmppc_hv_nr_regs = ARRAY_SIZE(kvmppc_hv_regs);
