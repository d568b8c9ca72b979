// SPDX-License-Identifier: GPL-2.0
/*
 * Memory slots: what is accepted, what is refused, and what the guest sees
 * of a slot that is created, moved, deleted, or made read-only, at rest and
 * while a vCPU runs.
 */
#include <errno.h>
#include <pthread.h>

#include "harness.h"
#include "vm.h"

#define SZ	GUEST_PAGE
#define BASE	0x10000000UL	/* far from the RAM of slot 0 */

FIXTURE(slot) {
	struct vm *vm;
	struct vcpu *vcpu;
	uint8_t *mem;		/* 64 pages for the test's own slots */
};

FIXTURE_SETUP(slot)
{
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
	self->mem = mmap(NULL, 64 * SZ, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->mem);
	for (unsigned int i = 0; i < 64; i++)
		*(uint64_t *)(self->mem + i * SZ) = 0xabc000 + i;
}

FIXTURE_TEARDOWN(slot)
{
	vm_free(self->vm);
	munmap(self->mem, 64 * SZ);
}

#define load(gpa)	vcpu_call(self->vcpu, "guest_load64", gpa)
#define store(gpa, v)	vcpu_call(self->vcpu, "guest_store64", gpa, v)

/* The guest's load at @gpa finds no memory. */
static void check_mmio_load(struct vcpu *vcpu, uint64_t gpa)
{
	vcpu_start(vcpu, "guest_load64", gpa);
	vcpu_run_to(vcpu, KVM_EXIT_MMIO);
	must(vcpu->run->mmio.phys_addr == gpa && !vcpu->run->mmio.is_write,
	     "MMIO elsewhere");
	memset(vcpu->run->mmio.data, 0, 8);
	vcpu_run_done(vcpu);
}

TEST_F(slot, argument_table)
{
	const size_t part = host_page() / 2;
	uint8_t *mem = self->mem;
	const struct {
		uint32_t slot, flags;
		uint64_t gpa, size;
		void *hva;
		int want;
	} cases[] = {
		{ 1, 0, BASE, SZ, mem, 0 },
		{ 1, 0, BASE, 0, NULL, 0 },			/* delete */
		{ 1, 0, BASE, 0, NULL, -EINVAL },		/* not there */
		{ 1, 0, BASE + part, SZ, mem, -EINVAL },	/* gpa */
		{ 1, 0, BASE + 1, SZ, mem, -EINVAL },
		{ 1, 0, BASE, SZ + part, mem, -EINVAL },	/* size */
		{ 1, 0, BASE, 1, mem, -EINVAL },
		{ 1, 0, BASE, SZ, mem + 1, -EINVAL },		/* hva */
		{ 1, 0, BASE, SZ, mem + part, -EINVAL },
		{ 1, 0, BASE, SZ, (void *)~0xffffUL, -EINVAL },	/* kernel's */
		{ 1, 0, BASE, SZ, (void *)(0xcUL << 60), -EINVAL },
		{ 1, 0, ~0UL - SZ + 1, 2 * SZ, mem, -EINVAL },	/* wraps */
		{ 1, 0, BASE, ~0xffffUL, mem, -EINVAL },
		{ 1, 4, BASE, SZ, mem, -EINVAL },		/* flags */
		{ 1, 0x80000000, BASE, SZ, mem, -EINVAL },
		{ 0x10001, 0, BASE, SZ, mem, -EINVAL },		/* space 1 */
		{ 0xffff, 0, BASE, SZ, mem, -EINVAL },		/* number */
		{ 2, 0, 0, SZ, mem, -EEXIST },			/* on RAM */
		{ 2, 0, GUEST_RAM - SZ, 2 * SZ, mem, -EEXIST },
		{ 2, 0, GUEST_RAM, SZ, mem, 0 },		/* beside it */
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		EXPECT_EQ(cases[i].want,
			  vm_slot(self->vm, cases[i].slot, cases[i].flags,
				  cases[i].gpa, cases[i].size, cases[i].hva))
			TH_LOG("case %u", i);
	}
	EXPECT_EQ(0xabc000, load(GUEST_RAM));
}

