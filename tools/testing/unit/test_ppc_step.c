// SPDX-License-Identifier: GPL-2.0
/*
 * Simple instructions, one at a time. Words and results are worked out by hand;
 * that the processor does the same is for a test on the machine.
 */
#include <string.h>

#include <linux/kernel.h>

#include <kvm/ppc_step.h>

#include "tap.h"

#define NIP	0x100001000UL
#define NIP_32	0x1000UL
#define DATA	0x1000UL
#define GAP	4

static struct ppc_steps steps;
static struct ppc_step_op ops[PPC_STEP_OPS];
static u32 code[0x1000 / 4];
static u8 data[0x1000] __attribute__((aligned(8)));
static u64 kept[PPC_NR_KEPT];

/* One instruction, where nothing can be loaded or stored. */
static enum ppc_step step(struct pt_regs *regs, u32 inst, bool sf)
{
	unsigned int i;

	memset(&steps, 0, sizeof(steps));
	ppc_steps_init(&steps, regs, ops);
	ppc_steps_set_swap(&steps, false);
	for (i = 0; i < PPC_NR_KEPT; i++)
		steps.kept[i] = &kept[i];
	steps.mask = sf ? ~0ULL : ~0U;
	steps.gap = GAP;
	steps.left = 1;
	*ppc_steps_code(&steps, regs->nip) = (struct ppc_window) {
		.ea = regs->nip, .mask = ~0xfffULL, .memory = (u8 *)code,
	};
	code[0] = inst;
	return ppc_step_run(&steps);
}

static void open_data(bool writable)
{
	*ppc_steps_window(&steps, DATA) = (struct ppc_window) {
		.ea = DATA, .mask = ~0xfffULL, .memory = data,
		.writable = writable,
	};
}

/* r20 op r21, r22 as a rule; which register is looked at is in @reg. */
static const struct step_case {
	const char *what;
	u32 inst;
	unsigned long a, b;	/* r21, r22 */
	unsigned int reg;
	unsigned long want;
} cases[] = {
	{ "addi 20,21,-1", 0x3a95ffff, 5, 0, 20, 4 },
	{ "addis 20,21,1", 0x3e950001, 5, 0, 20, 0x10005 },
	{ "li 20,-2", 0x3a80fffe, 0, 0, 20, ~1UL },
	{ "add 20,21,22", 0x7e95b214, 3, ~0UL, 20, 2 },
	{ "subf 20,21,22", 0x7e95b050, 3, 1, 20, ~1UL },
	{ "neg 20,21", 0x7e9500d0, 1, 0, 20, ~0UL },
	{ "mulli 20,21,-3", 0x1e95fffd, 7, 0, 20, -21UL },
	{ "mullw 20,21,22", 0x7e95b1d6, 0x1ffffffff, 3, 20, -3UL },
	{ "or 20,21,22", 0x7eb4b378, 0xf0, 0x0f, 20, 0xff },
	{ "nop", 0x60000000, 7, 0, 21, 7 },
	{ "dcbt 0,22", 0x7c00b22c, 7, 8, 21, 7 },
	{ "ori 31,31,0", 0x63ff0000, 7, 0, 21, 7 },
	{ "nor 20,21,22", 0x7eb4b0f8, 0xf0, 0x0f, 20, ~0xffUL },
	{ "andc 20,21,22", 0x7eb4b078, 0xff, 0x0f, 20, 0xf0 },
	{ "extsb 20,21", 0x7eb40774, 0x180, 0, 20, -128UL },
	{ "extsw 20,21", 0x7eb407b4, 0x180000000, 0, 20, -0x80000000UL },
	{ "cntlzw 20,21", 0x7eb40034, 0x100000001, 0, 20, 31 },
	{ "cntlzd 20,21", 0x7eb40074, 0, 0, 20, 64 },
	{ "slw 20,21,22", 0x7eb4b030, 0x80000001, 32, 20, 0 },
	{ "sld 20,21,22", 0x7eb4b036, 1, 63, 20, 1UL << 63 },
	{ "srd 20,21,22", 0x7eb4b436, 1UL << 63, 64, 20, 0 },
	{ "rlwinm 20,21,8,24,31", 0x56b4463e, 0xab000000, 0, 20, 0xab },
	{ "rlwinm 20,21,0,31,0", 0x56b407c0, 0x80000001, 0, 20,
	  0x8000000180000001 },
	{ "rlwimi 20,21,0,16,31", 0x52b4043e, 0x12345678, 0, 20,
	  0xdddddddddddd5678 },
	{ "rldicl 20,21,4,60", 0x7ab42720, 0xa000000000000000, 0, 20, 0xa },
	{ "rldicl 20,21,0,32", 0x7ab40020, ~0UL, 0, 20, 0xffffffff },
	{ "rldicr 20,21,32,31", 0x7ab407c6, 0x12345678, 0, 20,
	  0x1234567800000000 },
	{ "rldimi 20,21,32,0", 0x7ab4000e, 0x12345678, 0, 20,
	  0x12345678dddddddd },
	{ "mfcr 20", 0x7e800026, 0, 0, 20, 0x12345678 },
	{ "mflr 20", 0x7e8802a6, 0, 0, 20, 0x1111 },
	{ "mfctr 20", 0x7e8902a6, 0, 0, 20, 2 },
	{ "a trap that is not taken", 0x0e150005, 6, 0, 21, 6 },
	{ "mulhw 20,21,22", 0x7e95b096, 0x180000000, 4, 20, 0xfffffffe },
	{ "mulhwu 20,21,22", 0x7e95b016, 0x180000000, 4, 20, 2 },
	{ "mulhd 20,21,22", 0x7e95b092, 1UL << 63, 4, 20, -2UL },
	{ "mulhdu 20,21,22", 0x7e95b012, 1UL << 63, 4, 20, 2 },
	{ "divw 20,21,22", 0x7e95b3d6, 0x1fffffff9, 2, 20, 0xfffffffd },
	{ "divwu 20,21,22", 0x7e95b396, 0x1fffffff9, 2, 20, 0x7ffffffc },
	{ "divd 20,21,22", 0x7e95b3d2, -7UL, 2, 20, -3UL },
	{ "divdu 20,21,22", 0x7e95b392, -7UL, 2, 20, 0x7ffffffffffffffc },
	{ "popcntd 20,21", 0x7eb403f4, 0x8000000000000101, 0, 20, 3 },
};

