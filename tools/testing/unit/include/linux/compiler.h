/* SPDX-License-Identifier: GPL-2.0 */
/* Single accesses, and what the compiler is told, by its own means. */
#ifndef UNIT_LINUX_COMPILER_H
#define UNIT_LINUX_COMPILER_H

#include <sys/cdefs.h>	/* __always_inline */

#define READ_ONCE(x)	__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, val) \
	__atomic_store_n(&(x), (val), __ATOMIC_RELAXED)

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)

#define noinline	__attribute__((noinline))
#define __maybe_unused	__attribute__((unused))
#define fallthrough	__attribute__((fallthrough))

#endif /* UNIT_LINUX_COMPILER_H */
