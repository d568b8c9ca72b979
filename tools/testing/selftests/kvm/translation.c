// SPDX-License-Identifier: GPL-2.0
/*
 * Guests with address translation on: their own faults are theirs, a device
 * is reached through their tables, and problem state is problem state.
 */
#include <errno.h>

#include "insn.h"
#include "mmu_fixture.h"

#define EA(gb)		((uint64_t)(gb) << 30)

TEST_F(mmu, translated)
{
	guest_mmu_map_1g(self->vm, EA(5), 0, GUEST_ALL);
	EXPECT_EQ(0, call("guest_store64", EA(5) + GUEST_FREE, 0x4711));
	EXPECT_EQ(0x4711, *(uint64_t *)vm_ptr(self->vm, GUEST_FREE));
	EXPECT_EQ(0x4711, call("guest_load64", GUEST_FREE));
	/* The same function, at another address. */
	vcpu_set_entry(self->vcpu, EA(5) + guest_symbol("guest_return"),
		       MSR_VIRTUAL);
	vcpu_run_hcall(self->vcpu, HC_DONE);
}

TEST_F(mmu, device_through_the_guests_tables)
{
	struct kvm_run *run = self->vcpu->run;

	guest_mmu_map_1g(self->vm, EA(7), GUEST_MMIO,
			 GUEST_READ | GUEST_RW | GUEST_IO);
	start("guest_store64", EA(7) + 0x1238, 0x55);
	vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
	EXPECT_EQ(GUEST_MMIO + 0x1238, run->mmio.phys_addr);
	EXPECT_EQ(0x55, *(uint64_t *)run->mmio.data);
	vcpu_run_done(self->vcpu);
	start("guest_load64", GUEST_MMIO + 8);
	vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
	EXPECT_EQ(GUEST_MMIO + 8, run->mmio.phys_addr);
}

/* Code at an address that the guest maps elsewhere is decoded right. */
TEST_F(mmu, device_access_from_translated_code)
{
	struct kvm_run *run = self->vcpu->run;
	uint32_t *code = vm_ptr(self->vm, GUEST_FREE);
	struct kvm_regs regs;

	code[0] = INSN_D(32, 5, 9, 4);		/* lwz */
	code[1] = INSN_LI(3, 0);
	code[2] = INSN_ORI(3, 3, HC_SYNC);
	code[3] = self->vm->hcall_insn;
	guest_mmu_map_1g(self->vm, EA(9), 0, GUEST_ALL);
	vcpu_set_entry(self->vcpu, EA(9) + GUEST_FREE, MSR_VIRTUAL);
	vcpu_get_regs(self->vcpu, &regs);
	regs.gpr[9] = GUEST_MMIO;
	vcpu_set_regs(self->vcpu, &regs);
	vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
	EXPECT_EQ(4, run->mmio.len);
	EXPECT_EQ(GUEST_MMIO + 4, run->mmio.phys_addr);
	memcpy(run->mmio.data, &(uint32_t){ 0x89abcdef }, 4);
	vcpu_run_hcall(self->vcpu, HC_SYNC);
	vcpu_get_regs(self->vcpu, &regs);
	EXPECT_EQ(0x89abcdef, regs.gpr[5]);
}

TEST_F(mmu, not_mapped)
{
	EXPECT_EQ(DSISR_NOT_FOUND, call("probe_load", EA(100)));
	EXPECT_EQ(DSISR_NOT_FOUND | DSISR_STORE,
		  call("probe_store", EA(100), 1));
	vcpu_set_entry(self->vcpu, EA(100), MSR_VIRTUAL);
	vcpu_run_trap(self->vcpu, VEC_ISI);
	EXPECT_EQ(EA(100), self->vcpu->run->papr_hcall.args[1]);
}

TEST_F(mmu, protected)
{
	guest_mmu_map_1g(self->vm, EA(3), 0, GUEST_READ);
	EXPECT_EQ(DSISR_PROTECT | DSISR_STORE,
		  call("probe_store", EA(3) + GUEST_FREE, 1));
	EXPECT_EQ(0, call("probe_load", EA(3) + GUEST_FREE));
	vcpu_set_entry(self->vcpu, EA(3) + GUEST_FREE, MSR_VIRTUAL);
	vcpu_run_trap(self->vcpu, VEC_ISI);
}

TEST_F(mmu, problem_state)
{
	uint32_t *code = vm_ptr(self->vm, GUEST_FREE);
	const struct {
		const char *name;
		uint32_t insn;
		uint64_t vector, srr1;
	} cases[] = {
		{ "sc 0", INSN_SC0, VEC_SYSCALL, 0 },
		/* What no processor has is illegal. */
		{ "hypercall", self->vm->hcall_insn, VEC_PROGRAM,
		  self->vm->pr ? SRR1_ILLEGAL : SRR1_PRIV },
		{ "mfmsr", 0x7c6000a6, VEC_PROGRAM, SRR1_PRIV },
		{ "rfid", INSN_RFID, VEC_PROGRAM, SRR1_PRIV },
		{ "mtsrr0", INSN_MTSPR(SPR_SRR0, 3), VEC_PROGRAM, SRR1_PRIV },
		{ "mtlpcr", INSN_MTSPR(SPR_LPCR, 3), VEC_PROGRAM, SRR1_PRIV },
		{ "trap", INSN_TRAP, VEC_PROGRAM, SRR1_TRAP },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		struct kvm_run *run = self->vcpu->run;
		uint64_t at = GUEST_FREE;

		*code = cases[i].insn;
		vcpu_set_entry(self->vcpu, GUEST_FREE,
			       MSR_VIRTUAL | MSR_PR | MSR_EE);
		vcpu_run_trap(self->vcpu, cases[i].vector);
		if (cases[i].vector == VEC_SYSCALL)
			at += 4;
		EXPECT_EQ(at, run->papr_hcall.args[1])
			TH_LOG("%s", cases[i].name);
		EXPECT_EQ(cases[i].srr1 | MSR_VIRTUAL | MSR_PR | MSR_EE,
			  run->papr_hcall.args[2]) TH_LOG("%s", cases[i].name);
	}
}

TEST_HARNESS_MAIN
