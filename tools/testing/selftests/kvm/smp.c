// SPDX-License-Identifier: GPL-2.0
/*
 * Several vCPUs, more of them than the host has CPUs, and several VMs.
 */
#include <pthread.h>

#include "harness.h"
#include "vm.h"

struct runner {
	struct vcpu *vcpu;
	uint64_t value;
	pthread_t thread;
};

static void *run_done(void *arg)
{
	struct runner *runner = arg;

	runner->value = vcpu_run_done(runner->vcpu);
	return NULL;
}

static void go(struct runner *runner)
{
	must(!pthread_create(&runner->thread, NULL, run_done, runner),
	     "thread");
}

static uint64_t wait_for(struct runner *runner)
{
	must(!pthread_join(runner->thread, NULL), "join");
	return runner->value;
}

TEST(messages_between_two)
{
	struct vm *vm = vm_create();
	struct runner a = { .vcpu = vcpu_create(vm, 0) };
	struct runner b = { .vcpu = vcpu_create(vm, 1) };

	vcpu_start(a.vcpu, "produce", GUEST_FREE, 5000);
	vcpu_start(b.vcpu, "consume", GUEST_FREE, 5000);
	go(&a);
	go(&b);
	wait_for(&a);
	EXPECT_EQ(0, wait_for(&b));
	vm_free(vm);
}

/* All of them add to one word; some sleep in H_CEDE between. */
TEST(more_than_there_are_cpus)
{
	enum { N = 16 };
	struct vm *vm = vm_create();
	uint64_t *count = vm_ptr(vm, GUEST_FREE);
	struct runner r[N];

	for (unsigned int i = 0; i < N; i++) {
		r[i].vcpu = vcpu_create(vm, i);
		vcpu_start(r[i].vcpu, "add_atomically", GUEST_FREE, 5000);
	}
	for (unsigned int i = 0; i < N; i++)
		go(&r[i]);
	for (unsigned int i = 0; i < N; i++)
		wait_for(&r[i]);
	EXPECT_EQ(N * 5000, *count);
	vm_free(vm);
}

/* A vCPU is at home in any thread: created here, run there, and back. */
TEST(moves_between_threads)
{
	struct vm *vm = vm_create();
	struct runner r = { .vcpu = vcpu_create(vm, 0) };

	for (unsigned int i = 0; i < 20; i++) {
		vcpu_start(r.vcpu, "guest_add", i, 5);
		go(&r);
		EXPECT_EQ(i + 5, wait_for(&r));
		EXPECT_EQ(i + 6, vcpu_call(r.vcpu, "guest_add", i, 6));
	}
	vm_free(vm);
}

/* Each has memory of its own at the same addresses. */
TEST(several_vms)
{
	enum { N = 6 };
	struct vm *vm[N];
	struct runner r[N];

	for (unsigned int i = 0; i < N; i++) {
		vm[i] = vm_create();
		r[i].vcpu = vcpu_create(vm[i], 0);
		vcpu_call(r[i].vcpu, "guest_fill", GUEST_FREE, 20, GUEST_PAGE,
			  1000 * i);
		vcpu_start(r[i].vcpu, "guest_count", GUEST_FREE + 8,
			   GUEST_FREE + 16);
	}
	for (unsigned int i = 0; i < N; i++)
		go(&r[i]);
	for (unsigned int i = 0; i < N; i++) {
		volatile uint64_t *count = vm_ptr(vm[i], GUEST_FREE + 16);
		uint64_t *stop = vm_ptr(vm[i], GUEST_FREE + 8);

		while (!*count)
			usleep(1000);
		__atomic_store_n(stop, 1, __ATOMIC_SEQ_CST);
		EXPECT_LT(0, wait_for(&r[i]));
		EXPECT_EQ(0, vcpu_call(r[i].vcpu, "guest_verify", GUEST_FREE,
				       20, GUEST_PAGE, 1000 * i));
	}
	for (unsigned int i = 0; i < N; i++)
		vm_free(vm[i]);
}

/* One thread, two VMs in turn: no translation of the one is the other's. */
TEST(two_vms_in_one_thread)
{
	struct vm *a = vm_create(), *b = vm_create();
	struct vcpu *va = vcpu_create(a, 0), *vb = vcpu_create(b, 0);

	for (unsigned int i = 0; i < 100; i++) {
		vcpu_call(va, "guest_store64", GUEST_FREE, i);
		vcpu_call(vb, "guest_store64", GUEST_FREE, i + 1000);
		ASSERT_EQ(i, vcpu_call(va, "guest_load64", GUEST_FREE));
		ASSERT_EQ(i + 1000, vcpu_call(vb, "guest_load64", GUEST_FREE));
	}
	vm_free(a);
	/* A new VM may get the old one's identifier: it gets nothing else. */
	a = vm_create();
	va = vcpu_create(a, 0);
	EXPECT_EQ(0, vcpu_call(va, "guest_load64", GUEST_FREE));
	EXPECT_EQ(1099, vcpu_call(vb, "guest_load64", GUEST_FREE));
	vm_free(a);
	vm_free(b);
}

TEST_HARNESS_MAIN
