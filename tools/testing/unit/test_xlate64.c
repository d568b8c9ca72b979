// SPDX-License-Identifier: GPL-2.0
/*
 * A 64-bit Book3S guest's translation, with page tables friendly and hostile.
 * Hashes, entries and addresses are worked out by hand.
 */
#include <stdio.h>

#include "xlate_test.h"

#define SF	0x8000000000000000ULL
#define V	0x08000000ULL	/* of an SLB entry */
#define SECONDARY	2ULL

#define ORG	0x40000000ULL
#define SIZE	0x40000ULL	/* HTABSIZE 0: 2048 groups */
#define GROUP(n)	(ORG + (n) * 128ULL)

static struct kvmppc_slb_entry slb[4];
static struct kvmppc_mmu64 mmu = {
	.htab = { .read = fake_htab_read, .opaque = &htab },
	.slb = slb,
	.slb_nr = ARRAY_SIZE(slb),
	.real_mask = 0x0fffffffffffffffULL,
};

static void reset(void)
{
	memset(slb, 0, sizeof(slb));
	htab.start = ORG;
	htab.end = ORG + SIZE;
	htab.dwords = 16;
	htab.used = 0;
	mmu.slb_nr = ARRAY_SIZE(slb);
	mmu.sdr1 = ORG;
	mmu.real_mask = 0x0fffffffffffffffULL;
}

static void poke(u64 group, unsigned int slot, u64 pte0, u64 pte1)
{
	fake_htab_poke(&htab, group, 2 * slot, pte0);
	fake_htab_poke(&htab, group, 2 * slot + 1, pte1);
}

static enum kvmppc_xlate_fault xlate(u64 msr, u64 ea, enum kvmppc_access access,
				     struct kvmppc_xlate *out)
{
	return kvmppc_xlate64(&mmu, msr, ea, access, out);
}

static enum kvmppc_xlate_fault load(u64 ea, struct kvmppc_xlate *out)
{
	return translate(SF | DR, ea, KVMPPC_LOAD, out);
}

/* An SLB entry and an HPTE, where they are looked for, what they give. */
static const struct page_case {
	const char *what;
	u64 slb_esid, slb_vsid;
	u64 ea;
	unsigned int primary, secondary;
	u64 pte0, pte1;
	u64 gpa;
	u64 vsid, page_index;
	u8 seg_shift, base_shift, shift;
} page_cases[] = {
	{ "4K in 256M", 0x30000000, 0x1abcde000, 0x30123456, 0x5fd, 0x202,
	  0x1abcde001, 0x7777192, 0x7777456, 0x1abcde, 0x123, 28, 12, 12 },
	{ "64K in 256M of 4K", 0x30000000, 0x1abcde000, 0x30123456, 0x5fd, 0x202,
	  0x1abcde005, 0x77777192, 0x77773456, 0x1abcde, 0x123, 28, 12, 16 },
	{ "16M in 256M of 4K", 0x30000000, 0x1abcde000, 0x30123456, 0x5fd, 0x202,
	  0x1abcde005, 0x77038192, 0x77123456, 0x1abcde, 0x123, 28, 12, 24 },
	{ "64K in 256M", 0x30000000, 0x1abcde110, 0x30123456, 0x4cc, 0x333,
	  0x1abcde005, 0x77771192, 0x77773456, 0x1abcde, 0x12, 28, 16, 16 },
	{ "16M in 256M of 64K", 0x30000000, 0x1abcde110, 0x30123456, 0x4cc, 0x333,
	  0x1abcde005, 0x77008192, 0x77123456, 0x1abcde, 0x12, 28, 16, 24 },
	{ "16M in 256M", 0x30000000, 0x1abcde100, 0x35923456, 0x4db, 0x324,
	  0x1abcde505, 0x77000192, 0x77923456, 0x1abcde, 5, 28, 24, 24 },
	{ "16M in 256M, with all of AVA", 0x30000000, 0x1abcde100, 0x35923456,
	  0x4db, 0x324, 0x1abcde585, 0x77000192, 0x77923456, 0x1abcde, 5,
	  28, 24, 24 },
	{ "4K in 1T", 0x50000000000, 0x40002bcdef000000, 0x51234567890,
	  0x088, 0x777, 0x40002bcdef123401, 0x7777192, 0x7777890,
	  0x2bcdef, 0x1234567, 40, 12, 12 },
	{ "64K in 1T of 4K", 0x50000000000, 0x40002bcdef000000, 0x51234567890,
	  0x088, 0x777, 0x40002bcdef123405, 0x77777192, 0x77777890,
	  0x2bcdef, 0x1234567, 40, 12, 16 },
	{ "64K in 1T", 0x50000000000, 0x40002bcdef000110, 0x51234567890,
	  0x1b9, 0x646, 0x40002bcdef123405, 0x77771192, 0x77777890,
	  0x2bcdef, 0x123456, 40, 16, 16 },
	{ "16M in 1T", 0x50000000000, 0x40002bcdef000100, 0x51234567890,
	  0x7db, 0x024, 0x40002bcdef123405, 0x77000192, 0x77567890,
	  0x2bcdef, 0x1234, 40, 24, 24 },
};

