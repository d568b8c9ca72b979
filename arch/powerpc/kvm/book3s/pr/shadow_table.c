// SPDX-License-Identifier: GPL-2.0
/*
 * Which entries of the host's hashed page table are a VM's: found by where they
 * are, by the guest's page that they come of and by the memory that they lead
 * to, and flushed as the guest or the host asks. Under kvm.mmu_lock.
 */
#include <linux/bitops.h>
#include <linux/hash.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "shadow.h"

/* Spare entries are made so many at a time. */
#define SPARE_BATCH	32

/* Pages at the most that a flush removes before others may have mmu_lock. */
#define FLUSH_PAGES	64

static struct kmem_cache *page_cache;

/**
 * kvmppc_pr_shadow_cache_init() - make the caches of shadow translations
 *
 * At module load; may sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int kvmppc_pr_shadow_cache_init(void)
{
	page_cache = KMEM_CACHE(kvmppc_pr_shadow_page, SLAB_ACCOUNT);
	if (!page_cache)
		return -ENOMEM;
	if (kvmppc_pr_segment_cache_init()) {
		kmem_cache_destroy(page_cache);
		return -ENOMEM;
	}
	return 0;
}

/* Undoes kvmppc_pr_shadow_cache_init(); no VM is left. */
void kvmppc_pr_shadow_cache_exit(void)
{
	kvmppc_pr_segment_cache_exit();
	kmem_cache_destroy(page_cache);
}

static struct hlist_head *place_bucket(struct kvmppc_pr_shadow *shadow,
				       u64 vsid, u32 offset)
{
	u64 place = vsid << KVMPPC_HOST_SEGMENT_SHIFT | offset;

	return &shadow->by_place[hash_64(place, KVMPPC_PR_PAGE_HASH_BITS)];
}

static struct hlist_head *gfn_bucket(struct kvmppc_pr_shadow *shadow, gfn_t gfn)
{
	return &shadow->by_gfn[hash_64(gfn, KVMPPC_PR_PAGE_HASH_BITS)];
}

/* The index in its segment of a 32-bit core's page. */
static u32 guest_index(u64 guest)
{
	return guest >> KVMPPC_HOST_HPTE_SHIFT & 0xffff;
}

static struct hlist_head *guest_bucket(struct kvmppc_pr_shadow *shadow,
				       u64 guest)
{
	if (guest & KVMPPC_PR_GUEST_INDEX)
		guest = guest_index(guest);
	return &shadow->by_guest[hash_64(guest, KVMPPC_PR_PAGE_HASH_BITS)];
}

static void return_spare(struct kvmppc_pr_shadow *shadow,
			 struct kvmppc_pr_shadow_page *page)
{
	hlist_add_head(&page->by_place, &shadow->spare_pages);
	shadow->nr_spare_pages++;
}

/**
 * kvmppc_pr_page_remove() - take a translation away
 * @shadow: whose; mmu_lock held
 * @page: it is spare afterwards. No CPU uses it any more
 */
void kvmppc_pr_page_remove(struct kvmppc_pr_shadow *shadow,
			   struct kvmppc_pr_shadow_page *page)
{
	if (!page->soft)
		kvmppc_host_hpte_invalidate(&page->hpte);
	shadow->removals++;
	hlist_del(&page->by_place);
	hlist_del(&page->by_gfn);
	hlist_del_init(&page->by_guest);
	list_del(&page->age);
	list_del(&page->in_segment);
	page->segment->nr_pages--;
	shadow->nr_pages--;
	return_spare(shadow, page);
}

/**
 * kvmppc_pr_pages_spare() - have spare entries
 * @kvm: the VM; mmu_lock not held; may sleep
 * @nr: how many, few
 *
 * Return: 0, and kvmppc_pr_page_map() finds them unless others took them;
 * -ENOMEM.
 */
