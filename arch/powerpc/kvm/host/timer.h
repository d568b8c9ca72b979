/* SPDX-License-Identifier: GPL-2.0 */
/* When the host wants its next timer interrupt. */
#ifndef KVM_HOST_TIMER_H
#define KVM_HOST_TIMER_H

#include <linux/percpu.h>
#include <linux/types.h>
#include <asm/time.h>

/* Time base of it, on this CPU; interrupts off. */
static inline u64 kvmppc_host_next_timer(void)
{
	return __this_cpu_read(decrementers_next_tb);
}

#endif /* KVM_HOST_TIMER_H */
