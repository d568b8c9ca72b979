// SPDX-License-Identifier: GPL-2.0
/*
 * A guest runs, asks its VMM something, and touches a device.
 */
#include <string.h>

#include "harness.h"
#include "vm.h"

FIXTURE(smoke) {
	struct vm *vm;
	struct vcpu *vcpu;
};

FIXTURE_SETUP(smoke)
{
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
}

FIXTURE_TEARDOWN(smoke)
{
	vm_free(self->vm);
}

TEST_F(smoke, function_returns)
{
	ASSERT_EQ(42, vcpu_call(self->vcpu, "guest_add", 40, 2));
}

TEST_F(smoke, hypercall_arguments_and_value)
{
	struct kvm_run *run = self->vcpu->run;

	vcpu_start(self->vcpu, "guest_hcall", HC_SYNC, 1, 2, 3, 4);
	vcpu_run_hcall(self->vcpu, HC_SYNC);
	for (unsigned int i = 0; i < 4; i++) {
		EXPECT_EQ(i + 1, run->papr_hcall.args[i]);
	}
	run->papr_hcall.ret = 0x123456789abcdef0;
	EXPECT_EQ(0x123456789abcdef0, vcpu_run_done(self->vcpu));
}

TEST_F(smoke, device_load)
{
	struct kvm_run *run = self->vcpu->run;
	const uint64_t value = 0x0123456789abcdef;

	vcpu_start(self->vcpu, "guest_load64", GUEST_MMIO + 8);
	vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
	EXPECT_EQ(GUEST_MMIO + 8, run->mmio.phys_addr);
	EXPECT_EQ(8, run->mmio.len);
	EXPECT_EQ(0, run->mmio.is_write);
	memcpy(run->mmio.data, &value, 8);
	EXPECT_EQ(value, vcpu_run_done(self->vcpu));
}

TEST_F(smoke, device_store)
{
	struct kvm_run *run = self->vcpu->run;
	const uint64_t value = 0x0123456789abcdef;

	vcpu_start(self->vcpu, "guest_store64", GUEST_MMIO + 16, value);
	vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
	EXPECT_EQ(GUEST_MMIO + 16, run->mmio.phys_addr);
	EXPECT_EQ(8, run->mmio.len);
	EXPECT_EQ(1, run->mmio.is_write);
	EXPECT_EQ(0, memcmp(run->mmio.data, &value, 8));
	EXPECT_EQ(0, vcpu_run_done(self->vcpu));
}

TEST_F(smoke, interrupt_vector)
{
	struct kvm_run *run = self->vcpu->run;
	uint32_t *code = vm_ptr(self->vm, GUEST_FREE);

	*code = 0x7fe00008;	/* trap */
	vcpu_set_entry(self->vcpu, GUEST_FREE, MSR_GUEST);
	vcpu_run_trap(self->vcpu, VEC_PROGRAM);
	EXPECT_EQ(GUEST_FREE, run->papr_hcall.args[1]);
	EXPECT_EQ(SRR1_TRAP | MSR_GUEST, run->papr_hcall.args[2]);
}

TEST_HARNESS_MAIN
