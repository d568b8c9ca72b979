// SPDX-License-Identifier: GPL-2.0
/*
 * Into the guest and out. The inner loop here answers, with interrupts off,
 * the exits that neither sleep nor concern anybody else; the outer one is the
 * common KVM_RUN's.
 */
#include <linux/sched/signal.h>
#include <asm/cputable.h>
#include <asm/reg.h>
#include <asm/time.h>

#include "../../host/timer.h"
#include "pr.h"

/* What of the guest's MSR the hardware has as the guest wants it. */
#define MSR_PASSED	(MSR_SF | MSR_LE | MSR_FE0 | MSR_FE1 | MSR_SE | MSR_BE)

/* Facilities of FSCR that a guest may have; the others stay unavailable. */
#define FSCR_GUEST	(FSCR_TAR | FSCR_EBB | FSCR_DSCR)

/* How soon it is seen whether a guest can be interrupted that could not. */
#define HELD_MICROSECONDS	50

/* FP, VMX and VSX as far as this host has them. */
static u64 fp_bits(u64 msr)
{
	u64 bits = msr & MSR_FP;

	if (cpu_has_feature(CPU_FTR_ALTIVEC))
		bits |= msr & MSR_VEC;
	if (cpu_has_feature(CPU_FTR_VSX))
		bits |= msr & MSR_VSX;
	return bits;
}

/* The guest's kernel and userspace both run in problem state, translated. */
static u64 hardware_msr(const struct kvmppc_pr_vcpu *pr)
{
	u64 msr = pr->regs.msr;

	msr = (MSR_USER64 & ~MSR_PASSED) | (msr & MSR_PASSED) | fp_bits(msr);
	if (unlikely(pr->debug.stepping ||
		     pr->book3s.ppc.guest_debug & KVM_GUESTDBG_SINGLESTEP))
		msr |= MSR_SE;
	return msr;
}

/* FSCR is for problem state: of the guest's kernel it withholds nothing. */
static u64 hardware_fscr(const struct kvmppc_pr_vcpu *pr)
{
	if (!(pr->core->isa & PPC_ISA_207))
		return 0;
	if (!(pr->regs.msr & MSR_PR))
		return FSCR_GUEST;
	return current->thread.fscr & FSCR_GUEST;
}

static int enter_once(struct kvmppc_pr_vcpu *pr)
{
	u64 msr = hardware_msr(pr);
	struct kvmppc_host_segments *segments =
		&pr->spaces[kvmppc_pr_space(pr)];
	int vector;

	if (msr & (MSR_FP | MSR_VEC | MSR_VSX))
		kvmppc_fp_make_live();
	if (unlikely(pr->magic.used))
		kvmppc_pr_magic_enter(pr);
	vector = kvmppc_host_pr_enter(&pr->regs, msr, hardware_fscr(pr),
				      segments, &pr->exit);
	if (unlikely(pr->magic.used)) {
		kvmppc_pr_magic_exit(pr);
		kvmppc_pr_magic_take_srs(kvmppc_pr_core_vcpu(pr));
	}
	return vector;
}

/*
 * From Power ISA 2.06 on the exception lasts while the decrementer is negative;
 * before, passing zero raises it once (Book III 7.4).
 */
static void raise_decrementer(struct kvmppc_pr_vcpu *pr)
{
	if (pr->dec_raised && !(pr->core->isa & PPC_ISA_206))
		return;
	pr->dec_raised = true;
	set_bit(KVMPPC_IRQ_DECREMENTER, &pr->book3s.ppc.pending);
}

/*
 * The guest's decrementer is the hardware's where it passes zero before the
 * host wants its own timer interrupt: the host finds that early and sets the
 * decrementer anew.
 */
static void arm_decrementer(struct kvmppc_pr_vcpu *pr)
{
	u64 tb = mftb();
	s64 ticks = pr->book3s.ppc.dec_expires - tb;

	if (ticks <= 0)
		raise_decrementer(pr);
	else if (ticks < (s64)(kvmppc_host_next_timer() - tb))
		set_dec(ticks);
}

/* Is there a reason to look beyond this vCPU before it is entered again? */
static bool must_leave(const struct kvmppc_vcpu *ppc)
{
	return need_resched() || signal_pending(current) || ppc->ceded ||
	       (READ_ONCE(ppc->pending) && (ppc->regs->msr & MSR_EE) &&
		!ppc->irqs_held);
}