static void set_case(const struct page_case *c)
{
	reset();
	slb[2].esid = c->slb_esid | V;
	slb[2].vsid = c->slb_vsid;
}

static bool is_case(const struct page_case *c, const struct kvmppc_xlate *x)
{
	return x->source == KVMPPC_XLATE_PAGE && x->page.gpa == c->gpa &&
	       x->vsid == c->vsid && x->page_index == c->page_index &&
	       x->seg_shift == c->seg_shift && x->wimg == KVMPPC_WIMG_M &&
	       x->base_shift == c->base_shift && x->shift == c->shift;
}

static bool is_entry(const struct kvmppc_xlate *x, u64 group, unsigned int slot)
{
	return x->index == group * 8 + slot &&
	       x->hpte == GROUP(group) + slot * 16 &&
	       x->rc_addr == GROUP(group) + slot * 16 + 14;
}

static void test_pages(void)
{
	struct kvmppc_xlate x;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(page_cases); i++) {
		const struct page_case *c = &page_cases[i];
		unsigned int slot = i % 8;
		bool ok;

		set_case(c);
		poke(GROUP(c->primary), slot, c->pte0, c->pte1);
		tap_ok(!load(c->ea, &x) && is_case(c, &x) && htab.reads == 1 &&
		       is_entry(&x, c->primary, slot), "%s", c->what);

		set_case(c);
		poke(GROUP(c->secondary), slot, c->pte0 | SECONDARY, c->pte1);
		tap_ok(!load(c->ea, &x) && is_case(c, &x) && htab.reads == 2 &&
		       is_entry(&x, c->secondary, slot), "%s: by secondary hash",
		       c->what);

		set_case(c);
		poke(GROUP(c->primary), slot, c->pte0 | SECONDARY, c->pte1);
		poke(GROUP(c->secondary), slot, c->pte0, c->pte1);
		ok = load(c->ea, &x) == KVMPPC_XLATE_NO_PAGE;
		tap_ok(ok && htab.reads == 2, "%s: H tells the hashes apart",
		       c->what);
	}
}

static bool is_page(const struct page_case *c, u64 pte0, unsigned int group)
{
	u64 offset = c->page_index << c->base_shift & ~((1ULL << c->shift) - 1);
	struct kvmppc_pr_page page;

	return kvmppc_hpte_page(pte0, c->pte1, group * 8 + 5, &page) &&
	       page.vsid == c->vsid && page.seg_shift == c->seg_shift &&
	       page.shift == c->shift && page.offset == offset;
}

/* What page an HPTE is for, without the segment that led to it. */
static void test_hpte_page(void)
{
	struct kvmppc_pr_page page;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(page_cases); i++) {
		const struct page_case *c = &page_cases[i];

		tap_ok(is_page(c, c->pte0, c->primary), "%s: back from the HPTE",
		       c->what);
		tap_ok(is_page(c, c->pte0 | SECONDARY, c->secondary),
		       "%s: back from the HPTE of the secondary hash", c->what);
	}
	tap_ok(!kvmppc_hpte_page(0x1abcde005, 0x77003192, 0, &page),
	       "an HPTE with reserved LP is for no page");
	tap_ok(!kvmppc_hpte_page(0x80002bcdef123401, 0x7777192, 0, &page),
	       "an HPTE with reserved B is for no page");
}

