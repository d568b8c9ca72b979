// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's own watchpoint and breakpoint on processors before POWER8: DABR,
 * on 64-bit ones with DABRX, and IABR of 32-bit ones. The guest sets them by
 * mtspr, userspace by ONE_REG where there is one.
 */
#include <endian.h>
#include <string.h>

#include "bare.h"
#include "harness.h"
#include "insn.h"
#include "vm.h"

#define CODE		BARE_CODE
#define FINISHED	BARE_FINISHED
#define DATA		(GUEST_FREE + 0x10000)
#define OPERAND		(DATA + 0x100)	/* in GPR4 */
#define BYTES		0x1200
#define SETTING		(GUEST_FREE + 0x20000)	/* code that nothing watches */
#define VALUE		0x5a5a1234U	/* in GPR5 */
#define HTAB		0x300000UL
#define HTAB_SIZE	0x40000UL

#define SPR_DBAT0U	536
#define SPR_IABR	1010
#define SPR_DABR	1013
#define SPR_DABRX	1015

/* Power ISA 2.06 Book III-S 8.1.2, MPC750 User's Manual 2.1.2.1 */
#define DABR_BT		4U		/* where data is translated */
#define DABR_DW		2U
#define DABR_DR		1U
#define DABRX_BTI	8U		/* whatever BT says */
#define DABRX_KERNEL	2U
#define DABRX_USER	1U
#define DABRX_BOTH	(DABRX_BTI | DABRX_KERNEL | DABRX_USER)
#define IABR_BE		2U		/* enabled */
#define IABR_TE		1U		/* where instructions are translated */

#define VEC_IABR	0x1300
#define DSISR_WATCH	(1U << 22)
#define MSR_ON		(MSR_IR | MSR_DR)
#define NEVER		(~0UL >> 1)

#define SLB_V		(1UL << 27)
#define SLB_16M		0x100UL
#define HPTE_16M	4UL
#define HPTE_V		1UL
#define HPTE_RC		0x180UL
#define HPTE_M		0x10UL
#define HPTE_IG		0x28UL
#define HPTE_RW		2UL
#define VSID		0x100UL		/* of the first segment */

#define INSN_RFI		INSN_X(19, 50, 0, 0, 0)
#define INSN_ISYNC		INSN_X(19, 150, 0, 0, 0)
#define INSN_LWZU(rt, ra, d)	INSN_D(33, rt, ra, d)
#define INSN_LBZ(rt, ra, d)	INSN_D(34, rt, ra, d)
#define INSN_STWU(rs, ra, d)	INSN_D(37, rs, ra, d)
#define INSN_LMW(rt, ra, d)	INSN_D(46, rt, ra, d)
#define INSN_STMW(rs, ra, d)	INSN_D(47, rs, ra, d)
#define INSN_LFD(frt, ra, d)	INSN_D(50, frt, ra, d)
#define INSN_STFD(frs, ra, d)	INSN_D(54, frs, ra, d)
#define INSN_LWARX(rt, ra, rb)	INSN_X(31, 20, rt, ra, rb)
#define INSN_LVX(vrt, ra, rb)	INSN_X(31, 103, vrt, ra, rb)
#define INSN_STVX(vrs, ra, rb)	INSN_X(31, 231, vrs, ra, rb)
#define INSN_LWBRX(rt, ra, rb)	INSN_X(31, 534, rt, ra, rb)
#define INSN_STWBRX(rs, ra, rb)	INSN_X(31, 662, rs, ra, rb)
#define INSN_STSWI(rs, ra, nb)	INSN_X(31, 725, rs, ra, nb)
#define INSN_DCBF(ra, rb)	INSN_X(31, 86, 0, ra, rb)
#define INSN_DCBT(ra, rb)	INSN_X(31, 278, 0, ra, rb)
#define INSN_DCBZ(ra, rb)	INSN_X(31, 1014, 0, ra, rb)

/* Processors, and who sets the registers. */
#define C750		1U
#define C7400		2U
#define C970		4U
#define CPOWER7		8U
#define C32		(C750 | C7400)
#define C64		(C970 | CPOWER7)
#define CALL		(C32 | C64)
#define CVMX		(C7400 | C64)

FIXTURE(dabr) {
	struct bare guest;
	uint64_t msr;		/* privileged, real mode */
	unsigned int core;
	bool by_guest;
};

FIXTURE_VARIANT(dabr) {
	uint32_t pvr;
	unsigned int core;
	bool by_guest;
};

