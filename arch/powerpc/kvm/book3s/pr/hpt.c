// SPDX-License-Identifier: GPL-2.0
/*
 * Hypercalls of a PAPR guest on its hashed page table (LoPAPR 14.5.4.1).
 *
 * Userspace has the table, in big-endian order; SDR1 says where. An address
 * there is as good as userspace made it: each access may fault.
 *
 * R and C are set where a page is first accessed or written, under hpt_lock,
 * and never by the hardware. So what is read of an HPTE under it is final, and
 * an HPTE that changes has its pages flushed before the lock is given back.
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <asm/hvcall.h>

#include "pr.h"
#include "hash_format.h"

#define HPTES_SHIFT	14	/* log2 of the HPTEs of the smallest table */

/* Doubleword 0: bits that are the hypervisor's, and what H_AVPN compares. */
#define PTE64_HYPERVISOR	0x60UL
#define PTE64_AVPN		(~0x7fUL)

/* Doubleword 1: R and C; what H_PROTECT sets, from where in its flags. */
#define PTE64_R		0x100UL
#define PTE64_C		0x80UL
#define PTE64_KEY_HIGH	0x3000000000000000UL
#define PTE64_KEY_LOW	0x0000000000000e00UL
#define PROTECT_PP0_SHIFT	55
#define PROTECT_KEY_SHIFT	48

/* H_BULK_REMOVE: a list of pairs, answered in the first of each. */
#define BULK_PAIRS	4
#define BULK_TYPE	(3UL << 62)
#define BULK_REQUEST	(1UL << 62)
#define BULK_RESPONSE	(2UL << 62)
#define BULK_END	(3UL << 62)
#define BULK_NOT_FOUND	(1UL << 60)
#define BULK_PARAMETER	(2UL << 60)
#define BULK_HARDWARE	(3UL << 60)
#define BULK_RC_SHIFT	51	/* where the answer has R and C: from PTE64_C */
#define BULK_AVPN	(1UL << 57)
#define BULK_ANDCOND	(1UL << 56)
#define BULK_INDEX	(BULK_ANDCOND - 1)

struct hpte {
	u64 pte0;
	u64 pte1;
};

/**
 * struct match - which HPTE a hypercall means
 * @flags: H_AVPN, H_ANDCOND
 * @index: place in the table
 * @avpn: what doubleword 0 has to be equal to, or to have no bit of
 */
struct match {
	u64 flags;
	u64 index;
	u64 avpn;
};

static bool has_table(struct kvm_vcpu *vcpu)
{
	return to_pr_vcpu(vcpu)->mmu.sdr1 & SDR64_ORG;
}

static bool in_table(const struct kvmppc_pr_mmu *mmu, u64 index)
{
	u64 size = min_t(u64, mmu->sdr1 & SDR64_SIZE, SDR64_SIZE_MAX);

	return index < 1ULL << (HPTES_SHIFT + size);
}

/* As a search of the table finds it: the origin is a multiple of the size. */
static u64 hpte_at(struct kvm_vcpu *vcpu, u64 index)
{
	return (to_pr_vcpu(vcpu)->mmu.sdr1 & SDR64_ORG) |
	       index * sizeof(struct hpte);
}

static int hpte_read(struct kvm_vcpu *vcpu, u64 index, struct hpte *hpte)
{
	__be64 raw[2];

	if (kvmppc_pr_table_read(vcpu->kvm, hpte_at(vcpu, index), raw, 2))
		return -EFAULT;
	hpte->pte0 = be64_to_cpu(raw[0]);
	hpte->pte1 = be64_to_cpu(raw[1]);
	return 0;
}

static int hpte_write0(struct kvm_vcpu *vcpu, u64 index, u64 pte0)
{
	return kvmppc_pr_table_write(vcpu->kvm, hpte_at(vcpu, index),
				     cpu_to_be64(pte0));
}

static int hpte_write1(struct kvm_vcpu *vcpu, u64 index, u64 pte1)
{
	return kvmppc_pr_table_write(vcpu->kvm, hpte_at(vcpu, index) + 8,
				     cpu_to_be64(pte1));
}

