// SPDX-License-Identifier: GPL-2.0
/*
 * Privileged instructions of a guest that runs in problem state, on processors
 * of every kind that it can be: what they leave behind, and which interrupt
 * there is where the processor has no such instruction or may not execute it.
 */
#include <endian.h>
#include <pthread.h>
#include <string.h>

#include "bare.h"
#include "harness.h"
#include "insn.h"
#include "vm.h"

#define CODE		BARE_CODE
#define DATA		(GUEST_FREE + 0x10000)
#define FINISHED	BARE_FINISHED

#define MSR_POW		(1UL << 18)
#define MSR_IP		(1UL << 6)

#define INSN_MFMSR(rt)		INSN_X(31, 83, rt, 0, 0)
#define INSN_MTMSR(rs)		INSN_X(31, 146, rs, 0, 0)
#define INSN_MTMSRD(rs, l)	INSN_X(31, 178, rs, l, 0)
#define INSN_RFI		INSN_X(19, 50, 0, 0, 0)
#define INSN_SLBMTE(rs, rb)	INSN_X(31, 402, rs, 0, rb)
#define INSN_SLBMFEE(rt, rb)	INSN_X(31, 915, rt, 0, rb)
#define INSN_SLBMFEV(rt, rb)	INSN_X(31, 851, rt, 0, rb)
#define INSN_SLBFEE(rt, rb)	(INSN_X(31, 979, rt, 0, rb) | 1)
#define INSN_SLBIE(rb)		INSN_X(31, 434, 0, 0, rb)
#define INSN_SLBIA		INSN_X(31, 498, 0, 0, 0)
#define INSN_TLBIE(rb)		INSN_X(31, 306, 0, 0, rb)
#define INSN_TLBIEL(rb)		INSN_X(31, 274, 0, 0, rb)
#define INSN_TLBIA		INSN_X(31, 370, 0, 0, 0)
#define INSN_TLBSYNC		INSN_X(31, 566, 0, 0, 0)
#define INSN_MTSR(sr, rs)	INSN_X(31, 210, rs, sr, 0)
#define INSN_MTSRIN(rs, rb)	INSN_X(31, 242, rs, 0, rb)
#define INSN_MFSR(rt, sr)	INSN_X(31, 595, rt, sr, 0)
#define INSN_MFSRIN(rt, rb)	INSN_X(31, 659, rt, 0, rb)

FIXTURE(emulate) {
	struct bare guest;
};

FIXTURE_SETUP(emulate)
{
	struct vm *vm = vm_create();

	ASSERT_TRUE(vm->pr);
	bare_init(&self->guest, vm);
}

FIXTURE_TEARDOWN(emulate)
{
	vm_free(self->guest.vm);
}

static uint64_t expected_srr1(uint64_t msr, uint64_t reason)
{
	return (msr & ~0x783f0000UL) | reason;
}

/* @insn is refused by a program interrupt with @reason, and nothing is done. */
#define EXPECT_REFUSED(guest, insn, reason) do {				\
	struct kvm_regs __before = (guest)->regs;			\
	uint32_t __insn = (insn);					\
									\
	EXPECT_EQ(VEC_PROGRAM, run(guest, __insn))			\
		TH_LOG("%08x", __insn);					\
	EXPECT_EQ(CODE, (guest)->regs.srr0) TH_LOG("%08x", __insn);	\
	EXPECT_EQ(expected_srr1(__before.msr, reason),			\
		  (guest)->regs.srr1) TH_LOG("%08x", __insn);		\
	EXPECT_EQ(0, memcmp(__before.gpr, (guest)->regs.gpr,		\
			    sizeof(__before.gpr)))			\
		TH_LOG("%08x", __insn);					\
	(guest)->regs = __before;					\
} while (0)

#define C750	1
#define C7400	2
#define C970	4
#define CPOWER7	8
#define CPOWER8	16
#define C32	(C750 | C7400)
#define CSERVER	(CPOWER7 | CPOWER8)
#define C64	(C970 | CSERVER)
#define CALL	(C32 | C64)

static const struct core {
	const char *name;
	uint32_t pvr;
	unsigned int bit;
} cores[] = {
	{ "750", PVR_750, C750 },
	{ "7400", PVR_7400, C7400 },
	{ "970", PVR_970, C970 },
	{ "POWER7", PVR_POWER7, CPOWER7 },
	{ "POWER8", PVR_POWER8, CPOWER8 },
};

