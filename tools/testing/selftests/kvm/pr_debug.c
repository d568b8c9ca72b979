// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoints and watchpoints without the hardware's: a debugger's, by
 * KVM_SET_GUEST_DEBUG, and the guest's own, in CIABR and DAWR; with the guest's
 * own trace interrupts and without. In real mode, with translation on, and in
 * problem state.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "guest_mmu.h"
#include "harness.h"
#include "insn.h"
#include "vm.h"

#define CODE		GUEST_FREE
#define DATA		(GUEST_FREE + GUEST_PAGE)
#define OLD		0x1122334455667788UL

#define POINTS		16
#define BREAK		KVMPPC_DEBUG_BREAKPOINT
#define WRITE		KVMPPC_DEBUG_WATCH_WRITE
#define READ		KVMPPC_DEBUG_WATCH_READ

#define DSISR_WATCH	(1U << 22)
#define SRR1_CIABR	(1UL << 20)

#define INSN_ADDI(rt, ra, v)	INSN_D(14, rt, ra, v)
#define INSN_CMPWI(ra, v)	INSN_D(11, 0, ra, v)
#define INSN_B(words)		(OP(18) | ((4 * (words)) & 0x03fffffc))
#define INSN_BNE(words)		INSN_D(16, 4, 2, 4 * (words))
#define INSN_MTCTR(rs)		INSN_MTSPR(9, rs)
#define INSN_LWZ(rt, ra, d)	INSN_D(32, rt, ra, d)
#define INSN_STW(rs, ra, d)	INSN_D(36, rs, ra, d)
#define INSN_STB(rs, ra, d)	INSN_D(38, rs, ra, d)
#define INSN_LHZ(rt, ra, d)	INSN_D(40, rt, ra, d)
#define INSN_LD(rt, ra, d)	INSN_D(58, rt, ra, d)
#define INSN_STD(rs, ra, d)	INSN_D(62, rs, ra, d)
#define INSN_STDX(rs, ra, rb)	INSN_X(31, 149, rs, ra, rb)
#define INSN_LDARX(rt, ra, rb)	INSN_X(31, 84, rt, ra, rb)
#define INSN_DCBZ(ra, rb)	INSN_X(31, 1014, 0, ra, rb)
#define INSN_DCBF(ra, rb)	INSN_X(31, 86, 0, ra, rb)
#define INSN_MTMSRD(rs)		INSN_X(31, 178, rs, 0, 0)

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
static int set_point(struct vcpu *vcpu, uint64_t addr, uint32_t type)
{
	struct kvm_guest_debug debug = {
		.control = type ? KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_USE_HW_BP :
				  0,
		.arch.bp[0] = { .addr = addr, .type = type },
	};

	return try_ioctl(vcpu->fd, KVM_SET_GUEST_DEBUG, &debug);
}

/* Start code that ends with a trap; GPR4 is @r4. */
static void start(struct vcpu *vcpu, uint64_t msr, uint64_t r4)
{
	struct kvm_regs regs;

	vcpu_set_entry(vcpu, CODE, msr);
	vcpu_get_regs(vcpu, &regs);
	regs.gpr[4] = r4;
	vcpu_set_regs(vcpu, &regs);
}

static uint64_t gpr(struct vcpu *vcpu, unsigned int n)
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

/* The guest's interrupt, as the handler of its image reports it. */
#define EXPECT_TRAP(vcpu, vector, at) do {				\
	vcpu_run_trap(vcpu, vector);					\
	EXPECT_EQ(at, (vcpu)->run->papr_hcall.args[1]);			\
} while (0)

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

static uint64_t state_bit(uint64_t msr)
{
	return msr & MSR_PR ? 1 : 2;
}

/* CIABR: a trace interrupt once the instruction has been completed. */
TEST_F(debug, ciabr)
{
	uint64_t state = state_bit(self->msr);

	for (unsigned int i = 0; i < 3; i++)
		self->code[i] = INSN_ADDI(20, 20, 1);
	self->code[3] = INSN_TRAP;
	one_reg_set(self->vcpu, KVM_REG_PPC_CIABR, (CODE + 4) | state);
	start(self->vcpu, self->msr, 0);
	EXPECT_TRAP(self->vcpu, VEC_TRACE, CODE + 8);
	EXPECT_EQ(self->msr | SRR1_CIABR,
		  self->vcpu->run->papr_hcall.args[2]);
	EXPECT_EQ(2, gpr(self->vcpu, 20));
	/* In the other state, and switched off. */
	for (unsigned int i = 0; i < 2; i++) {
		one_reg_set(self->vcpu, KVM_REG_PPC_CIABR,
			    (CODE + 4) | (i ? 3 - state : 0));
		start(self->vcpu, self->msr, 0);
		EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 12);
	}
}

