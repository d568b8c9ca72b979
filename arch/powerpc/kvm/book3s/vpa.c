// SPDX-License-Identifier: GPL-2.0
/*
 * Areas that a PAPR guest shares with the hypervisor, a vCPU: the virtual
 * processor area (VPA), the dispatch trace log (DTL) and the SLB shadow buffer.
 * All of them are big-endian.
 *
 * Nothing is pinned. The areas are written by the vCPU's thread, when the
 * scheduler takes it off a CPU or puts it on one: the VPA where the kernel maps
 * the page, for as long as the host leaves it to the process, else through the
 * process's own mapping. There it cannot wait for a page: what cannot be
 * written is left out, and is right again with the next change.
 */
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/sizes.h>
#include <linux/uaccess.h>
#include <asm/dtl.h>
#include <asm/hvcall.h>
#include <asm/lppaca.h>
#include <asm/time.h>

#include <kvm/book3s.h>

#include "../host/host_pte.h"

#define VPA_MIN_SIZE		640
#define AREA_ALIGN		128

enum area_kind {
	AREA_VPA,
	AREA_DTL,
	AREA_SLB_SHADOW,
};

/* What LoPAPR demands of the areas; of each it wants AREA_ALIGN. */
static const struct {
	u32 min_size;
	u32 max_size;
	bool within_4k;
} areas[] = {
	[AREA_VPA] = { VPA_MIN_SIZE, SZ_4K, true },
	[AREA_DTL] = { sizeof(struct dtl_entry), U32_MAX, false },
	[AREA_SLB_SHADOW] = { 16, SZ_4K, true },
};

/* Why a vCPU was dispatched and why it stopped, in a DTL entry. */
enum dispatch_reason {
	DISPATCH_EXTERNAL	= 0,
	DISPATCH_PROD		= 2,
	DISPATCH_DECREMENTER	= 3,
	DISPATCH_TIME_SLICE	= 7,
};

enum preempt_reason {
	PREEMPT_CEDE		= 2,
	PREEMPT_TIME_SLICE	= 4,
};

/* What follows one another in the VPA and is written at once. */
struct vpa_counts {
	__be32 yield_count;
	__be32 dispersion_count;
};

/**
 * kvmppc_vpa_init() - a new vCPU has no areas and is not dispatched
 * @vcpu: being created
 */
void kvmppc_vpa_init(struct kvm_vcpu *vcpu)
{
	struct kvmppc_book3s_vcpu *book3s = to_book3s_vcpu(vcpu);

	raw_spin_lock_init(&book3s->vpa_lock);
	INIT_LIST_HEAD(&book3s->vpa_link);
	book3s->yield_count = 1;
	book3s->vpa_cpu = -1;
	book3s->preempted_at = mftb();
}
EXPORT_SYMBOL_GPL(kvmppc_vpa_init);

/* Guest memory that happens to be mapped, without sleeping; kvm->srcu held. */
static bool write_nofault(struct kvm *kvm, gpa_t gpa, const void *data,
			  size_t len)
{
	struct kvm_memory_slot *slot;
	unsigned long hva;
	gfn_t gfn;
	size_t n;

	while (len) {
		gfn = kvm_gpa_to_gfn(gpa);
		n = min_t(size_t, len, PAGE_SIZE - offset_in_page(gpa));
		slot = kvm_memslot_find(kvm, gfn);
		if (!slot || !kvm_slot_writable(slot))
			return false;
		hva = kvm_slot_hva(slot, gfn) + offset_in_page(gpa);
		if (copy_to_user_nofault((void __user *)hva, data, n))
			return false;
		kvm_dirty_log_mark(slot, gfn);
		gpa += n;
		data += n;
		len -= n;
	}
	return true;
}

