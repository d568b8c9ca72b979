/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The host's hashed page table, for translations of a guest that runs in
 * problem state: a virtual address space of its own, and the entries in it.
 */
#ifndef KVMPPC_HOST_HPTE_H
#define KVMPPC_HOST_HPTE_H

#include <linux/types.h>

#include "host_pte.h"
#include "pr.h"

/* All segments are of 256M. */
#define KVMPPC_HOST_SEGMENT_SHIFT	28

/* Segments of a context are numbered below it. */
#define KVMPPC_HOST_CONTEXT_SEGMENTS	(1U << 21)

/* log2 of the smaller of the page sizes, which every host has. */
#define KVMPPC_HOST_HPTE_SHIFT		12

/**
 * struct kvmppc_host_hpte - a translation in the host's table
 * @vsid:	segment that it is in
 * @offset:	of the page in the segment, in bytes
 * @shift:	log2 of the page's size, which is also the segment's base size
 * @writable:	may be written, else only read
 * @executable:	may be fetched from
 * @slot:	where in the table it was put
 *
 * The host may throw it out of its table at any time and says nothing of it.
 */
struct kvmppc_host_hpte {
	u64 vsid;
	u32 offset;
	u8 shift;
	bool writable;
	bool executable;
	unsigned long slot;
};

int kvmppc_host_context_alloc(void);
void kvmppc_host_context_free(int context);
u64 kvmppc_host_vsid(int context, u32 segment);

unsigned int kvmppc_host_hpte_large_shift(void);
struct kvmppc_host_slbe kvmppc_host_slbe(u64 ea, u64 vsid, unsigned int shift,
					 unsigned int index);
int kvmppc_host_hpte_insert(struct kvmppc_host_hpte *hpte,
			    const struct kvmppc_host_pte *pte);
void kvmppc_host_hpte_invalidate(const struct kvmppc_host_hpte *hpte);

#endif /* KVMPPC_HOST_HPTE_H */
