/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What executes a simple instruction (step.c), and what its fields are then
 * (step_decode.c). Pure.
 */
#ifndef KVM_EMULATE_STEP_H
#define KVM_EMULATE_STEP_H

#include <kvm/ppc_step.h>

/* BO of a conditional branch. */
#define BO_ANY_CR	16
#define BO_CR		8
#define BO_ANY_CTR	4
#define BO_CTR_ZERO	2

/* What ppc_step_op.how says of branches, */
#define HOW_LINK	1
#define HOW_ABSOLUTE	2
/* of loads and stores, whose size it begins with */
#define HOW_SIZE	15
#define HOW_SIGNED	0x10
#define HOW_UPDATE	0x20
#define HOW_INDEXED	0x40
/* and of traps. */
#define HOW_WORD	1
#define HOW_IMMEDIATE	2

ppc_step_fn step_unknown, step_nop, step_barrier, step_li, step_addi,
	    step_mulli, step_ori, step_xori, step_trap, step_b, step_bc,
	    step_bclr, step_bcctr, step_bdnz, step_cr, step_mcrf, step_mfcr,
	    step_mtcrf, step_mfkept, step_mtkept, step_lwz, step_ld, step_stw,
	    step_std, step_load, step_store, step_divw, step_divwu, step_divd,
	    step_divdu, step_popcntd, step_dcbz32;
ppc_step_fn step_add, step_add_record, step_subf, step_subf_record, step_neg,
	    step_neg_record, step_mulld, step_mulld_record, step_mullw,
	    step_mullw_record, step_and, step_and_record, step_andc,
	    step_andc_record, step_or, step_or_record, step_orc,
	    step_orc_record, step_xor, step_xor_record, step_eqv,
	    step_eqv_record, step_nor, step_nor_record, step_nand,
	    step_nand_record, step_slw, step_slw_record, step_srw,
	    step_srw_record, step_sld, step_sld_record, step_srd,
	    step_srd_record, step_extsb, step_extsb_record, step_extsh,
	    step_extsh_record, step_extsw, step_extsw_record, step_cntlzw,
	    step_cntlzw_record, step_cntlzd, step_cntlzd_record, step_rlwinm,
	    step_rlwinm_record, step_rlwnm, step_rlwnm_record, step_rlwimi,
	    step_rlwimi_record, step_rldi, step_rldi_record, step_rldc,
	    step_rldc_record, step_rldimi, step_rldimi_record, step_andi,
	    step_andi_record, step_addc, step_addc_record, step_adde,
	    step_adde_record, step_addze, step_addze_record, step_addme,
	    step_addme_record, step_addic, step_addic_record, step_subfc,
	    step_subfc_record, step_subfe, step_subfe_record, step_subfze,
	    step_subfze_record, step_subfme, step_subfme_record, step_subfic,
	    step_subfic_record, step_sraw, step_sraw_record, step_srawi,
	    step_srawi_record, step_srad, step_srad_record, step_sradi,
	    step_sradi_record, step_mulhw, step_mulhw_record, step_mulhwu,
	    step_mulhwu_record, step_mulhd, step_mulhd_record, step_mulhdu,
	    step_mulhdu_record;
ppc_step_fn step_cmpw, step_cmpd, step_cmplw, step_cmpld, step_cmpwi,
	    step_cmpdi, step_cmplwi, step_cmpldi, step_mfxer, step_mflr,
	    step_mfctr, step_mtxer, step_mtlr, step_mtctr;

/* An instruction as a number, of the word that lies in memory. */
static inline u32 ppc_step_inst(u32 word, bool swap)
{
	return swap ? __builtin_bswap32(word) : word;
}

void ppc_step_decode(struct ppc_step_op *op, u32 inst);
bool ppc_step_is_store(const struct ppc_step_op *op);
u64 ppc_step_ea(const struct pt_regs *regs, const struct ppc_step_op *op,
		u64 mask);

#endif /* KVM_EMULATE_STEP_H */
