// SPDX-License-Identifier: GPL-2.0
/*
 * The VM's ioctls with good and bad arguments. Slots, logs, devices, eventfds
 * and statistics have tests of their own.
 */
#include <errno.h>
#include <fcntl.h>

#include "harness.h"
#include "vm.h"

#define GUEST_RADIX	(1ULL << 63)	/* of the process table's entry */

FIXTURE(vm) {
	struct vm *vm;
};

FIXTURE_SETUP(vm)
{
	self->vm = vm_create_bare();
}

FIXTURE_TEARDOWN(vm)
{
	vm_free(self->vm);
}

static int try_value(int fd, unsigned long nr, unsigned long value)
{
	return try_ioctl(fd, nr, (const void *)value);
}

static int extension(struct vm *vm, long cap)
{
	return try_value(vm->fd, KVM_CHECK_EXTENSION, cap);
}

TEST_F(vm, unknown_ioctls)
{
	static const unsigned long unknown[] = {
		_IO(KVMIO, 0x3f), _IO(KVMIO, 0xff), _IO('T', 1), 0, ~0UL,
		KVM_RUN, KVM_GET_REGS, KVM_GET_API_VERSION, KVM_CREATE_VM,
		KVM_GET_VCPU_MMAP_SIZE, KVM_CREATE_IRQCHIP, KVM_SET_TSS_ADDR,
		KVM_GET_CLOCK, _IOW(KVMIO, 0x43, char[32]),
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(unknown); i++) {
		EXPECT_EQ(-ENOTTY,
			  try_ioctl(self->vm->fd, unknown[i], no_access()))
			TH_LOG("ioctl %#lx", unknown[i]);
	}
}

TEST_F(vm, bad_pointers)
{
	static const unsigned long pointers[] = {
		KVM_SET_USER_MEMORY_REGION, KVM_GET_DIRTY_LOG,
		KVM_CLEAR_DIRTY_LOG, KVM_ENABLE_CAP, KVM_IOEVENTFD,
		KVM_REGISTER_COALESCED_MMIO, KVM_UNREGISTER_COALESCED_MMIO,
		KVM_CREATE_DEVICE, KVM_PPC_CONFIGURE_V3_MMU,
		KVM_PPC_GET_RMMU_INFO, KVM_PPC_GET_SMMU_INFO,
		KVM_PPC_GET_CPU_CHAR,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(pointers); i++) {
		bool radix = pointers[i] == KVM_PPC_CONFIGURE_V3_MMU ||
			     pointers[i] == KVM_PPC_GET_RMMU_INFO;

		EXPECT_EQ(radix && self->vm->pr ? -ENOTTY : -EFAULT,
			  try_ioctl(self->vm->fd, pointers[i], no_access()))
			TH_LOG("ioctl %#lx", pointers[i]);
	}
}

TEST_F(vm, vcpu_numbers)
{
	int ids = extension(self->vm, KVM_CAP_MAX_VCPU_ID);
	int vm = self->vm->fd;
	int a, b;

	ASSERT_LT(0, ids);
	a = try_value(vm, KVM_CREATE_VCPU, 0);
	ASSERT_LE(0, a);
	EXPECT_TRUE(fcntl(a, F_GETFD) & FD_CLOEXEC);
	EXPECT_EQ(-EEXIST, try_value(vm, KVM_CREATE_VCPU, 0));
	EXPECT_EQ(-EINVAL, try_value(vm, KVM_CREATE_VCPU, ids));
	EXPECT_EQ(-EINVAL, try_value(vm, KVM_CREATE_VCPU, 0x80000000));
	EXPECT_EQ(-EINVAL, try_value(vm, KVM_CREATE_VCPU, 0xffffffff));
	EXPECT_EQ(-EINVAL, try_value(vm, KVM_CREATE_VCPU, 1UL << 32));
	/* Numbers need not follow one another. */
	b = try_value(vm, KVM_CREATE_VCPU, 7);
	EXPECT_LE(0, b);
	close(a);
	close(b);
	/* The VM keeps the vCPU, whether or not its descriptor is open. */
	EXPECT_EQ(-EEXIST, try_value(vm, KVM_CREATE_VCPU, 7));
}

