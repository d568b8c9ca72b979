// SPDX-License-Identifier: GPL-2.0
/*
 * mfspr and mtspr of a guest's kernel (Power ISA 2.07 Book III-S 4.4, user's
 * manuals of the 750, 7450 and 970), by a table. What problem state may use the
 * guest has from the hardware, unless that has not got it.
 */
#include <linux/stddef.h>
#include <asm/cputable.h>
#include <asm/reg.h>
#include <asm/time.h>

#include "decode.h"
#include "pr.h"

/* SPRs that the host's headers do not name for this kind of core. */
#define SPR_DSCR_USER	3
#define SPR_AMR_USER	13
#define SPR_NOP_FIRST	808
#define SPR_NOP_LAST	811

/* HID0 of the 7450 and what came after it. */
#define HID0_HIGH_BATS	0x00800000
#define HID0_XBSEN	0x00000100

/* Begun by a write, and over before anybody can read it. */
#define HID0_MOMENTARY	0x00000c00U	/* caches are invalidated */
#define L2CR_MOMENTARY	0x00200801U
#define L3CR_MOMENTARY	0x00000c00U
#define MSSCR0_MOMENTARY 0x00800000U
#define THRM_MOMENTARY	0xc0000000U	/* it is never too hot */
#define EAR_MOMENTARY	0x80000000U	/* there are no external devices */

enum spr_flag {
	HYPERVISOR	= 1 << 0,	/* no PAPR guest may use it */
	READ_ONLY	= 1 << 1,	/* a write is as one to no SPR */
	WRITE_ONLY	= 1 << 2,
	IGNORE_WRITE	= 1 << 3,
	SLEEPS		= 1 << 4,	/* a write may take its time */
	REFUSE		= 1 << 5,	/* a hypervisor's, which no guest is */
	WATCH		= 1 << 6,	/* says what is watched */
};

/**
 * struct spr_row - SPRs that are alike
 * @key:	which
 * @flags:	enum spr_flag
 * @width:	bytes that the SPR has
 * @stride:	from one SPR's field to the next
 * @offset:	of the first one's field in struct kvmppc_pr_vcpu
 * @momentary:	bits that never read back as they were written
 * @get:	in place of a field
 * @set:	in place of a field
 */
struct spr_row {
	struct kvmppc_pr_key key;
	u8 flags;
	u8 width;
	u8 stride;
	u32 offset;
	u32 momentary;
	u64 (*get)(struct kvm_vcpu *vcpu, unsigned int spr);
	void (*set)(struct kvm_vcpu *vcpu, unsigned int spr, u64 val);
};

static u64 get_zero(struct kvm_vcpu *vcpu, unsigned int spr)
{
	return 0;
}

static u64 get_pvr(struct kvm_vcpu *vcpu, unsigned int spr)
{
	return to_kvmppc_vcpu(vcpu)->pvr;
}

static u64 get_pir(struct kvm_vcpu *vcpu, unsigned int spr)
{
	return vcpu->id;
}

static u64 get_decrementer(struct kvm_vcpu *vcpu, unsigned int spr)
{
	return kvmppc_pr_dec_get(vcpu);
}

static void set_decrementer(struct kvm_vcpu *vcpu, unsigned int spr, u64 val)
{
	kvmppc_pr_dec_set(vcpu, val);
}

/* The time base is the host's, which problem state reads itself. */
static u64 get_tbl(struct kvm_vcpu *vcpu, unsigned int spr)
{
	return to_pr_vcpu(vcpu)->core->mmu64 ? mftb() : (u32)mftb();
}

static u64 get_tbu(struct kvm_vcpu *vcpu, unsigned int spr)
{
	return mftb() >> 32;
}

/**
 * kvmppc_pr_running_time() - a register that counts with the time base
 * @offset: what it is ahead
 *
 * PURR, SPURR and VTB; the same turns a value into its offset with a minus
 * sign: val - kvmppc_pr_running_time(0).
 *
 * Return: its value now.
 */
u64 kvmppc_pr_running_time(u64 offset)
{
	return mftb() + offset;
}

static u64 *running(struct kvm_vcpu *vcpu, unsigned int spr)
{
	struct kvmppc_pr_spr *sprs = &to_pr_vcpu(vcpu)->spr;

	switch (spr) {
	case SPRN_PURR:
		return &sprs->purr;
	case SPRN_SPURR:
		return &sprs->spurr;
	default:
		return &sprs->vtb;
	}
}

