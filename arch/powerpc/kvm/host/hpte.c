// SPDX-License-Identifier: GPL-2.0
/* Entries of ours in the host's hashed page table. */
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <asm/book3s/64/hash-pkey.h>
#include <asm/mmu.h>
#include <asm/mmu_context.h>
#include <asm/time.h>

#include "hpte.h"

#define LARGE_SHIFT	16

/*
 * Entries at the most that are thrown out of full groups for one of ours.
 * Others may fill what is freed, but not so often.
 */
#define EVICTIONS_MAX	16

/**
 * kvmppc_host_context_alloc() - a virtual address space of the host's
 *
 * May sleep.
 *
 * Return: its number, -ENOSPC where there is none left, -ENOMEM.
 */
int kvmppc_host_context_alloc(void)
{
	return hash__alloc_context_id();
}

/* No translation of the context may be left, in the table or in a TLB. */
void kvmppc_host_context_free(int context)
{
	__destroy_context(context);
}

/**
 * kvmppc_host_vsid() - the VSID of a segment
 * @context: from kvmppc_host_context_alloc()
 * @segment: below %KVMPPC_HOST_CONTEXT_SEGMENTS
 *
 * The host tells its own contexts' segments apart by the same function, so
 * none of them ever has this VSID.
 *
 * Return: VSID of a 256M segment.
 */
u64 kvmppc_host_vsid(int context, u32 segment)
{
	u64 proto = (u64)context << ESID_BITS | (segment & ESID_BITS_MASK);
	int bits = mmu_has_feature(MMU_FTR_68_BIT_VA) ? VSID_BITS_256M :
							VSID_BITS_65_256M;

	return vsid_scramble(proto, VSID_MULTIPLIER_256M, bits);
}

/**
 * kvmppc_host_hpte_large_shift() - the larger of two page sizes
 *
 * 64K, where hardware has it for any kind of storage and the host's pages are
 * as large; else 4K, as all have it.
 *
 * Return: log2 of the size.
 */
unsigned int kvmppc_host_hpte_large_shift(void)
{
	if (!IS_ENABLED(CONFIG_PPC_64K_PAGES) ||
	    !mmu_psize_defs[MMU_PAGE_64K].shift ||
	    !mmu_has_feature(MMU_FTR_CI_LARGE_PAGE))
		return KVMPPC_HOST_HPTE_SHIFT;
	return LARGE_SHIFT;
}

static int size_index(unsigned int shift)
{
	return shift == LARGE_SHIFT ? MMU_PAGE_64K : MMU_PAGE_4K;
}

/**
 * kvmppc_host_slbe() - the SLB entry of a segment
 * @ea: an effective address in it
 * @vsid: from kvmppc_host_vsid()
 * @shift: log2 of the size of its pages
 * @index: the entry's own
 *
 * Both keys are 1: what an HPTE allows it allows to problem state, and the
 * host's exit code reads an instruction under the same rules.
 *
 * Return: what slbmte takes.
 */
struct kvmppc_host_slbe kvmppc_host_slbe(u64 ea, u64 vsid, unsigned int shift,
					 unsigned int index)
{
	u64 sllp = mmu_psize_defs[size_index(shift)].sllp;

	return (struct kvmppc_host_slbe) {
		.esid = (ea & ESID_MASK) | SLB_ESID_V | index,
		.vsid = vsid << SLB_VSID_SHIFT_256M | SLB_VSID_USER | sllp,
	};
}

static unsigned long hpte_vpn(const struct kvmppc_host_hpte *hpte)
{
	return hpt_vpn(hpte->offset, hpte->vsid, MMU_SEGSIZE_256M);
}

/*
 * Referenced and changed already, so that hardware has nothing to record. The
 * storage key is the kernel's: guests run with the AMR and IAMR of the kernel,
 * which may forbid it what is the user's.
 */
static unsigned long hpte_flags(const struct kvmppc_host_hpte *hpte,
				enum kvmppc_host_caching caching)
{
	unsigned long flags = HPTE_R_R;

