// SPDX-License-Identifier: GPL-2.0
/*
 * The host's entry into a guest in problem state.
 *
 * A host that can carry PR guests has its interrupt vectors look at
 * HSTATE_IN_GUEST in the PACA. An interrupt of a guest goes to the host's exit
 * trampoline, which saves r0 to r13 and what says why in the PACA's shadow
 * vCPU, switches the SLB back to the host's bolted entries and returns behind
 * the call of kvmppc_entry_trampoline(); an interrupt that is the host's own
 * goes through the host's handler first. The entry trampoline does the
 * opposite. That shadow vCPU is all we use of the host's KVM.
 *
 * Vectors come to the trampoline in real mode only, as the guest's segments
 * are in the SLB: while there are guests, the host takes its interrupts with
 * translation off (LPCR[AIL] = 0; Power ISA 3.1B Book III 7.4).
 */
#include <linux/kvm_host.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <asm/code-patching.h>
#include <asm/cputable.h>
#include <asm/firmware.h>
#include <asm/hw_irq.h>
#include <asm/interrupt.h>
#include <asm/kvm_book3s.h>
#include <asm/kvm_ppc.h>
#include <asm/mmu.h>
#include <asm/paca.h>
#include <asm/ppc-opcode.h>
#include <asm/reg.h>
#include <asm/setup.h>

#include "pr.h"
#include "pr_slb.h"

/* Whose segments this CPU's shadow vCPU has; NULL for nobody's. */
static DEFINE_PER_CPU(const struct kvmppc_host_segments *, loaded);

/* The host's UAMOR while a guest's thread is on this CPU. */
static DEFINE_PER_CPU(unsigned long, host_uamor);

static DEFINE_MUTEX(vms_lock);
static unsigned int nr_vms;

/* Where the host, entering a guest, flushes its L1 cache; NULL: not found. */
static const u32 *flush_slot;

/* So close the trampolines are to each other. */
#define TRAMPOLINES_SIZE	0x1000

#define RAW_RFID	0x4c000024
#define RAW_B		0x48000000
#define B_OPERAND	0x03fffffc
#define SLOT_WORDS	3

asmlinkage int kvmppc_host_pr_call(struct pt_regs *regs, u64 msr);

/*
 * The one rfid there that goes to a guest is between the place for the flush
 * and a branch to what flushes by displacement.
 */
static const u32 *find_flush_slot(void)
{
	const u32 *text = (const u32 *)ppc_function_entry(kvmppc_entry_trampoline);
	const u32 *end = text + TRAMPOLINES_SIZE / sizeof(*text);

	for (text += SLOT_WORDS; text < end; text++)
		if (text[0] == RAW_RFID && (text[1] & ~B_OPERAND) == RAW_B)
			return text - SLOT_WORDS;
	return NULL;
}

/**
 * kvmppc_host_pr_flushes() - is the L1 cache flushed where a guest is entered?
 *
 * The host may change its mind at any time.
 *
 * Return: false also where that is not known.
 */
bool kvmppc_host_pr_flushes(void)
{
	return flush_slot && READ_ONCE(*flush_slot) != PPC_RAW_NOP();
}

/**
 * kvmppc_host_pr_init() - can this host have guests in problem state?
 *
 * Return: 0, or -ENODEV where its MMU does not run with hashed page tables.
 */
int kvmppc_host_pr_init(void)
{
	BUILD_BUG_ON(sizeof(local_paca->shadow_vcpu.slb) !=
		     sizeof(((struct kvmppc_host_segments *)0)->slbe));
	if (radix_enabled())
		return -ENODEV;
	flush_slot = find_flush_slot();
	kvmppc_host_pr_slb_init();
	return 0;
}

/**
 * kvmppc_host_pr_vm_begin() - one more VM
 *
 * The first has the host, where it is an LPAR, take its interrupts with
 * translation off. May sleep.
 */
void kvmppc_host_pr_vm_begin(void)
{
	mutex_lock(&vms_lock);
	if (!nr_vms++ && firmware_has_feature(FW_FEATURE_SET_MODE))
		pseries_disable_reloc_on_exc();
	mutex_unlock(&vms_lock);
}

/* One VM less: undoes kvmppc_host_pr_vm_begin(). */
void kvmppc_host_pr_vm_end(void)
{
	mutex_lock(&vms_lock);
	if (!--nr_vms && firmware_has_feature(FW_FEATURE_SET_MODE))
		pseries_enable_reloc_on_exc();
	mutex_unlock(&vms_lock);
}

/* SLB entries that a guest may use at once. */
unsigned int kvmppc_host_pr_slb_size(void)
{
	return min_t(unsigned int, mmu_slb_size,
		     ARRAY_SIZE(local_paca->shadow_vcpu.slb));
}

