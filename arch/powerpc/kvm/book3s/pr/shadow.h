/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shadow translations of a VM: the segments that its vCPUs run with (segment.c),
 * the entries of the host's hashed page table in them (shadow_table.c), and
 * the faults that make those (shadow.c). All of it is under kvm.mmu_lock.
 */
#ifndef KVM_PR_SHADOW_H
#define KVM_PR_SHADOW_H

#include <linux/list.h>

#include "../../host/hpte.h"
#include "pr.h"

#define KVMPPC_PR_SEGMENT_HASH_BITS	10
#define KVMPPC_PR_PAGE_HASH_BITS	13

/* Entries of the host's table that a VM may have at a time. */
#define KVMPPC_PR_PAGES_MAX		(1U << 16)

/* A page that leads to none of the guest's: it is in no slot. */
#define KVMPPC_PR_GFN_NONE		(~0ULL)

/* What kvmppc_pr_segment_key.flags says. */
#define KVMPPC_PR_SEGMENT_REAL		0x01	/* translation is off */
#define KVMPPC_PR_SEGMENT_PAGE		0x02	/* a guest segment */
#define KVMPPC_PR_SEGMENT_1T		0x04	/* a piece of one of 1T */
#define KVMPPC_PR_SEGMENT_KEY		0x08	/* Ks or Kp, the one that counts */
#define KVMPPC_PR_SEGMENT_N		0x10	/* no-execute */
#define KVMPPC_PR_SEGMENT_MIXED		0x20	/* by address and kind of access */
#define KVMPPC_PR_SEGMENT_IR		0x40	/* mixed: fetches are translated */
#define KVMPPC_PR_SEGMENT_DR		0x80	/* mixed: data accesses are */
#define KVMPPC_PR_SEGMENT_PR		0x100	/* mixed: problem state */
#define KVMPPC_PR_SEGMENT_FINE		0x200	/* code and data are kept apart */
#define KVMPPC_PR_SEGMENT_OPEN		0x400	/* mixed: nothing is hidden */

/**
 * struct kvmppc_pr_segment_key - what the translations of a segment depend on
 * @vsid:	real: address, page: guest VSID; both in units of 256M
 * @esid:	mixed: effective address, in units of 256M
 * @bats:	mixed, with block address translation: whose, and since when
 * @magic:	mixed, with a magic page or what is watched: whose, and since when
 * @flags:	KVMPPC_PR_SEGMENT_*
 * @base_shift:	page: log2 of the base page size, else 0
 *
 * vCPUs whose segments have the same key share one, at whatever addresses. In
 * a mixed one (one of MSR[IR] and MSR[DR] is off, or a BAT maps a part of it) a
 * fetch and a load of one address may lead to different pages. The hardware has
 * the one for data, without execute permission; the other is soft.
 */
struct kvmppc_pr_segment_key {
	u64 vsid;
	u64 esid;
	u64 bats;
	u64 magic;
	u32 flags;
	u32 base_shift;
};

/**
 * struct kvmppc_pr_segment - a segment that hardware translates by
 * @hash:	among those of its key's hash; unhashed where it is retired
 * @list:	among the idle (nobody refers to it), the retired or the spare
 * @key:	what it means
 * @vsid:	the host's VSID, for the life of the object
 * @shift:	log2 of its pages' size
 * @refs:	entries of vCPUs' SLBs that it is in
 * @nr_pages:	entries in @pages
 * @pages:	what is translated in it
 * @next:	offset of the page behind those that were mapped last
 * @streak:	faults in a row that were at @next
 * @pause:	how many such are let pass, as the guest has no more pages
 */
struct kvmppc_pr_segment {
	struct hlist_node hash;
	struct list_head list;
	struct kvmppc_pr_segment_key key;
	u64 vsid;
	u8 shift;
	u32 refs;
	u32 nr_pages;
	struct list_head pages;
	u32 next;
	u8 streak;
	u8 pause;
};

/**
 * struct kvmppc_pr_shadow_page - an entry in the host's table
 * @by_place:	hashed by segment and offset
 * @by_gfn:	hashed by @gfn
 * @by_guest:	hashed by @guest, where that is not 0
 * @age:	among all of the VM, the oldest first
 * @in_segment:	among those of @segment
 * @segment:	where it is
 * @hpte:	what the host has
 * @gfn:	guest page, in host pages, that it leads to
 * @memory:	where the kernel has it, NULL where that is nowhere
 * @guest:	the guest's page that it comes of, see kvmppc_pr_guest_page()
 * @soft:	code, where data is another page: the host's table has it not
 * @loadable:	it was not made for a fetch that leads elsewhere than a load
 */
struct kvmppc_pr_shadow_page {
	struct hlist_node by_place;
	struct hlist_node by_gfn;
	struct hlist_node by_guest;
	struct list_head age;
	struct list_head in_segment;
	struct kvmppc_pr_segment *segment;
	struct kvmppc_host_hpte hpte;
	gfn_t gfn;
	void *memory;
	u64 guest;
	bool soft;
	bool loadable;
};

