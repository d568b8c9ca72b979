// SPDX-License-Identifier: GPL-2.0
/*
 * Decoder of load, store and cache instructions: one table, indexed by opcode,
 * serves every core; a row names the parts of the architecture that it needs.
 *
 * Reserved bits are ignored, as the processor does.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/types.h>

#include <kvm/ppc_inst.h>

/* Primary opcodes whose low bits select the instruction. */
#define OP_PREFIX	1
#define OP_LXVP		6
#define OP_X		31
#define OP_LQ		56
#define OP_LFDP		57
#define OP_LD		58
#define OP_STXV		61
#define OP_STD		62

/* Where the number of the data register is found. */
enum ls_operand {
	OPERAND_RT,		/* bits 6:10 */
	OPERAND_VRT,		/* bits 6:10, VSRs 32 to 63 */
	OPERAND_XT_X,		/* bits 31 and 6:10 */
	OPERAND_XT_DQ,		/* bits 28 and 6:10 */
	OPERAND_XT_PREFIXED,	/* bits 5 and 6:10 of the suffix */
	OPERAND_XTP,		/* bits 10 and 6:9, an even VSR */
};

/* What sets a row apart; becomes the flags of struct ppc_inst_ls. */
enum ls_flag {
	UPDATE		= 1 << 0,
	SIGNED		= 1 << 1,
	REVERSE		= 1 << 2,
	BE_ONLY		= 1 << 3,
	NO_CI		= 1 << 4,
	ALIGNED		= 1 << 5,
	SPLIT_FACILITY	= 1 << 6,	/* MSR[VEC] rules VSRs 32 to 63 */
	NO_INDEX	= 1 << 7,	/* RB field: a length or a function */
	PRESENT		= 1 << 8,	/* the opcode has an instruction */
};

/**
 * struct ls_row - one instruction
 * @isa: parts of the architecture that it needs, all of them
 * @flags: mask of enum ls_flag
 * @kind: enum ppc_ls_kind
 * @class: enum ppc_ls_class
 * @format: enum ppc_ls_format
 * @operand: enum ls_operand
 * @size: bytes of one access
 * @count: accesses
 * @element: bytes of one element of a vector
 */
struct ls_row {
	u16	isa;
	u16	flags;
	u8	kind;
	u8	class;
	u8	format;
	u8	operand;
	u8	size;
	u8	count;
	u8	element;
};

/*
 * Place of an instruction in the table, by primary and extended opcode: first
 * those of opcode 31 by bits 21:30, then the prefixed ones by type, 0 or 2, and
 * the suffix's opcode, then all others by opcode and the low bits that may
 * tell instructions of it apart.
 */
#define INDEX_PREFIXED	1024
#define INDEX_PRIMARY	(INDEX_PREFIXED + 3 * 64)
#define INDEX_XO_BITS	4
#define INDEX_END	(INDEX_PRIMARY + (64 << INDEX_XO_BITS))

#define INDEX(op, xo)							\
	((op) == OP_X ? (xo) :						\
	 (op) == OP_PREFIX ? INDEX_PREFIXED + (xo) :			\
	 INDEX_PRIMARY + ((op) << INDEX_XO_BITS) + (xo))
#define XO_8LS(op)	(op)
#define XO_MLS(op)	(2 << 6 | (op))

#define ROW(op, xo, _kind, _class, _format, _operand, _size, _count, _element, \
	    _flags, _isa)						\
	[INDEX(op, xo)] = {						\
		.isa = _isa, .flags = PRESENT | (_flags),		\
		.kind = PPC_LS_##_kind, .class = PPC_LS_##_class,	\
		.format = PPC_LS_##_format,				\
		.operand = OPERAND_##_operand,				\
		.size = _size, .count = _count, .element = _element,	\
	}

#define INT(op, xo, kind, size, flags, isa)				\
	ROW(op, xo, kind, GPR, INT, RT, size, 1, 0, flags, isa)
#define STRING(op, xo, kind, flags)					\
	ROW(op, xo, kind, GPR, STRING, RT, 1, 0, 0, BE_ONLY | (flags),	\
	    PPC_ISA_STRING)
#define QUAD(op, xo, kind, format, flags, isa)				\
	ROW(op, xo, kind, GPR, format, RT, 8, 2, 0, NO_CI | (flags), isa)
#define FPR(op, xo, kind, format, size, flags, isa)			\
	ROW(op, xo, kind, FPR, format, RT, size, 1, 0, flags, PPC_ISA_FP | (isa))
#define FPR_PAIR(op, xo, kind)						\
	ROW(op, xo, kind, FPR, QUAD, RT, 8, 2, 0, 0, PPC_ISA_FP | PPC_ISA_205)
