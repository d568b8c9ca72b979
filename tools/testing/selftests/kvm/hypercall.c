// SPDX-License-Identifier: GPL-2.0
/*
 * Hypercalls (PAPR 14): which ones KVM answers, which go to userspace, and
 * that no argument does harm.
 */
#include <endian.h>
#include <errno.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include "insn.h"
#include "harness.h"
#include "vm.h"

#define H_SUCCESS	0L
#define H_PARAMETER	-4L
#define H_RESOURCE	-16L
#define H_CEDE		0xe0
#define H_PROD		0xe8
#define H_CONFER	0xe4
#define H_REGISTER_VPA	0xdc

FIXTURE(hc) {
	struct vm *vm;
	struct vcpu *vcpu;
};

FIXTURE_SETUP(hc)
{
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
}

FIXTURE_TEARDOWN(hc)
{
	vm_free(self->vm);
}

#define call(nr, ...) \
	((long)vcpu_call(self->vcpu, "guest_hcall", nr, ##__VA_ARGS__))

/* All nine arguments go out, all nine results come in. */
TEST_F(hc, registers_of_an_unknown_one)
{
	struct kvm_run *run = self->vcpu->run;
	uint64_t *regs = vm_ptr(self->vm, GUEST_FREE);

	regs[0] = 0xff40;
	for (unsigned int i = 1; i < 10; i++)
		regs[i] = 0x1111111111111111UL * i;
	vcpu_start(self->vcpu, "hcall_all", GUEST_FREE);
	vcpu_run_hcall(self->vcpu, 0xff40);
	for (unsigned int i = 0; i < 9; i++) {
		EXPECT_EQ(regs[i + 1], run->papr_hcall.args[i]);
		run->papr_hcall.args[i] = ~regs[i + 1];
	}
	run->papr_hcall.ret = 0x77;
	EXPECT_EQ(0x77, vcpu_run_done(self->vcpu));
	for (unsigned int i = 1; i < 10; i++) {
		EXPECT_EQ(~(0x1111111111111111UL * i), regs[i]);
	}
}

TEST_F(hc, what_goes_to_userspace)
{
	static const uint64_t numbers[] = {
		0x54,		/* H_GET_TERM_CHAR */
		0x58,		/* H_PUT_TERM_CHAR */
		0x64, 0x68, 0x6c, 0x70, 0x74,	/* interrupts: no irqchip */
		0xf000, 0xf004, 0xfffc, 0x10000, 0x7ffffffc, ~0UL, 1, 2, 3,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(numbers); i++) {
		vcpu_start(self->vcpu, "guest_hcall", numbers[i]);
		vcpu_run_hcall(self->vcpu, numbers[i]);
		self->vcpu->run->papr_hcall.ret = i;
		EXPECT_EQ(i, vcpu_run_done(self->vcpu));
	}
}

TEST_F(hc, enable_hcall_switches)
{
	struct kvm_enable_cap cap = {
		.cap = KVM_CAP_PPC_ENABLE_HCALL,
		.args = { H_PROD, 0 },
	};

	EXPECT_EQ(H_SUCCESS, call(H_PROD, 0));
	vm_ioctl(self->vm, KVM_ENABLE_CAP, &cap);
	vcpu_start(self->vcpu, "guest_hcall", H_PROD, 0);
	vcpu_run_hcall(self->vcpu, H_PROD);
	self->vcpu->run->papr_hcall.ret = 0x55;
	EXPECT_EQ(0x55, vcpu_run_done(self->vcpu));
	cap.args[1] = 1;
	vm_ioctl(self->vm, KVM_ENABLE_CAP, &cap);
	EXPECT_EQ(H_SUCCESS, call(H_PROD, 0));
}

/* Another VM's switches are its own. */
TEST_F(hc, enable_hcall_is_of_one_vm)
{
	struct kvm_enable_cap cap = {
		.cap = KVM_CAP_PPC_ENABLE_HCALL,
		.args = { H_PROD, 0 },
	};
	struct vm *other = vm_create();

	vm_ioctl(other, KVM_ENABLE_CAP, &cap);
	EXPECT_EQ(H_SUCCESS, call(H_PROD, 0));
	vm_free(other);
}

TEST_F(hc, prod)
{
	vcpu_create(self->vm, 3);
	EXPECT_EQ(H_SUCCESS, call(H_PROD, 3));
	EXPECT_EQ(H_PARAMETER, call(H_PROD, 1));
	EXPECT_EQ(H_PARAMETER, call(H_PROD, 0x10000));
	EXPECT_EQ(H_PARAMETER, call(H_PROD, ~0UL));
	EXPECT_EQ(H_PARAMETER, call(H_PROD, 3UL | 1UL << 32));
}

TEST_F(hc, confer)
{
	vcpu_create(self->vm, 3);
	EXPECT_EQ(H_SUCCESS, call(H_CONFER, ~0UL, 0));
	EXPECT_EQ(H_PARAMETER, call(H_CONFER, 1, 0));
	EXPECT_EQ(H_PARAMETER, call(H_CONFER, 0x10000, 0));
}

/* A prod that was there first is taken by one cede. */
TEST_F(hc, prod_before_cede)
{
	EXPECT_EQ(H_SUCCESS, vcpu_call(self->vcpu, "prod_and_cede", 0, 1));
}

struct partner {
	struct vcpu *vcpu;
	uint64_t value;
};

static void *run_partner(void *arg)
{
	struct partner *partner = arg;

	partner->value = vcpu_run_done(partner->vcpu);
	return NULL;
}

TEST_F(hc, prod_wakes_cede)
{
	struct partner partner = { .vcpu = vcpu_create(self->vm, 1) };
	pthread_t thread;

	vcpu_start(self->vcpu, "ping_pong", GUEST_FREE, 0, 1, 100);
	vcpu_start(partner.vcpu, "ping_pong", GUEST_FREE, 1, 0, 100);
	ASSERT_EQ(0, pthread_create(&thread, NULL, run_partner, &partner));
	EXPECT_EQ(100, vcpu_run_done(self->vcpu));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(100, partner.value);
}

/* Flags of H_REGISTER_VPA: the function in bits 16 to 18. */
#define REG_VPA		(1UL << 45)
#define REG_DTL		(2UL << 45)
#define REG_SLB		(3UL << 45)
#define DEREG_VPA	(5UL << 45)
#define DEREG_DTL	(6UL << 45)
#define DEREG_SLB	(7UL << 45)

#define VPA		GUEST_FREE
#define DTL		(GUEST_FREE + 0x1000)
#define SHADOW		(GUEST_FREE + 0x2000)

static void set_areas(struct vm *vm)
{
	*(uint16_t *)vm_ptr(vm, VPA + 4) = htobe16(1024);
	*(uint32_t *)vm_ptr(vm, DTL + 4) = htobe32(4096);
	*(uint32_t *)vm_ptr(vm, SHADOW + 4) = htobe32(1024);
}

TEST_F(hc, register_vpa)
{
	set_areas(self->vm);
	EXPECT_EQ(H_SUCCESS, call(H_REGISTER_VPA, REG_VPA, 0, VPA));
	EXPECT_EQ(VPA, one_reg_get(self->vcpu, KVM_REG_PPC_VPA_ADDR));
	EXPECT_EQ(H_SUCCESS, call(H_REGISTER_VPA, REG_SLB, 0, SHADOW));
	EXPECT_EQ(H_SUCCESS, call(H_REGISTER_VPA, REG_DTL, 0, DTL));
	/* The VPA goes last. */
	EXPECT_EQ(H_RESOURCE, call(H_REGISTER_VPA, DEREG_VPA, 0, 0));
	EXPECT_EQ(H_SUCCESS, call(H_REGISTER_VPA, DEREG_DTL, 0, 0));
	EXPECT_EQ(H_RESOURCE, call(H_REGISTER_VPA, DEREG_VPA, 0, 0));
	EXPECT_EQ(H_SUCCESS, call(H_REGISTER_VPA, DEREG_SLB, 0, 0));
	EXPECT_EQ(H_SUCCESS, call(H_REGISTER_VPA, DEREG_VPA, 0, 0));
	EXPECT_EQ(0, one_reg_get(self->vcpu, KVM_REG_PPC_VPA_ADDR));
}

TEST_F(hc, register_vpa_needs_the_vpa_first)
{
	set_areas(self->vm);
	EXPECT_EQ(H_RESOURCE, call(H_REGISTER_VPA, REG_DTL, 0, DTL));
	EXPECT_EQ(H_RESOURCE, call(H_REGISTER_VPA, REG_SLB, 0, SHADOW));
	/* Of another vCPU. */
	vcpu_create(self->vm, 3);
	EXPECT_EQ(H_SUCCESS, call(H_REGISTER_VPA, REG_VPA, 3, VPA));
	EXPECT_EQ(H_RESOURCE, call(H_REGISTER_VPA, REG_DTL, 0, DTL));
	EXPECT_EQ(H_SUCCESS, call(H_REGISTER_VPA, REG_DTL, 3, DTL));
	EXPECT_EQ(VPA, one_reg_get(self->vm->vcpu[3], KVM_REG_PPC_VPA_ADDR));
}

TEST_F(hc, register_vpa_refuses)
{
	static const struct {
		const char *why;
		uint64_t flags, id, addr;
	} cases[] = {
		{ "no such vCPU", REG_VPA, 1, VPA },
		{ "wild vCPU", REG_VPA, ~0UL, VPA },
		{ "no address", REG_VPA, 0, 0 },
		{ "not aligned", REG_VPA, 0, VPA + 8 },
		{ "not memory", REG_VPA, 0, GUEST_MMIO },
		{ "beyond any address", REG_VPA, 0, 1UL << 62 },
		{ "the last line", REG_VPA, 0, -128UL },
		{ "too short", REG_VPA, 0, GUEST_FREE + 0x4000 },
		{ "no function", 0, 0, VPA },
		{ "unknown function", 4UL << 45, 0, VPA },
	};

	set_areas(self->vm);
	*(uint16_t *)vm_ptr(self->vm, GUEST_FREE + 0x4004) = htobe16(64);
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		EXPECT_EQ(H_PARAMETER,
			  call(H_REGISTER_VPA, cases[i].flags, cases[i].id,
			       cases[i].addr))
			TH_LOG("%s", cases[i].why);
		EXPECT_EQ(0, one_reg_get(self->vcpu, KVM_REG_PPC_VPA_ADDR));
	}
}

/* The yield count is even while the vCPU runs, odd while it does not. */
TEST_F(hc, vpa_yield_count)
{
	uint32_t *yields = vm_ptr(self->vm, VPA + 0x100);
	uint32_t last;

	set_areas(self->vm);
	ASSERT_EQ(H_SUCCESS, call(H_REGISTER_VPA, REG_VPA, 0, VPA));
	vcpu_call(self->vcpu, "guest_add", 1, 2);
	last = be32toh(*yields);
	EXPECT_EQ(1, last & 1);
	for (unsigned int i = 0; i < 3; i++) {
		uint64_t word = vcpu_call(self->vcpu, "guest_load64",
					  VPA + 0x100);
		uint32_t seen = be64toh(word) >> 32;

		EXPECT_EQ(0, seen & 1);
		EXPECT_LT(last, seen);
		last = be32toh(*yields);
		EXPECT_EQ(1, last & 1);
	}
}

/* What was registered may go away: deleted slot, unmapped memory. */
TEST_F(hc, vpa_memory_goes_away)
{
	uint8_t *mem = mmap(NULL, GUEST_PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const uint64_t gpa = 0x10000000;

	ASSERT_NE(MAP_FAILED, mem);
	*(uint16_t *)(mem + 4) = htobe16(1024);
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, gpa, GUEST_PAGE, mem));
	ASSERT_EQ(H_SUCCESS, call(H_REGISTER_VPA, REG_VPA, 0, gpa));
	EXPECT_EQ(3, vcpu_call(self->vcpu, "guest_add", 1, 2));
	ASSERT_EQ(0, madvise(mem, GUEST_PAGE, MADV_DONTNEED));
	EXPECT_EQ(3, vcpu_call(self->vcpu, "guest_add", 1, 2));
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, 0, 0, NULL));
	EXPECT_EQ(3, vcpu_call(self->vcpu, "guest_add", 1, 2));
	ASSERT_EQ(0, munmap(mem, GUEST_PAGE));
	EXPECT_EQ(3, vcpu_call(self->vcpu, "guest_add", 1, 2));
	EXPECT_EQ(H_SUCCESS, call(H_REGISTER_VPA, DEREG_VPA, 0, 0));
}

