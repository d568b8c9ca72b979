// SPDX-License-Identifier: GPL-2.0
/*
 * Guests in problem state that know KVM: hypercalls of ePAPR's kind, the magic
 * page, and the system call of Mac-on-Linux.
 */
#include <asm/kvm_para.h>
#include <endian.h>
#include <errno.h>
#include <linux/kvm_para.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>

#include "guest_hash.h"
#include "harness.h"
#include "insn.h"
#include "vm.h"

#define REGS		GUEST_FREE
#define PAGE_EA		0xfffffffffffff000UL
#define NOT_MAPPED_NX	MAGIC_PAGE_FLAG_NOT_MAPPED_NX

#define OSI_R3		0x113724faUL
#define OSI_R4		0x77810f9bUL

/* A table with one page of 16M, at address 0 of the first segment. */
#define VSID		0x12345UL
#define HPTE_V		(VSID << 5 << 7 | 4 | 1)
#define HPTE_R		(0x190UL | 2)
#define SLBV		(VSID << 12 | 0x400 | 0x100)

FIXTURE(pv) {
	struct vm *vm;
	struct vcpu *vcpu;
	uint64_t *regs;
};

/* With translation on, the guest's memory is at its own addresses. */
static void set_mmu(struct vcpu *vcpu)
{
	uint64_t *table = vcpu->vm->htab;
	uint64_t *hpte = table + VSID % GUEST_HTAB_GROUPS * 16;

	hpte[0] = htobe64(HPTE_V);
	hpte[1] = htobe64(HPTE_R);
	guest_hash_set(vcpu, table, 0, SLBV);
}

FIXTURE_SETUP(pv)
{
	self->vm = vm_create();
	ASSERT_TRUE(self->vm->pr);
	self->vcpu = vcpu_create(self->vm, 0);
	self->regs = vm_ptr(self->vm, REGS);
	guest_hash_enable(self->vm);
	set_mmu(self->vcpu);
}

FIXTURE_TEARDOWN(pv)
{
	vm_free(self->vm);
}

/* Call a guest function with @msr. Return: its value. */
static uint64_t guest(struct vcpu *vcpu, uint64_t msr, const char *name,
		      uint64_t a, uint64_t b, uint64_t c)
{
	const uint64_t args[] = { a, b, c, REGS };

	vcpu_set_call(vcpu, msr, name, args, 4);
	return vcpu_run_done(vcpu);
}

#define RELOCATED	(MSR_GUEST | MSR_IR | MSR_DR)

static uint64_t map(struct vcpu *vcpu, uint64_t pa, uint64_t ea)
{
	return guest(vcpu, MSR_GUEST, "epapr_call",
		     KVM_HCALL_TOKEN(KVM_HC_PPC_MAP_MAGIC_PAGE), pa, ea);
}

TEST_F(pv, instructions)
{
	static const uint32_t want[] = {
		INSN_LIS(0, KVM_SC_MAGIC_R0 >> 16),
		INSN_ORI(0, 0, KVM_SC_MAGIC_R0 & 0xffff),
		INSN_SC0, INSN_NOP,
	};
	struct kvm_ppc_pvinfo info;

	memset(&info, 0xff, sizeof(info));
	vm_ioctl(self->vm, KVM_PPC_GET_PVINFO, &info);
	EXPECT_EQ(KVM_PPC_PVINFO_FLAGS_EV_IDLE, info.flags);
	for (unsigned int i = 0; i < 4; i++)
		EXPECT_EQ(want[i], be32toh(info.hcall[i]));
	for (unsigned int i = 0; i < sizeof(info.pad); i++)
		EXPECT_EQ(0, info.pad[i]);
	EXPECT_EQ(-EFAULT, try_ioctl(self->vm->fd, KVM_PPC_GET_PVINFO,
				     no_access()));
}

TEST_F(pv, features)
{
	static const uint64_t msrs[] = { MSR_GUEST, RELOCATED };

	for (unsigned int i = 0; i < 2; i++) {
		EXPECT_EQ(EV_SUCCESS,
			  guest(self->vcpu, msrs[i], "epapr_call",
				KVM_HCALL_TOKEN(KVM_HC_FEATURES), 1, 2));
		EXPECT_EQ(1 << KVM_FEATURE_MAGIC_PAGE, self->regs[0]);
	}
}

