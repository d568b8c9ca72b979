// SPDX-License-Identifier: GPL-2.0
/*
 * Executes simple instructions (Power ISA 2.07 Books I and II), decoded once and
 * kept. What sets OV, reserves or traps is left to others, and so is each invalid
 * form. Pure.
 */
#include <linux/compiler.h>
#include <linux/string.h>
#include <linux/types.h>

#include "step_result.h"

enum ppc_step step_unknown(struct pt_regs *regs, const struct ppc_step_op *op,
			   struct ppc_steps *steps)
{
	return PPC_STEP_UNKNOWN;
}

enum ppc_step step_nop(struct pt_regs *regs, const struct ppc_step_op *op,
		       struct ppc_steps *steps)
{
	return PPC_STEP_ON;
}

/* As strong as any barrier that the guest may mean. */
enum ppc_step step_barrier(struct pt_regs *regs, const struct ppc_step_op *op,
			   struct ppc_steps *steps)
{
	__sync_synchronize();
	return PPC_STEP_ON;
}

static u64 rotate(u64 val, unsigned int n)
{
	return n ? val << n | val >> (64 - n) : val;
}

/* A word rotated, in both halves. */
static u64 rotate_word(u64 val, unsigned int n)
{
	return rotate((u32)val | val << 32, n);
}

static unsigned int leading_zeros(u64 val, unsigned int bits)
{
	return val ? __builtin_clzll(val) - (64 - bits) : bits;
}

RESULT(add, t, a + b)
RESULT(subf, t, b - a)
RESULT(neg, t, -a)
RESULT(mulld, t, a * b)
RESULT(mullw, t, (s64)(s32)a * (s32)b)
RESULT(and, a, s & b)
RESULT(andc, a, s & ~b)
RESULT(or, a, s | b)
RESULT(orc, a, s | ~b)
RESULT(xor, a, s ^ b)
RESULT(eqv, a, ~(s ^ b))
RESULT(nor, a, ~(s | b))
RESULT(nand, a, ~(s & b))
RESULT(slw, a, b & 32 ? 0 : (u32)s << (b & 31))
RESULT(srw, a, b & 32 ? 0 : (u32)s >> (b & 31))
RESULT(sld, a, b & 64 ? 0 : s << (b & 63))
RESULT(srd, a, b & 64 ? 0 : s >> (b & 63))
RESULT(extsb, a, (s64)(s8)s)
RESULT(extsh, a, (s64)(s16)s)
RESULT(extsw, a, (s64)(s32)s)
RESULT(cntlzw, a, leading_zeros((u32)s, 32))
RESULT(cntlzd, a, leading_zeros(s, 64))
RESULT(rlwinm, a, rotate_word(s, op->b) & op->imm)
RESULT(rlwnm, a, rotate_word(s, b & 31) & op->imm)
RESULT(rlwimi, a, (rotate_word(s, op->b) & op->imm) | (a & ~op->imm))
RESULT(rldi, a, rotate(s, op->how) & op->imm)
RESULT(rldc, a, rotate(s, b & 63) & op->imm)
RESULT(rldimi, a, (rotate(s, op->how) & op->imm) | (a & ~op->imm))
RESULT(andi, a, s & op->imm)

enum ppc_step step_li(struct pt_regs *regs, const struct ppc_step_op *op,
		      struct ppc_steps *steps)
{
	regs->gpr[op->t] = op->imm;
	return PPC_STEP_ON;
}

enum ppc_step step_addi(struct pt_regs *regs, const struct ppc_step_op *op,
			struct ppc_steps *steps)
{
	regs->gpr[op->t] = regs->gpr[op->a] + op->imm;
	return PPC_STEP_ON;
}

enum ppc_step step_mulli(struct pt_regs *regs, const struct ppc_step_op *op,
			 struct ppc_steps *steps)
{
	regs->gpr[op->t] = regs->gpr[op->a] * op->imm;
	return PPC_STEP_ON;
}

