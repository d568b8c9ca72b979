// SPDX-License-Identifier: GPL-2.0
/*
 * What ended a run of the guest, and what becomes of it. A vector has a fast
 * handler, which with interrupts off either answers so that the guest goes on
 * or changes nothing, or a slow one that may sleep, or both.
 */
#include <asm/cputable.h>
#include <asm/reg.h>

#include <kvm/hypercall.h>
#include <kvm/ppc_step.h>

#include "pr.h"

/* A fast handler's answer: the slow one is to look at it. */
#define TO_SLOW		KVMPPC_PR_SLEEPS

/* Machine check of a load or store, for memory that cannot be corrected. */
#define SRR1_MC_LOADSTORE	0x200000UL
#define MCE_UNCORRECTED		0x8000UL

#define SYSCALL_LEV(inst)	((inst) >> 5 & 0x7f)

/* SRR1 of an instruction storage interrupt: guarded or no-execute storage. */
#define SRR1_NO_EXECUTE		0x10000000UL

/* SRR1 bits of a program interrupt (Power ISA 3.1B Book III 7.5.9). */
#define SRR1_PROGRAM	(SRR1_PROGFPE | SRR1_PROGILL | SRR1_PROGPRIV | \
			 SRR1_PROGTRAP | SRR1_PROGADDR)

static int unknown(struct kvm_vcpu *vcpu, int vector)
{
	vcpu->run->exit_reason = KVM_EXIT_UNKNOWN;
	vcpu->run->hw.hardware_exit_reason = vector;
	return KVMPPC_TO_USER;
}

static int not_entered(struct kvm_vcpu *vcpu, int vector)
{
	return KVMPPC_RESUME;
}

/* The host took it before the exit came here. */
static int host_interrupt(struct kvm_vcpu *vcpu, int vector)
{
	vcpu->stat[KVMPPC_VCPU_STAT_HOST_INTERRUPTS]++;
	return KVMPPC_RESUME;
}

static int deliver(struct kvm_vcpu *vcpu, u32 vector, u64 srr1)
{
	kvmppc_pr_deliver(vcpu, vector, srr1);
	return KVMPPC_RESUME;
}

static int program(struct kvm_vcpu *vcpu, u64 srr1)
{
	vcpu->stat[KVMPPC_VCPU_STAT_PROGRAMS]++;
	return deliver(vcpu, BOOK3S_VEC_PROGRAM, srr1);
}

static int deliver_data_segment(struct kvm_vcpu *vcpu, u64 dar)
{
	to_kvmppc_vcpu(vcpu)->sup.dar = dar;
	return deliver(vcpu, BOOK3S_VEC_DATA_SEGMENT, 0);
}

/**
 * kvmppc_pr_deliver_fault() - the guest's own translation forbids an access
 * @vcpu: the vCPU, out of the guest
 * @fault: why
 * @ea: address of the access
 * @access: what it does
 *
 * Any context.
 *
 * Return: KVMPPC_RESUME.
 */
int kvmppc_pr_deliver_fault(struct kvm_vcpu *vcpu,
			    enum kvmppc_xlate_fault fault, u64 ea,
			    enum kvmppc_access access)
{
	if (fault == KVMPPC_XLATE_NO_SEGMENT) {
		if (access != KVMPPC_FETCH)
			return deliver_data_segment(vcpu, ea);
		return deliver(vcpu, BOOK3S_VEC_INST_SEGMENT, 0);
	}
	if (access == KVMPPC_FETCH)
		return deliver(vcpu, BOOK3S_VEC_INST_STORAGE,
			       kvmppc_xlate_srr1(fault));
	kvmppc_pr_deliver_data_storage(vcpu, ea,
				       kvmppc_xlate_dsisr(fault, access));
	return KVMPPC_RESUME;
}