TEST_F(slot, refused_change_changes_nothing)
{
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, 2 * SZ, self->mem));
	/* A slot keeps its size and its place in the process. */
	EXPECT_EQ(-EINVAL, vm_slot(self->vm, 1, 0, BASE, SZ, self->mem));
	EXPECT_EQ(-EINVAL,
		  vm_slot(self->vm, 1, 0, BASE, 2 * SZ, self->mem + SZ));
	/* It is neither moved onto another one nor made read-only late. */
	EXPECT_EQ(-EEXIST, vm_slot(self->vm, 1, 0, SZ, 2 * SZ, self->mem));
	EXPECT_EQ(-EINVAL, vm_slot(self->vm, 1, KVM_MEM_READONLY, BASE, 2 * SZ,
				   self->mem));
	EXPECT_EQ(0xabc001, load(BASE + SZ));
	EXPECT_EQ(0, store(BASE + SZ, 5));
	EXPECT_EQ(5, *(uint64_t *)(self->mem + SZ));
	/* The same again is no change. */
	EXPECT_EQ(0, vm_slot(self->vm, 1, 0, BASE, 2 * SZ, self->mem));
}

TEST_F(slot, delete_and_create)
{
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, SZ, self->mem));
	EXPECT_EQ(0xabc000, load(BASE));
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, 0, NULL));
	check_mmio_load(self->vcpu, BASE);
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, SZ, self->mem + 3 * SZ));
	EXPECT_EQ(0xabc003, load(BASE));
}

TEST_F(slot, move)
{
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, 2 * SZ, self->mem));
	EXPECT_EQ(0xabc001, load(BASE + SZ));
	/* By one page, onto its own old place. */
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE + SZ, 2 * SZ, self->mem));
	check_mmio_load(self->vcpu, BASE);
	EXPECT_EQ(0xabc000, load(BASE + SZ));
	EXPECT_EQ(0xabc001, load(BASE + 2 * SZ));
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, 2 * BASE, 2 * SZ, self->mem));
	check_mmio_load(self->vcpu, BASE + SZ);
	EXPECT_EQ(0xabc001, load(2 * BASE + SZ));
}

TEST_F(slot, boundaries)
{
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, SZ, self->mem));
	ASSERT_EQ(0, vm_slot(self->vm, 2, 0, BASE + SZ, SZ, self->mem + 5 * SZ));
	EXPECT_EQ(0xabc005, load(BASE + SZ));
	check_mmio_load(self->vcpu, BASE - 8);
	check_mmio_load(self->vcpu, BASE + 2 * SZ);
	EXPECT_EQ(0, load(BASE + SZ - 8));
}

/* Two slots may show the same page of the process. */
TEST_F(slot, alias)
{
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, SZ, self->mem));
	ASSERT_EQ(0, vm_slot(self->vm, 2, 0, 2 * BASE, SZ, self->mem));
	EXPECT_EQ(0, store(BASE, 0x77));
	EXPECT_EQ(0x77, load(2 * BASE));
}

TEST_F(slot, as_many_as_promised)
{
	long nr = try_ioctl(self->vm->fd, KVM_CHECK_EXTENSION,
			    (void *)KVM_CAP_NR_MEMSLOTS);
	unsigned int count = nr < 1024 ? nr : 1024;

	ASSERT_LE(512, nr);
	/* Backwards, with holes, all of them on the same 64 pages. */
	for (unsigned int i = count - 1; i; i--) {
		ASSERT_EQ(0, vm_slot(self->vm, i, 0, BASE + i * 2 * SZ, SZ,
				     self->mem + i % 64 * SZ));
	}
	EXPECT_EQ(-EINVAL, vm_slot(self->vm, nr, 0, 2 * BASE, SZ, self->mem));
	for (unsigned int i = 1; i < count; i += 37) {
		EXPECT_EQ(0xabc000 + i % 64, load(BASE + i * 2 * SZ));
	}
	check_mmio_load(self->vcpu, BASE + 3 * SZ);
	for (unsigned int i = 1; i < count; i += 2) {
		ASSERT_EQ(0, vm_slot(self->vm, i, 0, 0, 0, NULL));
	}
	check_mmio_load(self->vcpu, BASE + 2 * SZ);
	EXPECT_EQ(0xabc002, load(BASE + 4 * SZ));
}