enum ppc_step step_ori(struct pt_regs *regs, const struct ppc_step_op *op,
		       struct ppc_steps *steps)
{
	regs->gpr[op->a] = regs->gpr[op->t] | op->imm;
	return PPC_STEP_ON;
}

enum ppc_step step_xori(struct pt_regs *regs, const struct ppc_step_op *op,
			struct ppc_steps *steps)
{
	regs->gpr[op->a] = regs->gpr[op->t] ^ op->imm;
	return PPC_STEP_ON;
}

/* Into the CR field of op->how: @x of RA, with @y. */
#define COMPARE(name, type, y)						\
enum ppc_step step_##name(struct pt_regs *regs,				\
			const struct ppc_step_op *op,			\
			struct ppc_steps *steps)			\
{									\
	type left = (type)regs->gpr[op->a], right = (type)(y);		\
									\
	step_set_cr(regs, op->how, step_order(left < right, left > right));	\
	return PPC_STEP_ON;						\
}

COMPARE(cmpw, s32, regs->gpr[op->b])
COMPARE(cmpd, s64, regs->gpr[op->b])
COMPARE(cmplw, u32, regs->gpr[op->b])
COMPARE(cmpld, u64, regs->gpr[op->b])
COMPARE(cmpwi, s32, op->imm)
COMPARE(cmpdi, s64, op->imm)
COMPARE(cmplwi, u32, op->imm)
COMPARE(cmpldi, u64, op->imm)

/* One that is taken is for others. */
enum ppc_step step_trap(struct pt_regs *regs, const struct ppc_step_op *op,
			struct ppc_steps *steps)
{
	u64 a = regs->gpr[op->a];
	u64 b = op->how & HOW_IMMEDIATE ? op->imm : regs->gpr[op->b];
	unsigned int to = op->t;

	if (op->how & HOW_WORD) {
		a = (s32)a;
		b = (s32)b;
	}
	if ((to & 16 && (s64)a < (s64)b) || (to & 8 && (s64)a > (s64)b) ||
	    (to & 4 && a == b) || (to & 2 && a < b) || (to & 1 && a > b))
		return PPC_STEP_UNKNOWN;
	return PPC_STEP_ON;
}

static bool cr_bit(const struct pt_regs *regs, unsigned int n)
{
	return regs->ccr >> (31 - n) & 1;
}

static enum ppc_step branch_to(struct pt_regs *regs,
			       const struct ppc_step_op *op,
			       const struct ppc_steps *steps, bool taken,
			       u64 target)
{
	u64 after = (regs->nip + 4) & steps->mask;

	if (op->how & HOW_LINK)
		regs->link = after;
	regs->nip = taken ? target & steps->mask : after;
	return PPC_STEP_JUMPED;
}

static u64 relative(const struct pt_regs *regs, const struct ppc_step_op *op)
{
	return op->how & HOW_ABSOLUTE ? op->imm : regs->nip + op->imm;
}

enum ppc_step step_b(struct pt_regs *regs, const struct ppc_step_op *op,
		     struct ppc_steps *steps)
{
	return branch_to(regs, op, steps, true, relative(regs, op));
}

static bool is_taken(struct pt_regs *regs, const struct ppc_step_op *op,
		     const struct ppc_steps *steps)
{
	unsigned int bo = op->t;
	bool taken = bo & BO_ANY_CR || cr_bit(regs, op->a) == !!(bo & BO_CR);

	if (!(bo & BO_ANY_CTR)) {
		bool zero = !(--regs->ctr & steps->mask);

		taken = taken && zero == !!(bo & BO_CTR_ZERO);
	}
	return taken;
}

enum ppc_step step_bc(struct pt_regs *regs, const struct ppc_step_op *op,
		      struct ppc_steps *steps)
{
	return branch_to(regs, op, steps, is_taken(regs, op, steps),
			 relative(regs, op));
}

enum ppc_step step_bclr(struct pt_regs *regs, const struct ppc_step_op *op,
			struct ppc_steps *steps)
{
	u64 target = regs->link & ~3UL;

