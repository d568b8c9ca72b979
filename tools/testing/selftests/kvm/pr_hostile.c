// SPDX-License-Identifier: GPL-2.0
/*
 * Guests that run in problem state, of every processor that they can be, with
 * MMU registers and page tables that make no sense, and with code that does
 * privileged things at random: each ends by an exit or a signal, and the host
 * and another VM stay whole.
 */
#include <endian.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>

#include "harness.h"
#include "insn.h"
#include "random.h"
#include "vm.h"

#define CODE		GUEST_FREE
#define WORDS		512
#define HTAB		0x300000UL
#define HTAB_BYTES	0x40000UL
#define ROUNDS		40
#define EXITS		300		/* of a round, at the most */

#define H_REMOVE	0x04UL
#define H_ENTER		0x08UL
#define H_READ		0x0cUL
#define H_PROTECT	0x18UL
#define H_BULK_REMOVE	0x124UL
#define H_EXACT		(1UL << 14)	/* H_ENTER: where the index says */
#define BULK_REQUEST	(1UL << 62)
#define H_HARDWARE	(-1UL)
#define H_PARAMETER	(-4UL)

#define SLB_V		(1UL << 27)
#define BAT_VALID	3UL

struct target {
	struct vm *vm;
	struct vcpu *vcpu;
	struct vm *other;	/* which has to stay as it is */
	bool wide;		/* a 64-bit processor */
	uint64_t random;
};

FIXTURE(bad) {
	struct target t;
};

static void nothing(int signal)
{
}

FIXTURE_SETUP(bad)
{
	struct sigaction action = { .sa_handler = nothing };

	sigaction(SIGALRM, &action, NULL);
	self->t.vm = vm_create();
	ASSERT_TRUE(self->t.vm->pr);
	self->t.other = vm_create();
	vcpu_create(self->t.other, 0);
	self->t.random = 0x9e3779b97f4a7c15;
}

FIXTURE_TEARDOWN(bad)
{
	EXPECT_EQ(42, vcpu_call(self->t.other->vcpu[0], "guest_add", 40, 2));
	vm_free(self->t.other);
	vm_free(self->t.vm);
}

static uint64_t any(struct target *t)
{
	return next_random(&t->random);
}

/* An address that is likely to be RAM, near it, or in any segment at all. */
static uint64_t any_address(struct target *t)
{
	uint64_t r = any(t);

	switch (r % 4) {
	case 0:
		return (r >> 8) % GUEST_RAM;
	case 1:
		return CODE + (r >> 8) % (4 * WORDS);
	case 2:
		return (r >> 8) % 16 << 28 | (r >> 16 & 0xfffff);
	default:
		return r >> (r >> 8) % 64;
	}
}

/* Few segments, so that entries of the table are found. */
static uint64_t any_vsid(struct target *t)
{
	return any(t) % 16;
}

static uint64_t any_bat(struct target *t)
{
	uint64_t r = any(t);

	return (uint64_t)((uint32_t)r & 0xfffe1ffc) << 32 |
	       (r & BAT_VALID) << 32 | (any(t) & (GUEST_RAM - 1)) | 2;
}

static void set_mmu(struct target *t, uint32_t pvr)
{
	struct kvm_sregs sregs;

	memset(&sregs, 0, sizeof(sregs));
	sregs.pvr = pvr;
	sregs.u.s.sdr1 = any(t) % 4 ? HTAB : any_address(t);
	if (t->wide) {
		for (unsigned int i = 0; i < 32; i++) {
			uint64_t size = any(t) & 1UL << 62;
			uint64_t ea = i < 2 ? 0 : any_address(t);

			sregs.u.s.ppc64.slb[i].slbe = (ea & ~0xfffffffUL) |
						      SLB_V | i;
			sregs.u.s.ppc64.slb[i].slbv = size |
				any_vsid(t) << (size ? 24 : 12) |
				(any(t) & 0xff0);
		}
	} else {
		for (unsigned int i = 0; i < 16; i++)
			sregs.u.s.ppc32.sr[i] = any_vsid(t) |
						(any(t) & 0xf0000000);
		for (unsigned int i = 0; i < 8; i++) {
			sregs.u.s.ppc32.ibat[i] = any_bat(t);
			sregs.u.s.ppc32.dbat[i] = any_bat(t);
		}
	}
	vcpu_ioctl(t->vcpu, KVM_SET_SREGS, &sregs);
	if (t->wide)
		one_reg_try_set(t->vcpu, KVM_REG_PPC_HIOR, &(uint64_t){ 0 });
}