/* The instruction that the exit is about, in the guest's byte order. */
static bool exit_inst(struct kvm_vcpu *vcpu, u32 *inst)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	bool guest_le = pr->regs.msr & MSR_LE;

	if (pr->exit.inst == KVMPPC_HOST_NO_INST)
		return false;
	*inst = pr->exit.inst;
	if (guest_le != IS_ENABLED(CONFIG_CPU_LITTLE_ENDIAN))
		*inst = swab32(*inst);
	return true;
}

/**
 * kvmppc_pr_fetch() - read an instruction as the guest would
 * @vcpu: the vCPU, out of the guest
 * @ea: its effective address
 * @word: the instruction
 *
 * Context: sleeps; takes kvm->srcu.
 *
 * Return: 0, or -errno where it cannot be read now.
 */
int kvmppc_pr_fetch(struct kvm_vcpu *vcpu, u64 ea, u32 *word)
{
	struct kvmppc_translation xlate;
	int idx, r;
	u32 raw;

	idx = srcu_read_lock(&vcpu->kvm->srcu);
	r = kvmppc_pr_xlate(vcpu, ea, KVMPPC_FETCH, &xlate);
	if (!r)
		r = kvm_gpa_read(vcpu->kvm, xlate.gpa, &raw, sizeof(raw));
	srcu_read_unlock(&vcpu->kvm->srcu, idx);
	if (r)
		return r;
	if (to_pr_vcpu(vcpu)->regs.msr & MSR_LE)
		*word = le32_to_cpu((__force __le32)raw);
	else
		*word = be32_to_cpu((__force __be32)raw);
	return 0;
}

static int segment_fault(struct kvm_vcpu *vcpu, u64 ea,
			 enum kvmppc_access access)
{
	int r = kvmppc_pr_segment_fault(vcpu, ea, access);

	if (r > 0)
		return kvmppc_pr_deliver_fault(vcpu, r, ea, access);
	return r < 0 ? r : KVMPPC_RESUME;
}

static int data_segment(struct kvm_vcpu *vcpu, int vector)
{
	return segment_fault(vcpu, to_pr_vcpu(vcpu)->exit.dar, KVMPPC_LOAD);
}

static int inst_segment(struct kvm_vcpu *vcpu, int vector)
{
	return segment_fault(vcpu, to_pr_vcpu(vcpu)->regs.nip, KVMPPC_FETCH);
}

/*
 * The host has lost the memory. The guest hears of it from userspace where that
 * asked to be told, else by a machine check interrupt.
 */
static int memory_failed(struct kvm_vcpu *vcpu, u64 ea,
			 enum kvmppc_access access)
{
	struct kvmppc_sup *sup = &to_kvmppc_vcpu(vcpu)->sup;
	bool fetch = access == KVMPPC_FETCH;

	if (!fetch) {
		sup->dar = ea;
		sup->dsisr = MCE_UNCORRECTED;
	}
	if (!READ_ONCE(to_pr_vm(vcpu->kvm)->fwnmi))
		return deliver(vcpu, BOOK3S_VEC_MACHINE_CHECK,
			       fetch ? 0 : SRR1_MC_LOADSTORE);
	vcpu->run->exit_reason = KVM_EXIT_NMI;
	vcpu->run->flags &= ~KVM_RUN_PPC_NMI_DISP_MASK;
	vcpu->run->flags |= KVM_RUN_PPC_NMI_DISP_NOT_RECOV;
	return KVMPPC_TO_USER;
}

/**
 * kvmppc_pr_storage_error() - an access that the shadow could not be given
 * @vcpu: the vCPU, out of the guest
 * @r: why, as kvmppc_pr_shadow_fault() says
 * @ea: address of the access
 * @access: what it does
 *
 * Return: enum kvmppc_next or -errno.
 */
int kvmppc_pr_storage_error(struct kvm_vcpu *vcpu, int r, u64 ea,
			    enum kvmppc_access access)
{
	switch (r) {
	case 0:
	case -EINTR:
	case -EAGAIN:
		return KVMPPC_RESUME;
	case -EHWPOISON:
		return memory_failed(vcpu, ea, access);
	default:
		return r < 0 ? r : kvmppc_pr_deliver_fault(vcpu, r, ea, access);
	}
}

