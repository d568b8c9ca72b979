// SPDX-License-Identifier: GPL-2.0
/*
 * What a privileged instruction of a guest in problem state names. Numbers are
 * worked out by hand from the Power ISA's figures.
 */
#include <errno.h>
#include <string.h>

#include <linux/kernel.h>

#include <kvm/ppc_inst.h>

#include "../../../arch/powerpc/kvm/book3s/pr/decode.h"
#include "tap.h"

static void test_fields(void)
{
	tap_is(PR_INST_SPR(0x7c7a02a6), 26, "mfspr 3,26 (SRR0)");
	tap_is(PR_INST_SPR(0x7c9343a6), 275, "mtspr 275,4 (SPRG3)");
	tap_is(PR_INST_SPR(0x7c70faa6), 1008, "mfspr 3,1008 (HID0)");
	tap_is(PR_INST_SPR(0x7fffffff), 1023, "SPR of all ones");
	tap_is(PR_INST_XO(0x7c7a02a6), 339, "XO of mfspr");
	tap_is(PR_INST_OP(0x4c000024), 19, "primary opcode of rfid");
	tap_is(PR_INST_XO(0x4c000024), 18, "XO of rfid");
	tap_is(PR_INST_RT(0x7c602324), 3, "RT of slbmte 3,4");
	tap_is(PR_INST_RB(0x7c602324), 4, "RB of slbmte 3,4");
	tap_is(PR_INST_SR(0x7c6901a4), 9, "SR of mtsr 9,3");
	tap_is(PR_INST_MSR_L(0x7c610164), 1, "L of mtmsrd 3,1");
	tap_is(PR_INST_MSR_L(0x7c600164), 0, "L of mtmsrd 3");
	tap_is(PR_INST_TLBIE_L(0x7c201a64), 1, "L of tlbie 3,1");
	tap_is(PR_INST_IH(0x7ce003e4), 7, "IH of slbia 7");
}

static void test_families(void)
{
	const u32 classic = PPC_ISA_FP | PPC_ISA_STRING;

	tap_is(kvmppc_pr_family_of(classic), PR_750, "a 750");
	tap_is(kvmppc_pr_family_of(classic | PPC_ISA_VMX), PR_74XX, "a 7450");
	tap_is(kvmppc_pr_family_of(classic | PPC_ISA_64 | PPC_ISA_VMX), PR_970,
	       "a 970");
	tap_is(kvmppc_pr_family_of(PPC_ISA_POWER7), PR_POWER7, "a POWER7");
	tap_is(kvmppc_pr_family_of(PPC_ISA_POWER8), PR_POWER8, "a POWER8");
	tap_is(kvmppc_pr_family_of(PPC_ISA_POWER9), PR_POWER8, "a POWER9");
}

/* Rows of a table: the key comes first. */
struct row {
	struct kvmppc_pr_key key;
	void *rest;
};

static int build(const struct row *rows, unsigned int nr, u8 *index,
		 unsigned int size)
{
	memset(index, 0xff, size);
	return kvmppc_pr_index_build(&rows[0].key, nr, sizeof(rows[0]), index,
				     size);
}

static void test_index(void)
{
	static const struct row good[] = {
		{ { 3, 1, PR_POWER8 } },
		{ { 8, 4, PR_32 } },
		{ { 12, 2, PR_32 } },
		{ { 12, 2, PR_970 } },
		{ { 14, 2, PR_ALL } },
	};
	static const u8 expected[16] = {
		[3] = 1, [8] = 2, [9] = 2, [10] = 2, [11] = 2,
		[12] = 3, [13] = 3, [14] = 5, [15] = 5,
	};
	static const struct bad_case {
		const char *what;
		struct row rows[3];
	} bad[] = {
		{ "descends", {
			{ { 5, 1, PR_ALL } }, { { 4, 1, PR_ALL } } } },
		{ "overlaps", {
			{ { 4, 4, PR_ALL } }, { { 7, 1, PR_ALL } } } },
		{ "has a number twice for one family", {
			{ { 4, 1, PR_64 } }, { { 4, 1, PR_970 } } } },
		{ "has it twice with another between", {
			{ { 4, 1, PR_970 } }, { { 4, 1, PR_32 } },
			{ { 4, 1, PR_970 } } } },
		{ "has a row of nothing", {
			{ { 4, 0, PR_ALL } }, { { 5, 1, PR_ALL } } } },
		{ "has a row for nobody", {
			{ { 4, 1, 0 } }, { { 5, 1, PR_ALL } } } },
		{ "goes beyond the last number", {
			{ { 4, 1, PR_ALL } }, { { 15, 2, PR_ALL } } } },
	};
	u8 index[16];
	unsigned int i;

	tap_is(build(good, 5, index, 16), 0, "a good table");
	tap_ok(!memcmp(index, expected, sizeof(index)), "its index");
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		tap_ok(build(bad[i].rows, bad[i].rows[2].key.nr ? 3 : 2, index,
			     16) == -EINVAL, "refused: %s", bad[i].what);
}

