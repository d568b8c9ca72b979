// SPDX-License-Identifier: GPL-2.0
/*
 * A VM's partition-scoped tree: its memory, its flushes, and what the core asks
 * of it. The tree is under kvm.mmu_lock; see radix_fault.c for what fills it.
 */
#include <linux/bitops.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "hv.h"
#include "radix.h"

#define ROOT_SIZE	(sizeof(__be64) << KVMPPC_RADIX_ROOT_BITS)

/* By level; a table is aligned to its size, as NLB wants it. */
static struct kmem_cache *table_caches[KVMPPC_RADIX_LEVEL_ROOT];

static const char *const table_cache_names[KVMPPC_RADIX_LEVEL_ROOT] = {
	[KVMPPC_RADIX_LEVEL_PAGE]	= "kvm-hv-radix-page",
	[KVMPPC_RADIX_LEVEL_2M]		= "kvm-hv-radix-2m",
	[KVMPPC_RADIX_LEVEL_1G]		= "kvm-hv-radix-1g",
};

/**
 * kvmppc_radix_cache_exit() - undo kvmppc_radix_cache_init()
 *
 * No VM is left.
 */
void kvmppc_radix_cache_exit(void)
{
	unsigned int level;

	for (level = 0; level < KVMPPC_RADIX_LEVEL_ROOT; level++) {
		kmem_cache_destroy(table_caches[level]);
		table_caches[level] = NULL;
	}
}

/**
 * kvmppc_radix_cache_init() - make the caches that tables come from
 *
 * At module load; may sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int kvmppc_radix_cache_init(void)
{
	unsigned int level;

	for (level = 0; level < KVMPPC_RADIX_LEVEL_ROOT; level++) {
		size_t size = sizeof(__be64) << kvmppc_radix_bits(level);

		table_caches[level] = kmem_cache_create(table_cache_names[level],
							size, size,
							SLAB_ACCOUNT, NULL);
		if (!table_caches[level]) {
			kvmppc_radix_cache_exit();
			return -ENOMEM;
		}
	}
	return 0;
}

/**
 * kvmppc_radix_table_alloc() - a zeroed table
 * @level: below the root's
 *
 * May sleep.
 *
 * Return: the table, NULL where memory is short.
 */
__be64 *kvmppc_radix_table_alloc(unsigned int level)
{
	return kmem_cache_zalloc(table_caches[level], GFP_KERNEL_ACCOUNT);
}

/* Any context; @table may be NULL, and no CPU may hold a way to it. */
void kvmppc_radix_table_free(__be64 *table, unsigned int level)
{
	if (table)
		kmem_cache_free(table_caches[level], table);
}

/* Count leaves of @level in the tree. */
void kvmppc_radix_count(struct kvm *kvm, unsigned int level, int n)
{
	lockdep_assert_held(&kvm->mmu_lock);
	kvm->stat[KVMPPC_VM_STAT_PAGES_MAPPED_64K + level] += n;
}

static struct radix_gather *to_radix_gather(struct kvmppc_radix_gather *gather)
{
	return container_of(gather, struct radix_gather, gather);
}

static void mark_dirty(struct kvm_memory_slot *slot, u64 gpa,
		       unsigned int level)
{
	gfn_t gfn = kvm_gpa_to_gfn(gpa);
	gfn_t end = gfn + (kvmppc_radix_size(level) >> PAGE_SHIFT);

	for (; gfn < end; gfn++)
		if (kvm_slot_holds(slot, gfn))
			kvm_dirty_log_mark(slot, gfn);
}

static void gather_leaf(struct kvmppc_radix_gather *gather, u64 pte, u64 gpa,
			unsigned int level)
{
	struct radix_gather *rg = to_radix_gather(gather);

	to_hv_vm(rg->kvm)->removals++;
	kvmppc_radix_count(rg->kvm, level, -1);
	rg->kvm->stat[KVM_VM_STAT_PAGES_UNMAPPED] +=
		kvmppc_radix_size(level) >> PAGE_SHIFT;
	if (pte & RPTE_C && rg->slot && rg->slot->dirty_bitmap)
		mark_dirty(rg->slot, gpa, level);
}

static void free_tables(struct kvmppc_radix_gather *gather)
{
	unsigned int i;

	for (i = 0; i < gather->nr_tables; i++)
		kvmppc_radix_table_free(gather->tables[i].entries,
					gather->tables[i].level);
	kvmppc_radix_gather_reset(gather);
}

