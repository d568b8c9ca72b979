// SPDX-License-Identifier: GPL-2.0
/*
 * Loops that load and forget: what is said of them leaves the same behind as
 * their rounds do.
 */
#include <string.h>

#include <linux/kernel.h>

#include "../../../arch/powerpc/kvm/emulate/step.h"

#include "tap.h"

#define D(op, rt, ra, d)	((u32)(op) << 26 | (rt) << 21 | (ra) << 16 | \
				 ((d) & 0xffff))
#define ADDI(rt, ra, v)		D(14, rt, ra, v)
#define LWZ(rt, ra, d)		D(32, rt, ra, d)
#define LWZU(rt, ra, d)		D(33, rt, ra, d)
#define STW(rs, ra, d)		D(36, rs, ra, d)
#define LD(rt, ra, d)		D(58, rt, ra, d)
#define LDU(rt, ra, d)		(LD(rt, ra, d) | 1)
#define BDNZ(words)		D(16, 16, 0, -4 * (words))

#define BASE	0x10000UL

static const struct loop_case {
	const char *what;
	u32 insts[PPC_LOOP_MAX];
	unsigned int nr;
	unsigned long rounds;
	bool idle;
	unsigned long first, last;	/* from BASE */
} cases[] = {
	{ "one load", { LD(11, 10, 8), ADDI(10, 10, 128) }, 2, 3, true,
	  8, 8 + 2 * 128 + 7 },
	{ "eight loads of a cache", {
		LD(11, 10, 0), LD(11, 10, 0x88), LD(11, 10, 0x110),
		LD(11, 10, 0x198), LD(11, 10, 0x220), LD(11, 10, 0x2a8),
		LD(11, 10, 0x330), LD(11, 10, 0x3b8), ADDI(10, 10, 0x400)
	  }, 9, 63, true, 0, 62 * 0x400 + 0x3b8 + 7 },
	{ "words", { LWZ(5, 4, -4), ADDI(4, 4, 4) }, 2, 2, true, -4UL, 3 },
	{ "downwards", { LD(11, 10, 0), ADDI(10, 10, -64) }, 2, 4, true,
	  -3UL * 64, 7 },
	{ "a load behind the step", { ADDI(10, 10, 16), LD(11, 10, 8) }, 2, 2,
	  false },
	{ "words and doublewords", { LWZ(11, 10, 4), LD(12, 10, 8),
	  LWZ(12, 10, 0), ADDI(10, 10, 16) }, 4, 3, true, 0, 2 * 16 + 15 },
	{ "not aligned", { LWZ(11, 10, 2), ADDI(10, 10, 4) }, 2, 3, false },
	{ "not aligned from the second on", { LD(11, 10, 0), ADDI(10, 10, 4) },
	  2, 3, false },
	{ "into two registers", { LD(11, 10, 0), LD(12, 10, 8),
	  ADDI(10, 10, 16) }, 3, 3, true, 0, 2 * 16 + 15 },
	{ "one round", { LD(11, 10, 0), ADDI(10, 10, 8) }, 2, 1, true,
	  0, 7 },
	{ "no round", { LD(11, 10, 0), ADDI(10, 10, 8) }, 2, 0, false },
	{ "too many rounds", { LD(11, 10, 0), ADDI(10, 10, 8) }, 2,
	  PPC_LOOP_ROUNDS_MAX + 1, false },
	{ "no load", { ADDI(10, 10, 8) }, 1, 4, false },
	{ "no step", { LD(11, 10, 0) }, 1, 4, false },
	{ "two steps", { LD(11, 10, 0), ADDI(10, 10, 8), ADDI(10, 10, 8) }, 3,
	  4, false },
	{ "into the base", { LD(10, 10, 0), ADDI(10, 10, 8) }, 2, 4, false },
	{ "by two bases", { LD(11, 10, 0), LD(11, 9, 0), ADDI(10, 10, 8) }, 3,
	  4, false },
	{ "another register stepped", { LD(11, 10, 0), ADDI(9, 10, 8) }, 2, 4,
	  false },
	{ "r0 is no base", { LD(11, 0, 0), ADDI(0, 0, 8) }, 2, 4, false },
	{ "a store", { STW(11, 10, 0), ADDI(10, 10, 8) }, 2, 4, false },
	{ "with update", { LWZU(11, 10, 4), ADDI(10, 10, 8) }, 2, 4, false },
	{ "ld with update", { LDU(11, 10, 8), ADDI(10, 10, 8) }, 2, 4, false },
	{ "lwa, which is ld but for XO", { LD(11, 10, 8) | 2,
	  ADDI(10, 10, 8) }, 2, 4, false },
};

static u64 loaded_at(u64 ea)
{
	return ea * 0x9e3779b9;
}

