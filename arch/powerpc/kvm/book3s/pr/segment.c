// SPDX-License-Identifier: GPL-2.0
/*
 * The segments that hardware translates a guest's addresses by. Each is of
 * 256M, has a VSID of the host's to itself and is shared by all vCPUs of the VM
 * for which it means the same; so a change of MSR, or of an SLB entry and back,
 * loses no translation.
 */
#include <linux/jhash.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "hash_format.h"
#include "shadow.h"

#define SEGMENT_SHIFT	KVMPPC_HOST_SEGMENT_SHIFT
#define SHIFT_1T	40

/* Idle segments that are kept for the time when they are wanted again. */
#define IDLE_MAX	4096

/*
 * A segment of more pages is not taken over at once: that may be asked for
 * with interrupts off, and each page is a flush.
 */
#define TAKE_OVER_PAGES	64

/* How often nothing is looked for after nothing was found. */
#define PAUSE	16

/* Pages at the most that are let go of a retired segment at a time. */
#define REAP_PAGES	256

static struct kmem_cache *segment_cache;

/**
 * kvmppc_pr_segment_cache_init() - make the cache that segments come from
 *
 * Return: 0 or -ENOMEM.
 */
int kvmppc_pr_segment_cache_init(void)
{
	segment_cache = KMEM_CACHE(kvmppc_pr_segment, SLAB_ACCOUNT);
	return segment_cache ? 0 : -ENOMEM;
}

/* Undoes kvmppc_pr_segment_cache_init(); no VM is left. */
void kvmppc_pr_segment_cache_exit(void)
{
	kmem_cache_destroy(segment_cache);
}

static struct hlist_head *key_bucket(struct kvmppc_pr_shadow *shadow,
				     const struct kvmppc_pr_segment_key *key)
{
	u32 hash = jhash2((const u32 *)key, sizeof(*key) / sizeof(u32), 0);

	return &shadow->segments[hash >> (32 - KVMPPC_PR_SEGMENT_HASH_BITS)];
}

static void segment_get(struct kvmppc_pr_shadow *shadow,
			struct kvmppc_pr_segment *segment)
{
	if (!segment->refs++) {
		list_del_init(&segment->list);
		shadow->nr_idle--;
	}
}

static void segment_put(struct kvmppc_pr_shadow *shadow,
			struct kvmppc_pr_segment *segment)
{
	if (!--segment->refs) {
		list_add_tail(&segment->list, &shadow->idle);
		shadow->nr_idle++;
	}
}

static void remove_pages(struct kvmppc_pr_shadow *shadow,
			 struct kvmppc_pr_segment *segment, unsigned int max)
{
	struct kvmppc_pr_shadow_page *page, *next;

	list_for_each_entry_safe(page, next, &segment->pages, in_segment) {
		if (!max--)
			return;
		kvmppc_pr_page_remove(shadow, page);
	}
}

/* Make room among the idle: the oldest one's object, or nothing, to spare. */
static void retire_oldest(struct kvmppc_pr_shadow *shadow)
{
	struct kvmppc_pr_segment *segment;

	segment = list_first_entry(&shadow->idle, struct kvmppc_pr_segment,
				   list);
	hlist_del_init(&segment->hash);
	shadow->nr_idle--;
	if (segment->nr_pages <= TAKE_OVER_PAGES) {
		remove_pages(shadow, segment, segment->nr_pages);
		list_move(&segment->list, &shadow->spare);
	} else {
		list_move_tail(&segment->list, &shadow->retired);
	}
}

/**
 * kvmppc_pr_segments_reap() - let go of some pages that nobody finds any more
 * @kvm: the VM; mmu_lock held
 */
void kvmppc_pr_segments_reap(struct kvm *kvm)
{
	struct kvmppc_pr_shadow *shadow = kvmppc_pr_shadow_of(kvm);
	struct kvmppc_pr_segment *segment;

	segment = list_first_entry_or_null(&shadow->retired,
					   struct kvmppc_pr_segment, list);
	if (!segment)
		return;
	remove_pages(shadow, segment, REAP_PAGES);
	if (!segment->nr_pages)
		list_move(&segment->list, &shadow->spare);
}

