// SPDX-License-Identifier: GPL-2.0
/*
 * The load and store decoder: each instruction as an assembler writes it, the
 * invalid forms, addresses, and a sweep over every opcode with many registers.
 */
#include <linux/errno.h>
#include <linux/kernel.h>

#include <kvm/ppc_inst.h>

#include "assembled.h"
#include "ppc-ls-insns.h"
#include "tap.h"

#define ALL	PPC_ISA_POWER10
#define NR_KEYS	0x20000

/* Instruction by key(), the index in ls_insns plus 1; 0 where there is none. */
static u16 known[NR_KEYS];

static bool same(const char *name, s64 got, s64 want)
{
	if (got != want)
		printf("# %s is %lld, not %lld\n", name,
		       (long long)got, (long long)want);
	return got == want;
}

/* What does not depend on the registers that an instruction names. */
static bool same_opcode(const struct ppc_inst_ls *got,
			const struct ppc_inst_ls *want)
{
	return same("kind", got->kind, want->kind) &
	       same("format", got->format, want->format) &
	       same("size", got->size, want->size) &
	       same("element", got->element, want->element) &
	       same("length", got->length, want->length) &
	       same("sign_extend", got->sign_extend, want->sign_extend) &
	       same("byte_reverse", got->byte_reverse, want->byte_reverse) &
	       same("update", got->update, want->update) &
	       same("indexed", got->indexed, want->indexed) &
	       same("aligned", got->aligned, want->aligned) &
	       same("be_only", got->be_only, want->be_only) &
	       same("no_ci", got->no_ci, want->no_ci);
}

static bool same_insn(const struct ppc_inst_ls *got,
		      const struct ppc_inst_ls *want)
{
	return same_opcode(got, want) &
	       same("class", got->class, want->class) &
	       same("disp", got->disp, want->disp) &
	       same("reg", got->reg, want->reg) &
	       same("nr_regs", got->nr_regs, want->nr_regs) &
	       same("ra", got->ra, want->ra) &
	       same("rb", got->rb, want->rb) &
	       same("count", got->count, want->count) &
	       same("pc_relative", got->pc_relative, want->pc_relative);
}

static void test_insn(const struct ls_insn *insn, struct insn code)
{
	struct ppc_inst_ls ls = {};
	u32 part;
	int ret;

	ret = ppc_inst_ls_decode(code.word, code.suffix, insn->isa, &ls);
	tap_ok(same("return", ret, 0) && same_insn(&ls, &insn->ls),
	       "%s", insn->text);

	for (part = 1; part <= insn->isa; part <<= 1) {
		if (!(insn->isa & part))
			continue;
		memset(&ls, 0xa5, sizeof(ls));
		ret = ppc_inst_ls_decode(code.word, code.suffix, ALL & ~part,
					 &ls);
		tap_ok(ret == -EOPNOTSUPP && ls.kind == 0xa5,
		       "%s is unknown without 0x%x", insn->text, part);
	}
}

static u32 d_form(u32 op, u32 rt, u32 ra, u32 low)
{
	return op << 26 | rt << 21 | ra << 16 | low;
}

static u32 x_form(u32 rt, u32 ra, u32 rb, u32 xo)
{
	return d_form(31, rt, ra, rb << 11 | xo << 1);
}

#define PREFIX_8LS	0x04000000
#define PREFIX_MLS	0x06000000
#define PREFIX_R	0x00100000

