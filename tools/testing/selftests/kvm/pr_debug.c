// SPDX-License-Identifier: GPL-2.0
/*
 * A debugger's breakpoints and watchpoints without the hardware's, by
 * KVM_SET_GUEST_DEBUG.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "points_fixture.h"

#define OLD		0x1122334455667788UL

#define POINTS		16

#define INSN_STDX(rs, ra, rb)	INSN_X(31, 149, rs, ra, rb)
#define INSN_LDARX(rt, ra, rb)	INSN_X(31, 84, rt, ra, rb)
#define INSN_DCBZ(ra, rb)	INSN_X(31, 1014, 0, ra, rb)
#define INSN_DCBF(ra, rb)	INSN_X(31, 86, 0, ra, rb)

/* Run. Return: status of the debug exit for @addr at @pc; 0 without one. */
static uint32_t run_to_hit(struct vcpu *vcpu, uint64_t addr, uint64_t pc)
{
	const struct kvm_debug_exit_arch *debug = &vcpu->run->debug.arch;
	struct kvm_regs regs;

	must(!vcpu_run(vcpu), "KVM_RUN");
	if (vcpu->run->exit_reason != KVM_EXIT_DEBUG)
		return 0;
	vcpu_get_regs(vcpu, &regs);
	must(debug->address == addr && regs.pc == pc, "another hit: %llx at %llx",
	     debug->address, regs.pc);
	return debug->status;
}

TEST_F(debug, breakpoint)
{
	for (unsigned int i = 0; i < 3; i++)
		self->code[i] = INSN_ADDI(20, 20, 1);
	self->code[3] = INSN_TRAP;
	ASSERT_EQ(0, set_point(self->vcpu, CODE + 8, BREAK));
	start(self->vcpu, self->msr, 0);
	/* It stays there until it is taken away. */
	for (unsigned int i = 0; i < 3; i++) {
		EXPECT_HIT(self->vcpu, CODE + 8, BREAK, CODE + 8);
		EXPECT_EQ(2, gpr(self->vcpu, 20));
	}
	ASSERT_EQ(0, set_point(self->vcpu, 0, 0));
	EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 12);
	EXPECT_EQ(3, gpr(self->vcpu, 20));
}

/* What runs beside it runs as ever. */
TEST_F(debug, breakpoint_behind_loop)
{
	const uint32_t code[] = {
		INSN_LI(6, 300), INSN_MTCTR(6),
		INSN_ADDI(5, 5, 1), INSN_STD(5, 4, 0), INSN_BDNZ(-2),
		INSN_LD(7, 4, 0), INSN_TRAP,
	};

	memcpy(self->code, code, sizeof(code));
	ASSERT_EQ(0, set_point(self->vcpu, CODE + 20, BREAK));
	start(self->vcpu, self->msr, DATA);
	EXPECT_HIT(self->vcpu, CODE + 20, BREAK, CODE + 20);
	EXPECT_EQ(300, gpr(self->vcpu, 5));
	EXPECT_EQ(300, self->data[0]);
	ASSERT_EQ(0, set_point(self->vcpu, CODE + 24, BREAK));
	EXPECT_HIT(self->vcpu, CODE + 24, BREAK, CODE + 24);
	EXPECT_EQ(300, gpr(self->vcpu, 7));
}

struct atomic_form {
	uint16_t load, store;
	unsigned int size;
};

static const struct atomic_form atomic_forms[] = {
	{ 52, 694, 1 }, { 116, 726, 2 }, { 20, 150, 4 }, { 84, 214, 8 },
};

/* GPR6 times: the operand at GPR4 is raised by one. Return: words. */
static unsigned int atomic_code(uint32_t *code, const struct atomic_form *form,
				unsigned int n)
{
	const uint32_t loop[] = {
		INSN_LI(6, n),
		INSN_X(31, form->load, 7, 0, 4),
		INSN_ADDI(7, 7, 1),
		INSN_X(31, form->store, 7, 0, 4) | 1,
		INSN_BNE(-3),
		INSN_ADDI(6, 6, -1),
		INSN_CMPWI(6, 0),
		INSN_BNE(-6),
		INSN_TRAP,
	};

	memcpy(code, loop, sizeof(loop));
	return sizeof(loop) / sizeof(loop[0]);
}

/* Reservations outlive that each instruction of their code is looked at. */
TEST_F(debug, breakpoint_in_atomic_code)
{
	for (unsigned int i = 0; i < 4; i++) {
		const struct atomic_form *form = &atomic_forms[i];
		unsigned int n = atomic_code(self->code, form, 20);
		uint64_t end = CODE + 4 * (n - 1);

		self->data[0] = 0;
		ASSERT_EQ(0, set_point(self->vcpu, end, BREAK));
		start(self->vcpu, self->msr, DATA);
		EXPECT_HIT(self->vcpu, end, BREAK, end);
		EXPECT_EQ(20, number_at(self->data, form->size));
	}
}

