// SPDX-License-Identifier: GPL-2.0
/* Which guest pages were written: KVM_GET_DIRTY_LOG, KVM_CLEAR_DIRTY_LOG. */
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <kvm/arch.h>

#include "core.h"
#include "dirty_bitmap.h"

static atomic_long_t *bitmap_word(struct kvm_memory_slot *slot,
				  unsigned long first)
{
	return (atomic_long_t *)&slot->dirty_bitmap[first / BITS_PER_LONG];
}

/**
 * kvm_dirty_log_mark() - a guest page was written
 * @slot: its slot, logging or not; kvm->srcu or mmu_lock held, so that the
 *	bitmap stays
 * @gfn: the page, within @slot
 *
 * Any context. To be called after the write: who takes the bit away and reads
 * the page then must find the new data.
 */
void kvm_dirty_log_mark(struct kvm_memory_slot *slot, gfn_t gfn)
{
	if (!slot->dirty_bitmap)
		return;
	/* The caller's write, then the bit. */
	smp_mb__before_atomic();
	set_bit_le(gfn - slot->base_gfn, slot->dirty_bitmap);
}
EXPORT_SYMBOL_GPL(kvm_dirty_log_mark);

static struct kvm_memory_slot *logging_slot(struct kvm *kvm, u32 id)
{
	struct kvm_memory_slot *slot;

	if (id >= KVM_MAX_MEMSLOTS)
		return ERR_PTR(-EINVAL);
	slot = kvm_memslot_by_id(kvm, id);
	if (!slot || !slot->dirty_bitmap)
		return ERR_PTR(-ENOENT);
	return slot;
}

/* Pages at the most that are worked on without letting go of mmu_lock. */
#define CHUNK_PAGES	(1UL << 14)

/* Others may be after mmu_lock: let them have it now and then. */
static void relax(struct kvm *kvm, unsigned long first)
{
	if (first % CHUNK_PAGES)
		return;
	spin_unlock(&kvm->mmu_lock);
	cond_resched();
	spin_lock(&kvm->mmu_lock);
}

/* Collect the slot's bits into @bits; unless @keep, begin the log anew. */
static void log_harvest(struct kvm *kvm, struct kvm_memory_slot *slot,
			unsigned long *bits, bool keep)
{
	unsigned long first;

	spin_lock(&kvm->mmu_lock);
	for (first = 0; first < slot->npages; first += BITS_PER_LONG) {
		unsigned long *to = &bits[first / BITS_PER_LONG];
		atomic_long_t *word = bitmap_word(slot, first);

		kvm_arch_dirty_log_arm(kvm, slot, first,
				       kvm_dirty_bitmap_valid(slot->npages,
							      first));
		if (keep)
			*to = atomic_long_read(word);
		else if (atomic_long_read(word))
			*to = atomic_long_xchg(word, 0);
		relax(kvm, first);
	}
	spin_unlock(&kvm->mmu_lock);
}

static void log_restore(struct kvm_memory_slot *slot, const unsigned long *bits)
{
	unsigned long first;

	for (first = 0; first < slot->npages; first += BITS_PER_LONG)
		atomic_long_or(bits[first / BITS_PER_LONG],
			       bitmap_word(slot, first));
}

static int log_get(struct kvm *kvm, const struct kvm_dirty_log *log)
{
	bool keep = kvm->dirty_log_manual & KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE;
	struct kvm_memory_slot *slot = logging_slot(kvm, log->slot);
	unsigned long longs, *bits;
	int ret = 0;

	if (IS_ERR(slot))
		return PTR_ERR(slot);

	longs = kvm_dirty_bitmap_longs(slot->npages);
	bits = kvcalloc(longs, sizeof(*bits), GFP_KERNEL_ACCOUNT);
	if (!bits)
		return -ENOMEM;

	log_harvest(kvm, slot, bits, keep);
	if (copy_to_user(log->dirty_bitmap, bits, longs * sizeof(*bits))) {
		ret = -EFAULT;
		if (!keep)
			log_restore(slot, bits);
	}
	kvfree(bits);
	return ret;
}

/**
 * kvm_dirty_log_get() - KVM_GET_DIRTY_LOG
 * @kvm: the VM; no lock held; may sleep
 * @log: copied in; its bitmap is userspace's
 *
 * Unless KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2 is enabled, the log begins anew.
 *
 * Return: 0; -EINVAL for a bad slot number, -ENOENT for a slot that is not
 * there or does not log, -ENOMEM; -EFAULT, and no page is forgotten.
 */
int kvm_dirty_log_get(struct kvm *kvm, struct kvm_dirty_log *log)
{
	int ret;

	mutex_lock(&kvm->slots_lock);
	ret = log_get(kvm, log);
	mutex_unlock(&kvm->slots_lock);
	return ret;
}

/* Forget the pages of @bits, which has a bit a page from @first on. */
static void log_forget(struct kvm *kvm, struct kvm_memory_slot *slot,
		       unsigned long first, unsigned long end,
		       const unsigned long *bits)
{
	spin_lock(&kvm->mmu_lock);
	for (; first < end; first += BITS_PER_LONG) {
		unsigned long mask = kvm_dirty_bitmap_swap(*bits++) &
				     kvm_dirty_bitmap_valid(end, first);

		if (mask) {
			kvm_arch_dirty_log_arm(kvm, slot, first, mask);
			atomic_long_andnot(kvm_dirty_bitmap_swap(mask),
					   bitmap_word(slot, first));
		}
		relax(kvm, first);
	}
	spin_unlock(&kvm->mmu_lock);
}

static int log_clear(struct kvm *kvm, const struct kvm_clear_dirty_log *log)
{
	struct kvm_memory_slot *slot = logging_slot(kvm, log->slot);
	unsigned long bytes, *bits;

	if (IS_ERR(slot))
		return PTR_ERR(slot);
	if (!kvm_dirty_bitmap_run_ok(slot->npages, log->first_page,
				     log->num_pages))
		return -EINVAL;
	if (!log->num_pages)
		return 0;

	bytes = kvm_dirty_bitmap_longs(log->num_pages) * sizeof(*bits);
	bits = vmemdup_user(log->dirty_bitmap, bytes);
	if (IS_ERR(bits))
		return PTR_ERR(bits);

	log_forget(kvm, slot, log->first_page,
		   log->first_page + log->num_pages, bits);
	kvfree(bits);
	return 0;
}

/**
 * kvm_dirty_log_clear() - KVM_CLEAR_DIRTY_LOG
 * @kvm: the VM; no lock held; may sleep
 * @log: copied in; its bitmap is userspace's
 *
 * Return: 0; -EINVAL for a bad slot number or run of pages, -ENOENT for a slot
 * that is not there or does not log, -ENOMEM, -EFAULT. Nothing is cleared
 * unless it is 0.
 */
int kvm_dirty_log_clear(struct kvm *kvm, struct kvm_clear_dirty_log *log)
{
	int ret;

	mutex_lock(&kvm->slots_lock);
	ret = log_clear(kvm, log);
	mutex_unlock(&kvm->slots_lock);
	return ret;
}