struct tlbie_case {
	const char *what;
	u64 rb;
	bool large;
	u32 isa;
	u64 vsid, offset;
	u8 seg_shift, shift;
};

#define ISA_970	(PPC_ISA_64 | PPC_ISA_FP | PPC_ISA_VMX)

/* The low 64 bits of a virtual address, with B, AP, L and LP in the rest. */
static const struct tlbie_case pages[] = {
	{ "970, 4K", 0x0000fedcb1234000, false, ISA_970,
	  0xfedcb, 0x1234000, 28, 12 },
	{ "970, 16M", 0x0000fedcb1000000, true, ISA_970,
	  0xfedcb, 0x1000000, 28, 24 },
	{ "970 takes no more than 48 bits", 0x1234fedcb1234fff, false, ISA_970,
	  0xfedcb, 0x1234000, 28, 12 },
	{ "4K in 256M", 0xabcdef0121234000, false, PPC_ISA_POWER7,
	  0xabcdef012, 0x1234000, 28, 12 },
	{ "64K in 256M, by AP", 0xabcdef01212350a0, false, PPC_ISA_POWER8,
	  0xabcdef012, 0x1230000, 28, 16 },
	{ "16M in 256M, by AP", 0xabcdef0121234080, false, PPC_ISA_POWER8,
	  0xabcdef012, 0x1000000, 28, 24 },
	{ "4K in 1T", 0xabcdef0121234100, false, PPC_ISA_POWER8,
	  0xabcdef, 0x0121234000, 40, 12 },
	{ "64K in 256M, by LP", 0xabcdef0121231001, false, PPC_ISA_POWER8,
	  0xabcdef012, 0x1230000, 28, 16 },
	{ "64K in 1T, with AVAL", 0xabcdef01212311ff, false, PPC_ISA_POWER7,
	  0xabcdef, 0x0121230000, 40, 16 },
	{ "16M in 256M of 64K", 0xabcdef0121008001, false, PPC_ISA_POWER8,
	  0xabcdef012, 0x1000000, 28, 24 },
	{ "16M in 1T, by LP", 0xabcdef0121000101, false, PPC_ISA_POWER8,
	  0xabcdef, 0x0121000000, 40, 24 },
};

static const struct tlbie_case all[] = {
	{ "a set of the TLB", 0xc00, false, PPC_ISA_POWER8 },
	{ "the TLB of a partition", 0x800, false, PPC_ISA_POWER7 },
	{ "B is reserved", 0xabcdef0121234200, false, PPC_ISA_POWER8 },
	{ "AP is reserved", 0xabcdef0121234060, false, PPC_ISA_POWER8 },
	{ "LP is reserved", 0xabcdef0121f02001, false, PPC_ISA_POWER8 },
};

static void test_tlbie(void)
{
	struct kvmppc_pr_page page;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pages); i++) {
		const struct tlbie_case *c = &pages[i];

		memset(&page, 0x5a, sizeof(page));
		tap_ok(kvmppc_pr_tlbie_decode(c->rb, c->large, c->isa, &page) ==
		       PR_TLBIE_PAGE && page.vsid == c->vsid &&
		       page.offset == c->offset &&
		       page.seg_shift == c->seg_shift &&
		       page.shift == c->shift, "tlbie: %s", c->what);
	}
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		const struct tlbie_case *c = &all[i];

		tap_is(kvmppc_pr_tlbie_decode(c->rb, c->large, c->isa, &page),
		       PR_TLBIE_ALL, c->what);
	}
}

int main(void)
{
	test_fields();
	test_families();
	test_index();
	test_tlbie();
	return tap_done();
}
