// SPDX-License-Identifier: GPL-2.0
/*
 * Guest memory in huge pages of the host: made of small ones under a running
 * guest, split, logged page by page. For hosts whose MMU has 2M pages.
 */
#include <errno.h>

#include "harness.h"
#include "proc.h"
#include "vm.h"
#include "walk.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE	25
#endif

#define SZ	GUEST_PAGE
#define HUGE	(2UL << 20)
#define BASE	0x10000000UL
#define BYTES	(2 * HUGE)
#define PAGES	(BYTES / SZ)

FIXTURE(huge) {
	struct vm *vm;
	struct vcpu *vcpu;
	uint8_t *area;
	uint8_t *mem;		/* aligned to 2M; slot 1 at BASE */
	struct walk walk;
};

FIXTURE_SETUP(huge)
{
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
	self->area = mmap(NULL, BYTES + HUGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->area);
	self->mem = (void *)(((uintptr_t)self->area + HUGE - 1) & ~(HUGE - 1));
	self->walk.vcpu = self->vcpu;
	self->walk.mem = self->mem;
	self->walk.gpa = BASE;
	self->walk.pages = PAGES;
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, BYTES, self->mem));
}

FIXTURE_TEARDOWN(huge)
{
	vm_free(self->vm);
	munmap(self->area, BYTES + HUGE);
}

#define load(page)	vcpu_call(self->vcpu, "guest_load64", BASE + (page) * SZ)
#define store(page, v) \
	vcpu_call(self->vcpu, "guest_store64", BASE + (page) * SZ, v)
#define word(page)	(*(volatile uint64_t *)(self->mem + (page) * SZ))

/* How much of this process is in huge pages. */
static long huge_kilobytes(void)
{
	return read_number("/proc/self/smaps_rollup", "AnonHugePages:");
}

TEST_F(huge, split)
{
	ASSERT_EQ(0, madvise(self->mem, BYTES, MADV_HUGEPAGE));
	memset(self->mem, 0, BYTES);
	EXPECT_LT(0, huge_kilobytes());
	walk_start(&self->walk);
	walk_on(&self->walk);
	/* A hole in the first huge page splits it. */
	ASSERT_EQ(0, mprotect(self->mem + 3 * SZ, SZ, PROT_READ | PROT_WRITE |
			      PROT_EXEC));
	walk_on(&self->walk);
	ASSERT_EQ(0, mprotect(self->mem + 3 * SZ, SZ, PROT_READ | PROT_WRITE));
	walk_on(&self->walk);
	EXPECT_EQ(0, walk_stop(&self->walk));
	ASSERT_EQ(0, madvise(self->mem + HUGE + 4 * SZ, SZ, MADV_DONTNEED));
	EXPECT_EQ(0, load(HUGE / SZ + 4));
	EXPECT_EQ(*self->walk.rounds, load(HUGE / SZ + 5));
	EXPECT_EQ(*self->walk.rounds, load(HUGE / SZ + 3));
}

TEST_F(huge, collapsed)
{
	ASSERT_EQ(0, madvise(self->mem, BYTES, MADV_NOHUGEPAGE));
	walk_start(&self->walk);
	walk_on(&self->walk);
	ASSERT_EQ(0, madvise(self->mem, BYTES, MADV_HUGEPAGE));
	for (unsigned int i = 0; i < 10; i++) {
		long huge;

		ASSERT_EQ(0, madvise(self->mem, BYTES, MADV_COLLAPSE));
		huge = huge_kilobytes();
		EXPECT_LE(BYTES / 1024, huge);
		walk_on(&self->walk);
		/* Split by a change of protection in each half, and whole. */
		ASSERT_EQ(0, mprotect(self->mem + 5 * SZ, SZ,
				      PROT_READ | PROT_WRITE | PROT_EXEC));
		walk_on(&self->walk);
		ASSERT_EQ(0, mprotect(self->mem + 5 * SZ, SZ,
				      PROT_READ | PROT_WRITE));
	}
	EXPECT_EQ(0, walk_stop(&self->walk));
}