/*
 * SPRs that read as they were written, but for the bits that are not in @mask;
 * processors that are not in @cores have no such SPR.
 */
static const struct spr {
	const char *name;
	unsigned int nr;
	unsigned int cores;
	uint64_t mask;
} sprs[] = {
	{ "DSISR", 18, CALL, 0xffffffff },
	{ "DAR", 19, CALL, ~0UL },
	{ "SRR0", 26, CALL, ~0UL },
	{ "SRR1", 27, CALL, ~0UL },
	{ "CFAR", 28, CSERVER, ~0UL },
	{ "AMR", 29, CSERVER, ~0UL },
	{ "IAMR", 61, CPOWER8, ~0UL },
	{ "UAMOR", 157, CSERVER, ~0UL },
	{ "PSPB", 159, CPOWER8, 0xffffffff },
	{ "SPRG0", 272, CALL, ~0UL },
	{ "SPRG1", 273, CALL, ~0UL },
	{ "SPRG2", 274, CALL, ~0UL },
	{ "SPRG3", 275, CALL, ~0UL },
	{ "SPRG4", 276, C32, 0xffffffff },
	{ "SPRG7", 279, C32, 0xffffffff },
	{ "EAR", 282, C32, 0x7fffffff },
	{ "HIOR", 311, C970, ~0UL },
	{ "IBAT0L", 529, C32, 0xffffffff },
	{ "IBAT3U", 534, C32, 0xfffffffc },
	{ "DBAT0U", 536, C32, 0xfffffffc },
	{ "DBAT3L", 543, C32, 0xffffffff },
	{ "DBAT7L", 575, C32, 0xffffffff },
	{ "SIER", 784, CPOWER8, ~0UL },
	{ "MMCR2 of POWER8", 785, CPOWER8, ~0UL },
	{ "MMCRA", 786, C64, ~0UL },
	{ "PMC1", 787, C64, 0xffffffff },
	{ "PMC6", 792, C64, 0xffffffff },
	{ "MMCR0", 795, C64, 0xffffffff },
	{ "SIAR", 796, C64, ~0UL },
	{ "SDAR", 797, C64, ~0UL },
	{ "MMCR1", 798, C64, ~0UL },
	{ "TAR", 815, CPOWER8, ~0UL },
	{ "SPMC1", 892, CPOWER8, ~0UL },
	{ "MMCRS", 894, CPOWER8, 0xffffffff },
	{ "GQR0", 912, C750, 0xffffffff },
	{ "GQR7", 919, C750, 0xffffffff },
	{ "MMCR2 of the 7400", 944, C7400, 0xffffffff },
	{ "BAMR", 951, C7400, 0xffffffff },
	{ "MMCR0 of the 750", 952, C32, 0xffffffff },
	{ "PMC4 of the 750", 958, C32, 0xffffffff },
	{ "HID0", 1008, C32, 0xfffff3ff },
	{ "HID0", 1008, C970, ~0UL },
	{ "HID1", 1009, C32, 0xffffffff },
	{ "IABR", 1010, C32, 0xffffffff },
	{ "ICTRL", 1011, C7400, 0xffffffff },
	{ "HID4", 1012, C970, ~0UL },
	{ "DABR", 1013, C32, 0xffffffff },
	{ "MSSCR0", 1014, C7400, 0xff7fffff },
	{ "HID5", 1014, C970, ~0UL },
	{ "LDSTCR", 1016, C7400, 0xffffffff },
	{ "L2CR", 1017, C32, 0xffdff7fe },
	{ "L3CR", 1018, C7400, 0xfffff3ff },
	{ "ICTC", 1019, C32, 0xffffffff },
	{ "THRM1", 1020, C32, 0x3fffffff },
	{ "THRM3", 1022, C32, 0x3fffffff },
};

static void check_spr(struct __test_metadata *_metadata, struct bare *guest,
		      const struct core *core, const struct spr *spr)
{
	static const uint64_t patterns[] = {
		0, ~0UL, 0x0123456789abcdef, 0xfedcba9876543210,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(patterns); i++) {
		uint64_t want = patterns[i] & spr->mask;

		if (core->bit & C32)
			want = (uint32_t)want;
		guest->regs.gpr[5] = patterns[i];
		EXPECT_EQ(FINISHED, run(guest, INSN_MTSPR(spr->nr, 5),
					INSN_MFSPR(6, spr->nr)))
			TH_LOG("%s of %s", spr->name, core->name);
		EXPECT_EQ(want, guest->regs.gpr[6] & spr->mask)
			TH_LOG("%s of %s", spr->name, core->name);
	}
	guest->regs.gpr[5] = 0;
	run(guest, INSN_MTSPR(spr->nr, 5));
}