TEST_F(pv, unknown)
{
	static const uint64_t tokens[] = {
		0, KVM_HCALL_TOKEN(0x7fff), EV_HCALL_TOKEN(EV_INT_EOI),
		_EV_HCALL_TOKEN(EV_IBM_VENDOR_ID, KVM_HC_FEATURES), ~0UL,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(tokens); i++)
		EXPECT_EQ(EV_UNIMPLEMENTED,
			  guest(self->vcpu, MSR_GUEST, "epapr_call", tokens[i],
				1, 2));
}

/* From problem state it is a system call of the guest's own. */
TEST_F(pv, not_from_problem_state)
{
	const uint64_t args[] = { KVM_HCALL_TOKEN(KVM_HC_FEATURES), 0, 0, REGS };

	vcpu_set_call(self->vcpu, RELOCATED | MSR_PR, "epapr_call", args, 4);
	vcpu_run_trap(self->vcpu, VEC_SYSCALL);
}

static void nothing(int signal)
{
}

/* EV_IDLE sleeps until an interrupt is pending, masked or not. */
TEST_F(pv, idle)
{
	const uint64_t args[] = { EV_HCALL_TOKEN(EV_IDLE), 0, 0, REGS };
	const struct itimerval soon = { .it_value.tv_usec = 100000 };
	struct kvm_interrupt irq = { .irq = KVM_INTERRUPT_SET_LEVEL };
	struct sigaction action = { .sa_handler = nothing };
	struct kvm_mp_state state;

	vcpu_set_call(self->vcpu, MSR_GUEST, "epapr_call", args, 4);
	ASSERT_EQ(0, sigaction(SIGALRM, &action, NULL));
	ASSERT_EQ(0, setitimer(ITIMER_REAL, &soon, NULL));
	EXPECT_EQ(-EINTR, vcpu_run(self->vcpu));
	vcpu_ioctl(self->vcpu, KVM_GET_MP_STATE, &state);
	EXPECT_EQ(KVM_MP_STATE_HALTED, state.mp_state);
	vcpu_ioctl(self->vcpu, KVM_INTERRUPT, &irq);
	EXPECT_EQ(EV_SUCCESS, vcpu_run_done(self->vcpu));
}

TEST_F(pv, magic_registers)
{
	/* In either mode, where they are told to be; both are one page. */
	ASSERT_EQ(EV_SUCCESS, map(self->vcpu, PAGE_EA - 0x3000,
				  PAGE_EA | NOT_MAPPED_NX));
	EXPECT_EQ(0, self->regs[0]);
	EXPECT_EQ(0, guest(self->vcpu, MSR_GUEST, "magic_registers",
			   PAGE_EA - 0x3000, 0, 0));
	EXPECT_EQ(0, guest(self->vcpu, RELOCATED, "magic_registers", PAGE_EA,
			   0, 0));
	EXPECT_EQ(0, guest(self->vcpu, MSR_GUEST | MSR_DR, "magic_registers",
			   PAGE_EA, 0, 0));
	guest(self->vcpu, RELOCATED, "guest_store64", PAGE_EA, 0x5c1, 0);
	EXPECT_EQ(0x5c1, guest(self->vcpu, MSR_GUEST, "magic_field",
			       PAGE_EA - 0x3000, 0, 0));
	/* Real mode has it under each name that an address there has. */
	EXPECT_EQ(0x5c1, guest(self->vcpu, MSR_GUEST, "magic_field",
			       (PAGE_EA - 0x3000) & ~(0xfUL << 60), 0, 0));
}

