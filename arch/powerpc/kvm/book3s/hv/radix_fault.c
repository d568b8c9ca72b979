// SPDX-License-Identifier: GPL-2.0
/*
 * Guest accesses that the partition-scoped tree does not translate yet.
 *
 * A leaf copies what the host's own page table has for the page, under
 * mmu_lock and with no invalidation in progress: whatever the host takes away
 * or narrows later comes through the MMU notifier, which waits for mmu_lock.
 * No page is referenced, and none is written through a leaf that the host does
 * not have writable and dirty itself, so no state flows back.
 */
#include <linux/mm.h>

#include "../../host/host_pte.h"
#include "hv.h"
#include "radix.h"

/*
 * Rounds at the most: the host has to fault, and what it faulted in was taken
 * away before it was seen. Then the guest asks again.
 */
#define FAULT_ROUNDS	5

/**
 * struct radix_fault - a guest access to be made good
 * @vcpu:	who made it
 * @gpa:	where; the page's first byte
 * @store:	it writes
 * @fetch:	of an instruction
 * @quick:	not the time to flush what stands in the way
 * @absent:	the host has to be asked for a page first
 * @slot:	of @gpa, valid under mmu_lock only
 * @hva:	where the host has it
 * @mapping:	the leaf to be
 */
struct radix_fault {
	struct kvm_vcpu *vcpu;
	u64 gpa;
	bool store;
	bool fetch;
	bool quick;
	bool absent;
	struct kvm_memory_slot *slot;
	unsigned long hva;
	struct kvmppc_radix_mapping mapping;
};

static u64 leaf_attributes(enum kvmppc_host_caching caching)
{
	switch (caching) {
	case KVMPPC_HOST_TOLERANT:
		return RPTE_ATT_TOLERANT | RPTE_EXECUTE;
	case KVMPPC_HOST_NON_IDEMPOTENT:
		return RPTE_ATT_NON_IDEMPOTENT;
	default:
		return RPTE_ATT_NORMAL | RPTE_EXECUTE;
	}
}

/* The leaf that gives the guest what the host has at the fault's page. */
static void mapping_make(struct radix_fault *fault,
			 const struct kvmppc_host_pte *host)
{
	struct kvmppc_radix_mapping *mapping = &fault->mapping;
	const struct kvm_memory_slot *slot = fault->slot;
	unsigned int level = KVMPPC_RADIX_LEVEL_PAGE;
	u64 start = (u64)slot->base_gfn << PAGE_SHIFT;

	if (!slot->dirty_bitmap)
		level = kvmppc_radix_leaf_level(fault->gpa, fault->hva, start,
						start + ((u64)slot->npages <<
							 PAGE_SHIFT),
						host->shift);
	mapping->gpa = fault->gpa;
	mapping->level = level;
	mapping->pte = RPTE_VALID | RPTE_LEAF | RPTE_READ | RPTE_R |
		       (host->pa & ~(kvmppc_radix_size(level) - 1)) |
		       leaf_attributes(host->caching);
	if (host->writable && kvm_slot_writable(slot))
		mapping->pte |= RPTE_WRITE;
	if (fault->store)
		mapping->pte |= RPTE_C;
}

/* As kvmppc_radix_tree_map(). */
static int tree_map(struct radix_fault *fault)
{
	struct kvm *kvm = fault->vcpu->kvm;
	__be64 *root = to_hv_vm(kvm)->root;
	struct radix_gather *rg;
	int ret = kvmppc_radix_tree_map(root, &fault->mapping, NULL);

	if (ret != -EBUSY || fault->quick)
		return ret;
	rg = kvmppc_radix_gather_begin(kvm, fault->slot);
	return kvmppc_radix_tree_map(root, &fault->mapping, &rg->gather);
}

/*
 * 0 where the guest may try again, -EAGAIN where the host has to fault first,
 * -EACCES where the memory is a device's and no instruction comes from there.
 */
static int map_slot(struct radix_fault *fault)
{
	struct kvm *kvm = fault->vcpu->kvm;
	struct kvmppc_hv_vm *vm = to_hv_vm(kvm);
	struct kvmppc_host_pte host;
	u64 reach;
	int ret;

	/* Its end may need this CPU. */
	if (kvm->invalidates_in_progress)
		return fault->quick ? -EBUSY : 0;
	if (!kvmppc_host_pte_find(kvm->mm, fault->hva, &host))
		return -EAGAIN;
	if (fault->store && !host.writable)
		return -EAGAIN;

	mapping_make(fault, &host);
	if (fault->fetch && !(fault->mapping.pte & RPTE_EXECUTE))
		return -EACCES;
	ret = tree_map(fault);
	if (ret < 0)
		return ret;
	reach = fault->gpa + kvmppc_radix_size(fault->mapping.level);
	if (reach > vm->reach)
		vm->reach = reach;
	kvmppc_radix_count(kvm, fault->mapping.level, ret);
	/* The guest's next access finds it (Book III 6.10.1.1). */
	asm volatile("ptesync" : : : "memory");
	return 0;
}

/* The slot as it is now, and a try to map it. */
static int fault_locked(struct radix_fault *fault)
{
	gfn_t gfn = kvm_gpa_to_gfn(fault->gpa);

	lockdep_assert_held(&fault->vcpu->kvm->mmu_lock);
	fault->slot = kvm_vcpu_memslot_find(fault->vcpu, gfn);
	if (!fault->slot || fault->gpa >= KVMPPC_RADIX_LIMIT)
		return -ENOENT;
	if (fault->store && !kvm_slot_writable(fault->slot))
		return -EROFS;
	fault->hva = kvm_slot_hva(fault->slot, gfn);
	return map_slot(fault);
}

