// SPDX-License-Identifier: GPL-2.0
/*
 * Bare metal: the host runs with MSR[HV]=1 and enters guests itself.
 *
 * What the host and the guest share is switched in the order that keeps a
 * machine check or system reset recoverable: the host's registers are saved,
 * the guest's that do not concern translation loaded, the exit window opened,
 * translation switched; and back in mirror order.
 */
#include <linux/mm.h>
#include <asm/cputable.h>
#include <asm/inst.h>
#include <asm/hw_breakpoint.h>
#include <asm/mmu.h>
#include <asm/paca.h>
#include <asm/ppc-opcode.h>
#include <asm/reg.h>
#include <asm/time.h>

#include "../../host/timer.h"
#include "hv.h"
#include "tlb.h"

/* What of the host's state no guest has. */
struct host_state {
	u64 lpid;
	u64 lpcr;
	u64 pid;
};

static int bare_init(void)
{
	if (!cpu_has_feature(CPU_FTR_HVMODE))
		return -ENODEV;
	if (!cpu_has_feature(CPU_FTR_ARCH_300) || !radix_enabled()) {
		pr_err("kvm-hv: needs POWER9 or later with the radix MMU\n");
		return -EOPNOTSUPP;
	}
	if (cpu_has_feature(CPU_FTR_P9_RADIX_PREFETCH_BUG) &&
	    !kvmppc_cpu_is_model()) {
		pr_err("kvm-hv: this POWER9 prefetches translations of guests\n");
		return -EOPNOTSUPP;
	}
	if (kvmppc_host_p9_init()) {
		pr_err("kvm-hv: host's return from guests not recognised\n");
		return -EOPNOTSUPP;
	}
	kvmppc_hv_time_base_init();
	return 0;
}

static void bare_exit(void)
{
}

/*
 * Second-stage translation of all accesses (VPM1), HDEC and host interrupts
 * while the guest runs (HDICE, HVICE), none of them by the guest's doing
 * (HEIC), PURR and SPURR that count (ONL), and what the host chose for wake-up
 * and delivery (PECE, LPES, HAIL). Power ISA 3.1B Book III 2.2.
 */
static u64 bare_lpcr(void)
{
	u64 host = LPCR_PECE | LPCR_LPES;

	if (cpu_has_feature(CPU_FTR_ARCH_31))
		host |= LPCR_HAIL;
	return (mfspr(SPRN_LPCR) & host) | LPCR_ONL |
	       LPCR_VPM1 | LPCR_HDICE | LPCR_HVICE | LPCR_HEIC;
}

static u32 bare_lpids(void)
{
	return 1U << mmu_lpid_bits;
}

static void save_host(struct kvmppc_hv_vcpu *hv, struct host_state *host)
{
	struct kvmppc_hv_spr *spr = &hv->host_spr;

	host->lpid = mfspr(SPRN_LPID);
	host->lpcr = mfspr(SPRN_LPCR);
	host->pid = mfspr(SPRN_PID);

	kvmppc_hv_spr_host(spr);
	spr->pcr = PCR_MASK;
	spr->hfscr = mfspr(SPRN_HFSCR);
	spr->purr = mfspr(SPRN_PURR);
	spr->spurr = mfspr(SPRN_SPURR);
	spr->ciabr = mfspr(SPRN_CIABR);
	if (kvmppc_hv_has.hashpkeyr)
		spr->hashpkeyr = mfspr(SPRN_HASHPKEY);
	if (!dawr_enabled())
		return;
	spr->dawr0 = mfspr(SPRN_DAWR0);
	spr->dawrx0 = mfspr(SPRN_DAWRX0);
	if (!cpu_has_feature(CPU_FTR_DAWR1))
		return;
	spr->dawr1 = mfspr(SPRN_DAWR1);
	spr->dawrx1 = mfspr(SPRN_DAWRX1);
}

/* Those that only a hypervisor writes; @from is what the registers hold. */
static void switch_hypervisor(const struct kvmppc_hv_spr *from,
			      const struct kvmppc_hv_spr *to)
{
	SWITCH_SPR(SPRN_PCR, pcr);
	SWITCH_SPR(SPRN_HFSCR, hfscr);
	SWITCH_SPR(SPRN_CIABR, ciabr);
	if (kvmppc_hv_has.hashpkeyr)
		SWITCH_SPR(SPRN_HASHPKEY, hashpkeyr);
	if (!dawr_enabled())
		return;
	SWITCH_SPR(SPRN_DAWR0, dawr0);
	SWITCH_SPR(SPRN_DAWRX0, dawrx0);
	if (!cpu_has_feature(CPU_FTR_DAWR1))
		return;
	SWITCH_SPR(SPRN_DAWR1, dawr1);
	SWITCH_SPR(SPRN_DAWRX1, dawrx1);
}