/*
 * An object with a VSID of its own. There are as many as are in SLBs, idle,
 * and retired (of which each has many of the pages); VSIDs suffice for all.
 */
static struct kvmppc_pr_segment *segment_alloc(struct kvmppc_pr_shadow *shadow)
{
	struct kvmppc_pr_segment *segment;

	if (shadow->nr_idle >= IDLE_MAX)
		retire_oldest(shadow);
	segment = list_first_entry_or_null(&shadow->spare,
					   struct kvmppc_pr_segment, list);
	if (segment) {
		list_del_init(&segment->list);
		return segment;
	}
	if (shadow->nr_segments == KVMPPC_HOST_CONTEXT_SEGMENTS)
		return NULL;
	segment = kmem_cache_zalloc(segment_cache, GFP_ATOMIC | __GFP_ACCOUNT |
						   __GFP_NOWARN);
	if (!segment)
		return NULL;
	segment->vsid = kvmppc_host_vsid(shadow->context,
					 shadow->nr_segments++);
	INIT_LIST_HEAD(&segment->list);
	INIT_LIST_HEAD(&segment->pages);
	return segment;
}

/* A large page must not have pieces of different fates. */
static u8 key_shift(const struct kvmppc_pr_shadow *shadow,
		    const struct kvmppc_pr_segment_key *key)
{
	if (key->flags & (KVMPPC_PR_SEGMENT_MIXED | KVMPPC_PR_SEGMENT_FINE) ||
	    (key->flags & KVMPPC_PR_SEGMENT_PAGE &&
	     key->base_shift < shadow->large_shift))
		return KVMPPC_HOST_HPTE_SHIFT;
	return shadow->large_shift;
}

static struct kvmppc_pr_segment *
segment_known(const struct hlist_head *bucket,
	      const struct kvmppc_pr_segment_key *key)
{
	struct kvmppc_pr_segment *segment;

	hlist_for_each_entry(segment, bucket, hash)
		if (!memcmp(&segment->key, key, sizeof(*key)))
			return segment;
	return NULL;
}

/* The segment of a key, idle where nobody refers to it. NULL: no memory. */
static struct kvmppc_pr_segment *
segment_of_key(struct kvmppc_pr_shadow *shadow,
	       const struct kvmppc_pr_segment_key *key)
{
	struct hlist_head *bucket = key_bucket(shadow, key);
	struct kvmppc_pr_segment *segment = segment_known(bucket, key);

	if (segment)
		return segment;
	segment = segment_alloc(shadow);
	if (!segment)
		return NULL;
	segment->key = *key;
	segment->shift = key_shift(shadow, key);
	segment->next = 0;
	segment->streak = 0;
	segment->pause = 0;
	hlist_add_head(&segment->hash, bucket);
	list_add_tail(&segment->list, &shadow->idle);
	shadow->nr_idle++;
	return segment;
}

/* Called by kvmppc_pr_shadow_destroy(): no page is left, and no vCPU. */
void kvmppc_pr_segments_free(struct kvmppc_pr_shadow *shadow)
{
	struct kvmppc_pr_segment *segment, *next;
	struct hlist_node *tmp;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(shadow->segments); i++)
		hlist_for_each_entry_safe(segment, tmp, &shadow->segments[i],
					  hash)
			kmem_cache_free(segment_cache, segment);
	list_splice(&shadow->retired, &shadow->spare);
	list_for_each_entry_safe(segment, next, &shadow->spare, list)
		kmem_cache_free(segment_cache, segment);
}

static void key_real(struct kvm_vcpu *vcpu, u64 ea, enum kvmppc_access access,
		     struct kvmppc_pr_segment_key *key)
{
	struct kvmppc_xlate xlate;

	/* Reads no table, and cannot fail. */
	kvmppc_pr_translate(vcpu, ea, access, &xlate);
	key->flags = KVMPPC_PR_SEGMENT_REAL;
	key->vsid = xlate.page.gpa >> SEGMENT_SHIFT;
}

