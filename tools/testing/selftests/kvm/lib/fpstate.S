/* SPDX-License-Identifier: GPL-2.0 */
/*
 * long fpstate_ioctl(load, store, fd, nr, arg, sleeps)
 *
 * In: r3 to r8. Saves the registers that the ABI says are kept over a call
 * (f14 to f31, v20 to v31, which lie in VSR 14 to 31 and 52 to 63).
 */
	.machine power9

#define FRAME		(32 + 64 * 16 + 80)
#define SAVED_VSR	32
#define SAVED_LOAD	(SAVED_VSR + 64 * 16)
#define SAVED_STORE	(SAVED_LOAD + 8)
#define SAVED_GPR	(SAVED_STORE + 8)	/* r28 to r31 */
#define TIMESPEC	(SAVED_GPR + 32)
#define SYS_ioctl	54
#define SYS_nanosleep	162

#if _CALL_ELF == 2
	.abiversion 2
#else
	/* A function's symbol is its descriptor's. */
	.section .opd, "aw"
	.balign	8
	.globl	fpstate_ioctl
fpstate_ioctl:
	.quad	.Lfpstate_ioctl, .TOC.@tocbase, 0
#define fpstate_ioctl	.Lfpstate_ioctl
#endif

	.text
	.globl	fpstate_ioctl
	.type	fpstate_ioctl, @function
fpstate_ioctl:
	stdu	%r1, -FRAME(%r1)
	std	%r4, SAVED_STORE(%r1)
	std	%r28, SAVED_GPR(%r1)
	std	%r29, SAVED_GPR + 8(%r1)
	std	%r30, SAVED_GPR + 16(%r1)
	std	%r31, SAVED_GPR + 24(%r1)
	mr	%r28, %r5
	mr	%r29, %r6
	mr	%r30, %r7
	mr	%r31, %r8
	li	%r9, 0
	std	%r9, TIMESPEC(%r1)
	li	%r9, 1000
	std	%r9, TIMESPEC + 8(%r1)
	.set	n, 14
	.rept	50
	li	%r9, SAVED_VSR + n * 16
	stxvd2x	n, %r1, %r9
	.set	n, n + 1
	.endr
	lfd	%f0, 64 * 16(%r3)
	mtfsf	0xff, %f0, 1, 0
	.set	n, 0
	.rept	64
	li	%r9, n * 16
	lxvd2x	n, %r3, %r9
	.set	n, n + 1
	.endr
2:	cmpdi	%r31, 0
	beq	3f
	addi	%r31, %r31, -1
	addi	%r3, %r1, TIMESPEC
	li	%r4, 0
	li	%r0, SYS_nanosleep
	sc
	b	2b
3:	li	%r0, SYS_ioctl
	mr	%r3, %r28
	mr	%r4, %r29
	mr	%r5, %r30
	sc
	bns	1f
	neg	%r3, %r3
1:	ld	%r28, SAVED_GPR(%r1)
	ld	%r29, SAVED_GPR + 8(%r1)
	ld	%r30, SAVED_GPR + 16(%r1)
	ld	%r31, SAVED_GPR + 24(%r1)
	ld	%r4, SAVED_STORE(%r1)
	.set	n, 0
	.rept	64
	li	%r9, n * 16
	stxvd2x	n, %r4, %r9
	.set	n, n + 1
	.endr
	mffs	%f0
	stfd	%f0, 64 * 16(%r4)
	.set	n, 14
	.rept	50
	li	%r9, SAVED_VSR + n * 16
	lxvd2x	n, %r1, %r9
	.set	n, n + 1
	.endr
	mtfsfi	7, 0
	addi	%r1, %r1, FRAME
	blr
	.size	fpstate_ioctl, . - fpstate_ioctl

	.section .note.GNU-stack, "", @progbits
