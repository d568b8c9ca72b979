// SPDX-License-Identifier: GPL-2.0
/*
 * The vCPU's ioctls with good and bad arguments; a call that fails changes
 * nothing. ONE_REG, debug, interrupts and signals have tests of their own.
 */
#include <endian.h>
#include <errno.h>
#include <signal.h>

#include "harness.h"
#include "insn.h"
#include "vm.h"

FIXTURE(vcpu) {
	struct vm *vm;
	struct vcpu *vcpu;
	int fd;
};

FIXTURE_SETUP(vcpu)
{
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
	self->fd = self->vcpu->fd;
}

FIXTURE_TEARDOWN(vcpu)
{
	vm_free(self->vm);
}

TEST_F(vcpu, unknown_ioctls)
{
	static const unsigned long unknown[] = {
		_IO(KVMIO, 0x3f), _IO(KVMIO, 0xff), _IO('T', 1), 0, ~0UL,
		KVM_CREATE_VCPU, KVM_GET_API_VERSION, KVM_GET_DIRTY_LOG,
		KVM_SET_USER_MEMORY_REGION, KVM_NMI, KVM_DIRTY_TLB,
		_IOR(KVMIO, 0x8e, char[1024]),		/* x86: GET_LAPIC */
		_IOWR(KVMIO, 0x88, uint64_t),		/* x86: GET_MSRS */
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(unknown); i++) {
		EXPECT_EQ(-ENOTTY, try_ioctl(self->fd, unknown[i], no_access()))
			TH_LOG("ioctl %#lx", unknown[i]);
	}
}

TEST_F(vcpu, bad_pointers)
{
	static const unsigned long pointers[] = {
		KVM_GET_REGS, KVM_SET_REGS, KVM_GET_SREGS, KVM_SET_SREGS,
		KVM_GET_ONE_REG, KVM_SET_ONE_REG, KVM_GET_REG_LIST,
		KVM_ENABLE_CAP, KVM_INTERRUPT, KVM_SET_SIGNAL_MASK,
		KVM_SET_GUEST_DEBUG, KVM_TRANSLATE,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(pointers); i++) {
		EXPECT_EQ(-EFAULT,
			  try_ioctl(self->fd, pointers[i], no_access()))
			TH_LOG("ioctl %#lx", pointers[i]);
	}
}

TEST_F(vcpu, run_takes_no_argument)
{
	EXPECT_EQ(-EINVAL, try_ioctl(self->fd, KVM_RUN, (void *)1));
	EXPECT_EQ(42, vcpu_call(self->vcpu, "guest_add", 40, 2));
}

static void pattern_regs(struct kvm_regs *regs)
{
	uint64_t *words = (uint64_t *)regs;

	for (unsigned int i = 0; i < sizeof(*regs) / sizeof(*words); i++)
		words[i] = 0x0101010101010101 * (i + 1);
	regs->cr &= 0xffffffff;
	regs->xer = 0xe0000000;
	regs->pid = 0;	/* Book3S: ONE_REG has it */
	regs->msr = MSR_GUEST;
	regs->sprg4 = 0;
	regs->sprg5 = 0;
	regs->sprg6 = 0;
	regs->sprg7 = 0;
}

TEST_F(vcpu, regs_read_as_set)
{
	struct kvm_regs set, got;

	pattern_regs(&set);
	ASSERT_EQ(0, try_ioctl(self->fd, KVM_SET_REGS, &set));
	memset(&got, 0xff, sizeof(got));
	ASSERT_EQ(0, try_ioctl(self->fd, KVM_GET_REGS, &got));
	EXPECT_EQ(set.pc, got.pc);
	EXPECT_EQ(set.cr, got.cr);
	EXPECT_EQ(set.ctr, got.ctr);
	EXPECT_EQ(set.lr, got.lr);
	EXPECT_EQ(set.xer, got.xer);
	EXPECT_EQ(set.msr, got.msr);
	EXPECT_EQ(set.srr0, got.srr0);
	EXPECT_EQ(set.srr1, got.srr1);
	EXPECT_EQ(set.sprg0, got.sprg0);
	EXPECT_EQ(set.sprg1, got.sprg1);
	EXPECT_EQ(set.sprg2, got.sprg2);
	EXPECT_EQ(set.sprg3, got.sprg3);
	EXPECT_EQ(0, memcmp(set.gpr, got.gpr, sizeof(set.gpr)));
}

/* The second page of the argument is missing: nothing of it may be taken. */
TEST_F(vcpu, regs_half_there)
{
	size_t page = sysconf(_SC_PAGESIZE);
	char *two = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct kvm_regs set, got;
	void *half;

	ASSERT_NE(MAP_FAILED, two);
	ASSERT_EQ(0, mprotect(two + page, page, PROT_NONE));
	half = two + page - sizeof(set) / 2;
	pattern_regs(&set);
	ASSERT_EQ(0, try_ioctl(self->fd, KVM_SET_REGS, &set));
	memset(half, 0x5a, sizeof(set) / 2);
	EXPECT_EQ(-EFAULT, try_ioctl(self->fd, KVM_SET_REGS, half));
	EXPECT_EQ(-EFAULT, try_ioctl(self->fd, KVM_GET_REGS, half));
	ASSERT_EQ(0, try_ioctl(self->fd, KVM_GET_REGS, &got));
	EXPECT_EQ(0, memcmp(set.gpr, got.gpr, sizeof(set.gpr)));
	EXPECT_EQ(set.pc, got.pc);
}

