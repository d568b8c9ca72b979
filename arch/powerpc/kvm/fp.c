// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's FP, VMX and VSX registers.
 *
 * During KVM_RUN they take the place of the caller's in the thread: the host's
 * context switch saves and restores them as it would the caller's, and an exit
 * that stays in the kernel never touches them. Whether they are in the CPU or
 * in the thread_struct is told by MSR[FP,VEC,VSX] of current->thread.regs, as
 * for every thread; so kernel code that uses the FPU meanwhile saves them
 * first. VRSAVE is a SPR that the host switches by itself.
 *
 * The caller sees its own registers again when KVM_RUN returns. Signals,
 * ptrace and core dumps look at a thread only after that.
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
static unsigned long fp_facilities(void)
{
	return MSR_FP |
	       (cpu_has_feature(CPU_FTR_ALTIVEC) ? MSR_VEC : 0) |
	       (cpu_has_feature(CPU_FTR_VSX) ? MSR_VSX : 0);
}

static unsigned long vrsave_read(void)
{
	return cpu_has_feature(CPU_FTR_ALTIVEC) ? mfspr(SPRN_VRSAVE) : 0;
}

static void vrsave_write(unsigned long old, unsigned long new)
{
	if (old != new && cpu_has_feature(CPU_FTR_ALTIVEC))
		mtspr(SPRN_VRSAVE, new);
}

/* Can and shall both register files be moved at once? */
static bool fp_whole(unsigned long live)
{
	BUILD_BUG_ON(IS_ENABLED(CONFIG_VSX) &&
		     offsetof(struct thread_fp_state, fpscr) != 32 * 16);
	BUILD_BUG_ON(offsetof(struct thread_vr_state, vscr) != 32 * 16);

	return IS_ENABLED(CONFIG_VSX) && cpu_has_feature(CPU_FTR_ARCH_300) &&
	       (live & MSR_FP) && (live & MSR_VEC);
}

/* Take what the thread has; what is in the CPU is undefined afterwards. */
static void fp_take(struct kvmppc_fp *to)
{
	struct thread_struct *thread = &current->thread;

	to->vrsave = vrsave_read();
	if (fp_whole(thread->regs->msr)) {
		kvmppc_vsx_save(&to->fp, &to->vr);
		return;
	}
	if (thread->regs->msr & MSR_FP)
		store_fp_state(&to->fp);
	else
		to->fp = thread->fp_state;
	if (thread->regs->msr & MSR_VEC)
		store_vr_state(&to->vr);
	else
		to->vr = thread->vr_state;
}

static void fp_load(struct kvmppc_fp *from, unsigned long live)
{
	struct thread_struct *thread = &current->thread;

	if (fp_whole(live)) {
		kvmppc_vsx_load(&from->fp, &from->vr);
		return;
	}
	if (live & MSR_FP)
		load_fp_state(&from->fp);
	else
		thread->fp_state = from->fp;
	if (live & MSR_VEC)
		load_vr_state(&from->vr);
	else
		thread->vr_state = from->vr;
}

/* Give it to the thread; in the CPU what @live says, the rest in memory. */
static void fp_give(struct kvmppc_fp *from, unsigned long live, u64 vrsave)
{
	struct pt_regs *user = current->thread.regs;
	unsigned long msr = (user->msr & ~FP_LIVE) | live;

	fp_load(from, live);
	vrsave_write(vrsave, from->vrsave);
	if (user->msr != msr)
		regs_set_return_msr(user, msr);
}

/**
 * kvmppc_fp_swap() - exchange the caller's registers and the guest's
 * @ppc: the vCPU; mutex held
 *
 * Called in pairs, when KVM_RUN begins and when it ends; interrupts on. The
 * guest's are in the CPU after the first, the caller's after the second where
 * they were there before. The thread must not be in a transaction.
 */
