/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Decoding of PowerPC load, store and cache instructions, and the movement of
 * their data between a memory image and register values.
 *
 * Pure C: nothing here calls the kernel, so the same files are built for the
 * build machine and tested there. A caller that emulates an access does
 *
 *	ppc_inst_ls_decode()	the instruction word(s) to a descriptor
 *	ppc_inst_ls_resolve()	registers to address, length and lane
 *	for each i < count: access size bytes at ea + i * size
 *	ppc_inst_ls_{load,store}_{gpr,vsr}()
 *	if (update) gpr[ra] = ea
 *
 * A memory image is the accessed bytes in ascending order of address, as they
 * lie in guest memory. It is count * size bytes, never more than
 * PPC_LS_IMAGE_MAX.
 */
#ifndef KVM_PPC_INST_H
#define KVM_PPC_INST_H

#include <linux/types.h>

/**
 * enum ppc_isa - what a core can execute, as a bit mask
 * @PPC_ISA_64: 64-bit implementation
 * @PPC_ISA_FP: floating-point loads and stores on FPRs
 * @PPC_ISA_STRING: lswi, lswx, stswi, stswx
 * @PPC_ISA_205: lfiwax, lfdp, caching-inhibited forms (Power ISA 2.05)
 * @PPC_ISA_206: ldbrx, lfiwzx (Power ISA 2.06)
 * @PPC_ISA_207: quadword and byte reservations (Power ISA 2.07)
 * @PPC_ISA_300: Power ISA 3.0B
 * @PPC_ISA_310: Power ISA 3.1, prefixed instructions among it
 * @PPC_ISA_VMX: AltiVec
 * @PPC_ISA_VSX: VSX; what later versions added needs their bit as well
 */
enum ppc_isa {
	PPC_ISA_64	= 1 << 0,
	PPC_ISA_FP	= 1 << 1,
	PPC_ISA_STRING	= 1 << 2,
	PPC_ISA_205	= 1 << 3,
	PPC_ISA_206	= 1 << 4,
	PPC_ISA_207	= 1 << 5,
	PPC_ISA_300	= 1 << 6,
	PPC_ISA_310	= 1 << 7,
	PPC_ISA_VMX	= 1 << 8,
	PPC_ISA_VSX	= 1 << 9,
};

#define PPC_ISA_POWER7	(PPC_ISA_64 | PPC_ISA_FP | PPC_ISA_STRING | \
			 PPC_ISA_205 | PPC_ISA_206 | PPC_ISA_VMX | PPC_ISA_VSX)
#define PPC_ISA_POWER8	(PPC_ISA_POWER7 | PPC_ISA_207)
#define PPC_ISA_POWER9	(PPC_ISA_POWER8 | PPC_ISA_300)
#define PPC_ISA_POWER10	(PPC_ISA_POWER9 | PPC_ISA_310)

/**
 * enum ppc_ls_kind - what an instruction does to storage
 * @PPC_LS_LOAD: reads, and writes registers
 * @PPC_LS_STORE: writes, from registers
 * @PPC_LS_DCBZ: zeroes the block that holds ea; the caller knows its size.
 *	On caching-inhibited storage an alignment interrupt (Book III)
 * @PPC_LS_CACHE: touches, flushes or invalidates a block: without effect on
 *	storage that is not cached
 */
enum ppc_ls_kind {
	PPC_LS_LOAD,
	PPC_LS_STORE,
	PPC_LS_DCBZ,
	PPC_LS_CACHE,
};

/**
 * enum ppc_ls_class - which registers carry the data
 * @PPC_LS_NONE: none (cache operations, copy, paste.)
 * @PPC_LS_GPR: GPR ls->reg and, modulo 32, those after it
 * @PPC_LS_FPR: VSR ls->reg (0 to 31), needs MSR[FP]
 * @PPC_LS_VMX: VSR ls->reg (32 to 63), needs MSR[VEC]
 * @PPC_LS_VSX: VSR ls->reg (0 to 63), needs MSR[VSX]
 *
 * The VSX loads and stores that Power ISA 3.0 brought need MSR[VEC] in place
 * of MSR[VSX] for VSRs 32 to 63; they are reported as PPC_LS_VMX then.
 */
enum ppc_ls_class {
	PPC_LS_NONE,
	PPC_LS_GPR,
	PPC_LS_FPR,
	PPC_LS_VMX,
	PPC_LS_VSX,
};

/**
 * enum ppc_ls_format - how the bytes of an image and a register correspond
 * @PPC_LS_INT: each of nr_regs registers is one value of size bytes
 * @PPC_LS_STRING: bytes left to right in the low words of GPRs
 * @PPC_LS_QUAD: a register pair is one value of 16 bytes, even register high
 * @PPC_LS_QUAD_ASC: a register pair, even register at the lower address
 * @PPC_LS_SINGLE: single in storage, double in the register's doubleword 0
 * @PPC_LS_SCALAR: one value of size bytes, low in the register's doubleword 0
 * @PPC_LS_VECTOR: elements left to right, each of element bytes
 * @PPC_LS_SPLAT: one element, repeated over the register
 * @PPC_LS_RIGHT: one value of size bytes, low in the register's 16 bytes
 * @PPC_LS_BYTES: count bytes, as the first of a 16-byte value in guest order
 * @PPC_LS_BYTES_LEFT: count bytes left-justified, whatever the guest's order
 * @PPC_LS_LANE: one element, at the place that ea's low four bits say
 */