/* Pages around it are the guest's, or nobody's. */
TEST_F(pv, magic_neighbours)
{
	const uint64_t args[] = { PAGE_EA - 8 }, hidden[] = { 0x301000, REGS };

	ASSERT_EQ(EV_SUCCESS, map(self->vcpu, PAGE_EA, PAGE_EA |
				  NOT_MAPPED_NX));
	guest(self->vcpu, RELOCATED, "magic_field", PAGE_EA, 0, 0);
	vcpu_set_call(self->vcpu, RELOCATED, "magic_field", args, 1);
	vcpu_run_trap(self->vcpu, VEC_DSEGMENT);
	/* In the midst of the guest's memory it hides just itself. */
	*(uint64_t *)vm_ptr(self->vm, 0x300000) = 0x30;
	*(uint64_t *)vm_ptr(self->vm, 0x301000) = 0x31;
	*(uint64_t *)vm_ptr(self->vm, 0x302000) = 0x32;
	guest(self->vcpu, RELOCATED, "guest_store64", PAGE_EA, 0x5c1, 0);
	ASSERT_EQ(EV_SUCCESS, map(self->vcpu, 0x301000, 0x301000 |
				  NOT_MAPPED_NX));
	for (unsigned int i = 0; i < 4; i++) {
		uint64_t msr = (i & 1 ? MSR_DR : 0) | (i & 2 ? MSR_IR : 0) |
			       MSR_GUEST;

		EXPECT_EQ(0x30, guest(self->vcpu, msr, "magic_field", 0x300000,
				      0, 0));
		EXPECT_EQ(0x5c1, guest(self->vcpu, msr, "magic_field", 0x301000,
				       0, 0));
		EXPECT_EQ(0x32, guest(self->vcpu, msr, "magic_field", 0x302000,
				      0, 0));
	}
	EXPECT_EQ(0x31, *(uint64_t *)vm_ptr(self->vm, 0x301000));
	/* Problem state sees the memory. */
	vcpu_set_call(self->vcpu, RELOCATED | MSR_PR, "copy_and_call", hidden,
		      2);
	vcpu_run_trap(self->vcpu, VEC_SYSCALL);
	EXPECT_EQ(0x31, self->regs[0]);
}

TEST_F(pv, magic_interrupt)
{
	struct kvm_interrupt irq = { .irq = KVM_INTERRUPT_SET_LEVEL };
	const uint64_t args[] = { PAGE_EA };
	struct kvm_run *run = self->vcpu->run;

	ASSERT_EQ(EV_SUCCESS, map(self->vcpu, PAGE_EA, PAGE_EA |
				  NOT_MAPPED_NX));
	vcpu_set_call(self->vcpu, MSR_GUEST, "magic_interrupt", args, 1);
	vcpu_run_hcall(self->vcpu, HC_SYNC);
	ASSERT_EQ(0, run->papr_hcall.args[0]);
	vcpu_ioctl(self->vcpu, KVM_INTERRUPT, &irq);
	vcpu_run_hcall(self->vcpu, HC_SYNC);
	ASSERT_EQ(1, run->papr_hcall.args[0]);
	irq.irq = KVM_INTERRUPT_UNSET;
	vcpu_ioctl(self->vcpu, KVM_INTERRUPT, &irq);
	EXPECT_EQ(1, vcpu_run_done(self->vcpu));
}

TEST_F(pv, magic_critical)
{
	ASSERT_EQ(EV_SUCCESS, map(self->vcpu, PAGE_EA, PAGE_EA |
				  NOT_MAPPED_NX));
	EXPECT_EQ(1, guest(self->vcpu, MSR_GUEST, "magic_critical", PAGE_EA, 0,
			   0));
	EXPECT_EQ(1, guest(self->vcpu, RELOCATED, "magic_critical", PAGE_EA, 0,
			   0));
}

/* In the order in which interrupts are taken when the guest asks for it. */
TEST_F(pv, magic_byte_order)
{
	one_reg_set(self->vcpu, KVM_REG_PPC_LPCR_64, 0);
	ASSERT_EQ(EV_SUCCESS, map(self->vcpu, PAGE_EA, PAGE_EA |
				  NOT_MAPPED_NX));
	EXPECT_EQ(htobe64(MSR_GUEST),
		  guest(self->vcpu, MSR_GUEST, "magic_field", PAGE_EA +
			offsetof(struct kvm_vcpu_arch_shared, msr), 0, 0));
	one_reg_set(self->vcpu, KVM_REG_PPC_LPCR_64, LPCR_ILE);
	ASSERT_EQ(EV_SUCCESS, map(self->vcpu, PAGE_EA, PAGE_EA |
				  NOT_MAPPED_NX));
	EXPECT_EQ(htole64(MSR_GUEST),
		  guest(self->vcpu, MSR_GUEST, "magic_field", PAGE_EA +
			offsetof(struct kvm_vcpu_arch_shared, msr), 0, 0));
}

