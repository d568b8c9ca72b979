// SPDX-License-Identifier: GPL-2.0
/*
 * Where a kernel has executed one privileged instruction or takes an interrupt,
 * more are near. To leave the guest for each costs far more than to execute
 * what lies between them here, by the translations that the guest has in the
 * shadow. What is not simple, or not there, is the hardware's again.
 */
#include <asm/barrier.h>
#include <asm/cputable.h>
#include <asm/hw_irq.h>
#include <asm/reg.h>

#include <kvm/ppc_step.h>

#include "decode.h"
#include "pr.h"

/* Without a privileged instruction among so many there is none near. */
#define GAP_MAX		32

/* As long as this at the most: mmu_lock is held, and interrupts are off. */
#define FOLLOW_MAX	400

#define NR_WINDOWS	2

#define XO_STWCX	150
#define XO_STDCX	214
#define XO_MFSPR	339
#define XO_MTSPR	467

/**
 * struct window - a page of the guest where the kernel has it
 * @ea:		of its first byte
 * @shift:	log2 of its size, 0 where it is none
 * @writable:	stores may go there
 * @memory:	the page; good while mmu_lock is held
 */
struct window {
	u64 ea;
	u8 shift;
	bool writable;
	u8 *memory;
};

/**
 * struct follow - the guest on its way
 * @vcpu:	whose; kvm->mmu_lock is held
 * @regs:	its registers
 * @swap:	its byte order is not the host's
 * @code:	where it fetches
 * @data:	where it loads and stores
 * @next:	of @data to be replaced
 */
struct follow {
	struct kvm_vcpu *vcpu;
	struct pt_regs *regs;
	bool swap;
	struct window code;
	struct window data[NR_WINDOWS];
	unsigned int next;
};

/* What became of an instruction. */
enum step {
	DONE,
	UNKNOWN,	/* it is not a simple one */
	NOT_NOW,	/* what it accesses is not there */
};

static bool holds(const struct window *window, u64 ea)
{
	return window->shift && !((ea ^ window->ea) >> window->shift);
}

static void *in_window(const struct window *window, u64 ea)
{
	return window->memory + (ea - window->ea);
}

/* The magic page is where the kernel knows it, in the shadow or not. */
static void *magic_memory(struct kvm_vcpu *vcpu, u64 ea,
			  enum kvmppc_access access, u8 *shift)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);

	if (access == KVMPPC_FETCH ||
	    !kvmppc_pr_magic_near(pr, ea, KVMPPC_PR_MAGIC_SHIFT))
		return NULL;
	*shift = KVMPPC_PR_MAGIC_SHIFT;
	return (u8 *)pr->magic.page + (ea & GENMASK(*shift - 1, 0));
}

static bool look(struct follow *f, u64 ea, enum kvmppc_access access,
		 struct window *window)
{
	u8 *memory = magic_memory(f->vcpu, ea, access, &window->shift);

	if (!memory)
		memory = kvmppc_pr_shadow_memory(f->vcpu, ea, access,
						 &window->shift);
	if (!memory) {
		window->shift = 0;
		return false;
	}
	window->ea = ea >> window->shift << window->shift;
	window->memory = memory - (ea - window->ea);
	window->writable = access == KVMPPC_STORE;
	return true;
}

/* Whatever the guest's addresses meant, they may mean something else now. */
static void forget_windows(struct follow *f)
{
	unsigned int i;

	f->code.shift = 0;
	for (i = 0; i < NR_WINDOWS; i++)
		f->data[i].shift = 0;
	f->swap = !(f->regs->msr & MSR_LE) !=
		  !IS_ENABLED(CONFIG_CPU_LITTLE_ENDIAN);
}

static bool fetch(struct follow *f, u32 *inst)
{
	u64 nip = f->regs->nip;

	if (!holds(&f->code, nip) && !look(f, nip, KVMPPC_FETCH, &f->code))
		return false;
	*inst = READ_ONCE(*(u32 *)in_window(&f->code, nip));
	if (f->swap)
		*inst = swab32(*inst);
	return true;
}

