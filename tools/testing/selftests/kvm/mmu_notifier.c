// SPDX-License-Identifier: GPL-2.0
/*
 * The host does with guest memory what it does with any: swaps it out,
 * throws it away, changes its protection, moves it and merges it. A guest that
 * runs meanwhile always sees the right data. Huge pages have a test of their
 * own.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <asm/mman.h>

#include "harness.h"
#include "proc.h"
#include "vm.h"
#include "walk.h"

#define SZ	GUEST_PAGE
#define BASE	0x10000000UL
#define PAGES	64
#define BYTES	(PAGES * SZ)

/* Each costs the host a page for good. */
#define MIGRATED 16

FIXTURE(mm) {
	struct vm *vm;
	struct vcpu *vcpu;
	uint8_t *mem;		/* slot 1 at BASE */
	struct walk walk;
};

FIXTURE_SETUP(mm)
{
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
	self->mem = mmap(NULL, BYTES, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->mem);
	self->walk.vcpu = self->vcpu;
	self->walk.mem = self->mem;
	self->walk.gpa = BASE;
	self->walk.pages = PAGES;
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, BYTES, self->mem));
}

FIXTURE_TEARDOWN(mm)
{
	vm_free(self->vm);
	munmap(self->mem, BYTES);
}

#define load(page)	vcpu_call(self->vcpu, "guest_load64", BASE + (page) * SZ)
#define store(page, v) \
	vcpu_call(self->vcpu, "guest_store64", BASE + (page) * SZ, v)
#define word(page)	(*(volatile uint64_t *)(self->mem + (page) * SZ))

/* Nothing to do where the host has no huge pages. */
static void small_pages(void *mem)
{
	must(!madvise(mem, BYTES, MADV_NOHUGEPAGE) || errno == EINVAL,
	     "MADV_NOHUGEPAGE");
}

TEST_F(mm, dontneed)
{
	store(3, 7);
	EXPECT_EQ(7, word(3));
	ASSERT_EQ(0, madvise(self->mem + 3 * SZ, SZ, MADV_DONTNEED));
	/* A new page, of zeros, and one page for both. */
	EXPECT_EQ(0, load(3));
	store(3, 8);
	EXPECT_EQ(8, word(3));
	word(3) = 9;
	EXPECT_EQ(9, load(3));
}

