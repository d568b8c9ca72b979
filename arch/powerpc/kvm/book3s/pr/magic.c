// SPDX-License-Identifier: GPL-2.0
/*
 * The magic page: supervisor registers of a guest in memory that its kernel
 * loads and stores in place of instructions that would exit (the kernel's
 * Documentation/virt/kvm/ppc-pv.rst; struct kvm_vcpu_arch_shared).
 *
 * While the guest runs the page has the truth, out of the guest the vCPU has
 * it. So all the rest of kvm-pr need not know; what it costs is a dozen loads
 * and stores each way, from the guest's first access to the page on. Linux 6.1
 * asks for the page and makes none: its test whether the page is there takes
 * the address for a bad one of userspace's.
 *
 * A 32-bit core has its segment registers and SPRG4 to 7 there, too.
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kvm_para.h>
#include <asm/page.h>
#include <asm/reg.h>

#include "shadow.h"

#define MAGIC_FLAGS	((1UL << KVMPPC_PR_MAGIC_SHIFT) - 1)

/* MSR bits that the guest may change in the page. */
#define MAGIC_MSR	(MSR_EE | MSR_RI)

static __always_inline u64 page_get(const __u64 *field, bool swap)
{
	return swap ? swab64(*field) : *field;
}

static __always_inline void page_set(__u64 *field, u64 val, bool swap)
{
	*field = swap ? swab64(val) : val;
}

static __always_inline u32 page_get32(const __u32 *field, bool swap)
{
	return swap ? swab32(*field) : *field;
}

static __always_inline void page_set32(__u32 *field, u32 val, bool swap)
{
	*field = swap ? swab32(val) : val;
}

/*
 * Code that uses the page's scratch fields says so by having its stack pointer
 * in @critical: an interrupt's code would use them too.
 */
static bool is_critical(const struct kvmppc_pr_vcpu *pr, u64 critical)
{
	u64 differ = critical ^ pr->regs.gpr[1];

	if (pr->regs.msr & MSR_PR)
		return false;
	return !(pr->regs.msr & MSR_SF ? differ : (u32)differ);
}

static __always_inline void take_high_sprgs(struct kvmppc_pr_vcpu *pr, bool swap)
{
	const struct kvm_vcpu_arch_shared *page = pr->magic.page;
	struct kvmppc_sup *sup = &pr->book3s.ppc.sup;

	sup->sprg[4] = page_get(&page->sprg4, swap);
	sup->sprg[5] = page_get(&page->sprg5, swap);
	sup->sprg[6] = page_get(&page->sprg6, swap);
	sup->sprg[7] = page_get(&page->sprg7, swap);
}

static __always_inline void give_high_sprgs(struct kvmppc_pr_vcpu *pr, bool swap)
{
	struct kvm_vcpu_arch_shared *page = pr->magic.page;
	const struct kvmppc_sup *sup = &pr->book3s.ppc.sup;

	page_set(&page->sprg4, sup->sprg[4], swap);
	page_set(&page->sprg5, sup->sprg[5], swap);
	page_set(&page->sprg6, sup->sprg[6], swap);
	page_set(&page->sprg7, sup->sprg[7], swap);
}

/* Inlined for each byte order. */
static __always_inline void take(struct kvmppc_pr_vcpu *pr, bool swap)
{
	const struct kvm_vcpu_arch_shared *page = pr->magic.page;
	struct kvmppc_sup *sup = &pr->book3s.ppc.sup;
	u64 sprg3 = page_get(&page->sprg3, swap);

	sup->sprg[0] = page_get(&page->sprg0, swap);
	sup->sprg[1] = page_get(&page->sprg1, swap);
	sup->sprg[2] = page_get(&page->sprg2, swap);
	sup->srr0 = page_get(&page->srr0, swap);
	sup->srr1 = page_get(&page->srr1, swap);
	sup->dar = page_get(&page->dar, swap);
	sup->dsisr = page_get32(&page->dsisr, swap);
	if (!pr->core->mmu64)
		take_high_sprgs(pr, swap);
	pr->regs.msr = (pr->regs.msr & ~MAGIC_MSR) |
		       (page_get(&page->msr, swap) & MAGIC_MSR);
	pr->book3s.ppc.irqs_held =
		is_critical(pr, page_get(&page->critical, swap));
	if (sup->sprg[3] != sprg3) {
		sup->sprg[3] = sprg3;
		kvmppc_pr_user_sprs_changed(kvmppc_pr_core_vcpu(pr));
	}
}