static struct pt_regs fresh(unsigned long a, unsigned long b)
{
	struct pt_regs regs = { .nip = NIP };

	memset(regs.gpr, 0xdd, sizeof(regs.gpr));
	regs.gpr[21] = a;
	regs.gpr[22] = b;
	regs.ccr = 0x12345678;
	regs.link = 0x1111;
	regs.ctr = 2;
	return regs;
}

static void test_results(void)
{
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct step_case *c = &cases[i];
		struct pt_regs before = fresh(c->a, c->b), regs = before;
		bool done, others = true;

		done = step(&regs, c->inst, true) == PPC_STEP_FAR;
		for (n = 0; n < 32; n++)
			others &= n == c->reg || regs.gpr[n] == before.gpr[n];
		tap_is(regs.gpr[c->reg], c->want, c->what);
		tap_ok(done && others && regs.nip == NIP + 4 &&
		       regs.ccr == before.ccr && regs.xer == 0,
		       "%s, and nothing else", c->what);
	}
}

#define CA	0x20000000UL
#define CA32	0x00040000UL

/* r20 op r21, r22, and what is in XER before and after. */
static const struct carry_case {
	const char *what;
	u32 inst;
	unsigned long a, b;
	unsigned long xer;
	unsigned long want;
	unsigned long want_xer;
	bool in_32;		/* MSR[SF] is 0 */
} carries[] = {
	{ "addc 20,21,22", 0x7e95b014, ~0UL, 1, 0, 0, CA | CA32 },
	{ "addc of words", 0x7e95b014, ~0U, 1, CA, 1UL << 32, CA32 },
	{ "addc, 32-bit mode", 0x7e95b014, ~0U, 1, 0, 1UL << 32, CA | CA32, true },
	{ "addc of halves", 0x7e95b014, 1UL << 63, 1UL << 63, CA32, 0, CA },
	{ "adde 20,21,22", 0x7e95b114, ~0UL, 0, CA, 0, CA | CA32 },
	{ "adde without", 0x7e95b114, ~0UL, 0, 0, ~0UL, 0 },
	{ "addze 20,21", 0x7e950194, 5, 0, CA, 6, 0 },
	{ "addme 20,21", 0x7e9501d4, 5, 0, 0, 4, CA | CA32 },
	{ "addme of nothing", 0x7e9501d4, 0, 0, 0, ~0UL, 0 },
	{ "addic 20,21,-1", 0x3295ffff, 1, 0, 0, 0, CA | CA32 },
	{ "subfc 20,21,22", 0x7e95b010, 3, 5, 0, 2, CA | CA32 },
	{ "subfc of less", 0x7e95b010, 5, 3, CA, -2UL, 0 },
	{ "subfe 20,21,22", 0x7e95b110, 3, 5, 0, 1, CA | CA32 },
	{ "subfze 20,21", 0x7e950190, 0, 0, CA, 0, CA | CA32 },
	{ "subfme 20,21", 0x7e9501d0, 5, 0, CA, -6UL, CA | CA32 },
	{ "subfic 20,21,1", 0x22950001, 2, 0, CA, -1UL, 0 },
	{ "sraw 20,21,22", 0x7eb4b630, 0x80000001, 1, 0,
	  0xffffffffc0000000, CA | CA32 },
	{ "sraw of more", 0x7eb4b630, 0x80000000, 33, 0, ~0UL, CA | CA32 },
	{ "sraw of what is not negative", 0x7eb4b630, 0x7fffffff, 63, CA, 0, 0 },
	{ "srawi 20,21,4", 0x7eb42670, 0xfffffff0, 0, CA, ~0UL, 0 },
	{ "srad 20,21,22", 0x7eb4b634, 1UL << 63, 64, 0, ~0UL, CA | CA32 },
	{ "srad of nothing", 0x7eb4b634, -5UL, 128, CA, -5UL, 0 },
	{ "sradi 20,21,36", 0x7eb42676, 0xf000000800000000, 0, 0,
	  0xffffffffff000000, CA | CA32 },
};