int kvmppc_pr_pages_spare(struct kvm *kvm, unsigned int nr)
{
	struct kvmppc_pr_shadow *shadow = kvmppc_pr_shadow_of(kvm);
	struct kvmppc_pr_shadow_page *page;
	void *batch[SPARE_BATCH];
	unsigned int i;

	if (READ_ONCE(shadow->nr_spare_pages) >= nr ||
	    READ_ONCE(shadow->nr_pages) >= KVMPPC_PR_PAGES_MAX)
		return 0;
	if (!kmem_cache_alloc_bulk(page_cache, GFP_KERNEL_ACCOUNT, SPARE_BATCH,
				   batch))
		return -ENOMEM;
	spin_lock(&kvm->mmu_lock);
	for (i = 0; i < SPARE_BATCH; i++) {
		page = batch[i];
		INIT_HLIST_NODE(&page->by_guest);
		return_spare(shadow, page);
	}
	spin_unlock(&kvm->mmu_lock);
	return 0;
}

static void remove_oldest(struct kvmppc_pr_shadow *shadow)
{
	kvmppc_pr_page_remove(shadow,
			      list_first_entry(&shadow->ages,
					       struct kvmppc_pr_shadow_page,
					       age));
}

/* A spare entry; the oldest one's, where the VM has as many as it may. */
static struct kvmppc_pr_shadow_page *take_spare(struct kvmppc_pr_shadow *shadow)
{
	struct kvmppc_pr_shadow_page *page;

	if (hlist_empty(&shadow->spare_pages)) {
		if (!shadow->nr_pages)
			return NULL;
		remove_oldest(shadow);
	}
	page = hlist_entry(shadow->spare_pages.first,
			   struct kvmppc_pr_shadow_page, by_place);
	hlist_del(&page->by_place);
	shadow->nr_spare_pages--;
	return page;
}

/* A place may have two pages: the hardware's and a soft one. */
static struct kvmppc_pr_shadow_page *
page_at(struct kvmppc_pr_shadow *shadow, const struct kvmppc_host_hpte *hpte,
	bool soft)
{
	struct kvmppc_pr_shadow_page *page;

	hlist_for_each_entry(page, place_bucket(shadow, hpte->vsid,
						hpte->offset), by_place)
		if (page->hpte.vsid == hpte->vsid &&
		    page->hpte.offset == hpte->offset && page->soft == soft)
			return page;
	return NULL;
}

/* Memory that is cached, and so where the kernel has all of it. */
static void *memory_of(const struct kvmppc_host_pte *pte, u8 shift)
{
	if (pte->caching != KVMPPC_HOST_CACHED || !pfn_valid(PHYS_PFN(pte->pa)))
		return NULL;
	return __va(pte->pa >> shift << shift);
}

/* What the vCPU has at an address, NULL for nothing. */
static struct kvmppc_pr_shadow_page *page_of(struct kvm_vcpu *vcpu, u64 ea,
					     bool soft)
{
	const struct kvmppc_pr_segment *segment =
		kvmppc_pr_segment_find(to_pr_vcpu(vcpu), ea);
	struct kvmppc_host_hpte hpte;

	lockdep_assert_held(&vcpu->kvm->mmu_lock);
	if (!segment)
		return NULL;
	hpte.vsid = segment->vsid;
	hpte.offset = ea & GENMASK(KVMPPC_HOST_SEGMENT_SHIFT - 1,
				   segment->shift);
	return page_at(kvmppc_pr_shadow_of(vcpu->kvm), &hpte, soft);
}

static bool permits(const struct kvmppc_pr_shadow_page *page,
		    enum kvmppc_access access)
{
	switch (access) {
	case KVMPPC_STORE:
		return page->hpte.writable;
	case KVMPPC_FETCH:
		return page->hpte.executable;
	default:
		return page->loadable;
	}
}

/**
 * kvmppc_pr_shadow_memory() - where the kernel has what a guest address means
 * @vcpu: the calling thread's; mmu_lock held
 * @ea: address, cut to 32 bits where MSR[SF] is 0
 * @access: what is to be done there
 * @memory: the page, good as long as mmu_lock is held
 *
 * Return: false where the shadow has no translation, or none for such an access.
 */
