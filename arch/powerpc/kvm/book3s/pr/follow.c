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
#include "shadow.h"

/* Without a privileged instruction among so many there is none near. */
#define GAP_MAX		20

/* As long as this at the most: mmu_lock is held, and interrupts are off. */
#define FOLLOW_MAX	400

#define XO_STWCX	150
#define XO_STDCX	214
#define XO_MFSPR	339
#define XO_MTSPR	467

/**
 * struct follow - the guest on its way
 * @vcpu:	whose; kvm->mmu_lock is held
 * @regs:	its registers
 * @swap:	its byte order is not the host's
 * @kept:	SPRs that only hold what is put there are where they are kept
 * @windows:	pages where it fetches, loads and stores
 */
struct follow {
	struct kvm_vcpu *vcpu;
	struct pt_regs *regs;
	bool swap;
	bool kept;
	struct kvmppc_pr_windows *windows;
};

/* What became of an instruction. */
enum step {
	DONE,
	NEAR,		/* done, and privileged code is near */
	UNKNOWN,	/* it is not a simple one */
	NOT_NOW,	/* what it accesses is not there */
};

static bool holds(const struct kvmppc_pr_window *window, u64 ea)
{
	return window->shift && !((ea ^ window->ea) >> window->shift);
}

static void *in_window(const struct kvmppc_pr_window *window, u64 ea)
{
	return window->memory + (ea - window->ea);
}

/* The magic page is where the kernel knows it, in the shadow or not. */
static void *magic_memory(struct kvm_vcpu *vcpu, u64 ea,
			  enum kvmppc_access access, u8 *shift)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);

	/* Before it is used it has not got what the guest expects there. */
	if (!pr->magic.used || access == KVMPPC_FETCH ||
	    !kvmppc_pr_magic_near(pr, ea, KVMPPC_PR_MAGIC_SHIFT))
		return NULL;
	*shift = KVMPPC_PR_MAGIC_SHIFT;
	return (u8 *)pr->magic.page + (ea & GENMASK(*shift - 1, 0));
}

static bool look(struct follow *f, u64 ea, enum kvmppc_access access,
		 struct kvmppc_pr_window *window)
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

/* The guest's addresses may mean something else now. */
static void check_windows(struct follow *f)
{
	const struct kvmppc_pr_vcpu *pr = to_pr_vcpu(f->vcpu);
	unsigned long removals = kvmppc_pr_shadow_of(f->vcpu->kvm)->removals;
	unsigned int i, space = kvmppc_pr_space(pr);
	struct kvmppc_pr_windows *windows = f->windows;

	if (windows->removals != removals || windows->space != space ||
	    windows->drops != pr->segments.drops) {
		windows->removals = removals;
		windows->drops = pr->segments.drops;
		windows->space = space;
		windows->code.shift = 0;
		for (i = 0; i < KVMPPC_PR_NR_WINDOWS; i++)
			windows->data[i].shift = 0;
	}
	f->swap = !(f->regs->msr & MSR_LE) !=
		  !IS_ENABLED(CONFIG_CPU_LITTLE_ENDIAN);
}

static bool fetch(struct follow *f, u32 *inst)
{
	struct kvmppc_pr_window *code = &f->windows->code;
	u64 nip = f->regs->nip;

	if (!holds(code, nip) && !look(f, nip, KVMPPC_FETCH, code))
		return false;
	*inst = READ_ONCE(*(u32 *)in_window(code, nip));
	if (f->swap)
		*inst = swab32(*inst);
	return true;
}

static const struct kvmppc_pr_window *
data_window(struct follow *f, u64 ea, bool store)
{
	struct kvmppc_pr_windows *windows = f->windows;
	struct kvmppc_pr_window *window;
	unsigned int i;

	for (i = 0; i < KVMPPC_PR_NR_WINDOWS; i++) {
		window = &windows->data[i];
		if (!holds(window, ea))
			continue;
		if (!store || window->writable)
			return window;
		window->shift = 0;
	}
	window = &windows->data[windows->next++ % KVMPPC_PR_NR_WINDOWS];
	if (!look(f, ea, store ? KVMPPC_STORE : KVMPPC_LOAD, window))
		return NULL;
	return window;
}

static u64 load_value(const void *from, unsigned int size, bool swap)
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
	const struct kvmppc_pr_window *window;
	u64 val = 0;
	void *at;

	if (access->ea & (access->size - 1))
		return false;
	window = data_window(f, access->ea, access->store);
	if (!window)
		return false;
	at = in_window(window, access->ea);
	if (access->store)
		store(at, access->size, ppc_step_store(f->regs, access),
		      f->swap);
	else
		val = load_value(at, access->size, f->swap);
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

/* SPRs of every 64-bit core that only hold what is put there. */
static u64 *kept_spr(struct kvmppc_sup *sup, unsigned int spr)
{
	switch (spr) {
	case SPRN_DAR:
		return &sup->dar;
	case SPRN_SRR0:
		return &sup->srr0;
	case SPRN_SRR1:
		return &sup->srr1;
	case SPRN_SPRG0:
	case SPRN_SPRG1:
	case SPRN_SPRG2:
		return &sup->sprg[spr - SPRN_SPRG0];
	default:
		return NULL;
	}
}

/* What kvmppc_pr_emulate() does with these, in less. */
static bool move_kept_spr(struct follow *f, u32 inst)
{
	struct kvmppc_sup *sup = &to_kvmppc_vcpu(f->vcpu)->sup;
	unsigned long *gpr = &f->regs->gpr[PR_INST_RT(inst)];
	u64 *spr;

	if (!f->kept || PR_INST_OP(inst) != 31 ||
	    (PR_INST_XO(inst) != XO_MFSPR && PR_INST_XO(inst) != XO_MTSPR))
		return false;
	spr = kept_spr(sup, PR_INST_SPR(inst));
	if (!spr)
		return false;
	if (PR_INST_XO(inst) == XO_MFSPR)
		*gpr = *spr;
	else
		*spr = *gpr;
	f->regs->nip += 4;
	return true;
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

	if (move_kept_spr(f, inst))
		return NEAR;
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

	if (pr->magic.used)
		kvmppc_pr_magic_enter(pr);
}

static void guest_stops(struct follow *f)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(f->vcpu);

	if (pr->magic.used)
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
	check_windows(f);
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
	if (unlikely(kvmppc_pr_magic_wrote_srs(to_pr_vcpu(f->vcpu))))
		return false;
	if (locks)
		done = emulate_unlocked(f, inst);
	else
		done = kvmppc_pr_emulate(f->vcpu, inst, false) ==
		       KVMPPC_RESUME;
	if ((msr ^ f->regs->msr) & (MSR_IR | MSR_DR | MSR_PR | MSR_LE))
		check_windows(f);
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
		case NEAR:
			break;
		case UNKNOWN:
			if (!emulate(f, inst))
				goto out;
			break;
		}
		gap = 0;
		from = f->regs->nip;
		if (is_lonely(pr, from))
			return;
	}
out:
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
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	struct follow f;

	if (is_lonely(pr, pr->regs.nip) || !may_follow(vcpu) ||
	    !spin_trylock(&vcpu->kvm->mmu_lock))
		return;
	f.vcpu = vcpu;
	f.regs = &pr->regs;
	f.kept = pr->core->mmu64 && !pr->magic.used;
	f.windows = &pr->windows;
	check_windows(&f);
	guest_runs(&f);
	follow(&f);
	guest_stops(&f);
	spin_unlock(&vcpu->kvm->mmu_lock);
	kvmppc_pr_magic_take_srs(vcpu);
}
