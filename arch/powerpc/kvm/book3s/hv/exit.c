// SPDX-License-Identifier: GPL-2.0
/* What ended a run of the guest, and what becomes of it. */
#include <asm/cputable.h>
#include <asm/reg.h>

#include "hv.h"

#define PAGE_OFFSET_4K		0xfffUL

/* ASDR: bits 4:51 are the guest real address, the others may be anything. */
#define ASDR_GPA		0x0ffffffffffff000UL

static int unknown(struct kvm_vcpu *vcpu, int vector)
{
	vcpu->run->exit_reason = KVM_EXIT_UNKNOWN;
	vcpu->run->hw.hardware_exit_reason = vector;
	return KVMPPC_TO_USER;
}

/* The host took its interrupt when interrupts came on again. */
static int host_interrupt(struct kvm_vcpu *vcpu, int vector)
{
	vcpu->stat[KVMPPC_VCPU_STAT_HOST_INTERRUPTS]++;
	return KVMPPC_RESUME;
}

static int not_entered(struct kvm_vcpu *vcpu, int vector)
{
	return KVMPPC_RESUME;
}

/*
 * The host has its part. The guest hears of it from userspace where that asked
 * to be told, else by its own machine check interrupt.
 */
static int machine_check(struct kvm_vcpu *vcpu, int vector)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);

	if (!to_hv_vm(vcpu->kvm)->fwnmi) {
		kvmppc_hv_deliver(vcpu, BOOK3S_VEC_MACHINE_CHECK,
				  hv->fault.srr1 & KVMPPC_SRR1_REASONS);
		return KVMPPC_RESUME;
	}
	vcpu->run->exit_reason = KVM_EXIT_NMI;
	vcpu->run->flags &= ~KVM_RUN_PPC_NMI_DISP_MASK;
	vcpu->run->flags |= hv->mce_recovered ?
			    KVM_RUN_PPC_NMI_DISP_FULLY_RECOV :
			    KVM_RUN_PPC_NMI_DISP_NOT_RECOV;
	return KVMPPC_TO_USER;
}

static void program(struct kvm_vcpu *vcpu, u64 srr1)
{
	vcpu->stat[KVMPPC_VCPU_STAT_PROGRAMS]++;
	kvmppc_hv_deliver(vcpu, BOOK3S_VEC_PROGRAM, srr1);
}

/*
 * Hypercalls are the guest kernel's. In problem state sc with LEV=1 is a
 * privileged instruction of a guest that has no hypervisor of its own.
 */
static int system_call(struct kvm_vcpu *vcpu, int vector)
{
	struct pt_regs *regs = to_kvmppc_vcpu(vcpu)->regs;

	if (regs->msr & MSR_PR) {
		regs->nip -= 4;
		program(vcpu, SRR1_PROGPRIV);
		return KVMPPC_RESUME;
	}
	vcpu->stat[KVMPPC_VCPU_STAT_HCALLS]++;
	return kvmppc_papr_hcall(vcpu);
}

/* Takes kvm->srcu where the guest has not just used what is read. */
static int read_guest(struct kvm *kvm, gpa_t gpa, void *data, unsigned int len)
{
	int idx, r;

	if (likely(kvmppc_radix_peek(kvm, gpa, data, len)))
		return 0;
	idx = srcu_read_lock(&kvm->srcu);
	r = kvm_gpa_read(kvm, gpa, data, len);
	srcu_read_unlock(&kvm->srcu, idx);
	return r;
}

