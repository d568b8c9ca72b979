// SPDX-License-Identifier: GPL-2.0
/*
 * Loads and stores to guest physical addresses without memory.
 *
 * Everything that can refuse the instruction is asked first. Then nip and the
 * update of RA are done, the accesses go one by one to a device in the kernel
 * or to userspace, and a load's registers are written when the last has come.
 * So a register that userspace changes in between stays changed.
 */
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/sizes.h>
#include <asm/cputable.h>
#include <asm/reg.h>

#include <kvm/ppc.h>

#define PROGRAM_ILLEGAL		0x80000UL	/* SRR1 bit 44 */

/* DSISR of a data storage interrupt (Power ISA 3.1B Book III 7.5.3). */
#define DSISR_UNTRANSLATED	0x40000000
#define DSISR_FORBIDDEN		0x08000000
#define DSISR_NOT_CACHED	0x04000000
#define DSISR_STORE		0x02000000

#define PAGE_4K_MASK		(~(u64)SZ_4K + 1)

/* What this host's core executes, so that its storage faults are decoded. */
static u32 mmio_isa __ro_after_init;

/**
 * kvmppc_mmio_init() - find out what instructions there may be
 *
 * When the module is loaded.
 *
 * Return: 0, or -EINVAL where the decoder is not in order.
 */
int kvmppc_mmio_init(void)
{
	u32 isa = PPC_ISA_FP;

	if (IS_ENABLED(CONFIG_PPC64))
		isa |= PPC_ISA_64;
	if (IS_ENABLED(CONFIG_PPC_BOOK3S))
		isa |= PPC_ISA_STRING;
	if (cpu_has_feature(CPU_FTR_ALTIVEC))
		isa |= PPC_ISA_VMX;
	if (cpu_has_feature(CPU_FTR_VSX))
		isa |= PPC_ISA_VSX;
	if (cpu_has_feature(CPU_FTR_ARCH_206))
		isa |= PPC_ISA_205 | PPC_ISA_206;
	if (cpu_has_feature(CPU_FTR_ARCH_207S))
		isa |= PPC_ISA_207;
	if (cpu_has_feature(CPU_FTR_ARCH_300))
		isa |= PPC_ISA_300;
	if (cpu_has_feature(CPU_FTR_ARCH_31))
		isa |= PPC_ISA_310;
	mmio_isa = isa;
	return ppc_inst_ls_verify();
}

static bool guest_is_64bit(const struct pt_regs *regs)
{
	return IS_ENABLED(CONFIG_PPC64) && regs->msr & MSR_64BIT;
}

/* The decoder does not know what the core faulted on: userspace is told. */
static int mmio_not_decoded(struct kvm_vcpu *vcpu, u32 word, u32 suffix,
			    u64 ea, gpa_t gpa)
{
	struct kvm_run *run = vcpu->run;

	run->exit_reason = KVM_EXIT_INTERNAL_ERROR;
	run->internal.suberror = KVM_INTERNAL_ERROR_EMULATION;
	run->internal.ndata = 5;
	run->internal.data[0] = word;
	run->internal.data[1] = suffix;
	run->internal.data[2] = to_kvmppc_vcpu(vcpu)->regs->nip;
	run->internal.data[3] = ea;
	run->internal.data[4] = gpa;
	return KVMPPC_TO_USER;
}

static int deliver_program(struct kvm_vcpu *vcpu)
{
	const struct kvmppc_backend *backend = kvmppc_backend_of(vcpu->kvm);

	backend->deliver(vcpu, backend->vec_program, PROGRAM_ILLEGAL);
	return KVMPPC_RESUME;
}

static int deliver_alignment(struct kvm_vcpu *vcpu, u64 ea)
{
	const struct kvmppc_backend *backend = kvmppc_backend_of(vcpu->kvm);

	to_kvmppc_vcpu(vcpu)->sup.dar = ea;
	backend->deliver(vcpu, backend->vec_alignment, 0);
	return KVMPPC_RESUME;
}

static int deliver_storage(struct kvm_vcpu *vcpu, u64 ea, u64 dsisr, bool store)
{
	if (store)
		dsisr |= DSISR_STORE;
	kvmppc_backend_of(vcpu->kvm)->deliver_data_storage(vcpu, ea, dsisr);
	return KVMPPC_RESUME;
}

