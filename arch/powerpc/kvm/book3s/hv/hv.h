/* SPDX-License-Identifier: GPL-2.0 */
/* kvm-hv: guests that run natively with MSR[HV]=0, on POWER9 and later. */
#ifndef KVM_HV_H
#define KVM_HV_H

#include <linux/preempt.h>

#include <kvm/book3s.h>

struct kvmppc_host_window;
struct kvmppc_hv_vcpu;

/**
 * struct kvmppc_hv_world - the way to reach hypervisor resources
 * @name:	for the load message
 * @init:	take the world, at module load; -ENODEV where it is not this one
 * @exit:	its undoing
 * @lpids:	LPIDs that may be used are 1 to lpids - 1; valid after @init
 * @set_partition: write a partition table entry (Power ISA 3.1B Book III
 *		6.7.6.1); no translation of it is cached on return
 * @flush_page: one partition-scoped page of 1 << shift bytes, all CPUs
 * @flush_pwc:	page walk cache of an LPID, all CPUs
 * @flush_lpid:	everything of an LPID, all CPUs
 * @flush_local: guest-made (process-scoped) translations of an LPID, this CPU
 * @enter:	run the guest; interrupts off; the vector that ended it
 *
 * Chosen once, when the module loads: bare metal or nested.
 */
struct kvmppc_hv_world {
	const char *name;
	int (*init)(void);
	void (*exit)(void);
	u32 (*lpids)(void);
	void (*set_partition)(u32 lpid, u64 patb0, u64 patb1);
	void (*flush_page)(u32 lpid, gpa_t gpa, unsigned int shift);
	void (*flush_pwc)(u32 lpid);
	void (*flush_lpid)(u32 lpid);
	void (*flush_local)(u32 lpid);
	int (*enter)(struct kvmppc_hv_vcpu *hv);
};

extern const struct kvmppc_hv_world *kvmppc_hv_world;
extern const struct kvmppc_hv_world kvmppc_hv_bare;

/**
 * struct kvmppc_hv_vm - a VM under kvm-hv
 * @ppc:	what every PowerPC VM has
 * @lpid:	its logical partition id
 * @lpcr:	LPCR of its vCPUs; under kvm.lock
 * @root:	root of the partition-scoped radix tree, kernel address; the
 *		tree is under kvm.mmu_lock
 * @prtb:	PATE doubleword 1: the guest's process table
 * @flush_on:	CPUs that flush the LPID's own translations before they run it
 */
struct kvmppc_hv_vm {
	struct kvmppc_vm ppc;
	u32 lpid;
	u64 lpcr;
	__be64 *root;
	u64 prtb;
	cpumask_t flush_on;
};

static inline struct kvmppc_hv_vm *to_hv_vm(struct kvm *kvm)
{
	return container_of(to_kvmppc_vm(kvm), struct kvmppc_hv_vm, ppc);
}

/* radix.c */
int kvmppc_radix_cache_init(void);
void kvmppc_radix_cache_exit(void);
int kvmppc_radix_init(struct kvmppc_hv_vm *hv);
void kvmppc_radix_destroy(struct kvmppc_hv_vm *hv);
u64 kvmppc_radix_patb0(const struct kvmppc_hv_vm *hv);
int kvmppc_radix_fault(struct kvm_vcpu *vcpu, gpa_t gpa, bool store);
void kvmppc_radix_unmap(struct kvm *kvm, const struct kvm_gfn_range *range);
bool kvmppc_radix_age(struct kvm *kvm, const struct kvm_gfn_range *range);
bool kvmppc_radix_test_age(struct kvm *kvm, const struct kvm_gfn_range *range);
void kvmppc_radix_dirty_arm(struct kvm *kvm, struct kvm_memory_slot *slot,
			    unsigned long first, unsigned long mask);
void kvmppc_radix_dirty_start(struct kvm *kvm, struct kvm_memory_slot *slot);

#endif /* KVM_HV_H */