static int read_doubleword(void *kvm, gpa_t gpa, __be64 *val)
{
	return read_guest(kvm, gpa, val, sizeof(*val));
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
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	struct kvmppc_radix_walk walk = {
		.read = read_doubleword,
		.opaque = vcpu->kvm,
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

static int fetch_word(struct kvm_vcpu *vcpu, u64 ea, u32 *word)
{
	struct kvmppc_translation xlate;
	u32 raw;
	int r;

	r = kvmppc_hv_xlate(vcpu, ea, KVMPPC_FETCH, &xlate);
	if (!r)
		r = read_guest(vcpu->kvm, xlate.gpa, &raw, sizeof(raw));
	if (r)
		return r;
	if (to_kvmppc_vcpu(vcpu)->regs->msr & MSR_LE)
		*word = le32_to_cpu((__force __le32)raw);
	else
		*word = be32_to_cpu((__force __be32)raw);
	return 0;
}

/**
 * kvmppc_hv_fetch() - read the instruction at the guest's nip
 * @vcpu: the vCPU, out of the guest
 * @word: the instruction, or its prefix
 * @suffix: the second word where there is a prefix, else 0
 *
 * The guest's tables may have changed since it fetched the instruction.
 * Context: sleeps; takes mmu_lock, kvm->srcu.
 *
 * Return: 0, or -errno where it cannot be read now.
 */
int kvmppc_hv_fetch(struct kvm_vcpu *vcpu, u32 *word, u32 *suffix)
{
	u64 nip = to_kvmppc_vcpu(vcpu)->regs->nip;
	int r;

	r = fetch_word(vcpu, nip, word);
	*suffix = 0;
	if (!r && cpu_has_feature(CPU_FTR_ARCH_31) && ppc_inst_is_prefix(*word))
		r = fetch_word(vcpu, nip + 4, suffix);
	return r;
}

/*
 * No memory there, or none that may be written: a device's address. The tables
 * of a guest are no devices, though.
 */
static int device_access(struct kvm_vcpu *vcpu, gpa_t gpa)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);
	bool store = hv->fault.dsisr & DSISR_ISSTORE;
	u32 word, suffix;

	if (hv->fault.dsisr & DSISR_PRTABLE_FAULT) {
		kvmppc_hv_deliver_data_storage(vcpu, hv->fault.dar,
					       DSISR_NOHPTE |
					       (store ? DSISR_ISSTORE : 0));
		return KVMPPC_RESUME;
	}
	/* Where its page went meanwhile, the guest faults for it again. */
	if (kvmppc_hv_fetch(vcpu, &word, &suffix))
		return KVMPPC_RESUME;
	return kvmppc_mmio_emulate(vcpu, word, suffix, hv->fault.dar, gpa,
				   store);
}

static int data_storage(struct kvm_vcpu *vcpu, int vector)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);
	gpa_t gpa = hv->asdr & ASDR_GPA;
	int r;

	vcpu->stat[KVMPPC_VCPU_STAT_STORAGE_FAULTS]++;
	if (hv->fault.dsisr & DSISR_BADACCESS) {
		kvmppc_hv_deliver_data_storage(vcpu, hv->fault.dar,
					       hv->fault.dsisr);
		return KVMPPC_RESUME;
	}
	if (!(hv->fault.dsisr & DSISR_PRTABLE_FAULT))
		gpa |= hv->fault.dar & PAGE_OFFSET_4K;

	r = kvmppc_radix_fault(vcpu, gpa, hv->fault.dsisr & DSISR_ISSTORE);
	switch (r) {
	case 0:
	case -EINTR:
	case -EAGAIN:
		return KVMPPC_RESUME;
	case -ENOENT:
	case -EROFS:
		return device_access(vcpu, gpa);
	default:
		return r;
	}
}

/*
 * Code cannot be run where there is no memory. A fetch writes as well, where the
 * hardware has to set the reference bit in the guest's table.
 */
static int inst_storage(struct kvm_vcpu *vcpu, int vector)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);
	gpa_t gpa = hv->asdr & ASDR_GPA;
	int r;

	vcpu->stat[KVMPPC_VCPU_STAT_STORAGE_FAULTS]++;
	r = kvmppc_radix_fault(vcpu, gpa, hv->fault.srr1 & HSRR1_HISI_WRITE);
	switch (r) {
	case 0:
	case -EINTR:
	case -EAGAIN:
		return KVMPPC_RESUME;
	case -ENOENT:
	case -EROFS:
		kvmppc_hv_deliver(vcpu, BOOK3S_VEC_INST_STORAGE,
				  DSISR_NOHPTE);
		return KVMPPC_RESUME;
	default:
		return r;
	}
}

