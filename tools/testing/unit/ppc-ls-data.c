// SPDX-License-Identifier: GPL-2.0
/*
 * The data of loads and stores: bytes of memory against register values, for a
 * big- and a little-endian guest. The values follow from Power ISA 3.1B, Book
 * I: MEM(x, y) reads its bytes in the guest's order, most significant first
 * for a big-endian one, and each instruction says where that value goes.
 *
 * Addresses are in GPR 4, lengths in bits 0:7 of GPR 5 and in XER.
 */
#include <linux/kernel.h>

#include <kvm/ppc_inst.h>

#include "assembled.h"
#include "tap.h"

#define MAX_VALUES	32

/* Values of registers in ascending order, two for each VSR. */
struct data_case {
	const char *text;
	const char *be_image;
	const char *le_image;		/* where a store's differs */
	u64 be[MAX_VALUES];
	u64 le[MAX_VALUES];		/* where a load's differs */
	u8 length;
	u8 address;
	bool both;			/* one result for both orders */
};

#define A5	0xa5a5a5a5a5a5a5a5ULL

static const struct data_case loads[] = {
	/* fixed point */
	{ "lbz 3,0(4)", "\x81", .be = { 0x81 }, .both = true },
	{ "lhz 3,0(4)", "\x81\x02", .be = { 0x8102 }, .le = { 0x0281 } },
	{ "lha 3,0(4)", "\x81\x02", .be = { 0xffffffffffff8102 },
	  .le = { 0x0281 } },
	{ "lha 3,0(4)", "\x01\x82", .be = { 0x0182 },
	  .le = { 0xffffffffffff8201 } },
	{ "lwz 3,0(4)", "\x81\x02\x03\x84", .be = { 0x81020384 },
	  .le = { 0x84030281 } },
	{ "lwa 3,0(4)", "\x81\x02\x03\x04", .be = { 0xffffffff81020304 },
	  .le = { 0x04030281 } },
	{ "ld 3,0(4)", "\x81\x02\x03\x04\x05\x06\x07\x88",
	  .be = { 0x8102030405060788 }, .le = { 0x8807060504030281 } },
	{ "lwzcix 3,0,4", "\x01\x02\x03\x04", .be = { 0x01020304 },
	  .le = { 0x04030201 } },
	{ "plwa 3,0(4)", "\x01\x02\x03\x84", .be = { 0x01020384 },
	  .le = { 0xffffffff84030201 } },
	{ "lhbrx 3,0,4", "\x81\x82", .be = { 0x8281 }, .le = { 0x8182 } },
	{ "lwbrx 3,0,4", "\x81\x02\x03\x84", .be = { 0x84030281 },
	  .le = { 0x81020384 } },
	{ "ldbrx 3,0,4", "\x01\x02\x03\x04\x05\x06\x07\x08",
	  .be = { 0x0807060504030201 }, .le = { 0x0102030405060708 } },

	/* several registers; a little-endian guest is refused lmw and strings */
	{ "lmw 29,0(4)", "\x81\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c",
	  .be = { 0x81020304, 0x05060708, 0x090a0b0c },
	  .le = { 0x04030281, 0x08070605, 0x0c0b0a09 } },
	{ "lswi 30,4,9", "\x81\x02\x03\x04\x05\x06\x07\x08\x89",
	  .be = { 0x81020304, 0x05060708, 0x89000000 }, .both = true },
	{ "lswx 6,0,4", "\x81\x02\x03\x04\x05\x06", .length = 6,
	  .be = { 0x81020304, 0x05060000 }, .both = true },
	{ "lswx 6,0,4", "", .length = 0, .both = true },
	{ "lq 6,0(4)", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10",
	  .be = { 0x0102030405060708, 0x090a0b0c0d0e0f10 },
	  .le = { 0x100f0e0d0c0b0a09, 0x0807060504030201 } },
	{ "plq 6,0(4)", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10",
	  .be = { 0x0102030405060708, 0x090a0b0c0d0e0f10 },
	  .le = { 0x0807060504030201, 0x100f0e0d0c0b0a09 } },

	/* floating point; 1.5 and its like turned round are denormals */
	{ "lfs 3,0(4)", "\x3f\xc0\x00\x00", .be = { 0x3ff8000000000000 },
	  .le = { 0x379807e000000000 } },
	{ "lfs 3,0(4)", "\x00\x00\x00\x01", .be = { 0x36a0000000000000 },
	  .le = { 0x3820000000000000 } },
	{ "plfs 3,0(4)", "\xff\x80\x00\x00", .be = { 0xfff0000000000000 },
	  .le = { 0x37901fe000000000 } },
	{ "lfd 3,0(4)", "\x01\x02\x03\x04\x05\x06\x07\x08",
	  .be = { 0x0102030405060708 }, .le = { 0x0807060504030201 } },
	{ "lfiwax 3,0,4", "\x81\x02\x03\x04", .be = { 0xffffffff81020304 },
	  .le = { 0x04030281 } },
	{ "lfiwzx 3,0,4", "\x81\x02\x03\x84", .be = { 0x81020384 },
	  .le = { 0x84030281 } },
	{ "lfdp 6,0(4)", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10",
	  .be = { 0x0102030405060708, 0, 0x090a0b0c0d0e0f10, 0 },
	  .le = { 0x100f0e0d0c0b0a09, 0, 0x0807060504030201, 0 } },

	/* AltiVec: the rest of the register stays */
	{ "lvebx 3,0,4", "\x11", .address = 0,
	  .be = { 0x11a5a5a5a5a5a5a5, A5 }, .le = { A5, 0xa5a5a5a5a5a5a511 } },
	{ "lvebx 3,0,4", "\x11", .address = 9,
	  .be = { A5, 0xa511a5a5a5a5a5a5 }, .le = { 0xa5a5a5a5a5a511a5, A5 } },
	{ "lvehx 3,0,4", "\x11\x22", .address = 7,
	  .be = { 0xa5a5a5a5a5a51122, A5 }, .le = { A5, 0x2211a5a5a5a5a5a5 } },
	{ "lvewx 3,0,4", "\x11\x22\x33\x44", .address = 12,
	  .be = { A5, 0xa5a5a5a511223344 }, .le = { 0x44332211a5a5a5a5, A5 } },
	{ "lvx 3,0,4", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10", .address = 5,
	  .be = { 0x0102030405060708, 0x090a0b0c0d0e0f10 },
	  .le = { 0x100f0e0d0c0b0a09, 0x0807060504030201 } },

	/* VSX scalars */
	{ "lxsdx 3,0,4", "\x01\x02\x03\x04\x05\x06\x07\x08",
	  .be = { 0x0102030405060708, 0 }, .le = { 0x0807060504030201, 0 } },
	{ "lxsspx 35,0,4", "\xbf\x80\x00\x00", .be = { 0xbff0000000000000, 0 },
	  .le = { 0x379017e000000000, 0 } },
	{ "lxsiwax 3,0,4", "\x81\x02\x03\x04", .be = { 0xffffffff81020304, 0 },
	  .le = { 0x04030281, 0 } },
	{ "lxsiwzx 3,0,4", "\x81\x02\x03\x84", .be = { 0x81020384, 0 },
	  .le = { 0x84030281, 0 } },
	{ "lxsibzx 3,0,4", "\x81", .be = { 0x81, 0 }, .both = true },
	{ "lxsihzx 3,0,4", "\x81\x82", .be = { 0x8182, 0 },
	  .le = { 0x8281, 0 } },
	{ "lxsd 3,0(4)", "\x01\x02\x03\x04\x05\x06\x07\x08",
	  .be = { 0x0102030405060708, 0 }, .le = { 0x0807060504030201, 0 } },

	/* VSX vectors */
	{ "lxvd2x 3,0,4", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10",
	  .be = { 0x0102030405060708, 0x090a0b0c0d0e0f10 },
	  .le = { 0x0807060504030201, 0x100f0e0d0c0b0a09 } },
	{ "lxvw4x 3,0,4", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10",
	  .be = { 0x0102030405060708, 0x090a0b0c0d0e0f10 },
	  .le = { 0x0403020108070605, 0x0c0b0a09100f0e0d } },
	{ "lxvh8x 3,0,4", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10",
	  .be = { 0x0102030405060708, 0x090a0b0c0d0e0f10 },
	  .le = { 0x0201040306050807, 0x0a090c0b0e0d100f } },
	{ "lxvb16x 3,0,4", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10",
	  .be = { 0x0102030405060708, 0x090a0b0c0d0e0f10 }, .both = true },
	{ "lxvdsx 3,0,4", "\x01\x02\x03\x04\x05\x06\x07\x08",
	  .be = { 0x0102030405060708, 0x0102030405060708 },
	  .le = { 0x0807060504030201, 0x0807060504030201 } },
	{ "lxvwsx 3,0,4", "\x01\x02\x03\x84",
	  .be = { 0x0102038401020384, 0x0102038401020384 },
	  .le = { 0x8403020184030201, 0x8403020184030201 } },
	{ "lxv 35,0(4)", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10",
	  .be = { 0x0102030405060708, 0x090a0b0c0d0e0f10 },
	  .le = { 0x100f0e0d0c0b0a09, 0x0807060504030201 } },
	{ "lxvl 3,4,5", "\x01\x02\x03\x04\x05", .length = 5,
	  .be = { 0x0102030405000000, 0 }, .le = { 0, 0x0504030201 } },
	{ "lxvl 3,4,5", "", .length = 0, .be = { 0, 0 }, .both = true },
	{ "lxvll 3,4,5", "\x01\x02\x03\x04\x05\x06\x07\x08\x09", .length = 9,
	  .be = { 0x0102030405060708, 0x0900000000000000 }, .both = true },
	{ "lxvrbx 3,0,4", "\x81", .be = { 0, 0x81 }, .both = true },
	{ "lxvrhx 3,0,4", "\x81\x82", .be = { 0, 0x8182 },
	  .le = { 0, 0x8281 } },
	{ "lxvrwx 3,0,4", "\x81\x02\x03\x84", .be = { 0, 0x81020384 },
	  .le = { 0, 0x84030281 } },
	{ "lxvrdx 3,0,4", "\x01\x02\x03\x04\x05\x06\x07\x08",
	  .be = { 0, 0x0102030405060708 }, .le = { 0, 0x0807060504030201 } },
	{ "lxvp 34,0(4)", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18"
	  "\x19\x1a\x1b\x1c\x1d\x1e\x1f\x20",
	  .be = { 0x0102030405060708, 0x090a0b0c0d0e0f10,
		  0x1112131415161718, 0x191a1b1c1d1e1f20 },
	  .le = { 0x201f1e1d1c1b1a19, 0x1817161514131211,
		  0x100f0e0d0c0b0a09, 0x0807060504030201 } },
};

