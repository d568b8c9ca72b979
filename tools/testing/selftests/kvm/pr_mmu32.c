// SPDX-License-Identifier: GPL-2.0
/*
 * 32-bit guests in problem state: segment registers, BATs and the hashed page
 * table in their own memory, mixed within a segment, and what tlbie, mtsr and
 * a BAT that is written make of it; pages that are others for fetches than for
 * data.
 *
 * The code loads a word and stores it to the device, and so says which page it
 * has found.
 */
#include <asm/kvm_para.h>
#include <endian.h>
#include <linux/kvm_para.h>
#include <string.h>

#include "bare.h"
#include "harness.h"
#include "insn.h"
#include "vm.h"

#define MAGIC_PAGE	0xfffff000U

#define DATA		(GUEST_FREE + 0x80000)	/* pages; WORD plus number */
#define PAGES		8
#define WORD		0x5a00U
#define HTAB		0x300000U
#define HTAB_SIZE	0x10000U

#define EA_PAGE		0x10000000U	/* a segment of pages alone */
#define EA_MIXED	0x00800000U	/* the BATs of RAM are below it */
#define VSID_PAGE	0x111U
#define VSID_OTHER	0x222U
#define VSID_MIXED	0x333U
#define VSID_MANY	0x800U

#define PTE_V		0x80000000U
#define PTE_RC		0x180U
#define PTE_M		0x10U
#define PTE_RW		2U

#define SPR_DBAT2U	540
#define SPR_DBAT2L	541

#define INSN_TLBIE(rb)		INSN_X(31, 306, 0, 0, rb)
#define INSN_MTSR(sr, rs)	INSN_X(31, 210, rs, sr, 0)
#define INSN_MFSR(rt, sr)	INSN_X(31, 595, rt, sr, 0)
#define INSN_ISYNC		INSN_X(19, 150, 0, 0, 0)

#define FROM		4	/* GPR: where the word is */

FIXTURE(mmu32) {
	struct bare guest;
};

static void put_word(struct vm *vm, uint32_t gpa, uint32_t word)
{
	bare_put(vm, gpa, &word, 1);
}

/* Into the first place of the group; nothing else there is of the same hash. */
static void map(struct vm *vm, uint32_t vsid, uint32_t ea, unsigned int page)
{
	uint32_t hash = (vsid ^ (ea >> 12 & 0xffff)) & 0x3ff;
	uint32_t pte = HTAB + (hash << 6);

	put_word(vm, pte + 4, (DATA + page * 0x1000) | PTE_RC | PTE_M | PTE_RW);
	put_word(vm, pte, PTE_V | vsid << 7 | (ea >> 22 & 0x3f));
}

FIXTURE_SETUP(mmu32)
{
	struct vm *vm = vm_create();
	struct kvm_sregs sregs;

	if (!vm->pr)
		SKIP(return, "guests do not run in problem state");
	for (unsigned int i = 0; i < PAGES; i++)
		put_word(vm, DATA + i * 0x1000, WORD + i);
	memset(vm_ptr(vm, HTAB), 0, HTAB_SIZE);
	bare_init(&self->guest, vm);

	memset(&sregs, 0, sizeof(sregs));
	sregs.pvr = PVR_750;
	sregs.u.s.sdr1 = HTAB;
	sregs.u.s.ppc32.sr[EA_PAGE >> 28] = VSID_PAGE;
	sregs.u.s.ppc32.sr[EA_MIXED >> 28] = VSID_MIXED;
	sregs.u.s.ppc32.ibat[0] = bare_bat(0, 0, BAT_4M, BAT_M);
	sregs.u.s.ppc32.dbat[0] = bare_bat(0, 0, BAT_4M, BAT_M);
	sregs.u.s.ppc32.dbat[1] = bare_bat(GUEST_MMIO, GUEST_MMIO, BAT_256M,
					   BAT_IG);
	bare_set_sregs(&self->guest, &sregs);
}

FIXTURE_TEARDOWN(mmu32)
{
	vm_free(self->guest.vm);
}

/*
 * Execute two instructions, then load from @ea. Return: the word, or the
 * vector of an interrupt.
 */