#define VMX_LANE(op, xo, kind, size)					\
	ROW(op, xo, kind, VMX, LANE, VRT, size, 1, 0, ALIGNED, PPC_ISA_VMX)
#define VMX(op, xo, kind)						\
	ROW(op, xo, kind, VMX, VECTOR, VRT, 8, 2, 16, ALIGNED, PPC_ISA_VMX)
/* VSX scalars in what AltiVec calls its registers: always under MSR[VEC] */
#define VSX_VRT(op, xo, kind, format, size, isa)			\
	ROW(op, xo, kind, VMX, format, VRT, size, 1, 0, 0, PPC_ISA_VSX | (isa))
/* one access, into part of the register or all over it */
#define VSX_ONE(op, xo, kind, format, size, flags, isa)			\
	ROW(op, xo, kind, VSX, format, XT_X, size, 1, 0, flags,		\
	    PPC_ISA_VSX | (isa))
/* 16 bytes as elements of up to a doubleword */
#define VSX_ELEMENTS(op, xo, kind, size, isa)				\
	ROW(op, xo, kind, VSX, VECTOR, XT_X, size, 16 / (size), size, 0, \
	    PPC_ISA_VSX | (isa))
/* 16 bytes as one quadword */
#define VSX_QUAD(op, xo, kind, operand, isa)				\
	ROW(op, xo, kind, VSX, VECTOR, operand, 8, 2, 16, SPLIT_FACILITY, \
	    PPC_ISA_VSX | (isa))
/* 32 bytes as one value in a pair of registers */
#define VSX_PAIR(op, xo, kind)						\
	ROW(op, xo, kind, VSX, VECTOR, XTP, 8, 4, 32, 0,		\
	    PPC_ISA_VSX | PPC_ISA_310)
#define VSX_LENGTH(op, xo, kind, format)				\
	ROW(op, xo, kind, VSX, format, XT_X, 1, 0, 0,			\
	    SPLIT_FACILITY | NO_INDEX, PPC_ISA_VSX | PPC_ISA_300)
#define CACHE(op, xo, kind)						\
	ROW(op, xo, kind, NONE, INT, RT, 0, 0, 0, 0, 0)
/* copy and paste.: a block of 128 bytes that no register holds */
#define COPY(op, xo, kind)						\
	ROW(op, xo, kind, NONE, INT, RT, 0, 0, 0, NO_CI, PPC_ISA_300)

#define ISA_64		PPC_ISA_64
#define ISA_207		(PPC_ISA_64 | PPC_ISA_207)
#define ISA_300		(PPC_ISA_64 | PPC_ISA_300)
#define ISA_310		(PPC_ISA_64 | PPC_ISA_310)