/* The counts are in the memory that is there now, and in no other. */
TEST_F(hc, vpa_memory_is_replaced)
{
	int fd = memfd_create("vpa", 0);
	const uint64_t gpa = 0x10000000;
	uint8_t *both, *mem;

	ASSERT_EQ(0, ftruncate(fd, 2 * GUEST_PAGE));
	both = mmap(NULL, 2 * GUEST_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED,
		    fd, 0);
	mem = mmap(NULL, GUEST_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ASSERT_NE(MAP_FAILED, both);
	ASSERT_NE(MAP_FAILED, mem);
	*(uint16_t *)(mem + 4) = htobe16(1024);
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, gpa, GUEST_PAGE, mem));
	ASSERT_EQ(H_SUCCESS, call(H_REGISTER_VPA, REG_VPA, 0, gpa));

	for (unsigned int i = 0; i < 6; i++) {
		uint32_t *now = (void *)(both + i % 2 * GUEST_PAGE + 0x100);
		uint32_t *old = (void *)(both + !(i % 2) * GUEST_PAGE + 0x100);
		uint32_t left = *old;

		ASSERT_EQ(mem, mmap(mem, GUEST_PAGE, PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_FIXED, fd,
				    i % 2 * GUEST_PAGE));
		/* The process has it now, and may write it without a fault. */
		__atomic_store_n(mem, 0, __ATOMIC_SEQ_CST);
		for (unsigned int run = 0; run < 3; run++) {
			uint32_t before = *now;

			EXPECT_EQ(3, vcpu_call(self->vcpu, "guest_add", 1, 2));
			EXPECT_NE(before, *now);
			EXPECT_EQ(1, be32toh(*now) & 1);
			EXPECT_EQ(left, *old);
		}
	}
	munmap(both, 2 * GUEST_PAGE);
	munmap(mem, GUEST_PAGE);
	close(fd);
}

