// SPDX-License-Identifier: GPL-2.0
/* Which pending interrupt comes first, for every set of them and every MSR. */
#include <linux/kernel.h>
#include <linux/types.h>

#include <kvm/ppc_irq.h>

#include "tap.h"

#define EE	(1ULL << 15)
#define ME	(1ULL << 12)

/* In falling priority, as Power ISA 3.1B Book III 7.9 has it. */
static const struct kvmppc_irq_desc table[] = {
	{ KVMPPC_IRQ_SYSTEM_RESET, false, 0x100, 0 },
	{ KVMPPC_IRQ_MACHINE_CHECK, false, 0x200, ME },
	{ KVMPPC_IRQ_EXTERNAL, false, 0x500, EE },
	{ KVMPPC_IRQ_EXTERNAL_LEVEL, true, 0x500, EE },
	{ KVMPPC_IRQ_DECREMENTER, false, 0x900, EE },
	{ KVMPPC_IRQ_DOORBELL, false, 0xa00, EE | ME },
};

static const struct kvmppc_irq_desc *next(unsigned long pending, u64 msr)
{
	return kvmppc_irq_next(table, ARRAY_SIZE(table), pending, msr);
}

static void test_one(const char *name, unsigned long pending, u64 msr,
		     unsigned int vector)
{
	const struct kvmppc_irq_desc *irq = next(pending, msr);

	tap_is(irq ? irq->vector : 0, vector, name);
}

/* The choice pends, is let through, and nothing before it is and does. */
static bool right(unsigned long pending, u64 msr)
{
	const struct kvmppc_irq_desc *irq = next(pending, msr);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		bool open = !(table[i].msr_enable & ~msr);
		bool pends = pending & 1UL << table[i].irq;

		if (irq == &table[i])
			return open && pends;
		if (open && pends)
			return false;
	}
	return !irq;
}

static void test_all(void)
{
	static const u64 msrs[] = {
		0, EE, ME, EE | ME, ~0ULL, ~EE, ~ME, ~(EE | ME),
	};
	unsigned long pending;
	unsigned int i, wrong = 0;

	for (pending = 0; pending < 1UL << KVMPPC_NR_IRQS; pending++) {
		for (i = 0; i < ARRAY_SIZE(msrs); i++)
			wrong += !right(pending, msrs[i]);
	}
	tap_is(wrong, 0, "wrong choices among all sets and masks");
}

int main(void)
{
	unsigned long ext = 1UL << KVMPPC_IRQ_EXTERNAL;
	unsigned long level = 1UL << KVMPPC_IRQ_EXTERNAL_LEVEL;
	unsigned long dec = 1UL << KVMPPC_IRQ_DECREMENTER;
	unsigned long bell = 1UL << KVMPPC_IRQ_DOORBELL;
	unsigned long reset = 1UL << KVMPPC_IRQ_SYSTEM_RESET;
	unsigned long check = 1UL << KVMPPC_IRQ_MACHINE_CHECK;

	test_one("nothing pends", 0, ~0ULL, 0);
	test_one("a masked one waits", ext, ME, 0);
	test_one("an open one is taken", ext, EE, 0x500);
	test_one("a level is as an edge", level, EE, 0x500);
	test_one("reset cannot be masked", reset | ext, 0, 0x100);
	test_one("reset comes first", reset | check | ext, ~0ULL, 0x100);
	test_one("machine check before external", check | ext, ~0ULL, 0x200);
	test_one("a masked one lets a later one by", check | dec, EE, 0x900);
	test_one("external before decrementer", dec | ext, EE, 0x500);
	test_one("all enables are needed", bell, EE, 0);
	test_one("all enables are there", bell, EE | ME, 0xa00);
	test_one("unknown bits are nothing", ~0UL << KVMPPC_NR_IRQS, ~0ULL, 0);
	tap_ok(!kvmppc_irq_next(table, 0, ~0UL, ~0ULL), "an empty table");
	test_all();
	return tap_done();
}
