/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the second-stage radix MMU have of each other. */
#ifndef KVM_HV_RADIX_H
#define KVM_HV_RADIX_H

#include <kvm/vm.h>

#include "radix_tree.h"

/**
 * struct radix_gather - the gather of a VM's tree
 *
 * One for each VM, too large for a stack; under kvm.mmu_lock.
 * @gather:	the tree's
 * @kvm:	the VM
 * @slot:	where the leaves lie that are let go, or NULL
 */
struct radix_gather {
	struct kvmppc_radix_gather gather;
	struct kvm *kvm;
	struct kvm_memory_slot *slot;
};

__be64 *kvmppc_radix_table_alloc(unsigned int level);
void kvmppc_radix_table_free(__be64 *table, unsigned int level);
void kvmppc_radix_count(struct kvm *kvm, unsigned int level, int n);
struct radix_gather *kvmppc_radix_gather_begin(struct kvm *kvm,
					       struct kvm_memory_slot *slot);

#endif /* KVM_HV_RADIX_H */