static uint32_t load_after(struct bare *guest, uint64_t msr, uint32_t ea,
			   uint32_t first, uint32_t second)
{
	const uint32_t insns[] = {
		first, second, INSN_ISYNC, INSN_LWZ(3, FROM, 0),
		INSN_STW(3, BARE_DEVICE, BARE_FINISHED), INSN_B_SELF,
	};
	unsigned int vector;
	uint32_t word;

	bare_put(guest->vm, BARE_CODE, insns, ARRAY_SIZE(insns));
	guest->regs.msr = MSR_32 | msr;
	guest->regs.gpr[FROM] = ea;
	vector = bare_run_at(guest, BARE_CODE);
	if (vector)
		return vector;
	memcpy(&word, guest->vcpu->run->mmio.data, sizeof(word));
	return be32toh(word);
}

#define run_load(msr, ea, first, second) \
	load_after(&self->guest, msr, ea, first, second)
#define load(ea) \
	run_load(MSR_IR | MSR_DR, ea, INSN_NOP, INSN_NOP)

TEST_F(mmu32, pages_and_blocks)
{
	map(self->guest.vm, VSID_PAGE, EA_PAGE, 1);
	map(self->guest.vm, VSID_MIXED, EA_MIXED, 2);
	for (unsigned int i = 0; i < 3; i++) {
		EXPECT_EQ(WORD, load(DATA));
		EXPECT_EQ(WORD + 1, load(EA_PAGE));
		EXPECT_EQ(WORD + 2, load(EA_MIXED));
		EXPECT_EQ(VEC_DSI, load(EA_PAGE + 0x1000));
		EXPECT_EQ(VEC_DSI, load(EA_MIXED + 0x1000));
		/* Real mode has its own. */
		EXPECT_EQ(WORD + 3, run_load(0, DATA + 0x3000, INSN_NOP,
					     INSN_NOP));
	}
}

TEST_F(mmu32, tlbie_of_any_segment)
{
	map(self->guest.vm, VSID_PAGE, EA_PAGE, 1);
	map(self->guest.vm, VSID_MIXED, EA_MIXED, 2);
	EXPECT_EQ(WORD + 1, load(EA_PAGE));
	EXPECT_EQ(WORD + 2, load(EA_MIXED));
	map(self->guest.vm, VSID_PAGE, EA_PAGE, 3);
	map(self->guest.vm, VSID_MIXED, EA_MIXED, 4);
	/* Its index counts, whatever the segment in RB. */
	self->guest.regs.gpr[5] = EA_PAGE + 0x70000000;
	self->guest.regs.gpr[6] = EA_MIXED + 0x20000000;
	EXPECT_EQ(WORD + 3, run_load(MSR_IR | MSR_DR, EA_PAGE, INSN_TLBIE(5),
				     INSN_TLBIE(6)));
	EXPECT_EQ(WORD + 4, load(EA_MIXED));
}

/* In more segments than are looked at with the host's interrupts off. */
TEST_F(mmu32, tlbie_of_many_segments)
{
	const unsigned int nr = 300;

	for (unsigned int i = 0; i < nr; i++) {
		map(self->guest.vm, VSID_MANY + i, EA_PAGE, 1);
		self->guest.regs.gpr[5] = VSID_MANY + i;
		ASSERT_EQ(WORD + 1, run_load(MSR_IR | MSR_DR, EA_PAGE,
					     INSN_MTSR(EA_PAGE >> 28, 5),
					     INSN_NOP));
	}
	for (unsigned int i = 0; i < nr; i++)
		map(self->guest.vm, VSID_MANY + i, EA_PAGE, 2);
	self->guest.regs.gpr[6] = EA_PAGE;
	EXPECT_EQ(WORD + 2, run_load(MSR_IR | MSR_DR, EA_PAGE, INSN_TLBIE(6),
				     INSN_NOP));
	for (unsigned int i = 0; i < nr; i++) {
		self->guest.regs.gpr[5] = VSID_MANY + i;
		ASSERT_EQ(WORD + 2, run_load(MSR_IR | MSR_DR, EA_PAGE,
					     INSN_MTSR(EA_PAGE >> 28, 5),
					     INSN_NOP));
	}
}