static bool read_nofault(struct kvm *kvm, gpa_t gpa, void *data, size_t len)
{
	struct kvm_memory_slot *slot = kvm_memslot_find(kvm,
							kvm_gpa_to_gfn(gpa));
	unsigned long hva;

	if (!slot)
		return false;
	hva = kvm_slot_hva(slot, kvm_gpa_to_gfn(gpa)) + offset_in_page(gpa);
	return !copy_from_user_nofault(data, (const void __user *)hva, len);
}

/* Show the counts in the VPA; vpa_lock held. */
static void show_counts(struct kvmppc_book3s_vcpu *book3s)
{
	const struct vpa_counts counts = {
		.yield_count = cpu_to_be32(book3s->yield_count),
		.dispersion_count = cpu_to_be32(book3s->dispersion_count),
	};
	struct kvm *kvm = book3s->ppc.vcpu.kvm;
	int idx;

	BUILD_BUG_ON(offsetof(struct lppaca, dispersion_count) !=
		     offsetof(struct lppaca, yield_count) + sizeof(__be32));

	if (!book3s->vpa.gpa)
		return;
	if (book3s->vpa_map) {
		WRITE_ONCE(book3s->vpa_map->yield_count, counts.yield_count);
		WRITE_ONCE(book3s->vpa_map->dispersion_count,
			   counts.dispersion_count);
		return;
	}
	idx = srcu_read_lock(&kvm->srcu);
	write_nofault(kvm, book3s->vpa.gpa +
		      offsetof(struct lppaca, yield_count),
		      &counts, sizeof(counts));
	srcu_read_unlock(&kvm->srcu, idx);
}

static u8 dispatch_reason(struct kvmppc_book3s_vcpu *book3s)
{
	if (!book3s->was_ceded)
		return DISPATCH_TIME_SLICE;
	if (READ_ONCE(book3s->ppc.pending))
		return DISPATCH_EXTERNAL;
	if (READ_ONCE(book3s->ppc.prodded))
		return DISPATCH_PROD;
	if (kvmppc_timer_expired(&book3s->ppc.vcpu))
		return DISPATCH_DECREMENTER;
	return DISPATCH_TIME_SLICE;
}

static bool log_wanted(struct kvmppc_book3s_vcpu *book3s)
{
	u8 mask;

	if (book3s->vpa_map)
		mask = READ_ONCE(book3s->vpa_map->dtl_enable_mask);
	else if (!read_nofault(book3s->ppc.vcpu.kvm, book3s->vpa.gpa +
			       offsetof(struct lppaca, dtl_enable_mask),
			       &mask, sizeof(mask)))
		return false;
	return mask & (book3s->was_ceded ? DTL_LOG_CEDE : DTL_LOG_PREEMPT);
}

/*
 * Write an entry. A vCPU that ceded was waiting until now; one that did not was
 * ready all the time. vpa_lock and kvm->srcu held.
 */
static void log_entry(struct kvmppc_book3s_vcpu *book3s, u64 tb_offset)
{
	struct kvm *kvm = book3s->ppc.vcpu.kvm;
	u32 nr = book3s->dtl.len / sizeof(struct dtl_entry);
	u64 now = mftb();
	u32 away = min_t(u64, now - book3s->preempted_at, U32_MAX);
	struct dtl_entry entry = {
		.dispatch_reason = dispatch_reason(book3s),
		.preempt_reason = book3s->was_ceded ? PREEMPT_CEDE :
						      PREEMPT_TIME_SLICE,
		.processor_id = cpu_to_be16(raw_smp_processor_id()),
		.timebase = cpu_to_be64(now + tb_offset),
		.srr0 = cpu_to_be64(book3s->ppc.regs->nip),
		.srr1 = cpu_to_be64(book3s->ppc.regs->msr),
	};
	__be64 head;

	if (book3s->was_ceded)
		entry.waiting_to_ready_time = cpu_to_be32(away);
	else
		entry.enqueue_to_dispatch_time = cpu_to_be32(away);

	if (!write_nofault(kvm, book3s->dtl.gpa +
			   book3s->dtl_head % nr * sizeof(entry),
			   &entry, sizeof(entry)))
		return;
	book3s->dtl_head++;
	/* The guest finds the entry once it sees the head move. */
	smp_wmb();
	head = cpu_to_be64(book3s->dtl_head);
	write_nofault(kvm, book3s->vpa.gpa + offsetof(struct lppaca, dtl_idx),
		      &head, sizeof(head));
}