static u64 get_running(struct kvm_vcpu *vcpu, unsigned int spr)
{
	return kvmppc_pr_running_time(*running(vcpu, spr));
}

static void set_running(struct kvm_vcpu *vcpu, unsigned int spr, u64 val)
{
	*running(vcpu, spr) = val - kvmppc_pr_running_time(0);
}

static u64 get_sdr1(struct kvm_vcpu *vcpu, unsigned int spr)
{
	return to_pr_vcpu(vcpu)->mmu.sdr1;
}

static void set_sdr1(struct kvm_vcpu *vcpu, unsigned int spr, u64 val)
{
	kvmppc_pr_set_sdr1(vcpu, val);
}

/* BATs come in fours: instruction, then data; upper and lower by turns. */
static unsigned int bat_number(unsigned int spr, bool *data, bool *upper)
{
	unsigned int n = (spr - SPRN_IBAT0U) & 0xf;

	*data = n & 8;
	*upper = !(n & 1);
	return (n >> 1 & 3) + (spr >= SPRN_IBAT4U ? 4 : 0);
}

static u64 get_bat(struct kvm_vcpu *vcpu, unsigned int spr)
{
	const struct kvmppc_pr_mmu *mmu = &to_pr_vcpu(vcpu)->mmu;
	bool data, upper;
	unsigned int n = bat_number(spr, &data, &upper);
	const struct kvmppc_bat *bat = data ? &mmu->dbat[n] : &mmu->ibat[n];

	return upper ? bat->upper : bat->lower;
}

static void set_bat(struct kvm_vcpu *vcpu, unsigned int spr, u64 val)
{
	bool data, upper;
	unsigned int n = bat_number(spr, &data, &upper);

	kvmppc_pr_set_bat(vcpu, data, n, upper, val);
}

static u64 get_hid0(struct kvm_vcpu *vcpu, unsigned int spr)
{
	return to_pr_vcpu(vcpu)->spr.hid[0];
}

/* Enables the BATs from 4 on, and blocks of more than 256M. */
static void set_hid0(struct kvm_vcpu *vcpu, unsigned int spr, u64 val)
{
	u64 *hid0 = &to_pr_vcpu(vcpu)->spr.hid[0];
	u64 changed = *hid0 ^ val;

	*hid0 = val;
	if (changed & (HID0_HIGH_BATS | HID0_XBSEN))
		kvmppc_pr_bats_changed(vcpu);
}

static u64 get_hid5(struct kvm_vcpu *vcpu, unsigned int spr)
{
	return to_pr_vcpu(vcpu)->spr.hid[5];
}

/* Code that was not looked at for dcbz, or not since, is to be fetched anew. */
static void set_hid5(struct kvm_vcpu *vcpu, unsigned int spr, u64 val)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	bool dcbz32 = kvmppc_pr_has_dcbz32(pr);

	pr->spr.hid[5] = val;
	if (kvmppc_pr_has_dcbz32(pr) == dcbz32)
		return;
	kvmppc_pr_segments_renumber(vcpu);
	kvmppc_pr_shadow_flush_all(vcpu->kvm);
}

static u64 get_sprg3(struct kvm_vcpu *vcpu, unsigned int spr)
{
	return to_kvmppc_vcpu(vcpu)->sup.sprg[3];
}

static void set_sprg3(struct kvm_vcpu *vcpu, unsigned int spr, u64 val)
{
	to_kvmppc_vcpu(vcpu)->sup.sprg[3] = val;
	kvmppc_pr_user_sprs_changed(vcpu);
}

/*
 * What lives in the thread, and so in the hardware, during KVM_RUN. A guest may
 * be of a later processor than the host: what that lacks is kept in the vCPU.
 */
#define THREAD_SPR(name, number, feature)				\
static u64 get_##name(struct kvm_vcpu *vcpu, unsigned int spr)		\
{									\
	if (!cpu_has_feature(feature))					\
		return to_book3s_vcpu(vcpu)->thread_spr.name;		\
	return mfspr(number);						\
}									\
static void set_##name(struct kvm_vcpu *vcpu, unsigned int spr, u64 val) \
{									\
	if (!cpu_has_feature(feature))					\
		to_book3s_vcpu(vcpu)->thread_spr.name = val;		\
	else								\
		mtspr(number, val);					\
}

