// SPDX-License-Identifier: GPL-2.0
/* KVM_RUN on any PowerPC core: the loop around a backend's entry. */
#include <linux/context_tracking.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/vtime.h>

#include <kvm/arch.h>
#include <kvm/book3s.h>
#include <kvm/hypercall.h>
#include <kvm/ppc.h>

/* What the last exit asked of userspace is there: finish its instruction. */
static int finish_inst(struct kvm_vcpu *vcpu)
{
	switch (to_kvmppc_vcpu(vcpu)->pending_exit) {
	case KVMPPC_PENDING_MMIO:
		return kvmppc_mmio_finish(vcpu);
	case KVMPPC_PENDING_HCALL:
		return kvmppc_papr_hcall_finish(vcpu);
	case KVMPPC_PENDING_OSI:
		return kvmppc_osi_finish(vcpu);
	default:
		return KVMPPC_RESUME;
	}
}

/* Carry on from the last exit; to a debugger an instruction is a step. */
static int finish_pending(struct kvm_vcpu *vcpu)
{
	int next;

	if (likely(to_kvmppc_vcpu(vcpu)->pending_exit == KVMPPC_PENDING_NONE))
		return KVMPPC_RESUME;
	next = finish_inst(vcpu);
	if (next == KVMPPC_RESUME &&
	    kvmppc_debugs(vcpu, KVM_GUESTDBG_SINGLESTEP))
		return kvmppc_debug_exit(vcpu);
	return next;
}

bool kvm_arch_vcpu_runnable(struct kvm_vcpu *vcpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	return READ_ONCE(ppc->pending) || READ_ONCE(ppc->prodded) ||
	       kvmppc_timer_expired(vcpu);
}

/* Sleep as H_CEDE asks; still ceded where a signal ended it (PAPR 14.11.3). */
static void wait_ceded(struct kvm_vcpu *vcpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	if (!kvm_arch_vcpu_runnable(vcpu)) {
		kvmppc_timer_block(vcpu);
		kvm_vcpu_block(vcpu);
		kvmppc_timer_unblock(vcpu);
	}
	if (kvm_arch_vcpu_runnable(vcpu)) {
		ppc->ceded = false;
		WRITE_ONCE(ppc->prodded, false);
	}
}

static bool must_stay_out(void)
{
	return need_resched() || signal_pending(current);
}

/* Time that is accounted by itself, not by ticks, is so with interrupts off. */
static void account_guest_exit(void)
{
	unsigned long flags;

	if (!vtime_accounting_enabled_this_cpu()) {
		vtime_account_guest_exit();
		return;
	}
	local_irq_save(flags);
	vtime_account_guest_exit();
	local_irq_restore(flags);
}

/*
 * One entry, with the barriers that kvm_vcpu_kick() describes. Interrupts are
 * off from the last look at signals until the guest is entered, so that an
 * interrupt that comes for it ends the guest's run at once.
 */
static int enter_guest(struct kvm_vcpu *vcpu)
{
	const struct kvmppc_backend *backend = kvmppc_backend_of(vcpu->kvm);
	int exit;

	local_irq_disable();
	vcpu->cpu = smp_processor_id();
	/* Before the look at requests: pairs with kvm_vcpu_kick(). */
	smp_store_mb(vcpu->mode, KVM_VCPU_IN_GUEST);
	if (must_stay_out()) {
		WRITE_ONCE(vcpu->mode, KVM_VCPU_OUTSIDE);
		local_irq_enable();
		return KVMPPC_RESUME;
	}
	backend->pending_changed(vcpu, kvmppc_irq_deliver_pending(vcpu));

	vtime_account_guest_enter();
	if (!context_tracking_guest_enter())
		rcu_virt_note_context_switch(smp_processor_id());
	exit = backend->enter(vcpu);
	context_tracking_guest_exit();

	WRITE_ONCE(vcpu->mode, KVM_VCPU_OUTSIDE);
	vcpu->stat[KVM_VCPU_STAT_EXITS]++;
	/* The tick that ended the run is still the guest's time. */
	local_irq_enable();
	account_guest_exit();

	return backend->exit(vcpu, exit);
}

static int run_once(struct kvm_vcpu *vcpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	if (ppc->ceded)
		wait_ceded(vcpu);
	if (signal_pending(current)) {
		vcpu->run->exit_reason = KVM_EXIT_INTR;
		return -EINTR;
	}
	if (need_resched())
		cond_resched();
	if (ppc->ceded)
		return KVMPPC_RESUME;
	return enter_guest(vcpu);
}

int kvm_arch_vcpu_run(struct kvm_vcpu *vcpu)
{
	const struct kvmppc_backend *backend = kvmppc_backend_of(vcpu->kvm);
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	int next = finish_pending(vcpu);

	if (next != KVMPPC_RESUME)
		return next;
	if (READ_ONCE(vcpu->run->immediate_exit)) {
		vcpu->run->exit_reason = KVM_EXIT_INTR;
		return -EINTR;
	}
	/* A suspended transaction of the caller's would not survive the guest. */
	if (MSR_TM_ACTIVE(current->thread.regs->msr))
		return -EINVAL;
	if (backend->papr_only && !ppc->papr)
		return -EINVAL;
	vcpu->run->exit_reason = KVM_EXIT_UNKNOWN;

	kvmppc_fp_begin(ppc);
	backend->run_begin(vcpu);
	do {
		next = run_once(vcpu);
	} while (next == KVMPPC_RESUME);
	backend->run_end(vcpu);
	kvmppc_fp_end(ppc);

	return next;
}