static unsigned long cr_after(u32 inst, unsigned long a, unsigned long b,
			      bool sf)
{
	struct pt_regs regs = fresh(a, b);

	if (!sf)
		regs.nip = NIP_32;
	regs.xer = 0x80000000;
	step(&regs, inst, sf);
	return regs.ccr;
}

static unsigned long xer_after(u32 inst, unsigned long a)
{
	struct pt_regs regs = fresh(a, 0);

	step(&regs, inst, true);
	return regs.xer;
}

static void test_carry(void)
{
	unsigned int i, new;

	for (i = 0; i < 2 * ARRAY_SIZE(carries); i++) {
		const struct carry_case *c = &carries[i / 2];
		struct pt_regs regs = fresh(c->a, c->b);
		unsigned long kept = i & 1 ? 0 : CA32;

		new = i & 1;
		if (c->in_32)
			regs.nip = NIP_32;
		step(&regs, 0x60000000, !c->in_32);
		regs.nip -= 4;
		regs.xer = c->xer | 0x80000000;
		code[0] = c->inst;
		steps.left = 1;
		steps.has_ca32 = new;
		ppc_step_run(&steps);
		tap_is(regs.gpr[20], c->want, c->what);
		tap_is(regs.xer, 0x80000000 | (c->want_xer & ~kept) |
				 (c->xer & kept),
		       new ? "CA, CA32" : "CA, and CA32 as it was");
	}
	tap_is(xer_after(0x7ea103a6, 0xa0000012), 0xa0000012, "mtxer 21");
	tap_is(cr_after(0x3695ffff, 1, 0, true), 0x32345678, "addic. 20,21,-1");
	tap_is(cr_after(0x7eb42671, 1UL << 63, 0, true), 0x32345678,
	       "srawi. 20,21,4");
}

