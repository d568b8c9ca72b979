// SPDX-License-Identifier: GPL-2.0
/* Performance monitor registers (Power ISA 3.1B Book III chapter 10). */
#include <asm/cputable.h>
#include <asm/pmc.h>
#include <asm/reg.h>

#include "hv.h"

static void save(struct kvmppc_hv_pmu *pmu)
{
	pmu->mmcr0 = mfspr(SPRN_MMCR0);
	mtspr(SPRN_MMCR0, MMCR0_FC);
	isync();
	pmu->mmcr1 = mfspr(SPRN_MMCR1);
	pmu->mmcr2 = mfspr(SPRN_MMCR2);
	pmu->mmcra = mfspr(SPRN_MMCRA);
	pmu->siar = mfspr(SPRN_SIAR);
	pmu->sdar = mfspr(SPRN_SDAR);
	pmu->sier = mfspr(SPRN_SIER);
	pmu->pmc[0] = mfspr(SPRN_PMC1);
	pmu->pmc[1] = mfspr(SPRN_PMC2);
	pmu->pmc[2] = mfspr(SPRN_PMC3);
	pmu->pmc[3] = mfspr(SPRN_PMC4);
	pmu->pmc[4] = mfspr(SPRN_PMC5);
	pmu->pmc[5] = mfspr(SPRN_PMC6);
	if (cpu_has_feature(CPU_FTR_ARCH_31)) {
		pmu->mmcr3 = mfspr(SPRN_MMCR3);
		pmu->sier2 = mfspr(SPRN_SIER2);
		pmu->sier3 = mfspr(SPRN_SIER3);
	}
}

static void load(const struct kvmppc_hv_pmu *pmu)
{
	mtspr(SPRN_PMC1, pmu->pmc[0]);
	mtspr(SPRN_PMC2, pmu->pmc[1]);
	mtspr(SPRN_PMC3, pmu->pmc[2]);
	mtspr(SPRN_PMC4, pmu->pmc[3]);
	mtspr(SPRN_PMC5, pmu->pmc[4]);
	mtspr(SPRN_PMC6, pmu->pmc[5]);
	mtspr(SPRN_MMCR1, pmu->mmcr1);
	mtspr(SPRN_MMCR2, pmu->mmcr2);
	mtspr(SPRN_MMCRA, pmu->mmcra);
	mtspr(SPRN_SIAR, pmu->siar);
	mtspr(SPRN_SDAR, pmu->sdar);
	mtspr(SPRN_SIER, pmu->sier);
	if (cpu_has_feature(CPU_FTR_ARCH_31)) {
		mtspr(SPRN_MMCR3, pmu->mmcr3);
		mtspr(SPRN_SIER2, pmu->sier2);
		mtspr(SPRN_SIER3, pmu->sier3);
	}
	/* Last, since it may set the counters going. */
	mtspr(SPRN_MMCR0, pmu->mmcr0);
	isync();
}

static void switch_pmu(struct kvmppc_hv_pmu *from,
		       const struct kvmppc_hv_pmu *to)
{
	save(from);
	load(to);
}

/**
 * kvmppc_hv_pmu_enter() - give the guest the performance monitor
 * @hv: the vCPU
 *
 * Where neither the guest nor the host uses it, nothing is done: no counter
 * runs, and the guest's first access exits. Counters stand still in between.
 * Context: interrupts hard off.
 *
 * Return: true where it was switched, and kvmppc_hv_pmu_leave() is due.
 */
bool kvmppc_hv_pmu_enter(struct kvmppc_hv_vcpu *hv)
{
	if (!(hv->spr.hfscr & HFSCR_PM) && !ppc_get_pmu_inuse())
		return false;
	switch_pmu(&hv->host_pmu, &hv->pmu);
	return true;
}

/* Undo kvmppc_hv_pmu_enter(). */
void kvmppc_hv_pmu_leave(struct kvmppc_hv_vcpu *hv)
{
	switch_pmu(&hv->pmu, &hv->host_pmu);
}

/**
 * kvmppc_hv_pmu_settle() - take back a performance monitor that stands still
 * @hv: the vCPU, out of the guest
 *
 * A guest that has frozen its counters is not watching them: it exits again
 * when it next wants them, and until then is spared their switching. But an
 * overflow freezes them too, and its alert, MMCR0[PMAO], is the interrupt that
 * the guest has yet to take: only a loaded MMCR0 raises it.
 */
void kvmppc_hv_pmu_settle(struct kvmppc_hv_vcpu *hv)
{
	if ((hv->spr.hfscr & HFSCR_PM) &&
	    (hv->pmu.mmcr0 & (MMCR0_FC | MMCR0_PMAO)) == MMCR0_FC)
		hv->spr.hfscr &= ~(HFSCR_PM | HFSCR_BHRB);
}