bool kvmppc_pr_shadow_memory(struct kvm_vcpu *vcpu, u64 ea,
			     enum kvmppc_access access,
			     struct kvmppc_pr_memory *memory)
{
	const struct kvmppc_pr_shadow_page *page = page_of(vcpu, ea, false);

	if (access == KVMPPC_FETCH && !(page && permits(page, access)))
		page = page_of(vcpu, ea, true);
	if (!page || !page->memory || !permits(page, access))
		return false;
	memory->at = page->memory;
	memory->shift = page->hpte.shift;
	memory->writable = page->hpte.writable;
	return true;
}

/**
 * kvmppc_pr_shadow_drop_code() - have an access to data find data
 * @vcpu: the calling thread's
 * @ea: an address, cut to 32 bits where MSR[SF] is 0
 *
 * Where the hardware, in the space that the guest is in, has a page for code
 * there and data is another, that goes. Takes mmu_lock.
 */
void kvmppc_pr_shadow_drop_code(struct kvm_vcpu *vcpu, u64 ea)
{
	struct kvmppc_pr_shadow_page *page;

	spin_lock(&vcpu->kvm->mmu_lock);
	page = page_of(vcpu, ea, false);
	if (page && !page->loadable)
		kvmppc_pr_page_remove(kvmppc_pr_shadow_of(vcpu->kvm), page);
	spin_unlock(&vcpu->kvm->mmu_lock);
}

/**
 * kvmppc_pr_shadow_byte() - where the kernel has the byte at a guest address
 * @vcpu: the calling thread's; mmu_lock held
 * @ea: address, cut to 32 bits where MSR[SF] is 0
 * @access: what is to be done there
 *
 * Return: the byte, NULL where kvmppc_pr_shadow_memory() returns false.
 */
void *kvmppc_pr_shadow_byte(struct kvm_vcpu *vcpu, u64 ea,
			    enum kvmppc_access access)
{
	struct kvmppc_pr_memory memory;

	if (!kvmppc_pr_shadow_memory(vcpu, ea, access, &memory))
		return NULL;
	return memory.at + (ea & GENMASK(memory.shift - 1, 0));
}

/**
 * kvmppc_pr_page_is_mapped() - is there a translation already?
 * @kvm: the VM; mmu_lock held
 * @segment: where
 * @ea: an address in it
 * @n: the page is the n-th after that of @ea
 *
 * Return: whether there is one, unless the host threw it out.
 */
bool kvmppc_pr_page_is_mapped(struct kvm *kvm,
			      const struct kvmppc_pr_segment *segment, u64 ea,
			      unsigned int n)
{
	u32 offset = ea & GENMASK(KVMPPC_HOST_SEGMENT_SHIFT - 1,
				  segment->shift);
	const struct kvmppc_host_hpte hpte = {
		.vsid = segment->vsid,
		.offset = offset + (n << segment->shift),
	};

	return page_at(kvmppc_pr_shadow_of(kvm), &hpte, false);
}

/**
 * kvmppc_pr_page_map() - make a translation
 * @kvm: the VM; mmu_lock held
 * @segment: where; it has references
 * @want: what: its hpte, gfn and guest
 * @pte: the host's own mapping of the memory, good as long as mmu_lock is held
 *
 * In place of what the segment had there.
 *
 * Return: 0, -ENOMEM, or as kvmppc_host_hpte_insert().
 */