static void test_cr(void)
{
	tap_is(cr_after(0x7c15b000, 1, ~0UL, true), 0x52345678, "cmpw 21,22");
	tap_is(cr_after(0x7e35b040, 1, ~0UL, true), 0x12349678,
	       "cmpld cr4,21,22");
	tap_is(cr_after(0x7c35b000, 1UL << 32, 0, true), 0x52345678,
	       "cmpd 21,22");
	tap_is(cr_after(0x7c15b000, 1UL << 32, 0, true), 0x32345678,
	       "cmpw sees a word");
	tap_is(cr_after(0x7e95b215, 0x7fffffff, 1, true), 0x52345678,
	       "add. of 64 bits");
	tap_is(cr_after(0x7e95b215, 0x7fffffff, 1, false), 0x92345678,
	       "add. in 32-bit mode");
	tap_is(cr_after(0x72b40000, 5, 0, true), 0x32345678, "andi. of nothing");
	tap_is(cr_after(0x4c000382, 0, 0, true), 0x12345678, "cror 0,0,0");
	tap_is(cr_after(0x4c000242, 0, 0, true), 0x92345678, "creqv 0,0,0");
	tap_is(cr_after(0x7e880120, 0, 0, true), 0xd2345678,
	       "mtcrf 0x80,20 takes one field of r20");
	tap_is(cr_after(0x4c1c0000, 0, 0, true), 0x82345678, "mcrf 0,7");
}

static const struct branch_case {
	const char *what;
	u32 inst;
	bool sf;
	unsigned long nip, ctr;
	bool link;
} branches[] = {
	{ "b .+8", 0x48000008, true, NIP + 8, 2 },
	{ "bl .-4", 0x4bfffffd, true, NIP - 4, 2, true },
	{ "ba 0x100", 0x48000102, true, 0x100, 2 },
	{ "b in 32-bit mode", 0x4bffe000, false, 0xfffff000, 2 },
	{ "bdnz .+16", 0x42000010, true, NIP + 16, 1 },
	{ "bdz .+16", 0x42400010, true, NIP + 4, 1 },
	{ "beq .+16", 0x41820010, true, NIP + 4, 2 },
	{ "bne .+16", 0x40820010, true, NIP + 16, 2 },
	{ "bso .-16", 0x4183fff0, true, NIP - 16, 2 },
	{ "blr", 0x4e800020, true, 0x1110, 2 },
	{ "blrl", 0x4e800021, true, 0x1110, 2, true },
	{ "bctr", 0x4e800420, true, 0, 2 },
};

static void test_branches(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(branches); i++) {
		const struct branch_case *c = &branches[i];
		struct pt_regs regs = fresh(0, 0);

		if (!c->sf)
			regs.nip = NIP_32;
		step(&regs, c->inst, c->sf);
		tap_is(regs.nip, c->nip, c->what);
		tap_ok(regs.ctr == c->ctr &&
		       regs.link == (c->link ? NIP + 4 : 0x1111),
		       "%s: CTR and LR", c->what);
	}
}

/* r20 is loaded or stored, by way of r21 and r22. */
static const struct access_case {
	const char *what;
	u32 inst;
	unsigned int offset;	/* in data */
	unsigned int size;
	bool store;
	unsigned long loaded;	/* of bytes 0x81, 0x82, ... 0x88 */
	bool update;
	bool without_r21;
} accesses[] = {
	{ "lbz 20,1(21)", 0x8a950001, 1, 1, false, 0x81 },
	{ "lhz 20,2(21)", 0xa2950002, 2, 2, false, 0x8281 },
	{ "lha 20,2(21)", 0xaa950002, 2, 2, false, -0x7d7fUL },
	{ "lwz 20,4(21)", 0x82950004, 4, 4, false, 0x84838281 },
	{ "lwzu 20,4(21)", 0x86950004, 4, 4, false, 0x84838281, true },
	{ "ld 20,8(21)", 0xea950008, 8, 8, false, 0x8887868584838281 },
	{ "lwa 20,8(21)", 0xea95000a, 8, 4, false, 0xffffffff84838281 },
	{ "ldx 20,21,22", 0x7e95b02a, 0x20, 8, false, 0x8887868584838281 },
	{ "lwax 20,21,22", 0x7e95b2aa, 0x20, 4, false, 0xffffffff84838281 },
	{ "lbzx 20,0,22", 0x7e80b0ae, 0, 1, false, 0x81, false, true },
	{ "lwz 20,0x1004(0)", 0x82801004, 4, 4, false, 0x84838281 },
	{ "stb 20,3(21)", 0x9a950003, 3, 1, true },
	{ "sth 20,0(21)", 0xb2950000, 0, 2, true },
	{ "stwx 20,21,22", 0x7e95b12e, 0x20, 4, true },
	{ "stdu 20,16(21)", 0xfa950011, 16, 8, true, 0, true },
	{ "stbx 20,21,22", 0x7e95b1ae, 0x20, 1, true },
};

