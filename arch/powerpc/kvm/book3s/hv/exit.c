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

/*
 * Answer a storage interrupt by mapping the page. enum kvmppc_next or -errno;
 * -ENOENT where there is no memory for such an access.
 */
static int map_page(struct kvm_vcpu *vcpu, gpa_t gpa, enum kvmppc_access access)
{
	int r;

	vcpu->stat[KVMPPC_VCPU_STAT_STORAGE_FAULTS]++;
	r = kvmppc_radix_fault(vcpu, gpa, access);
	switch (r) {
	case 0:
	case -EINTR:
	case -EAGAIN:
		return KVMPPC_RESUME;
	case -EROFS:
	case -EACCES:
		return -ENOENT;
	default:
		return r;
	}
}

/**
 * kvmppc_hv_second_stage() - is it the VM's tree that lacks a translation?
 * @hv: the vCPU, whose last exit was a hypervisor storage interrupt
 * @vector: of it
 *
 * Return: false where the access itself is what the guest may not do.
 */
bool kvmppc_hv_second_stage(const struct kvmppc_hv_vcpu *hv, int vector)
{
	return vector != BOOK3S_VEC_H_DATA_STORAGE ||
	       !(hv->fault.dsisr & DSISR_BADACCESS);
}

/*
 * An instruction's page, or a table of the guest's on the way to it, which
 * hardware also writes where it has to set the reference bit.
 */
static enum kvmppc_access inst_access(u64 srr1)
{
	if (srr1 & HSRR1_HISI_WRITE)
		return KVMPPC_STORE;
	return srr1 & DSISR_PRTABLE_FAULT ? KVMPPC_LOAD : KVMPPC_FETCH;
}

/**
 * kvmppc_hv_fault_access() - what the tree has no translation for
 * @hv: the vCPU, whose last exit was a hypervisor storage interrupt
 * @vector: of it
 * @gpa: takes the address
 *
 * Return: the access.
 */
enum kvmppc_access kvmppc_hv_fault_access(const struct kvmppc_hv_vcpu *hv,
					  int vector, gpa_t *gpa)
{
	u32 dsisr = hv->fault.dsisr;

	*gpa = hv->asdr & ASDR_GPA;
	if (vector == BOOK3S_VEC_H_INST_STORAGE)
		return inst_access(hv->fault.srr1);
	if (!(dsisr & DSISR_PRTABLE_FAULT))
		*gpa |= hv->fault.dar & PAGE_OFFSET_4K;
	return dsisr & DSISR_ISSTORE ? KVMPPC_STORE : KVMPPC_LOAD;
}

static int device_inst(struct kvm_vcpu *vcpu, const struct kvmppc_hv_inst *inst,
		       gpa_t gpa)
{
	const struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);

	return kvmppc_mmio_emulate(vcpu, inst->word, inst->suffix,
				   hv->fault.dar, gpa,
				   hv->fault.dsisr & DSISR_ISSTORE);
}

/* A device's address. The tables of a guest are no devices, though. */
static int device_access(struct kvm_vcpu *vcpu, gpa_t gpa)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);
	bool store = hv->fault.dsisr & DSISR_ISSTORE;
	struct kvmppc_hv_inst inst;

	if (hv->fault.dsisr & DSISR_PRTABLE_FAULT) {
		kvmppc_hv_deliver_data_storage(vcpu, hv->fault.dar,
					       DSISR_NOHPTE |
					       (store ? DSISR_ISSTORE : 0));
		return KVMPPC_RESUME;
	}
	/* Where its page went meanwhile, the guest faults for it again. */
	if (kvmppc_hv_fetch(vcpu, &inst))
		return KVMPPC_RESUME;
	return device_inst(vcpu, &inst, gpa);
}

static int data_storage(struct kvm_vcpu *vcpu, int vector)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);
	enum kvmppc_access access;
	gpa_t gpa;
	int next;

	if (!kvmppc_hv_second_stage(hv, vector)) {
		vcpu->stat[KVMPPC_VCPU_STAT_STORAGE_FAULTS]++;
		kvmppc_hv_deliver_data_storage(vcpu, hv->fault.dar,
					       hv->fault.dsisr);
		return KVMPPC_RESUME;
	}
	access = kvmppc_hv_fault_access(hv, vector, &gpa);
	if (hv->fetched.valid) {
		hv->fetched.valid = false;
		vcpu->stat[KVMPPC_VCPU_STAT_STORAGE_FAULTS]++;
		return device_inst(vcpu, &hv->fetched, gpa);
	}
	next = map_page(vcpu, gpa, access);
	return next == -ENOENT ? device_access(vcpu, gpa) : next;
}

/* What is no memory is guarded storage: no instruction comes from there. */
static int inst_storage(struct kvm_vcpu *vcpu, int vector)
{
	enum kvmppc_access access;
	gpa_t gpa;
	int next;

	access = kvmppc_hv_fault_access(to_hv_vcpu(vcpu), vector, &gpa);
	next = map_page(vcpu, gpa, access);
	if (next != -ENOENT)
		return next;
	kvmppc_hv_deliver(vcpu, BOOK3S_VEC_INST_STORAGE,
			  access == KVMPPC_FETCH ? SRR1_ISI_N_G_OR_CIP :
						   SRR1_ISI_NOPT);
	return KVMPPC_RESUME;
}

static bool at_breakpoint(struct kvm_vcpu *vcpu)
{
	struct kvmppc_hv_inst inst;

	return kvmppc_debugs(vcpu, KVM_GUESTDBG_USE_SW_BP) &&
	       !kvmppc_hv_fetch(vcpu, &inst) &&
	       inst.word == BOOK3S_BREAKPOINT;
}

static int emulation_assistance(struct kvm_vcpu *vcpu, int vector)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);

	if (at_breakpoint(vcpu))
		return kvmppc_debug_exit(vcpu);
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