static const struct ls_row ls_table[INDEX_END] = {
	/* 8LS: prefix of type 0 */
	INT(1, XO_8LS(41), LOAD, 4, SIGNED, ISA_310),		/* plwa */
	VSX_VRT(1, XO_8LS(42), LOAD, SCALAR, 8, ISA_310),	/* plxsd */
	VSX_VRT(1, XO_8LS(43), LOAD, SINGLE, 4, ISA_310),	/* plxssp */
	VSX_VRT(1, XO_8LS(46), STORE, SCALAR, 8, ISA_310),	/* pstxsd */
	VSX_VRT(1, XO_8LS(47), STORE, SINGLE, 4, ISA_310),	/* pstxssp */
	VSX_QUAD(1, XO_8LS(50), LOAD, XT_PREFIXED, ISA_310),	/* plxv */
	VSX_QUAD(1, XO_8LS(51), LOAD, XT_PREFIXED, ISA_310),	/* plxv */
	VSX_QUAD(1, XO_8LS(54), STORE, XT_PREFIXED, ISA_310),	/* pstxv */
	VSX_QUAD(1, XO_8LS(55), STORE, XT_PREFIXED, ISA_310),	/* pstxv */
	QUAD(1, XO_8LS(56), LOAD, QUAD_ASC, 0, ISA_310),	/* plq */
	INT(1, XO_8LS(57), LOAD, 8, 0, ISA_310),		/* pld */
	VSX_PAIR(1, XO_8LS(58), LOAD),				/* plxvp */
	QUAD(1, XO_8LS(60), STORE, QUAD_ASC, 0, ISA_310),	/* pstq */
	INT(1, XO_8LS(61), STORE, 8, 0, ISA_310),		/* pstd */
	VSX_PAIR(1, XO_8LS(62), STORE),				/* pstxvp */
	/* MLS: prefix of type 2 */
	INT(1, XO_MLS(32), LOAD, 4, 0, ISA_310),		/* plwz */
	INT(1, XO_MLS(34), LOAD, 1, 0, ISA_310),		/* plbz */
	INT(1, XO_MLS(36), STORE, 4, 0, ISA_310),		/* pstw */
	INT(1, XO_MLS(38), STORE, 1, 0, ISA_310),		/* pstb */
	INT(1, XO_MLS(40), LOAD, 2, 0, ISA_310),		/* plhz */
	INT(1, XO_MLS(42), LOAD, 2, SIGNED, ISA_310),		/* plha */
	INT(1, XO_MLS(44), STORE, 2, 0, ISA_310),		/* psth */
	FPR(1, XO_MLS(48), LOAD, SINGLE, 4, 0, ISA_310),	/* plfs */
	FPR(1, XO_MLS(50), LOAD, SCALAR, 8, 0, ISA_310),	/* plfd */
	FPR(1, XO_MLS(52), STORE, SINGLE, 4, 0, ISA_310),	/* pstfs */
	FPR(1, XO_MLS(54), STORE, SCALAR, 8, 0, ISA_310),	/* pstfd */

	VSX_PAIR(6, 0, LOAD),					/* lxvp */
	VSX_PAIR(6, 1, STORE),					/* stxvp */

	VMX_LANE(31, 7, LOAD, 1),				/* lvebx */
	VSX_ONE(31, 12, LOAD, SCALAR, 4, 0, PPC_ISA_207),	/* lxsiwzx */
	VSX_ONE(31, 13, LOAD, RIGHT, 1, 0, PPC_ISA_310),	/* lxvrbx */
	INT(31, 20, LOAD, 4, NO_CI, 0),				/* lwarx */
	INT(31, 21, LOAD, 8, 0, ISA_64),			/* ldx */
	CACHE(31, 22, CACHE),					/* icbt */
	INT(31, 23, LOAD, 4, 0, 0),				/* lwzx */
	VMX_LANE(31, 39, LOAD, 2),				/* lvehx */
	VSX_ONE(31, 45, LOAD, RIGHT, 2, 0, PPC_ISA_310),	/* lxvrhx */
	INT(31, 52, LOAD, 1, NO_CI, PPC_ISA_207),		/* lbarx */
	INT(31, 53, LOAD, 8, UPDATE, ISA_64),			/* ldux */
	CACHE(31, 54, CACHE),					/* dcbst */
	INT(31, 55, LOAD, 4, UPDATE, 0),			/* lwzux */
	VMX_LANE(31, 71, LOAD, 4),				/* lvewx */
	VSX_ONE(31, 76, LOAD, SCALAR, 4, SIGNED, PPC_ISA_207),	/* lxsiwax */
	VSX_ONE(31, 77, LOAD, RIGHT, 4, 0, PPC_ISA_310),	/* lxvrwx */
	INT(31, 84, LOAD, 8, NO_CI, ISA_64),			/* ldarx */
	CACHE(31, 86, CACHE),					/* dcbf */
	INT(31, 87, LOAD, 1, 0, 0),				/* lbzx */
	VMX(31, 103, LOAD),					/* lvx */
	VSX_ONE(31, 109, LOAD, RIGHT, 8, 0, PPC_ISA_310),	/* lxvrdx */
	INT(31, 116, LOAD, 2, NO_CI, PPC_ISA_207),		/* lharx */
	INT(31, 119, LOAD, 1, UPDATE, 0),			/* lbzux */
	VMX_LANE(31, 135, STORE, 1),				/* stvebx */
	VSX_ONE(31, 140, STORE, SCALAR, 4, 0, PPC_ISA_207),	/* stxsiwx */
	VSX_ONE(31, 141, STORE, RIGHT, 1, 0, PPC_ISA_310),	/* stxvrbx */
	INT(31, 149, STORE, 8, 0, ISA_64),			/* stdx */
	INT(31, 150, STORE, 4, NO_CI, 0),			/* stwcx. */
	INT(31, 151, STORE, 4, 0, 0),				/* stwx */
	VMX_LANE(31, 167, STORE, 2),				/* stvehx */
	VSX_ONE(31, 173, STORE, RIGHT, 2, 0, PPC_ISA_310),	/* stxvrhx */
	INT(31, 181, STORE, 8, UPDATE, ISA_64),			/* stdux */
	QUAD(31, 182, STORE, QUAD, 0, ISA_207),			/* stqcx. */
	INT(31, 183, STORE, 4, UPDATE, 0),			/* stwux */
	VMX_LANE(31, 199, STORE, 4),				/* stvewx */
	VSX_ONE(31, 205, STORE, RIGHT, 4, 0, PPC_ISA_310),	/* stxvrwx */
	INT(31, 214, STORE, 8, NO_CI, ISA_64),			/* stdcx. */
	INT(31, 215, STORE, 1, 0, 0),				/* stbx */
	VMX(31, 231, STORE),					/* stvx */
	VSX_ONE(31, 237, STORE, RIGHT, 8, 0, PPC_ISA_310),	/* stxvrdx */
	CACHE(31, 246, CACHE),					/* dcbtst */
	INT(31, 247, STORE, 1, UPDATE, 0),			/* stbux */
	VSX_QUAD(31, 268, LOAD, XT_X, PPC_ISA_300),		/* lxvx */
	VSX_LENGTH(31, 269, LOAD, BYTES),			/* lxvl */
	QUAD(31, 276, LOAD, QUAD, 0, ISA_207),			/* lqarx */
	CACHE(31, 278, CACHE),					/* dcbt */
	INT(31, 279, LOAD, 2, 0, 0),				/* lhzx */
	VSX_QUAD(31, 300, LOAD, XT_X, PPC_ISA_300),		/* lxvx */
	VSX_LENGTH(31, 301, LOAD, BYTES_LEFT),			/* lxvll */
	INT(31, 311, LOAD, 2, UPDATE, 0),			/* lhzux */
	VSX_ONE(31, 332, LOAD, SPLAT, 8, 0, 0),			/* lxvdsx */
	VSX_PAIR(31, 333, LOAD),				/* lxvpx */
	INT(31, 341, LOAD, 4, SIGNED, ISA_64),			/* lwax */
	INT(31, 343, LOAD, 2, SIGNED, 0),			/* lhax */
	VMX(31, 359, LOAD),					/* lvxl */
	VSX_ONE(31, 364, LOAD, SPLAT, 4, SPLIT_FACILITY,
		PPC_ISA_300),					/* lxvwsx */
	INT(31, 373, LOAD, 4, SIGNED | UPDATE, ISA_64),		/* lwaux */
	INT(31, 375, LOAD, 2, SIGNED | UPDATE, 0),		/* lhaux */
	VSX_QUAD(31, 396, STORE, XT_X, PPC_ISA_300),		/* stxvx */
	VSX_LENGTH(31, 397, STORE, BYTES),			/* stxvl */
	INT(31, 407, STORE, 2, 0, 0),				/* sthx */
	VSX_LENGTH(31, 429, STORE, BYTES_LEFT),			/* stxvll */
	INT(31, 439, STORE, 2, UPDATE, 0),			/* sthux */
	VSX_PAIR(31, 461, STORE),				/* stxvpx */
	CACHE(31, 470, CACHE),					/* dcbi */
	VMX(31, 487, STORE),					/* stvxl */
	VSX_ONE(31, 524, LOAD, SINGLE, 4, 0, PPC_ISA_207),	/* lxsspx */
	INT(31, 532, LOAD, 8, REVERSE, PPC_ISA_64 | PPC_ISA_206), /* ldbrx */
	STRING(31, 533, LOAD, 0),				/* lswx */
	INT(31, 534, LOAD, 4, REVERSE, 0),			/* lwbrx */
	FPR(31, 535, LOAD, SINGLE, 4, 0, 0),			/* lfsx */
	FPR(31, 567, LOAD, SINGLE, 4, UPDATE, 0),		/* lfsux */
	INT(31, 582, LOAD, 4, NO_CI | NO_INDEX, ISA_300),	/* lwat */
	VSX_ONE(31, 588, LOAD, SCALAR, 8, 0, 0),		/* lxsdx */
	STRING(31, 597, LOAD, NO_INDEX),			/* lswi */
	FPR(31, 599, LOAD, SCALAR, 8, 0, 0),			/* lfdx */
	INT(31, 614, LOAD, 8, NO_CI | NO_INDEX, ISA_300),	/* ldat */
	FPR(31, 631, LOAD, SCALAR, 8, UPDATE, 0),		/* lfdux */
	VSX_ONE(31, 652, STORE, SINGLE, 4, 0, PPC_ISA_207),	/* stxsspx */
	INT(31, 660, STORE, 8, REVERSE, PPC_ISA_64 | PPC_ISA_206), /* stdbrx */
	STRING(31, 661, STORE, 0),				/* stswx */
	INT(31, 662, STORE, 4, REVERSE, 0),			/* stwbrx */
	FPR(31, 663, STORE, SINGLE, 4, 0, 0),			/* stfsx */
	INT(31, 694, STORE, 1, NO_CI, PPC_ISA_207),		/* stbcx. */
	FPR(31, 695, STORE, SINGLE, 4, UPDATE, 0),		/* stfsux */
	INT(31, 710, STORE, 4, NO_CI | NO_INDEX, ISA_300),	/* stwat */
	VSX_ONE(31, 716, STORE, SCALAR, 8, 0, 0),		/* stxsdx */
	STRING(31, 725, STORE, NO_INDEX),			/* stswi */
	INT(31, 726, STORE, 2, NO_CI, PPC_ISA_207),		/* sthcx. */
	FPR(31, 727, STORE, SCALAR, 8, 0, 0),			/* stfdx */
	INT(31, 742, STORE, 8, NO_CI | NO_INDEX, ISA_300),	/* stdat */
	CACHE(31, 758, CACHE),					/* dcba */
	FPR(31, 759, STORE, SCALAR, 8, UPDATE, 0),		/* stfdux */
	COPY(31, 774, LOAD),					/* copy */
	VSX_ELEMENTS(31, 780, LOAD, 4, 0),			/* lxvw4x */
	VSX_ONE(31, 781, LOAD, SCALAR, 1, 0, PPC_ISA_300),	/* lxsibzx */
	INT(31, 789, LOAD, 4, 0, PPC_ISA_205),			/* lwzcix */
	INT(31, 790, LOAD, 2, REVERSE, 0),			/* lhbrx */
	FPR_PAIR(31, 791, LOAD),				/* lfdpx */
	VSX_ELEMENTS(31, 812, LOAD, 2, PPC_ISA_300),		/* lxvh8x */
	VSX_ONE(31, 813, LOAD, SCALAR, 2, 0, PPC_ISA_300),	/* lxsihzx */
	INT(31, 821, LOAD, 2, 0, PPC_ISA_205),			/* lhzcix */
	VSX_ELEMENTS(31, 844, LOAD, 8, 0),			/* lxvd2x */
	INT(31, 853, LOAD, 1, 0, PPC_ISA_205),			/* lbzcix */
	FPR(31, 855, LOAD, SCALAR, 4, SIGNED, PPC_ISA_205),	/* lfiwax */
	VSX_ELEMENTS(31, 876, LOAD, 1, PPC_ISA_300),		/* lxvb16x */
	INT(31, 885, LOAD, 8, 0, PPC_ISA_64 | PPC_ISA_205),	/* ldcix */
	FPR(31, 887, LOAD, SCALAR, 4, 0, PPC_ISA_206),		/* lfiwzx */
	COPY(31, 902, STORE),					/* paste. */
	VSX_ELEMENTS(31, 908, STORE, 4, 0),			/* stxvw4x */
	VSX_ONE(31, 909, STORE, SCALAR, 1, 0, PPC_ISA_300),	/* stxsibx */
	INT(31, 917, STORE, 4, 0, PPC_ISA_205),			/* stwcix */
	INT(31, 918, STORE, 2, REVERSE, 0),			/* sthbrx */
	FPR_PAIR(31, 919, STORE),				/* stfdpx */
	VSX_ELEMENTS(31, 940, STORE, 2, PPC_ISA_300),		/* stxvh8x */
	VSX_ONE(31, 941, STORE, SCALAR, 2, 0, PPC_ISA_300),	/* stxsihx */
	INT(31, 949, STORE, 2, 0, PPC_ISA_205),			/* sthcix */
	VSX_ELEMENTS(31, 972, STORE, 8, 0),			/* stxvd2x */
	INT(31, 981, STORE, 1, 0, PPC_ISA_205),			/* stbcix */
	CACHE(31, 982, CACHE),					/* icbi */
	FPR(31, 983, STORE, SCALAR, 4, 0, 0),			/* stfiwx */
	VSX_ELEMENTS(31, 1004, STORE, 1, PPC_ISA_300),		/* stxvb16x */
	INT(31, 1013, STORE, 8, 0, PPC_ISA_64 | PPC_ISA_205),	/* stdcix */
	CACHE(31, 1014, DCBZ),					/* dcbz */

	INT(32, 0, LOAD, 4, 0, 0),				/* lwz */
	INT(33, 0, LOAD, 4, UPDATE, 0),				/* lwzu */
	INT(34, 0, LOAD, 1, 0, 0),				/* lbz */
	INT(35, 0, LOAD, 1, UPDATE, 0),				/* lbzu */
	INT(36, 0, STORE, 4, 0, 0),				/* stw */
	INT(37, 0, STORE, 4, UPDATE, 0),			/* stwu */
	INT(38, 0, STORE, 1, 0, 0),				/* stb */
	INT(39, 0, STORE, 1, UPDATE, 0),			/* stbu */
	INT(40, 0, LOAD, 2, 0, 0),				/* lhz */
	INT(41, 0, LOAD, 2, UPDATE, 0),				/* lhzu */
	INT(42, 0, LOAD, 2, SIGNED, 0),				/* lha */
	INT(43, 0, LOAD, 2, SIGNED | UPDATE, 0),		/* lhau */
	INT(44, 0, STORE, 2, 0, 0),				/* sth */
	INT(45, 0, STORE, 2, UPDATE, 0),			/* sthu */
	ROW(46, 0, LOAD, GPR, INT, RT, 4, 0, 0, BE_ONLY, 0),	/* lmw */
	ROW(47, 0, STORE, GPR, INT, RT, 4, 0, 0, BE_ONLY, 0),	/* stmw */
	FPR(48, 0, LOAD, SINGLE, 4, 0, 0),			/* lfs */
	FPR(49, 0, LOAD, SINGLE, 4, UPDATE, 0),			/* lfsu */
	FPR(50, 0, LOAD, SCALAR, 8, 0, 0),			/* lfd */
	FPR(51, 0, LOAD, SCALAR, 8, UPDATE, 0),			/* lfdu */
	FPR(52, 0, STORE, SINGLE, 4, 0, 0),			/* stfs */
	FPR(53, 0, STORE, SINGLE, 4, UPDATE, 0),		/* stfsu */
	FPR(54, 0, STORE, SCALAR, 8, 0, 0),			/* stfd */
	FPR(55, 0, STORE, SCALAR, 8, UPDATE, 0),		/* stfdu */
	QUAD(56, 0, LOAD, QUAD, 0, ISA_207),			/* lq */

	FPR_PAIR(57, 0, LOAD),					/* lfdp */
	VSX_VRT(57, 2, LOAD, SCALAR, 8, PPC_ISA_300),		/* lxsd */
	VSX_VRT(57, 3, LOAD, SINGLE, 4, PPC_ISA_300),		/* lxssp */

	INT(58, 0, LOAD, 8, 0, ISA_64),				/* ld */
	INT(58, 1, LOAD, 8, UPDATE, ISA_64),			/* ldu */
	INT(58, 2, LOAD, 4, SIGNED, ISA_64),			/* lwa */

	/* two bits of DS-form, three of DQ-form: the former stand twice */
	FPR_PAIR(61, 0, STORE),					/* stfdp */
	VSX_QUAD(61, 1, LOAD, XT_DQ, PPC_ISA_300),		/* lxv */
	VSX_VRT(61, 2, STORE, SCALAR, 8, PPC_ISA_300),		/* stxsd */
	VSX_VRT(61, 3, STORE, SINGLE, 4, PPC_ISA_300),		/* stxssp */
	FPR_PAIR(61, 4, STORE),					/* stfdp */
	VSX_QUAD(61, 5, STORE, XT_DQ, PPC_ISA_300),		/* stxv */
	VSX_VRT(61, 6, STORE, SCALAR, 8, PPC_ISA_300),		/* stxsd */
	VSX_VRT(61, 7, STORE, SINGLE, 4, PPC_ISA_300),		/* stxssp */

	INT(62, 0, STORE, 8, 0, ISA_64),			/* std */
	INT(62, 1, STORE, 8, UPDATE, ISA_64),			/* stdu */
	QUAD(62, 2, STORE, QUAD, 0, ISA_207),			/* stq */
};