TEST_F(mmu32, segment_register)
{
	map(self->guest.vm, VSID_PAGE, EA_PAGE, 1);
	map(self->guest.vm, VSID_OTHER, EA_PAGE, 2);
	self->guest.regs.gpr[5] = VSID_OTHER;
	self->guest.regs.gpr[6] = VSID_PAGE;
	for (unsigned int i = 0; i < 3; i++) {
		EXPECT_EQ(WORD + 1, load(EA_PAGE));
		EXPECT_EQ(WORD + 2, run_load(MSR_IR | MSR_DR, EA_PAGE,
					     INSN_MTSR(EA_PAGE >> 28, 5),
					     INSN_NOP));
		EXPECT_EQ(WORD + 1, run_load(MSR_IR | MSR_DR, EA_PAGE,
					     INSN_MTSR(EA_PAGE >> 28, 6),
					     INSN_NOP));
	}
}

/* A block goes over a page, and lets it be found again. */
TEST_F(mmu32, bat_over_a_page)
{
	const uint64_t block = bare_bat(EA_PAGE, DATA & ~0x1ffffU, BAT_128K,
					BAT_M);
	const uint32_t ea = EA_PAGE + (DATA & 0x1ffff) + 0x5000;

	map(self->guest.vm, VSID_PAGE, ea, 1);
	self->guest.regs.gpr[5] = (uint32_t)block;
	self->guest.regs.gpr[6] = block >> 32;
	self->guest.regs.gpr[7] = 0;
	for (unsigned int i = 0; i < 3; i++) {
		EXPECT_EQ(WORD + 1, load(ea));
		EXPECT_EQ(WORD + 5, run_load(MSR_IR | MSR_DR, ea,
					     INSN_MTSPR(SPR_DBAT2L, 5),
					     INSN_MTSPR(SPR_DBAT2U, 6)));
		EXPECT_EQ(WORD + 1, run_load(MSR_IR | MSR_DR, ea,
					     INSN_MTSPR(SPR_DBAT2U, 7),
					     INSN_NOP));
	}
}

TEST_F(mmu32, split_modes)
{
	map(self->guest.vm, VSID_PAGE, EA_PAGE, 1);
	for (unsigned int i = 0; i < 3; i++) {
		EXPECT_EQ(WORD + 1, run_load(MSR_DR, EA_PAGE, INSN_NOP,
					     INSN_NOP));
		EXPECT_EQ(WORD + 2, run_load(MSR_IR, DATA + 0x2000, INSN_NOP,
					     INSN_NOP));
		EXPECT_EQ(WORD + 1, load(EA_PAGE));
	}
}

/*
 * Code whose pages are others for its data, by one of MSR[IR] and MSR[DR] or by
 * BATs: BLOCK leads to where the guest has it in real mode for the one, and to
 * DATA for the other.
 */
#define BLOCK		BARE_CODE
#define OLD		0x00010203U	/* plus the offset in data */
#define AT		0x800U		/* an operand in the page of the code, */
#define ATOMIC		0x820U
#define BEHIND		0x1000U		/* and the page after it */

#define INSN_ADDIC(rt, ra, v)	INSN_D(12, rt, ra, v)
#define INSN_LWBRX(rt, ra, rb)	INSN_X(31, 534, rt, ra, rb)
#define INSN_LWARX(rt, ra, rb)	INSN_X(31, 20, rt, ra, rb)
#define INSN_STWCX(rs, ra, rb)	(INSN_X(31, 150, rs, ra, rb) | 1)

FIXTURE(apart) {
	struct bare guest;
	uint32_t code;
	uint32_t data;
};

FIXTURE_VARIANT(apart) {
	uint64_t msr;
};

FIXTURE_VARIANT_ADD(apart, fetches_in_real_mode) {
	.msr = MSR_DR,
};

FIXTURE_VARIANT_ADD(apart, data_in_real_mode) {
	.msr = MSR_IR,
};

FIXTURE_VARIANT_ADD(apart, by_blocks) {
	.msr = MSR_IR | MSR_DR,
};