int kvmppc_pr_page_map(struct kvm *kvm, struct kvmppc_pr_segment *segment,
		       const struct kvmppc_pr_shadow_page *want,
		       const struct kvmppc_host_pte *pte)
{
	struct kvmppc_pr_shadow *shadow = kvmppc_pr_shadow_of(kvm);
	struct kvmppc_pr_shadow_page *page = page_at(shadow, &want->hpte,
						     want->soft);
	int ret;

	lockdep_assert_held(&kvm->mmu_lock);
	if (page)
		kvmppc_pr_page_remove(shadow, page);
	page = take_spare(shadow);
	if (!page)
		return -ENOMEM;
	page->hpte = want->hpte;
	page->gfn = want->gfn;
	page->memory = memory_of(pte, want->hpte.shift);
	page->guest = want->guest;
	page->soft = want->soft;
	page->loadable = want->loadable;
	page->segment = segment;
	ret = page->soft ? 0 : kvmppc_host_hpte_insert(&page->hpte, pte);
	if (ret) {
		return_spare(shadow, page);
		return ret;
	}
	hlist_add_head(&page->by_place, place_bucket(shadow, page->hpte.vsid,
						     page->hpte.offset));
	hlist_add_head(&page->by_gfn, gfn_bucket(shadow, page->gfn));
	if (page->guest)
		hlist_add_head(&page->by_guest,
			       guest_bucket(shadow, page->guest));
	list_add_tail(&page->age, &shadow->ages);
	list_add_tail(&page->in_segment, &segment->pages);
	segment->nr_pages++;
	shadow->nr_pages++;
	return 0;
}

/**
 * kvmppc_pr_shadow_init() - no translations yet, for a new VM
 * @kvm: the VM, being made; may sleep
 *
 * Return: 0, -ENOMEM, -ENOSPC where the host's virtual address space is used
 * up.
 */
int kvmppc_pr_shadow_init(struct kvm *kvm)
{
	struct kvmppc_pr_shadow *shadow;
	int context;

	shadow = kvzalloc(sizeof(*shadow), GFP_KERNEL_ACCOUNT);
	if (!shadow)
		return -ENOMEM;
	context = kvmppc_host_context_alloc();
	if (context < 0) {
		kvfree(shadow);
		return context;
	}
	shadow->context = context;
	shadow->large_shift = kvmppc_host_hpte_large_shift();
	INIT_LIST_HEAD(&shadow->idle);
	INIT_LIST_HEAD(&shadow->retired);
	INIT_LIST_HEAD(&shadow->spare);
	INIT_LIST_HEAD(&shadow->ages);
	to_pr_vm(kvm)->shadow = shadow;
	return 0;
}

/**
 * kvmppc_pr_shadow_destroy() - undo kvmppc_pr_shadow_init()
 * @kvm: nobody uses it any more; may sleep
 */
void kvmppc_pr_shadow_destroy(struct kvm *kvm)
{
	struct kvmppc_pr_shadow *shadow = kvmppc_pr_shadow_of(kvm);
	struct kvmppc_pr_shadow_page *page;
	struct hlist_node *next;

	if (!shadow)
		return;
	while (!list_empty(&shadow->ages)) {
		remove_oldest(shadow);
		cond_resched();
	}
	hlist_for_each_entry_safe(page, next, &shadow->spare_pages, by_place)
		kmem_cache_free(page_cache, page);
	kvmppc_pr_segments_free(shadow);
	kvmppc_host_context_free(shadow->context);
	kvfree(shadow);
	to_pr_vm(kvm)->shadow = NULL;
}

/*
 * A fault that read the guest's page table before now makes nothing of it. What
 * the guest has stored there is visible to who sees the number.
 */
static void outdate_faults(struct kvmppc_pr_shadow *shadow)
{
	/* Pairs with fault_try(). */
	smp_store_release(&shadow->seq, shadow->seq + 1);
}

/* Does a flush of @guest mean the page? */
static bool is_flushed(const struct kvmppc_pr_shadow_page *page, u64 guest)
{
	if (guest & KVMPPC_PR_GUEST_INDEX)
		return page->guest & KVMPPC_PR_GUEST_INDEX &&
		       guest_index(page->guest) == guest_index(guest);
	return page->guest == guest;
}

/* False where some may be left. */
static bool flush_some(struct kvmppc_pr_shadow *shadow, u64 guest)
{
	struct kvmppc_pr_shadow_page *page;
	struct hlist_node *next;
	unsigned int nr = 0;

	hlist_for_each_entry_safe(page, next, guest_bucket(shadow, guest),
				  by_guest) {
		if (!is_flushed(page, guest))
			continue;
		if (nr++ == FLUSH_PAGES)
			return false;
		kvmppc_pr_page_remove(shadow, page);
	}
	return true;
}

