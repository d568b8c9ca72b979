// SPDX-License-Identifier: GPL-2.0
/*
 * What the translations of 32-bit and of 64-bit Book3S guests share: protection,
 * reference and change recording, and how a fault is told to the guest. Pure.
 */
#include <linux/types.h>

#include "hash_format.h"

/* Rights by key and by PP0 || PP (Power ISA 2.07 Book III-S 5.7.9). */
#define MAY_READ	1
#define MAY_WRITE	2

static const u8 rights[2][8] = {
	{
		[0] = MAY_READ | MAY_WRITE,
		[1] = MAY_READ | MAY_WRITE,
		[2] = MAY_READ | MAY_WRITE,
		[3] = MAY_READ,
		[6] = MAY_READ,
	}, {
		[1] = MAY_READ,
		[2] = MAY_READ | MAY_WRITE,
		[3] = MAY_READ,
	},
};

/* How a fault is reported: DSISR of a data access, SRR1 of a fetch. */
static const struct {
	u32 dsisr;
	u32 srr1;
} reports[] = {
	[KVMPPC_XLATE_NO_PAGE] = { 0x40000000, 0x40000000 },
	[KVMPPC_XLATE_PROTECTED] = { 0x08000000, 0x08000000 },
	[KVMPPC_XLATE_NO_EXECUTE] = { 0, 0x10000000 },
	[KVMPPC_XLATE_DIRECT_STORE] = { 0x80000000, 0x10000000 },
	[KVMPPC_XLATE_NO_TABLE] = { 0x40000000, 0x40000000 },
};

#define DSISR_STORE	0x02000000

/**
 * kvmppc_xlate_dsisr() - DSISR of the Data Storage interrupt for a fault
 * @fault: what kvmppc_xlate32() or kvmppc_xlate64() returned
 * @access: load or store
 *
 * Return: DSISR; 0 for a fault that is no Data Storage interrupt.
 */
u32 kvmppc_xlate_dsisr(enum kvmppc_xlate_fault fault, enum kvmppc_access access)
{
	u32 dsisr = reports[fault].dsisr;

	if (dsisr && access == KVMPPC_STORE)
		dsisr |= DSISR_STORE;
	return dsisr;
}

/**
 * kvmppc_xlate_srr1() - SRR1 of the Instruction Storage interrupt for a fault
 * @fault: what kvmppc_xlate32() or kvmppc_xlate64() returned for a fetch
 *
 * Return: the reason bits, for the caller to merge with the MSR; 0 for a fault
 * that is no Instruction Storage interrupt.
 */
u64 kvmppc_xlate_srr1(enum kvmppc_xlate_fault fault)
{
	return reports[fault].srr1;
}

/**
 * kvmppc_xlate_relocated() - is translation on for this kind of access?
 * @msr: MSR of the access
 * @access: fetches are under IR, loads and stores under DR
 *
 * Return: whether it is.
 */
bool kvmppc_xlate_relocated(u64 msr, enum kvmppc_access access)
{
	return msr & (access == KVMPPC_FETCH ? XLATE_IR : XLATE_DR);
}

/**
 * kvmppc_xlate_real() - fill in a translation of real mode
 * @out: the translation
 * @gpa: guest physical address
 * @wimg: storage control that the core has in real mode
 */
void kvmppc_xlate_real(struct kvmppc_xlate *out, u64 gpa, u8 wimg)
{
	*out = (struct kvmppc_xlate) {
		.page = {
			.gpa = gpa,
			.readable = true,
			.writable = true,
			.executable = true,
			.usermode = true,
		},
		.source = KVMPPC_XLATE_REAL,
		.shift = KVMPPC_REAL_SHIFT,
		.wimg = wimg,
		.changed = true,
	};
}

/**
 * kvmppc_xlate_permit() - is an access allowed?
 * @page: what may be done there
 * @access: what is to be done
 * @no_execute: fetches are refused for another reason than protection
 *
 * Return: KVMPPC_XLATE_OK, _PROTECTED or _NO_EXECUTE.
 */
enum kvmppc_xlate_fault
kvmppc_xlate_permit(const struct kvmppc_translation *page,
		    enum kvmppc_access access, bool no_execute)
{
	if (access == KVMPPC_FETCH && no_execute)
		return KVMPPC_XLATE_NO_EXECUTE;
	if (!page->readable)
		return KVMPPC_XLATE_PROTECTED;
	if (access == KVMPPC_STORE && !page->writable)
		return KVMPPC_XLATE_PROTECTED;
	return KVMPPC_XLATE_OK;
}

/**
 * kvmppc_xlate_page() - complete a translation that an HPTE gives
 * @x: has the address and place of the HPTE; gets the rest
 * @seg: segment of the address
 * @pte: word or doubleword 1 of the HPTE
 * @pp0: the third bit of PP, where the HPTE has one
 * @no_execute: N of the HPTE, where it has one
 * @problem: the access is one in problem state
 * @access: what it does
 *
 * Protection by key and PP, no-execute and guarded storage, and reference and
 * change recording (Power ISA 2.07 Book III-S 5.7.8, 5.7.9).
 *
 * Return: KVMPPC_XLATE_OK, _PROTECTED or _NO_EXECUTE.
 */
enum kvmppc_xlate_fault
kvmppc_xlate_page(struct kvmppc_xlate *x, const struct kvmppc_hash_segment *seg,
		  u64 pte, bool pp0, bool no_execute, bool problem,
		  enum kvmppc_access access)
{
	bool key = problem ? seg->key_problem : seg->key_supervisor;
	unsigned int pp = (pte & PTE_PP) | (pp0 ? 4 : 0);
	u16 wanted = KVMPPC_RC_R;

	if (access == KVMPPC_STORE)
		wanted |= KVMPPC_RC_C;
	x->source = KVMPPC_XLATE_PAGE;
	x->wimg = pte >> PTE_WIMG_SHIFT & PTE_WIMG;
	if (x->wimg & KVMPPC_WIMG_G || seg->no_execute)
		no_execute = true;
	x->seg_shift = seg->shift;
	x->base_shift = seg->base_shift;
	x->vsid = seg->vsid;
	x->page.readable = rights[key][pp] & MAY_READ;
	x->page.writable = rights[key][pp] & MAY_WRITE;
	x->page.executable = x->page.readable && !no_execute;
	x->page.usermode = rights[seg->key_problem][pp] & MAY_READ;
	x->rc_old = pte;
	x->rc_set = wanted & ~pte;
	x->changed = (x->rc_old | x->rc_set) & KVMPPC_RC_C;
	return kvmppc_xlate_permit(&x->page, access, no_execute);
}
