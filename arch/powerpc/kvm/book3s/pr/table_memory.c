// SPDX-License-Identifier: GPL-2.0
/*
 * Page tables of a guest, in the memory of userspace.
 *
 * They are read and written where the host has them mapped, without the checks
 * and flushes that each access to userspace costs (some hosts empty their L1
 * cache after one). What the host has mapped stays so under mmu_lock while no
 * invalidation is in progress, and from one time to the next while none was
 * begun; where it has nothing mapped, or nothing that may be written, the access
 * goes the usual way.
 */
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "../../host/host_pte.h"
#include "pr.h"

/* Find the page anew. False where it is to be accessed otherwise. */
static bool find_page(struct kvm *kvm, u64 hva, bool write,
		      struct kvmppc_pr_table_page *page)
{
	struct kvmppc_host_pte pte;

	page->memory = NULL;
	if (!access_ok(u64_to_user_ptr(hva), PAGE_SIZE) ||
	    !kvmppc_host_pte_find(kvm->mm, hva, &pte) ||
	    pte.caching != KVMPPC_HOST_CACHED || (write && !pte.writable) ||
	    !pfn_valid(PHYS_PFN(pte.pa)))
		return false;
	page->hva = hva;
	page->memory = __va(pte.pa);
	page->writable = pte.writable;
	return true;
}

static void forget_pages(struct kvm *kvm, struct kvmppc_pr_table *table)
{
	memset(table->pages, 0, sizeof(table->pages));
	table->invalidates = kvm->invalidates;
}

/* Under mmu_lock, as long as that is held. NULL: to be accessed otherwise. */
static void *mapped_at(struct kvm *kvm, u64 hva, bool write)
{
	struct kvmppc_pr_table *table = &to_pr_vm(kvm)->table;
	struct kvmppc_pr_table_page *page =
		&table->pages[(hva >> PAGE_SHIFT) % KVMPPC_PR_TABLE_PAGES];
	u64 offset = offset_in_page(hva);

	if (kvm->invalidates_in_progress)
		return NULL;
	if (unlikely(table->invalidates != kvm->invalidates))
		forget_pages(kvm, table);
	if (!page->memory || page->hva != hva - offset ||
	    (write && !page->writable)) {
		if (!find_page(kvm, hva - offset, write, page))
			return NULL;
	}
	return page->memory + offset;
}

static int copy_in(u64 hva, __be64 *val, unsigned int nr)
{
	const u64 __user *from = u64_to_user_ptr(hva);
	unsigned int i;
	u64 dword;

	if (!user_read_access_begin(from, nr * sizeof(dword)))
		return -EFAULT;
	for (i = 0; i < nr; i++) {
		unsafe_get_user(dword, from + i, fault);
		val[i] = (__force __be64)dword;
	}
	user_read_access_end();
	return 0;
fault:
	user_read_access_end();
	return -EFAULT;
}

/**
 * kvmppc_pr_table_read() - read doublewords of a guest's page table
 * @kvm: the VM
 * @hva: where userspace has them; may be anything
 * @val: doublewords as they lie there
 * @nr: how many; together naturally aligned, and so within a page
 *
 * Each is read in one access: others may write them meanwhile.
 *
 * Context: sleeps; takes mmu_lock.
 * Return: 0 or -EFAULT.
 */
int kvmppc_pr_table_read(struct kvm *kvm, u64 hva, __be64 *val, unsigned int nr)
{
	const __be64 *from;
	unsigned int i;

	spin_lock(&kvm->mmu_lock);
	from = mapped_at(kvm, hva, false);
	if (from) {
		for (i = 0; i < nr; i++)
			val[i] = READ_ONCE(from[i]);
	}
	spin_unlock(&kvm->mmu_lock);
	return from ? 0 : copy_in(hva, val, nr);
}

/**
 * kvmppc_pr_table_write() - write a doubleword of a guest's page table
 * @kvm: the VM
 * @hva: where userspace has it, naturally aligned; may be anything
 * @val: doubleword as it is to lie there
 *
 * Context: sleeps; takes mmu_lock.
 * Return: 0 or -EFAULT.
 */
int kvmppc_pr_table_write(struct kvm *kvm, u64 hva, __be64 val)
{
	__be64 *to;

	spin_lock(&kvm->mmu_lock);
	to = mapped_at(kvm, hva, true);
	if (to)
		WRITE_ONCE(*to, val);
	spin_unlock(&kvm->mmu_lock);
	return to ? 0 : put_user(val, (__be64 __user *)u64_to_user_ptr(hva));
}

/* As kvmppc_pr_table_write(), of a byte: that of R, or of C. */
int kvmppc_pr_table_write_byte(struct kvm *kvm, u64 hva, u8 val)
{
	u8 *to;

	spin_lock(&kvm->mmu_lock);
	to = mapped_at(kvm, hva, true);
	if (to)
		WRITE_ONCE(*to, val);
	spin_unlock(&kvm->mmu_lock);
	return to ? 0 : put_user(val, (u8 __user *)u64_to_user_ptr(hva));
}