TEST_F(slot, read_only)
{
	struct kvm_run *run = self->vcpu->run;
	int have = try_ioctl(self->vm->fd, KVM_CHECK_EXTENSION,
			     (void *)KVM_CAP_READONLY_MEM);
	int ret = vm_slot(self->vm, 1, KVM_MEM_READONLY, BASE, SZ, self->mem);

	/* Refused where it is said to be absent. */
	ASSERT_EQ(have ? 0 : -EINVAL, ret);
	if (!have)
		return;
	EXPECT_EQ(0xabc000, load(BASE));
	vcpu_start(self->vcpu, "guest_store64", BASE + 8, 0x99);
	vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
	EXPECT_EQ(1, run->mmio.is_write);
	EXPECT_EQ(BASE + 8, run->mmio.phys_addr);
	EXPECT_EQ(0, vcpu_run_done(self->vcpu));
	EXPECT_EQ(0, *(uint64_t *)(self->mem + 8));
	/* Not made writable while it stands. */
	EXPECT_EQ(-EINVAL, vm_slot(self->vm, 1, 0, BASE, SZ, self->mem));
}

/* Memory that the process itself may only read, behind a writable slot. */
TEST_F(slot, read_only_process_memory)
{
	int ret;

	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, SZ, self->mem));
	ASSERT_EQ(0, mprotect(self->mem, SZ, PROT_READ));
	EXPECT_EQ(0xabc000, load(BASE));
	vcpu_start(self->vcpu, "guest_store64", BASE, 1);
	ret = vcpu_run(self->vcpu);
	/* -EFAULT or an exit; the store is never done. */
	EXPECT_TRUE(ret == -EFAULT ||
		    (!ret && self->vcpu->run->exit_reason != KVM_EXIT_PAPR_HCALL));
	EXPECT_EQ(0xabc000, *(uint64_t *)self->mem);
	ASSERT_EQ(0, mprotect(self->mem, SZ, PROT_READ | PROT_WRITE));
	EXPECT_EQ(0, store(BASE, 2));
	EXPECT_EQ(2, *(uint64_t *)self->mem);
}

/* A slot over nothing: the guest's access is reported, not looped on. */
TEST_F(slot, unmapped_process_memory)
{
	int ret;

	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, SZ, self->mem));
	ASSERT_EQ(0, munmap(self->mem, SZ));
	vcpu_start(self->vcpu, "guest_load64", BASE);
	ret = vcpu_run(self->vcpu);
	EXPECT_TRUE(ret == -EFAULT ||
		    (!ret && self->vcpu->run->exit_reason != KVM_EXIT_PAPR_HCALL));
	ASSERT_EQ(self->mem, mmap(self->mem, SZ, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
				  -1, 0));
	*(uint64_t *)self->mem = 0x1234;
	EXPECT_EQ(0x1234, load(BASE));
}

/* A terabyte, of which three pages are ever touched. */
TEST_F(slot, large_and_sparse)
{
	const uint64_t size = 1UL << 40, gpa = 1UL << 40;
	static const uint64_t places[] = { 0, 1UL << 39, (1UL << 40) - SZ };
	uint8_t *mem = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	ASSERT_NE(MAP_FAILED, mem);
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, gpa, size, mem));
	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++) {
		EXPECT_EQ(0, load(gpa + places[i]));
		EXPECT_EQ(0, store(gpa + places[i], i + 5));
		EXPECT_EQ(i + 5, *(uint64_t *)(mem + places[i]));
	}
	check_mmio_load(self->vcpu, gpa + size);
	check_mmio_load(self->vcpu, gpa - 8);
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, gpa, 0, NULL));
	check_mmio_load(self->vcpu, gpa);
	munmap(mem, size);
}

