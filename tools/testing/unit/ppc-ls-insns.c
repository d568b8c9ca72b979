// SPDX-License-Identifier: GPL-2.0
/*
 * Every load, store and cache instruction that the decoder knows, as an
 * assembler writes it, with what Power ISA 3.1B, Books I and II, says of it.
 */
#include <linux/kernel.h>

#include "ppc-ls-insns.h"

#define LS(_kind, _class, _format, _size, _count)			\
	.kind = PPC_LS_##_kind, .class = PPC_LS_##_class,		\
	.format = PPC_LS_##_format, .size = _size, .count = _count
#define INT(kind, size)		LS(kind, GPR, INT, size, 1)
#define SINGLE(kind, class)	LS(kind, class, SINGLE, 4, 1)
#define SCALAR(kind, class, size) LS(kind, class, SCALAR, size, 1)
#define VECTOR(kind, class, size, _element)				\
	LS(kind, class, VECTOR, size, 16 / (size)), .element = _element
#define VPAIR(kind)		LS(kind, VSX, VECTOR, 8, 4), .element = 32
#define CACHE(kind)		LS(kind, NONE, INT, 0, 0)

/* registers from reg on, RA, and displacement, RB, or neither */
#define D(_reg, _nr, _ra, _disp)					\
	.reg = _reg, .nr_regs = _nr, .ra = _ra, .disp = _disp, .length = 4
#define P(_reg, _nr, _ra, _disp)					\
	.reg = _reg, .nr_regs = _nr, .ra = _ra, .disp = _disp, .length = 8
#define X(_reg, _nr, _ra, _rb)						\
	.reg = _reg, .nr_regs = _nr, .ra = _ra, .rb = _rb,		\
	.indexed = true, .length = 4
#define L(_reg, _nr, _ra, _rb)						\
	.reg = _reg, .nr_regs = _nr, .ra = _ra, .rb = _rb, .length = 4

#define UPDATE			.update = true
#define SIGNED			.sign_extend = true
#define REVERSE			.byte_reverse = true
#define BE_ONLY			.be_only = true
#define NO_CI			.no_ci = true
#define ALIGNED			.aligned = true
#define RELATIVE		.pc_relative = true

#define I64	PPC_ISA_64
#define IFP	PPC_ISA_FP
#define ISTR	PPC_ISA_STRING
#define IVMX	PPC_ISA_VMX
#define IVSX	PPC_ISA_VSX
#define V205	PPC_ISA_205
#define V206	PPC_ISA_206
#define V207	PPC_ISA_207
#define V300	PPC_ISA_300
#define V310	PPC_ISA_310