/* Log this dispatch where the guest wants that; vpa_lock held. */
static void log_dispatch(struct kvmppc_book3s_vcpu *book3s, u64 tb_offset)
{
	struct kvm *kvm = book3s->ppc.vcpu.kvm;
	int idx;

	if (!book3s->dtl.gpa)
		return;
	idx = srcu_read_lock(&kvm->srcu);
	if (log_wanted(book3s))
		log_entry(book3s, tb_offset);
	srcu_read_unlock(&kvm->srcu, idx);
}

/*
 * The host's page of a VPA, where the host's table has it for writing and dirty
 * already: what is written to it owes the host nothing. A slot that logs has
 * the log to be written, too. kvm->srcu held.
 */
static void map_vpa(struct kvmppc_book3s_vcpu *book3s, gpa_t gpa)
{
	struct kvm *kvm = book3s->ppc.vcpu.kvm;
	struct kvm_memory_slot *slot;
	struct kvmppc_host_pte host;
	unsigned long hva, flags;

	slot = kvm_memslot_find(kvm, kvm_gpa_to_gfn(gpa));
	if (!slot || !kvm_slot_writable(slot) || slot->dirty_bitmap)
		return;
	hva = kvm_slot_hva(slot, kvm_gpa_to_gfn(gpa)) + offset_in_page(gpa);

	spin_lock(&kvm->mmu_lock);
	if (kvm->invalidates_in_progress ||
	    !kvmppc_host_pte_find(kvm->mm, hva, &host) || !host.writable ||
	    host.caching != KVMPPC_HOST_CACHED || !pfn_valid(PHYS_PFN(host.pa)))
		goto unlock;
	raw_spin_lock_irqsave(&book3s->vpa_lock, flags);
	if (book3s->vpa.gpa == gpa)
		WRITE_ONCE(book3s->vpa_map, __va(host.pa));
	raw_spin_unlock_irqrestore(&book3s->vpa_lock, flags);
	list_move(&book3s->vpa_link, &to_kvmppc_vm(kvm)->mapped_vpas);
unlock:
	spin_unlock(&kvm->mmu_lock);
}

/**
 * kvmppc_vpa_map() - find out where the kernel can write a vCPU's VPA
 * @vcpu: the calling thread's, before kvmppc_vpa_dispatch(); takes kvm->srcu,
 *	mmu_lock and vpa_lock
 *
 * For a backend that calls kvmppc_vpa_unmap() and kvmppc_vpa_destroy().
 */
void kvmppc_vpa_map(struct kvm_vcpu *vcpu)
{
	struct kvmppc_book3s_vcpu *book3s = to_book3s_vcpu(vcpu);
	gpa_t gpa = READ_ONCE(book3s->vpa.gpa);
	int idx;

	if (likely(!gpa || READ_ONCE(book3s->vpa_map)))
		return;
	idx = srcu_read_lock(&vcpu->kvm->srcu);
	map_vpa(book3s, gpa);
	srcu_read_unlock(&vcpu->kvm->srcu, idx);
}
EXPORT_SYMBOL_GPL(kvmppc_vpa_map);

/**
 * kvmppc_vpa_unmap() - undo kvmppc_vpa_map() for a range
 * @kvm: the VM; mmu_lock held
 * @range: pages that the host takes away, or that are to be logged
 *
 * On return no VPA in them is written but through the process's mapping.
 */