TEST_F(vm, failed_vcpus_cost_nothing)
{
	int max = extension(self->vm, KVM_CAP_MAX_VCPUS);
	int fd = try_value(self->vm->fd, KVM_CREATE_VCPU, 0);
	int wrong = 0;

	ASSERT_LT(0, max);
	ASSERT_LE(0, fd);
	/* More often than vCPUs are allowed, so a leaked count shows. */
	for (int i = 0; i < max + 8; i++)
		wrong += try_value(self->vm->fd, KVM_CREATE_VCPU, 0) != -EEXIST;
	EXPECT_EQ(0, wrong);
	EXPECT_EQ(fd + 1, try_value(self->vm->fd, KVM_CREATE_VCPU, 1));
}

TEST_F(vm, enable_cap)
{
	struct kvm_enable_cap cap = { .cap = 0x7777 };

	EXPECT_EQ(-EINVAL, try_ioctl(self->vm->fd, KVM_ENABLE_CAP, &cap));
	/* A vCPU's capability is not a VM's. */
	cap.cap = KVM_CAP_PPC_PAPR;
	EXPECT_EQ(-EINVAL, try_ioctl(self->vm->fd, KVM_ENABLE_CAP, &cap));
}

TEST_F(vm, enable_hcall)
{
	static const struct {
		uint32_t flags;
		uint64_t nr, on;
		int want;
	} cases[] = {
		{ 0, 0xe0, 0, 0 },		/* H_CEDE */
		{ 0, 0xe0, 1, 0 },
		{ 1, 0xe0, 1, -EINVAL },
		{ 0, 0xe0, 2, -EINVAL },
		{ 0, 0xe1, 1, -EINVAL },	/* not a multiple of four */
		{ 0, 0x10000, 1, -EINVAL },
		{ 0, ~0ULL - 3, 1, -EINVAL },
		{ 0, 0x58, 1, -EINVAL },	/* H_PUT_TERM_CHAR: no kernel's */
	};
	struct kvm_enable_cap cap = { .cap = KVM_CAP_PPC_ENABLE_HCALL };

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		cap.flags = cases[i].flags;
		cap.args[0] = cases[i].nr;
		cap.args[1] = cases[i].on;
		EXPECT_EQ(cases[i].want,
			  try_ioctl(self->vm->fd, KVM_ENABLE_CAP, &cap))
			TH_LOG("case %u", i);
	}
}

TEST_F(vm, smt_mode)
{
	struct kvm_enable_cap cap = { .cap = KVM_CAP_PPC_SMT };
	int possible = extension(self->vm, KVM_CAP_PPC_SMT_POSSIBLE);
	int vm = self->vm->fd;

	cap.args[0] = 3;
	EXPECT_EQ(-EINVAL, try_ioctl(vm, KVM_ENABLE_CAP, &cap));
	cap.args[0] = 16;
	EXPECT_EQ(-EINVAL, try_ioctl(vm, KVM_ENABLE_CAP, &cap));
	cap.args[0] = 1;
	cap.args[1] = 1;
	EXPECT_EQ(-EINVAL, try_ioctl(vm, KVM_ENABLE_CAP, &cap));
	cap.args[1] = 0;
	for (unsigned int mode = 1; mode <= 8; mode *= 2) {
		cap.args[0] = mode;
		EXPECT_EQ(possible & mode ? 0 : -EINVAL,
			  try_ioctl(vm, KVM_ENABLE_CAP, &cap))
			TH_LOG("mode %u of %#x", mode, possible);
	}
	if (!possible)
		return;
	/* Not once there are vCPUs. */
	ASSERT_LE(0, try_value(vm, KVM_CREATE_VCPU, 0));
	cap.args[0] = 1;
	EXPECT_EQ(-EBUSY, try_ioctl(vm, KVM_ENABLE_CAP, &cap));
}

