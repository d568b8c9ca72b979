/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A partition-scoped radix tree: guest physical to host physical addresses
 * (Power ISA 3.1B Book III 6.7.10). Pure; radix.c gives it memory and flushes.
 *
 * The tree translates 52 bits in four levels. The leaf of a level is as large
 * as what one of its entries translates: a page, 2M or 1G.
 *
 *	level	bits		an entry's size
 *	3	13		512G, the root, no leaves
 *	2	9		1G
 *	1	9		2M
 *	0	21 - PAGE_SHIFT	a page
 *
 * A table other than the root has an entry that is valid, or it goes.
 *
 * The caller serializes all calls of a tree. Hardware reads it at any time,
 * and sets R and C in leaves that are valid by atomic updates of its own.
 */
#ifndef KVM_HV_RADIX_TREE_H
#define KVM_HV_RADIX_TREE_H

#include <linux/atomic.h>
#include <linux/types.h>
#include <asm/byteorder.h>
#include <asm/page.h>

#include "../radix_format.h"

#define KVMPPC_RADIX_ADDRESS_BITS	52
#define KVMPPC_RADIX_LIMIT		(1ULL << KVMPPC_RADIX_ADDRESS_BITS)
#define KVMPPC_RADIX_ROOT_BITS		13

enum kvmppc_radix_level {
	KVMPPC_RADIX_LEVEL_PAGE,
	KVMPPC_RADIX_LEVEL_2M,
	KVMPPC_RADIX_LEVEL_1G,
	KVMPPC_RADIX_LEVEL_ROOT,
};

/* log2 of what an entry of @level translates. */
static inline unsigned int kvmppc_radix_shift(unsigned int level)
{
	static const u8 shift[] = { PAGE_SHIFT, 21, 30, 39 };

	return shift[level];
}

/* log2 of the entries of a table of @level. */
static inline unsigned int kvmppc_radix_bits(unsigned int level)
{
	static const u8 bits[] = {
		21 - PAGE_SHIFT, 9, 9, KVMPPC_RADIX_ROOT_BITS
	};

	return bits[level];
}

static inline u64 kvmppc_radix_size(unsigned int level)
{
	return 1ULL << kvmppc_radix_shift(level);
}

static inline unsigned int kvmppc_radix_index(u64 gpa, unsigned int level)
{
	return gpa >> kvmppc_radix_shift(level) &
	       ((1U << kvmppc_radix_bits(level)) - 1);
}

static inline u64 kvmppc_rpte_read(const __be64 *entry)
{
	return be64_to_cpu(READ_ONCE(*entry));
}

/* For an entry that hardware does not update: one that is not a valid leaf. */
static inline void kvmppc_rpte_write(__be64 *entry, u64 val)
{
	WRITE_ONCE(*entry, cpu_to_be64(val));
}

/* Clear and set bits, atomically; the value from before. */
static inline u64 kvmppc_rpte_update(__be64 *entry, u64 clear, u64 set)
{
	u64 *raw = (__force u64 *)entry;
	u64 old, val, seen = READ_ONCE(*raw);

	do {
		old = seen;
		val = be64_to_cpu((__force __be64)old);
		seen = (__force u64)cpu_to_be64((val & ~clear) | set);
		seen = cmpxchg(raw, old, seen);
	} while (seen != old);
	return val;
}

/* Pages and tables that a gather holds before it flushes. */
#define KVMPPC_RADIX_GATHER_PAGES	32
#define KVMPPC_RADIX_GATHER_TABLES	32

struct kvmppc_radix_gather;

/**
 * struct kvmppc_radix_gather_ops - what becomes of what a tree lets go
 * @leaf:	a leaf @pte of @level for @gpa was taken out
 * @flush:	flush the gather's pages and tables from all CPUs, then free its
 *		tables and call kvmppc_radix_gather_reset()
 */
struct kvmppc_radix_gather_ops {
	void (*leaf)(struct kvmppc_radix_gather *gather, u64 pte, u64 gpa,
		     unsigned int level);
	void (*flush)(struct kvmppc_radix_gather *gather);
};

/**
 * struct kvmppc_radix_gather - translations that CPUs may still hold
 * @ops:	see there
 * @nr_pages:	leaves that changed, may be more than @pages has: then all goes
 * @nr_tables:	tables that are linked no more
 * @pages:	the leaves
 * @tables:	the tables
 *
 * Who began a gather ends it with kvmppc_radix_gather_flush().
 */
struct kvmppc_radix_gather {
	const struct kvmppc_radix_gather_ops *ops;
	unsigned int nr_pages;
	unsigned int nr_tables;
	struct kvmppc_radix_page {
		u64 gpa;
		unsigned int level;
	} pages[KVMPPC_RADIX_GATHER_PAGES];
	struct kvmppc_radix_table {
		__be64 *entries;
		unsigned int level;
	} tables[KVMPPC_RADIX_GATHER_TABLES];
};

static inline void kvmppc_radix_gather_reset(struct kvmppc_radix_gather *gather)
{
	gather->nr_pages = 0;
	gather->nr_tables = 0;
}

static inline void
kvmppc_radix_gather_init(struct kvmppc_radix_gather *gather,
			 const struct kvmppc_radix_gather_ops *ops)
{
	gather->ops = ops;
	kvmppc_radix_gather_reset(gather);
}

static inline void kvmppc_radix_gather_flush(struct kvmppc_radix_gather *gather)
{
	if (gather->nr_pages || gather->nr_tables)
		gather->ops->flush(gather);
}

/**
 * struct kvmppc_radix_mapping - a leaf to be put into a tree
 * @gpa:	a byte that it translates
 * @pte:	the leaf, its address aligned to the leaf's size
 * @level:	of the leaf
 * @spare:	zeroed tables by level; those that were used become NULL
 */
struct kvmppc_radix_mapping {
	u64 gpa;
	u64 pte;
	unsigned int level;
	__be64 **spare;
};

typedef void (*kvmppc_radix_leaf_fn)(void *opaque, __be64 *entry, u64 gpa,
				     unsigned int level);

unsigned int kvmppc_radix_leaf_level(u64 gpa, u64 hva, u64 start, u64 end,
				     unsigned int shift);
void kvmppc_radix_gather_page(struct kvmppc_radix_gather *gather, u64 gpa,
			      unsigned int level);
int kvmppc_radix_tree_map(__be64 *root, struct kvmppc_radix_mapping *mapping,
			  struct kvmppc_radix_gather *gather);
void kvmppc_radix_tree_unmap(__be64 *root, u64 start, u64 end,
			     struct kvmppc_radix_gather *gather);
u64 kvmppc_radix_tree_find(__be64 *root, u64 gpa, u64 *hpa);
void kvmppc_radix_tree_for_each(__be64 *root, u64 start, u64 end,
				kvmppc_radix_leaf_fn fn, void *opaque);

#endif /* KVM_HV_RADIX_TREE_H */
