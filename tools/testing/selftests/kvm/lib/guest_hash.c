// SPDX-License-Identifier: GPL-2.0
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "guest_hash.h"
#include "guest_mmu.h"

#define HTAB_SIZE	(1UL << GUEST_HTAB_SHIFT)
#define GROUP		8	/* entries of two doublewords */
#define PAGE_SHIFT	24
#define PAGE		(1UL << PAGE_SHIFT)

/* First doubleword of an entry */
#define HPTE_1T		(1UL << 62)
#define HPTE_LARGE	(1UL << 2)
#define HPTE_VALID	(1UL << 0)
/* Second */
#define HPTE_R		0x100UL
#define HPTE_C		0x080UL
#define HPTE_IO		0x028UL		/* caching inhibited, guarded */
#define HPTE_COHERENT	0x010UL
#define HPTE_NOEXEC	0x004UL
#define HPTE_PP_RW	2UL
#define HPTE_PP_RO	3UL

/* As slbmte takes them in RB and RS */
#define SLBE_VALID	(1UL << 27)
#define SLBV_1T		(1UL << 62)
#define SLBV_KP		0x400UL
#define SLBV_LARGE	0x100UL

void guest_hash_enable(struct vm *vm)
{
	must(!vm->htab, "one hashed page table a VM");
	vm->htab = aligned_alloc(HTAB_SIZE, HTAB_SIZE);
	must(vm->htab, "memory for a hashed page table");
	memset(vm->htab, 0, HTAB_SIZE);
}

void guest_hash_set(struct vcpu *vcpu, const void *table, uint64_t slbe,
		    uint64_t slbv)
{
	struct kvm_sregs sregs;

	vcpu_ioctl(vcpu, KVM_GET_SREGS, &sregs);
	sregs.u.s.sdr1 = (uintptr_t)table | (GUEST_HTAB_SHIFT - 18);
	memset(&sregs.u.s.ppc64, 0, sizeof(sregs.u.s.ppc64));
	sregs.u.s.ppc64.slb[0].slbe = slbe | SLBE_VALID;
	sregs.u.s.ppc64.slb[0].slbv = slbv;
	vcpu_ioctl(vcpu, KVM_SET_SREGS, &sregs);
}

void guest_hash_use(struct vcpu *vcpu)
{
	guest_hash_set(vcpu, vcpu->vm->htab, 0,
		       SLBV_1T | GUEST_VSID << 24 | SLBV_KP | SLBV_LARGE);
}

/* The entry of a page, or else one that is free. */
static uint64_t *find(uint64_t *htab, uint64_t ea, uint64_t first)
{
	uint64_t hash = GUEST_VSID ^ GUEST_VSID << 25 ^ ea >> PAGE_SHIFT;
	uint64_t *group = htab + hash % GUEST_HTAB_GROUPS * GROUP * 2;

	for (unsigned int pass = 0; pass < 2; pass++)
		for (unsigned int i = 0; i < GROUP; i++)
			if (group[2 * i] == (pass ? 0 : first))
				return group + 2 * i;
	must(false, "a group of the hashed page table is full");
	return NULL;
}

void guest_hash_map_1g(struct vm *vm, uint64_t ea, uint64_t gpa,
		       uint64_t access)
{
	uint64_t flags = HPTE_R | HPTE_C;

	flags |= access & GUEST_RW ? HPTE_PP_RW : HPTE_PP_RO;
	flags |= access & GUEST_EXEC ? 0 : HPTE_NOEXEC;
	flags |= access & GUEST_IO ? HPTE_IO : HPTE_COHERENT;
	for (uint64_t at = 0; at < 1UL << 30; at += PAGE) {
		uint64_t va = GUEST_VSID << 40 | (ea + at);
		uint64_t first = htobe64(HPTE_1T | va >> 23 << 7 |
					 HPTE_LARGE | HPTE_VALID);
		uint64_t *hpte = find(vm->htab, ea + at, first);

		hpte[0] = 0;
		hpte[1] = htobe64((gpa + at) | flags);
		if (gpa != ~0UL)
			hpte[0] = first;
	}
}