void kvmppc_fp_swap(struct kvmppc_vcpu *ppc)
{
	unsigned long facilities = fp_facilities();

	/*
	 * A context switch in between would save and load what is being
	 * exchanged. Interrupts do not: kernel code uses the FPU in none.
	 */
	preempt_disable();
	msr_check_and_set(facilities);
	if (!ppc->in_run) {
		ppc->caller_live = current->thread.regs->msr & FP_LIVE;
		fp_take(&ppc->caller_fp);
		fp_give(&ppc->fp, facilities, ppc->caller_fp.vrsave);
	} else {
		fp_take(&ppc->fp);
		fp_give(&ppc->caller_fp, ppc->caller_live, ppc->fp.vrsave);
	}
	ppc->in_run = !ppc->in_run;
	msr_check_and_clear(facilities);
	preempt_enable();
}

/**
 * kvmppc_fp_make_live() - put the guest's registers into the CPU
 *
 * Just before the guest is entered: interrupts or preemption off, and they
 * stay off until it is. Between kvmppc_fp_swap()s.
 */
void kvmppc_fp_make_live(void)
{
	struct thread_struct *thread = &current->thread;
	unsigned long want = fp_facilities();
	unsigned long missing = want & ~thread->regs->msr;

	if (likely(!missing))
		return;

	msr_check_and_set(want);
	if (missing & MSR_FP)
		load_fp_state(&thread->fp_state);
	if (missing & MSR_VEC)
		load_vr_state(&thread->vr_state);
	msr_check_and_clear(want);
	regs_set_return_msr(thread->regs, thread->regs->msr | want);
}
EXPORT_SYMBOL_GPL(kvmppc_fp_make_live);

/**
 * kvmppc_fp_get() - find the guest's registers in memory
 * @ppc: the vCPU; mutex held
 *
 * The values may be read and changed until kvmppc_fp_put(). The caller must not
 * sleep in between: inside KVM_RUN preemption is off, lest the registers be
 * reloaded.
 *
 * Return: pointers to them.
 */
struct kvmppc_fp_ref kvmppc_fp_get(struct kvmppc_vcpu *ppc)
{
	struct thread_struct *thread = &current->thread;
	struct kvmppc_fp_ref ref = {
		.fp = &ppc->fp.fp,
		.vr = &ppc->fp.vr,
		.vrsave = &ppc->fp.vrsave,
	};

	if (!ppc->in_run)
		return ref;

	preempt_disable();
	giveup_all(current);
	thread->vrsave = vrsave_read();
	ref.fp = &thread->fp_state;
	ref.vr = &thread->vr_state;
	ref.vrsave = &thread->vrsave;
	return ref;
}
EXPORT_SYMBOL_GPL(kvmppc_fp_get);

/**
 * kvmppc_fp_put() - done with what kvmppc_fp_get() found
 * @ppc: the vCPU; mutex held
 */
void kvmppc_fp_put(struct kvmppc_vcpu *ppc)
{
	if (!ppc->in_run)
		return;
	vrsave_write(vrsave_read(), current->thread.vrsave);
	preempt_enable();
}
EXPORT_SYMBOL_GPL(kvmppc_fp_put);

/* Doublewords 0 and 1 of VSR @n, of which VSRs 32 to 63 are the VRs. */
static u64 *vsr_doubleword(const struct kvmppc_fp_ref *ref, unsigned int n,
			   unsigned int dw)
{
	unsigned int place = IS_ENABLED(CONFIG_CPU_LITTLE_ENDIAN) ? 1 - dw : dw;

	if (n < 32)
		return &ref->fp->fpr[n][place];
	return (u64 *)&ref->vr->vr[n - 32] + place;
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
	struct kvmppc_fp_ref ref = kvmppc_fp_get(ppc);
	unsigned int i;

	for (i = 0; i < nr; i++) {
		vsr[i][0] = *vsr_doubleword(&ref, n + i, 0);
		vsr[i][1] = *vsr_doubleword(&ref, n + i, 1);
	}
	kvmppc_fp_put(ppc);
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
	struct kvmppc_fp_ref ref = kvmppc_fp_get(ppc);
	unsigned int i;

	for (i = 0; i < nr; i++) {
		*vsr_doubleword(&ref, n + i, 0) = vsr[i][0];
		*vsr_doubleword(&ref, n + i, 1) = vsr[i][1];
	}
	kvmppc_fp_put(ppc);
}
