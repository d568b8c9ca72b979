// SPDX-License-Identifier: GPL-2.0
/*
 * The partition-scoped radix tree against a model of guest memory, with a
 * hardware of our own that walks the tree as the architecture says, and keeps
 * what it found in a TLB and a page walk cache until it is told to drop it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/kernel.h>

#include "../../../arch/powerpc/kvm/book3s/hv/radix_tree.h"
#include "tap.h"

#define PAGE_BYTES	(1ULL << PAGE_SHIFT)
#define ROOT_BYTES	(8UL << KVMPPC_RADIX_ROOT_BITS)
#define LEAF		(RPTE_VALID | RPTE_LEAF)
#define RW		(RPTE_READ | RPTE_WRITE)

/* The guest's memory: 4G, half of it below a 512G boundary. */
#define WINDOW_START	((1ULL << 39) - (1ULL << 31))
#define WINDOW_SIZE	(1ULL << 32)
#define WINDOW_END	(WINDOW_START + WINDOW_SIZE)
#define WINDOW_PAGES	(WINDOW_SIZE >> PAGE_SHIFT)

static __be64 *root;
static int live_tables;

/* Tables */

static __be64 *table_alloc(unsigned int level)
{
	size_t size = 8UL << kvmppc_radix_bits(level);
	__be64 *table = aligned_alloc(size, size);

	if (!table)
		abort();
	memset(table, 0, size);
	live_tables++;
	return table;
}

static void table_free(__be64 *table)
{
	if (!table)
		return;
	free(table);
	live_tables--;
}

/* Tables that the tree leads to, and how many of them are empty. */
static int tables_below(const __be64 *table, unsigned int level, int *empty)
{
	unsigned int i, valid = 0;
	int n = 0;

	for (i = 0; i < 1U << kvmppc_radix_bits(level); i++) {
		u64 pte = be64_to_cpu(table[i]);

		valid += !!(pte & RPTE_VALID);
		if (rpte_is_directory(pte))
			n += 1 + tables_below(__va(pte & RPDE_NLB), level - 1,
					      empty);
	}
	if (!valid && level != KVMPPC_RADIX_LEVEL_ROOT)
		(*empty)++;
	return n;
}

/* Hardware */

struct tlb_entry {
	bool valid;
	u64 gpa;
	u64 pte;
	unsigned int shift;
};

#define TLB_ENTRIES	256
static struct tlb_entry tlb[TLB_ENTRIES];

struct pwc_entry {
	u64 gpa;
	__be64 *table;
};

#define PWC_ENTRIES	16
static struct pwc_entry pwc[PWC_ENTRIES];

/* From the partition table entry down, by what the entries themselves say. */
static __be64 *hardware_walk(u64 gpa, unsigned int *shift, __be64 **last)
{
	u64 entry = rtree_entry(__pa(root), 52, 13);
	unsigned int left = rtree_size(entry);
	unsigned int bits = entry & RTREE_ROOT_BITS;
	__be64 *table = __va(entry & RTREE_BASE);

	*last = NULL;
	for (;;) {
		__be64 *at;

		left -= bits;
		at = &table[gpa >> left & ((1ULL << bits) - 1)];
		entry = be64_to_cpu(*at);
		if (!(entry & RPTE_VALID))
			return NULL;
		if (entry & RPTE_LEAF) {
			*shift = left;
			return at;
		}
		bits = entry & RPDE_NLS;
		table = __va(entry & RPDE_NLB);
		*last = table;
	}
}

/* An access: what it finds stays in the caches. False where it faults. */
static bool hardware_access(u64 gpa, bool store)
{
	struct tlb_entry *cached = &tlb[(gpa >> PAGE_SHIFT) % TLB_ENTRIES];
	struct pwc_entry *way = &pwc[(gpa >> 21) % PWC_ENTRIES];
	unsigned int shift;
	__be64 *table, *at = hardware_walk(gpa, &shift, &table);
	u64 pte;

	if (!at)
		return false;
	pte = be64_to_cpu(*at);
	if (!(pte & (store ? RPTE_WRITE : RPTE_READ)))
		return false;
	pte |= RPTE_R | (store ? RPTE_C : 0);
	*at = cpu_to_be64(pte);
	*cached = (struct tlb_entry) {
		.valid = true,
		.gpa = gpa & ~((1ULL << shift) - 1),
		.pte = pte,
		.shift = shift,
	};
	*way = (struct pwc_entry) { .gpa = gpa, .table = table };
	return true;
}