/* @rounds of a loop that was found to be idle. */
static void execute(struct pt_regs *regs, const u32 *insts, unsigned int nr,
		    u64 rounds)
{
	unsigned int i;

	for (; rounds; rounds--) {
		for (i = 0; i < nr; i++) {
			unsigned long *rt = &regs->gpr[insts[i] >> 21 & 31];
			u64 ea = regs->gpr[insts[i] >> 16 & 31] +
				 (s64)(s16)insts[i];

			*rt = insts[i] >> 26 == 14 ? ea : loaded_at(ea);
		}
	}
}

static struct pt_regs fresh(void)
{
	struct pt_regs regs = {};

	memset(regs.gpr, 0x5d, sizeof(regs.gpr));
	regs.gpr[4] = BASE;
	regs.gpr[10] = BASE;
	return regs;
}

static void test_loops(void)
{
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct loop_case *c = &cases[i];
		struct pt_regs whole = fresh(), skipped = whole;
		struct ppc_rounds rounds;
		struct ppc_loop loop;
		bool idle;

		ppc_loop_learn(&loop, c->insts, c->nr, false);
		idle = ppc_loop_rounds(&loop, &skipped, c->rounds, &rounds);
		tap_ok(idle == c->idle, "%s: %s", c->what,
		       c->idle ? "forgets" : "is none");
		if (!idle || !c->idle)
			continue;
		tap_is(rounds.first, BASE + c->first, c->what);
		tap_is(rounds.last, BASE + c->last, c->what);
		execute(&whole, c->insts, c->nr, c->rounds);
		skipped.gpr[loop.base] += rounds.moved;
		for (n = 0; n < loop.nr_kept; n++)
			skipped.gpr[loop.kept[n].t] =
				loaded_at(ppc_step_ea(&skipped, &loop.kept[n], ~0UL));
		skipped.gpr[loop.base] += loop.step;
		tap_ok(!memcmp(&whole, &skipped, sizeof(whole)),
		       "%s: leaves the same", c->what);
	}
}

/* Its loads would go around the end of the address space. */
static void test_around_the_end(void)
{
	const u32 insts[] = { LD(11, 10, 0), ADDI(10, 10, 64) };
	struct pt_regs regs = fresh();
	struct ppc_rounds rounds;
	struct ppc_loop loop;

	ppc_loop_learn(&loop, insts, 2, false);
	regs.gpr[10] = -128UL;
	tap_ok(!ppc_loop_rounds(&loop, &regs, 3, &rounds), "around the end");
}

static void test_known(void)
{
	u32 insts[] = { LD(11, 10, 0), ADDI(10, 10, 64) };
	struct pt_regs regs = fresh();
	struct ppc_rounds rounds;
	struct ppc_loop loop = {};

	tap_ok(!ppc_loop_knows(&loop, insts, 2), "no loop at first");
	ppc_loop_learn(&loop, insts, 2, false);
	tap_ok(ppc_loop_knows(&loop, insts, 2), "the same again");
	tap_ok(!ppc_loop_knows(&loop, insts, 1), "a shorter one");
	insts[1] = ADDI(10, 10, 32);
	tap_ok(!ppc_loop_knows(&loop, insts, 2), "rewritten");
	insts[0] = __builtin_bswap32(insts[0]);
	insts[1] = __builtin_bswap32(insts[1]);
	ppc_loop_learn(&loop, insts, 2, true);
	tap_ok(ppc_loop_knows(&loop, insts, 2), "of the other byte order");
	tap_ok(ppc_loop_rounds(&loop, &regs, 3, &rounds) && rounds.moved == 64,
	       "and what it comes to");
}

static void test_lengths(void)
{
	tap_is(ppc_loop_length(BDNZ(9)), 9, "bdnz");
	tap_is(ppc_loop_length(BDNZ(9) | 0x00200000), 9, "bdnz, likely");
	tap_is(ppc_loop_length(BDNZ(PPC_LOOP_MAX)), PPC_LOOP_MAX, "the longest");
	tap_is(ppc_loop_length(BDNZ(PPC_LOOP_MAX + 1)), 0, "too long");
	tap_is(ppc_loop_length(BDNZ(0)), 0, "to itself");
	tap_is(ppc_loop_length(BDNZ(-4)), 0, "forwards");
	tap_is(ppc_loop_length(BDNZ(4) | 1), 0, "with a link");
	tap_is(ppc_loop_length(BDNZ(4) | 2), 0, "absolute");
	tap_is(ppc_loop_length(BDNZ(4) | 0x00400000), 0, "bdz");
	tap_is(ppc_loop_length(BDNZ(4) & ~0x02000000), 0, "on a condition");
	tap_is(ppc_loop_length(BDNZ(4) & ~0x40000000), 0, "no branch");
}

int main(void)
{
	test_loops();
	test_around_the_end();
	test_known();
	test_lengths();
	return tap_done();
}
