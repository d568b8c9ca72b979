// SPDX-License-Identifier: GPL-2.0
/*
 * Statistics of VMs and vCPUs: the binary files of KVM_GET_STATS_FD, whose
 * format is in Documentation/virt/kvm/api.rst 4.133, and those in debugfs.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "harness.h"
#include "proc.h"
#include "vm.h"

FIXTURE(stats) {
	struct vm *vm;
	struct vcpu *vcpu;
};

FIXTURE_SETUP(stats)
{
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
}

FIXTURE_TEARDOWN(stats)
{
	vm_free(self->vm);
}

#define MAX_STATS	128

/* 20 ms, in ticks of the time base. */
#define WAIT		(20 * 512000UL)

struct stats {
	struct kvm_stats_header head;
	char id[128];
	unsigned int nr;
	struct {
		struct kvm_stats_desc desc;
		char name[64];
		uint64_t value;
	} stat[MAX_STATS];
};

static void read_at(int fd, void *data, size_t size, off_t at)
{
	ssize_t got = pread(fd, data, size, at);

	must(got == (ssize_t)size, "pread of %zu at %ld: %zd", size, (long)at,
	     got);
}

/* Read all of it, and check what every such file has to keep to. */
static void read_stats(int fd, struct stats *s)
{
	size_t size;

	memset(s, 0, sizeof(*s));
	read_at(fd, &s->head, sizeof(s->head), 0);
	must(s->head.flags == 0, "flags %#x", s->head.flags);
	must(s->head.name_size && s->head.name_size <= sizeof(s->stat[0].name),
	     "name_size %u", s->head.name_size);
	must(s->head.num_desc && s->head.num_desc <= MAX_STATS, "num_desc %u",
	     s->head.num_desc);
	must(s->head.id_offset >= sizeof(s->head) &&
	     s->head.desc_offset >= s->head.id_offset + s->head.name_size &&
	     s->head.desc_offset % 8 == 0 && s->head.data_offset % 8 == 0,
	     "offsets %u %u %u", s->head.id_offset, s->head.desc_offset,
	     s->head.data_offset);
	s->nr = s->head.num_desc;
	size = sizeof(struct kvm_stats_desc) + s->head.name_size;
	must(s->head.data_offset >= s->head.desc_offset + s->nr * size,
	     "data before the end of the descriptors");
	read_at(fd, s->id, s->head.name_size, s->head.id_offset);
	for (unsigned int i = 0; i < s->nr; i++) {
		struct kvm_stats_desc *d = &s->stat[i].desc;
		off_t at = s->head.desc_offset + i * size;

		read_at(fd, d, sizeof(*d), at);
		read_at(fd, s->stat[i].name, s->head.name_size,
			at + sizeof(*d));
		must(memchr(s->stat[i].name, 0, s->head.name_size) &&
		     s->stat[i].name[0], "name of %u", i);
		must((d->flags & KVM_STATS_TYPE_MASK) <= KVM_STATS_TYPE_MAX,
		     "type of %s", s->stat[i].name);
		must((d->flags & KVM_STATS_UNIT_MASK) <= KVM_STATS_UNIT_MAX,
		     "unit of %s", s->stat[i].name);
		must((d->flags & KVM_STATS_BASE_MASK) <= KVM_STATS_BASE_MAX,
		     "base of %s", s->stat[i].name);
		must(d->size >= 1 && d->offset % 8 == 0, "place of %s",
		     s->stat[i].name);
		read_at(fd, &s->stat[i].value, 8,
			s->head.data_offset + d->offset);
	}
}

static uint64_t value_of(const struct stats *s, const char *name)
{
	for (unsigned int i = 0; i < s->nr; i++)
		if (!strcmp(s->stat[i].name, name))
			return s->stat[i].value;
	must(false, "no statistic %s", name);
}