FIXTURE_VARIANT_ADD(dabr, of_750) {
	.pvr = PVR_750, .core = C750, .by_guest = true,
};

FIXTURE_VARIANT_ADD(dabr, of_750_one_reg) {
	.pvr = PVR_750, .core = C750,
};

FIXTURE_VARIANT_ADD(dabr, of_7400) {
	.pvr = PVR_7400, .core = C7400, .by_guest = true,
};

FIXTURE_VARIANT_ADD(dabr, of_7400_one_reg) {
	.pvr = PVR_7400, .core = C7400,
};

FIXTURE_VARIANT_ADD(dabr, of_970) {
	.pvr = PVR_970, .core = C970, .by_guest = true,
};

FIXTURE_VARIANT_ADD(dabr, of_970_one_reg) {
	.pvr = PVR_970, .core = C970,
};

/* Its DABR is a hypervisor's. */
FIXTURE_VARIANT_ADD(dabr, of_power7_one_reg) {
	.pvr = PVR_POWER7, .core = CPOWER7,
};

/* RAM and the device where they are in real mode. */
static void map32(struct kvm_sregs *sregs)
{
	sregs->u.s.ppc32.ibat[0] = bare_bat(0, 0, BAT_4M, BAT_M);
	sregs->u.s.ppc32.dbat[0] = bare_bat(0, 0, BAT_4M, BAT_M);
	sregs->u.s.ppc32.dbat[1] = bare_bat(GUEST_MMIO, GUEST_MMIO, BAT_256M,
					    BAT_IG);
}

/* A segment, and the page of 16M at its beginning. */
static void put_segment(struct vm *vm, struct kvm_sregs *sregs, unsigned int n,
			uint64_t at, uint64_t wimg)
{
	uint64_t vsid = VSID + n;
	uint64_t *hpte = vm_ptr(vm, HTAB + (vsid << 7));

	hpte[0] = htobe64(vsid << 12 | HPTE_16M | HPTE_V);
	hpte[1] = htobe64(at | HPTE_RC | wimg | HPTE_RW);
	sregs->u.s.ppc64.slb[n].slbe = at | SLB_V | n;
	sregs->u.s.ppc64.slb[n].slbv = vsid << 12 | SLB_16M;
}

static void map64(struct vm *vm, struct kvm_sregs *sregs)
{
	memset(vm_ptr(vm, HTAB), 0, HTAB_SIZE);
	sregs->u.s.sdr1 = HTAB;
	put_segment(vm, sregs, 0, 0, HPTE_M);
	put_segment(vm, sregs, 1, GUEST_MMIO, HPTE_IG);
}

static void set_up(struct bare *guest, uint32_t pvr, bool wide)
{
	struct kvm_sregs sregs = { .pvr = pvr };
	struct vm *vm = vm_create();

	must(vm->pr, "guests do not run in problem state");
	bare_init(guest, vm);
	if (wide)
		map64(vm, &sregs);
	else
		map32(&sregs);
	bare_set_sregs(guest, &sregs);
	one_reg_set(guest->vcpu, KVM_REG_PPC_DEC_EXPIRY, NEVER);
	guest->regs.gpr[4] = OPERAND;
	guest->regs.gpr[5] = VALUE;
}

FIXTURE_SETUP(dabr)
{
	set_up(&self->guest, variant->pvr, variant->core & C64);
	self->msr = self->guest.regs.msr;
	self->core = variant->core;
	self->by_guest = variant->by_guest;
}

FIXTURE_TEARDOWN(dabr)
{
	vm_free(self->guest.vm);
}

/* The guest writes SPRs in privileged state; its registers stay. */
static void set_sprs(struct bare *guest, uint64_t msr, unsigned int spr,
		     uint64_t val, unsigned int spr2, uint64_t val2)
{
	const uint32_t code[] = { INSN_MTSPR(spr, 5), INSN_MTSPR(spr2, 6) };
	struct kvm_regs before = guest->regs;

	guest->regs.msr = msr;
	guest->regs.gpr[5] = val;
	guest->regs.gpr[6] = val2;
	bare_put_code(guest, SETTING, code, ARRAY_SIZE(code));
	must(bare_run_at(guest, SETTING) == FINISHED, "mtspr");
	guest->regs = before;
}

static void set_dabr_of(struct bare *guest, unsigned int core, uint64_t msr,
			bool by_guest, uint64_t dabr, uint32_t dabrx)
{
	if (by_guest && core & C64) {
		set_sprs(guest, msr, SPR_DABRX, dabrx, SPR_DABR, dabr);
	} else if (by_guest) {
		set_sprs(guest, msr, SPR_DABR, 0, SPR_DABR, dabr);
	} else {
		one_reg_set(guest->vcpu, KVM_REG_PPC_DABR, dabr);
		if (core & C64)
			one_reg_set(guest->vcpu, KVM_REG_PPC_DABRX, dabrx);
	}
}

