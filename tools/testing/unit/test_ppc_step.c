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
	struct ppc_step_access access;
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct step_case *c = &cases[i];
		struct pt_regs before = fresh(c->a, c->b), regs = before;
		bool done, others = true;

		done = ppc_step(&regs, c->inst, true, &access) == PPC_STEP_DONE;
		for (n = 0; n < 32; n++)
			others &= n == c->reg || regs.gpr[n] == before.gpr[n];
		tap_is(regs.gpr[c->reg], c->want, c->what);
		tap_ok(done && others && regs.nip == NIP + 4 &&
		       regs.ccr == before.ccr && regs.xer == 0,
		       "%s, and nothing else", c->what);
	}
}

static unsigned long cr_after(u32 inst, unsigned long a, unsigned long b,
			      bool sf)
{
	struct pt_regs regs = fresh(a, b);
	struct ppc_step_access access;

	regs.xer = 0x80000000;
	ppc_step(&regs, inst, sf, &access);
	return regs.ccr;
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
	struct ppc_step_access access;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(branches); i++) {
		const struct branch_case *c = &branches[i];
		struct pt_regs regs = fresh(0, 0);

		if (!c->sf)
			regs.nip = 0x1000;
		ppc_step(&regs, c->inst, c->sf, &access);
		tap_is(regs.nip, c->nip, c->what);
		tap_ok(regs.ctr == c->ctr &&
		       regs.link == (c->link ? NIP + 4 : 0x1111),
		       "%s: CTR and LR", c->what);
	}
}

static const struct access_case {
	const char *what;
	u32 inst;
	struct ppc_step_access want;
} accesses[] = {
	{ "lbz 20,-1(21)", 0x8a95ffff, { 0xfff, 1, 20 } },
	{ "lha 20,2(21)", 0xaa950002, { 0x1002, 2, 20, .sign_extend = true } },
	{ "lwzu 20,4(21)", 0x86950004, { 0x1004, 4, 20, 21 } },
	{ "ld 20,8(21)", 0xea950008, { 0x1008, 8, 20 } },
	{ "lwa 20,8(21)", 0xea95000a, { 0x1008, 4, 20, .sign_extend = true } },
	{ "stdu 20,-8(21)", 0xfa95fff9, { 0xff8, 8, 20, 21, .store = true } },
	{ "sth 20,0(21)", 0xb2950000, { 0x1000, 2, 20, .store = true } },
	{ "stbx 20,21,22", 0x7e95b1ae, { 0x1020, 1, 20, .store = true } },
	{ "ldx 20,0,22", 0x7e80b02a, { 0x20, 8, 20 } },
};

static void test_accesses(void)
{
	struct ppc_step_access access;
	struct pt_regs regs, before;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(accesses); i++) {
		const struct access_case *c = &accesses[i];
		const struct ppc_step_access *w = &c->want;

		regs = before = fresh(0x1000, 0x20);
		memset(&access, 0x5a, sizeof(access));
		tap_ok(ppc_step(&regs, c->inst, true, &access) ==
		       PPC_STEP_ACCESS && access.ea == w->ea &&
		       access.size == w->size && access.reg == w->reg &&
		       access.update == w->update &&
		       access.store == w->store &&
		       access.sign_extend == w->sign_extend &&
		       !memcmp(&regs, &before, sizeof(regs)), "%s", c->what);
	}
	access = (struct ppc_step_access) { 0x1002, 2, 20, .sign_extend = true };
	regs = fresh(0, 0);
	ppc_step_finish(&regs, true, &access, 0x8001);
	tap_is(regs.gpr[20], -0x7fffUL, "a loaded value is extended");
	tap_is(regs.nip, NIP + 4, "and nip is after the load");
	access = (struct ppc_step_access) { 0xff8, 8, 20, 21, .store = true };
	regs = fresh(0x1000, 0);
	ppc_step_finish(&regs, true, &access, 0);
	tap_is(regs.gpr[21], 0xff8, "a store updates its base");
	tap_is(regs.gpr[20], 0xddddddddddddddddUL, "and nothing else");
}

/* Left to the processor, and nothing is done. */
static void test_unknown(void)
{
	static const struct {
		const char *what;
		u32 inst;
	} unknown[] = {
		{ "a trap that is taken", 0x0e950004 },
		{ "addic", 0x32950001 }, { "addo", 0x7e95b614 },
		{ "srawi", 0x7eb40e70 }, { "divw", 0x7e95b3d6 },
		{ "lwarx", 0x7e95b028 }, { "lwzu 21,4(21)", 0x86b50004 },
		{ "stwu 20,4(0)", 0x96800004 }, { "lmw", 0xba950000 },
		{ "bdnzctr", 0x4e000420 }, { "mfspr 20,26", 0x7e9a02a6 },
		{ "mtxer", 0x7e8103a6 }, { "sc", 0x44000002 },
		{ "rfid", 0x4c000024 }, { "fadd", 0xfc00002a },
		{ "ori 22,22,0", 0x62d60000 }, { "zero", 0 }, { "ones", 0xffffffff },
	};
	struct ppc_step_access access;
	struct pt_regs regs, before;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(unknown); i++) {
		regs = before = fresh(0, 0);
		tap_ok(ppc_step(&regs, unknown[i].inst, true, &access) ==
		       PPC_STEP_UNKNOWN && !memcmp(&regs, &before, sizeof(regs)),
		       "not simple: %s", unknown[i].what);
	}
}

int main(void)
{
	test_results();
	test_cr();
	test_branches();
	test_accesses();
	test_unknown();
	return tap_done();
}
