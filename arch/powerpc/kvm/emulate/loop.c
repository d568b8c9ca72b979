// SPDX-License-Identifier: GPL-2.0
/*
 * Loops that load and forget: how kernels displace what is in the L1 cache,
 * hundreds of loads at a time. Only the last round leaves anything behind. Pure.
 */
#include <linux/compiler.h>
#include <linux/types.h>

#include "step.h"

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

static bool add_load(struct ppc_loop *loop, u32 inst)
{
	unsigned int size = load_size(inst);
	s64 offset = load_offset(inst);

	if (!size || RA(inst) != loop->base || RT(inst) == loop->base ||
	    offset & (size - 1))
		return false;
	if (size > loop->size)
		loop->size = size;
	if (offset < loop->first)
		loop->first = offset;
	if (offset + size > loop->end)
		loop->end = offset + size;
	return true;
}

/* Loads by one base, which is none that is loaded, and is moved at the end. */
static bool is_idle(struct ppc_loop *loop, const u32 *insts)
{
	u32 last = insts[loop->nr - 1];
	unsigned int i;

	loop->base = RA(last);
	loop->step = SI(last);
	loop->first = FAR;
	loop->end = -FAR;
	loop->size = 0;
	if (OP(last) != OP_ADDI || RT(last) != RA(last) || !RA(last))
		return false;
	for (i = 0; i < loop->nr - 1; i++)
		if (!add_load(loop, insts[i]))
			return false;
	return loop->nr > 1;
}

/* The last load of each register. */
static void keep_loads(struct ppc_loop *loop, const u32 *insts)
{
	u32 seen = 0;
	unsigned int i;

	loop->nr_kept = 0;
	for (i = loop->nr - 1; i--;) {
		u32 rt = 1U << RT(insts[i]);

		if (!(seen & rt))
			ppc_step_decode(&loop->kept[loop->nr_kept++], insts[i]);
		seen |= rt;
	}
}

/**
 * ppc_loop_knows() - has ppc_loop_learn() had this loop?
 * @loop: what it left
 * @words: as for that
 * @nr: how many
 */
bool ppc_loop_knows(const struct ppc_loop *loop, const u32 *words,
		    unsigned int nr)
{
	unsigned int i;

	if (loop->nr != nr)
		return false;
	for (i = 0; i < nr; i++)
		if (READ_ONCE(words[i]) != loop->words[i])
			return false;
	return true;
}

/**
 * ppc_loop_learn() - does a loop do nothing but load and forget?
 * @loop: filled in
 * @words: the loop, without the branch that closes it, as it lies in memory
 * @nr: how many, what ppc_loop_length() said of that branch
 * @swap: it lies there in the other byte order
 */
void ppc_loop_learn(struct ppc_loop *loop, const u32 *words, unsigned int nr,
		    bool swap)
{
	u32 insts[PPC_LOOP_MAX];
	unsigned int i;

	loop->nr = nr;
	for (i = 0; i < nr; i++) {
		loop->words[i] = READ_ONCE(words[i]);
		insts[i] = ppc_step_inst(loop->words[i], swap);
	}
	loop->idle = is_idle(loop, insts);
	if (loop->idle)
		keep_loads(loop, insts);
}

/**
 * ppc_loop_rounds() - what rounds of a loop come to
 * @loop: the loop
 * @regs: registers at the beginning of a round, in 64-bit mode
 * @nr: rounds that begin here
 * @rounds: filled in
 *
 * Return: true where all of these rounds have no other effect, unless a load
 * faults or is from a device, than that of the loads @loop->kept of the last
 * one, and of what is added to the base.
 */
bool ppc_loop_rounds(const struct ppc_loop *loop, const struct pt_regs *regs,
		     u64 nr, struct ppc_rounds *rounds)
{
	u64 base = regs->gpr[loop->base];

	if (!loop->idle || nr - 1 >= PPC_LOOP_ROUNDS_MAX ||
	    (base | loop->step) & (loop->size - 1))
		return false;
	rounds->moved = (s64)(nr - 1) * loop->step;
	rounds->first = base + loop->first;
	rounds->last = base + loop->end - 1;
	if (rounds->moved < 0)
		rounds->first += rounds->moved;
	else
		rounds->last += rounds->moved;
	return rounds->first <= rounds->last;
}