static __always_inline void give(struct kvmppc_pr_vcpu *pr, bool swap)
{
	struct kvm_vcpu_arch_shared *page = pr->magic.page;
	const struct kvmppc_sup *sup = &pr->book3s.ppc.sup;

	page_set(&page->sprg0, sup->sprg[0], swap);
	page_set(&page->sprg1, sup->sprg[1], swap);
	page_set(&page->sprg2, sup->sprg[2], swap);
	page_set(&page->sprg3, sup->sprg[3], swap);
	page_set(&page->srr0, sup->srr0, swap);
	page_set(&page->srr1, sup->srr1, swap);
	page_set(&page->dar, sup->dar, swap);
	page_set(&page->msr, pr->regs.msr, swap);
	page_set32(&page->dsisr, sup->dsisr, swap);
	if (!pr->core->mmu64)
		give_high_sprgs(pr, swap);
	/* Not 0 in either byte order: what pends, the guest is to ask for. */
	page->int_pending = !!READ_ONCE(pr->book3s.ppc.pending);
}

/**
 * kvmppc_pr_magic_enter() - the guest is about to run
 * @pr: the vCPU, which uses its magic page
 *
 * Context: vCPU's thread, any interrupt state.
 */
void kvmppc_pr_magic_enter(struct kvmppc_pr_vcpu *pr)
{
	if (pr->magic.swap)
		give(pr, true);
	else
		give(pr, false);
}

/**
 * kvmppc_pr_magic_exit() - the guest has run
 * @pr: the vCPU, which uses its magic page
 *
 * Sets kvmppc_vcpu.irqs_held where the guest must not be interrupted now.
 *
 * Context: vCPU's thread, any interrupt state.
 */
void kvmppc_pr_magic_exit(struct kvmppc_pr_vcpu *pr)
{
	if (pr->magic.swap)
		take(pr, true);
	else
		take(pr, false);
}

/**
 * kvmppc_pr_magic_sr() - a segment register has changed
 * @pr: the vCPU, out of the guest; its core is a 32-bit one
 * @sr: which
 *
 * The page has them at all times, so that what is different there is the
 * guest's doing.
 */
void kvmppc_pr_magic_sr(struct kvmppc_pr_vcpu *pr, unsigned int sr)
{
	if (pr->magic.page)
		page_set32(&pr->magic.page->sr[sr], pr->mmu.sr[sr],
			   pr->magic.swap);
}

static bool sr_differs(const struct kvmppc_pr_vcpu *pr, unsigned int sr)
{
	return page_get32(&pr->magic.page->sr[sr], pr->magic.swap) !=
	       pr->mmu.sr[sr];
}

/**
 * kvmppc_pr_magic_wrote_srs() - has the guest changed segment registers there?
 * @pr: the vCPU, which has run
 *
 * Return: true where kvmppc_pr_magic_take_srs() is to be called before anything
 * of the guest's is translated.
 */
bool kvmppc_pr_magic_wrote_srs(const struct kvmppc_pr_vcpu *pr)
{
	unsigned int i;

	if (!pr->magic.page || pr->core->mmu64)
		return false;
	for (i = 0; i < ARRAY_SIZE(pr->mmu.sr); i++)
		if (sr_differs(pr, i))
			return true;
	return false;
}

/**
 * kvmppc_pr_magic_take_srs() - what the guest wrote becomes what there is
 * @vcpu: the vCPU, which has run
 *
 * Context: vCPU's thread, any interrupt state; takes mmu_lock.
 */
void kvmppc_pr_magic_take_srs(struct kvm_vcpu *vcpu)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	unsigned int i;

	if (!kvmppc_pr_magic_wrote_srs(pr))
		return;
	for (i = 0; i < ARRAY_SIZE(pr->mmu.sr); i++)
		kvmppc_pr_mtsr(vcpu, i, page_get32(&pr->magic.page->sr[i],
						   pr->magic.swap));
}

static bool is_little_endian(const struct kvmppc_pr_vcpu *pr)
{
	if (pr->core->mmu64)
		return pr->spr.lpcr & LPCR_ILE;
	return pr->regs.msr & MSR_ILE;
}

/**
 * kvmppc_pr_magic_map() - kvmppc_backend.map_magic
 * @vcpu: the calling thread's, out of the guest; may sleep
 * @pa: where the page is while translation is off
 * @ea: where it is while translation is on; flags
 *
 * In the byte order in which the guest takes its interrupts. A guest without
 * MAGIC_PAGE_FLAG_NOT_MAPPED_NX is old and jumps to code that it has mapped
 * no-execute; it has to do without the page.
 *
 * Return: KVM_MAGIC_FEAT_* that there are, of MAS0_TO_SPRG7 what the core has;
 * -EINVAL without that flag; -ENOMEM.
 */