const struct ls_insn ls_insns[] = {
	/* fixed-point loads */
	{ "lbz 3,-1(4)", 0, { INT(LOAD, 1), D(3, 1, 4, -1) } },
	{ "lbzu 5,32767(6)", 0, { INT(LOAD, 1), D(5, 1, 6, 32767), UPDATE } },
	{ "lbzx 7,0,8", 0, { INT(LOAD, 1), X(7, 1, 0, 8) } },
	{ "lbzux 9,10,11", 0, { INT(LOAD, 1), X(9, 1, 10, 11), UPDATE } },
	{ "lhz 31,-32768(30)", 0, { INT(LOAD, 2), D(31, 1, 30, -32768) } },
	{ "lhzu 12,2(13)", 0, { INT(LOAD, 2), D(12, 1, 13, 2), UPDATE } },
	{ "lhzx 14,15,16", 0, { INT(LOAD, 2), X(14, 1, 15, 16) } },
	{ "lhzux 17,18,19", 0, { INT(LOAD, 2), X(17, 1, 18, 19), UPDATE } },
	{ "lha 20,3(21)", 0, { INT(LOAD, 2), D(20, 1, 21, 3), SIGNED } },
	{ "lhau 22,4(23)", 0,
	  { INT(LOAD, 2), D(22, 1, 23, 4), SIGNED, UPDATE } },
	{ "lhax 24,25,26", 0, { INT(LOAD, 2), X(24, 1, 25, 26), SIGNED } },
	{ "lhaux 27,28,29", 0,
	  { INT(LOAD, 2), X(27, 1, 28, 29), SIGNED, UPDATE } },
	{ "lwz 0,5(0)", 0, { INT(LOAD, 4), D(0, 1, 0, 5) } },
	{ "lwzu 1,-6(2)", 0, { INT(LOAD, 4), D(1, 1, 2, -6), UPDATE } },
	{ "lwzx 3,4,5", 0, { INT(LOAD, 4), X(3, 1, 4, 5) } },
	{ "lwzux 6,7,8", 0, { INT(LOAD, 4), X(6, 1, 7, 8), UPDATE } },
	{ "lwa 9,-4(10)", I64, { INT(LOAD, 4), D(9, 1, 10, -4), SIGNED } },
	{ "lwax 11,12,13", I64, { INT(LOAD, 4), X(11, 1, 12, 13), SIGNED } },
	{ "lwaux 14,15,16", I64,
	  { INT(LOAD, 4), X(14, 1, 15, 16), SIGNED, UPDATE } },
	{ "ld 17,32764(18)", I64, { INT(LOAD, 8), D(17, 1, 18, 32764) } },
	{ "ldu 19,-32768(20)", I64,
	  { INT(LOAD, 8), D(19, 1, 20, -32768), UPDATE } },
	{ "ldx 21,22,23", I64, { INT(LOAD, 8), X(21, 1, 22, 23) } },
	{ "ldux 24,25,26", I64, { INT(LOAD, 8), X(24, 1, 25, 26), UPDATE } },

	/* fixed-point stores; an update may store its own base register */
	{ "stb 3,7(4)", 0, { INT(STORE, 1), D(3, 1, 4, 7) } },
	{ "stbu 5,-8(5)", 0, { INT(STORE, 1), D(5, 1, 5, -8), UPDATE } },
	{ "stbx 7,0,8", 0, { INT(STORE, 1), X(7, 1, 0, 8) } },
	{ "stbux 9,9,11", 0, { INT(STORE, 1), X(9, 1, 9, 11), UPDATE } },
	{ "sth 31,9(30)", 0, { INT(STORE, 2), D(31, 1, 30, 9) } },
	{ "sthu 12,10(13)", 0, { INT(STORE, 2), D(12, 1, 13, 10), UPDATE } },
	{ "sthx 14,15,16", 0, { INT(STORE, 2), X(14, 1, 15, 16) } },
	{ "sthux 17,18,19", 0, { INT(STORE, 2), X(17, 1, 18, 19), UPDATE } },
	{ "stw 0,11(0)", 0, { INT(STORE, 4), D(0, 1, 0, 11) } },
	{ "stwu 1,-12(1)", 0, { INT(STORE, 4), D(1, 1, 1, -12), UPDATE } },
	{ "stwx 3,4,5", 0, { INT(STORE, 4), X(3, 1, 4, 5) } },
	{ "stwux 6,7,8", 0, { INT(STORE, 4), X(6, 1, 7, 8), UPDATE } },
	{ "std 17,-4(18)", I64, { INT(STORE, 8), D(17, 1, 18, -4) } },
	{ "stdu 19,16(20)", I64,
	  { INT(STORE, 8), D(19, 1, 20, 16), UPDATE } },
	{ "stdx 21,22,23", I64, { INT(STORE, 8), X(21, 1, 22, 23) } },
	{ "stdux 24,25,26", I64,
	  { INT(STORE, 8), X(24, 1, 25, 26), UPDATE } },

	/* byte reversal */
	{ "lhbrx 3,4,5", 0, { INT(LOAD, 2), X(3, 1, 4, 5), REVERSE } },
	{ "lwbrx 6,7,8", 0, { INT(LOAD, 4), X(6, 1, 7, 8), REVERSE } },
	{ "ldbrx 9,10,11", I64 | V206,
	  { INT(LOAD, 8), X(9, 1, 10, 11), REVERSE } },
	{ "sthbrx 12,13,14", 0, { INT(STORE, 2), X(12, 1, 13, 14), REVERSE } },
	{ "stwbrx 15,16,17", 0, { INT(STORE, 4), X(15, 1, 16, 17), REVERSE } },
	{ "stdbrx 18,19,20", I64 | V206,
	  { INT(STORE, 8), X(18, 1, 19, 20), REVERSE } },

	/* multiple and string */
	{ "lmw 29,12(3)", 0,
	  { LS(LOAD, GPR, INT, 4, 3), D(29, 3, 3, 12), BE_ONLY } },
	{ "stmw 0,-12(3)", 0,
	  { LS(STORE, GPR, INT, 4, 32), D(0, 32, 3, -12), BE_ONLY } },
	{ "lswi 30,5,13", ISTR,
	  { LS(LOAD, GPR, STRING, 1, 13), L(30, 4, 5, 13), BE_ONLY } },
	{ "lswi 6,5,0", ISTR,
	  { LS(LOAD, GPR, STRING, 1, 32), L(6, 8, 5, 0), BE_ONLY } },
	{ "lswx 6,7,8", ISTR,
	  { LS(LOAD, GPR, STRING, 1, 0), X(6, 0, 7, 8), BE_ONLY } },
	{ "stswi 31,9,1", ISTR,
	  { LS(STORE, GPR, STRING, 1, 1), L(31, 1, 9, 1), BE_ONLY } },
	{ "stswx 10,11,12", ISTR,
	  { LS(STORE, GPR, STRING, 1, 0), X(10, 0, 11, 12), BE_ONLY } },

	/* quadword */
	{ "lq 4,-16(3)", I64 | V207,
	  { LS(LOAD, GPR, QUAD, 8, 2), D(4, 2, 3, -16), NO_CI } },
	{ "stq 6,-8(5)", I64 | V207,
	  { LS(STORE, GPR, QUAD, 8, 2), D(6, 2, 5, -8), NO_CI } },

	/* reservations and atomics */
	{ "lbarx 3,4,5", V207, { INT(LOAD, 1), X(3, 1, 4, 5), NO_CI } },
	{ "lharx 6,7,8", V207, { INT(LOAD, 2), X(6, 1, 7, 8), NO_CI } },
	{ "lwarx 9,0,11", 0, { INT(LOAD, 4), X(9, 1, 0, 11), NO_CI } },
	{ "ldarx 12,13,14", I64, { INT(LOAD, 8), X(12, 1, 13, 14), NO_CI } },
	{ "lqarx 16,17,18", I64 | V207,
	  { LS(LOAD, GPR, QUAD, 8, 2), X(16, 2, 17, 18), NO_CI } },
	{ "stbcx. 3,4,5", V207, { INT(STORE, 1), X(3, 1, 4, 5), NO_CI } },
	{ "sthcx. 6,7,8", V207, { INT(STORE, 2), X(6, 1, 7, 8), NO_CI } },
	{ "stwcx. 9,0,11", 0, { INT(STORE, 4), X(9, 1, 0, 11), NO_CI } },
	{ "stdcx. 12,13,14", I64, { INT(STORE, 8), X(12, 1, 13, 14), NO_CI } },
	{ "stqcx. 16,17,18", I64 | V207,
	  { LS(STORE, GPR, QUAD, 8, 2), X(16, 2, 17, 18), NO_CI } },
	{ "lwat 3,4,5", I64 | V300, { INT(LOAD, 4), L(3, 1, 4, 5), NO_CI } },
	{ "ldat 6,7,8", I64 | V300, { INT(LOAD, 8), L(6, 1, 7, 8), NO_CI } },
	{ "stwat 9,10,5", I64 | V300,
	  { INT(STORE, 4), L(9, 1, 10, 5), NO_CI } },
	{ "stdat 12,13,24", I64 | V300,
	  { INT(STORE, 8), L(12, 1, 13, 24), NO_CI } },
	{ "copy 3,4", V300, { CACHE(LOAD), X(1, 0, 3, 4), NO_CI } },
	{ "paste. 5,6", V300, { CACHE(STORE), X(1, 0, 5, 6), NO_CI } },

	/* caching inhibited */
	{ "lbzcix 3,4,5", V205, { INT(LOAD, 1), X(3, 1, 4, 5) } },
	{ "lhzcix 6,7,8", V205, { INT(LOAD, 2), X(6, 1, 7, 8) } },
	{ "lwzcix 9,10,11", V205, { INT(LOAD, 4), X(9, 1, 10, 11) } },
	{ "ldcix 12,13,14", I64 | V205, { INT(LOAD, 8), X(12, 1, 13, 14) } },
	{ "stbcix 15,16,17", V205, { INT(STORE, 1), X(15, 1, 16, 17) } },
	{ "sthcix 18,19,20", V205, { INT(STORE, 2), X(18, 1, 19, 20) } },
	{ "stwcix 21,22,23", V205, { INT(STORE, 4), X(21, 1, 22, 23) } },
	{ "stdcix 24,25,26", I64 | V205, { INT(STORE, 8), X(24, 1, 25, 26) } },

	/* floating point */
	{ "lfs 3,13(4)", IFP, { SINGLE(LOAD, FPR), D(3, 1, 4, 13) } },
	{ "lfsu 5,14(5)", IFP, { SINGLE(LOAD, FPR), D(5, 1, 5, 14), UPDATE } },
	{ "lfsx 7,0,8", IFP, { SINGLE(LOAD, FPR), X(7, 1, 0, 8) } },
	{ "lfsux 9,9,11", IFP, { SINGLE(LOAD, FPR), X(9, 1, 9, 11), UPDATE } },
	{ "lfd 12,15(13)", IFP, { SCALAR(LOAD, FPR, 8), D(12, 1, 13, 15) } },
	{ "lfdu 14,16(15)", IFP,
	  { SCALAR(LOAD, FPR, 8), D(14, 1, 15, 16), UPDATE } },
	{ "lfdx 16,17,18", IFP, { SCALAR(LOAD, FPR, 8), X(16, 1, 17, 18) } },
	{ "lfdux 19,20,21", IFP,
	  { SCALAR(LOAD, FPR, 8), X(19, 1, 20, 21), UPDATE } },
	{ "lfiwax 22,23,24", IFP | V205,
	  { SCALAR(LOAD, FPR, 4), X(22, 1, 23, 24), SIGNED } },
	{ "lfiwzx 25,26,27", IFP | V206,
	  { SCALAR(LOAD, FPR, 4), X(25, 1, 26, 27) } },
	{ "lfdp 30,-4(3)", IFP | V205,
	  { LS(LOAD, FPR, QUAD, 8, 2), D(30, 2, 3, -4) } },
	{ "lfdpx 4,5,6", IFP | V205,
	  { LS(LOAD, FPR, QUAD, 8, 2), X(4, 2, 5, 6) } },
	{ "stfs 3,17(4)", IFP, { SINGLE(STORE, FPR), D(3, 1, 4, 17) } },
	{ "stfsu 5,18(6)", IFP, { SINGLE(STORE, FPR), D(5, 1, 6, 18), UPDATE } },
	{ "stfsx 7,0,8", IFP, { SINGLE(STORE, FPR), X(7, 1, 0, 8) } },
	{ "stfsux 9,10,11", IFP,
	  { SINGLE(STORE, FPR), X(9, 1, 10, 11), UPDATE } },
	{ "stfd 12,19(13)", IFP, { SCALAR(STORE, FPR, 8), D(12, 1, 13, 19) } },
	{ "stfdu 14,20(15)", IFP,
	  { SCALAR(STORE, FPR, 8), D(14, 1, 15, 20), UPDATE } },
	{ "stfdx 16,17,18", IFP, { SCALAR(STORE, FPR, 8), X(16, 1, 17, 18) } },
	{ "stfdux 19,20,21", IFP,
	  { SCALAR(STORE, FPR, 8), X(19, 1, 20, 21), UPDATE } },
	{ "stfiwx 22,23,24", IFP, { SCALAR(STORE, FPR, 4), X(22, 1, 23, 24) } },
	{ "stfdp 28,8(3)", IFP | V205,
	  { LS(STORE, FPR, QUAD, 8, 2), D(28, 2, 3, 8) } },
	{ "stfdp 28,12(3)", IFP | V205,
	  { LS(STORE, FPR, QUAD, 8, 2), D(28, 2, 3, 12) } },
	{ "stfdpx 26,5,6", IFP | V205,
	  { LS(STORE, FPR, QUAD, 8, 2), X(26, 2, 5, 6) } },

	/* AltiVec */
	{ "lvebx 3,4,5", IVMX,
	  { LS(LOAD, VMX, LANE, 1, 1), X(35, 1, 4, 5), ALIGNED } },
	{ "lvehx 6,0,8", IVMX,
	  { LS(LOAD, VMX, LANE, 2, 1), X(38, 1, 0, 8), ALIGNED } },
	{ "lvewx 9,10,11", IVMX,
	  { LS(LOAD, VMX, LANE, 4, 1), X(41, 1, 10, 11), ALIGNED } },
	{ "lvx 0,13,14", IVMX,
	  { VECTOR(LOAD, VMX, 8, 16), X(32, 1, 13, 14), ALIGNED } },
	{ "lvxl 15,16,17", IVMX,
	  { VECTOR(LOAD, VMX, 8, 16), X(47, 1, 16, 17), ALIGNED } },
	{ "stvebx 18,19,20", IVMX,
	  { LS(STORE, VMX, LANE, 1, 1), X(50, 1, 19, 20), ALIGNED } },
	{ "stvehx 21,22,23", IVMX,
	  { LS(STORE, VMX, LANE, 2, 1), X(53, 1, 22, 23), ALIGNED } },
	{ "stvewx 24,25,26", IVMX,
	  { LS(STORE, VMX, LANE, 4, 1), X(56, 1, 25, 26), ALIGNED } },
	{ "stvx 31,28,29", IVMX,
	  { VECTOR(STORE, VMX, 8, 16), X(63, 1, 28, 29), ALIGNED } },
	{ "stvxl 30,1,2", IVMX,
	  { VECTOR(STORE, VMX, 8, 16), X(62, 1, 1, 2), ALIGNED } },

	/* VSX scalars */
	{ "lxsdx 33,4,5", IVSX, { SCALAR(LOAD, VSX, 8), X(33, 1, 4, 5) } },
	{ "lxsspx 3,4,5", IVSX | V207, { SINGLE(LOAD, VSX), X(3, 1, 4, 5) } },
	{ "lxsiwax 63,6,7", IVSX | V207,
	  { SCALAR(LOAD, VSX, 4), X(63, 1, 6, 7), SIGNED } },
	{ "lxsiwzx 31,8,9", IVSX | V207,
	  { SCALAR(LOAD, VSX, 4), X(31, 1, 8, 9) } },
	{ "lxsibzx 40,10,11", IVSX | V300,
	  { SCALAR(LOAD, VSX, 1), X(40, 1, 10, 11) } },
	{ "lxsihzx 20,12,13", IVSX | V300,
	  { SCALAR(LOAD, VSX, 2), X(20, 1, 12, 13) } },
	{ "lxsd 3,-4(4)", IVSX | V300,
	  { SCALAR(LOAD, VMX, 8), D(35, 1, 4, -4) } },
	{ "lxssp 5,8(6)", IVSX | V300, { SINGLE(LOAD, VMX), D(37, 1, 6, 8) } },
	{ "stxsdx 32,4,5", IVSX, { SCALAR(STORE, VSX, 8), X(32, 1, 4, 5) } },
	{ "stxsspx 2,4,5", IVSX | V207, { SINGLE(STORE, VSX), X(2, 1, 4, 5) } },
	{ "stxsiwx 62,6,7", IVSX | V207,
	  { SCALAR(STORE, VSX, 4), X(62, 1, 6, 7) } },
	{ "stxsibx 41,10,11", IVSX | V300,
	  { SCALAR(STORE, VSX, 1), X(41, 1, 10, 11) } },
	{ "stxsihx 21,12,13", IVSX | V300,
	  { SCALAR(STORE, VSX, 2), X(21, 1, 12, 13) } },
	{ "stxsd 7,4(8)", IVSX | V300,
	  { SCALAR(STORE, VMX, 8), D(39, 1, 8, 4) } },
	{ "stxsd 7,8(8)", IVSX | V300,
	  { SCALAR(STORE, VMX, 8), D(39, 1, 8, 8) } },
	{ "stxssp 9,-8(10)", IVSX | V300,
	  { SINGLE(STORE, VMX), D(41, 1, 10, -8) } },
	{ "stxssp 9,-4(10)", IVSX | V300,
	  { SINGLE(STORE, VMX), D(41, 1, 10, -4) } },

	/* VSX vectors */
	{ "lxvd2x 34,4,5", IVSX, { VECTOR(LOAD, VSX, 8, 8), X(34, 1, 4, 5) } },
	{ "lxvw4x 4,5,6", IVSX, { VECTOR(LOAD, VSX, 4, 4), X(4, 1, 5, 6) } },
	{ "lxvh8x 36,5,6", IVSX | V300,
	  { VECTOR(LOAD, VSX, 2, 2), X(36, 1, 5, 6) } },
	{ "lxvb16x 6,7,8", IVSX | V300,
	  { VECTOR(LOAD, VSX, 1, 1), X(6, 1, 7, 8) } },
	{ "lxvdsx 38,9,10", IVSX,
	  { LS(LOAD, VSX, SPLAT, 8, 1), X(38, 1, 9, 10) } },
	{ "lxvwsx 8,9,10", IVSX | V300,
	  { LS(LOAD, VSX, SPLAT, 4, 1), X(8, 1, 9, 10) } },
	{ "lxvwsx 40,9,10", IVSX | V300,
	  { LS(LOAD, VMX, SPLAT, 4, 1), X(40, 1, 9, 10) } },
	{ "lxv 9,-16(10)", IVSX | V300,
	  { VECTOR(LOAD, VSX, 8, 16), D(9, 1, 10, -16) } },
	{ "lxv 41,32752(10)", IVSX | V300,
	  { VECTOR(LOAD, VMX, 8, 16), D(41, 1, 10, 32752) } },
	{ "lxvx 10,11,12", IVSX | V300,
	  { VECTOR(LOAD, VSX, 8, 16), X(10, 1, 11, 12) } },
	{ "lxvx 42,0,12", IVSX | V300,
	  { VECTOR(LOAD, VMX, 8, 16), X(42, 1, 0, 12) } },
	{ "lxvl 11,12,13", IVSX | V300,
	  { LS(LOAD, VSX, BYTES, 1, 0), L(11, 1, 12, 13) } },
	{ "lxvll 43,12,13", IVSX | V300,
	  { LS(LOAD, VMX, BYTES_LEFT, 1, 0), L(43, 1, 12, 13) } },
	{ "stxvd2x 35,4,5", IVSX, { VECTOR(STORE, VSX, 8, 8), X(35, 1, 4, 5) } },
	{ "stxvw4x 5,6,7", IVSX, { VECTOR(STORE, VSX, 4, 4), X(5, 1, 6, 7) } },
	{ "stxvh8x 37,6,7", IVSX | V300,
	  { VECTOR(STORE, VSX, 2, 2), X(37, 1, 6, 7) } },
	{ "stxvb16x 7,8,9", IVSX | V300,
	  { VECTOR(STORE, VSX, 1, 1), X(7, 1, 8, 9) } },
	{ "stxv 8,16(9)", IVSX | V300,
	  { VECTOR(STORE, VSX, 8, 16), D(8, 1, 9, 16) } },
	{ "stxv 40,-32768(9)", IVSX | V300,
	  { VECTOR(STORE, VMX, 8, 16), D(40, 1, 9, -32768) } },
	{ "stxvx 9,10,11", IVSX | V300,
	  { VECTOR(STORE, VSX, 8, 16), X(9, 1, 10, 11) } },
	{ "stxvl 42,12,13", IVSX | V300,
	  { LS(STORE, VMX, BYTES, 1, 0), L(42, 1, 12, 13) } },
	{ "stxvll 11,12,13", IVSX | V300,
	  { LS(STORE, VSX, BYTES_LEFT, 1, 0), L(11, 1, 12, 13) } },

	/* VSX of 3.1 */
	{ "lxvrbx 35,4,5", IVSX | V310,
	  { LS(LOAD, VSX, RIGHT, 1, 1), X(35, 1, 4, 5) } },
	{ "lxvrhx 6,7,8", IVSX | V310,
	  { LS(LOAD, VSX, RIGHT, 2, 1), X(6, 1, 7, 8) } },
	{ "lxvrwx 41,10,11", IVSX | V310,
	  { LS(LOAD, VSX, RIGHT, 4, 1), X(41, 1, 10, 11) } },
	{ "lxvrdx 12,13,14", IVSX | V310,
	  { LS(LOAD, VSX, RIGHT, 8, 1), X(12, 1, 13, 14) } },
	{ "stxvrbx 3,4,5", IVSX | V310,
	  { LS(STORE, VSX, RIGHT, 1, 1), X(3, 1, 4, 5) } },
	{ "stxvrhx 38,7,8", IVSX | V310,
	  { LS(STORE, VSX, RIGHT, 2, 1), X(38, 1, 7, 8) } },
	{ "stxvrwx 9,10,11", IVSX | V310,
	  { LS(STORE, VSX, RIGHT, 4, 1), X(9, 1, 10, 11) } },
	{ "stxvrdx 44,13,14", IVSX | V310,
	  { LS(STORE, VSX, RIGHT, 8, 1), X(44, 1, 13, 14) } },
	{ "lxvp 2,-16(5)", IVSX | V310, { VPAIR(LOAD), D(2, 2, 5, -16) } },
	{ "lxvp 62,32(5)", IVSX | V310, { VPAIR(LOAD), D(62, 2, 5, 32) } },
	{ "stxvp 34,48(5)", IVSX | V310, { VPAIR(STORE), D(34, 2, 5, 48) } },
	{ "lxvpx 30,6,7", IVSX | V310, { VPAIR(LOAD), X(30, 2, 6, 7) } },
	{ "stxvpx 36,8,9", IVSX | V310, { VPAIR(STORE), X(36, 2, 8, 9) } },

	/* prefixed */
	{ "plbz 3,-1(4)", I64 | V310, { INT(LOAD, 1), P(3, 1, 4, -1) } },
	{ "plhz 5,0x1ffffffff(6)", I64 | V310,
	  { INT(LOAD, 2), P(5, 1, 6, 0x1ffffffffLL) } },
	{ "plha 7,-0x200000000(8)", I64 | V310,
	  { INT(LOAD, 2), P(7, 1, 8, -0x200000000LL), SIGNED } },
	{ "plwz 9,0x12345678(0),1", I64 | V310,
	  { INT(LOAD, 4), P(9, 1, 0, 0x12345678), RELATIVE } },
	{ "plwa 11,65536(12)", I64 | V310,
	  { INT(LOAD, 4), P(11, 1, 12, 65536), SIGNED } },
	{ "pld 13,-8(0),1", I64 | V310,
	  { INT(LOAD, 8), P(13, 1, 0, -8), RELATIVE } },
	{ "plq 14,1(15)", I64 | V310,
	  { LS(LOAD, GPR, QUAD_ASC, 8, 2), P(14, 2, 15, 1), NO_CI } },
	{ "pstb 16,2(17)", I64 | V310, { INT(STORE, 1), P(16, 1, 17, 2) } },
	{ "psth 18,3(19)", I64 | V310, { INT(STORE, 2), P(18, 1, 19, 3) } },
	{ "pstw 20,-4(21)", I64 | V310, { INT(STORE, 4), P(20, 1, 21, -4) } },
	{ "pstd 22,5(0)", I64 | V310, { INT(STORE, 8), P(22, 1, 0, 5) } },
	{ "pstq 24,6(24)", I64 | V310,
	  { LS(STORE, GPR, QUAD_ASC, 8, 2), P(24, 2, 24, 6), NO_CI } },
	{ "plfs 3,7(4)", I64 | IFP | V310,
	  { SINGLE(LOAD, FPR), P(3, 1, 4, 7) } },
	{ "plfd 5,8(6)", I64 | IFP | V310,
	  { SCALAR(LOAD, FPR, 8), P(5, 1, 6, 8) } },
	{ "pstfs 7,9(8)", I64 | IFP | V310,
	  { SINGLE(STORE, FPR), P(7, 1, 8, 9) } },
	{ "pstfd 9,10(10)", I64 | IFP | V310,
	  { SCALAR(STORE, FPR, 8), P(9, 1, 10, 10) } },
	{ "plxsd 11,11(12)", I64 | IVSX | V310,
	  { SCALAR(LOAD, VMX, 8), P(43, 1, 12, 11) } },
	{ "plxssp 13,12(14)", I64 | IVSX | V310,
	  { SINGLE(LOAD, VMX), P(45, 1, 14, 12) } },
	{ "pstxsd 15,13(16)", I64 | IVSX | V310,
	  { SCALAR(STORE, VMX, 8), P(47, 1, 16, 13) } },
	{ "pstxssp 17,14(18)", I64 | IVSX | V310,
	  { SINGLE(STORE, VMX), P(49, 1, 18, 14) } },
	{ "plxv 19,15(20)", I64 | IVSX | V310,
	  { VECTOR(LOAD, VSX, 8, 16), P(19, 1, 20, 15) } },
	{ "plxv 51,16(0),1", I64 | IVSX | V310,
	  { VECTOR(LOAD, VMX, 8, 16), P(51, 1, 0, 16), RELATIVE } },
	{ "pstxv 21,17(22)", I64 | IVSX | V310,
	  { VECTOR(STORE, VSX, 8, 16), P(21, 1, 22, 17) } },
	{ "pstxv 53,18(22)", I64 | IVSX | V310,
	  { VECTOR(STORE, VMX, 8, 16), P(53, 1, 22, 18) } },
	{ "plxvp 54,19(23)", IVSX | V310, { VPAIR(LOAD), P(54, 2, 23, 19) } },
	{ "pstxvp 24,20(25)", IVSX | V310, { VPAIR(STORE), P(24, 2, 25, 20) } },

	/* cache */
	{ "dcbz 0,4", 0, { CACHE(DCBZ), X(0, 0, 0, 4) } },
	{ "dcbst 3,4", 0, { CACHE(CACHE), X(0, 0, 3, 4) } },
	{ "dcbf 5,6", 0, { CACHE(CACHE), X(0, 0, 5, 6) } },
	{ "dcbfl 5,6", 0, { CACHE(CACHE), X(1, 0, 5, 6) } },
	{ "dcbt 7,8", 0, { CACHE(CACHE), X(0, 0, 7, 8) } },
	{ "dcbtst 9,10", 0, { CACHE(CACHE), X(0, 0, 9, 10) } },
	{ "dcba 11,12", 0, { CACHE(CACHE), X(0, 0, 11, 12) } },
	{ "dcbi 13,14", 0, { CACHE(CACHE), X(0, 0, 13, 14) } },
	{ "icbi 15,16", 0, { CACHE(CACHE), X(0, 0, 15, 16) } },
	{ "icbt 2,17,18", 0, { CACHE(CACHE), X(2, 0, 17, 18) } },
};

const unsigned int nr_ls_insns = ARRAY_SIZE(ls_insns);