static void prepare(struct pt_regs *regs, const struct access_case *c)
{
	unsigned int i;

	*regs = fresh(DATA, c->without_r21 ? DATA : 0x20);
	regs->gpr[20] = 0x1827364554637281;
	memset(data, 0xee, sizeof(data));
	for (i = 0; i < 8 && !c->store; i++)
		data[c->offset + i] = 0x81 + i;
}

/* As the guest has it in memory, r20 of prepare(). */
static bool is_stored(const struct access_case *c, bool swap)
{
	unsigned long val = 0x1827364554637281;
	unsigned int i, at;

	for (i = 0; i < sizeof(data); i++) {
		u8 want = 0xee;

		at = i - c->offset;
		if (at < c->size)
			want = val >> 8 * (swap ? c->size - 1 - at : at);
		if (data[i] != want)
			return false;
	}
	return true;
}

static void test_access(const struct access_case *c)
{
	struct pt_regs regs, before;

	prepare(&regs, c);
	before = regs;
	tap_ok(step(&regs, c->inst, true) == PPC_STEP_NO_DATA &&
	       steps.ea == DATA + c->offset && steps.store == c->store &&
	       !memcmp(&regs, &before, sizeof(regs)), "%s asks", c->what);

	/* Once it is there it goes on at the same instruction. */
	open_data(c->store);
	tap_ok(ppc_step_run(&steps) == PPC_STEP_FAR &&
	       regs.nip == NIP + 4, "%s", c->what);
	if (c->update)
		before.gpr[21] = DATA + c->offset;
	if (!c->store)
		before.gpr[20] = c->loaded;
	before.nip += 4;
	tap_ok(!memcmp(&regs, &before, sizeof(regs)), "%s: registers", c->what);
	if (c->store)
		tap_ok(is_stored(c, false), "%s: memory", c->what);
}

static void test_store_decoded(const struct access_case *c)
{
	struct ppc_step_store store;
	struct pt_regs regs;
	bool is;

	prepare(&regs, c);
	is = ppc_step_store(&regs, ~0ULL, c->inst, &store);
	tap_ok(is == c->store, "%s: is it a store?", c->what);
	if (!is)
		return;
	tap_ok(store.ea == DATA + c->offset && store.size == c->size &&
	       store.val == regs.gpr[20], "%s: what it stores", c->what);
	ppc_step_stored(&regs, ~0ULL, &store);
	tap_ok(regs.nip == NIP + 4 &&
	       regs.gpr[21] == DATA + (c->update ? c->offset : 0),
	       "%s: what it leaves", c->what);
}

static void test_accesses(void)
{
	const struct access_case *c;
	struct pt_regs regs;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(accesses); i++) {
		test_access(&accesses[i]);
		test_store_decoded(&accesses[i]);
	}

	/* A page that may be loaded from, and not stored to. */
	c = &accesses[11];
	prepare(&regs, c);
	step(&regs, c->inst, true);
	open_data(false);
	tap_ok(ppc_step_run(&steps) == PPC_STEP_NO_DATA && steps.store &&
	       data[c->offset] == 0xee, "a store where it may not");

	regs.gpr[21] = 0xffffffff00001000;
	regs.nip = NIP_32;
	tap_ok(step(&regs, 0x82950004, false) == PPC_STEP_NO_DATA &&
	       steps.ea == 0x1004, "an address of 32 bits");
}

