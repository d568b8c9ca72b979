// SPDX-License-Identifier: GPL-2.0
/*
 * The host's entry into a guest on POWER9 and later.
 *
 * Its kvmppc_p9_enter_guest() loads GPRs, CR, LR, CTR, XER, CFAR and PPR from a
 * struct kvm_vcpu and enters by hrfid; its interrupt vectors, finding
 * HSTATE_IN_GUEST in the PACA, save them there again and return to the caller.
 * That register window is all we use of the structure.
 *
 * A guest that runs with translation off, or without LPCR[AIL], exits with
 * translation off, and its exit code returns so (Power ISA 3.1B Book III 7.4).
 * Module text lies in vmalloc space and cannot run then. So we have
 * kvmppc_p9_enter_guest() return to kernel text that can run in either mode,
 * and that turns translation on: the end of the host's return from interrupts
 * by HSRR0 and HSRR1, which takes the state to return to from a frame on the
 * stack. SRR0 and SRR1, which are the guest's, it leaves alone. It is local to
 * the host, so it is found by its instructions when the module loads, and the
 * module does not load where it is not.
 */
#include <linux/kvm_host.h>
#include <linux/ratelimit.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <asm/asm-prototypes.h>
#include <asm/code-patching.h>
#include <asm/exception-64s.h>
#include <asm/hw_irq.h>
#include <asm/interrupt.h>
#include <asm/kvm_book3s.h>
#include <asm/kvm_ppc.h>
#include <asm/machdep.h>
#include <asm/mce.h>
#include <asm/paca.h>
#include <asm/ppc-opcode.h>
#include <asm/reg.h>
#include <asm/time.h>

#include "p9.h"

/* The window's struct kvm: the host's entry code reads three fields of it. */
static struct kvm window_kvm;

static unsigned long landing;

asmlinkage void kvmppc_host_p9_call(struct kvmppc_host_window *window,
				    unsigned long enter,
				    unsigned long landing);

/* The window is a host vCPU of which nothing else is used. */
static struct kvm_vcpu *window_vcpu(struct kvmppc_host_window *window)
{
	return (struct kvm_vcpu *)window;
}

/* How far into the kernel's text its interrupt code lies, at the most. */
#define LANDING_SEARCH	SZ_128K

#define FRAME(member)	(STACK_FRAME_OVERHEAD + offsetof(struct pt_regs, member))
#define LOAD(r, member)	PPC_RAW_LD(r, 1, FRAME(member))
#define ANY_WORD	0
#define RAW_MTCR(r)	(0x7c0ff120 | ___PPC_RS(r))
#define RAW_HRFID	0x4c000224

/* As in the host's arch/powerpc/kernel/interrupt_64.S, of the kernel's image. */
static const u32 landing_code[] = {
	LOAD(11, nip), LOAD(12, msr),
	PPC_RAW_MTSPR(SPRN_HSRR0, 11), PPC_RAW_MTSPR(SPRN_HSRR1, 12),
	PPC_RAW_STB(4, 13, offsetof(struct paca_struct, hsrr_valid)),
	ANY_WORD,	/* drops a reservation, by stdcx. or ldarx */
	LOAD(3, link), LOAD(4, ctr), LOAD(5, xer), LOAD(6, ccr),
	PPC_RAW_LI(0, 0),
	LOAD(7, gpr[7]), LOAD(8, gpr[8]), LOAD(9, gpr[9]),
	LOAD(10, gpr[10]), LOAD(11, gpr[11]), LOAD(12, gpr[12]),
	PPC_RAW_MTLR(3), PPC_RAW_MTCTR(4), PPC_RAW_MTSPR(SPRN_XER, 5),
	PPC_RAW_STD(0, 1, STACK_FRAME_OVERHEAD - 16),
	LOAD(2, gpr[2]), LOAD(3, gpr[3]), LOAD(4, gpr[4]), LOAD(5, gpr[5]),
	ANY_WORD,	/* branches where CR1 is not EQ */
	RAW_MTCR(6),
	LOAD(6, gpr[6]), LOAD(0, gpr[0]), LOAD(1, gpr[1]),
	RAW_HRFID,
};

