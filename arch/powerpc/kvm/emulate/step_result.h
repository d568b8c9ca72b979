/* SPDX-License-Identifier: GPL-2.0 */
/* How an instruction leaves a result in a GPR and in CR. Pure. */
#ifndef KVM_EMULATE_STEP_RESULT_H
#define KVM_EMULATE_STEP_RESULT_H

#include <linux/compiler.h>

#include "step.h"

#define XER_SO		0x80000000UL
#define LT		8
#define GT		4
#define EQ		2
#define SO		1

static inline void step_set_cr(struct pt_regs *regs, unsigned int field,
			       unsigned int val)
{
	unsigned int shift = 28 - 4 * field;

	if (regs->xer & XER_SO)
		val |= SO;
	regs->ccr = (regs->ccr & ~(0xfUL << shift)) |
		    (unsigned long)val << shift;
}

static inline unsigned int step_order(bool less, bool greater)
{
	return less ? LT : greater ? GT : EQ;
}

static inline void step_record(struct pt_regs *regs,
			       const struct ppc_steps *steps, u64 val)
{
	s64 seen = steps->mask == ~0ULL ? (s64)val : (s32)val;

	step_set_cr(regs, 0, step_order(seen < 0, seen > 0));
}

/*
 * Results that go to the GPR of @to, by what is in those of the fields: without,
 * and as step_NAME_record() with a look at it in CR0.
 */
#define RESULT(name, to, val)						\
enum ppc_step step_##name(struct pt_regs *regs,				\
			const struct ppc_step_op *op,			\
			struct ppc_steps *steps)			\
{									\
	u64 s __maybe_unused = regs->gpr[op->t];			\
	u64 a __maybe_unused = regs->gpr[op->a];			\
	u64 b __maybe_unused = regs->gpr[op->b];			\
									\
	regs->gpr[op->to] = val;					\
	return PPC_STEP_ON;						\
}									\
enum ppc_step step_##name##_record(struct pt_regs *regs,		\
			const struct ppc_step_op *op,			\
			struct ppc_steps *steps)			\
{									\
	step_##name(regs, op, steps);					\
	step_record(regs, steps, regs->gpr[op->to]);			\
	return PPC_STEP_ON;						\
}

#endif /* KVM_EMULATE_STEP_RESULT_H */