/* Of a store, be[] is what the registers hold in either order. */
static const struct data_case stores[] = {
	{ "stb 3,0(4)", "\x08", .be = { 0x0102030405060708 }, .both = true },
	{ "sth 3,0(4)", "\x07\x08", "\x08\x07",
	  .be = { 0x0102030405060708 } },
	{ "stw 3,0(4)", "\x05\x06\x07\x08", "\x08\x07\x06\x05",
	  .be = { 0x0102030405060708 } },
	{ "std 3,0(4)", "\x01\x02\x03\x04\x05\x06\x07\x08",
	  "\x08\x07\x06\x05\x04\x03\x02\x01", .be = { 0x0102030405060708 } },
	{ "pstd 3,0(4)", "\x01\x02\x03\x04\x05\x06\x07\x08",
	  "\x08\x07\x06\x05\x04\x03\x02\x01", .be = { 0x0102030405060708 } },
	{ "sthbrx 3,0,4", "\x08\x07", "\x07\x08",
	  .be = { 0x0102030405060708 } },
	{ "stwbrx 3,0,4", "\x08\x07\x06\x05", "\x05\x06\x07\x08",
	  .be = { 0x0102030405060708 } },
	{ "stdbrx 3,0,4", "\x08\x07\x06\x05\x04\x03\x02\x01",
	  "\x01\x02\x03\x04\x05\x06\x07\x08", .be = { 0x0102030405060708 } },
	{ "stmw 30,0(4)", "\x05\x06\x07\x08\x15\x16\x17\x18",
	  "\x08\x07\x06\x05\x18\x17\x16\x15",
	  .be = { 0x0102030405060708, 0x1112131415161718 } },
	{ "stswi 31,4,7", "\x05\x06\x07\x08\x15\x16\x17",
	  .be = { 0x0102030405060708, 0x1112131415161718 }, .both = true },
	{ "stswx 6,0,4", "\x05\x06\x07\x08\x15", .length = 5,
	  .be = { 0x0102030405060708, 0x1112131415161718 }, .both = true },
	{ "stswx 6,0,4", "", .length = 0, .both = true },
	{ "stq 6,0(4)", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x11\x12\x13\x14\x15\x16\x17\x18",
	  "\x18\x17\x16\x15\x14\x13\x12\x11\x08\x07\x06\x05\x04\x03\x02\x01",
	  .be = { 0x0102030405060708, 0x1112131415161718 } },
	{ "pstq 6,0(4)", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x11\x12\x13\x14\x15\x16\x17\x18",
	  "\x08\x07\x06\x05\x04\x03\x02\x01\x18\x17\x16\x15\x14\x13\x12\x11",
	  .be = { 0x0102030405060708, 0x1112131415161718 } },

	{ "stfs 3,0(4)", "\xbf\xc0\x00\x00", "\x00\x00\xc0\xbf",
	  .be = { 0xbff8000000000000 } },
	{ "stfd 3,0(4)", "\x01\x02\x03\x04\x05\x06\x07\x08",
	  "\x08\x07\x06\x05\x04\x03\x02\x01", .be = { 0x0102030405060708 } },
	{ "stfiwx 3,0,4", "\x05\x06\x07\x08", "\x08\x07\x06\x05",
	  .be = { 0x0102030405060708 } },
	{ "stfdp 6,0(4)", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x11\x12\x13\x14\x15\x16\x17\x18",
	  "\x18\x17\x16\x15\x14\x13\x12\x11\x08\x07\x06\x05\x04\x03\x02\x01",
	  .be = { 0x0102030405060708, A5, 0x1112131415161718, A5 } },

	{ "stvebx 3,0,4", "\x04", "\x1d", .address = 3,
	  .be = { 0x0102030405060708, 0x191a1b1c1d1e1f20 } },
	{ "stvehx 3,0,4", "\x1b\x1c", "\x06\x05", .address = 11,
	  .be = { 0x0102030405060708, 0x191a1b1c1d1e1f20 } },
	{ "stvewx 3,0,4", "\x05\x06\x07\x08", "\x1c\x1b\x1a\x19", .address = 6,
	  .be = { 0x0102030405060708, 0x191a1b1c1d1e1f20 } },
	{ "stvx 3,0,4", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x11\x12\x13\x14\x15\x16\x17\x18",
	  "\x18\x17\x16\x15\x14\x13\x12\x11\x08\x07\x06\x05\x04\x03\x02\x01",
	  .be = { 0x0102030405060708, 0x1112131415161718 } },

	{ "stxsdx 3,0,4", "\x01\x02\x03\x04\x05\x06\x07\x08",
	  "\x08\x07\x06\x05\x04\x03\x02\x01", .be = { 0x0102030405060708 } },
	{ "stxsspx 3,0,4", "\x3f\x80\x00\x00", "\x00\x00\x80\x3f",
	  .be = { 0x3ff0000000000000 } },
	{ "stxssp 3,0(4)", "\x00\x00\x00\x01", "\x01\x00\x00\x00",
	  .be = { 0x36a0000000000000 } },
	{ "stxsiwx 3,0,4", "\x05\x06\x07\x08", "\x08\x07\x06\x05",
	  .be = { 0x0102030405060708 } },
	{ "stxsibx 3,0,4", "\x08", .be = { 0x0102030405060708 },
	  .both = true },
	{ "stxsihx 3,0,4", "\x07\x08", "\x08\x07",
	  .be = { 0x0102030405060708 } },

	{ "stxvd2x 3,0,4", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x11\x12\x13\x14\x15\x16\x17\x18",
	  "\x08\x07\x06\x05\x04\x03\x02\x01\x18\x17\x16\x15\x14\x13\x12\x11",
	  .be = { 0x0102030405060708, 0x1112131415161718 } },
	{ "stxvw4x 3,0,4", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x11\x12\x13\x14\x15\x16\x17\x18",
	  "\x04\x03\x02\x01\x08\x07\x06\x05\x14\x13\x12\x11\x18\x17\x16\x15",
	  .be = { 0x0102030405060708, 0x1112131415161718 } },
	{ "stxvh8x 3,0,4", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x11\x12\x13\x14\x15\x16\x17\x18",
	  "\x02\x01\x04\x03\x06\x05\x08\x07\x12\x11\x14\x13\x16\x15\x18\x17",
	  .be = { 0x0102030405060708, 0x1112131415161718 } },
	{ "stxvb16x 3,0,4", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x11\x12\x13\x14\x15\x16\x17\x18",
	  .be = { 0x0102030405060708, 0x1112131415161718 }, .both = true },
	{ "stxvx 35,0,4", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x11\x12\x13\x14\x15\x16\x17\x18",
	  "\x18\x17\x16\x15\x14\x13\x12\x11\x08\x07\x06\x05\x04\x03\x02\x01",
	  .be = { 0x0102030405060708, 0x1112131415161718 } },
	{ "stxvl 3,4,5", "\x01\x02\x03", "\x18\x17\x16", .length = 3,
	  .be = { 0x0102030405060708, 0x1112131415161718 } },
	{ "stxvll 3,4,5", "\x01\x02\x03\x04\x05\x06\x07\x08\x11", .length = 9,
	  .be = { 0x0102030405060708, 0x1112131415161718 }, .both = true },
	{ "stxvrbx 3,0,4", "\x18",
	  .be = { 0x0102030405060708, 0x1112131415161718 }, .both = true },
	{ "stxvrhx 3,0,4", "\x17\x18", "\x18\x17",
	  .be = { 0x0102030405060708, 0x1112131415161718 } },
	{ "stxvrwx 3,0,4", "\x15\x16\x17\x18", "\x18\x17\x16\x15",
	  .be = { 0x0102030405060708, 0x1112131415161718 } },
	{ "stxvrdx 3,0,4", "\x11\x12\x13\x14\x15\x16\x17\x18",
	  "\x18\x17\x16\x15\x14\x13\x12\x11",
	  .be = { 0x0102030405060708, 0x1112131415161718 } },
	{ "stxvp 34,0(4)", "\x01\x02\x03\x04\x05\x06\x07\x08"
	  "\x11\x12\x13\x14\x15\x16\x17\x18\x21\x22\x23\x24\x25\x26\x27\x28"
	  "\x31\x32\x33\x34\x35\x36\x37\x38",
	  "\x38\x37\x36\x35\x34\x33\x32\x31\x28\x27\x26\x25\x24\x23\x22\x21"
	  "\x18\x17\x16\x15\x14\x13\x12\x11\x08\x07\x06\x05\x04\x03\x02\x01",
	  .be = { 0x0102030405060708, 0x1112131415161718,
		  0x2122232425262728, 0x3132333435363738 } },
};

