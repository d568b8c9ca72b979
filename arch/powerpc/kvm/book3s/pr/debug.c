// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoints and watchpoints: a debugger's (KVM_SET_GUEST_DEBUG), and the
 * guest's own in the registers that its processor has for them.
 *
 * None is the hardware's: that has one of each kind at the most, or none, and
 * an LPAR has to ask for each. What is watched is hidden in place of it. Around
 * a point the vCPU has segments of its own, in which its page is not there for
 * the accesses that it is about. They come here; the instruction is looked at,
 * and where it is not what is waited for, the hardware executes just it, with
 * MSR[SE], in other segments that hide nothing (kvmppc_pr_space()).
 *
 * A reservation does not outlive that, so code that depends on one is executed
 * here (reserve.c), and what follows is looked at for a while.
 */
#include <linux/bits.h>
#include <linux/string.h>
#include <asm/reg.h>

#include <kvm/ppc_inst.h>

#include "decode.h"
#include "shadow.h"

/* A reservation, what is done with the word, and the loop back to it. */
#define RESERVED_STEPS	64

/* SRR1 of a trace interrupt: the instruction at CIABR has been completed. */
#define SRR1_COMPLETED	0x100000UL

/* DABR: address, and what translation, stores and loads it is for. */
#define DABR_ADDR	(~7ULL)
#define DABR_BT		4
#define DABR_DW		2
#define DABR_DR		1

/* IABR of 32-bit cores: address, enabled, with translation on. */
#define IABR_ADDR	(~3U)
#define IABR_BE		2
#define IABR_TE		1

/* DAWRX: how many doublewords, less 1; it is the same place as DABRX. */
#define DAWRX_MRD(x)	((x) >> 10 & 0x3f)

#define CIABR_ADDR	(~3ULL)

#define ALL_ACCESSES	(BIT(KVMPPC_LOAD) | BIT(KVMPPC_STORE) | \
			 BIT(KVMPPC_FETCH))

static struct kvmppc_pr_point *add_point(struct kvmppc_pr_debug *debug,
					 u64 first, u64 size, u32 accesses)
{
	struct kvmppc_pr_point *point = &debug->points[debug->nr++];

	*point = (struct kvmppc_pr_point) {
		.first = first,
		.last = first + size - 1,
		.accesses = accesses,
	};
	return point;
}

static void add_debugger(struct kvmppc_pr_debug *debug)
{
	struct kvmppc_pr_point *point;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(debug->asked.bp); i++) {
		u64 addr = debug->asked.bp[i].addr;
		u32 type = debug->asked.bp[i].type;
		u32 accesses = 0;

		if (type & KVMPPC_DEBUG_WATCH_READ)
			accesses |= BIT(KVMPPC_LOAD);
		if (type & KVMPPC_DEBUG_WATCH_WRITE)
			accesses |= BIT(KVMPPC_STORE);
		if (accesses) {
			point = add_point(debug, addr & DABR_ADDR, 8, accesses);
			point->address = addr;
		}
		if (type & KVMPPC_DEBUG_BREAKPOINT) {
			point = add_point(debug, addr & CIABR_ADDR, 4,
					  BIT(KVMPPC_FETCH));
			point->address = addr;
		}
	}
}

/* To problem or to privileged state, where it is not for both. */
static void limit_state(struct kvmppc_pr_point *point, bool user, bool kernel)
{
	if (user == kernel)
		return;
	point->msr_mask |= MSR_PR;
	point->msr |= user ? MSR_PR : 0;
}

static void limit_translation(struct kvmppc_pr_point *point, u64 bit, bool on)
{
	point->msr_mask |= bit;
	point->msr |= on ? bit : 0;
}

static u32 data_accesses(bool load, bool store)
{
	return (load ? BIT(KVMPPC_LOAD) : 0) | (store ? BIT(KVMPPC_STORE) : 0);
}

