// SPDX-License-Identifier: GPL-2.0
/*
 * Exits that are answered at once, with the guest's state still in the CPU: the
 * host is restored only for what sleeps, delivers an interrupt or has to be
 * done by userspace.
 *
 * Interrupts are hard off from the exit to the next entry, which a host
 * interrupt that came meanwhile ends at once. mmu_lock is tried and not waited
 * for: who has it may be waiting for this CPU to leave the guest.
 */
#include <linux/context_tracking.h>
#include <linux/sched/signal.h>
#include <asm/reg.h>

#include "hv.h"

static bool hcall(struct kvm_vcpu *vcpu)
{
	if (!kvmppc_papr_hcall_quick(vcpu))
		return false;
	vcpu->stat[KVMPPC_VCPU_STAT_HCALLS]++;
	return true;
}

/*
 * A device's address, @ret says. The instruction, which is in memory that the
 * tree has, is read now; what is not done here kvmppc_hv_exit() does with it.
 */
static bool fetch_for_device(struct kvmppc_hv_vcpu *hv, int vector, int ret)
{
	if (vector != BOOK3S_VEC_H_DATA_STORAGE ||
	    (ret != -ENOENT && ret != -EROFS) ||
	    hv->fault.dsisr & DSISR_PRTABLE_FAULT)
		return false;
	return !kvmppc_hv_fetch_locked(kvmppc_hv_core(hv), &hv->fetched);
}

/* A store that wakes up somebody, perhaps: the host's clock must be going. */
static bool device_store(struct kvm_vcpu *vcpu, gpa_t gpa)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);

	if (!kvmppc_hv_world->host_clock ||
	    !kvmppc_mmio_store_quick(vcpu, hv->fetched.word,
				     hv->fetched.suffix, hv->fault.dar, gpa))
		return false;
	hv->fetched.valid = false;
	return true;
}

/* Not in line: a hypercall shall not pay for its stack frame. */
static noinline bool storage(struct kvm_vcpu *vcpu, int vector)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);
	struct kvm *kvm = vcpu->kvm;
	enum kvmppc_access access;
	gpa_t gpa;
	int ret;

	if (!kvmppc_hv_second_stage(hv, vector) ||
	    !spin_trylock(&kvm->mmu_lock))
		return false;
	access = kvmppc_hv_fault_access(hv, vector, &gpa);
	ret = kvmppc_radix_fault_quick(vcpu, gpa, access);
	if (ret)
		hv->fetched.valid = fetch_for_device(hv, vector, ret);
	spin_unlock(&kvm->mmu_lock);

	if (ret && !(hv->fetched.valid && access == KVMPPC_STORE &&
		     device_store(vcpu, gpa)))
		return false;
	vcpu->stat[KVMPPC_VCPU_STAT_STORAGE_FAULTS]++;
	return true;
}

static bool answer(struct kvm_vcpu *vcpu, int vector)
{
	/* RCU may look away from a CPU whose time in guests is accounted. */
	if (context_tracking_enabled_this_cpu() ||
	    to_kvmppc_vcpu(vcpu)->guest_debug)
		return false;
	switch (vector) {
	case BOOK3S_VEC_SYSTEM_CALL:
		return hcall(vcpu);
	case BOOK3S_VEC_H_DATA_STORAGE:
	case BOOK3S_VEC_H_INST_STORAGE:
		return storage(vcpu, vector);
	default:
		return false;
	}
}

/**
 * kvmppc_hv_quick() - answer an exit without leaving the world switch
 * @hv: the vCPU; of its state regs, fault, asdr and sup.pid are valid
 * @vector: of the interrupt that ended its run; 0 where it has been answered
 *	and the guest is to be left nevertheless
 *
 * Context: interrupts hard off; SPRs and FP registers the guest's. In a world
 * with host_clock the guest's decrementer has been taken out of the CPU.
 *
 * Return: true where the guest is to be entered again, by its registers as they
 * are now; nothing else of it has changed.
 */
bool kvmppc_hv_quick(struct kvmppc_hv_vcpu *hv, int *vector)
{
	struct kvm_vcpu *vcpu = kvmppc_hv_core(hv);

	if (!answer(vcpu, *vector))
		return false;
	*vector = 0;
	if (need_resched() || signal_pending(current) ||
	    READ_ONCE(to_kvmppc_vcpu(vcpu)->pending))
		return false;
	vcpu->stat[KVM_VCPU_STAT_EXITS]++;
	return true;
}
