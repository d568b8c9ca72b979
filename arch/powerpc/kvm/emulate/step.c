// SPDX-License-Identifier: GPL-2.0
/*
 * Executes simple instructions (Power ISA 2.07 Books I and II). What sets CA or
 * OV, divides, reserves or traps is left to the processor, and so is each
 * invalid form.
 */
#include <linux/types.h>

#include <kvm/ppc_step.h>

#define OP(inst)	((inst) >> 26)
#define RT(inst)	((inst) >> 21 & 31)
#define RA(inst)	((inst) >> 16 & 31)
#define RB(inst)	((inst) >> 11 & 31)
#define MB(inst)	((inst) >> 6 & 31)
#define ME(inst)	((inst) >> 1 & 31)
#define BF(inst)	((inst) >> 23 & 7)
#define FXM(inst)	((inst) >> 12 & 0xff)
#define XO(inst)	((inst) >> 1 & 0x3ff)
#define SI(inst)	((s64)(s16)(inst))
#define UI(inst)	((u64)(u16)(inst))
#define SH_WORD(inst)	RB(inst)
#define SPR(inst)	(RA(inst) | RB(inst) << 5)
#define IS_RC(inst)	((inst) & 1)
#define IS_LK(inst)	((inst) & 1)
#define IS_AA(inst)	((inst) & 2)
#define IS_L(inst)	((inst) & 0x00200000)
#define IS_ONE_FIELD(inst) ((inst) & 0x00100000)

/* MD-form: the upper bits of SH and MB stand elsewhere. */
#define SH_DWORD(inst)	(RB(inst) | ((inst) << 4 & 32))
#define MB_DWORD(inst)	(MB(inst) | ((inst) & 32))

#define XER_SO		0x80000000UL
#define LT		8
#define GT		4
#define EQ		2
#define SO		1

#define SPR_XER		1
#define SPR_LR		8
#define SPR_CTR		9

/* BO of a conditional branch. */
#define BO_ANY_CR	16
#define BO_CR		8
#define BO_ANY_CTR	4
#define BO_CTR_ZERO	2

static enum ppc_step next(struct pt_regs *regs, bool sf)
{
	regs->nip = sf ? regs->nip + 4 : (u32)(regs->nip + 4);
	return PPC_STEP_DONE;
}

static u64 ra_or_zero(const struct pt_regs *regs, u32 inst)
{
	return RA(inst) ? regs->gpr[RA(inst)] : 0;
}

static void set_cr(struct pt_regs *regs, unsigned int field, unsigned int val)
{
	unsigned int shift = 28 - 4 * field;

	if (regs->xer & XER_SO)
		val |= SO;
	regs->ccr = (regs->ccr & ~(0xfUL << shift)) |
		    (unsigned long)val << shift;
}

static unsigned int order(bool less, bool greater)
{
	return less ? LT : greater ? GT : EQ;
}

/* The result of an instruction that may record it in CR0. */
static enum ppc_step result(struct pt_regs *regs, unsigned int reg, u64 val,
			    bool record, bool sf)
{
	s64 seen = sf ? (s64)val : (s32)val;

	regs->gpr[reg] = val;
	if (record)
		set_cr(regs, 0, order(seen < 0, seen > 0));
	return next(regs, sf);
}

static enum ppc_step compare(struct pt_regs *regs, u32 inst, u64 a, u64 b,
			     bool logical, bool sf)
{
	unsigned int val;

	if (logical && !IS_L(inst))
		val = order((u32)a < (u32)b, (u32)a > (u32)b);
	else if (logical)
		val = order(a < b, a > b);
	else if (!IS_L(inst))
		val = order((s32)a < (s32)b, (s32)a > (s32)b);
	else
		val = order((s64)a < (s64)b, (s64)a > (s64)b);
	set_cr(regs, BF(inst), val);
	return next(regs, sf);
}

/* Bits @mb to @me, counted from the left; around the end where @mb is beyond. */
static u64 mask(unsigned int mb, unsigned int me)
{
	u64 from = ~0ULL >> mb, to = ~0ULL << (63 - me);

	return mb <= me ? from & to : from | to;
}

static u64 rotate(u64 val, unsigned int n)
{
	return n ? val << n | val >> (64 - n) : val;
}

/* A word rotated, in both halves. */
static u64 rotate_word(u64 val, unsigned int n)
{
	return rotate((u32)val | val << 32, n);
}