/* What is not aligned is no other, but where it ends in another window. */
static void test_unaligned(void)
{
	static const struct access_case load = { .offset = 2 };
	static const struct access_case store = {
		.offset = 0x22, .size = 4, .store = true,
	};
	struct pt_regs regs;

	prepare(&regs, &load);
	step(&regs, 0x86950002, true);		/* lwzu 20,2(21) */
	open_data(false);
	tap_ok(ppc_step_run(&steps) == PPC_STEP_UNALIGNED && regs.nip == NIP,
	       "lwzu 20,2(21) is not aligned");
	tap_ok(ppc_step_unaligned(&steps) && regs.nip == NIP + 4 &&
	       regs.gpr[20] == 0x84838281 && regs.gpr[21] == DATA + 2,
	       "and done all the same");
	prepare(&regs, &load);
	step(&regs, 0xea950006, true);		/* lwa 20,4(21) */
	regs.gpr[21] -= 2;
	open_data(false);
	tap_ok(ppc_step_run(&steps) == PPC_STEP_UNALIGNED &&
	       ppc_step_unaligned(&steps) &&
	       regs.gpr[20] == 0xffffffff84838281, "lwa 20,4(21)");
	prepare(&regs, &store);
	step(&regs, 0x92950022, true);		/* stw 20,0x22(21) */
	open_data(true);
	tap_ok(ppc_step_run(&steps) == PPC_STEP_UNALIGNED &&
	       ppc_step_unaligned(&steps) && is_stored(&store, false),
	       "stw 20,0x22(21)");
	prepare(&regs, &store);
	step(&regs, 0x92950ffe, true);		/* stw 20,0xffe(21) */
	open_data(true);
	tap_ok(ppc_step_run(&steps) == PPC_STEP_UNALIGNED &&
	       !ppc_step_unaligned(&steps) && regs.nip == NIP &&
	       data[0xffe] == 0xee, "stw 20,0xffe(21) is in two windows");
}

/* Code and data of the other byte order. */
static void test_swap(void)
{
	const struct access_case *load = &accesses[5], *store = &accesses[14];
	struct pt_regs regs;

	prepare(&regs, load);
	step(&regs, load->inst, true);
	open_data(false);
	code[0] = __builtin_bswap32(code[0]);
	ppc_steps_set_swap(&steps, true);
	tap_ok(ppc_step_run(&steps) == PPC_STEP_FAR &&
	       regs.gpr[20] == 0x8182838485868788, "swapped: %s", load->what);

	prepare(&regs, store);
	step(&regs, store->inst, true);
	open_data(true);
	code[0] = __builtin_bswap32(code[0]);
	ppc_steps_set_swap(&steps, true);
	tap_ok(ppc_step_run(&steps) == PPC_STEP_FAR && is_stored(store, true),
	       "swapped: %s", store->what);
	prepare(&regs, store);
	code[0] = __builtin_bswap32(0x44000002);
	steps.left = 1;
	tap_ok(ppc_step_run(&steps) == PPC_STEP_UNKNOWN &&
	       steps.inst == 0x44000002, "swapped: the instruction is a number");
}

/* What was decoded is forgotten where something else stands there. */
static void test_rewritten(void)
{
	struct pt_regs regs = fresh(5, 0);

	step(&regs, 0x3a950001, true);		/* addi 20,21,1 */
	tap_is(regs.gpr[20], 6, "an instruction");
	regs.nip = NIP;
	steps.left = 1;
	code[0] = 0x3a95ffff;
	ppc_step_run(&steps);
	tap_is(regs.gpr[20], 4, "another in its place");
}

