// SPDX-License-Identifier: GPL-2.0
/* SPRs that the host switches with its threads: the guest's during KVM_RUN. */
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <asm/cputable.h>
#include <asm/reg.h>

#include <kvm/book3s.h>

#define EXCHANGE(name, member)						\
	do {								\
		u64 old = mfspr(name);					\
		u64 new = spr->member;					\
									\
		if (old != new)						\
			mtspr(name, new);				\
		thread->member = new;					\
		spr->member = old;					\
	} while (0)

/**
 * kvmppc_thread_spr_swap() - exchange the thread's SPRs with the vCPU's
 * @vcpu: the calling thread's
 *
 * Once when KVM_RUN begins and once when it ends. In between the host saves
 * and restores them with the thread.
 *
 * Context: preemption off.
 */
void kvmppc_thread_spr_swap(struct kvm_vcpu *vcpu)
{
	struct kvmppc_thread_spr *spr = &to_book3s_vcpu(vcpu)->thread_spr;
	struct thread_struct *thread = &current->thread;

	if (cpu_has_feature(CPU_FTR_DSCR)) {
		EXCHANGE(SPRN_DSCR, dscr);
		swap(thread->dscr_inherit, spr->dscr_inherit);
	}
	if (cpu_has_feature(CPU_FTR_ARCH_207S)) {
		EXCHANGE(SPRN_TAR, tar);
		EXCHANGE(SPRN_FSCR, fscr);
		EXCHANGE(SPRN_BESCR, bescr);
		EXCHANGE(SPRN_EBBHR, ebbhr);
		EXCHANGE(SPRN_EBBRR, ebbrr);
	}
}
EXPORT_SYMBOL_GPL(kvmppc_thread_spr_swap);