/* Decode and resolve; the memory image is a block of its own for ASan. */
static u8 *prepare(const struct data_case *test, struct insn code,
		   struct ppc_inst_ls *ls)
{
	unsigned long gpr[32] = {};

	gpr[4] = 0x1000 + test->address;
	gpr[5] = (u64)test->length << 56 | 0x123;
	if (ppc_inst_ls_decode(code.word, code.suffix, PPC_ISA_POWER10, ls) ||
	    ppc_inst_ls_resolve(ls, gpr, 0xffffff80 | test->length, 0, true))
		return NULL;
	return malloc(ls->count * ls->size);
}

static bool same_values(const char *name, const u64 *got, const u64 *want,
			unsigned int nr)
{
	bool same = true;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (got[i] == want[i])
			continue;
		printf("# %s %u is 0x%llx, not 0x%llx\n", name, i,
		       (unsigned long long)got[i],
		       (unsigned long long)want[i]);
		same = false;
	}
	return same;
}

static bool load_gpr(const struct ppc_inst_ls *ls, const u8 *image, bool le,
		     const u64 *want)
{
	unsigned long gpr[32];
	u64 got[32], expected[32];
	unsigned int i;

	for (i = 0; i < 32; i++) {
		gpr[i] = A5;
		expected[i] = A5;
	}
	for (i = 0; i < ls->nr_regs; i++)
		expected[(ls->reg + i) % 32] = want[i];
	ppc_inst_ls_load_gpr(ls, image, le, gpr);
	for (i = 0; i < 32; i++)
		got[i] = gpr[i];
	return same_values("GPR", got, expected, 32);
}

