// SPDX-License-Identifier: GPL-2.0
/* The partition-scoped radix tree, see radix_tree.h. Pure. */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/types.h>

#include "radix_tree.h"

/* What a leaf may gain while it is valid, without a flush. */
#define RPTE_UPGRADE	(RPTE_R | RPTE_C | RPTE_READ | RPTE_WRITE | RPTE_EXECUTE)

static __be64 *table_of(u64 pde)
{
	return __va(pde & RPDE_NLB);
}

static u64 table_pde(__be64 *table, unsigned int level)
{
	return rpde_make(__pa(table), kvmppc_radix_bits(level));
}

static bool table_empty(const __be64 *table, unsigned int level)
{
	unsigned int i, n = 1U << kvmppc_radix_bits(level);

	for (i = 0; i < n; i++)
		if (kvmppc_rpte_read(&table[i]) & RPTE_VALID)
			return false;
	return true;
}

/**
 * kvmppc_radix_leaf_level() - the largest leaf for a page
 * @gpa: guest physical address of the page
 * @hva: where the host has it
 * @start: first guest physical address of its slot
 * @end: the one after the last
 * @shift: log2 of the host's own leaf at @hva
 *
 * A leaf lies within the slot, and is backed by one leaf of the host, so that
 * both addresses have the same place in it.
 *
 * Return: enum kvmppc_radix_level.
 */
unsigned int kvmppc_radix_leaf_level(u64 gpa, u64 hva, u64 start, u64 end,
				     unsigned int shift)
{
	unsigned int level;

	for (level = KVMPPC_RADIX_LEVEL_1G; level; level--) {
		u64 size = kvmppc_radix_size(level);
		u64 first = gpa & ~(size - 1);

		if (kvmppc_radix_shift(level) <= shift &&
		    !((gpa ^ hva) & (size - 1)) &&
		    first >= start && first + size <= end)
			break;
	}
	return level;
}

/**
 * kvmppc_radix_gather_page() - a leaf changed that CPUs may hold
 * @gather: begun by the caller
 * @gpa: first address of the leaf
 * @level: its level
 */
void kvmppc_radix_gather_page(struct kvmppc_radix_gather *gather, u64 gpa,
			      unsigned int level)
{
	if (gather->nr_pages < KVMPPC_RADIX_GATHER_PAGES)
		gather->pages[gather->nr_pages] = (struct kvmppc_radix_page) {
			.gpa = gpa,
			.level = level,
		};
	gather->nr_pages++;
}

/* Nothing leads to @table any more. */
static void gather_table(struct kvmppc_radix_gather *gather, __be64 *table,
			 unsigned int level)
{
	gather->tables[gather->nr_tables++] = (struct kvmppc_radix_table) {
		.entries = table,
		.level = level,
	};
	if (gather->nr_tables == KVMPPC_RADIX_GATHER_TABLES)
		gather->ops->flush(gather);
}

static void remove_leaf(__be64 *entry, u64 gpa, unsigned int level,
			struct kvmppc_radix_gather *gather)
{
	u64 pte = kvmppc_rpte_update(entry, ~0ULL, 0);

	gpa &= ~(kvmppc_radix_size(level) - 1);
	gather->ops->leaf(gather, pte, gpa, level);
	kvmppc_radix_gather_page(gather, gpa, level);
}

/*
 * Remove what a table, which is of @level, has in [@start, @end), all of it
 * addresses that the table translates. True where that emptied the table.
 * Calls itself for the levels below, so no deeper than there are levels.
 */
static bool remove_range(__be64 *table, unsigned int level, u64 start, u64 end,
			 struct kvmppc_radix_gather *gather)
{
	__be64 *entry = &table[kvmppc_radix_index(start, level)];
	__be64 *last = &table[kvmppc_radix_index(end - 1, level)];
	u64 size = kvmppc_radix_size(level);
	u64 pte, next, gpa = start;
	bool removed = false;

	for (; entry <= last; entry++, gpa = next) {
		next = (gpa | (size - 1)) + 1;
		pte = kvmppc_rpte_read(entry);
		if (!pte)
			continue;
		if (rpte_is_leaf(pte)) {
			remove_leaf(entry, gpa, level, gather);
			removed = true;
		} else if (rpte_is_directory(pte) &&
			   remove_range(table_of(pte), level - 1, gpa,
					next < end ? next : end, gather)) {
			kvmppc_rpte_write(entry, 0);
			gather_table(gather, table_of(pte), level - 1);
			removed = true;
		}
	}
	return removed && table_empty(table, level);
}

/**
 * kvmppc_radix_tree_unmap() - remove all leaves of a range
 * @root: the tree
 * @start: first address
 * @end: the one after the last
 * @gather: begun by the caller; may be flushed on the way
 *
 * A leaf that lies only partly in the range goes as a whole, a table that gets
 * empty is freed.
 */
void kvmppc_radix_tree_unmap(__be64 *root, u64 start, u64 end,
			     struct kvmppc_radix_gather *gather)
{
	if (end > KVMPPC_RADIX_LIMIT)
		end = KVMPPC_RADIX_LIMIT;
	if (start >= end)
		return;
	remove_range(root, KVMPPC_RADIX_LEVEL_ROOT, start, end, gather);
}

/*
 * The entry for @gpa that is of level @*level, or the first one on the way down
 * that leads no further; @*level is where that was.
 */