	return branch_to(regs, op, steps, is_taken(regs, op, steps), target);
}

enum ppc_step step_bcctr(struct pt_regs *regs, const struct ppc_step_op *op,
			 struct ppc_steps *steps)
{
	return branch_to(regs, op, steps, is_taken(regs, op, steps),
			 regs->ctr & ~3UL);
}

static const u32 *word_at(const struct ppc_steps *steps, u64 nip)
{
	return (const u32 *)(steps->code->memory + (nip - steps->code->ea));
}

static enum ppc_step no_data(struct ppc_steps *steps, u64 ea, bool store)
{
	steps->ea = ea;
	steps->store = store;
	return PPC_STEP_NO_DATA;
}

/* Is all of it memory that the guest may load? */
static enum ppc_step may_load(struct ppc_steps *steps, u64 first, u64 last)
{
	const struct ppc_window *window;
	unsigned int n;

	for (n = 0; n < PPC_STEP_WINDOWS; n++) {
		window = ppc_steps_window(steps, first);
		if (!ppc_window_holds(window, first))
			return no_data(steps, first, false);
		if (ppc_window_holds(window, last))
			return PPC_STEP_ON;
		first = window->ea - window->mask;
	}
	return PPC_STEP_UNKNOWN;
}

/*
 * What the rounds of such a loop leave behind, where the windows for that are
 * open.
 */
static enum ppc_step finish_loop(struct pt_regs *regs, struct ppc_steps *steps,
				 const struct ppc_loop *loop,
				 const struct ppc_rounds *rounds)
{
	unsigned int i;
	u64 ea;

	regs->gpr[loop->base] += rounds->moved;
	for (i = 0; i < loop->nr_kept; i++) {
		ea = ppc_step_ea(regs, &loop->kept[i], steps->mask);
		if (!ppc_window_holds(ppc_steps_window(steps, ea), ea)) {
			regs->gpr[loop->base] -= rounds->moved;
			return no_data(steps, ea, false);
		}
	}
	for (i = 0; i < loop->nr_kept; i++)
		loop->kept[i].fn(regs, &loop->kept[i], steps);
	regs->gpr[loop->base] += loop->step;
	regs->ctr = 1;
	steps->near = regs->nip + 4;
	return PPC_STEP_ON;
}

/* Of a loop that loads and forgets all rounds may be done at once. */
static enum ppc_step skip_rounds(struct pt_regs *regs,
				 const struct ppc_step_op *op,
				 struct ppc_steps *steps)
{
	u64 nip = regs->nip + op->imm;
	struct ppc_loop *loop = &steps->loops[regs->nip / 4 % PPC_STEP_LOOPS];
	struct ppc_rounds rounds;
	enum ppc_step step;
	const u32 *words;

	if (!ppc_window_holds(steps->code, nip))
		return PPC_STEP_ON;
	words = word_at(steps, nip);
	if (!ppc_loop_knows(loop, words, op->how))
		ppc_loop_learn(loop, words, op->how, steps->swap);
	if (!ppc_loop_rounds(loop, regs, regs->ctr - 1, &rounds))
		return PPC_STEP_ON;
	step = may_load(steps, rounds.first, rounds.last);
	if (step != PPC_STEP_ON)
		return step;
	return finish_loop(regs, steps, loop, &rounds);
}

/* bdnz to the beginning of a short loop; op->how has its length. */
enum ppc_step step_bdnz(struct pt_regs *regs, const struct ppc_step_op *op,
			struct ppc_steps *steps)
{
	enum ppc_step step = PPC_STEP_ON;

	if (steps->skip_loops && steps->mask == ~0ULL && regs->ctr > 1)
		step = skip_rounds(regs, op, steps);
	if (step != PPC_STEP_ON || !(--regs->ctr & steps->mask))
		return step;
	regs->nip = (regs->nip + op->imm) & steps->mask;
	return PPC_STEP_JUMPED;
}