static u32 base_shift(const struct kvmppc_slb_entry *entry)
{
	unsigned int i;

	for (i = 0; i < KVMPPC_NR_PAGE_ENCODINGS; i++)
		if (kvmppc_page_encodings[i].slb_llp ==
		    (entry->vsid & SLBE_LLP))
			return kvmppc_page_encodings[i].base_shift;
	return 0;
}

/* False where the SLB has no such segment. */
static bool key_slb(struct kvmppc_pr_vcpu *pr, u64 ea,
		    struct kvmppc_pr_segment_key *key)
{
	u64 keep = pr->regs.msr & MSR_PR ? SLBE_KP : SLBE_KS;
	const struct kvmppc_slb_entry *entry;
	u64 vsid;

	entry = kvmppc_slb_find(pr->mmu.slb, pr->core->nr_slb, ea);
	if (!entry)
		return false;
	vsid = entry->vsid & ~SLBE_B;
	key->flags |= KVMPPC_PR_SEGMENT_PAGE;
	if (entry->vsid & SLBE_B) {
		key->flags |= KVMPPC_PR_SEGMENT_1T;
		key->vsid = vsid >> SLBE_VSID_SHIFT_1T <<
				(SHIFT_1T - SEGMENT_SHIFT) |
			    (ea & ((1ULL << SHIFT_1T) - 1)) >> SEGMENT_SHIFT;
	} else {
		key->vsid = vsid >> SLBE_VSID_SHIFT_256M;
	}
	if (entry->vsid & keep)
		key->flags |= KVMPPC_PR_SEGMENT_KEY;
	if (entry->vsid & SLBE_N)
		key->flags |= KVMPPC_PR_SEGMENT_N;
	key->base_shift = base_shift(entry);
	return true;
}

/* False for a direct-store segment. */
static bool key_sr(struct kvmppc_pr_vcpu *pr, u64 ea,
		   struct kvmppc_pr_segment_key *key)
{
	u32 sr = pr->mmu.sr[ea >> SEGMENT_SHIFT & 15];

	if (sr & SR_T)
		return false;
	key->flags |= KVMPPC_PR_SEGMENT_PAGE;
	key->vsid = sr & SR_VSID;
	if (sr & (pr->regs.msr & MSR_PR ? SR_KP : SR_KS))
		key->flags |= KVMPPC_PR_SEGMENT_KEY;
	if (sr & SR_N)
		key->flags |= KVMPPC_PR_SEGMENT_N;
	key->base_shift = KVMPPC_HOST_HPTE_SHIFT;
	return true;
}

static bool bats_reach(const struct kvmppc_bat *bats, u32 ea, bool problem)
{
	u32 valid = problem ? BATU_VP : BATU_VS;
	u32 segment = ~0U << SEGMENT_SHIFT;
	unsigned int i;

	for (i = 0; i < KVMPPC_PR_BATS_MAX; i++) {
		/* Long or short: what is reserved may be taken for long. */
		u32 block = (bats[i].upper & BATU_XBL) << BATU_BL_SHIFT;

		if (bats[i].upper & valid &&
		    !((ea ^ bats[i].upper) & segment & ~block))
			return true;
	}
	return false;
}

/* Does a BAT map something in the segment of @ea? Then note which BATs. */
static bool key_bats(struct kvmppc_pr_vcpu *pr, u64 ea,
		     struct kvmppc_pr_segment_key *key)
{
	struct kvmppc_pr_shadow *shadow =
		kvmppc_pr_shadow_of(kvmppc_pr_core_vcpu(pr)->kvm);
	bool problem = pr->regs.msr & MSR_PR;
	u64 msr = pr->regs.msr;

	if (!(msr & MSR_IR && bats_reach(pr->mmu.ibat, ea, problem)) &&
	    !(msr & MSR_DR && bats_reach(pr->mmu.dbat, ea, problem)))
		return false;
	if (!pr->segments.bats)
		pr->segments.bats = ++shadow->bats;
	key->bats = pr->segments.bats;
	return true;
}