TEST_F(emulate, sprs_are_kept)
{
	struct bare *guest = &self->guest;

	for (unsigned int c = 0; c < ARRAY_SIZE(cores); c++) {
		bare_set_core(guest, cores[c].pvr);
		for (unsigned int i = 0; i < ARRAY_SIZE(sprs); i++)
			if (sprs[i].cores & cores[c].bit)
				check_spr(_metadata, guest, &cores[c],
					  &sprs[i]);
	}
}

/* A number without an SPR: nothing is done from Power ISA 2.06 on. */
TEST_F(emulate, sprs_that_are_not_there)
{
	struct bare *guest = &self->guest;
	static const unsigned int none[] = { 16, 30, 106, 991 };

	for (unsigned int c = 0; c < ARRAY_SIZE(cores); c++) {
		bare_set_core(guest, cores[c].pvr);
		for (unsigned int i = 0; i < ARRAY_SIZE(none); i++) {
			unsigned int spr = none[i];

			if (!(cores[c].bit & CSERVER)) {
				EXPECT_REFUSED(guest, INSN_MFSPR(5, spr),
					       SRR1_ILLEGAL);
				EXPECT_REFUSED(guest, INSN_MTSPR(spr, 5),
					       SRR1_ILLEGAL);
				continue;
			}
			EXPECT_EQ(FINISHED, run(guest, INSN_MFSPR(5, spr),
						INSN_MTSPR(spr, 5)))
				TH_LOG("SPR %u", spr);
			EXPECT_EQ(0x1005, guest->regs.gpr[5])
				TH_LOG("SPR %u", spr);
		}
	}
	/* Even then some are no instruction. */
	bare_set_core(guest, PVR_POWER8);
	EXPECT_REFUSED(guest, INSN_MFSPR(5, 0), SRR1_ILLEGAL);
	EXPECT_REFUSED(guest, INSN_MFSPR(5, 4), SRR1_ILLEGAL);
	EXPECT_REFUSED(guest, INSN_MTSPR(0, 5), SRR1_ILLEGAL);
	/* A hypervisor's. */
	EXPECT_REFUSED(guest, INSN_MFSPR(5, SPR_HSRR0), SRR1_PRIV);
	EXPECT_REFUSED(guest, INSN_MTSPR(SPR_HSPRG0, 5), SRR1_PRIV);
	EXPECT_REFUSED(guest, INSN_MFSPR(5, SPR_HID0), SRR1_PRIV);
}

TEST_F(emulate, sprs_that_count_or_tell)
{
	struct bare *guest = &self->guest;

	for (unsigned int c = 0; c < ARRAY_SIZE(cores); c++) {
		bare_set_core(guest, cores[c].pvr);
		EXPECT_EQ(FINISHED, run(guest, INSN_MFSPR(5, SPR_PVR),
					INSN_MFSPR(6, SPR_PIR)));
		EXPECT_EQ(cores[c].pvr, guest->regs.gpr[5]);
		EXPECT_EQ(0, guest->regs.gpr[6]);

		guest->regs.gpr[7] = 0x40000000;
		EXPECT_EQ(FINISHED, run(guest, INSN_MTSPR(SPR_DEC, 7),
					INSN_MFSPR(5, SPR_DEC),
					INSN_MFSPR(6, SPR_DEC)));
		EXPECT_GT(0x40000000, guest->regs.gpr[5]);
		EXPECT_GT(guest->regs.gpr[5], guest->regs.gpr[6]);
		EXPECT_LT(0x30000000, guest->regs.gpr[6]);
	}
	EXPECT_EQ(FINISHED, run(guest, INSN_MFSPR(5, SPR_PURR),
				INSN_MFSPR(6, SPR_PURR),
				INSN_MFSPR(7, SPR_VTB),
				INSN_MFSPR(8, SPR_VTB)));
	EXPECT_LT(guest->regs.gpr[5], guest->regs.gpr[6]);
	EXPECT_LT(guest->regs.gpr[7], guest->regs.gpr[8]);
}