TEST_F(vm, configure_mmu)
{
	const uint64_t radix = KVM_PPC_MMUV3_RADIX | KVM_PPC_MMUV3_GTSE;
	const struct {
		struct kvm_ppc_mmuv3_cfg cfg;
		int want;
	} cases[] = {
		{ { radix, GUEST_RADIX }, 0 },
		{ { KVM_PPC_MMUV3_RADIX, GUEST_RADIX }, 0 },
		{ { radix, GUEST_RADIX | 0x200000 | 4 }, 0 },
		{ { radix | 4, GUEST_RADIX }, -EINVAL },
		{ { ~0ULL, GUEST_RADIX }, -EINVAL },
		{ { 0, GUEST_RADIX }, -EINVAL },
		{ { radix, GUEST_RADIX | 0x200000 | 25 }, -EINVAL },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		EXPECT_EQ(self->vm->pr ? -ENOTTY : cases[i].want,
			  try_ioctl(self->vm->fd, KVM_PPC_CONFIGURE_V3_MMU,
				    &cases[i].cfg))
			TH_LOG("case %u", i);
	}
}

/* Hash is configured exactly where it is said to be there. */
TEST_F(vm, configure_hash)
{
	struct kvm_ppc_mmuv3_cfg cfg = { 0, 0 };
	int have = extension(self->vm, KVM_CAP_PPC_MMU_HASH_V3);

	EXPECT_EQ(have ? 0 : self->vm->pr ? -ENOTTY : -EINVAL,
		  try_ioctl(self->vm->fd, KVM_PPC_CONFIGURE_V3_MMU, &cfg));
}

TEST_F(vm, radix_geometry)
{
	/* 4K and 64K: AP in the upper three bits, the shift in the lowest byte */
	static const uint32_t pages[] = {
		0x0000000c, 0xa0000010,
	};
	struct kvm_ppc_rmmu_info info;
	bool found = false;

	memset(&info, 0xff, sizeof(info));
	if (self->vm->pr) {
		EXPECT_EQ(-ENOTTY, try_ioctl(self->vm->fd,
					     KVM_PPC_GET_RMMU_INFO, &info));
		return;
	}
	ASSERT_EQ(0, try_ioctl(self->vm->fd, KVM_PPC_GET_RMMU_INFO, &info));
	/* A 52-bit space from a 64K page up: 5 + 9 + 9 + 13 bits. */
	for (unsigned int i = 0; i < 8; i++) {
		const struct kvm_ppc_radix_geom *g = &info.geometries[i];
		unsigned int bits = g->page_shift;

		if (!g->page_shift)
			continue;
		for (unsigned int n = 0; n < 4; n++)
			bits += g->level_bits[n];
		EXPECT_EQ(52, bits);
		found = found || g->page_shift == 16;
	}
	EXPECT_TRUE(found);
	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		bool there = false;

		for (unsigned int n = 0; n < 8; n++)
			there |= info.ap_encodings[n] == pages[i];
		EXPECT_TRUE(there) TH_LOG("AP encoding %#x", pages[i]);
	}
}

TEST_F(vm, hash_geometry_is_told)
{
	struct kvm_ppc_smmu_info info;

	memset(&info, 0xff, sizeof(info));
	ASSERT_EQ(0, try_ioctl(self->vm->fd, KVM_PPC_GET_SMMU_INFO, &info));
	/* Base page of 4K, code 0, in the first place; 32 SLB entries at most */
	EXPECT_EQ(12, info.sps[0].page_shift);
	EXPECT_EQ(12, info.sps[0].enc[0].page_shift);
	EXPECT_EQ(0, info.sps[0].enc[0].pte_enc);
	EXPECT_LE(info.slb_size, 64);
}

TEST_F(vm, cpu_characteristics)
{
	struct kvm_ppc_cpu_char info;

	memset(&info, 0xff, sizeof(info));
	ASSERT_EQ(0, try_ioctl(self->vm->fd, KVM_PPC_GET_CPU_CHAR, &info));
	/* What is said lies within what is known. */
	EXPECT_EQ(0, info.character & ~info.character_mask);
	EXPECT_EQ(0, info.behaviour & ~info.behaviour_mask);
}

TEST_F(vm, no_irqchip)
{
	struct kvm_irq_level level = { .irq = 1, .level = 1 };

	EXPECT_GT(0, try_ioctl(self->vm->fd, KVM_IRQ_LINE, &level));
}

TEST_F(vm, neither_read_nor_mapped)
{
	char byte = 0;

	EXPECT_EQ(-1, read(self->vm->fd, &byte, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED,
		  mmap(NULL, 1, PROT_READ, MAP_SHARED, self->vm->fd, 0));
	EXPECT_EQ(ENODEV, errno);
}

TEST_HARNESS_MAIN
