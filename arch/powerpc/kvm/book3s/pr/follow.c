// SPDX-License-Identifier: GPL-2.0
/*
 * Where a kernel has executed one privileged instruction or takes an interrupt,
 * more are near. To leave the guest for each costs far more than to execute
 * what lies between them here, by the translations that the guest has in the
 * shadow. What is not simple, or not there, is the hardware's again.
 */
#include <linux/slab.h>
#include <asm/cputable.h>
#include <asm/hw_irq.h>
#include <asm/reg.h>

#include <kvm/ppc_step.h>

#include "decode.h"
#include "shadow.h"

/*
 * Without a privileged instruction among so many there is none near: to execute
 * them here costs what an exit does.
 */
#define GAP_MAX		60

/*
 * As long as this at the most, as mmu_lock is held and interrupts are off: so
 * many simple instructions, and so many of all that is not.
 */
#define FOLLOW_MAX	1000
#define ANSWERS_MAX	200

/*
 * The magic page is where the kernel knows it, in the shadow or not. Before it
 * is used it has not got what the guest expects there.
 */
static bool is_magic(const struct kvmppc_pr_vcpu *pr, u64 ea,
		     enum kvmppc_access access)
{
	return pr->magic.used && access != KVMPPC_FETCH &&
	       kvmppc_pr_magic_near(pr, ea, KVMPPC_PR_MAGIC_SHIFT);
}

/* Have a page at hand. False where the shadow has none for such an access. */
static bool look(struct kvm_vcpu *vcpu, u64 ea, enum kvmppc_access access,
		 struct ppc_window *window)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	struct kvmppc_pr_memory memory;

	if (unlikely(is_magic(pr, ea, access))) {
		memory.at = pr->magic.page;
		memory.shift = KVMPPC_PR_MAGIC_SHIFT;
		memory.writable = true;
	} else if (!kvmppc_pr_shadow_memory(vcpu, ea, access, &memory)) {
		return false;
	}
	window->mask = ~0ULL << memory.shift;
	window->ea = ea & window->mask;
	window->memory = memory.at;
	window->writable = memory.writable;
	return true;
}

static bool look_for_data(struct kvm_vcpu *vcpu)
{
	struct ppc_steps *steps = &to_pr_vcpu(vcpu)->steps;

	return look(vcpu, steps->ea, steps->store ? KVMPPC_STORE : KVMPPC_LOAD,
		    ppc_steps_window(steps, steps->ea));
}

static bool look_for_code(struct kvm_vcpu *vcpu)
{
	struct ppc_steps *steps = &to_pr_vcpu(vcpu)->steps;
	u64 nip = steps->regs->nip;

	return look(vcpu, nip, KVMPPC_FETCH, ppc_steps_code(steps, nip));
}

/*
 * Where one of MSR[IR] and MSR[DR] is on, a page is another one for data than
 * for fetches, as a rule: the hardware executes little of it, at a high price
 * (kvmppc_pr_debug_apart()), and nothing is left to it that need not be.
 */
static bool is_apart(const struct kvmppc_pr_vcpu *pr)
{
	u64 msr = pr->regs.msr;

	return !(msr & MSR_IR) != !(msr & MSR_DR);
}

static bool is_lonely(struct kvmppc_pr_vcpu *pr)
{
	return ppc_steps_is_lonely(&pr->steps, pr->regs.nip) && !is_apart(pr);
}

/* The guest's addresses, or its instructions, may mean something else now. */
static void check_windows(struct kvm_vcpu *vcpu)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	unsigned long removals = kvmppc_pr_shadow_of(vcpu->kvm)->removals;
	struct kvmppc_pr_followed *followed = &pr->followed;
	unsigned int space = kvmppc_pr_space(pr);
	u64 msr = pr->regs.msr;
	bool swap = !(msr & MSR_LE) != !IS_ENABLED(CONFIG_CPU_LITTLE_ENDIAN);

	if (followed->removals != removals || followed->space != space ||
	    followed->drops != pr->segments.drops) {
		followed->removals = removals;
		followed->drops = pr->segments.drops;
		followed->space = space;
		ppc_steps_close(&pr->steps);
	}
	pr->steps.mask = msr & MSR_SF ? ~0ULL : ~0U;
	pr->steps.gap = is_apart(pr) ? FOLLOW_MAX : GAP_MAX;
	if (!ppc_steps_has_swap(&pr->steps, swap))
		ppc_steps_set_swap(&pr->steps, swap);
}

/*
 * SPRs of problem state are the hardware's while the vCPU runs. Thread priority is
 * a hint, and lost when the guest is left.
 */
