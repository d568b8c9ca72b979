// SPDX-License-Identifier: GPL-2.0
/* Guest memory by guest address: copies in and out, and the pages under it. */
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/uaccess.h>

#include <kvm/vm.h>

/* Userspace address of @gpa in @slot, and how much of @len the slot has. */
static unsigned long gpa_to_hva(const struct kvm_memory_slot *slot, gpa_t gpa,
				unsigned long *len)
{
	gpa_t offset = gpa - (slot->base_gfn << PAGE_SHIFT);
	gpa_t left = ((gpa_t)slot->npages << PAGE_SHIFT) - offset;

	*len = min_t(gpa_t, *len, left);
	return slot->hva + offset;
}

/**
 * kvm_gpa_read() - copy out of guest memory
 * @kvm: the VM; kvm->srcu held for reading; its mm is the caller's; may sleep
 * @gpa: guest physical address, any alignment
 * @data: where to
 * @len: bytes, across slots where they adjoin
 *
 * Return: 0; -EFAULT where a part has no memory, and @data is undefined.
 */
int kvm_gpa_read(struct kvm *kvm, gpa_t gpa, void *data, unsigned long len)
{
	while (len) {
		struct kvm_memory_slot *slot;
		unsigned long n = len, hva;

		slot = kvm_memslot_find(kvm, kvm_gpa_to_gfn(gpa));
		if (!slot)
			return -EFAULT;
		hva = gpa_to_hva(slot, gpa, &n);
		if (copy_from_user(data, (void __user *)hva, n))
			return -EFAULT;
		data += n;
		gpa += n;
		len -= n;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(kvm_gpa_read);

static void mark_dirty(struct kvm_memory_slot *slot, gpa_t gpa,
		       unsigned long len)
{
	gfn_t last = kvm_gpa_to_gfn(gpa + len - 1);
	gfn_t gfn;

	for (gfn = kvm_gpa_to_gfn(gpa); gfn <= last; gfn++)
		kvm_dirty_log_mark(slot, gfn);
}

/**
 * kvm_gpa_write() - copy into guest memory
 * @kvm: the VM; kvm->srcu held for reading; its mm is the caller's; may sleep
 * @gpa: guest physical address, any alignment
 * @data: where from
 * @len: bytes, across slots where they adjoin
 *
 * The pages written are marked in the dirty log.
 *
 * Return: 0; -EFAULT where a part has no memory, -EROFS where its slot is
 * read-only; what lies before that part has been written.
 */
int kvm_gpa_write(struct kvm *kvm, gpa_t gpa, const void *data,
		  unsigned long len)
{
	while (len) {
		struct kvm_memory_slot *slot;
		unsigned long n = len, hva, left;

		slot = kvm_memslot_find(kvm, kvm_gpa_to_gfn(gpa));
		if (!slot)
			return -EFAULT;
		if (!kvm_slot_writable(slot))
			return -EROFS;
		hva = gpa_to_hva(slot, gpa, &n);
		left = copy_to_user((void __user *)hva, data, n);
		if (left < n)
			mark_dirty(slot, gpa, n - left);
		if (left)
			return -EFAULT;
		data += n;
		gpa += n;
		len -= n;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(kvm_gpa_write);

/**
 * kvm_gfn_get_page() - the host page behind a guest page
 * @slot: its slot; kvm->srcu held for reading
 * @gfn: the guest page, within @slot
 * @write: fault it in for writing
 * @page: the host page, with a reference that the caller drops
 *
 * May sleep for as long as userspace takes to provide the page. Before a
 * translation is made of it the host's page tables must be read again, under
 * mmu_lock.
 *
 * Return: 0; -EROFS for a write to a read-only slot, -EFAULT where userspace
 * has no such memory, -EHWPOISON where it is broken, -EINTR for a fatal signal.
 */
int kvm_gfn_get_page(struct kvm_memory_slot *slot, gfn_t gfn, bool write,
		     struct page **page)
{
	unsigned long hva = kvm_slot_hva(slot, gfn);
	unsigned int flags = write ? FOLL_WRITE : 0;
	long n;

	if (write && !kvm_slot_writable(slot))
		return -EROFS;
	n = get_user_pages_fast(hva, 1, flags, page);
	if (n == 1)
		return 0;

	/* Only the slow walk tells poisoned memory from memory that is not. */
	n = get_user_pages_unlocked(hva, 1, page, flags | FOLL_HWPOISON);
	if (n == 1)
		return 0;
	return n < 0 ? n : -EFAULT;
}
EXPORT_SYMBOL_GPL(kvm_gfn_get_page);