/**
 * kvmppc_pr_access() - kvmppc_mmio_emulate(), and the trace interrupt after it
 * @vcpu: the calling thread's
 * @inst: the instruction
 * @ea: address of the access
 * @gpa: what that means
 * @store: it is a store
 * @memory: there may be memory, as for kvmppc_memory_emulate()
 *
 * Of an access that userspace has yet to answer the guest's registers are
 * already those after it.
 *
 * Return: as kvmppc_mmio_emulate().
 */
int kvmppc_pr_access(struct kvm_vcpu *vcpu, u32 inst, u64 ea, gpa_t gpa,
		     bool store, bool memory)
{
	const struct pt_regs *regs = &to_pr_vcpu(vcpu)->regs;
	u64 nip = regs->nip, msr = regs->msr;
	int r;

	r = memory ? kvmppc_memory_emulate(vcpu, inst, ea, gpa, store) :
		     kvmppc_mmio_emulate(vcpu, inst, 0, ea, gpa, store);
	/* Not where it is to be repeated, or ended in another interrupt. */
	if (regs->nip == nip + 4 && regs->msr == msr)
		kvmppc_pr_completed(vcpu, msr);
	return r;
}

/* No memory there, or none that may be written: a device's address. */
static int device_access(struct kvm_vcpu *vcpu, u64 ea, gpa_t gpa, bool store)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	u64 nip = pr->regs.nip;
	u32 inst;
	int r;

	/* Where its page went meanwhile, the guest faults for it again. */
	if (!exit_inst(vcpu, &inst) && kvmppc_pr_fetch(vcpu, nip, &inst))
		return KVMPPC_RESUME;
	r = kvmppc_pr_access(vcpu, inst, ea, gpa, store, false);
	pr->device.answered = store && r == KVMPPC_RESUME;
	return r;
}

/* Is it where the guest last accessed a device? */
static bool is_known_device(struct kvm_vcpu *vcpu, u64 ea, bool store,
			    gpa_t *gpa)
{
	bool known;
	int idx;

	if (!(to_pr_vcpu(vcpu)->regs.msr & MSR_SF))
		ea = (u32)ea;
	idx = srcu_read_lock(&vcpu->kvm->srcu);
	known = kvmppc_pr_device_find(vcpu, ea, store, gpa);
	srcu_read_unlock(&vcpu->kvm->srcu, idx);
	return known;
}

/* Most are for the slow handler, but for a store to a device in the kernel. */
static int data_storage_fast(struct kvm_vcpu *vcpu, int vector)
{
	const struct kvmppc_host_pr_exit *exit = &to_pr_vcpu(vcpu)->exit;
	u64 msr = to_pr_vcpu(vcpu)->regs.msr;
	u32 inst;

	if (!(exit->dsisr & DSISR_ISSTORE) ||
	    !(exit->dsisr & (DSISR_NOHPTE | DSISR_PROTFAULT)) ||
	    !exit_inst(vcpu, &inst) ||
	    !kvmppc_pr_device_store(vcpu, inst, exit->dar))
		return TO_SLOW;
	vcpu->stat[KVMPPC_VCPU_STAT_STORAGE_FAULTS]++;
	kvmppc_pr_completed(vcpu, msr);
	return KVMPPC_RESUME;
}

