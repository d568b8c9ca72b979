// SPDX-License-Identifier: GPL-2.0
/*
 * The decrementer of a vCPU that does not run. In the guest the hardware
 * counts; while the thread sleeps, a host timer stands in for it.
 */
#include <linux/minmax.h>
#include <asm/time.h>

#include <kvm/ppc.h>

/* The timer is set anew after so many seconds: keeps tb_to_ns() in range. */
#define TIMER_MAX_SECONDS	3600

/* From now until the decrementer passes zero, at least a tick. */
static ktime_t timer_delay(const struct kvmppc_vcpu *ppc)
{
	s64 ticks = ppc->dec_expires - mftb();

	return ns_to_ktime(tb_to_ns(clamp_t(s64, ticks, 1,
					    (s64)tb_ticks_per_sec *
					    TIMER_MAX_SECONDS)));
}

static enum hrtimer_restart timer_fired(struct hrtimer *timer)
{
	struct kvmppc_vcpu *ppc;

	ppc = container_of(timer, struct kvmppc_vcpu, dec_timer);
	if (!kvmppc_timer_expired(&ppc->vcpu)) {
		hrtimer_forward_now(timer, timer_delay(ppc));
		return HRTIMER_RESTART;
	}
	kvm_vcpu_wake(&ppc->vcpu);
	return HRTIMER_NORESTART;
}

/**
 * kvmppc_timer_init() - prepare a vCPU's decrementer
 * @vcpu: being created
 *
 * It begins with the highest value that has no exception, whatever its width.
 */
void kvmppc_timer_init(struct kvm_vcpu *vcpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	struct hrtimer *timer = &ppc->dec_timer;

	ppc->dec_expires = mftb() + S32_MAX;
	hrtimer_init(timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	timer->function = timer_fired;
}

/**
 * kvmppc_timer_destroy() - undo kvmppc_timer_init()
 * @vcpu: nobody uses it any more; may sleep
 */
void kvmppc_timer_destroy(struct kvm_vcpu *vcpu)
{
	hrtimer_cancel(&to_kvmppc_vcpu(vcpu)->dec_timer);
}

/**
 * kvmppc_timer_block() - the vCPU's thread is about to sleep
 * @vcpu: the calling thread's; dec_expires is up to date
 *
 * From now until kvmppc_timer_unblock() the vCPU is woken when
 * kvmppc_timer_expired() becomes true.
 */
void kvmppc_timer_block(struct kvm_vcpu *vcpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	hrtimer_start(&ppc->dec_timer, timer_delay(ppc), HRTIMER_MODE_REL);
}

/**
 * kvmppc_timer_unblock() - the vCPU's thread slept
 * @vcpu: the calling thread's; may sleep
 */
void kvmppc_timer_unblock(struct kvm_vcpu *vcpu)
{
	hrtimer_cancel(&to_kvmppc_vcpu(vcpu)->dec_timer);
}

/**
 * kvmppc_timer_expired() - has the decrementer passed zero?
 * @vcpu: out of the guest; dec_expires is up to date
 *
 * Any context. Power ISA 3.1B Book III 7.4.
 *
 * Return: true while the decrementer, were it running, would be negative.
 */
bool kvmppc_timer_expired(struct kvm_vcpu *vcpu)
{
	return (s64)(mftb() - to_kvmppc_vcpu(vcpu)->dec_expires) >= 0;
}