static bool facility_enabled(const struct ppc_inst_ls *ls, u64 msr)
{
	switch (ls->class) {
	case PPC_LS_FPR:
		return msr & MSR_FP;
	case PPC_LS_VMX:
		return msr & MSR_VEC;
	case PPC_LS_VSX:
		return msr & MSR_VSX;
	default:
		return true;
	}
}

static unsigned int operand_size(const struct ppc_inst_ls *ls)
{
	return ls->count * ls->size;
}

/* Has the operand a part beyond the 4 KiB page that it begins in? */
static bool operand_crosses(const struct ppc_inst_ls *ls)
{
	return (ls->ea & ~PAGE_4K_MASK) + operand_size(ls) > SZ_4K;
}

/*
 * Guest physical address of @ea; @fault_ea and @fault_gpa is what the hardware
 * has translated. As kvmppc_backend.xlate.
 */
static int translate(struct kvm_vcpu *vcpu, u64 ea, enum kvmppc_access access,
		     u64 fault_ea, gpa_t fault_gpa, gpa_t *gpa)
{
	const struct kvmppc_backend *backend = kvmppc_backend_of(vcpu->kvm);
	struct kvmppc_translation to = {};
	int ret;

	if ((ea & PAGE_4K_MASK) == (fault_ea & PAGE_4K_MASK)) {
		*gpa = (fault_gpa & PAGE_4K_MASK) | (ea & ~PAGE_4K_MASK);
		return 0;
	}
	ret = backend->xlate(vcpu, ea, access, &to);
	*gpa = to.gpa;
	return ret;
}

/*
 * Find the guest physical addresses of the operand. As kvmppc_backend.xlate,
 * with the address that it said no to in @bad_ea.
 */
static int operand_translate(struct kvm_vcpu *vcpu, struct kvmppc_mmio *mmio,
			     u64 ea, gpa_t gpa, u64 *bad_ea)
{
	enum kvmppc_access access = KVMPPC_LOAD;
	int ret;

	if (mmio->inst.kind == PPC_LS_STORE)
		access = KVMPPC_STORE;
	*bad_ea = mmio->inst.ea;
	ret = translate(vcpu, *bad_ea, access, ea, gpa, &mmio->gpa[0]);
	if (ret || !operand_crosses(&mmio->inst))
		return ret;

	*bad_ea = (mmio->inst.ea & PAGE_4K_MASK) + SZ_4K;
	if (!guest_is_64bit(to_kvmppc_vcpu(vcpu)->regs))
		*bad_ea = (u32)*bad_ea;
	return translate(vcpu, *bad_ea, access, ea, gpa, &mmio->gpa[1]);
}

static void store_image(struct kvmppc_vcpu *ppc)
{
	struct kvmppc_mmio *mmio = &ppc->mmio;
	u64 vsr[2][2];

	if (mmio->inst.class == PPC_LS_GPR) {
		ppc_inst_ls_store_gpr(&mmio->inst, mmio->image, mmio->le,
				      ppc->regs->gpr);
		return;
	}
	kvmppc_vsr_get(ppc, mmio->inst.reg, vsr, mmio->inst.nr_regs);
	ppc_inst_ls_store_vsr(&mmio->inst, mmio->image, mmio->le,
			      (const u64 (*)[2])vsr);
}

static void load_image(struct kvmppc_vcpu *ppc)
{
	struct kvmppc_mmio *mmio = &ppc->mmio;
	u64 vsr[2][2];

	if (mmio->inst.class == PPC_LS_GPR) {
		ppc_inst_ls_load_gpr(&mmio->inst, mmio->image, mmio->le,
				     ppc->regs->gpr);
		return;
	}
	kvmppc_vsr_get(ppc, mmio->inst.reg, vsr, mmio->inst.nr_regs);
	ppc_inst_ls_load_vsr(&mmio->inst, mmio->image, mmio->le, vsr);
	kvmppc_vsr_set(ppc, mmio->inst.reg, (const u64 (*)[2])vsr,
		       mmio->inst.nr_regs);
}

