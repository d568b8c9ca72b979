/* SPDX-License-Identifier: GPL-2.0 */
/* What of the host's segments outlives a run of a guest. */
#ifndef KVM_HOST_PR_SLB_H
#define KVM_HOST_PR_SLB_H

#include <linux/types.h>

void kvmppc_host_pr_slb_init(void);
bool kvmppc_host_pr_slb_lend(void);
void kvmppc_host_pr_slb_end(void);
void kvmppc_host_pr_slb_user(void);

#endif /* KVM_HOST_PR_SLB_H */
