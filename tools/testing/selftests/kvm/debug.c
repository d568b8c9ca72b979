// SPDX-License-Identifier: GPL-2.0
/*
 * KVM_SET_GUEST_DEBUG as QEMU's gdbstub uses it: software breakpoints.
 *
 * The breakpoint is an illegal instruction, which a processor reports to the
 * hypervisor (Power ISA 3.1B, Book III 7.5.18). QEMU 7.2 as the host gives the
 * guest a program interrupt in its place, so that KVM never hears of it.
 */
#include <errno.h>

#include "insn.h"
#include "harness.h"
#include "vm.h"

FIXTURE(debug) {
	struct vm *vm;
	struct vcpu *vcpu;
	uint32_t *code;
	uint32_t breakpoint;
};

FIXTURE_SETUP(debug)
{
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
	self->code = vm_ptr(self->vm, GUEST_FREE);
	self->breakpoint = one_reg_get(self->vcpu, KVM_REG_PPC_DEBUG_INST);
	/* r5 counts what is executed; a breakpoint in the middle */
	self->code[0] = INSN_D(14, 5, 5, 1);
	self->code[1] = self->breakpoint;
	self->code[2] = INSN_D(14, 5, 5, 1);
	self->code[3] = INSN_LI(3, 0);
	self->code[4] = INSN_ORI(3, 3, HC_SYNC);
	self->code[5] = self->vm->hcall_insn;
}

FIXTURE_TEARDOWN(debug)
{
	vm_free(self->vm);
}

static int set_debug(struct vcpu *vcpu, uint32_t control)
{
	struct kvm_guest_debug debug = { .control = control };

	return try_ioctl(vcpu->fd, KVM_SET_GUEST_DEBUG, &debug);
}

#define SOFTWARE	(KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_USE_SW_BP)

TEST_F(debug, software_breakpoint)
{
	struct kvm_run *run = self->vcpu->run;
	struct kvm_regs regs;

	ASSERT_EQ(0, set_debug(self->vcpu, SOFTWARE));
	vcpu_set_entry(self->vcpu, GUEST_FREE, MSR_GUEST);
	for (unsigned int i = 0; i < 3; i++) {
		ASSERT_EQ(0, vcpu_run(self->vcpu));
		if (run->exit_reason == KVM_EXIT_PAPR_HCALL) {
			/* See the comment at the top of this file. */
			EXPECT_EQ(VEC_PROGRAM, run->papr_hcall.args[0]);
			EXPECT_EQ(SRR1_ILLEGAL | MSR_GUEST,
				  run->papr_hcall.args[2]);
			return;
		}
		ASSERT_EQ(KVM_EXIT_DEBUG, run->exit_reason);
		EXPECT_EQ(GUEST_FREE + 4, run->debug.arch.address);
		vcpu_get_regs(self->vcpu, &regs);
		EXPECT_EQ(GUEST_FREE + 4, regs.pc);
		EXPECT_EQ(1, regs.gpr[5]);
	}
	/* What gdb does: the instruction back, and on. */
	self->code[1] = INSN_NOP;
	vcpu_run_hcall(self->vcpu, HC_SYNC);
	vcpu_get_regs(self->vcpu, &regs);
	EXPECT_EQ(2, regs.gpr[5]);
}

/* To a guest that is not debugged it is an illegal instruction. */
TEST_F(debug, not_enabled)
{
	struct kvm_run *run = self->vcpu->run;

	for (unsigned int i = 0; i < 2; i++) {
		vcpu_set_entry(self->vcpu, GUEST_FREE, MSR_GUEST);
		vcpu_run_trap(self->vcpu, VEC_PROGRAM);
		EXPECT_EQ(GUEST_FREE + 4, run->papr_hcall.args[1]);
		EXPECT_EQ(SRR1_ILLEGAL | MSR_GUEST, run->papr_hcall.args[2]);
		/* Nor once debugging has ended. */
		ASSERT_EQ(0, set_debug(self->vcpu, SOFTWARE));
		ASSERT_EQ(0, set_debug(self->vcpu, 0));
	}
}

/* Other illegal instructions stay the guest's while it is debugged. */
TEST_F(debug, other_instructions)
{
	ASSERT_EQ(0, set_debug(self->vcpu, SOFTWARE));
	self->code[1] = 0x000000ff ^ self->breakpoint;
	vcpu_set_entry(self->vcpu, GUEST_FREE, MSR_GUEST);
	vcpu_run_trap(self->vcpu, VEC_PROGRAM);
	EXPECT_EQ(SRR1_ILLEGAL | MSR_GUEST,
		  self->vcpu->run->papr_hcall.args[2]);
	/* And so does the guest's own breakpoint, trap. */
	self->code[1] = INSN_TRAP;
	vcpu_set_entry(self->vcpu, GUEST_FREE, MSR_GUEST);
	vcpu_run_trap(self->vcpu, VEC_PROGRAM);
	EXPECT_EQ(SRR1_TRAP | MSR_GUEST, self->vcpu->run->papr_hcall.args[2]);
}

/* A vCPU is debugged, not a VM. */
TEST_F(debug, other_vcpus)
{
	struct vcpu *other = vcpu_create(self->vm, 1);

	ASSERT_EQ(0, set_debug(self->vcpu, SOFTWARE));
	vcpu_set_entry(other, GUEST_FREE, MSR_GUEST);
	vcpu_run_trap(other, VEC_PROGRAM);
}

/* Hardware breakpoints: pr_debug.c; refused where they are not offered. */
TEST_F(debug, hardware_breakpoint)
{
	const uint32_t control = KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_USE_HW_BP;

	EXPECT_EQ(self->vm->pr ? 0 : -EINVAL, set_debug(self->vcpu, control));
	vcpu_set_entry(self->vcpu, GUEST_FREE, MSR_GUEST);
	vcpu_run_trap(self->vcpu, VEC_PROGRAM);
}

TEST_F(debug, unknown_control)
{
	EXPECT_EQ(-EINVAL, set_debug(self->vcpu,
				     KVM_GUESTDBG_ENABLE | 1 << 30));
	vcpu_set_entry(self->vcpu, GUEST_FREE, MSR_GUEST);
	vcpu_run_trap(self->vcpu, VEC_PROGRAM);
}

/* Single steps, where they are offered; refused where they are not. */
TEST_F(debug, single_step)
{
	const uint32_t step = KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_SINGLESTEP;
	struct kvm_regs regs;

	if (!try_ioctl(self->vm->fd, KVM_CHECK_EXTENSION,
		       (void *)KVM_CAP_PPC_GUEST_DEBUG_SSTEP)) {
		EXPECT_EQ(-EINVAL, set_debug(self->vcpu, step));
		return;
	}
	self->code[1] = INSN_NOP;
	ASSERT_EQ(0, set_debug(self->vcpu, step));
	vcpu_set_entry(self->vcpu, GUEST_FREE, MSR_GUEST);
	for (unsigned int i = 1; i <= 4; i++) {
		vcpu_run_to(self->vcpu, KVM_EXIT_DEBUG);
		vcpu_get_regs(self->vcpu, &regs);
		EXPECT_EQ(GUEST_FREE + 4 * i, regs.pc);
	}
	ASSERT_EQ(0, set_debug(self->vcpu, 0));
	vcpu_run_hcall(self->vcpu, HC_SYNC);
}

TEST_HARNESS_MAIN