static int debug_exit(struct kvm_vcpu *vcpu)
{
	struct kvm_debug_exit_arch *debug = &vcpu->run->debug.arch;

	vcpu->run->exit_reason = KVM_EXIT_DEBUG;
	debug->address = to_kvmppc_vcpu(vcpu)->regs->nip;
	debug->status = KVMPPC_DEBUG_BREAKPOINT;
	return KVMPPC_TO_USER;
}

static bool at_breakpoint(struct kvm_vcpu *vcpu)
{
	u32 word, suffix;

	return (to_kvmppc_vcpu(vcpu)->guest_debug & KVM_GUESTDBG_USE_SW_BP) &&
	       !kvmppc_hv_fetch(vcpu, &word, &suffix) &&
	       word == BOOK3S_BREAKPOINT;
}

static int emulation_assistance(struct kvm_vcpu *vcpu, int vector)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);

	if (at_breakpoint(vcpu))
		return debug_exit(vcpu);
	program(vcpu, SRR1_PROGILL | (hv->fault.srr1 & SRR1_PREFIXED));
	return KVMPPC_RESUME;
}

/* A facility on its first use, or one that the guest does not have. */
static int facility(struct kvm_vcpu *vcpu, int vector)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);

	vcpu->stat[KVMPPC_VCPU_STAT_FACILITIES]++;
	switch (hv->facility) {
	case FSCR_PM_LG:
	case FSCR_BHRB_LG:
		hv->spr.hfscr |= HFSCR_PM | HFSCR_BHRB;
		return KVMPPC_RESUME;
	case FSCR_MSGP_LG:
		return kvmppc_hv_emulate_msgp(vcpu);
	default:
		program(vcpu, SRR1_PROGILL |
			      (hv->fault.srr1 & SRR1_PREFIXED));
		return KVMPPC_RESUME;
	}
}

/* Vectors are multiples of 0x20; those that are not here are unknown. */
#define EXIT_INDEX(vector)	((vector) >> 5)
#define NR_EXITS		EXIT_INDEX(0x1000)

static int (*const exits[NR_EXITS])(struct kvm_vcpu *vcpu, int vector) = {
	[0] = not_entered,
	[EXIT_INDEX(BOOK3S_VEC_SYSTEM_RESET)] = host_interrupt,
	[EXIT_INDEX(BOOK3S_VEC_MACHINE_CHECK)] = machine_check,
	[EXIT_INDEX(BOOK3S_VEC_EXTERNAL)] = host_interrupt,
	[EXIT_INDEX(BOOK3S_VEC_HDECREMENTER)] = host_interrupt,
	[EXIT_INDEX(BOOK3S_VEC_SYSTEM_CALL)] = system_call,
	[EXIT_INDEX(BOOK3S_VEC_H_DATA_STORAGE)] = data_storage,
	[EXIT_INDEX(BOOK3S_VEC_H_INST_STORAGE)] = inst_storage,
	[EXIT_INDEX(BOOK3S_VEC_H_EMULATION)] = emulation_assistance,
	[EXIT_INDEX(BOOK3S_VEC_H_MAINTENANCE)] = host_interrupt,
	[EXIT_INDEX(BOOK3S_VEC_H_DOORBELL)] = host_interrupt,
	[EXIT_INDEX(BOOK3S_VEC_H_VIRTUALIZATION)] = host_interrupt,
	[EXIT_INDEX(BOOK3S_VEC_H_FACILITY)] = facility,
};

/**
 * kvmppc_hv_exit() - answer an exit
 * @vcpu: the vCPU, out of the guest
 * @vector: of the interrupt that ended its run, 0 where it was not entered
 *
 * Context: vCPU's thread, interrupts on, sleeps.
 *
 * Return: enum kvmppc_next or -errno.
 */
int kvmppc_hv_exit(struct kvm_vcpu *vcpu, int vector)
{
	unsigned int i = EXIT_INDEX(vector);

	if (i < NR_EXITS && exits[i])
		return exits[i](vcpu, vector);
	return unknown(vcpu, vector);
}