/**
 * struct kvmppc_pr_shadow - shadow translations of a VM
 * @context:	the host's address space for them
 * @large_shift: log2 of the largest page that a segment may be of
 * @seq:	flushes that the guest asked for: what was read of its page
 *		table before one may be gone. Read without the lock
 * @removals:	pages ever taken away
 * @bats:	generations of BATs and magic pages that were numbered
 * @nr_segments: segments ever made
 * @nr_idle:	in @idle
 * @idle:	segments without references, the oldest first
 * @retired:	segments that nobody finds any more, with pages yet to go
 * @spare:	segments without key and pages
 * @segments:	by hash of their keys
 * @nr_pages:	in @ages
 * @nr_spare_pages: in @spare_pages
 * @ages:	all pages, the oldest first
 * @spare_pages: pages not in use, by @by_place
 * @by_place, @by_gfn, @by_guest: hash tables of pages
 */
struct kvmppc_pr_shadow {
	int context;
	unsigned int large_shift;
	unsigned long seq;
	unsigned long removals;
	u64 bats;
	u32 nr_segments;
	u32 nr_idle;
	struct list_head idle;
	struct list_head retired;
	struct list_head spare;
	struct hlist_head segments[1U << KVMPPC_PR_SEGMENT_HASH_BITS];
	u32 nr_pages;
	u32 nr_spare_pages;
	struct list_head ages;
	struct hlist_head spare_pages;
	struct hlist_head by_place[1U << KVMPPC_PR_PAGE_HASH_BITS];
	struct hlist_head by_gfn[1U << KVMPPC_PR_PAGE_HASH_BITS];
	struct hlist_head by_guest[1U << KVMPPC_PR_PAGE_HASH_BITS];
};

static inline struct kvmppc_pr_shadow *kvmppc_pr_shadow_of(struct kvm *kvm)
{
	return to_pr_vm(kvm)->shadow;
}

/*
 * A guest's page as flushes name it: as much of its virtual address as tlbie
 * has, with its size and kind in the low bits. A 32-bit core's tlbie knows no
 * more than the page's index in any segment.
 */
#define KVMPPC_PR_GUEST_SHIFT	0x03f
#define KVMPPC_PR_GUEST_1T	0x040
#define KVMPPC_PR_GUEST_INDEX	0x080
#define KVMPPC_PR_GUEST_VALID	0x100

static inline u64 kvmppc_pr_guest_page(const struct kvmppc_pr_page *page)
{
	u64 vsid = page->vsid & ((1ULL << KVMPPC_PR_FLUSH_VSID_BITS) - 1);
	u64 va = vsid << page->seg_shift | page->offset;

	return (va & ~((1ULL << page->shift) - 1)) | page->shift |
	       (page->seg_shift == 40 ? KVMPPC_PR_GUEST_1T : 0) |
	       KVMPPC_PR_GUEST_VALID;
}

/* dcbz.c */
void kvmppc_pr_dcbz_replace(struct kvm_vcpu *vcpu, struct kvm_memory_slot *slot,
			    unsigned long hva, unsigned long len);

/* device.c */
void kvmppc_pr_device_remember(struct kvm_vcpu *vcpu,
			       const struct kvmppc_pr_segment *segment, u64 ea,
			       u64 gpa, bool store, unsigned long seq);

/* magic.c */
int kvmppc_pr_magic_fault(struct kvm_vcpu *vcpu,
			  struct kvmppc_pr_segment *segment, u64 ea);

/* segment.c */
struct kvmppc_pr_segment *kvmppc_pr_segment_find(struct kvmppc_pr_vcpu *pr,
						 u64 ea);
unsigned int kvmppc_pr_segment_ahead(struct kvmppc_pr_segment *segment,
				     u64 ea, unsigned int max);
void kvmppc_pr_segment_ends(struct kvmppc_pr_segment *segment, bool found);
void kvmppc_pr_segment_mapped(struct kvmppc_pr_segment *segment, u64 ea,
			      unsigned int nr);
void kvmppc_pr_segments_reap(struct kvm *kvm);
void kvmppc_pr_segments_free(struct kvmppc_pr_shadow *shadow);
int kvmppc_pr_segment_cache_init(void);
void kvmppc_pr_segment_cache_exit(void);

/* shadow_table.c */
int kvmppc_pr_pages_spare(struct kvm *kvm, unsigned int nr);
int kvmppc_pr_page_map(struct kvm *kvm, struct kvmppc_pr_segment *segment,
		       const struct kvmppc_pr_shadow_page *want,
		       const struct kvmppc_host_pte *pte);
bool kvmppc_pr_page_is_mapped(struct kvm *kvm,
			      const struct kvmppc_pr_segment *segment, u64 ea,
			      unsigned int n);
void kvmppc_pr_page_remove(struct kvmppc_pr_shadow *shadow,
			   struct kvmppc_pr_shadow_page *page);

#endif /* KVM_PR_SHADOW_H */
