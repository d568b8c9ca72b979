// SPDX-License-Identifier: GPL-2.0
/*
 * Guest accesses that the host's table does not translate yet.
 *
 * What the guest's own registers and page table say is combined with what the
 * host's page table has for the memory, and the one entry that says both is
 * put into the host's hashed page table. The guest's part holds unless a flush
 * was asked for since it was read, the host's as long as no invalidation is in
 * progress; both are looked at under mmu_lock, under which the entry is made.
 * No page is referenced, and none is written that the host does not have
 * writable and dirty itself.
 */
#include <linux/mm.h>

#include "hash_format.h"
#include "shadow.h"

/* Rounds at the most, then the guest asks again. */
#define FAULT_ROUNDS	6

/* Pages that one fault maps: the one that was accessed, and some that follow. */
#define PIECES_MAX	9

/**
 * struct shadow_piece - a page that is to be mapped, as the guest has it
 * @gpa:	where it leads to, cut to the page's size
 * @guest:	the guest's page that it comes of, see kvmppc_pr_guest_page()
 * @executable:	may be fetched from, in this segment
 * @soft:	what is loaded is not what is there, and the hardware is not to
 *		have it
 * @loadable:	what is loaded is what is there
 * @writable:	may be written, and is changed already
 */
struct shadow_piece {
	u64 gpa;
	u64 guest;
	bool executable;
	bool soft;
	bool loadable;
	bool writable;
};

/**
 * struct shadow_fault - a guest access to be made good
 * @vcpu:	who made it
 * @ea:		where, cut to 32 bits where MSR[SF] is 0
 * @access:	what it does
 * @ahead:	it is only expected: nothing is recorded of it
 * @x:		the guest's translation of it
 * @linear:	log2 of how much around @ea has the same translation as @ea
 * @pieces:	page of @ea, and those that follow it; PIECES_MAX
 * @nr_pieces:	how many, 0 where the translation failed
 * @seq:	kvmppc_pr_shadow.seq, from before @x
 * @segment:	that @ea is in
 * @slot:	of @x, valid in the read-side section of kvm.srcu only
 * @hva:	where the host has the page
 */
struct shadow_fault {
	struct kvm_vcpu *vcpu;
	u64 ea;
	enum kvmppc_access access;
	bool ahead;
	struct kvmppc_xlate *x;
	unsigned int linear;
	struct shadow_piece *pieces;
	unsigned int nr_pieces;
	unsigned long seq;
	struct kvmppc_pr_segment *segment;
	struct kvm_memory_slot *slot;
	unsigned long hva;
};

/* R and C have a byte each; the rest of them is the guest's to change. */
static int record_byte(struct kvm_vcpu *vcpu, u64 addr, u8 val)
{
	if (to_kvmppc_vcpu(vcpu)->papr)
		return kvmppc_pr_table_write_byte(vcpu->kvm, addr, val);
	return kvm_gpa_write(vcpu->kvm, addr, &val, sizeof(val));
}

/* Reference and change recording, in the guest's own table. */
static enum kvmppc_xlate_fault record(struct kvm_vcpu *vcpu,
				      const struct kvmppc_xlate *x)
{
	u16 rc = x->rc_old | x->rc_set;

	if (x->rc_set & KVMPPC_RC_R && record_byte(vcpu, x->rc_addr, rc >> 8))
		return KVMPPC_XLATE_NO_TABLE;
	if (x->rc_set & KVMPPC_RC_C && record_byte(vcpu, x->rc_addr + 1, rc))
		return KVMPPC_XLATE_NO_TABLE;
	return KVMPPC_XLATE_OK;
}

/* What a flush will call the guest's page; 0 where none can name it. */
static u64 guest_page(struct kvm_vcpu *vcpu, const struct kvmppc_xlate *x)
{
	struct kvmppc_pr_page page = {
		.vsid = x->vsid,
		.seg_shift = x->seg_shift,
		.shift = x->shift,
		.offset = x->page_index << x->base_shift,
	};

	if (x->source != KVMPPC_XLATE_PAGE)
		return 0;
	return kvmppc_pr_guest_page(&page) |
	       (to_pr_vcpu(vcpu)->core->mmu64 ? 0 :
		KVMPPC_PR_GUEST_INDEX);
}

