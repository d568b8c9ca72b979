// SPDX-License-Identifier: GPL-2.0
/* The host's page table entry for an address of a process. */
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <asm/pte-walk.h>

#include "host_pte.h"

static enum kvmppc_host_caching pte_caching(pte_t pte)
{
	switch (pte_val(pte) & _PAGE_TOLERANT) {
	case _PAGE_TOLERANT:
		return KVMPPC_HOST_TOLERANT;
	case _PAGE_NON_IDEMPOTENT:
		return KVMPPC_HOST_NON_IDEMPOTENT;
	default:
		return KVMPPC_HOST_CACHED;
	}
}

/* May the process itself read the page? */
static bool pte_is_readable(pte_t pte)
{
	return pte_present(pte) && pte_read(pte) &&
	       !(pte_val(pte) & _PAGE_PRIVILEGED);
}

/**
 * kvmppc_host_pte_find() - look up the host's mapping of an address
 * @mm: the process
 * @hva: its address
 * @pte: what was found
 *
 * The host frees its tables only after every CPU had interrupts on, so the
 * walk has them off. What was found stays true as long as the caller keeps MMU
 * notifiers of @mm from completing, as by kvm.mmu_lock with no invalidation in
 * progress.
 *
 * Context: any; takes no lock.
 * Return: false where nothing is mapped that the process may read.
 */
bool kvmppc_host_pte_find(struct mm_struct *mm, unsigned long hva,
			  struct kvmppc_host_pte *pte)
{
	unsigned long flags;
	unsigned int shift;
	bool found = false;
	pte_t *ptep, host;

	local_irq_save(flags);
	ptep = find_linux_pte(mm->pgd, hva, NULL, &shift);
	if (ptep) {
		host = READ_ONCE(*ptep);
		found = pte_is_readable(host);
	}
	local_irq_restore(flags);
	if (!found)
		return false;

	pte->shift = shift ? shift : PAGE_SHIFT;
	pte->pa = ((u64)pte_pfn(host) << PAGE_SHIFT) |
		  (hva & ((1UL << pte->shift) - 1));
	pte->writable = pte_write(host) && pte_dirty(host);
	pte->caching = pte_caching(host);
	return true;
}
EXPORT_SYMBOL_GPL(kvmppc_host_pte_find);

/**
 * kvmppc_host_pte_fault_in() - have the host map an address
 * @mm: the caller's
 * @hva: its address
 * @write: for writing; on success the host's entry is then dirty too
 *
 * Serves memory that has no struct page as well. May sleep, for as long as a
 * userfaultfd handler likes.
 *
 * Return: 0, and kvmppc_host_pte_find() may find it, unless it went again;
 * -EFAULT where there is no such memory, -ENOMEM, -EINTR for a fatal signal.
 */
int kvmppc_host_pte_fault_in(struct mm_struct *mm, unsigned long hva,
			     bool write)
{
	bool unlocked = false;
	int ret;

	mmap_read_lock(mm);
	ret = fixup_user_fault(mm, hva, write ? FAULT_FLAG_WRITE : 0,
			       &unlocked);
	mmap_read_unlock(mm);
	return ret;
}
EXPORT_SYMBOL_GPL(kvmppc_host_pte_fault_in);
