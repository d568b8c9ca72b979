// SPDX-License-Identifier: GPL-2.0
/*
 * A hostile process: ioctls of any number, size and argument, on any of the
 * descriptors, and a vCPU that is run with what they left. The host stays
 * whole, and so does another VM.
 */
#include <errno.h>
#include <signal.h>
#include <sys/time.h>

#include "harness.h"
#include "random.h"
#include "vm.h"

/*
 * Whatever an argument points to lies in here, so that neither KVM nor the
 * guest writes to anything else of this process.
 */
#define ARENA	(64 * GUEST_PAGE)

struct target {
	struct vm *vm;		/* of which anything is asked */
	struct vcpu *vcpu;
	struct vm *other;	/* which has to stay as it is */
	uint8_t *arena;
	uint64_t random;
};

FIXTURE(fuzz) {
	struct target t;
};

static void nothing(int signal)
{
}

FIXTURE_SETUP(fuzz)
{
	struct sigaction action = { .sa_handler = nothing };

	sigaction(SIGALRM, &action, NULL);
	self->t.vm = vm_create();
	self->t.vcpu = vcpu_create(self->t.vm, 0);
	self->t.other = vm_create();
	vcpu_create(self->t.other, 0);
	self->t.arena = mmap(NULL, ARENA, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->t.arena);
	self->t.random = 0x2545f4914f6cdd1d;
}

FIXTURE_TEARDOWN(fuzz)
{
	struct vcpu *vcpu = self->t.other->vcpu[0];

	/* Last of all: does the host still work? */
	EXPECT_EQ(42, vcpu_call(vcpu, "guest_add", 40, 2));
	vm_free(self->t.other);
	vm_free(self->t.vm);
	munmap(self->t.arena, ARENA);
}

/* A number of the kinds that find mistakes. */
static uint64_t odd_number(struct target *t)
{
	uint64_t r = next_random(&t->random);

	switch (r % 8) {
	case 0:
		return 0;
	case 1:
		return ~0UL;
	case 2:
		return 1UL << (r >> 8) % 64;
	case 3:
		return (1UL << (r >> 8) % 64) - 1;
	case 4:
		return (uintptr_t)t->arena + (r >> 8) % ARENA;
	case 5:
		return (uintptr_t)t->arena + (r >> 8) % 64 * GUEST_PAGE;
	case 6:
		return (r >> 8) % 16;
	default:
		return r >> (r >> 8) % 64;
	}
}

/* The first kilobyte of the arena, or the last bytes of it, filled anew. */
static void *odd_argument(struct target *t)
{
	uint64_t *words = (void *)t->arena;
	uint64_t r = next_random(&t->random);

	for (unsigned int i = 0; i < 128; i++)
		words[i] = odd_number(t);
	switch (r % 8) {
	case 0:
		return no_access();
	case 1:
		return t->arena + ARENA - (r >> 8) % 64;
	case 2:
		return (void *)odd_number(t);
	default:
		return t->arena;
	}
}

static void try_one(struct target *t, int fd, unsigned long nr)
{
	int ret = try_ioctl(fd, nr, odd_argument(t));

	must(ret >= -4095, "ioctl %#lx: %d", nr, ret);
	/* A new descriptor: 0 to 2 are the harness's, the fixture has eight. */
	if (ret > 10 && ret < 1024)
		close(ret);
	/* Not even for the fuzzer is the alarm below to be masked. */
	try_ioctl(t->vcpu->fd, KVM_SET_SIGNAL_MASK, NULL);
}

/* Every number there could be, in each direction, of several sizes. */
TEST_F(fuzz, every_number)
{
	static const unsigned int sizes[] = { 0, 4, 8, 16, 32, 64, 1024, 16383 };
	const int fds[] = { self->t.vm->sys, self->t.vm->fd, self->t.vcpu->fd };

	for (unsigned int nr = 0; nr < 256; nr++) {
		/* KVM_RUN is for the next test. */
		if (nr == 0x80)
			continue;
		for (unsigned int i = 0; i < 4 * ARRAY_SIZE(sizes); i++) {
			unsigned long cmd = _IOC(i % 4, KVMIO, nr, sizes[i / 4]);

			for (unsigned int n = 0; n < ARRAY_SIZE(fds); n++)
				try_one(&self->t, fds[n], cmd);
		}
	}
}

