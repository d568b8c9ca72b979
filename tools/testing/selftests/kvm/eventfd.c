// SPDX-License-Identifier: GPL-2.0
/*
 * ioeventfd: stores of a guest that become events, and which do not. irqfd as
 * far as it exists without an interrupt controller in the kernel.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/eventfd.h>

#include "harness.h"
#include "vm.h"

#define ADDR	GUEST_MMIO

FIXTURE(ev) {
	struct vm *vm;
	struct vcpu *vcpu;
	int fd;
};

FIXTURE_SETUP(ev)
{
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
	self->fd = eventfd(0, EFD_NONBLOCK);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(ev)
{
	close(self->fd);
	vm_free(self->vm);
}

static int assign(struct vm *vm, int fd, uint64_t addr, uint32_t len,
		  uint32_t flags, uint64_t match)
{
	struct kvm_ioeventfd io = {
		.datamatch = match,
		.addr = addr,
		.len = len,
		.fd = fd,
		.flags = flags,
	};

	return try_ioctl(vm->fd, KVM_IOEVENTFD, &io);
}

#define MATCH		KVM_IOEVENTFD_FLAG_DATAMATCH
#define DEASSIGN	KVM_IOEVENTFD_FLAG_DEASSIGN

/* How many events came since the last call. */
static uint64_t events(int fd)
{
	uint64_t n;

	return read(fd, &n, sizeof(n)) == sizeof(n) ? n : 0;
}

TEST_F(ev, every_length)
{
	for (unsigned int len = 1; len <= 8; len *= 2) {
		ASSERT_EQ(0, assign(self->vm, self->fd, ADDR, len, 0, 0));
		for (unsigned int bytes = 1; bytes <= 8; bytes *= 2) {
			EXPECT_EQ(bytes != len, vcpu_store(self->vcpu, ADDR,
							   bytes, 0x1234));
			EXPECT_EQ(bytes == len, events(self->fd));
		}
		ASSERT_EQ(0, assign(self->vm, self->fd, ADDR, len, DEASSIGN,
				    0));
		EXPECT_TRUE(vcpu_store(self->vcpu, ADDR, len, 1));
		EXPECT_EQ(0, events(self->fd));
	}
}

TEST_F(ev, any_length)
{
	ASSERT_EQ(0, assign(self->vm, self->fd, ADDR, 0, 0, 0));
	for (unsigned int bytes = 1; bytes <= 8; bytes *= 2) {
		EXPECT_FALSE(vcpu_store(self->vcpu, ADDR, bytes, 7));
		EXPECT_EQ(1, events(self->fd));
	}
	EXPECT_TRUE(vcpu_store(self->vcpu, ADDR + 1, 1, 7));
	EXPECT_TRUE(vcpu_store(self->vcpu, ADDR - 1, 1, 7));
	/* No length leaves nothing to compare. */
	EXPECT_EQ(-EINVAL, assign(self->vm, self->fd, ADDR + 8, 0, MATCH, 1));
}

TEST_F(ev, data_match)
{
	int other = eventfd(0, EFD_NONBLOCK);

	ASSERT_EQ(0, assign(self->vm, self->fd, ADDR, 4, MATCH, 0x11223344));
	ASSERT_EQ(0, assign(self->vm, other, ADDR, 4, MATCH, 0x55667788));
	EXPECT_FALSE(vcpu_store(self->vcpu, ADDR, 4, 0x11223344));
	EXPECT_EQ(1, events(self->fd));
	EXPECT_EQ(0, events(other));
	EXPECT_FALSE(vcpu_store(self->vcpu, ADDR, 4, 0x55667788));
	EXPECT_EQ(0, events(self->fd));
	EXPECT_EQ(1, events(other));
	EXPECT_TRUE(vcpu_store(self->vcpu, ADDR, 4, 0x11223345));
	EXPECT_TRUE(vcpu_store(self->vcpu, ADDR, 8, 0x11223344));
	/* Deassigned is what was assigned: fd, length and value. */
	EXPECT_EQ(-ENOENT, assign(self->vm, other, ADDR, 4, MATCH | DEASSIGN,
				  0x11223344));
	EXPECT_EQ(-ENOENT, assign(self->vm, self->fd, ADDR, 4, DEASSIGN, 0));
	EXPECT_EQ(-ENOENT, assign(self->vm, self->fd, ADDR, 2,
				  MATCH | DEASSIGN, 0x11223344));
	EXPECT_EQ(0, assign(self->vm, self->fd, ADDR, 4, MATCH | DEASSIGN,
			    0x11223344));
	EXPECT_TRUE(vcpu_store(self->vcpu, ADDR, 4, 0x11223344));
	EXPECT_FALSE(vcpu_store(self->vcpu, ADDR, 4, 0x55667788));
	close(other);
}

