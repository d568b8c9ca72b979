// SPDX-License-Identifier: GPL-2.0
/*
 * Where a kernel has executed one privileged instruction or takes an interrupt,
 * more are near. To leave the guest for each costs far more than to execute
 * what lies between them here, by the translations that the guest has in the
 * shadow. What is not simple, or not there, is the hardware's again.
 */
#include <asm/barrier.h>
#include <asm/reg.h>

#include <kvm/ppc_step.h>

#include "pr.h"

/* Without a privileged instruction among so many there is none near. */
#define GAP_MAX		24

/* As long as this at the most: mmu_lock is held, and interrupts are off. */
#define FOLLOW_MAX	400

#define NR_WINDOWS	2

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

static bool holds(const struct window *window, u64 ea)
{
	return window->shift && !((ea ^ window->ea) >> window->shift);
}

static void *in_window(const struct window *window, u64 ea)
{
	return window->memory + (ea - window->ea);
}

static bool look(struct follow *f, u64 ea, enum kvmppc_access access,
		 struct window *window)
{
	u8 *memory = kvmppc_pr_shadow_memory(f->vcpu, ea, access,
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

static bool execute(struct follow *f, u32 inst)
{
	struct ppc_step_access access;

	switch (ppc_step(f->regs, inst, f->regs->msr & MSR_SF, &access)) {
	case PPC_STEP_DONE:
		return true;
	case PPC_STEP_BARRIER:
		mb();
		return true;
	case PPC_STEP_ACCESS:
		return do_access(f, &access);
	default:
		return false;
	}
}

static bool may_follow(struct kvm_vcpu *vcpu)
{
	const struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	u64 msr = ppc->regs->msr;

	return !(msr & (MSR_PR | MSR_SE | MSR_BE)) && !ppc->ceded &&
	       !(READ_ONCE(ppc->pending) && msr & MSR_EE) &&
	       !ppc->guest_debug && !to_pr_vcpu(vcpu)->magic.page;
}

/* False where the guest is to be left alone from here on. */
static bool emulate(struct follow *f, u32 inst)
{
	unsigned int space = kvmppc_pr_space(f->regs->msr);
	struct kvm_vcpu *vcpu = f->vcpu;
	u64 msr = f->regs->msr;
	bool locks, done;

	if (!kvmppc_pr_is_privileged(vcpu, inst, &locks))
		return false;
	if (locks)
		spin_unlock(&vcpu->kvm->mmu_lock);
	done = kvmppc_pr_emulate(vcpu, inst, false) == KVMPPC_RESUME;
	if (locks)
		spin_lock(&vcpu->kvm->mmu_lock);
	if (locks || space != kvmppc_pr_space(f->regs->msr) ||
	    (msr ^ f->regs->msr) & MSR_LE)
		forget_windows(f);
	return done && may_follow(vcpu);
}

static void follow(struct follow *f)
{
	unsigned int n, gap = 0;
	u32 inst;

	for (n = 0; n < FOLLOW_MAX && gap < GAP_MAX; n++) {
		if (!fetch(f, &inst))
			return;
		if (execute(f, inst)) {
			gap++;
			continue;
		}
		if (!emulate(f, inst))
			return;
		gap = 0;
	}
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

	if (!may_follow(vcpu) || !spin_trylock(&vcpu->kvm->mmu_lock))
		return;
	forget_windows(&f);
	follow(&f);
	spin_unlock(&vcpu->kvm->mmu_lock);
}