/* The guest's own watchpoint. Return: NULL where there is nothing it is for. */
static struct kvmppc_pr_point *add_watch(struct kvmppc_pr_debug *debug, u64 addr,
					 unsigned int dwords, u32 accesses,
					 bool user, bool kernel)
{
	struct kvmppc_pr_point *point;

	if (!accesses || (!user && !kernel))
		return NULL;
	point = add_point(debug, addr & DABR_ADDR, 8 * dwords, accesses);
	point->guest = true;
	limit_state(point, user, kernel);
	return point;
}

/* Power ISA 2.07 Book III-S 8.1.3 */
static void add_dawr(struct kvmppc_pr_debug *debug,
		     const struct kvmppc_pr_spr *spr)
{
	u64 x = spr->dawrx;
	struct kvmppc_pr_point *point;

	point = add_watch(debug, spr->dawr, DAWRX_MRD(x) + 1,
			  data_accesses(x & DAWRX_DR, x & DAWRX_DW),
			  x & DAWRX_USER, x & DAWRX_KERNEL);
	if (point && !(x & DAWRX_WTI))
		limit_translation(point, MSR_DR, x & DAWRX_WT);
}

/* Power ISA 2.07 Book III-S 8.1.2: after the instruction. */
static void add_ciabr(struct kvmppc_pr_debug *debug, u64 ciabr)
{
	u64 state = ciabr & CIABR_PRIV;
	struct kvmppc_pr_point *point;

	if (state != CIABR_PRIV_USER && state != CIABR_PRIV_SUPER)
		return;
	point = add_point(debug, ciabr & CIABR_ADDR, 4, BIT(KVMPPC_FETCH));
	point->guest = true;
	limit_state(point, state == CIABR_PRIV_USER, state == CIABR_PRIV_SUPER);
}

/* Power ISA 2.06 Book III-S 8.1.2; without DABRX, in either state. */
static void add_dabr(struct kvmppc_pr_debug *debug,
		     const struct kvmppc_pr_vcpu *pr)
{
	u64 x = pr->core->mmu64 ? pr->spr.dabrx : DABRX_USER | DABRX_KERNEL;
	u64 dabr = pr->spr.dabr;
	struct kvmppc_pr_point *point;

	point = add_watch(debug, dabr, 1,
			  data_accesses(dabr & DABR_DR, dabr & DABR_DW),
			  x & DABRX_USER, x & DABRX_KERNEL);
	if (point && !(x & DABRX_BTI))
		limit_translation(point, MSR_DR, dabr & DABR_BT);
}

/* MPC750 user's manual 2.1.2.1: before the instruction. */
static void add_iabr(struct kvmppc_pr_debug *debug, u32 iabr)
{
	struct kvmppc_pr_point *point;

	if (!(iabr & IABR_BE))
		return;
	point = add_point(debug, iabr & IABR_ADDR, 4, BIT(KVMPPC_FETCH));
	point->guest = true;
	limit_translation(point, MSR_IR, iabr & IABR_TE);
}

static void stop_stepping(struct kvmppc_pr_debug *debug)
{
	debug->stepping = false;
	debug->steps = 0;
	debug->reserved_size = 0;
}

/**
 * kvmppc_pr_debug_changed() - other addresses are watched from now on
 * @vcpu: the vCPU, out of the guest; a register of the guest's, its processor,
 *	or what a debugger asks for has changed
 *
 * Context: vCPU's thread or its mutex held, any interrupt state; takes
 * mmu_lock.
 */
void kvmppc_pr_debug_changed(struct kvm_vcpu *vcpu)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	struct kvmppc_pr_debug *debug = &pr->debug;
	bool were_some = debug->nr;

	debug->nr = 0;
	add_debugger(debug);
	if (pr->core->isa & PPC_ISA_207) {
		add_dawr(debug, &pr->spr);
		add_ciabr(debug, pr->spr.ciabr);
	} else {
		add_dabr(debug, pr);
		if (!pr->core->mmu64)
			add_iabr(debug, pr->spr.iabr);
	}
	stop_stepping(debug);
	if (were_some || debug->nr)
		kvmppc_pr_segments_renumber(vcpu);
}