static void add_piece(struct shadow_fault *fault, const struct kvmppc_xlate *x)
{
	fault->pieces[fault->nr_pieces++] = (struct shadow_piece) {
		.gpa = x->page.gpa & ~GENMASK(fault->segment->shift - 1, 0),
		.guest = guest_page(fault->vcpu, x),
		.executable = x->page.executable,
		.loadable = true,
		.writable = x->page.writable && x->changed,
	};
}

/*
 * In a mixed segment a fetch and a load are two translations. Where both lead
 * to the same page, what is mapped may serve both.
 */
static void permit_other(struct shadow_fault *fault)
{
	bool fetch = fault->access == KVMPPC_FETCH;
	struct shadow_piece *piece = &fault->pieces[0];
	struct kvmppc_xlate other;

	if (kvmppc_pr_translate(fault->vcpu, fault->ea,
				fetch ? KVMPPC_LOAD : KVMPPC_FETCH, &other) ||
	    other.rc_set || other.page.gpa != fault->x->page.gpa) {
		piece->executable = fetch;
		piece->soft = fetch && !(fault->segment->key.flags &
					 KVMPPC_PR_SEGMENT_OPEN);
		piece->loadable = !fetch;
		piece->writable &= !fetch;
		fault->linear = fault->segment->shift;
		return;
	}
	piece->executable = true;
	if (fetch)
		piece->writable = other.page.writable && other.changed;
	fault->linear = min(fault->x->shift, other.shift);
}

/* What is watched is not there for the accesses that are of interest. */
static void hide_watched(struct shadow_fault *fault)
{
	u32 hidden = kvmppc_pr_debug_hidden(to_pr_vcpu(fault->vcpu), fault->ea);
	struct shadow_piece *piece = &fault->pieces[0];

	if (fault->segment->key.flags & KVMPPC_PR_SEGMENT_OPEN)
		return;
	piece->executable &= !(hidden & BIT(KVMPPC_FETCH));
	piece->writable &= !(hidden & BIT(KVMPPC_STORE));
}

/*
 * Pages that follow, as many as the guest's own tables have and it has
 * referenced.
 */
static void look_ahead(struct shadow_fault *fault, unsigned int nr)
{
	u64 size = 1ULL << fault->segment->shift;
	struct shadow_piece *first = &fault->pieces[0];
	struct kvmppc_xlate x;
	u64 ahead, ea;

	for (ahead = size; nr--; ahead += size) {
		ea = (fault->ea & ~(size - 1)) + ahead;
		if ((ea ^ fault->ea) >> KVMPPC_HOST_SEGMENT_SHIFT)
			return;
		if (!((ea ^ fault->ea) >> fault->linear)) {
			fault->pieces[fault->nr_pieces] = *first;
			fault->pieces[fault->nr_pieces++].gpa += ahead;
			continue;
		}
		if (fault->segment->key.flags & KVMPPC_PR_SEGMENT_MIXED)
			return;
		if (kvmppc_pr_translate(fault->vcpu, ea, KVMPPC_LOAD, &x) ||
		    x.rc_set) {
			kvmppc_pr_segment_ends(fault->segment,
					       fault->nr_pieces > 1);
			return;
		}
		add_piece(fault, &x);
	}
}

static enum kvmppc_xlate_fault translate(struct shadow_fault *fault)
{
	struct kvmppc_xlate *x = fault->x;
	enum kvmppc_xlate_fault ret;

	fault->nr_pieces = 0;
	ret = kvmppc_pr_translate(fault->vcpu, fault->ea, fault->access, x);
	if (ret)
		return ret;
	if (fault->ahead && x->rc_set)
		return KVMPPC_XLATE_NO_PAGE;
	ret = record(fault->vcpu, x);
	if (ret)
		return ret;
	fault->linear = x->shift;
	add_piece(fault, x);
	if (fault->segment->key.flags & KVMPPC_PR_SEGMENT_MIXED)
		permit_other(fault);
	if (unlikely(fault->segment->key.magic))
		hide_watched(fault);
	look_ahead(fault, kvmppc_pr_segment_ahead(fault->segment, fault->ea,
						  PIECES_MAX - 1));
	return KVMPPC_XLATE_OK;
}