/* Each vCPU has its own, and none has one that has not asked for it. */
TEST_F(pv, magic_of_two_vcpus)
{
	struct vcpu *other = vcpu_create(self->vm, 1);
	const uint64_t args[] = { PAGE_EA };

	set_mmu(other);
	ASSERT_EQ(EV_SUCCESS, map(self->vcpu, PAGE_EA, PAGE_EA |
				  NOT_MAPPED_NX));
	guest(self->vcpu, RELOCATED, "guest_store64", PAGE_EA, 0x11, 0);
	vcpu_set_call(other, RELOCATED, "magic_field", args, 1);
	vcpu_run_trap(other, VEC_DSEGMENT);
	ASSERT_EQ(EV_SUCCESS, map(other, PAGE_EA, PAGE_EA | NOT_MAPPED_NX));
	EXPECT_EQ(0, guest(other, RELOCATED, "magic_field", PAGE_EA, 0, 0));
	guest(other, RELOCATED, "guest_store64", PAGE_EA, 0x22, 0);
	EXPECT_EQ(0x11, guest(self->vcpu, RELOCATED, "magic_field", PAGE_EA, 0,
			      0));
	EXPECT_EQ(0x22, guest(other, RELOCATED, "magic_field", PAGE_EA, 0, 0));
}

TEST_F(pv, magic_refused)
{
	const uint64_t args[] = { PAGE_EA };

	EXPECT_EQ(EV_EINVAL, map(self->vcpu, PAGE_EA, PAGE_EA));
	vcpu_set_call(self->vcpu, RELOCATED, "magic_field", args, 1);
	vcpu_run_trap(self->vcpu, VEC_DSEGMENT);
}

static void enable_osi(struct vcpu *vcpu)
{
	struct kvm_enable_cap cap = { .cap = KVM_CAP_PPC_OSI };

	vcpu_ioctl(vcpu, KVM_ENABLE_CAP, &cap);
}

TEST_F(pv, osi)
{
	struct kvm_run *run = self->vcpu->run;

	enable_osi(self->vcpu);
	for (unsigned int i = 0; i < 32; i++)
		self->regs[i] = 0x1000 + i;
	self->regs[3] = OSI_R3;
	self->regs[4] = OSI_R4;
	vcpu_start(self->vcpu, "system_call_all", REGS);
	vcpu_run_to(self->vcpu, KVM_EXIT_OSI);
	for (unsigned int i = 0; i < 32; i++) {
		EXPECT_EQ(self->regs[i], run->osi.gprs[i]);
		run->osi.gprs[i] = (i == 1 || i == 2) ? run->osi.gprs[i] :
							0x2000000000 + i;
	}
	vcpu_run_done(self->vcpu);
	for (unsigned int i = 0; i < 32; i++)
		if (i != 1 && i != 2)
			EXPECT_EQ(0x2000000000 + i, self->regs[i]);
}

/* All of them are taken back when KVM_RUN does nothing else. */
TEST_F(pv, osi_finishes_first)
{
	struct kvm_run *run = self->vcpu->run;
	struct kvm_regs regs;

	enable_osi(self->vcpu);
	self->regs[3] = OSI_R3;
	self->regs[4] = OSI_R4;
	vcpu_start(self->vcpu, "system_call_all", REGS);
	vcpu_run_to(self->vcpu, KVM_EXIT_OSI);
	for (unsigned int i = 0; i < 32; i++)
		run->osi.gprs[i] = i;
	run->immediate_exit = 1;
	EXPECT_EQ(-EINTR, vcpu_run(self->vcpu));
	run->immediate_exit = 0;
	vcpu_get_regs(self->vcpu, &regs);
	for (unsigned int i = 0; i < 32; i++)
		EXPECT_EQ(i, regs.gpr[i]);
}

/* Other calls, and those of vCPUs where it is off, are the guest's own. */
TEST_F(pv, osi_only_where_meant)
{
	memset(self->regs, 0, 32 * 8);
	self->regs[3] = OSI_R3;
	self->regs[4] = OSI_R4;
	vcpu_start(self->vcpu, "system_call_all", REGS);
	vcpu_run_trap(self->vcpu, VEC_SYSCALL);
	enable_osi(self->vcpu);
	self->regs[4]++;
	vcpu_start(self->vcpu, "system_call_all", REGS);
	vcpu_run_trap(self->vcpu, VEC_SYSCALL);
}

TEST_HARNESS_MAIN