static int data_storage(struct kvm_vcpu *vcpu, int vector)
{
	const struct kvmppc_host_pr_exit *exit = &to_pr_vcpu(vcpu)->exit;
	bool store = exit->dsisr & DSISR_ISSTORE;
	enum kvmppc_access access = store ? KVMPPC_STORE : KVMPPC_LOAD;
	struct kvmppc_xlate xlate;
	u64 ea = exit->dar;
	gpa_t gpa;
	int r;

	vcpu->stat[KVMPPC_VCPU_STAT_STORAGE_FAULTS]++;
	/* Reservations on uncached storage, watchpoints: as the guest had it. */
	if (!(exit->dsisr & (DSISR_NOHPTE | DSISR_PROTFAULT))) {
		kvmppc_pr_deliver_data_storage(vcpu, ea, exit->dsisr);
		return KVMPPC_RESUME;
	}
	r = kvmppc_pr_debug_access(vcpu, ea, access);
	if (unlikely(r != KVMPPC_PR_NOT_WATCHED))
		return r;
	if (is_known_device(vcpu, ea, store, &gpa))
		return device_access(vcpu, ea, gpa, store);
	r = kvmppc_pr_shadow_fault(vcpu, ea, access, &xlate);
	if (r == -ENOENT || r == -EROFS)
		return device_access(vcpu, ea, xlate.page.gpa, store);
	return kvmppc_pr_storage_error(vcpu, r, ea, access);
}

static int inst_storage(struct kvm_vcpu *vcpu, int vector)
{
	u64 ea = to_pr_vcpu(vcpu)->regs.nip;
	struct kvmppc_xlate xlate;
	int r;

	vcpu->stat[KVMPPC_VCPU_STAT_STORAGE_FAULTS]++;
	r = kvmppc_pr_debug_access(vcpu, ea, KVMPPC_FETCH);
	if (unlikely(r != KVMPPC_PR_NOT_WATCHED))
		return r;
	r = kvmppc_pr_shadow_fault(vcpu, ea, KVMPPC_FETCH, &xlate);
	if (r == -ENOENT)
		return deliver(vcpu, BOOK3S_VEC_INST_STORAGE, SRR1_NO_EXECUTE);
	if (r == -EXDEV)
		return kvmppc_pr_debug_apart(vcpu);
	return kvmppc_pr_storage_error(vcpu, r, ea, KVMPPC_FETCH);
}

static int alignment(struct kvm_vcpu *vcpu, int vector)
{
	const struct kvmppc_host_pr_exit *exit = &to_pr_vcpu(vcpu)->exit;
	struct kvmppc_sup *sup = &to_kvmppc_vcpu(vcpu)->sup;

	sup->dar = exit->dar;
	sup->dsisr = exit->dsisr;
	return deliver(vcpu, vector, 0);
}

/* Vectors that mean for the guest what they mean for the hardware. */
static int reflect(struct kvm_vcpu *vcpu, int vector)
{
	return deliver(vcpu, vector, 0);
}

/*
 * An instruction that no processor refuses is not the one that was: another CPU
 * has written it over that since. The guest executes it in its place.
 */
static int illegal(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	if (inst == BOOK3S_BREAKPOINT &&
	    kvmppc_debugs(vcpu, KVM_GUESTDBG_USE_SW_BP))
		return may_sleep ? kvmppc_debug_exit(vcpu) : TO_SLOW;
	if (ppc_step_is_simple(inst))
		return KVMPPC_RESUME;
	return program(vcpu, SRR1_PROGILL);
}

static int emulate(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep)
{
	int r = kvmppc_pr_emulate(vcpu, inst, may_sleep);

	switch (r) {
	case KVMPPC_PR_ILLEGAL:
		return illegal(vcpu, inst, may_sleep);
	case KVMPPC_PR_PRIVILEGED:
		return program(vcpu, SRR1_PROGPRIV);
	case KVMPPC_RESUME:
		to_pr_vcpu(vcpu)->follow = true;
		return r;
	default:
		return r;
	}
}

/*
 * The guest's kernel runs in problem state too: what is privileged, or a
 * hypervisor's, is emulated. Traps and floating-point exceptions are its own,
 * and whatever its userspace may not.
 */
static int program_exit(struct kvm_vcpu *vcpu, int vector, bool may_sleep)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	u64 why = vector == BOOK3S_VEC_H_EMULATION ? SRR1_PROGILL :
		  pr->exit.srr1 & SRR1_PROGRAM;
	u32 inst;

	if (!(why & (SRR1_PROGILL | SRR1_PROGPRIV)))
		return program(vcpu, why);
	if (!exit_inst(vcpu, &inst)) {
		if (!may_sleep)
			return TO_SLOW;
		/* Where its page went, the guest faults for it again. */
		if (kvmppc_pr_fetch(vcpu, pr->regs.nip, &inst))
			return KVMPPC_RESUME;
	}
	return emulate(vcpu, inst, may_sleep);
}