/*
 * The guest's part, with kvm.srcu held. Where hypercalls change its table, not
 * while they do; in real mode it has none.
 */
static enum kvmppc_xlate_fault translate_locked(struct shadow_fault *fault)
{
	struct mutex *lock = &to_pr_vm(fault->vcpu->kvm)->hpt_lock;
	enum kvmppc_xlate_fault ret;

	if (!to_kvmppc_vcpu(fault->vcpu)->papr ||
	    fault->segment->key.flags & KVMPPC_PR_SEGMENT_REAL)
		return translate(fault);
	mutex_lock(lock);
	ret = translate(fault);
	mutex_unlock(lock);
	return ret;
}

/* Is the instruction in the page that it stores to? */
static bool stores_beside_itself(const struct shadow_fault *fault)
{
	u64 nip = to_pr_vcpu(fault->vcpu)->regs.nip;

	return fault->access == KVMPPC_STORE &&
	       !((nip ^ fault->ea) >> fault->segment->shift);
}

/*
 * Under mmu_lock. 0, -EAGAIN where the host has to fault first, or as
 * kvmppc_pr_page_map().
 */
static int map_piece(struct shadow_fault *fault, unsigned int n, bool store)
{
	const struct shadow_piece *piece = &fault->pieces[n];
	struct kvmppc_pr_segment *segment = fault->segment;
	struct kvm *kvm = fault->vcpu->kvm;
	u64 ea = fault->ea + ((u64)n << segment->shift);
	struct kvmppc_pr_shadow_page want = {
		.hpte = {
			.vsid = segment->vsid,
			.offset = ea & GENMASK(27, segment->shift),
			.shift = segment->shift,
			.executable = piece->executable,
		},
		.gfn = kvm_gpa_to_gfn(piece->gpa),
		.guest = piece->guest,
		.soft = piece->soft,
		.loadable = piece->loadable,
	};
	bool fetch = fault->access == KVMPPC_FETCH && !n;
	struct kvmppc_host_pte host;
	unsigned long hva = kvm_slot_hva(fault->slot, want.gfn) |
			    offset_in_page(piece->gpa);

	if (!kvmppc_host_pte_find(kvm->mm, hva, &host))
		return -EAGAIN;
	if (store && !host.writable)
		return -EAGAIN;

	want.hpte.writable = piece->writable && host.writable &&
			     kvm_slot_writable(fault->slot) &&
			     (store || !fault->slot->dirty_bitmap);
	/*
	 * Either code that was looked at, or something to be written; both
	 * where code stores beside itself, which could never do so else.
	 */
	if (kvmppc_pr_has_dcbz32(to_pr_vcpu(fault->vcpu)) &&
	    !stores_beside_itself(fault)) {
		want.hpte.executable &= fetch;
		want.hpte.writable &= !fetch;
	}
	if (want.hpte.writable)
		kvm_dirty_log_mark(fault->slot, want.gfn);
	return kvmppc_pr_page_map(kvm, segment, &want, &host);
}

/*
 * Under mmu_lock. 0 where the guest may try again, -EAGAIN where the host has
 * to fault first.
 */
static int map_locked(struct shadow_fault *fault)
{
	struct kvm *kvm = fault->vcpu->kvm;
	unsigned int n;
	int ret;

	if (kvm->invalidates_in_progress ||
	    fault->seq != kvmppc_pr_shadow_of(kvm)->seq)
		return 0;
	ret = map_piece(fault, 0, fault->access == KVMPPC_STORE);
	if (ret)
		return ret;
	for (n = 1; n < fault->nr_pieces; n++) {
		if (!kvm_slot_holds(fault->slot,
				    kvm_gpa_to_gfn(fault->pieces[n].gpa)) ||
		    kvmppc_pr_page_is_mapped(kvm, fault->segment,
					     fault->ea, n))
			break;
		if (map_piece(fault, n, false))
			break;
	}
	kvmppc_pr_segment_mapped(fault->segment, fault->ea, n);
	return 0;
}

