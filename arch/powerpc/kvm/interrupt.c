// SPDX-License-Identifier: GPL-2.0
/*
 * Asynchronous interrupts of a vCPU: anyone sets and clears their pending
 * bits, the vCPU's thread delivers them before it enters the guest.
 */
#include <linux/bitops.h>
#include <linux/export.h>

#include <kvm/ppc.h>

/**
 * kvmppc_irq_raise() - make an interrupt pending
 * @vcpu: any vCPU of a VM that the caller keeps
 * @irq: which
 *
 * Any context. A vCPU that sleeps wakes, one in the guest comes out and takes
 * the interrupt as soon as its MSR lets it.
 */
void kvmppc_irq_raise(struct kvm_vcpu *vcpu, enum kvmppc_irq irq)
{
	if (!test_and_set_bit(irq, &to_kvmppc_vcpu(vcpu)->pending))
		kvm_vcpu_kick(vcpu);
}
EXPORT_SYMBOL_GPL(kvmppc_irq_raise);

/**
 * kvmppc_irq_lower() - an interrupt is no longer pending
 * @vcpu: any vCPU of a VM that the caller keeps
 * @irq: which
 *
 * Any context. The guest may have taken it already, or be about to.
 */
void kvmppc_irq_lower(struct kvm_vcpu *vcpu, enum kvmppc_irq irq)
{
	clear_bit(irq, &to_kvmppc_vcpu(vcpu)->pending);
}
EXPORT_SYMBOL_GPL(kvmppc_irq_lower);

static void count_delivery(struct kvm_vcpu *vcpu, u8 irq)
{
	static const u8 stats[KVMPPC_NR_IRQS] = {
		[KVMPPC_IRQ_EXTERNAL] = KVMPPC_VCPU_STAT_EXTERNALS,
		[KVMPPC_IRQ_EXTERNAL_LEVEL] = KVMPPC_VCPU_STAT_EXTERNALS,
		[KVMPPC_IRQ_DECREMENTER] = KVMPPC_VCPU_STAT_DECREMENTERS,
		[KVMPPC_IRQ_DOORBELL] = KVMPPC_VCPU_STAT_DOORBELLS,
	};

	if (stats[irq])
		vcpu->stat[stats[irq]]++;
}

/**
 * kvmppc_irq_deliver_pending() - have the guest take what it can take now
 * @vcpu: the calling thread's; out of the guest, interrupts on or off
 *
 * Each delivery masks others through the MSR, so seldom more than one is
 * taken. Power ISA 3.1B Book III 7.9.
 *
 * Return: true where an interrupt of the backend's table stays pending, because
 * the guest has masked it or because delivery does not clear it.
 */
bool kvmppc_irq_deliver_pending(struct kvm_vcpu *vcpu)
{
	const struct kvmppc_backend *backend = kvmppc_backend_of(vcpu->kvm);
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	const struct kvmppc_irq_desc *irq;
	unsigned long taken = 0;

	if (likely(!READ_ONCE(ppc->pending)))
		return false;

	while (!ppc->irqs_held &&
	       (irq = kvmppc_irq_next(backend->irqs, backend->nr_irqs,
				      READ_ONCE(ppc->pending) & ~taken,
				      ppc->regs->msr))) {
		/* A held interrupt that no MSR bit masks is taken once. */
		taken |= BIT(irq->irq);
		if (!irq->held)
			clear_bit(irq->irq, &ppc->pending);
		count_delivery(vcpu, irq->irq);
		backend->deliver(vcpu, irq->vector, 0);
	}
	return kvmppc_irq_next(backend->irqs, backend->nr_irqs,
			       READ_ONCE(ppc->pending), ~0ULL);
}

/**
 * kvmppc_irq_ioctl() - KVM_INTERRUPT
 * @vcpu: any vCPU, which may be in KVM_RUN; no lock needed
 * @irq: the ioctl's argument
 *
 * KVM_INTERRUPT_SET is an edge: it is over once the guest has taken it.
 * KVM_INTERRUPT_SET_LEVEL stays until KVM_INTERRUPT_UNSET, which takes back an
 * edge as well.
 *
 * Return: 0, or -EINVAL for another value.
 */
int kvmppc_irq_ioctl(struct kvm_vcpu *vcpu, const struct kvm_interrupt *irq)
{
	switch (irq->irq) {
	case KVM_INTERRUPT_SET:
		kvmppc_irq_raise(vcpu, KVMPPC_IRQ_EXTERNAL);
		return 0;
	case KVM_INTERRUPT_SET_LEVEL:
		kvmppc_irq_raise(vcpu, KVMPPC_IRQ_EXTERNAL_LEVEL);
		return 0;
	case KVM_INTERRUPT_UNSET:
		kvmppc_irq_lower(vcpu, KVMPPC_IRQ_EXTERNAL);
		kvmppc_irq_lower(vcpu, KVMPPC_IRQ_EXTERNAL_LEVEL);
		return 0;
	default:
		return -EINVAL;
	}
}
