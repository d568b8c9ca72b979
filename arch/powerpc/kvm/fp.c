// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's FP, VMX and VSX registers.
 *
 * During KVM_RUN they are the thread's: whether they are in the CPU is told by
 * MSR[FP,VEC,VSX] of current->thread.regs, as for every thread, and the host,
 * where it takes them out of the CPU, puts them where fp_save_area and
 * vr_save_area of the thread say, into the vCPU. So a context switch, or kernel
 * code that uses the FPU, saves them, the next entry loads them again, and an
 * exit that stays in the kernel never touches them.
 *
 * The caller's own stay in its thread_struct meanwhile, and load_fp and load_vec
 * are 0, lest the host load these when it switches to the thread. Signals,
 * ptrace and core dumps look at a thread only after KVM_RUN. VRSAVE is a SPR
 * that the host switches by itself.
 */
#include <linux/build_bug.h>
#include <linux/export.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <asm/cputable.h>
#include <asm/reg.h>
#include <asm/switch_to.h>

#include <kvm/ppc.h>

#include "fp_vsx.h"

/* What the user's MSR says of registers that are in the CPU. */
#define FP_LIVE		(MSR_FP | MSR_VEC | MSR_VSX | MSR_FE0 | MSR_FE1)

/* Facilities of this host, as MSR bits. */
static __always_inline unsigned long fp_facilities(void)
{
	return MSR_FP |
	       (cpu_has_feature(CPU_FTR_ALTIVEC) ? MSR_VEC : 0) |
	       (cpu_has_feature(CPU_FTR_VSX) ? MSR_VSX : 0);
}

/* Can and shall both register files be moved at once? */
static __always_inline bool fp_whole(unsigned long live)
{
	BUILD_BUG_ON(IS_ENABLED(CONFIG_VSX) &&
		     offsetof(struct thread_fp_state, fpscr) != 32 * 16);
	BUILD_BUG_ON(offsetof(struct thread_vr_state, vscr) != 32 * 16);

	return IS_ENABLED(CONFIG_VSX) && cpu_has_feature(CPU_FTR_ARCH_300) &&
	       (live & MSR_FP) && (live & MSR_VEC);
}

/* Have nothing of the thread's in the CPU; preemption off. */
static inline void fp_release(struct thread_struct *thread)
{
	unsigned long msr = thread->regs->msr;

	if (!(msr & (MSR_FP | MSR_VEC | MSR_VSX)))
		return;
	if (!fp_whole(msr)) {
		giveup_all(current);
		return;
	}
	msr_check_and_set(MSR_FP | MSR_VEC | MSR_VSX);
	kvmppc_vsx_save(thread->fp_save_area ?: &thread->fp_state,
			thread->vr_save_area ?: &thread->vr_state);
	msr_check_and_clear(MSR_FP | MSR_VEC | MSR_VSX);
	regs_set_return_msr(thread->regs, msr & ~FP_LIVE);
}

/* Load what is @missing in the CPU; preemption off. */
static inline void fp_load(struct thread_struct *thread, unsigned long missing,
			   struct thread_fp_state *fp,
			   struct thread_vr_state *vr)
{
	msr_check_and_set(missing);
	if (fp_whole(missing)) {
		kvmppc_vsx_load(fp, vr);
	} else {
		if (missing & MSR_FP)
			load_fp_state(fp);
		if (missing & MSR_VEC)
			load_vr_state(vr);
	}
	msr_check_and_clear(missing);
	regs_set_return_msr(thread->regs, thread->regs->msr | missing);
}

/*
 * The host loads the registers of a thread that has lately used them when it
 * switches to the thread and when it returns to the user. It counts how often;
 * when the count goes round it leaves them out, to find out whether they still
 * are used. The same for the caller, and for all registers at once.
 */
static void fp_load_caller(struct thread_struct *thread)
{
	unsigned long facilities = fp_facilities();

	if (!fp_whole(facilities) || !thread->load_fp || !thread->load_vec)
		return;
	thread->load_fp++;
	thread->load_vec++;
	fp_load(thread, facilities, &thread->fp_state, &thread->vr_state);
	regs_set_return_msr(thread->regs,
			    thread->regs->msr | thread->fpexc_mode);
}

static void vrsave_exchange(struct kvmppc_fp *fp)
{
	unsigned long old;

	if (!cpu_has_feature(CPU_FTR_ALTIVEC))
		return;
	old = mfspr(SPRN_VRSAVE);
	if (old != fp->vrsave)
		mtspr(SPRN_VRSAVE, fp->vrsave);
	fp->vrsave = old;
}

