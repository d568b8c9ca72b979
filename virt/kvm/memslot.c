// SPDX-License-Identifier: GPL-2.0
/* The table of guest memory and its changes, KVM_SET_USER_MEMORY_REGION. */
#include <linux/export.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <kvm/arch.h>

#include "core.h"
#include "dirty_bitmap.h"

/**
 * kvm_memslots() - the published table
 * @kvm: the VM; kvm->srcu held for reading, mmu_lock or slots_lock held, or the
 *	last user
 *
 * Return: the table, valid as long as what the caller holds.
 */
struct kvm_memslots *kvm_memslots(struct kvm *kvm)
{
	return srcu_dereference_check(kvm->memslots, &kvm->srcu,
				      lockdep_is_held(&kvm->mmu_lock) ||
				      lockdep_is_held(&kvm->slots_lock) ||
				      !refcount_read(&kvm->users));
}

/**
 * kvm_memslot_find() - slot of a guest page
 * @kvm: the VM; kvm->srcu held for reading, or slots_lock
 * @gfn: the page
 *
 * Return: the slot or NULL, valid as long as what the caller holds.
 */
struct kvm_memory_slot *kvm_memslot_find(struct kvm *kvm, gfn_t gfn)
{
	struct kvm_memslots *slots = kvm_memslots(kvm);
	int i = kvm_memslots_search(slots, gfn, 0);

	return i < 0 ? NULL : slots->slots[i];
}

/**
 * kvm_vcpu_memslot_find() - as kvm_memslot_find(), and remember the hit
 * @vcpu: the caller's own vCPU; kvm->srcu held for reading, or mmu_lock
 * @gfn: the page
 *
 * Return: the slot or NULL, valid as long as what the caller holds.
 */
struct kvm_memory_slot *kvm_vcpu_memslot_find(struct kvm_vcpu *vcpu, gfn_t gfn)
{
	struct kvm_memslots *slots = kvm_memslots(vcpu->kvm);
	int i = kvm_memslots_search(slots, gfn, vcpu->last_slot);

	if (i < 0)
		return NULL;
	vcpu->last_slot = i;
	return slots->slots[i];
}
EXPORT_SYMBOL_GPL(kvm_vcpu_memslot_find);

/**
 * kvm_memslot_by_id() - slot by its number
 * @kvm: the VM; slots_lock held
 * @id: number of the ABI
 *
 * Return: the slot, NULL where there is none.
 */
struct kvm_memory_slot *kvm_memslot_by_id(struct kvm *kvm, u32 id)
{
	struct kvm_memslots *slots = kvm_memslots(kvm);
	u32 i;

	lockdep_assert_held(&kvm->slots_lock);
	for (i = 0; i < slots->nr; i++)
		if (slots->slots[i]->id == id)
			return slots->slots[i];
	return NULL;
}

static struct kvm_memslots *table_alloc(u32 nr)
{
	struct kvm_memslots *table;

	return kvzalloc(struct_size(table, slots, nr), GFP_KERNEL_ACCOUNT);
}

/* A table like @from, without @drop and with @add, either of them optional. */
static struct kvm_memslots *table_build(const struct kvm_memslots *from,
					const struct kvm_memory_slot *drop,
					struct kvm_memory_slot *add)
{
	struct kvm_memslots *table = table_alloc(from->nr + !!add);
	u32 i;

	if (!table)
		return NULL;
	table->npages = from->npages + (add ? add->npages : 0) -
			(drop ? drop->npages : 0);

	for (i = 0; i < from->nr; i++) {
		struct kvm_memory_slot *slot = from->slots[i];

		if (slot == drop)
			continue;
		if (add && add->base_gfn < slot->base_gfn) {
			table->slots[table->nr++] = add;
			add = NULL;
		}
		table->slots[table->nr++] = slot;
	}
	if (add)
		table->slots[table->nr++] = add;
	return table;
}

/*
 * On return no reader is left of the table that was there before, be it under
 * kvm->srcu or under mmu_lock.
 */