/* A guest never runs with hypervisor state, whatever userspace asks for. */
TEST_F(vcpu, msr_stays_a_guests)
{
	struct kvm_regs regs;

	vcpu_start(self->vcpu, "guest_add", 1, 2);
	vcpu_get_regs(self->vcpu, &regs);
	regs.msr |= MSR_HV;
	if (!try_ioctl(self->fd, KVM_SET_REGS, &regs)) {
		EXPECT_EQ(3, vcpu_run_done(self->vcpu));
		vcpu_get_regs(self->vcpu, &regs);
	} else {
		EXPECT_EQ(EINVAL, errno);
		vcpu_get_regs(self->vcpu, &regs);
	}
	EXPECT_EQ(0, regs.msr & MSR_HV);
	EXPECT_TRUE(regs.msr & MSR_ME);
}

/* The kernel answers mfpvr for a process (emulated, Book III 5.4.4). */
static uint32_t host_pvr(void)
{
	uint64_t pvr;

	asm volatile("mfpvr %0" : "=r"(pvr));
	return pvr;
}

TEST_F(vcpu, sregs)
{
	struct kvm_sregs *sregs = calloc(1, sizeof(*sregs));
	struct kvm_sregs *again = calloc(1, sizeof(*again));
	uint32_t pvr;

	ASSERT_EQ(0, try_ioctl(self->fd, KVM_GET_SREGS, sregs));
	pvr = sregs->pvr;
	EXPECT_EQ(host_pvr(), pvr);
	EXPECT_EQ(0, try_ioctl(self->fd, KVM_SET_SREGS, sregs));
	/*
	 * Where the processor is the host's another version is refused; none
	 * is a guest's whose MMU is of BookE's kind.
	 */
	sregs->pvr = self->vm->pr ? 0x80210030 : 0x00390000;
	EXPECT_EQ(-EINVAL, try_ioctl(self->fd, KVM_SET_SREGS, sregs));
	ASSERT_EQ(0, try_ioctl(self->fd, KVM_GET_SREGS, again));
	EXPECT_EQ(pvr, again->pvr);
	free(sregs);
	free(again);
}

/* FPU either is there in both directions, or in neither. */
TEST_F(vcpu, fpu)
{
	struct kvm_fpu set, got;
	int ret;

	for (unsigned int i = 0; i < 32; i++)
		set.fpr[i] = 0x3ff0000000000000 + i;
	ret = try_ioctl(self->fd, KVM_SET_FPU, &set);
	EXPECT_EQ(ret, try_ioctl(self->fd, KVM_GET_FPU, &got));
	if (!ret) {
		EXPECT_EQ(0, memcmp(&set, &got, sizeof(set)));
		EXPECT_EQ(set.fpr[7],
			  one_reg_get(self->vcpu, KVM_REG_PPC_FPR(7)));
	} else {
		EXPECT_GT(0, ret);
	}
}

TEST_F(vcpu, enable_cap)
{
	struct kvm_enable_cap cap = { .cap = KVM_CAP_PPC_PAPR };

	EXPECT_EQ(0, try_ioctl(self->fd, KVM_ENABLE_CAP, &cap));
	cap.flags = 1;
	EXPECT_EQ(-EINVAL, try_ioctl(self->fd, KVM_ENABLE_CAP, &cap));
	cap.flags = 0;
	cap.cap = 0x7777;
	EXPECT_EQ(-EINVAL, try_ioctl(self->fd, KVM_ENABLE_CAP, &cap));
	cap.cap = KVM_CAP_PPC_SMT;
	EXPECT_EQ(-EINVAL, try_ioctl(self->fd, KVM_ENABLE_CAP, &cap));
}

/* A vCPU takes its interrupt controller from a descriptor of one. */
TEST_F(vcpu, enable_irqchip_of_nothing)
{
	static const uint32_t caps[] = {
		KVM_CAP_IRQ_XICS, KVM_CAP_PPC_IRQ_XIVE,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(caps); i++) {
		struct kvm_enable_cap cap = { .cap = caps[i] };

		cap.args[0] = self->vm->fd;
		EXPECT_GT(0, try_ioctl(self->fd, KVM_ENABLE_CAP, &cap));
		cap.args[0] = -1;
		EXPECT_GT(0, try_ioctl(self->fd, KVM_ENABLE_CAP, &cap));
	}
	EXPECT_EQ(42, vcpu_call(self->vcpu, "guest_add", 40, 2));
}