/* As high as guest physical addresses go, which is 52 bits. */
TEST_F(slot, highest_addresses)
{
	static const uint64_t places[] = { 1UL << 48, 1UL << 51, (1UL << 52) - SZ };

	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++) {
		ASSERT_EQ(0, vm_slot(self->vm, 1 + i, 0, places[i], SZ,
				     self->mem + i * SZ));
		EXPECT_EQ(0xabc000 + i, load(places[i]));
	}
	/* One that no guest can reach may be refused. It does no harm. */
	EXPECT_GE(0, vm_slot(self->vm, 9, 0, 1UL << 52, SZ, self->mem));
	EXPECT_GE(0, vm_slot(self->vm, 10, 0, 1UL << 60, SZ, self->mem));
	EXPECT_EQ(0xabc001, load(places[1]));
}

static void *run_counter(void *arg)
{
	struct vcpu *vcpu = arg;

	return (void *)vcpu_run_done(vcpu);
}

/*
 * While the guest counts in its RAM, slots it does not use come and go, and
 * one that it reads changes places; the guest reads old or new, or, while
 * there is none, asks the VMM.
 */
TEST_F(slot, changes_while_running)
{
	uint64_t stop = GUEST_FREE, count = GUEST_FREE + 8;
	uint64_t *stop_ptr = vm_ptr(self->vm, stop);
	volatile uint64_t *count_ptr = vm_ptr(self->vm, count);
	uint64_t before;
	pthread_t thread;
	void *done;

	vcpu_start(self->vcpu, "guest_count", stop, count);
	ASSERT_EQ(0, pthread_create(&thread, NULL, run_counter, self->vcpu));
	while (!*count_ptr)
		sched_yield();
	before = *count_ptr;
	for (unsigned int i = 0; i < 100; i++) {
		ASSERT_EQ(0, vm_slot(self->vm, 1 + i % 8, 0, BASE + i * SZ, SZ,
				     self->mem + i % 64 * SZ));
		if (i % 3) {
			ASSERT_EQ(0, vm_slot(self->vm, 1 + i % 8, 0,
					     BASE + (i + 500) * SZ, SZ,
					     self->mem + i % 64 * SZ));
		}
		ASSERT_EQ(0, vm_slot(self->vm, 1 + i % 8, 0, 0, 0, NULL));
	}
	while (*count_ptr == before)
		sched_yield();
	__atomic_store_n(stop_ptr, 1, __ATOMIC_SEQ_CST);
	ASSERT_EQ(0, pthread_join(thread, &done));
	EXPECT_EQ(*count_ptr, (uint64_t)done);
}

struct reader {
	struct vcpu *vcpu;
	unsigned long loads, exits, wrong;
};

static void *run_reader(void *arg)
{
	struct reader *reader = arg;
	struct kvm_run *run = reader->vcpu->run;

	for (;;) {
		must(!vcpu_run(reader->vcpu), "KVM_RUN");
		if (run->exit_reason == KVM_EXIT_MMIO) {
			uint64_t value = 0xabc000;

			must(run->mmio.phys_addr == BASE, "MMIO at %#llx",
			     run->mmio.phys_addr);
			memcpy(run->mmio.data, &value, 8);
			reader->exits++;
			continue;
		}
		must(run->exit_reason == KVM_EXIT_PAPR_HCALL, "exit %u",
		     run->exit_reason);
		if (run->papr_hcall.nr == HC_DONE)
			break;
		must(false, "hcall %#llx", run->papr_hcall.nr);
	}
	reader->wrong = run->papr_hcall.args[0];
	return NULL;
}

TEST_F(slot, used_slot_changes_while_running)
{
	struct reader reader = { .vcpu = self->vcpu };
	uint64_t *stop = vm_ptr(self->vm, GUEST_FREE);
	pthread_t thread;

	/* The same value is at either place, and given by the VMM. */
	*(uint64_t *)(self->mem + 9 * SZ) = 0xabc000;
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, SZ, self->mem));
	vcpu_start(self->vcpu, "guest_expect", GUEST_FREE, BASE, 0xabc000);
	ASSERT_EQ(0, pthread_create(&thread, NULL, run_reader, &reader));
	for (unsigned int i = 0; i < 100; i++) {
		ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, 0, NULL));
		ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, SZ,
				     self->mem + (i & 1 ? 9 * SZ : 0)));
	}
	__atomic_store_n(stop, 1, __ATOMIC_SEQ_CST);
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(0, reader.wrong);
}

TEST_HARNESS_MAIN