/* Bits of a word from..to, counted from the left as the architecture does. */
static u32 field(u32 word, unsigned int from, unsigned int to)
{
	return word << from >> (from + 31 - to);
}

/* Extended opcode in the low bits of a word; an opcode 31 has it elsewhere. */
static u32 xo_mask(u32 opcode)
{
	switch (opcode) {
	case OP_LXVP:
		return 0xf;
	case OP_STXV:
		return 0x7;
	case OP_LFDP:
	case OP_LD:
	case OP_STD:
		return 0x3;
	default:
		return 0;
	}
}

/* The row of an instruction, NULL where it is no load or store. */
static const struct ls_row *ls_find(u32 word, u32 suffix)
{
	u32 opcode = field(word, 0, 5);
	const struct ls_row *row;

	switch (opcode) {
	case OP_PREFIX:
		/* types 0 and 2 only, of each the subtype 0 */
		if (field(word, 7, 8))
			return NULL;
		row = &ls_table[INDEX(OP_PREFIX, field(word, 6, 7) << 6 |
						 field(suffix, 0, 5))];
		break;
	case OP_X:
		row = &ls_table[INDEX(OP_X, field(word, 21, 30))];
		break;
	default:
		row = &ls_table[INDEX(opcode, word & xo_mask(opcode))];
	}
	return row->flags & PRESENT ? row : NULL;
}

