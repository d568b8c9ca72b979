// SPDX-License-Identifier: GPL-2.0
/*
 * What ends KVM_RUN from outside: signals, the signal mask, immediate_exit;
 * and a vCPU's descriptor used by two threads.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include "harness.h"
#include "vm.h"

FIXTURE(sig) {
	struct vm *vm;
	struct vcpu *vcpu;
	uint64_t *stop;
};

static void nothing(int signal)
{
}

FIXTURE_SETUP(sig)
{
	struct sigaction action = { .sa_handler = nothing };

	sigaction(SIGUSR1, &action, NULL);
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
	self->stop = vm_ptr(self->vm, GUEST_FREE);
}

FIXTURE_TEARDOWN(sig)
{
	vm_free(self->vm);
}

struct runner {
	struct vcpu *vcpu;
	int ret;
	uint32_t reason;
};

static void *run_once(void *arg)
{
	struct runner *runner = arg;

	runner->ret = vcpu_run(runner->vcpu);
	runner->reason = runner->vcpu->run->exit_reason;
	return NULL;
}

/* Send SIGUSR1 until the thread has ended. */
static void kick(pthread_t thread)
{
	do {
		pthread_kill(thread, SIGUSR1);
		usleep(2000);
	} while (pthread_tryjoin_np(thread, NULL) == EBUSY);
}

TEST_F(sig, immediate_exit)
{
	struct kvm_regs before, after;

	vcpu_start(self->vcpu, "guest_store64", GUEST_FREE, 1);
	vcpu_get_regs(self->vcpu, &before);
	self->vcpu->run->immediate_exit = 1;
	for (unsigned int i = 0; i < 10; i++) {
		EXPECT_EQ(-EINTR, vcpu_run(self->vcpu));
		EXPECT_EQ(KVM_EXIT_INTR, self->vcpu->run->exit_reason);
	}
	vcpu_get_regs(self->vcpu, &after);
	EXPECT_EQ(0, memcmp(&before, &after, sizeof(before)));
	EXPECT_EQ(0, *self->stop);
	self->vcpu->run->immediate_exit = 0;
	vcpu_run_done(self->vcpu);
	EXPECT_EQ(1, *self->stop);
}

/* What userspace was asked for is done, and nothing after it. */
TEST_F(sig, immediate_exit_completes)
{
	struct kvm_regs regs;

	vcpu_start(self->vcpu, "guest_hcall", HC_SYNC);
	vcpu_run_hcall(self->vcpu, HC_SYNC);
	self->vcpu->run->papr_hcall.ret = 0x1234;
	vcpu_complete(self->vcpu);
	vcpu_get_regs(self->vcpu, &regs);
	EXPECT_EQ(0x1234, regs.gpr[3]);
	EXPECT_EQ(0x1234, vcpu_run_done(self->vcpu));
}

static void stop_spin(struct __test_metadata *_metadata, struct vcpu *vcpu,
		      uint64_t msr)
{
	struct runner runner = { .vcpu = vcpu };
	uint64_t spin = guest_symbol("guest_spin");
	struct kvm_regs regs;
	pthread_t thread;

	vcpu_set_entry(vcpu, spin, msr);
	for (unsigned int i = 0; i < 20; i++) {
		ASSERT_EQ(0, pthread_create(&thread, NULL, run_once, &runner));
		if (i & 1)
			usleep(3000);
		kick(thread);
		ASSERT_EQ(-EINTR, runner.ret);
		ASSERT_EQ(KVM_EXIT_INTR, runner.reason);
		vcpu_get_regs(vcpu, &regs);
		ASSERT_EQ(spin, regs.pc);
		ASSERT_EQ(msr, regs.msr);
	}
}

/* A guest that loops with interrupts off, and is stopped all the same. */
TEST_F(sig, stops_a_guest_with_interrupts_off)
{
	stop_spin(_metadata, self->vcpu, MSR_GUEST);
}

TEST_F(sig, stops_a_guest_with_interrupts_on)
{
	vcpu_call(self->vcpu, "write_dec", 0x7fffffff);
	stop_spin(_metadata, self->vcpu, MSR_GUEST | MSR_EE);
}

/* Nor can hypercalls that KVM answers keep the thread in the kernel. */
TEST_F(sig, stops_a_guest_that_makes_hypercalls)
{
	static const uint64_t numbers[] = { 0xe4, 0xe8 };

	for (unsigned int i = 0; i < ARRAY_SIZE(numbers); i++) {
		struct runner runner = { .vcpu = self->vcpu };
		pthread_t thread;

		vcpu_start(self->vcpu, "hcall_loop", GUEST_FREE, numbers[i],
			   0);
		ASSERT_EQ(0, pthread_create(&thread, NULL, run_once, &runner));
		usleep(3000);
		kick(thread);
		EXPECT_EQ(-EINTR, runner.ret);
	}
	*self->stop = 1;
	vcpu_run_done(self->vcpu);
}

