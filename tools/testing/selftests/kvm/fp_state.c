// SPDX-License-Identifier: GPL-2.0
/*
 * FP, VMX and VSX registers: the guest's are the guest's, from one KVM_RUN to
 * the next, between vCPUs of one thread and over context switches, and the
 * VMM's own are what they were.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>

#include "fpstate.h"
#include "harness.h"
#include "vm.h"

#define GUEST_IN	GUEST_FREE
#define GUEST_OUT	(GUEST_FREE + 0x1000)
#define GUEST_STOP	(GUEST_FREE + 0x2000)

FIXTURE(fp) {
	struct vm *vm;
	struct vcpu *vcpu;
};

FIXTURE_SETUP(fp)
{
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
}

FIXTURE_TEARDOWN(fp)
{
	vm_free(self->vm);
}

static void fill(struct fpstate *state, unsigned int seed)
{
	for (unsigned int i = 0; i < 64; i++) {
		state->vsr[i][0] = 0x0101010101010101 * i + seed;
		state->vsr[i][1] = 0xf0e0d0c0b0a09080 - i + seed;
	}
	state->fpscr = seed & 3;	/* RN */
}

/* Return: the number of the first register that differs, or 65. */
static unsigned int differs(const struct fpstate *a, const struct fpstate *b)
{
	unsigned int n;

	for (n = 0; n < 64; n++)
		if (memcmp(a->vsr[n], b->vsr[n], sizeof(a->vsr[n])))
			return n;
	return (a->fpscr ^ b->fpscr) & 3 ? 64 : 65;
}

static void start(struct vcpu *vcpu, uint64_t in, uint64_t out)
{
	const uint64_t args[] = { in, out };

	vcpu_set_call(vcpu, MSR_GUEST_FP, "fp_exchange", args, 2);
}

/* Neither sees the other's; the guest's come back at the next KVM_RUN. */
TEST_F(fp, both_sides_kept)
{
	struct fpstate *in = vm_ptr(self->vm, GUEST_IN);
	struct fpstate *out = vm_ptr(self->vm, GUEST_OUT);
	struct fpstate mine, seen;

	for (unsigned int i = 0; i < 200; i++) {
		fill(in, 1000 + i);
		fill(&mine, 2001 + i);
		start(self->vcpu, GUEST_IN, GUEST_OUT);
		ASSERT_EQ(0, fpstate_ioctl(&mine, &seen, self->vcpu->fd,
					   KVM_RUN, 0, 0));
		ASSERT_EQ(65, differs(&mine, &seen));
		ASSERT_EQ(KVM_EXIT_PAPR_HCALL, self->vcpu->run->exit_reason);
		fill(&mine, 3002 + i);
		ASSERT_EQ(0, fpstate_ioctl(&mine, &seen, self->vcpu->fd,
					   KVM_RUN, 0, 0));
		ASSERT_EQ(65, differs(&mine, &seen));
		ASSERT_EQ(65, differs(in, out));
		self->vcpu->pending = true;
	}
}

/* A guest that uses no FP leaves the VMM's registers alone, too. */
TEST_F(fp, unused_by_the_guest)
{
	struct fpstate mine, seen;

	fill(&mine, 77);
	vcpu_start(self->vcpu, "guest_add", 1, 2);
	ASSERT_EQ(0, fpstate_ioctl(&mine, &seen, self->vcpu->fd, KVM_RUN, 0, 0));
	EXPECT_EQ(65, differs(&mine, &seen));
}

/* The VMM's registers are in its memory when KVM_RUN begins. */
TEST_F(fp, not_loaded)
{
	struct fpstate *in = vm_ptr(self->vm, GUEST_IN);
	struct fpstate *out = vm_ptr(self->vm, GUEST_OUT);
	struct fpstate mine, seen;

	fill(&mine, 79);
	fill(in, 80);
	for (unsigned int i = 0; i < 4; i++) {
		vcpu_start(self->vcpu, "guest_add", 1, 2);
		ASSERT_EQ(0, fpstate_ioctl(&mine, &seen, self->vcpu->fd,
					   KVM_RUN, 0, 250 + 3 * i));
		EXPECT_EQ(65, differs(&mine, &seen));
		self->vcpu->pending = true;
		start(self->vcpu, GUEST_IN, GUEST_OUT);
		ASSERT_EQ(0, fpstate_ioctl(&mine, &seen, self->vcpu->fd,
					   KVM_RUN, 0, 256));
		EXPECT_EQ(65, differs(&mine, &seen));
		vcpu_run_done(self->vcpu);
		EXPECT_EQ(65, differs(in, out));
	}
}

/* Nor does a KVM_RUN that runs nothing. */
TEST_F(fp, immediate_exit)
{
	struct fpstate mine, seen;

	fill(&mine, 78);
	self->vcpu->run->immediate_exit = 1;
	ASSERT_EQ(-EINTR, fpstate_ioctl(&mine, &seen, self->vcpu->fd, KVM_RUN, 0, 0));
	EXPECT_EQ(65, differs(&mine, &seen));
	ASSERT_EQ(-EINVAL, fpstate_ioctl(&mine, &seen, self->vcpu->fd, KVM_RUN, 1, 0));
	EXPECT_EQ(65, differs(&mine, &seen));
}

