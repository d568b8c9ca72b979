// SPDX-License-Identifier: GPL-2.0
/* Which instructions are simple, and what their fields mean. Pure. */
#include <linux/compiler.h>
#include <linux/types.h>

#include "step.h"

#define OP(inst)	((inst) >> 26)
#define RT(inst)	((inst) >> 21 & 31)
#define RA(inst)	((inst) >> 16 & 31)
#define RB(inst)	((inst) >> 11 & 31)
#define MB(inst)	((inst) >> 6 & 31)
#define ME(inst)	((inst) >> 1 & 31)
#define BF(inst)	((inst) >> 23 & 7)
#define FXM(inst)	((inst) >> 12 & 0xff)
#define XO(inst)	((inst) >> 1 & 0x3ff)
#define XO_MD(inst)	((inst) >> 1 & 15)
#define XO_DS(inst)	((inst) & 3)
#define SI(inst)	((s64)(s16)(inst))
#define DS(inst)	((s64)(s16)((inst) & 0xfffc))
#define UI(inst)	((u64)(u16)(inst))
#define LI(inst)	((s64)((s32)((inst) << 6) >> 6 & ~3))
#define SPR(inst)	(RA(inst) | RB(inst) << 5)
#define IS_RC(inst)	((inst) & 1)
#define IS_LK(inst)	((inst) & 1)
#define IS_AA(inst)	((inst) & 2)
#define IS_L(inst)	((inst) & 0x00200000)
#define IS_ONE_FIELD(inst) ((inst) & 0x00100000)

/* MD-form: the upper bits of SH and MB stand elsewhere. */
#define SH_DWORD(inst)	(RB(inst) | ((inst) << 4 & 32))
#define MB_DWORD(inst)	(MB(inst) | ((inst) & 32))

#define SPR_XER		1
#define SPR_LR		8
#define SPR_CTR		9
#define SPR_DAR		19
#define SPR_SRR0	26
#define SPR_SRR1	27
#define SPR_SPRG0	272
#define SPR_SPRG1	273
#define SPR_SPRG2	274

/* Bits @mb to @me, counted from the left; around the end where @mb is beyond. */
static u64 bits(unsigned int mb, unsigned int me)
{
	u64 from = ~0ULL >> mb, to = ~0ULL << (63 - me);

	return mb <= me ? from & to : from | to;
}

