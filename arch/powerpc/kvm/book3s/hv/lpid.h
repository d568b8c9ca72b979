/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KVM_HV_LPID_H
#define KVM_HV_LPID_H

#include <linux/types.h>

int kvmppc_lpid_alloc(void);
void kvmppc_lpid_free(u32 lpid);

#endif /* KVM_HV_LPID_H */