static void test_kept(void)
{
	struct pt_regs regs = fresh(0, 0);

	step(&regs, 0x7e9a02a6, true);		/* mfspr 20,SRR0 */
	steps.keeps = true;
	steps.total = 100;
	kept[PPC_KEPT_SRR0] = 0x1234;
	tap_is(ppc_step_run(&steps), PPC_STEP_UNKNOWN, "mfspr 20,26");
	tap_is(regs.gpr[20], 0x1234, "has it");
	tap_ok(steps.left == GAP && steps.total == 100 - GAP &&
	       steps.from == NIP + 4, "and more of it may be near");
	code[0] = 0x7e9143a6;			/* mtspr SPRG1,20 */
	regs.nip = NIP;
	ppc_steps_in_vain(&steps);
	tap_is(ppc_step_run(&steps), PPC_STEP_ALONE, "mtspr 273,20, where it is not");
	tap_is(kept[PPC_KEPT_SPRG1], 0x1234, "is done all the same");
	tap_is(regs.nip, NIP + 4, "and nip is after it");
	*ppc_steps_lonely(&steps, NIP + 4) = 0;
	steps.total = 0;
	steps.left = 1;
	regs.nip = NIP;
	tap_is(ppc_step_run(&steps), PPC_STEP_FAR, "it comes to an end");
}

/* The end of a loop does not say that nothing is near in it. */
static void test_lonely(void)
{
	unsigned int i;

	memset(&steps, 0, sizeof(steps));
	steps.from = NIP;
	ppc_steps_in_vain(&steps);
	tap_ok(ppc_steps_is_lonely(&steps, NIP) &&
	       !ppc_steps_is_lonely(&steps, NIP + 4 * PPC_STEP_LONELY),
	       "a place that is lonely");
	for (i = 0; i < 10; i++)
		ppc_steps_near(&steps, NIP + 4 + i % PPC_STEP_PASSED * 4);
	ppc_steps_in_vain(&steps);
	tap_ok(!ppc_steps_is_lonely(&steps, steps.from), "one in a loop is not");
	ppc_steps_near(&steps, NIP + 0x100);
	ppc_steps_in_vain(&steps);
	tap_ok(ppc_steps_is_lonely(&steps, NIP + 0x100), "but one after it");
}

/* What stands for dcbz of 32 bytes, where the guest has that. */
static void test_dcbz32(void)
{
	u32 inst = (u32)PPC_STEP_DCBZ32 << 26 | 21 << 16 | 22 << 11;
	struct pt_regs regs = fresh(DATA, 0x5f);
	unsigned int i, zeroes = 0;

	memset(data, 0xee, sizeof(data));
	tap_ok(step(&regs, inst, true) == PPC_STEP_UNKNOWN, "without dcbz32");
	steps.has_dcbz32 = true;
	tap_ok(ppc_step_run(&steps) == PPC_STEP_NO_DATA && steps.store &&
	       steps.ea == DATA + 0x40, "dcbz32 asks");
	open_data(false);
	tap_ok(ppc_step_run(&steps) == PPC_STEP_NO_DATA && data[0x40] == 0xee,
	       "and does not where it may not");
	open_data(true);
	steps.total = 100;
	code[1] = 0;
	tap_ok(ppc_step_run(&steps) == PPC_STEP_UNKNOWN && regs.nip == NIP + 4 &&
	       steps.from == NIP + 4, "then it counts as privileged code");
	for (i = 0; i < sizeof(data); i++)
		zeroes += !data[i];
	tap_ok(zeroes == 32 && !data[0x40] && !data[0x5f], "and zeroes a block");
	tap_ok(!ppc_step_is_simple(inst), "no processor has it");
}

