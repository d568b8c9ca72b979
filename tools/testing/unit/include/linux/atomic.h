/* SPDX-License-Identifier: GPL-2.0 */
/* Barriers and compare-and-swap, by the compiler's means. */
#ifndef UNIT_LINUX_ATOMIC_H
#define UNIT_LINUX_ATOMIC_H

#include <linux/compiler.h>

#ifndef __force
#define __force
#endif

/* What was stored before is seen before what is stored after. */
#define smp_wmb()	__atomic_thread_fence(__ATOMIC_RELEASE)

#define cmpxchg(ptr, old, new)						\
({									\
	__typeof__(*(ptr)) unit_seen = (old);				\
									\
	__atomic_compare_exchange_n((ptr), &unit_seen, (new), false,	\
				    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);	\
	unit_seen;							\
})

#endif /* UNIT_LINUX_ATOMIC_H */
