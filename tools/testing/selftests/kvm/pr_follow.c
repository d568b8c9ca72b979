// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions between privileged ones, which kvm-pr may execute itself: the
 * registers and the memory that they leave behind are those that the processor
 * leaves, whatever the operands.
 *
 * Each is executed three times with the same registers: by the test, by a
 * guest with nothing privileged around it, and by a guest in whose code it
 * stands among privileged instructions.
 */
#include <string.h>
#include <sys/mman.h>

#include "harness.h"
#include "insn.h"
#include "random.h"
#include "vm.h"

#define CODE		GUEST_FREE
#define DATA		(GUEST_FREE + GUEST_PAGE)
#define DATA_SIZE	0x100
#define ROUNDS		12

/* GPRs of the tested instructions; the others are the code's around them. */
#define R_FIRST		20
#define R_LAST		25
#define R_DATA		26		/* address of the data */
#define R_STATE		27		/* address of struct state */

#define MFMSR		INSN_X(31, 83, 28, 0, 0)

/* What an instruction reads and writes. */
struct state {
	uint64_t gpr[6];	/* R_FIRST to R_LAST */
	uint64_t cr;
	uint64_t xer;
	uint64_t lr;
	uint64_t ctr;
	uint64_t way;		/* 1 where the instruction branched */
};

#define OFFSET(member)	((int)offsetof(struct state, member))

/* Where instructions are executed, natively and by a guest. */
struct places {
	struct vm *vm;
	struct vcpu *vcpu;
	uint32_t *native;
	uint8_t *data;
	uint64_t random;
};

FIXTURE(follow) {
	struct places places;
};

FIXTURE_SETUP(follow)
{
	struct places *p = &self->places;

	p->vm = vm_create();
	ASSERT_TRUE(p->vm->pr);
	p->vcpu = vcpu_create(p->vm, 0);
	p->native = mmap(NULL, 0x10000, PROT_READ | PROT_WRITE | PROT_EXEC,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, p->native);
	p->data = (uint8_t *)p->native + 0x8000;
	p->random = 0x9e3779b97f4a7c15;
}

FIXTURE_TEARDOWN(follow)
{
	vm_free(self->places.vm);
}

#define MTCRF(rs)	(INSN_X(31, 144, rs, 0, 0) | 0xff000)
#define MFCR(rt)	INSN_X(31, 19, rt, 0, 0)
#define LD(rt, d)	INSN_D(58, rt, R_STATE, d)
#define STD(rs, d)	INSN_D(62, rs, R_STATE, d)

/*
 * Load the state, execute @insn (which, where it branches, does so over one
 * instruction), store the state; @around and after each is @between.
 */
static unsigned int put_code(uint32_t *code, uint32_t insn, uint32_t between,
			     uint32_t end)
{
	uint32_t *at = code;

	*at++ = LD(28, OFFSET(cr));
	*at++ = MTCRF(28);
	*at++ = LD(28, OFFSET(xer));
	*at++ = INSN_MTSPR(1, 28);
	*at++ = LD(28, OFFSET(lr));
	*at++ = INSN_MTSPR(8, 28);
	*at++ = LD(28, OFFSET(ctr));
	*at++ = INSN_MTSPR(9, 28);
	for (int i = 0; i < 6; i++)
		*at++ = LD(R_FIRST + i, OFFSET(gpr) + 8 * i);
	*at++ = INSN_LI(29, 1);
	*at++ = between;
	*at++ = insn;
	*at++ = INSN_LI(29, 0);
	*at++ = between;
	for (int i = 0; i < 6; i++)
		*at++ = STD(R_FIRST + i, OFFSET(gpr) + 8 * i);
	*at++ = STD(29, OFFSET(way));
	*at++ = MFCR(28);
	*at++ = STD(28, OFFSET(cr));
	*at++ = INSN_MFSPR(28, 1);
	*at++ = STD(28, OFFSET(xer));
	*at++ = INSN_MFSPR(28, 8);
	*at++ = STD(28, OFFSET(lr));
	*at++ = INSN_MFSPR(28, 9);
	*at++ = STD(28, OFFSET(ctr));
	*at++ = end;
	return at - code;
}

/* Where the instruction stands in the code. */
#define INSN_AT		16

