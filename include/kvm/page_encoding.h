/* SPDX-License-Identifier: GPL-2.0 */
/* Page sizes of the 64-bit hash MMU: book3s/page_encoding.c, pure. */
#ifndef KVM_PAGE_ENCODING_H
#define KVM_PAGE_ENCODING_H

#include <linux/types.h>

/**
 * struct kvmppc_page_encoding - a page size that guests may use
 * @base_shift:	log2 of the segment's base page size
 * @shift:	log2 of the actual page size
 * @slb_llp:	L and LP in the VSID doubleword of an SLB entry
 * @pte_lp:	LP in the HPTE, as many low bits as the page's size leaves;
 *		meaningless for 4K pages, whose HPTE has L=0
 */
struct kvmppc_page_encoding {
	u8 base_shift;
	u8 shift;
	u16 slb_llp;
	u8 pte_lp;
};

#define KVMPPC_NR_PAGE_ENCODINGS	6

extern const struct kvmppc_page_encoding
kvmppc_page_encodings[KVMPPC_NR_PAGE_ENCODINGS];

#endif /* KVM_PAGE_ENCODING_H */