static s64 sign_extend(u64 value, unsigned int bits)
{
	u64 sign = 1ULL << (bits - 1);

	return (s64)((value ^ sign) - sign);
}

/* Base, index and displacement; @word holds the registers' fields. */
static void decode_address(const struct ls_row *row, u32 prefix, u32 word,
			   struct ppc_inst_ls *ls)
{
	u32 opcode = field(word, 0, 5);
	u64 high;

	ls->ra = field(word, 11, 15);
	ls->rb = 0;
	ls->disp = 0;
	ls->indexed = false;
	ls->pc_relative = false;
	if (prefix) {
		high = field(prefix, 14, 31);
		ls->disp = sign_extend(high << 16 | field(word, 16, 31), 34);
		ls->pc_relative = field(prefix, 11, 11);
	} else if (opcode == OP_X) {
		ls->rb = field(word, 16, 20);
		ls->indexed = !(row->flags & NO_INDEX);
	} else if (opcode == OP_LQ || opcode == OP_LXVP ||
		   row->operand == OPERAND_XT_DQ) {
		/* DQ-form */
		ls->disp = sign_extend(word & 0xfff0, 16);
	} else {
		ls->disp = sign_extend(word & 0xffff & ~(xo_mask(opcode) & 3),
				       16);
	}
}