/* As fault_locked(), then have the host page in what it asks for. */
static int fault_round(struct radix_fault *fault)
{
	struct kvm *kvm = fault->vcpu->kvm;
	int ret;

	if (!fault->absent) {
		spin_lock(&kvm->mmu_lock);
		ret = fault_locked(fault);
		spin_unlock(&kvm->mmu_lock);
		if (ret != -EAGAIN)
			return ret;
	}
	fault->absent = false;

	ret = kvmppc_host_pte_fault_in(kvm->mm, fault->hva, fault->store);
	return ret ? ret : -EAGAIN;
}

/* A table of each level, lest one has to be allocated under mmu_lock. */
static int fill_spares(struct kvmppc_hv_vcpu *hv)
{
	unsigned int level;

	for (level = 0; level < KVMPPC_RADIX_LEVEL_ROOT; level++) {
		if (likely(hv->spare_tables[level]))
			continue;
		hv->spare_tables[level] = kvmppc_radix_table_alloc(level);
		if (!hv->spare_tables[level])
			return -ENOMEM;
	}
	while (hv->nr_reserve < KVMPPC_HV_RESERVE) {
		__be64 *table =
			kvmppc_radix_table_alloc(KVMPPC_RADIX_LEVEL_PAGE);

		if (!table)
			break;
		hv->reserve[hv->nr_reserve++] = table;
	}
	return 0;
}

/* As fill_spares(), without memory from the host. */
static int fill_spares_quick(struct kvmppc_hv_vcpu *hv)
{
	if (likely(hv->spare_tables[KVMPPC_RADIX_LEVEL_PAGE]))
		return 0;
	if (!hv->nr_reserve)
		return -ENOMEM;
	hv->spare_tables[KVMPPC_RADIX_LEVEL_PAGE] =
		hv->reserve[--hv->nr_reserve];
	return 0;
}

/* The vCPU's part of the MMU is done with. */
void kvmppc_radix_vcpu_destroy(struct kvmppc_hv_vcpu *hv)
{
	unsigned int level;

	for (level = 0; level < KVMPPC_RADIX_LEVEL_ROOT; level++)
		kvmppc_radix_table_free(hv->spare_tables[level], level);
	while (hv->nr_reserve)
		kvmppc_radix_table_free(hv->reserve[--hv->nr_reserve],
					KVMPPC_RADIX_LEVEL_PAGE);
}

static struct radix_fault fault_make(struct kvm_vcpu *vcpu, gpa_t gpa,
				     enum kvmppc_access access)
{
	return (struct radix_fault) {
		.vcpu = vcpu,
		.gpa = gpa & PAGE_MASK,
		.store = access == KVMPPC_STORE,
		.fetch = access == KVMPPC_FETCH,
		.mapping.spare = to_hv_vcpu(vcpu)->spare_tables,
	};
}

/**
 * kvmppc_radix_fault_quick() - as kvmppc_radix_fault(), where that can be now
 * @vcpu: the caller's own; mmu_lock held; interrupts may be off
 * @gpa: guest physical address of the access
 * @access: what it does
 *
 * Return: 0, -ENOENT and -EROFS as from kvmppc_radix_fault(), which is to be
 * called, for the same access and before the guest is entered again, where it
 * is another -errno.
 */
int kvmppc_radix_fault_quick(struct kvm_vcpu *vcpu, gpa_t gpa,
			     enum kvmppc_access access)
{
	struct radix_fault fault = fault_make(vcpu, gpa, access);
	int ret = fill_spares_quick(to_hv_vcpu(vcpu));

	if (ret)
		return ret;
	fault.quick = true;
	ret = fault_locked(&fault);
	if (ret == -EAGAIN)
		to_hv_vcpu(vcpu)->absent_hva = fault.hva;
	return ret;
}

/**
 * kvmppc_radix_fault() - answer an access that hardware could not translate
 * @vcpu: the caller's own; mmu_lock and kvm.srcu not held; may sleep
 * @gpa: guest physical address of the access
 * @access: what it does
 *
 * Also serves faults that only want R or C set, and those that have been
 * answered on another CPU in the meantime.
 *
 * Return: 0, and the guest is to repeat the access, which may fault again;
 * -ENOENT where no slot has the address, -EROFS for a store to a read-only
 * slot, -EACCES for a fetch from guarded storage; -EFAULT where userspace has
 * no such memory, -EHWPOISON where it is broken, -EINTR for a fatal signal,
 * -ENOMEM.
 */
int kvmppc_radix_fault(struct kvm_vcpu *vcpu, gpa_t gpa,
		       enum kvmppc_access access)
{
	struct radix_fault fault = fault_make(vcpu, gpa, access);
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);
	unsigned int round = 0;
	int ret;

	fault.hva = hv->absent_hva;
	fault.absent = fault.hva;
	hv->absent_hva = 0;
	ret = fill_spares(hv);
	if (ret)
		return ret;
	do {
		ret = fault_round(&fault);
	} while (ret == -EAGAIN && ++round < FAULT_ROUNDS);

	if (ret == -EFAULT)
		ret = kvm_vcpu_page_errno(vcpu, kvm_gpa_to_gfn(fault.gpa),
					  fault.hva, fault.store);
	return ret == -EAGAIN ? 0 : ret;
}
