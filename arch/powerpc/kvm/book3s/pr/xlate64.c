// SPDX-License-Identifier: GPL-2.0
/*
 * Translation of a 64-bit Book3S guest's effective address: the SLB and the
 * hashed page table (Power ISA 2.07 Book III-S 5.7), with several page sizes in
 * a segment. Pure.
 */
#include <linux/types.h>
#include <asm/byteorder.h>

#include "hash_format.h"

#define SHIFT_256M	28
#define SHIFT_1T	40
#define SHIFT_4K	12

#define VA_AVA_SHIFT	23	/* an AVA is a virtual address without these */
#define HASH_1T_SHIFT	25
#define PTEG_SHIFT	7
#define GROUPS_SHIFT	11	/* log2 of the groups of the smallest table */
#define PTE_SIZE	16
#define PTE_RC		14	/* offset of the halfword with R and C */
#define LP_BITS		8

/* Segment registers of the 64-bit bridge. */
#define BRIDGE_SR_VSID	0x07ffffffU
#define BRIDGE_SR_FLAGS	0x78000000U
#define BRIDGE_FLAGS_SHIFT	19	/* Ks, Kp, N, L: from there to the SLBE's */
#define BRIDGE_NR_SR	16

/* By B, in the same place of an SLB entry and of an HPTE; 0: B is reserved. */
static u8 shift_of_b(u64 word)
{
	switch (word & SLBE_B) {
	case 0:
		return SHIFT_256M;
	case SLBE_B_1T:
		return SHIFT_1T;
	default:
		return 0;
	}
}

/* 0, which no HPTE has, where L and LP are reserved. */
static u8 slb_base_shift(const struct kvmppc_slb_entry *entry)
{
	unsigned int i;

	for (i = 0; i < KVMPPC_NR_PAGE_ENCODINGS; i++)
		if (kvmppc_page_encodings[i].slb_llp == (entry->vsid & SLBE_LLP))
			return kvmppc_page_encodings[i].base_shift;
	return 0;
}

/**
 * kvmppc_slb_find() - the SLB entry that translates an address
 * @slb: SLB
 * @nr: number of its entries
 * @ea: effective address
 *
 * Return: the first valid entry whose segment @ea is in, NULL where none is.
 * An entry with a reserved segment size matches nothing.
 */
const struct kvmppc_slb_entry *
kvmppc_slb_find(const struct kvmppc_slb_entry *slb, unsigned int nr, u64 ea)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		u8 shift = shift_of_b(slb[i].vsid);

		if (slb[i].esid & SLBE_ESID_V && shift &&
		    !((slb[i].esid ^ ea) >> shift))
			return &slb[i];
	}
	return NULL;
}

/**
 * kvmppc_slb_from_sr() - the SLB entry that mtsr or mtsrin makes
 * @sr: number of the segment register, also that of the entry; 16 and above
 *	wrap around
 * @val: value of the segment register: Ks, Kp, N, L and VSID
 *
 * 64-bit bridge, Power ISA 2.07 Book III-S 5.9.3.2.
 *
 * Return: the entry; it is valid, and its segment is one of 256M.
 */
struct kvmppc_slb_entry kvmppc_slb_from_sr(unsigned int sr, u32 val)
{
	return (struct kvmppc_slb_entry) {
		.esid = (u64)(sr % BRIDGE_NR_SR) << SHIFT_256M | SLBE_ESID_V,
		.vsid = (u64)(val & BRIDGE_SR_VSID) << SLBE_VSID_SHIFT_256M |
			(val & BRIDGE_SR_FLAGS) >> BRIDGE_FLAGS_SHIFT,
	};
}

/**
 * kvmppc_slb_to_sr() - what mfsr or mfsrin reads from an SLB entry
 * @entry: entry whose number is that of the segment register
 *
 * Return: Ks, Kp, N, L and the low bits of VSID, as mtsr takes them; 0 where
 * the entry is not valid.
 */
u32 kvmppc_slb_to_sr(const struct kvmppc_slb_entry *entry)
{
	if (!(entry->esid & SLBE_ESID_V))
		return 0;
	return (entry->vsid >> SLBE_VSID_SHIFT_256M & BRIDGE_SR_VSID) |
	       (u32)(entry->vsid & (SLBE_KS | SLBE_KP | SLBE_N | SLBE_L)) <<
	       BRIDGE_FLAGS_SHIFT;
}

