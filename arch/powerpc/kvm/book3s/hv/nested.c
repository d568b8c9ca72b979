// SPDX-License-Identifier: GPL-2.0
/*
 * Nested HV: the host is itself a guest, and a hypervisor below runs our
 * guests for us (PAPR, nested HV API version 1).
 *
 * We keep a partition table as on bare metal, in our own memory, and tell of it
 * by H_SET_PARTITION_TABLE. H_ENTER_NESTED runs a guest until it exits, and
 * switches what only a hypervisor may write; the rest is ours to switch.
 * Translations are invalidated by H_TLB_INVALIDATE, or where that is offered by
 * H_RPT_INVALIDATE.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/of.h>
#include <linux/smp.h>
#include <asm/cputable.h>
#include <asm/firmware.h>
#include <asm/mmu.h>
#include <asm/paca.h>
#include <asm/plpar_wrappers.h>
#include <asm/pmc.h>
#include <asm/ppc-opcode.h>
#include <asm/reg.h>
#include <asm/tlbflush.h>
#include <asm/time.h>

#include "../../host/timer.h"
#include "hv.h"

/* The most entries that the hypervisor below takes: 4096 of 16 bytes. */
#define PARTITION_ORDER		16
#define PARTITION_ENTRIES	(1U << (PARTITION_ORDER - 4))

/* Partition table size in PTCR: log2 of the bytes, less 12. */
#define PTCR_SIZE		(PARTITION_ORDER - 12)

/* First argument of H_TLB_INVALIDATE: RIC, PRS and R as tlbie has them. */
#define INVALIDATE_TLB		(___PPC_RIC(0) | ___PPC_R(1))
#define INVALIDATE_PWC		(___PPC_RIC(1) | ___PPC_R(1))
#define INVALIDATE_ALL		(___PPC_RIC(2) | ___PPC_R(1))

/* RB of it: a page's address and AP field, or all of the LPID. */
#define RB_LPID			(2UL << 10)
#define RB_AP_SHIFT		5

static struct patb_entry *partitions;

/*
 * Not every hypervisor below invalidates what its other CPUs have cached: QEMU
 * drops a CPU's translations when it enters or leaves our guest, and only then.
 * Where it is not KVM, each CPU that is in a guest is brought out.
 */
static bool flush_by_exit;
static struct cpumask entered;

static bool below_is_kvm(void)
{
	struct device_node *node =
		of_find_compatible_node(NULL, NULL, "linux,kvm");

	of_node_put(node);
	return node;
}

static int nested_init(void)
{
	long r;

	if (cpu_has_feature(CPU_FTR_HVMODE) ||
	    !firmware_has_feature(FW_FEATURE_LPAR) || !radix_enabled())
		return -ENODEV;

	partitions = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO,
				get_order(1UL << PARTITION_ORDER));
	if (!partitions)
		return -ENOMEM;
	r = plpar_hcall_norets(H_SET_PARTITION_TABLE,
			       __pa(partitions) | PTCR_SIZE);
	if (r == H_SUCCESS) {
		flush_by_exit = !below_is_kvm();
		return 0;
	}
	free_pages((unsigned long)partitions,
		   get_order(1UL << PARTITION_ORDER));
	return -ENODEV;
}

static void nested_exit(void)
{
	plpar_hcall_norets(H_SET_PARTITION_TABLE, 0);
	free_pages((unsigned long)partitions,
		   get_order(1UL << PARTITION_ORDER));
}

static u32 nested_lpids(void)
{
	return PARTITION_ENTRIES;
}

/* The hypervisor below sets its own bits. */
static u64 nested_lpcr(void)
{
	return 0;
}

static void check(long r, const char *what)
{
	if (r != H_SUCCESS)
		pr_err_ratelimited("kvm-hv: %s refused: %ld\n", what, r);
}

static void leave_guest(void *unused)
{
}

/*
 * The interrupt ends a guest's run. A CPU that is not in the mask yet enters
 * after the tables were changed: the barrier pairs with that of run_guest().
 */
static void flush_others(void)
{
	if (!flush_by_exit)
		return;
	/* The tables before the mask; run_guest() the other way round. */
	smp_mb();
	on_each_cpu_mask(&entered, leave_guest, NULL, true);
}

/* All that there is of the @type given, of one LPID, from @start to @end. */
static void rpt_invalidate(u32 lpid, u64 type, u64 pages, u64 start, u64 end)
{
	long r;

	do {
		r = plpar_hcall_norets(H_RPT_INVALIDATE, lpid,
				       H_RPTI_TARGET_CMMU,
				       H_RPTI_TYPE_NESTED | type, pages,
				       start, end);
	} while (r == H_BUSY);
	check(r, "H_RPT_INVALIDATE");
	flush_others();
}