#define set_dabr(dabr, dabrx) \
	set_dabr_of(&self->guest, self->core, self->msr, self->by_guest, dabr, \
		    dabrx)

static void fill(struct vm *vm)
{
	uint8_t *data = vm_ptr(vm, DATA);

	for (unsigned int i = 0; i < BYTES; i++)
		data[i] = i * 7 + 1;
}

/* The interrupt is a watchpoint's, and the instruction is not executed. */
static void expect_hit(struct __test_metadata *_metadata, struct bare *guest,
		       const struct kvm_regs *before, uint64_t ea, bool store)
{
	static uint8_t filled[BYTES];

	EXPECT_EQ(before->pc, guest->regs.srr0);
	EXPECT_EQ(before->msr, guest->regs.srr1);
	EXPECT_EQ(0, memcmp(before->gpr, guest->regs.gpr, sizeof(before->gpr)));
	EXPECT_EQ(ea, one_reg_get(guest->vcpu, KVM_REG_PPC_DAR));
	EXPECT_EQ(DSISR_WATCH | (store ? DSISR_STORE : 0),
		  one_reg_get(guest->vcpu, KVM_REG_PPC_DSISR));
	memcpy(filled, vm_ptr(guest->vm, DATA), BYTES);
	fill(guest->vm);
	EXPECT_EQ(0, memcmp(filled, vm_ptr(guest->vm, DATA), BYTES));
}

/*
 * Execute @insn, which accesses @ea if it finds nothing watched there. Return:
 * whether all is as it should be.
 */
static bool check_access(struct __test_metadata *_metadata, struct bare *guest,
			 uint64_t msr, uint32_t insn, uint64_t ea, bool store,
			 bool hit)
{
	struct kvm_regs before;
	unsigned int vector;

	fill(guest->vm);
	guest->regs.msr = msr;
	guest->regs.pc = CODE;
	before = guest->regs;
	vector = run(guest, insn);
	if (vector == VEC_DSI)
		expect_hit(_metadata, guest, &before, ea, store);
	guest->regs = before;
	return vector == (hit ? VEC_DSI : FINISHED);
}

static bool should_hit(uint64_t dabr, uint32_t dabrx, uint64_t msr, bool store)
{
	if (!(dabr & (store ? DABR_DW : DABR_DR)) ||
	    !(dabrx & (msr & MSR_PR ? DABRX_USER : DABRX_KERNEL)))
		return false;
	return dabrx & DABRX_BTI || !(dabr & DABR_BT) == !(msr & MSR_DR);
}

/* In each state and mode, with every DABR and DABRX. */
TEST_F(dabr, conditions)
{
	static const uint32_t wide[] = {
		0, DABRX_USER, DABRX_KERNEL, DABRX_USER | DABRX_KERNEL,
		DABRX_BTI, DABRX_BTI | DABRX_USER, DABRX_BTI | DABRX_KERNEL,
		DABRX_BOTH,
	};
	static const uint32_t narrow[] = { DABRX_USER | DABRX_KERNEL };
	static const uint64_t modes[] = {
		0, MSR_IR, MSR_DR, MSR_ON, MSR_PR, MSR_PR | MSR_ON,
	};
	const uint32_t *dabrx = self->core & C64 ? wide : narrow;
	unsigned int nr = self->core & C64 ? ARRAY_SIZE(wide) : 1;

	for (unsigned int i = 0; i < 8 * nr; i++) {
		uint64_t dabr = OPERAND | i % 8;
		uint32_t x = dabrx[i / 8];

		set_dabr(dabr, x);
		for (unsigned int j = 0; j < 2 * ARRAY_SIZE(modes); j++) {
			uint64_t msr = self->msr | modes[j / 2];
			bool store = j & 1;

			/* Power ISA 2.06: problem state is translated. */
			if (self->core & CPOWER7 && msr & MSR_PR)
				msr |= MSR_ON | MSR_EE;
			EXPECT_TRUE(check_access(_metadata, &self->guest, msr,
						 store ? INSN_STW(5, 4, 4) :
							 INSN_LWZ(6, 4, 4),
						 OPERAND + 4, store,
						 should_hit(dabr, x, msr,
							    store))) {
				TH_LOG("DABR %llx DABRX %x MSR %llx store %d",
				       (unsigned long long)dabr, x,
				       (unsigned long long)msr, store);
			}
		}
	}
}