static void *data_at(struct follow *f, const struct ppc_step_access *access)
{
	enum kvmppc_access kind = access->store ? KVMPPC_STORE : KVMPPC_LOAD;
	struct window *window;
	unsigned int i;

	for (i = 0; i < NR_WINDOWS; i++) {
		window = &f->data[i];
		if (!holds(window, access->ea))
			continue;
		if (!access->store || window->writable)
			return in_window(window, access->ea);
		window->shift = 0;
	}
	window = &f->data[f->next++ % NR_WINDOWS];
	if (!look(f, access->ea, kind, window))
		return NULL;
	return in_window(window, access->ea);
}

static u64 load(const void *from, unsigned int size, bool swap)
{
	u64 val;

	switch (size) {
	case 1:
		return READ_ONCE(*(const u8 *)from);
	case 2:
		val = READ_ONCE(*(const u16 *)from);
		return swap ? swab16(val) : val;
	case 4:
		val = READ_ONCE(*(const u32 *)from);
		return swap ? swab32(val) : val;
	default:
		val = READ_ONCE(*(const u64 *)from);
		return swap ? swab64(val) : val;
	}
}

static void store(void *to, unsigned int size, u64 val, bool swap)
{
	switch (size) {
	case 1:
		WRITE_ONCE(*(u8 *)to, val);
		break;
	case 2:
		WRITE_ONCE(*(u16 *)to, swap ? swab16(val) : val);
		break;
	case 4:
		WRITE_ONCE(*(u32 *)to, swap ? swab32(val) : val);
		break;
	default:
		WRITE_ONCE(*(u64 *)to, swap ? swab64(val) : val);
	}
}

/* What is not aligned may lie in two pages: the hardware's. */
static bool do_access(struct follow *f, const struct ppc_step_access *access)
{
	u64 val = 0;
	void *at;

	if (access->ea & (access->size - 1))
		return false;
	at = data_at(f, access);
	if (!at)
		return false;
	if (access->store)
		store(at, access->size, ppc_step_store(f->regs, access),
		      f->swap);
	else
		val = load(at, access->size, f->swap);
	ppc_step_finish(f->regs, f->regs->msr & MSR_SF, access, val);
	return true;
}

/* Thread priority is a hint, and lost when the guest is left. */
static enum step execute_ppr(struct follow *f, u32 inst)
{
	if (!cpu_has_feature(CPU_FTR_HAS_PPR) ||
	    !(to_pr_vcpu(f->vcpu)->core->isa & PPC_ISA_206))
		return UNKNOWN;
	if (PR_INST_XO(inst) == XO_MFSPR)
		f->regs->gpr[PR_INST_RT(inst)] = mfspr(SPRN_PPR);
	f->regs->nip += 4;
	return DONE;
}

/* No reservation outlives an exit: such a store stores nothing. */
static enum step execute_conditional(struct follow *f)
{
	struct pt_regs *regs = f->regs;

	regs->ccr &= ~PR_CR0;
	if (regs->xer & PR_XER_SO)
		regs->ccr |= PR_CR0_SO;
	regs->nip += 4;
	return DONE;
}

/* What ppc_step() leaves to be done by those who know more. */
static enum step execute_special(struct follow *f, u32 inst)
{
	if (PR_INST_OP(inst) != 31)
		return UNKNOWN;
	switch (PR_INST_XO(inst)) {
	case XO_STWCX:
	case XO_STDCX:
		return execute_conditional(f);
	case XO_MFSPR:
	case XO_MTSPR:
		if (PR_INST_SPR(inst) == SPRN_PPR)
			return execute_ppr(f, inst);
		return UNKNOWN;
	default:
		return UNKNOWN;
	}
}

static enum step execute(struct follow *f, u32 inst)
{
	struct ppc_step_access access;

	switch (ppc_step(f->regs, inst, f->regs->msr & MSR_SF, &access)) {
	case PPC_STEP_DONE:
		return DONE;
	case PPC_STEP_BARRIER:
		/* The guest's own, as strong as any that it may mean. */
		mb();
		return DONE;
	case PPC_STEP_ACCESS:
		return do_access(f, &access) ? DONE : NOT_NOW;
	default:
		return execute_special(f, inst);
	}
}