/* Entries that could be right, at the places of others. */
static void fill_table(struct target *t)
{
	uint32_t *pte = vm_ptr(t->vm, HTAB);
	uint64_t *hpte = vm_ptr(t->vm, HTAB);

	if (t->wide) {
		for (unsigned int i = 0; i < HTAB_BYTES / 16; i++) {
			uint64_t ava = any_vsid(t) << 5 | any(t) % 32;

			hpte[2 * i] = htobe64(ava << 7 | (any(t) & 7) | 1 |
					      (any(t) & 1UL << 62));
			hpte[2 * i + 1] = htobe64((any(t) % 8 ?
				any(t) % GUEST_RAM : any(t)) ^
				(any(t) & 0xf1ff));
		}
		return;
	}
	for (unsigned int i = 0; i < HTAB_BYTES / 8; i++) {
		pte[2 * i] = htobe32(1U << 31 | any_vsid(t) << 7 |
				     (any(t) & 0x7f));
		pte[2 * i + 1] = htobe32(any(t) % 8 ? any(t) % GUEST_RAM :
					 any(t));
	}
}

/* Extended opcodes of 31: privileged ones, and what touches memory. */
static const uint16_t xos[] = {
	83, 146, 178, 210, 242, 274, 306, 308, 310, 370, 402, 434, 438, 470,
	498, 512, 566, 595, 659, 789, 851, 853, 915, 917, 979, 1013, 1014,
	4, 20, 21, 23, 54, 86, 87, 150, 151, 215, 246, 278, 279, 375, 598,
	661, 854, 982,
};

static const uint16_t spr_numbers[] = {
	1, 3, 8, 9, 18, 19, 22, 25, 26, 26, 27, 27, 28, 29, 153, 157, 159, 256,
	272, 273, 274, 275, 282, 286, 287, 311, 318, 528, 529, 530, 531, 536,
	537, 538, 539, 560, 575, 779, 780, 795, 800, 806, 815, 896, 912, 952,
	976, 1008, 1009, 1011, 1012, 1013, 1014, 1017, 1019, 1020, 1023,
};

static uint32_t any_insn(struct target *t)
{
	uint64_t r = any(t);
	uint32_t operands = r >> 32 & 0x03fff800;
	uint16_t spr = spr_numbers[(r >> 8) % ARRAY_SIZE(spr_numbers)];

	switch (r % 8) {
	case 0:
		return INSN_MTSPR(spr, (r >> 32) % 32);
	case 1:
		return INSN_MFSPR((r >> 32) % 32, spr);
	case 2:
		return OP(19) | (r >> 8 & 1 ? XO(18) : XO(50));
	case 3:
	case 4:
		return OP(31) | operands | XO(xos[(r >> 8) % ARRAY_SIZE(xos)]);
	case 5:
		return OP(32 + (r >> 8) % 16) | operands | (r >> 16 & 0x7ff);
	case 6:
		return OP(22) | operands | XO(1014);
	default:
		return r >> 16;
	}
}

/* Each vector leads back to somewhere in the code. */
static void put_code(struct target *t)
{
	uint32_t *code = vm_ptr(t->vm, CODE);
	uint32_t *low = vm_ptr(t->vm, 0);

	for (unsigned int i = 0; i < WORDS; i++)
		code[i] = htobe32(any_insn(t));
	for (unsigned int vector = 0x100; vector < 0x1000; vector += 0x20)
		low[vector / 4] = htobe32(INSN_B_SELF | 2 |
					  (CODE + any(t) % WORDS * 4));
}

static int run_round(struct target *t, uint32_t pvr)
{
	struct kvm_regs regs;
	int ret;

	vcpu_complete(t->vcpu);
	set_mmu(t, pvr);
	fill_table(t);
	put_code(t);
	memset(&regs, 0, sizeof(regs));
	for (unsigned int i = 0; i < 32; i++)
		regs.gpr[i] = any_address(t);
	regs.srr0 = any_address(t);
	regs.srr1 = any(t);
	regs.pc = CODE;
	regs.msr = (t->wide ? MSR_SF : 0) | MSR_ME | MSR_RI |
		   (any(t) & (MSR_IR | MSR_DR | MSR_FP | MSR_EE | MSR_VEC));
	vcpu_set_regs(t->vcpu, &regs);
	for (unsigned int i = 0; i < EXITS; i++) {
		ret = vcpu_run(t->vcpu);
		if (!t->vcpu->pending)
			break;
		/* Whatever it loads from a device. */
		*(uint64_t *)t->vcpu->run->mmio.data = any(t);
	}
	return ret;
}