/* GPR4 is OPERAND. */
static const struct {
	uint32_t insn;
	uint32_t ea;		/* from DATA */
	uint32_t watch;
	unsigned int cores;	/* that there is a hit on */
	unsigned int others;	/* that there is none on */
	bool load;
} accesses[] = {
	{ INSN_STW(5, 4, 0), 0x100, 0x100, CALL },
	{ INSN_STW(5, 4, 0), 0x100, 0x108, 0, CALL },
	{ INSN_STW(5, 4, 0), 0x100, 0x0f8, 0, CALL },
	{ INSN_STB(5, 4, 7), 0x107, 0x100, CALL },
	{ INSN_STB(5, 4, 8), 0x108, 0x100, 0, CALL },
	{ INSN_STW(5, 4, -2), 0x0fe, 0x0f8, CALL },
	{ INSN_STW(5, 4, -2), 0x0fe, 0x100, CALL },
	{ INSN_STW(5, 4, -2), 0x0fe, 0x0f0, 0, CALL },
	{ INSN_STWU(5, 4, 4), 0x104, 0x100, CALL },
	{ INSN_STWBRX(5, 0, 4), 0x100, 0x100, CALL },
	{ INSN_STMW(28, 4, 0), 0x100, 0x108, CALL },
	{ INSN_STMW(28, 4, 0), 0x100, 0x110, 0, CALL },
	{ INSN_STSWI(5, 4, 12), 0x100, 0x108, CALL },
	{ INSN_STSWI(5, 4, 12), 0x100, 0x110, 0, CALL },
	{ INSN_STFD(1, 4, 0), 0x100, 0x100, CALL },
	{ INSN_STFD(1, 4, 8), 0x108, 0x100, 0, CALL },
	{ INSN_STVX(1, 0, 4), 0x100, 0x108, CVMX },
	{ INSN_STVX(1, 0, 4), 0x100, 0x110, 0, CVMX },
	{ INSN_STD(5, 4, 0), 0x100, 0x100, C64 },
	{ INSN_STD(5, 4, -4), 0x0fc, 0x100, C64 },
	{ INSN_STD(5, 4, 8), 0x108, 0x100, 0, C64 },
	/* A cache block is of 32 bytes, or of 128. */
	{ INSN_DCBZ(0, 4), 0x100, 0x100, CALL },
	{ INSN_DCBZ(0, 4), 0x100, 0x118, CALL },
	{ INSN_DCBZ(0, 4), 0x100, 0x120, C64, C32 },
	{ INSN_DCBZ(0, 4), 0x100, 0x178, C64, C32 },
	{ INSN_DCBZ(0, 4), 0x100, 0x180, 0, CALL },
	{ INSN_DCBF(0, 4), 0x100, 0x100, 0, CALL },
	{ INSN_DCBT(0, 4), 0x100, 0x100, 0, CALL },
	/* Across the end of a page, from and to one where nothing is. */
	{ INSN_STW(5, 4, 0xefe), 0xffe, 0xff8, CALL },
	{ INSN_STW(5, 4, 0xefe), 0xffe, 0x1000, CALL },
	{ INSN_STW(5, 4, 0xefe), 0xffe, 0x1008, 0, CALL },
	{ INSN_LWZ(6, 4, 4), 0x104, 0x100, CALL, 0, true },
	{ INSN_LWZ(6, 4, 8), 0x108, 0x100, 0, CALL, true },
	{ INSN_LBZ(6, 4, 7), 0x107, 0x100, CALL, 0, true },
	{ INSN_LHZ(6, 4, -2), 0x0fe, 0x100, 0, CALL, true },
	{ INSN_LWZU(6, 4, 4), 0x104, 0x100, CALL, 0, true },
	{ INSN_LWBRX(6, 0, 4), 0x100, 0x100, CALL, 0, true },
	{ INSN_LWARX(6, 0, 4), 0x100, 0x100, CALL, 0, true },
	{ INSN_LMW(28, 4, 0), 0x100, 0x108, CALL, 0, true },
	{ INSN_LFD(1, 4, 0), 0x100, 0x100, CALL, 0, true },
	{ INSN_LVX(1, 0, 4), 0x100, 0x108, CVMX, 0, true },
	{ INSN_LD(6, 4, 0), 0x100, 0x100, C64, 0, true },
	{ INSN_LWZ(6, 4, 0xefe), 0xffe, 0x1000, CALL, 0, true },
	/* Another kind of access than the one that is watched. */
	{ INSN_LWZ(6, 4, 0), 0x100, 0x100, 0, CALL },
	{ INSN_STW(5, 4, 0), 0x100, 0x100, 0, CALL, true },
};