/* Where the operand lies beside what is watched. */
TEST_F(debug, watchpoint_beside_atomic_operand)
{
	for (unsigned int i = 0; i < 8; i++) {
		const struct atomic_form *form = &atomic_forms[i / 2];
		unsigned int n = atomic_code(self->code, form, 20);

		self->data[0] = 0;
		ASSERT_EQ(0, set_point(self->vcpu, DATA + 8,
				       i & 1 ? READ : WRITE));
		start(self->vcpu, self->msr, DATA);
		EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 4 * (n - 1));
		EXPECT_EQ(20, number_at(self->data, form->size));
	}
}

/* Where it is what is watched, the store is announced, and not done. */
TEST_F(debug, watchpoint_on_atomic_operand)
{
	uint32_t *word = (uint32_t *)self->data;

	atomic_code(self->code, &atomic_forms[2], 2);
	*word = 40;
	ASSERT_EQ(0, set_point(self->vcpu, DATA, WRITE));
	start(self->vcpu, self->msr, DATA);
	EXPECT_HIT(self->vcpu, DATA, WRITE, CODE + 12);
	EXPECT_EQ(40, *word);
	ASSERT_EQ(0, set_point(self->vcpu, 0, 0));
	EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 32);
	EXPECT_EQ(42, *word);
}

/* GPR4 is DATA + 0x100, GPR5 is -1. */
static const struct {
	uint32_t insn;
	uint32_t watch;
	uint32_t type;
	uint32_t hit;
} accesses[] = {
	{ INSN_STW(5, 4, 0), 0x100, WRITE, WRITE },
	{ INSN_STW(5, 4, 0), 0x100, READ | WRITE, WRITE },
	{ INSN_STW(5, 4, 0), 0x100, READ, 0 },
	{ INSN_STW(5, 4, 0), 0x108, WRITE, 0 },
	{ INSN_STW(5, 4, 0), 0x0f8, WRITE, 0 },
	{ INSN_STB(5, 4, 7), 0x103, WRITE, WRITE },
	{ INSN_STB(5, 4, 8), 0x100, WRITE, 0 },
	{ INSN_STD(5, 4, -4), 0x100, WRITE, WRITE },
	{ INSN_STD(5, 4, -4), 0x0f8, WRITE, WRITE },
	{ INSN_STD(5, 4, -4), 0x0f0, WRITE, 0 },
	{ INSN_STDX(5, 0, 4), 0x100, WRITE, WRITE },
	{ INSN_DCBZ(0, 4), 0x178, WRITE, WRITE },
	{ INSN_DCBZ(0, 4), 0x180, WRITE, 0 },
	{ INSN_DCBZ(0, 4), 0x178, READ, 0 },
	{ INSN_DCBF(0, 4), 0x100, READ | WRITE, 0 },
	{ INSN_LWZ(6, 4, 4), 0x100, READ, READ },
	{ INSN_LWZ(6, 4, 4), 0x100, READ | WRITE, READ },
	{ INSN_LWZ(6, 4, 4), 0x100, WRITE, 0 },
	{ INSN_LHZ(6, 4, -2), 0x100, READ, 0 },
	{ INSN_LD(6, 4, 0), 0x107, READ, READ },
	{ INSN_LDARX(6, 0, 4), 0x100, READ, READ },
	/* Across the end of the page, from a page where nothing is. */
	{ INSN_STD(5, 4, -0x104), 0x000, WRITE, WRITE },
	{ INSN_LD(6, 4, 0xefc), 0x1000, READ, READ },
	{ INSN_LD(6, 4, 0xefc), 0x0ff8, READ, READ },
	{ INSN_LD(6, 4, 0xefc), 0x1008, READ, 0 },
};

static void fill(uint8_t *data)
{
	for (unsigned int i = 0; i < 0x2008; i++)
		data[i] = i * 7 + 1;
}

