// SPDX-License-Identifier: GPL-2.0
/* Guest memory by guest address: copies in and out, and pages that are broken. */
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
 * kvm_vcpu_page_errno() - why the host had no page for a guest's access
 * @vcpu: the calling thread's; kvm->srcu not held; may sleep
 * @gfn: the guest page
 * @hva: where the access found it to be
 * @write: the access was a store
 *
 * Only the slow walk tells memory that is broken from memory that is not there.
 *
 * Return: -EHWPOISON where it is broken, -EFAULT where it is missing; 0 where
 * the page is elsewhere by now, and the guest is to ask again.
 */
int kvm_vcpu_page_errno(struct kvm_vcpu *vcpu, gfn_t gfn, unsigned long hva,
			bool write)
{
	unsigned int flags = FOLL_HWPOISON | (write ? FOLL_WRITE : 0);
	struct kvm_memory_slot *slot;
	struct page *page;
	long ret = 0;

	kvm_vcpu_srcu_lock(vcpu);
	slot = kvm_vcpu_memslot_find(vcpu, gfn);
	if (slot && kvm_slot_hva(slot, gfn) == hva) {
		ret = get_user_pages_unlocked(hva, 1, &page, flags);
		if (ret == 1)
			put_page(page);
		if (ret != -EHWPOISON)
			ret = -EFAULT;
	}
	kvm_vcpu_srcu_unlock(vcpu);
	return ret;
}
EXPORT_SYMBOL_GPL(kvm_vcpu_page_errno);