enum ppc_ls_format {
	PPC_LS_INT,
	PPC_LS_STRING,
	PPC_LS_QUAD,
	PPC_LS_QUAD_ASC,
	PPC_LS_SINGLE,
	PPC_LS_SCALAR,
	PPC_LS_VECTOR,
	PPC_LS_SPLAT,
	PPC_LS_RIGHT,
	PPC_LS_BYTES,
	PPC_LS_BYTES_LEFT,
	PPC_LS_LANE,
};

/* 32 words of lmw and stmw, or the 127 bytes that XER lets lswx move. */
#define PPC_LS_IMAGE_MAX	128

/**
 * struct ppc_inst_ls - a decoded load, store or cache instruction
 * @ea: effective address of the first byte (resolve)
 * @disp: displacement, sign-extended; 0 where @indexed
 * @kind: enum ppc_ls_kind
 * @class: enum ppc_ls_class
 * @format: enum ppc_ls_format
 * @reg: first register; FPRs, VRs and VSRs all by their VSR number. Of a
 *	cache instruction, the bits of its RT field (TH, CT, L)
 * @nr_regs: registers that the data fill (lswx, stswx: resolve)
 * @ra: base register; 0 means the value 0
 * @rb: index register (where @indexed) or length register (lxvl and its kin)
 * @size: bytes of one access: 1, 2, 4 or 8; 0 where nothing is transferred
 * @count: accesses (lswx, stswx, lxvl and its kin: resolve, may then be 0)
 * @element: bytes of a PPC_LS_VECTOR's elements: 1, 2, 4, 8, 16 or 32
 * @length: bytes of the instruction, 4 or 8
 * @sign_extend: loaded value is sign-extended, not zero-extended
 * @byte_reverse: byte order is the opposite of the guest's
 * @update: @ra receives @ea once the access is done
 * @indexed: address is (ra|0) + rb
 * @pc_relative: address is that of the instruction + @disp
 * @aligned: the low bits of the address are ignored, so that ea is a multiple
 *	of count * size (AltiVec; resolve clears them)
 * @be_only: a little-endian guest gets an alignment interrupt instead
 *	(multiple and string instructions; Book III, Alignment Interrupt)
 * @no_ci: on write-through or caching-inhibited storage a data storage
 *	interrupt with DSISR bit 37 (reservations, atomics, quadwords, copy and
 *	paste.; Book III, DSISR). What a conditional store or an atomic does
 *	beyond moving its operand is not described here
 *
 * Fields marked resolve hold their value once ppc_inst_ls_resolve() is done.
 */
struct ppc_inst_ls {
	u64	ea;
	s64	disp;
	u8	kind;
	u8	class;
	u8	format;
	u8	reg;
	u8	nr_regs;
	u8	ra;
	u8	rb;
	u8	size;
	u8	count;
	u8	element;
	u8	length;
	bool	sign_extend;
	bool	byte_reverse;
	bool	update;
	bool	indexed;
	bool	pc_relative;
	bool	aligned;
	bool	be_only;
	bool	no_ci;
};

/**
 * ppc_inst_is_prefix - is this word the first of an eight-byte instruction?
 * @word: instruction word, as a number
 *
 * The suffix has to be fetched from the next word then (Book I, 1.6).
 */
static inline bool ppc_inst_is_prefix(u32 word)
{
	return word >> 26 == 1;
}

/* Load and store decoder: arch/powerpc/kvm/emulate/ls_decode.c */
int ppc_inst_ls_decode(u32 word, u32 suffix, u32 isa, struct ppc_inst_ls *ls);
int ppc_inst_ls_resolve(struct ppc_inst_ls *ls, const unsigned long *gpr,
			unsigned long xer, unsigned long nip, bool sf);
int ppc_inst_ls_verify(void);

/* Data movement: arch/powerpc/kvm/emulate/ls_data.c */
void ppc_inst_ls_load_gpr(const struct ppc_inst_ls *ls, const u8 *image,
			  bool le, unsigned long *gpr);
void ppc_inst_ls_store_gpr(const struct ppc_inst_ls *ls, u8 *image,
			   bool le, const unsigned long *gpr);
void ppc_inst_ls_load_vsr(const struct ppc_inst_ls *ls, const u8 *image,
			  bool le, u64 vsr[][2]);
void ppc_inst_ls_store_vsr(const struct ppc_inst_ls *ls, u8 *image,
			   bool le, const u64 vsr[][2]);
u64 ppc_single_to_double(u32 single);
u32 ppc_double_to_single(u64 value);

#endif /* KVM_PPC_INST_H */
