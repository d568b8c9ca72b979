// SPDX-License-Identifier: GPL-2.0
/*
 * A 32-bit Book3S guest's translation, with BATs, segment registers and page
 * tables friendly and hostile. Hashes and addresses are worked out by hand.
 */
#include <stdio.h>

#include "xlate_test.h"

#define ORG	0x300000U
#define SIZE	0x10000U	/* HTABMASK 0: 1024 groups */
#define GROUP(n)	(ORG + (n) * 64U)

/* A page: index 0xf123 in segment 3, hash 0x24dfd. */
#define EA	0x3f123456U
#define VSID	0x9abcdeU
#define PRIMARY	0x1fd
#define SECONDARY	0x202
#define PTE	0xcd5e6f3c07777192ULL
#define PTE_H	0x4000000000ULL

static struct kvmppc_bat ibat[8], dbat[8];
static u32 sr[16];
static struct kvmppc_mmu32 mmu = {
	.htab = { .read = fake_htab_read, .opaque = &htab },
	.ibat = ibat,
	.dbat = dbat,
	.sr = sr,
};

static void reset(void)
{
	memset(ibat, 0, sizeof(ibat));
	memset(dbat, 0, sizeof(dbat));
	memset(sr, 0, sizeof(sr));
	sr[3] = VSID;
	htab.start = ORG;
	htab.end = ORG + SIZE;
	htab.dwords = 8;
	htab.used = 0;
	mmu.nr_bats = 8;
	mmu.bat_xbl = false;
	mmu.sdr1 = ORG;
}

static enum kvmppc_xlate_fault xlate(u64 msr, u64 ea, enum kvmppc_access access,
				     struct kvmppc_xlate *out)
{
	return kvmppc_xlate32(&mmu, msr, ea, access, out);
}

static enum kvmppc_xlate_fault load(u32 ea, struct kvmppc_xlate *out)
{
	return translate(DR, ea, KVMPPC_LOAD, out);
}

static void test_pages(void)
{
	struct kvmppc_xlate x;
	unsigned int slot, bit;
	u64 wrong = 0;

	for (slot = 0; slot < 8; slot++) {
		reset();
		fake_htab_poke(&htab, GROUP(PRIMARY), slot, PTE);
		tap_ok(!load(EA, &x) && htab.reads == 1 &&
		       x.page.gpa == 0x7777456 && x.shift == 12 &&
		       x.base_shift == 12 && x.seg_shift == 28 &&
		       x.source == KVMPPC_XLATE_PAGE && x.vsid == VSID &&
		       x.page_index == 0xf123 && x.wimg == KVMPPC_WIMG_M &&
		       x.index == PRIMARY * 8 + slot &&
		       x.hpte == GROUP(PRIMARY) + slot * 8 &&
		       x.rc_addr == GROUP(PRIMARY) + slot * 8 + 6,
		       "primary hash, entry %u", slot);
		reset();
		fake_htab_poke(&htab, GROUP(SECONDARY), slot, PTE | PTE_H);
		tap_ok(!load(EA, &x) && htab.reads == 2 &&
		       x.page.gpa == 0x7777456 &&
		       x.index == SECONDARY * 8 + slot &&
		       x.hpte == GROUP(SECONDARY) + slot * 8,
		       "secondary hash, entry %u", slot);
	}

	for (bit = 0; bit < 32; bit++) {
		reset();
		fake_htab_poke(&htab, GROUP(PRIMARY), 2,
			       PTE ^ 1ULL << (32 + bit));
		if (load(EA, &x) != KVMPPC_XLATE_NO_PAGE)
			wrong |= 1ULL << bit;
	}
	tap_is(wrong, 0, "each bit of an entry's word 0 counts");

	reset();
	fake_htab_poke(&htab, GROUP(SECONDARY), 2, PTE);
	tap_is(load(EA, &x), KVMPPC_XLATE_NO_PAGE, "H tells the hashes apart");
	tap_is(htab.reads, 2, "both groups were looked at");
	reset();
	sr[3] |= 0x0f000000;
	fake_htab_poke(&htab, GROUP(PRIMARY), 2, PTE);
	tap_is(load(EA, &x), KVMPPC_XLATE_OK,
	       "reserved bits of a segment register are ignored");
	fake_htab_poke(&htab, GROUP(PRIMARY), 1, PTE + 0x1000);
	load(EA, &x);
	tap_is(x.page.gpa, 0x7778456, "the first of two entries counts");
}