void kvmppc_vpa_unmap(struct kvm *kvm, const struct kvm_gfn_range *range)
{
	struct kvmppc_book3s_vcpu *book3s, *next;
	unsigned long flags;
	gfn_t gfn;

	lockdep_assert_held(&kvm->mmu_lock);
	list_for_each_entry_safe(book3s, next, &to_kvmppc_vm(kvm)->mapped_vpas,
				 vpa_link) {
		raw_spin_lock_irqsave(&book3s->vpa_lock, flags);
		gfn = kvm_gpa_to_gfn(book3s->vpa.gpa);
		if (gfn >= range->start && gfn < range->end) {
			WRITE_ONCE(book3s->vpa_map, NULL);
			list_del_init(&book3s->vpa_link);
		}
		raw_spin_unlock_irqrestore(&book3s->vpa_lock, flags);
	}
}
EXPORT_SYMBOL_GPL(kvmppc_vpa_unmap);

/**
 * kvmppc_vpa_destroy() - undo kvmppc_vpa_init()
 * @vcpu: nobody runs it any more, but the host may still take memory away;
 *	takes mmu_lock
 */
void kvmppc_vpa_destroy(struct kvm_vcpu *vcpu)
{
	spin_lock(&vcpu->kvm->mmu_lock);
	list_del_init(&to_book3s_vcpu(vcpu)->vpa_link);
	spin_unlock(&vcpu->kvm->mmu_lock);
}
EXPORT_SYMBOL_GPL(kvmppc_vpa_destroy);

/*
 * The thread has got a CPU, or gives it up. Who registers a VPA writes its
 * address and then looks whether the vCPU is dispatched: of the two at least
 * one sees the other.
 *
 * Return: whether there is a VPA that the counts are to be shown in.
 */
static bool set_dispatched(struct kvmppc_book3s_vcpu *book3s, bool dispatched)
{
	WRITE_ONCE(book3s->dispatched, dispatched);
	smp_mb(); /* pairs with set_vpa() */
	return READ_ONCE(book3s->vpa.gpa);
}

/* The count is odd while the vCPU is not dispatched; vpa_lock held. */
static void count_yield(struct kvmppc_book3s_vcpu *book3s)
{
	if ((book3s->yield_count & 1) == book3s->dispatched)
		WRITE_ONCE(book3s->yield_count, book3s->yield_count + 1);
}

/**
 * kvmppc_vpa_dispatch() - the vCPU's thread has got a CPU
 * @vcpu: the calling thread's, in KVM_RUN
 * @tb_offset: guest's time base less the host's
 *
 * When KVM_RUN begins, and from the scheduler's notifier; preemption off,
 * interrupts on or off. Where there is a VPA, takes vpa_lock, then kvm->srcu.
 */
void kvmppc_vpa_dispatch(struct kvm_vcpu *vcpu, u64 tb_offset)
{
	struct kvmppc_book3s_vcpu *book3s = to_book3s_vcpu(vcpu);
	int cpu = raw_smp_processor_id();
	unsigned long flags;

	if (!set_dispatched(book3s, true))
		return;

	raw_spin_lock_irqsave(&book3s->vpa_lock, flags);
	count_yield(book3s);
	if (book3s->vpa_cpu != cpu) {
		book3s->dispersion_count += book3s->vpa_cpu >= 0;
		book3s->vpa_cpu = cpu;
	}
	log_dispatch(book3s, tb_offset);
	show_counts(book3s);
	raw_spin_unlock_irqrestore(&book3s->vpa_lock, flags);
}
EXPORT_SYMBOL_GPL(kvmppc_vpa_dispatch);

/**
 * kvmppc_vpa_preempt() - the vCPU's thread gives up its CPU
 * @vcpu: the calling thread's, in KVM_RUN
 *
 * When KVM_RUN ends, and from the scheduler's notifier; preemption off,
 * interrupts on or off. As kvmppc_vpa_dispatch().
 */