static void gather_flush(struct kvmppc_radix_gather *gather)
{
	struct radix_gather *rg = to_radix_gather(gather);
	u32 lpid = to_hv_vm(rg->kvm)->lpid;
	unsigned int i;

	rg->kvm->stat[KVM_VM_STAT_TLB_FLUSHES]++;
	if (gather->nr_pages > KVMPPC_RADIX_GATHER_PAGES) {
		kvmppc_hv_world->flush_lpid(lpid);
	} else {
		for (i = 0; i < gather->nr_pages; i++) {
			const struct kvmppc_radix_page *page = &gather->pages[i];

			kvmppc_hv_world->flush_page(lpid, page->gpa,
						    kvmppc_radix_shift(page->level));
		}
		if (gather->nr_tables)
			kvmppc_hv_world->flush_pwc(lpid);
	}
	free_tables(gather);
}

static const struct kvmppc_radix_gather_ops gather_ops = {
	.leaf	= gather_leaf,
	.flush	= gather_flush,
};

/**
 * kvmppc_radix_gather_begin() - gather what an operation on a tree lets go
 * @kvm: whose tree; mmu_lock held until the gather is flushed
 * @slot: where all of it lies, written pages go to its dirty bitmap; NULL
 *	where nobody wants to know of them
 *
 * Return: the VM's gather.
 */
struct radix_gather *kvmppc_radix_gather_begin(struct kvm *kvm,
					       struct kvm_memory_slot *slot)
{
	struct radix_gather *rg = to_hv_vm(kvm)->gather;

	lockdep_assert_held(&kvm->mmu_lock);
	kvmppc_radix_gather_init(&rg->gather, &gather_ops);
	rg->slot = slot;
	return rg;
}

/**
 * kvmppc_radix_init() - an empty tree for a VM
 * @hv: the VM, being made; may sleep
 *
 * Return: 0 or -ENOMEM.
 */
int kvmppc_radix_init(struct kvmppc_hv_vm *hv)
{
	struct page *page = alloc_pages(GFP_KERNEL_ACCOUNT | __GFP_ZERO,
					get_order(ROOT_SIZE));

	if (!page)
		return -ENOMEM;
	hv->gather = kzalloc(sizeof(*hv->gather), GFP_KERNEL_ACCOUNT);
	if (!hv->gather) {
		__free_pages(page, get_order(ROOT_SIZE));
		return -ENOMEM;
	}
	hv->gather->kvm = &hv->ppc.kvm;
	hv->removals = 1;
	hv->root = page_address(page);
	return 0;
}

static void discard_leaf(struct kvmppc_radix_gather *gather, u64 pte, u64 gpa,
			 unsigned int level)
{
}

static void discard_flush(struct kvmppc_radix_gather *gather)
{
	free_tables(gather);
	cond_resched();
}

static const struct kvmppc_radix_gather_ops discard_ops = {
	.leaf	= discard_leaf,
	.flush	= discard_flush,
};

/**
 * kvmppc_radix_destroy() - free a VM's tree
 * @hv: a VM that nobody uses any more. Its partition table entry must be gone
 *	and flushed: no CPU may know of the tree. May sleep.
 */
void kvmppc_radix_destroy(struct kvmppc_hv_vm *hv)
{
	struct kvmppc_radix_gather gather;

	if (!hv->root)
		return;
	kvmppc_radix_gather_init(&gather, &discard_ops);
	kvmppc_radix_tree_unmap(hv->root, 0, hv->reach, &gather);
	kvmppc_radix_gather_flush(&gather);
	free_pages((unsigned long)hv->root, get_order(ROOT_SIZE));
	hv->root = NULL;
	kfree(hv->gather);
}

/**
 * kvmppc_radix_patb0() - what the partition table says of the tree
 * @hv: the VM
 *
 * Return: doubleword 0 of the entry (Power ISA 3.1B Book III 6.7.6.1).
 */
u64 kvmppc_radix_patb0(const struct kvmppc_hv_vm *hv)
{
	return RTREE_HOST_RADIX | rtree_entry(__pa(hv->root),
					      KVMPPC_RADIX_ADDRESS_BITS,
					      KVMPPC_RADIX_ROOT_BITS);
}

/**
 * kvmppc_radix_memslot_prepare() - kvm_arch_memslot_prepare() of a radix VM
 * @kvm: the VM
 * @old: unused
 * @new: the slot to be, or NULL
 *
 * Return: 0, -EINVAL for a slot that the tree does not reach.
 */