static void tlb_invalidate(u64 what, u32 lpid, u64 rb)
{
	check(plpar_hcall_norets(H_TLB_INVALIDATE, what, lpid, rb),
	      "H_TLB_INVALIDATE");
	flush_others();
}

static void nested_flush_page(u32 lpid, gpa_t gpa, unsigned int shift)
{
	int psize = shift_to_mmu_psize(shift);
	u64 start = gpa & ~((1UL << shift) - 1);

	if (firmware_has_feature(FW_FEATURE_RPT_INVALIDATE))
		rpt_invalidate(lpid, H_RPTI_TYPE_TLB,
			       psize_to_rpti_pgsize(psize), start,
			       start + (1UL << shift));
	else
		tlb_invalidate(INVALIDATE_TLB, lpid,
			       start | mmu_get_ap(psize) << RB_AP_SHIFT);
}

static void nested_flush_pwc(u32 lpid)
{
	if (firmware_has_feature(FW_FEATURE_RPT_INVALIDATE))
		rpt_invalidate(lpid, H_RPTI_TYPE_PWC, H_RPTI_PAGE_ALL, 0, -1UL);
	else
		tlb_invalidate(INVALIDATE_PWC, lpid, RB_LPID);
}

static void nested_flush_lpid(u32 lpid)
{
	if (firmware_has_feature(FW_FEATURE_RPT_INVALIDATE))
		rpt_invalidate(lpid, H_RPTI_TYPE_TLB | H_RPTI_TYPE_PWC |
				     H_RPTI_TYPE_PAT, H_RPTI_PAGE_ALL, 0, -1UL);
	else
		tlb_invalidate(INVALIDATE_ALL, lpid, RB_LPID);
}

static void nested_set_partition(u32 lpid, u64 patb0, u64 patb1)
{
	partitions[lpid].patb0 = cpu_to_be64(patb0);
	partitions[lpid].patb1 = cpu_to_be64(patb1);
	nested_flush_lpid(lpid);
}

/* The hypervisor below knows by the vCPU's token when it moves. */
static void nested_flush_cpu(int cpu, u32 lpid)
{
}

static void load_state(struct kvmppc_hv_vcpu *hv, u64 lpcr)
{
	const struct kvmppc_sup *sup = &hv->book3s.ppc.sup;
	const struct kvmppc_hv_spr *spr = &hv->spr;
	struct hv_guest_state *state = &hv->nested;
	struct kvm_vcpu *vcpu = kvmppc_hv_core(hv);

	/* Version 2 has the second DAWR, and not all below know it. */
	state->version = cpu_has_feature(CPU_FTR_DAWR1) ? 2 : 1;
	state->lpid = to_hv_vm(vcpu->kvm)->lpid;
	state->vcpu_token = vcpu->id;
	state->lpcr = lpcr;
	state->pcr = spr->pcr;
	state->amor = ~0UL;
	state->tb_offset = spr->tb_offset;
	state->dawr0 = spr->dawr0;
	state->dawrx0 = spr->dawrx0;
	state->dawr1 = spr->dawr1;
	state->dawrx1 = spr->dawrx1;
	state->ciabr = spr->ciabr;
	state->purr = spr->purr;
	state->spurr = spr->spurr;
	state->ic = spr->ic;
	state->vtb = spr->vtb;
	state->srr0 = sup->srr0;
	state->srr1 = sup->srr1;
	memcpy(state->sprg, sup->sprg, sizeof(state->sprg));
	state->pidr = sup->pid;
	state->cfar = *hv->cfar;
	state->ppr = *hv->ppr;
	state->dpdes = test_bit(KVMPPC_IRQ_DOORBELL, &hv->book3s.ppc.pending);
	if (state->dpdes)
		clear_bit(KVMPPC_IRQ_DOORBELL, &hv->book3s.ppc.pending);
}

static void save_state(struct kvmppc_hv_vcpu *hv)
{
	const struct hv_guest_state *state = &hv->nested;
	struct kvmppc_sup *sup = &hv->book3s.ppc.sup;

	hv->spr.purr = state->purr;
	hv->spr.spurr = state->spurr;
	hv->spr.ic = state->ic;
	hv->spr.vtb = state->vtb;
	sup->srr0 = state->srr0;
	sup->srr1 = state->srr1;
	memcpy(sup->sprg, state->sprg, sizeof(state->sprg));
	*hv->cfar = state->cfar;
	*hv->ppr = state->ppr;
	if (state->dpdes)
		set_bit(KVMPPC_IRQ_DOORBELL, &hv->book3s.ppc.pending);
}