void kvmppc_vpa_preempt(struct kvm_vcpu *vcpu)
{
	struct kvmppc_book3s_vcpu *book3s = to_book3s_vcpu(vcpu);
	unsigned long flags;

	book3s->was_ceded = READ_ONCE(book3s->ppc.ceded);
	book3s->preempted_at = mftb();
	if (!set_dispatched(book3s, false))
		return;

	raw_spin_lock_irqsave(&book3s->vpa_lock, flags);
	count_yield(book3s);
	show_counts(book3s);
	raw_spin_unlock_irqrestore(&book3s->vpa_lock, flags);
}
EXPORT_SYMBOL_GPL(kvmppc_vpa_preempt);

/*
 * Register a VPA: it goes on from the counts that it has. A @len of 0 takes it
 * back. -EBUSY where the other areas still need it. kvm->srcu held; may sleep.
 */
static int set_vpa(struct kvmppc_book3s_vcpu *book3s, gpa_t gpa, u32 len)
{
	struct kvm *kvm = book3s->ppc.vcpu.kvm;
	struct vpa_counts counts;
	unsigned long flags;
	int ret = 0;

	if (len && kvm_gpa_read(kvm, gpa + offsetof(struct lppaca, yield_count),
				&counts, sizeof(counts)))
		return -EFAULT;

	raw_spin_lock_irqsave(&book3s->vpa_lock, flags);
	if (!len && (book3s->dtl.gpa || book3s->slb_shadow.gpa)) {
		ret = -EBUSY;
		goto unlock;
	}
	WRITE_ONCE(book3s->vpa.gpa, len ? gpa : 0);
	WRITE_ONCE(book3s->vpa_map, NULL);
	book3s->vpa.len = len;
	if (len) {
		smp_mb(); /* pairs with set_dispatched() */
		WRITE_ONCE(book3s->yield_count,
			   (be32_to_cpu(counts.yield_count) & ~1U) +
			   !READ_ONCE(book3s->dispatched));
		book3s->dispersion_count = be32_to_cpu(counts.dispersion_count);
		show_counts(book3s);
	}
unlock:
	raw_spin_unlock_irqrestore(&book3s->vpa_lock, flags);
	return ret;
}

/* Register the DTL, or take it back with a @len of 0, as set_vpa(). */
static int set_dtl(struct kvmppc_book3s_vcpu *book3s, gpa_t gpa, u32 len)
{
	struct kvm *kvm = book3s->ppc.vcpu.kvm;
	gpa_t vpa = READ_ONCE(book3s->vpa.gpa);
	__be64 head = 0;
	unsigned long flags;
	int ret = 0;

	if (len && vpa && kvm_gpa_read(kvm, vpa +
				       offsetof(struct lppaca, dtl_idx),
				       &head, sizeof(head)))
		return -EFAULT;

	raw_spin_lock_irqsave(&book3s->vpa_lock, flags);
	if (len && !book3s->vpa.gpa) {
		ret = -EBUSY;
		goto unlock;
	}
	book3s->dtl.gpa = len ? gpa : 0;
	book3s->dtl.len = len;
	book3s->dtl_head = be64_to_cpu(head);
unlock:
	raw_spin_unlock_irqrestore(&book3s->vpa_lock, flags);
	return ret;
}

/* Register the SLB shadow buffer, or take it back, as set_vpa(). */
static int set_slb_shadow(struct kvmppc_book3s_vcpu *book3s, gpa_t gpa, u32 len)
{
	unsigned long flags;
	int ret = 0;

	raw_spin_lock_irqsave(&book3s->vpa_lock, flags);
	if (len && !book3s->vpa.gpa) {
		ret = -EBUSY;
		goto unlock;
	}
	book3s->slb_shadow.gpa = len ? gpa : 0;
	book3s->slb_shadow.len = len;
unlock:
	raw_spin_unlock_irqrestore(&book3s->vpa_lock, flags);
	return ret;
}

static long to_papr(int ret)
{
	switch (ret) {
	case 0:
		return H_SUCCESS;
	case -EBUSY:
		return H_RESOURCE;
	default:
		return H_PARAMETER;
	}
}