TEST_F(huge, hugetlb)
{
	uint8_t *map;

	write_file("/proc/sys/vm/nr_hugepages", "4");
	map = mmap(NULL, 2 * HUGE, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | MAP_POPULATE,
		   -1, 0);
	ASSERT_NE(MAP_FAILED, map);
	ASSERT_EQ(0, vm_slot(self->vm, 2, 0, 2 * BASE, 2 * HUGE, map));
	vcpu_call(self->vcpu, "guest_fill", 2 * BASE, PAGES, SZ, 77);
	for (unsigned int i = 0; i < PAGES; i++) {
		EXPECT_EQ(77 + i, *(uint64_t *)(map + i * SZ));
	}
	ASSERT_EQ(0, madvise(map, HUGE, MADV_DONTNEED));
	EXPECT_EQ(0, vcpu_call(self->vcpu, "guest_load64", 2 * BASE + 8 * SZ));
	EXPECT_EQ(77 + PAGES - 1,
		  vcpu_call(self->vcpu, "guest_load64",
			    2 * BASE + (PAGES - 1) * SZ));
	ASSERT_EQ(0, vm_slot(self->vm, 2, 0, 0, 0, NULL));
	ASSERT_EQ(0, munmap(map, 2 * HUGE));
	write_file("/proc/sys/vm/nr_hugepages", "0");
}

/* A slot that begins inside a huge page, at another offset than the guest's */
TEST_F(huge, misaligned_slot)
{
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, 0, 0, NULL));
	ASSERT_EQ(0, madvise(self->mem, BYTES, MADV_HUGEPAGE));
	memset(self->mem, 0, BYTES);
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE + SZ, HUGE, self->mem));
	ASSERT_EQ(0, vm_slot(self->vm, 2, 0, 2 * BASE, HUGE,
			     self->mem + 7 * SZ));
	for (unsigned int i = 0; i < HUGE / SZ; i++)
		word(i) = 1000 + i;
	for (unsigned int i = 0; i < HUGE / SZ; i += 5) {
		EXPECT_EQ(1000 + i, load(i + 1));
	}
	EXPECT_EQ(1007, vcpu_call(self->vcpu, "guest_load64", 2 * BASE));
	/* Nothing before the slot, though the huge page goes on there. */
	vcpu_start(self->vcpu, "guest_load64", 2 * BASE - 8);
	vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
}

/*
 * A slot that ends in the middle of a huge page, its gpa and its place in the
 * process being aligned alike: the guest gets the slot, and not the rest.
 */
TEST_F(huge, slot_ends_inside)
{
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, 0, 0, NULL));
	ASSERT_EQ(0, madvise(self->mem, BYTES, MADV_HUGEPAGE));
	memset(self->mem, 0x77, BYTES);
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, 5 * SZ, self->mem));
	ASSERT_EQ(0, vm_slot(self->vm, 2, 0, BASE + HUGE + 5 * SZ, 3 * SZ,
			     self->mem + HUGE + 5 * SZ));
	EXPECT_EQ(0x7777777777777777, load(4));
	EXPECT_EQ(0x7777777777777777, load(HUGE / SZ + 5));
	vcpu_start(self->vcpu, "guest_load64", BASE + 5 * SZ);
	vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
	vcpu_start(self->vcpu, "guest_load64", BASE + HUGE + 4 * SZ);
	vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
	vcpu_start(self->vcpu, "guest_load64", BASE + HUGE + 8 * SZ);
	vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
}

/* Memory in 2M pages of the host: still one bit a page. */
TEST_F(huge, dirty_log_by_page)
{
	ASSERT_EQ(0, madvise(self->mem, BYTES, MADV_HUGEPAGE));
	memset(self->mem, 1, BYTES);
	EXPECT_LE(BYTES / 1024, huge_kilobytes());
	vcpu_call(self->vcpu, "guest_fill", BASE, PAGES, SZ, 0);
	ASSERT_EQ(0, vm_slot(self->vm, 1, KVM_MEM_LOG_DIRTY_PAGES, BASE, BYTES,
			     self->mem));
	for (unsigned int i = 0; i < PAGES; i += 13) {
		uint64_t bits = ~0ULL;

		store(i, i);
		ASSERT_EQ(0, vm_get_dirty_log(self->vm, 1, &bits));
		EXPECT_EQ(1ULL << i, bits);
	}
	/* And whole again without the log. */
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, BYTES, self->mem));
	EXPECT_EQ(0, vcpu_call(self->vcpu, "guest_verify", BASE, PAGES, SZ, 0));
}

TEST_HARNESS_MAIN
