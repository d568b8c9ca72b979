/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Radix page tables of a guest (Power ISA 3.1B, Book III 6.7.6), in the
 * uppermost part of its RAM.
 */
#ifndef SELFTESTS_KVM_GUEST_MMU_H
#define SELFTESTS_KVM_GUEST_MMU_H

#include "vm.h"

#define GUEST_TABLES	0x3c0000UL	/* to 0x3f0000 */
#define GUEST_PID	1
#define MSR_VIRTUAL	(MSR_GUEST | MSR_IR | MSR_DR)

/* Access of a leaf: encoded access authority, and attributes. */
#define RADIX_EXEC	0x1UL
#define RADIX_RW	0x2UL
#define RADIX_READ	0x4UL
#define RADIX_PRIV	0x8UL
#define RADIX_IO	0x20UL		/* non-idempotent */
#define RADIX_ALL	(RADIX_EXEC | RADIX_RW | RADIX_READ)

/**
 * guest_mmu_enable() - make tables and tell KVM of them
 * @vm: a VM with GUEST_RAM
 *
 * Maps the first gigabyte one to one, for everyone, and that of GUEST_MMIO as
 * a device.
 */
void guest_mmu_enable(struct vm *vm);

/**
 * guest_mmu_map_1g() - map a gigabyte of effective addresses below 512 GiB
 * @vm: the VM
 * @ea: effective address
 * @gpa: guest physical address, or ~0 to map nothing
 * @access: RADIX_*
 */
void guest_mmu_map_1g(struct vm *vm, uint64_t ea, uint64_t gpa,
		      uint64_t access);

#endif
