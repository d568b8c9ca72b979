// SPDX-License-Identifier: GPL-2.0
/* Logical partition ids: 0 is the host's, the others go to VMs. */
#include <linux/gfp.h>
#include <linux/idr.h>

#include "hv.h"
#include "lpid.h"

static DEFINE_IDA(lpids);

/**
 * kvmppc_lpid_alloc() - an LPID for a VM
 *
 * May sleep. Its partition table entry is empty, and nothing of it is cached.
 *
 * Return: the LPID, -ENOSPC where all are taken, -ENOMEM.
 */
int kvmppc_lpid_alloc(void)
{
	return ida_alloc_range(&lpids, 1, kvmppc_hv_world->lpids() - 1,
			       GFP_KERNEL);
}

/**
 * kvmppc_lpid_free() - give an LPID back
 * @lpid: its partition table entry was cleared by kvmppc_hv_world.set_partition
 */
void kvmppc_lpid_free(u32 lpid)
{
	ida_free(&lpids, lpid);
}