static void test_invalid_forms(void)
{
	static const struct {
		const char *name;
		u32 op, rt, ra, rb, xo, prefix;
		int ret;
	} forms[] = {
		{ "lwzu, RA=0", 33, 3, 0, .ret = -EINVAL },
		{ "lwzu, RA=RT", 33, 3, 3, .ret = -EINVAL },
		{ "lhau, RA=RT", 43, 9, 9, .ret = -EINVAL },
		{ "ldu, RA=RT", 58, 9, 9, .xo = 1, .ret = -EINVAL },
		{ "ld, RA=RT", 58, 9, 9, .xo = 0, .ret = 0 },
		{ "stwu, RA=0", 37, 3, 0, .ret = -EINVAL },
		{ "stwu, RA=RS", 37, 3, 3, .ret = 0 },
		{ "lfdu, RA=0", 51, 3, 0, .ret = -EINVAL },
		{ "lfdu, RA=FRT", 51, 3, 3, .ret = 0 },
		{ "stfsu, RA=0", 53, 3, 0, .ret = -EINVAL },
		{ "lbzux, RA=0", 31, 3, 0, 5, 119, .ret = -EINVAL },
		{ "lbzux, RA=RT", 31, 3, 3, 5, 119, .ret = -EINVAL },
		{ "lbzux, RB=RT", 31, 3, 4, 3, 119, .ret = 0 },
		{ "lwaux, RA=RT", 31, 3, 3, 5, 373, .ret = -EINVAL },
		{ "stdux, RA=0", 31, 3, 0, 5, 181, .ret = -EINVAL },
		{ "lfsux, RA=0", 31, 3, 0, 5, 567, .ret = -EINVAL },
		{ "lmw, RA<RT", 46, 30, 29, .ret = 0 },
		{ "lmw, RA=RT", 46, 30, 30, .ret = -EINVAL },
		{ "lmw, RA>RT", 46, 30, 31, .ret = -EINVAL },
		{ "lmw, RA=RT=0", 46, 0, 0, .ret = -EINVAL },
		{ "lmw, RA=0", 46, 1, 0, .ret = 0 },
		{ "stmw, RA>RS", 47, 30, 31, .ret = 0 },
		{ "lswi, RA after", 31, 4, 6, 8, 597, .ret = 0 },
		{ "lswi, RA last", 31, 4, 5, 8, 597, .ret = -EINVAL },
		{ "lswi, RA first", 31, 4, 4, 1, 597, .ret = -EINVAL },
		{ "lswi, RA=0 reached", 31, 31, 0, 5, 597, .ret = -EINVAL },
		{ "lswi, RA=0", 31, 31, 0, 4, 597, .ret = 0 },
		{ "stswi, RA first", 31, 4, 4, 1, 725, .ret = 0 },
		{ "lq, odd RTp", 56, 3, 4, .ret = -EINVAL },
		{ "lq, RA=RTp", 56, 4, 4, .ret = -EINVAL },
		{ "lq, RA=RTp+1", 56, 4, 5, .ret = 0 },
		{ "stq, odd RSp", 62, 3, 4, .xo = 2, .ret = -EINVAL },
		{ "stq, RA=RSp", 62, 4, 4, .xo = 2, .ret = 0 },
		{ "lqarx, odd RTp", 31, 5, 3, 4, 276, .ret = -EINVAL },
		{ "lqarx, RA=RTp", 31, 6, 6, 4, 276, .ret = -EINVAL },
		{ "lqarx, RB=RTp", 31, 6, 4, 6, 276, .ret = -EINVAL },
		{ "stqcx., odd RSp", 31, 5, 3, 4, 182, .ret = -EINVAL },
		{ "lfdp, odd FRTp", 57, 5, 3, .ret = -EINVAL },
		{ "lfdp, RA=FRTp", 57, 4, 4, .ret = 0 },
		{ "lfdpx, odd FRTp", 31, 5, 3, 4, 791, .ret = -EINVAL },
		{ "stfdp, odd FRSp", 61, 5, 3, .ret = -EINVAL },
		{ "stfdpx, odd FRSp", 31, 5, 3, 4, 919, .ret = -EINVAL },
		{ "plwz, R=1 and RA", 32, 3, 4,
		  .prefix = PREFIX_MLS | PREFIX_R, .ret = -EINVAL },
		{ "plwz, R=1", 32, 3, 0,
		  .prefix = PREFIX_MLS | PREFIX_R, .ret = 0 },
		{ "plq, odd RTp", 56, 3, 4,
		  .prefix = PREFIX_8LS, .ret = -EINVAL },
		{ "plq, RA=RTp", 56, 4, 4,
		  .prefix = PREFIX_8LS, .ret = -EINVAL },
		{ "plxv, R=1 and RA", 50, 3, 4,
		  .prefix = PREFIX_8LS | PREFIX_R, .ret = -EINVAL },
		{ "pld with an MLS prefix", 57, 3, 4,
		  .prefix = PREFIX_MLS, .ret = -EOPNOTSUPP },
		{ "plwz with an 8LS prefix", 32, 3, 4,
		  .prefix = PREFIX_8LS, .ret = -EOPNOTSUPP },
		{ "plwz with a prefix of type 3", 32, 3, 4,
		  .prefix = PREFIX_MLS | 1 << 24, .ret = -EOPNOTSUPP },
		{ "plwz with a subtype of 1", 32, 3, 4,
		  .prefix = PREFIX_MLS | 1 << 23, .ret = -EOPNOTSUPP },
		{ "lwzu after a prefix", 33, 3, 4,
		  .prefix = PREFIX_MLS, .ret = -EOPNOTSUPP },
		{ "addi", 14, 3, 4, .ret = -EOPNOTSUPP },
		{ "add", 31, 3, 4, 5, 266, .ret = -EOPNOTSUPP },
		{ "word of zeroes", 0, .ret = -EOPNOTSUPP },
	};
	struct ppc_inst_ls ls;
	unsigned int i;
	u32 word;
	int ret;

	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		word = forms[i].op == 31 ?
		       x_form(forms[i].rt, forms[i].ra, forms[i].rb,
			      forms[i].xo) :
		       d_form(forms[i].op, forms[i].rt, forms[i].ra,
			      forms[i].xo);
		ret = forms[i].prefix ?
		      ppc_inst_ls_decode(forms[i].prefix, word, ALL, &ls) :
		      ppc_inst_ls_decode(word, 0, ALL, &ls);
		tap_ok(same("return", ret, forms[i].ret), "%s", forms[i].name);
	}
}

