// SPDX-License-Identifier: GPL-2.0
/* The guest's instructions and tables, read as its MMU finds them. */
#include <asm/cputable.h>
#include <asm/reg.h>

#include "hv.h"

/* Reads a doubleword of guest memory; see struct kvmppc_radix_walk. */
typedef int (*read_fn)(void *vcpu, gpa_t gpa, __be64 *val);

static int read_by_tree(void *vcpu, gpa_t gpa, __be64 *val)
{
	return kvmppc_radix_peek(vcpu, gpa, val);
}

static int read_by_slots(void *opaque, gpa_t gpa, __be64 *val)
{
	struct kvm_vcpu *vcpu = opaque;

	return kvm_gpa_read(vcpu->kvm, gpa, val, sizeof(*val));
}

static int translate(struct kvm_vcpu *vcpu, u64 ea, enum kvmppc_access access,
		     read_fn read, struct kvmppc_translation *out)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	struct kvmppc_radix_walk walk = {
		.read = read,
		.opaque = vcpu,
		.prtb = READ_ONCE(to_hv_vm(vcpu->kvm)->prtb),
		.pid = ppc->sup.pid,
	};
	u64 relocate = access == KVMPPC_FETCH ? MSR_IR : MSR_DR;

	if (ppc->regs->msr & relocate)
		return kvmppc_radix_walk(&walk, ea, out);

	/* Real mode ignores the upper four bits (Book III 6.7.3.1). */
	*out = (struct kvmppc_translation) {
		.gpa = ea & ~(0xfUL << 60),
		.readable = true,
		.writable = true,
		.executable = true,
		.usermode = true,
	};
	return 0;
}

/**
 * kvmppc_hv_xlate() - translate as the guest's MMU does
 * @vcpu: the vCPU, out of the guest
 * @ea: effective address
 * @access: what for
 * @out: where it leads
 *
 * Return: see struct kvmppc_backend.
 */
int kvmppc_hv_xlate(struct kvm_vcpu *vcpu, u64 ea, enum kvmppc_access access,
		    struct kvmppc_translation *out)
{
	return translate(vcpu, ea, access, read_by_slots, out);
}

static int fetch_word(struct kvm_vcpu *vcpu, u64 ea, read_fn read, u32 *word)
{
	union {
		__be64 doubleword;
		u32 words[2];
	} raw;
	struct kvmppc_translation xlate;
	u32 inst;
	int r;

	r = translate(vcpu, ea, KVMPPC_FETCH, read, &xlate);
	if (!r)
		r = read(vcpu, xlate.gpa & ~7UL, &raw.doubleword);
	if (r)
		return r;
	inst = raw.words[xlate.gpa >> 2 & 1];
	if (to_kvmppc_vcpu(vcpu)->regs->msr & MSR_LE)
		*word = le32_to_cpu((__force __le32)inst);
	else
		*word = be32_to_cpu((__force __be32)inst);
	return 0;
}

static int fetch(struct kvm_vcpu *vcpu, read_fn read,
		 struct kvmppc_hv_inst *inst)
{
	u64 nip = to_kvmppc_vcpu(vcpu)->regs->nip;
	int r;

	r = fetch_word(vcpu, nip, read, &inst->word);
	inst->suffix = 0;
	if (!r && cpu_has_feature(CPU_FTR_ARCH_31) &&
	    ppc_inst_is_prefix(inst->word))
		r = fetch_word(vcpu, nip + 4, read, &inst->suffix);
	return r;
}

/**
 * kvmppc_hv_fetch_locked() - read the instruction at the guest's nip by its tree
 * @vcpu: the vCPU, out of the guest; mmu_lock held
 * @inst: word and suffix are filled in
 *
 * Return: 0, -EAGAIN where kvmppc_hv_fetch() is to be called, or -errno where
 * it cannot be read now.
 */
int kvmppc_hv_fetch_locked(struct kvm_vcpu *vcpu, struct kvmppc_hv_inst *inst)
{
	return fetch(vcpu, read_by_tree, inst);
}

/**
 * kvmppc_hv_fetch() - read the instruction at the guest's nip
 * @vcpu: the vCPU, out of the guest
 * @inst: word and suffix are filled in
 *
 * The guest's tables may have changed since it fetched the instruction. Where
 * they have not, all that is read has just been used and is in the VM's tree.
 * Context: sleeps; takes mmu_lock, kvm->srcu.
 *
 * Return: 0, or -errno where it cannot be read now.
 */
int kvmppc_hv_fetch(struct kvm_vcpu *vcpu, struct kvmppc_hv_inst *inst)
{
	struct kvm *kvm = vcpu->kvm;
	int idx, r;

	spin_lock(&kvm->mmu_lock);
	r = kvmppc_hv_fetch_locked(vcpu, inst);
	spin_unlock(&kvm->mmu_lock);
	if (likely(r != -EAGAIN))
		return r;

	idx = srcu_read_lock(&kvm->srcu);
	r = fetch(vcpu, read_by_slots, inst);
	srcu_read_unlock(&kvm->srcu, idx);
	return r;
}