FIXTURE_SETUP(apart)
{
	const uint64_t block = bare_bat(BLOCK, DATA, BAT_128K, BAT_M);
	struct vm *vm = vm_create();
	struct kvm_sregs sregs;

	if (!vm->pr)
		SKIP(return, "guests do not run in problem state");
	bare_init(&self->guest, vm);
	memset(&sregs, 0, sizeof(sregs));
	sregs.pvr = PVR_750;
	sregs.u.s.ppc32.dbat[1] = bare_bat(GUEST_MMIO, GUEST_MMIO, BAT_256M,
					   BAT_IG);
	if (variant->msr & MSR_DR) {
		sregs.u.s.ppc32.dbat[0] = block;
		sregs.u.s.ppc32.ibat[0] = bare_bat(0, 0, BAT_4M, BAT_M);
		self->code = BLOCK;
		self->data = DATA;
	} else {
		sregs.u.s.ppc32.ibat[0] = block;
		self->code = DATA;
		self->data = BLOCK;
	}
	bare_set_sregs(&self->guest, &sregs);
	for (uint32_t at = 0; at < 2 * BEHIND; at += 4)
		put_word(vm, self->data + at, OLD + at);
	memset(vm_ptr(vm, self->code), 0, 2 * BEHIND);
	self->guest.regs.msr = MSR_32 | variant->msr;
	self->guest.regs.gpr[FROM] = BLOCK;
}

FIXTURE_TEARDOWN(apart)
{
	vm_free(self->guest.vm);
}

static uint32_t get_word(struct vm *vm, uint32_t gpa)
{
	return be32toh(*(uint32_t *)vm_ptr(vm, gpa));
}

#define run_apart(...) ({						\
	const uint32_t __insns[] = { __VA_ARGS__ };			\
	bare_put_code(&self->guest, self->code, __insns,		\
		      ARRAY_SIZE(__insns));				\
	bare_run_at(&self->guest, BLOCK);				\
})

/* Simple instructions, and some that are not. */
TEST_F(apart, operands_in_the_page_of_the_code)
{
	const struct kvm_regs *regs = &self->guest.regs;
	struct vm *vm = self->guest.vm;

	self->guest.regs.gpr[8] = AT;
	self->guest.regs.gpr[5] = 0x12345678;
	for (unsigned int i = 0; i < 3; i++) {
		put_word(vm, self->data + AT, OLD + AT);
		ASSERT_EQ(BARE_FINISHED,
			  run_apart(INSN_LWZ(6, FROM, 8),
				    INSN_LWBRX(7, FROM, 8),
				    INSN_STW(5, FROM, AT),
				    INSN_LWZ(9, FROM, AT),
				    INSN_ADDIC(10, 5, 1),
				    INSN_D(38, 10, FROM, AT + 4), /* stb */
				    INSN_LWBRX(11, FROM, 8)));
		EXPECT_EQ(OLD + 8, regs->gpr[6]);
		EXPECT_EQ(__builtin_bswap32(OLD + AT), regs->gpr[7]);
		EXPECT_EQ(0x12345678, regs->gpr[9]);
		EXPECT_EQ(0x78563412, regs->gpr[11]);
		EXPECT_EQ(0x12345678, get_word(vm, self->data + AT));
		EXPECT_EQ(0x79010203U + ((AT + 4) & 0xffffff),
			  get_word(vm, self->data + AT + 4));
		EXPECT_EQ(0, get_word(vm, self->code + AT));
	}
}

TEST_F(apart, atomic_operands)
{
	struct vm *vm = self->guest.vm;

	self->guest.regs.gpr[8] = ATOMIC;
	for (unsigned int i = 0; i < 3; i++) {
		put_word(vm, self->data + ATOMIC, 40);
		ASSERT_EQ(BARE_FINISHED,
			  run_apart(INSN_LWARX(6, FROM, 8),
				    INSN_ADDI(6, 6, 1),
				    INSN_STWCX(6, FROM, 8),
				    INSN_BNE(-3),
				    INSN_LWARX(6, FROM, 8),
				    INSN_ADDIC(6, 6, 1),
				    INSN_STWCX(6, FROM, 8),
				    INSN_BNE(-3)));
		EXPECT_EQ(42, get_word(vm, self->data + ATOMIC));
		EXPECT_EQ(0, get_word(vm, self->code + ATOMIC));
	}
}