/* Each bit of doubleword 0 but those of software, L, and AVA below the page. */
static void test_compare(void)
{
	struct kvmppc_xlate x;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(page_cases); i++) {
		const struct page_case *c = &page_cases[i];
		u64 ignored = 0x78, wrong = 0;
		unsigned int bit;

		if (c->base_shift == 24)
			ignored |= 0x80;
		for (bit = 0; bit < 64; bit++) {
			bool hit;

			set_case(c);
			poke(GROUP(c->primary), 3, c->pte0 ^ 1ULL << bit,
			     c->pte1);
			hit = !load(c->ea, &x) && is_case(c, &x);
			if (bit != 2 && hit != (ignored >> bit & 1))
				wrong |= 1ULL << bit;
		}
		tap_ok(!wrong, "%s: the bits of doubleword 0 that count (0x%llx)",
		       c->what, wrong);
	}
}

/* How L and LP of an HPTE fit the page sizes of a segment; 0: they do not. */
static void test_page_sizes(void)
{
	static const struct {
		u16 slb_llp;
		u8 l;
		u8 lp;
		u8 shift;
	} sizes[] = {
		{ 0x000, 0, 0x00, 12 }, { 0x000, 0, 0xff, 12 },
		{ 0x000, 1, 0x07, 16 }, { 0x000, 1, 0xf7, 16 },
		{ 0x000, 1, 0x38, 24 }, { 0x000, 1, 0x00, 0 },
		{ 0x000, 1, 0x01, 0 }, { 0x000, 1, 0x08, 0 },
		{ 0x110, 1, 0x01, 16 }, { 0x110, 1, 0xf1, 16 },
		{ 0x110, 1, 0x08, 24 }, { 0x110, 1, 0x18, 0 },
		{ 0x110, 1, 0x07, 0 }, { 0x110, 0, 0x01, 0 },
		{ 0x100, 1, 0x00, 24 }, { 0x100, 1, 0x10, 0 },
		{ 0x100, 1, 0x03, 0 }, { 0x100, 0, 0x00, 0 },
		/* Reserved in the SLB entry. */
		{ 0x010, 0, 0x00, 0 }, { 0x020, 0, 0x00, 0 },
		{ 0x030, 0, 0x00, 0 }, { 0x120, 1, 0x00, 0 },
		{ 0x130, 1, 0x00, 0 },
	};
	struct kvmppc_xlate x;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		enum kvmppc_xlate_fault fault;
		u64 rpn;

		/* Page 0 of VSID 0 is in group 0, whatever the size. */
		reset();
		slb[0].esid = V;
		slb[0].vsid = sizes[i].slb_llp;
		poke(GROUP(0), 0, 1 | sizes[i].l << 2,
		     0x112000000 | sizes[i].lp << 12 | 0x192);
		fault = load(0x345, &x);
		rpn = (0x112000000 | sizes[i].lp << 12) >> sizes[i].shift;
		tap_ok(sizes[i].shift ? !fault && x.shift == sizes[i].shift &&
		       x.page.gpa == (rpn << sizes[i].shift | 0x345) :
		       fault == KVMPPC_XLATE_NO_PAGE,
		       "L||LP 0x%03x, HPTE L %u LP 0x%02x: 2^%u",
		       sizes[i].slb_llp, sizes[i].l, sizes[i].lp,
		       sizes[i].shift);
	}
}

