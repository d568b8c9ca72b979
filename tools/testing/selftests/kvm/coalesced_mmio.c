// SPDX-License-Identifier: GPL-2.0
/*
 * Coalesced MMIO: stores to a zone are put in a ring that every vCPU of the
 * VM shares, and the guest goes on.
 */
#include <errno.h>

#include "harness.h"
#include "vm.h"

#define ZONE	GUEST_MMIO
#define SIZE	0x1000

FIXTURE(ring) {
	struct vm *vm;
	struct vcpu *vcpu;
	struct kvm_coalesced_mmio_ring *ring;
	unsigned int max;
};

static struct kvm_coalesced_mmio_ring *ring_of(struct vcpu *vcpu)
{
	return (void *)vcpu->run +
	       KVM_COALESCED_MMIO_PAGE_OFFSET * sysconf(_SC_PAGESIZE);
}

FIXTURE_SETUP(ring)
{
	self->vm = vm_create();
	ASSERT_EQ(KVM_COALESCED_MMIO_PAGE_OFFSET,
		  try_ioctl(self->vm->fd, KVM_CHECK_EXTENSION,
			    (void *)KVM_CAP_COALESCED_MMIO));
	self->vcpu = vcpu_create(self->vm, 0);
	self->ring = ring_of(self->vcpu);
	self->max = (sysconf(_SC_PAGESIZE) - sizeof(*self->ring)) /
		    sizeof(struct kvm_coalesced_mmio);
}

FIXTURE_TEARDOWN(ring)
{
	vm_free(self->vm);
}

static int zone(struct vm *vm, unsigned long nr, uint64_t addr, uint32_t size)
{
	struct kvm_coalesced_mmio_zone z = { .addr = addr, .size = size };

	return try_ioctl(vm->fd, nr, &z);
}

#define add_zone(a, s)	zone(self->vm, KVM_REGISTER_COALESCED_MMIO, a, s)
#define remove_zone(a, s) zone(self->vm, KVM_UNREGISTER_COALESCED_MMIO, a, s)

TEST_F(ring, entries)
{
	ASSERT_EQ(0, add_zone(ZONE, SIZE));
	for (unsigned int i = 0; i < 4; i++) {
		struct kvm_coalesced_mmio *e = &self->ring->coalesced_mmio[i];
		uint64_t value = 0x1122334455667788;

		EXPECT_FALSE(vcpu_store(self->vcpu, ZONE + 8 * i, 1 << i, value));
		EXPECT_EQ(i + 1, self->ring->last);
		EXPECT_EQ(ZONE + 8 * i, e->phys_addr);
		EXPECT_EQ(1 << i, e->len);
		EXPECT_EQ(0, e->pio);
		EXPECT_EQ(value & (~0UL >> (64 - 8 * (1 << i))),
			  number_at(e->data, 1 << i));
	}
	EXPECT_EQ(0, self->ring->first);
}

TEST_F(ring, outside_the_zone)
{
	ASSERT_EQ(0, add_zone(ZONE + 0x10, 0x10));
	EXPECT_TRUE(vcpu_store(self->vcpu, ZONE + 8, 8, 1));
	EXPECT_TRUE(vcpu_store(self->vcpu, ZONE + 0x20, 1, 1));
	EXPECT_TRUE(vcpu_store(self->vcpu, ZONE + 0x1c, 8, 1));
	EXPECT_TRUE(vcpu_store(self->vcpu, ZONE + 0xe, 4, 1));
	EXPECT_FALSE(vcpu_store(self->vcpu, ZONE + 0x18, 8, 1));
	EXPECT_EQ(1, self->ring->last);
	/* Loads are never coalesced. */
	vcpu_start(self->vcpu, "guest_load64", ZONE + 0x10);
	vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
	EXPECT_EQ(1, self->ring->last);
}

/* A full ring is no loss: the next store is an exit. */
TEST_F(ring, full)
{
	ASSERT_EQ(0, add_zone(ZONE, SIZE));
	vcpu_call(self->vcpu, "guest_fill", ZONE, self->max - 1, 0, 0);
	EXPECT_TRUE(vcpu_store(self->vcpu, ZONE, 4, 0));
	EXPECT_EQ(self->max - 1, self->ring->last);
	/* Taken out by the VMM, there is room again, from the start. */
	self->ring->first = self->ring->last;
	EXPECT_FALSE(vcpu_store(self->vcpu, ZONE, 4, 77));
	EXPECT_EQ(0, self->ring->last);
	EXPECT_EQ(77, *(uint32_t *)
		  self->ring->coalesced_mmio[self->max - 1].data);
}

/* Userspace may write anything there. */
TEST_F(ring, nonsense_in_the_ring)
{
	static const uint32_t wild[] = { ~0U, 0x80000000, 100000, 2730 };

	ASSERT_EQ(0, add_zone(ZONE, SIZE));
	for (unsigned int i = 0; i < ARRAY_SIZE(wild); i++) {
		self->ring->first = 0;
		self->ring->last = wild[i];
		vcpu_store(self->vcpu, ZONE, 8, i);
		self->ring->first = wild[i];
		self->ring->last = 0;
		vcpu_store(self->vcpu, ZONE, 8, i);
	}
	self->ring->first = 0;
	self->ring->last = 0;
	EXPECT_FALSE(vcpu_store(self->vcpu, ZONE, 8, 1));
	EXPECT_EQ(1, self->ring->last);
}

TEST_F(ring, one_for_all_vcpus)
{
	struct vcpu *other = vcpu_create(self->vm, 1);

	ASSERT_EQ(0, add_zone(ZONE, SIZE));
	EXPECT_FALSE(vcpu_store(self->vcpu, ZONE, 8, 1));
	EXPECT_FALSE(vcpu_store(other, ZONE + 8, 8, 2));
	EXPECT_EQ(2, self->ring->last);
	EXPECT_EQ(2, ring_of(other)->last);
	EXPECT_EQ(ZONE + 8, self->ring->coalesced_mmio[1].phys_addr);
}

TEST_F(ring, removed)
{
	ASSERT_EQ(0, add_zone(ZONE, SIZE));
	ASSERT_EQ(0, add_zone(ZONE + 0x10000, SIZE));
	EXPECT_FALSE(vcpu_store(self->vcpu, ZONE, 8, 1));
	ASSERT_EQ(0, remove_zone(ZONE, SIZE));
	EXPECT_TRUE(vcpu_store(self->vcpu, ZONE, 8, 1));
	EXPECT_FALSE(vcpu_store(self->vcpu, ZONE + 0x10000, 8, 1));
	/* What is not there is no error. */
	EXPECT_EQ(0, remove_zone(ZONE, SIZE));
}

TEST_F(ring, pio_is_not_ours)
{
	struct kvm_coalesced_mmio_zone z = {
		.addr = ZONE, .size = SIZE, .pio = 2,
	};

	EXPECT_EQ(-EINVAL, try_ioctl(self->vm->fd,
				     KVM_REGISTER_COALESCED_MMIO, &z));
	EXPECT_TRUE(vcpu_store(self->vcpu, ZONE, 8, 1));
}

TEST_F(ring, many_zones)
{
	for (unsigned int n = 0; n < 100; n++) {
		ASSERT_EQ(0, add_zone(ZONE + 0x100 * n, 0x100));
	}
	for (unsigned int n = 0; n < 100; n += 11) {
		EXPECT_FALSE(vcpu_store(self->vcpu, ZONE + 0x100 * n, 8, 1));
	}
	EXPECT_TRUE(vcpu_store(self->vcpu, ZONE + 0x100 * 100, 8, 1));
}

TEST_HARNESS_MAIN