/* The GPRs of the address tests: a pattern unlike any sum of them. */
static void fill_gprs(unsigned long *gpr)
{
	unsigned int i;

	for (i = 0; i < 32; i++)
		gpr[i] = 0x0123456700000000UL * (i + 1) + 0x1000 * i + 3;
	gpr[30] = 0xffffffffffffffffUL;
	gpr[31] = 0x00000000fffffff0UL;
}

static void test_address(void)
{
	static const struct {
		const char *name;
		u32 word, suffix;
		bool narrow;		/* MSR[SF]=0 */
		u64 ea;
	} addresses[] = {
		{ "lwz 3,-4(4)", 0x8064fffc, .ea = 0x05b05b0300003fff },
		{ "lwz 3,-4(0)", 0x8060fffc, .ea = 0xfffffffffffffffc },
		{ "lwz 3,-4(0), 32 bits", 0x8060fffc, 0, true, 0xfffffffc },
		{ "lwz 3,32(31)", 0x807f0020, .ea = 0x100000010 },
		{ "lwz 3,32(31), 32 bits", 0x807f0020, 0, true, 0x10 },
		{ "lwzx 3,0,5", 0x7c60282e, .ea = 0x06d3a06a00005003 },
		{ "lwzx 3,30,5", 0x7c7e282e, .ea = 0x06d3a06a00005002 },
		{ "lwzx 3,4,5, 32 bits", 0x7c64282e, 0, true, 0x9006 },
		{ "lswi 3,6,5", 0x7c662caa, .ea = 0x07f6e5d100006003 },
		{ "lxvl 3,6,30", 0x7c66f21a, .ea = 0x07f6e5d100006003 },
		{ "plwz 3,0x100000000(0),1", 0x06110000, 0x80600000,
		  .ea = 0x5100000040 },
		{ "plwz 3,-64(0),1", 0x0613ffff, 0x8060ffc0, .ea = 0x5000000000 },
		{ "plwz 3,-64(0),1, 32 bits", 0x0613ffff, 0x8060ffc0, true, 0 },
		{ "plwz 3,-64(4)", 0x0603ffff, 0x8064ffc0,
		  .ea = 0x05b05b0300003fc3 },
		{ "lvx 3,0,31", 0x7c60f8ce, .ea = 0xfffffff0 },
		{ "lvx 3,0,30", 0x7c60f0ce, .ea = 0xfffffffffffffff0 },
		{ "lvewx 3,0,30", 0x7c60f08e, .ea = 0xfffffffffffffffc },
		{ "lvehx 3,0,5", 0x7c60284e, .ea = 0x06d3a06a00005002 },
		{ "lvebx 3,0,5", 0x7c60280e, .ea = 0x06d3a06a00005003 },
		{ "dcbz 0,5", 0x7c002fec, .ea = 0x06d3a06a00005003 },
	};
	unsigned long gpr[32];
	struct ppc_inst_ls ls;
	unsigned int i;

	fill_gprs(gpr);
	for (i = 0; i < ARRAY_SIZE(addresses); i++) {
		if (ppc_inst_ls_decode(addresses[i].word, addresses[i].suffix,
				       ALL, &ls) ||
		    ppc_inst_ls_resolve(&ls, gpr, 0, 0x5000000040,
					!addresses[i].narrow)) {
			tap_ok(false, "%s", addresses[i].name);
			continue;
		}
		tap_is(ls.ea, addresses[i].ea, addresses[i].name);
	}
}

