// SPDX-License-Identifier: GPL-2.0
/* Page sizes of guests with a hash MMU, for KVM_PPC_GET_SMMU_INFO. */
#include <linux/build_bug.h>
#include <linux/export.h>

#include <kvm/book3s.h>
#include <kvm/page_encoding.h>

/* Add an actual page size to the segment's, which come one after the other. */
static void add_page_size(struct kvm_ppc_smmu_info *info,
			  const struct kvmppc_page_encoding *e)
{
	struct kvm_ppc_one_seg_page_size *sps = info->sps;
	struct kvm_ppc_one_page_size *enc;

	while (sps->page_shift && sps->page_shift != e->base_shift)
		sps++;
	sps->page_shift = e->base_shift;
	sps->slb_enc = e->slb_llp;
	enc = sps->enc;
	while (enc->page_shift)
		enc++;
	enc->page_shift = e->shift;
	enc->pte_enc = e->pte_lp;
}

/**
 * kvmppc_smmu_info() - what KVM_PPC_GET_SMMU_INFO says of pages
 * @info: zeroed, but for the page sizes
 *
 * What else there is, segments, SLB and keys, is the backend's to add.
 */
void kvmppc_smmu_info(struct kvm_ppc_smmu_info *info)
{
	unsigned int i;

	BUILD_BUG_ON(KVMPPC_NR_PAGE_ENCODINGS > KVM_PPC_PAGE_SIZES_MAX_SZ);

	memset(info, 0, sizeof(*info));
	for (i = 0; i < KVMPPC_NR_PAGE_ENCODINGS; i++)
		add_page_size(info, &kvmppc_page_encodings[i]);
}
EXPORT_SYMBOL_GPL(kvmppc_smmu_info);