static const unsigned long vm_ioctls[] = {
	KVM_SET_USER_MEMORY_REGION, KVM_GET_DIRTY_LOG, KVM_CLEAR_DIRTY_LOG,
	KVM_ENABLE_CAP, KVM_IOEVENTFD, KVM_IRQFD, KVM_REGISTER_COALESCED_MMIO,
	KVM_UNREGISTER_COALESCED_MMIO, KVM_CREATE_DEVICE, KVM_CREATE_VCPU,
	KVM_PPC_CONFIGURE_V3_MMU, KVM_PPC_GET_RMMU_INFO, KVM_PPC_GET_SMMU_INFO,
	KVM_PPC_GET_CPU_CHAR, KVM_CHECK_EXTENSION, KVM_GET_STATS_FD,
	KVM_IRQ_LINE, KVM_SIGNAL_MSI, KVM_SET_GSI_ROUTING,
	KVM_PPC_ALLOCATE_HTAB, KVM_PPC_GET_HTAB_FD, KVM_PPC_RTAS_DEFINE_TOKEN,
	KVM_CREATE_SPAPR_TCE_64, KVM_PPC_SVM_OFF, KVM_SET_DEVICE_ATTR,
};

static const unsigned long vcpu_ioctls[] = {
	KVM_GET_REGS, KVM_SET_REGS, KVM_GET_SREGS, KVM_SET_SREGS, KVM_GET_FPU,
	KVM_SET_FPU, KVM_GET_ONE_REG, KVM_SET_ONE_REG, KVM_GET_REG_LIST,
	KVM_ENABLE_CAP, KVM_INTERRUPT, KVM_SET_SIGNAL_MASK, KVM_TRANSLATE,
	KVM_SET_GUEST_DEBUG, KVM_GET_MP_STATE, KVM_SET_MP_STATE,
	KVM_GET_STATS_FD, KVM_DIRTY_TLB,
};

/* The known ones, with structures of odd numbers. */
TEST_F(fuzz, known_ioctls)
{
	for (unsigned int round = 0; round < 100; round++) {
		for (unsigned int i = 0; i < ARRAY_SIZE(vm_ioctls); i++)
			try_one(&self->t, self->t.vm->fd, vm_ioctls[i]);
		for (unsigned int i = 0; i < ARRAY_SIZE(vcpu_ioctls); i++)
			try_one(&self->t, self->t.vcpu->fd, vcpu_ioctls[i]);
	}
}

/* Registers that exist, with values that do not; then the vCPU is run. */
TEST_F(fuzz, odd_state_is_run)
{
	struct itimerval timer = {
		.it_value.tv_usec = 10000, .it_interval.tv_usec = 10000,
	};
	struct {
		struct kvm_reg_list head;
		uint64_t ids[512];
	} list = { .head.n = 512 };

	ASSERT_EQ(0, try_ioctl(self->t.vcpu->fd, KVM_GET_REG_LIST, &list));
	setitimer(ITIMER_REAL, &timer, NULL);
	for (unsigned int round = 0; round < 150; round++) {
		struct kvm_regs *regs = (void *)self->t.arena;
		int ret;

		for (unsigned int i = 0; i < 20; i++) {
			uint64_t n = next_random(&self->t.random) % list.head.n;
			uint64_t value[2] = { odd_number(&self->t),
					      odd_number(&self->t) };

			/* QEMU 7.2 as the host dies of a guest's doorbell. */
			if (list.head.reg[n] == KVM_REG_PPC_DPDES)
				continue;
			one_reg_try_set(self->t.vcpu, list.head.reg[n], value);
		}
		odd_argument(&self->t);
		/* Every other time at least the first instruction is one. */
		if (round & 1)
			regs->pc = guest_symbol("guest_walk");
		try_ioctl(self->t.vcpu->fd, KVM_SET_REGS, regs);
		/* The run page is the process's to scribble in, too. */
		for (unsigned int i = 0; i < 256; i++)
			((uint64_t *)self->t.vcpu->run)[i] = odd_number(&self->t);
		self->t.vcpu->run->immediate_exit = 0;
		ret = vcpu_run(self->t.vcpu);
		must(ret <= 0 && ret >= -4095, "KVM_RUN: %d", ret);
	}
	timer = (struct itimerval){ 0 };
	setitimer(ITIMER_REAL, &timer, NULL);
}

TEST_HARNESS_MAIN