/**
 * kvmppc_pr_enter() - run the guest until an exit that the outer loop answers
 * @vcpu: the calling thread's
 *
 * Context: interrupts off, see struct kvmppc_backend.
 *
 * Return: the vector, 0 where the outer loop is only to come round again.
 */
int kvmppc_pr_enter(struct kvm_vcpu *vcpu)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	int vector;

	arm_decrementer(pr);
	if (must_leave(ppc))
		return 0;
	if (unlikely(ppc->irqs_held) && READ_ONCE(ppc->pending))
		set_dec(HELD_MICROSECONDS * tb_ticks_per_usec);
	/* Of single steps kvmppc_pr_exit() looks at each. */
	if (unlikely(kvmppc_pr_debug_entering(pr)))
		return enter_once(pr);
	do {
		if (pr->follow) {
			pr->follow = false;
			kvmppc_pr_follow(vcpu);
			if (must_leave(ppc))
				return 0;
		}
		vector = enter_once(pr);
		if (kvmppc_pr_exit_fast(vcpu, vector) != KVMPPC_RESUME)
			return vector;
		vcpu->stat[KVM_VCPU_STAT_EXITS]++;
	} while (!must_leave(ppc));
	return 0;
}

/**
 * kvmppc_pr_dec_set() - the guest writes its decrementer
 * @vcpu: the calling thread's, out of the guest; interrupts on or off
 * @value: the new value, a signed 32-bit number of time base ticks
 *
 * Power ISA 3.1B Book III 7.4: an exception exists while it is negative.
 */
void kvmppc_pr_dec_set(struct kvm_vcpu *vcpu, u32 value)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	unsigned long flags;

	pr->book3s.ppc.dec_expires = mftb() + (s32)value;
	pr->dec_raised = false;
	kvmppc_irq_lower(vcpu, KVMPPC_IRQ_DECREMENTER);
	local_irq_save(flags);
	arm_decrementer(pr);
	local_irq_restore(flags);
}

/* The guest reads its decrementer. */
u32 kvmppc_pr_dec_get(struct kvm_vcpu *vcpu)
{
	return to_kvmppc_vcpu(vcpu)->dec_expires - mftb();
}

static u64 guest_sprg3(struct kvm_vcpu *vcpu)
{
	return to_kvmppc_vcpu(vcpu)->sup.sprg[3];
}

/**
 * kvmppc_pr_user_sprs_changed() - the guest wrote an SPR that problem state sees
 * @vcpu: the calling thread's, in KVM_RUN
 *
 * Any context.
 */
void kvmppc_pr_user_sprs_changed(struct kvm_vcpu *vcpu)
{
	preempt_disable();
	kvmppc_host_pr_set_sprg3(guest_sprg3(vcpu));
	preempt_enable();
}

static struct kvm_vcpu *notified(struct preempt_notifier *notifier)
{
	return kvmppc_pr_core_vcpu(container_of(notifier,
						struct kvmppc_pr_vcpu,
						preempt));
}

static void thread_in(struct kvm_vcpu *vcpu)
{
	kvmppc_host_pr_thread_in();
	kvmppc_host_pr_set_sprg3(guest_sprg3(vcpu));
	kvmppc_vpa_dispatch(vcpu, 0);
}

static void thread_out(struct kvm_vcpu *vcpu)
{
	kvmppc_vpa_preempt(vcpu);
	kvmppc_host_pr_thread_out();
}

static void sched_in(struct preempt_notifier *notifier, int cpu)
{
	thread_in(notified(notifier));
}

static void sched_out(struct preempt_notifier *notifier,
		      struct task_struct *next)
{
	thread_out(notified(notifier));
}

static struct preempt_ops preempt_ops = {
	.sched_in = sched_in,
	.sched_out = sched_out,
};

void kvmppc_pr_run_begin(struct kvm_vcpu *vcpu)
{
	preempt_disable();
	kvmppc_thread_spr_swap(vcpu);
	preempt_notifier_register(&to_pr_vcpu(vcpu)->preempt);
	thread_in(vcpu);
	preempt_enable();
}

void kvmppc_pr_run_end(struct kvm_vcpu *vcpu)
{
	preempt_disable();
	thread_out(vcpu);
	kvmppc_host_pr_run_end();
	preempt_notifier_unregister(&to_pr_vcpu(vcpu)->preempt);
	kvmppc_thread_spr_swap(vcpu);
	preempt_enable();
}

void kvmppc_pr_run_init(struct kvmppc_pr_vcpu *pr)
{
	preempt_notifier_init(&pr->preempt, &preempt_ops);
}