int kvmppc_radix_memslot_prepare(struct kvm *kvm,
				 const struct kvm_memory_slot *old,
				 const struct kvm_memory_slot *new)
{
	if (new && new->base_gfn + new->npages >
		   KVMPPC_RADIX_LIMIT >> PAGE_SHIFT)
		return -EINVAL;
	return 0;
}

static u64 range_start(const struct kvm_gfn_range *range)
{
	return (u64)range->start << PAGE_SHIFT;
}

static u64 range_end(const struct kvm_gfn_range *range)
{
	return (u64)range->end << PAGE_SHIFT;
}

/**
 * kvmppc_radix_unmap() - kvm_arch_unmap_gfn_range() of a radix VM
 * @kvm: the VM; mmu_lock held
 * @range: pages of one slot; a larger leaf that has one of them goes whole
 */
void kvmppc_radix_unmap(struct kvm *kvm, const struct kvm_gfn_range *range)
{
	struct radix_gather *rg = kvmppc_radix_gather_begin(kvm, range->slot);

	kvmppc_vpa_unmap(kvm, range);
	kvmppc_radix_tree_unmap(to_hv_vm(kvm)->root, range_start(range),
				range_end(range), &rg->gather);
	kvmppc_radix_gather_flush(&rg->gather);
}

/* Find a page in the tree, and where the kernel has it. */
static int peek_find(struct kvm *kvm, gfn_t gfn, struct kvmppc_hv_peek *peek)
{
	u64 hpa, pte;

	pte = kvmppc_radix_tree_find(to_hv_vm(kvm)->root,
				     (u64)gfn << PAGE_SHIFT, &hpa);
	if (!(pte & RPTE_READ) || (pte & RPTE_ATT) != RPTE_ATT_NORMAL ||
	    !pfn_valid(PHYS_PFN(hpa)))
		return -EAGAIN;
	*peek = (struct kvmppc_hv_peek) {
		.gfn = gfn,
		.removals = to_hv_vm(kvm)->removals,
		.addr = __va(hpa),
	};
	return 0;
}

/**
 * kvmppc_radix_peek() - read guest memory that the guest has mapped
 * @vcpu: whose; mmu_lock held
 * @gpa: address of a doubleword
 * @val: takes it
 *
 * By the tree, in place of the slots and a copy from userspace: what an
 * instruction or a table entry that the guest has just used is read by. Does
 * not sleep.
 *
 * Return: 0; -EAGAIN where the guest has no translation of it now.
 */
int kvmppc_radix_peek(struct kvm_vcpu *vcpu, gpa_t gpa, __be64 *val)
{
	gfn_t gfn = kvm_gpa_to_gfn(gpa);
	struct kvmppc_hv_peek *peek;

	lockdep_assert_held(&vcpu->kvm->mmu_lock);
	peek = &to_hv_vcpu(vcpu)->peeks[gfn % KVMPPC_HV_PEEKS];
	if (unlikely(peek->gfn != gfn ||
		     peek->removals != to_hv_vm(vcpu->kvm)->removals) &&
	    peek_find(vcpu->kvm, gfn, peek))
		return -EAGAIN;
	*val = *(const __be64 *)(peek->addr + (gpa & ~PAGE_MASK));
	return 0;
}

static void age_leaf(void *opaque, __be64 *entry, u64 gpa, unsigned int level)
{
	struct kvmppc_radix_gather *gather = opaque;

	if (!(kvmppc_rpte_read(entry) & RPTE_R))
		return;
	kvmppc_rpte_update(entry, RPTE_R, 0);
	kvmppc_radix_gather_page(gather, gpa, level);
}

/**
 * kvmppc_radix_age() - kvm_arch_age_gfn_range() of a radix VM
 * @kvm: the VM; mmu_lock held
 * @range: pages of one slot
 *
 * Flushed, or a page that a CPU keeps in its TLB would seem to be idle.
 *
 * Return: true where R was set.
 */
bool kvmppc_radix_age(struct kvm *kvm, const struct kvm_gfn_range *range)
{
	struct radix_gather *rg = kvmppc_radix_gather_begin(kvm, range->slot);
	bool young;

	kvmppc_radix_tree_for_each(to_hv_vm(kvm)->root, range_start(range),
				   range_end(range), age_leaf, &rg->gather);
	young = rg->gather.nr_pages;
	kvmppc_radix_gather_flush(&rg->gather);
	return young;
}