/**
 * kvmppc_pr_debug_points() - kvmppc_backend.debug_points
 * @vcpu: mutex held, outside KVM_RUN
 * @asked: what a debugger wants, NULL for nothing
 *
 * A watchpoint is for the aligned doubleword that its address is in, as a DABR
 * is.
 *
 * Return: 0; -EINVAL, and nothing has changed, for a type that there is not.
 */
int kvmppc_pr_debug_points(struct kvm_vcpu *vcpu,
			   const struct kvm_guest_debug_arch *asked)
{
	static const struct kvm_guest_debug_arch none;
	struct kvmppc_pr_debug *debug = &to_pr_vcpu(vcpu)->debug;
	unsigned int i;

	if (!asked)
		asked = &none;
	for (i = 0; i < ARRAY_SIZE(asked->bp); i++)
		if (asked->bp[i].type & ~(KVMPPC_DEBUG_BREAKPOINT |
					  KVMPPC_DEBUG_WATCH_READ |
					  KVMPPC_DEBUG_WATCH_WRITE))
			return -EINVAL;
	if (memcmp(&debug->asked, asked, sizeof(*asked))) {
		debug->asked = *asked;
		kvmppc_pr_debug_changed(vcpu);
	}
	return 0;
}

static bool overlaps(const struct kvmppc_pr_point *point, u64 first, u64 last)
{
	return first <= point->last && last >= point->first;
}

/**
 * kvmppc_pr_debug_near() - is anything watched close to an address?
 * @pr: the vCPU, out of the guest
 * @ea: the address, cut to 32 bits where MSR[SF] is 0
 * @shift: log2 of how close
 *
 * Return: whether there is, in the same naturally aligned 2^@shift bytes.
 */
bool kvmppc_pr_debug_near(const struct kvmppc_pr_vcpu *pr, u64 ea,
			  unsigned int shift)
{
	u64 around = GENMASK_ULL(shift - 1, 0);
	unsigned int i;

	for (i = 0; i < pr->debug.nr; i++)
		if (overlaps(&pr->debug.points[i], ea & ~around, ea | around))
			return true;
	return false;
}

/**
 * kvmppc_pr_debug_hidden() - for which accesses is a page not there?
 * @pr: the vCPU, out of the guest
 * @ea: an address in the page of 4K
 *
 * What can be fetched can be loaded, so without loads there is nothing at all.
 *
 * Return: BIT(enum kvmppc_access) of them.
 */
u32 kvmppc_pr_debug_hidden(const struct kvmppc_pr_vcpu *pr, u64 ea)
{
	u64 around = GENMASK_ULL(KVMPPC_HOST_HPTE_SHIFT - 1, 0);
	const struct kvmppc_pr_point *point;
	unsigned int i;
	u32 hidden = 0;

	for (i = 0; i < pr->debug.nr; i++) {
		point = &pr->debug.points[i];
		if (overlaps(point, ea & ~around, ea | around))
			hidden |= point->accesses;
	}
	return hidden & BIT(KVMPPC_LOAD) ? ALL_ACCESSES : hidden;
}

/* The point that an access is for, NULL for none. A debugger's comes first. */
static const struct kvmppc_pr_point *
find_point(const struct kvmppc_pr_vcpu *pr, enum kvmppc_access access, u64 ea,
	   unsigned int size)
{
	const struct kvmppc_pr_point *point;
	unsigned int i;

	for (i = 0; i < pr->debug.nr; i++) {
		point = &pr->debug.points[i];
		if (point->accesses & BIT(access) &&
		    (pr->regs.msr & point->msr_mask) == point->msr &&
		    overlaps(point, ea, ea + size - 1))
			return point;
	}
	return NULL;
}

static u32 status_of(enum kvmppc_access access)
{
	switch (access) {
	case KVMPPC_FETCH:
		return KVMPPC_DEBUG_BREAKPOINT;
	case KVMPPC_STORE:
		return KVMPPC_DEBUG_WATCH_WRITE;
	default:
		return KVMPPC_DEBUG_WATCH_READ;
	}
}

