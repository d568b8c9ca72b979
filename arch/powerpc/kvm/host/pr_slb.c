// SPDX-License-Identifier: GPL-2.0
/*
 * The host's own segments around a guest in problem state.
 *
 * The exit trampoline empties the SLB and enters what the host has bolted: the
 * linear mapping and, where that does not hold it, the kernel stack. Any other
 * segment costs an interrupt when it is wanted again, and that a flush of the
 * L1 cache where the host makes one at each: the modules' own segment at once,
 * those of userspace when it runs on. So the first is bolted for the time that
 * the guest runs, in the place of the stack where the host does not need that,
 * and the others are entered again at the end of KVM_RUN, by the same rules as
 * the host's when it switches to a thread.
 */
#include <linux/kernel.h>
#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/thread_info.h>
#include <asm/barrier.h>
#include <asm/cputable.h>
#include <asm/hw_irq.h>
#include <asm/lppaca.h>
#include <asm/mmu.h>
#include <asm/mmu_context.h>
#include <asm/paca.h>

#include "pr_slb.h"

/*
 * Our own segment as slbmte has it, RS without the page size, and RB; 0 where
 * it is none that the host gets by interrupts.
 */
static unsigned long own_vsid, own_esid;

static bool slb_holds(unsigned long ea)
{
	unsigned long vsid;

	asm volatile(".machine push\n\t.machine power7\n\t"
		     "slbfee. %0,%1\n\t"
		     ".machine pop"
		     : "=r" (vsid) : "r" (ea & ESID_MASK) : "cr0");
	return vsid;
}

static unsigned long slb_esid(unsigned long index)
{
	unsigned long esid;

	asm volatile("slbmfee %0,%1" : "=r" (esid) : "r" (index));
	return esid;
}

static void slb_enter(unsigned long vsid, unsigned long esid)
{
	asm volatile("slbmte %0,%1" : : "r" (vsid), "r" (esid) : "memory");
}

/**
 * kvmppc_host_pr_slb_init() - before the first guest
 */
void kvmppc_host_pr_slb_init(void)
{
	unsigned long here = (unsigned long)kvmppc_host_pr_slb_init;

	if (get_region_id(here) != VMALLOC_REGION_ID)
		return;
	own_vsid = mk_vsid_data(here, mmu_kernel_ssize, 0);
	own_esid = mk_esid_data(here, mmu_kernel_ssize, KSTACK_INDEX);
}

/**
 * kvmppc_host_pr_slb_lend() - have the exit trampoline enter our segment too
 *
 * Context: interrupts hard-disabled, and preemption off until
 * kvmppc_host_pr_slb_end().
 *
 * Return: whether it will. The place belongs to the host, which has a kernel
 * stack there in a segment of its own, or nothing.
 */
bool kvmppc_host_pr_slb_lend(void)
{
	struct slb_shadow *shadow = get_slb_shadow();

	if (!own_esid ||
	    be64_to_cpu(shadow->save_area[KSTACK_INDEX].esid) & SLB_ESID_V)
		return false;
	shadow->save_area[KSTACK_INDEX].vsid =
		cpu_to_be64(own_vsid | local_paca->vmalloc_sllp);
	shadow->save_area[KSTACK_INDEX].esid = cpu_to_be64(own_esid);
	return true;
}

/**
 * kvmppc_host_pr_slb_end() - the guest's run is over
 *
 * Undoes kvmppc_host_pr_slb_lend() that returned true. The SLB keeps the entry,
 * as one that the host may replace.
 */
void kvmppc_host_pr_slb_end(void)
{
	WRITE_ONCE(get_slb_shadow()->save_area[KSTACK_INDEX].esid,
		   cpu_to_be64(KSTACK_INDEX));
}

/* Will the host drop the segment when it switches to another process? */
static bool host_drops(u32 esid)
{
	unsigned int i, nr = local_paca->slb_cache_ptr;

	if (cpu_has_feature(CPU_FTR_ARCH_300) || nr > SLB_CACHE_ENTRIES)
		return true;
	for (i = 0; i < nr; i++)
		if (local_paca->slb_cache[i] == esid)
			return true;
	return false;
}

/* An entry that is not valid, from @index on; mmu_slb_size where none is. */
static unsigned int slb_unused(unsigned int index)
{
	while (index < mmu_slb_size && slb_esid(index) & SLB_ESID_V)
		index++;
	return index;
}

/* False where userspace has nothing there. */
static bool user_vsid(unsigned long ea, int ssize, unsigned long *vsid)
{
	struct mm_struct *mm = current->mm;
	unsigned long context = get_user_context(&mm->context, ea);

	if (!context || ea >= mm_ctx_slb_addr_limit(&mm->context))
		return false;
	*vsid = get_vsid(context, ea, ssize);
	if (!*vsid)
		return false;
	*vsid = __mk_vsid_data(*vsid, ssize, SLB_VSID_USER |
			       mmu_psize_defs[get_slice_psize(mm, ea)].sllp);
	return true;
}

/**
 * kvmppc_host_pr_slb_user() - give userspace back the segments that it had
 *
 * Those that the host remembers of the thread, and will drop when it switches
 * to another process: which it has had entered since it last switched.
 *
 * Context: the VMM's thread, preemption off.
 */
void kvmppc_host_pr_slb_user(void)
{
	const struct thread_info *ti = current_thread_info();
	unsigned int i, index = SLB_NUM_BOLTED;
	unsigned long flags, ea, vsid;
	u32 esid;
	int ssize;

	if (!cpu_has_feature(CPU_FTR_ARCH_206))
		return;
	/* No interrupt may enter a segment between the look and the entry. */
	local_irq_save(flags);
	hard_irq_disable();
	for (i = 0; i < ti->slb_preload_nr; i++) {
		esid = ti->slb_preload_esid[(ti->slb_preload_tail + i) %
					    SLB_PRELOAD_NR];
		ea = (unsigned long)esid << SID_SHIFT;
		ssize = ea >> SID_SHIFT_1T ? mmu_kernel_ssize :
					     MMU_SEGSIZE_256M;
		if (slb_holds(ea) || !host_drops(esid) ||
		    !user_vsid(ea, ssize, &vsid))
			continue;
		index = slb_unused(index);
		if (index == mmu_slb_size)
			break;
		slb_enter(vsid, mk_esid_data(ea, ssize, index));
	}
	isync();
	local_irq_restore(flags);
}