TEST_F(vcpu, interrupt_kinds)
{
	static const struct {
		uint32_t irq;
		int want;
	} kinds[] = {
		{ KVM_INTERRUPT_SET, 0 },
		{ KVM_INTERRUPT_UNSET, 0 },
		{ KVM_INTERRUPT_SET_LEVEL, 0 },
		{ KVM_INTERRUPT_UNSET, 0 },
		{ KVM_INTERRUPT_UNSET, 0 },
		{ 0, -EINVAL },
		{ 1, -EINVAL },
		{ 0x80000000, -EINVAL },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct kvm_interrupt irq = { .irq = kinds[i].irq };

		EXPECT_EQ(kinds[i].want,
			  try_ioctl(self->fd, KVM_INTERRUPT, &irq))
			TH_LOG("case %u, irq %#x", i, irq.irq);
	}
}

TEST_F(vcpu, mp_state)
{
	struct kvm_mp_state state = { .mp_state = 0x99 };
	int have = try_ioctl(self->vm->fd, KVM_CHECK_EXTENSION,
			     (void *)KVM_CAP_MP_STATE);

	EXPECT_GT(0, try_ioctl(self->fd, KVM_SET_MP_STATE, &state));
	if (!have) {
		EXPECT_GT(0, try_ioctl(self->fd, KVM_GET_MP_STATE, &state));
	} else {
		ASSERT_EQ(0, try_ioctl(self->fd, KVM_GET_MP_STATE, &state));
		EXPECT_EQ(KVM_MP_STATE_RUNNABLE, state.mp_state);
		EXPECT_EQ(0, try_ioctl(self->fd, KVM_SET_MP_STATE, &state));
	}
}

TEST_F(vcpu, signal_mask)
{
	struct {
		struct kvm_signal_mask head;
		uint64_t set;
	} __attribute__((packed)) mask = { { .len = 8 } };

	EXPECT_EQ(0, try_ioctl(self->fd, KVM_SET_SIGNAL_MASK, &mask));
	EXPECT_EQ(0, try_ioctl(self->fd, KVM_SET_SIGNAL_MASK, NULL));
	mask.head.len = 16;
	EXPECT_EQ(-EINVAL, try_ioctl(self->fd, KVM_SET_SIGNAL_MASK, &mask));
	mask.head.len = 0;
	EXPECT_EQ(-EINVAL, try_ioctl(self->fd, KVM_SET_SIGNAL_MASK, &mask));
	EXPECT_EQ(42, vcpu_call(self->vcpu, "guest_add", 40, 2));
}

/* In real mode an effective address is the guest physical address. */
TEST_F(vcpu, translate_real_mode)
{
	struct kvm_translation tr = { .linear_address = 0x123456 };
	int ret;

	vcpu_set_entry(self->vcpu, 0, MSR_GUEST);
	ret = try_ioctl(self->fd, KVM_TRANSLATE, &tr);
	if (!ret) {
		EXPECT_EQ(1, tr.valid);
		EXPECT_EQ(0x123456, tr.physical_address);
	} else {
		EXPECT_TRUE(ret == -EINVAL || ret == -ENOTTY);
	}
}

/*
 * Where PAPR was not enabled nothing runs natively, and nothing breaks. In
 * problem state there are guests without a hypervisor; they have no hypercall.
 */
TEST_F(vcpu, run_without_papr)
{
	struct vcpu *bare = vcpu_create_bare(self->vm, 1);
	struct kvm_regs regs;

	vcpu_set_entry(bare, guest_symbol("guest_return"), MSR_GUEST);
	if (self->vm->pr) {
		uint32_t *vector = vm_ptr(self->vm, VEC_PROGRAM);

		/* Which comes big-endian: nobody has set LPCR[ILE]. */
		*vector = htobe32(INSN_D(36, 0, 31, 0));	/* stw r0,0(r31) */
		vcpu_get_regs(bare, &regs);
		regs.gpr[31] = GUEST_MMIO;
		vcpu_set_regs(bare, &regs);
		vcpu_run_to(bare, KVM_EXIT_MMIO);
		EXPECT_EQ(GUEST_MMIO, bare->run->mmio.phys_addr);
	} else {
		EXPECT_EQ(-EINVAL, vcpu_run(bare));
	}
	EXPECT_EQ(42, vcpu_call(self->vcpu, "guest_add", 40, 2));
}

TEST_F(vcpu, run_page_mapping)
{
	size_t page = sysconf(_SC_PAGESIZE);
	size_t size = self->vm->run_size;
	char *map;

	/* Private and read-only mappings are as good as any other. */
	map = mmap(NULL, page, PROT_READ, MAP_SHARED, self->fd, 0);
	EXPECT_NE(MAP_FAILED, map);
	EXPECT_EQ(0, memcmp(map, self->vcpu->run, 64));
	munmap(map, page);
	/* Beyond its end there is nothing: SIGBUS, seen by a system call. */
	map = mmap(NULL, page, PROT_READ, MAP_SHARED, self->fd, size);
	if (map != MAP_FAILED) {
		int pipes[2];

		ASSERT_EQ(0, pipe(pipes));
		EXPECT_EQ(-1, write(pipes[1], map, 1));
		EXPECT_EQ(EFAULT, errno);
		munmap(map, page);
	}
}

TEST_HARNESS_MAIN
