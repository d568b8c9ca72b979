// SPDX-License-Identifier: GPL-2.0
/* The search for a slot, and the arithmetic on its dirty bitmap. */
#include <linux/bits.h>
#include <linux/kernel.h>
#include <stdlib.h>
#include <string.h>

#include <kvm/memslot.h>

#include "../../../virt/kvm/dirty_bitmap.h"
#include "tap.h"

#define MAX_SLOTS	64

/* A table of @nr slots of 3 pages with a gap of 2 behind each. */
static struct kvm_memslots *table_make(u32 nr)
{
	static struct kvm_memory_slot slots[MAX_SLOTS];
	struct kvm_memslots *table;
	u32 i;

	table = calloc(1, sizeof(*table) + nr * sizeof(table->slots[0]));
	if (!table)
		abort();
	table->nr = nr;
	for (i = 0; i < nr; i++) {
		slots[i] = (struct kvm_memory_slot){
			.base_gfn = 10 + 5 * i, .npages = 3, .id = i,
		};
		table->slots[i] = &slots[i];
	}
	return table;
}

/* What the search is to answer, found by looking at each slot. */
static int search_all(const struct kvm_memslots *table, gfn_t gfn)
{
	u32 i;

	for (i = 0; i < table->nr; i++)
		if (gfn >= table->slots[i]->base_gfn &&
		    gfn < table->slots[i]->base_gfn + table->slots[i]->npages)
			return i;
	return -1;
}

static void test_search(u32 nr)
{
	struct kvm_memslots *table = table_make(nr);
	unsigned int wrong = 0, hits = 0;
	gfn_t gfn;
	u32 hint;

	for (gfn = 0; gfn < 20 + 5 * nr; gfn++) {
		int want = search_all(table, gfn);

		hits += want >= 0;
		for (hint = 0; hint < nr + 2; hint++)
			wrong += kvm_memslots_search(table, gfn, hint) != want;
		wrong += kvm_memslots_search(table, gfn, ~0U) != want;
	}
	tap_ok(!wrong && hits == 3 * nr, "search %u slots, any hint", nr);
	free(table);
}

static void test_search_ends(void)
{
	struct kvm_memslots *table = table_make(2);
	gfn_t top = ~0ULL >> 16;

	table->slots[0]->base_gfn = 0;
	table->slots[1]->base_gfn = top - 2;
	tap_is(kvm_memslots_search(table, 0, 1), 0, "first page of all");
	tap_is(kvm_memslots_search(table, top, 0), 1, "last page of all");
	tap_is(kvm_memslots_search(table, top + 1, 0), -1, "page after it");
	tap_is(kvm_memslots_search(table, ~0ULL, 0), -1, "highest number");
	free(table);
}

static void test_hva(void)
{
	const struct kvm_memory_slot slot = {
		.base_gfn = 0x100, .npages = 4, .hva = 0x7f0000000000,
	};

	tap_is(kvm_slot_hva(&slot, 0x100), 0x7f0000000000, "hva, first page");
	tap_is(kvm_slot_hva(&slot, 0x103), 0x7f0000030000, "hva, last page");
	tap_ok(!kvm_slot_holds(&slot, 0xff) && kvm_slot_holds(&slot, 0x100) &&
	       kvm_slot_holds(&slot, 0x103) && !kvm_slot_holds(&slot, 0x104),
	       "pages a slot holds");
}

static void test_longs(void)
{
	static const struct {
		unsigned long npages, longs;
	} cases[] = {
		{ 1, 1 }, { BITS_PER_LONG - 1, 1 }, { BITS_PER_LONG, 1 },
		{ BITS_PER_LONG + 1, 2 }, { 10 * BITS_PER_LONG, 10 },
		{ ~0UL, 1UL << (BITS_PER_LONG == 64 ? 58 : 27) },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		tap_is(kvm_dirty_bitmap_longs(cases[i].npages), cases[i].longs,
		       "length of a bitmap");
}

static void test_valid(void)
{
	tap_is(kvm_dirty_bitmap_valid(1, 0), 1, "bits of a slot of one page");
	tap_is(kvm_dirty_bitmap_valid(BITS_PER_LONG, 0), ~0UL, "full word");
	tap_is(kvm_dirty_bitmap_valid(BITS_PER_LONG + 3, BITS_PER_LONG), 7,
	       "last word, in part");
	tap_is(kvm_dirty_bitmap_valid(4 * BITS_PER_LONG, 3 * BITS_PER_LONG),
	       ~0UL, "last word, full");
}

/* Bit n is bit n % 8 of byte n / 8, whatever the CPU's order. */
static void test_order(void)
{
	unsigned int n, wrong = 0;

	for (n = 0; n < BITS_PER_LONG; n++) {
		unsigned char bytes[sizeof(long)] = { };
		unsigned long word;

		bytes[n / 8] = 1 << n % 8;
		memcpy(&word, bytes, sizeof(word));
		wrong += kvm_dirty_bitmap_swap(word) != 1UL << n;
		wrong += kvm_dirty_bitmap_swap(1UL << n) != word;
	}
	tap_is(wrong, 0, "order of bits");
}

static void test_fill(void)
{
	const unsigned long npages = 2 * BITS_PER_LONG + 11;
	unsigned long bitmap[4] = { 0, 0, 0, 0x55 };
	const unsigned char *bytes = (const unsigned char *)bitmap;
	unsigned long n, wrong = 0;

	kvm_dirty_bitmap_fill(bitmap, npages);
	for (n = 0; n < 3 * BITS_PER_LONG; n++)
		wrong += (bytes[n / 8] >> n % 8 & 1) != (n < npages);
	tap_is(wrong, 0, "fill sets the bits of all pages and no other");
	tap_is(bitmap[3], 0x55, "fill stays within the bitmap");
}

static void test_runs(void)
{
	static const struct {
		unsigned long npages;
		u64 first, num;
		bool ok;
	} runs[] = {
		{ 200, 0, 200, true },		/* all */
		{ 200, 0, 64, true },
		{ 200, 64, 128, true },
		{ 200, 192, 8, true },		/* up to an end that is odd */
		{ 200, 64, 0, true },
		{ 128, 128, 0, true },		/* nothing, at the end */
		{ 200, 1, 64, false },		/* begins between granules */
		{ 200, 64, 63, false },		/* ends there */
		{ 200, 192, 9, false },		/* beyond the slot */
		{ 200, 192, 64, false },
		{ 200, 256, 0, false },
		{ 200, 0, 1ULL << 32, false },
		{ 200, ~0ULL & ~63ULL, 64, false },	/* wraps */
		{ 200, ~0ULL & ~63ULL, 128, false },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(runs); i++)
		tap_ok(kvm_dirty_bitmap_run_ok(runs[i].npages, runs[i].first,
					       runs[i].num) == runs[i].ok,
		       "run of %llu pages from %llu of %lu is %s",
		       (unsigned long long)runs[i].num,
		       (unsigned long long)runs[i].first, runs[i].npages,
		       runs[i].ok ? "taken" : "refused");
}

int main(void)
{
	u32 nr;

	for (nr = 0; nr < 9; nr++)
		test_search(nr);
	test_search(MAX_SLOTS);
	test_search_ends();
	test_hva();
	test_longs();
	test_valid();
	test_order();
	test_fill();
	test_runs();
	return tap_done();
}