static void table_publish(struct kvm *kvm, struct kvm_memslots *table)
{
	struct kvm_memslots *old = kvm_memslots(kvm);

	spin_lock(&kvm->mmu_lock);
	rcu_assign_pointer(kvm->memslots, table);
	spin_unlock(&kvm->mmu_lock);
	synchronize_srcu_expedited(&kvm->srcu);
	kvfree(old);
}

static bool table_overlaps(const struct kvm_memslots *table,
			   const struct kvm_memory_slot *new,
			   const struct kvm_memory_slot *except)
{
	u32 i;

	for (i = 0; i < table->nr; i++) {
		const struct kvm_memory_slot *slot = table->slots[i];

		if (slot != except &&
		    new->base_gfn < slot->base_gfn + slot->npages &&
		    slot->base_gfn < new->base_gfn + new->npages)
			return true;
	}
	return false;
}

static bool region_valid(const struct kvm_userspace_memory_region *region)
{
	unsigned long hva = region->userspace_addr;

	/* Bits 16 and up of a slot number name an address space: none here. */
	if (region->slot >= KVM_MAX_MEMSLOTS)
		return false;
	if (region->flags & ~(KVM_MEM_LOG_DIRTY_PAGES | KVM_MEM_READONLY))
		return false;
	if ((region->memory_size | region->guest_phys_addr |
	     region->userspace_addr) & (PAGE_SIZE - 1))
		return false;
	if (region->memory_size >> PAGE_SHIFT > KVM_MEMSLOTS_MAX_PAGES)
		return false;
	if (region->guest_phys_addr + region->memory_size <
	    region->guest_phys_addr)
		return false;
	return hva == region->userspace_addr &&
	       access_ok((void __user *)hva, region->memory_size);
}

/*
 * The slot that @region describes. It shares the bitmap of @old, where both
 * log, and has a new one where only it does.
 */
static struct kvm_memory_slot *
slot_new(struct kvm *kvm, const struct kvm_userspace_memory_region *region,
	 const struct kvm_memory_slot *old)
{
	struct kvm_memory_slot *slot;
	unsigned long longs;

	slot = kzalloc(sizeof(*slot), GFP_KERNEL_ACCOUNT);
	if (!slot)
		return ERR_PTR(-ENOMEM);
	slot->base_gfn = kvm_gpa_to_gfn(region->guest_phys_addr);
	slot->npages = region->memory_size >> PAGE_SHIFT;
	slot->hva = region->userspace_addr;
	slot->id = region->slot;
	slot->flags = region->flags;
	if (!(slot->flags & KVM_MEM_LOG_DIRTY_PAGES))
		return slot;

	if (old && old->dirty_bitmap) {
		slot->dirty_bitmap = old->dirty_bitmap;
		return slot;
	}
	longs = kvm_dirty_bitmap_longs(slot->npages);
	slot->dirty_bitmap = kvcalloc(longs, sizeof(long), GFP_KERNEL_ACCOUNT);
	if (!slot->dirty_bitmap) {
		kfree(slot);
		return ERR_PTR(-ENOMEM);
	}
	if (kvm->dirty_log_manual & KVM_DIRTY_LOG_INITIALLY_SET)
		kvm_dirty_bitmap_fill(slot->dirty_bitmap, slot->npages);
	return slot;
}

/* Free @slot, and its bitmap unless @heir has it too. */
static void slot_free(struct kvm_memory_slot *slot,
		      const struct kvm_memory_slot *heir)
{
	if (!slot)
		return;
	if (!heir || heir->dirty_bitmap != slot->dirty_bitmap)
		kvfree(slot->dirty_bitmap);
	kfree(slot);
}

/*
 * Put @new in the place of @old; either is NULL where a slot is created or
 * deleted. A slot that moves is away in between: its old translations are gone
 * before a reader can find it at its new place, where they might stand in the
 * way of new ones.
 */
