/* SPDX-License-Identifier: GPL-2.0 */
/* The registers of a guest, as the kernel names them. */
#ifndef UNIT_ASM_PTRACE_H
#define UNIT_ASM_PTRACE_H

struct pt_regs {
	unsigned long gpr[32];
	unsigned long nip;
	unsigned long msr;
	unsigned long ctr;
	unsigned long link;
	unsigned long xer;
	unsigned long ccr;
};

#endif /* UNIT_ASM_PTRACE_H */