/* PAPR takes from the guest what is the hypervisor's. */
TEST_F(emulate, papr)
{
	struct bare *guest = &self->guest;
	struct kvm_enable_cap papr = { .cap = KVM_CAP_PPC_PAPR };

	bare_set_core(guest, PVR_POWER8);
	EXPECT_EQ(FINISHED, run(guest, INSN_MFSPR(5, 25),
				INSN_MFSPR(5, SPR_LPCR), INSN_TLBIE(5),
				INSN_TLBSYNC));
	EXPECT_REFUSED(guest, INSN_PR_HCALL, SRR1_ILLEGAL);
	vcpu_ioctl(guest->vcpu, KVM_ENABLE_CAP, &papr);
	EXPECT_REFUSED(guest, INSN_MFSPR(5, 25), SRR1_PRIV);
	EXPECT_REFUSED(guest, INSN_MTSPR(25, 5), SRR1_PRIV);
	EXPECT_REFUSED(guest, INSN_MFSPR(5, SPR_LPCR), SRR1_PRIV);
	EXPECT_REFUSED(guest, INSN_TLBIE(5), SRR1_PRIV);
	EXPECT_REFUSED(guest, INSN_TLBSYNC, SRR1_PRIV);
}

/* What some processors have and others have not. */
TEST_F(emulate, instructions_of_some)
{
	struct bare *guest = &self->guest;
	static const struct {
		const char *name;
		uint32_t insn;
		unsigned int cores;
	} insns[] = {
		{ "mfmsr", INSN_MFMSR(5), CALL },
		{ "mfsr", INSN_MFSR(5, 3), CALL },
		{ "mfsrin", INSN_MFSRIN(5, 6), CALL },
		{ "tlbie", INSN_TLBIE(5), CALL },
		{ "tlbia", INSN_TLBIA, CALL },
		{ "tlbsync", INSN_TLBSYNC, CALL },
		{ "tlbiel", INSN_TLBIEL(5), C64 },
		{ "slbmfee", INSN_SLBMFEE(5, 6), C64 },
		{ "slbmfev", INSN_SLBMFEV(5, 6), C64 },
		{ "slbfee.", INSN_SLBFEE(5, 6), CSERVER },
		{ "slbie", INSN_SLBIE(5), C64 },
		{ "slbia", INSN_SLBIA, C64 },
		{ "dcbi", INSN_X(31, 470, 0, 0, 5), C32 },
		{ "msgclrp", INSN_X(31, 174, 0, 0, 5), CPOWER8 },
		{ "primary opcode 5", 0x14000000, 0 },
		{ "tlbli", INSN_X(31, 1010, 0, 0, 5), 0 },
	};

	for (unsigned int c = 0; c < ARRAY_SIZE(cores); c++) {
		bare_set_core(guest, cores[c].pvr);
		for (unsigned int i = 0; i < ARRAY_SIZE(insns); i++) {
			if (!(insns[i].cores & cores[c].bit)) {
				EXPECT_REFUSED(guest, insns[i].insn,
					       SRR1_ILLEGAL);
				continue;
			}
			EXPECT_EQ(FINISHED, run(guest, insns[i].insn))
				TH_LOG("%s of %s", insns[i].name,
				       cores[c].name);
		}
	}
	/* A hypervisor's. */
	EXPECT_REFUSED(guest, INSN_X(19, 274, 0, 0, 0), SRR1_PRIV);
	EXPECT_REFUSED(guest, INSN_X(19, 434, 0, 0, 0), SRR1_PRIV);
	EXPECT_REFUSED(guest, INSN_X(31, 206, 0, 0, 5), SRR1_PRIV);
}

/* Without translation problem state is the same address space. */
TEST_F(emulate, problem_state_is_refused)
{
	struct bare *guest = &self->guest;
	static const uint32_t insns[] = {
		INSN_MFMSR(5), INSN_MTMSR(5), INSN_MTSR(3, 5), INSN_MFSR(5, 3),
		INSN_TLBIE(5), INSN_MFSPR(5, SPR_SRR0), INSN_MTSPR(SPR_DEC, 5),
		INSN_MFSPR(5, 991), INSN_MTSPR(SPR_PVR, 5),
	};

	for (unsigned int c = 0; c < ARRAY_SIZE(cores); c++) {
		if (cores[c].bit & CSERVER)
			continue;
		bare_set_core(guest, cores[c].pvr);
		guest->regs.msr |= MSR_PR;
		for (unsigned int i = 0; i < ARRAY_SIZE(insns); i++)
			EXPECT_REFUSED(guest, insns[i], SRR1_PRIV);
		EXPECT_REFUSED(guest, cores[c].bit & C32 ? INSN_RFI : INSN_RFID,
			       SRR1_PRIV);
	}
}

