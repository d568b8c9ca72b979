// SPDX-License-Identifier: GPL-2.0
/*
 * Page sizes of the 64-bit hash MMU, by base (Power ISA 2.07 Book III-S 5.7.7;
 * 3.0B Book III 5.7.7): POWER7's and all later ones'; the 970's are among them.
 * Pure.
 */
#include <linux/export.h>

#include <kvm/page_encoding.h>

#define SHIFT_4K	12
#define SHIFT_64K	16
#define SHIFT_16M	24

const struct kvmppc_page_encoding
kvmppc_page_encodings[KVMPPC_NR_PAGE_ENCODINGS] = {
	{ SHIFT_4K, SHIFT_4K, 0x000, 0x00 },
	{ SHIFT_4K, SHIFT_64K, 0x000, 0x07 },
	{ SHIFT_4K, SHIFT_16M, 0x000, 0x38 },
	{ SHIFT_64K, SHIFT_64K, 0x110, 0x01 },
	{ SHIFT_64K, SHIFT_16M, 0x110, 0x08 },
	{ SHIFT_16M, SHIFT_16M, 0x100, 0x00 },
};
EXPORT_SYMBOL_GPL(kvmppc_page_encodings);
