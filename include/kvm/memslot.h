/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guest memory: slots, the table of them, reads and writes by guest address.
 *
 * A slot is immutable once it is published. The table is an array sorted by
 * base_gfn, without overlaps, and is replaced whole under SRCU and mmu_lock; a
 * reader holds kvm->srcu, kvm->mmu_lock or kvm->slots_lock.
 *
 * The order in which a slot goes: a table without it is published, readers
 * drain (synchronize_srcu), then its translations are removed. So a fault
 * handler that looks up the slot and maps it within one read-side section, or
 * one hold of mmu_lock, never leaves a translation of a slot that has gone.
 * Until they are removed
 * the table has it as the one that leaves: the host may take the memory away
 * meanwhile, and whoever follows the host must find it.
 */
#ifndef KVM_MEMSLOT_H
#define KVM_MEMSLOT_H

#include <linux/kvm.h>
#include <linux/kvm_types.h>
#include <linux/mm.h>

struct kvm;
struct kvm_vcpu;

/* Slots a VM may have at once, ids are below it. */
#define KVM_MAX_MEMSLOTS	1024

/* Pages in all slots of a VM: bounds what dirty bitmaps can cost. */
#define KVM_MEMSLOTS_MAX_PAGES	((1UL << 31) - 1)

/**
 * struct kvm_memory_slot - a range of guest memory and the user memory under it
 * @base_gfn:	first guest page, in host pages (PAGE_SIZE)
 * @npages:	length in pages
 * @hva:	userspace address of the first page
 * @id:		slot number of the ABI
 * @flags:	KVM_MEM_READONLY, KVM_MEM_LOG_DIRTY_PAGES
 * @dirty_bitmap: a bit a page, NULL where dirty logging is off; handed on
 *		from one version of a slot to the next
 */
struct kvm_memory_slot {
	gfn_t base_gfn;
	unsigned long npages;
	unsigned long hva;
	u16 id;
	u32 flags;
	unsigned long *dirty_bitmap;
};

/**
 * struct kvm_memslots - the published table
 * @npages:	pages in all of @slots
 * @leaving:	slot that is not in @slots any more, but may have translations
 * @nr:		slots in @slots
 * @slots:	sorted by base_gfn
 */
struct kvm_memslots {
	unsigned long npages;
	struct kvm_memory_slot *leaving;
	u32 nr;
	struct kvm_memory_slot *slots[];
};

/* A run of guest pages, first to last + 1, within one slot. */
struct kvm_gfn_range {
	gfn_t start;
	gfn_t end;
	struct kvm_memory_slot *slot;
};

static inline unsigned long kvm_slot_hva(const struct kvm_memory_slot *slot,
					 gfn_t gfn)
{
	return slot->hva + ((unsigned long)(gfn - slot->base_gfn) << PAGE_SHIFT);
}

static inline bool kvm_slot_holds(const struct kvm_memory_slot *slot, gfn_t gfn)
{
	return gfn - slot->base_gfn < slot->npages;
}

static inline bool kvm_slot_writable(const struct kvm_memory_slot *slot)
{
	return !(slot->flags & KVM_MEM_READONLY);
}

static inline gfn_t kvm_gpa_to_gfn(gpa_t gpa)
{
	return gpa >> PAGE_SHIFT;
}

/* memslot_search.c, pure */
int kvm_memslots_search(const struct kvm_memslots *slots, gfn_t gfn, u32 hint);

/* memslot.c */
struct kvm_memslots *kvm_memslots(struct kvm *kvm);
struct kvm_memory_slot *kvm_memslot_find(struct kvm *kvm, gfn_t gfn);
struct kvm_memory_slot *kvm_vcpu_memslot_find(struct kvm_vcpu *vcpu, gfn_t gfn);
int kvm_memslot_set(struct kvm *kvm,
		    const struct kvm_userspace_memory_region *region);
int kvm_memslots_init(struct kvm *kvm);
void kvm_memslots_free(struct kvm *kvm);

/* dirty_log.c */
int kvm_dirty_log_get(struct kvm *kvm, struct kvm_dirty_log *log);
int kvm_dirty_log_clear(struct kvm *kvm, struct kvm_clear_dirty_log *log);
void kvm_dirty_log_mark(struct kvm_memory_slot *slot, gfn_t gfn);

/* guest_memory.c */
int kvm_gpa_read(struct kvm *kvm, gpa_t gpa, void *data, unsigned long len);
int kvm_gpa_write(struct kvm *kvm, gpa_t gpa, const void *data,
		  unsigned long len);
int kvm_vcpu_page_errno(struct kvm_vcpu *vcpu, gfn_t gfn, unsigned long hva,
			bool write);

/* mmu_notifier.c */
int kvm_mmu_notifier_init(struct kvm *kvm);
void kvm_mmu_notifier_exit(struct kvm *kvm);

#endif /* KVM_MEMSLOT_H */
