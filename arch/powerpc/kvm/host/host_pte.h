/* SPDX-License-Identifier: GPL-2.0 */
/* How the host maps a page of the process that runs a guest. */
#ifndef KVMPPC_HOST_PTE_H
#define KVMPPC_HOST_PTE_H

#include <linux/types.h>

struct mm_struct;

enum kvmppc_host_caching {
	KVMPPC_HOST_CACHED,
	KVMPPC_HOST_TOLERANT,		/* cache-inhibited, tolerant */
	KVMPPC_HOST_NON_IDEMPOTENT,	/* cache-inhibited, guarded: device */
};

/**
 * struct kvmppc_host_pte - one leaf of the host's page table
 * @pa:		physical address of the byte that was asked for
 * @shift:	log2 of the leaf's size
 * @writable:	the page may be written and is dirty already: a writer that
 *		bypasses the host's table owes it nothing
 * @caching:	storage attributes
 */
struct kvmppc_host_pte {
	u64 pa;
	unsigned int shift;
	bool writable;
	enum kvmppc_host_caching caching;
};

bool kvmppc_host_pte_find(struct mm_struct *mm, unsigned long hva,
			  struct kvmppc_host_pte *pte);
int kvmppc_host_pte_fault_in(struct mm_struct *mm, unsigned long hva,
			     bool write);

#endif /* KVMPPC_HOST_PTE_H */