int kvmppc_pr_magic_map(struct kvm_vcpu *vcpu, u64 pa, u64 ea)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	unsigned int i;

	if (!(ea & MAGIC_PAGE_FLAG_NOT_MAPPED_NX))
		return -EINVAL;
	if (!pr->magic.page) {
		pr->magic.page = (void *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
		if (!pr->magic.page)
			return -ENOMEM;
	}
	pr->magic.pa = pa & ~MAGIC_FLAGS;
	if (pr->core->mmu64)
		pr->magic.pa &= KVMPPC_PR_REAL_MASK;
	pr->magic.ea = ea & ~MAGIC_FLAGS;
	pr->magic.used = false;
	pr->book3s.ppc.irqs_held = false;
	pr->magic.swap = is_little_endian(pr) !=
			 IS_ENABLED(CONFIG_CPU_LITTLE_ENDIAN);
	kvmppc_pr_segments_renumber(vcpu);
	if (pr->core->mmu64)
		return 0;
	for (i = 0; i < ARRAY_SIZE(pr->mmu.sr); i++)
		kvmppc_pr_magic_sr(pr, i);
	page_set32(&pr->magic.page->pir, vcpu->id, pr->magic.swap);
	return KVM_MAGIC_FEAT_SR | KVM_MAGIC_FEAT_MAS0_TO_SPRG7;
}

/**
 * kvmppc_pr_magic_free() - the vCPU will not run any more
 * @vcpu: being destroyed
 */
void kvmppc_pr_magic_free(struct kvm_vcpu *vcpu)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);

	if (!pr->magic.page)
		return;
	kvmppc_pr_shadow_flush_all(vcpu->kvm);
	free_page((unsigned long)pr->magic.page);
	pr->magic.page = NULL;
}

/**
 * kvmppc_pr_magic_near() - does a data access lead close to the magic page?
 * @pr: the vCPU, out of the guest
 * @ea: its address, cut to 32 bits where MSR[SF] is 0
 * @shift: log2 of how close
 *
 * Problem state has no such page, and nobody fetches from it.
 *
 * Return: whether there is a page, in the same naturally aligned 2^@shift bytes.
 */
bool kvmppc_pr_magic_near(const struct kvmppc_pr_vcpu *pr, u64 ea,
			  unsigned int shift)
{
	u64 at = pr->magic.ea;

	if (likely(!pr->magic.page) || pr->regs.msr & MSR_PR)
		return false;
	if (!(pr->regs.msr & MSR_DR)) {
		if (pr->core->mmu64)
			ea &= KVMPPC_PR_REAL_MASK;
		at = pr->magic.pa;
	}
	return !((ea ^ at) >> shift);
}

/**
 * kvmppc_pr_magic_fault() - let hardware translate to the magic page
 * @vcpu: the vCPU, out of the guest; its @segment at @ea is of 4K pages
 * @segment: its own, by kvmppc_pr_segments_renumber()
 * @ea: address of its access
 *
 * Context: sleeps; takes mmu_lock.
 *
 * Return: 0, and the guest repeats the access; -EFAULT, -ENOMEM.
 */
int kvmppc_pr_magic_fault(struct kvm_vcpu *vcpu,
			  struct kvmppc_pr_segment *segment, u64 ea)
{
	const struct kvmppc_pr_shadow_page want = {
		.hpte = {
			.vsid = segment->vsid,
			.offset = ea & GENMASK(KVMPPC_HOST_SEGMENT_SHIFT - 1,
					       KVMPPC_PR_MAGIC_SHIFT),
			.shift = segment->shift,
			.writable = true,
		},
		.gfn = KVMPPC_PR_GFN_NONE,
		.loadable = true,
	};
	const struct kvmppc_host_pte pte = {
		.pa = __pa(to_pr_vcpu(vcpu)->magic.page),
		.shift = PAGE_SHIFT,
		.writable = true,
		.caching = KVMPPC_HOST_CACHED,
	};
	int ret = kvmppc_pr_pages_spare(vcpu->kvm, 1);

	if (ret)
		return ret;
	to_pr_vcpu(vcpu)->magic.used = true;
	spin_lock(&vcpu->kvm->mmu_lock);
	ret = kvmppc_pr_page_map(vcpu->kvm, segment, &want, &pte);
	spin_unlock(&vcpu->kvm->mmu_lock);
	switch (ret) {
	case -EBUSY:
		return 0;
	case -EIO:
		return -EFAULT;
	default:
		return ret;
	}
}