TEST_F(debug, watchpoints)
{
	uint8_t *data = (uint8_t *)self->data, before[0x2008];
	struct kvm_run *run = self->vcpu->run;

	self->code[0] = INSN_LI(5, -1);
	self->code[2] = INSN_TRAP;
	for (unsigned int i = 0; i < ARRAY_SIZE(accesses); i++) {
		uint64_t watch = DATA + accesses[i].watch;

		self->code[1] = accesses[i].insn;
		fill(data - 8);
		memcpy(before, data - 8, sizeof(before));
		ASSERT_EQ(0, set_point(self->vcpu, watch, accesses[i].type));
		start(self->vcpu, self->msr, DATA + 0x100);
		EXPECT_EQ(accesses[i].hit,
			  run_to_hit(self->vcpu, watch, CODE + 4)) {
			TH_LOG("access %u", i);
		}
		if (!accesses[i].hit) {
			EXPECT_EQ(CODE + 8, run->papr_hcall.args[1]);
			continue;
		}
		EXPECT_EQ(0, memcmp(before, data - 8, sizeof(before)));
		ASSERT_EQ(0, set_point(self->vcpu, 0, 0));
		EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 8);
	}
}

/* What is stored where nothing is watched arrives, at each place of a page. */
TEST_F(debug, stores_beside_watchpoint)
{
	const uint32_t code[] = {
		INSN_LI(6, 511), INSN_MTCTR(6),
		INSN_ADDI(5, 5, 1), INSN_ADDI(4, 4, 8), INSN_STD(5, 4, 0),
		INSN_BDNZ(-3), INSN_TRAP,
	};

	memcpy(self->code, code, sizeof(code));
	self->data[0] = OLD;
	ASSERT_EQ(0, set_point(self->vcpu, DATA, READ | WRITE));
	start(self->vcpu, self->msr, DATA);
	EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 24);
	EXPECT_EQ(OLD, self->data[0]);
	for (unsigned int i = 1; i < 512; i++)
		ASSERT_EQ(i, self->data[i]);
}

/* Code that is beside what it is not to read or write. */
TEST_F(debug, watchpoint_in_code)
{
	self->code[0] = INSN_STW(5, 4, 0x100);
	self->code[1] = INSN_LWZ(6, 4, 0x108);
	self->code[2] = INSN_LWZ(6, 4, 0x104);
	self->code[3] = INSN_TRAP;
	self->code[0x108 / 4] = 0x1234;
	ASSERT_EQ(0, set_point(self->vcpu, CODE + 0x100, READ));
	start(self->vcpu, self->msr, CODE);
	EXPECT_HIT(self->vcpu, CODE + 0x100, READ, CODE + 8);
	EXPECT_EQ(0x1234, gpr(self->vcpu, 6));
	/* The instruction itself is fetched, which is no load. */
	ASSERT_EQ(0, set_point(self->vcpu, CODE + 8, READ | WRITE));
	EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 12);
}

TEST_F(debug, all_points)
{
	struct kvm_guest_debug debug = {
		.control = KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_USE_HW_BP,
	};

	for (unsigned int i = 0; i < POINTS; i++) {
		self->code[i] = i & 1 ? INSN_STD(5, 4, 8 * i) : INSN_NOP;
		debug.arch.bp[i].addr = i & 1 ? DATA + 8 * i : CODE + 4 * i;
		debug.arch.bp[i].type = i & 1 ? WRITE : BREAK;
	}
	self->code[POINTS] = INSN_TRAP;
	start(self->vcpu, self->msr, DATA);
	for (unsigned int i = 0; i < POINTS; i++) {
		ASSERT_EQ(0, try_ioctl(self->vcpu->fd, KVM_SET_GUEST_DEBUG,
				       &debug));
		EXPECT_HIT(self->vcpu, debug.arch.bp[i].addr,
			   debug.arch.bp[i].type, CODE + 4 * i);
		debug.arch.bp[i].type = 0;
	}
	ASSERT_EQ(0, set_point(self->vcpu, 0, 0));
	EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 4 * POINTS);
}

/* Both of one address; the instruction comes first. */
TEST_F(debug, one_point_of_all_types)
{
	self->code[0] = INSN_STW(5, 4, 0);
	self->code[1] = INSN_TRAP;
	ASSERT_EQ(0, set_point(self->vcpu, CODE, BREAK | READ | WRITE));
	start(self->vcpu, self->msr, CODE);
	EXPECT_HIT(self->vcpu, CODE, BREAK, CODE);
	ASSERT_EQ(0, set_point(self->vcpu, CODE, READ | WRITE));
	EXPECT_HIT(self->vcpu, CODE, WRITE, CODE);
}

/* Types that there are not change nothing. */
TEST_F(debug, bad_types)
{
	self->code[0] = INSN_NOP;
	self->code[1] = INSN_NOP;
	ASSERT_EQ(0, set_point(self->vcpu, CODE + 4, BREAK));
	EXPECT_EQ(-EINVAL, set_point(self->vcpu, CODE, 1));
	EXPECT_EQ(-EINVAL, set_point(self->vcpu, CODE, 1 << 4));
	EXPECT_EQ(-EINVAL, set_point(self->vcpu, CODE, 1U << 31 | BREAK));
	start(self->vcpu, self->msr, 0);
	EXPECT_HIT(self->vcpu, CODE + 4, BREAK, CODE + 4);
}