/* Names once, data apart from one another, nothing beyond the end. */
static void check_layout(struct __test_metadata *_metadata, int fd,
			 const struct stats *s)
{
	off_t end = 0;
	char byte;

	for (unsigned int i = 0; i < s->nr; i++) {
		off_t from = s->stat[i].desc.offset;
		off_t to = from + 8 * s->stat[i].desc.size;

		end = to > end ? to : end;
		for (unsigned int n = 0; n < i; n++) {
			off_t other = s->stat[n].desc.offset;

			EXPECT_NE(0, strcmp(s->stat[i].name, s->stat[n].name));
			EXPECT_TRUE(other >= to || from >=
				    other + 8 * s->stat[n].desc.size)
				TH_LOG("%s overlaps", s->stat[i].name);
		}
	}
	EXPECT_EQ(0, pread(fd, &byte, 1, s->head.data_offset + end));
}

TEST_F(stats, vm_file)
{
	int fd = vm_ioctl(self->vm, KVM_GET_STATS_FD, NULL);
	static struct stats s;
	char id[32];

	EXPECT_TRUE(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	read_stats(fd, &s);
	check_layout(_metadata, fd, &s);
	snprintf(id, sizeof(id), "kvm-%d", getpid());
	EXPECT_EQ(0, strcmp(id, s.id)) TH_LOG("%s", s.id);
	close(fd);
}

TEST_F(stats, vcpu_file)
{
	int fd = vcpu_ioctl(self->vcpu, KVM_GET_STATS_FD, NULL);
	static struct stats s;
	char id[32];

	read_stats(fd, &s);
	check_layout(_metadata, fd, &s);
	snprintf(id, sizeof(id), "kvm-%d/vcpu-0", getpid());
	EXPECT_EQ(0, strcmp(id, s.id)) TH_LOG("%s", s.id);
	close(fd);
}

/* One exit for MMIO. */
static void touch_device(struct vcpu *vcpu)
{
	vcpu_start(vcpu, "guest_load64", GUEST_MMIO);
	vcpu_run_to(vcpu, KVM_EXIT_MMIO);
	vcpu_run_done(vcpu);
}

/* They count what they name. */
TEST_F(stats, counters_count)
{
	int fd = vcpu_ioctl(self->vcpu, KVM_GET_STATS_FD, NULL);
	static struct stats before, after;

	vcpu_call(self->vcpu, "guest_add", 1, 2);
	read_stats(fd, &before);
	for (unsigned int i = 0; i < 10; i++)
		touch_device(self->vcpu);
	read_stats(fd, &after);
	EXPECT_EQ(10, value_of(&after, "mmio_exits") -
		  value_of(&before, "mmio_exits"));
	/* Cumulative ones never go back. */
	for (unsigned int i = 0; i < after.nr; i++) {
		if ((after.stat[i].desc.flags & KVM_STATS_TYPE_MASK) !=
		    KVM_STATS_TYPE_CUMULATIVE)
			continue;
		EXPECT_LE(before.stat[i].value, after.stat[i].value)
			TH_LOG("%s", after.stat[i].name);
	}
	close(fd);
}

#define HALT_POLL_NS	"/sys/module/kvm/parameters/halt_poll_ns"

/* A wait that ends while it is polled for is no block. */
TEST_F(stats, halt_poll)
{
	int fd = vcpu_ioctl(self->vcpu, KVM_GET_STATS_FD, NULL);
	static struct stats s;

	write_file(HALT_POLL_NS, "0");
	EXPECT_EQ(1, vcpu_call(self->vcpu, "dec_cede", WAIT));
	read_stats(fd, &s);
	EXPECT_EQ(0, value_of(&s, "halt_polls"));
	EXPECT_NE(0, value_of(&s, "blocks"));

	/* Another thread that wants the CPU may end it. */
	write_file(HALT_POLL_NS, "1000000000");
	for (unsigned int i = 0; i < 100 && !value_of(&s, "halt_polls"); i++) {
		EXPECT_EQ(1, vcpu_call(self->vcpu, "dec_cede", WAIT));
		read_stats(fd, &s);
	}
	write_file(HALT_POLL_NS, "0");
	EXPECT_NE(0, value_of(&s, "halt_polls"));
	close(fd);
}

/* In parts, or in one piece: the same bytes. */
TEST_F(stats, reads_of_any_size)
{
	int fd = vm_ioctl(self->vm, KVM_GET_STATS_FD, NULL);
	static uint8_t whole[65536], parts[65536];
	struct kvm_stats_header head;
	ssize_t size = pread(fd, whole, sizeof(whole), 0);
	ssize_t at = 0;

	ASSERT_LT((ssize_t)sizeof(head), size);
	while (at < size) {
		ssize_t got = pread(fd, parts + at, 1 + at % 13, at);

		ASSERT_LT(0, got);
		at += got;
	}
	EXPECT_EQ(0, pread(fd, parts, 1, at));
	memcpy(&head, whole, sizeof(head));
	EXPECT_EQ(0, memcmp(whole, parts, head.data_offset));
	EXPECT_EQ(-1, pread(fd, no_access(), 8, 0));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, write(fd, whole, 8));
	close(fd);
}