/* Shadows of what @hpte translated go. */
static void flush(struct kvm_vcpu *vcpu, const struct hpte *hpte, u64 index)
{
	struct kvmppc_pr_page page;

	if (kvmppc_hpte_page(hpte->pte0, hpte->pte1, index, &page))
		kvmppc_pr_shadow_flush_page(vcpu->kvm, &page, true);
}

/* The valid HPTE that a hypercall means; hpt_lock held. H_SUCCESS or why not. */
static long hpte_match(struct kvm_vcpu *vcpu, const struct match *match,
		       struct hpte *hpte)
{
	const struct kvmppc_pr_mmu *mmu = &to_pr_vcpu(vcpu)->mmu;

	lockdep_assert_held(&to_pr_vm(vcpu->kvm)->hpt_lock);
	if (!in_table(mmu, match->index))
		return H_PARAMETER;
	if (hpte_read(vcpu, match->index, hpte))
		return H_HARDWARE;
	if (!(hpte->pte0 & PTE64_V))
		return H_NOT_FOUND;
	if (match->flags & H_AVPN && (hpte->pte0 & PTE64_AVPN) != match->avpn)
		return H_NOT_FOUND;
	if (match->flags & H_ANDCOND && hpte->pte0 & match->avpn)
		return H_NOT_FOUND;
	return H_SUCCESS;
}

/* The first HPTE of a group that is free; its end where none is. */
static int free_in_group(struct kvm_vcpu *vcpu, u64 first, u64 *index)
{
	__be64 group[2 * KVMPPC_PTEG_SIZE];
	unsigned int i;

	if (kvmppc_pr_table_read(vcpu->kvm, hpte_at(vcpu, first), group,
				 ARRAY_SIZE(group)))
		return -EFAULT;
	for (i = 0; i < KVMPPC_PTEG_SIZE; i++) {
		if (!(be64_to_cpu(group[2 * i]) & PTE64_V))
			break;
	}
	*index = first + i;
	return 0;
}

/* Where a new HPTE goes; hpt_lock held. */
static long place_hpte(struct kvm_vcpu *vcpu, u64 flags, u64 *index)
{
	u64 group = *index & ~(u64)(KVMPPC_PTEG_SIZE - 1);
	struct hpte old;

	if (flags & H_EXACT) {
		if (hpte_read(vcpu, *index, &old))
			return H_HARDWARE;
		return old.pte0 & PTE64_V ? H_PTEG_FULL : H_SUCCESS;
	}
	if (free_in_group(vcpu, group, index))
		return H_HARDWARE;
	return *index == group + KVMPPC_PTEG_SIZE ? H_PTEG_FULL : H_SUCCESS;
}

/* H_ZERO_PAGE; of a page that is no memory nothing is asked. */
static void zero_page(struct kvm *kvm, gpa_t gpa, unsigned int shift)
{
	const void *zeroes = page_address(ZERO_PAGE(0));
	unsigned long n = min(PAGE_SIZE, 1UL << shift);
	gpa_t end;

	gpa &= ~((1ULL << shift) - 1);
	for (end = gpa + (1UL << shift); gpa < end; gpa += n) {
		if (kvm_gpa_write(kvm, gpa, zeroes, n))
			return;
	}
}

static long enter_locked(struct kvm_vcpu *vcpu, u64 flags, u64 *index,
			 const struct hpte *hpte, unsigned int shift)
{
	long ret = place_hpte(vcpu, flags, index);

	if (ret != H_SUCCESS)
		return ret;
	if (flags & H_ZERO_PAGE)
		zero_page(vcpu->kvm, hpte->pte1 & PTE64_RPN, shift);
	if (hpte_write1(vcpu, *index, hpte->pte1) ||
	    hpte_write0(vcpu, *index, hpte->pte0))
		return H_HARDWARE;
	return H_SUCCESS;
}

/*
 * H_ENTER: flags, index of the group or of the very HPTE, its doublewords.
 * Gives the place that it took.
 */