static enum ppc_step rotate_word_form(struct pt_regs *regs, u32 inst, bool sf)
{
	unsigned int n = OP(inst) == 23 ? regs->gpr[RB(inst)] & 31 :
					  SH_WORD(inst);
	u64 m = mask(MB(inst) + 32, ME(inst) + 32);
	u64 val = rotate_word(regs->gpr[RT(inst)], n) & m;

	if (OP(inst) == 20)		/* rlwimi */
		val |= regs->gpr[RA(inst)] & ~m;
	return result(regs, RA(inst), val, IS_RC(inst), sf);
}

static enum ppc_step rotate_dword_form(struct pt_regs *regs, u32 inst, bool sf)
{
	unsigned int n = SH_DWORD(inst), b = MB_DWORD(inst);
	u64 val, m;

	switch (inst >> 1 & 15) {
	case 8:				/* rldcl */
		n = regs->gpr[RB(inst)] & 63;
		m = mask(b, 63);
		break;
	case 9:				/* rldcr */
		n = regs->gpr[RB(inst)] & 63;
		m = mask(0, b);
		break;
	case 0:				/* rldicl; the lowest bit is in SH */
	case 1:
		m = mask(b, 63);
		break;
	case 2:				/* rldicr */
	case 3:
		m = mask(0, b);
		break;
	case 4:				/* rldic */
	case 5:
	case 6:				/* rldimi */
	case 7:
		m = mask(b, 63 - n);
		break;
	default:
		return PPC_STEP_UNKNOWN;
	}
	val = rotate(regs->gpr[RT(inst)], n) & m;
	if ((inst >> 2 & 7) == 3)
		val |= regs->gpr[RA(inst)] & ~m;
	return result(regs, RA(inst), val, IS_RC(inst), sf);
}

static bool cr_bit(const struct pt_regs *regs, unsigned int n)
{
	return regs->ccr >> (31 - n) & 1;
}

static enum ppc_step branch_to(struct pt_regs *regs, u64 target, bool link,
			       bool sf)
{
	u64 after = regs->nip + 4;

	regs->nip = sf ? target : (u32)target;
	if (link)
		regs->link = sf ? after : (u32)after;
	return PPC_STEP_DONE;
}

static enum ppc_step branch_if(struct pt_regs *regs, u32 inst, u64 target,
			       bool sf)
{
	unsigned int bo = RT(inst);
	bool taken = bo & BO_ANY_CR || cr_bit(regs, RA(inst)) == !!(bo & BO_CR);

	if (!(bo & BO_ANY_CTR)) {
		u64 ctr = --regs->ctr;
		bool zero = !(sf ? ctr : (u32)ctr);

		taken = taken && zero == !!(bo & BO_CTR_ZERO);
	}
	return branch_to(regs, taken ? target : regs->nip + 4, IS_LK(inst), sf);
}

static enum ppc_step conditional_branch(struct pt_regs *regs, u32 inst,
					bool sf)
{
	u64 target = (s64)(s16)(inst & 0xfffc);

	if (!IS_AA(inst))
		target += regs->nip;
	return branch_if(regs, inst, target, sf);
}

static enum ppc_step branch(struct pt_regs *regs, u32 inst, bool sf)
{
	u64 target = (s64)((s32)(inst << 6) >> 6 & ~3);

	if (!IS_AA(inst))
		target += regs->nip;
	return branch_to(regs, target, IS_LK(inst), sf);
}

/* The four values of two CR bits, the two being 11, 10, 01, 00 in turn. */
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

static enum ppc_step op_19(struct pt_regs *regs, u32 inst, bool sf)
{
	int values;
	u32 bit;

	switch (XO(inst)) {
	case 0:				/* mcrf */
		bit = regs->ccr >> (28 - 4 * (RA(inst) >> 2)) & 0xf;
		regs->ccr &= ~(0xfUL << (28 - 4 * BF(inst)));
		regs->ccr |= (unsigned long)bit << (28 - 4 * BF(inst));
		return next(regs, sf);
	case 16:			/* bclr */
		return branch_if(regs, inst, regs->link & ~3UL, sf);
	case 150:			/* isync */
		return next(regs, sf);
	case 528:			/* bcctr; without a count only */
		if (!(RT(inst) & BO_ANY_CTR))
			return PPC_STEP_UNKNOWN;
		return branch_if(regs, inst, regs->ctr & ~3UL, sf);
	}
	values = cr_operation(inst);
	if (values < 0)
		return PPC_STEP_UNKNOWN;
	bit = 0x80000000U >> RT(inst);
	if (values >> (2 * cr_bit(regs, RA(inst)) + cr_bit(regs, RB(inst))) & 1)
		regs->ccr |= bit;
	else
		regs->ccr &= ~(unsigned long)bit;
	return next(regs, sf);
}