static void run_native(uint32_t *code, struct state *state, uint8_t *data)
{
	register uint64_t r26 asm("r26") = (uint64_t)data;
	register uint64_t r27 asm("r27") = (uint64_t)state;
	register uint64_t r12 asm("r12") = (uint64_t)code;

	/* The code may change LR, and returns by r30. */
	asm volatile("mtctr	12\n\t"
		     "bl	1f\n"
		     "1:	mflr	30\n\t"
		     "addi	30, 30, 2f - 1b\n\t"
		     "bctr\n"
		     "2:"
		     : "+r"(r12) : "r"(r26), "r"(r27)
		     : "r20", "r21", "r22", "r23", "r24", "r25", "r28", "r29",
		       "r30", "lr", "ctr", "xer", "cr0", "cr1", "cr2", "cr3",
		       "cr4", "cr5", "cr6", "cr7", "memory");
}

/* Ends native code: back by r30, with CTR of no more use. */
static unsigned int put_native(uint32_t *code, uint32_t insn)
{
	unsigned int n = put_code(code, insn, INSN_NOP, INSN_MTSPR(9, 30));

	code[n++] = 0x4e800420;		/* bctr */
	__builtin___clear_cache((char *)code, (char *)(code + n));
	return n;
}

static void run_guest(struct vcpu *vcpu, uint32_t insn, uint32_t between,
		      bool sf, struct state *state, uint8_t *data)
{
	struct vm *vm = vcpu->vm;
	struct kvm_regs regs;

	put_code(vm_ptr(vm, CODE), insn, between, vm->hcall_insn);
	memcpy(vm_ptr(vm, DATA), data, DATA_SIZE);
	memcpy(vm_ptr(vm, DATA + 0x1000), state, sizeof(*state));
	vcpu_set_entry(vcpu, CODE, sf ? MSR_GUEST : MSR_GUEST & ~MSR_SF);
	vcpu_get_regs(vcpu, &regs);
	regs.gpr[3] = HC_SYNC;
	regs.gpr[R_DATA] = DATA + DATA_SIZE / 2;
	regs.gpr[R_STATE] = DATA + 0x1000;
	vcpu_set_regs(vcpu, &regs);
	vcpu_run_hcall(vcpu, HC_SYNC);
	memcpy(data, vm_ptr(vm, DATA), DATA_SIZE);
	memcpy(state, vm_ptr(vm, DATA + 0x1000), sizeof(*state));
}

static void random_state(uint64_t *random, struct state *state, uint8_t *data)
{
	static const uint64_t edges[] = {
		0, 1, ~0UL, 1UL << 31, 1UL << 63, 0x7fffffff, 0xffffffff,
		~0UL >> 1, 32, 64, 0xffffffff00000000,
	};

	for (unsigned int i = 0; i < 6; i++)
		state->gpr[i] = next_random(random) & 1 ? next_random(random) :
			edges[next_random(random) % ARRAY_SIZE(edges)];
	state->cr = (uint32_t)next_random(random);
	state->xer = next_random(random) & 0xe0000000;
	state->lr = next_random(random);
	state->ctr = next_random(random) & 1 ? next_random(random) :
					       next_random(random) % 3;
	state->way = 0;
	for (unsigned int i = 0; i < DATA_SIZE; i++)
		data[i] = next_random(random);
}

/* Words that name GPRs of the tests only, with random fields besides. */
struct form {
	const char *name;
	uint32_t insn;
	uint32_t random;	/* bits that may be anything */
	bool memory;		/* RA is R_DATA */
};

#define X(name, xo)	{ name, INSN_X(31, xo, 20, 21, 22), 1, false }
#define X1(name, xo)	{ name, INSN_X(31, xo, 20, 21, 0), 1, false }
#define D(name, op)	{ name, INSN_D(op, 20, 21, 0), 0xffff, false }
#define M(name, insn, random)	{ name, insn, random, true }