/* What an instruction makes of MSR, from r5 or SRR1. */
TEST_F(emulate, msr)
{
	struct bare *guest = &self->guest;
	static const struct {
		const char *name;
		uint32_t pvr;
		uint32_t insn;
		uint64_t before;
		uint64_t val;
		uint64_t after;
	} cases[] = {
		{ "mtmsr takes all of 32 bits", PVR_750, INSN_MTMSR(5),
		  MSR_32, MSR_FP, MSR_FP },
		{ "mtmsr leaves ME and LE", PVR_POWER8, INSN_MTMSR(5),
		  MSR_64, MSR_RI | MSR_FP | MSR_LE, MSR_64 | MSR_FP },
		{ "mtmsr leaves the upper half", PVR_970, INSN_MTMSR(5),
		  MSR_64, 0, MSR_SF | MSR_ME },
		{ "mtmsrd", PVR_POWER8, INSN_MTMSRD(5, 0), MSR_64,
		  MSR_SF | MSR_FP | MSR_VEC | MSR_VSX | MSR_LE,
		  MSR_SF | MSR_ME | MSR_FP | MSR_VEC | MSR_VSX },
		{ "mtmsrd makes no hypervisor", PVR_POWER8, INSN_MTMSRD(5, 0),
		  MSR_64, MSR_64 | MSR_HV, MSR_64 },
		{ "mtmsrd with L=1 sets", PVR_POWER8, INSN_MTMSRD(5, 1),
		  MSR_SF | MSR_ME, MSR_RI | MSR_FP | MSR_LE, MSR_64 },
		{ "mtmsrd with L=1 clears", PVR_970, INSN_MTMSRD(5, 1),
		  MSR_64 | MSR_FP, 0, MSR_SF | MSR_ME | MSR_FP },
		{ "rfid", PVR_POWER8, INSN_RFID, MSR_64,
		  MSR_SF | MSR_FP | 0x783f0000, MSR_SF | MSR_ME | MSR_FP },
		{ "rfid makes no hypervisor", PVR_970, INSN_RFID, MSR_64,
		  MSR_64 | MSR_HV, MSR_64 },
		{ "rfid to 32 bits", PVR_970, INSN_RFID, MSR_64, MSR_FP,
		  MSR_ME | MSR_FP },
		{ "rfi", PVR_750, INSN_RFI, MSR_32,
		  MSR_FP | 0x783f0000, MSR_FP },
		{ "rfi of a 7400", PVR_7400, INSN_RFI, MSR_32,
		  MSR_32 | MSR_VEC | MSR_IP, MSR_32 | MSR_VEC | MSR_IP },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		bare_set_core(guest, cases[i].pvr);
		guest->regs.msr = cases[i].before;
		guest->regs.gpr[5] = cases[i].val;
		guest->regs.srr1 = cases[i].val;
		guest->regs.srr0 = CODE + 4 + 3;
		EXPECT_EQ(FINISHED, run(guest, cases[i].insn, INSN_MFMSR(6)))
			TH_LOG("%s", cases[i].name);
		EXPECT_EQ(cases[i].after, guest->regs.msr)
			TH_LOG("%s", cases[i].name);
		EXPECT_EQ(cases[i].after, guest->regs.gpr[6])
			TH_LOG("%s", cases[i].name);
	}
}

/* XER's upper bits go to a field of CR. */
TEST_F(emulate, mcrxr)
{
	struct bare *guest = &self->guest;

	bare_set_core(guest, PVR_750);
	guest->regs.xer = 0xa0000012;
	guest->regs.cr = 0x12345678;
	EXPECT_EQ(FINISHED, run(guest, INSN_X(31, 512, 5 << 2, 0, 0)));
	EXPECT_EQ(0x12345a78, guest->regs.cr);
	EXPECT_EQ(0x12, guest->regs.xer);
}

