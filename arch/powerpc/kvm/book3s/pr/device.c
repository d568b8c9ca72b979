// SPDX-License-Identifier: GPL-2.0
/*
 * Where a guest last accessed a device. An address without memory is found to
 * be one by all that memory is looked for with: the guest's page table, the
 * slots, and nothing that could be mapped. So the last one is remembered, with
 * all of that but the slots, and a store to it that a device in the kernel
 * takes is answered with interrupts off.
 */
#include <asm/reg.h>

#include <kvm/io_bus.h>
#include <kvm/ppc_step.h>

#include "shadow.h"

static bool same_page(u64 a, u64 b)
{
	return !((a ^ b) >> KVMPPC_HOST_HPTE_SHIFT);
}

/**
 * kvmppc_pr_device_remember() - an access went to an address without memory
 * @vcpu: the vCPU, out of the guest
 * @segment: segment of the access
 * @ea: its address, cut to 32 bits where MSR[SF] is 0
 * @gpa: what the guest's own translation makes of it
 * @store: it was a store, which the guest's translation permits
 * @seq: kvmppc_pr_shadow.seq, from before that translation
 *
 * Context: vCPU's thread.
 */
void kvmppc_pr_device_remember(struct kvm_vcpu *vcpu,
			       const struct kvmppc_pr_segment *segment, u64 ea,
			       u64 gpa, bool store, unsigned long seq)
{
	struct kvmppc_pr_device *device = &to_pr_vcpu(vcpu)->device;

	/* There a translation is known by more than its segment. */
	if (segment->key.flags & KVMPPC_PR_SEGMENT_MIXED)
		return;
	if (device->segment != segment || !same_page(device->ea, ea))
		device->answered = false;
	device->segment = segment;
	device->ea = ea;
	device->gpa = gpa;
	device->store = store;
	device->seq = seq;
}

/**
 * kvmppc_pr_device_find() - is it where the guest last accessed a device?
 * @vcpu: the vCPU, out of the guest; kvm.srcu held
 * @ea: an address, cut to 32 bits where MSR[SF] is 0
 * @store: what is to be done there
 * @gpa: filled in with the address of the device
 *
 * Context: vCPU's thread, any interrupt state.
 *
 * Return: true where the guest's translation and the slots are as they were.
 */
bool kvmppc_pr_device_find(struct kvm_vcpu *vcpu, u64 ea, bool store,
			   gpa_t *gpa)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	const struct kvmppc_pr_device *device = &pr->device;

	if (!same_page(device->ea, ea) || (store && !device->store) ||
	    !device->segment ||
	    kvmppc_pr_segment_find(pr, ea) != device->segment ||
	    READ_ONCE(kvmppc_pr_shadow_of(vcpu->kvm)->seq) != device->seq)
		return false;
	*gpa = device->gpa ^ device->ea ^ ea;
	return !kvm_vcpu_memslot_find(vcpu, kvm_gpa_to_gfn(*gpa));
}

/* The device takes it, without sleeping, or nothing is done. */
static bool device_takes(struct kvm_vcpu *vcpu, gpa_t gpa,
			 const struct ppc_step_store *store)
{
	u64 image = to_pr_vcpu(vcpu)->regs.msr & MSR_LE ?
		    (__force u64)cpu_to_le64(store->val) :
		    (__force u64)cpu_to_be64(store->val << (64 - 8 * store->size));

	return !kvm_io_bus_write_atomic(vcpu, gpa, store->size, &image);
}

/* With kvm.srcu held. */
static bool store_fast(struct kvm_vcpu *vcpu, u32 inst, u64 ea, u64 mask)
{
	struct pt_regs *regs = &to_pr_vcpu(vcpu)->regs;
	struct ppc_step_store store;
	gpa_t gpa;

	if (!kvmppc_pr_device_find(vcpu, ea, true, &gpa) ||
	    !ppc_step_store(regs, mask, inst, &store) || store.ea != ea ||
	    ea & (store.size - 1) || !device_takes(vcpu, gpa, &store))
		return false;
	ppc_step_stored(regs, mask, &store);
	return true;
}

/**
 * kvmppc_pr_device_store() - answer a store to a device at once
 * @vcpu: the calling thread's, out of the guest
 * @inst: the instruction
 * @ea: where it stores to, as DAR has it
 *
 * Where the last store there was answered in the kernel.
 *
 * Context: interrupts off; takes kvm->srcu.
 *
 * Return: true where the instruction is done, false where nothing is.
 */
bool kvmppc_pr_device_store(struct kvm_vcpu *vcpu, u32 inst, u64 ea)
{
	u64 mask = to_pr_vcpu(vcpu)->regs.msr & MSR_SF ? ~0ULL : ~0U;
	bool done;
	int idx;

	if (!to_pr_vcpu(vcpu)->device.answered)
		return false;
	idx = srcu_read_lock(&vcpu->kvm->srcu);
	done = store_fast(vcpu, inst, ea & mask, mask);
	srcu_read_unlock(&vcpu->kvm->srcu, idx);
	return done;
}