/*
 * A page of the guest's may be in as many places as there are entries. False
 * where interrupts would be off for too long.
 */
static bool flush_guest(struct kvm *kvm, u64 guest, bool may_sleep)
{
	struct kvmppc_pr_shadow *shadow = kvmppc_pr_shadow_of(kvm);
	unsigned int round;
	bool done;

	for (round = 0; round <= KVMPPC_PR_PAGES_MAX / FLUSH_PAGES; round++) {
		spin_lock(&kvm->mmu_lock);
		outdate_faults(shadow);
		done = flush_some(shadow, guest);
		spin_unlock(&kvm->mmu_lock);
		if (done || !may_sleep)
			return done;
		cond_resched();
	}
	/* What is there now was mapped meanwhile, of what the guest has now. */
	return true;
}

/**
 * kvmppc_pr_shadow_flush_page() - the guest invalidates a page
 * @kvm: the VM
 * @page: the page, large or not, of a 64-bit core
 * @may_sleep: interrupts are on
 *
 * Where it returns true, no CPU uses a translation that came of it.
 *
 * Context: any, as @may_sleep says; takes mmu_lock.
 * Return: false where it is in so many places that it has to sleep.
 */
bool kvmppc_pr_shadow_flush_page(struct kvm *kvm,
				 const struct kvmppc_pr_page *page,
				 bool may_sleep)
{
	return flush_guest(kvm, kvmppc_pr_guest_page(page), may_sleep);
}

/**
 * kvmppc_pr_shadow_flush_index() - tlbie of a 32-bit core
 * @kvm: the VM
 * @ea: RB: its bits 4 to 19 are the page's, in whatever segment
 * @may_sleep: interrupts are on
 *
 * Context, return: as kvmppc_pr_shadow_flush_page().
 */
bool kvmppc_pr_shadow_flush_index(struct kvm *kvm, u32 ea, bool may_sleep)
{
	return flush_guest(kvm, (ea & 0x0ffff000) | KVMPPC_PR_GUEST_INDEX,
			   may_sleep);
}

/**
 * kvmppc_pr_shadow_flush_all() - the guest invalidates all it has
 * @kvm: the VM
 *
 * What other vCPUs map meanwhile may stay: it is of what they find now.
 *
 * Context: sleeps; takes mmu_lock.
 */
void kvmppc_pr_shadow_flush_all(struct kvm *kvm)
{
	struct kvmppc_pr_shadow *shadow = kvmppc_pr_shadow_of(kvm);
	unsigned int nr;

	spin_lock(&kvm->mmu_lock);
	outdate_faults(shadow);
	for (nr = shadow->nr_pages; nr && shadow->nr_pages; nr--) {
		remove_oldest(shadow);
		cond_resched_lock(&kvm->mmu_lock);
	}
	spin_unlock(&kvm->mmu_lock);
}

typedef bool page_fn(struct kvmppc_pr_shadow *shadow,
		     struct kvmppc_pr_shadow_page *page);

/* Call @fn on the pages that lead to @gfn; whether any call said true. */
static bool for_gfn(struct kvmppc_pr_shadow *shadow, gfn_t gfn, page_fn *fn)
{
	struct kvmppc_pr_shadow_page *page;
	struct hlist_node *next;
	bool ret = false;

	hlist_for_each_entry_safe(page, next, gfn_bucket(shadow, gfn), by_gfn)
		if (page->gfn == gfn)
			ret |= fn(shadow, page);
	return ret;
}

/* As for_gfn(), of a range: by the smaller of range and table. */
static bool for_range(struct kvm *kvm, const struct kvm_gfn_range *range,
		      page_fn *fn)
{
	struct kvmppc_pr_shadow *shadow = kvmppc_pr_shadow_of(kvm);
	struct kvmppc_pr_shadow_page *page, *next;
	bool ret = false;
	gfn_t gfn;

	lockdep_assert_held(&kvm->mmu_lock);
	if (range->end - range->start <= shadow->nr_pages) {
		for (gfn = range->start; gfn < range->end; gfn++)
			ret |= for_gfn(shadow, gfn, fn);
		return ret;
	}
	list_for_each_entry_safe(page, next, &shadow->ages, age)
		if (page->gfn >= range->start && page->gfn < range->end)
			ret |= fn(shadow, page);
	return ret;
}

