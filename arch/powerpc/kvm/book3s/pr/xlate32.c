// SPDX-License-Identifier: GPL-2.0
/*
 * Translation of a 32-bit Book3S guest's effective address: block address
 * translation, segment registers and the hashed page table (Programming
 * Environments Manual for 32-bit implementations, chapter 7). Pure.
 */
#include <linux/types.h>
#include <asm/byteorder.h>

#include "hash_format.h"

#define SEGMENT_SHIFT	28
#define PAGE_4K_SHIFT	12
#define PTE_SIZE	8
#define PTE_RC		6	/* offset of the halfword with R and C */

/* A page's index in its segment: what is hashed, and its top bits, the API. */
#define PAGE_INDEX(ea)	((ea) >> PAGE_4K_SHIFT & 0xffff)
#define API_SHIFT	10
#define HASH_LOW	0x3ff
#define HASH_HIGH_SHIFT	10
#define PTEG_SHIFT	6
#define SDR_MASK_SHIFT	16	/* from a bit of HTABMASK to that of an address */

/* The bits of an address that BL leaves to be translated by none. */
static u32 bat_block_mask(const struct kvmppc_mmu32 *mmu,
			  const struct kvmppc_bat *bat)
{
	u32 bl = bat->upper & (mmu->bat_xbl ? BATU_XBL : BATU_BL);

	return bl << BATU_BL_SHIFT | ((1U << BAT_SHIFT) - 1);
}

/* Where BL is no run of ones, what is linear ends at its first zero. */
static u8 bat_linear_shift(u32 mask)
{
	u8 shift = BAT_SHIFT;

	while (shift < 32 && mask >> shift & 1)
		shift++;
	return shift;
}

static const struct kvmppc_bat *
find_bat(const struct kvmppc_mmu32 *mmu, const struct kvmppc_bat *bats, u32 ea,
	 bool problem)
{
	u32 valid = problem ? BATU_VP : BATU_VS;
	unsigned int i;

	for (i = 0; i < mmu->nr_bats; i++) {
		u32 block = bat_block_mask(mmu, &bats[i]);

		if (bats[i].upper & valid &&
		    !((ea ^ bats[i].upper) & BATU_BEPI & ~block))
			return &bats[i];
	}
	return NULL;
}

/*
 * An instruction BAT says nothing of stores, and a data BAT nothing of
 * fetches; neither knows keys, nor records references and changes.
 */
static enum kvmppc_xlate_fault
bat_translation(const struct kvmppc_mmu32 *mmu, const struct kvmppc_bat *bat,
		u32 ea, enum kvmppc_access access, struct kvmppc_xlate *x)
{
	bool fetch = access == KVMPPC_FETCH;
	u32 block = bat_block_mask(mmu, bat);
	u32 pp = bat->lower & PTE_PP;

	*x = (struct kvmppc_xlate) {
		.page = {
			.gpa = (bat->lower & BATL_BRPN & ~block) | (ea & block),
			.readable = pp,
			.writable = pp == 2 && !fetch,
			.executable = pp && fetch,
			.usermode = pp && bat->upper & BATU_VP,
		},
		.source = KVMPPC_XLATE_BAT,
		.shift = bat_linear_shift(block),
		.wimg = bat->lower >> PTE_WIMG_SHIFT & PTE_WIMG,
		.index = bat - (fetch ? mmu->ibat : mmu->dbat),
		.changed = true,
	};
	return kvmppc_xlate_permit(&x->page, access, false);
}

/* Look for the entry @want in the group of @hash. */
static enum kvmppc_xlate_fault
search_group(const struct kvmppc_mmu32 *mmu, u32 hash, u32 want, u32 *pte,
	     struct kvmppc_xlate *x)
{
	u32 high = hash >> HASH_HIGH_SHIFT & mmu->sdr1 & SDR32_MASK;
	u32 group = high << HASH_HIGH_SHIFT | (hash & HASH_LOW);
	u32 addr = (mmu->sdr1 & SDR32_ORG) | high << SDR_MASK_SHIFT |
		   (hash & HASH_LOW) << PTEG_SHIFT;
	__be64 entries[KVMPPC_PTEG_SIZE];
	unsigned int i;