static const struct form forms[] = {
	D("addi", 14), D("addis", 15), D("mulli", 7),
	D("ori", 24), D("oris", 25), D("xori", 26), D("xoris", 27),
	D("andi.", 28), D("andis.", 29),
	{ "li", INSN_D(14, 23, 0, 0), 0xffff },
	{ "cmpi", INSN_D(11, 0, 21, 0), 0x03a0ffff },
	{ "cmpli", INSN_D(10, 0, 21, 0), 0x03a0ffff },
	{ "cmp", INSN_X(31, 0, 0, 21, 22), 0x03a00000 },
	{ "cmpl", INSN_X(31, 32, 0, 21, 22), 0x03a00000 },
	X("add", 266), X("subf", 40), X1("neg", 104), X("mullw", 235),
	X("mulld", 233), X("and", 28), X("andc", 60), X("or", 444),
	X("orc", 412), X("xor", 316), X("nor", 124), X("nand", 476),
	X("eqv", 284), X1("extsb", 954), X1("extsh", 922), X1("extsw", 986),
	X("slw", 24), X("srw", 536), X("sld", 27), X("srd", 539),
	X1("cntlzw", 26), X1("cntlzd", 58),
	X("addc", 10), X("adde", 138), X1("addze", 202), X1("addme", 234),
	X("subfc", 8), X("subfe", 136), X1("subfze", 200), X1("subfme", 232),
	D("addic", 12), D("addic.", 13), D("subfic", 8),
	X("sraw", 792), { "srawi", INSN_X(31, 824, 20, 21, 0), 0xf801 },
	X("srad", 794), { "sradi", INSN_X(31, 826, 20, 21, 0), 0xf803 },
	X("mulhd", 73), X("mulhdu", 9), X("mulhw", 75), X("mulhwu", 11),
	X("divw", 491), X("divwu", 459), X("divd", 489), X("divdu", 457),
	{ "popcntd", INSN_X(31, 506, 20, 21, 0) },
	/* Left to the processor, and yet the same. */
	X("addo", 266 + 512), { "popcntw", INSN_X(31, 378, 20, 21, 0) },
	{ "rlwinm", 0x56b40000, 0xffff }, { "rlwimi", 0x52b40000, 0xffff },
	{ "rlwnm", 0x5eb4b000, 0x07ff },
	{ "rldicl", 0x7ab40000, 0xffe3 }, { "rldicr", 0x7ab40004, 0xffe3 },
	{ "rldic", 0x7ab40008, 0xffe3 }, { "rldimi", 0x7ab4000c, 0xffe3 },
	{ "rldcl", 0x7ab4b010, 0x07e1 }, { "rldcr", 0x7ab4b012, 0x07e1 },
	{ "crand", 0x4c000202, 0x03fff800 }, { "cror", 0x4c000382, 0x03fff800 },
	{ "crxor", 0x4c000182, 0x03fff800 }, { "crnor", 0x4c000042, 0x03fff800 },
	{ "crandc", 0x4c000102, 0x03fff800 },
	{ "creqv", 0x4c000242, 0x03fff800 },
	{ "crorc", 0x4c000342, 0x03fff800 },
	{ "crnand", 0x4c0001c2, 0x03fff800 },
	{ "mcrf", 0x4c000000, 0x039c0000 },
	{ "mtcrf", 0x7e800120, 0x000ff000 },
	{ "mfcr", 0x7e800026, 0 },
	{ "mflr", 0x7e8802a6, 0 }, { "mfctr", 0x7e8902a6, 0 },
	{ "mtlr", 0x7e8803a6, 0 }, { "mtctr", 0x7e8903a6, 0 },
	{ "mfxer", 0x7e8102a6, 0 }, { "mtxer", 0x7e8103a6, 0 },
	{ "bc", 0x40000008, 0x03ff0000 }, { "b", 0x48000008, 0 },
	{ "isync", 0x4c00012c, 0 }, { "sync", 0x7c0004ac, 0 },
	{ "lwsync", 0x7c2004ac, 0 }, { "eieio", 0x7c0006ac, 0 },
	M("lbz", INSN_D(34, 20, R_DATA, 0), 0x3f),
	M("lhz", INSN_D(40, 20, R_DATA, 0), 0x3f),
	M("lha", INSN_D(42, 20, R_DATA, 0), 0x3f),
	M("lwz", INSN_D(32, 20, R_DATA, 0), 0x3f),
	M("ld", INSN_D(58, 20, R_DATA, 0), 0x3c),
	M("lwa", INSN_D(58, 20, R_DATA, 2), 0x3c),
	M("stb", INSN_D(38, 21, R_DATA, 0), 0x3f),
	M("sth", INSN_D(44, 21, R_DATA, 0), 0x3f),
	M("stw", INSN_D(36, 21, R_DATA, 0), 0x3f),
	M("std", INSN_D(62, 21, R_DATA, 0), 0x3c),
	M("lbz, negative", INSN_D(34, 20, R_DATA, 0xffc0), 0x3f),
	M("std, negative", INSN_D(62, 20, R_DATA, 0xffc0), 0x3c),
};

static bool same(const struct state *a, const struct state *b,
		 const uint8_t *data_a, const uint8_t *data_b)
{
	return !memcmp(a, b, sizeof(*a)) && !memcmp(data_a, data_b, DATA_SIZE);
}