/* An instruction that is emulated is completed, too. */
TEST_F(debug, ciabr_at_privileged_instruction)
{
	if (self->msr & MSR_PR)
		return;
	self->code[0] = INSN_MFSPR(5, SPR_SRR0);
	self->code[1] = INSN_TRAP;
	one_reg_set(self->vcpu, KVM_REG_PPC_CIABR, CODE | 2);
	start(self->vcpu, self->msr, 0);
	EXPECT_TRAP(self->vcpu, VEC_TRACE, CODE + 4);
}

#define DAWRX_LOAD	0x20
#define DAWRX_STORE	0x40
#define DAWRX_ANY	8	/* with translation on or off */
#define DAWRX_ON	0x10

TEST_F(debug, dawr)
{
	const uint64_t state = state_bit(self->msr);
	const uint64_t on = self->msr & MSR_DR ? DAWRX_ON : 0;
	const struct {
		uint64_t dawrx;
		bool hit;
	} cases[] = {
		{ DAWRX_STORE | DAWRX_ANY | state, true },
		{ DAWRX_STORE | DAWRX_LOAD | DAWRX_ANY | 3, true },
		{ DAWRX_STORE | on | state, true },
		{ DAWRX_STORE | (on ^ DAWRX_ON) | state, false },
		{ DAWRX_STORE | DAWRX_ANY | (3 - state), false },
		{ DAWRX_STORE | DAWRX_ANY, false },
		{ DAWRX_LOAD | DAWRX_ANY | state, false },
		{ 0, false },
	};

	self->code[0] = INSN_STW(5, 4, 4);
	self->code[1] = INSN_TRAP;
	one_reg_set(self->vcpu, KVM_REG_PPC_DAWR, DATA);
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		struct kvm_run *run = self->vcpu->run;
		uint64_t want = VEC_PROGRAM;

		if (cases[i].hit)
			want = VEC_DSI;
		one_reg_set(self->vcpu, KVM_REG_PPC_DAWRX, cases[i].dawrx);
		start(self->vcpu, self->msr, DATA);
		vcpu_run_hcall(self->vcpu, HC_TRAP);
		EXPECT_EQ(want, run->papr_hcall.args[0]) {
			TH_LOG("case %u", i);
		}
		if (!cases[i].hit)
			continue;
		EXPECT_EQ(CODE, run->papr_hcall.args[1]);
		EXPECT_EQ(DATA + 4, run->papr_hcall.args[3]);
		EXPECT_EQ(DSISR_WATCH | DSISR_STORE, run->papr_hcall.args[4]);
	}
}

/* DAWRX says how many doublewords there are. */
TEST_F(debug, dawr_range)
{
	const uint64_t dawrx = DAWRX_LOAD | DAWRX_ANY | state_bit(self->msr) |
			       3 << 10;

	self->code[0] = INSN_LWZ(5, 4, 0);
	self->code[1] = INSN_TRAP;
	one_reg_set(self->vcpu, KVM_REG_PPC_DAWR, DATA + 8);
	one_reg_set(self->vcpu, KVM_REG_PPC_DAWRX, dawrx);
	for (unsigned int at = 0; at < 48; at += 4) {
		start(self->vcpu, self->msr, DATA + at);
		if (at >= 8 && at < 40)
			EXPECT_TRAP(self->vcpu, VEC_DSI, CODE);
		else
			EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 4);
	}
}

/* A trace interrupt, from which the guest goes on. */
#define EXPECT_TRACE(vcpu, at, srr1) do {				\
	EXPECT_TRAP(vcpu, VEC_TRACE, at);				\
	EXPECT_EQ(srr1, (vcpu)->run->papr_hcall.args[2]);		\
	(vcpu)->run->papr_hcall.ret = 0;				\
} while (0)

