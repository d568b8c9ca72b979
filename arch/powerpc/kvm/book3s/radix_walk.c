// SPDX-License-Identifier: GPL-2.0
/*
 * Translation of a guest's effective address by its own radix tables, in
 * memory that the guest may fill with anything (Power ISA 3.1B Book III 6.7.10,
 * 6.7.11). Pure.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/types.h>
#include <asm/byteorder.h>

#include <kvm/radix_walk.h>

#include "radix_format.h"

/* An effective address: two bits of quadrant, the rest is translated. */
#define EA_QUADRANT_SHIFT	62
#define EA_OFFSET		((1ULL << EA_QUADRANT_SHIFT) - 1)

/* Leaves are of 4K, 64K, 2M or 1G. */
#define LEAF_SHIFT_MIN		12
#define LEAF_SHIFTS		(1ULL << 12 | 1ULL << 16 | 1ULL << 21 | \
				 1ULL << 30)

#define PROCESS_ENTRY_SIZE	16

static int read_entry(const struct kvmppc_radix_walk *walk, gpa_t gpa, u64 *val)
{
	__be64 raw;
	int ret = walk->read(walk->opaque, gpa, &raw);

	if (!ret)
		*val = be64_to_cpu(raw);
	return ret;
}

/* Process table entry, doubleword 0, for the quadrant of @ea. */
static int read_process_entry(const struct kvmppc_radix_walk *walk, u64 ea,
			      u64 *entry)
{
	unsigned int size = (walk->prtb & PRTB_SIZE) + PRTB_SIZE_BIAS;
	u64 offset;

	switch (ea >> EA_QUADRANT_SHIFT) {
	case 0:
		offset = (u64)walk->pid * PROCESS_ENTRY_SIZE;
		break;
	case 3:
		offset = 0;
		break;
	default:
		return -ENOENT;
	}
	if (offset >> size)
		return -ENOENT;
	return read_entry(walk, (walk->prtb & PRTB_BASE) + offset, entry);
}

/* Is a table of 1 << @bits entries at @base, with @left bits to translate? */
static bool table_valid(u64 base, unsigned int bits, unsigned int left)
{
	return bits >= RPDE_NLS_MIN && bits + LEAF_SHIFT_MIN <= left &&
	       !(base & ((8ULL << bits) - 1));
}

static int leaf_translation(u64 pte, u64 ea, unsigned int shift,
			    struct kvmppc_translation *out)
{
	u64 offset = (1ULL << shift) - 1;

	if (!(LEAF_SHIFTS >> shift & 1) || pte & RPTE_RESERVED)
		return -ENOENT;
	out->gpa = (pte & RPTE_RPN & ~offset) | (ea & offset);
	out->readable = pte & RPTE_READ;
	out->writable = pte & RPTE_WRITE;
	out->executable = pte & RPTE_EXECUTE;
	out->usermode = !(pte & RPTE_PRIVILEGED);
	return 0;
}

/**
 * kvmppc_radix_walk() - translate an effective address as a radix guest would
 * @walk: whose tables, and how to read them
 * @ea: effective address, with translation on
 * @out: guest physical address and permissions; not written on failure
 *
 * Every level takes five bits of the address at least, so that a walk ends
 * whatever the tables hold. Referenced and changed bits are left alone.
 * Quadrant 3 is process 0's, quadrants 1 and 2 are not a guest's.
 *
 * Context: that of @walk->read.
 * Return: 0; -ENOENT where the tables have no translation or are malformed,
 * -EFAULT where they are outside of guest memory. Whether the access is
 * allowed is the caller's to decide.
 */
int kvmppc_radix_walk(const struct kvmppc_radix_walk *walk, u64 ea,
		      struct kvmppc_translation *out)
{
	unsigned int bits, left;
	u64 base, entry, index;
	int ret;

	ret = read_process_entry(walk, ea, &entry);
	if (ret)
		return ret;

	left = rtree_size(entry);
	if ((ea & EA_OFFSET) >> left)
		return -ENOENT;
	base = entry & RTREE_BASE;
	bits = entry & RTREE_ROOT_BITS;

	for (;;) {
		if (!table_valid(base, bits, left))
			return -ENOENT;
		left -= bits;
		index = (ea & EA_OFFSET) >> left & ((1ULL << bits) - 1);
		ret = read_entry(walk, base + index * sizeof(__be64), &entry);
		if (ret)
			return ret;
		if (rpte_is_leaf(entry))
			return leaf_translation(entry, ea, left, out);
		if (!rpte_is_directory(entry) || entry & RPDE_RESERVED)
			return -ENOENT;
		base = entry & RPDE_NLB;
		bits = entry & RPDE_NLS;
	}
}
EXPORT_SYMBOL_GPL(kvmppc_radix_walk);