static void show(const char *what, const struct state *s)
{
	printf("# %s: r20 %#lx r21 %#lx r22 %#lx r23 %#lx cr %#lx xer %#lx lr %#lx ctr %#lx way %lu\n",
	       what, s->gpr[0], s->gpr[1], s->gpr[2], s->gpr[3], s->cr, s->xer,
	       s->lr, s->ctr, s->way);
}

static void check_form(struct __test_metadata *_metadata, struct places *p,
		       const struct form *form, bool sf)
{
	uint32_t insn = form->insn |
			(next_random(&p->random) & form->random);
	struct state before, want, alone, among;
	uint8_t old[DATA_SIZE], data[DATA_SIZE];

	random_state(&p->random, &before, old);
	alone = before;
	memcpy(data, old, DATA_SIZE);
	run_guest(p->vcpu, insn, INSN_NOP, sf, &alone, data);

	if (sf) {
		want = before;
		memcpy(p->data, old, DATA_SIZE);
		put_native(p->native, insn);
		run_native(p->native, &want,
			   p->data + DATA_SIZE / 2);
		/* Branches that link tell where they are. */
		if (want.lr == (uint64_t)(p->native + INSN_AT + 1))
			want.lr = CODE + 4 * (INSN_AT + 1);
		EXPECT_TRUE(same(&want, &alone, p->data, data)) {
			TH_LOG("%s %08x, natively", form->name, insn);
			show("before", &before);
			show("want", &want);
			show("got", &alone);
		}
	}
	among = before;
	run_guest(p->vcpu, insn, MFMSR, sf, &among, old);
	EXPECT_TRUE(same(&alone, &among, data, old)) {
		TH_LOG("%s %08x, sf %d", form->name, insn, sf);
		show("before", &before);
		show("want", &alone);
		show("got", &among);
	}
}

TEST_F(follow, same_as_the_processor)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(forms); i++)
		for (unsigned int round = 0; round < ROUNDS; round++)
			check_form(_metadata, &self->places, &forms[i], true);
}

TEST_F(follow, same_in_32_bit_mode)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(forms); i++)
		for (unsigned int round = 0; round < ROUNDS; round++)
			check_form(_metadata, &self->places, &forms[i], false);
}

/* What is written among privileged instructions is read elsewhere, and back. */
TEST_F(follow, sprs_of_problem_state)
{
	static const struct {
		unsigned int spr;
		uint64_t kept;
	} sprs[] = {
		{ 256, 0xffffffff },	/* VRSAVE */
		{ 804, ~0UL },		/* EBBHR */
		{ 805, ~0UL },		/* EBBRR */
		{ 815, ~0UL },		/* TAR */
	};
	struct vcpu *vcpu = self->places.vcpu;
	uint8_t data[DATA_SIZE] = {};

	for (unsigned int i = 0; i < 2 * ARRAY_SIZE(sprs); i++) {
		unsigned int spr = sprs[i / 2].spr;
		uint32_t writer = i & 1 ? MFMSR : INSN_NOP;
		uint32_t reader = i & 1 ? INSN_NOP : MFMSR;
		uint64_t val = 0x123456789abcdef0 + 4 * i;
		struct state state = { .gpr = { val } };

		run_guest(vcpu, INSN_MTSPR(spr, R_FIRST), writer, true, &state,
			  data);
		run_guest(vcpu, INSN_MFSPR(R_FIRST + 1, spr), reader, true,
			  &state, data);
		EXPECT_EQ(0, (val ^ state.gpr[1]) & sprs[i / 2].kept) {
			TH_LOG("SPR %u, %u", spr, i);
		}
	}
}

/* The time base that is read among privileged instructions is the same one. */
TEST_F(follow, time_base)
{
	static const uint32_t reads[] = {
		INSN_X(31, 371, R_FIRST, 12, 8), INSN_MFSPR(R_FIRST, 268),
	};
	struct vcpu *vcpu = self->places.vcpu;
	uint8_t data[DATA_SIZE] = {};
	struct state state = {};
	uint64_t last = 0;

	for (unsigned int i = 0; i < 16; i++) {
		run_guest(vcpu, reads[i & 1], i & 2 ? MFMSR : INSN_NOP, true,
			  &state, data);
		EXPECT_LT(last, state.gpr[0]) {
			TH_LOG("read %u", i);
		}
		last = state.gpr[0];
	}
	EXPECT_GE(__builtin_ppc_get_timebase(), last);
}