static int slot_replace(struct kvm *kvm, struct kvm_memory_slot *old,
			struct kvm_memory_slot *new)
{
	struct kvm_memslots *now = kvm_memslots(kvm);
	struct kvm_memslots *without = NULL, *with = NULL;
	bool unmap = old && (!new || new->base_gfn != old->base_gfn);
	int ret = -ENOMEM;

	if (unmap) {
		without = table_build(now, old, NULL);
		if (!without)
			return -ENOMEM;
		without->leaving = old;
	}
	if (new) {
		with = table_build(now, old, new);
		if (!with)
			goto free_without;
	}
	ret = kvm_arch_memslot_prepare(kvm, old, new);
	if (ret)
		goto free_with;

	if (unmap) {
		table_publish(kvm, without);
		kvm_unmap_slot(kvm, old);
		WRITE_ONCE(without->leaving, NULL);
	}
	if (new)
		table_publish(kvm, with);
	else
		synchronize_srcu_expedited(&kvm->srcu);
	if (new && new->dirty_bitmap && !(old && old->dirty_bitmap))
		kvm_dirty_log_start(kvm, new);
	slot_free(old, new);
	return 0;

free_with:
	kvfree(with);
free_without:
	kvfree(without);
	return ret;
}

static int slot_set(struct kvm *kvm,
		    const struct kvm_userspace_memory_region *region)
{
	struct kvm_memory_slot *old = kvm_memslot_by_id(kvm, region->slot);
	struct kvm_memslots *table = kvm_memslots(kvm);
	struct kvm_memory_slot *new;
	int ret;

	if (!region->memory_size)
		return old ? slot_replace(kvm, old, NULL) : -EINVAL;

	new = slot_new(kvm, region, old);
	if (IS_ERR(new))
		return PTR_ERR(new);

	ret = -EINVAL;
	if (old && (new->npages != old->npages || new->hva != old->hva ||
		    (new->flags ^ old->flags) & KVM_MEM_READONLY))
		goto free_new;
	if (!old && new->npages > KVM_MEMSLOTS_MAX_PAGES - table->npages)
		goto free_new;

	ret = -EEXIST;
	if (table_overlaps(table, new, old))
		goto free_new;

	ret = 0;
	if (old && new->base_gfn == old->base_gfn && new->flags == old->flags)
		goto free_new;

	ret = slot_replace(kvm, old, new);
	if (ret)
		goto free_new;
	return 0;

free_new:
	slot_free(new, old);
	return ret;
}

/**
 * kvm_memslot_set() - KVM_SET_USER_MEMORY_REGION
 * @kvm: the VM; no lock held; may sleep
 * @region: copied in
 *
 * A size of zero deletes the slot. One that exists may be moved in the guest
 * and have its logging flag changed; nothing else of it.
 *
 * Return: 0; -EINVAL for a region that is malformed or changes what may not
 * change, -EEXIST where it overlaps another slot, -ENOMEM, or what the
 * architecture refuses it with. The slots are as before unless it is 0.
 */
int kvm_memslot_set(struct kvm *kvm,
		    const struct kvm_userspace_memory_region *region)
{
	int ret;

	if (!region_valid(region))
		return -EINVAL;

	mutex_lock(&kvm->slots_lock);
	ret = slot_set(kvm, region);
	mutex_unlock(&kvm->slots_lock);
	return ret;
}

/**
 * kvm_memslots_init() - publish an empty table
 * @kvm: a VM nobody else can see
 *
 * Return: 0 or -ENOMEM.
 */
int kvm_memslots_init(struct kvm *kvm)
{
	struct kvm_memslots *table = table_alloc(0);

	if (!table)
		return -ENOMEM;
	rcu_assign_pointer(kvm->memslots, table);
	return 0;
}

/**
 * kvm_memslots_free() - free the table and its slots
 * @kvm: a VM without users and without translations
 */
void kvm_memslots_free(struct kvm *kvm)
{
	struct kvm_memslots *table = rcu_dereference_protected(kvm->memslots,
							       true);
	u32 i;

	for (i = 0; i < table->nr; i++)
		slot_free(table->slots[i], NULL);
	kvfree(table);
}
