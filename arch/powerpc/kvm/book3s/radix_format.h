/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Radix tables as they lie in memory (Power ISA 3.1B Book III 6.7.6, 6.7.10).
 * Process-scoped and partition-scoped trees have the same format. Pure.
 *
 * The macros are the masks of a doubleword in CPU byte order, the tables hold
 * it big-endian.
 */
#ifndef KVM_RADIX_FORMAT_H
#define KVM_RADIX_FORMAT_H

#include <linux/types.h>

/* A leaf (PTE) and a directory entry (PDE) have these in common. */
#define RPTE_VALID		0x8000000000000000ULL
#define RPTE_LEAF		0x4000000000000000ULL

/* A leaf. */
#define RPTE_RPN		0x01fffffffffff000ULL
#define RPTE_RESERVED		0x1e00000000000040ULL
#define RPTE_R			0x0000000000000100ULL	/* referenced */
#define RPTE_C			0x0000000000000080ULL	/* changed */
#define RPTE_ATT		0x0000000000000030ULL
#define RPTE_ATT_NORMAL		0x0000000000000000ULL
#define RPTE_ATT_NON_IDEMPOTENT	0x0000000000000020ULL
#define RPTE_ATT_TOLERANT	0x0000000000000030ULL
#define RPTE_PRIVILEGED		0x0000000000000008ULL	/* process-scoped only */
#define RPTE_READ		0x0000000000000004ULL
#define RPTE_WRITE		0x0000000000000002ULL
#define RPTE_EXECUTE		0x0000000000000001ULL

/* A directory entry: base and log2 of the entries of the next level. */
#define RPDE_NLB		0x0fffffffffffff00ULL
#define RPDE_NLS		0x000000000000001fULL
#define RPDE_RESERVED		0x30000000000000e0ULL
#define RPDE_NLS_MIN		5

/*
 * Doubleword 0 of a partition or process table entry: where a tree begins. Its
 * size, log2 of the bytes it translates, is split in two fields and less 31.
 */
#define RTREE_HOST_RADIX	0x8000000000000000ULL	/* partition table */
#define RTREE_RTS_HIGH_SHIFT	61
#define RTREE_RTS_HIGH		(3ULL << RTREE_RTS_HIGH_SHIFT)
#define RTREE_RTS_LOW_SHIFT	5
#define RTREE_RTS_LOW		(7ULL << RTREE_RTS_LOW_SHIFT)
#define RTREE_RTS_BIAS		31
#define RTREE_BASE		RPDE_NLB
#define RTREE_ROOT_BITS		RPDE_NLS

/* Doubleword 1 of a partition table entry: the process table. */
#define PRTB_BASE		0x0ffffffffffff000ULL
#define PRTB_SIZE		0x000000000000001fULL
#define PRTB_SIZE_BIAS		12

/* Where the tree at @base begins: 1 << @root_bits entries for 1 << @size. */
static inline u64 rtree_entry(u64 base, unsigned int size,
			      unsigned int root_bits)
{
	u64 rts = size - RTREE_RTS_BIAS;

	return (rts >> 3) << RTREE_RTS_HIGH_SHIFT |
	       (rts & 7) << RTREE_RTS_LOW_SHIFT | base | root_bits;
}

/* log2 of the bytes that a tree translates. */
static inline unsigned int rtree_size(u64 entry)
{
	return ((entry & RTREE_RTS_HIGH) >> RTREE_RTS_HIGH_SHIFT << 3 |
		(entry & RTREE_RTS_LOW) >> RTREE_RTS_LOW_SHIFT) +
	       RTREE_RTS_BIAS;
}

static inline bool rpte_is_leaf(u64 pte)
{
	return (pte & (RPTE_VALID | RPTE_LEAF)) == (RPTE_VALID | RPTE_LEAF);
}

static inline bool rpte_is_directory(u64 pte)
{
	return (pte & (RPTE_VALID | RPTE_LEAF)) == RPTE_VALID;
}

/* The directory entry for a table of 1 << @bits entries at @base. */
static inline u64 rpde_make(u64 base, unsigned int bits)
{
	return RPTE_VALID | base | bits;
}

#endif /* KVM_RADIX_FORMAT_H */
