/* SPDX-License-Identifier: GPL-2.0 */
#include <asm/asm-offsets.h>
#include <asm/ppc_asm.h>
#include <asm/ptrace.h>
#include <asm/reg.h>

/*
 * The assembler's offsets into pt_regs are from the stack frame before it.
 * r6 is that frame's address, where \regs is pt_regs.
 */
.macro FRAME_OF regs
	addi	r6,\regs,-STACK_FRAME_OVERHEAD
.endm

.macro COPY load, from, store, to
	\load	r0,\from
	\store	r0,\to
.endm

/* r0 to r13 are the trampolines' to load and save, by the shadow vCPU. */
.macro COPY_VOLATILE_IN
	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13
	COPY	ld, GPR0+8*\n(r6), std, SVCPU_R0+8*\n(r13)
	.endr
.endm

.macro COPY_VOLATILE_OUT
	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13
	COPY	ld, SVCPU_R0+8*\n(r13), std, GPR0+8*\n(r6)
	.endr
.endm

.macro NONVOLATILE op
	.irp n, 14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	\op	%r\n,GPR0+8*\n(r6)
	.endr
.endm

/*
 * int kvmppc_host_pr_call(struct pt_regs *regs, u64 msr)
 *
 * Run the guest whose registers are @regs with @msr, by the host's entry and
 * exit trampolines; the vector that ended it is returned.
 *
 * In: translation on, interrupts hard off and soft enabled; the shadow vCPU has
 * the segments. Out: interrupts on; a host interrupt that ended the guest's run
 * has been taken. The trampolines keep r1, r2 and r13 of the host in the PACA,
 * load and save r0 to r13, CR, XER, CTR, LR and nip by the shadow vCPU, and
 * leave the vector in r12; r14 to r31 are loaded and saved here.
 */
_GLOBAL(kvmppc_host_pr_call)
	mflr	r0
	std	r0,PPC_LR_STKOFF(r1)
	stdu	r1,-SWITCH_FRAME_SIZE(r1)
	std	r3,GPR3(r1)
	SAVE_NVGPRS(r1)
	mfcr	r5
	std	r5,_CCR(r1)

	FRAME_OF r3
	COPY_VOLATILE_IN
	COPY	ld, _CCR(r6), stw, SVCPU_CR(r13)
	COPY	ld, _XER(r6), std, SVCPU_XER(r13)
	COPY	ld, _CTR(r6), std, SVCPU_CTR(r13)
	COPY	ld, _LINK(r6), std, SVCPU_LR(r13)
	COPY	ld, _NIP(r6), std, SVCPU_PC(r13)
	NONVOLATILE ld
	bl	kvmppc_entry_trampoline
	nop

	ld	r3,GPR3(r1)
	FRAME_OF r3
	COPY_VOLATILE_OUT
	COPY	lwz, SVCPU_CR(r13), std, _CCR(r6)
	COPY	ld, SVCPU_XER(r13), std, _XER(r6)
	COPY	ld, SVCPU_CTR(r13), std, _CTR(r6)
	COPY	ld, SVCPU_LR(r13), std, _LINK(r6)
	COPY	ld, SVCPU_PC(r13), std, _NIP(r6)
	NONVOLATILE std

	REST_NVGPRS(r1)
	ld	r5,_CCR(r1)
	mtcr	r5
	mr	r3,r12
	addi	r1,r1,SWITCH_FRAME_SIZE
	ld	r0,PPC_LR_STKOFF(r1)
	mtlr	r0
	blr