TEST_F(emulate, slb)
{
	struct bare *guest = &self->guest;
	const uint64_t esid = 0x1230000000 | 0x08000000;
	const uint64_t vsid = 0x0000000abcdef000 | 0xc00;
	const uint64_t tera = 0x55550000000000 | 0x08000000;

	bare_set_core(guest, PVR_POWER8);
	guest->regs.gpr[5] = vsid;
	guest->regs.gpr[6] = esid | 7;
	guest->regs.gpr[8] = 7;
	guest->regs.gpr[9] = 1UL << 62 | 0x123456000000 | 0x80;
	guest->regs.gpr[10] = tera | 31;
	guest->regs.gpr[11] = 31;
	guest->regs.gpr[12] = tera + 0x123456789a;
	guest->regs.gpr[13] = 0x9990000000;
	EXPECT_EQ(FINISHED, run(guest, INSN_SLBMTE(5, 6), INSN_SLBMTE(9, 10),
				INSN_SLBMFEE(14, 8), INSN_SLBMFEV(15, 8),
				INSN_SLBMFEE(16, 11), INSN_SLBMFEV(17, 11),
				INSN_SLBFEE(18, 12)));
	EXPECT_EQ(esid, guest->regs.gpr[14]);
	EXPECT_EQ(vsid, guest->regs.gpr[15]);
	EXPECT_EQ(tera, guest->regs.gpr[16]);
	EXPECT_EQ(guest->regs.gpr[9], guest->regs.gpr[17]);
	EXPECT_EQ(guest->regs.gpr[9], guest->regs.gpr[18]);
	EXPECT_EQ(0x20000000, guest->regs.cr & 0xf0000000);
	/* An address that no entry has. */
	EXPECT_EQ(FINISHED, run(guest, INSN_SLBFEE(18, 13)));
	EXPECT_EQ(0, guest->regs.gpr[18]);
	EXPECT_EQ(0, guest->regs.cr & 0xf0000000);
	/* One goes, by an address in its segment. */
	EXPECT_EQ(FINISHED, run(guest, INSN_SLBIE(12), INSN_SLBMFEE(16, 11),
				INSN_SLBMFEE(14, 8)));
	EXPECT_EQ(0, guest->regs.gpr[16] & 0x08000000);
	EXPECT_EQ(esid, guest->regs.gpr[14]);
	/* All go but entry 0; an entry that does not exist is not written. */
	guest->regs.gpr[6] = esid;
	guest->regs.gpr[8] = 0;
	guest->regs.gpr[10] = tera | 32;
	guest->regs.gpr[11] = 7;
	EXPECT_EQ(FINISHED, run(guest, INSN_SLBMTE(5, 6), INSN_SLBMTE(5, 10),
				INSN_SLBIA, INSN_SLBMFEE(14, 8),
				INSN_SLBMFEE(15, 11), INSN_SLBMFEE(16, 10)));
	EXPECT_EQ(esid, guest->regs.gpr[14]);
	EXPECT_EQ(0, guest->regs.gpr[15] & 0x08000000);
	EXPECT_EQ(0, guest->regs.gpr[16]);
}

/* Segment registers, on 64 bits as the SLB's first sixteen entries. */
TEST_F(emulate, segment_registers)
{
	struct bare *guest = &self->guest;

	for (unsigned int c = 0; c < ARRAY_SIZE(cores); c++) {
		bare_set_core(guest, cores[c].pvr);
		guest->regs.gpr[5] = 0x60123456;
		guest->regs.gpr[6] = 0x00abcdef;
		guest->regs.gpr[7] = 0xe5555555;
		EXPECT_EQ(FINISHED, run(guest, INSN_MTSR(3, 5),
					INSN_MTSRIN(6, 7), INSN_MFSR(8, 14),
					INSN_MFSR(9, 3), INSN_MFSRIN(10, 7)));
		EXPECT_EQ(0x00abcdef, guest->regs.gpr[8]);
		EXPECT_EQ(0x60123456, guest->regs.gpr[9]);
		EXPECT_EQ(0x00abcdef, guest->regs.gpr[10]);
	}
	guest->regs.gpr[5] = 3;
	EXPECT_EQ(FINISHED, run(guest, INSN_SLBMFEE(6, 5), INSN_SLBMFEV(7, 5)));
	EXPECT_EQ(0x38000000, guest->regs.gpr[6]);
	EXPECT_EQ(0x123456c00, guest->regs.gpr[7]);
}