/* Writing them sets or clears bits of BESCR; there are no events without it. */
#define BESCR_BITS(name, number)					\
static u64 get_##name(struct kvm_vcpu *vcpu, unsigned int spr)		\
{									\
	return cpu_has_feature(CPU_FTR_ARCH_207S) ? mfspr(number) : 0;	\
}									\
static void set_##name(struct kvm_vcpu *vcpu, unsigned int spr, u64 val) \
{									\
	if (cpu_has_feature(CPU_FTR_ARCH_207S))				\
		mtspr(number, val);					\
}

#define SPRN_BESCRS	800
#define SPRN_BESCRSU	801
#define SPRN_BESCRR	802
#define SPRN_BESCRRU	803

THREAD_SPR(dscr, SPRN_DSCR, CPU_FTR_DSCR)
THREAD_SPR(tar, SPRN_TAR, CPU_FTR_ARCH_207S)
THREAD_SPR(ebbhr, SPRN_EBBHR, CPU_FTR_ARCH_207S)
THREAD_SPR(ebbrr, SPRN_EBBRR, CPU_FTR_ARCH_207S)
THREAD_SPR(bescr, SPRN_BESCR, CPU_FTR_ARCH_207S)
BESCR_BITS(bescrs, SPRN_BESCRS)
BESCR_BITS(bescrsu, SPRN_BESCRSU)
BESCR_BITS(bescrr, SPRN_BESCRR)
BESCR_BITS(bescrru, SPRN_BESCRRU)

/* The host restores it from the thread, but never looks what is in it. */
static u64 get_fscr(struct kvm_vcpu *vcpu, unsigned int spr)
{
	if (!cpu_has_feature(CPU_FTR_ARCH_207S))
		return to_book3s_vcpu(vcpu)->thread_spr.fscr;
	return current->thread.fscr;
}

static void set_fscr(struct kvm_vcpu *vcpu, unsigned int spr, u64 val)
{
	if (!cpu_has_feature(CPU_FTR_ARCH_207S)) {
		to_book3s_vcpu(vcpu)->thread_spr.fscr = val;
		return;
	}
	preempt_disable();
	current->thread.fscr = val;
	mtspr(SPRN_FSCR, val);
	preempt_enable();
}