/**
 * kvmppc_fp_begin() - KVM_RUN begins: the registers are the guest's
 * @ppc: the vCPU; mutex held
 *
 * The thread must not be in a transaction. Preemption on or off.
 */
void kvmppc_fp_begin(struct kvmppc_vcpu *ppc)
{
	struct thread_struct *thread = &current->thread;

	preempt_disable();
	fp_release(thread);
	thread->fp_save_area = &ppc->fp.fp;
	thread->vr_save_area = &ppc->fp.vr;
	ppc->caller_load_fp = thread->load_fp;
	ppc->caller_load_vec = thread->load_vec;
	thread->load_fp = 0;
	thread->load_vec = 0;
	vrsave_exchange(&ppc->fp);
	preempt_enable();
}

/**
 * kvmppc_fp_end() - KVM_RUN ends: they are the caller's again
 * @ppc: the vCPU; mutex held
 */
void kvmppc_fp_end(struct kvmppc_vcpu *ppc)
{
	struct thread_struct *thread = &current->thread;

	preempt_disable();
	fp_release(thread);
	thread->fp_save_area = NULL;
	thread->vr_save_area = NULL;
	thread->load_fp = ppc->caller_load_fp;
	thread->load_vec = ppc->caller_load_vec;
	vrsave_exchange(&ppc->fp);
	fp_load_caller(thread);
	preempt_enable();
}

/**
 * kvmppc_fp_make_live() - put the guest's registers into the CPU
 *
 * Just before the guest is entered: interrupts or preemption off, and they
 * stay off until it is. Between kvmppc_fp_begin() and kvmppc_fp_end().
 */
void kvmppc_fp_make_live(void)
{
	struct thread_struct *thread = &current->thread;
	unsigned long missing = fp_facilities() & ~thread->regs->msr;

	if (unlikely(missing))
		fp_load(thread, missing, thread->fp_save_area,
			thread->vr_save_area);
}
EXPORT_SYMBOL_GPL(kvmppc_fp_make_live);

/**
 * kvmppc_fp_get() - have the guest's registers in memory
 * @ppc: the vCPU; mutex held
 *
 * They may be read and changed until the guest is entered. VRSAVE is there
 * outside KVM_RUN only.
 *
 * Return: the registers.
 */
struct kvmppc_fp *kvmppc_fp_get(struct kvmppc_vcpu *ppc)
{
	struct thread_struct *thread = &current->thread;

	if (thread->fp_save_area == &ppc->fp.fp) {
		preempt_disable();
		fp_release(thread);
		preempt_enable();
	}
	return &ppc->fp;
}

/* Doublewords 0 and 1 of VSR @n, of which VSRs 32 to 63 are the VRs. */
static u64 *vsr_doubleword(struct kvmppc_fp *fp, unsigned int n,
			   unsigned int dw)
{
	unsigned int place = IS_ENABLED(CONFIG_CPU_LITTLE_ENDIAN) ? 1 - dw : dw;

	if (n < 32)
		return &fp->fp.fpr[n][place];
	return (u64 *)&fp->vr.vr[n - 32] + place;
}

/**
 * kvmppc_vsr_get() - read vector-scalar registers
 * @ppc: the vCPU; mutex held
 * @n: first register, 0 to 63
 * @vsr: filled with doublewords 0 and 1 of each
 * @nr: registers; @n + @nr is at most 64
 */
void kvmppc_vsr_get(struct kvmppc_vcpu *ppc, unsigned int n, u64 vsr[][2],
		    unsigned int nr)
{
	struct kvmppc_fp *fp = kvmppc_fp_get(ppc);
	unsigned int i;

	for (i = 0; i < nr; i++) {
		vsr[i][0] = *vsr_doubleword(fp, n + i, 0);
		vsr[i][1] = *vsr_doubleword(fp, n + i, 1);
	}
}

/**
 * kvmppc_vsr_set() - write vector-scalar registers
 * @ppc: the vCPU; mutex held
 * @n: first register, 0 to 63
 * @vsr: doublewords 0 and 1 of each
 * @nr: registers; @n + @nr is at most 64
 */
void kvmppc_vsr_set(struct kvmppc_vcpu *ppc, unsigned int n,
		    const u64 vsr[][2], unsigned int nr)
{
	struct kvmppc_fp *fp = kvmppc_fp_get(ppc);
	unsigned int i;

	for (i = 0; i < nr; i++) {
		*vsr_doubleword(fp, n + i, 0) = vsr[i][0];
		*vsr_doubleword(fp, n + i, 1) = vsr[i][1];
	}
}
