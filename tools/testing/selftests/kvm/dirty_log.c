// SPDX-License-Identifier: GPL-2.0
/*
 * The dirty log names exactly the pages that were written.
 */
#include <endian.h>
#include <errno.h>
#include <pthread.h>

#include "harness.h"
#include "proc.h"
#include "vm.h"

#define SZ	host_page()
#define BASE	0x10000000UL
#define PAGES	96		/* more than one word of the bitmap */
#define WORDS	((PAGES + 63) / 64)

FIXTURE(dirty) {
	struct vm *vm;
	struct vcpu *vcpu;
	uint8_t *mem;
	uint64_t log[WORDS];
};

FIXTURE_SETUP(dirty)
{
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
	self->mem = mmap(NULL, PAGES * SZ, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->mem);
	ASSERT_EQ(0, vm_slot(self->vm, 1, KVM_MEM_LOG_DIRTY_PAGES, BASE,
			     PAGES * SZ, self->mem));
}

FIXTURE_TEARDOWN(dirty)
{
	vm_free(self->vm);
	munmap(self->mem, PAGES * SZ);
}

static int clear_log(struct vm *vm, uint32_t slot, uint64_t first, uint32_t nr,
		     uint64_t *bits)
{
	struct kvm_clear_dirty_log log = {
		.slot = slot,
		.first_page = first,
		.num_pages = nr,
		.dirty_bitmap = bits,
	};

	return try_ioctl(vm->fd, KVM_CLEAR_DIRTY_LOG, &log);
}

#define load(page)	vcpu_call(self->vcpu, "guest_load64", BASE + (page) * SZ)
#define store(page, v) \
	vcpu_call(self->vcpu, "guest_store64", BASE + (page) * SZ + 8, v)

/* The bitmap's words are little-endian. */
#define EXPECT_LOG(low, high) do {					\
	memset(self->log, 0xff, sizeof(self->log));			\
	EXPECT_EQ(0, vm_get_dirty_log(self->vm, 1, self->log));			\
	EXPECT_EQ(htole64(low), self->log[0]);				\
	EXPECT_EQ(htole64(high), self->log[1]);				\
} while (0)

TEST_F(dirty, arguments)
{
	uint64_t bits[WORDS];

	EXPECT_EQ(-ENOENT, vm_get_dirty_log(self->vm, 2, bits));	/* no such slot */
	EXPECT_EQ(-ENOENT, vm_get_dirty_log(self->vm, 0, bits));	/* not logged */
	EXPECT_EQ(-EINVAL, vm_get_dirty_log(self->vm, 0x10001, bits));
	EXPECT_EQ(-EINVAL, vm_get_dirty_log(self->vm, 0xffff, bits));
	store(3, 1);
	EXPECT_EQ(-EFAULT, vm_get_dirty_log(self->vm, 1, no_access()));
}

TEST_F(dirty, pages_written)
{
	EXPECT_LOG(0, 0);
	store(0, 1);
	store(63, 1);
	store(64, 1);
	store(95, 1);
	EXPECT_LOG(1 | 1ULL << 63, 1 | 1ULL << 31);
	/* Told once. */
	EXPECT_LOG(0, 0);
	store(63, 2);
	EXPECT_LOG(1ULL << 63, 0);
	EXPECT_EQ(2, *(uint64_t *)(self->mem + 63 * SZ + 8));
}

TEST_F(dirty, pages_read)
{
	for (unsigned int i = 0; i < PAGES; i++) {
		EXPECT_EQ(0, load(i));
	}
	EXPECT_LOG(0, 0);
	/* A page that is mapped for reading is still found when written. */
	store(5, 1);
	EXPECT_LOG(1 << 5, 0);
}

