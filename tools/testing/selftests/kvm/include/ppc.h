/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names from the Power ISA 3.1B, for guest code and tests alike.
 */
#ifndef SELFTESTS_KVM_PPC_H
#define SELFTESTS_KVM_PPC_H

/* MSR, Book III 4.2.1 */
#define MSR_SF		(1UL << 63)
#define MSR_HV		(1UL << 60)
#define MSR_VEC		(1UL << 25)
#define MSR_VSX		(1UL << 23)
#define MSR_EE		(1UL << 15)
#define MSR_PR		(1UL << 14)
#define MSR_FP		(1UL << 13)
#define MSR_ME		(1UL << 12)
#define MSR_SE		(1UL << 10)
#define MSR_BE		(1UL << 9)
#define MSR_IR		(1UL << 5)
#define MSR_DR		(1UL << 4)
#define MSR_RI		(1UL << 1)
#define MSR_LE		(1UL << 0)

/* Guests have the byte order of their host, for which all is compiled. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define MSR_ORDER	MSR_LE
#define LPCR_ORDER	LPCR_ILE
#else
#define MSR_ORDER	0UL
#define LPCR_ORDER	0UL
#endif

#define MSR_GUEST	(MSR_SF | MSR_ME | MSR_RI | MSR_ORDER)
#define MSR_GUEST_FP	(MSR_GUEST | MSR_FP | MSR_VEC | MSR_VSX)

/* LPCR, Book III 2.2 */
#define LPCR_AIL_3	(3UL << 23)
#define LPCR_ILE	(1UL << 25)
#define LPCR_LD		(1UL << 17)

/* Interrupt vectors, Book III 7.5 */
#define VEC_RESET	0x100
#define VEC_MCHECK	0x200
#define VEC_DSI		0x300
#define VEC_DSEGMENT	0x380
#define VEC_ISI		0x400
#define VEC_ISEGMENT	0x480
#define VEC_EXTERNAL	0x500
#define VEC_ALIGNMENT	0x600
#define VEC_PROGRAM	0x700
#define VEC_FPU		0x800
#define VEC_DEC		0x900
#define VEC_DOORBELL	0xa00
#define VEC_SYSCALL	0xc00
#define VEC_TRACE	0xd00
#define VEC_PMU		0xf00
#define VEC_VECTOR	0xf20
#define VEC_VSX		0xf40
#define VEC_FACILITY	0xf60

/* SRR1 after a program interrupt, Book III 7.5.9 */
#define SRR1_ILLEGAL	(1UL << 19)
#define SRR1_PRIV	(1UL << 18)
#define SRR1_TRAP	(1UL << 17)
#define SRR1_GUARDED	(1UL << 28)	/* of an ISI: guarded, or no execute */
#define SRR1_WHY	0x783f0000UL	/* the bits that are no MSR bits */

/* DSISR, Book III 7.5.3 */
#define DSISR_NOT_FOUND	(1U << 30)
#define DSISR_PROTECT	(1U << 27)
#define DSISR_STORE	(1U << 25)

/* SPR numbers, Book III 5.4.4 */
#define SPR_XER		1
#define SPR_DSCR	3
#define SPR_AMR_USER	13
#define SPR_DSCR_PRIV	17
#define SPR_DSISR	18
#define SPR_DAR		19
#define SPR_DEC		22
#define SPR_SRR0	26
#define SPR_SRR1	27
#define SPR_CFAR	28
#define SPR_AMR		29
#define SPR_PIDR	48
#define SPR_IAMR	61
#define SPR_FSCR	153
#define SPR_UAMOR	157
#define SPR_DPDES	176
#define SPR_VRSAVE	256
#define SPR_SPRG0	272
#define SPR_SPRG1	273
#define SPR_SPRG2	274
#define SPR_SPRG3	275
#define SPR_TBL		268
#define SPR_TBWL	284
#define SPR_PVR		287
#define SPR_HSPRG0	304
#define SPR_HSPRG1	305
#define SPR_PURR	309
#define SPR_HDEC	310
#define SPR_HRMOR	313
#define SPR_HSRR0	314
#define SPR_HSRR1	315
#define SPR_LPCR	318
#define SPR_LPIDR	319
#define SPR_HMER	336
#define SPR_HFSCR	190
#define SPR_PTCR	464
#define SPR_HASHKEYR	468
#define SPR_PCR		338
#define SPR_MMCR0	795
#define SPR_BESCR	806
#define SPR_EBBHR	804
#define SPR_EBBRR	805
#define SPR_TAR		815
#define SPR_PPR		896
#define SPR_VTB		849
#define SPR_WORT	895
#define SPR_PSPB	159
#define SPR_TIDR	144
#define SPR_PSSCR	823
#define SPR_HID0	1008
#define SPR_PIR		1023
#define SPR_TIR		446

#endif