/* A wait ends with the decrementer, and the interrupt comes after the mtmsr. */
TEST_F(emulate, waits)
{
	struct bare *guest = &self->guest;
	static const uint32_t pvrs[] = { PVR_750, PVR_7400, PVR_970 };

	for (unsigned int i = 0; i < ARRAY_SIZE(pvrs); i++) {
		uint64_t msr;

		bare_set_core(guest, pvrs[i]);
		msr = guest->regs.msr | MSR_EE;
		guest->regs.gpr[5] = 100000;
		guest->regs.gpr[6] = msr | MSR_POW;
		EXPECT_EQ(VEC_DEC, run(guest, INSN_MTSPR(SPR_DEC, 5),
				       pvrs[i] == PVR_970 ? INSN_MTMSRD(6, 0) :
				       INSN_MTMSR(6), INSN_B_SELF));
		EXPECT_EQ(CODE + 8, guest->regs.srr0);
		EXPECT_EQ(msr, guest->regs.srr1);
		/* Where the guest traces itself there is an interrupt at once. */
		one_reg_set(guest->vcpu, KVM_REG_PPC_DEC_EXPIRY, ~0UL >> 1);
		msr = (msr & ~MSR_EE) | MSR_SE;
		guest->regs.msr = msr;
		guest->regs.gpr[6] = msr | MSR_POW;
		EXPECT_EQ(VEC_TRACE, run(guest, pvrs[i] == PVR_970 ?
				     INSN_MTMSRD(6, 0) : INSN_MTMSR(6)));
		EXPECT_EQ(CODE + 4, guest->regs.srr0);
		EXPECT_EQ(msr, guest->regs.srr1);
	}
}

/* A doorbell to oneself is taken back, or comes once interrupts are on. */
TEST_F(emulate, doorbell)
{
	struct bare *guest = &self->guest;

	bare_set_core(guest, PVR_POWER8);
	guest->regs.gpr[5] = 0x28000000;
	guest->regs.gpr[6] = MSR_EE;
	EXPECT_EQ(FINISHED, run(guest, INSN_X(31, 142, 0, 0, 5),
				INSN_X(31, 174, 0, 0, 5), INSN_MTMSRD(6, 1),
				INSN_NOP));
	guest->regs.msr = MSR_64;
	EXPECT_EQ(VEC_DOORBELL, run(guest, INSN_X(31, 142, 0, 0, 5),
				    INSN_MTMSRD(6, 1), INSN_B_SELF));
	EXPECT_EQ(CODE + 8, guest->regs.srr0);
	/* Neither of another type nor to another thread. */
	guest->regs.msr = MSR_64;
	guest->regs.gpr[5] = 0x20000000;
	guest->regs.gpr[7] = 0x28000001;
	EXPECT_EQ(FINISHED, run(guest, INSN_X(31, 142, 0, 0, 5),
				INSN_X(31, 142, 0, 0, 7), INSN_MTMSRD(6, 1),
				INSN_NOP));
}

/* A cache block has the guest's size, whatever the host's is. */
TEST_F(emulate, dcbz)
{
	static const struct {
		uint32_t pvr;
		unsigned int block;
	} cores[] = {
		{ PVR_750, 32 }, { PVR_7400, 32 },
		{ PVR_970, 128 },
	};
	struct bare *guest = &self->guest;
	uint8_t *data = vm_ptr(guest->vm, DATA);

	for (unsigned int i = 0; i < ARRAY_SIZE(cores); i++) {
		unsigned int block = cores[i].block;
		uint8_t want[256];

		memset(data, 0x5a, sizeof(want));
		memset(want, 0x5a, sizeof(want));
		memset(want + (0x44 & -block), 0, block);
		memset(want + (0xbf & -block), 0, block);
		bare_set_core(guest, cores[i].pvr);
		guest->regs.gpr[5] = DATA + 0x44;
		guest->regs.gpr[6] = 0x7b;
		/* dcbz 0,5; dcbz 5,6 */
		EXPECT_EQ(FINISHED, run(guest, INSN_X(31, 1014, 0, 0, 5),
					INSN_X(31, 1014, 0, 5, 6)));
		EXPECT_EQ(0, memcmp(want, data, sizeof(want)));
		/* Of a device there is no cache block. */
		guest->regs.gpr[5] = GUEST_MMIO;
		EXPECT_EQ(VEC_ALIGNMENT, run(guest, INSN_X(31, 1014, 0, 0, 5)));
		EXPECT_EQ(CODE, guest->regs.srr0);
	}
}

/* One after the other, among what is executed without the hardware. */
TEST_F(emulate, dcbz_of_pages)
{
	static const uint32_t cores[] = { PVR_750, PVR_7400 };
	struct bare *guest = &self->guest;
	uint8_t *data = vm_ptr(guest->vm, DATA);
	uint8_t want[0x3000];

	for (unsigned int i = 0; i < ARRAY_SIZE(cores); i++) {
		memset(data, 0x5a, sizeof(want));
		memset(want, 0x5a, sizeof(want));
		memset(want + 0xfc0, 0, 200 * 32);
		bare_set_core(guest, cores[i]);
		guest->regs.gpr[4] = 0x20;
		guest->regs.gpr[5] = DATA + 0xfa4;
		guest->regs.gpr[6] = 200;
		EXPECT_EQ(FINISHED, run(guest, INSN_MTCTR(6),
					INSN_X(31, 1014, 0, 4, 5),
					INSN_ADDI(5, 5, 32), INSN_BDNZ(-2)));
		EXPECT_EQ(0, memcmp(want, data, sizeof(want)));
		EXPECT_EQ(DATA + 0xfa4 + 200 * 32, guest->regs.gpr[5]);
	}
}