/* What the segment of @ea means now. A fault where the guest has none. */
static enum kvmppc_xlate_fault segment_key(struct kvm_vcpu *vcpu, u64 ea,
					   enum kvmppc_access access,
					   struct kvmppc_pr_segment_key *key)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	u64 msr = pr->regs.msr;
	bool relocated = kvmppc_xlate_relocated(msr, access);
	bool mixed = !(msr & MSR_IR) != !(msr & MSR_DR);

	if (kvmppc_pr_magic_near(pr, ea, SEGMENT_SHIFT)) {
		key->magic = pr->magic.number;
		mixed = true;
		if (access != KVMPPC_FETCH &&
		    kvmppc_pr_magic_near(pr, ea, KVMPPC_HOST_HPTE_SHIFT))
			relocated = false;
	}
	if (unlikely(kvmppc_pr_debug_near(pr, ea, SEGMENT_SHIFT))) {
		key->magic = pr->magic.number;
		mixed = true;
	}
	if (!(msr & (MSR_IR | MSR_DR))) {
		key_real(vcpu, ea, access, key);
	} else if (pr->core->mmu64) {
		if (!key_slb(pr, ea, key) && relocated)
			return KVMPPC_XLATE_NO_SEGMENT;
	} else {
		bool bats = key_bats(pr, ea, key);

		if (!key_sr(pr, ea, key) && relocated && !bats)
			return KVMPPC_XLATE_DIRECT_STORE;
		mixed |= bats;
	}
	if (kvmppc_pr_has_dcbz32(pr))
		key->flags |= KVMPPC_PR_SEGMENT_FINE;
	if (!mixed)
		return KVMPPC_XLATE_OK;
	key->esid = ea >> SEGMENT_SHIFT;
	key->flags |= KVMPPC_PR_SEGMENT_MIXED;
	if (msr & MSR_IR)
		key->flags |= KVMPPC_PR_SEGMENT_IR;
	if (msr & MSR_DR)
		key->flags |= KVMPPC_PR_SEGMENT_DR;
	if (msr & MSR_PR)
		key->flags |= KVMPPC_PR_SEGMENT_PR;
	if (pr->debug.stepping)
		key->flags |= KVMPPC_PR_SEGMENT_OPEN;
	return KVMPPC_XLATE_OK;
}

static u8 *chain_of(struct kvmppc_pr_segments *segments, unsigned int space,
		    u64 ea)
{
	u64 esid = ea >> SEGMENT_SHIFT;

	return &segments->chain[space][(esid ^ esid >> 6 ^ esid >> 30) %
				       KVMPPC_PR_CHAINS];
}

/* The entry of an address, -1 where there is none. */
static int entry_find(struct kvmppc_pr_vcpu *pr, unsigned int space, u64 ea)
{
	const struct kvmppc_host_segments *segments = &pr->spaces[space];
	int i = *chain_of(&pr->segments, space, ea) - 1;

	while (i >= 0 && (segments->slbe[i].esid ^ ea) >> SEGMENT_SHIFT)
		i = pr->segments.link[space][i] - 1;
	return i;
}

static void entry_unlink(struct kvmppc_pr_vcpu *pr, unsigned int space,
			 unsigned int i)
{
	u8 *link = pr->segments.link[space];
	u8 *at = chain_of(&pr->segments, space,
			  pr->spaces[space].slbe[i].esid);

	while (*at != i + 1)
		at = &link[*at - 1];
	*at = link[i];
}

static void note_dropped(struct kvmppc_pr_segments *segments, u64 ea)
{
	unsigned int i;

	for (i = 0; i < KVMPPC_PR_NR_DROPPED; i++)
		if (segments->dropped[i] == ea)
			return;
	i = segments->next_dropped++ % KVMPPC_PR_NR_DROPPED;
	segments->dropped[i] = ea;
}