/* op->how has the four values of two CR bits, 11, 10, 01, 00 in turn. */
enum ppc_step step_cr(struct pt_regs *regs, const struct ppc_step_op *op,
		      struct ppc_steps *steps)
{
	u32 bit = 0x80000000U >> op->t;
	unsigned int of = 2 * cr_bit(regs, op->a) + cr_bit(regs, op->b);

	if (op->how >> of & 1)
		regs->ccr |= bit;
	else
		regs->ccr &= ~(unsigned long)bit;
	return PPC_STEP_ON;
}

enum ppc_step step_mcrf(struct pt_regs *regs, const struct ppc_step_op *op,
			struct ppc_steps *steps)
{
	unsigned int to = 28 - 4 * (op->t >> 2), from = 28 - 4 * (op->a >> 2);
	unsigned long field = regs->ccr >> from & 0xf;

	regs->ccr = (regs->ccr & ~(0xfUL << to)) | field << to;
	return PPC_STEP_ON;
}

enum ppc_step step_mfcr(struct pt_regs *regs, const struct ppc_step_op *op,
			struct ppc_steps *steps)
{
	regs->gpr[op->t] = (u32)regs->ccr & op->imm;
	return PPC_STEP_ON;
}

enum ppc_step step_mtcrf(struct pt_regs *regs, const struct ppc_step_op *op,
			 struct ppc_steps *steps)
{
	regs->ccr = ((u32)regs->ccr & ~op->imm) |
		    (regs->gpr[op->t] & op->imm);
	return PPC_STEP_ON;
}

#define MOVE(name, to, from)						\
enum ppc_step step_##name(struct pt_regs *regs,				\
			const struct ppc_step_op *op,			\
			struct ppc_steps *steps)			\
{									\
	to = from;							\
	return PPC_STEP_ON;						\
}

MOVE(mfxer, regs->gpr[op->t], regs->xer)
MOVE(mflr, regs->gpr[op->t], regs->link)
MOVE(mfctr, regs->gpr[op->t], regs->ctr)
MOVE(mtxer, regs->xer, regs->gpr[op->t])
MOVE(mtlr, regs->link, regs->gpr[op->t])
MOVE(mtctr, regs->ctr, regs->gpr[op->t])

/* Privileged code: more of it may be near. */
static enum ppc_step is_near(struct pt_regs *regs, struct ppc_steps *steps)
{
	steps->near = regs->nip + 4;
	if (likely(!ppc_steps_is_lonely(steps, steps->near)))
		return PPC_STEP_ON;
	regs->nip += 4;
	return PPC_STEP_ALONE;
}

enum ppc_step step_mfkept(struct pt_regs *regs, const struct ppc_step_op *op,
			  struct ppc_steps *steps)
{
	if (!steps->keeps)
		return PPC_STEP_UNKNOWN;
	regs->gpr[op->t] = *steps->kept[op->how];
	return is_near(regs, steps);
}

enum ppc_step step_mtkept(struct pt_regs *regs, const struct ppc_step_op *op,
			  struct ppc_steps *steps)
{
	if (!steps->keeps)
		return PPC_STEP_UNKNOWN;
	*steps->kept[op->how] = regs->gpr[op->t];
	return is_near(regs, steps);
}

static __always_inline u64 load(const void *from, unsigned int size, bool swap)
{
	u64 val;

	switch (size) {
	case 1:
		return READ_ONCE(*(const u8 *)from);
	case 2:
		val = READ_ONCE(*(const u16 *)from);
		return swap ? __builtin_bswap16(val) : val;
	case 4:
		val = READ_ONCE(*(const u32 *)from);
		return swap ? __builtin_bswap32(val) : val;
	default:
		val = READ_ONCE(*(const u64 *)from);
		return swap ? __builtin_bswap64(val) : val;
	}
}