/* The size of the table, the width of the hash, and where the table is. */
static void test_sdr1(void)
{
	static const struct {
		const char *what;
		u64 sdr1, esid, vsid, ea, pte0, addr, index;
	} tables[] = {
		{ "the largest table, 1T", 28, 0x50000000000, 0x40002bcdef000000,
		  0x51234567890, 0x40002bcdef123401, 0xdef84444400,
		  0x1bdf088888 * 8 },
		{ "the largest table, secondary hash", 28, 0x50000000000,
		  0x40002bcdef000000, 0x51234567890, 0x40002bcdef123403,
		  0x32107bbbbb80, 0x6420f77777 * 8 },
		{ "the largest table, a wide VSID", 28, 0xfffffffff0000000,
		  0x1555555555555000, 0xfffffffffabcdef0, 0x1555555555555a81,
		  0x2aaaaaff4c00, 0x555555fe98 * 8 },
		{ "a reserved size is the largest", 31, 0x50000000000,
		  0x40002bcdef000000, 0x51234567890, 0x40002bcdef123401,
		  0xdef84444400, 0x1bdf088888 * 8 },
		{ "a reserved size, secondary hash", 29, 0x50000000000,
		  0x40002bcdef000000, 0x51234567890, 0x40002bcdef123403,
		  0x32107bbbbb80, 0x6420f77777 * 8 },
		{ "HTABSIZE 5", 0x7f0000000005, 0x50000000000,
		  0x40002bcdef000000, 0x51234567890, 0x40002bcdef123401,
		  0x7f0000444400, 0x8888 * 8 },
		{ "an origin that is not aligned to the size", 0x7f0000040001,
		  0x50000000000, 0x40002bcdef000000, 0x51234567890,
		  0x40002bcdef123401, 0x7f0000044400, 0x888 * 8 },
		{ "reserved bits of the origin", 0xf00000004003ffe0,
		  0x50000000000, 0x40002bcdef000000, 0x51234567890,
		  0x40002bcdef123401, 0x40004400, 0x88 * 8 },
	};
	struct kvmppc_xlate x;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		reset();
		htab.start = 0;
		htab.end = ~0ULL;
		slb[0].esid = tables[i].esid | V;
		slb[0].vsid = tables[i].vsid;
		mmu.sdr1 = tables[i].sdr1;
		poke(tables[i].addr, 0, tables[i].pte0, 0x7777192);
		tap_ok(!load(tables[i].ea, &x) && x.hpte == tables[i].addr &&
		       x.index == tables[i].index, "%s", tables[i].what);
	}

	reset();
	slb[0].esid = V;
	htab.start = htab.end = 0;
	tap_is(load(0, &x), KVMPPC_XLATE_NO_TABLE, "a table outside of memory");
	tap_is(htab.reads, 1, "a table outside of memory is read once");
	htab.end = ORG + 128;
	tap_is(load(0, &x), KVMPPC_XLATE_NO_TABLE,
	       "a table whose secondary group is outside of memory");
	tap_is(htab.reads, 2, "the primary group was looked at");
	mmu.sdr1 = ~0ULL;
	tap_is(load(~0ULL, &x), KVMPPC_XLATE_NO_SEGMENT,
	       "SDR1 of ones is not looked at without a segment");
	tap_is(load(0xabcdef, &x), KVMPPC_XLATE_NO_TABLE, "SDR1 of ones");
}

/* Load and store by key and PP; a fetch needs what a load needs. */
static void test_protection(void)
{
	static const char * const allowed[2][8] = {
		{ "rw", "rw", "rw", "r", "", "", "r", "" },
		{ "", "r", "rw", "r", "", "", "", "" },
	};
	unsigned int n;

	for (n = 0; n < 64; n++) {
		unsigned int ks = n >> 5, kp = n >> 4 & 1, pr = n >> 3 & 1;
		unsigned int pp = n & 7;
		const char *may = allowed[pr ? kp : ks][pp];
		u64 msr = SF | IR | DR | (pr ? PR : 0);

		reset();
		slb[0].esid = V;
		slb[0].vsid = ks << 11 | kp << 10;
		poke(GROUP(0), 0, 1,
		     0x190 | (pp & 3) | (u64)(pp >> 2) << 63);
		tap_ok(is_protected(msr, 0, may, allowed[kp][pp]),
		       "Ks %u Kp %u PR %u PP %u: \"%s\"", ks, kp, pr, pp, may);
	}
}

