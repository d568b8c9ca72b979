/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Encodings of single instructions, for guest code that a test writes into
 * guest memory word by word. Formats as in Power ISA 3.1B, Book I 1.6.
 */
#ifndef SELFTESTS_KVM_INSN_H
#define SELFTESTS_KVM_INSN_H

#include <stdint.h>

#define OP(op)			((uint32_t)(op) << 26)
#define RT(r)			((uint32_t)(r) << 21)
#define RA(r)			((uint32_t)(r) << 16)
#define RB(r)			((uint32_t)(r) << 11)
#define XO(xo)			((uint32_t)(xo) << 1)

#define INSN_D(op, rt, ra, d)	(OP(op) | RT(rt) | RA(ra) | ((d) & 0xffff))
#define INSN_X(op, xo, rt, ra, rb) \
	(OP(op) | RT(rt) | RA(ra) | RB(rb) | XO(xo))

#define INSN_NOP		0x60000000
#define INSN_SC1		0x44000022
#define INSN_PR_HCALL		0x7c000268	/* of no processor */
#define INSN_SC0		0x44000002
#define INSN_TRAP		0x7fe00008
#define INSN_B_SELF		0x48000000
#define INSN_BLR		0x4e800020
#define INSN_RFID		0x4c000024

#define INSN_B(words)		(OP(18) | ((4 * (words)) & 0x03fffffc))
#define INSN_BNE(words)		INSN_D(16, 4, 2, 4 * (words))
#define INSN_BDNZ(words)	INSN_D(16, 16, 0, 4 * (words))
#define INSN_LI(rt, v)		INSN_D(14, rt, 0, v)
#define INSN_ADDI(rt, ra, v)	INSN_D(14, rt, ra, v)
#define INSN_LIS(rt, v)		INSN_D(15, rt, 0, v)
#define INSN_ORI(ra, rs, v)	INSN_D(24, rs, ra, v)
#define INSN_CMPWI(ra, v)	INSN_D(11, 0, ra, v)
#define INSN_LWZ(rt, ra, d)	INSN_D(32, rt, ra, d)
#define INSN_LHZ(rt, ra, d)	INSN_D(40, rt, ra, d)
#define INSN_LD(rt, ra, d)	INSN_D(58, rt, ra, d)
#define INSN_STW(rs, ra, d)	INSN_D(36, rs, ra, d)
#define INSN_STB(rs, ra, d)	INSN_D(38, rs, ra, d)
#define INSN_STD(rs, ra, d)	INSN_D(62, rs, ra, d)

/* SPR numbers have their two five-bit halves exchanged. */
#define SPR_FIELD(n)		((((n) & 0x1f) << 16) | (((n) >> 5 & 0x1f) << 11))
#define INSN_MFSPR(rt, n)	(OP(31) | RT(rt) | SPR_FIELD(n) | XO(339))
#define INSN_MTSPR(n, rs)	(OP(31) | RT(rs) | SPR_FIELD(n) | XO(467))
#define INSN_MTCTR(rs)		INSN_MTSPR(9, rs)

/* What a test had the assembler encode for it, 64 bytes each. */
extern const uint32_t encoded[][16];

#endif