static enum ppc_step trap_unless(struct pt_regs *regs, u32 inst, u64 a, u64 b,
				 bool word, bool sf)
{
	unsigned int to = RT(inst);

	if (word) {
		a = (s32)a;
		b = (s32)b;
	}
	if ((to & 16 && (s64)a < (s64)b) || (to & 8 && (s64)a > (s64)b) ||
	    (to & 4 && a == b) || (to & 2 && a < b) || (to & 1 && a > b))
		return PPC_STEP_UNKNOWN;
	return next(regs, sf);
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

static enum ppc_step read_cr(struct pt_regs *regs, u32 inst, bool sf)
{
	u32 m = IS_ONE_FIELD(inst) ? field_mask(inst) : ~0U;

	regs->gpr[RT(inst)] = (u32)regs->ccr & m;
	return next(regs, sf);
}

static enum ppc_step write_cr(struct pt_regs *regs, u32 inst, bool sf)
{
	u32 m = field_mask(inst);

	regs->ccr = ((u32)regs->ccr & ~m) | (regs->gpr[RT(inst)] & m);
	return next(regs, sf);
}

static enum ppc_step read_spr(struct pt_regs *regs, u32 inst, bool sf)
{
	switch (SPR(inst)) {
	case SPR_XER:
		regs->gpr[RT(inst)] = regs->xer;
		break;
	case SPR_LR:
		regs->gpr[RT(inst)] = regs->link;
		break;
	case SPR_CTR:
		regs->gpr[RT(inst)] = regs->ctr;
		break;
	default:
		return PPC_STEP_UNKNOWN;
	}
	return next(regs, sf);
}

static enum ppc_step write_spr(struct pt_regs *regs, u32 inst, bool sf)
{
	switch (SPR(inst)) {
	case SPR_LR:
		regs->link = regs->gpr[RT(inst)];
		break;
	case SPR_CTR:
		regs->ctr = regs->gpr[RT(inst)];
		break;
	default:
		return PPC_STEP_UNKNOWN;
	}
	return next(regs, sf);
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

static unsigned int leading_zeros(u64 val, unsigned int bits)
{
	return val ? __builtin_clzll(val) - (64 - bits) : bits;
}

/* Of two GPRs; false where the instruction is another one. */
static bool logical(u32 inst, u64 s, u64 b, u64 *val)
{
	switch (XO(inst)) {
	case 24:			/* slw */
		*val = b & 32 ? 0 : (u32)s << (b & 31);
		return true;
	case 26:			/* cntlzw */
		*val = leading_zeros((u32)s, 32);
		return true;
	case 27:			/* sld */
		*val = b & 64 ? 0 : s << (b & 63);
		return true;
	case 28:			/* and */
		*val = s & b;
		return true;
	case 58:			/* cntlzd */
		*val = leading_zeros(s, 64);
		return true;
	case 60:			/* andc */
		*val = s & ~b;
		return true;
	case 124:			/* nor */
		*val = ~(s | b);
		return true;
	case 284:			/* eqv */
		*val = ~(s ^ b);
		return true;
	case 316:			/* xor */
		*val = s ^ b;
		return true;
	case 412:			/* orc */
		*val = s | ~b;
		return true;
	case 444:			/* or */
		*val = s | b;
		return true;
	case 476:			/* nand */
		*val = ~(s & b);
		return true;
	case 536:			/* srw */
		*val = b & 32 ? 0 : (u32)s >> (b & 31);
		return true;
	case 539:			/* srd */
		*val = b & 64 ? 0 : s >> (b & 63);
		return true;
	case 922:			/* extsh */
		*val = (s64)(s16)s;
		return true;
	case 954:			/* extsb */
		*val = (s64)(s8)s;
		return true;
	case 986:			/* extsw */
		*val = (s64)(s32)s;
		return true;
	default:
		return false;
	}
}

static enum ppc_step access_at(struct ppc_step_access *access, u64 ea, bool sf,
			       u32 inst, unsigned int size, bool store)
{
	*access = (struct ppc_step_access) {
		.ea = sf ? ea : (u32)ea,
		.size = size,
		.reg = RT(inst),
		.store = store,
	};
	return PPC_STEP_ACCESS;
}

/* Indexed loads and stores. */
static enum ppc_step access_indexed(const struct pt_regs *regs, u32 inst,
				    bool sf, struct ppc_step_access *access)
{
	u64 ea = ra_or_zero(regs, inst) + regs->gpr[RB(inst)];

	switch (XO(inst)) {
	case 21:			/* ldx */
		return access_at(access, ea, sf, inst, 8, false);
	case 23:			/* lwzx */
		return access_at(access, ea, sf, inst, 4, false);
	case 87:			/* lbzx */
		return access_at(access, ea, sf, inst, 1, false);
	case 149:			/* stdx */
		return access_at(access, ea, sf, inst, 8, true);
	case 151:			/* stwx */
		return access_at(access, ea, sf, inst, 4, true);
	case 215:			/* stbx */
		return access_at(access, ea, sf, inst, 1, true);
	case 279:			/* lhzx */
		return access_at(access, ea, sf, inst, 2, false);
	case 341:			/* lwax */
		access_at(access, ea, sf, inst, 4, false);
		access->sign_extend = true;
		return PPC_STEP_ACCESS;
	case 407:			/* sthx */
		return access_at(access, ea, sf, inst, 2, true);
	default:
		return PPC_STEP_UNKNOWN;
	}
}

static enum ppc_step op_31(struct pt_regs *regs, u32 inst, bool sf,
			   struct ppc_step_access *access)
{
	u64 s = regs->gpr[RT(inst)], b = regs->gpr[RB(inst)];
	u64 a = regs->gpr[RA(inst)], val;

	switch (XO(inst)) {
	case 0:				/* cmp */
		return compare(regs, inst, a, b, false, sf);
	case 4:				/* tw */
		return trap_unless(regs, inst, a, b, true, sf);
	case 19:			/* mfcr, mfocrf */
		return read_cr(regs, inst, sf);
	case 32:			/* cmpl */
		return compare(regs, inst, a, b, true, sf);
	case 40:			/* subf */
		return result(regs, RT(inst), b - a, IS_RC(inst), sf);
	case 68:			/* td */
		return trap_unless(regs, inst, a, b, false, sf);
	case 104:			/* neg */
		return result(regs, RT(inst), -a, IS_RC(inst), sf);
	case 144:			/* mtcrf, mtocrf */
		return write_cr(regs, inst, sf);
	case 278:			/* dcbt, a hint */
		return next(regs, sf);
	case 233:			/* mulld */
		return result(regs, RT(inst), a * b, IS_RC(inst), sf);
	case 235:			/* mullw */
		return result(regs, RT(inst), (s64)(s32)a * (s32)b,
			      IS_RC(inst), sf);
	case 266:			/* add */
		return result(regs, RT(inst), a + b, IS_RC(inst), sf);
	case 339:			/* mfspr */
		return read_spr(regs, inst, sf);
	case 467:			/* mtspr */
		return write_spr(regs, inst, sf);
	case 598:			/* sync */
	case 854:			/* eieio */
		next(regs, sf);
		return PPC_STEP_BARRIER;
	}
	if (logical(inst, s, b, &val))
		return result(regs, RA(inst), val, IS_RC(inst), sf);
	return access_indexed(regs, inst, sf, access);
}

/* Becomes one with update, unless that is an invalid form. */
static enum ppc_step with_update(struct ppc_step_access *access, u32 inst)
{
	if (!RA(inst) || (!access->store && RA(inst) == RT(inst)))
		return PPC_STEP_UNKNOWN;
	access->update = RA(inst);
	return PPC_STEP_ACCESS;
}

/* D-form: lwz to sthu. */
static enum ppc_step access_d_form(const struct pt_regs *regs, u32 inst,
				   bool sf, struct ppc_step_access *access)
{
	static const u8 sizes[] = { 4, 1, 4, 1, 2, 2, 2 };
	unsigned int n = OP(inst) - 32;
	bool store = (n >= 4 && n < 8) || n >= 12;

	access_at(access, ra_or_zero(regs, inst) + SI(inst), sf, inst,
		  sizes[n / 2], store);
	access->sign_extend = n / 2 == 5;	/* lha */
	return n & 1 ? with_update(access, inst) : PPC_STEP_ACCESS;
}

/* DS-form: ld, ldu, lwa; std, stdu. */
static enum ppc_step access_ds_form(const struct pt_regs *regs, u32 inst,
				    bool sf, struct ppc_step_access *access)
{
	u64 ea = ra_or_zero(regs, inst) + (s64)(s16)(inst & 0xfffc);
	bool store = OP(inst) == 62;

	access_at(access, ea, sf, inst, 8, store);
	switch (inst & 3) {
	case 0:
		return PPC_STEP_ACCESS;
	case 1:
		return with_update(access, inst);
	case 2:
		if (store)
			return PPC_STEP_UNKNOWN;
		access->size = 4;
		access->sign_extend = true;
		return PPC_STEP_ACCESS;
	default:
		return PPC_STEP_UNKNOWN;
	}
}

/**
 * ppc_step() - execute an instruction, if it is simple
 * @regs: GPRs, CR, XER, LR, CTR and nip, which is that of the instruction
 * @inst: the instruction, as a number
 * @sf: MSR[SF]: 64-bit mode
 * @access: filled in for %PPC_STEP_ACCESS, for ppc_step_finish()
 *
 * Return: enum ppc_step.
 */
enum ppc_step ppc_step(struct pt_regs *regs, u32 inst, bool sf,
		       struct ppc_step_access *access)
{
	u64 s = regs->gpr[RT(inst)], a = regs->gpr[RA(inst)];

	switch (OP(inst)) {
	case 2:				/* tdi */
		return trap_unless(regs, inst, a, SI(inst), false, sf);
	case 3:				/* twi */
		return trap_unless(regs, inst, a, SI(inst), true, sf);
	case 7:				/* mulli */
		return result(regs, RT(inst), a * SI(inst), false, sf);
	case 10:			/* cmpli */
		return compare(regs, inst, a, UI(inst), true, sf);
	case 11:			/* cmpi */
		return compare(regs, inst, a, SI(inst), false, sf);
	case 14:			/* addi */
		return result(regs, RT(inst), ra_or_zero(regs, inst) + SI(inst),
			      false, sf);
	case 15:			/* addis */
		return result(regs, RT(inst), ra_or_zero(regs, inst) +
			      (u64)SI(inst) * 65536, false, sf);
	case 16:
		return conditional_branch(regs, inst, sf);
	case 18:
		return branch(regs, inst, sf);
	case 19:
		return op_19(regs, inst, sf);
	case 20:
	case 21:
	case 23:
		return rotate_word_form(regs, inst, sf);
	case 24:			/* ori */
		if (is_hint(inst))
			return PPC_STEP_UNKNOWN;
		return result(regs, RA(inst), s | UI(inst), false, sf);
	case 25:			/* oris */
		return result(regs, RA(inst), s | UI(inst) << 16, false, sf);
	case 26:			/* xori */
		return result(regs, RA(inst), s ^ UI(inst), false, sf);
	case 27:			/* xoris */
		return result(regs, RA(inst), s ^ UI(inst) << 16, false, sf);
	case 28:			/* andi. */
		return result(regs, RA(inst), s & UI(inst), true, sf);
	case 29:			/* andis. */
		return result(regs, RA(inst), s & UI(inst) << 16, true, sf);
	case 30:
		return rotate_dword_form(regs, inst, sf);
	case 31:
		return op_31(regs, inst, sf, access);
	case 32 ... 45:
		return access_d_form(regs, inst, sf, access);
	case 58:
	case 62:
		return access_ds_form(regs, inst, sf, access);
	default:
		return PPC_STEP_UNKNOWN;
	}
}

/**
 * ppc_step_store() - the value that a store writes
 * @regs: registers
 * @access: the store
 *
 * Return: the value, in the low bytes.
 */
u64 ppc_step_store(const struct pt_regs *regs,
		   const struct ppc_step_access *access)
{
	return regs->gpr[access->reg];
}

/**
 * ppc_step_finish() - a load or store has been made
 * @regs: registers
 * @sf: MSR[SF]
 * @access: what ppc_step() has asked for
 * @loaded: of a load, the value: as many bytes as it has, zero-extended
 */
void ppc_step_finish(struct pt_regs *regs, bool sf,
		     const struct ppc_step_access *access, u64 loaded)
{
	unsigned int unused = 64 - 8 * access->size;

	if (!access->store && access->sign_extend)
		loaded = (s64)(loaded << unused) >> unused;
	if (!access->store)
		regs->gpr[access->reg] = loaded;
	if (access->update)
		regs->gpr[access->update] = access->ea;
	next(regs, sf);
}
