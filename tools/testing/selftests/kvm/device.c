// SPDX-License-Identifier: GPL-2.0
/*
 * KVM_CREATE_DEVICE: what is refused, and that it leaves nothing behind.
 */
#include <errno.h>
#include <fcntl.h>

#include "harness.h"
#include "vm.h"

FIXTURE(dev) {
	struct vm *vm;
};

FIXTURE_SETUP(dev)
{
	self->vm = vm_create();
}

FIXTURE_TEARDOWN(dev)
{
	vm_free(self->vm);
}

static int create(struct vm *vm, uint32_t type, uint32_t flags, int *fd)
{
	struct kvm_create_device cd = { .type = type, .flags = flags };
	int ret = try_ioctl(vm->fd, KVM_CREATE_DEVICE, &cd);

	*fd = cd.fd;
	return ret;
}

TEST_F(dev, unknown_types)
{
	static const uint32_t types[] = { 0, 99, 0x7fffffff, ~0U };
	int fd;

	for (unsigned int i = 0; i < ARRAY_SIZE(types); i++) {
		EXPECT_EQ(-ENODEV, create(self->vm, types[i], 0, &fd));
		EXPECT_EQ(-ENODEV, create(self->vm, types[i],
					  KVM_CREATE_DEVICE_TEST, &fd));
	}
}

/* Which there are is asked for, and creating then does what was said. */
TEST_F(dev, test_tells_the_truth)
{
	for (uint32_t type = 1; type < 16; type++) {
		int lowest = dup(0), fd, tested, created;

		close(lowest);
		tested = create(self->vm, type, KVM_CREATE_DEVICE_TEST, &fd);
		EXPECT_TRUE(tested == 0 || tested == -ENODEV)
			TH_LOG("type %u: %d", type, tested);
		/* A test makes no descriptor. */
		EXPECT_EQ(lowest, dup(0));
		close(lowest);
		created = create(self->vm, type, 0, &fd);
		if (tested) {
			EXPECT_EQ(tested, created);
		} else if (!created) {
			struct kvm_device_attr attr = {
				.group = 0x7fff, .attr = 0x7fff,
			};

			EXPECT_EQ(lowest, fd);
			EXPECT_TRUE(fcntl(fd, F_GETFD) & FD_CLOEXEC);
			EXPECT_EQ(-ENXIO, try_ioctl(fd, KVM_HAS_DEVICE_ATTR,
						    &attr));
			EXPECT_EQ(-EFAULT, try_ioctl(fd, KVM_HAS_DEVICE_ATTR,
						     no_access()));
			EXPECT_GT(0, try_ioctl(fd, KVM_SET_DEVICE_ATTR,
					       &attr));
			EXPECT_GT(0, try_ioctl(fd, KVM_GET_DEVICE_ATTR,
					       &attr));
			EXPECT_EQ(-ENOTTY, try_ioctl(fd, KVM_RUN, NULL));
			close(fd);
		}
	}
}

/* A capability that promises a controller promises its device. */
TEST_F(dev, capabilities_agree)
{
	static const struct {
		long cap;
		uint32_t type;
	} pairs[] = {
		{ KVM_CAP_PPC_IRQ_XIVE, KVM_DEV_TYPE_XIVE },
		{ KVM_CAP_IRQ_XICS, KVM_DEV_TYPE_XICS },
		{ KVM_CAP_IRQ_MPIC, KVM_DEV_TYPE_FSL_MPIC_20 },
	};
	int fd;

	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i++) {
		int cap = try_ioctl(self->vm->fd, KVM_CHECK_EXTENSION,
				    (void *)pairs[i].cap);

		EXPECT_EQ(cap > 0 ? 0 : -ENODEV,
			  create(self->vm, pairs[i].type,
				 KVM_CREATE_DEVICE_TEST, &fd))
			TH_LOG("type %u", pairs[i].type);
	}
}

/* The VM's own descriptor has attributes only where that is said. */
TEST_F(dev, vm_attributes)
{
	struct kvm_device_attr attr = { .group = 0, .attr = 0 };

	EXPECT_EQ(-ENOTTY, try_ioctl(self->vm->fd, KVM_SET_DEVICE_ATTR,
				     &attr));
	EXPECT_EQ(-ENOTTY, try_ioctl(self->vm->fd, KVM_HAS_DEVICE_ATTR,
				     &attr));
}

TEST_HARNESS_MAIN