static void test_fetch(void)
{
	static const struct {
		const char *what;
		u64 slb_vsid, pte1;
		enum kvmppc_xlate_fault fault;
		unsigned int reads;
	} cases[] = {
		{ "a page", 0, 0x192, KVMPPC_XLATE_OK, 1 },
		{ "a page that is cache-inhibited", 0, 0x1b2, KVMPPC_XLATE_OK, 1 },
		{ "a segment with N", 0x200, 0x192, KVMPPC_XLATE_NO_EXECUTE, 0 },
		{ "a page with N", 0, 0x196, KVMPPC_XLATE_NO_EXECUTE, 1 },
		{ "a page with G", 0, 0x19a, KVMPPC_XLATE_NO_EXECUTE, 1 },
		{ "a page with N and no rights", 0x800, 0x194,
		  KVMPPC_XLATE_NO_EXECUTE, 1 },
		{ "a page with no rights", 0x800, 0x190, KVMPPC_XLATE_PROTECTED, 1 },
	};
	struct kvmppc_xlate x;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bool ok;

		reset();
		slb[0].esid = V;
		slb[0].vsid = cases[i].slb_vsid;
		poke(GROUP(0), 5, 1, cases[i].pte1);
		ok = translate(SF | IR, 0, KVMPPC_FETCH, &x) == cases[i].fault;
		ok = ok && htab.reads == cases[i].reads;
		if (cases[i].fault != KVMPPC_XLATE_PROTECTED &&
		    !(cases[i].slb_vsid & 0x800))
			ok = ok && !load(0, &x) &&
			     x.page.executable == !cases[i].fault;
		tap_ok(ok, "fetch from %s", cases[i].what);
	}
	slb[0].esid = 0;
	tap_is(translate(SF | IR, 0, KVMPPC_FETCH, &x), KVMPPC_XLATE_NO_SEGMENT,
	       "fetch without a segment");
}

static void set_rc_page(u16 low)
{
	reset();
	slb[0].esid = V;
	poke(GROUP(0), 1, 1, low);
}

static void test_rc(void)
{
	check_rc(SF | IR | DR, 0, 0x5012, set_rc_page);
}

static void test_slb(void)
{
	static const struct {
		const char *what;
		u64 esid, vsid, ea;
		bool hit;
	} cases[] = {
		{ "256M", 0x30000000 | V, 0, 0x3fffffff, true },
		{ "256M: the segment before", 0x30000000 | V, 0, 0x2fffffff, false },
		{ "256M: the segment after", 0x30000000 | V, 0, 0x40000000, false },
		{ "256M: the top bit of ESID", 0x30000000 | V, 0,
		  0x8000000030000000, false },
		{ "256M: an index and reserved bits", 0x37ffffff | V, 0,
		  0x30000000, true },
		{ "256M: class", 0x30000000 | V, 0x80, 0x30000000, true },
		{ "1T", 0x50000000000 | V, 1ULL << 62, 0x5ffffffffff, true },
		{ "1T: the low bits of ESID", 0x5fff0000000 | V, 1ULL << 62,
		  0x50000000000, true },
		{ "1T: the segment after", 0x50000000000 | V, 1ULL << 62,
		  0x60000000000, false },
		{ "not valid", 0x30000000, 0, 0x30000000, false },
		{ "reserved segment size 2", 0x30000000 | V, 2ULL << 62,
		  0x30000000, false },
		{ "reserved segment size, an address of the same bits",
		  0x30000000 | V, 2ULL << 62, 0x30000000 | V, false },
		{ "reserved segment size 3", 0x30000000 | V, 3ULL << 62,
		  0x30000000, false },
	};
	const struct kvmppc_slb_entry *entry;
	enum kvmppc_xlate_fault fault;
	struct kvmppc_xlate x;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		reset();
		slb[3].esid = cases[i].esid;
		slb[3].vsid = cases[i].vsid;
		fault = KVMPPC_XLATE_NO_SEGMENT;
		entry = NULL;
		if (cases[i].hit) {
			fault = KVMPPC_XLATE_NO_PAGE;
			entry = &slb[3];
		}
		tap_ok(load(cases[i].ea, &x) == fault &&
		       kvmppc_slb_find(slb, ARRAY_SIZE(slb), cases[i].ea) ==
		       entry, "SLB: %s", cases[i].what);
	}

	reset();
	slb[1].esid = slb[2].esid = V;
	slb[1].vsid = 0x7000;
	poke(GROUP(7), 0, 0x7001, 0x192);
	tap_ok(!load(0, &x) && x.vsid == 7, "SLB: the first of two counts");
	mmu.slb_nr = 0;
	tap_is(load(0, &x), KVMPPC_XLATE_NO_SEGMENT, "SLB: one of no entries");
}