/* ONE_REG reads what the guest left, and sets what it finds. */
TEST_F(fp, one_reg)
{
	unsigned __int128 both;
	struct fpstate *in = vm_ptr(self->vm, GUEST_IN);
	struct fpstate *out = vm_ptr(self->vm, GUEST_OUT);
	const uint64_t high = 0x5555666677778888, low = 0x1111222233334444;

	fill(in, 5);
	start(self->vcpu, GUEST_IN, GUEST_OUT);
	vcpu_run_hcall(self->vcpu, HC_SYNC);
	for (unsigned int i = 0; i < 32; i++) {
		EXPECT_EQ(in->vsr[i][0],
			  one_reg_get(self->vcpu, KVM_REG_PPC_FPR(i)));
	}
	one_reg_set(self->vcpu, KVM_REG_PPC_FPR(9), 0x400921fb54442d18);
	both = one_reg_128(high, low);
	ASSERT_EQ(0, one_reg_try_set(self->vcpu, KVM_REG_PPC_VR(4), &both));
	vcpu_run_done(self->vcpu);
	EXPECT_EQ(0x400921fb54442d18, out->vsr[9][0]);
	/* A VR is given in the process's own order of bytes. */
	EXPECT_EQ(high, out->vsr[32 + 4][0]);
	EXPECT_EQ(low, out->vsr[32 + 4][1]);
	EXPECT_EQ(in->vsr[8][0], out->vsr[8][0]);
}

/* Two vCPUs that one thread runs in turn. */
TEST_F(fp, two_vcpus_in_one_thread)
{
	struct vcpu *other = vcpu_create(self->vm, 1);
	struct fpstate *in = vm_ptr(self->vm, GUEST_IN);
	struct fpstate *out = vm_ptr(self->vm, GUEST_OUT);
	const uint64_t next = 2 * GUEST_PAGE;
	struct fpstate *in2 = vm_ptr(self->vm, GUEST_IN + next);
	struct fpstate *out2 = vm_ptr(self->vm, GUEST_OUT + next);

	fill(in, 6);
	fill(in2, 7);
	start(self->vcpu, GUEST_IN, GUEST_OUT);
	start(other, GUEST_IN + next, GUEST_OUT + next);
	vcpu_run_hcall(self->vcpu, HC_SYNC);
	vcpu_run_hcall(other, HC_SYNC);
	vcpu_run_done(self->vcpu);
	vcpu_run_done(other);
	EXPECT_EQ(65, differs(in, out));
	EXPECT_EQ(65, differs(in2, out2));
}

struct holder {
	struct vcpu *vcpu;
	uint64_t wrong;
};

static void *run_holder(void *arg)
{
	struct holder *holder = arg;

	holder->wrong = vcpu_run_done(holder->vcpu);
	return NULL;
}

/* More guests than CPUs, and threads that compute: all switch all the time. */
TEST_F(fp, context_switches)
{
	struct holder holders[6];
	uint64_t *stop = vm_ptr(self->vm, GUEST_STOP);
	pthread_t threads[6];
	struct fpstate mine, seen;
	struct vcpu *own;

	for (unsigned int i = 0; i < 6; i++) {
		uint64_t in = GUEST_FREE + (8 + i) * GUEST_PAGE;
		const uint64_t args[] = { in, GUEST_STOP };

		holders[i].vcpu = i ? vcpu_create(self->vm, i) : self->vcpu;
		fill(vm_ptr(self->vm, in), 100 * i);
		vcpu_set_call(holders[i].vcpu, MSR_GUEST_FP, "fp_hold", args,
			      2);
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, run_holder,
					    &holders[i]));
	}
	own = vcpu_create(self->vm, 7);
	for (unsigned int i = 0; i < 100; i++) {
		struct fpstate *in = vm_ptr(self->vm, GUEST_IN);
		struct fpstate *out = vm_ptr(self->vm, GUEST_OUT);

		fill(in, i);
		fill(&mine, i + 1);
		start(own, GUEST_IN, GUEST_OUT);
		ASSERT_EQ(0, fpstate_ioctl(&mine, &seen, own->fd, KVM_RUN, 0, 0));
		sched_yield();
		ASSERT_EQ(65, differs(&mine, &seen));
		vcpu_run_done(own);
		ASSERT_EQ(65, differs(in, out));
	}
	__atomic_store_n(stop, 1, __ATOMIC_SEQ_CST);
	for (unsigned int i = 0; i < 6; i++) {
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
		EXPECT_EQ(0, holders[i].wrong);
	}
}

/* With its facilities disabled the guest gets the interrupts for them. */
TEST_F(fp, unavailable)
{
	static const struct {
		uint64_t msr;
		uint32_t insn;
		uint64_t vector;
	} cases[] = {
		{ MSR_GUEST, 0xfc20048e, VEC_FPU },	/* mffs f1 */
		{ MSR_GUEST, 0x100004c4, VEC_VECTOR },	/* vxor v0,v0,v0 */
		{ MSR_GUEST, 0xf00004d0, VEC_VSX },	/* xxlxor 0,0,0 */
		{ MSR_GUEST | MSR_FP, 0xf00004d0, VEC_VSX },
		{ MSR_GUEST | MSR_VEC, 0xf00004d0, VEC_VSX },
	};
	uint32_t *code = vm_ptr(self->vm, GUEST_FREE);

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		*code = cases[i].insn;
		vcpu_set_entry(self->vcpu, GUEST_FREE, cases[i].msr);
		vcpu_run_trap(self->vcpu, cases[i].vector);
		EXPECT_EQ(GUEST_FREE, self->vcpu->run->papr_hcall.args[1]);
	}
}

TEST_HARNESS_MAIN