/* The doubleword that is watched, and what an instruction accesses of it. */
TEST_F(dabr, accesses)
{
	uint64_t msr = self->msr | MSR_FP;

	if (self->core & CVMX)
		msr |= MSR_VEC;
	for (unsigned int i = 0; i < ARRAY_SIZE(accesses); i++) {
		bool hit = accesses[i].cores & self->core;
		bool load = accesses[i].load;

		if (!hit && !(accesses[i].others & self->core))
			continue;
		set_dabr(DATA + accesses[i].watch +
			 (load ? DABR_DR : DABR_DW), DABRX_BOTH);
		EXPECT_TRUE(check_access(_metadata, &self->guest, msr,
					 accesses[i].insn,
					 DATA + accesses[i].ea, !load, hit)) {
			TH_LOG("access %u", i);
		}
	}
}

static uint32_t get_word(struct vm *vm, uint64_t gpa)
{
	return be32toh(*(uint32_t *)vm_ptr(vm, gpa));
}

/* From the next instruction on; and the guest takes it away and goes on. */
TEST_F(dabr, handler)
{
	const uint32_t handler[] = {
		INSN_MTSPR(SPR_DABR, 7), INSN_ADDI(21, 21, 1),
		self->core & C64 ? INSN_RFID : INSN_RFI,
	};
	uint64_t modes[] = { 0, MSR_ON };

	if (self->core & CPOWER7)
		return;
	bare_put(self->guest.vm, VEC_DSI, handler, ARRAY_SIZE(handler));
	for (unsigned int i = 0; i < ARRAY_SIZE(modes); i++) {
		struct kvm_regs *regs = &self->guest.regs;

		set_dabr(0, DABRX_BOTH);
		fill(self->guest.vm);
		regs->msr = self->msr | modes[i];
		regs->gpr[6] = OPERAND | DABR_DW | (i ? DABR_BT : 0);
		regs->gpr[7] = 0;
		regs->gpr[20] = 0;
		regs->gpr[21] = 0;
		EXPECT_EQ(FINISHED, run(&self->guest, INSN_MTSPR(SPR_DABR, 6),
					INSN_ISYNC, INSN_ADDI(20, 20, 1),
					INSN_STW(5, 4, 4), INSN_ADDI(20, 20, 1),
					INSN_STW(5, 4, 0)));
		EXPECT_EQ(2, regs->gpr[20]);
		EXPECT_EQ(1, regs->gpr[21]);
		EXPECT_EQ(self->msr | modes[i], regs->msr);
		EXPECT_EQ(VALUE, get_word(self->guest.vm, OPERAND));
		EXPECT_EQ(VALUE, get_word(self->guest.vm, OPERAND + 4));
	}
}

/* What the guest writes userspace reads, and the reverse. */
TEST_F(dabr, registers)
{
	struct bare *guest = &self->guest;

	set_dabr(OPERAND | DABR_BT, DABRX_USER);
	EXPECT_EQ(OPERAND | DABR_BT, one_reg_get(guest->vcpu,
						 KVM_REG_PPC_DABR));
	if (self->core & C64) {
		EXPECT_EQ(DABRX_USER, one_reg_get(guest->vcpu,
						  KVM_REG_PPC_DABRX));
	}
	if (self->core & CPOWER7) {
		EXPECT_EQ(VEC_PROGRAM, run(guest, INSN_MTSPR(SPR_DABR, 5)));
		EXPECT_EQ(self->msr | SRR1_PRIV, guest->regs.srr1);
		EXPECT_EQ(OPERAND | DABR_BT, one_reg_get(guest->vcpu,
							 KVM_REG_PPC_DABR));
		return;
	}
	EXPECT_EQ(FINISHED, run(guest, INSN_MFSPR(6, SPR_DABR)));
	EXPECT_EQ(OPERAND | DABR_BT, guest->regs.gpr[6]);
	/* Problem state may not. */
	guest->regs.msr = self->msr | MSR_PR;
	EXPECT_EQ(VEC_PROGRAM, run(guest, INSN_MTSPR(SPR_DABR, 5)));
	EXPECT_EQ(self->msr | MSR_PR | SRR1_PRIV, guest->regs.srr1);
}