static void load_supervisor(struct kvmppc_hv_vcpu *hv)
{
	const struct kvmppc_sup *sup = &hv->book3s.ppc.sup;
	unsigned long *pending = &hv->book3s.ppc.pending;

	mtspr(SPRN_IC, hv->spr.ic);
	mtspr(SPRN_VTB, hv->spr.vtb);
	mtspr(SPRN_PURR, hv->spr.purr);
	mtspr(SPRN_SPURR, hv->spr.spurr);
	mtspr(SPRN_SPRG0, sup->sprg[0]);
	mtspr(SPRN_SPRG1, sup->sprg[1]);
	mtspr(SPRN_SPRG2, sup->sprg[2]);
	mtspr(SPRN_SPRG3, sup->sprg[3]);
	if (test_bit(KVMPPC_IRQ_DOORBELL, pending)) {
		clear_bit(KVMPPC_IRQ_DOORBELL, pending);
		mtspr(SPRN_DPDES, 1);
	}
}

static void save_supervisor(struct kvmppc_hv_vcpu *hv)
{
	struct kvmppc_sup *sup = &hv->book3s.ppc.sup;

	sup->sprg[0] = mfspr(SPRN_SPRG0);
	sup->sprg[1] = mfspr(SPRN_SPRG1);
	sup->sprg[2] = mfspr(SPRN_SPRG2);
	sup->sprg[3] = mfspr(SPRN_SPRG3);
	mtspr(SPRN_SPRG_VDSO_WRITE, local_paca->sprg_vdso);
	if (mfspr(SPRN_DPDES)) {
		mtspr(SPRN_DPDES, 0);
		set_bit(KVMPPC_IRQ_DOORBELL, &hv->book3s.ppc.pending);
	}
}

/* PURR and SPURR count for the guest and, by as much, for the host. */
static void switch_purr(struct kvmppc_hv_vcpu *hv)
{
	u64 purr = mfspr(SPRN_PURR);
	u64 spurr = mfspr(SPRN_SPURR);

	mtspr(SPRN_PURR, hv->host_spr.purr + purr - hv->spr.purr);
	mtspr(SPRN_SPURR, hv->host_spr.spurr + spurr - hv->spr.spurr);
	hv->spr.purr = purr;
	hv->spr.spurr = spurr;
}

/*
 * Stores of the old partition are done, and none of its translations is used
 * any more, before LPIDR and PIDR change: hwsync, then isync. The hrfid into
 * the guest is the synchronisation after it, an isync that on the way back.
 */
static void switch_mmu(u64 lpid, u64 lpcr, u64 pid)
{
	asm volatile("hwsync; isync" ::: "memory");
	mtspr(SPRN_LPID, lpid);
	mtspr(SPRN_LPCR, lpcr);
	mtspr(SPRN_PID, pid);
}

/* A radix guest has no use for SLB entries 0 to 3 but can write them. */
static void clear_slb(void)
{
	unsigned long i;

	for (i = 0; i < 4; i++)
		asm volatile("slbmte %0,%1" : : "r" (0UL), "r" (i));
}

static void save_fault(struct kvmppc_hv_vcpu *hv, int vector)
{
	switch (vector) {
	case BOOK3S_VEC_H_DATA_STORAGE:
	case BOOK3S_VEC_H_INST_STORAGE:
		hv->asdr = mfspr(SPRN_ASDR);
		break;
	case BOOK3S_VEC_H_FACILITY:
		hv->facility = mfspr(SPRN_HFSCR) >> HFSCR_INTR_CAUSE_SHIFT;
		break;
	}
}

/*
 * Let the guest run until it exits. Nothing of its own in the CPU is touched
 * between two runs, so that it need not be loaded again.
 */
static int run_once(struct kvmppc_hv_vcpu *hv)
{
	const struct pt_regs *regs = hv->book3s.ppc.regs;
	int vector;

	mtspr(SPRN_HSRR0, regs->nip);
	mtspr(SPRN_HSRR1, regs->msr);
	vector = kvmppc_host_p9_enter(hv->window, &hv->fault);
	hv->book3s.ppc.sup.pid = mfspr(SPRN_PID);
	save_fault(hv, vector);
	return vector;
}