/* May an area lie there? Its ends have memory, if nothing else has. */
static bool area_valid(struct kvm *kvm, enum area_kind kind, gpa_t gpa, u64 len)
{
	u8 byte;

	if (!gpa || !IS_ALIGNED(gpa, AREA_ALIGN))
		return false;
	if (len < areas[kind].min_size || len > areas[kind].max_size)
		return false;
	if (areas[kind].within_4k && gpa >> 12 != (gpa + len - 1) >> 12)
		return false;
	return gpa + len > gpa && !kvm_gpa_read(kvm, gpa, &byte, 1) &&
	       !kvm_gpa_read(kvm, gpa + len - 1, &byte, 1);
}

static long register_vpa(struct kvmppc_book3s_vcpu *book3s, gpa_t gpa)
{
	struct kvm *kvm = book3s->ppc.vcpu.kvm;
	gpa_t status = gpa + offsetof(struct lppaca, __old_status);
	struct lppaca header;
	u16 len;
	u8 byte;

	if (kvm_gpa_read(kvm, gpa, &header,
			 offsetofend(struct lppaca, __old_status)))
		return H_PARAMETER;
	len = be16_to_cpu(header.size);
	if (!area_valid(kvm, AREA_VPA, gpa, len))
		return H_PARAMETER;

	/* Its processors are shared: so the guest heeds the yield counts. */
	byte = header.__old_status | LPPACA_OLD_SHARED_PROC;
	if (kvm_gpa_write(kvm, status, &byte, sizeof(byte)))
		return H_PARAMETER;
	return to_papr(set_vpa(book3s, gpa, len));
}

static long register_dtl(struct kvmppc_book3s_vcpu *book3s, gpa_t gpa)
{
	struct kvm *kvm = book3s->ppc.vcpu.kvm;
	__be32 size;
	u32 len;

	if (kvm_gpa_read(kvm, gpa + sizeof(__be32), &size, sizeof(size)))
		return H_PARAMETER;
	len = be32_to_cpu(size);
	len -= len % sizeof(struct dtl_entry);
	if (!area_valid(kvm, AREA_DTL, gpa, len))
		return H_PARAMETER;
	return to_papr(set_dtl(book3s, gpa, len));
}

static long register_slb_shadow(struct kvmppc_book3s_vcpu *book3s, gpa_t gpa)
{
	struct kvm *kvm = book3s->ppc.vcpu.kvm;
	__be32 size;
	u32 len;

	if (kvm_gpa_read(kvm, gpa + offsetof(struct slb_shadow, buffer_length),
			 &size, sizeof(size)))
		return H_PARAMETER;
	len = be32_to_cpu(size);
	if (!area_valid(kvm, AREA_SLB_SHADOW, gpa, len))
		return H_PARAMETER;
	return to_papr(set_slb_shadow(book3s, gpa, len));
}

/**
 * kvmppc_vpa_register() - H_REGISTER_VPA
 * @vcpu: the caller; kvm->srcu held for reading; may sleep
 * @flags: the subfunction in bits 16 to 18
 * @target: processor whose area it is
 * @gpa: the area, where one is registered; its length is in its header
 *
 * LoPAPR 14.11.3. The DTL and the SLB shadow buffer need a VPA, which stays as
 * long as they do.
 *
 * Return: H_SUCCESS; H_RESOURCE where the areas do not go together so;
 * H_PARAMETER.
 */
long kvmppc_vpa_register(struct kvm_vcpu *vcpu, u64 flags, u64 target,
			 gpa_t gpa)
{
	unsigned int subfunction = flags >> H_VPA_FUNC_SHIFT & H_VPA_FUNC_MASK;
	struct kvmppc_book3s_vcpu *book3s;
	struct kvm_vcpu *owner = NULL;

	if (target < KVM_MAX_VCPU_IDS)
		owner = kvm_vcpu_by_id(vcpu->kvm, target);
	if (!owner)
		return H_PARAMETER;
	book3s = to_book3s_vcpu(owner);

	switch (subfunction) {
	case H_VPA_REG_VPA:
		return register_vpa(book3s, gpa);
	case H_VPA_REG_DTL:
		return register_dtl(book3s, gpa);
	case H_VPA_REG_SLB:
		return register_slb_shadow(book3s, gpa);
	case H_VPA_DEREG_VPA:
		return to_papr(set_vpa(book3s, 0, 0));
	case H_VPA_DEREG_DTL:
		return to_papr(set_dtl(book3s, 0, 0));
	case H_VPA_DEREG_SLB:
		return to_papr(set_slb_shadow(book3s, 0, 0));
	default:
		return H_PARAMETER;
	}
}

