/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guest's side of the FP, VMX and VSX tests. MSR[FP], [VEC] and [VSX] are
 * set by the VMM.
 */
#include "guest_abi.h"
#include "hcall_insn.h"

	.machine power8
	.text

/*
 * fp_exchange(load, store): load VSR 0 to 63 and FPSCR from r3, ask the VMM
 * (HC_SYNC), store them to r4. Over the hypercall both pointers are in r14
 * and r15, which are kept.
 */
	.globl	fp_exchange
fp_exchange:
	mr	%r14, %r3
	mr	%r15, %r4
	mflr	%r16
	lfd	%f0, 64 * 16(%r3)
	mtfsf	0xff, %f0, 1, 0
	.set	n, 0
	.rept	64
	li	%r9, n * 16
	lxvd2x	n, %r14, %r9
	.set	n, n + 1
	.endr
	li	%r3, 0
	ori	%r3, %r3, HC_SYNC
	hcall_insn
	.set	n, 0
	.rept	64
	li	%r9, n * 16
	stxvd2x	n, %r15, %r9
	.set	n, n + 1
	.endr
	mffs	%f0
	stfd	%f0, 64 * 16(%r15)
	mtlr	%r16
	li	%r3, 0
	blr

/*
 * fp_hold(load, stop): load VSR 0 to 63 from r3 once, then compare VSR 1, 33
 * and 63 with what was loaded until the word at r4 is set. Value: how often
 * they differed.
 */
	.globl	fp_hold
fp_hold:
	mr	%r14, %r3
	li	%r5, 0
	.set	n, 0
	.rept	64
	li	%r9, n * 16
	lxvd2x	n, %r14, %r9
	.set	n, n + 1
	.endr
1:	ld	%r6, 0(%r4)
	cmpdi	%r6, 0
	bne	2f
	mfvsrd	%r6, 1
	ld	%r7, 1 * 16(%r14)
	cmpd	%r6, %r7
	bne	3f
	mfvsrd	%r6, 33
	ld	%r7, 33 * 16(%r14)
	cmpd	%r6, %r7
	bne	3f
	mfvsrd	%r6, 63
	ld	%r7, 63 * 16(%r14)
	cmpd	%r6, %r7
	beq	1b
3:	addi	%r5, %r5, 1
	b	1b
2:	mr	%r3, %r5
	blr
