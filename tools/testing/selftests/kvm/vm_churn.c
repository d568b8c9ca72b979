// SPDX-License-Identifier: GPL-2.0
/*
 * VMs come and go, and take with them what they had.
 */
#include <fcntl.h>

#include "harness.h"
#include "proc.h"
#include "vm.h"

#define VMS	200
#define BASE	0x10000000UL

/* A VM that used a vCPU, page tables of several levels, a log and events. */
static void one_vm(void)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);
	struct kvm_ioeventfd io = { .addr = GUEST_MMIO, .len = 4 };

	vcpu_create(vm, 1);
	must(!vm_slot(vm, 1, KVM_MEM_LOG_DIRTY_PAGES, BASE, GUEST_RAM,
		      vm->ram), "slot");
	must(!vm_slot(vm, 2, 0, 1UL << 45, GUEST_RAM, vm->ram), "slot");
	vcpu_call(vcpu, "guest_store64", BASE + GUEST_FREE, 1);
	vcpu_call(vcpu, "guest_store64", (1UL << 45) + GUEST_FREE, 1);
	io.fd = 0;
	try_ioctl(vm->fd, KVM_IOEVENTFD, &io);
	vm_free(vm);
}

/*
 * Each VM here has page table pages, run pages, a vCPU: were any of these left
 * behind, 200 VMs would leave 200 times 4K at the very least in objects, and
 * 12.8 MB for a page of 64K. Half of the smaller one is the noise allowed. A
 * leak would show in every round, noise does not.
 */
TEST(no_memory_lost)
{
	const long limit = VMS * 4 / 2;
	bool clean = false;

	for (unsigned int i = 0; i < 30; i++)
		one_vm();
	for (unsigned int round = 0; round < 3 && !clean; round++) {
		struct memory before = memory_used(), after;

		for (unsigned int i = 0; i < VMS; i++)
			one_vm();
		after = memory_used();
		TH_LOG("%ld KiB more in pages, %ld KiB in objects",
		       after.pages - before.pages, after.objects - before.objects);
		clean = after.pages - before.pages < limit &&
			after.objects - before.objects < limit;
	}
	EXPECT_TRUE(clean);
}

/* Many at once; identifiers do not run out where they are given back. */
TEST(many_at_once)
{
	enum { N = 100 };
	struct vm *vm[N];

	for (unsigned int i = 0; i < N; i++) {
		vm[i] = vm_create();
		vcpu_create(vm[i], 0);
	}
	for (unsigned int i = 0; i < N; i += 9) {
		EXPECT_EQ(i + 1, vcpu_call(vm[i]->vcpu[0], "guest_add", i, 1));
	}
	for (unsigned int i = 0; i < N; i++)
		vm_free(vm[(i * 37) % N]);
}

/* As many vCPUs as these tests have stacks for. */
TEST(all_the_vcpus)
{
	struct vm *vm = vm_create();

	for (unsigned int i = 0; i < GUEST_MAX_VCPUS; i++)
		vcpu_create(vm, i);
	for (unsigned int i = 0; i < GUEST_MAX_VCPUS; i += 5) {
		EXPECT_EQ(i + 7, vcpu_call(vm->vcpu[i], "guest_add", i, 7));
	}
	vm_free(vm);
}

TEST_HARNESS_MAIN