/* The guest traces itself: it is told of each instruction, and of no other. */
TEST_F(debug, trace_and_breakpoint)
{
	const uint64_t msr = self->msr | MSR_SE;

	for (unsigned int i = 0; i < 4; i++)
		self->code[i] = INSN_ADDI(20, 20, 1);
	self->code[4] = INSN_TRAP;
	ASSERT_EQ(0, set_point(self->vcpu, CODE + 8, BREAK));
	start(self->vcpu, msr, 0);
	EXPECT_TRACE(self->vcpu, CODE + 4, msr);
	EXPECT_TRACE(self->vcpu, CODE + 8, msr);
	for (unsigned int i = 0; i < 2; i++) {
		EXPECT_HIT(self->vcpu, CODE + 8, BREAK, CODE + 8);
		EXPECT_EQ(2, gpr(self->vcpu, 20));
	}
	ASSERT_EQ(0, set_point(self->vcpu, CODE + 12, BREAK));
	EXPECT_TRACE(self->vcpu, CODE + 12, msr);
	EXPECT_HIT(self->vcpu, CODE + 12, BREAK, CODE + 12);
	EXPECT_EQ(3, gpr(self->vcpu, 20));
	ASSERT_EQ(0, set_point(self->vcpu, 0, 0));
	EXPECT_TRACE(self->vcpu, CODE + 16, msr);
	/* What is not completed is not traced. */
	EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 16);
}

TEST_F(debug, trace_and_watchpoint)
{
	const uint64_t msr = self->msr | MSR_SE;

	self->code[0] = INSN_STD(5, 4, 8);
	self->code[1] = INSN_STD(5, 4, 0);
	self->code[2] = INSN_LD(6, 4, 8);
	self->code[3] = INSN_LD(7, 4, 0);
	self->code[4] = INSN_TRAP;
	ASSERT_EQ(0, set_point(self->vcpu, DATA, READ | WRITE));
	start(self->vcpu, msr, DATA);
	EXPECT_TRACE(self->vcpu, CODE + 4, msr);
	self->data[0] = OLD;
	EXPECT_HIT(self->vcpu, DATA, WRITE, CODE + 4);
	EXPECT_EQ(OLD, self->data[0]);
	ASSERT_EQ(0, set_point(self->vcpu, DATA, READ));
	EXPECT_TRACE(self->vcpu, CODE + 8, msr);
	EXPECT_EQ(0, self->data[0]);
	EXPECT_TRACE(self->vcpu, CODE + 12, msr);
	EXPECT_HIT(self->vcpu, DATA, READ, CODE + 12);
	ASSERT_EQ(0, set_point(self->vcpu, 0, 0));
	EXPECT_TRACE(self->vcpu, CODE + 16, msr);
	EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 16);
}

/* One interrupt tells of both. */
TEST_F(debug, trace_and_ciabr)
{
	const uint64_t msr = self->msr | MSR_SE;

	for (unsigned int i = 0; i < 3; i++)
		self->code[i] = INSN_ADDI(20, 20, 1);
	self->code[3] = INSN_TRAP;
	one_reg_set(self->vcpu, KVM_REG_PPC_CIABR,
		    (CODE + 4) | state_bit(self->msr));
	start(self->vcpu, msr, 0);
	EXPECT_TRACE(self->vcpu, CODE + 4, msr);
	EXPECT_TRACE(self->vcpu, CODE + 8, msr | SRR1_CIABR);
	EXPECT_TRACE(self->vcpu, CODE + 12, msr);
	EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 12);
}

/* The watchpoint's interrupt comes before the instruction, the trace after. */
TEST_F(debug, trace_and_dawr)
{
	const uint64_t msr = self->msr | MSR_SE;
	struct kvm_run *run = self->vcpu->run;

	self->code[0] = INSN_STW(5, 4, 8);
	self->code[1] = INSN_STW(5, 4, 0);
	self->code[2] = INSN_STW(5, 4, 12);
	self->code[3] = INSN_TRAP;
	one_reg_set(self->vcpu, KVM_REG_PPC_DAWR, DATA);
	one_reg_set(self->vcpu, KVM_REG_PPC_DAWRX,
		    DAWRX_STORE | DAWRX_ANY | state_bit(self->msr));
	start(self->vcpu, msr, DATA);
	EXPECT_TRACE(self->vcpu, CODE + 4, msr);
	for (unsigned int i = 0; i < 2; i++) {
		EXPECT_TRAP(self->vcpu, VEC_DSI, CODE + 4);
		EXPECT_EQ(msr, run->papr_hcall.args[2]);
		EXPECT_EQ(DATA, run->papr_hcall.args[3]);
		run->papr_hcall.ret = 0;
	}
	one_reg_set(self->vcpu, KVM_REG_PPC_DAWRX, 0);
	EXPECT_TRACE(self->vcpu, CODE + 8, msr);
	EXPECT_TRACE(self->vcpu, CODE + 12, msr);
	EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 12);
}