#define KEY(number, count, _families)					\
	.key = { .first = number, .nr = count, .families = PR_##_families }
#define FIELDS(number, count, _families, bytes, member, _flags)		\
	{ KEY(number, count, _families), .width = bytes, .stride = 8,	\
	  .offset = offsetof(struct kvmppc_pr_vcpu, member), .flags = _flags }
#define FIELD(number, _families, bytes, member)				\
	FIELDS(number, 1, _families, bytes, member, 0)
#define MOMENTARY(number, count, _families, member, bits)		\
	{ KEY(number, count, _families), .width = 4, .stride = 8,	\
	  .offset = offsetof(struct kvmppc_pr_vcpu, member),		\
	  .momentary = bits }
#define CALL(number, count, _families, bytes, name, _flags)		\
	{ KEY(number, count, _families), .width = bytes,		\
	  .get = get_##name, .set = set_##name, .flags = _flags }
#define READ_CALL(number, count, _families, bytes, name)			\
	{ KEY(number, count, _families), .width = bytes,		\
	  .get = get_##name, .flags = READ_ONLY }
/* There, but never anything else than zero. */
#define ZERO(number, count, _families)					\
	{ KEY(number, count, _families), .width = 8, .get = get_zero,	\
	  .flags = IGNORE_WRITE }
#define REFUSED(number, count, _families)				\
	{ KEY(number, count, _families), .flags = REFUSE }

#define SUP(member)	book3s.ppc.sup.member
#define KEPT(member)	spr.member

/* By number. */
static const struct spr_row sprs[] = {
	CALL(SPR_DSCR_USER, 1, POWER8, 8, dscr, 0),
	CALL(SPRN_DSCR, 1, SERVER, 8, dscr, 0),
	FIELD(SPRN_DSISR, ALL, 4, SUP(dsisr)),
	FIELD(SPRN_DAR, ALL, 8, SUP(dar)),
	CALL(SPRN_DEC, 1, ALL, 4, decrementer, 0),
	CALL(SPRN_SDR1, 1, ALL, 8, sdr1, HYPERVISOR | SLEEPS),
	FIELD(SPRN_SRR0, ALL, 8, SUP(srr0)),
	FIELD(SPRN_SRR1, ALL, 8, SUP(srr1)),
	FIELD(SPRN_CFAR, SERVER, 8, KEPT(cfar)),
	FIELD(SPRN_AMR, SERVER, 8, KEPT(amr)),
	FIELD(SPRN_ACOP, SERVER, 8, KEPT(acop)),
	FIELD(SPRN_PID, POWER8, 4, SUP(pid)),
	FIELD(SPRN_IAMR, POWER8, 8, KEPT(iamr)),
	FIELDS(SPRN_CTRLF, 1, 64, 4, KEPT(ctrl), READ_ONLY),
	FIELDS(SPRN_CTRLT, 1, 64, 4, KEPT(ctrl), WRITE_ONLY),
	CALL(SPRN_FSCR, 1, POWER8, 8, fscr, 0),
	FIELD(SPRN_UAMOR, SERVER, 8, KEPT(uamor)),
	FIELD(SPRN_PSPB, POWER8, 4, KEPT(pspb)),
	REFUSED(SPRN_DPDES, 1, POWER8),
	FIELDS(SPRN_DAWR0, 1, POWER8, 8, KEPT(dawr),
	       HYPERVISOR | WATCH),
	REFUSED(SPRN_RPR, 1, POWER8),
	FIELDS(SPRN_CIABR, 1, POWER8, 8, KEPT(ciabr),
	       HYPERVISOR | WATCH),
	FIELDS(SPRN_DAWRX0, 1, POWER8, 4, KEPT(dawrx),
	       HYPERVISOR | WATCH),
	REFUSED(SPRN_HFSCR, 1, POWER8),
	READ_CALL(SPRN_USPRG3, 1, ALL, 8, sprg3),
	FIELDS(SPRN_USPRG4, 4, 32, 4, SUP(sprg[4]), READ_ONLY),
	READ_CALL(SPRN_TBRL, 1, ALL, 8, tbl),
	READ_CALL(SPRN_TBRU, 1, ALL, 4, tbu),
	FIELDS(SPRN_SPRG0, 3, ALL, 8, SUP(sprg[0]), 0),
	CALL(SPRN_SPRG3, 1, ALL, 8, sprg3, 0),
	ZERO(SPRN_SCOMC, 2, 970),
	FIELDS(SPRN_SPRG4, 2, 32, 4, SUP(sprg[4]), 0),
	FIELDS(SPRN_SPRG6, 2, 32, 4, SUP(sprg[6]), 0),
	MOMENTARY(SPRN_EAR, 1, 32, KEPT(ear), EAR_MOMENTARY),
	{ KEY(SPRN_TBWL, 2, 32), .flags = WRITE_ONLY | IGNORE_WRITE },
	{ KEY(SPRN_TBWL, 2, 970), .flags = WRITE_ONLY | IGNORE_WRITE },
	REFUSED(SPRN_TBWL, 2, SERVER),
	REFUSED(SPRN_TBU40, 1, SERVER),
	READ_CALL(SPRN_PVR, 1, ALL, 4, pvr),
	REFUSED(SPRN_HSPRG0, 4, SERVER),
	CALL(SPRN_SPURR, 2, SERVER, 8, running, 0),
	REFUSED(SPRN_HDEC, 1, SERVER),
	FIELD(SPRN_HIOR, 970, 8, KEPT(hior)),
	REFUSED(SPRN_RMOR, 4, SERVER),
	FIELDS(SPRN_LPCR, 1, SERVER, 8, KEPT(lpcr), HYPERVISOR),
	REFUSED(SPRN_LPID, 1, SERVER),
	REFUSED(SPRN_HMER, 4, SERVER),
	REFUSED(SPRN_AMOR, 1, SERVER),
	READ_CALL(SPRN_TIR, 1, POWER8, 8, zero),
	CALL(SPRN_IBAT0U, 16, 32, 4, bat, 0),
	CALL(SPRN_IBAT4U, 16, 32, 4, bat, 0),
	FIELDS(768, 1, POWER8, 8, KEPT(sier), READ_ONLY),
	FIELDS(769, 1, POWER8, 8, KEPT(mmcr[3]), READ_ONLY),
	FIELDS(770, 1, 64, 8, KEPT(mmcr[2]), READ_ONLY),
	FIELDS(771, 8, 64, 4, KEPT(pmc[0]), READ_ONLY),
	FIELDS(779, 1, 64, 4, KEPT(mmcr[0]), READ_ONLY),
	FIELDS(780, 1, 64, 8, KEPT(siar), READ_ONLY),
	FIELDS(781, 1, 64, 8, KEPT(sdar), READ_ONLY),
	FIELDS(782, 1, 64, 8, KEPT(mmcr[1]), READ_ONLY),
	FIELD(SPRN_SIER, POWER8, 8, KEPT(sier)),
	FIELD(SPRN_MMCR2, POWER8, 8, KEPT(mmcr[3])),
	FIELD(SPRN_MMCRA, 64, 8, KEPT(mmcr[2])),
	FIELDS(SPRN_PMC1, 8, 64, 4, KEPT(pmc[0]), 0),
	FIELD(SPRN_MMCR0, 64, 4, KEPT(mmcr[0])),
	FIELD(SPRN_SIAR, 64, 8, KEPT(siar)),
	FIELD(SPRN_SDAR, 64, 8, KEPT(sdar)),
	FIELD(SPRN_MMCR1, 64, 8, KEPT(mmcr[1])),
	CALL(SPRN_BESCRS, 1, POWER8, 8, bescrs, 0),
	CALL(SPRN_BESCRSU, 1, POWER8, 4, bescrsu, 0),
	CALL(SPRN_BESCRR, 1, POWER8, 8, bescrr, 0),
	CALL(SPRN_BESCRRU, 1, POWER8, 4, bescrru, 0),
	CALL(SPRN_EBBHR, 1, POWER8, 8, ebbhr, 0),
	CALL(SPRN_EBBRR, 1, POWER8, 8, ebbrr, 0),
	CALL(SPRN_BESCR, 1, POWER8, 8, bescr, 0),
	CALL(SPRN_TAR, 1, POWER8, 8, tar, 0),
	READ_CALL(SPRN_IC, 1, POWER8, 8, zero),
	CALL(SPRN_VTB, 1, POWER8, 8, running, 0),
	FIELDS(SPRN_SPMC1, 2, POWER8, 8, KEPT(spmc[0]), 0),
	FIELD(SPRN_MMCRS, POWER8, 4, KEPT(mmcr[4])),
	FIELDS(912, 8, 750, 4, KEPT(gqr[0]), 0),
	FIELD(SPRN_HID2_GEKKO, 750, 4, KEPT(hid[2])),
	FIELDS(928, 1, 74XX, 4, KEPT(mmcr[3]), READ_ONLY),
	FIELDS(SPRN_UMMCR0, 1, 32, 4, KEPT(mmcr[0]), READ_ONLY),
	FIELDS(SPRN_UPMC1, 2, 32, 4, KEPT(pmc[0]), READ_ONLY),
	FIELDS(SPRN_USIA, 1, 32, 4, KEPT(siar), READ_ONLY),
	FIELDS(SPRN_UMMCR1, 1, 32, 4, KEPT(mmcr[1]), READ_ONLY),
	FIELDS(SPRN_UPMC3, 2, 32, 4, KEPT(pmc[2]), READ_ONLY),
	FIELD(944, 74XX, 4, KEPT(mmcr[3])),
	FIELDS(945, 2, 74XX, 4, KEPT(pmc[4]), 0),
	FIELD(951, 74XX, 4, KEPT(bamr)),
	FIELD(SPRN_MMCR0_GEKKO, 32, 4, KEPT(mmcr[0])),
	FIELDS(SPRN_PMC1_GEKKO, 2, 32, 4, KEPT(pmc[0]), 0),
	FIELD(SPRN_SIA, 32, 4, KEPT(siar)),
	FIELD(SPRN_MMCR1_GEKKO, 32, 4, KEPT(mmcr[1])),
	FIELDS(SPRN_PMC3_GEKKO, 2, 32, 4, KEPT(pmc[2]), 0),
	FIELD(SPRN_SDA, 32, 4, KEPT(sdar)),
	ZERO(983, 2, 74XX),		/* L3PM, L3ITCR0 */
	ZERO(1000, 4, 74XX),		/* L3OHCR, L3ITCR1 to 3 */
	MOMENTARY(SPRN_HID0, 1, 750, KEPT(hid[0]), HID0_MOMENTARY),
	{ KEY(SPRN_HID0, 1, 74XX), .width = 4, .get = get_hid0,
	  .set = set_hid0, .momentary = HID0_MOMENTARY },
	FIELD(SPRN_HID0, 970, 8, KEPT(hid[0])),
	REFUSED(SPRN_HID0, 1, SERVER),
	FIELD(SPRN_HID1, 32, 4, KEPT(hid[1])),
	FIELD(SPRN_HID1, 970, 8, KEPT(hid[1])),
	REFUSED(SPRN_HID1, 1, SERVER),
	FIELDS(SPRN_IABR, 1, 32, 4, KEPT(iabr), WATCH),
	FIELD(SPRN_IABR, 970, 8, KEPT(iabr)),
	FIELD(SPRN_HID4_GEKKO, 750, 4, KEPT(hid[4])),
	FIELD(SPRN_ICTRL, 74XX, 4, KEPT(ictrl)),
	FIELD(SPRN_HID4, 970, 8, KEPT(hid[4])),
	REFUSED(SPRN_HID4, 1, SERVER),
	FIELDS(SPRN_DABR, 1, 32, 4, KEPT(dabr), WATCH),
	FIELDS(SPRN_DABR, 1, 970, 8, KEPT(dabr), WATCH),
	REFUSED(SPRN_DABR, 1, SERVER),
	MOMENTARY(SPRN_MSSCR0, 1, 74XX, KEPT(msscr0), MSSCR0_MOMENTARY),
	CALL(SPRN_HID5, 1, 970, 8, hid5, SLEEPS),
	REFUSED(SPRN_HID5, 1, SERVER),
	FIELD(SPRN_MSSSR0, 74XX, 4, KEPT(msssr0)),
	FIELDS(SPRN_DABRX, 1, 970, 8, KEPT(dabrx), WATCH),
	REFUSED(SPRN_DABRX, 1, SERVER),
	FIELD(SPRN_HID2, 750, 4, KEPT(hid[2])),
	FIELD(SPRN_LDSTCR, 74XX, 4, KEPT(ldstcr)),
	MOMENTARY(SPRN_L2CR, 1, 32, KEPT(l2cr), L2CR_MOMENTARY),
	MOMENTARY(SPRN_L3CR, 1, 74XX, KEPT(l3cr), L3CR_MOMENTARY),
	FIELD(SPRN_ICTC, 32, 4, KEPT(ictc)),
	MOMENTARY(SPRN_THRM1, 3, 32, KEPT(thrm[0]), THRM_MOMENTARY),
	{ KEY(SPRN_PIR, 1, 32), .width = 4, .get = get_pir,
	  .flags = IGNORE_WRITE },
	READ_CALL(SPRN_PIR, 1, 970, 4, pir),
	READ_CALL(SPRN_PIR, 1, SERVER, 4, pir),
};

static u8 spr_index[PR_NR_SPR] __ro_after_init;

/**
 * kvmppc_pr_spr_verify() - check the table of SPRs
 *
 * Context: once, before any other function here.
 *
 * Return: 0, -EINVAL where it is wrong.
 */
int __init kvmppc_pr_spr_verify(void)
{
	return kvmppc_pr_index_build(&sprs[0].key, ARRAY_SIZE(sprs),
				     sizeof(sprs[0]), spr_index, PR_NR_SPR);
}

static const struct spr_row *find_spr(u8 family, unsigned int spr)
{
	const struct spr_row *row;
	unsigned int i = spr_index[spr];

	if (!i)
		return NULL;
	for (row = &sprs[i - 1]; row < sprs + ARRAY_SIZE(sprs); row++) {
		if (spr - row->key.first >= row->key.nr)
			break;
		if (row->key.families & family)
			return row;
	}
	return NULL;
}

/*
 * There is no such SPR, or not in this direction. From Power ISA 2.06 on a
 * privileged program that tries finds that nothing happens.
 */
static int undefined(struct kvm_vcpu *vcpu, unsigned int spr, bool write)
{
	const struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);

	if (pr->core->isa & PPC_ISA_207 && spr >= SPR_NOP_FIRST &&
	    spr <= SPR_NOP_LAST)
		return 0;
	if (pr->regs.msr & MSR_PR || !(pr->core->isa & PPC_ISA_206) || !spr)
		return KVMPPC_PR_ILLEGAL;
	if (!write && spr >= 4 && spr <= 6)
		return KVMPPC_PR_ILLEGAL;
	return 0;
}

static bool permitted(struct kvm_vcpu *vcpu, const struct spr_row *row)
{
	return !(row->flags & REFUSE) &&
	       !(row->flags & HYPERVISOR && to_kvmppc_vcpu(vcpu)->papr);
}

static u64 *field(struct kvm_vcpu *vcpu, const struct spr_row *row,
		  unsigned int spr)
{
	return (void *)to_pr_vcpu(vcpu) + row->offset +
	       (spr - row->key.first) * row->stride;
}

/**
 * kvmppc_pr_spr_locks() - does writing an SPR take kvm->mmu_lock?
 * @spr: its number
 *
 * Return: true for BATs and what enables them, for what says which addresses are
 * watched, and how large a cache block is.
 */
bool kvmppc_pr_spr_locks(unsigned int spr)
{
	switch (spr) {
	case SPRN_IBAT0U ... SPRN_IBAT4U + 15:
	case SPRN_HID0:
	case SPRN_HID5:
	case SPRN_CIABR:
	case SPRN_DAWR0:
	case SPRN_DAWRX0:
	case SPRN_IABR:
	case SPRN_DABR:
	case SPRN_DABRX:
		return true;
	default:
		return false;
	}
}

static bool too_privileged(struct kvm_vcpu *vcpu, unsigned int spr)
{
	return spr & PR_SPR_PRIVILEGED && to_pr_vcpu(vcpu)->regs.msr & MSR_PR;
}

/**
 * kvmppc_pr_mfspr() - read an SPR of the guest
 * @vcpu: the calling thread's, in KVM_RUN
 * @spr: its number
 * @val: the value; left alone where the architecture leaves RT alone
 *
 * Power ISA 2.07 Book III-S 4.4.4. Any context.
 *
 * Return: 0, or enum kvmppc_pr_emulated.
 */
int kvmppc_pr_mfspr(struct kvm_vcpu *vcpu, unsigned int spr, u64 *val)
{
	const struct spr_row *row;

	if (too_privileged(vcpu, spr))
		return KVMPPC_PR_PRIVILEGED;
	row = find_spr(to_pr_vcpu(vcpu)->family, spr);
	if (!row)
		return undefined(vcpu, spr, false);
	if (!permitted(vcpu, row))
		return KVMPPC_PR_PRIVILEGED;
	if (row->flags & WRITE_ONLY)
		return undefined(vcpu, spr, false);
	*val = row->get ? row->get(vcpu, spr) : *field(vcpu, row, spr);
	return 0;
}

/**
 * kvmppc_pr_mtspr() - write an SPR of the guest
 * @vcpu: the calling thread's, in KVM_RUN
 * @spr: its number
 * @val: the value
 * @may_sleep: interrupts are on
 *
 * Power ISA 2.07 Book III-S 4.4.4. Any context.
 *
 * Return: 0, or enum kvmppc_pr_emulated.
 */
int kvmppc_pr_mtspr(struct kvm_vcpu *vcpu, unsigned int spr, u64 val,
		    bool may_sleep)
{
	const struct kvmppc_pr_core *core = to_pr_vcpu(vcpu)->core;
	const struct spr_row *row;

	if (too_privileged(vcpu, spr))
		return KVMPPC_PR_PRIVILEGED;
	row = find_spr(to_pr_vcpu(vcpu)->family, spr);
	if (!row)
		return undefined(vcpu, spr, true);
	if (!permitted(vcpu, row))
		return KVMPPC_PR_PRIVILEGED;
	if (row->flags & READ_ONLY)
		return undefined(vcpu, spr, true);
	if (row->flags & IGNORE_WRITE)
		return 0;
	if (row->flags & SLEEPS && !may_sleep)
		return KVMPPC_PR_SLEEPS;
	if (!core->mmu64 || row->width == 4)
		val = (u32)val;
	val &= ~(u64)row->momentary;
	if (row->set)
		row->set(vcpu, spr, val);
	else
		*field(vcpu, row, spr) = val;
	if (row->flags & WATCH)
		kvmppc_pr_debug_changed(vcpu);
	return 0;
}