static long h_enter(struct kvm_vcpu *vcpu, unsigned long *args)
{
	struct kvmppc_pr_vm *vm = to_pr_vm(vcpu->kvm);
	const struct hpte hpte = {
		.pte0 = (args[2] & ~PTE64_HYPERVISOR) | PTE64_V,
		.pte1 = args[3],
	};
	struct kvmppc_pr_page page;
	u64 index = args[1];
	long ret;

	if (!has_table(vcpu))
		return H_TOO_HARD;
	if (!in_table(&to_pr_vcpu(vcpu)->mmu, index) ||
	    !kvmppc_hpte_page(hpte.pte0, hpte.pte1, index, &page))
		return H_PARAMETER;

	mutex_lock(&vm->hpt_lock);
	ret = enter_locked(vcpu, args[0], &index, &hpte, page.shift);
	mutex_unlock(&vm->hpt_lock);
	if (ret == H_SUCCESS) {
		args[0] = index;
		kvmppc_pr_shadow_entered(vcpu, &page);
	}
	return ret;
}

static long remove_locked(struct kvm_vcpu *vcpu, const struct match *match,
			  struct hpte *old)
{
	long ret = hpte_match(vcpu, match, old);

	if (ret != H_SUCCESS)
		return ret;
	if (hpte_write0(vcpu, match->index, 0))
		return H_HARDWARE;
	flush(vcpu, old, match->index);
	return H_SUCCESS;
}

/* H_REMOVE: flags, index, AVPN. Gives the HPTE as it was. */
static long h_remove(struct kvm_vcpu *vcpu, unsigned long *args)
{
	struct kvmppc_pr_vm *vm = to_pr_vm(vcpu->kvm);
	const struct match match = { args[0], args[1], args[2] };
	struct hpte old;
	long ret;

	if (!has_table(vcpu))
		return H_TOO_HARD;
	mutex_lock(&vm->hpt_lock);
	ret = remove_locked(vcpu, &match, &old);
	mutex_unlock(&vm->hpt_lock);
	if (ret == H_SUCCESS) {
		args[0] = old.pte0;
		args[1] = old.pte1;
	}
	return ret;
}

/* One pair of H_BULK_REMOVE: false where the list ends with an error. */
static bool bulk_remove_one(struct kvm_vcpu *vcpu, unsigned long *request,
			    u64 avpn, long *ret)
{
	const struct match match = {
		.flags = (*request & BULK_AVPN ? H_AVPN : 0) |
			 (*request & BULK_ANDCOND ? H_ANDCOND : 0),
		.index = *request & BULK_INDEX,
		.avpn = avpn,
	};
	unsigned long answer = BULK_RESPONSE |
		(*request & (BULK_AVPN | BULK_ANDCOND | BULK_INDEX));
	struct hpte old;

	if ((*request & BULK_TYPE) != BULK_REQUEST ||
	    (*request & BULK_AVPN && *request & BULK_ANDCOND))
		*ret = H_PARAMETER;
	else
		*ret = remove_locked(vcpu, &match, &old);

	switch (*ret) {
	case H_SUCCESS:
		*request = answer |
			   (old.pte1 & (PTE64_R | PTE64_C)) << BULK_RC_SHIFT;
		return true;
	case H_NOT_FOUND:
		*request = answer | BULK_NOT_FOUND;
		*ret = H_SUCCESS;
		return true;
	case H_HARDWARE:
		*request = answer | BULK_HARDWARE;
		return false;
	default:
		*request = answer | BULK_PARAMETER;
		return false;
	}
}

/* H_BULK_REMOVE: up to four pairs of a request and an AVPN. */
static long h_bulk_remove(struct kvm_vcpu *vcpu, unsigned long *args)
{
	struct kvmppc_pr_vm *vm = to_pr_vm(vcpu->kvm);
	long ret = H_SUCCESS;
	unsigned int i;

	if (!has_table(vcpu))
		return H_TOO_HARD;
	mutex_lock(&vm->hpt_lock);
	for (i = 0; i < 2 * BULK_PAIRS; i += 2) {
		if ((args[i] & BULK_TYPE) == BULK_END)
			break;
		if (!bulk_remove_one(vcpu, &args[i], args[i + 1], &ret))
			break;
	}
	mutex_unlock(&vm->hpt_lock);
	return ret;
}

/* Change doubleword 1 of an HPTE that is in use; hpt_lock held. */
static long change_locked(struct kvm_vcpu *vcpu, const struct match *match,
			  u64 clear, u64 set, struct hpte *old)
{
	long ret = hpte_match(vcpu, match, old);
	u64 pte1;

	if (ret != H_SUCCESS)
		return ret;
	pte1 = (old->pte1 & ~clear) | set;
	if (pte1 == old->pte1)
		return H_SUCCESS;
	if (hpte_write1(vcpu, match->index, pte1))
		return H_HARDWARE;
	flush(vcpu, old, match->index);
	return H_SUCCESS;
}