static void test_narrow(void)
{
	struct kvmppc_slb_entry entry;
	struct kvmppc_xlate x;

	reset();
	slb[0] = kvmppc_slb_from_sr(0xc, 0x6fabcdef);
	tap_is(slb[0].esid, 0xc8000000, "mtsr: ESID and V");
	tap_is(slb[0].vsid, 0x7abcdefd00, "mtsr: VSID, Ks, Kp and L");
	tap_is(kvmppc_slb_to_sr(&slb[0]), 0x6fabcdef, "mfsr reads it back");
	tap_is(kvmppc_slb_from_sr(0, 0x90000001).vsid, 0x1200, "mtsr: N, not T");
	tap_is(kvmppc_slb_from_sr(0x13, 0).esid, 0x38000000,
	       "mtsr: there are 16 segment registers");
	entry = (struct kvmppc_slb_entry) { .vsid = 0x1200 };
	tap_is(kvmppc_slb_to_sr(&entry), 0, "mfsr of an entry that is not valid");

	reset();
	slb[1] = kvmppc_slb_from_sr(5, 0x00abcdef);
	/* Page 0x123 of VSID 0xabcdef: hash 0xabcccc. */
	poke(GROUP(0x4cc), 0, 0xabcdef001, 0x7777192);
	tap_ok(!translate(DR, 0xdeadbeef50123456, KVMPPC_LOAD, &x) &&
	       x.page.gpa == 0x7777456 && x.vsid == 0xabcdef,
	       "without SF the upper half of an address is ignored");
	tap_is(load(0xdeadbeef50123456, &x), KVMPPC_XLATE_NO_SEGMENT,
	       "with SF it is not");
}

static void test_real(void)
{
	static const struct {
		const char *what;
		u64 msr, ea;
		enum kvmppc_access access;
		enum kvmppc_xlate_fault fault;
		u64 gpa;
	} cases[] = {
		{ "load, IR", SF | IR, 0x1234567, KVMPPC_LOAD, 0, 0x1234567 },
		{ "store, IR", SF | IR, 0x1234567, KVMPPC_STORE, 0, 0x1234567 },
		{ "fetch, DR", SF | DR, 0x1234567, KVMPPC_FETCH, 0, 0x1234567 },
		{ "load, DR", SF | DR, 0x1234567, KVMPPC_LOAD,
		  KVMPPC_XLATE_NO_SEGMENT, 0 },
		{ "fetch, IR", SF | IR, 0x1234567, KVMPPC_FETCH,
		  KVMPPC_XLATE_NO_SEGMENT, 0 },
		{ "problem state", SF | PR, 0x1234567, KVMPPC_STORE, 0, 0x1234567 },
		{ "the top of addresses", SF, 0xc000000001234567, KVMPPC_LOAD, 0,
		  0x1234567 },
		{ "beyond the mask", SF, 0x8001234567, KVMPPC_LOAD, 0,
		  0x1234567 },
		{ "32-bit mode", 0, 0xffffffff01234567, KVMPPC_LOAD, 0,
		  0x1234567 },
	};
	struct kvmppc_xlate x;
	size_t i;

	reset();
	mmu.real_mask = 0x3fffffff;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bool ok = translate(cases[i].msr, cases[i].ea, cases[i].access,
				    &x) == cases[i].fault;

		if (!cases[i].fault)
			ok = ok && x.source == KVMPPC_XLATE_REAL &&
			     x.page.gpa == cases[i].gpa && x.page.readable &&
			     x.page.writable && x.page.executable &&
			     x.page.usermode && x.changed && !x.rc_set &&
			     x.shift == 24 && x.wimg == KVMPPC_WIMG_M;
		tap_ok(ok && !htab.reads, "real mode: %s", cases[i].what);
	}
}

