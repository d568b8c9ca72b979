/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the benches and the plugin that counts for them agree on: a batch of
 * operations stands between two instructions that do nothing and that no
 * compiler emits. It may begin in the host and end in the guest.
 */
#ifndef SELFTESTS_KVM_BENCH_MARK_H
#define SELFTESTS_KVM_BENCH_MARK_H

#define BENCH_BEGIN_INSN	0x62d60000	/* ori 22, 22, 0 */
#define BENCH_END_INSN		0x62f70000	/* ori 23, 23, 0 */

#ifdef __powerpc64__
static inline void bench_begin(void)
{
	asm volatile("ori 22, 22, 0" : : : "memory");
}

static inline void bench_end(void)
{
	asm volatile("ori 23, 23, 0" : : : "memory");
}
#endif

#endif