static void test_sdr1(void)
{
	static const struct {
		const char *what;
		u32 sdr1, addr, index;
		u64 pte;
	} tables[] = {
		{ "32M", 0x020001ff, 0x02937f40, 0x24dfd * 8, PTE },
		{ "32M, secondary hash", 0x020001ff, 0x036c8080, 0x5b202 * 8,
		  PTE | PTE_H },
		{ "256K", 0x00300003, 0x00337f40, 0xdfd * 8, PTE },
		{ "256K, secondary hash", 0x00300003, 0x00308080, 0x202 * 8,
		  PTE | PTE_H },
		{ "a mask that is no run of ones", 0x02000101, 0x02017f40,
		  0x5fd * 8, PTE },
		{ "an origin that is not aligned to the size", 0x00330003,
		  0x00337f40, 0xdfd * 8, PTE },
		{ "reserved bits", 0x0200fe00, 0x02007f40, 0x1fd * 8, PTE },
		{ "the end of memory", 0xffff01ff, 0xffff7f40, 0x24dfd * 8, PTE },
	};
	struct kvmppc_xlate x;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		reset();
		htab.start = 0;
		htab.end = 1ULL << 32;
		mmu.sdr1 = tables[i].sdr1;
		fake_htab_poke(&htab, tables[i].addr, 0, tables[i].pte);
		tap_ok(!load(EA, &x) && x.hpte == tables[i].addr &&
		       x.index == tables[i].index, "SDR1: %s", tables[i].what);
	}

	/* Of VSID, 19 bits are hashed: 0x64dfd. */
	reset();
	htab.start = 0;
	htab.end = 1ULL << 32;
	mmu.sdr1 = 0x020001ff;
	sr[3] = 0x9ebcde;
	fake_htab_poke(&htab, 0x03937f40, 0, 0xcf5e6f3c07777192);
	tap_ok(!load(EA, &x) && x.index == 0x64dfd * 8,
	       "SDR1: 32M, the top bit of the hash");

	reset();
	htab.start = htab.end = 0;
	tap_is(load(EA, &x), KVMPPC_XLATE_NO_TABLE, "a table outside of memory");
	tap_is(htab.reads, 1, "a table outside of memory is read once");
	htab.end = GROUP(SECONDARY);
	tap_is(load(EA, &x), KVMPPC_XLATE_NO_TABLE,
	       "a table whose secondary group is outside of memory");
	mmu.sdr1 = ~0U;
	tap_is(load(EA, &x), KVMPPC_XLATE_NO_TABLE, "SDR1 of ones");
}

/* Load and store by key and PP; a fetch needs what a load needs. */
static void test_protection(void)
{
	static const char * const allowed[2][4] = {
		{ "rw", "rw", "rw", "r" },
		{ "", "r", "rw", "r" },
	};
	unsigned int n;

	for (n = 0; n < 32; n++) {
		unsigned int ks = n >> 4, kp = n >> 3 & 1, pr = n >> 2 & 1;
		unsigned int pp = n & 3;
		const char *may = allowed[pr ? kp : ks][pp];
		u64 msr = IR | DR | (pr ? PR : 0);

		reset();
		sr[3] |= ks << 30 | kp << 29;
		fake_htab_poke(&htab, GROUP(PRIMARY), 0, (PTE & ~3ULL) | pp);
		tap_ok(is_protected(msr, EA, may, allowed[kp][pp]),
		       "Ks %u Kp %u PR %u PP %u: \"%s\"", ks, kp, pr, pp, may);
	}
}