static __always_inline void store(void *to, unsigned int size, u64 val,
				  bool swap)
{
	switch (size) {
	case 1:
		WRITE_ONCE(*(u8 *)to, val);
		break;
	case 2:
		WRITE_ONCE(*(u16 *)to, swap ? __builtin_bswap16(val) : val);
		break;
	case 4:
		WRITE_ONCE(*(u32 *)to, swap ? __builtin_bswap32(val) : val);
		break;
	default:
		WRITE_ONCE(*(u64 *)to, swap ? __builtin_bswap64(val) : val);
	}
}

/* What is not aligned may lie in two pages. */
static __always_inline enum ppc_step
load_at(struct pt_regs *regs, const struct ppc_step_op *op,
	struct ppc_steps *steps, u64 ea, unsigned int size)
{
	const struct ppc_window *window = ppc_steps_window(steps, ea);

	if (!ppc_window_holds(window, ea))
		return no_data(steps, ea, false);
	if (ea & (size - 1))
		return PPC_STEP_UNALIGNED;
	regs->gpr[op->t] = load(window->memory + (ea - window->ea), size,
				steps->swap);
	return PPC_STEP_ON;
}

static __always_inline enum ppc_step
store_at(struct pt_regs *regs, const struct ppc_step_op *op,
	 struct ppc_steps *steps, u64 ea, unsigned int size)
{
	const struct ppc_window *window = ppc_steps_window(steps, ea);

	if (!ppc_window_holds(window, ea) || !window->writable)
		return no_data(steps, ea, true);
	if (ea & (size - 1))
		return PPC_STEP_UNALIGNED;
	store(window->memory + (ea - window->ea), size, regs->gpr[op->t],
	      steps->swap);
	return PPC_STEP_ON;
}

/* The usual forms: of words and doublewords, by RA and a displacement. */
static u64 ea_of(const struct pt_regs *regs, const struct ppc_step_op *op,
		 u64 mask)
{
	return (regs->gpr[op->a] + op->imm) & mask;
}

enum ppc_step step_lwz(struct pt_regs *regs, const struct ppc_step_op *op,
		       struct ppc_steps *steps)
{
	return load_at(regs, op, steps, ea_of(regs, op, steps->mask), 4);
}

enum ppc_step step_ld(struct pt_regs *regs, const struct ppc_step_op *op,
		      struct ppc_steps *steps)
{
	return load_at(regs, op, steps, ea_of(regs, op, steps->mask), 8);
}

enum ppc_step step_stw(struct pt_regs *regs, const struct ppc_step_op *op,
		       struct ppc_steps *steps)
{
	return store_at(regs, op, steps, ea_of(regs, op, steps->mask), 4);
}

enum ppc_step step_std(struct pt_regs *regs, const struct ppc_step_op *op,
		       struct ppc_steps *steps)
{
	return store_at(regs, op, steps, ea_of(regs, op, steps->mask), 8);
}

/**
 * ppc_step_ea() - what a load or store accesses
 * @regs: registers, of before it
 * @op: it, in any form
 * @mask: of effective addresses
 *
 * Return: its effective address.
 */
u64 ppc_step_ea(const struct pt_regs *regs, const struct ppc_step_op *op,
		u64 mask)
{
	u64 ea = op->a ? regs->gpr[op->a] : 0;

	ea += op->how & HOW_INDEXED ? regs->gpr[op->b] : op->imm;
	return ea & mask;
}

static void extend_sign(struct pt_regs *regs, const struct ppc_step_op *op)
{
	unsigned int unused = 64 - 8 * (op->how & HOW_SIZE);
	u64 val = regs->gpr[op->t];

	if (op->how & HOW_SIGNED)
		regs->gpr[op->t] = (s64)(val << unused) >> unused;
}

static void update_base(struct pt_regs *regs, const struct ppc_step_op *op,
			u64 ea)
{
	if (op->how & HOW_UPDATE)
		regs->gpr[op->a] = ea;
}

enum ppc_step step_load(struct pt_regs *regs, const struct ppc_step_op *op,
			struct ppc_steps *steps)
{
	u64 ea = ppc_step_ea(regs, op, steps->mask);
	enum ppc_step step = load_at(regs, op, steps, ea, op->how & HOW_SIZE);

