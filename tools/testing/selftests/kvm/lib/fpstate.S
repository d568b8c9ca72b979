/* SPDX-License-Identifier: GPL-2.0 */
/*
 * long fpstate_ioctl(load, store, fd, nr, arg)
 *
 * In: r3 to r7. Saves the registers that the ABI says are kept over a call
 * (f14 to f31, v20 to v31, which lie in VSR 14 to 31 and 52 to 63).
 */
	.machine power9

#define FRAME		(32 + 64 * 16 + 48)
#define SAVED_VSR	32
#define SAVED_LOAD	(SAVED_VSR + 64 * 16)
#define SAVED_STORE	(SAVED_LOAD + 8)
#define SYS_ioctl	54

	.text
	.abiversion 2
	.globl	fpstate_ioctl
	.type	fpstate_ioctl, @function
fpstate_ioctl:
	stdu	%r1, -FRAME(%r1)
	std	%r4, SAVED_STORE(%r1)
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
	li	%r0, SYS_ioctl
	mr	%r3, %r5
	mr	%r4, %r6
	mr	%r5, %r7
	sc
	bns	1f
	neg	%r3, %r3
1:	ld	%r4, SAVED_STORE(%r1)
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
	li	%r9, 0
	mtfsfi	7, 0
	addi	%r1, %r1, FRAME
	blr
	.size	fpstate_ioctl, . - fpstate_ioctl

	.section .note.GNU-stack, "", @progbits