/* What was executed by the hardware is not what is loaded there. */
TEST_F(apart, operands_where_code_was)
{
	const uint32_t there[] = {
		INSN_ADDIC(6, 6, 1),
		INSN_B(-(int)(BEHIND / 4) + 1),
	};
	const struct kvm_regs *regs = &self->guest.regs;

	bare_put(self->guest.vm, self->code + BEHIND + 4, there, 2);
	self->guest.regs.gpr[8] = BEHIND;
	for (unsigned int i = 0; i < 3; i++) {
		self->guest.regs.gpr[6] = 1;
		ASSERT_EQ(BARE_FINISHED,
			  run_apart(INSN_NOP, INSN_NOP,
				    INSN_B(BEHIND / 4 - 1), INSN_NOP,
				    INSN_LWBRX(7, FROM, 8),
				    INSN_LWZ(9, FROM, BEHIND + 4)));
		EXPECT_EQ(2, regs->gpr[6]);
		EXPECT_EQ(__builtin_bswap32(OLD + BEHIND), regs->gpr[7]);
		EXPECT_EQ(OLD + BEHIND + 4, regs->gpr[9]);
	}
}

/* The guest's own trace comes after an access to the page of the code, too. */
TEST_F(apart, trace)
{
	const uint32_t insns[] = { INSN_LWZ(6, FROM, AT), INSN_NOP };

	bare_put(self->guest.vm, self->code, insns, ARRAY_SIZE(insns));
	self->guest.regs.msr |= MSR_SE;
	ASSERT_EQ(VEC_TRACE, bare_run_at(&self->guest, BLOCK));
	EXPECT_EQ(BLOCK + 4, self->guest.regs.srr0);
	EXPECT_EQ(OLD + AT, self->guest.regs.gpr[6]);
}

/* A debugger's single steps go through it one by one. */
TEST_F(apart, single_steps)
{
	struct kvm_guest_debug debug = {
		.control = KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_SINGLESTEP,
	};
	const uint32_t insns[] = {
		INSN_LWZ(6, FROM, AT), INSN_ADDIC(7, 6, 1),
		INSN_STW(7, FROM, AT), INSN_NOP,
	};
	struct vcpu *vcpu = self->guest.vcpu;
	struct kvm_regs regs;

	bare_put(self->guest.vm, self->code, insns, ARRAY_SIZE(insns));
	vcpu_ioctl(vcpu, KVM_SET_GUEST_DEBUG, &debug);
	self->guest.regs.pc = BLOCK;
	vcpu_set_regs(vcpu, &self->guest.regs);
	for (unsigned int i = 1; i < ARRAY_SIZE(insns); i++) {
		vcpu_run_to(vcpu, KVM_EXIT_DEBUG);
		vcpu_get_regs(vcpu, &regs);
		EXPECT_EQ(BLOCK + 4 * i, regs.pc);
	}
	EXPECT_EQ(OLD + AT + 1, get_word(self->guest.vm, self->data + AT));
}

/* Where the guest has a register in its magic page. */
#define MAGIC(field) \
	(MAGIC_PAGE + offsetof(struct kvm_vcpu_arch_shared, field))
#define MAGIC_SR(n)	(MAGIC(sr) + 4 * (n))

/* Ask for the page. Return: the features that there are. */
static uint32_t map_magic(struct bare *guest)
{
	guest->regs.gpr[0] = KVM_SC_MAGIC_R0;
	guest->regs.gpr[11] = KVM_HCALL_TOKEN(KVM_HC_PPC_MAP_MAGIC_PAGE);
	guest->regs.gpr[3] = MAGIC_PAGE;
	load_after(guest, 0, MAGIC_PAGE | MAGIC_PAGE_FLAG_NOT_MAPPED_NX,
		   INSN_SC0, INSN_NOP);
	return guest->regs.gpr[FROM];
}