/* Interrupted in H_CEDE the vCPU waits on at the next KVM_RUN. */
TEST_F(sig, interrupts_cede)
{
	struct runner runner = { .vcpu = self->vcpu };
	struct kvm_interrupt irq = { .irq = KVM_INTERRUPT_SET };
	pthread_t thread;

	vcpu_call(self->vcpu, "write_dec", 0x7fffffff);
	vcpu_start(self->vcpu, "irq_cede", VEC_EXTERNAL, 1);
	vcpu_run_hcall(self->vcpu, HC_SYNC);
	for (unsigned int i = 0; i < 5; i++) {
		ASSERT_EQ(0, pthread_create(&thread, NULL, run_once, &runner));
		usleep(3000);
		kick(thread);
		ASSERT_EQ(-EINTR, runner.ret);
	}
	vcpu_ioctl(self->vcpu, KVM_INTERRUPT, &irq);
	vcpu_run_hcall(self->vcpu, HC_SYNC);
	EXPECT_EQ(VEC_EXTERNAL, self->vcpu->run->papr_hcall.args[0]);
	EXPECT_EQ(1, vcpu_run_done(self->vcpu));
}

static void block(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	must(!pthread_sigmask(how, &set, NULL), "sigmask");
}

static void set_mask(struct vcpu *vcpu, uint64_t signals)
{
	struct {
		struct kvm_signal_mask head;
		uint64_t set;
	} __attribute__((packed)) mask = { { .len = 8 }, signals };

	vcpu_ioctl(vcpu, KVM_SET_SIGNAL_MASK, &mask);
}

/* Blocked outside, let in by the vCPU's mask: it is still there after. */
TEST_F(sig, mask_lets_in)
{
	struct kvm_regs regs;
	sigset_t pending;

	block(SIG_BLOCK);
	raise(SIGUSR1);
	set_mask(self->vcpu, 0);
	vcpu_set_entry(self->vcpu, guest_symbol("guest_spin"), MSR_GUEST);
	EXPECT_EQ(-EINTR, vcpu_run(self->vcpu));
	vcpu_get_regs(self->vcpu, &regs);
	EXPECT_EQ(guest_symbol("guest_spin"), regs.pc);
	ASSERT_EQ(0, sigpending(&pending));
	EXPECT_TRUE(sigismember(&pending, SIGUSR1));
	/* Blocked by the vCPU's mask it is nobody's business. */
	set_mask(self->vcpu, 1UL << (SIGUSR1 - 1));
	EXPECT_EQ(3, vcpu_call(self->vcpu, "guest_add", 1, 2));
	/* Without a mask of the vCPU's the thread's own is in force. */
	vcpu_ioctl(self->vcpu, KVM_SET_SIGNAL_MASK, NULL);
	EXPECT_EQ(3, vcpu_call(self->vcpu, "guest_add", 1, 2));
	/* The thread's own mask is what it was. */
	ASSERT_EQ(0, sigpending(&pending));
	EXPECT_TRUE(sigismember(&pending, SIGUSR1));
	block(SIG_UNBLOCK);
	ASSERT_EQ(0, sigpending(&pending));
	EXPECT_FALSE(sigismember(&pending, SIGUSR1));
}

TEST_F(sig, pending_before_the_run)
{
	block(SIG_BLOCK);
	raise(SIGUSR1);
	set_mask(self->vcpu, 0);
	vcpu_start(self->vcpu, "guest_store64", GUEST_FREE, 1);
	EXPECT_EQ(-EINTR, vcpu_run(self->vcpu));
	EXPECT_EQ(0, *self->stop);
}

static void *get_regs(void *arg)
{
	static struct kvm_regs regs;

	vcpu_get_regs(arg, &regs);
	return &regs;
}

/* Another thread's ioctl waits until the vCPU is out of KVM_RUN. */
TEST_F(sig, other_ioctls_wait)
{
	struct runner runner = { .vcpu = self->vcpu };
	pthread_t running, asking;
	struct kvm_regs *regs;
	void *value;

	vcpu_set_entry(self->vcpu, guest_symbol("guest_spin"), MSR_GUEST);
	ASSERT_EQ(0, pthread_create(&running, NULL, run_once, &runner));
	usleep(5000);
	ASSERT_EQ(0, pthread_create(&asking, NULL, get_regs, self->vcpu));
	usleep(20000);
	EXPECT_EQ(EBUSY, pthread_tryjoin_np(asking, &value));
	kick(running);
	EXPECT_EQ(-EINTR, runner.ret);
	ASSERT_EQ(0, pthread_join(asking, &value));
	regs = value;
	EXPECT_EQ(guest_symbol("guest_spin"), regs->pc);
}

static void *run_often(void *arg)
{
	struct vcpu *vcpu = arg;
	unsigned long done = 0;

	for (unsigned int i = 0; i < 200; i++)
		done += !try_ioctl(vcpu->fd, KVM_RUN, NULL);
	return (void *)done;
}

/* Two threads run one vCPU: one after the other, every run a whole one. */
TEST_F(sig, two_threads_run_one_vcpu)
{
	volatile uint64_t *count = vm_ptr(self->vm, GUEST_FREE + 8);
	pthread_t threads[2];
	void *done[2];

	vcpu_start(self->vcpu, "count_hcalls", GUEST_FREE, GUEST_FREE + 8);
	for (unsigned int i = 0; i < 2; i++) {
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, run_often,
					    self->vcpu));
	}
	for (unsigned int i = 0; i < 2; i++) {
		ASSERT_EQ(0, pthread_join(threads[i], &done[i]));
		EXPECT_EQ(200, (uint64_t)done[i]);
	}
	EXPECT_EQ(400, *count);
	self->vcpu->pending = true;
}

TEST_HARNESS_MAIN
