/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the benches and the plugin that counts for them agree on: a batch of
 * operations stands between two instructions that do nothing, that no compiler
 * emits and that no hypervisor carries out in the guest's place. It may begin in
 * the host and end in the guest.
 */
#ifndef SELFTESTS_KVM_BENCH_MARK_H
#define SELFTESTS_KVM_BENCH_MARK_H

#define BENCH_BEGIN_INSN	0x7c16b1ec	/* dcbtst 22, 22 */
#define BENCH_END_INSN		0x7c17b9ec	/* dcbtst 23, 23 */

#ifdef __powerpc64__
static inline void bench_begin(void)
{
	asm volatile("dcbtst 22, 22" : : : "memory");
}

static inline void bench_end(void)
{
	asm volatile("dcbtst 23, 23" : : : "memory");
}
#endif

#endif
