/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Fields of privileged instructions, and which processors have which of them
 * (decode.c). Pure: the same file serves the unit tests on the build machine.
 */
#ifndef KVM_BOOK3S_PR_DECODE_H
#define KVM_BOOK3S_PR_DECODE_H

#include <linux/types.h>

#include <kvm/ppc_step.h>

#include "xlate.h"

#define PR_INST_OP(inst)	((inst) >> 26)
#define PR_INST_RT(inst)	((inst) >> 21 & 31)
#define PR_INST_RA(inst)	((inst) >> 16 & 31)
#define PR_INST_RB(inst)	((inst) >> 11 & 31)
#define PR_INST_XO(inst)	((inst) >> 1 & 0x3ff)
/* mtsr, mfsr */
#define PR_INST_SR(inst)	((inst) >> 16 & 15)
/* mtmsr, mtmsrd */
#define PR_INST_MSR_L(inst)	((inst) >> 16 & 1)
/* tlbie before Power ISA 2.06 */
#define PR_INST_TLBIE_L(inst)	((inst) >> 21 & 1)
/* slbia */
#define PR_INST_IH(inst)	((inst) >> 21 & 7)
/* mfspr, mtspr: the halves of the number are exchanged */
#define PR_INST_SPR(inst)	(PR_INST_RA(inst) | PR_INST_RB(inst) << 5)

/* Extended opcodes of primary opcode 31. */
#define PR_XO_LWARX		20
#define PR_XO_LBARX		52
#define PR_XO_LDARX		84
#define PR_XO_LHARX		116
#define PR_XO_STWCX		150
#define PR_XO_STDCX		214
#define PR_XO_MFSPR		339
#define PR_XO_MFTB		371
#define PR_XO_MTSPR		467
#define PR_XO_STBCX		694
#define PR_XO_STHCX		726

/* What instructions that record leave in CR0, and where it has SO from. */
#define PR_CR0			0xf0000000UL
#define PR_CR0_EQ		0x20000000UL
#define PR_CR0_SO		0x10000000UL
#define PR_XER_SO		0x80000000UL

/* Of no processor: stands for dcbz of 32 bytes, see dcbz.c. */
#define PR_OP_DCBZ32		((u32)PPC_STEP_DCBZ32)

#define PR_DCBZ			0x7c0007ecU
#define PR_DCBZ_OPERANDS	0x03ffffffU

#define PR_NR_XO		1024
#define PR_NR_SPR		1024

/* This bit of an SPR's number says that problem state may not use it. */
#define PR_SPR_PRIVILEGED	0x10

/* Processors that differ in the instructions and SPRs that they have. */
enum kvmppc_pr_family {
	PR_750		= 1 << 0,	/* 32 bits: 603, 604, 750, Gekko */
	PR_74XX		= 1 << 1,	/* 32 bits, AltiVec */
	PR_970		= 1 << 2,
	PR_POWER7	= 1 << 3,
	PR_POWER8	= 1 << 4,	/* and later */
};

#define PR_32		(PR_750 | PR_74XX)
#define PR_SERVER	(PR_POWER7 | PR_POWER8)
#define PR_64		(PR_970 | PR_SERVER)
#define PR_ALL		(PR_32 | PR_64)

enum kvmppc_pr_family kvmppc_pr_family_of(u32 isa);

/**
 * struct kvmppc_pr_key - SPRs of some processors, how a row of a table begins
 * @first:	number of the first
 * @nr:		how many, one after the other
 * @families:	enum kvmppc_pr_family
 */
struct kvmppc_pr_key {
	u16 first;
	u8 nr;
	u8 families;
};

int kvmppc_pr_index_build(const struct kvmppc_pr_key *keys, unsigned int nr,
			  size_t stride, u8 *index, unsigned int size);

/* What tlbie or tlbiel is asked to invalidate. */
enum kvmppc_pr_tlbie {
	PR_TLBIE_PAGE,
	PR_TLBIE_ALL,
};

enum kvmppc_pr_tlbie kvmppc_pr_tlbie_decode(u64 rb, bool large, u32 isa,
					    struct kvmppc_pr_page *page);

#endif /* KVM_BOOK3S_PR_DECODE_H */
