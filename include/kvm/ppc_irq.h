/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Asynchronous interrupts of a vCPU, and which of them comes first. Pure: the
 * same file serves the unit tests on the build machine.
 */
#ifndef KVM_PPC_IRQ_H
#define KVM_PPC_IRQ_H

#include <linux/types.h>

/*
 * Asynchronous interrupts, as bits of kvmppc_vcpu.pending. Synchronous ones
 * (program, storage, …) are delivered where they arise and never pend.
 */
enum kvmppc_irq {
	KVMPPC_IRQ_SYSTEM_RESET,
	KVMPPC_IRQ_MACHINE_CHECK,
	KVMPPC_IRQ_EXTERNAL,		/* edge: gone once delivered */
	KVMPPC_IRQ_EXTERNAL_LEVEL,	/* stays until userspace unsets it */
	KVMPPC_IRQ_DECREMENTER,
	KVMPPC_IRQ_DOORBELL,
	KVMPPC_NR_IRQS,
};

/**
 * struct kvmppc_irq_desc - how a core takes one asynchronous interrupt
 * @irq:	enum kvmppc_irq
 * @held:	delivery does not clear it
 * @vector:	offset, or IVOR number on BookE
 * @msr_enable:	MSR bits that must all be set, 0 where it cannot be masked
 *
 * A backend's table is in falling priority (Power ISA 3.1B Book III 7.9).
 */
struct kvmppc_irq_desc {
	u8 irq;
	bool held;
	u16 vector;
	u64 msr_enable;
};

const struct kvmppc_irq_desc *
kvmppc_irq_next(const struct kvmppc_irq_desc *irqs, unsigned int nr,
		unsigned long pending, u64 msr);

#endif /* KVM_PPC_IRQ_H */