/* Stores arrive at each place of the page but one, in every mode. */
TEST_F(dabr, stores_beside)
{
	const uint32_t code[] = {
		INSN_LI(6, 0x3ff), INSN_MTCTR(6), INSN_ADDI(5, 5, 1),
		INSN_STWU(5, 4, 4), INSN_BDNZ(-2),
	};
	const uint64_t modes[] = { 0, MSR_ON, MSR_PR | MSR_ON };
	struct kvm_regs *regs = &self->guest.regs;
	uint32_t *data = vm_ptr(self->guest.vm, DATA);

	for (unsigned int i = 0; i < ARRAY_SIZE(modes); i++) {
		memset(data, 0, 0x1000);
		set_dabr(DATA | DABR_DW | DABR_DR | (i ? DABR_BT : 0),
			 DABRX_USER | DABRX_KERNEL);
		bare_put_code(&self->guest, CODE, code, ARRAY_SIZE(code));
		regs->msr = self->msr | modes[i];
		regs->gpr[4] = DATA + 4;
		regs->gpr[5] = 1;
		/* All but the last, which is in the next page. */
		EXPECT_EQ(FINISHED, bare_run_at(&self->guest, CODE));
		EXPECT_EQ(0, data[0] | data[1]);
		for (unsigned int j = 2; j < 0x400; j++)
			ASSERT_EQ(j, be32toh(data[j]));
	}
}

/* Of an effective address 32-bit mode has the lower half. */
TEST_F(dabr, upper_half_of_address)
{
	const uint64_t upper = 0x12UL << 32;
	struct bare *guest = &self->guest;
	uint64_t msr = self->msr & ~MSR_SF;

	guest->regs.gpr[4] = upper | OPERAND;
	set_dabr(OPERAND | DABR_DW, DABRX_BOTH);
	EXPECT_TRUE(check_access(_metadata, guest, msr, INSN_STW(5, 4, 0),
				 OPERAND, true, true));
	if (!(self->core & C64))
		return;
	set_dabr(upper | OPERAND | DABR_DW, DABRX_BOTH);
	EXPECT_TRUE(check_access(_metadata, guest, msr, INSN_STW(5, 4, 0),
				 OPERAND, true, false));
}

/* Data that is in the page of the code, which is executed all the same. */
TEST_F(dabr, in_code)
{
	const uint32_t code[] = {
		INSN_LWZ(6, 4, 0x100), INSN_LWZ(7, 4, 0x108),
		INSN_LWZ(8, 4, 0x104),
	};
	const uint64_t modes[] = { 0, MSR_ON };
	struct bare *guest = &self->guest;
	const uint32_t word = 0x1234;

	bare_put(guest->vm, CODE + 0x108, &word, 1);
	for (unsigned int i = 0; i < ARRAY_SIZE(modes); i++) {
		set_dabr((CODE + 0x108) | DABR_DR | (i ? DABR_BT : 0),
			 DABRX_USER | DABRX_KERNEL);
		bare_put_code(guest, CODE, code, ARRAY_SIZE(code));
		guest->regs.gpr[4] = CODE;
		guest->regs.msr = self->msr | modes[i];
		EXPECT_EQ(VEC_DSI, bare_run_at(guest, CODE));
		EXPECT_EQ(CODE + 4, guest->regs.srr0);
		EXPECT_EQ(CODE + 0x108, one_reg_get(guest->vcpu,
						    KVM_REG_PPC_DAR));
		/* Without it: the rest. */
		set_dabr(0, 0);
		bare_put_code(guest, CODE, code, ARRAY_SIZE(code));
		guest->regs.gpr[4] = CODE;
		guest->regs.msr = self->msr | modes[i];
		EXPECT_EQ(FINISHED, bare_run_at(guest, CODE));
		EXPECT_EQ(word, guest->regs.gpr[7]);
	}
}

/* A debugger's watchpoint there comes before it; then the guest has its own. */
TEST_F(dabr, debugger_is_first)
{
	struct kvm_guest_debug debug = {
		.control = KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_USE_HW_BP,
		.arch.bp[0] = {
			.addr = OPERAND, .type = KVMPPC_DEBUG_WATCH_WRITE,
		},
	};
	struct bare *guest = &self->guest;
	const uint32_t code = INSN_STW(5, 4, 0);

	set_dabr(OPERAND | DABR_DW, DABRX_BOTH);
	vcpu_complete(guest->vcpu);
	vcpu_ioctl(guest->vcpu, KVM_SET_GUEST_DEBUG, &debug);
	bare_put_code(guest, CODE, &code, 1);
	guest->regs.pc = CODE;
	vcpu_set_regs(guest->vcpu, &guest->regs);
	vcpu_run_to(guest->vcpu, KVM_EXIT_DEBUG);
	EXPECT_EQ(OPERAND, guest->vcpu->run->debug.arch.address);
	debug.control = 0;
	vcpu_ioctl(guest->vcpu, KVM_SET_GUEST_DEBUG, &debug);
	EXPECT_TRUE(check_access(_metadata, guest, self->msr, code, OPERAND,
				 true, true));
}