/* In the page that is to be fetched from. */
static void replace_dcbz(struct shadow_fault *fault)
{
	unsigned long len = 1UL << fault->segment->shift;
	u64 offset = offset_in_page(fault->x->page.gpa) & ~(len - 1);

	kvmppc_pr_dcbz_replace(fault->vcpu, fault->slot, fault->hva + offset,
			       len);
}

/* With kvm.srcu held: everything as it is now, and a try to map it. */
static int fault_try(struct shadow_fault *fault)
{
	struct kvm_vcpu *vcpu = fault->vcpu;
	struct kvmppc_pr_shadow *shadow = kvmppc_pr_shadow_of(vcpu->kvm);
	gfn_t gfn;
	int ret;

	/* Pairs with outdate_faults(). */
	fault->seq = smp_load_acquire(&shadow->seq);
	ret = translate_locked(fault);
	if (ret)
		return ret;
	gfn = kvm_gpa_to_gfn(fault->x->page.gpa);
	fault->slot = kvm_vcpu_memslot_find(vcpu, gfn);
	if (!fault->slot)
		return -ENOENT;
	if (fault->access == KVMPPC_STORE && !kvm_slot_writable(fault->slot))
		return -EROFS;
	fault->hva = kvm_slot_hva(fault->slot, gfn);
	if (fault->access == KVMPPC_FETCH &&
	    kvmppc_pr_has_dcbz32(to_pr_vcpu(vcpu)))
		replace_dcbz(fault);

	spin_lock(&vcpu->kvm->mmu_lock);
	ret = map_locked(fault);
	kvmppc_pr_segments_reap(vcpu->kvm);
	spin_unlock(&vcpu->kvm->mmu_lock);
	return ret;
}

/* As fault_try(); the host's paging comes after it, outside of kvm.srcu. */
static int fault_round(struct shadow_fault *fault)
{
	struct kvm_vcpu *vcpu = fault->vcpu;
	int ret;

	ret = kvmppc_pr_pages_spare(vcpu->kvm, PIECES_MAX);
	if (ret)
		return ret;
	kvm_vcpu_srcu_lock(vcpu);
	ret = fault_try(fault);
	kvm_vcpu_srcu_unlock(vcpu);
	if (ret != -EAGAIN)
		return ret;

	ret = kvmppc_host_pte_fault_in(vcpu->kvm->mm, fault->hva,
				       fault->access == KVMPPC_STORE);
	return ret ? ret : -EAGAIN;
}

/*
 * A mixed segment may have been made for a fetch while the guest had none for
 * data, or the reverse: what it means now is found out anew.
 */
static int find_segment(struct shadow_fault *fault)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(fault->vcpu);
	int ret;

	fault->segment = kvmppc_pr_segment_find(pr, fault->ea);
	if (fault->segment &&
	    !(fault->segment->key.flags & KVMPPC_PR_SEGMENT_MIXED))
		return 0;
	ret = kvmppc_pr_segment_fault(fault->vcpu, fault->ea, fault->access);
	if (!ret)
		fault->segment = kvmppc_pr_segment_find(pr, fault->ea);
	return ret;
}

/* The guest is told of its fault, and may enter an HPTE by a hypercall. */
static void await_page(const struct shadow_fault *fault)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(fault->vcpu);

	pr->awaited = (struct kvmppc_pr_awaited) {
		.valid = pr->book3s.ppc.papr,
		.access = fault->access,
		.msr = pr->regs.msr,
		.ea = fault->ea,
	};
}

static bool is_page_of(const struct kvmppc_pr_segment *segment, u64 ea,
		       const struct kvmppc_pr_page *page)
{
	u32 kind = segment->key.flags & (KVMPPC_PR_SEGMENT_PAGE |
					 KVMPPC_PR_SEGMENT_MIXED);
	u64 vsid = page->vsid << (page->seg_shift - KVMPPC_HOST_SEGMENT_SHIFT) |
		   page->offset >> KVMPPC_HOST_SEGMENT_SHIFT;

	return kind == KVMPPC_PR_SEGMENT_PAGE && segment->key.vsid == vsid &&
	       !(((page->offset ^ ea) & GENMASK(27, 0)) >> page->shift);
}

