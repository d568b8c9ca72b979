// SPDX-License-Identifier: GPL-2.0
/*
 * Movement of a load's or store's data between the image of memory and
 * register values, in either byte order, without touching the FPU.
 */
#include <linux/types.h>

#include <kvm/ppc_inst.h>

static u64 get_value(const u8 *image, unsigned int size, bool le)
{
	u64 value = 0;
	unsigned int i;

	for (i = 0; i < size; i++)
		value = value << 8 | image[le ? size - 1 - i : i];
	return value;
}

static void put_value(u8 *image, unsigned int size, bool le, u64 value)
{
	unsigned int i;

	for (i = 0; i < size; i++, value >>= 8)
		image[le ? i : size - 1 - i] = value;
}

static u64 extend(const struct ppc_inst_ls *ls, u64 value)
{
	u64 sign = 1ULL << (8 * ls->size - 1);

	return ls->sign_extend ? (value ^ sign) - sign : value;
}

/*
 * Byte order of a pair's two doublewords: is the even register, the first one,
 * at the higher address?
 */
static bool pair_swapped(const struct ppc_inst_ls *ls, bool le)
{
	return le && ls->format == PPC_LS_QUAD;
}

static void load_string(const struct ppc_inst_ls *ls, const u8 *image,
			unsigned long *gpr)
{
	unsigned int i;

	for (i = 0; i < ls->nr_regs; i++)
		gpr[(ls->reg + i) % 32] = 0;
	for (i = 0; i < ls->count; i++)
		gpr[(ls->reg + i / 4) % 32] |=
			(unsigned long)image[i] << (24 - i % 4 * 8);
}

static void store_string(const struct ppc_inst_ls *ls, u8 *image,
			 const unsigned long *gpr)
{
	unsigned int i;

	for (i = 0; i < ls->count; i++)
		image[i] = gpr[(ls->reg + i / 4) % 32] >> (24 - i % 4 * 8);
}

/**
 * ppc_inst_ls_load_gpr - put loaded data into GPRs
 * @ls: resolved load of class PPC_LS_GPR
 * @image: count * size bytes as they lie in guest memory
 * @le: the guest runs little-endian, MSR[LE] or the page's E bit
 * @gpr: the 32 GPRs; written from ls->reg on, RA's update is not done here
 *
 * Any context. Power ISA 3.1B, Book I, Fixed-Point Load Instructions and what
 * follows there up to Move Assist.
 */
void ppc_inst_ls_load_gpr(const struct ppc_inst_ls *ls, const u8 *image,
			  bool le, unsigned long *gpr)
{
	bool swap = pair_swapped(ls, le);
	unsigned int i;
	u64 value;

	switch (ls->format) {
	case PPC_LS_STRING:
		load_string(ls, image, gpr);
		break;
	case PPC_LS_QUAD:
	case PPC_LS_QUAD_ASC:
		gpr[ls->reg] = get_value(image + 8 * swap, 8, le);
		gpr[ls->reg + 1] = get_value(image + 8 * !swap, 8, le);
		break;
	default:
		for (i = 0; i < ls->nr_regs; i++) {
			value = get_value(image + i * ls->size, ls->size,
					  le != ls->byte_reverse);
			gpr[(ls->reg + i) % 32] = extend(ls, value);
		}
	}
}

/**
 * ppc_inst_ls_store_gpr - take a store's data from GPRs
 * @ls: resolved store of class PPC_LS_GPR
 * @image: receives count * size bytes as they shall lie in guest memory
 * @le: the guest runs little-endian, MSR[LE] or the page's E bit
 * @gpr: the 32 GPRs
 *
 * Any context. The mirror of ppc_inst_ls_load_gpr().
 */
void ppc_inst_ls_store_gpr(const struct ppc_inst_ls *ls, u8 *image,
			   bool le, const unsigned long *gpr)
{
	bool swap = pair_swapped(ls, le);
	unsigned int i;

	switch (ls->format) {
	case PPC_LS_STRING:
		store_string(ls, image, gpr);
		break;
	case PPC_LS_QUAD:
	case PPC_LS_QUAD_ASC:
		put_value(image + 8 * swap, 8, le, gpr[ls->reg]);
		put_value(image + 8 * !swap, 8, le, gpr[ls->reg + 1]);
		break;
	default:
		for (i = 0; i < ls->nr_regs; i++)
			put_value(image + i * ls->size, ls->size,
				  le != ls->byte_reverse,
				  gpr[(ls->reg + i) % 32]);
	}
}

/*
 * The byte of the registers, counted from the left of the first one, that
 * belongs to a byte of the image.
 */
static unsigned int register_byte(const struct ppc_inst_ls *ls, bool le,
				  unsigned int byte)
{
	unsigned int element = ls->element;

	switch (ls->format) {
	case PPC_LS_VECTOR:
		return le ? byte ^ (element - 1) : byte;
	case PPC_LS_LANE:
		byte += ls->ea & 15;
		return le ? 15 - byte : byte;
	case PPC_LS_BYTES:
		return le ? 15 - byte : byte;
	case PPC_LS_BYTES_LEFT:
		return byte;
	case PPC_LS_QUAD:
		/* doubleword 0 of two registers */
		if (le)
			byte = 15 - byte;
		return byte < 8 ? byte : byte + 8;
	case PPC_LS_RIGHT:
		return 16 - ls->size + (le ? ls->size - 1 - byte : byte);
	case PPC_LS_SPLAT:
		return le ? ls->size - 1 - byte : byte;
	default:
		/* PPC_LS_SCALAR, and PPC_LS_SINGLE as a word */
		return 8 - ls->size + (le ? ls->size - 1 - byte : byte);
	}
}