FIXTURE(iabr) {
	struct bare guest;
};

FIXTURE_VARIANT(iabr) {
	uint32_t pvr;
};

FIXTURE_VARIANT_ADD(iabr, of_750) {
	.pvr = PVR_750,
};

FIXTURE_VARIANT_ADD(iabr, of_7400) {
	.pvr = PVR_7400,
};

FIXTURE_SETUP(iabr)
{
	set_up(&self->guest, variant->pvr, false);
}

FIXTURE_TEARDOWN(iabr)
{
	vm_free(self->guest.vm);
}

/* And DABR. */
static void set_iabr(struct bare *guest, uint32_t iabr, uint32_t dabr)
{
	set_sprs(guest, MSR_32, SPR_DABR, dabr, SPR_IABR, iabr);
}

/* The interrupt comes before the instruction, where IABR says. */
TEST_F(iabr, conditions)
{
	static const uint64_t modes[] = {
		0, MSR_IR, MSR_DR, MSR_ON, MSR_PR, MSR_PR | MSR_ON,
	};
	struct kvm_regs *regs = &self->guest.regs;

	for (unsigned int i = 0; i < 4 * ARRAY_SIZE(modes); i++) {
		uint64_t msr = MSR_32 | modes[i / 4];
		uint32_t iabr = (CODE + 8) | i % 4;
		bool hit = iabr & IABR_BE &&
			   !(iabr & IABR_TE) == !(msr & MSR_IR);

		set_iabr(&self->guest, iabr, 0);
		regs->msr = msr;
		regs->gpr[20] = 0;
		EXPECT_EQ(hit ? VEC_IABR : FINISHED,
			  run(&self->guest, INSN_ADDI(20, 20, 1),
			      INSN_ADDI(20, 20, 1), INSN_ADDI(20, 20, 1),
			      INSN_ADDI(20, 20, 1))) {
			TH_LOG("IABR %x MSR %llx", iabr,
			       (unsigned long long)msr);
		}
		EXPECT_EQ(hit ? 2 : 4, regs->gpr[20]);
		if (!hit)
			continue;
		EXPECT_EQ(CODE + 8, regs->srr0);
		EXPECT_EQ(msr, regs->srr1);
		EXPECT_EQ(MSR_ME, regs->msr);
	}
}

/* Instructions of any kind, at IABR and beside it. */
TEST_F(iabr, instructions)
{
	static const uint32_t insns[] = {
		INSN_STW(5, 4, 0), INSN_LWZ(6, 4, 0), INSN_B(1), INSN_SC0,
		INSN_TRAP, INSN_MFSPR(6, SPR_SRR0), INSN_MTSPR(SPR_DABR, 5),
		INSN_MFSPR(6, SPR_DBAT0U), INSN_DCBZ(0, 4), INSN_ISYNC,
		INSN_RFI, 0,
	};
	struct bare *guest = &self->guest;

	for (unsigned int i = 0; i < ARRAY_SIZE(insns); i++) {
		struct kvm_regs before;

		set_iabr(guest, (CODE + 4) | IABR_BE, 0);
		fill(guest->vm);
		guest->regs.msr = MSR_32;
		before = guest->regs;
		EXPECT_EQ(VEC_IABR, run(guest, INSN_NOP, insns[i], INSN_NOP)) {
			TH_LOG("%08x", insns[i]);
		}
		EXPECT_EQ(CODE + 4, guest->regs.srr0);
		EXPECT_EQ(0, memcmp(before.gpr, guest->regs.gpr,
				    sizeof(before.gpr)));
		guest->regs = before;
	}
	/* All of them are executed, or their interrupt taken, before it. */
	for (unsigned int i = 0; i < ARRAY_SIZE(insns); i++) {
		unsigned int vector = VEC_IABR;

		set_iabr(guest, (CODE + 8) | IABR_BE, 0);
		guest->regs.msr = MSR_32;
		guest->regs.gpr[5] = 0;
		guest->regs.srr0 = CODE + 8;
		guest->regs.srr1 = MSR_32;
		if (insns[i] == INSN_SC0)
			vector = VEC_SYSCALL;
		else if (insns[i] == INSN_TRAP || !insns[i])
			vector = VEC_PROGRAM;
		EXPECT_EQ(vector, run(guest, INSN_NOP, insns[i], INSN_NOP)) {
			TH_LOG("%08x", insns[i]);
		}
		if (vector == VEC_IABR) {
			EXPECT_EQ(CODE + 8, guest->regs.srr0);
		}
	}
}