/* Of branches alone, taken or not; CIABR is for any instruction. */
TEST_F(debug, branch_trace)
{
	const uint64_t msr = self->msr | MSR_BE;
	const uint32_t code[] = {
		INSN_NOP, INSN_B(2), INSN_NOP, INSN_CMPWI(5, 0), INSN_BNE(2),
		INSN_NOP, INSN_TRAP,
	};
	const uint64_t state = state_bit(self->msr);

	memcpy(self->code, code, sizeof(code));
	for (unsigned int i = 0; i < 5; i++) {
		/* None; CIABR: beside, at no branch, at each of both. */
		static const uint32_t at[] = { 0, 8, 12, 4, 16 };

		one_reg_set(self->vcpu, KVM_REG_PPC_CIABR,
			    i ? (CODE + at[i]) | state : 0);
		start(self->vcpu, msr, 0);
		EXPECT_TRACE(self->vcpu, CODE + 12,
			     msr | (i == 3 ? SRR1_CIABR : 0));
		if (i == 2)
			EXPECT_TRACE(self->vcpu, CODE + 16, msr | SRR1_CIABR);
		EXPECT_TRACE(self->vcpu, CODE + 20,
			     msr | (i == 4 ? SRR1_CIABR : 0));
		EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 24);
	}
	one_reg_set(self->vcpu, KVM_REG_PPC_CIABR, 0);
	ASSERT_EQ(0, set_point(self->vcpu, CODE + 16, BREAK));
	start(self->vcpu, msr, 0);
	EXPECT_TRACE(self->vcpu, CODE + 12, msr);
	EXPECT_HIT(self->vcpu, CODE + 16, BREAK, CODE + 16);
	ASSERT_EQ(0, set_point(self->vcpu, CODE + 20, BREAK));
	EXPECT_TRACE(self->vcpu, CODE + 20, msr);
	EXPECT_HIT(self->vcpu, CODE + 20, BREAK, CODE + 20);
	ASSERT_EQ(0, set_point(self->vcpu, 0, 0));
	EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 24);
}

/*
 * What is emulated is traced as well; not so rfid, and what began while MSR[SE]
 * was off.
 */
TEST_F(debug, trace_of_privileged_instructions)
{
	const uint64_t off = self->msr, on = off | MSR_SE;
	const uint32_t code[] = {
		INSN_RFID, INSN_NOP, INSN_MFSPR(20, SPR_SPRG3),
		INSN_MTSPR(SPR_SPRG3, 9), INSN_MTMSRD(10), INSN_NOP,
		INSN_MTMSRD(9), INSN_NOP, INSN_TRAP,
	};
	/* CIABR: at none, beside, at rfid, mfspr, and the second mtmsrd. */
	static const uint32_t at[] = { 0, 0x100, 0, 8, 24 };

	if (self->msr & MSR_PR)
		return;
	memcpy(self->code, code, sizeof(code));
	for (unsigned int i = 0; i < ARRAY_SIZE(at); i++) {
		struct kvm_regs regs;

		one_reg_set(self->vcpu, KVM_REG_PPC_CIABR,
			    i ? (CODE + at[i]) | 2 : 0);
		start(self->vcpu, on, 0);
		vcpu_get_regs(self->vcpu, &regs);
		regs.srr0 = CODE + 4;
		regs.srr1 = on;
		regs.sprg3 = OLD;
		regs.gpr[9] = on;
		regs.gpr[10] = off;
		vcpu_set_regs(self->vcpu, &regs);
		EXPECT_TRACE(self->vcpu, CODE + 8, on);
		EXPECT_TRACE(self->vcpu, CODE + 12,
			     on | (i == 3 ? SRR1_CIABR : 0));
		EXPECT_EQ(OLD, gpr(self->vcpu, 20));
		EXPECT_TRACE(self->vcpu, CODE + 16, on);
		EXPECT_TRACE(self->vcpu, CODE + 20, off);
		if (i == 4)
			EXPECT_TRACE(self->vcpu, CODE + 28, on | SRR1_CIABR);
		EXPECT_TRACE(self->vcpu, CODE + 32, on);
		EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 32);
	}
}