static void entry_drop(struct kvmppc_pr_vcpu *pr, unsigned int space,
		       unsigned int i)
{
	struct kvmppc_host_segments *segments = &pr->spaces[space];

	if (pr->device.segment == pr->segments.of[space][i])
		pr->device.segment = NULL;
	segment_put(kvmppc_pr_shadow_of(kvmppc_pr_core_vcpu(pr)->kvm),
		    pr->segments.of[space][i]);
	pr->segments.of[space][i] = NULL;
	pr->segments.used[space] &= ~BIT_ULL(i);
	entry_unlink(pr, space, i);
	note_dropped(&pr->segments, segments->slbe[i].esid >> SEGMENT_SHIFT
						<< SEGMENT_SHIFT);
	segments->slbe[i].esid = 0;
	pr->segments.drops++;
	segments->changed = true;
}

/* An entry to be filled: one that is free, else each in its turn. */
static unsigned int entry_choose(struct kvmppc_pr_vcpu *pr, unsigned int space)
{
	unsigned int nr = min_t(unsigned int, kvmppc_host_pr_slb_size(),
				 KVMPPC_PR_SLB_MAX);
	u64 free = ~pr->segments.used[space] & GENMASK_ULL(nr - 1, 0);
	unsigned int i;

	if (free)
		return __ffs64(free);
	i = pr->segments.next[space]++ % nr;
	entry_drop(pr, space, i);
	return i;
}

static void entry_fill(struct kvmppc_pr_vcpu *pr, unsigned int space, u64 ea,
		       struct kvmppc_pr_segment *segment)
{
	struct kvmppc_host_segments *segments = &pr->spaces[space];
	u8 *chain = chain_of(&pr->segments, space, ea);
	int found = entry_find(pr, space, ea);
	unsigned int i;

	if (found >= 0)
		entry_drop(pr, space, found);
	i = entry_choose(pr, space);
	pr->segments.of[space][i] = segment;
	pr->segments.used[space] |= BIT_ULL(i);
	pr->segments.link[space][i] = *chain;
	*chain = i + 1;
	segments->slbe[i] = kvmppc_host_slbe(ea, segment->vsid, segment->shift,
					     i);
	segments->nr = fls64(pr->segments.used[space]);
	segments->changed = true;
}

/**
 * kvmppc_pr_segment_fault() - give the hardware a segment
 * @vcpu: the vCPU, out of the guest
 * @ea: address of the guest's access
 * @access: what it does
 *
 * Into the space of the guest's MSR. Looks at its registers and nothing else.
 *
 * Context: vCPU's thread, any interrupt state; takes mmu_lock.
 * Return: 0, and the guest repeats the access; > 0 enum kvmppc_xlate_fault
 * where it has no such segment; -ENOMEM.
 */
int kvmppc_pr_segment_fault(struct kvm_vcpu *vcpu, u64 ea,
			    enum kvmppc_access access)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	struct kvmppc_pr_shadow *shadow = kvmppc_pr_shadow_of(vcpu->kvm);
	struct kvmppc_pr_segment_key key = {};
	struct kvmppc_pr_segment *segment;
	enum kvmppc_xlate_fault fault;

	if (!(pr->regs.msr & MSR_SF))
		ea = (u32)ea;
	spin_lock(&vcpu->kvm->mmu_lock);
	fault = segment_key(vcpu, ea, access, &key);
	if (fault)
		goto out;
	segment = segment_of_key(shadow, &key);
	if (segment) {
		segment_get(shadow, segment);
		entry_fill(pr, kvmppc_pr_space(pr), ea, segment);
	}
out:
	spin_unlock(&vcpu->kvm->mmu_lock);
	if (fault)
		return fault;
	return segment ? 0 : -ENOMEM;
}

/**
 * kvmppc_pr_segment_find() - the segment that an address is in now
 * @pr: the vCPU, its own thread; the segment is its until it drops it
 * @ea: address, cut to 32 bits where MSR[SF] is 0
 *
 * Return: the segment in the space of the guest's MSR, NULL where there is none
 * yet.
 */
struct kvmppc_pr_segment *kvmppc_pr_segment_find(struct kvmppc_pr_vcpu *pr,
						 u64 ea)
{
	unsigned int space = kvmppc_pr_space(pr);
	int i = entry_find(pr, space, ea);

	return i < 0 ? NULL : pr->segments.of[space][i];
}

static u32 page_offset(const struct kvmppc_pr_segment *segment, u64 ea)
{
	return ea & GENMASK(SEGMENT_SHIFT - 1, segment->shift);
}

