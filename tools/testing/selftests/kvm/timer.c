// SPDX-License-Identifier: GPL-2.0
/*
 * The decrementer, small and large, and the time base with its offset.
 */
#include <errno.h>

#include "harness.h"
#include "vm.h"

#define MS	512000UL	/* time base ticks in a millisecond */

FIXTURE(timer) {
	struct vm *vm;
	struct vcpu *vcpu;
};

FIXTURE_SETUP(timer)
{
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
}

FIXTURE_TEARDOWN(timer)
{
	vm_free(self->vm);
}

static uint64_t host_tb(void)
{
	uint64_t tb;

	asm volatile("mfspr %0, 268" : "=r"(tb));
	return tb;
}

static void large_decrementer(struct vcpu *vcpu, bool on)
{
	uint64_t lpcr = one_reg_get(vcpu, KVM_REG_PPC_LPCR_64);

	one_reg_set(vcpu, KVM_REG_PPC_LPCR_64,
		    on ? lpcr | LPCR_LD : lpcr & ~LPCR_LD);
}

TEST_F(timer, periodic)
{
	EXPECT_EQ(0, vcpu_call(self->vcpu, "dec_periodic", 20, MS));
}

TEST_F(timer, short_intervals)
{
	EXPECT_EQ(0, vcpu_call(self->vcpu, "dec_periodic", 200, 10));
}

/* An exception while DEC is negative, whether it was enabled or not. */
TEST_F(timer, masked)
{
	EXPECT_EQ(7, vcpu_call(self->vcpu, "dec_masked"));
}

TEST_F(timer, masked_over_exits)
{
	vcpu_start(self->vcpu, "dec_masked_exits");
	for (unsigned int i = 0; i < 5; i++) {
		vcpu_run_hcall(self->vcpu, HC_SYNC);
		usleep(1000);
	}
	EXPECT_EQ(7, vcpu_run_done(self->vcpu));
}

TEST_F(timer, ends_cede)
{
	EXPECT_EQ(1, vcpu_call(self->vcpu, "dec_cede", 20 * MS));
}

/* Bit 32 is the sign where the decrementer is small. */
TEST_F(timer, small)
{
	large_decrementer(self->vcpu, false);
	EXPECT_EQ(1, vcpu_call(self->vcpu, "dec_set", 0xc0000000, GUEST_FREE));
}

TEST_F(timer, large)
{
	uint64_t *read = vm_ptr(self->vm, GUEST_FREE);

	large_decrementer(self->vcpu, true);
	/* POWER8, which guests in problem state are here, has it small. */
	if (self->vm->pr) {
		EXPECT_FALSE(one_reg_get(self->vcpu, KVM_REG_PPC_LPCR_64) &
			     LPCR_LD);
		EXPECT_EQ(1, vcpu_call(self->vcpu, "dec_set", 0xc0000000,
				       GUEST_FREE));
		return;
	}
	EXPECT_EQ(0, vcpu_call(self->vcpu, "dec_set", 0xc0000000, GUEST_FREE));
	EXPECT_EQ(0, *read >> 32);
	EXPECT_EQ(0, vcpu_call(self->vcpu, "dec_set", 1UL << 54, GUEST_FREE));
	EXPECT_GE(1UL << 54, *read);
	EXPECT_LE((1UL << 54) - 1000 * MS, *read);
	EXPECT_EQ(1, vcpu_call(self->vcpu, "dec_set", 1UL << 55, GUEST_FREE));
}

/* It counts while the VMM has the vCPU, too. */
TEST_F(timer, counts_outside_the_guest)
{
	uint64_t before, after, slept = host_tb();

	vcpu_call(self->vcpu, "write_dec", 0x7fffffff);
	before = vcpu_call(self->vcpu, "read_dec");
	usleep(20000);
	slept = host_tb() - slept;
	after = vcpu_call(self->vcpu, "read_dec");
	EXPECT_LE(20 * MS, before - after);
	EXPECT_LE(before - after, slept + 1000 * MS);
}

/* ONE_REG gives the time at which it will be zero, in guest time base. */
TEST_F(timer, expiry)
{
	uint64_t tb, expiry;

	vcpu_call(self->vcpu, "write_dec", 0x10000000);
	expiry = one_reg_get(self->vcpu, KVM_REG_PPC_DEC_EXPIRY);
	tb = vcpu_call(self->vcpu, "read_tb");
	EXPECT_GE(tb + 0x10000000, expiry);
	EXPECT_LE(tb + 0x10000000 - 5000 * MS, expiry);
	one_reg_set(self->vcpu, KVM_REG_PPC_DEC_EXPIRY, tb + 0x20000000);
	EXPECT_EQ(tb + 0x20000000,
		  one_reg_get(self->vcpu, KVM_REG_PPC_DEC_EXPIRY));
	EXPECT_LT(0x10000000, vcpu_call(self->vcpu, "read_dec"));
}

/* The guest's time base is the host's plus the offset. */
TEST_F(timer, offset)
{
	static const uint64_t offsets[] = {
		0, 1UL << 24, 0x123456UL << 24, -(1UL << 24),
	};

	/* Problem state reads the host's, so that there is no other offset. */
	unsigned int nr = self->vm->pr ? 1 : ARRAY_SIZE(offsets);

	for (unsigned int i = nr; i < ARRAY_SIZE(offsets); i++) {
		uint64_t offset = offsets[i];

		EXPECT_EQ(-EINVAL, one_reg_try_set(self->vcpu,
						   KVM_REG_PPC_TB_OFFSET,
						   &offset));
	}
	for (unsigned int i = 0; i < nr; i++) {
		uint64_t before, guest, after;

		one_reg_set(self->vcpu, KVM_REG_PPC_TB_OFFSET, offsets[i]);
		EXPECT_EQ(offsets[i],
			  one_reg_get(self->vcpu, KVM_REG_PPC_TB_OFFSET));
		before = host_tb();
		guest = vcpu_call(self->vcpu, "read_tb");
		after = host_tb();
		/* The host's own has not moved. */
		EXPECT_LE(before, after);
		EXPECT_LE(before + offsets[i], guest);
		EXPECT_GE(after + offsets[i], guest);
	}
	/* An interval is an interval, whatever the offset. */
	EXPECT_EQ(0, vcpu_call(self->vcpu, "dec_periodic", 5, MS));
}

TEST_F(timer, never_backwards)
{
	uint64_t last = 0;

	for (unsigned int i = 0; i < 300; i++) {
		uint64_t now = vcpu_call(self->vcpu, "read_tb");

		ASSERT_LT(last, now);
		last = now;
	}
}

TEST_HARNESS_MAIN
