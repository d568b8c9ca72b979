// SPDX-License-Identifier: GPL-2.0
/*
 * Guests that do what no guest should: the outcome is the architecture's
 * interrupt or an exit, never a loop, another's memory, or the host's state.
 */
#include <errno.h>
#include <signal.h>
#include <sys/time.h>

#include "guest_mmu.h"
#include "insn.h"
#include "harness.h"
#include "random.h"
#include "vm.h"

FIXTURE(bad) {
	struct vm *vm;
	struct vcpu *vcpu;
	uint32_t *code;
};

static void nothing(int signal)
{
}

FIXTURE_SETUP(bad)
{
	struct sigaction action = { .sa_handler = nothing };

	sigaction(SIGALRM, &action, NULL);
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
	self->code = vm_ptr(self->vm, GUEST_FREE);
}

FIXTURE_TEARDOWN(bad)
{
	vm_free(self->vm);
}

/* Run one instruction, then a hypercall. Return: false for an interrupt. */
static bool run_insn(struct vcpu *vcpu, uint32_t *code, uint32_t insn,
		     uint64_t r5)
{
	struct kvm_regs regs;

	code[0] = insn;
	code[1] = vcpu->vm->hcall_insn;
	vcpu_set_entry(vcpu, GUEST_FREE, MSR_GUEST);
	vcpu_get_regs(vcpu, &regs);
	regs.gpr[3] = HC_SYNC;
	regs.gpr[5] = r5;
	vcpu_set_regs(vcpu, &regs);
	vcpu_run_to(vcpu, KVM_EXIT_PAPR_HCALL);
	return vcpu->run->papr_hcall.nr == HC_SYNC;
}

TEST_F(bad, jumps_to_nowhere)
{
	static const uint64_t places[] = {
		GUEST_RAM, 0x7ffffffc, 1UL << 32, 1UL << 40, 1UL << 50,
		0x0ffffffffffffffc, 0x0000fffffffffffc,
	};
	struct kvm_run *run = self->vcpu->run;

	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++) {
		vcpu_set_entry(self->vcpu, places[i], MSR_GUEST);
		vcpu_run_hcall(self->vcpu, HC_TRAP);
		EXPECT_TRUE(run->papr_hcall.args[0] == VEC_ISI ||
			    run->papr_hcall.args[0] == VEC_ISEGMENT);
		EXPECT_EQ(places[i], run->papr_hcall.args[1]);
	}
	EXPECT_EQ(3, vcpu_call(self->vcpu, "guest_add", 1, 2));
}

/*
 * All of the address space outside of slots, a little below and above each
 * power of two: whatever comes back was the VMM's answer.
 */
TEST_F(bad, reads_all_over_the_address_space)
{
	const uint64_t answer = 0xfeedfacecafebeef;
	struct kvm_run *run = self->vcpu->run;

	for (unsigned int bit = 23; bit < 52; bit++) {
		for (int side = -1; side <= 1; side++) {
			uint64_t gpa = (1UL << bit) + side * (long)GUEST_PAGE;

			vcpu_start(self->vcpu, "probe_load", gpa);
			vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
			EXPECT_EQ(gpa, run->mmio.phys_addr);
			memcpy(run->mmio.data, &answer, 8);
			EXPECT_EQ(answer, vcpu_run_done(self->vcpu));
		}
	}
}

/* The same through the guest's own tables. */
TEST_F(bad, maps_what_is_not_there)
{
	const uint64_t answer = 0xfeedfacecafebeef;
	struct kvm_run *run = self->vcpu->run;

	guest_mmu_enable(self->vm);
	guest_mmu_use(self->vcpu);
	for (unsigned int bit = 31; bit < 52; bit++) {
		const uint64_t ea = (uint64_t)bit << 30;
		const uint64_t args[] = { ea + 0x12340 };

		guest_mmu_map_1g(self->vm, ea, 1UL << bit, GUEST_ALL);
		vcpu_set_call(self->vcpu, MSR_VIRTUAL, "probe_load", args, 1);
		vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
		EXPECT_EQ((1UL << bit) + 0x12340, run->mmio.phys_addr);
		memcpy(run->mmio.data, &answer, 8);
		EXPECT_EQ(answer, vcpu_run_done(self->vcpu));
		/* Nor can it be executed. */
		vcpu_set_entry(self->vcpu, ea + 0x12340, MSR_VIRTUAL);
		vcpu_run_trap(self->vcpu, VEC_ISI);
	}
}