/* The instruction is not executed. */
static int hit(struct kvm_vcpu *vcpu, const struct kvmppc_pr_point *point,
	       enum kvmppc_access access, u64 ea)
{
	stop_stepping(&to_pr_vcpu(vcpu)->debug);
	if (!point->guest)
		return kvmppc_debug_exit_point(vcpu, point->address,
					       status_of(access));
	if (access == KVMPPC_FETCH)
		kvmppc_pr_deliver(vcpu, BOOK3S_VEC_IABR, 0);
	else
		kvmppc_pr_deliver_data_storage(vcpu, ea, DSISR_DABRMATCH |
			(access == KVMPPC_STORE ? DSISR_ISSTORE : 0));
	return KVMPPC_RESUME;
}

/**
 * struct operand - what an instruction accesses
 * @access:	load or store
 * @ea:		address of the first byte
 * @size:	bytes, 0 for none
 */
struct operand {
	enum kvmppc_access access;
	u64 ea;
	unsigned int size;
};

static struct operand operand_of(const struct kvmppc_pr_vcpu *pr, u32 inst)
{
	const struct pt_regs *regs = &pr->regs;
	unsigned int block = kvmppc_pr_dcbz_size(pr);
	struct operand operand = {};
	struct ppc_inst_ls ls;

	/* What stands for dcbz has all of its operands. */
	if (PR_INST_OP(inst) == PR_OP_DCBZ32)
		inst = PR_DCBZ | (inst & PR_DCBZ_OPERANDS);
	if (ppc_inst_ls_decode(inst, 0, pr->core->isa, &ls) ||
	    ppc_inst_ls_resolve(&ls, regs->gpr, regs->xer, regs->nip,
				regs->msr & MSR_SF))
		return operand;
	operand.ea = ls.ea;
	switch (ls.kind) {
	case PPC_LS_STORE:
		operand.access = KVMPPC_STORE;
		operand.size = ls.size * ls.count;
		break;
	case PPC_LS_LOAD:
		operand.access = KVMPPC_LOAD;
		operand.size = ls.size * ls.count;
		break;
	case PPC_LS_DCBZ:
		operand.access = KVMPPC_STORE;
		operand.ea &= ~(u64)(block - 1);
		operand.size = block;
		break;
	}
	return operand;
}

/* Is somebody to be told of each instruction? */
static bool is_traced(struct kvm_vcpu *vcpu)
{
	return to_pr_vcpu(vcpu)->regs.msr & (MSR_SE | MSR_BE) ||
	       kvmppc_debugs(vcpu, KVM_GUESTDBG_SINGLESTEP);
}

/* Does a load of @ea find another page than a fetch? */
static bool is_apart(struct kvm_vcpu *vcpu, u64 ea)
{
	const struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	struct kvmppc_translation code, data;
	u64 msr = pr->regs.msr;
	bool apart;
	int idx;

	if (pr->core->mmu64 && !(msr & MSR_IR) == !(msr & MSR_DR))
		return false;
	idx = srcu_read_lock(&vcpu->kvm->srcu);
	apart = !kvmppc_pr_xlate(vcpu, ea, KVMPPC_FETCH, &code) &&
		(kvmppc_pr_xlate(vcpu, ea, KVMPPC_LOAD, &data) ||
		 data.gpa != code.gpa);
	srcu_read_unlock(&vcpu->kvm->srcu, idx);
	return apart;
}

/*
 * Where the hardware executes an instruction whose page is another one for data,
 * it would find the instructions there. So an operand in that page is accessed
 * here; where any other page was last for code, it is for data now.
 */