/* Nor where an interrupt of the host's waits for them to be on again. */
static bool may_follow(struct kvm_vcpu *vcpu)
{
	const struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	u64 msr = ppc->regs->msr;

	return !(msr & (MSR_PR | MSR_SE | MSR_BE)) && !ppc->ceded &&
	       !lazy_irq_pending() &&
	       !(READ_ONCE(ppc->pending) && msr & MSR_EE) &&
	       !ppc->guest_debug && !to_pr_vcpu(vcpu)->debug.nr;
}

/*
 * Where code begins in which nothing privileged was near when it was last
 * followed: left to the hardware from then on.
 */
static u64 *lonely_place(struct kvmppc_pr_vcpu *pr, u64 nip)
{
	return &pr->lonely[(nip >> 2) % KVMPPC_PR_NR_LONELY];
}

static bool is_lonely(struct kvmppc_pr_vcpu *pr, u64 nip)
{
	return *lonely_place(pr, nip) == nip;
}

/* While the guest runs, here as well as there, the magic page has the truth. */
static void guest_runs(struct follow *f)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(f->vcpu);

	if (pr->magic.page)
		kvmppc_pr_magic_enter(pr);
}

static void guest_stops(struct follow *f)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(f->vcpu);

	if (pr->magic.page)
		kvmppc_pr_magic_exit(pr);
}

/* As hardware would: the guest is out for as long as it takes. */
static bool emulate_unlocked(struct follow *f, u32 inst)
{
	spinlock_t *lock = &f->vcpu->kvm->mmu_lock;
	bool done;

	spin_unlock(lock);
	done = kvmppc_pr_emulate(f->vcpu, inst, false) == KVMPPC_RESUME;
	spin_lock(lock);
	forget_windows(f);
	return done;
}

/* False where the guest is to be left alone from here on. */
static bool emulate(struct follow *f, u32 inst)
{
	u64 msr = f->regs->msr;
	bool locks, done;

	if (!kvmppc_pr_is_privileged(f->vcpu, inst, &locks))
		return false;
	guest_stops(f);
	if (locks)
		done = emulate_unlocked(f, inst);
	else
		done = kvmppc_pr_emulate(f->vcpu, inst, false) ==
		       KVMPPC_RESUME;
	if ((msr ^ f->regs->msr) & (MSR_IR | MSR_DR | MSR_PR | MSR_LE))
		forget_windows(f);
	done = done && may_follow(f->vcpu);
	guest_runs(f);
	return done;
}

static void follow(struct follow *f)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(f->vcpu);
	unsigned int n, gap = 0;
	u64 from = f->regs->nip;
	u32 inst;

	for (n = 0; n < FOLLOW_MAX && gap < GAP_MAX; n++) {
		if (!fetch(f, &inst))
			return;
		switch (execute(f, inst)) {
		case DONE:
			gap++;
			continue;
		case NOT_NOW:
			return;
		case UNKNOWN:
			break;
		}
		if (!emulate(f, inst))
			break;
		gap = 0;
		from = f->regs->nip;
		if (is_lonely(pr, from))
			return;
	}
	if (gap)
		*lonely_place(pr, from) = from;
}

/**
 * kvmppc_pr_follow() - execute privileged code of the guest, and what is near it
 * @vcpu: the calling thread's, out of the guest
 *
 * As far as it goes without sleeping. Where others want the shadow at the same
 * time it goes nowhere.
 *
 * Context: interrupts off; takes kvm->mmu_lock.
 */
void kvmppc_pr_follow(struct kvm_vcpu *vcpu)
{
	struct follow f = {
		.vcpu = vcpu,
		.regs = &to_pr_vcpu(vcpu)->regs,
	};

	if (is_lonely(to_pr_vcpu(vcpu), f.regs->nip) || !may_follow(vcpu) ||
	    !spin_trylock(&vcpu->kvm->mmu_lock))
		return;
	forget_windows(&f);
	guest_runs(&f);
	follow(&f);
	guest_stops(&f);
	spin_unlock(&vcpu->kvm->mmu_lock);
}
