/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A vCPU for each test that looks at single instructions: in real mode, with
 * translation on, and in problem state. Its code is at CODE, and ends with a
 * trap.
 */
#ifndef POINTS_FIXTURE_H
#define POINTS_FIXTURE_H

#include "guest_mmu.h"
#include "harness.h"
#include "insn.h"
#include "vm.h"

#define CODE		GUEST_FREE
#define DATA		(GUEST_FREE + GUEST_PAGE)

#define BREAK		KVMPPC_DEBUG_BREAKPOINT
#define WRITE		KVMPPC_DEBUG_WATCH_WRITE
#define READ		KVMPPC_DEBUG_WATCH_READ

FIXTURE(debug) {
	struct vm *vm;
	struct vcpu *vcpu;
	uint32_t *code;
	uint64_t *data;
	uint64_t msr;
};

FIXTURE_VARIANT(debug) {
	uint64_t msr;
};

FIXTURE_VARIANT_ADD(debug, real) {
	.msr = MSR_GUEST,
};

FIXTURE_VARIANT_ADD(debug, translated) {
	.msr = MSR_VIRTUAL,
};

FIXTURE_VARIANT_ADD(debug, problem) {
	.msr = MSR_VIRTUAL | MSR_EE | MSR_PR,
};

FIXTURE_SETUP(debug)
{
	self->vm = vm_create();
	ASSERT_TRUE(self->vm->pr);
	guest_mmu_enable(self->vm);
	self->vcpu = vcpu_create(self->vm, 0);
	guest_mmu_use(self->vcpu);
	self->code = vm_ptr(self->vm, CODE);
	self->data = vm_ptr(self->vm, DATA);
	self->msr = variant->msr;
}

FIXTURE_TEARDOWN(debug)
{
	vm_free(self->vm);
}

/* Set one point, or none of type 0. */
static inline int set_point(struct vcpu *vcpu, uint64_t addr, uint32_t type)
{
	struct kvm_guest_debug debug = {
		.control = type ? KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_USE_HW_BP :
				  0,
		.arch.bp[0] = { .addr = addr, .type = type },
	};

	return try_ioctl(vcpu->fd, KVM_SET_GUEST_DEBUG, &debug);
}

/* Start code that ends with a trap; GPR4 is @r4. */
static inline void start(struct vcpu *vcpu, uint64_t msr, uint64_t r4)
{
	struct kvm_regs regs;

	vcpu_set_entry(vcpu, CODE, msr);
	vcpu_get_regs(vcpu, &regs);
	regs.gpr[4] = r4;
	vcpu_set_regs(vcpu, &regs);
}

static inline uint64_t gpr(struct vcpu *vcpu, unsigned int n)
{
	struct kvm_regs regs;

	vcpu_get_regs(vcpu, &regs);
	return regs.gpr[n];
}

#define EXPECT_HIT(vcpu, addr, type, at) do {				\
	struct kvm_regs __regs;						\
									\
	vcpu_run_to(vcpu, KVM_EXIT_DEBUG);				\
	EXPECT_EQ(addr, (vcpu)->run->debug.arch.address);		\
	EXPECT_EQ(type, (vcpu)->run->debug.arch.status);		\
	vcpu_get_regs(vcpu, &__regs);					\
	EXPECT_EQ(at, __regs.pc);					\
} while (0)

/* The guest's interrupt, as the handler of its image reports it. */
#define EXPECT_TRAP(vcpu, vector, at) do {				\
	vcpu_run_trap(vcpu, vector);					\
	EXPECT_EQ(at, (vcpu)->run->papr_hcall.args[1]);			\
} while (0)

#endif /* POINTS_FIXTURE_H */
