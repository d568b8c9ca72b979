/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest's hashed page table (Power ISA 2.07B, Book III-S 5.7), as PAPR has
 * it: the VMM's memory, not the guest's. One segment of a terabyte, pages of
 * 16M.
 */
#ifndef SELFTESTS_KVM_GUEST_HASH_H
#define SELFTESTS_KVM_GUEST_HASH_H

#include "vm.h"

#define GUEST_HTAB_SHIFT	18
#define GUEST_HTAB_GROUPS	(1UL << (GUEST_HTAB_SHIFT - 7))
#define GUEST_VSID		0x12345UL

/** guest_hash_enable() - an empty table for the VM, which vm_free() frees. */
void guest_hash_enable(struct vm *vm);

/**
 * guest_hash_set() - SDR1 and the only valid entry of the vCPU's SLB
 * @table: where the VMM has a table of GUEST_HTAB_SHIFT
 * @slbe: the entry as slbmte has it in RB, which is made valid
 * @slbv: and in RS
 */
void guest_hash_set(struct vcpu *vcpu, const void *table, uint64_t slbe,
		    uint64_t slbv);

/** guest_hash_use() - have the vCPU translate by it: SDR1 and an SLB entry. */
void guest_hash_use(struct vcpu *vcpu);

/** guest_hash_map_1g() - guest_mmu_map_1g() for such a VM. */
void guest_hash_map_1g(struct vm *vm, uint64_t ea, uint64_t gpa,
		       uint64_t access);

#endif