static bool load_vsr(const struct ppc_inst_ls *ls, const u8 *image, bool le,
		     const u64 *want)
{
	u64 (*vsr)[2] = malloc(ls->nr_regs * sizeof(*vsr));
	bool same;

	memset(vsr, 0xa5, ls->nr_regs * sizeof(*vsr));
	ppc_inst_ls_load_vsr(ls, image, le, vsr);
	same = same_values("doubleword", vsr[0], want, 2 * ls->nr_regs);
	free(vsr);
	return same;
}

static void test_load(const struct data_case *test, struct insn code, bool le)
{
	const u64 *want = le && !test->both ? test->le : test->be;
	struct ppc_inst_ls ls = {};
	u8 *image = prepare(test, code, &ls);
	bool ok = image && ls.kind == PPC_LS_LOAD;

	if (ok) {
		memcpy(image, test->be_image, ls.count * ls.size);
		ok = ls.class == PPC_LS_GPR ? load_gpr(&ls, image, le, want) :
					      load_vsr(&ls, image, le, want);
	}
	tap_ok(ok, "%s %s %u@%u", le ? "le" : "be", test->text, test->length,
	       test->address);
	free(image);
}

static void store(const struct ppc_inst_ls *ls, u8 *image, bool le,
		  const u64 *values)
{
	unsigned long gpr[32];
	u64 (*vsr)[2];
	unsigned int i;

	if (ls->class == PPC_LS_GPR) {
		for (i = 0; i < 32; i++)
			gpr[i] = A5;
		for (i = 0; i < ls->nr_regs; i++)
			gpr[(ls->reg + i) % 32] = values[i];
		ppc_inst_ls_store_gpr(ls, image, le, gpr);
		return;
	}
	vsr = malloc(ls->nr_regs * sizeof(*vsr));
	memcpy(vsr, values, ls->nr_regs * sizeof(*vsr));
	ppc_inst_ls_store_vsr(ls, image, le, (const u64 (*)[2])vsr);
	free(vsr);
}