TEST_F(mm, mapped_anew)
{
	store(3, 7);
	ASSERT_EQ(self->mem + 2 * SZ,
		  mmap(self->mem + 2 * SZ, 2 * SZ, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
	EXPECT_EQ(0, load(3));
	word(3) = 11;
	EXPECT_EQ(11, load(3));
}

TEST_F(mm, mremap_away_and_back)
{
	uint8_t *place = mmap(NULL, SZ, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			      -1, 0);
	int ret;

	store(5, 7);
	ASSERT_EQ(place, mremap(self->mem + 5 * SZ, SZ, SZ,
				MREMAP_MAYMOVE | MREMAP_FIXED, place));
	EXPECT_EQ(7, *(uint64_t *)place);
	/* The slot's page is gone, the guest must not reach the old one. */
	vcpu_start(self->vcpu, "guest_store64", BASE + 5 * SZ, 8);
	ret = vcpu_run(self->vcpu);
	EXPECT_TRUE(ret || self->vcpu->run->exit_reason != KVM_EXIT_PAPR_HCALL);
	EXPECT_EQ(7, *(uint64_t *)place);
	*(uint64_t *)place = 12;
	ASSERT_EQ(self->mem + 5 * SZ,
		  mremap(place, SZ, SZ, MREMAP_MAYMOVE | MREMAP_FIXED,
			 self->mem + 5 * SZ));
	EXPECT_EQ(12, load(5));
}

TEST_F(mm, mprotect_none)
{
	int ret;

	store(5, 7);
	ASSERT_EQ(0, mprotect(self->mem + 5 * SZ, SZ, PROT_NONE));
	vcpu_start(self->vcpu, "guest_load64", BASE + 5 * SZ);
	ret = vcpu_run(self->vcpu);
	EXPECT_TRUE(ret || self->vcpu->run->exit_reason != KVM_EXIT_PAPR_HCALL);
	ASSERT_EQ(0, mprotect(self->mem + 5 * SZ, SZ, PROT_READ | PROT_WRITE));
	EXPECT_EQ(7, load(5));
}

TEST_F(mm, shared_file_truncated)
{
	int fd = memfd_create("guest", 0);
	uint8_t *map;
	int ret;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, ftruncate(fd, 4 * SZ));
	map = mmap(NULL, 4 * SZ, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ASSERT_NE(MAP_FAILED, map);
	ASSERT_EQ(0, vm_slot(self->vm, 2, 0, 2 * BASE, 4 * SZ, map));
	vcpu_call(self->vcpu, "guest_fill", 2 * BASE, 4, SZ, 100);
	EXPECT_EQ(102, *(uint64_t *)(map + 2 * SZ));
	/* A hole punched reads as zeros, beyond the end there is nothing. */
	ASSERT_EQ(0, fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			       SZ, SZ));
	EXPECT_EQ(0, vcpu_call(self->vcpu, "guest_load64", 2 * BASE + SZ));
	ASSERT_EQ(0, ftruncate(fd, 2 * SZ));
	vcpu_start(self->vcpu, "guest_load64", 2 * BASE + 3 * SZ);
	ret = vcpu_run(self->vcpu);
	EXPECT_TRUE(ret || self->vcpu->run->exit_reason != KVM_EXIT_PAPR_HCALL);
	EXPECT_EQ(100, vcpu_call(self->vcpu, "guest_load64", 2 * BASE));
	close(fd);
}

/* Other pages of the same VM are thrown away under a running guest. */
TEST_F(mm, dontneed_under_load)
{
	volatile uint64_t *own = vm_ptr(self->vm, GUEST_FREE + 3 * SZ);

	walk_start(&self->walk);
	for (unsigned int i = 1; i <= 100; i++) {
		*own = i;
		ASSERT_EQ(0, madvise((void *)own, SZ, MADV_DONTNEED));
		ASSERT_EQ(0, *own);
	}
	walk_on(&self->walk);
	EXPECT_EQ(0, walk_stop(&self->walk));
}

/* To another set of access rights and back, none of which stops the guest. */
TEST_F(mm, mprotect_under_load)
{
	walk_start(&self->walk);
	for (unsigned int i = 0; i < 100; i++) {
		uint8_t *page = self->mem + i % PAGES * SZ;
		uint64_t before;

		ASSERT_EQ(0, mprotect(page, SZ, PROT_READ | PROT_WRITE |
				      PROT_EXEC));
		before = *(volatile uint64_t *)page;
		ASSERT_EQ(0, mprotect(page, SZ, PROT_READ | PROT_WRITE));
		ASSERT_LE(before, *(volatile uint64_t *)page);
	}
	walk_on(&self->walk);
	EXPECT_EQ(0, walk_stop(&self->walk));
}

/* A swap area in compressed memory, of the zram module. Return: its path. */
static void swap_on(char *path, size_t size)
{
	union {
		uint32_t words[SZ / 4];
		char bytes[SZ];
	} *head = calloc(1, sizeof(*head));
	const size_t page = host_page();
	char text[64] = "";
	int fd;

	must(!system("modprobe zram num_devices=0"), "modprobe zram");
	fd = open("/sys/class/zram-control/hot_add", O_RDONLY);
	must(fd >= 0 && read(fd, text, sizeof(text) - 1) > 0, "zram hot_add");
	close(fd);
	snprintf(path, size, "/sys/block/zram%d/disksize", atoi(text));
	write_file(path, "33554432");
	snprintf(path, size, "/dev/zram%d", atoi(text));
	/* A swap header: version 1, the last page's number, the magic word */
	head->words[256] = 1;
	head->words[257] = 33554432 / page - 1;
	memcpy(head->bytes + page - 10, "SWAPSPACE2", 10);
	fd = open(path, O_WRONLY);
	must(fd >= 0 && write(fd, head, page) == page && !fsync(fd), "mkswap %s",
	     path);
	close(fd);
	free(head);
	must(!swapon(path, 0), "swapon %s", path);
}

static void swap_off(const char *path)
{
	char control[128];

	must(!swapoff(path), "swapoff %s", path);
	snprintf(control, sizeof(control), "/sys/block/%s/reset", path + 5);
	write_file(control, "1");
	write_file("/sys/class/zram-control/hot_remove",
		   path + strlen("/dev/zram"));
}

/* How many bytes of the memory are not resident. */
static size_t swapped(void *mem)
{
	unsigned char vec[BYTES / 0x1000];	/* of 4K pages */
	size_t out = 0;

	must(!mincore(mem, BYTES, vec), "mincore");
	for (size_t at = 0; at < BYTES; at += host_page())
		out += vec[at / host_page()] & 1 ? 0 : host_page();
	return out;
}

TEST_F(mm, swapped_out)
{
	size_t out = 0;
	char path[64];

	swap_on(path, sizeof(path));
	small_pages(self->mem);
	vcpu_call(self->vcpu, "guest_fill", BASE, PAGES, SZ, 500);
	/* The kernel may need to be asked twice: the guest's reference first */
	for (unsigned int i = 0; i < 10 && out <= BYTES / 2; i++) {
		ASSERT_EQ(0, madvise(self->mem, BYTES, MADV_PAGEOUT));
		out = swapped(self->mem);
	}
	EXPECT_LT(BYTES / 2, out);
	EXPECT_EQ(0, vcpu_call(self->vcpu, "guest_verify", BASE, PAGES, SZ,
			       500));
	/* Out while the guest goes on. */
	share_cpu();
	walk_start(&self->walk);
	for (unsigned int i = 0; i < 20; i++) {
		ASSERT_EQ(0, madvise(self->mem, BYTES, MADV_PAGEOUT));
		walk_on(&self->walk);
	}
	EXPECT_EQ(0, walk_stop(&self->walk));
	swap_off(path);
}

TEST_F(mm, same_pages_merged)
{
	long merged = -1;

	small_pages(self->mem);
	vcpu_call(self->vcpu, "guest_fill", BASE, PAGES, SZ, 1);
	for (unsigned int i = 0; i < PAGES; i++)
		word(i) = 0x1234;
	ASSERT_EQ(0, madvise(self->mem, BYTES, MADV_MERGEABLE));
	write_file("/sys/kernel/mm/ksm/pages_to_scan", "1000");
	write_file("/sys/kernel/mm/ksm/sleep_millisecs", "1");
	write_file("/sys/kernel/mm/ksm/run", "1");
	for (unsigned int i = 0; i < 500 && merged < 8; i++) {
		usleep(10000);
		merged = read_number("/sys/kernel/mm/ksm/pages_sharing", "");
	}
	EXPECT_LE(8, merged);
	EXPECT_EQ(0x1234, load(9));
	/* A write makes a page of its own of it, for the guest alone. */
	store(9, 0x5678);
	EXPECT_EQ(0x5678, word(9));
	EXPECT_EQ(0x1234, load(10));
	EXPECT_EQ(0x1234, word(10));
	/* And under load. */
	walk_start(&self->walk);
	for (unsigned int i = 0; i < 20; i++)
		walk_on(&self->walk);
	write_file("/sys/kernel/mm/ksm/run", "2");
	walk_on(&self->walk);
	EXPECT_EQ(0, walk_stop(&self->walk));
	write_file("/sys/kernel/mm/ksm/run", "0");
}

/*
 * Taking a page out of service moves what it holds to another one: the surest
 * way to have a page migrated.
 */
TEST_F(mm, pages_migrated)
{
	long before, after;

	small_pages(self->mem);
	before = read_number("/proc/vmstat", "pgmigrate_success ");
	share_cpu();
	walk_start(&self->walk);
	for (unsigned int i = 0; i < MIGRATED; i++) {
		ASSERT_EQ(0, madvise(self->mem + i * (PAGES / MIGRATED) * SZ,
				     host_page(), MADV_SOFT_OFFLINE));
		walk_on(&self->walk);
	}
	EXPECT_EQ(0, walk_stop(&self->walk));
	after = read_number("/proc/vmstat", "pgmigrate_success ");
	EXPECT_LE(before + MIGRATED, after);
}

TEST_HARNESS_MAIN
