// SPDX-License-Identifier: GPL-2.0
/*
 * External interrupts by KVM_INTERRUPT: delivered once or as long as the
 * level is held, masked by MSR[EE], and an end to H_CEDE.
 */
#include <pthread.h>

#include "insn.h"
#include "harness.h"
#include "vm.h"

#define STOP	GUEST_FREE

FIXTURE(irq) {
	struct vm *vm;
	struct vcpu *vcpu;
	uint64_t *stop;
};

FIXTURE_SETUP(irq)
{
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
	self->stop = vm_ptr(self->vm, STOP);
}

FIXTURE_TEARDOWN(irq)
{
	vm_free(self->vm);
}

static void interrupt(struct vcpu *vcpu, uint32_t kind)
{
	struct kvm_interrupt irq = { .irq = kind };

	vcpu_ioctl(vcpu, KVM_INTERRUPT, &irq);
}

/* Run to the guest's report of an external interrupt. Return: its number. */
static uint64_t run_report(struct vcpu *vcpu)
{
	vcpu_run_hcall(vcpu, HC_SYNC);
	must(vcpu->run->papr_hcall.args[0] == VEC_EXTERNAL, "hcall %#llx",
	     vcpu->run->papr_hcall.args[0]);
	return vcpu->run->papr_hcall.args[1];
}

TEST_F(irq, edge_is_delivered_once)
{
	struct kvm_run *run = self->vcpu->run;

	vcpu_start(self->vcpu, "irq_wait", VEC_EXTERNAL, STOP);
	interrupt(self->vcpu, KVM_INTERRUPT_SET);
	EXPECT_EQ(1, run_report(self->vcpu));
	/* In the handler interrupts are disabled, after it they are not. */
	EXPECT_EQ(MSR_GUEST & ~MSR_RI, run->papr_hcall.args[2]);
	EXPECT_EQ(MSR_GUEST | MSR_EE, run->papr_hcall.args[3]);
	*self->stop = 1;
	EXPECT_EQ(1, vcpu_run_done(self->vcpu));
}

TEST_F(irq, level_is_delivered_while_held)
{
	vcpu_start(self->vcpu, "irq_wait", VEC_EXTERNAL, STOP);
	interrupt(self->vcpu, KVM_INTERRUPT_SET_LEVEL);
	for (unsigned int i = 1; i <= 5; i++) {
		EXPECT_EQ(i, run_report(self->vcpu));
	}
	interrupt(self->vcpu, KVM_INTERRUPT_UNSET);
	*self->stop = 1;
	EXPECT_EQ(5, vcpu_run_done(self->vcpu));
}

TEST_F(irq, taken_back)
{
	vcpu_start(self->vcpu, "irq_wait", VEC_EXTERNAL, STOP);
	interrupt(self->vcpu, KVM_INTERRUPT_SET);
	interrupt(self->vcpu, KVM_INTERRUPT_UNSET);
	*self->stop = 1;
	EXPECT_EQ(0, vcpu_run_done(self->vcpu));
}

static void masked(struct __test_metadata *_metadata, struct vcpu *vcpu,
		   uint32_t kind)
{
	struct kvm_run *run = vcpu->run;

	vcpu_start(vcpu, "irq_masked", VEC_EXTERNAL);
	vcpu_run_hcall(vcpu, HC_SYNC);
	EXPECT_EQ(1, run->papr_hcall.args[0]);
	interrupt(vcpu, kind);
	vcpu_run_hcall(vcpu, HC_SYNC);
	EXPECT_EQ(2, run->papr_hcall.args[0]);
	EXPECT_EQ(0, run->papr_hcall.args[1]);
	EXPECT_EQ(1, run_report(vcpu));
	interrupt(vcpu, KVM_INTERRUPT_UNSET);
	EXPECT_EQ(1, vcpu_run_done(vcpu));
}

TEST_F(irq, edge_is_masked)
{
	masked(_metadata, self->vcpu, KVM_INTERRUPT_SET);
}

TEST_F(irq, level_is_masked)
{
	masked(_metadata, self->vcpu, KVM_INTERRUPT_SET_LEVEL);
}

struct later {
	struct vcpu *vcpu;
	uint32_t kind;
};

static void *interrupt_later(void *arg)
{
	struct later *later = arg;

	usleep(20000);
	interrupt(later->vcpu, later->kind);
	return NULL;
}