static void test_length(void)
{
	static const struct {
		u32 xo, rt;
		u64 rb;
		unsigned long xer;
		int ret;
		unsigned int count, nr_regs;
	} lengths[] = {
		/* lxvl, lxvll, stxvl, stxvll */
		{ 269, 3, 0x00ffffffffffffff, 9, 0, 0, 1 },
		{ 269, 3, 0x0500000000000000, 9, 0, 5, 1 },
		{ 301, 3, 0x1000000000000000, 9, 0, 16, 1 },
		{ 397, 3, 0x1100000000000000, 9, 0, 16, 1 },
		{ 429, 3, 0xff00000000000000, 9, 0, 16, 1 },
		/* lswx: RA is 10, RB is 12 */
		{ 533, 3, 0, 0xffffff80, 0, 0, 0 },
		{ 533, 3, 0, 1, 0, 1, 1 },
		{ 533, 3, 0, 28, 0, 28, 7 },
		{ 533, 3, 0, 29, -EINVAL, 0, 0 },
		{ 533, 11, 0, 4, 0, 4, 1 },
		{ 533, 11, 0, 5, -EINVAL, 0, 0 },
		{ 533, 13, 0, 0x80 | 116, 0, 116, 29 },
		{ 533, 13, 0, 117, -EINVAL, 0, 0 },
		/* stswx reads its address registers if it likes */
		{ 661, 3, 0, 127, 0, 127, 32 },
		{ 661, 10, 0, 2, 0, 2, 1 },
	};
	unsigned long gpr[32] = {};
	struct ppc_inst_ls ls;
	unsigned int i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		gpr[12] = lengths[i].rb;
		ret = ppc_inst_ls_decode(x_form(lengths[i].rt, 10, 12,
						lengths[i].xo), 0, ALL, &ls);
		if (!ret)
			ret = ppc_inst_ls_resolve(&ls, gpr, lengths[i].xer, 0,
						  true);
		tap_ok(same("return", ret, lengths[i].ret) &&
		       (ret || (same("count", ls.count, lengths[i].count) &&
				same("nr_regs", ls.nr_regs,
				     lengths[i].nr_regs))),
		       "length of 31/%u by RB 0x%llx, XER 0x%lx",
		       lengths[i].xo, (unsigned long long)lengths[i].rb,
		       lengths[i].xer);
	}
}

/*
 * What tells an instruction from all others, by the opcode maps. Some bits are
 * an operand in one instruction and opcode in its neighbour; such an
 * instruction has several keys, and stands in ls_insns once for each.
 */
static u32 key(u32 word, u32 suffix)
{
	u32 op = word >> 26;

	if (op == 1)
		return 1 << 16 | (word >> 23 & 7) << 6 | suffix >> 26;
	if (op == 31)
		return op << 10 | (word >> 1 & 0x3ff);
	if (op == 6)
		return op << 10 | (word & 15);
	if (op == 61)
		return op << 10 | (word & 7);
	if (op == 57 || op == 58 || op == 62)
		return op << 10 | (word & 3);
	return op << 10;
}

static void know_insns(const struct insn *insns)
{
	unsigned int i, distinct = 0;

	for (i = 0; i < nr_ls_insns; i++) {
		u16 *slot = &known[key(insns[i].word, insns[i].suffix)];

		distinct += !*slot;
		*slot = i + 1;
	}
	/* a bit of lxvx's extended opcode is reserved */
	known[31 << 10 | 300] = known[31 << 10 | 268];
	printf("# %u instructions, %u opcodes\n", nr_ls_insns, distinct);
}

static bool plausible_registers(const struct ppc_inst_ls *ls)
{
	switch (ls->class) {
	case PPC_LS_NONE:
		return !ls->nr_regs && !ls->count && !ls->size;
	case PPC_LS_GPR:
		return ls->reg < 32 && ls->nr_regs <= 32;
	case PPC_LS_FPR:
		return ls->reg + ls->nr_regs <= 32 && ls->nr_regs;
	case PPC_LS_VMX:
		return ls->reg >= 32 && ls->reg < 64 && ls->nr_regs == 1;
	case PPC_LS_VSX:
		return ls->reg + ls->nr_regs <= 64 && ls->nr_regs;
	default:
		return false;
	}
}

/*
 * Move data through buffers of exactly the size that the descriptor claims, so
 * that the sanitizer sees a byte too many.
 */