TEST_F(dirty, one_store_over_two_pages)
{
	uint64_t gpa = BASE + 10 * SZ - 4, stored;

	vcpu_call(self->vcpu, "guest_store64", gpa, 0x1122334455667788);
	EXPECT_LOG(3 << 9, 0);
	memcpy(&stored, self->mem + 10 * SZ - 4, 8);
	EXPECT_EQ(0x1122334455667788, stored);
}

/* Bits are of pages, whatever the size of the host's mapping. */
TEST_F(dirty, every_second_page)
{
	for (unsigned int i = 0; i < PAGES; i += 2)
		store(i, i);
	EXPECT_LOG(0x5555555555555555, 0x55555555);
	for (unsigned int i = 1; i < PAGES; i += 2)
		store(i, i);
	EXPECT_LOG(0xaaaaaaaaaaaaaaaa, 0xaaaaaaaa);
}

TEST_F(dirty, switched_on_and_off)
{
	store(1, 1);
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, PAGES * SZ, self->mem));
	EXPECT_EQ(-ENOENT, vm_get_dirty_log(self->vm, 1, self->log));
	store(2, 1);
	ASSERT_EQ(0, vm_slot(self->vm, 1, KVM_MEM_LOG_DIRTY_PAGES, BASE,
			     PAGES * SZ, self->mem));
	/* What was written without a log is not in the new one. */
	EXPECT_LOG(0, 0);
	store(1, 2);
	EXPECT_LOG(1 << 1, 0);
}

/* Logging begins on pages that are mapped for writing already. */
TEST_F(dirty, begins_on_mapped_pages)
{
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, PAGES * SZ, self->mem));
	for (unsigned int i = 0; i < PAGES; i++)
		store(i, i);
	ASSERT_EQ(0, vm_slot(self->vm, 1, KVM_MEM_LOG_DIRTY_PAGES, BASE,
			     PAGES * SZ, self->mem));
	EXPECT_LOG(0, 0);
	store(70, 1);
	EXPECT_LOG(0, 1 << 6);
	EXPECT_EQ(69, *(uint64_t *)(self->mem + 69 * SZ + 8));
}

/* Neither what the process writes itself. */
TEST_F(dirty, not_the_processs_own)
{
	*(uint64_t *)(self->mem + 7 * SZ) = 1;
	EXPECT_LOG(0, 0);
	EXPECT_EQ(1, load(7));
	EXPECT_LOG(0, 0);
}

/* A page written, then taken away by the host, was written none the less. */
TEST_F(dirty, unmapped_in_between)
{
	store(4, 1);
	store(80, 1);
	ASSERT_EQ(0, madvise(self->mem + 4 * SZ, SZ, MADV_DONTNEED));
	EXPECT_EQ(0, mprotect(self->mem + 80 * SZ, SZ, PROT_READ));
	EXPECT_LOG(1 << 4, 1 << 16);
	EXPECT_LOG(0, 0);
}

TEST_F(dirty, slot_deleted_and_created)
{
	store(1, 1);
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, 0, 0, NULL));
	EXPECT_EQ(-ENOENT, vm_get_dirty_log(self->vm, 1, self->log));
	ASSERT_EQ(0, vm_slot(self->vm, 1, KVM_MEM_LOG_DIRTY_PAGES, BASE,
			     PAGES * SZ, self->mem));
	EXPECT_LOG(0, 0);
}

/* A slot that ends inside a word of the bitmap: no bit beyond its end. */
TEST_F(dirty, short_slot)
{
	uint64_t bits = ~0ULL;

	ASSERT_EQ(0, vm_slot(self->vm, 2, KVM_MEM_LOG_DIRTY_PAGES, 2 * BASE,
			     3 * SZ, self->mem));
	vcpu_call(self->vcpu, "guest_store64", 2 * BASE + 2 * SZ, 1);
	ASSERT_EQ(0, vm_get_dirty_log(self->vm, 2, &bits));
	EXPECT_EQ(htole64(4), bits);
	/* Slot 1 shows the same page at another place: its log is its own. */
	EXPECT_LOG(0, 0);
}