/* Entries of the TLB that promise more than the tree does now. */
static unsigned int tlb_stale(void)
{
	unsigned int i, stale = 0, shift;
	__be64 *table;

	for (i = 0; i < TLB_ENTRIES; i++) {
		__be64 *at;
		u64 pte;

		if (!tlb[i].valid)
			continue;
		at = hardware_walk(tlb[i].gpa, &shift, &table);
		pte = at ? be64_to_cpu(*at) : 0;
		if (!at || shift != tlb[i].shift || tlb[i].pte & ~pte ||
		    (tlb[i].pte ^ pte) & RPTE_RPN)
			stale++;
	}
	return stale;
}

/* What the tree lets go */

static unsigned int flushes, leaves_gone, changed_gone, pwc_stale, bad_flush;

static void count_leaf(struct kvmppc_radix_gather *gather, u64 pte, u64 gpa,
		       unsigned int level)
{
	(void)gather;
	leaves_gone++;
	changed_gone += !!(pte & RPTE_C);
	if (!rpte_is_leaf(pte) || gpa & (kvmppc_radix_size(level) - 1))
		bad_flush++;
}

static void drop_page(const struct kvmppc_radix_page *page)
{
	unsigned int i;

	for (i = 0; i < TLB_ENTRIES; i++)
		if (tlb[i].gpa == page->gpa &&
		    tlb[i].shift == kvmppc_radix_shift(page->level))
			tlb[i].valid = false;
}

static void flush(struct kvmppc_radix_gather *gather)
{
	unsigned int i, j;

	flushes++;
	if (gather->nr_pages > KVMPPC_RADIX_GATHER_PAGES)
		memset(tlb, 0, sizeof(tlb));
	else
		for (i = 0; i < gather->nr_pages; i++)
			drop_page(&gather->pages[i]);
	if (gather->nr_tables)
		memset(pwc, 0, sizeof(pwc));
	for (i = 0; i < gather->nr_tables; i++) {
		for (j = 0; j < PWC_ENTRIES; j++)
			pwc_stale += pwc[j].table == gather->tables[i].entries;
		table_free(gather->tables[i].entries);
	}
	kvmppc_radix_gather_reset(gather);
}

static const struct kvmppc_radix_gather_ops ops = {
	.leaf	= count_leaf,
	.flush	= flush,
};

/* The operations, as radix.c does them */

static int try_map(struct kvmppc_radix_mapping *mapping)
{
	struct kvmppc_radix_gather gather;
	int ret;

	kvmppc_radix_gather_init(&gather, &ops);
	ret = kvmppc_radix_tree_map(root, mapping, &gather);
	if (gather.nr_pages || gather.nr_tables)
		bad_flush++;
	return ret;
}

static void free_spares(struct kvmppc_radix_mapping *mapping)
{
	unsigned int level;

	for (level = 0; level < KVMPPC_RADIX_LEVEL_ROOT; level++)
		table_free(mapping->spare[level]);
}

static int map(u64 gpa, u64 pa, u64 bits, unsigned int level)
{
	__be64 *spare[KVMPPC_RADIX_LEVEL_ROOT] = {};
	struct kvmppc_radix_mapping mapping = {
		.gpa = gpa,
		.pte = LEAF | pa | bits,
		.level = level,
		.spare = spare,
	};
	unsigned int i;
	int ret = try_map(&mapping);

	if (ret == -ENOMEM) {
		for (i = 0; i < KVMPPC_RADIX_LEVEL_ROOT; i++)
			mapping.spare[i] = table_alloc(i);
		ret = try_map(&mapping);
	}
	free_spares(&mapping);
	return ret;
}

static void unmap(u64 start, u64 end)
{
	struct kvmppc_radix_gather gather;

	kvmppc_radix_gather_init(&gather, &ops);
	kvmppc_radix_tree_unmap(root, start, end, &gather);
	kvmppc_radix_gather_flush(&gather);
}

static u64 pte_at(u64 gpa)
{
	unsigned int shift;
	__be64 *table, *at = hardware_walk(gpa, &shift, &table);

	return at ? be64_to_cpu(*at) : 0;
}

