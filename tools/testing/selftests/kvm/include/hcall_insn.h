/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hypercall instruction of guest code, for C and assembly. It is `sc 1` as
 * assembled, and where it stands is noted in the section .hcalls: a guest that
 * runs in problem state has another, which guest_load() puts in its place.
 */
#ifndef SELFTESTS_KVM_HCALL_INSN_H
#define SELFTESTS_KVM_HCALL_INSN_H

#ifdef __ASSEMBLER__
.macro hcall_insn
771 :	sc	1
	.pushsection .hcalls, "a"
	.long	771b
	.popsection
.endm
#else
#define HCALL_INSN						\
	"771:	sc	1\n\t"					\
	".pushsection .hcalls, \"a\"\n\t"				\
	".long	771b\n\t"					\
	".popsection\n\t"
#endif

#endif