struct writer {
	struct vcpu *vcpu;
	uint64_t wrong;
};

static void *run_writer(void *arg)
{
	struct writer *writer = arg;

	writer->wrong = vcpu_run_done(writer->vcpu);
	return NULL;
}

/*
 * What the log is for: copy what it names, round by round, while the guest
 * writes. After the guest has stopped, one more round makes the copy equal.
 */
TEST_F(dirty, copy_of_a_running_guest)
{
	struct writer writer = { .vcpu = self->vcpu };
	uint8_t *copy = calloc(PAGES, SZ);
	uint64_t *stop = vm_ptr(self->vm, GUEST_FREE);
	volatile uint64_t *rounds = vm_ptr(self->vm, GUEST_FREE + 8);
	unsigned int named = 0;
	bool last = false;
	pthread_t thread;

	share_cpu();
	ASSERT_NE(NULL, copy);
	for (unsigned int i = 0; i < PAGES; i++)
		*(uint64_t *)(self->mem + i * SZ + 8) = i;
	memcpy(copy, self->mem, PAGES * SZ);
	vcpu_start(self->vcpu, "guest_walk", GUEST_FREE, BASE, PAGES,
		   GUEST_FREE + 8, SZ);
	ASSERT_EQ(0, pthread_create(&thread, NULL, run_writer, &writer));
	for (unsigned int n = 0; !last; n++) {
		last = n >= 30 && *rounds >= 20;

		if (last) {
			__atomic_store_n(stop, 1, __ATOMIC_SEQ_CST);
			ASSERT_EQ(0, pthread_join(thread, NULL));
		}
		ASSERT_EQ(0, vm_get_dirty_log(self->vm, 1, self->log));
		for (unsigned int i = 0; i < PAGES; i++) {
			if (!(le64toh(self->log[i / 64]) >> i % 64 & 1))
				continue;
			memcpy(copy + i * SZ, self->mem + i * SZ, SZ);
			named++;
		}
	}
	EXPECT_EQ(0, writer.wrong);
	EXPECT_LT(0, named);
	EXPECT_EQ(0, memcmp(copy, self->mem, PAGES * SZ));
	EXPECT_LOG(0, 0);
	free(copy);
}

/* Registered areas of the guest that KVM itself writes are dirty, too. */
TEST_F(dirty, written_by_kvm)
{
	uint64_t vpa = BASE + 20 * SZ;
	uint64_t bits;

	*(uint16_t *)(self->mem + 20 * SZ + 4) = htobe16(640);
	EXPECT_EQ(0, vcpu_call(self->vcpu, "guest_hcall", 0xdc, 1UL << 45, 0,
			       vpa));
	EXPECT_EQ(3, vcpu_call(self->vcpu, "guest_add", 1, 2));
	EXPECT_EQ(0, vm_get_dirty_log(self->vm, 1, self->log));
	bits = le64toh(self->log[0]);
	EXPECT_EQ(0, bits & ~(1ULL << 20));
	EXPECT_EQ(0, self->log[1]);
}

/* So they are where logging begins after they were registered. */
TEST_F(dirty, written_by_kvm_before)
{
	uint64_t vpa = BASE + 20 * SZ;

	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, PAGES * SZ, self->mem));
	*(uint16_t *)(self->mem + 20 * SZ + 4) = htobe16(640);
	EXPECT_EQ(0, vcpu_call(self->vcpu, "guest_hcall", 0xdc, 1UL << 45, 0,
			       vpa));
	EXPECT_EQ(3, vcpu_call(self->vcpu, "guest_add", 1, 2));
	ASSERT_EQ(0, vm_slot(self->vm, 1, KVM_MEM_LOG_DIRTY_PAGES, BASE,
			     PAGES * SZ, self->mem));
	for (unsigned int i = 0; i < 3; i++) {
		EXPECT_EQ(3, vcpu_call(self->vcpu, "guest_add", 1, 2));
		EXPECT_EQ(0, vm_get_dirty_log(self->vm, 1, self->log));
		EXPECT_EQ(htole64(1 << 20), self->log[0]);
		EXPECT_EQ(0, self->log[1]);
	}
}