/* The page that is looked for, in its hash and in an HPTE's doubleword 0. */
struct lookup {
	struct kvmppc_hash_segment seg;
	u64 hash;
	u64 want;
	u64 compare;
};

static struct lookup make_lookup(const struct kvmppc_slb_entry *entry, u64 ea)
{
	u8 shift = shift_of_b(entry->vsid);
	u64 offset = ea & ((1ULL << shift) - 1);
	struct lookup look = {
		.seg = {
			.shift = shift,
			.base_shift = slb_base_shift(entry),
			.key_supervisor = entry->vsid & SLBE_KS,
			.key_problem = entry->vsid & SLBE_KP,
			.no_execute = entry->vsid & SLBE_N,
		},
		.compare = PTE64_B | PTE64_AVA | PTE64_H | PTE64_V,
	};
	u64 ava;

	if (shift == SHIFT_1T) {
		look.seg.vsid = (entry->vsid & ~SLBE_B) >> SLBE_VSID_SHIFT_1T;
		look.hash = look.seg.vsid << HASH_1T_SHIFT;
	} else {
		look.seg.vsid = (entry->vsid & ~SLBE_B) >> SLBE_VSID_SHIFT_256M;
	}
	look.hash ^= look.seg.vsid ^ offset >> look.seg.base_shift;

	ava = look.seg.vsid << (shift - VA_AVA_SHIFT) | offset >> VA_AVA_SHIFT;
	look.want = (entry->vsid & SLBE_B) | ava << PTE64_AVA_SHIFT | PTE64_V;
	/* A base page may be larger than what an AVA resolves. */
	if (look.seg.base_shift > VA_AVA_SHIFT)
		look.compare &= ~(((1ULL << (look.seg.base_shift - VA_AVA_SHIFT))
				   - 1) << PTE64_AVA_SHIFT);
	return look;
}

/* Do L and LP of an HPTE mean this size? */
static bool encodes(const struct kvmppc_page_encoding *e, u64 pte0, u64 pte1)
{
	u64 lp = pte1 >> PTE64_LP_SHIFT & ((1 << LP_BITS) - 1);

	if (e->shift == SHIFT_4K)
		return !(pte0 & PTE64_L);
	if (e->shift < SHIFT_4K + LP_BITS)
		lp &= (1U << (e->shift - SHIFT_4K)) - 1;
	return pte0 & PTE64_L && lp == e->pte_lp;
}

/* log2 of the page that L and LP of an HPTE mean, 0 where they are reserved. */
static u8 actual_shift(u8 base_shift, u64 pte0, u64 pte1)
{
	unsigned int i;

	for (i = 0; i < KVMPPC_NR_PAGE_ENCODINGS; i++) {
		const struct kvmppc_page_encoding *e = &kvmppc_page_encodings[i];

		if (e->base_shift == base_shift && encodes(e, pte0, pte1))
			return e->shift;
	}
	return 0;
}

/**
 * kvmppc_hpte_page() - the virtual page that an HPTE translates
 * @pte0: its doubleword 0
 * @pte1: its doubleword 1
 * @index: its place in the table; the low bits of a small page's address are
 *	in the hash alone
 * @page: filled in
 *
 * No two of the page sizes share an encoding, so the segment's base page size
 * need not be known.
 *
 * Return: false where B, L or LP are reserved: such an HPTE translates nothing.
 */
bool kvmppc_hpte_page(u64 pte0, u64 pte1, u64 index,
		      struct kvmppc_pr_page *page)
{
	u64 group = index / KVMPPC_PTEG_SIZE, ava, low, mask;
	const struct kvmppc_page_encoding *e = kvmppc_page_encodings;

	while (!encodes(e, pte0, pte1))
		if (++e == kvmppc_page_encodings + KVMPPC_NR_PAGE_ENCODINGS)
			return false;
	page->seg_shift = shift_of_b(pte0);
	if (!page->seg_shift)
		return false;

	ava = (pte0 & PTE64_AVA) >> PTE64_AVA_SHIFT;
	page->shift = e->shift;
	page->vsid = ava >> (page->seg_shift - VA_AVA_SHIFT);
	page->offset = ava << VA_AVA_SHIFT & ((1ULL << page->seg_shift) - 1);
	if (e->base_shift < VA_AVA_SHIFT) {
		mask = (1ULL << (VA_AVA_SHIFT - e->base_shift)) - 1;
		low = pte0 & PTE64_H ? ~group : group;
		page->offset |= ((low ^ page->vsid) & mask) << e->base_shift;
	}
	page->offset &= ~((1ULL << page->shift) - 1);
	return true;
}

