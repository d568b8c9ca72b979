// SPDX-License-Identifier: GPL-2.0
/*
 * Loops that load and forget: how kernels displace what is in the L1 cache,
 * hundreds of loads at a time. Only the last round leaves anything behind. Pure.
 */
#include <linux/types.h>

#include <kvm/ppc_step.h>

#define OP(inst)	((inst) >> 26)
#define RT(inst)	((inst) >> 21 & 31)
#define RA(inst)	((inst) >> 16 & 31)
#define SI(inst)	((s64)(s16)(inst))

#define OP_ADDI		14
#define OP_LWZ		32
#define OP_LD		58
#define DS_XO(inst)	((inst) & 3)

/* Beyond what a round can reach from its base. */
#define FAR		0x100000

/* bdnz with a target relative to it, without a link. */
#define BDNZ		0x42000000U
#define BDNZ_OPERAND	0x0020fffcU	/* the hint, and how far */

/**
 * ppc_loop_length() - how long the loop is that a branch closes
 * @inst: the branch
 *
 * Return: instructions in the loop without the branch; 0 where it is no bdnz
 * back, or the loop has more than %PPC_LOOP_MAX.
 */
unsigned int ppc_loop_length(u32 inst)
{
	s64 back = -(s64)(s16)(inst & 0xfffc);

	if ((inst & ~BDNZ_OPERAND) != BDNZ || back <= 0 ||
	    back > 4 * PPC_LOOP_MAX)
		return 0;
	return back / 4;
}

/* Bytes that a load of one GPR has, 0 where it is another instruction. */
static unsigned int load_size(u32 inst)
{
	if (OP(inst) == OP_LWZ)
		return 4;
	return OP(inst) == OP_LD && !DS_XO(inst) ? 8 : 0;
}

static s64 load_offset(u32 inst)
{
	return OP(inst) == OP_LD ? SI(inst & 0xfffc) : SI(inst);
}

/**
 * struct reach - what a round loads and leaves
 * @base:	GPR that it loads by
 * @step:	what is added to that
 * @first:	of the bytes that are loaded, from where the base was when the
 *		round began
 * @end:	behind the last of them
 */
struct reach {
	unsigned int base;
	s64 step;
	s64 first;
	s64 end;
};

/* One base, which one addi of itself moves; no load goes into it. */
static bool is_idle(const u32 *insts, unsigned int nr, struct reach *reach)
{
	unsigned int i, size, nr_steps = 0;
	s64 offset;

	*reach = (struct reach) {
		.base = RA(insts[0]), .first = FAR, .end = -FAR,
	};
	for (i = 0; i < nr; i++) {
		u32 inst = insts[i];

		if (RA(inst) != reach->base)
			return false;
		size = load_size(inst);
		if (!size) {
			if (OP(inst) != OP_ADDI || RT(inst) != reach->base ||
			    nr_steps++)
				return false;
			reach->step = SI(inst);
			continue;
		}
		if (RT(inst) == reach->base)
			return false;
		offset = load_offset(inst) + reach->step;
		if (offset < reach->first)
			reach->first = offset;
		if (offset + size > reach->end)
			reach->end = offset + size;
	}
	return reach->base && nr_steps && reach->first < reach->end;
}

/**
 * ppc_loop_idle() - does a loop do nothing but load and forget?
 * @regs: registers at the beginning of a round, in 64-bit mode
 * @insts: the loop, without the branch that closes it
 * @nr: how many, what ppc_loop_length() said of that branch
 * @rounds: that begin here
 * @loop: filled in
 *
 * Return: true where all of these rounds have no other effect than that
 * @loop->moved is added to @loop->base, unless a load faults, is from a device,
 * or is what a register keeps: the last round is to be executed.
 */
bool ppc_loop_idle(const struct pt_regs *regs, const u32 *insts,
		   unsigned int nr, u64 rounds, struct ppc_loop *loop)
{
	struct reach reach;
	s64 moved;
	u64 base;

	if (rounds - 1 >= PPC_LOOP_ROUNDS_MAX || !is_idle(insts, nr, &reach))
		return false;
	moved = (s64)(rounds - 1) * reach.step;
	base = regs->gpr[reach.base];
	loop->base = reach.base;
	loop->first = base + reach.first + (moved < 0 ? moved : 0);
	loop->last = base + reach.end - 1 + (moved > 0 ? moved : 0);
	loop->moved = moved + reach.step;
	return loop->first <= loop->last;
}