/*
 * Loops that displace what is in a cache: all that is loaded but for the last
 * round is forgotten, and still each address has to be one that may be.
 */
#define LINE		0x400
#define SECOND		0x88

static void start_loop(struct vcpu *vcpu, uint64_t from, unsigned int rounds)
{
	struct vm *vm = vcpu->vm;
	const uint32_t code[] = {
		INSN_LI(28, rounds), INSN_MTSPR(9, 28), MFMSR,
		INSN_D(58, 20, R_DATA, 0), INSN_D(58, 21, R_DATA, SECOND),
		INSN_D(14, R_DATA, R_DATA, LINE),
		INSN_D(16, 16, 0, 4 * -3),	/* bdnz */
		MFMSR, vm->hcall_insn,
	};
	struct kvm_regs regs;

	memcpy(vm_ptr(vm, CODE), code, sizeof(code));
	vcpu_set_entry(vcpu, CODE, MSR_GUEST);
	vcpu_get_regs(vcpu, &regs);
	regs.gpr[3] = HC_SYNC;
	regs.gpr[R_DATA] = from;
	vcpu_set_regs(vcpu, &regs);
}

TEST_F(follow, idle_loop)
{
	struct vcpu *vcpu = self->places.vcpu;
	struct vm *vm = self->places.vm;
	struct kvm_regs regs;

	for (unsigned int rounds = 1; rounds <= 64; rounds++) {
		uint64_t last = DATA + (rounds - 1) * LINE;

		*(uint64_t *)vm_ptr(vm, last) = 0x1111 * rounds;
		*(uint64_t *)vm_ptr(vm, last + SECOND) = 0x2222 * rounds;
		start_loop(vcpu, DATA, rounds);
		vcpu_run_hcall(vcpu, HC_SYNC);
		vcpu_get_regs(vcpu, &regs);
		ASSERT_EQ(0x1111 * rounds, regs.gpr[20]);
		ASSERT_EQ(0x2222 * rounds, regs.gpr[21]);
		ASSERT_EQ(last + LINE, regs.gpr[R_DATA]);
		ASSERT_EQ(0, regs.ctr);
	}
}

/* From memory into what is none: each load there is userspace's. */
TEST_F(follow, idle_loop_into_device)
{
	struct vcpu *vcpu = self->places.vcpu;
	struct kvm_run *run = vcpu->run;
	struct kvm_regs regs;

	for (unsigned int i = 0; i < 3; i++) {
		start_loop(vcpu, GUEST_RAM - 2 * LINE, 4);
		for (unsigned int n = 0; n < 4; n++) {
			vcpu_run_to(vcpu, KVM_EXIT_MMIO);
			ASSERT_FALSE(run->mmio.is_write);
			ASSERT_EQ(GUEST_RAM + n / 2 * LINE + n % 2 * SECOND,
				  run->mmio.phys_addr);
			memset(run->mmio.data, 0x30 + n, 8);
		}
		vcpu_run_hcall(vcpu, HC_SYNC);
		vcpu_get_regs(vcpu, &regs);
		EXPECT_EQ(0x3232323232323232, regs.gpr[20]);
		EXPECT_EQ(0x3333333333333333, regs.gpr[21]);
		EXPECT_EQ(GUEST_RAM + 2 * LINE, regs.gpr[R_DATA]);
	}
}

/* Nothing but privileged instructions, for a long way. */
TEST_F(follow, privileged_for_long)
{
	struct vcpu *vcpu = self->places.vcpu;
	struct vm *vm = self->places.vm;
	const unsigned int nr = 100000;
	uint32_t *code = vm_ptr(vm, CODE);
	struct kvm_regs regs;

	for (unsigned int i = 0; i < nr; i++)
		code[i] = INSN_X(31, 178, 28, 0, 0);	/* mtmsrd */
	code[nr] = vm->hcall_insn;
	vcpu_set_entry(vcpu, CODE, MSR_GUEST);
	vcpu_get_regs(vcpu, &regs);
	regs.gpr[3] = HC_SYNC;
	regs.gpr[28] = MSR_GUEST;
	vcpu_set_regs(vcpu, &regs);
	vcpu_run_hcall(vcpu, HC_SYNC);
	vcpu_get_regs(vcpu, &regs);
	/* The instruction after the hypercall. */
	EXPECT_EQ(CODE + 4 * (nr + 1), regs.pc);
}

TEST_HARNESS_MAIN