/* Look in the group of @hash for the page whose doubleword 0 is @want. */
static enum kvmppc_xlate_fault
search_group(const struct kvmppc_mmu64 *mmu, const struct lookup *look,
	     u64 hash, u64 want, u64 *pte, struct kvmppc_xlate *x)
{
	u32 size = mmu->sdr1 & SDR64_SIZE;
	u64 group, addr;
	__be64 entries[2 * KVMPPC_PTEG_SIZE];
	unsigned int i;

	if (size > SDR64_SIZE_MAX)
		size = SDR64_SIZE_MAX;
	group = hash & ((1ULL << (GROUPS_SHIFT + size)) - 1);
	addr = (mmu->sdr1 & SDR64_ORG) | group << PTEG_SHIFT;
	if (mmu->htab.read(mmu->htab.opaque, addr, entries,
			   2 * KVMPPC_PTEG_SIZE))
		return KVMPPC_XLATE_NO_TABLE;
	for (i = 0; i < KVMPPC_PTEG_SIZE; i++) {
		u64 pte0 = be64_to_cpu(entries[2 * i]);

		if ((pte0 ^ want) & look->compare)
			continue;
		*pte = be64_to_cpu(entries[2 * i + 1]);
		x->shift = actual_shift(look->seg.base_shift, pte0, *pte);
		if (!x->shift)
			continue;
		x->index = group * KVMPPC_PTEG_SIZE + i;
		x->hpte = addr + i * PTE_SIZE;
		x->rc_addr = x->hpte + PTE_RC;
		return KVMPPC_XLATE_OK;
	}
	return KVMPPC_XLATE_NO_PAGE;
}

static enum kvmppc_xlate_fault
page_translation(const struct kvmppc_mmu64 *mmu,
		 const struct kvmppc_slb_entry *entry, u64 ea, bool problem,
		 enum kvmppc_access access, struct kvmppc_xlate *x)
{
	struct lookup look = make_lookup(entry, ea);
	enum kvmppc_xlate_fault fault;
	u64 pte, offset;

	if (access == KVMPPC_FETCH && look.seg.no_execute)
		return KVMPPC_XLATE_NO_EXECUTE;
	fault = search_group(mmu, &look, look.hash, look.want, &pte, x);
	if (fault == KVMPPC_XLATE_NO_PAGE)
		fault = search_group(mmu, &look, ~look.hash,
				     look.want | PTE64_H, &pte, x);
	if (fault)
		return fault;
	offset = (1ULL << x->shift) - 1;
	x->page.gpa = (pte & PTE64_RPN & ~offset) | (ea & offset);
	x->page_index = (ea & ((1ULL << look.seg.shift) - 1)) >>
			look.seg.base_shift;
	return kvmppc_xlate_page(x, &look.seg, pte, pte & PTE64_PP0,
				 pte & PTE64_N, problem, access);
}

/**
 * kvmppc_xlate64() - translate an effective address as a 64-bit core would
 * @mmu: SLB and page table
 * @msr: MSR of the access: SF, PR, IR and DR count
 * @ea: effective address; without SF its upper half is ignored
 * @access: load, store or fetch
 * @out: the translation; not written on failure
 *
 * Real mode is that of a partition whose real mode area starts at 0. The page
 * table is read twice at most, whatever SDR1 and the table hold.
 *
 * Context: that of &kvmppc_htab.read.
 * Return: KVMPPC_XLATE_OK, or why the access may not be made.
 */
enum kvmppc_xlate_fault kvmppc_xlate64(const struct kvmppc_mmu64 *mmu, u64 msr,
				       u64 ea, enum kvmppc_access access,
				       struct kvmppc_xlate *out)
{
	const struct kvmppc_slb_entry *entry;
	enum kvmppc_xlate_fault fault;
	struct kvmppc_xlate x = {};

	if (!(msr & XLATE_SF))
		ea = (u32)ea;
	if (!kvmppc_xlate_relocated(msr, access)) {
		kvmppc_xlate_real(out, ea & mmu->real_mask, KVMPPC_WIMG_M);
		return KVMPPC_XLATE_OK;
	}
	entry = kvmppc_slb_find(mmu->slb, mmu->slb_nr, ea);
	if (!entry)
		return KVMPPC_XLATE_NO_SEGMENT;
	fault = page_translation(mmu, entry, ea, msr & XLATE_PR, access, &x);
	if (!fault)
		*out = x;
	return fault;
}