static void test_segments(void)
{
	static const struct {
		const char *what;
		u32 flags;
		u64 pte;
		enum kvmppc_xlate_fault load, store, fetch;
		unsigned int reads;	/* of the fetch */
	} cases[] = {
		{ "T", 0x80000000, 0, KVMPPC_XLATE_DIRECT_STORE,
		  KVMPPC_XLATE_DIRECT_STORE, KVMPPC_XLATE_DIRECT_STORE, 0 },
		{ "T and N", 0x90000000, 0, KVMPPC_XLATE_DIRECT_STORE,
		  KVMPPC_XLATE_DIRECT_STORE, KVMPPC_XLATE_DIRECT_STORE, 0 },
		{ "N", 0x10000000, PTE, KVMPPC_XLATE_OK, KVMPPC_XLATE_OK,
		  KVMPPC_XLATE_NO_EXECUTE, 0 },
		{ "N and no page", 0x10000000, 0, KVMPPC_XLATE_NO_PAGE,
		  KVMPPC_XLATE_NO_PAGE, KVMPPC_XLATE_NO_EXECUTE, 0 },
		{ "a page with G", 0, PTE | 8, KVMPPC_XLATE_OK, KVMPPC_XLATE_OK,
		  KVMPPC_XLATE_NO_EXECUTE, 1 },
		{ "bit 2 of a page", 0, PTE | 4, KVMPPC_XLATE_OK,
		  KVMPPC_XLATE_OK, KVMPPC_XLATE_OK, 1 },
	};
	struct kvmppc_xlate x;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		enum kvmppc_xlate_fault fault;
		bool ok;

		reset();
		sr[3] |= cases[i].flags;
		if (cases[i].pte)
			fake_htab_poke(&htab, GROUP(PRIMARY), 7, cases[i].pte);
		fault = load(EA, &x);
		ok = fault == cases[i].load;
		if (!fault)
			ok = ok && x.page.executable == !cases[i].fetch;
		ok = ok && translate(IR | DR, EA, KVMPPC_STORE, &x) ==
		     cases[i].store;
		ok = ok && translate(IR | DR, EA, KVMPPC_FETCH, &x) ==
		     cases[i].fetch;
		tap_ok(ok && htab.reads == cases[i].reads, "segment: %s",
		       cases[i].what);
	}
}

static void set_rc_page(u16 low)
{
	reset();
	fake_htab_poke(&htab, GROUP(PRIMARY), 1, (PTE & ~0xffffULL) | low);
}

static void test_rc(void)
{
	check_rc(IR | DR, EA, 0x7012, set_rc_page);
}

/* A block and an address; without a gpa they do not match. */
static const struct {
	const char *what;
	struct kvmppc_bat bat;
	bool xbl;
	u32 ea, gpa;
	u8 shift;
} blocks[] = {
	{ "128K", { 0x80000003, 0x10000012 }, false, 0x8001abcd, 0x1001abcd, 17 },
	{ "after 128K", { 0x80000003, 0x10000012 }, false, 0x80020000, 0, 0 },
	{ "before 128K", { 0x80000003, 0x10000012 }, false, 0x7fffffff, 0, 0 },
	{ "8M", { 0x800000ff, 0x10000012 }, false, 0x807fffff, 0x107fffff, 23 },
	{ "after 8M", { 0x800000ff, 0x10000012 }, false, 0x80800000, 0, 0 },
	{ "256M", { 0x80001fff, 0x10000012 }, false, 0x8fedcba9, 0x1fedcba9, 28 },
	{ "after 256M", { 0x80001fff, 0x10000012 }, false, 0x90000000, 0, 0 },
	{ "BL 101", { 0x80000017, 0x10000012 }, false, 0x800a1234, 0x100a1234,
	  18 },
	{ "a hole of BL 101", { 0x80000017, 0x10000012 }, false, 0x80041234, 0,
	  0 },
	{ "BL 010", { 0x8000000b, 0x10000012 }, false, 0x80041234, 0x10041234,
	  17 },
	{ "addresses that are not aligned to BL", { 0x8ffe1fff, 0x1ffe0012 },
	  false, 0x80012345, 0x10012345, 28 },
	{ "reserved bits", { 0x80016003, 0x1001ff92 }, false, 0x8001abcd,
	  0x1001abcd, 17 },
	{ "4G without XBL", { 0x0001ffff, 0x00000012 }, false, 0x10000000, 0,
	  0 },
	{ "4G with XBL", { 0x0001ffff, 0x00000012 }, true, 0xfedcba98,
	  0xfedcba98, 32 },
	{ "1G with XBL", { 0x80007fff, 0x40000012 }, true, 0xbfffffff,
	  0x7fffffff, 30 },
	{ "after 1G with XBL", { 0x80007fff, 0x40000012 }, true, 0xc0000000, 0,
	  0 },
};