/* Between the switches of translation: nothing here touches user memory. */
static int run_guest(struct kvmppc_hv_vcpu *hv, u64 lpcr)
{
	struct kvmppc_sup *sup = &hv->book3s.ppc.sup;
	u64 next = kvmppc_host_next_timer();
	bool pmu_switched;
	int vector;
	u64 tb;

	tb = mftb() - hv->spr.tb_offset;
	/*
	 * HDEC counts only with the guest's LPCR[HDICE] in force. A host timer
	 * that has fallen due since the look at it ends the run at once.
	 */
	mtspr(SPRN_HDEC, next > tb ? min(next - tb, decrementer_max) : 0);
	kvmppc_hv_dec_load(hv, tb, lpcr);
	mtspr(SPRN_DAR, sup->dar);
	mtspr(SPRN_DSISR, sup->dsisr);
	mtspr(SPRN_SRR0, sup->srr0);
	mtspr(SPRN_SRR1, sup->srr1);
	pmu_switched = kvmppc_hv_pmu_enter(hv);

	do {
		vector = run_once(hv);
	} while (kvmppc_hv_quick(hv, &vector));

	sup->srr0 = mfspr(SPRN_SRR0);
	sup->srr1 = mfspr(SPRN_SRR1);
	sup->dar = mfspr(SPRN_DAR);
	sup->dsisr = mfspr(SPRN_DSISR);
	if (pmu_switched)
		kvmppc_hv_pmu_leave(hv);
	kvmppc_hv_dec_save(hv, mftb() - hv->spr.tb_offset, lpcr);
	return vector;
}

/**
 * bare_enter() - switch to the guest, run it, switch back
 * @hv: the vCPU
 *
 * Context: interrupts soft-disabled; the thread is in KVM_RUN.
 *
 * Return: vector of the interrupt that ended the run, or 0 where a host
 * interrupt was pending and the guest was not entered.
 */
static int bare_enter(struct kvmppc_hv_vcpu *hv)
{
	struct kvmppc_hv_vm *vm = to_hv_vm(kvmppc_hv_core(hv)->kvm);
	u64 lpcr = kvmppc_hv_lpcr(hv);
	struct host_state host;
	int vector;
	u64 tb;

	if (!kvmppc_host_p9_ready())
		return 0;
	tb = mftb();
	if (tb >= kvmppc_host_next_timer()) {
		/* Replayed, lest we come here until a late decrementer fires. */
		kvmppc_host_timer_rearm(tb);
		return BOOK3S_VEC_HDECREMENTER;
	}

	save_host(hv, &host);
	kvmppc_fp_make_live();
	if (hv->spr.tb_offset)
		kvmppc_hv_time_base_move(hv->spr.tb_offset);
	kvmppc_hv_spr_switch(&hv->host_spr, &hv->spr);
	switch_hypervisor(&hv->host_spr, &hv->spr);
	load_supervisor(hv);

	kvmppc_host_p9_open(hv->window);
	switch_mmu(vm->lpid, lpcr, hv->book3s.ppc.sup.pid);
	vector = run_guest(hv, lpcr);
	clear_slb();
	switch_mmu(host.lpid, host.lpcr, host.pid);
	isync();

	if (hv->spr.tb_offset)
		kvmppc_hv_time_base_restore(hv->spr.tb_offset);
	save_supervisor(hv);
	kvmppc_hv_spr_save(&hv->spr);
	hv->spr.ic = mfspr(SPRN_IC);
	hv->spr.vtb = mfspr(SPRN_VTB);
	switch_purr(hv);
	switch_hypervisor(&hv->spr, &hv->host_spr);
	kvmppc_hv_spr_switch(&hv->spr, &hv->host_spr);
	/* HDEC must not run out in the host. */
	mtspr(SPRN_HDEC, decrementer_max);
	kvmppc_host_timer_rearm(mftb());
	kvmppc_host_p9_close();
	/* Nothing of a copy-paste pair may cross over (Book II 4.4). */
	if (cpu_has_feature(CPU_FTR_ARCH_31))
		asm volatile(PPC_CP_ABORT);
	return vector;
}

const struct kvmppc_hv_world kvmppc_hv_bare = {
	.name = "bare metal",
	.init = bare_init,
	.exit = bare_exit,
	.lpids = bare_lpids,
	.lpcr = bare_lpcr,
	.set_partition = kvmppc_tlb_set_partition,
	.flush_page = kvmppc_tlb_flush_page,
	.flush_pwc = kvmppc_tlb_flush_pwc,
	.flush_lpid = kvmppc_tlb_flush_lpid,
	.flush_cpu = kvmppc_tlb_flush_cpu,
	.enter = bare_enter,
};