static int access_apart(struct kvm_vcpu *vcpu, u32 inst, u64 nip,
			const struct operand *operand)
{
	struct kvmppc_pr_debug *debug = &to_pr_vcpu(vcpu)->debug;
	u64 ea = operand->ea, last = ea + operand->size - 1;
	struct kvmppc_xlate xlate;
	int r;

	if (!operand->size || kvmppc_pr_is_reserving(inst) ||
	    !is_apart(vcpu, nip))
		return KVMPPC_PR_NOT_WATCHED;
	r = kvmppc_pr_shadow_fault(vcpu, ea, operand->access, &xlate);
	if ((ea ^ nip) >> KVMPPC_HOST_HPTE_SHIFT &&
	    (last ^ nip) >> KVMPPC_HOST_HPTE_SHIFT) {
		debug->stepping = true;
		kvmppc_pr_shadow_drop_code(vcpu, ea);
		kvmppc_pr_shadow_drop_code(vcpu, last);
		return KVMPPC_PR_NOT_WATCHED;
	}
	stop_stepping(debug);
	if (r && r != -ENOENT && r != -EROFS)
		return kvmppc_pr_storage_error(vcpu, r, ea, operand->access);
	return kvmppc_pr_access(vcpu, inst, ea, xlate.page.gpa,
				operand->access == KVMPPC_STORE, true);
}

/*
 * Look at the next instruction and those that can be executed here, until the
 * hardware is to execute one.
 */
static int look(struct kvm_vcpu *vcpu)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	struct kvmppc_pr_debug *debug = &pr->debug;
	const struct kvmppc_pr_point *at, *point;
	unsigned int n = RESERVED_STEPS;
	struct operand operand;
	u32 inst;
	u64 nip;
	int r;

	do {
		if (!n--) {
			stop_stepping(debug);
			return KVMPPC_RESUME;
		}
		nip = pr->regs.msr & MSR_SF ? pr->regs.nip : (u32)pr->regs.nip;
		if (kvmppc_pr_fetch(vcpu, nip, &inst)) {
			stop_stepping(debug);
			return KVMPPC_PR_NOT_WATCHED;
		}
		at = find_point(pr, KVMPPC_FETCH, nip, sizeof(inst));
		if (at && !(at->guest && pr->core->mmu64))
			return hit(vcpu, at, KVMPPC_FETCH, nip);
		operand = operand_of(pr, inst);
		point = operand.size ? find_point(pr, operand.access,
						  operand.ea, operand.size) :
				       NULL;
		if (point)
			return hit(vcpu, point, operand.access, operand.ea);
		r = access_apart(vcpu, inst, nip, &operand);
		if (unlikely(r != KVMPPC_PR_NOT_WATCHED))
			return r;
		debug->stepping = true;
		if (kvmppc_pr_is_reserving(inst))
			debug->steps = RESERVED_STEPS;
	} while (!at && !is_traced(vcpu) &&
		 kvmppc_pr_reserve(vcpu, inst, operand.ea, true));

	debug->nip = pr->regs.nip;
	debug->completes = at;
	return KVMPPC_RESUME;
}

/**
 * kvmppc_pr_debug_access() - the hardware could not make an access
 * @vcpu: the vCPU, out of the guest
 * @ea: address of the access
 * @access: what it does
 *
 * Context: sleeps; takes kvm->srcu.
 *
 * Return: KVMPPC_PR_NOT_WATCHED where that is not for what is watched; else
 * enum kvmppc_next, where the guest repeats the instruction unless it has taken
 * an interrupt.
 */
int kvmppc_pr_debug_access(struct kvm_vcpu *vcpu, u64 ea,
			   enum kvmppc_access access)
{
	const struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);

	if (!(pr->regs.msr & MSR_SF))
		ea = (u32)ea;
	if (pr->debug.stepping ||
	    !(kvmppc_pr_debug_hidden(pr, ea) & BIT(access)))
		return KVMPPC_PR_NOT_WATCHED;
	return look(vcpu);
}

/**
 * kvmppc_pr_debug_apart() - a fetch that the hardware is not to make
 * @vcpu: the vCPU, out of the guest; data of the page at nip is another page
 *
 * It is made good for one instruction, as beside what is watched. What comes
 * next is followed without the hardware as far as that goes.
 *
 * Context: sleeps; takes kvm->srcu.
 *
 * Return: enum kvmppc_next or -errno.
 */
int kvmppc_pr_debug_apart(struct kvm_vcpu *vcpu)
{
	int r = look(vcpu);

	to_pr_vcpu(vcpu)->follow = true;
	return r == KVMPPC_PR_NOT_WATCHED ? KVMPPC_RESUME : r;
}