static int program_fast(struct kvm_vcpu *vcpu, int vector)
{
	return program_exit(vcpu, vector, false);
}

static int program_slow(struct kvm_vcpu *vcpu, int vector)
{
	return program_exit(vcpu, vector, true);
}

static bool is_hypercall(struct kvm_vcpu *vcpu)
{
	u32 inst;

	return exit_inst(vcpu, &inst) && SYSCALL_LEV(inst) == 1;
}

static int system_call_fast(struct kvm_vcpu *vcpu, int vector)
{
	if (is_hypercall(vcpu) || kvmppc_hypercall_wanted(vcpu))
		return TO_SLOW;
	return deliver(vcpu, BOOK3S_VEC_SYSTEM_CALL, 0);
}

/* A guest without a hypervisor has no LEV: problem state may not use it. */
static int system_call(struct kvm_vcpu *vcpu, int vector)
{
	struct pt_regs *regs = &to_pr_vcpu(vcpu)->regs;

	vcpu->stat[KVMPPC_VCPU_STAT_HCALLS]++;
	if (!is_hypercall(vcpu))
		return kvmppc_hypercall(vcpu);
	if (regs->msr & MSR_PR) {
		regs->nip -= 4;
		return program(vcpu, SRR1_PROGPRIV);
	}
	return kvmppc_papr_hcall(vcpu);
}

/* FSCR says what is unavailable, in the hardware's and so in the guest's. */
static int facility(struct kvm_vcpu *vcpu, int vector)
{
	u64 cause = to_pr_vcpu(vcpu)->exit.fscr & FSCR_INTR_CAUSE;
	u64 fscr = (current->thread.fscr & ~FSCR_INTR_CAUSE) | cause;

	vcpu->stat[KVMPPC_VCPU_STAT_FACILITIES]++;
	if (!(to_pr_vcpu(vcpu)->core->isa & PPC_ISA_207))
		return program(vcpu, SRR1_PROGILL);
	preempt_disable();
	current->thread.fscr = fscr;
	mtspr(SPRN_FSCR, fscr);
	preempt_enable();
	return deliver(vcpu, BOOK3S_VEC_FACILITY, 0);
}

typedef int exit_handler(struct kvm_vcpu *vcpu, int vector);

/* Vectors are multiples of 0x20; those that are not here are unknown. */
#define EXIT_INDEX(vector)	((vector) >> 5)
#define NR_EXITS		EXIT_INDEX(0x1000)