static void test_geometry(void)
{
	unsigned int level, bits = PAGE_SHIFT;
	u64 gpa = 0xfedcba9876543ULL;

	for (level = 0; level <= KVMPPC_RADIX_LEVEL_ROOT; level++) {
		tap_ok(kvmppc_radix_shift(level) == bits,
		       "level %u begins where the one below ends", level);
		bits += kvmppc_radix_bits(level);
	}
	tap_is(bits, 52, "the levels translate 52 bits");
	tap_is(kvmppc_radix_index(gpa, KVMPPC_RADIX_LEVEL_ROOT), 0x1fdb,
	       "index into the root");
	tap_is(kvmppc_radix_index(gpa, KVMPPC_RADIX_LEVEL_1G), 0x12e,
	       "index into a table of 1G");
	tap_is(kvmppc_radix_index(gpa, KVMPPC_RADIX_LEVEL_2M), 0x14c,
	       "index into a table of 2M");
	tap_is(kvmppc_radix_index(gpa, KVMPPC_RADIX_LEVEL_PAGE),
	       0x76543 >> PAGE_SHIFT,
	       "index into a table of pages");

	tap_is(RTREE_HOST_RADIX | rtree_entry(0x12340000, 52, 13),
	       0xc0000000123400adULL, "partition table entry of 52 bits");
	tap_is(rtree_size(0xc0000000123400adULL), 52, "and its size");
	tap_is(rtree_size(rtree_entry(0, 31, 5)), 31, "the smallest tree");
	tap_is(rtree_size(rtree_entry(0, 62, 5)), 62, "the largest tree");
	tap_is(rpde_make(0x4500, 5), 0x8000000000004505ULL, "directory entry");
}

#define G	(1ULL << 30)
#define M	(1ULL << 20)