static void test_blocks(void)
{
	struct kvmppc_xlate x;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(blocks); i++) {
		bool ok;

		reset();
		mmu.bat_xbl = blocks[i].xbl;
		dbat[5] = blocks[i].bat;
		if (!blocks[i].gpa)
			ok = load(blocks[i].ea, &x) == KVMPPC_XLATE_NO_PAGE;
		else
			ok = !load(blocks[i].ea, &x) && !htab.reads &&
			     x.source == KVMPPC_XLATE_BAT &&
			     x.page.gpa == blocks[i].gpa &&
			     x.shift == blocks[i].shift && x.index == 5 &&
			     x.wimg == KVMPPC_WIMG_M && x.changed && !x.rc_set;
		tap_ok(ok, "BAT: %s", blocks[i].what);
	}
}

static void test_bat_rights(void)
{
	static const char * const allowed[4] = { "", "r", "rw", "r" };
	struct kvmppc_xlate x;
	unsigned int n;

	for (n = 0; n < 32; n++) {
		unsigned int valid = n >> 3, pr = n >> 2 & 1, pp = n & 3;
		bool hit = valid & (pr ? 1 : 2);
		bool r = hit && strchr(allowed[pp], 'r');
		bool w = hit && strchr(allowed[pp], 'w');
		enum kvmppc_xlate_fault no = hit ? KVMPPC_XLATE_PROTECTED :
						   KVMPPC_XLATE_NO_PAGE;
		u64 msr = IR | DR | (pr ? PR : 0);
		bool ok;

		reset();
		dbat[0] = (struct kvmppc_bat) { 0x80000000 | valid, pp };
		ibat[1] = dbat[0];
		ok = translate(msr, 0x80000000, KVMPPC_LOAD, &x) == (r ? 0 : no);
		if (r)
			ok = ok && x.page.readable && x.page.writable == w &&
			     !x.page.executable && !x.index &&
			     x.page.usermode == (valid & 1);
		ok = ok && translate(msr, 0x80000000, KVMPPC_STORE, &x) ==
		     (w ? 0 : no);
		ok = ok && translate(msr, 0x80000000, KVMPPC_FETCH, &x) ==
		     (r ? 0 : no);
		if (r)
			ok = ok && x.page.executable && !x.page.writable &&
			     x.index == 1;
		tap_ok(ok, "BAT: Vs %u Vp %u PR %u PP %u", valid >> 1,
		       valid & 1, pr, pp);
	}
}

static void test_bat_order(void)
{
	struct kvmppc_xlate x;

	reset();
	fake_htab_poke(&htab, GROUP(PRIMARY), 0, PTE);
	dbat[7] = (struct kvmppc_bat) { 0x3f120003, 0x20000012 };
	tap_ok(!load(EA, &x) && x.source == KVMPPC_XLATE_BAT &&
	       x.page.gpa == 0x20003456,
	       "a BAT comes before the page table");
	tap_ok(!translate(IR, EA, KVMPPC_FETCH, &x) &&
	       x.source == KVMPPC_XLATE_PAGE, "a data BAT is not for fetches");
	mmu.nr_bats = 4;
	tap_ok(!load(EA, &x) && x.source == KVMPPC_XLATE_PAGE,
	       "of four BATs, the eighth is none");
	mmu.nr_bats = 8;
	sr[3] |= 0x80000000;
	tap_ok(!load(EA, &x) && x.source == KVMPPC_XLATE_BAT,
	       "a BAT comes before a direct-store segment");
	dbat[2] = (struct kvmppc_bat) { 0x3f120003, 0x40000010 };
	tap_is(load(EA, &x), KVMPPC_XLATE_PROTECTED,
	       "the first of two BATs counts, also to refuse");

	reset();
	ibat[0] = (struct kvmppc_bat) { 0x3f120003, 0x20000012 };
	tap_ok(!translate(IR, EA, KVMPPC_FETCH, &x) &&
	       x.source == KVMPPC_XLATE_BAT, "an instruction BAT is for fetches");
	tap_is(load(EA, &x), KVMPPC_XLATE_NO_PAGE, "and not for loads");
}