/* So are accesses to a device, which userspace answers. */
TEST_F(debug, trace_of_device_accesses)
{
	const uint32_t val = 0x12345678;
	struct kvm_run *run = self->vcpu->run;
	uint64_t state = state_bit(self->msr);

	self->code[0] = INSN_STW(5, 4, 8);
	self->code[1] = INSN_LWZ(20, 4, 8);
	self->code[2] = INSN_TRAP;
	for (unsigned int i = 0; i < 4; i++) {
		/* With a watchpoint beside; with CIABR at the load; that alone. */
		uint64_t completed = i >= 2 ? SRR1_CIABR : 0;
		uint64_t msr = self->msr | (i < 3 ? MSR_SE : 0);

		ASSERT_EQ(0, set_point(self->vcpu, GUEST_MMIO,
				       i == 1 ? READ | WRITE : 0));
		one_reg_set(self->vcpu, KVM_REG_PPC_CIABR,
			    completed ? (CODE + 4) | state : 0);
		start(self->vcpu, msr, GUEST_MMIO);
		vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
		EXPECT_TRUE(run->mmio.is_write);
		if (i < 3)
			EXPECT_TRACE(self->vcpu, CODE + 4, msr);
		vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
		EXPECT_FALSE(run->mmio.is_write);
		memcpy(run->mmio.data, &val, sizeof(val));
		EXPECT_TRACE(self->vcpu, CODE + 8, msr | completed);
		EXPECT_EQ(val, gpr(self->vcpu, 20));
		EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 8);
	}
}

/* And those that KVM itself answers, the second time with interrupts off. */
TEST_F(debug, trace_of_ioeventfd)
{
	struct kvm_ioeventfd io = {
		.addr = GUEST_MMIO + 16, .len = 4, .fd = eventfd(0, 0),
	};
	const uint64_t msr = self->msr | MSR_SE;
	uint64_t count;

	vm_ioctl(self->vm, KVM_IOEVENTFD, &io);
	for (unsigned int i = 0; i < 3; i++)
		self->code[i] = INSN_STW(5, 4, 16);
	self->code[3] = INSN_TRAP;
	start(self->vcpu, msr, GUEST_MMIO);
	for (unsigned int i = 1; i <= 3; i++)
		EXPECT_TRACE(self->vcpu, CODE + 4 * i, msr);
	EXPECT_TRAP(self->vcpu, VEC_PROGRAM, CODE + 12);
	ASSERT_EQ(sizeof(count), read(io.fd, &count, sizeof(count)));
	EXPECT_EQ(3, count);
}

/* A debugger's step leads to the trace interrupt that the guest is to have. */
TEST_F(debug, trace_and_debugger_steps)
{
	const uint64_t state = state_bit(self->msr);
	const struct {
		uint64_t bits;		/* of MSR */
		uint32_t ciabr;		/* of CODE */
		bool trace[3];		/* after which instruction */
	} cases[] = {
		{ 0, 0x100, { false, false, false } },
		{ MSR_SE, 0x100, { true, true, true } },
		{ MSR_BE, 0x100, { false, true, false } },
		{ 0, 0, { true, false, false } },
		{ MSR_SE, 4, { true, true, true } },
		{ MSR_BE, 8, { false, true, true } },
	};
	struct kvm_guest_debug steps = {
		.control = KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_SINGLESTEP,
	};
	struct vcpu *vcpu = self->vcpu;

	self->code[0] = INSN_ADDI(20, 20, 1);
	self->code[1] = INSN_B(1);
	self->code[2] = INSN_STD(5, 4, 0);
	self->code[3] = INSN_TRAP;
	/* CIABR in the page, and in none that is executed. */
	for (unsigned int i = 0; i < 2 * ARRAY_SIZE(cases); i++) {
		uint32_t ciabr = cases[i / 2].ciabr;
		uint64_t msr = self->msr | cases[i / 2].bits;

		one_reg_set(vcpu, KVM_REG_PPC_CIABR,
			    i & 1 && ciabr == 0x100 ? 0 : (CODE + ciabr) | state);
		start(vcpu, msr, DATA);
		for (unsigned int j = 0; j < 3; j++) {
			uint64_t next = CODE + 4 * (j + 1);
			uint64_t completed = ciabr == 4 * j ? SRR1_CIABR : 0;
			struct kvm_regs regs;

			vcpu_complete(vcpu);
			vcpu_ioctl(vcpu, KVM_SET_GUEST_DEBUG, &steps);
			vcpu_run_to(vcpu, KVM_EXIT_DEBUG);
			ASSERT_EQ(0, set_point(vcpu, 0, 0));
			vcpu_get_regs(vcpu, &regs);
			if (!cases[i / 2].trace[j]) {
				EXPECT_EQ(next, regs.pc);
				continue;
			}
			EXPECT_EQ(VEC_TRACE, regs.pc);
			EXPECT_EQ(next, regs.srr0);
			EXPECT_EQ(msr | completed, regs.srr1);
			/* As its handler would. */
			regs.pc = next;
			regs.msr = msr;
			vcpu_set_regs(vcpu, &regs);
		}
	}
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
