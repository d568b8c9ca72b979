// SPDX-License-Identifier: GPL-2.0
/*
 * Translation caches and the partition table on bare metal: the host's own
 * functions where it has them (Power ISA 3.1B Book III 6.9.3, 6.10).
 */
#include <linux/mm.h>
#include <linux/smp.h>
#include <asm/barrier.h>
#include <asm/cputable.h>
#include <asm/cputhreads.h>
#include <asm/mmu.h>
#include <asm/ppc-opcode.h>
#include <asm/reg.h>
#include <asm/tlbflush.h>

#include "tlb.h"

/* RB of tlbiel with IS=2: one congruence class, of the LPID in LPIDR. */
#define TLBIEL_IS_LPID		(2UL << 10)
#define TLBIEL_SET_SHIFT	12

/* Congruence classes that tlbiel takes one by one; from POWER10 on, at once. */
static unsigned int tlb_sets(void)
{
	return cpu_has_feature(CPU_FTR_ARCH_31) ? 1 : POWER9_TLB_SETS_RADIX;
}

/**
 * kvmppc_tlb_set_partition() - kvmppc_hv_world.set_partition
 * @lpid: the partition
 * @patb0: where its tree begins, 0 for none
 * @patb1: its process table, in guest memory
 *
 * Any context. The entry as it was, and what was translated by it, is flushed
 * from all CPUs.
 */
void kvmppc_tlb_set_partition(u32 lpid, u64 patb0, u64 patb1)
{
	mmu_partition_table_set_entry(lpid, patb0, patb1, true);
}

/* kvmppc_hv_world.flush_page; any context. */
void kvmppc_tlb_flush_page(u32 lpid, gpa_t gpa, unsigned int shift)
{
	radix__flush_tlb_lpid_page(lpid, gpa, 1UL << shift);
}

/* kvmppc_hv_world.flush_pwc; any context. */
void kvmppc_tlb_flush_pwc(u32 lpid)
{
	radix__flush_pwc_lpid(lpid);
}

/* kvmppc_hv_world.flush_lpid; any context. */
void kvmppc_tlb_flush_lpid(u32 lpid)
{
	radix__flush_all_lpid(lpid);
}

/*
 * A tlbie is complete after what follows it on the same thread (Book III
 * 6.10.1). The guest may have been taken away in the middle, to do the rest
 * elsewhere: it is done here in its place.
 */
static void complete_tlbie(void *unused)
{
	asm volatile("eieio; tlbsync; ptesync" : : : "memory");
}

static __always_inline void tlbiel_process(unsigned long rb, unsigned int ric)
{
	asm volatile(".machine push; .machine power9;"
		     "tlbiel %0, %1, %2, 1, 1;"
		     ".machine pop"
		     : : "r" (rb), "r" (0UL), "i" (ric) : "memory");
}

/* RIC=2 in the first class takes page walk cache and process table along. */
static void tlbiel_lpid(void)
{
	unsigned long rb = TLBIEL_IS_LPID;
	unsigned int set;

	complete_tlbie(NULL);
	tlbiel_process(rb, 2);
	for (set = 1; set < tlb_sets(); set++) {
		rb += 1UL << TLBIEL_SET_SHIFT;
		tlbiel_process(rb, 0);
	}
	asm volatile("ptesync" : : : "memory");
	asm volatile(PPC_RADIX_INVALIDATE_ERAT_GUEST : : : "memory");
}

/*
 * Of this CPU. LPIDR is the guest's for so long: nothing may interrupt, not
 * even what soft-disabled interrupts let through.
 */
static void flush_here(void *lpid)
{
	unsigned long msr = mfmsr();
	unsigned long host = mfspr(SPRN_LPID);

	__mtmsrd(msr & ~MSR_EE, 1);
	asm volatile("hwsync; isync" : : : "memory");
	mtspr(SPRN_LPID, *(u32 *)lpid);
	isync();
	tlbiel_lpid();
	mtspr(SPRN_LPID, host);
	isync();
	__mtmsrd(msr, 1);
}

/**
 * kvmppc_tlb_flush_cpu() - kvmppc_hv_world.flush_cpu
 * @cpu: where the guest ran
 * @lpid: the guest's
 *
 * Threads that share a TLB flush for each other, where @cpu is offline by now;
 * where all of them are, the TLB is flushed before they come back.
 *
 * Context: interrupts on, preemption off.
 */
void kvmppc_tlb_flush_cpu(int cpu, u32 lpid)
{
	int last = cpu_last_tlb_thread_sibling(cpu);
	int sibling = cpu_first_tlb_thread_sibling(cpu);

	if (sibling == cpu_first_tlb_thread_sibling(smp_processor_id())) {
		smp_call_function_single(cpu, complete_tlbie, NULL, true);
		return;
	}
	if (!smp_call_function_single(cpu, flush_here, &lpid, true))
		return;
	for (; sibling <= last; sibling += cpu_tlb_thread_sibling_step())
		if (!smp_call_function_single(sibling, flush_here, &lpid, true))
			return;
}
