// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/kvm itself: its ioctls with good and bad arguments, and what else can
 * be done to its file descriptor.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "harness.h"
#include "vm.h"

FIXTURE(system) {
	int fd;
};

FIXTURE_SETUP(system)
{
	self->fd = kvm_open();
}

FIXTURE_TEARDOWN(system)
{
	close(self->fd);
}

static int try_value(int fd, unsigned long nr, unsigned long value)
{
	return try_ioctl(fd, nr, (const void *)value);
}

TEST_F(system, device_number)
{
	struct stat st;

	ASSERT_EQ(0, fstat(self->fd, &st));
	EXPECT_TRUE(S_ISCHR(st.st_mode));
	EXPECT_EQ(makedev(10, 232), st.st_rdev);
}

TEST_F(system, api_version)
{
	EXPECT_EQ(12, try_value(self->fd, KVM_GET_API_VERSION, 0));
	EXPECT_EQ(-EINVAL, try_value(self->fd, KVM_GET_API_VERSION, 1));
}

TEST_F(system, vcpu_mmap_size)
{
	int size = try_value(self->fd, KVM_GET_VCPU_MMAP_SIZE, 0);
	int page = sysconf(_SC_PAGESIZE);

	/* The run page, and the coalesced ring one page on. */
	EXPECT_LE(2 * page, size);
	EXPECT_EQ(0, size % page);
	EXPECT_EQ(-EINVAL, try_value(self->fd, KVM_GET_VCPU_MMAP_SIZE, 1));
}

TEST_F(system, vm_types)
{
	bool pr = kvm_guests_are_pr();
	const struct {
		unsigned long type;
		bool good;
	} types[] = {
		{ 0, true },
		{ KVM_VM_PPC_HV, !pr },
		{ KVM_VM_PPC_PR, pr },
		{ 3, false },
		{ 1UL << 31, false },
		{ 1UL << 32, false },
		{ ~0UL, false },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(types); i++) {
		int vm = try_value(self->fd, KVM_CREATE_VM, types[i].type);

		if (!types[i].good) {
			EXPECT_EQ(-EINVAL, vm)
				TH_LOG("type %#lx", types[i].type);
			continue;
		}
		ASSERT_LE(0, vm);
		EXPECT_TRUE(fcntl(vm, F_GETFD) & FD_CLOEXEC);
		EXPECT_EQ(0, close(vm));
	}
}

TEST_F(system, no_descriptor_left)
{
	int vm, fd = dup(self->fd);

	/* Every lower number is taken, so that this one shows a leak. */
	for (unsigned int i = 0; i < 100; i++) {
		EXPECT_EQ(-EINVAL, try_value(self->fd, KVM_CREATE_VM, 99));
	}
	close(fd);
	vm = try_value(self->fd, KVM_CREATE_VM, 0);
	EXPECT_EQ(fd, vm);
	close(vm);
}

TEST_F(system, unknown_extensions)
{
	static const long none[] = { 9999, 0x7fffffff, -1, 1L << 32 };

	for (unsigned int i = 0; i < ARRAY_SIZE(none); i++) {
		EXPECT_EQ(0, try_value(self->fd, KVM_CHECK_EXTENSION, none[i]));
	}
}

TEST_F(system, unknown_ioctls)
{
	static const unsigned long unknown[] = {
		_IO(KVMIO, 0x3f), _IO(KVMIO, 0xff), _IO('T', 1), 0, ~0UL,
		KVM_RUN, KVM_CREATE_VCPU, KVM_SET_USER_MEMORY_REGION,
		KVM_GET_DIRTY_LOG, KVM_GET_REGS, KVM_GET_ONE_REG,
		KVM_GET_STATS_FD, KVM_ENABLE_CAP,
		_IOWR(KVMIO, 0x02, uint32_t),	/* x86: MSR_INDEX_LIST */
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(unknown); i++) {
		EXPECT_EQ(-ENOTTY, try_ioctl(self->fd, unknown[i], no_access()))
			TH_LOG("ioctl %#lx", unknown[i]);
	}
}

TEST_F(system, neither_read_nor_mapped)
{
	char byte = 0;

	EXPECT_EQ(-1, read(self->fd, &byte, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, write(self->fd, &byte, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, 1, PROT_READ, MAP_SHARED, self->fd, 0));
	EXPECT_EQ(ENODEV, errno);
}

TEST_HARNESS_MAIN
