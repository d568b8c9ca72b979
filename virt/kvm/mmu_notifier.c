// SPDX-License-Identifier: GPL-2.0
/*
 * The host's view of guest memory: what it unmaps or ages, the guest's
 * translations follow.
 *
 * An invalidation is a pair of calls. Between them the host changes its page
 * tables, and no translation may be made: invalidates_in_progress counts the
 * pairs that are open. It changes under mmu_lock, under which the host's page
 * tables are read and a translation is made of them.
 */
#include <linux/minmax.h>
#include <linux/mmu_notifier.h>
#include <linux/sched.h>

#include <kvm/arch.h>

#include "core.h"

/* Pages at the most that are worked on without letting go of mmu_lock. */
#define CHUNK_PAGES	(1UL << 14)

typedef bool (*range_fn)(struct kvm *kvm, const struct kvm_gfn_range *range);

static bool unmap_range(struct kvm *kvm, const struct kvm_gfn_range *range)
{
	kvm_arch_unmap_gfn_range(kvm, range);
	return false;
}

/* Call @fn piecewise under mmu_lock; true where any call said so. */
static bool walk_gfns(struct kvm *kvm, struct kvm_memory_slot *slot,
		      gfn_t start, gfn_t end, range_fn fn, bool may_sleep)
{
	bool ret = false;

	while (start < end) {
		struct kvm_gfn_range range = {
			.slot = slot,
			.start = start,
			.end = min_t(gfn_t, end, start + CHUNK_PAGES),
		};

		spin_lock(&kvm->mmu_lock);
		ret |= fn(kvm, &range);
		spin_unlock(&kvm->mmu_lock);
		start = range.end;
		if (may_sleep)
			cond_resched();
	}
	return ret;
}

/* As walk_gfns(), for the pages of @slot that lie on [start, end) of the host */
static bool walk_slot(struct kvm *kvm, struct kvm_memory_slot *slot,
		      unsigned long start, unsigned long end, range_fn fn,
		      bool may_sleep)
{
	unsigned long size = slot->npages << PAGE_SHIFT;
	gfn_t first, last;

	start = max(start, slot->hva);
	end = min(end, slot->hva + size);
	if (start >= end)
		return false;
	first = slot->base_gfn + ((start - slot->hva) >> PAGE_SHIFT);
	last = slot->base_gfn + ((end - 1 - slot->hva) >> PAGE_SHIFT);
	return walk_gfns(kvm, slot, first, last + 1, fn, may_sleep);
}

/* As walk_slot(), for all slots that there may be translations of. */
static bool walk_hvas(struct kvm *kvm, unsigned long start, unsigned long end,
		      range_fn fn, bool may_sleep)
{
	struct kvm_memory_slot *leaving;
	struct kvm_memslots *slots;
	bool ret = false;
	int idx;
	u32 i;

	idx = srcu_read_lock(&kvm->srcu);
	slots = kvm_memslots(kvm);
	for (i = 0; i < slots->nr; i++)
		ret |= walk_slot(kvm, slots->slots[i], start, end, fn,
				 may_sleep);
	leaving = READ_ONCE(slots->leaving);
	if (leaving)
		ret |= walk_slot(kvm, leaving, start, end, fn, may_sleep);
	srcu_read_unlock(&kvm->srcu, idx);
	return ret;
}

/**
 * kvm_unmap_slot() - remove all translations of a slot
 * @kvm: the VM; slots_lock held; may sleep
 * @slot: the one that leaves the published table, without readers
 */
void kvm_unmap_slot(struct kvm *kvm, struct kvm_memory_slot *slot)
{
	lockdep_assert_held(&kvm->slots_lock);
	walk_gfns(kvm, slot, slot->base_gfn, slot->base_gfn + slot->npages,
		  unmap_range, true);
}

static bool start_range(struct kvm *kvm, const struct kvm_gfn_range *range)
{
	kvm_arch_dirty_log_start(kvm, range);
	return false;
}

/**
 * kvm_dirty_log_start() - have writes to a slot noticed
 * @kvm: the VM; slots_lock held; may sleep
 * @slot: the published version of the slot, which logs, where an earlier one
 *	that did not has no readers any more
 */
void kvm_dirty_log_start(struct kvm *kvm, struct kvm_memory_slot *slot)
{
	lockdep_assert_held(&kvm->slots_lock);
	walk_gfns(kvm, slot, slot->base_gfn, slot->base_gfn + slot->npages,
		  start_range, true);
}

static struct kvm *notifier_kvm(struct mmu_notifier *mn)
{
	return container_of(mn, struct kvm, mmu_notifier);
}

static int invalidate_range_start(struct mmu_notifier *mn,
				  const struct mmu_notifier_range *range)
{
	struct kvm *kvm = notifier_kvm(mn);

	spin_lock(&kvm->mmu_lock);
	kvm->invalidates_in_progress++;
	kvm->invalidates++;
	spin_unlock(&kvm->mmu_lock);

	walk_hvas(kvm, range->start, range->end, unmap_range,
		  mmu_notifier_range_blockable(range));
	return 0;
}

static void invalidate_range_end(struct mmu_notifier *mn,
				 const struct mmu_notifier_range *range)
{
	struct kvm *kvm = notifier_kvm(mn);

	spin_lock(&kvm->mmu_lock);
	kvm->invalidates_in_progress--;
	spin_unlock(&kvm->mmu_lock);
}

/* Both kinds of ageing: a CPU that keeps a stale bit errs to the safe side. */
static int clear_young(struct mmu_notifier *mn, struct mm_struct *mm,
		       unsigned long start, unsigned long end)
{
	return walk_hvas(notifier_kvm(mn), start, end, kvm_arch_age_gfn_range,
			 false);
}

static int test_young(struct mmu_notifier *mn, struct mm_struct *mm,
		      unsigned long address)
{
	return walk_hvas(notifier_kvm(mn), address, address + PAGE_SIZE,
			 kvm_arch_test_age_gfn_range, false);
}

/* The address space goes, whoever still holds the VM. */
static void release(struct mmu_notifier *mn, struct mm_struct *mm)
{
	walk_hvas(notifier_kvm(mn), 0, ULONG_MAX, unmap_range, true);
}

static const struct mmu_notifier_ops notifier_ops = {
	.release		= release,
	.invalidate_range_start	= invalidate_range_start,
	.invalidate_range_end	= invalidate_range_end,
	.clear_flush_young	= clear_young,
	.clear_young		= clear_young,
	.test_young		= test_young,
};

/**
 * kvm_mmu_notifier_init() - begin to follow the caller's address space
 * @kvm: a VM nobody else can see, kvm->mm is current->mm; may sleep
 *
 * Return: 0 or -errno.
 */
int kvm_mmu_notifier_init(struct kvm *kvm)
{
	kvm->mmu_notifier.ops = &notifier_ops;
	return mmu_notifier_register(&kvm->mmu_notifier, kvm->mm);
}

/**
 * kvm_mmu_notifier_exit() - let go of the address space
 * @kvm: a VM without users; may sleep
 *
 * On return no translation of guest memory is left and no callback runs.
 */
void kvm_mmu_notifier_exit(struct kvm *kvm)
{
	mmu_notifier_unregister(&kvm->mmu_notifier, kvm->mm);
}