/* Segment registers and the page are the same, whichever is written. */
TEST_F(mmu32, magic_segment_registers)
{
	const unsigned int sr = EA_PAGE >> 28;
	struct kvm_sregs sregs;

	EXPECT_EQ(KVM_MAGIC_FEAT_SR | KVM_MAGIC_FEAT_MAS0_TO_SPRG7,
		  map_magic(&self->guest));
	map(self->guest.vm, VSID_PAGE, EA_PAGE, 1);
	map(self->guest.vm, VSID_OTHER, EA_PAGE, 2);
	self->guest.regs.gpr[6] = MAGIC_SR(sr);
	for (unsigned int i = 0; i < 3; i++) {
		EXPECT_EQ(WORD + 1, load(EA_PAGE));
		EXPECT_EQ(VSID_PAGE, run_load(0, MAGIC_SR(sr), INSN_NOP,
					      INSN_NOP));
		/* In the page, then by an instruction, which reads it back. */
		self->guest.regs.gpr[5] = VSID_OTHER;
		EXPECT_EQ(VSID_OTHER, run_load(0, MAGIC_SR(sr),
					       INSN_STW(5, 6, 0), INSN_NOP));
		EXPECT_EQ(WORD + 2, load(EA_PAGE));
		vcpu_ioctl(self->guest.vcpu, KVM_GET_SREGS, &sregs);
		EXPECT_EQ(VSID_OTHER, sregs.u.s.ppc32.sr[sr]);
		self->guest.regs.gpr[5] = 0x777;
		EXPECT_EQ(0x777, run_load(0, MAGIC_SR(3), INSN_MTSR(3, 5),
					  INSN_MFSR(7, 3)));
		self->guest.regs.gpr[5] = VSID_PAGE;
		EXPECT_EQ(VSID_PAGE, run_load(0, MAGIC_SR(sr),
					      INSN_MTSR(sr, 5), INSN_NOP));
	}
}

/* What is followed sees what it has stored itself, with what follows it. */
TEST_F(mmu32, magic_segment_register_in_between)
{
	const unsigned int sr = EA_PAGE >> 28;

	map_magic(&self->guest);
	map(self->guest.vm, VSID_PAGE, EA_PAGE, 1);
	map(self->guest.vm, VSID_OTHER, EA_PAGE, 2);
	for (unsigned int i = 0; i < 8; i++) {
		self->guest.regs.gpr[5] = i & 1 ? VSID_OTHER : VSID_PAGE;
		self->guest.regs.gpr[6] = MAGIC_SR(sr);
		self->guest.regs.gpr[7] = MSR_32 | MSR_IR | MSR_DR;
		/* mtmsr, between the store and the load. */
		EXPECT_EQ(WORD + 1 + (i & 1),
			  run_load(0, EA_PAGE, INSN_STW(5, 6, 0),
				   INSN_X(31, 146, 7, 0, 0)));
	}
}

TEST_F(mmu32, magic_high_sprgs)
{
	struct kvm_regs regs;

	map_magic(&self->guest);
	self->guest.regs.gpr[6] = MAGIC(sprg4) + 4;
	for (unsigned int i = 0; i < 4; i++) {
		self->guest.regs.gpr[5] = 0x51510000 + i;
		EXPECT_EQ(0x51510000 + i,
			  run_load(0, MAGIC(sprg4) + 4 + 8 * i,
				   INSN_MTSPR(276 + i, 5), INSN_NOP));
		self->guest.regs.gpr[5] = 0x62620000 + i;
		EXPECT_EQ(0x62620000 + i,
			  run_load(0, MAGIC(sprg4) + 4 + 8 * i,
				   INSN_STW(5, 6, 8 * i),
				   INSN_MFSPR(7, 276 + i)));
		vcpu_get_regs(self->guest.vcpu, &regs);
		EXPECT_EQ(0x62620000 + i, regs.gpr[7]);
	}
	EXPECT_EQ(0, run_load(0, MAGIC(pir), INSN_NOP, INSN_NOP));
}

TEST_HARNESS_MAIN