/* The guest takes it away and goes on; code beside it runs as ever. */
TEST_F(iabr, handler)
{
	const uint32_t handler[] = {
		INSN_MTSPR(SPR_IABR, 7), INSN_ADDI(21, 21, 1), INSN_RFI,
	};
	const uint64_t modes[] = { 0, MSR_ON };
	struct kvm_regs *regs = &self->guest.regs;

	bare_put(self->guest.vm, VEC_IABR, handler, ARRAY_SIZE(handler));
	for (unsigned int i = 0; i < ARRAY_SIZE(modes); i++) {
		regs->msr = MSR_32 | modes[i];
		regs->gpr[6] = (CODE + 6 * 4) | IABR_BE | (i ? IABR_TE : 0);
		regs->gpr[7] = 0;
		regs->gpr[8] = 100;
		regs->gpr[20] = 0;
		regs->gpr[21] = 0;
		EXPECT_EQ(FINISHED, run(&self->guest, INSN_MTSPR(SPR_IABR, 6),
					INSN_ISYNC, INSN_MTCTR(8),
					INSN_ADDI(20, 20, 1), INSN_BDNZ(-1),
					INSN_ADDI(20, 20, 1),
					INSN_ADDI(20, 20, 1),
					INSN_ADDI(20, 20, 1)));
		EXPECT_EQ(103, regs->gpr[20]);
		EXPECT_EQ(1, regs->gpr[21]);
		EXPECT_EQ(MSR_32 | modes[i], regs->msr);
	}
}

/* The instruction comes before what it accesses. */
TEST_F(iabr, and_dabr)
{
	struct bare *guest = &self->guest;

	set_iabr(guest, CODE | IABR_BE, OPERAND | DABR_DW);
	EXPECT_EQ(VEC_IABR, run(guest, INSN_STW(5, 4, 0)));
	guest->regs.msr = MSR_32;
	set_iabr(guest, CODE, OPERAND | DABR_DW);
	EXPECT_TRUE(check_access(_metadata, guest, MSR_32, INSN_STW(5, 4, 0),
				 OPERAND, true, true));
	/* Each where the other one is as well, and neither of them hits. */
	set_iabr(guest, (CODE + 4) | IABR_BE, (CODE + 0x100) | DABR_DR);
	guest->regs.gpr[4] = CODE;
	EXPECT_EQ(VEC_IABR, run(guest, INSN_LWZ(6, 4, 0x108)));
	EXPECT_EQ(CODE + 4, guest->regs.srr0);
}

/* A single step is not lost where the instruction is executed by KVM. */
TEST_F(iabr, and_trace)
{
	struct bare *guest = &self->guest;
	const uint32_t code[] = {
		INSN_ADDI(20, 20, 1), INSN_DCBZ(0, 4), INSN_MFSPR(6, SPR_IABR),
		INSN_STW(5, 4, 0), INSN_ADDI(20, 20, 1),
	};
	unsigned int last = ARRAY_SIZE(code) - 1;
	uint32_t iabr = (CODE + 4 * last) | IABR_BE;

	for (unsigned int i = 0; i < 2; i++) {
		/* Without points, and then with both in the pages. */
		if (i)
			set_iabr(guest, iabr, (OPERAND + 0x20) | DABR_DW);
		bare_put_code(guest, CODE, code, ARRAY_SIZE(code));
		for (unsigned int j = 0; j <= last; j++) {
			bool hit = i && j == last;

			guest->regs.msr = MSR_32 | MSR_SE;
			EXPECT_EQ(hit ? VEC_IABR : VEC_TRACE,
				  bare_run_at(guest, CODE + 4 * j)) {
				TH_LOG("instruction %u", j);
			}
			EXPECT_EQ(CODE + 4 * (hit ? j : j + 1),
				  guest->regs.srr0);
			EXPECT_EQ(MSR_32 | MSR_SE, guest->regs.srr1);
		}
	}
	EXPECT_EQ(iabr, guest->regs.gpr[6]);
}

TEST_HARNESS_MAIN