/**
 * kvmppc_pr_shadow_entered() - the guest has entered an HPTE
 * @vcpu: the vCPU that did; hpt_lock not held
 * @page: its page
 *
 * Where it is the one that the guest's last fault wanted, the access is made
 * good at once and need not fault again. It is made with the MSR of then.
 *
 * Context: vCPU's thread; may sleep; takes kvmppc_pr_vm.hpt_lock and mmu_lock.
 */
void kvmppc_pr_shadow_entered(struct kvm_vcpu *vcpu,
			      const struct kvmppc_pr_page *page)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	struct shadow_piece pieces[PIECES_MAX];
	struct kvmppc_xlate x;
	struct shadow_fault fault = {
		.vcpu = vcpu,
		.ea = pr->awaited.ea,
		.access = pr->awaited.access,
		.ahead = true,
		.pieces = pieces,
		.x = &x,
	};
	u64 msr = pr->regs.msr;
	int idx;

	if (!pr->awaited.valid)
		return;
	pr->regs.msr = pr->awaited.msr;
	fault.segment = kvmppc_pr_segment_find(pr, fault.ea);
	if (fault.segment && is_page_of(fault.segment, fault.ea, page) &&
	    !kvmppc_pr_pages_spare(vcpu->kvm, PIECES_MAX)) {
		pr->awaited.valid = false;
		idx = srcu_read_lock(&vcpu->kvm->srcu);
		fault_try(&fault);
		srcu_read_unlock(&vcpu->kvm->srcu, idx);
	}
	pr->regs.msr = msr;
}

/**
 * kvmppc_pr_shadow_fault() - answer an access that hardware could not make
 * @vcpu: the vCPU, out of the guest; kvm.srcu not held
 * @ea: address of the access
 * @access: what it does
 * @out: the guest's translation of it, where there is one
 *
 * Also serves accesses that have been answered in the meantime, and those whose
 * entry the host has thrown out of its table.
 *
 * Context: vCPU's thread; may sleep; takes kvmppc_pr_vm.hpt_lock and mmu_lock.
 * Return: 0, and the guest is to repeat the access, which may fault again;
 * -EXDEV where it is a fetch that the hardware is not to make, as it would find
 * data of the page in its place (kvmppc_pr_debug_apart()); > 0
 * enum kvmppc_xlate_fault where its own MMU forbids it; -ENOENT where no slot
 * has @out->page.gpa, -EROFS for a store to a read-only slot; -EFAULT where
 * userspace has no such memory, -EHWPOISON where it is broken, -EINTR for a
 * fatal signal, -ENOMEM.
 */
int kvmppc_pr_shadow_fault(struct kvm_vcpu *vcpu, u64 ea,
			   enum kvmppc_access access, struct kvmppc_xlate *out)
{
	bool wide = to_pr_vcpu(vcpu)->regs.msr & MSR_SF;
	struct shadow_piece pieces[PIECES_MAX];
	struct shadow_fault fault = {
		.vcpu = vcpu,
		.ea = wide ? ea : (u32)ea,
		.access = access,
		.pieces = pieces,
		.x = out,
	};
	unsigned int round = 0;
	int ret;

	ret = find_segment(&fault);
	if (ret)
		return ret;
	if (access != KVMPPC_FETCH &&
	    kvmppc_pr_magic_near(to_pr_vcpu(vcpu), fault.ea,
				 KVMPPC_HOST_HPTE_SHIFT))
		return kvmppc_pr_magic_fault(vcpu, fault.segment, fault.ea);
	do {
		ret = fault_round(&fault);
	} while (ret == -EAGAIN && ++round < FAULT_ROUNDS);

	switch (ret) {
	case 0:
		return fault.pieces[0].soft ? -EXDEV : 0;
	case KVMPPC_XLATE_NO_PAGE:
		await_page(&fault);
		return ret;
	case -ENOENT:
		kvmppc_pr_device_remember(vcpu, fault.segment, fault.ea,
					  out->page.gpa,
					  access == KVMPPC_STORE, fault.seq);
		return ret;
	case -EAGAIN:
	case -EBUSY:
		return 0;
	case -EIO:
		return -EFAULT;
	case -EFAULT:
		return kvm_vcpu_page_errno(vcpu,
					   kvm_gpa_to_gfn(out->page.gpa),
					   fault.hva, access == KVMPPC_STORE);
	default:
		return ret;
	}
}