/* MSR[BE]: is it a branch, taken or not? */
static bool is_branch(u32 inst)
{
	switch (PR_INST_OP(inst)) {
	case 16:
	case 18:
		return true;
	case 19:
		return PR_INST_XO(inst) == 16 || PR_INST_XO(inst) == 528 ||
		       PR_INST_XO(inst) == 560;
	default:
		return false;
	}
}

/* Of the instruction that the hardware has executed last, by a single step. */
static bool guest_traces(struct kvm_vcpu *vcpu)
{
	const struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	u64 msr = pr->regs.msr, nip = pr->debug.nip;
	u32 inst;

	if (msr & MSR_SE)
		return true;
	return msr & MSR_BE &&
	       !kvmppc_pr_fetch(vcpu, msr & MSR_SF ? nip : (u32)nip, &inst) &&
	       is_branch(inst);
}

/* At CIABR, or where the guest asks to be told. */
static void deliver_trace(struct kvm_vcpu *vcpu, bool traces)
{
	struct kvmppc_pr_debug *debug = &to_pr_vcpu(vcpu)->debug;
	u64 srr1 = debug->stepping && debug->completes ? SRR1_COMPLETED : 0;

	if (!srr1 && !traces)
		return;
	stop_stepping(debug);
	/* Nothing waits any more: here is an interrupt. */
	to_kvmppc_vcpu(vcpu)->ceded = false;
	kvmppc_pr_deliver(vcpu, BOOK3S_VEC_TRACE, srr1);
}

/**
 * kvmppc_pr_debug_completed() - what kvmppc_pr_completed() leaves to be done
 * @vcpu: the vCPU, out of the guest, with nip behind the instruction
 * @msr: the guest's MSR before it
 *
 * Power ISA 2.07 Book III-S 6.5.15. Any context.
 */
void kvmppc_pr_debug_completed(struct kvm_vcpu *vcpu, u64 msr)
{
	deliver_trace(vcpu, msr & MSR_SE);
}

/**
 * kvmppc_pr_debug_stepped() - the guest has made a single step
 * @vcpu: the vCPU, out of the guest
 * @traced: by the hardware, which has executed an instruction; else here, or
 *	it has taken an interrupt
 *
 * Whoever it was that asked for it goes on, the guest first.
 *
 * Context: sleeps; takes kvm->srcu.
 *
 * Return: enum kvmppc_next.
 */
int kvmppc_pr_debug_stepped(struct kvm_vcpu *vcpu, bool traced)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	struct kvmppc_pr_debug *debug = &pr->debug;
	bool completed = traced || pr->regs.nip == debug->nip + 4;
	int r;

	if (traced)
		deliver_trace(vcpu, guest_traces(vcpu));
	if (kvmppc_debugs(vcpu, KVM_GUESTDBG_SINGLESTEP)) {
		stop_stepping(debug);
		return kvmppc_debug_exit(vcpu);
	}
	debug->stepping = false;
	if (!completed || !debug->steps) {
		stop_stepping(debug);
		pr->follow = true;
		return KVMPPC_RESUME;
	}
	debug->steps--;
	r = look(vcpu);
	return r == KVMPPC_PR_NOT_WATCHED ? KVMPPC_RESUME : r;
}

/**
 * kvmppc_pr_debug_entering() - is the guest to execute a single instruction?
 * @pr: the vCPU, about to enter it
 *
 * Of what was looked at not where an interrupt was delivered since.
 *
 * Return: true where it is; then kvmppc_pr_debug_stepped() comes next.
 */
bool kvmppc_pr_debug_entering(struct kvmppc_pr_vcpu *pr)
{
	struct kvmppc_pr_debug *debug = &pr->debug;

	if (debug->stepping && debug->nip != pr->regs.nip)
		stop_stepping(debug);
	if (likely(!debug->stepping &&
		   !kvmppc_debugs(kvmppc_pr_core_vcpu(pr),
				  KVM_GUESTDBG_SINGLESTEP)))
		return false;
	debug->nip = pr->regs.nip;
	return true;
}