static bool access_user_spr(struct kvmppc_pr_vcpu *pr, unsigned int spr,
			    bool write, u64 *val)
{
	struct kvm_vcpu *vcpu = kvmppc_pr_core_vcpu(pr);

	switch (spr) {
	case SPRN_VRSAVE:
		if (write)
			mtspr(SPRN_VRSAVE, *val);
		else
			*val = mfspr(SPRN_VRSAVE);
		return true;
	case SPRN_TBRL:
		if (write || !pr->core->mmu64)
			return false;
		*val = mftb();
		return true;
	case SPRN_PPR:
		if (!cpu_has_feature(CPU_FTR_HAS_PPR) ||
		    !(pr->core->isa & PPC_ISA_206))
			return false;
		if (!write)
			*val = mfspr(SPRN_PPR);
		return true;
	case SPRN_TAR:
	case SPRN_BESCR:
	case SPRN_EBBHR:
	case SPRN_EBBRR:
		if (!(pr->core->isa & PPC_ISA_207))
			return false;
		return write ? !kvmppc_pr_mtspr(vcpu, spr, *val, false) :
			       !kvmppc_pr_mfspr(vcpu, spr, val);
	default:
		return false;
	}
}

static bool execute_user_spr(struct kvmppc_pr_vcpu *pr, u32 inst)
{
	unsigned long *gpr = &pr->regs.gpr[PR_INST_RT(inst)];
	u64 val = *gpr;

	if (!access_user_spr(pr, PR_INST_SPR(inst),
			     PR_INST_XO(inst) == PR_XO_MTSPR, &val))
		return false;
	*gpr = val;
	pr->regs.nip += 4;
	return true;
}

static bool execute_reserving(struct kvmppc_pr_vcpu *pr, u32 inst)
{
	const unsigned long *gpr = pr->regs.gpr;
	u64 ea = gpr[PR_INST_RB(inst)];

	if (PR_INST_RA(inst))
		ea += gpr[PR_INST_RA(inst)];
	return kvmppc_pr_reserve(kvmppc_pr_core_vcpu(pr), inst,
				 ea & pr->steps.mask, false);
}

/*
 * What ppc_step_run() leaves to be done by those who know more. No reservation
 * outlives an exit, so a store conditional stores nothing unless the load was
 * executed here as well; and that is for where it costs less than the
 * hardware's.
 */
static bool execute_special(struct kvmppc_pr_vcpu *pr, u32 inst)
{
	if (PR_INST_OP(inst) != 31)
		return false;
	switch (PR_INST_XO(inst)) {
	case PR_XO_MFSPR:
	case PR_XO_MTSPR:
	case PR_XO_MFTB:
		return execute_user_spr(pr, inst);
	case PR_XO_LBARX:
	case PR_XO_LHARX:
	case PR_XO_LWARX:
	case PR_XO_LDARX:
		return is_apart(pr) && execute_reserving(pr, inst);
	case PR_XO_STBCX:
	case PR_XO_STHCX:
	case PR_XO_STWCX:
	case PR_XO_STDCX:
		return execute_reserving(pr, inst);
	default:
		return false;
	}
}

/*
 * Not in problem state, not what is traced or watched, and not where an interrupt
 * waits, of the host's for them to be on again or of the guest's; nor where
 * userspace has put nip, or HIOR, between two instructions.
 */
static bool may_follow(struct kvm_vcpu *vcpu)
{
	const struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	u64 msr = ppc->regs->msr;

	return !(msr & (MSR_PR | MSR_SE | MSR_BE)) && !ppc->ceded &&
	       !(ppc->regs->nip & 3) && !lazy_irq_pending() &&
	       !(READ_ONCE(ppc->pending) && msr & MSR_EE) &&
	       !ppc->guest_debug && !to_pr_vcpu(vcpu)->debug.nr;
}

/* While the guest runs, here as well as there, the magic page has the truth. */
static void guest_runs(struct kvmppc_pr_vcpu *pr)
{
	if (pr->magic.used)
		kvmppc_pr_magic_enter(pr);
}

static void guest_stops(struct kvmppc_pr_vcpu *pr)
{
	if (pr->magic.used)
		kvmppc_pr_magic_exit(pr);
}

/* As hardware would: the guest is out for as long as it takes. */
static bool emulate_unlocked(struct kvm_vcpu *vcpu, u32 inst)
{
	spinlock_t *lock = &vcpu->kvm->mmu_lock;
	bool done;

	spin_unlock(lock);
	done = kvmppc_pr_emulate(vcpu, inst, false) == KVMPPC_RESUME;
	spin_lock(lock);
	return done;
}