static long change_hpte(struct kvm_vcpu *vcpu, const struct match *match,
			u64 clear, u64 set, struct hpte *old)
{
	struct kvmppc_pr_vm *vm = to_pr_vm(vcpu->kvm);
	long ret;

	if (!has_table(vcpu))
		return H_TOO_HARD;
	mutex_lock(&vm->hpt_lock);
	ret = change_locked(vcpu, match, clear, set, old);
	mutex_unlock(&vm->hpt_lock);
	return ret;
}

/* H_PROTECT: flags, which hold the new protection too, index, AVPN. */
static long h_protect(struct kvm_vcpu *vcpu, unsigned long *args)
{
	const struct match match = { args[0] & H_AVPN, args[1], args[2] };
	const u64 low = PTE_PP | PTE64_N | PTE64_KEY_LOW;
	u64 set = (args[0] << PROTECT_PP0_SHIFT & PTE64_PP0) |
		  (args[0] << PROTECT_KEY_SHIFT & PTE64_KEY_HIGH) |
		  (args[0] & low);
	struct hpte old;

	return change_hpte(vcpu, &match, PTE64_PP0 | PTE64_KEY_HIGH | low, set,
			   &old);
}

/* H_CLEAR_REF and H_CLEAR_MOD: flags, index, AVPN. Give doubleword 1. */
static long clear_recorded(struct kvm_vcpu *vcpu, unsigned long *args, u64 bit)
{
	const struct match match = { args[0] & H_AVPN, args[1], args[2] };
	struct hpte old;
	long ret = change_hpte(vcpu, &match, bit, 0, &old);

	if (ret == H_SUCCESS)
		args[0] = old.pte1;
	return ret;
}

static long h_clear_ref(struct kvm_vcpu *vcpu, unsigned long *args)
{
	return clear_recorded(vcpu, args, PTE64_R);
}

static long h_clear_mod(struct kvm_vcpu *vcpu, unsigned long *args)
{
	return clear_recorded(vcpu, args, PTE64_C);
}

/* H_READ: flags, index. Gives an HPTE, or the four aligned ones around it. */
static long h_read(struct kvm_vcpu *vcpu, unsigned long *args)
{
	struct kvmppc_pr_vm *vm = to_pr_vm(vcpu->kvm);
	const struct kvmppc_pr_mmu *mmu = &to_pr_vcpu(vcpu)->mmu;
	unsigned int i, nr = args[0] & H_READ_4 ? 4 : 1;
	u64 first = args[1] & ~(u64)(nr - 1);
	struct hpte hptes[4];
	long ret = H_SUCCESS;

	if (!has_table(vcpu))
		return H_TOO_HARD;
	if (!in_table(mmu, args[1]))
		return H_PARAMETER;
	mutex_lock(&vm->hpt_lock);
	for (i = 0; i < nr && ret == H_SUCCESS; i++) {
		if (hpte_read(vcpu, first + i, &hptes[i]))
			ret = H_HARDWARE;
	}
	mutex_unlock(&vm->hpt_lock);
	for (i = 0; i < nr && ret == H_SUCCESS; i++) {
		args[2 * i] = hptes[i].pte0;
		args[2 * i + 1] = hptes[i].pte1;
	}
	return ret;
}

/* By number / 4. */
const struct kvmppc_hcall kvmppc_pr_hcalls[] = {
	[H_REMOVE / 4]	    = { h_remove, .by_default = true },
	[H_ENTER / 4]	    = { h_enter, .memory = true, .by_default = true },
	[H_READ / 4]	    = { h_read, .by_default = true },
	[H_CLEAR_MOD / 4]   = { h_clear_mod },
	[H_CLEAR_REF / 4]   = { h_clear_ref },
	[H_PROTECT / 4]	    = { h_protect, .by_default = true },
	[H_BULK_REMOVE / 4] = { h_bulk_remove, .by_default = true },
};

const unsigned int kvmppc_pr_nr_hcalls = ARRAY_SIZE(kvmppc_pr_hcalls);