	if (step != PPC_STEP_ON)
		return step;
	extend_sign(regs, op);
	update_base(regs, op, ea);
	return PPC_STEP_ON;
}

enum ppc_step step_store(struct pt_regs *regs, const struct ppc_step_op *op,
			 struct ppc_steps *steps)
{
	u64 ea = ppc_step_ea(regs, op, steps->mask);
	enum ppc_step step = store_at(regs, op, steps, ea, op->how & HOW_SIZE);

	if (step == PPC_STEP_ON)
		update_base(regs, op, ea);
	return step;
}

static noinline void decode_word(const struct ppc_steps *steps,
				 struct ppc_step_op *op, u32 word)
{
	ppc_step_decode(op, ppc_step_inst(word, steps->swap));
	op->word = word;
}

/**
 * ppc_steps_set_swap() - the guest's byte order
 * @steps: the guest
 * @swap: it is not the host's
 *
 * Once before anything is executed, and whenever it changes.
 */
void ppc_steps_set_swap(struct ppc_steps *steps, bool swap)
{
	struct ppc_step_op *ops = steps->ops;
	unsigned int nr;

	steps->swap = swap;
	for (nr = 0; nr < PPC_STEP_LOOPS; nr++)
		steps->loops[nr].nr = 0;
	decode_word(steps, ops, 0);
	for (nr = 1; nr < PPC_STEP_OPS; nr *= 2)
		memcpy(&ops[nr], ops, nr * sizeof(*ops));
}

/**
 * ppc_steps_close() - close all windows
 * @steps: the guest
 */
void ppc_steps_close(struct ppc_steps *steps)
{
	unsigned int i;

	for (i = 0; i < PPC_STEP_CODES; i++)
		ppc_window_close(&steps->codes[i]);
	for (i = 0; i < PPC_STEP_WINDOWS; i++)
		ppc_window_close(&steps->data[i]);
}

/**
 * ppc_steps_init() - before all else
 * @steps: zeroes
 * @regs: the guest's registers
 * @ops: %PPC_STEP_OPS of them, zeroes
 */
void ppc_steps_init(struct ppc_steps *steps, struct pt_regs *regs,
		    struct ppc_step_op *ops)
{
	steps->regs = regs;
	steps->ops = ops;
	steps->code = steps->codes;
	ppc_steps_close(steps);
}

/* The hardware refuses it, as it does privileged code. */
enum ppc_step step_dcbz32(struct pt_regs *regs, const struct ppc_step_op *op,
			  struct ppc_steps *steps)
{
	u64 ea = ppc_step_ea(regs, op, steps->mask) & ~31ULL;
	const struct ppc_window *window = ppc_steps_window(steps, ea);

	if (!steps->has_dcbz32)
		return PPC_STEP_UNKNOWN;
	if (!ppc_window_holds(window, ea) || !window->writable)
		return no_data(steps, ea, true);
	memset(window->memory + (ea - window->ea), 0, 32);
	return is_near(regs, steps);
}

/* Where the decoded instruction is kept, others of its block around it. */
static struct ppc_step_op *op_at(const struct ppc_steps *steps, u64 nip)
{
	u64 block = nip / (4 * PPC_STEP_BLOCK);

	return &steps->ops[((block ^ block >> 6) * PPC_STEP_BLOCK +
			    nip / 4 % PPC_STEP_BLOCK) % PPC_STEP_OPS];
}

/* @nr instructions from @nip on were executed. */
static void count(struct ppc_steps *steps, u64 nip, unsigned int nr)
{
	unsigned int before;

	if (steps->near) {
		before = (steps->near - nip) / 4;
		steps->left -= before;
		ppc_steps_near(steps, steps->near);
		steps->near = 0;
		nr -= before;
	}
	steps->left -= nr < steps->left ? nr : steps->left;
}