/*
 * An access that the kernel answers: a device, or memory, as where the operand
 * lies in two pages of which one has some.
 */
static bool access_in_kernel(struct kvm_vcpu *vcpu, gpa_t gpa,
			     unsigned int size, u8 *data, bool store,
			     bool memory)
{
	if (store) {
		if (memory && !kvm_gpa_write(vcpu->kvm, gpa, data, size))
			return true;
		return !kvm_io_bus_write(vcpu, KVM_MMIO_BUS, gpa, size, data);
	}
	if (memory && !kvm_gpa_read(vcpu->kvm, gpa, data, size))
		return true;
	return !kvm_io_bus_read(vcpu, KVM_MMIO_BUS, gpa, size, data);
}

static int access_to_user(struct kvm_vcpu *vcpu, gpa_t gpa, unsigned int size,
			  const u8 *data, bool store)
{
	struct kvm_run *run = vcpu->run;

	vcpu->stat[KVMPPC_VCPU_STAT_MMIO_EXITS]++;
	run->exit_reason = KVM_EXIT_MMIO;
	run->mmio.phys_addr = gpa;
	run->mmio.len = size;
	run->mmio.is_write = store;
	memset(run->mmio.data, 0, sizeof(run->mmio.data));
	if (store)
		memcpy(run->mmio.data, data, size);
	return KVMPPC_TO_USER;
}

/* The last access has been done. */
static int mmio_complete(struct kvmppc_vcpu *ppc)
{
	if (ppc->mmio.inst.kind == PPC_LS_LOAD)
		load_image(ppc);
	return KVMPPC_RESUME;
}

/* Do the accesses that are left, until one is userspace's; kvm->srcu held. */
static int mmio_continue(struct kvm_vcpu *vcpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	struct kvmppc_mmio *mmio = &ppc->mmio;
	const struct ppc_inst_ls *ls = &mmio->inst;
	bool store = ls->kind == PPC_LS_STORE;
	bool memory = mmio->memory || operand_crosses(ls);
	unsigned int offset, first;
	gpa_t gpa;

	/* Bytes of the operand in the first page. */
	first = SZ_4K - (ls->ea & ~PAGE_4K_MASK);

	for (; mmio->done < ls->count; mmio->done++) {
		offset = mmio->done * ls->size;
		gpa = offset < first ? mmio->gpa[0] + offset :
				       mmio->gpa[1] + offset - first;
		if (access_in_kernel(vcpu, gpa, ls->size, mmio->image + offset,
				     store, memory))
			continue;
		/* After the last store nothing is left to be finished. */
		if (!store || mmio->done + 1 < ls->count)
			ppc->pending_exit = KVMPPC_PENDING_MMIO;
		return access_to_user(vcpu, gpa, ls->size,
				      mmio->image + offset, store);
	}
	return mmio_complete(ppc);
}

/* The instruction is done but for its accesses. */
static void inst_done(struct kvmppc_vcpu *ppc)
{
	const struct ppc_inst_ls *ls = &ppc->mmio.inst;

	if (ls->update)
		ppc->regs->gpr[ls->ra] = ls->ea;
	ppc->regs->nip += ls->length;
}

/* Everything was asked and nothing can fail any more. */
static int mmio_begin(struct kvm_vcpu *vcpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	const struct ppc_inst_ls *ls = &ppc->mmio.inst;

	ppc->mmio.done = 0;
	if (ls->kind == PPC_LS_STORE)
		store_image(ppc);
	inst_done(ppc);
	return mmio_continue(vcpu);
}

/* ppc_inst_ls_decode(), or what is remembered of it. */
static int decode(struct kvmppc_mmio *mmio, u32 word, u32 suffix,
		  struct ppc_inst_ls *ls)
{
	struct kvmppc_mmio_decoded *decoded =
		&mmio->decoded[hash_32(word, KVMPPC_MMIO_DECODED_BITS)];
	int ret;

	if (likely(word && decoded->word == word &&
		   decoded->suffix == suffix)) {
		*ls = decoded->inst;
		return 0;
	}
	decoded->word = 0;
	ret = ppc_inst_ls_decode(word, suffix, mmio_isa, &decoded->inst);
	if (ret)
		return ret;
	decoded->word = word;
	decoded->suffix = suffix;
	*ls = decoded->inst;
	return 0;
}