static u8 decode_register(enum ls_operand operand, u32 word)
{
	u32 rt = field(word, 6, 10);

	switch (operand) {
	case OPERAND_VRT:
		return 32 + rt;
	case OPERAND_XT_X:
		return field(word, 31, 31) << 5 | rt;
	case OPERAND_XT_DQ:
		return field(word, 28, 28) << 5 | rt;
	case OPERAND_XT_PREFIXED:
		return field(word, 5, 5) << 5 | rt;
	case OPERAND_XTP:
		return field(word, 10, 10) << 5 | field(word, 6, 9) << 1;
	default:
		return rt;
	}
}

/* Is register one of nr from first on, which go round after 31? */
static bool reg_in_range(u8 reg, u8 first, u8 nr)
{
	return ((reg - first) & 31) < nr;
}

/* Number of registers, and of accesses where the opcode does not tell it. */
static void decode_extent(const struct ls_row *row, struct ppc_inst_ls *ls)
{
	ls->count = row->count;
	ls->nr_regs = row->class == PPC_LS_NONE ? 0 : 1;

	switch (row->format) {
	case PPC_LS_QUAD:
	case PPC_LS_QUAD_ASC:
		ls->nr_regs = 2;
		break;
	case PPC_LS_VECTOR:
		ls->nr_regs = row->element > 16 ? 2 : 1;
		break;
	case PPC_LS_STRING:
		if (!ls->indexed)
			ls->count = ls->rb ? ls->rb : 32;
		ls->nr_regs = (ls->count + 3) / 4;
		break;
	case PPC_LS_INT:
		if (row->size && !row->count) {
			ls->count = 32 - ls->reg;
			ls->nr_regs = ls->count;
		}
		break;
	}
}