/* The log of dispatches fills, and begins anew at its end. */
TEST_F(hc, dispatch_trace_log)
{
	uint64_t *index = vm_ptr(self->vm, VPA + 0x218);
	uint64_t before;

	set_areas(self->vm);
	/* All kinds of dispatch are asked for (PAPR 14.11.3). */
	*(uint8_t *)vm_ptr(self->vm, VPA + 0xb8) = 7;
	ASSERT_EQ(H_SUCCESS, call(H_REGISTER_VPA, REG_VPA, 0, VPA));
	ASSERT_EQ(H_SUCCESS, call(H_REGISTER_VPA, REG_DTL, 0, DTL));
	for (unsigned int i = 0; i < 200; i++)
		vcpu_call(self->vcpu, "guest_add", 1, 2);
	before = be64toh(*index);
	EXPECT_LT(0, before);
	vcpu_call(self->vcpu, "guest_add", 1, 2);
	EXPECT_LT(before, be64toh(*index));
	/* The areas beside it are as they were. */
	EXPECT_EQ(1024, be32toh(*(uint32_t *)vm_ptr(self->vm, SHADOW + 4)));
}

/* Every number that PAPR has, with addresses that are none. */
TEST_F(hc, wild_arguments)
{
	static const uint64_t wild[] = {
		0, 1, GUEST_MMIO, 1UL << 51, 0xc000000000000000, ~0UL,
	};

	for (uint64_t nr = 0; nr < 0x500; nr += 4) {
		uint64_t arg = wild[nr / 4 % ARRAY_SIZE(wild)];
		struct kvm_run *run = self->vcpu->run;

		/* Waiting is right for these. */
		if (nr == H_CEDE)
			continue;
		vcpu_start(self->vcpu, "guest_hcall", nr, arg, arg, arg, arg);
		vcpu_run_to(self->vcpu, KVM_EXIT_PAPR_HCALL);
		if (run->papr_hcall.nr == HC_DONE)
			continue;
		ASSERT_EQ(nr, run->papr_hcall.nr);
		vcpu_run_done(self->vcpu);
	}
	EXPECT_EQ(3, vcpu_call(self->vcpu, "guest_add", 1, 2));
}

TEST_HARNESS_MAIN
