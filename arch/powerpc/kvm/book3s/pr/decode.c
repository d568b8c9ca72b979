// SPDX-License-Identifier: GPL-2.0
/*
 * What privileged instructions name: pages of tlbie, SPRs by number. Pure.
 */
#include <linux/errno.h>
#include <linux/types.h>

#include <kvm/ppc_inst.h>

#include "decode.h"
#include "hash_format.h"

/* RB of tlbie and tlbiel (Power ISA 2.07 Book III-S 5.9.3.3). */
#define TLBIE_IS	0xc00ULL	/* not one page but many */
#define TLBIE_B_SHIFT	8
#define TLBIE_AP_SHIFT	5
#define TLBIE_L		1ULL
#define TLBIE_LP_SHIFT	12

/* Of a virtual address a core before Power ISA 2.06 takes no more than this. */
#define TLBIE_OLD_ADDRESS	0xffffffffffffULL

#define SHIFT_4K	12
#define SHIFT_16M	24
#define SHIFT_256M	28
#define SHIFT_1T	40

/**
 * kvmppc_pr_family_of() - which instructions and SPRs a processor has
 * @isa: PPC_ISA_* of the processor
 *
 * Return: the family.
 */
enum kvmppc_pr_family kvmppc_pr_family_of(u32 isa)
{
	if (!(isa & PPC_ISA_64))
		return isa & PPC_ISA_VMX ? PR_74XX : PR_750;
	if (!(isa & PPC_ISA_206))
		return PR_970;
	return isa & PPC_ISA_207 ? PR_POWER8 : PR_POWER7;
}

static const struct kvmppc_pr_key *key_at(const struct kvmppc_pr_key *keys,
					  unsigned int i, size_t stride)
{
	return (const void *)keys + i * stride;
}

/* Keys rise, or speak of the same numbers. */
static bool in_order(const struct kvmppc_pr_key *before,
		     const struct kvmppc_pr_key *key)
{
	if (before->first == key->first)
		return before->nr == key->nr;
	return before->first + before->nr <= key->first;
}

/**
 * kvmppc_pr_index_build() - check a table of SPRs and make an index of it
 * @keys: of the table's first row, with which each of its rows begins
 * @nr: rows
 * @stride: bytes from one row to the next
 * @index: filled in: by number 1 + the first row that has it, 0 where none has
 * @size: entries of @index
 *
 * Rows are sorted by number. Those that share a number follow one another and
 * have no family in common.
 *
 * Return: 0, -EINVAL where the table is wrong.
 */
int kvmppc_pr_index_build(const struct kvmppc_pr_key *keys, unsigned int nr,
			  size_t stride, u8 *index, unsigned int size)
{
	unsigned int i, n;
	u16 families;

	if (nr > 255)
		return -EINVAL;
	for (n = 0; n < size; n++)
		index[n] = 0;
	for (i = 0, families = 0; i < nr; i++) {
		const struct kvmppc_pr_key *key = key_at(keys, i, stride);
		const struct kvmppc_pr_key *before = i ?
			key_at(keys, i - 1, stride) : NULL;

		if (!before || before->first != key->first)
			families = 0;
		if (!key->nr || !key->families || families & key->families ||
		    (before && !in_order(before, key)) ||
		    key->first + key->nr > size)
			return -EINVAL;
		families |= key->families;
		for (n = key->first; n < key->first + key->nr; n++)
			if (!index[n])
				index[n] = i + 1;
	}
	return 0;
}

/* log2 of the page that L=0 and AP mean, 0 where AP is reserved. */
static u8 shift_by_ap(u64 rb)
{
	unsigned int ap = rb >> TLBIE_AP_SHIFT & 7, i;

	for (i = 0; i < KVMPPC_NR_PAGE_ENCODINGS; i++) {
		const struct kvmppc_page_encoding *e = &kvmppc_page_encodings[i];

		/* AP is L and LP of a segment of that page size. */
		if (e->base_shift == e->shift &&
		    (e->slb_llp >> 6 | (e->slb_llp >> 4 & 3)) == ap)
			return e->shift;
	}
	return 0;
}

/* log2 of the page that L=1 and LP mean, 0 where LP is reserved. */
static u8 shift_by_lp(u64 rb)
{
	unsigned int i;

	for (i = 0; i < KVMPPC_NR_PAGE_ENCODINGS; i++) {
		const struct kvmppc_page_encoding *e = &kvmppc_page_encodings[i];
		u64 lp = rb >> TLBIE_LP_SHIFT & 0xff;

		if (e->shift - SHIFT_4K < 8)
			lp &= (1ULL << (e->shift - SHIFT_4K)) - 1;
		if (e->base_shift != SHIFT_4K && lp == e->pte_lp)
			return e->shift;
	}
	return 0;
}

static enum kvmppc_pr_tlbie page_of(u64 va, u8 seg_shift, u8 shift,
				    struct kvmppc_pr_page *page)
{
	*page = (struct kvmppc_pr_page) {
		.vsid = va >> seg_shift,
		.seg_shift = seg_shift,
		.shift = shift,
		.offset = va & ((1ULL << seg_shift) - 1) &
			  ~((1ULL << shift) - 1),
	};
	return PR_TLBIE_PAGE;
}

/**
 * kvmppc_pr_tlbie_decode() - the page that a 64-bit tlbie or tlbiel means
 * @rb: contents of RB
 * @large: the L bit of the instruction, which counts before Power ISA 2.06
 * @isa: PPC_ISA_* of the processor
 * @page: filled in for %PR_TLBIE_PAGE; of the VSID there are the bits that the
 *	instruction has
 *
 * Power ISA 2.07 Book III-S 5.9.3.3, PowerPC AS 2.01 Book III 4.11.3.
 *
 * Return: %PR_TLBIE_ALL where it means more than a page, or an encoding is
 * reserved.
 */
enum kvmppc_pr_tlbie kvmppc_pr_tlbie_decode(u64 rb, bool large, u32 isa,
					    struct kvmppc_pr_page *page)
{
	u8 shift, seg_shift = SHIFT_256M;

	if (!(isa & PPC_ISA_206))
		return page_of(rb & TLBIE_OLD_ADDRESS & ~0xfffULL, SHIFT_256M,
			       large ? SHIFT_16M : SHIFT_4K, page);
	if (rb & TLBIE_IS)
		return PR_TLBIE_ALL;
	shift = rb & TLBIE_L ? shift_by_lp(rb) : shift_by_ap(rb);
	switch (rb >> TLBIE_B_SHIFT & 3) {
	case 0:
		break;
	case 1:
		seg_shift = SHIFT_1T;
		break;
	default:
		return PR_TLBIE_ALL;
	}
	if (!shift)
		return PR_TLBIE_ALL;
	return page_of(rb, seg_shift, shift, page);
}
