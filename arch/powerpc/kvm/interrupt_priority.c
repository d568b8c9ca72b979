// SPDX-License-Identifier: GPL-2.0
/* Which pending interrupt a guest takes next. Pure C. */
#include <kvm/ppc_irq.h>

/**
 * kvmppc_irq_next() - the pending interrupt that the guest takes first
 * @irqs: the backend's table, in falling priority
 * @nr: entries in @irqs
 * @pending: enum kvmppc_irq bits
 * @msr: the guest's MSR
 *
 * Any context. Power ISA 3.1B Book III 7.8 (masks) and 7.9 (priorities).
 *
 * Return: the entry, NULL where nothing pends that @msr lets through.
 */
const struct kvmppc_irq_desc *
kvmppc_irq_next(const struct kvmppc_irq_desc *irqs, unsigned int nr,
		unsigned long pending, u64 msr)
{
	const struct kvmppc_irq_desc *irq;

	for (irq = irqs; irq < irqs + nr; irq++) {
		if (!(pending >> irq->irq & 1))
			continue;
		if ((msr & irq->msr_enable) == irq->msr_enable)
			return irq;
	}
	return NULL;
}