#define PLAIN_OR_RECORD(inst, name)	\
	(IS_RC(inst) ? step_##name##_record : step_##name)

static ppc_step_fn *decode_rotate_word(struct ppc_step_op *op, u32 inst)
{
	op->imm = bits(MB(inst) + 32, ME(inst) + 32);
	switch (OP(inst)) {
	case 20:
		return PLAIN_OR_RECORD(inst, rlwimi);
	case 21:
		return PLAIN_OR_RECORD(inst, rlwinm);
	default:
		return PLAIN_OR_RECORD(inst, rlwnm);
	}
}

static ppc_step_fn *decode_rotate_dword(struct ppc_step_op *op, u32 inst)
{
	unsigned int n = SH_DWORD(inst), b = MB_DWORD(inst);

	switch (XO_MD(inst)) {
	case 8:				/* rldcl */
		op->imm = bits(b, 63);
		return PLAIN_OR_RECORD(inst, rldc);
	case 9:				/* rldcr */
		op->imm = bits(0, b);
		return PLAIN_OR_RECORD(inst, rldc);
	}
	op->how = n;
	switch (XO_MD(inst) >> 1) {	/* the lowest bit is in SH */
	case 0:				/* rldicl */
		op->imm = bits(b, 63);
		return PLAIN_OR_RECORD(inst, rldi);
	case 1:				/* rldicr */
		op->imm = bits(0, b);
		return PLAIN_OR_RECORD(inst, rldi);
	case 2:				/* rldic */
		op->imm = bits(b, 63 - n);
		return PLAIN_OR_RECORD(inst, rldi);
	case 3:
		op->imm = bits(b, 63 - n);
		return PLAIN_OR_RECORD(inst, rldimi);
	default:
		return step_unknown;
	}
}

static u8 branch_how(u32 inst)
{
	return (IS_LK(inst) ? HOW_LINK : 0) | (IS_AA(inst) ? HOW_ABSOLUTE : 0);
}

static ppc_step_fn *decode_bc(struct ppc_step_op *op, u32 inst)
{
	op->imm = DS(inst);
	op->how = ppc_loop_length(inst);
	if (op->how)
		return step_bdnz;
	op->how = branch_how(inst);
	return step_bc;
}

static ppc_step_fn *decode_b(struct ppc_step_op *op, u32 inst)
{
	op->imm = LI(inst);
	op->how = branch_how(inst);
	return step_b;
}

/* The four values of two CR bits, see step_cr(). */
static int cr_operation(u32 inst)
{
	switch (XO(inst)) {
	case 33:			/* crnor */
		return 1;
	case 129:			/* crandc */
		return 4;
	case 193:			/* crxor */
		return 6;
	case 225:			/* crnand */
		return 7;
	case 257:			/* crand */
		return 8;
	case 289:			/* creqv */
		return 9;
	case 417:			/* crorc */
		return 13;
	case 449:			/* cror */
		return 14;
	default:
		return -1;
	}
}

static ppc_step_fn *decode_19(struct ppc_step_op *op, u32 inst)
{
	op->how = IS_LK(inst) ? HOW_LINK : 0;
	switch (XO(inst)) {
	case 0:
		return step_mcrf;
	case 16:
		return step_bclr;
	case 150:			/* isync */
		return step_barrier;
	case 528:			/* without a count only */
		return op->t & BO_ANY_CTR ? step_bcctr : step_unknown;
	}
	if (cr_operation(inst) < 0)
		return step_unknown;
	op->how = cr_operation(inst);
	return step_cr;
}

/* CR fields that FXM selects, as bits. */
static u32 field_mask(u32 inst)
{
	u32 fxm = FXM(inst), m = 0;
	unsigned int i;

	for (i = 0; i < 8; i++)
		if (fxm >> i & 1)
			m |= 0xfU << (4 * i);
	return m;
}

static ppc_step_fn *decode_mfcr(struct ppc_step_op *op, u32 inst)
{
	op->imm = IS_ONE_FIELD(inst) ? field_mask(inst) : ~0U;
	return step_mfcr;
}

static ppc_step_fn *decode_mtcrf(struct ppc_step_op *op, u32 inst)
{
	op->imm = field_mask(inst);
	return step_mtcrf;
}

static int kept_spr(u32 inst)
{
	switch (SPR(inst)) {
	case SPR_DAR:
		return PPC_KEPT_DAR;
	case SPR_SRR0:
		return PPC_KEPT_SRR0;
	case SPR_SRR1:
		return PPC_KEPT_SRR1;
	case SPR_SPRG0:
		return PPC_KEPT_SPRG0;
	case SPR_SPRG1:
		return PPC_KEPT_SPRG1;
	case SPR_SPRG2:
		return PPC_KEPT_SPRG2;
	default:
		return -1;
	}
}

static ppc_step_fn *decode_mfspr(struct ppc_step_op *op, u32 inst)
{
	switch (SPR(inst)) {
	case SPR_XER:
		return step_mfxer;
	case SPR_LR:
		return step_mflr;
	case SPR_CTR:
		return step_mfctr;
	}
	op->how = kept_spr(inst);
	return kept_spr(inst) < 0 ? step_unknown : step_mfkept;
}

static ppc_step_fn *decode_mtspr(struct ppc_step_op *op, u32 inst)
{
	switch (SPR(inst)) {
	case SPR_XER:
		return step_mtxer;
	case SPR_LR:
		return step_mtlr;
	case SPR_CTR:
		return step_mtctr;
	}
	op->how = kept_spr(inst);
	return kept_spr(inst) < 0 ? step_unknown : step_mtkept;
}

/*
 * One that does nothing may be a hint to the processor. That it is not to
 * speculate (31) it is told by leaving the guest anyway.
 */
static bool is_hint(u32 inst)
{
	return RT(inst) == RA(inst) && RT(inst) && RT(inst) != 31 &&
	       !UI(inst);
}

static ppc_step_fn *decode_compare(struct ppc_step_op *op, u32 inst,
				   ppc_step_fn *word, ppc_step_fn *dword)
{
	op->how = BF(inst);
	return IS_L(inst) ? dword : word;
}

static ppc_step_fn *decode_trap(struct ppc_step_op *op, unsigned int how)
{
	op->how = how;
	return step_trap;
}

static ppc_step_fn *decode_shift(struct ppc_step_op *op, u32 inst)
{
	switch (XO(inst)) {
	case 24:
		return PLAIN_OR_RECORD(inst, slw);
	case 27:
		return PLAIN_OR_RECORD(inst, sld);
	case 536:
		return PLAIN_OR_RECORD(inst, srw);
	case 539:
		return PLAIN_OR_RECORD(inst, srd);
	case 792:
		return PLAIN_OR_RECORD(inst, sraw);
	case 794:
		return PLAIN_OR_RECORD(inst, srad);
	case 824:
		return PLAIN_OR_RECORD(inst, srawi);
	case 826:			/* the lowest bit is in SH */
	case 827:
		op->how = SH_DWORD(inst);
		return PLAIN_OR_RECORD(inst, sradi);
	default:
		return step_unknown;
	}
}

/* Of two GPRs, the result to RA. */
static ppc_step_fn *decode_logical(struct ppc_step_op *op, u32 inst)
{
	switch (XO(inst)) {
	case 26:
		return PLAIN_OR_RECORD(inst, cntlzw);
	case 28:
		return PLAIN_OR_RECORD(inst, and);
	case 58:
		return PLAIN_OR_RECORD(inst, cntlzd);
	case 60:
		return PLAIN_OR_RECORD(inst, andc);
	case 124:
		return PLAIN_OR_RECORD(inst, nor);
	case 284:
		return PLAIN_OR_RECORD(inst, eqv);
	case 316:
		return PLAIN_OR_RECORD(inst, xor);
	case 412:
		return PLAIN_OR_RECORD(inst, orc);
	case 444:
		return PLAIN_OR_RECORD(inst, or);
	case 476:
		return PLAIN_OR_RECORD(inst, nand);
	case 506:
		return IS_RC(inst) ? step_unknown : step_popcntd;
	case 922:
		return PLAIN_OR_RECORD(inst, extsh);
	case 954:
		return PLAIN_OR_RECORD(inst, extsb);
	case 986:
		return PLAIN_OR_RECORD(inst, extsw);
	default:
		return decode_shift(op, inst);
	}
}

static ppc_step_fn *decode_access(struct ppc_step_op *op, bool store,
				  unsigned int how)
{
	op->how = how;
	/* With update: RA is there, and is not what is loaded. */
	if (how & HOW_UPDATE && (!op->a || (!store && op->a == op->t)))
		return step_unknown;
	if (how == 4 && op->a)
		return store ? step_stw : step_lwz;
	if (how == 8 && op->a)
		return store ? step_std : step_ld;
	return store ? step_store : step_load;
}

bool ppc_step_is_store(const struct ppc_step_op *op)
{
	return op->fn == step_stw || op->fn == step_std ||
	       op->fn == step_store;
}

static ppc_step_fn *decode_indexed(struct ppc_step_op *op, u32 inst)
{
	switch (XO(inst)) {
	case 21:			/* ldx */
		return decode_access(op, false, HOW_INDEXED | 8);
	case 23:			/* lwzx */
		return decode_access(op, false, HOW_INDEXED | 4);
	case 87:			/* lbzx */
		return decode_access(op, false, HOW_INDEXED | 1);
	case 149:			/* stdx */
		return decode_access(op, true, HOW_INDEXED | 8);
	case 151:			/* stwx */
		return decode_access(op, true, HOW_INDEXED | 4);
	case 215:			/* stbx */
		return decode_access(op, true, HOW_INDEXED | 1);
	case 279:			/* lhzx */
		return decode_access(op, false, HOW_INDEXED | 2);
	case 341:			/* lwax */
		return decode_access(op, false, HOW_INDEXED | HOW_SIGNED | 4);
	case 407:			/* sthx */
		return decode_access(op, true, HOW_INDEXED | 2);
	default:
		return decode_logical(op, inst);
	}
}

/* Of two GPRs, or one, and CA, the result to RT. */
static ppc_step_fn *decode_arithmetic(struct ppc_step_op *op, u32 inst)
{
	switch (XO(inst)) {
	case 8:
		return PLAIN_OR_RECORD(inst, subfc);
	case 9:
		return PLAIN_OR_RECORD(inst, mulhdu);
	case 10:
		return PLAIN_OR_RECORD(inst, addc);
	case 11:
		return PLAIN_OR_RECORD(inst, mulhwu);
	case 40:
		return PLAIN_OR_RECORD(inst, subf);
	case 73:
		return PLAIN_OR_RECORD(inst, mulhd);
	case 75:
		return PLAIN_OR_RECORD(inst, mulhw);
	case 104:
		return PLAIN_OR_RECORD(inst, neg);
	case 136:
		return PLAIN_OR_RECORD(inst, subfe);
	case 138:
		return PLAIN_OR_RECORD(inst, adde);
	case 200:
		return PLAIN_OR_RECORD(inst, subfze);
	case 202:
		return PLAIN_OR_RECORD(inst, addze);
	case 232:
		return PLAIN_OR_RECORD(inst, subfme);
	case 233:
		return PLAIN_OR_RECORD(inst, mulld);
	case 234:
		return PLAIN_OR_RECORD(inst, addme);
	case 235:
		return PLAIN_OR_RECORD(inst, mullw);
	case 266:
		return PLAIN_OR_RECORD(inst, add);
	case 457:
		return IS_RC(inst) ? step_unknown : step_divdu;
	case 459:
		return IS_RC(inst) ? step_unknown : step_divwu;
	case 489:
		return IS_RC(inst) ? step_unknown : step_divd;
	case 491:
		return IS_RC(inst) ? step_unknown : step_divw;
	default:
		return decode_indexed(op, inst);
	}
}

static ppc_step_fn *decode_31(struct ppc_step_op *op, u32 inst)
{
	switch (XO(inst)) {
	case 0:				/* cmp */
		return decode_compare(op, inst, step_cmpw, step_cmpd);
	case 4:				/* tw */
		return decode_trap(op, HOW_WORD);
	case 19:			/* mfcr, mfocrf */
		return decode_mfcr(op, inst);
	case 32:			/* cmpl */
		return decode_compare(op, inst, step_cmplw, step_cmpld);
	case 68:			/* td */
		return decode_trap(op, 0);
	case 144:			/* mtcrf, mtocrf */
		return decode_mtcrf(op, inst);
	case 278:			/* dcbt, a hint */
		return step_nop;
	case 339:
		return decode_mfspr(op, inst);
	case 467:
		return decode_mtspr(op, inst);
	case 598:			/* sync */
	case 854:			/* eieio */
		return step_barrier;
	default:
		return decode_arithmetic(op, inst);
	}
}

/* D-form: lwz to sthu. */
static ppc_step_fn *decode_d_form(struct ppc_step_op *op, u32 inst)
{
	static const u8 sizes[] = { 4, 1, 4, 1, 2, 2, 2 };
	unsigned int n = OP(inst) - 32, how = sizes[n / 2];

	if (n / 2 == 5)
		how |= HOW_SIGNED;		/* lha */
	if (n & 1)
		how |= HOW_UPDATE;
	return decode_access(op, (n >= 4 && n < 8) || n >= 12, how);
}

/* DS-form: ld, ldu, lwa; std, stdu. */
static ppc_step_fn *decode_ds_form(struct ppc_step_op *op, u32 inst)
{
	bool store = OP(inst) == 62;

	op->imm = DS(inst);
	switch (XO_DS(inst)) {
	case 0:
		return decode_access(op, store, 8);
	case 1:
		return decode_access(op, store, HOW_UPDATE | 8);
	case 2:
		return store ? step_unknown :
				  decode_access(op, false, HOW_SIGNED | 4);
	default:
		return step_unknown;
	}
}

static ppc_step_fn *decode_unsigned(struct ppc_step_op *op, u32 inst,
				    ppc_step_fn *fn)
{
	op->imm = OP(inst) & 1 ? UI(inst) << 16 : UI(inst);
	return fn;
}

static ppc_step_fn *decode(struct ppc_step_op *op, u32 inst)
{
	switch (OP(inst)) {
	case 2:				/* tdi */
		return decode_trap(op, HOW_IMMEDIATE);
	case 3:				/* twi */
		return decode_trap(op, HOW_IMMEDIATE | HOW_WORD);
	case 7:
		return step_mulli;
	case 8:
		return step_subfic;
	case 10:			/* cmpli */
		op->imm = UI(inst);
		return decode_compare(op, inst, step_cmplwi, step_cmpldi);
	case 11:			/* cmpi */
		return decode_compare(op, inst, step_cmpwi, step_cmpdi);
	case 12:
		return step_addic;
	case 13:
		return step_addic_record;
	case 15:			/* addis */
		op->imm *= 65536;
		fallthrough;
	case 14:			/* addi */
		return op->a ? step_addi : step_li;
	case 16:
		return decode_bc(op, inst);
	case 18:
		return decode_b(op, inst);
	case 19:
		return decode_19(op, inst);
	case 20:
	case 21:
	case 23:
		return decode_rotate_word(op, inst);
	case PPC_STEP_DCBZ32:
		op->how = HOW_INDEXED;
		return step_dcbz32;
	case 24:			/* ori */
		if (is_hint(inst))
			return step_unknown;
		fallthrough;
	case 25:			/* oris */
		return decode_unsigned(op, inst, step_ori);
	case 26:			/* xori, xoris */
	case 27:
		return decode_unsigned(op, inst, step_xori);
	case 28:			/* andi., andis. */
	case 29:
		return decode_unsigned(op, inst, step_andi_record);
	case 30:
		return decode_rotate_dword(op, inst);
	case 31:
		return decode_31(op, inst);
	case 32 ... 45:
		return decode_d_form(op, inst);
	case 58:
	case 62:
		return decode_ds_form(op, inst);
	default:
		return step_unknown;
	}
}

/**
 * ppc_step_decode() - find out what an instruction is
 * @op: filled in, but for its word
 * @inst: the instruction, as a number
 */
void ppc_step_decode(struct ppc_step_op *op, u32 inst)
{
	*op = (struct ppc_step_op) {
		.t = RT(inst),
		.a = RA(inst),
		.b = RB(inst),
		.imm = SI(inst),
	};
	op->fn = decode(op, inst);
}

/**
 * ppc_step_is_simple() - is it one that each processor has?
 * @inst: the instruction, as a number
 *
 * ppc_step_run() may execute it, and no processor refuses it but for being
 * privileged. (popcntd is of Power ISA 2.06.)
 */
bool ppc_step_is_simple(u32 inst)
{
	struct ppc_step_op op;

	ppc_step_decode(&op, inst);
	return op.fn != step_unknown && op.fn != step_popcntd &&
	       op.fn != step_dcbz32;
}

/**
 * ppc_step_store() - what a store writes
 * @regs: registers
 * @mask: of effective addresses, see struct ppc_steps
 * @inst: the instruction, as a number
 * @store: filled in
 *
 * Return: false where it is no store of one GPR.
 */
bool ppc_step_store(const struct pt_regs *regs, u64 mask, u32 inst,
		    struct ppc_step_store *store)
{
	struct ppc_step_op op;

	ppc_step_decode(&op, inst);
	if (!ppc_step_is_store(&op))
		return false;
	store->ea = ppc_step_ea(regs, &op, mask);
	store->val = regs->gpr[op.t];
	store->size = op.how & HOW_SIZE;
	store->update = op.how & HOW_UPDATE ? op.a : 0;
	return true;
}

/**
 * ppc_step_stored() - a store has been made
 * @regs: registers
 * @mask: of effective addresses
 * @store: what ppc_step_store() has said of it
 */
void ppc_step_stored(struct pt_regs *regs, u64 mask,
		     const struct ppc_step_store *store)
{
	if (store->update)
		regs->gpr[store->update] = store->ea;
	regs->nip = (regs->nip + 4) & mask;
}
