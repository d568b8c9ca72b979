// SPDX-License-Identifier: GPL-2.0
/* Into the guest and out: what each run of a vCPU does around the world. */
#include <asm/interrupt.h>
#include <asm/reg.h>

#include "hv.h"

/**
 * kvmppc_hv_lpcr() - the LPCR that the vCPU runs with
 * @hv: the vCPU
 *
 * Context: vCPU's thread.
 */
u64 kvmppc_hv_lpcr(const struct kvmppc_hv_vcpu *hv)
{
	const struct kvmppc_hv_vm *vm =
		to_hv_vm(hv->book3s.ppc.vcpu.kvm);

	return READ_ONCE(vm->lpcr) | hv->lpcr | (hv->mer ? LPCR_MER : 0);
}

/*
 * The guest invalidates what only one of its CPUs has used with tlbiel, which
 * reaches no further than the TLB of the host CPU that the vCPU is on. So what
 * a vCPU translated does not outlive its leaving: another vCPU may be there
 * already, and find it when the guest's process moves over.
 *
 * Context: interrupts on, preemption off; the thread is about to enter here.
 */
static void settle_tlb(struct kvm_vcpu *vcpu)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);
	int cpu = smp_processor_id();

	if (likely(hv->tlb_cpu == cpu))
		return;
	if (hv->tlb_cpu >= 0) {
		kvmppc_hv_world->flush_cpu(hv->tlb_cpu,
					   to_hv_vm(vcpu->kvm)->lpid);
		vcpu->stat[KVMPPC_VCPU_STAT_CPU_MOVES]++;
	}
	hv->tlb_cpu = cpu;
}

/*
 * What the host must be told of before it enables interrupts. External and
 * timer interrupts need nothing: they are still asserted.
 */
static void host_events(struct kvm_vcpu *vcpu, int vector)
{
	switch (vector) {
	case BOOK3S_VEC_SYSTEM_RESET:
		kvmppc_host_system_reset();
		break;
	case BOOK3S_VEC_MACHINE_CHECK:
		to_hv_vcpu(vcpu)->mce_recovered = kvmppc_host_machine_check();
		break;
	case BOOK3S_VEC_H_MAINTENANCE:
		kvmppc_host_maintenance();
		break;
	case BOOK3S_VEC_H_DOORBELL:
		kvmppc_host_replay_doorbell();
		break;
	}
}

int kvmppc_hv_enter(struct kvm_vcpu *vcpu)
{
	int vector = kvmppc_hv_world->enter(to_hv_vcpu(vcpu));

	/* The host may not rely on what it had in SRR0 to HSRR1. */
	srr_regs_clobbered();
	kvmppc_hv_pmu_settle(to_hv_vcpu(vcpu));
	host_events(vcpu, vector);
	return vector;
}

/*
 * The guest cannot take an external interrupt now: LPCR[MER] has it exit as
 * soon as it can (Power ISA 3.1B Book III 7.5.8, mediated external).
 */
void kvmppc_hv_pending_changed(struct kvm_vcpu *vcpu, bool pending)
{
	to_hv_vcpu(vcpu)->mer = pending;
}

static struct kvm_vcpu *notified(struct preempt_notifier *notifier)
{
	return kvmppc_hv_core(container_of(notifier, struct kvmppc_hv_vcpu,
					   preempt));
}

static void sched_in(struct preempt_notifier *notifier, int cpu)
{
	struct kvm_vcpu *vcpu = notified(notifier);

	settle_tlb(vcpu);
	kvmppc_vpa_dispatch(vcpu, to_hv_vcpu(vcpu)->spr.tb_offset);
}

static void sched_out(struct preempt_notifier *notifier,
		      struct task_struct *next)
{
	kvmppc_vpa_preempt(notified(notifier));
}

static struct preempt_ops preempt_ops = {
	.sched_in = sched_in,
	.sched_out = sched_out,
};

void kvmppc_hv_run_begin(struct kvm_vcpu *vcpu)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);

	kvmppc_vpa_map(vcpu);
	preempt_disable();
	kvmppc_thread_spr_swap(vcpu);
	preempt_notifier_register(&hv->preempt);
	settle_tlb(vcpu);
	kvmppc_vpa_dispatch(vcpu, hv->spr.tb_offset);
	preempt_enable();
}

void kvmppc_hv_run_end(struct kvm_vcpu *vcpu)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);

	preempt_disable();
	kvmppc_vpa_preempt(vcpu);
	preempt_notifier_unregister(&hv->preempt);
	kvmppc_thread_spr_swap(vcpu);
	preempt_enable();
}

void kvmppc_hv_run_init(struct kvmppc_hv_vcpu *hv)
{
	preempt_notifier_init(&hv->preempt, &preempt_ops);
	hv->tlb_cpu = -1;
}