static void test_real(void)
{
	static const struct {
		const char *what;
		u64 msr;
		enum kvmppc_access access;
		u8 wimg;
	} cases[] = {
		{ "load", 0, KVMPPC_LOAD, KVMPPC_WIMG_M | KVMPPC_WIMG_G },
		{ "store, IR", IR, KVMPPC_STORE, KVMPPC_WIMG_M | KVMPPC_WIMG_G },
		{ "fetch, DR", DR, KVMPPC_FETCH, KVMPPC_WIMG_G },
		{ "problem state", PR, KVMPPC_STORE,
		  KVMPPC_WIMG_M | KVMPPC_WIMG_G },
	};
	struct kvmppc_xlate x;
	size_t i;

	reset();
	memset(sr, 0xff, sizeof(sr));
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		tap_ok(!translate(cases[i].msr, 0xfff00100, cases[i].access,
				  &x) &&
		       x.source == KVMPPC_XLATE_REAL && !htab.reads &&
		       x.page.gpa == 0xfff00100 && x.page.readable &&
		       x.page.writable && x.page.executable &&
		       x.wimg == cases[i].wimg && x.shift == 24 && x.changed,
		       "real mode: %s", cases[i].what);
	tap_is(translate(DR, 0xfff00100, KVMPPC_LOAD, &x),
	       KVMPPC_XLATE_DIRECT_STORE, "not real mode: load, DR");
	tap_is(translate(IR, 0xfff00100, KVMPPC_FETCH, &x),
	       KVMPPC_XLATE_DIRECT_STORE, "not real mode: fetch, IR");
}

/* Does a translation of @ea say nothing that contradicts itself? */
static bool consistent(const struct kvmppc_xlate *x, u32 ea,
		       enum kvmppc_access access)
{
	if (!allows(x, ea, access) || x->page.gpa >> 32)
		return false;
	if (x->source == KVMPPC_XLATE_BAT)
		return x->shift >= 17 && x->shift <= 32 && x->index < 8;
	return x->source == KVMPPC_XLATE_PAGE && x->shift == 12 &&
	       x->rc_addr == x->hpte + 6 && x->hpte / 8 % 8 == x->index % 8;
}

/* BATs that match now and then, four pages, and groups that may have them. */
static void random_mmu(void)
{
	unsigned int i, n;

	for (i = 0; i < 8; i++) {
		u64 r = fake_random();

		ibat[i] = (struct kvmppc_bat) { r, r >> 32 };
		r = fake_random();
		dbat[i] = (struct kvmppc_bat) { r, r >> 32 };
	}
	for (i = 0; i < 16; i++)
		sr[i] = fake_random() & 0xf0000001;
	htab.used = FAKE_GROUPS;
	for (n = 0; n < FAKE_GROUPS; n++) {
		htab.addr[n] = n < 2 ? GROUP(n) : GROUP(1023 - n + 2);
		for (i = 0; i < 8; i++) {
			u64 r = fake_random();

			htab.group[n][i] = cpu_to_be64(r & 0x80 ? r :
				(r & 0xffffffff) | 1ULL << 63 |
				(r & 0xc000000000ULL));
		}
	}
	mmu.bat_xbl = fake_random() & 1;
	mmu.nr_bats = fake_random() & 1 ? 8 : 4;
	mmu.sdr1 = fake_random() % 8 ? ORG : fake_random();
}

static void test_random(void)
{
	unsigned int bats = 0, i;
	struct tally tally = {};

	reset();
	for (i = 0; i < 400000; i++) {
		enum kvmppc_access access = fake_random() % 3;
		u64 r = fake_random();
		u32 ea = r & 0xf0001fff;
		enum kvmppc_xlate_fault fault;
		struct kvmppc_xlate x;

		if (i % 16 == 0)
			random_mmu();
		fault = translate(IR | DR | (r >> 33 & PR), ea, access, &x);
		tally_add(&tally, fault, !fault && consistent(&x, ea, access));
		bats += !fault && x.source == KVMPPC_XLATE_BAT;
	}
	tally_check(&tally, KVMPPC_XLATE_NO_SEGMENT, "segment");
	tap_ok(bats > 100 && bats < tally.count[KVMPPC_XLATE_OK] - 100,
	       "random tables: blocks (%u) and pages", bats);
}

int main(void)
{
	test_pages();
	test_sdr1();
	test_protection();
	test_segments();
	test_rc();
	test_blocks();
	test_bat_rights();
	test_bat_order();
	test_real();
	test_random();
	tap_ok(!htab.misused,
	       "groups are read whole; a fault leaves the result as it was");
	return tap_done();
}