static __be64 *find_entry(__be64 *root, u64 gpa, unsigned int *level)
{
	unsigned int at = KVMPPC_RADIX_LEVEL_ROOT;
	__be64 *table = root;

	for (;;) {
		__be64 *entry = &table[kvmppc_radix_index(gpa, at)];
		u64 pte = kvmppc_rpte_read(entry);

		if (at == *level || !rpte_is_directory(pte)) {
			*level = at;
			return entry;
		}
		table = table_of(pte);
		at--;
	}
}

/* Take out what stands at @entry, and flush it from all CPUs. */
static void clear_entry(__be64 *entry, u64 gpa, unsigned int level,
			struct kvmppc_radix_gather *gather)
{
	u64 pte = kvmppc_rpte_read(entry);

	if (rpte_is_leaf(pte)) {
		remove_leaf(entry, gpa, level, gather);
	} else if (rpte_is_directory(pte)) {
		u64 size = kvmppc_radix_size(level);
		u64 first = gpa & ~(size - 1);

		remove_range(table_of(pte), level - 1, first, first + size,
			     gather);
		kvmppc_rpte_write(entry, 0);
		gather_table(gather, table_of(pte), level - 1);
	}
	kvmppc_radix_gather_flush(gather);
}

/**
 * kvmppc_radix_tree_map() - put a leaf into the tree
 * @root: the tree
 * @mapping: the leaf, and tables to be used on the way to it
 * @gather: begun by the caller, who need not flush it on success; NULL where
 *	nothing can be flushed now
 *
 * A leaf that is there for the same memory only gains permissions, R and C;
 * a CPU that holds the old one looks again before it faults (Power ISA 3.1B
 * Book III 6.10.1.2). Whatever else stands in the way is removed and flushed
 * first.
 *
 * Return: 1 where the leaf is new, 0 where it was there; -ENOMEM where a table
 * is needed that @mapping does not have, -EBUSY where something stands in the way
 * and there is no @gather, and the tree is as it was.
 */
int kvmppc_radix_tree_map(__be64 *root, struct kvmppc_radix_mapping *mapping,
			  struct kvmppc_radix_gather *gather)
{
	unsigned int at = mapping->level;
	__be64 *entry = find_entry(root, mapping->gpa, &at);
	u64 old = kvmppc_rpte_read(entry);
	u64 pte = mapping->pte;
	unsigned int level;

	if (at == mapping->level && rpte_is_leaf(old) &&
	    !((old ^ pte) & (RPTE_RPN | RPTE_ATT))) {
		kvmppc_rpte_update(entry, 0, pte & RPTE_UPGRADE);
		return 0;
	}

	for (level = mapping->level; level < at; level++)
		if (!mapping->spare[level])
			return -ENOMEM;

	if (old & RPTE_VALID) {
		if (!gather)
			return -EBUSY;
		clear_entry(entry, mapping->gpa, at, gather);
	}

	for (level = mapping->level; level < at; level++) {
		__be64 *table = mapping->spare[level];

		mapping->spare[level] = NULL;
		kvmppc_rpte_write(&table[kvmppc_radix_index(mapping->gpa,
							    level)], pte);
		pte = table_pde(table, level);
	}
	/* Who finds the entry finds what it leads to. */
	smp_wmb();
	kvmppc_rpte_write(entry, pte);
	return 1;
}

/**
 * kvmppc_radix_tree_find() - the leaf that translates an address
 * @root: the tree
 * @gpa: below KVMPPC_RADIX_LIMIT, or nothing is found
 * @hpa: host physical address of the byte at @gpa, where there is a leaf
 *
 * Return: the leaf, 0 where there is none.
 */
u64 kvmppc_radix_tree_find(__be64 *root, u64 gpa, u64 *hpa)
{
	unsigned int level = KVMPPC_RADIX_LEVEL_ROOT;
	__be64 *table = root;
	u64 pte;

	if (gpa >= KVMPPC_RADIX_LIMIT)
		return 0;
	for (;;) {
		pte = kvmppc_rpte_read(&table[kvmppc_radix_index(gpa, level)]);
		if (!rpte_is_directory(pte))
			break;
		table = table_of(pte);
		level--;
	}
	if (!rpte_is_leaf(pte))
		return 0;
	*hpa = (pte & RPTE_RPN) | (gpa & (kvmppc_radix_size(level) - 1));
	return pte;
}

/**
 * kvmppc_radix_tree_for_each() - visit the leaves of a range
 * @root: the tree
 * @start: first address
 * @end: the one after the last
 * @fn: called for each leaf that overlaps the range, with its first address;
 *	may change the leaf, and may unmap it
 * @opaque: for @fn
 */
void kvmppc_radix_tree_for_each(__be64 *root, u64 start, u64 end,
				kvmppc_radix_leaf_fn fn, void *opaque)
{
	u64 gpa = start;

	if (end > KVMPPC_RADIX_LIMIT)
		end = KVMPPC_RADIX_LIMIT;
	while (gpa < end) {
		unsigned int level = KVMPPC_RADIX_LEVEL_PAGE;
		__be64 *entry = find_entry(root, gpa, &level);
		u64 first = gpa & ~(kvmppc_radix_size(level) - 1);

		if (rpte_is_leaf(kvmppc_rpte_read(entry)))
			fn(opaque, entry, first, level);
		gpa = first + kvmppc_radix_size(level);
	}
}