static void set_interrupt_translation(u64 ail)
{
	if (cpu_has_feature(CPU_FTR_HVMODE) &&
	    cpu_has_feature(CPU_FTR_ARCH_207S))
		mtspr(SPRN_LPCR, (mfspr(SPRN_LPCR) & ~LPCR_AIL) | ail);
}

/**
 * kvmppc_host_pr_thread_in() - this CPU will run guests of one thread
 *
 * What only the host's own problem state looks at is the guest's until
 * kvmppc_host_pr_thread_out(). The guest may not change the AMR, with which
 * the host's kernel runs on.
 *
 * Context: preemption off.
 */
void kvmppc_host_pr_thread_in(void)
{
	__this_cpu_write(loaded, NULL);
	if (cpu_has_feature(CPU_FTR_ARCH_206)) {
		__this_cpu_write(host_uamor, mfspr(SPRN_UAMOR));
		mtspr(SPRN_UAMOR, 0);
	}
	set_interrupt_translation(0);
}

/**
 * kvmppc_host_pr_run_end() - the thread goes back to userspace
 *
 * Context: preemption off, after kvmppc_host_pr_thread_out() of this CPU.
 */
void kvmppc_host_pr_run_end(void)
{
	if (__this_cpu_read(loaded))
		kvmppc_host_pr_slb_user();
}

/* SPRG3, which problem state can read, is the guest's; see thread_in(). */
void kvmppc_host_pr_set_sprg3(u64 sprg3)
{
	mtspr(SPRN_SPRG_VDSO_WRITE, sprg3);
}

/* The thread leaves this CPU: undoes kvmppc_host_pr_thread_in(). */
void kvmppc_host_pr_thread_out(void)
{
	set_interrupt_translation(LPCR_AIL_3);
	if (cpu_has_feature(CPU_FTR_ARCH_206))
		mtspr(SPRN_UAMOR, __this_cpu_read(host_uamor));
	mtspr(SPRN_SPRG_VDSO_WRITE, local_paca->sprg_vdso);
}

static void load_segments(struct kvmppc_host_segments *segments)
{
	struct kvmppc_book3s_shadow_vcpu *svcpu = &local_paca->shadow_vcpu;

	if (likely(__this_cpu_read(loaded) == segments && !segments->changed))
		return;
	memcpy(svcpu->slb, segments->slbe,
	       segments->nr * sizeof(segments->slbe[0]));
	/* The trampoline looks at one entry at least. */
	if (!segments->nr)
		svcpu->slb[0].esid = 0;
	svcpu->slb_max = segments->nr;
	segments->changed = false;
	__this_cpu_write(loaded, segments);
}

static void take_exit(struct kvmppc_host_pr_exit *exit)
{
	const struct kvmppc_book3s_shadow_vcpu *svcpu = &local_paca->shadow_vcpu;

	exit->srr1 = svcpu->shadow_srr1;
	exit->dar = svcpu->fault_dar;
	exit->dsisr = svcpu->fault_dsisr;
	exit->inst = svcpu->last_inst;
	exit->fscr = svcpu->shadow_fscr;
}

/**
 * kvmppc_host_pr_enter() - into the guest and out
 * @regs: its registers; the MSR there is not looked at
 * @msr: what the hardware runs it with
 * @fscr: FSCR likewise
 * @segments: what it can reach
 * @exit: filled in
 *
 * Context: interrupts soft-disabled, the thread's FP state as @msr says;
 * between kvmppc_host_pr_thread_in() and _out(). Interrupts are soft-disabled
 * again on return, those that came for the host have been taken.
 *
 * Return: vector of the interrupt that ended it, 0 where the guest was not
 * entered because an interrupt is pending for the host.
 */
int kvmppc_host_pr_enter(struct pt_regs *regs, u64 msr, u64 fscr,
			 struct kvmppc_host_segments *segments,
			 struct kvmppc_host_pr_exit *exit)
{
	bool lent;
	int vector;

	hard_irq_disable();
	if (lazy_irq_pending())
		return 0;

	/* The exit comes with interrupts on; until then the PACA is ours. */
	preempt_disable();
	load_segments(segments);
	local_paca->shadow_vcpu.shadow_fscr = fscr;
	local_paca->kvm_hstate.restore_hid5 = 0;
	lent = kvmppc_host_pr_slb_lend();
	kvmppc_fix_ee_before_entry();
	vector = kvmppc_host_pr_call(regs, msr);
	/* The host may think that they still hold what it returns by. */
	srr_regs_clobbered();
	if (lent)
		kvmppc_host_pr_slb_end();
	take_exit(exit);
	preempt_enable();
	local_irq_disable();
	return vector;
}