/* From another thread, while the vCPU runs, or waits in the kernel. */
TEST_F(irq, reaches_a_running_guest)
{
	struct later later = { self->vcpu, KVM_INTERRUPT_SET };
	pthread_t thread;

	vcpu_start(self->vcpu, "irq_wait", VEC_EXTERNAL, STOP);
	for (unsigned int i = 1; i <= 5; i++) {
		ASSERT_EQ(0, pthread_create(&thread, NULL, interrupt_later,
					    &later));
		EXPECT_EQ(i, run_report(self->vcpu));
		pthread_join(thread, NULL);
	}
	*self->stop = 1;
	EXPECT_EQ(5, vcpu_run_done(self->vcpu));
}

TEST_F(irq, ends_cede)
{
	struct later later = { self->vcpu, KVM_INTERRUPT_SET };
	pthread_t thread;

	vcpu_start(self->vcpu, "irq_cede", VEC_EXTERNAL, 6);
	for (unsigned int i = 1; i <= 6; i++) {
		vcpu_run_hcall(self->vcpu, HC_SYNC);
		ASSERT_EQ(0, self->vcpu->run->papr_hcall.args[0]);
		/* Every second one is there before the guest waits. */
		if (i & 1)
			pthread_create(&thread, NULL, interrupt_later, &later);
		else
			interrupt(self->vcpu, KVM_INTERRUPT_SET);
		EXPECT_EQ(i, run_report(self->vcpu));
		if (i & 1)
			pthread_join(thread, NULL);
	}
	EXPECT_EQ(6, vcpu_run_done(self->vcpu));
}

/* LPCR[ILE] is the order of bytes in which vectors are entered. */
TEST_F(irq, vectors_of_the_other_order)
{
	uint32_t *vector = vm_ptr(self->vm, VEC_EXTERNAL);
	struct kvm_regs regs;

	/* A hypercall overwrites SRR0 and SRR1: keep them. */
	vector[0] = __builtin_bswap32(INSN_MFSPR(4, SPR_SRR0));
	vector[1] = __builtin_bswap32(INSN_MFSPR(5, SPR_SRR1));
	vector[2] = __builtin_bswap32(INSN_LI(3, 0));
	vector[3] = __builtin_bswap32(INSN_ORI(3, 3, HC_SYNC));
	vector[4] = __builtin_bswap32(self->vm->hcall_insn);
	one_reg_set(self->vcpu, KVM_REG_PPC_LPCR_64,
		    one_reg_get(self->vcpu, KVM_REG_PPC_LPCR_64) ^ LPCR_ILE);
	vcpu_call(self->vcpu, "write_dec", 0x7fffffff);
	vcpu_set_entry(self->vcpu, guest_symbol("guest_spin"),
		       MSR_GUEST | MSR_EE);
	interrupt(self->vcpu, KVM_INTERRUPT_SET);
	vcpu_run_hcall(self->vcpu, HC_SYNC);
	vcpu_get_regs(self->vcpu, &regs);
	EXPECT_EQ((MSR_GUEST ^ MSR_LE) & ~MSR_RI, regs.msr);
	EXPECT_EQ(guest_symbol("guest_spin"), regs.gpr[4]);
	EXPECT_EQ(MSR_GUEST | MSR_EE, regs.gpr[5]);
}

/* A 32-bit guest is interrupted into 64 bits. */
TEST_F(irq, from_32_bits)
{
	struct kvm_run *run = self->vcpu->run;

	vcpu_start(self->vcpu, "irq_wait", VEC_EXTERNAL, STOP);
	interrupt(self->vcpu, KVM_INTERRUPT_SET_LEVEL);
	EXPECT_EQ(1, run_report(self->vcpu));
	vcpu_set_entry(self->vcpu, guest_symbol("guest_spin"),
		       (MSR_GUEST | MSR_EE) & ~MSR_SF);
	EXPECT_EQ(2, run_report(self->vcpu));
	EXPECT_EQ(MSR_GUEST & ~MSR_RI, run->papr_hcall.args[2]);
	EXPECT_EQ((MSR_GUEST | MSR_EE) & ~MSR_SF, run->papr_hcall.args[3]);
}

TEST_HARNESS_MAIN