/* Straight on from @begin, at the most to the end of the block. */
static enum ppc_step run_on(struct ppc_steps *steps, u64 begin)
{
	unsigned int nr = PPC_STEP_BLOCK - begin / 4 % PPC_STEP_BLOCK;
	struct ppc_step_op *op = op_at(steps, begin);
	struct ppc_step_op *end = op + (nr < steps->left ? nr : steps->left);
	const u32 *words = word_at(steps, begin);
	struct pt_regs *regs = steps->regs;
	enum ppc_step step;
	u64 nip = begin;
	u32 word;

	do {
		word = READ_ONCE(*words++);
		if (unlikely(op->word != word))
			decode_word(steps, op, word);
		step = op->fn(regs, op, steps);
		if (step != PPC_STEP_ON)
			break;
		nip += 4;
		regs->nip = nip;
	} while (++op != end);
	nr = (nip - begin) / 4;
	if (step == PPC_STEP_JUMPED || step == PPC_STEP_ALONE)
		nr++;
	count(steps, begin, nr);
	return step;
}

/**
 * ppc_step_unaligned() - execute a load or store that is not aligned
 * @steps: the guest, of which ppc_step_run() has just said %PPC_STEP_UNALIGNED
 *
 * Nothing promises that such an access is a single one.
 *
 * Return: false where it is to more than one window; nothing is done then.
 */
bool ppc_step_unaligned(struct ppc_steps *steps)
{
	struct pt_regs *regs = steps->regs;
	const struct ppc_step_op *op = op_at(steps, regs->nip);
	u64 ea = ppc_step_ea(regs, op, steps->mask), bytes;
	const struct ppc_window *window = ppc_steps_window(steps, ea);
	u8 *at = window->memory + (ea - window->ea);
	unsigned int size = op->how & HOW_SIZE;

	if (!ppc_window_holds(window, ea + size - 1))
		return false;
	if (ppc_step_is_store(op)) {
		store(&bytes, size, regs->gpr[op->t], steps->swap);
		memcpy(at, &bytes, size);
	} else {
		memcpy(&bytes, at, size);
		regs->gpr[op->t] = load(&bytes, size, steps->swap);
		extend_sign(regs, op);
	}
	update_base(regs, op, ea);
	regs->nip += 4;
	return true;
}

/**
 * ppc_steps_in_vain() - there was nothing privileged near
 * @steps: the guest; @from is lonely from now on, unless it is in a loop that has
 *	just come to its end
 */
void ppc_steps_in_vain(struct ppc_steps *steps)
{
	unsigned int i;

	for (i = 0; i < PPC_STEP_PASSED && i < steps->nr_passed; i++)
		if (steps->passed[i] == steps->from)
			return;
	*ppc_steps_lonely(steps, steps->from) = steps->from;
}

/* Have the window of code of the next instruction. False where it is closed. */
static bool open_code(struct ppc_steps *steps)
{
	struct pt_regs *regs = steps->regs;

	if (likely(ppc_window_holds(steps->code, regs->nip)))
		return true;
	regs->nip &= steps->mask;
	steps->code = ppc_steps_code(steps, regs->nip);
	return ppc_window_holds(steps->code, regs->nip);
}

/**
 * ppc_step_run() - execute instructions as long as they are simple
 * @steps: the guest, @left is not 0
 *
 * Return: why it has ended, which is beyond %PPC_STEP_JUMPED.
 */
enum ppc_step ppc_step_run(struct ppc_steps *steps)
{
	struct pt_regs *regs = steps->regs;
	enum ppc_step step;

	do {
		if (!open_code(steps))
			return PPC_STEP_NO_CODE;
		step = run_on(steps, regs->nip);
	} while (step <= PPC_STEP_JUMPED && steps->left);
	if (!steps->left)
		return PPC_STEP_FAR;
	if (step == PPC_STEP_UNKNOWN)
		steps->inst = ppc_step_inst(READ_ONCE(*word_at(steps, regs->nip)),
					    steps->swap);
	return step;
}