/*
 * Invalid forms, by the description of each instruction in Book I. Those of
 * lswx depend on XER and are found by ppc_inst_ls_resolve().
 */
static bool invalid_form(const struct ppc_inst_ls *ls)
{
	bool load_gpr = ls->kind == PPC_LS_LOAD && ls->class == PPC_LS_GPR;
	bool pair = ls->format == PPC_LS_QUAD || ls->format == PPC_LS_QUAD_ASC;

	if (ls->pc_relative && ls->ra)
		return true;
	if (ls->update && (!ls->ra || (load_gpr && ls->ra == ls->reg)))
		return true;
	if (pair && ls->reg & 1)
		return true;
	if (pair && load_gpr &&
	    (ls->reg == ls->ra || (ls->indexed && ls->reg == ls->rb)))
		return true;
	return load_gpr && ls->be_only &&
	       reg_in_range(ls->ra, ls->reg, ls->nr_regs);
}

/**
 * ppc_inst_ls_decode - decode a load, store or cache instruction
 * @word: the instruction word, as a number; of a prefixed one the prefix
 * @suffix: the word after a prefix, otherwise not looked at
 * @isa: what the core can execute, a mask of enum ppc_isa
 * @ls: filled when 0 is returned, with -EINVAL undefined
 *
 * Any context. Power ISA 3.1B, Books I and II.
 *
 * Return: 0; -EOPNOTSUPP where it is no load, store or cache instruction that
 * this core has; -EINVAL where it is an invalid form of one.
 */