/* kvmppc_mmio_emulate(), with kvm->srcu held. */
static int mmio_emulate(struct kvm_vcpu *vcpu, u32 word, u32 suffix, u64 ea,
			gpa_t gpa, bool store)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	struct kvmppc_mmio *mmio = &ppc->mmio;
	struct ppc_inst_ls *ls = &mmio->inst;
	struct pt_regs *regs = ppc->regs;
	u64 bad_ea;
	int ret;

	ret = decode(mmio, word, suffix, ls);
	if (ret == -EOPNOTSUPP)
		return mmio_not_decoded(vcpu, word, suffix, ea, gpa);
	if (!ret)
		ret = ppc_inst_ls_resolve(ls, regs->gpr, regs->xer, regs->nip,
					  guest_is_64bit(regs));
	if (ret)
		return deliver_program(vcpu);
	mmio->le = regs->msr & MSR_LE;

	if (ls->kind == PPC_LS_CACHE) {
		regs->nip += ls->length;
		return KVMPPC_RESUME;
	}
	if (ls->no_ci)
		return deliver_storage(vcpu, ea, DSISR_NOT_CACHED, store);
	if (ls->kind == PPC_LS_DCBZ || (ls->be_only && mmio->le))
		return deliver_alignment(vcpu, ls->ea);
	if (ls->kind != (store ? PPC_LS_STORE : PPC_LS_LOAD) ||
	    !facility_enabled(ls, regs->msr))
		return KVMPPC_RESUME;
	if (operand_crosses(ls) && ls->ea & (ls->size - 1))
		return deliver_alignment(vcpu, ls->ea);

	ret = operand_translate(vcpu, mmio, ea, gpa, &bad_ea);
	if (ret == -EPERM)
		return deliver_storage(vcpu, bad_ea, DSISR_FORBIDDEN, store);
	if (ret)
		return deliver_storage(vcpu, bad_ea, DSISR_UNTRANSLATED, store);
	return mmio_begin(vcpu);
}

/**
 * kvmppc_mmio_emulate() - the guest accessed an address without memory
 * @vcpu: the calling thread's; may sleep; takes kvm->srcu
 * @word: instruction, of a prefixed one the prefix
 * @suffix: of a prefixed instruction
 * @ea: address that the hardware could not access (DAR)
 * @gpa: what it has translated it to
 * @store: it was a store
 *
 * Goes by the operand's own address: @ea may be in a later page of it, where
 * the first has memory.
 *
 * What the architecture forbids on storage that is not cached ends in the
 * interrupt that it names (Power ISA 3.1B Book III 7.5.3, 7.5.8). An access
 * that lies across a 4 KiB boundary is refused by an alignment interrupt. An
 * instruction that is not what the hardware saw (another vCPU has rewritten
 * it) or whose facility is now off is executed again by the guest.
 *
 * Return: enum kvmppc_next; KVM_EXIT_MMIO, or KVM_EXIT_INTERNAL_ERROR with both
 * words, nip, @ea and @gpa where the instruction is unknown.
 */
int kvmppc_mmio_emulate(struct kvm_vcpu *vcpu, u32 word, u32 suffix, u64 ea,
			gpa_t gpa, bool store)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	int idx, next;

	if (ppc->mmio.refused) {
		ppc->mmio.refused = false;
		inst_done(ppc);
		return access_to_user(vcpu, ppc->mmio.gpa[0],
				      ppc->mmio.inst.size, ppc->mmio.image,
				      true);
	}
	idx = srcu_read_lock(&vcpu->kvm->srcu);
	next = mmio_emulate(vcpu, word, suffix, ea, gpa, store);
	srcu_read_unlock(&vcpu->kvm->srcu, idx);
	return next;
}
EXPORT_SYMBOL_GPL(kvmppc_mmio_emulate);

