/* SPDX-License-Identifier: GPL-2.0 */
/* The registers of a guest, as the kernel names them. */
#ifndef UNIT_ASM_PTRACE_H
#define UNIT_ASM_PTRACE_H

struct pt_regs {
	unsigned long gpr[32], nip, msr;
	unsigned long ccr, ctr, link, xer;
};

#endif /* UNIT_ASM_PTRACE_H */