int ppc_inst_ls_decode(u32 word, u32 suffix, u32 isa, struct ppc_inst_ls *ls)
{
	const struct ls_row *row = ls_find(word, suffix);
	u32 prefix = ppc_inst_is_prefix(word) ? word : 0;

	if (!row || row->isa & ~isa)
		return -EOPNOTSUPP;
	if (prefix)
		word = suffix;

	ls->kind = row->kind;
	ls->class = row->class;
	ls->format = row->format;
	ls->size = row->size;
	ls->element = row->element;
	ls->length = prefix ? 8 : 4;
	ls->sign_extend = row->flags & SIGNED;
	ls->byte_reverse = row->flags & REVERSE;
	ls->update = row->flags & UPDATE;
	ls->aligned = row->flags & ALIGNED;
	ls->be_only = row->flags & BE_ONLY;
	ls->no_ci = row->flags & NO_CI;

	decode_address(row, prefix, word, ls);
	ls->reg = decode_register(row->operand, word);
	if (row->flags & SPLIT_FACILITY && ls->reg >= 32)
		ls->class = PPC_LS_VMX;
	decode_extent(row, ls);

	return invalid_form(ls) ? -EINVAL : 0;
}
EXPORT_SYMBOL_GPL(ppc_inst_ls_decode);

/* Accesses of lxvl and its kin: RB bits 0:7, of which 16 are used. */
static u8 length_in_register(u64 rb)
{
	u8 length = rb >> 56;

	return length < 16 ? length : 16;
}

/**
 * ppc_inst_ls_resolve - find what the registers say of a decoded instruction
 * @ls: decoded; address, count and number of registers are filled in
 * @gpr: the 32 GPRs
 * @xer: XER, for the length of lswx and stswx
 * @nip: address of the instruction, of a prefixed one that of the prefix
 * @sf: MSR[SF], or MSR[CM] of a Book E core; addresses have 32 bits without
 *
 * Any context. Power ISA 3.1B, Book I, Effective Address Calculation.
 *
 * Return: 0, or -EINVAL where the length makes an lswx an invalid form.
 */
int ppc_inst_ls_resolve(struct ppc_inst_ls *ls, const unsigned long *gpr,
			unsigned long xer, unsigned long nip, bool sf)
{
	u64 ea = ls->ra ? gpr[ls->ra] : 0;

	if (ls->pc_relative)
		ea = nip;
	if (ls->indexed)
		ea += gpr[ls->rb];
	ea += ls->disp;

	if (ls->format == PPC_LS_BYTES || ls->format == PPC_LS_BYTES_LEFT)
		ls->count = length_in_register(gpr[ls->rb]);

	if (ls->format == PPC_LS_STRING && ls->indexed) {
		ls->count = xer & 0x7f;
		ls->nr_regs = (ls->count + 3) / 4;
		if (ls->kind == PPC_LS_LOAD &&
		    (reg_in_range(ls->ra, ls->reg, ls->nr_regs) ||
		     reg_in_range(ls->rb, ls->reg, ls->nr_regs)))
			return -EINVAL;
	}

	if (ls->aligned)
		ea &= ~((u64)ls->count * ls->size - 1);
	ls->ea = sf ? ea : (u32)ea;
	return 0;
}
EXPORT_SYMBOL_GPL(ppc_inst_ls_resolve);

/* Is there an instruction word that leads to row @index? */
static bool row_reachable(unsigned int index)
{
	u32 opcode, xo;

	if (index < INDEX_PREFIXED)
		return true;
	if (index < INDEX_PRIMARY)
		return (index - INDEX_PREFIXED) >> 6 != 1;
	opcode = (index - INDEX_PRIMARY) >> INDEX_XO_BITS;
	xo = (index - INDEX_PRIMARY) & ((1 << INDEX_XO_BITS) - 1);
	return opcode != OP_X && opcode != OP_PREFIX && !(xo & ~xo_mask(opcode));
}

/**
 * ppc_inst_ls_verify - check that the decoder's table is in order
 *
 * A row that no instruction can reach, or that moves more than an image holds,
 * is a mistake. Called when the module is loaded. Any context.
 *
 * Return: 0, or -EINVAL for a table that must not be used.
 */
int ppc_inst_ls_verify(void)
{
	const struct ls_row *row;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ls_table); i++) {
		row = &ls_table[i];
		if (!(row->flags & PRESENT))
			continue;
		if (!row_reachable(i))
			return -EINVAL;
		if (row->size & (row->size - 1) || row->size > 8)
			return -EINVAL;
		if (row->size * row->count > PPC_LS_IMAGE_MAX)
			return -EINVAL;
	}
	return 0;
}
