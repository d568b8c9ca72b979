// SPDX-License-Identifier: GPL-2.0
/*
 * Radix tables, and which of the two MMUs a guest has.
 */
#include <endian.h>

#include "guest_hash.h"
#include "guest_mmu.h"

#define ROOT		GUEST_TABLES			/* 2^13 entries */
#define PROCESS_TABLE	(GUEST_TABLES + 0x10000)
#define LEVEL2		(GUEST_TABLES + 0x20000)	/* 512 of 1G each */

#define VALID		(1UL << 63)
#define LEAF		(1UL << 62)
#define REFERENCED	0x100UL
#define CHANGED		0x80UL
/* A 52-bit space: RTS of 21, in two parts; a root of 2^13 entries. */
#define TREE_SIZE	(2UL << 61 | 5UL << 5)
#define ROOT_BITS	13
#define LEVEL2_BITS	9
#define GUEST_RADIX	(1UL << 63)
#define PRTS_64K	4

static void put(struct vm *vm, uint64_t gpa, uint64_t value)
{
	*(uint64_t *)vm_ptr(vm, gpa) = htobe64(value);
}

void guest_mmu_map_1g(struct vm *vm, uint64_t ea, uint64_t gpa,
		      uint64_t access)
{
	if (vm->pr)
		guest_hash_map_1g(vm, ea, gpa, access);
	else
		put(vm, LEVEL2 + (ea >> 30) * 8, gpa == ~0UL ? 0 :
		    VALID | LEAF | gpa | REFERENCED | CHANGED | access);
}

static void enable_radix(struct vm *vm)
{
	struct kvm_ppc_mmuv3_cfg cfg = {
		.flags = KVM_PPC_MMUV3_RADIX | KVM_PPC_MMUV3_GTSE,
		.process_table = GUEST_RADIX | PROCESS_TABLE | PRTS_64K,
	};

	put(vm, ROOT, VALID | LEVEL2 | LEVEL2_BITS);
	for (unsigned int pid = 0; pid <= GUEST_PID; pid++)
		put(vm, PROCESS_TABLE + 16 * pid, TREE_SIZE | ROOT | ROOT_BITS);
	vm_ioctl(vm, KVM_PPC_CONFIGURE_V3_MMU, &cfg);
}

void guest_mmu_enable(struct vm *vm)
{
	if (vm->pr)
		guest_hash_enable(vm);
	else
		enable_radix(vm);
	guest_mmu_map_1g(vm, 0, 0, GUEST_ALL);
	guest_mmu_map_1g(vm, GUEST_MMIO, GUEST_MMIO,
			 GUEST_READ | GUEST_RW | GUEST_IO);
}

void guest_mmu_use(struct vcpu *vcpu)
{
	if (vcpu->vm->pr)
		guest_hash_use(vcpu);
	else
		one_reg_set(vcpu, KVM_REG_PPC_PID, GUEST_PID);
}