/* Steps lead to a breakpoint, and stop there. */
TEST_F(debug, steps_and_breakpoint)
{
	struct kvm_guest_debug debug = {
		.control = KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_USE_HW_BP |
			   KVM_GUESTDBG_SINGLESTEP,
		.arch.bp[0] = { .addr = CODE + 8, .type = BREAK },
		.arch.bp[1] = { .addr = DATA, .type = WRITE },
	};

	self->code[0] = INSN_NOP;
	self->code[1] = INSN_STD(5, 4, 8);
	self->code[2] = INSN_NOP;
	self->code[3] = INSN_STD(5, 4, 0);
	self->code[4] = INSN_TRAP;
	vcpu_ioctl(self->vcpu, KVM_SET_GUEST_DEBUG, &debug);
	start(self->vcpu, self->msr, DATA);
	EXPECT_HIT(self->vcpu, CODE + 4, 0, CODE + 4);
	EXPECT_HIT(self->vcpu, CODE + 8, 0, CODE + 8);
	EXPECT_HIT(self->vcpu, CODE + 8, BREAK, CODE + 8);
	debug.arch.bp[0].type = 0;
	vcpu_ioctl(self->vcpu, KVM_SET_GUEST_DEBUG, &debug);
	EXPECT_HIT(self->vcpu, CODE + 12, 0, CODE + 12);
	EXPECT_HIT(self->vcpu, DATA, WRITE, CODE + 12);
	ASSERT_EQ(0, set_point(self->vcpu, 0, 0));
	EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 16);
}

/* One vCPU is debugged, not the VM, though both have the same pages. */
TEST_F(debug, other_vcpus)
{
	struct vcpu *other = vcpu_create(self->vm, 1);

	guest_mmu_use(other);
	self->code[0] = INSN_STD(5, 4, 0);
	self->code[1] = INSN_TRAP;
	for (unsigned int i = 0; i < 3; i++) {
		start(other, self->msr, DATA);
		EXPECT_TRAP(other, VEC_PROGRAM, CODE + 4);
		ASSERT_EQ(0, set_point(self->vcpu, DATA, WRITE));
		start(self->vcpu, self->msr, DATA);
		EXPECT_HIT(self->vcpu, DATA, WRITE, CODE);
		ASSERT_EQ(0, set_point(self->vcpu, CODE, BREAK));
		start(self->vcpu, self->msr, DATA);
		EXPECT_HIT(self->vcpu, CODE, BREAK, CODE);
	}
}

/* An address of a device is watched as any; beside it the device answers. */
TEST_F(debug, watchpoint_on_device)
{
	struct kvm_run *run = self->vcpu->run;

	self->code[0] = INSN_STW(5, 4, 8);
	self->code[1] = INSN_STW(5, 4, 0);
	self->code[2] = INSN_TRAP;
	ASSERT_EQ(0, set_point(self->vcpu, GUEST_MMIO, WRITE));
	start(self->vcpu, self->msr, GUEST_MMIO);
	vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
	EXPECT_EQ(GUEST_MMIO + 8, run->mmio.phys_addr);
	EXPECT_HIT(self->vcpu, GUEST_MMIO, WRITE, CODE + 4);
	ASSERT_EQ(0, set_point(self->vcpu, 0, 0));
	vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
	EXPECT_EQ(GUEST_MMIO, run->mmio.phys_addr);
	EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 8);
}

static void *run_to_end(void *arg)
{
	return (void *)vcpu_run_done(arg);
}

/* Two vCPUs count at one place, beside one that both watch. */
TEST(count_beside_watchpoint)
{
	const uint64_t args[] = { DATA, 100 };
	struct vm *vm = vm_create();
	pthread_t threads[2];
	uint64_t *data;

	guest_mmu_enable(vm);
	data = vm_ptr(vm, DATA);
	for (unsigned int i = 0; i < 2; i++) {
		struct vcpu *vcpu = vcpu_create(vm, i);

		guest_mmu_use(vcpu);
		ASSERT_EQ(0, set_point(vcpu, DATA + 64, WRITE));
		vcpu_set_call(vcpu, MSR_VIRTUAL, "add_atomically", args, 2);
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, run_to_end,
					    vcpu));
	}
	for (unsigned int i = 0; i < 2; i++)
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
	EXPECT_EQ(200, data[0]);
	vm_free(vm);
}

TEST_HARNESS_MAIN