static bool remove_page(struct kvmppc_pr_shadow *shadow,
			struct kvmppc_pr_shadow_page *page)
{
	kvmppc_pr_page_remove(shadow, page);
	return true;
}

static bool remove_writable(struct kvmppc_pr_shadow *shadow,
			    struct kvmppc_pr_shadow_page *page)
{
	if (!page->hpte.writable)
		return false;
	kvmppc_pr_page_remove(shadow, page);
	return true;
}

static bool is_mapped(struct kvmppc_pr_shadow *shadow,
		      struct kvmppc_pr_shadow_page *page)
{
	return true;
}

/**
 * kvmppc_pr_shadow_unmap() - kvm_arch_unmap_gfn_range() of kvm-pr
 * @kvm: the VM; mmu_lock held
 * @range: pages of one slot
 */
void kvmppc_pr_shadow_unmap(struct kvm *kvm, const struct kvm_gfn_range *range)
{
	u32 before = kvmppc_pr_shadow_of(kvm)->nr_pages;

	if (for_range(kvm, range, remove_page)) {
		kvm->stat[KVM_VM_STAT_PAGES_UNMAPPED] +=
			before - kvmppc_pr_shadow_of(kvm)->nr_pages;
		kvm->stat[KVM_VM_STAT_TLB_FLUSHES]++;
	}
}

/**
 * kvmppc_pr_shadow_age() - kvm_arch_age_gfn_range() of kvm-pr
 * @kvm: the VM; mmu_lock held
 * @range: pages of one slot
 *
 * The host does not show us the R bits of its table. What is mapped counts as
 * referenced and is unmapped, so that the next reference makes it so again.
 *
 * Return: true where anything was mapped.
 */
bool kvmppc_pr_shadow_age(struct kvm *kvm, const struct kvm_gfn_range *range)
{
	return for_range(kvm, range, remove_page);
}

/**
 * kvmppc_pr_shadow_test_age() - kvm_arch_test_age_gfn_range() of kvm-pr
 * @kvm: the VM; mmu_lock held
 * @range: pages of one slot
 *
 * Return: true where anything is mapped.
 */
bool kvmppc_pr_shadow_test_age(struct kvm *kvm,
			       const struct kvm_gfn_range *range)
{
	return for_range(kvm, range, is_mapped);
}

/**
 * kvmppc_pr_shadow_dirty_arm() - kvm_arch_dirty_log_arm() of kvm-pr
 * @kvm: the VM; mmu_lock held
 * @slot: a slot with a dirty bitmap
 * @first: index of a page of the slot
 * @mask: pages from @first on
 *
 * A page is marked when it is mapped for writing (shadow.c), so all that has
 * been written is in the bitmap, and the next write has to fault.
 */
void kvmppc_pr_shadow_dirty_arm(struct kvm *kvm, struct kvm_memory_slot *slot,
				unsigned long first, unsigned long mask)
{
	struct kvmppc_pr_shadow *shadow = kvmppc_pr_shadow_of(kvm);

	lockdep_assert_held(&kvm->mmu_lock);
	for (; mask; mask &= mask - 1)
		for_gfn(shadow, slot->base_gfn + first + __ffs(mask),
			remove_writable);
}

/**
 * kvmppc_pr_shadow_dirty_start() - kvm_arch_dirty_log_start() of kvm-pr
 * @kvm: the VM; mmu_lock held
 * @range: pages of the logging version of a slot
 */
void kvmppc_pr_shadow_dirty_start(struct kvm *kvm,
				  const struct kvm_gfn_range *range)
{
	for_range(kvm, range, remove_writable);
}
