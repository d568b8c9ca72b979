// SPDX-License-Identifier: GPL-2.0
/*
 * What a guest traces itself: CIABR, DAWR, MSR[SE] and MSR[BE]; beside a
 * debugger's points and without.
 */
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "points_fixture.h"

#define OLD		0x1122334455667788UL
#define DSISR_WATCH	(1U << 22)
#define SRR1_CIABR	(1UL << 20)
#define INSN_MTMSRD(rs)		INSN_X(31, 178, rs, 0, 0)

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

TEST_HARNESS_MAIN