/*
 * HID5 of a 970 says what dcbz zeroes, from the next instruction on; dcbzl zeroes
 * 128 bytes always. The code is written anew each time: it is fetched anew where
 * HID5 means something else.
 */
TEST_F(emulate, dcbz_by_hid5)
{
	static const struct {
		uint64_t hid5;
		unsigned int block;
	} cases[] = {
		{ 0, 128 }, { 0x80, 32 }, { 0, 128 }, { ~0x100UL, 32 },
		{ 0x180, 128 },
	};
	struct bare *guest = &self->guest;
	uint8_t *data = vm_ptr(guest->vm, DATA);

	bare_set_core(guest, PVR_970);
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned int block = cases[i].block;
		uint8_t want[512];

		memset(data, 0x5a, sizeof(want));
		memset(want, 0x5a, sizeof(want));
		memset(want + (0x64 & -block), 0, block);
		memset(want + 0x100, 0, 128);
		guest->regs.gpr[5] = DATA + 0x64;
		guest->regs.gpr[6] = DATA + 0x164;
		guest->regs.gpr[7] = cases[i].hid5;
		EXPECT_EQ(FINISHED, run(guest, INSN_MTSPR(1014, 7),
					INSN_X(31, 1014, 0, 0, 5),
					INSN_X(31, 1014, 1, 0, 6)));
		EXPECT_EQ(0, memcmp(want, data, sizeof(want))) {
			TH_LOG("case %u", i);
		}
	}
}

/* Caching-inhibited forms take their real address as it is. */
TEST_F(emulate, caching_inhibited)
{
	struct bare *guest = &self->guest;
	struct kvm_run *run = guest->vcpu->run;

	bare_set_core(guest, PVR_POWER8);
	guest->regs.gpr[5] = GUEST_MMIO + 0x10;
	guest->regs.gpr[6] = 0x123456789;
	EXPECT_EQ(0x10, run(guest, INSN_X(31, 917, 6, 0, 5)));
	EXPECT_EQ(4, run->mmio.len);
	EXPECT_EQ(0x23, run->mmio.data[0]);
	EXPECT_EQ(0x89, run->mmio.data[3]);
}

#define PATCHED_ROUNDS	200000

struct patcher {
	uint32_t *word;
	bool stop;
};

/* For as long as the guest runs, one of two instructions. */
static void *run_patcher(void *arg)
{
	struct patcher *patcher = arg;
	uint32_t words[2];

	words[0] = htobe32(INSN_NOP);
	words[1] = htobe32(INSN_MFSPR(3, 273));	/* SPRG1 */
	for (unsigned int i = 0; !__atomic_load_n(&patcher->stop,
						  __ATOMIC_RELAXED); i++)
		__atomic_store_n(patcher->word, words[i % 2],
				 __ATOMIC_RELAXED);
	return NULL;
}

/*
 * Another CPU writes over a privileged instruction, as Linux does with its own
 * code. Neither the one nor the other is illegal, whenever it is looked at.
 */
TEST_F(emulate, patched_meanwhile)
{
	struct bare *guest = &self->guest;
	struct patcher patcher = { .word = vm_ptr(guest->vm, CODE) };
	pthread_t thread;

	bare_set_core(guest, PVR_POWER8);
	guest->regs.ctr = PATCHED_ROUNDS;
	bare_put_code(guest, CODE, (const uint32_t []) {
		INSN_NOP, INSN_BDNZ(-1),
	}, 2);
	ASSERT_EQ(0, pthread_create(&thread, NULL, run_patcher, &patcher));
	EXPECT_EQ(FINISHED, bare_run_at(guest, CODE));
	EXPECT_EQ(0, guest->regs.ctr);
	__atomic_store_n(&patcher.stop, true, __ATOMIC_RELAXED);
	ASSERT_EQ(0, pthread_join(thread, NULL));
}

TEST_HARNESS_MAIN