/**
 * kvmppc_memory_emulate() - an access that the hardware cannot make as it should
 * @vcpu: the calling thread's; may sleep; takes kvm->srcu
 * @word: instruction, no prefix
 * @ea: address of the operand
 * @gpa: what the guest's translation makes of it
 * @store: it is a store
 *
 * As kvmppc_mmio_emulate(), also where there is memory.
 *
 * Return: as kvmppc_mmio_emulate().
 */
int kvmppc_memory_emulate(struct kvm_vcpu *vcpu, u32 word, u64 ea, gpa_t gpa,
			  bool store)
{
	struct kvmppc_mmio *mmio = &to_kvmppc_vcpu(vcpu)->mmio;
	int next;

	mmio->memory = true;
	next = kvmppc_mmio_emulate(vcpu, word, 0, ea, gpa, store);
	mmio->memory = false;
	return next;
}
EXPORT_SYMBOL_GPL(kvmppc_memory_emulate);

/* One access, of a GPR, all in the page of @ea, that nothing forbids. */
static bool is_plain_store(const struct ppc_inst_ls *ls, u64 ea)
{
	return ls->kind == PPC_LS_STORE && ls->class == PPC_LS_GPR &&
	       ls->count == 1 && !ls->no_ci && !ls->be_only &&
	       (ls->ea & PAGE_4K_MASK) == (ea & PAGE_4K_MASK) &&
	       !operand_crosses(ls);
}

/**
 * kvmppc_mmio_store_quick() - a store that an in-kernel device takes at once
 * @vcpu: the calling thread's; interrupts may be off; takes kvm->srcu
 * @word: instruction, of a prefixed one the prefix
 * @suffix: of a prefixed instruction
 * @ea: address that the hardware could not access (DAR)
 * @gpa: what it has translated it to
 *
 * Return: true where the instruction is done; else nothing of the guest has
 * changed, and kvmppc_mmio_emulate() is to be called, with the same arguments
 * and before the guest's registers change.
 */
bool kvmppc_mmio_store_quick(struct kvm_vcpu *vcpu, u32 word, u32 suffix,
			     u64 ea, gpa_t gpa)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	struct kvmppc_mmio *mmio = &ppc->mmio;
	struct ppc_inst_ls *ls = &mmio->inst;
	struct pt_regs *regs = ppc->regs;
	int idx, ret;

	if (decode(mmio, word, suffix, ls) ||
	    ppc_inst_ls_resolve(ls, regs->gpr, regs->xer, regs->nip,
				guest_is_64bit(regs)) ||
	    !is_plain_store(ls, ea))
		return false;
	mmio->le = regs->msr & MSR_LE;
	store_image(ppc);
	mmio->gpa[0] = (gpa & PAGE_4K_MASK) | (ls->ea & ~PAGE_4K_MASK);

	idx = srcu_read_lock(&vcpu->kvm->srcu);
	ret = kvm_io_bus_write_atomic(vcpu, mmio->gpa[0], ls->size,
				      mmio->image);
	srcu_read_unlock(&vcpu->kvm->srcu, idx);
	mmio->refused = ret == -EOPNOTSUPP;
	if (!ret)
		inst_done(ppc);
	return !ret;
}
EXPORT_SYMBOL_GPL(kvmppc_mmio_store_quick);

/**
 * kvmppc_mmio_finish() - userspace has answered KVM_EXIT_MMIO
 * @vcpu: the calling thread's, with KVMPPC_PENDING_MMIO; may sleep; takes
 *	kvm->srcu
 *
 * Return: enum kvmppc_next; the instruction's next access may be userspace's
 * again.
 */
int kvmppc_mmio_finish(struct kvm_vcpu *vcpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	struct kvmppc_mmio *mmio = &ppc->mmio;
	const struct ppc_inst_ls *ls = &mmio->inst;
	int idx, next;

	ppc->pending_exit = KVMPPC_PENDING_NONE;
	if (ls->kind == PPC_LS_LOAD)
		memcpy(mmio->image + mmio->done * ls->size,
		       vcpu->run->mmio.data, ls->size);
	if (++mmio->done == ls->count)
		return mmio_complete(ppc);

	idx = srcu_read_lock(&vcpu->kvm->srcu);
	next = mmio_continue(vcpu);
	srcu_read_unlock(&vcpu->kvm->srcu, idx);
	return next;
}
