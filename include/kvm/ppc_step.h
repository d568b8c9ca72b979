/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Simple instructions on GPRs, CR, LR and CTR, one at a time, as the processor
 * would: what is found between privileged instructions, where leaving the guest
 * for each of those costs more than to go on without it.
 *
 * Pure C: the same file serves the unit tests on the build machine.
 */
#ifndef KVM_PPC_STEP_H
#define KVM_PPC_STEP_H

#include <linux/types.h>
#include <asm/ptrace.h>

/**
 * enum ppc_step - what became of an instruction
 * @PPC_STEP_UNKNOWN: nothing: the processor is to execute it
 * @PPC_STEP_DONE: executed, nip is that of the next one
 * @PPC_STEP_BARRIER: as done, with all that a sync orders yet to be ordered
 * @PPC_STEP_ACCESS: nothing yet: a load or store, see ppc_step_access
 */
enum ppc_step {
	PPC_STEP_UNKNOWN,
	PPC_STEP_DONE,
	PPC_STEP_BARRIER,
	PPC_STEP_ACCESS,
};

/**
 * struct ppc_step_access - a load or store of one GPR
 * @ea:		effective address
 * @size:	bytes: 1, 2, 4 or 8
 * @reg:	GPR
 * @update:	GPR that becomes @ea, 0 for none
 * @store:	to memory
 * @sign_extend: of a load
 */
struct ppc_step_access {
	u64 ea;
	u8 size;
	u8 reg;
	u8 update;
	bool store;
	bool sign_extend;
};

enum ppc_step ppc_step(struct pt_regs *regs, u32 inst, bool sf,
		       struct ppc_step_access *access);
u64 ppc_step_store(const struct pt_regs *regs,
		   const struct ppc_step_access *access);
void ppc_step_finish(struct pt_regs *regs, bool sf,
		     const struct ppc_step_access *access, u64 loaded);

#endif /* KVM_PPC_STEP_H */