static void test_age_leaf(void *opaque, __be64 *entry, u64 gpa,
			  unsigned int level)
{
	bool *young = opaque;

	if (kvmppc_rpte_read(entry) & RPTE_R)
		*young = true;
}

/**
 * kvmppc_radix_test_age() - kvm_arch_test_age_gfn_range() of a radix VM
 * @kvm: the VM; mmu_lock held
 * @range: pages of one slot
 *
 * Return: true where R is set.
 */
bool kvmppc_radix_test_age(struct kvm *kvm, const struct kvm_gfn_range *range)
{
	bool young = false;

	lockdep_assert_held(&kvm->mmu_lock);
	kvmppc_radix_tree_for_each(to_hv_vm(kvm)->root, range_start(range),
				   range_end(range), test_age_leaf, &young);
	return young;
}

/**
 * struct dirty_arm - a word of a slot's pages
 * @rg:		what is to be flushed; names the slot
 * @first:	guest page of bit 0
 * @mask:	the pages asked for
 */
struct dirty_arm {
	struct radix_gather *rg;
	gfn_t first;
	unsigned long mask;
};

static void dirty_arm_leaf(void *opaque, __be64 *entry, u64 gpa,
			   unsigned int level)
{
	struct dirty_arm *arm = opaque;
	gfn_t gfn = kvm_gpa_to_gfn(gpa);

	if (!(kvmppc_rpte_read(entry) & RPTE_C))
		return;
	/* A logging slot has no leaves but pages: kvmppc_radix_dirty_start(). */
	if (!level && !(arm->mask >> (gfn - arm->first) & 1))
		return;
	kvmppc_rpte_update(entry, RPTE_C, 0);
	mark_dirty(arm->rg->slot, gpa, level);
	kvmppc_radix_gather_page(&arm->rg->gather, gpa, level);
}

/**
 * kvmppc_radix_dirty_arm() - kvm_arch_dirty_log_arm() of a radix VM
 * @kvm: the VM; mmu_lock held
 * @slot: a slot with a dirty bitmap
 * @first: index of a page of the slot
 * @mask: pages from @first on
 *
 * Pages stay writable: C is what notices the next write. A write before the
 * flush may go through a TLB entry that has C already; its page is in the
 * bitmap, which the caller reads after the flush.
 */
void kvmppc_radix_dirty_arm(struct kvm *kvm, struct kvm_memory_slot *slot,
			    unsigned long first, unsigned long mask)
{
	struct dirty_arm arm = {
		.first = slot->base_gfn + first,
		.mask = mask,
	};

	if (!mask)
		return;
	arm.rg = kvmppc_radix_gather_begin(kvm, slot);
	kvmppc_radix_tree_for_each(to_hv_vm(kvm)->root,
				   (u64)(arm.first + __ffs(mask)) << PAGE_SHIFT,
				   (u64)(arm.first + __fls(mask) + 1) << PAGE_SHIFT,
				   dirty_arm_leaf, &arm);
	kvmppc_radix_gather_flush(&arm.rg->gather);
}

static void dirty_start_leaf(void *opaque, __be64 *entry, u64 gpa,
			     unsigned int level)
{
	struct radix_gather *rg = opaque;

	if (level) {
		kvmppc_radix_tree_unmap(to_hv_vm(rg->kvm)->root, gpa,
					gpa + kvmppc_radix_size(level),
					&rg->gather);
	} else if (kvmppc_rpte_read(entry) & RPTE_C) {
		kvmppc_rpte_update(entry, RPTE_C, 0);
		kvmppc_radix_gather_page(&rg->gather, gpa, level);
	}
}

/**
 * kvmppc_radix_dirty_start() - kvm_arch_dirty_log_start() of a radix VM
 * @kvm: the VM; mmu_lock held
 * @range: pages of the logging version of a slot; faults find no other any
 *	more, and map by the page
 *
 * What was written before is no concern of the log.
 */
void kvmppc_radix_dirty_start(struct kvm *kvm,
			      const struct kvm_gfn_range *range)
{
	struct radix_gather *rg = kvmppc_radix_gather_begin(kvm, NULL);

	kvmppc_vpa_unmap(kvm, range);
	kvmppc_radix_tree_for_each(to_hv_vm(kvm)->root, range_start(range),
				   range_end(range), dirty_start_leaf, rg);
	kvmppc_radix_gather_flush(&rg->gather);
}
