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

/* Beyond what a load can reach from its base. */
#define FAR		0x10000

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
 * struct reach - what a round loads
 * @base:	GPR that it loads by
 * @step:	what is added to that, last of all
 * @first:	of the bytes that are loaded, from the base
 * @end:	behind the last of them
 * @size:	of the largest load
 */
struct reach {
	unsigned int base;
	s64 step;
	s64 first;
	s64 end;
	unsigned int size;
};

static bool add_load(struct reach *reach, u32 inst)
{
	unsigned int size = load_size(inst);
	s64 offset = load_offset(inst);

	if (!size || RA(inst) != reach->base || RT(inst) == reach->base ||
	    offset & (size - 1))
		return false;
	if (size > reach->size)
		reach->size = size;
	if (offset < reach->first)
		reach->first = offset;
	if (offset + size > reach->end)
		reach->end = offset + size;
	return true;
}

/* Loads by one base, which is none that is loaded, and is moved at the end. */
static bool is_idle(const u32 *insts, unsigned int nr, struct reach *reach)
{
	u32 last = insts[nr - 1];
	unsigned int i;

	*reach = (struct reach) {
		.base = RA(last), .step = SI(last), .first = FAR, .end = -FAR,
	};
	if (OP(last) != OP_ADDI || RT(last) != RA(last) || !RA(last))
		return false;
	for (i = 0; i < nr - 1; i++)
		if (!add_load(reach, insts[i]))
			return false;
	return nr > 1;
}

/* The last load of each register. */
static u32 kept_loads(const u32 *insts, unsigned int nr)
{
	u32 seen = 0, kept = 0;
	unsigned int i;

	for (i = nr - 1; i--;) {
		u32 rt = 1U << RT(insts[i]);

		if (!(seen & rt))
			kept |= 1U << i;
		seen |= rt;
	}
	return kept;
}

/**
 * ppc_loop_idle() - does a loop do nothing but load and forget?
 * @regs: registers at the beginning of a round, in 64-bit mode
 * @insts: the loop, without the branch that closes it
 * @nr: how many, what ppc_loop_length() said of that branch
 * @rounds: that begin here
 * @loop: filled in
 *
 * Return: true where all of these rounds have no other effect, unless a load
 * faults or is from a device, than that of the loads @loop->kept of the last
 * one, and of what is added to the base.
 */
bool ppc_loop_idle(const struct pt_regs *regs, const u32 *insts,
		   unsigned int nr, u64 rounds, struct ppc_loop *loop)
{
	struct reach reach;
	u64 base;

	if (rounds - 1 >= PPC_LOOP_ROUNDS_MAX || !is_idle(insts, nr, &reach))
		return false;
	base = regs->gpr[reach.base];
	if ((base | reach.step) & (reach.size - 1))
		return false;
	loop->base = reach.base;
	loop->step = reach.step;
	loop->moved = (s64)(rounds - 1) * reach.step;
	loop->first = base + reach.first + (loop->moved < 0 ? loop->moved : 0);
	loop->last = base + reach.end - 1 + (loop->moved > 0 ? loop->moved : 0);
	loop->kept = kept_loads(insts, nr);
	return loop->first <= loop->last;
}