static void test_store(const struct data_case *test, struct insn code, bool le)
{
	const char *want = le && !test->both ? test->le_image : test->be_image;
	struct ppc_inst_ls ls = {};
	u8 *image = prepare(test, code, &ls);
	bool ok = image && ls.kind == PPC_LS_STORE;
	unsigned int i, size = ls.count * ls.size;

	if (ok) {
		memset(image, 0x5a, size);
		store(&ls, image, le, test->be);
	}
	for (i = 0; ok && i < size; i++) {
		ok = image[i] == (u8)want[i];
		if (!ok)
			printf("# byte %u is 0x%02x, not 0x%02x\n", i,
			       image[i], (u8)want[i]);
	}
	tap_ok(ok, "%s %s %u@%u", le ? "le" : "be", test->text, test->length,
	       test->address);
	free(image);
}

static void test_single_to_double(void)
{
	static const struct {
		u32 single;
		u64 value;
		const char *name;
	} cases[] = {
		{ 0x00000000, 0x0000000000000000, "0" },
		{ 0x80000000, 0x8000000000000000, "-0" },
		{ 0x3f800000, 0x3ff0000000000000, "1" },
		{ 0xc2f6e979, 0xc05edd2f20000000, "-123.456" },
		{ 0x7f7fffff, 0x47efffffe0000000, "greatest" },
		{ 0x00800000, 0x3810000000000000, "least normal" },
		{ 0x007fffff, 0x380fffffc0000000, "greatest denormal" },
		{ 0x80400000, 0xb800000000000000, "-2^-127" },
		{ 0x00000001, 0x36a0000000000000, "least denormal" },
		{ 0x7f800000, 0x7ff0000000000000, "infinity" },
		{ 0xff800000, 0xfff0000000000000, "-infinity" },
		{ 0x7fc00000, 0x7ff8000000000000, "quiet NaN" },
		{ 0x7f800001, 0x7ff0000020000000, "signaling NaN" },
		{ 0xffbfffff, 0xfff7ffffe0000000, "signaling NaN, all ones" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		tap_is(ppc_single_to_double(cases[i].single), cases[i].value,
		       cases[i].name);
		tap_is(ppc_double_to_single(cases[i].value), cases[i].single,
		       cases[i].name);
	}
}

/* What a single cannot hold: the formulas of the store, worked by hand. */
static void test_double_to_single(void)
{
	static const struct {
		u64 value;
		u32 single;
		const char *name;
	} cases[] = {
		{ 0x3fffffffffffffff, 0x3fffffff, "no rounding" },
		{ 0x380fffffffffffff, 0x007fffff, "no rounding, denormal" },
		{ 0x36afffffffffffff, 0x00000001, "no rounding, least" },
		{ 0x7fe0000000000000, 0x7f000000, "exponent of 2^1023" },
		{ 0x47f0000000000000, 0x7f800000, "2^128" },
		{ 0xc7f0000000000000, 0xff800000, "-2^128" },
		{ 0x7ff0000000000001, 0x7f800000, "NaN of dropped bits" },
		{ 0x369fffffffffffff, 0x00000000, "too small" },
		{ 0xb690000000000000, 0x80000000, "too small, negative" },
		{ 0x0000000000000001, 0x00000000, "denormal double" },
		{ 0x800fffffffffffff, 0x80000000, "denormal double, negative" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		tap_is(ppc_double_to_single(cases[i].value), cases[i].single,
		       cases[i].name);
}

/*
 * The build machine's own conversion is exact for all that is not a NaN, and a
 * store must give back what a load made, of any single.
 */
static void test_conversion_sweep(void)
{
	u64 single, value, host;
	bool exact = true, back = true;
	double wide;
	float narrow;

	for (single = 0; single <= 0xffffffff; single += 251) {
		u32 bits = single;

		value = ppc_single_to_double(bits);
		back &= ppc_double_to_single(value) == bits;
		if ((bits & 0x7fffffff) > 0x7f800000)
			continue;
		memcpy(&narrow, &bits, sizeof(narrow));
		wide = narrow;
		memcpy(&host, &wide, sizeof(host));
		exact &= value == host;
	}
	tap_ok(exact, "every 251st single as the build machine converts it");
	tap_ok(back, "every 251st single loaded and stored is itself");
}

int main(int argc, char **argv)
{
	struct insn *insns;
	unsigned int i;

	if (assembly_wanted(argc, argv)) {
		assembly_begin();
		for (i = 0; i < ARRAY_SIZE(loads); i++)
			assembly_insn(loads[i].text);
		for (i = 0; i < ARRAY_SIZE(stores); i++)
			assembly_insn(stores[i].text);
		assembly_end();
		return 0;
	}

	insns = assembly_read(argv[0], ARRAY_SIZE(loads) + ARRAY_SIZE(stores));
	for (i = 0; i < 2 * ARRAY_SIZE(loads); i++)
		test_load(&loads[i / 2], insns[i / 2], i % 2);
	for (i = 0; i < 2 * ARRAY_SIZE(stores); i++)
		test_store(&stores[i / 2], insns[ARRAY_SIZE(loads) + i / 2],
			   i % 2);
	test_single_to_double();
	test_double_to_single();
	test_conversion_sweep();
	free(insns);
	return tap_done();
}