/**
 * kvmppc_pr_segment_ahead() - how many pages more does a fault map?
 * @segment: where it is
 * @ea: its address
 * @max: at the most
 *
 * The longer the guest has gone from page to page, the more. Needs no lock:
 * a guess is all that it is.
 */
unsigned int kvmppc_pr_segment_ahead(struct kvmppc_pr_segment *segment,
				     u64 ea, unsigned int max)
{
	u8 pause = READ_ONCE(segment->pause);

	/* What follows may be the magic page, which no table has. */
	if (segment->key.magic ||
	    READ_ONCE(segment->next) != page_offset(segment, ea))
		return 0;
	if (pause) {
		WRITE_ONCE(segment->pause, pause - 1);
		return 0;
	}
	return min(max, 2U << READ_ONCE(segment->streak));
}

/**
 * kvmppc_pr_segment_ends() - the guest's own table has no more pages ahead
 * @segment: where
 * @found: it had some
 *
 * As kvmppc_pr_segment_ahead(), for a guess.
 */
void kvmppc_pr_segment_ends(struct kvmppc_pr_segment *segment, bool found)
{
	WRITE_ONCE(segment->pause, found ? 0 : PAUSE);
}

/**
 * kvmppc_pr_segment_mapped() - a fault has mapped some pages
 * @segment: where; mmu_lock held
 * @ea: its address
 * @nr: pages from there on
 */
void kvmppc_pr_segment_mapped(struct kvmppc_pr_segment *segment, u64 ea,
			      unsigned int nr)
{
	u32 offset = page_offset(segment, ea);

	if (segment->next != offset)
		segment->streak = 0;
	else if (segment->streak < 8)
		segment->streak++;
	segment->next = offset + (nr << segment->shift);
}

static void drop_range(struct kvmppc_pr_vcpu *pr, unsigned int space, u64 ea,
		       unsigned int shift)
{
	unsigned int i;

	for (i = 0; i < pr->spaces[space].nr; i++)
		if (pr->segments.used[space] >> i & 1 &&
		    !((pr->spaces[space].slbe[i].esid ^ ea) >> shift))
			entry_drop(pr, space, i);
}

/**
 * kvmppc_pr_segment_drop() - forget a segment that the guest takes away
 * @vcpu: the vCPU, out of the guest
 * @ea: an address in it
 * @shift: log2 of its size, 28 or 40
 *
 * Of this vCPU, wherever translation is on. Its pages stay, for the time when
 * the guest has the segment again.
 *
 * Context: vCPU's thread, any interrupt state; takes mmu_lock.
 */
void kvmppc_pr_segment_drop(struct kvm_vcpu *vcpu, u64 ea, unsigned int shift)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	unsigned int space;
	int i;

	spin_lock(&vcpu->kvm->mmu_lock);
	for (space = 0; space < KVMPPC_PR_NR_SPACES; space++) {
		if (!(space & KVMPPC_PR_SPACE_RELOCATED) ||
		    !pr->segments.used[space])
			continue;
		if (shift > SEGMENT_SHIFT) {
			drop_range(pr, space, ea, shift);
			continue;
		}
		i = entry_find(pr, space, ea);
		if (i >= 0)
			entry_drop(pr, space, i);
	}
	spin_unlock(&vcpu->kvm->mmu_lock);
}

/* A segment that the guest has used before, in the space of an MSR. */
static void fill_known(struct kvm_vcpu *vcpu, u64 ea, u64 msr)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	struct kvmppc_pr_shadow *shadow = kvmppc_pr_shadow_of(vcpu->kvm);
	struct kvmppc_pr_segment_key key = {};
	struct kvmppc_pr_segment *segment;
	u64 now = pr->regs.msr;
	unsigned int space;

	pr->regs.msr = msr;
	space = kvmppc_pr_space(pr);
	if (entry_find(pr, space, ea) >= 0 ||
	    segment_key(vcpu, ea, KVMPPC_LOAD, &key) ||
	    key.flags & KVMPPC_PR_SEGMENT_MIXED)
		goto out;
	segment = segment_known(key_bucket(shadow, &key), &key);
	if (!segment)
		goto out;
	segment_get(shadow, segment);
	entry_fill(pr, space, ea, segment);