	if (mmu->htab.read(mmu->htab.opaque, addr, entries, KVMPPC_PTEG_SIZE))
		return KVMPPC_XLATE_NO_TABLE;
	for (i = 0; i < KVMPPC_PTEG_SIZE; i++) {
		u64 entry = be64_to_cpu(entries[i]);

		if (entry >> 32 != want)
			continue;
		*pte = entry;
		x->index = (u64)group * KVMPPC_PTEG_SIZE + i;
		x->hpte = addr + i * PTE_SIZE;
		x->rc_addr = x->hpte + PTE_RC;
		return KVMPPC_XLATE_OK;
	}
	return KVMPPC_XLATE_NO_PAGE;
}

static enum kvmppc_xlate_fault
page_translation(const struct kvmppc_mmu32 *mmu, u32 sr, u32 ea, bool problem,
		 enum kvmppc_access access, struct kvmppc_xlate *x)
{
	const struct kvmppc_hash_segment seg = {
		.vsid = sr & SR_VSID,
		.shift = SEGMENT_SHIFT,
		.base_shift = PAGE_4K_SHIFT,
		.key_supervisor = sr & SR_KS,
		.key_problem = sr & SR_KP,
		.no_execute = sr & SR_N,
	};
	u32 hash = seg.vsid ^ PAGE_INDEX(ea);	/* the low 19 bits count */
	u64 want = PTE32_V | seg.vsid << PTE32_VSID_SHIFT |
		   (u64)PAGE_INDEX(ea) >> API_SHIFT << PTE32_API_SHIFT;
	enum kvmppc_xlate_fault fault;
	u32 pte;

	if (access == KVMPPC_FETCH && seg.no_execute)
		return KVMPPC_XLATE_NO_EXECUTE;
	fault = search_group(mmu, hash, want >> 32, &pte, x);
	if (fault == KVMPPC_XLATE_NO_PAGE)
		fault = search_group(mmu, ~hash, (want | PTE32_H) >> 32, &pte, x);
	if (fault)
		return fault;
	x->shift = PAGE_4K_SHIFT;
	x->page_index = PAGE_INDEX(ea);
	x->page.gpa = (pte & PTE32_RPN) | (ea & ((1U << PAGE_4K_SHIFT) - 1));
	return kvmppc_xlate_page(x, &seg, pte, false, false, problem, access);
}

/**
 * kvmppc_xlate32() - translate an effective address as a 32-bit core would
 * @mmu: BATs, segment registers and page table
 * @msr: MSR of the access: PR, IR and DR count
 * @ea: effective address
 * @access: load, store or fetch
 * @out: the translation; not written on failure
 *
 * BATs come before segments, direct-store ones too. The page table is read
 * twice at most, whatever SDR1 and the table hold.
 *
 * Context: that of &kvmppc_htab.read.
 * Return: KVMPPC_XLATE_OK, or why the access may not be made.
 */
enum kvmppc_xlate_fault kvmppc_xlate32(const struct kvmppc_mmu32 *mmu, u64 msr,
				       u32 ea, enum kvmppc_access access,
				       struct kvmppc_xlate *out)
{
	bool fetch = access == KVMPPC_FETCH;
	const struct kvmppc_bat *bat;
	enum kvmppc_xlate_fault fault;
	struct kvmppc_xlate x = {};
	u32 sr = mmu->sr[ea >> SEGMENT_SHIFT];

	if (!kvmppc_xlate_relocated(msr, access)) {
		kvmppc_xlate_real(out, ea, fetch ? KVMPPC_WIMG_G :
				  KVMPPC_WIMG_M | KVMPPC_WIMG_G);
		return KVMPPC_XLATE_OK;
	}
	bat = find_bat(mmu, fetch ? mmu->ibat : mmu->dbat, ea, msr & XLATE_PR);
	if (bat)
		fault = bat_translation(mmu, bat, ea, access, &x);
	else if (sr & SR_T)
		fault = KVMPPC_XLATE_DIRECT_STORE;
	else
		fault = page_translation(mmu, sr, ea, msr & XLATE_PR, access, &x);
	if (!fault)
		*out = x;
	return fault;
}