static enum area_kind reg_area(u64 id)
{
	switch (id) {
	case KVM_REG_PPC_VPA_DTL:
		return AREA_DTL;
	case KVM_REG_PPC_VPA_SLB:
		return AREA_SLB_SHADOW;
	default:
		return AREA_VPA;
	}
}

/**
 * kvmppc_vpa_reg_get() - KVM_REG_PPC_VPA_ADDR, _VPA_SLB and _VPA_DTL
 * @vcpu: mutex held
 * @reg: which
 * @n: 0
 * @val: address, of the latter two also the length; 0 where there is none
 *
 * Return: 0.
 */
int kvmppc_vpa_reg_get(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		       unsigned int n, union kvmppc_reg_val *val)
{
	struct kvmppc_book3s_vcpu *book3s = to_book3s_vcpu(vcpu);
	const struct kvmppc_vpa *const by_kind[] = {
		[AREA_VPA] = &book3s->vpa,
		[AREA_DTL] = &book3s->dtl,
		[AREA_SLB_SHADOW] = &book3s->slb_shadow,
	};
	struct kvmppc_vpa area;
	unsigned long flags;

	raw_spin_lock_irqsave(&book3s->vpa_lock, flags);
	area = *by_kind[reg_area(reg->id)];
	raw_spin_unlock_irqrestore(&book3s->vpa_lock, flags);

	val->vpa[0] = area.gpa;
	if (reg->id != KVM_REG_PPC_VPA_ADDR)
		val->vpa[1] = area.len;
	return 0;
}
EXPORT_SYMBOL_GPL(kvmppc_vpa_reg_get);

static int reg_set(struct kvmppc_book3s_vcpu *book3s, enum area_kind kind,
		   gpa_t gpa, u64 len)
{
	struct kvm *kvm = book3s->ppc.vcpu.kvm;

	if (kind == AREA_VPA)
		len = VPA_MIN_SIZE;
	if (kind == AREA_DTL)
		len -= len % sizeof(struct dtl_entry);
	if (!gpa)
		len = 0;
	else if (!area_valid(kvm, kind, gpa, len))
		return -EINVAL;

	switch (kind) {
	case AREA_DTL:
		return set_dtl(book3s, gpa, len);
	case AREA_SLB_SHADOW:
		return set_slb_shadow(book3s, gpa, len);
	default:
		return set_vpa(book3s, gpa, len);
	}
}

/**
 * kvmppc_vpa_reg_set() - KVM_REG_PPC_VPA_ADDR, _VPA_SLB and _VPA_DTL
 * @vcpu: mutex held; may sleep; takes kvm->srcu
 * @reg: which
 * @n: 0
 * @val: as kvmppc_vpa_reg_get() has given it; address 0 takes the area back
 *
 * Return: 0; -EINVAL where H_REGISTER_VPA would refuse it.
 */
int kvmppc_vpa_reg_set(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		       unsigned int n, const union kvmppc_reg_val *val)
{
	int idx = srcu_read_lock(&vcpu->kvm->srcu);
	int ret = reg_set(to_book3s_vcpu(vcpu), reg_area(reg->id), val->vpa[0],
			  val->vpa[1]);

	srcu_read_unlock(&vcpu->kvm->srcu, idx);
	return ret ? -EINVAL : 0;
}
EXPORT_SYMBOL_GPL(kvmppc_vpa_reg_set);