TEST_F(bad, random_state_and_code)
{
	static const struct {
		uint32_t pvr;
		bool wide;
	} cores[] = {
		{ 0x00080301, false }, { 0x000c0209, false },
		{ 0x80010201, false }, { 0x003c0301, true },
		{ 0x003f0201, true }, { 0x004d0200, true },
	};
	struct itimerval timer = {
		.it_value.tv_usec = 10000, .it_interval.tv_usec = 10000,
	};

	self->t.vcpu = vcpu_create_bare(self->t.vm, 0);
	setitimer(ITIMER_REAL, &timer, NULL);
	for (unsigned int n = 0; n < ROUNDS * ARRAY_SIZE(cores); n++) {
		unsigned int core = n % ARRAY_SIZE(cores);
		int ret;

		self->t.wide = cores[core].wide;
		ret = run_round(&self->t, cores[core].pvr);
		ASSERT_TRUE(ret == 0 || ret == -EINTR || ret == -EFAULT)
			TH_LOG("round %u: %d", n, ret);
		if (!ret)
			ASSERT_NE(KVM_EXIT_UNKNOWN,
				  self->t.vcpu->run->exit_reason)
				TH_LOG("round %u: vector %#llx", n,
				       self->t.vcpu->run->hw.hardware_exit_reason);
	}
	timer = (struct itimerval){ 0 };
	setitimer(ITIMER_REAL, &timer, NULL);
}

/*
 * A page table that userspace has put where there is none: what the guest
 * looks up is not there, and what it enters is refused.
 */
TEST_F(bad, table_where_none_is)
{
	uint8_t *space = mmap(NULL, 2 * HTAB_BYTES, PROT_NONE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint64_t nowhere = ((uintptr_t)space + HTAB_BYTES - 1) &
			   ~(HTAB_BYTES - 1);
	const uint64_t tables[] = {
		nowhere, nowhere | 7, nowhere | 0x3f, HTAB_BYTES,
		0x0000fffffffc0000, 0xc008000000000000, 0xfffffffffffc0000,
		0xffffffffffffffff, 0x0100000000000000,
	};
	struct vcpu *vcpu = vcpu_create(self->t.vm, 0);
	struct kvm_sregs sregs;

	ASSERT_NE(MAP_FAILED, space);
	vcpu_ioctl(vcpu, KVM_GET_SREGS, &sregs);
	sregs.u.s.ppc64.slb[0].slbe = SLB_V;
	sregs.u.s.ppc64.slb[0].slbv = 0x100 << 12;
	for (unsigned int i = 0; i < ARRAY_SIZE(tables); i++) {
		sregs.u.s.sdr1 = tables[i];
		vcpu_ioctl(vcpu, KVM_SET_SREGS, &sregs);
		vcpu_set_entry(vcpu, CODE, MSR_GUEST | MSR_IR | MSR_DR);
		vcpu_run_trap(vcpu, VEC_ISI);
		EXPECT_EQ(H_HARDWARE, vcpu_call(vcpu, "guest_hcall", H_ENTER, 0,
						8, 0, 0));
		EXPECT_EQ(H_HARDWARE, vcpu_call(vcpu, "guest_hcall", H_ENTER,
						H_EXACT, 9, 0, 0));
		EXPECT_EQ(H_HARDWARE, vcpu_call(vcpu, "guest_hcall", H_REMOVE,
						0, 9, 0));
		EXPECT_EQ(H_HARDWARE, vcpu_call(vcpu, "guest_hcall", H_READ, 0,
						9));
		EXPECT_EQ(H_HARDWARE, vcpu_call(vcpu, "guest_hcall", H_PROTECT,
						0, 9, 0));
		EXPECT_EQ(H_HARDWARE, vcpu_call(vcpu, "guest_hcall",
						H_BULK_REMOVE,
						BULK_REQUEST | 9, 0));
		EXPECT_EQ(H_PARAMETER, vcpu_call(vcpu, "guest_hcall", H_ENTER,
						 0, ~0UL, 0, 0));
	}
}

TEST_HARNESS_MAIN