static const struct {
	exit_handler *fast;
	exit_handler *slow;
} exits[NR_EXITS] = {
	[0] = { .slow = not_entered },
	[EXIT_INDEX(BOOK3S_VEC_MACHINE_CHECK)] = { .slow = reflect },
	[EXIT_INDEX(BOOK3S_VEC_DATA_STORAGE)] = { data_storage_fast,
						  data_storage },
	[EXIT_INDEX(BOOK3S_VEC_DATA_SEGMENT)] = { data_segment, data_segment },
	[EXIT_INDEX(BOOK3S_VEC_INST_STORAGE)] = { .slow = inst_storage },
	[EXIT_INDEX(BOOK3S_VEC_INST_SEGMENT)] = { inst_segment, inst_segment },
	[EXIT_INDEX(BOOK3S_VEC_EXTERNAL)] = { .slow = host_interrupt },
	[EXIT_INDEX(BOOK3S_VEC_ALIGNMENT)] = { .fast = alignment },
	[EXIT_INDEX(BOOK3S_VEC_PROGRAM)] = { program_fast, program_slow },
	[EXIT_INDEX(BOOK3S_VEC_FP_UNAVAILABLE)] = { .fast = reflect },
	[EXIT_INDEX(BOOK3S_VEC_DECREMENTER)] = { .slow = host_interrupt },
	[EXIT_INDEX(BOOK3S_VEC_HDECREMENTER)] = { .slow = host_interrupt },
	[EXIT_INDEX(BOOK3S_VEC_DOORBELL)] = { .slow = host_interrupt },
	[EXIT_INDEX(BOOK3S_VEC_SYSTEM_CALL)] = { system_call_fast, system_call },
	[EXIT_INDEX(BOOK3S_VEC_TRACE)] = { .fast = reflect },
	[EXIT_INDEX(BOOK3S_VEC_H_EMULATION)] = { program_fast, program_slow },
	[EXIT_INDEX(BOOK3S_VEC_H_MAINTENANCE)] = { .slow = host_interrupt },
	[EXIT_INDEX(BOOK3S_VEC_H_DOORBELL)] = { .slow = host_interrupt },
	[EXIT_INDEX(BOOK3S_VEC_H_VIRTUALIZATION)] = { .slow = host_interrupt },
	[EXIT_INDEX(BOOK3S_VEC_PERFORMANCE)] = { .slow = host_interrupt },
	[EXIT_INDEX(BOOK3S_VEC_VMX_UNAVAILABLE)] = { .fast = reflect },
	[EXIT_INDEX(BOOK3S_VEC_VSX_UNAVAILABLE)] = { .fast = reflect },
	[EXIT_INDEX(BOOK3S_VEC_FACILITY)] = { .fast = facility },
};

/**
 * kvmppc_pr_exit_fast() - answer an exit at once
 * @vcpu: the vCPU, out of the guest
 * @vector: what ended its run
 *
 * Context: vCPU's thread, interrupts off.
 *
 * Return: KVMPPC_RESUME where nothing is left to do, another value where
 * kvmppc_pr_exit() is to answer.
 */
int kvmppc_pr_exit_fast(struct kvm_vcpu *vcpu, int vector)
{
	unsigned int i = EXIT_INDEX(vector);

	if (i < NR_EXITS && exits[i].fast)
		return exits[i].fast(vcpu, vector);
	return TO_SLOW;
}

static int exit_slow(struct kvm_vcpu *vcpu, int vector)
{
	unsigned int i = EXIT_INDEX(vector);

	if (i < NR_EXITS && exits[i].slow)
		return exits[i].slow(vcpu, vector);
	return unknown(vcpu, vector);
}

/*
 * The guest makes a single step. The hardware traces what it executes; what is
 * emulated, or goes on at a vector, is a step as well.
 */
static int exit_stepping(struct kvm_vcpu *vcpu, int vector)
{
	const struct pt_regs *regs = &to_pr_vcpu(vcpu)->regs;
	u64 nip = regs->nip;
	int r;

	if (vector == BOOK3S_VEC_TRACE)
		return kvmppc_pr_debug_stepped(vcpu, true);
	local_irq_disable();
	r = kvmppc_pr_exit_fast(vcpu, vector);
	local_irq_enable();
	if (r != KVMPPC_RESUME)
		r = exit_slow(vcpu, vector);
	if (r == KVMPPC_RESUME && regs->nip != nip)
		return kvmppc_pr_debug_stepped(vcpu, false);
	return r;
}

/**
 * kvmppc_pr_exit() - answer an exit that kvmppc_pr_exit_fast() did not
 * @vcpu: the vCPU, out of the guest
 * @vector: of the interrupt that ended its run, 0 where it was not entered
 *
 * Context: vCPU's thread, interrupts on, sleeps.
 *
 * Return: enum kvmppc_next or -errno.
 */
int kvmppc_pr_exit(struct kvm_vcpu *vcpu, int vector)
{
	if (unlikely(to_pr_vcpu(vcpu)->debug.stepping ||
		     kvmppc_debugs(vcpu, KVM_GUESTDBG_SINGLESTEP)))
		return exit_stepping(vcpu, vector);
	return exit_slow(vcpu, vector);
}