/* The file keeps what it tells of. */
TEST_F(stats, outlives_its_vcpu)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);
	int vcpu_fd = vcpu_ioctl(vcpu, KVM_GET_STATS_FD, NULL);
	int vm_fd = vm_ioctl(vm, KVM_GET_STATS_FD, NULL);
	static struct stats s;

	touch_device(vcpu);
	vm_free(vm);
	read_stats(vcpu_fd, &s);
	EXPECT_EQ(1, value_of(&s, "mmio_exits"));
	close(vcpu_fd);
	read_stats(vm_fd, &s);
	close(vm_fd);
}

/* debugfs has a directory a VM, PID-FD, with a file a counter. */
static bool find_vm_dir(struct vm *vm, char *path, size_t size)
{
	struct stat st;

	snprintf(path, size, "/sys/kernel/debug/kvm/%d-%d", getpid(), vm->fd);
	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

TEST_F(stats, debugfs)
{
	char path[256], file[600];
	struct dirent *entry;
	unsigned int files = 0;
	DIR *dir;

	ASSERT_TRUE(find_vm_dir(self->vm, path, sizeof(path)));
	touch_device(self->vcpu);
	dir = opendir(path);
	ASSERT_NE(NULL, dir);
	while ((entry = readdir(dir))) {
		struct stat st;

		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		if (stat(file, &st) || !S_ISREG(st.st_mode))
			continue;
		files++;
	}
	closedir(dir);
	EXPECT_LT(0, files);
	snprintf(file, sizeof(file), "%s/mmio_exits", path);
	EXPECT_EQ(1, read_number(file, ""));
}

/* Of all VMs together, at the top, where kvm_stat looks. */
TEST_F(stats, debugfs_totals)
{
	const char *file = "/sys/kernel/debug/kvm/mmio_exits";
	long before;

	ASSERT_EQ(0, access(file, R_OK));
	before = read_number(file, "");
	touch_device(self->vcpu);
	EXPECT_EQ(before + 1, read_number(file, ""));
}

/* A VM may outlive its number: another one then gets the same name. */
TEST_F(stats, debugfs_name_is_taken)
{
	struct vm *first = vm_create(), *second;
	int fd = first->fd;

	first->fd = dup(fd);
	ASSERT_LE(0, first->fd);
	ASSERT_EQ(0, close(fd));
	/* The lowest free number is this one, taken by the new VM's sys. */
	second = vm_create_bare();
	ASSERT_EQ(fd, second->sys);
	close(second->fd);
	second->fd = try_ioctl(first->sys, KVM_CREATE_VM, NULL);
	close(second->sys);
	second->sys = second->fd;
	second->fd = try_ioctl(first->sys, KVM_CREATE_VM, NULL);
	ASSERT_EQ(fd, second->fd);
	vcpu_create(first, 0);
	EXPECT_EQ(3, vcpu_call(first->vcpu[0], "guest_add", 1, 2));
	vm_free(second);
	EXPECT_EQ(3, vcpu_call(first->vcpu[0], "guest_add", 1, 2));
	vm_free(first);
}

TEST_F(stats, debugfs_goes_with_the_vm)
{
	struct vm *vm = vm_create();
	char path[256], text[8];
	struct stat st;
	int file;

	vcpu_create(vm, 0);
	ASSERT_TRUE(find_vm_dir(vm, path, sizeof(path)));
	strcat(path, "/mmio_exits");
	file = open(path, O_RDONLY);
	EXPECT_LE(0, file);
	vm_free(vm);
	/* A file that is still open is read, or says that it has gone. */
	EXPECT_GE(8, read(file, text, sizeof(text)));
	close(file);
	EXPECT_EQ(-1, stat(path, &st));
}

TEST_HARNESS_MAIN
