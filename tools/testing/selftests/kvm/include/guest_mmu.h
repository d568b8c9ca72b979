/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Address translation of a guest: by radix page tables (Power ISA 3.1B, Book
 * III 6.7.6), in the uppermost part of its RAM, or by a hashed page table.
 */
#ifndef SELFTESTS_KVM_GUEST_MMU_H
#define SELFTESTS_KVM_GUEST_MMU_H

#include "vm.h"

#define GUEST_TABLES	0x3c0000UL	/* to 0x3f0000 */
#define GUEST_PID	1
#define MSR_VIRTUAL	(MSR_GUEST | MSR_IR | MSR_DR)

/* Access, with the values of a radix leaf: authority and attributes. */
#define GUEST_EXEC	0x1UL
#define GUEST_RW	0x2UL
#define GUEST_READ	0x4UL
#define GUEST_PRIV	0x8UL
#define GUEST_IO	0x20UL		/* non-idempotent */
#define GUEST_ALL	(GUEST_EXEC | GUEST_RW | GUEST_READ)

/**
 * guest_mmu_enable() - make tables for a VM
 * @vm: a VM with GUEST_RAM
 *
 * Maps the first gigabyte one to one, for everyone, and that of GUEST_MMIO as
 * a device.
 */
void guest_mmu_enable(struct vm *vm);

/** guest_mmu_use() - have the vCPU translate by them where MSR says so. */
void guest_mmu_use(struct vcpu *vcpu);

/**
 * guest_mmu_map_1g() - map a gigabyte of effective addresses below 512 GiB
 * @vm: the VM
 * @ea: effective address
 * @gpa: guest physical address, or ~0 to map nothing
 * @access: GUEST_*
 */
void guest_mmu_map_1g(struct vm *vm, uint64_t ea, uint64_t gpa,
		      uint64_t access);

#endif