/* What there is to know of an exit, and all that kvmppc_hv_quick() asks for. */
static void save_exit(struct kvmppc_hv_vcpu *hv)
{
	const struct hv_guest_state *state = &hv->nested;
	struct pt_regs *regs = hv->book3s.ppc.regs;

	hv->fault.dar = state->hdar;
	hv->fault.dsisr = state->hdsisr;
	hv->fault.srr1 = regs->msr;
	regs->msr &= ~KVMPPC_SRR1_REASONS;
	hv->asdr = state->asdr;
	hv->facility = state->hfscr >> HFSCR_INTR_CAUSE_SHIFT;
	hv->book3s.ppc.sup.pid = state->pidr;
}

/* Let the guest run until it exits. */
static int run_once(struct kvmppc_hv_vcpu *hv, u64 lpcr)
{
	u64 tb = mftb();
	long r;

	hv->nested.hfscr = hv->spr.hfscr;
	hv->nested.hdec_expiry = min(kvmppc_host_next_timer(),
				     tb + decrementer_max);
	kvmppc_hv_dec_load(hv, tb, lpcr);
	r = plpar_hcall_norets(H_ENTER_NESTED, __pa(&hv->nested),
			       __pa(hv->book3s.ppc.regs));
	kvmppc_hv_dec_save(hv, mftb(), lpcr);
	if (r < 0 || r >= KVMPPC_HV_EXIT_REFUSED)
		return KVMPPC_HV_EXIT_REFUSED;
	save_exit(hv);
	return r;
}

static int run_guest(struct kvmppc_hv_vcpu *hv, u64 lpcr)
{
	struct kvmppc_sup *sup = &hv->book3s.ppc.sup;
	int vector;

	mtspr(SPRN_DAR, sup->dar);
	mtspr(SPRN_DSISR, sup->dsisr);
	if (flush_by_exit) {
		cpumask_set_cpu(smp_processor_id(), &entered);
		/* The mask before the tables: see flush_others(). */
		smp_mb();
	}

	do {
		vector = run_once(hv, lpcr);
	} while (kvmppc_hv_quick(hv, &vector));

	if (flush_by_exit)
		cpumask_clear_cpu(smp_processor_id(), &entered);
	sup->dar = mfspr(SPRN_DAR);
	sup->dsisr = mfspr(SPRN_DSISR);
	return vector;
}

/**
 * nested_enter() - have the hypervisor below run the guest
 * @hv: the vCPU
 *
 * Context and return value as bare_enter()'s.
 */
static int nested_enter(struct kvmppc_hv_vcpu *hv)
{
	u64 lpcr = kvmppc_hv_lpcr(hv);
	bool pmu_switched;
	int vector;

	if (!kvmppc_host_p9_ready())
		return 0;

	kvmppc_hv_spr_host(&hv->host_spr);
	kvmppc_fp_make_live();
	kvmppc_hv_spr_switch(&hv->host_spr, &hv->spr);
	load_state(hv, lpcr);
	pmu_switched = kvmppc_hv_pmu_enter(hv);
	/* The hypervisor below keeps what is said to be in use. */
	get_lppaca()->pmcregs_in_use = pmu_switched;

	vector = run_guest(hv, lpcr);

	if (pmu_switched)
		kvmppc_hv_pmu_leave(hv);
	get_lppaca()->pmcregs_in_use = ppc_get_pmu_inuse();
	if (vector != KVMPPC_HV_EXIT_REFUSED)
		save_state(hv);
	else if (hv->nested.dpdes)
		set_bit(KVMPPC_IRQ_DOORBELL, &hv->book3s.ppc.pending);
	kvmppc_hv_spr_save(&hv->spr);
	kvmppc_hv_spr_switch(&hv->spr, &hv->host_spr);
	kvmppc_host_timer_rearm(mftb());
	return vector;
}

const struct kvmppc_hv_world kvmppc_hv_nested = {
	.name = "nested",
	.init = nested_init,
	.exit = nested_exit,
	.lpids = nested_lpids,
	.lpcr = nested_lpcr,
	.set_partition = nested_set_partition,
	.flush_page = nested_flush_page,
	.flush_pwc = nested_flush_pwc,
	.flush_lpid = nested_flush_lpid,
	.flush_cpu = nested_flush_cpu,
	.enter = nested_enter,
	.host_clock = true,
};