/* False where the guest is to be left alone from here on. */
static bool emulate(struct kvm_vcpu *vcpu, u32 inst)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	u64 msr = pr->regs.msr;
	bool locks, done;

	if (!kvmppc_pr_is_privileged(vcpu, inst, &locks))
		return false;
	guest_stops(pr);
	if (unlikely(kvmppc_pr_magic_wrote_srs(pr)))
		done = false;
	else if (locks)
		done = emulate_unlocked(vcpu, inst);
	else
		done = kvmppc_pr_emulate(vcpu, inst, false) == KVMPPC_RESUME;
	guest_runs(pr);
	if (!done)
		return false;
	done = may_follow(vcpu);
	if (done && (locks || (msr ^ pr->regs.msr) & ~(u64)(MSR_EE | MSR_RI)))
		check_windows(vcpu);
	ppc_steps_near(&pr->steps, pr->regs.nip);
	return done && !is_lonely(pr);
}

/* What has stopped the guest is answered; false where it is not to go on. */
static bool answer(struct kvm_vcpu *vcpu, enum ppc_step step)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);

	switch (step) {
	case PPC_STEP_UNKNOWN:
		return execute_special(pr, pr->steps.inst) ||
		       emulate(vcpu, pr->steps.inst);
	case PPC_STEP_UNALIGNED:
		return ppc_step_unaligned(&pr->steps);
	case PPC_STEP_NO_CODE:
		return look_for_code(vcpu);
	case PPC_STEP_NO_DATA:
		return look_for_data(vcpu);
	default:
		return false;
	}
}

/*
 * Where code begins in which nothing privileged was near is left to the hardware
 * from then on.
 */
static void follow(struct kvm_vcpu *vcpu)
{
	struct ppc_steps *steps = &to_pr_vcpu(vcpu)->steps;
	unsigned int n = ANSWERS_MAX;
	enum ppc_step step;

	/* No reservation outlives an exit. */
	to_pr_vcpu(vcpu)->debug.reserved_size = 0;
	steps->left = 0;
	steps->total = FOLLOW_MAX;
	ppc_steps_near(steps, steps->regs->nip);
	steps->nr_passed = 0;
	do {
		step = ppc_step_run(steps);
	} while (answer(vcpu, step) && steps->left && --n);

	if ((step == PPC_STEP_FAR || step == PPC_STEP_UNKNOWN) &&
	    steps->regs->nip != steps->from)
		ppc_steps_in_vain(steps);
}

/**
 * kvmppc_pr_follow_init() - before the vCPU first runs
 * @vcpu: the vCPU, being made
 *
 * May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int kvmppc_pr_follow_init(struct kvm_vcpu *vcpu)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	struct kvmppc_sup *sup = &to_kvmppc_vcpu(vcpu)->sup;
	struct ppc_steps *steps = &pr->steps;
	struct ppc_step_op *ops;

	ops = kvcalloc(PPC_STEP_OPS, sizeof(*ops), GFP_KERNEL_ACCOUNT);
	if (!ops)
		return -ENOMEM;
	ppc_steps_init(steps, &pr->regs, ops);
	steps->kept[PPC_KEPT_DAR] = &sup->dar;
	steps->kept[PPC_KEPT_SRR0] = &sup->srr0;
	steps->kept[PPC_KEPT_SRR1] = &sup->srr1;
	steps->kept[PPC_KEPT_SPRG0] = &sup->sprg[0];
	steps->kept[PPC_KEPT_SPRG1] = &sup->sprg[1];
	steps->kept[PPC_KEPT_SPRG2] = &sup->sprg[2];
	return 0;
}

/* Undoes kvmppc_pr_follow_init(), where that was called. */
void kvmppc_pr_follow_free(struct kvm_vcpu *vcpu)
{
	kvfree(to_pr_vcpu(vcpu)->steps.ops);
}

/**
 * kvmppc_pr_follow() - execute privileged code of the guest, and what is near it
 * @vcpu: the calling thread's, out of the guest
 *
 * As far as it goes without sleeping. Where others want the shadow at the same
 * time it goes nowhere.
 *
 * The host flushes its L1 cache when it enters a guest, if it has to at all.
 * Loops that do so for the guest's sake may then be cut short.
 *
 * Context: interrupts off; takes kvm->mmu_lock.
 */
void kvmppc_pr_follow(struct kvm_vcpu *vcpu)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);

	if (is_lonely(pr) || !may_follow(vcpu) ||
	    !spin_trylock(&vcpu->kvm->mmu_lock))
		return;
	pr->steps.keeps = pr->core->mmu64 && !pr->magic.used;
	pr->steps.has_ca32 = pr->core->isa & PPC_ISA_300;
	pr->steps.has_dcbz32 = kvmppc_pr_has_dcbz32(pr);
	pr->steps.skip_loops = kvmppc_host_pr_flushes();
	check_windows(vcpu);
	guest_runs(pr);
	follow(vcpu);
	guest_stops(pr);
	spin_unlock(&vcpu->kvm->mmu_lock);
	kvmppc_pr_magic_take_srs(vcpu);
}
