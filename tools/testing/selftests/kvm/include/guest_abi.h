/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What guest code and the tests that drive it agree on.
 *
 * The guest image is linked at guest physical 0, so that its interrupt vectors
 * are where the architecture wants them. Everything above the image, up to the
 * stacks, is the image's bss; everything from GUEST_FREE on belongs to the test.
 */
#ifndef SELFTESTS_KVM_GUEST_ABI_H
#define SELFTESTS_KVM_GUEST_ABI_H

#define GUEST_PAGE		0x10000UL	/* whole pages of any host */
#define GUEST_STACKS		0x100000UL	/* one per vCPU, see below */
#define GUEST_STACK_SIZE	0x4000UL
#define GUEST_MAX_VCPUS		64
#define GUEST_FREE		0x200000UL
#define GUEST_RAM		0x400000UL
#define GUEST_MMIO		0x80000000UL	/* no test puts a slot here */

/*
 * Hypercalls of the guest to its VMM. The numbers lie in the range that PAPR
 * leaves to the platform, so KVM has to hand every one of them to userspace.
 */
#define HC_DONE		0xff00	/* (value): the called function returned */
#define HC_TRAP		0xff04	/* (vector, srr0, srr1, dar, dsisr) */
#define HC_SYNC		0xff08	/* (a, b, c, d): meaning is the test's */
#define HC_FAIL		0xff0c	/* (line, a, b): guest code saw a wrong value */

/* Offsets in struct int_frame, for the vectors' assembly. */
#define FRAME_GPR(n)	((n) * 8)
#define FRAME_NIP	(32 * 8)
#define FRAME_MSR	(33 * 8)
#define FRAME_CTR	(34 * 8)
#define FRAME_LR	(35 * 8)
#define FRAME_CR	(36 * 8)
#define FRAME_XER	(37 * 8)
#define FRAME_VECTOR	(38 * 8)
#define FRAME_SIZE	(40 * 8)

#endif