	flags |= pte_to_hpte_pkey_bits(0, HPTE_USE_KERNEL_KEY);
	flags |= hpte->writable ? PP_RWRW | HPTE_R_C : PP_RXRX;
	if (!hpte->executable)
		flags |= HPTE_R_N;
	switch (caching) {
	case KVMPPC_HOST_TOLERANT:
		return flags | HPTE_R_I;
	case KVMPPC_HOST_NON_IDEMPOTENT:
		return flags | HPTE_R_I | HPTE_R_G;
	default:
		return flags | HPTE_R_M;
	}
}

static unsigned long hash_group(unsigned long hash)
{
	return (hash & htab_hash_mask) * HPTES_PER_GROUP;
}

/* Into one of two groups. -1 where both are full, another below 0 on failure */
static long insert_once(struct kvmppc_host_hpte *hpte, unsigned long hash,
			unsigned long pa, unsigned long flags)
{
	int size = size_index(hpte->shift);
	unsigned long vpn = hpte_vpn(hpte);
	unsigned long group = hash_group(hash);
	long slot;

	slot = mmu_hash_ops.hpte_insert(group, vpn, pa, flags, 0, size, size,
					MMU_SEGSIZE_256M);
	if (slot == -1) {
		group = hash_group(~hash);
		slot = mmu_hash_ops.hpte_insert(group, vpn, pa, flags,
						HPTE_V_SECONDARY, size, size,
						MMU_SEGSIZE_256M);
	}
	if (slot >= 0)
		hpte->slot = group + (slot & (HPTES_PER_GROUP - 1));
	return slot;
}

/**
 * kvmppc_host_hpte_insert() - make a translation
 * @hpte: all but its slot, which is filled in. None may be there for the same
 *	page, unless the host threw it out
 * @pte: what the host has mapped there; its address is cut to the page's size
 *
 * Where both groups are full, an entry of somebody's is thrown out. Interrupts
 * are off meanwhile: the host inserts entries in them, and could wait for the
 * lock of a group that is held here.
 *
 * Context: any.
 * Return: 0, -EBUSY where there never was room, -EIO where the hypervisor does
 * not let the host map that address so.
 */
int kvmppc_host_hpte_insert(struct kvmppc_host_hpte *hpte,
			    const struct kvmppc_host_pte *pte)
{
	unsigned long pa = pte->pa & ~((1UL << hpte->shift) - 1);
	unsigned long hash = hpt_hash(hpte_vpn(hpte), hpte->shift,
				      MMU_SEGSIZE_256M);
	unsigned long flags, tries = 0;
	long slot;

	local_irq_save(flags);
	for (;;) {
		slot = insert_once(hpte, hash, pa,
				   hpte_flags(hpte, pte->caching));
		if (slot != -1 || tries++ == EVICTIONS_MAX)
			break;
		mmu_hash_ops.hpte_remove(hash_group(mftb() & 1 ? hash : ~hash));
	}
	local_irq_restore(flags);
	if (slot >= 0)
		return 0;
	return slot == -1 ? -EBUSY : -EIO;
}

/**
 * kvmppc_host_hpte_invalidate() - take a translation away
 * @hpte: as kvmppc_host_hpte_insert() left it
 *
 * On return no CPU has it, even where the host threw it out before. Where the
 * host's table has shrunk since, none of our entries came along and the slot
 * may not be there.
 *
 * Context: any.
 */
void kvmppc_host_hpte_invalidate(const struct kvmppc_host_hpte *hpte)
{
	int size = size_index(hpte->shift);
	unsigned long flags;

	if (hpte->slot >= (htab_hash_mask + 1) * HPTES_PER_GROUP)
		return;
	local_irq_save(flags);
	mmu_hash_ops.hpte_invalidate(hpte->slot, hpte_vpn(hpte), size, size,
				     MMU_SEGSIZE_256M, false);
	local_irq_restore(flags);
}