static bool move_data(const struct ppc_inst_ls *ls, bool le)
{
	static unsigned long gpr[32];
	unsigned int size = ls->count * ls->size;
	u64 (*vsr)[2] = calloc(ls->nr_regs, sizeof(*vsr));
	u8 *image = calloc(1, size);
	bool load = ls->kind == PPC_LS_LOAD;

	if (ls->class == PPC_LS_GPR && load)
		ppc_inst_ls_load_gpr(ls, image, le, gpr);
	else if (ls->class == PPC_LS_GPR)
		ppc_inst_ls_store_gpr(ls, image, le, gpr);
	else if (ls->class != PPC_LS_NONE && load)
		ppc_inst_ls_load_vsr(ls, image, le, vsr);
	else if (ls->class != PPC_LS_NONE)
		ppc_inst_ls_store_vsr(ls, image, le,
				      (const u64 (*)[2])vsr);
	free(image);
	free(vsr);
	return size <= PPC_LS_IMAGE_MAX;
}

/* One word of the sweep; what is wrong with it, or NULL. */
static const char *sweep_word(u32 word, u32 suffix, bool move)
{
	const struct ls_insn *insn;
	unsigned long gpr[32];
	struct ppc_inst_ls ls;
	u16 index = known[key(word, suffix)];
	u32 fields = word >> 26 == 1 ? suffix : word;
	int ret;

	ret = ppc_inst_ls_decode(word, suffix, ALL, &ls);
	if (!index)
		return ret == -EOPNOTSUPP ? NULL : "decodes, and is not listed";
	if (ret == -EINVAL)
		return NULL;
	if (ret)
		return "is listed, and does not decode";

	insn = &ls_insns[index - 1];
	if (!same_opcode(&ls, &insn->ls))
		return "decodes as another";
	if (ls.ra != (fields >> 16 & 31) ||
	    (ls.indexed && ls.rb != (fields >> 11 & 31)))
		return "has another base or index";
	if (!plausible_registers(&ls))
		return "has impossible registers";
	if (!move)
		return NULL;

	fill_gprs(gpr);
	if (ppc_inst_ls_resolve(&ls, gpr, 127, 0x1000, true))
		return NULL;
	if (!move_data(&ls, true) || !move_data(&ls, false))
		return "moves too much";
	return NULL;
}

static const u32 some_regs[] = { 0, 1, 4, 7, 30, 31 };

static bool sweep_report(const char *wrong, u32 word, u32 suffix)
{
	if (wrong)
		printf("# %08x %08x %s\n", word, suffix, wrong);
	return !wrong;
}

/* Each way to name three registers, and all values of an opcode's low bits. */
static bool sweep_opcode(u32 op)
{
	const u32 nr = ARRAY_SIZE(some_regs);
	u32 i, low, rb, word;

	for (i = 0; i < nr * nr * nr; i++) {
		rb = i / nr / nr;
		word = d_form(op, some_regs[i % nr], some_regs[i / nr % nr],
			      some_regs[rb] << 11);
		for (low = 0; low < 2048; low++)
			if (!sweep_report(sweep_word(word | low, 0x8064fffc,
						     rb == 3),
					  word | low, 0))
				return false;
	}
	return true;
}

/* Every high half of a prefix before a suffix of this opcode. */
static bool sweep_prefix(u32 op)
{
	const u32 nr = ARRAY_SIZE(some_regs);
	u32 i, high, word, suffix;

	for (i = 0; i < nr * nr; i++) {
		suffix = d_form(op, some_regs[i % nr], some_regs[i / nr],
				0xfffd);
		for (high = 0; high < 1024; high++) {
			word = 1u << 26 | high << 16 | 0x8001;
			if (!sweep_report(sweep_word(word, suffix, true), word,
					  suffix))
				return false;
		}
	}
	return true;
}

int main(int argc, char **argv)
{
	struct insn *insns;
	unsigned int i;
	u32 op;

	if (assembly_wanted(argc, argv)) {
		assembly_begin();
		for (i = 0; i < nr_ls_insns; i++)
			assembly_insn(ls_insns[i].text);
		assembly_end();
		return 0;
	}

	insns = assembly_read(argv[0], nr_ls_insns);
	tap_is(ppc_inst_ls_verify(), 0, "the table is in order");
	for (i = 0; i < nr_ls_insns; i++)
		test_insn(&ls_insns[i], insns[i]);
	test_invalid_forms();
	test_address();
	test_length();

	know_insns(insns);
	for (op = 0; op < 64; op++) {
		if (op != 1)
			tap_ok(sweep_opcode(op), "all of opcode %u", op);
		tap_ok(sweep_prefix(op), "all prefixes of opcode %u", op);
	}
	free(insns);
	return tap_done();
}