/* At any address, over any boundary, each byte once. */
TEST_F(bad, misaligned_device_accesses)
{
	static const uint64_t offsets[] = {
		1, 3, 5, 7, 0xfff, 0xffff, 0xfffc, 0x1ffff9,
	};
	struct kvm_run *run = self->vcpu->run;

	for (unsigned int i = 0; i < ARRAY_SIZE(offsets); i++) {
		uint64_t gpa = GUEST_MMIO + offsets[i], next = gpa;
		unsigned int bytes = 0;

		vcpu_start(self->vcpu, "guest_load64", gpa);
		for (;;) {
			ASSERT_EQ(0, vcpu_run(self->vcpu));
			if (run->exit_reason != KVM_EXIT_MMIO)
				break;
			EXPECT_EQ(next, run->mmio.phys_addr);
			memset(run->mmio.data, 0x5a, 8);
			bytes += run->mmio.len;
			next += run->mmio.len;
			ASSERT_GE(8, bytes);
		}
		ASSERT_EQ(KVM_EXIT_PAPR_HCALL, run->exit_reason);
		/* Or the alignment interrupt, before any byte was read. */
		if (run->papr_hcall.nr == HC_TRAP) {
			EXPECT_EQ(VEC_ALIGNMENT, run->papr_hcall.args[0]);
			EXPECT_EQ(0, bytes);
			continue;
		}
		EXPECT_EQ(8, bytes);
		EXPECT_EQ(0x5a5a5a5a5a5a5a5a, run->papr_hcall.args[0]);
	}
}

/*
 * The hypervisor's registers: an interrupt, or nothing at all. TBL and TBU are
 * left out: QEMU 7.2 as the host lets a guest set its time base.
 */
TEST_F(bad, writes_hypervisor_registers)
{
	static const unsigned int sprs[] = {
		SPR_LPCR, SPR_LPIDR, SPR_HSPRG0, SPR_HSPRG1, SPR_HDEC,
		SPR_HRMOR, SPR_HSRR0, SPR_HSRR1, SPR_HMER, SPR_HFSCR, SPR_PTCR,
		SPR_PCR, SPR_HID0, SPR_PURR, 310, 311, 339, 351, 440,
		1009, 1017,
	};
	uint64_t lpcr = one_reg_get(self->vcpu, KVM_REG_PPC_LPCR_64);

	for (unsigned int i = 0; i < ARRAY_SIZE(sprs); i++) {
		uint32_t read = INSN_MFSPR(5, sprs[i]);
		uint32_t write = INSN_MTSPR(sprs[i], 5);

		if (!run_insn(self->vcpu, self->code, write, ~0UL)) {
			EXPECT_EQ(VEC_PROGRAM,
				  self->vcpu->run->papr_hcall.args[0])
				TH_LOG("mtspr %u", sprs[i]);
		}
		if (!run_insn(self->vcpu, self->code, read, 0)) {
			EXPECT_EQ(VEC_PROGRAM,
				  self->vcpu->run->papr_hcall.args[0])
				TH_LOG("mfspr %u", sprs[i]);
		}
		EXPECT_EQ(lpcr, one_reg_get(self->vcpu, KVM_REG_PPC_LPCR_64));
	}
	EXPECT_EQ(3, vcpu_call(self->vcpu, "guest_add", 1, 2));
}