TEST_F(ev, arguments)
{
	static const struct {
		uint64_t addr;
		uint32_t len, flags;
	} bad[] = {
		{ ADDR, 3, 0 }, { ADDR, 5, 0 }, { ADDR, 16, 0 },
		{ ADDR, 0x80000000, 0 },
		{ ~0UL, 2, 0 }, { ~0UL - 6, 8, 0 },	/* wraps */
		{ ADDR, 4, 1 << 9 }, { ADDR, 4, 1U << 31 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_EQ(-EINVAL, assign(self->vm, self->fd, bad[i].addr,
					  bad[i].len, bad[i].flags, 0))
			TH_LOG("case %u", i);
	}
	EXPECT_EQ(-EBADF, assign(self->vm, -1, ADDR, 4, 0, 0));
	EXPECT_EQ(-EINVAL, assign(self->vm, self->vm->fd, ADDR, 4, 0, 0));
	EXPECT_EQ(-ENOENT, assign(self->vm, self->fd, ADDR, 4, DEASSIGN, 0));
	EXPECT_TRUE(vcpu_store(self->vcpu, ADDR, 4, 1));
	EXPECT_EQ(0, events(self->fd));
}

TEST_F(ev, collisions)
{
	ASSERT_EQ(0, assign(self->vm, self->fd, ADDR, 4, 0, 0));
	EXPECT_EQ(-EEXIST, assign(self->vm, self->fd, ADDR, 4, 0, 0));
	EXPECT_EQ(-EEXIST, assign(self->vm, self->fd, ADDR, 4, MATCH, 5));
	EXPECT_EQ(-EEXIST, assign(self->vm, self->fd, ADDR, 0, 0, 0));
	/* Another length, another place: no collision. */
	EXPECT_EQ(0, assign(self->vm, self->fd, ADDR, 2, 0, 0));
	EXPECT_EQ(0, assign(self->vm, self->fd, ADDR + 4, 4, 0, 0));
	EXPECT_FALSE(vcpu_store(self->vcpu, ADDR, 2, 5));
	EXPECT_EQ(1, events(self->fd));
}

/* A load of the same place is still the VMM's. */
TEST_F(ev, loads_go_to_userspace)
{
	ASSERT_EQ(0, assign(self->vm, self->fd, ADDR, 8, 0, 0));
	vcpu_start(self->vcpu, "guest_load64", ADDR);
	vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
	EXPECT_EQ(0, self->vcpu->run->mmio.is_write);
	EXPECT_EQ(0, events(self->fd));
}

TEST_F(ev, fd_is_closed)
{
	int fd = eventfd(0, 0);

	ASSERT_EQ(0, assign(self->vm, fd, ADDR, 4, 0, 0));
	ASSERT_EQ(0, close(fd));
	/* The VM holds the event, nobody reads it. */
	for (unsigned int i = 0; i < 10; i++) {
		EXPECT_FALSE(vcpu_store(self->vcpu, ADDR, 4, i));
	}
}

TEST_F(ev, many)
{
	int fds[200];

	for (unsigned int i = 0; i < ARRAY_SIZE(fds); i++) {
		fds[i] = eventfd(0, EFD_NONBLOCK);
		ASSERT_EQ(0, assign(self->vm, fds[i], ADDR + 8 * i, 4, 0, 0));
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(fds); i += 7) {
		EXPECT_FALSE(vcpu_store(self->vcpu, ADDR + 8 * i, 4, 1));
		EXPECT_EQ(1, events(fds[i]));
	}
	for (unsigned int i = 1; i < ARRAY_SIZE(fds); i += 2) {
		ASSERT_EQ(0, assign(self->vm, fds[i], ADDR + 8 * i, 4,
				    DEASSIGN, 0));
	}
	EXPECT_TRUE(vcpu_store(self->vcpu, ADDR + 8, 4, 1));
	EXPECT_FALSE(vcpu_store(self->vcpu, ADDR + 16, 4, 1));
	EXPECT_EQ(1, events(fds[2]));
}

/* Without an interrupt controller there is nothing to inject into. */
TEST_F(ev, irqfd_without_irqchip)
{
	struct kvm_irqfd irqfd = { .fd = self->fd, .gsi = 3 };

	EXPECT_GT(0, try_ioctl(self->vm->fd, KVM_IRQFD, &irqfd));
	irqfd.flags = 0x80;
	EXPECT_GT(0, try_ioctl(self->vm->fd, KVM_IRQFD, &irqfd));
	irqfd.flags = 0;
	irqfd.fd = -1;
	EXPECT_GT(0, try_ioctl(self->vm->fd, KVM_IRQFD, &irqfd));
	EXPECT_EQ(42, vcpu_call(self->vcpu, "guest_add", 40, 2));
}

TEST_HARNESS_MAIN