static void test_reports(void)
{
	static const struct {
		enum kvmppc_xlate_fault fault;
		u32 load, store, fetch;
	} cases[] = {
		{ KVMPPC_XLATE_OK, 0, 0, 0 },
		{ KVMPPC_XLATE_NO_SEGMENT, 0, 0, 0 },
		{ KVMPPC_XLATE_NO_PAGE, 0x40000000, 0x42000000, 0x40000000 },
		{ KVMPPC_XLATE_PROTECTED, 0x08000000, 0x0a000000, 0x08000000 },
		{ KVMPPC_XLATE_NO_EXECUTE, 0, 0, 0x10000000 },
		{ KVMPPC_XLATE_DIRECT_STORE, 0x80000000, 0x82000000, 0x10000000 },
		{ KVMPPC_XLATE_NO_TABLE, 0x40000000, 0x42000000, 0x40000000 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		tap_ok(kvmppc_xlate_dsisr(cases[i].fault, KVMPPC_LOAD) ==
		       cases[i].load &&
		       kvmppc_xlate_dsisr(cases[i].fault, KVMPPC_STORE) ==
		       cases[i].store &&
		       kvmppc_xlate_srr1(cases[i].fault) == cases[i].fetch,
		       "DSISR and SRR1 of fault %u", cases[i].fault);
}

/* Does a translation of @ea say nothing that contradicts itself? */
static bool consistent(const struct kvmppc_xlate *x, u64 ea,
		       enum kvmppc_access access)
{
	return allows(x, ea, access) && x->source == KVMPPC_XLATE_PAGE &&
	       x->base_shift <= x->shift && x->rc_addr == x->hpte + 14 && x->hpte / 16 % 8 == x->index % 8;
}

static u64 random_esid(void)
{
	u64 r = fake_random();

	return r & 3 ? (r >> 8 & 1) << 28 | V : r;
}

static u64 random_vsid(void)
{
	u64 r = fake_random();

	switch (r & 3) {
	case 0:
		return r;
	case 1:
		return (r & 0xc00) | 0x1000 << (r >> 16 & 1) |
		       (r >> 20 & 1 ? 0x110 : 0);
	default:
		return (r & 0xf30) | (r >> 16 & 1) << 24 | 1ULL << 62;
	}
}

/* Often enough an entry of one of the few pages that are asked for. */
static void random_groups(void)
{
	unsigned int i, n;

	htab.used = FAKE_GROUPS;
	for (n = 0; n < FAKE_GROUPS; n++) {
		htab.addr[n] = n < 2 ? GROUP(n) : GROUP(2047 - n + 2);
		for (i = 0; i < 8; i++) {
			u64 r = fake_random(), pte1 = fake_random();
			u64 pte0 = r & 8 ? r : (r & 7) | 1 |
				   (r >> 16 & 1) << 12 | (r >> 17 & 1) << 24;

			if (r >> 18 & 1)
				pte0 |= 1ULL << 62;
			htab.group[n][2 * i] = cpu_to_be64(pte0);
			htab.group[n][2 * i + 1] = cpu_to_be64(pte1);
		}
	}
}

static void test_random(void)
{
	struct tally tally = {};
	unsigned int i, j;

	reset();
	for (i = 0; i < 400000; i++) {
		enum kvmppc_access access = fake_random() % 3;
		u64 r = fake_random(), ea = r & 1 ? r : r & 0x10001fff;
		enum kvmppc_xlate_fault fault;
		struct kvmppc_xlate x;

		if (i % 16 == 0)
			random_groups();
		for (j = 0; j < ARRAY_SIZE(slb); j++) {
			slb[j].esid = random_esid();
			slb[j].vsid = random_vsid();
		}
		mmu.sdr1 = fake_random() % 8 ? ORG : fake_random();
		fault = translate(SF | IR | DR | (r >> 33 & PR), ea, access, &x);
		tally_add(&tally, fault, !fault && consistent(&x, ea, access));
	}
	tally_check(&tally, KVMPPC_XLATE_DIRECT_STORE, "direct-store");
}

int main(void)
{
	test_pages();
	test_hpte_page();
	test_compare();
	test_page_sizes();
	test_sdr1();
	test_protection();
	test_fetch();
	test_rc();
	test_slb();
	test_narrow();
	test_real();
	test_reports();
	test_random();
	tap_ok(!htab.misused,
	       "groups are read whole; a fault leaves the result as it was");
	return tap_done();
}