static void test_leaf_level(void)
{
	static const struct {
		u64 gpa, hva, start, end;
		unsigned int shift, level;
		const char *what;
	} cases[] = {
		{ 5 * G + 3 * M, 7 * G + 3 * M, 4 * G, 8 * G, 30, 2,
		  "1G behind 1G" },
		{ 5 * G + 3 * M, 7 * G + 3 * M, 4 * G, 8 * G, 21, 1,
		  "2M behind 2M" },
		{ 5 * G + 3 * M, 7 * G + 3 * M, 4 * G, 8 * G, 29, 1,
		  "2M behind 512M" },
		{ 5 * G + 3 * M, 7 * G + 3 * M, 4 * G, 8 * G, PAGE_SHIFT, 0,
		  "a page behind a page" },
		{ 5 * G + 3 * M, 7 * G + 3 * M, 5 * G, 6 * G, 30, 2,
		  "a slot of just 1G" },
		{ 5 * G + 3 * M, 7 * G + 3 * M, 5 * G + PAGE_BYTES, 8 * G, 30,
		  1, "a slot that begins within the 1G" },
		{ 5 * G + 3 * M, 7 * G + 3 * M, 4 * G, 6 * G - PAGE_BYTES, 30,
		  1, "a slot that ends within the 1G" },
		{ 5 * G + 3 * M, 7 * G + 3 * M, 5 * G + 2 * M, 5 * G + 4 * M,
		  30, 1, "a slot of just 2M" },
		{ 5 * G + 3 * M, 7 * G + 3 * M, 5 * G + 3 * M, 5 * G + 4 * M,
		  30, 0, "a slot of 1M" },
		{ 5 * G + 3 * M, 7 * G + 5 * M, 4 * G, 8 * G, 30, 1,
		  "2M off within the 1G" },
		{ 5 * G + 3 * M, 7 * G + 3 * M + PAGE_BYTES, 4 * G, 8 * G, 30,
		  0, "a page off" },
		{ 0, 0, 0, 1ULL << 52, 30, 2, "the first page" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		tap_ok(kvmppc_radix_leaf_level(cases[i].gpa, cases[i].hva,
					       cases[i].start, cases[i].end,
					       cases[i].shift) == cases[i].level,
		       "leaf size: %s", cases[i].what);
}

static void test_no_memory(void)
{
	__be64 *spare[KVMPPC_RADIX_LEVEL_ROOT] = {};
	struct kvmppc_radix_mapping mapping = {
		.gpa = WINDOW_START,
		.pte = LEAF | RW,
		.level = KVMPPC_RADIX_LEVEL_PAGE,
		.spare = spare,
	};

	tap_is(try_map(&mapping), -ENOMEM, "a page needs tables");
	mapping.spare[0] = table_alloc(0);
	mapping.spare[2] = table_alloc(2);
	tap_is(try_map(&mapping), -ENOMEM, "two are not enough");
	tap_ok(mapping.spare[0] && mapping.spare[2], "none is used");
	tap_is(pte_at(WINDOW_START), 0, "nothing is mapped");
	mapping.spare[1] = table_alloc(1);
	tap_is(try_map(&mapping), 1, "three are enough");
	tap_ok(!mapping.spare[0] && !mapping.spare[1] && !mapping.spare[2],
	       "all are used");
	unmap(WINDOW_START, WINDOW_END);
	tap_is(live_tables, 0, "and freed with the page");
}

static void test_upgrade(void)
{
	u64 gpa = WINDOW_START + 5 * PAGE_BYTES;
	__be64 *spare[KVMPPC_RADIX_LEVEL_ROOT] = {};
	struct kvmppc_radix_mapping mapping = {
		.gpa = gpa,
		.pte = LEAF | 8 * PAGE_BYTES | RW,
		.spare = spare,
	};
	unsigned int before;

	map(gpa, 7 * PAGE_BYTES, RPTE_READ, 0);
	tap_ok(hardware_access(gpa, false) && !hardware_access(gpa, true),
	       "a read-only page is read and not written");
	before = flushes;
	tap_is(map(gpa, 7 * PAGE_BYTES, RW | RPTE_R | RPTE_C, 0), 0,
	       "it becomes writable");
	tap_is(flushes, before, "without a flush");
	tap_is(pte_at(gpa), LEAF | 7 * PAGE_BYTES | RW | RPTE_R | RPTE_C,
	       "its leaf says so");
	tap_is(map(gpa, 7 * PAGE_BYTES, RPTE_READ, 0), 0,
	       "a second fault finds it there");
	tap_is(pte_at(gpa), LEAF | 7 * PAGE_BYTES | RW | RPTE_R | RPTE_C,
	       "and takes nothing from it");

	before = leaves_gone;
	tap_is(kvmppc_radix_tree_map(root, &mapping, NULL), -EBUSY,
	       "nothing is flushed where there is no gather");
	tap_is(leaves_gone, before, "and nothing goes");
	tap_is(map(gpa, 8 * PAGE_BYTES, RW, 0), 1, "another page comes");
	tap_is(leaves_gone, before + 1, "the first one goes");
	tap_is(tlb_stale(), 0, "and is flushed");
	unmap(gpa, gpa + 1);
	tap_is(live_tables, 0, "no table is left");
}

static void test_collapse(void)
{
	u64 gpa = WINDOW_START, pages = (2 * M) >> PAGE_SHIFT, i;
	unsigned int before;

	for (i = 0; i < pages; i++) {
		map(gpa + i * PAGE_BYTES, 64 * M + i * PAGE_BYTES, RW, 0);
		hardware_access(gpa + i * PAGE_BYTES, i & 1);
	}
	before = changed_gone;
	tap_is(map(gpa + M, 64 * M, RW, 1), 1, "2M in place of its pages");
	tap_is(changed_gone - before, pages / 2, "written pages are told");
	tap_is(live_tables, 2, "the table of pages is gone");
	tap_is(tlb_stale() + pwc_stale, 0, "and flushed");
	tap_is(pte_at(gpa + 2 * M - 1), LEAF | 64 * M | RW, "2M is mapped");

	hardware_access(gpa + M, true);
	before = leaves_gone;
	tap_is(map(gpa + M, 64 * M + M, RW, 0), 1, "a page in place of 2M");
	tap_is(leaves_gone - before, 1, "the 2M go as a whole");
	tap_is(tlb_stale(), 0, "and are flushed");
	tap_is(pte_at(gpa), 0, "the neighbours have to fault");
	map(gpa, 1 * G, RW, 2);
	tap_is(live_tables, 1, "1G needs one table");
	unmap(gpa + 5 * M, gpa + 5 * M + 1);
	tap_is(pte_at(gpa), 0, "1G goes as a whole");
	tap_is(live_tables, 0, "no table is left");
}

static void test_limit(void)
{
	u64 last = KVMPPC_RADIX_LIMIT - PAGE_BYTES;

	map(last, 0, RW, 0);
	tap_ok(hardware_access(last, true), "the last page is mapped");
	unmap(last, ~0ULL);
	tap_is(pte_at(last), 0, "an unmap beyond the end ends");
	tap_is(live_tables, 0, "no table is left");
}

struct seen {
	unsigned int leaves[3];
	u64 last;
	bool ordered;
};

static void see_leaf(void *opaque, __be64 *entry, u64 gpa, unsigned int level)
{
	struct seen *seen = opaque;

	(void)entry;
	if (seen->last > gpa)
		seen->ordered = false;
	seen->last = gpa + 1;
	seen->leaves[level]++;
}

static void test_for_each(void)
{
	struct seen seen = { .ordered = true };
	u64 gpa = WINDOW_START;

	map(gpa, 1 * G, RW, 2);
	map(gpa + G, 2 * M, RW, 1);
	map(gpa + G + 6 * M, 4 * M, RW, 1);
	map(gpa + G + 8 * M, 0, RW, 0);
	map(gpa + G + 9 * M, 0, RW, 0);
	map(gpa + G + 9 * M + PAGE_BYTES, 0, RW, 0);
	map(gpa + 3 * G, 0, RW, 0);
	kvmppc_radix_tree_for_each(root, gpa + G - 1,
				   gpa + G + 9 * M + 1, see_leaf, &seen);
	tap_ok(seen.leaves[2] == 1 && seen.leaves[1] == 2 &&
	       seen.leaves[0] == 2, "leaves of a range: %u of 1G, %u, %u",
	       seen.leaves[2], seen.leaves[1], seen.leaves[0]);
	tap_ok(seen.ordered, "each of them once, in order");
	seen = (struct seen) { .ordered = true };
	kvmppc_radix_tree_for_each(root, 0, ~0ULL, see_leaf, &seen);
	tap_is(seen.leaves[0] + seen.leaves[1] + seen.leaves[2], 7,
	       "all leaves of the tree");
	unmap(0, ~0ULL);
	tap_is(live_tables, 0, "no table is left");
}

static void test_find(void)
{
	u64 gpa = WINDOW_START, hpa = 0, pte;

	map(gpa, 1 * G, RW, 2);
	map(gpa + G + 2 * M, 2 * M, RW, 1);
	map(gpa + G + 8 * M, 0x30000, RW, 0);

	pte = kvmppc_radix_tree_find(root, gpa + 0x12345678, &hpa);
	tap_ok(pte & RPTE_LEAF && hpa == 1 * G + 0x12345678,
	       "found in a leaf of 1G");
	pte = kvmppc_radix_tree_find(root, gpa + G + 2 * M + 0x1fffff, &hpa);
	tap_ok(pte & RPTE_LEAF && hpa == 2 * M + 0x1fffff,
	       "found in a leaf of 2M");
	pte = kvmppc_radix_tree_find(root, gpa + G + 8 * M + 8, &hpa);
	tap_ok(pte & RPTE_LEAF && hpa == 0x30008, "found in a page");
	tap_is(kvmppc_radix_tree_find(root, gpa + G + 8 * M + PAGE_BYTES,
				      &hpa), 0, "no leaf beside it");
	tap_is(kvmppc_radix_tree_find(root, gpa + 5 * G, &hpa), 0,
	       "no leaf where there is no table");
	tap_is(kvmppc_radix_tree_find(root, KVMPPC_RADIX_LIMIT, &hpa), 0,
	       "no leaf beyond the tree");
	unmap(0, ~0ULL);
}

static void test_update(void)
{
	__be64 entry = cpu_to_be64(LEAF | RPTE_R | RPTE_C | RPTE_READ);

	tap_is(kvmppc_rpte_update(&entry, RPTE_C, RPTE_WRITE),
	       LEAF | RPTE_R | RPTE_C | RPTE_READ, "an update tells what was");
	tap_is(be64_to_cpu(entry), LEAF | RPTE_R | RW, "and does its work");
}

/* Random operations against the model: a leaf's size and bits by page. */

struct page_model {
	u64 pa;
	u64 perms;
	u8 level;
	bool mapped;
};

static struct page_model *model;

static u64 random_u64(void)
{
	static u64 state = 0x853c49e6748fea9bULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* Few places, so that operations meet. */
static u64 random_gpa(void)
{
	u64 r = random_u64();

	return WINDOW_START + (r % 4) * G + (r >> 8) % 5 * (2 * M) +
	       ((r >> 16) % ((2 * M) >> PAGE_SHIFT)) * PAGE_BYTES;
}

static void model_clear(u64 gpa)
{
	struct page_model *page = &model[(gpa - WINDOW_START) >> PAGE_SHIFT];
	u64 size, first, i;

	if (!page->mapped)
		return;
	size = kvmppc_radix_size(page->level);
	first = ((gpa & ~(size - 1)) - WINDOW_START) >> PAGE_SHIFT;
	for (i = 0; i < size >> PAGE_SHIFT; i++)
		model[first + i].mapped = false;
}

/* Where the host has a page now; it moves when the host unmaps it. */
static u64 host_pa(u64 gpa, unsigned int generation)
{
	return (gpa - WINDOW_START) + (u64)generation * WINDOW_SIZE;
}

static void model_map(u64 gpa, u64 pa, u64 perms, unsigned int level)
{
	struct page_model *page = &model[(gpa - WINDOW_START) >> PAGE_SHIFT];
	u64 size = kvmppc_radix_size(level), first = gpa & ~(size - 1), i;

	if (page->mapped && page->level == level)
		perms |= page->pa == pa + (gpa - first) ? page->perms : 0;
	for (i = 0; i < size; i += PAGE_BYTES)
		model_clear(first + i);
	for (i = 0; i < size; i += PAGE_BYTES)
		model[(first + i - WINDOW_START) >> PAGE_SHIFT] =
			(struct page_model) {
				.pa = pa + i,
				.perms = perms,
				.level = level,
				.mapped = true,
			};
}

static bool model_agrees(u64 gpa)
{
	struct page_model *page = &model[(gpa - WINDOW_START) >> PAGE_SHIFT];
	unsigned int shift = 0;
	__be64 *table, *at = hardware_walk(gpa, &shift, &table);
	u64 pte;

	if (!at || !page->mapped)
		return !at == !page->mapped;
	pte = be64_to_cpu(*at);
	return shift == kvmppc_radix_shift(page->level) &&
	       (pte & RPTE_RPN) + (gpa & ((1ULL << shift) - 1)) == page->pa &&
	       (pte & RW) == page->perms;
}

static void random_map(unsigned int generation)
{
	u64 gpa = random_gpa();
	u64 perms = random_u64() & 1 ? RW : RPTE_READ;
	unsigned int r = random_u64() % 64;
	unsigned int level = !r ? 2 : r < 12;
	u64 first = gpa & ~(kvmppc_radix_size(level) - 1);
	u64 pa = host_pa(first, generation);

	map(gpa, pa, perms, level);
	model_map(gpa, pa, perms, level);
}

static void random_unmap(void)
{
	u64 r = random_u64();
	u64 len = r & 8 ? PAGE_BYTES : (r >> 8) % (r & 16 ? 5 * M : 2 * G);
	u64 start = random_gpa(), end, gpa;

	len &= ~(PAGE_BYTES - 1);
	end = start + len < WINDOW_END ? start + len : WINDOW_END;
	unmap(start, end);
	for (gpa = start; gpa < end; gpa += PAGE_BYTES)
		model_clear(gpa);
}

static void test_random(void)
{
	unsigned int stale = 0, wrong = 0, lost = 0, gone = leaves_gone;
	int empty = 0, n;
	u64 gpa;

	model = calloc(WINDOW_PAGES, sizeof(*model));
	if (!model)
		abort();
	pwc_stale = bad_flush = 0;
	for (n = 0; n < 30000; n++) {
		u64 r = random_u64();

		if (r % 40 == 0)
			random_unmap();
		else if (r % 3)
			hardware_access(random_gpa(), r & 64);
		else
			random_map(n / 6000);
		stale += tlb_stale();
		wrong += !model_agrees(random_gpa());
		if (n % 500 == 0)
			lost += live_tables !=
				tables_below(root, KVMPPC_RADIX_LEVEL_ROOT,
					     &empty);
	}
	for (gpa = WINDOW_START; gpa < WINDOW_END; gpa += PAGE_BYTES)
		wrong += !model_agrees(gpa);
	tap_is(wrong, 0, "random: the tree is what the model says");
	tap_is(stale, 0, "random: no TLB entry is left of what went");
	tap_is(pwc_stale, 0, "random: no table is freed that a CPU knows");
	tap_is(bad_flush, 0, "random: gathers are whole");
	tap_is(lost, 0, "random: no table is lost");
	tap_is(empty, 0, "random: no table stays that is empty");
	tap_ok(leaves_gone - gone > 1000, "random: %u leaves came and went",
	       leaves_gone - gone);
	unmap(0, KVMPPC_RADIX_LIMIT);
	tap_is(live_tables, 0, "random: no table is left");
	free(model);
}

int main(void)
{
	root = aligned_alloc(ROOT_BYTES, ROOT_BYTES);
	if (!root)
		return 1;
	memset(root, 0, ROOT_BYTES);
	test_geometry();
	test_leaf_level();
	test_no_memory();
	test_upgrade();
	test_collapse();
	test_limit();
	test_for_each();
	test_find();
	test_update();
	test_random();
	free(root);
	return tap_done();
}