static bool is_landing(const u32 *text)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(landing_code); i++)
		if (landing_code[i] != ANY_WORD && landing_code[i] != text[i])
			return false;
	return true;
}

static unsigned long find_landing(void)
{
	const u32 *text = (const u32 *)(PAGE_OFFSET + kernstart_addr);
	const u32 *end = text + LANDING_SEARCH / sizeof(*text);

	for (; text < end; text++)
		if (is_landing(text))
			return (unsigned long)text;
	return 0;
}

/**
 * kvmppc_host_p9_init() - find the host's return sequence
 *
 * Return: 0, or -EOPNOTSUPP where the host has not the one we know.
 */
int kvmppc_host_p9_init(void)
{
	landing = find_landing();
	if (!landing)
		return -EOPNOTSUPP;
	window_kvm.arch.host_lpid = mfspr(SPRN_LPID);
	window_kvm.arch.host_lpcr = mfspr(SPRN_LPCR);
	return 0;
}

struct kvmppc_host_window *kvmppc_host_window_alloc(void)
{
	struct kvm_vcpu *vcpu = kzalloc(sizeof(*vcpu), GFP_KERNEL_ACCOUNT);

	if (vcpu)
		vcpu->kvm = &window_kvm;
	return (struct kvmppc_host_window *)vcpu;
}

void kvmppc_host_window_free(struct kvmppc_host_window *window)
{
	kfree(window);
}

/* The guest's MSR is kept in the window's regs.msr, see kvmppc_host_p9_enter. */
struct pt_regs *kvmppc_host_window_regs(struct kvmppc_host_window *window)
{
	return &window_vcpu(window)->arch.regs;
}

u64 *kvmppc_host_window_ppr(struct kvmppc_host_window *window)
{
	return (u64 *)&window_vcpu(window)->arch.ppr;
}

u64 *kvmppc_host_window_cfar(struct kvmppc_host_window *window)
{
	return (u64 *)&window_vcpu(window)->arch.cfar;
}

/**
 * kvmppc_host_p9_ready() - hard-disable interrupts
 *
 * Context: interrupts soft-disabled.
 *
 * Return: 0 where a host interrupt is pending and must be taken first.
 */
unsigned long kvmppc_host_p9_ready(void)
{
	hard_irq_disable();
	return !lazy_irq_pending();
}

/**
 * kvmppc_host_p9_open() - from here on interrupts are the guest's exits
 * @window: of the vCPU
 *
 * Before any MMU register is the guest's: a machine check or system reset
 * after that needs the host's kvmppc_p9_bad_interrupt.
 */
void kvmppc_host_p9_open(struct kvmppc_host_window *window)
{
	local_paca->kvm_hstate.kvm_vcpu = window_vcpu(window);
	WRITE_ONCE(local_paca->kvm_hstate.in_guest, KVM_GUEST_MODE_HV_P9);
	barrier();
}

/* All of the host's MMU registers are back. */
void kvmppc_host_p9_close(void)
{
	barrier();
	WRITE_ONCE(local_paca->kvm_hstate.in_guest, KVM_GUEST_MODE_NONE);
	local_paca->kvm_hstate.kvm_vcpu = NULL;
}

/* Where the vector that was taken saved r9 to r13. */
static const u64 *save_area(int vector)
{
	switch (vector) {
	case INTERRUPT_SYSTEM_RESET:
		return local_paca->exnmi;
	case INTERRUPT_MACHINE_CHECK:
		return local_paca->exmc;
	default:
		return local_paca->exgen;
	}
}

/**
 * kvmppc_host_p9_enter() - into the guest and out
 * @window: its registers; regs.msr is what it runs with, HSRR0 and HSRR1 have
 *	been loaded from regs.nip and regs.msr
 * @exit: filled in
 *
 * Context: between kvmppc_host_p9_open() and _close(), interrupts hard off,
 * all SPRs the guest's. Runs with the guest's LPIDR: touches only memory in
 * quadrant 3.
 *
 * Return: vector of the interrupt that ended it.
 */
