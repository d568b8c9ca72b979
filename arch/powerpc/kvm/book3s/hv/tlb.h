/* SPDX-License-Identifier: GPL-2.0 */
/* Translation caches and the partition table on bare metal. */
#ifndef KVM_HV_TLB_H
#define KVM_HV_TLB_H

#include <linux/kvm_types.h>

void kvmppc_tlb_set_partition(u32 lpid, u64 patb0, u64 patb1);
void kvmppc_tlb_flush_page(u32 lpid, gpa_t gpa, unsigned int shift);
void kvmppc_tlb_flush_pwc(u32 lpid);
void kvmppc_tlb_flush_lpid(u32 lpid);
void kvmppc_tlb_flush_cpu(int cpu, u32 lpid);

#endif /* KVM_HV_TLB_H */