FIXTURE(manual) {
	struct vm *vm;
	struct vcpu *vcpu;
	uint8_t *mem;
	uint64_t log[WORDS];
};

FIXTURE_SETUP(manual)
{
	struct kvm_enable_cap cap = {
		.cap = KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2,
		.args[0] = KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE,
	};

	self->vm = vm_create();
	ASSERT_EQ(0, try_ioctl(self->vm->fd, KVM_ENABLE_CAP, &cap));
	self->vcpu = vcpu_create(self->vm, 0);
	self->mem = mmap(NULL, PAGES * SZ, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->mem);
	ASSERT_EQ(0, vm_slot(self->vm, 1, KVM_MEM_LOG_DIRTY_PAGES, BASE,
			     PAGES * SZ, self->mem));
}

FIXTURE_TEARDOWN(manual)
{
	vm_free(self->vm);
	munmap(self->mem, PAGES * SZ);
}

/* Reading the log does not clear it; clearing does, page by page. */
TEST_F(manual, clear)
{
	uint64_t bits[WORDS] = { htole64(1 << 3), htole64(1 << 1) };

	store(3, 1);
	store(4, 1);
	store(65, 1);
	EXPECT_LOG(3 << 3, 1 << 1);
	EXPECT_LOG(3 << 3, 1 << 1);
	EXPECT_EQ(0, clear_log(self->vm, 1, 0, PAGES, bits));
	EXPECT_LOG(1 << 4, 0);
	/* Seen anew once it is cleared. */
	store(3, 2);
	EXPECT_LOG(3 << 3, 0);
	EXPECT_EQ(0, clear_log(self->vm, 1, 64, 32, bits));
	EXPECT_LOG(3 << 3, 0);
}

TEST_F(manual, clear_arguments)
{
	uint64_t bits[WORDS] = { ~0ULL, ~0ULL };

	store(3, 1);
	EXPECT_EQ(-EINVAL, clear_log(self->vm, 1, 1, 64, bits));
	EXPECT_EQ(-EINVAL, clear_log(self->vm, 1, 0, 63, bits));
	EXPECT_EQ(-EINVAL, clear_log(self->vm, 1, 64, 64, bits));
	EXPECT_EQ(-EINVAL, clear_log(self->vm, 1, 128, 64, bits));
	EXPECT_EQ(-EINVAL, clear_log(self->vm, 1, ~63ULL, 64, bits));
	EXPECT_EQ(-ENOENT, clear_log(self->vm, 0, 0, 64, bits));
	EXPECT_EQ(-ENOENT, clear_log(self->vm, 2, 0, 64, bits));
	EXPECT_EQ(-EINVAL, clear_log(self->vm, 0x10001, 0, 64, bits));
	EXPECT_EQ(-EFAULT, clear_log(self->vm, 1, 0, 64, no_access()));
	EXPECT_LOG(1 << 3, 0);
	/* The slot's ragged end may be named. */
	EXPECT_EQ(0, clear_log(self->vm, 1, 64, 32, bits));
	EXPECT_EQ(0, clear_log(self->vm, 1, 0, 64, bits));
	EXPECT_LOG(0, 0);
}

TEST_F(manual, flags)
{
	struct kvm_enable_cap cap = {
		.cap = KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2,
		.args[0] = ~0ULL,
	};

	EXPECT_EQ(-EINVAL, try_ioctl(self->vm->fd, KVM_ENABLE_CAP, &cap));
	cap.args[0] = 0;
	EXPECT_EQ(0, try_ioctl(self->vm->fd, KVM_ENABLE_CAP, &cap));
}

TEST_HARNESS_MAIN
