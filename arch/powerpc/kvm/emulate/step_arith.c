// SPDX-License-Identifier: GPL-2.0
/*
 * Simple instructions that set CA, and those that multiply into the upper half,
 * divide or count bits (Power ISA 2.07 Book I 3.3.9, 3.3.14). Pure.
 */
#include <linux/bitops.h>
#include <linux/math64.h>
#include <linux/types.h>

#include "step_result.h"

#define XER_CA		0x20000000UL
#define XER_CA32	0x00040000UL

static void set_xer(struct pt_regs *regs, unsigned long bit, bool on)
{
	regs->xer = (regs->xer & ~bit) | (on ? bit : 0);
}

/* CA32 (Power ISA 3.0) is of the lower word in 64-bit mode as well. */
static void set_carry(struct pt_regs *regs, const struct ppc_steps *steps,
		      bool ca, bool ca32)
{
	set_xer(regs, XER_CA, ca);
	if (steps->has_ca32)
		set_xer(regs, XER_CA32, ca32);
}

static unsigned int carry(const struct pt_regs *regs)
{
	return !!(regs->xer & XER_CA);
}

static u64 sum(struct pt_regs *regs, const struct ppc_steps *steps, u64 x,
	       u64 y, unsigned int in)
{
	u64 val = x + y + in, out = (x & y) | ((x | y) & ~val);
	bool ca32 = out >> 31 & 1;

	set_carry(regs, steps, steps->mask == ~0ULL ? out >> 63 : ca32, ca32);
	return val;
}

/* CA says that a one has left a negative number. */
static u64 shift_right(struct pt_regs *regs, const struct ppc_steps *steps,
		       s64 val, unsigned int n)
{
	bool ca = val < 0 && (n > 63 || val & ((1ULL << n) - 1));

	set_carry(regs, steps, ca, ca);
	return val >> (n < 63 ? n : 63);
}

static u64 upper(u64 x, u64 y)
{
	return mul_u64_u64_shr(x, y, 64);
}

RESULT(addc, t, sum(regs, steps, a, b, 0))
RESULT(adde, t, sum(regs, steps, a, b, carry(regs)))
RESULT(addze, t, sum(regs, steps, a, 0, carry(regs)))
RESULT(addme, t, sum(regs, steps, a, ~0ULL, carry(regs)))
RESULT(addic, t, sum(regs, steps, a, op->imm, 0))
RESULT(subfc, t, sum(regs, steps, ~a, b, 1))
RESULT(subfe, t, sum(regs, steps, ~a, b, carry(regs)))
RESULT(subfze, t, sum(regs, steps, ~a, 0, carry(regs)))
RESULT(subfme, t, sum(regs, steps, ~a, ~0ULL, carry(regs)))
RESULT(subfic, t, sum(regs, steps, ~a, op->imm, 1))
RESULT(sraw, a, shift_right(regs, steps, (s32)s, b & 63))
RESULT(srawi, a, shift_right(regs, steps, (s32)s, op->b))
RESULT(srad, a, shift_right(regs, steps, s, b & 127))
RESULT(sradi, a, shift_right(regs, steps, s, op->how))
/* Of words the upper half is undefined, and 0 here. */
RESULT(mulhw, t, (u32)((s64)(s32)a * (s32)b >> 32))
RESULT(mulhwu, t, (u64)(u32)a * (u32)b >> 32)
RESULT(mulhd, t, upper(a, b) - ((s64)a < 0 ? b : 0) - ((s64)b < 0 ? a : 0))
RESULT(mulhdu, t, upper(a, b))

/* What has no result is left to the processor, which has some all the same. */
#define DIVIDE(name, type, result, undefined)				\
enum ppc_step step_##name(struct pt_regs *regs,				\
			const struct ppc_step_op *op,			\
			struct ppc_steps *steps)			\
{									\
	type a = regs->gpr[op->a], b = regs->gpr[op->b];		\
									\
	if (undefined)							\
		return PPC_STEP_UNKNOWN;				\
	regs->gpr[op->t] = (result)(a / b);				\
	return PPC_STEP_ON;						\
}

DIVIDE(divw, s32, u32, !b || b == -1)
DIVIDE(divwu, u32, u32, !b)
DIVIDE(divd, s64, u64, !b || b == -1)
DIVIDE(divdu, u64, u64, !b)

enum ppc_step step_popcntd(struct pt_regs *regs, const struct ppc_step_op *op,
			   struct ppc_steps *steps)
{
	regs->gpr[op->a] = hweight64(regs->gpr[op->t]);
	return PPC_STEP_ON;
}