out:
	pr->regs.msr = now;
}

/**
 * kvmppc_pr_segment_expect() - the guest has entered a segment, to use it
 * @vcpu: the vCPU, out of the guest, in 64-bit mode
 * @ea: an address in it
 * @shift: log2 of its size, 28 or 40
 *
 * Where it dropped some there before, it has those back that mean the same as
 * one that there was, without an interrupt for each: kernels drop the segments
 * of a process and enter those of another.
 *
 * Context: vCPU's thread, any interrupt state; takes mmu_lock.
 */
void kvmppc_pr_segment_expect(struct kvm_vcpu *vcpu, u64 ea,
			      unsigned int shift)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	u64 msr = pr->regs.msr | MSR_IR | MSR_DR;
	unsigned int i;
	u64 dropped;

	spin_lock(&vcpu->kvm->mmu_lock);
	for (i = 0; i < KVMPPC_PR_NR_DROPPED; i++) {
		dropped = pr->segments.dropped[i];
		if (!dropped || (dropped ^ ea) >> shift)
			continue;
		fill_known(vcpu, dropped, msr | MSR_PR);
		fill_known(vcpu, dropped, msr & ~MSR_PR);
	}
	spin_unlock(&vcpu->kvm->mmu_lock);
}

static void drop_space(struct kvmppc_pr_vcpu *pr, unsigned int space)
{
	u64 used = pr->segments.used[space];

	if (!used)
		return;
	for (; used; used &= used - 1)
		entry_drop(pr, space, __ffs64(used));
	pr->spaces[space].nr = 0;
}

static void drop_spaces(struct kvmppc_pr_vcpu *pr)
{
	bool all = pr->segments.core != pr->core;
	unsigned int space;

	for (space = 0; space < KVMPPC_PR_NR_SPACES; space++)
		if (all || space & KVMPPC_PR_SPACE_RELOCATED)
			drop_space(pr, space);
	pr->segments.core = pr->core;
}

/**
 * kvmppc_pr_segments_drop() - forget all segments of the guest's
 * @vcpu: the vCPU, out of the guest
 *
 * Where translation is off they stay, unless the processor has become another.
 *
 * Context: vCPU's thread, any interrupt state; takes mmu_lock.
 */
void kvmppc_pr_segments_drop(struct kvm_vcpu *vcpu)
{
	spin_lock(&vcpu->kvm->mmu_lock);
	drop_spaces(to_pr_vcpu(vcpu));
	spin_unlock(&vcpu->kvm->mmu_lock);
}

/**
 * kvmppc_pr_bats_changed() - forget what BATs have translated
 * @vcpu: the vCPU, out of the guest
 *
 * To be called where a BAT that was valid or is so now was written, or other
 * BATs are enabled. The BATs count as new ones from now on.
 *
 * Context: vCPU's thread, any interrupt state; takes mmu_lock.
 */
void kvmppc_pr_bats_changed(struct kvm_vcpu *vcpu)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);

	spin_lock(&vcpu->kvm->mmu_lock);
	drop_spaces(pr);
	pr->segments.bats = 0;
	spin_unlock(&vcpu->kvm->mmu_lock);
}

/**
 * kvmppc_pr_segments_renumber() - forget all segments
 * @vcpu: the vCPU, out of the guest; the magic page has moved, something else is
 *	watched, or code is mapped in another way
 *
 * Context: vCPU's thread, any interrupt state; takes mmu_lock.
 */
void kvmppc_pr_segments_renumber(struct kvm_vcpu *vcpu)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	unsigned int space;

	spin_lock(&vcpu->kvm->mmu_lock);
	for (space = 0; space < KVMPPC_PR_NR_SPACES; space++)
		drop_space(pr, space);
	pr->segments.drops++;
	pr->magic.number = ++kvmppc_pr_shadow_of(vcpu->kvm)->bats;
	spin_unlock(&vcpu->kvm->mmu_lock);
}