TEST_F(bad, hypervisor_instructions)
{
	static const struct {
		const char *name;
		uint32_t insn;
	} insns[] = {
		{ "hrfid", 0x4c000224 },
		{ "stop", 0x4c0002e4 },
		{ "msgsnd", 0x7c00299c },
		{ "msgclr", 0x7c0029dc },
		{ "slbmte", 0x7ca02b24 },
		{ "slbia", 0x7c0003e4 },
		{ "lbzcix", 0x7ca02eaa },
		{ "stdcix", 0x7ca02fea },
		{ "attn", 0x00000200 },
		{ "rfscv", 0x4c0000a4 },
		{ "sc 2", 0x44000042 },
		{ "sc 127", 0x44000fe2 },
		{ "illegal", 0x00000000 },
		{ "illegal, ones", 0xffffffff },
		{ "tlbie of no kind", 0x7c002a64 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(insns); i++) {
		struct kvm_run *run = self->vcpu->run;
		struct itimerval timer = { .it_value.tv_usec = 50000 };
		struct kvm_regs regs;
		int ret;

		self->code[0] = insns[i].insn;
		self->code[1] = self->vm->hcall_insn;
		vcpu_set_entry(self->vcpu, GUEST_FREE, MSR_GUEST);
		vcpu_get_regs(self->vcpu, &regs);
		regs.gpr[3] = HC_SYNC;
		vcpu_set_regs(self->vcpu, &regs);
		/* Whatever it does, it can be stopped. */
		setitimer(ITIMER_REAL, &timer, NULL);
		ret = vcpu_run(self->vcpu);
		EXPECT_TRUE(ret == 0 || ret == -EINTR)
			TH_LOG("%s: %d", insns[i].name, ret);
		if (!ret) {
			EXPECT_TRUE(run->exit_reason == KVM_EXIT_PAPR_HCALL ||
				    run->exit_reason == KVM_EXIT_MMIO ||
				    run->exit_reason ==
				    KVM_EXIT_INTERNAL_ERROR)
				TH_LOG("%s: exit %u", insns[i].name,
				       run->exit_reason);
		}
		vcpu_get_regs(self->vcpu, &regs);
		EXPECT_EQ(0, regs.msr & MSR_HV);
	}
	EXPECT_EQ(3, vcpu_call(self->vcpu, "guest_add", 1, 2));
}

/* mtmsrd and rfid give a guest no more than it has. */
TEST_F(bad, takes_hypervisor_state)
{
	struct kvm_regs regs;

	run_insn(self->vcpu, self->code, 0x7ca00164,	/* mtmsrd r5 */
		 MSR_GUEST | MSR_HV);
	vcpu_get_regs(self->vcpu, &regs);
	EXPECT_EQ(0, regs.msr & MSR_HV);
	self->code[0] = INSN_RFID;
	self->code[1] = self->vm->hcall_insn;
	vcpu_set_entry(self->vcpu, GUEST_FREE, MSR_GUEST);
	vcpu_get_regs(self->vcpu, &regs);
	regs.srr0 = GUEST_FREE + 4;
	regs.srr1 = MSR_GUEST | MSR_HV;
	regs.gpr[3] = HC_SYNC;
	vcpu_set_regs(self->vcpu, &regs);
	vcpu_run_hcall(self->vcpu, HC_SYNC);
	vcpu_get_regs(self->vcpu, &regs);
	EXPECT_EQ(0, regs.msr & MSR_HV);
}

/* Memory of words that mean nothing, entered anywhere with any registers. */
TEST_F(bad, random_code)
{
	struct itimerval timer = {
		.it_value.tv_usec = 20000, .it_interval.tv_usec = 20000,
	};
	uint64_t random = 0x9e3779b97f4a7c15;

	setitimer(ITIMER_REAL, &timer, NULL);
	for (unsigned int round = 0; round < 400; round++) {
		struct kvm_regs regs;
		int ret;

		/* Half of them in the crowded primary opcodes 31 and 63. */
		for (unsigned int i = 0; i < 64; i++) {
			uint32_t word = next_random(&random) >> 16;

			if (i % 4 == 0)
				word = (word & 0x03ffffff) | 31U << 26;
			else if (i % 4 == 1)
				word = (word & 0x03ffffff) | 63U << 26;
			self->code[i] = word;
		}
		vcpu_set_entry(self->vcpu, GUEST_FREE, round & 1 ? MSR_GUEST :
			       MSR_GUEST_FP);
		vcpu_get_regs(self->vcpu, &regs);
		for (unsigned int i = 4; i < 32; i++)
			regs.gpr[i] = next_random(&random) >>
				      next_random(&random) % 64;
		vcpu_set_regs(self->vcpu, &regs);
		ret = vcpu_run(self->vcpu);
		ASSERT_TRUE(ret == 0 || ret == -EINTR || ret == -EFAULT)
			TH_LOG("round %u: %d", round, ret);
		vcpu_get_regs(self->vcpu, &regs);
		ASSERT_EQ(0, regs.msr & MSR_HV);
		/* The guest may have written anywhere in its memory. */
		memset(self->vm->ram, 0, GUEST_RAM);
		guest_load(self->vm);
	}
	timer = (struct itimerval){ 0 };
	setitimer(ITIMER_REAL, &timer, NULL);
}

TEST_HARNESS_MAIN