int kvmppc_host_p9_enter(struct kvmppc_host_window *window,
			 struct kvmppc_host_exit *exit)
{
	struct kvm_vcpu *vcpu = window_vcpu(window);
	struct pt_regs *regs = &vcpu->arch.regs;
	const u64 *save;
	int vector;

	kvmppc_host_p9_call(window,
			    ppc_function_entry((void *)kvmppc_p9_enter_guest),
			    landing);

	/* The host marks vectors that use HSRR0 by 2. */
	vector = local_paca->kvm_hstate.scratch0 & ~2UL;
	save = save_area(vector);
	regs->gpr[1] = local_paca->kvm_hstate.scratch1;
	regs->gpr[3] = local_paca->kvm_hstate.scratch2;
	regs->gpr[9] = save[EX_R9 / sizeof(u64)];
	regs->gpr[10] = save[EX_R10 / sizeof(u64)];
	regs->gpr[11] = save[EX_R11 / sizeof(u64)];
	regs->gpr[12] = save[EX_R12 / sizeof(u64)];
	regs->gpr[13] = save[EX_R13 / sizeof(u64)];
	regs->ctr = save[EX_CTR / sizeof(u64)];
	exit->srr1 = vcpu->arch.shregs.msr;
	regs->msr = exit->srr1 & ~KVMPPC_SRR1_REASONS;
	vcpu->arch.ppr = save[EX_PPR / sizeof(u64)];
	vcpu->arch.cfar = save[EX_CFAR / sizeof(u64)];
	exit->dar = save[EX_DAR / sizeof(u64)];
	exit->dsisr = *(const u32 *)((const char *)save + EX_DSISR);
	return vector;
}

/**
 * kvmppc_host_timer_rearm() - give the decrementer back to the host
 * @tb: the host's time base, now
 */
void kvmppc_host_timer_rearm(u64 tb)
{
	timer_rearm_host_dec(tb);
}

/**
 * kvmppc_host_replay_doorbell() - a host doorbell ended the guest's run
 *
 * Its exception is gone once taken; have the host take it when it enables
 * interrupts. Context: interrupts hard off.
 */
void kvmppc_host_replay_doorbell(void)
{
	local_paca->irq_happened |= PACA_IRQ_DBELL | PACA_IRQ_HARD_DIS;
}

/**
 * kvmppc_host_maintenance() - a hypervisor maintenance interrupt ended the run
 *
 * Firmware clears its cause now; the host's handler reports it when interrupts
 * are enabled. Context: interrupts hard off, the host's SPRs.
 */
void kvmppc_host_maintenance(void)
{
	if (ppc_md.hmi_exception_early)
		ppc_md.hmi_exception_early(NULL);
	local_paca->irq_happened |= PACA_IRQ_HMI | PACA_IRQ_HARD_DIS;
}

/* A system reset ended the guest's run: have the host take it. */
void kvmppc_host_system_reset(void)
{
	replay_system_reset();
}

/**
 * kvmppc_host_machine_check() - a machine check ended the guest's run
 *
 * The host's early handler has recorded the event for whoever handles it. Take
 * it and have the host print it. Context: interrupts hard off, host's SPRs.
 *
 * Return: true where the host's early handler recovered from it.
 */
bool kvmppc_host_machine_check(void)
{
	static DEFINE_RATELIMIT_STATE(rs, DEFAULT_RATELIMIT_INTERVAL,
				      DEFAULT_RATELIMIT_BURST);
	struct mce_info *info = local_paca->mce_info;
	struct machine_check_event *event;
	int nth = info->mce_nest_count - 1;
	bool recovered;

	if (nth < 0)
		return false;
	info->mce_nest_count = nth;
	if (nth >= MAX_MC_EVT)
		return false;
	event = &info->mce_event[nth];
	recovered = event->disposition == MCE_DISPOSITION_RECOVERED;
	if (__ratelimit(&rs))
		machine_check_print_event_info(event, false, true);
	return recovered;
}