static unsigned int byte_shift(unsigned int byte)
{
	return 56 - byte % 8 * 8;
}

/**
 * ppc_inst_ls_load_vsr - put loaded data into FPRs, VRs or VSRs
 * @ls: resolved load of another class than PPC_LS_GPR and PPC_LS_NONE
 * @image: count * size bytes as they lie in guest memory
 * @le: the guest runs little-endian, MSR[LE] or the page's E bit
 * @vsr: ls->nr_regs registers, at most two: the values of VSR ls->reg and the
 *	next one, each as doublewords 0 and 1; changed to what is loaded. An
 *	FPR is doubleword 0, and doubleword 1 of its VSR becomes 0
 *
 * Of a PPC_LS_LANE load the other elements, undefined by the architecture,
 * stay as they were. Any context. Power ISA 3.1B, Book I, chapters 4, 6 and 7.
 */
void ppc_inst_ls_load_vsr(const struct ppc_inst_ls *ls, const u8 *image,
			  bool le, u64 vsr[][2])
{
	unsigned int i, byte, nr = ls->count * ls->size;
	u64 *dw;

	for (i = 0; i < ls->nr_regs && ls->format != PPC_LS_LANE; i++) {
		vsr[i][0] = 0;
		vsr[i][1] = 0;
	}

	for (i = 0; i < nr; i++) {
		byte = register_byte(ls, le, i);
		dw = &vsr[byte / 16][byte / 8 % 2];
		*dw &= ~(0xffULL << byte_shift(byte));
		*dw |= (u64)image[i] << byte_shift(byte);
	}

	switch (ls->format) {
	case PPC_LS_SINGLE:
		vsr[0][0] = ppc_single_to_double(vsr[0][0]);
		break;
	case PPC_LS_SCALAR:
		vsr[0][0] = extend(ls, vsr[0][0]);
		break;
	case PPC_LS_SPLAT:
		if (ls->size == 4)
			vsr[0][0] |= vsr[0][0] >> 32;
		vsr[0][1] = vsr[0][0];
		break;
	}
}

/**
 * ppc_inst_ls_store_vsr - take a store's data from FPRs, VRs or VSRs
 * @ls: resolved store of another class than PPC_LS_GPR and PPC_LS_NONE
 * @image: receives count * size bytes as they shall lie in guest memory
 * @le: the guest runs little-endian, MSR[LE] or the page's E bit
 * @vsr: ls->nr_regs registers, as for ppc_inst_ls_load_vsr()
 *
 * Any context. The mirror of ppc_inst_ls_load_vsr().
 */
void ppc_inst_ls_store_vsr(const struct ppc_inst_ls *ls, u8 *image,
			   bool le, const u64 vsr[][2])
{
	unsigned int i, byte, nr = ls->count * ls->size;
	u64 single;

	if (ls->format == PPC_LS_SINGLE) {
		single = ppc_double_to_single(vsr[0][0]);
		put_value(image, ls->size, le, single);
		return;
	}

	for (i = 0; i < nr; i++) {
		byte = register_byte(ls, le, i);
		image[i] = vsr[byte / 16][byte / 8 % 2] >> byte_shift(byte);
	}
}

/**
 * ppc_single_to_double - a single in storage as a register holds it
 * @single: bits of an IEEE single
 *
 * Exact for every value; a signaling NaN stays one. Any context. Power ISA
 * 3.1B, Book I, Floating-Point Load Instructions.
 *
 * Return: bits of the double.
 */
u64 ppc_single_to_double(u32 single)
{
	u64 sign = (u64)(single >> 31) << 63;
	u64 exponent = single >> 23 & 0xff;
	u64 fraction = single & 0x7fffff;

	if (exponent == 0xff)
		return sign | 0x7ffULL << 52 | fraction << 29;
	if (exponent)
		return sign | (exponent + 1023 - 127) << 52 | fraction << 29;
	if (!fraction)
		return sign;

	/* denormal: as a double it is not, so find its leading one */
	exponent = 1023 - 126;
	while (!(fraction & 0x800000)) {
		fraction <<= 1;
		exponent--;
	}
	return sign | exponent << 52 | (fraction & 0x7fffff) << 29;
}

/**
 * ppc_double_to_single - a register's double as a single store writes it
 * @value: bits of an IEEE double
 *
 * Neither rounds nor raises an exception; bits that a single has no room for
 * are dropped. Below the least denormal single, where the architecture leaves
 * the result undefined, it is a zero of the same sign. Any context. Power ISA
 * 3.1B, Book I, Floating-Point Store Instructions.
 *
 * Return: bits of the single.
 */
u32 ppc_double_to_single(u64 value)
{
	u32 sign = value >> 63 << 31;
	unsigned int exponent = value >> 52 & 0x7ff;
	u64 fraction = value & ((1ULL << 52) - 1);

	if (exponent > 1023 - 127 || !(value << 1))
		return (value >> 62 << 30) | (value >> 29 & 0x3fffffff);
	if (exponent < 1023 - 149)
		return sign;
	fraction |= 1ULL << 52;
	return sign | fraction >> (29 + 1023 - 126 - exponent);
}
