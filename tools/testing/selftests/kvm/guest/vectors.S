/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Interrupt vectors of the guest image (Power ISA 3.1B, Book III 7.5), entered in
 * the byte order that they are compiled for: the VMM sets LPCR[ILE]. Each saves every GPR to the vCPU's
 * interrupt stack, whose top the VMM puts in SPRG0, and calls C.
 */
#include "guest_abi.h"
#include "hcall_insn.h"

	.machine power8

/*
 * Live on entry: the interrupted context. SPRG1 keeps its r1, SPRG2 its r3.
 */
.macro vector offset
	.org	\offset
	mtsprg	1, %r1
	mtsprg	2, %r3
	li	%r3, \offset
	b	int_common
.endm

	.section .vectors, "ax"
	vector	0x100
	vector	0x200
	vector	0x300
	vector	0x380
	vector	0x400
	vector	0x480
	vector	0x500
	vector	0x600
	vector	0x700
	vector	0x800
	vector	0x900
	vector	0x980
	vector	0xa00
	vector	0xb00
	vector	0xc00
	vector	0xd00
	vector	0xe00
	vector	0xe20
	vector	0xe40
	vector	0xe60
	vector	0xe80
	vector	0xea0
	vector	0xf00
	vector	0xf20
	vector	0xf40
	vector	0xf60
	vector	0xf80

	.org	0x1000
/* In: r3 the vector, SPRG1 and SPRG2 as above; all else is the guest's. */
int_common:
	mfsprg	%r1, 0
	addi	%r1, %r1, -FRAME_SIZE
	std	%r0, FRAME_GPR(0)(%r1)
	std	%r2, FRAME_GPR(2)(%r1)
	std	%r3, FRAME_VECTOR(%r1)
	.set	n, 4
	.rept	28
	std	n, FRAME_GPR(n)(%r1)
	.set	n, n + 1
	.endr
	mfsprg	%r4, 1
	std	%r4, FRAME_GPR(1)(%r1)
	mfsprg	%r4, 2
	std	%r4, FRAME_GPR(3)(%r1)
	mfsrr0	%r4
	std	%r4, FRAME_NIP(%r1)
	mfsrr1	%r4
	std	%r4, FRAME_MSR(%r1)
	mfctr	%r4
	std	%r4, FRAME_CTR(%r1)
	mflr	%r4
	std	%r4, FRAME_LR(%r1)
	mfcr	%r4
	std	%r4, FRAME_CR(%r1)
	mfxer	%r4
	std	%r4, FRAME_XER(%r1)
	mr	%r3, %r1
	addi	%r1, %r1, -128
	li	%r4, 0
	std	%r4, 0(%r1)
	lis	%r12, int_dispatch@h
	ori	%r12, %r12, int_dispatch@l
	mtctr	%r12
	bctrl
	addi	%r1, %r1, 128
	ld	%r4, FRAME_NIP(%r1)
	mtsrr0	%r4
	ld	%r4, FRAME_MSR(%r1)
	mtsrr1	%r4
	ld	%r4, FRAME_CTR(%r1)
	mtctr	%r4
	ld	%r4, FRAME_LR(%r1)
	mtlr	%r4
	ld	%r4, FRAME_CR(%r1)
	mtcr	%r4
	ld	%r4, FRAME_XER(%r1)
	mtxer	%r4
	ld	%r0, FRAME_GPR(0)(%r1)
	ld	%r2, FRAME_GPR(2)(%r1)
	.set	n, 3
	.rept	29
	ld	n, FRAME_GPR(n)(%r1)
	.set	n, n + 1
	.endr
	ld	%r1, FRAME_GPR(1)(%r1)
	rfid

/*
 * Where a function started by the VMM returns to: LR is set to this address.
 * In: r3, the function's value.
 */
	.globl	guest_return
guest_return:
	mr	%r4, %r3
	li	%r3, 0
	ori	%r3, %r3, HC_DONE
	hcall_insn
	b	.

/* An instruction that branches to itself, for tests of signals. */
	.globl	guest_spin
guest_spin:
	b	.