/* Rounds that only load are left out, where all that they load is there. */
static void test_idle_loop(void)
{
	u32 loop[] = {
		0xe9750000,	/* ld 11,0(21) */
		0x3ab50008,	/* addi 21,21,8 */
		0x4200fff8,	/* bdnz .-8 */
		0x44000002,	/* sc */
	};
	struct pt_regs regs;
	unsigned int skip;

	for (skip = 0; skip < 2; skip++) {
		regs = fresh(DATA, 0);
		step(&regs, 0, true);
		regs.ctr = 100;
		memset(data, 0x77, sizeof(data));
		data[99 * 8] = 0x78;
		memcpy(code, loop, sizeof(loop));
		steps.left = 1000;
		steps.skip_loops = skip;
		steps.gap = 1000;
		open_data(false);
		tap_is(ppc_step_run(&steps), PPC_STEP_UNKNOWN, "a loop");
		tap_ok(regs.nip == NIP + 12 && !regs.ctr &&
		       regs.gpr[11] == 0x7777777777777778 &&
		       regs.gpr[21] == DATA + 800, "the same is left");
		tap_is(1000 - steps.left, skip ? 3 : 300, "after so many");
	}
	/* What is looked for in another place of the same window is asked for. */
	regs = fresh(DATA, 0);
	regs.ctr = 100;
	data[99 * 8] = 0x78;
	step(&regs, 0, true);
	memcpy(code, loop, sizeof(loop));
	steps.left = 1000;
	steps.gap = 1000;
	steps.skip_loops = true;
	*ppc_steps_window(&steps, DATA) = (struct ppc_window) {
		.ea = 0, .mask = ~0xffffULL, .memory = data - DATA,
	};
	regs.gpr[21] = DATA + 0x1000 - 8 * 50;
	ppc_steps_window(&steps, DATA + 0x1000)->mask = 0;
	*ppc_steps_window(&steps, regs.gpr[21]) =
		*ppc_steps_window(&steps, DATA);
	tap_is(ppc_step_run(&steps), PPC_STEP_NO_DATA, "another place");
	tap_ok(regs.nip == NIP + 8 && regs.ctr == 100 &&
	       steps.ea == DATA + 0x1000 + 8 * 49, "is asked for");

	regs = fresh(DATA, 0);
	regs.ctr = 1000;
	step(&regs, 0, true);
	memcpy(code, loop, sizeof(loop));
	steps.gap = 5000;
	steps.skip_loops = true;
	open_data(false);
	steps.left = 5000;
	tap_is(ppc_step_run(&steps), PPC_STEP_NO_DATA, "beyond what is there");
	tap_ok(steps.ea == DATA + 0x1000 && regs.nip == NIP + 8 &&
	       regs.ctr == 1000, "it asks, before the branch");
}

/* Left to the processor, and nothing is done. */
static void test_unknown(void)
{
	static const struct {
		const char *what;
		u32 inst;
	} unknown[] = {
		{ "a trap that is taken", 0x0e950004 },
		{ "addo", 0x7e95b614 }, { "addco", 0x7e95b414 },
		{ "divw by nothing", 0x7e95b3d6 }, { "divw.", 0x7e95b3d7 },
		{ "lwarx", 0x7e95b028 }, { "lwzu 21,4(21)", 0x86b50004 },
		{ "stwu 20,4(0)", 0x96800004 }, { "lmw", 0xba950000 },
		{ "bdnzctr", 0x4e000420 }, { "mfspr 20,26", 0x7e9a02a6 },
		{ "mtspr 27,20", 0x7e9b03a6 }, { "sc", 0x44000002 },
		{ "rfid", 0x4c000024 }, { "fadd", 0xfc00002a },
		{ "ori 22,22,0", 0x62d60000 }, { "zero", 0 }, { "ones", 0xffffffff },
	};
	struct pt_regs regs, before;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(unknown); i++) {
		regs = before = fresh(0, 0);
		tap_ok(step(&regs, unknown[i].inst, true) == PPC_STEP_UNKNOWN &&
		       steps.inst == unknown[i].inst && !memcmp(&regs, &before, sizeof(regs)),
		       "not simple: %s", unknown[i].what);
	}
}

/* Which may a processor have refused? */
static void test_simple(void)
{
	tap_ok(ppc_step_is_simple(0xe940f030), "ld 10,-4048(0) is simple");
	tap_ok(ppc_step_is_simple(0x48000000), "and b .");
	tap_ok(ppc_step_is_simple(0x7fe00008), "and trap");
	tap_ok(!ppc_step_is_simple(0), "zero is not");
	tap_ok(!ppc_step_is_simple(0x86b50004), "nor is lwzu 21,4(21)");
	tap_ok(!ppc_step_is_simple(0xfc00002a), "nor is fadd");
}

int main(void)
{
	test_results();
	test_carry();
	test_cr();
	test_branches();
	test_accesses();
	test_unaligned();
	test_swap();
	test_rewritten();
	test_kept();
	test_lonely();
	test_dcbz32();
	test_idle_loop();
	test_unknown();
	test_simple();
	return tap_done();
}
