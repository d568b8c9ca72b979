// SPDX-License-Identifier: GPL-2.0
/*
 * Load and reserve, store conditional, where the guest is let execute single
 * instructions, or none: a reservation of the hardware's does not outlive an exit. What
 * is reserved here is a value; a store is done where that has not changed
 * (Power ISA 2.07 Book II 4.4.2).
 */
#include <linux/atomic.h>
#include <linux/swab.h>
#include <asm/reg.h>

#include "decode.h"
#include "pr.h"

/**
 * struct reserving - a form of them
 * @xo:		extended opcode, of primary opcode 31
 * @size:	bytes
 * @store:	store conditional
 */
struct reserving {
	u16 xo;
	u8 size;
	bool store;
};

static const struct reserving forms[] = {
	{ PR_XO_LWARX, 4, false },
	{ PR_XO_LBARX, 1, false },
	{ PR_XO_LDARX, 8, false },
	{ PR_XO_LHARX, 2, false },
	{ PR_XO_STWCX, 4, true },
	{ PR_XO_STDCX, 8, true },
	{ PR_XO_STBCX, 1, true },
	{ PR_XO_STHCX, 2, true },
};

static const struct reserving *form_of(u32 inst)
{
	unsigned int i;

	if (PR_INST_OP(inst) != 31)
		return NULL;
	for (i = 0; i < ARRAY_SIZE(forms); i++)
		if (forms[i].xo == PR_INST_XO(inst))
			return &forms[i];
	return NULL;
}

/* Does an instruction make a reservation, or depend on one? */
bool kvmppc_pr_is_reserving(u32 inst)
{
	return form_of(inst);
}

static u64 load(const void *from, unsigned int size)
{
	switch (size) {
	case 1:
		return READ_ONCE(*(const u8 *)from);
	case 2:
		return READ_ONCE(*(const u16 *)from);
	case 4:
		return READ_ONCE(*(const u32 *)from);
	default:
		return READ_ONCE(*(const u64 *)from);
	}
}

static bool exchange(void *at, unsigned int size, u64 old, u64 val)
{
	switch (size) {
	case 1:
		return cmpxchg((u8 *)at, (u8)old, (u8)val) == (u8)old;
	case 2:
		return cmpxchg((u16 *)at, (u16)old, (u16)val) == (u16)old;
	case 4:
		return cmpxchg((u32 *)at, (u32)old, (u32)val) == (u32)old;
	default:
		return cmpxchg((u64 *)at, old, val) == old;
	}
}

/* A register's value as it lies in memory, as a number of the host's. */
static u64 in_memory(const struct pt_regs *regs, u64 val, unsigned int size)
{
	if (!(regs->msr & MSR_LE) == !IS_ENABLED(CONFIG_CPU_LITTLE_ENDIAN))
		return val;
	switch (size) {
	case 2:
		return swab16(val);
	case 4:
		return swab32(val);
	case 8:
		return swab64(val);
	default:
		return val;
	}
}

/* As access_memory(), where the shadow has it; under mmu_lock. */
static bool access_locked(struct kvm_vcpu *vcpu, const struct reserving *form,
			  u64 ea, u64 *val, bool *done)
{
	struct kvmppc_pr_debug *debug = &to_pr_vcpu(vcpu)->debug;
	void *memory;

	memory = kvmppc_pr_shadow_byte(vcpu, ea, form->store ? KVMPPC_STORE :
							       KVMPPC_LOAD);
	if (memory && form->store)
		*done = exchange(memory, form->size, debug->reserved_value,
				 *val);
	else if (memory)
		*val = load(memory, form->size);
	return memory;
}

static bool access_shadow(struct kvm_vcpu *vcpu, const struct reserving *form,
			  u64 ea, u64 *val, bool *done)
{
	bool is;

	spin_lock(&vcpu->kvm->mmu_lock);
	is = access_locked(vcpu, form, ea, val, done);
	spin_unlock(&vcpu->kvm->mmu_lock);
	return is;
}

/* Load, or store where what was loaded is still there; false: no memory. */
static bool access_memory(struct kvm_vcpu *vcpu, const struct reserving *form,
			  u64 ea, u64 *val, bool *done, bool may_sleep)
{
	enum kvmppc_access access = form->store ? KVMPPC_STORE : KVMPPC_LOAD;
	struct kvmppc_xlate xlate;

	if (!may_sleep)
		return access_locked(vcpu, form, ea, val, done);
	return access_shadow(vcpu, form, ea, val, done) ||
	       (!kvmppc_pr_shadow_fault(vcpu, ea, access, &xlate) &&
		access_shadow(vcpu, form, ea, val, done));
}

static bool load_reserve(struct kvm_vcpu *vcpu, const struct reserving *form,
			 u32 inst, u64 ea, bool may_sleep)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	u64 val;

	if (!access_memory(vcpu, form, ea, &val, NULL, may_sleep))
		return false;
	pr->debug.reserved_size = form->size;
	pr->debug.reserved_ea = ea;
	pr->debug.reserved_value = val;
	pr->regs.gpr[PR_INST_RT(inst)] = in_memory(&pr->regs, val, form->size);
	return true;
}

static bool store_conditional(struct kvm_vcpu *vcpu,
			      const struct reserving *form, u32 inst, u64 ea,
			      bool may_sleep)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	struct pt_regs *regs = &pr->regs;
	u64 val = in_memory(regs, regs->gpr[PR_INST_RT(inst)], form->size);
	bool done = false;

	if (pr->debug.reserved_size == form->size &&
	    pr->debug.reserved_ea == ea &&
	    !access_memory(vcpu, form, ea, &val, &done, may_sleep))
		return false;
	pr->debug.reserved_size = 0;
	regs->ccr = (regs->ccr & ~PR_CR0) | (done ? PR_CR0_EQ : 0) |
		    (regs->xer & PR_XER_SO ? PR_CR0_SO : 0);
	return true;
}

/**
 * kvmppc_pr_reserve() - execute a load and reserve or a store conditional
 * @vcpu: the vCPU, out of the guest, which executes single instructions or is
 *	followed
 * @inst: its next instruction
 * @ea: address of its operand
 * @may_sleep: interrupts are on, else mmu_lock is held
 *
 * Context: as @may_sleep says; then takes kvm->srcu and mmu_lock.
 *
 * Return: false, and nothing is done, where it is neither or its operand is
 * such that the hardware is to look at it.
 */
bool kvmppc_pr_reserve(struct kvm_vcpu *vcpu, u32 inst, u64 ea, bool may_sleep)
{
	const struct reserving *form = form_of(inst);

	if (!form || ea & (form->size - 1))
		return false;
	if (!(form->store ? store_conditional(vcpu, form, inst, ea, may_sleep) :
			    load_reserve(vcpu, form, inst, ea, may_sleep)))
		return false;
	to_pr_vcpu(vcpu)->regs.nip += 4;
	return true;
}
