// SPDX-License-Identifier: GPL-2.0
/*
 * Special-purpose registers: what a guest writes it reads again, over exits,
 * with other vCPUs between, and the VMM's own are what they were.
 */
#include <pthread.h>

#include "insn.h"
#include "harness.h"
#include "vm.h"

#define VALUES	(GUEST_FREE + GUEST_PAGE)
#define RESULTS	(VALUES + 0x1000)

struct spr {
	const char *name;
	unsigned int nr;
	uint64_t mask;
	bool of_31;
};

/*
 * What a guest may write in privileged state, and which bits it keeps. A
 * hypercall leaves CTR undefined. The performance monitor is not among them:
 * QEMU does not tell the hypervisor of its first use (HFSCR[PM]).
 */
static const struct spr sprs[] = {
	{ "LR", 8, ~0UL },
	{ "DSCR", SPR_DSCR_PRIV, 0x1ffffff },
	{ "DSISR", SPR_DSISR, 0xffffffff },
	{ "DAR", SPR_DAR, ~0UL },
	{ "AMR", SPR_AMR, ~0UL },
	{ "PIDR", SPR_PIDR, 0xfffff },
	{ "IAMR", SPR_IAMR, 0x5555555555555555 },
	{ "UAMOR", SPR_UAMOR, ~0UL },
	{ "PSPB", SPR_PSPB, 0xffffffff },
	{ "VRSAVE", SPR_VRSAVE, 0xffffffff },
	{ "SPRG1", SPR_SPRG1, ~0UL },
	{ "SPRG2", SPR_SPRG2, ~0UL },
	{ "SPRG3", SPR_SPRG3, ~0UL },
	{ "EBBHR", SPR_EBBHR, ~3UL },
	{ "EBBRR", SPR_EBBRR, ~3UL },
	{ "TAR", SPR_TAR, ~0UL },
	{ "HASHKEYR", SPR_HASHKEYR, ~0UL, true },
};

/* How many of them this host has: those of Power ISA 3.1 are the last. */
static unsigned int nr_sprs(void)
{
	unsigned int n = ARRAY_SIZE(sprs);

	while (sprs[n - 1].of_31 && !host_is_31())
		n--;
	return n;
}

FIXTURE(spr) {
	struct vm *vm;
	struct vcpu *vcpu[2];
};

/* Code that loads every register from @values, asks, stores all of them. */
static void write_code(struct vm *vm, uint64_t gpa, bool load)
{
	uint32_t *code = vm_ptr(vm, gpa);

	for (unsigned int i = 0; i < nr_sprs(); i++) {
		if (load) {
			*code++ = INSN_D(58, 5, 9, 8 * i);
			*code++ = INSN_MTSPR(sprs[i].nr, 5);
		} else {
			*code++ = INSN_MFSPR(5, sprs[i].nr);
			*code++ = INSN_D(62, 5, 9, 8 * i);
		}
	}
	*code++ = INSN_LI(3, 0);
	*code++ = INSN_ORI(3, 3, HC_SYNC);
	*code++ = vm->hcall_insn;
}

FIXTURE_SETUP(spr)
{
	self->vm = vm_create();
	for (unsigned int i = 0; i < 2; i++)
		self->vcpu[i] = vcpu_create(self->vm, i);
	write_code(self->vm, GUEST_FREE, true);
	write_code(self->vm, GUEST_FREE + 0x1000, false);
}

FIXTURE_TEARDOWN(spr)
{
	vm_free(self->vm);
}

static uint64_t value_of(unsigned int vcpu, unsigned int i, unsigned int round)
{
	uint64_t pattern = 0x0123456789abcdef * (2 * round + 1) +
			   (uint64_t)i * 0x1111111111111111 + vcpu * 0x770077;

	return pattern & sprs[i].mask;
}

/* Go on at @entry, with everything else as it is. */
static void run_at(struct vcpu *vcpu, uint64_t entry, uint64_t base)
{
	struct kvm_regs regs;

	vcpu_complete(vcpu);
	vcpu_get_regs(vcpu, &regs);
	regs.pc = entry;
	regs.msr = MSR_GUEST;
	regs.gpr[9] = base;
	vcpu_set_regs(vcpu, &regs);
	vcpu_run_hcall(vcpu, HC_SYNC);
}

static void load(struct vcpu *vcpu, unsigned int round)
{
	uint64_t *values = vm_ptr(vcpu->vm, VALUES);

	for (unsigned int i = 0; i < nr_sprs(); i++)
		values[i] = value_of(vcpu->id, i, round);
	run_at(vcpu, GUEST_FREE, VALUES);
}

static void check(struct __test_metadata *_metadata, struct vcpu *vcpu,
		  unsigned int round)
{
	uint64_t *results = vm_ptr(vcpu->vm, RESULTS);

	run_at(vcpu, GUEST_FREE + 0x1000, RESULTS);
	for (unsigned int i = 0; i < nr_sprs(); i++) {
		uint64_t want = value_of(vcpu->id, i, round);

		ASSERT_EQ(want, results[i] & sprs[i].mask)
			TH_LOG("%s of vCPU %u", sprs[i].name, vcpu->id);
	}
}

TEST_F(spr, kept_over_exits)
{
	for (unsigned int round = 0; round < 20; round++) {
		load(self->vcpu[0], round);
		check(_metadata, self->vcpu[0], round);
	}
}

TEST_F(spr, two_vcpus_in_one_thread)
{
	for (unsigned int round = 0; round < 20; round++) {
		load(self->vcpu[0], round);
		load(self->vcpu[1], round);
		check(_metadata, self->vcpu[0], round);
		check(_metadata, self->vcpu[1], round);
	}
}

/* ONE_REG shows what the guest wrote. */
TEST_F(spr, seen_by_one_reg)
{
	static const struct {
		const char *name;
		uint64_t id;
	} pairs[] = {
		{ "DSCR", KVM_REG_PPC_DSCR }, { "DSISR", KVM_REG_PPC_DSISR },
		{ "DAR", KVM_REG_PPC_DAR }, { "AMR", KVM_REG_PPC_AMR },
		{ "PIDR", KVM_REG_PPC_PID }, { "UAMOR", KVM_REG_PPC_UAMOR },
		{ "VRSAVE", KVM_REG_PPC_VRSAVE }, { "TAR", KVM_REG_PPC_TAR },
		{ "EBBHR", KVM_REG_PPC_EBBHR }, { "PSPB", KVM_REG_PPC_PSPB },
		{ "HASHKEYR", KVM_REG_PPC_HASHKEYR },
	};

	load(self->vcpu[0], 3);
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i++) {
		unsigned int n = 0;

		while (strcmp(sprs[n].name, pairs[i].name))
			n++;
		if (n >= nr_sprs())
			continue;
		EXPECT_EQ(value_of(0, n, 3),
			  one_reg_get(self->vcpu[0], pairs[i].id) &
			  sprs[n].mask) TH_LOG("%s", pairs[i].name);
	}
}

/* The hypervisor's key: the guest runs with it and cannot change it. */
TEST_F(spr, hash_key_of_the_hypervisor)
{
	const uint64_t key = 0x0123456789abcdef;
	uint64_t value;

	if (!host_is_31()) {
		EXPECT_NE(0, one_reg_try_get(self->vcpu[0],
					     KVM_REG_PPC_HASHPKEYR, &value));
		return;
	}
	one_reg_set(self->vcpu[0], KVM_REG_PPC_HASHPKEYR, key);
	for (unsigned int round = 0; round < 3; round++) {
		load(self->vcpu[0], round);
		load(self->vcpu[1], round);
	}
	EXPECT_EQ(key, one_reg_get(self->vcpu[0], KVM_REG_PPC_HASHPKEYR));
	EXPECT_EQ(0, one_reg_get(self->vcpu[1], KVM_REG_PPC_HASHPKEYR));
}

struct user_sprs {
	uint64_t tar, dscr, vrsave;
};

static void set_user_sprs(const struct user_sprs *s)
{
	asm volatile("mtspr 815, %0; mtspr 3, %1; mtspr 256, %2"
		     : : "r"(s->tar), "r"(s->dscr), "r"(s->vrsave));
}

static void get_user_sprs(struct user_sprs *s)
{
	asm volatile("mfspr %0, 815; mfspr %1, 3; mfspr %2, 256"
		     : "=r"(s->tar), "=r"(s->dscr), "=r"(s->vrsave));
}

TEST_F(spr, the_vmms_own)
{
	const struct user_sprs mine = { 0x123456789abc, 0x3, 0xa5a5a5a5 };
	struct user_sprs seen;

	set_user_sprs(&mine);
	for (unsigned int round = 0; round < 20; round++) {
		load(self->vcpu[0], round);
		get_user_sprs(&seen);
		ASSERT_EQ(mine.tar, seen.tar);
		ASSERT_EQ(mine.dscr, seen.dscr);
		ASSERT_EQ(mine.vrsave, seen.vrsave);
	}
	check(_metadata, self->vcpu[0], 19);
}

/* The VMM's memory protection keys are in force after a guest had its own. */
TEST_F(spr, the_vmms_amr)
{
	uint64_t before, after;

	asm volatile("mfspr %0, 13" : "=r"(before));
	for (unsigned int round = 0; round < 5; round++)
		load(self->vcpu[0], round);
	asm volatile("mfspr %0, 13" : "=r"(after));
	EXPECT_EQ(before, after);
}

/*
 * Two threads, each with a vCPU and user registers of its own. A VRSAVE of 0
 * is none: the host makes it all ones when it loads a thread's VMX registers.
 */
static void *keep_own(void *arg)
{
	struct vcpu *vcpu = arg;
	struct user_sprs mine = {
		0x1000 + vcpu->id, vcpu->id, 77 * (vcpu->id + 1)
	};
	struct user_sprs seen;
	unsigned long wrong = 0;

	set_user_sprs(&mine);
	for (unsigned int i = 0; i < 200; i++) {
		must(vcpu_call(vcpu, "guest_add", 1, 2) == 3, "guest_add");
		get_user_sprs(&seen);
		wrong += seen.tar != mine.tar || seen.dscr != mine.dscr ||
			 seen.vrsave != mine.vrsave;
	}
	return (void *)wrong;
}

TEST_F(spr, threads)
{
	pthread_t threads[2];
	void *wrong;

	for (unsigned int i = 0; i < 2; i++) {
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, keep_own,
					    self->vcpu[i]));
	}
	for (unsigned int i = 0; i < 2; i++) {
		ASSERT_EQ(0, pthread_join(threads[i], &wrong));
		EXPECT_EQ(NULL, wrong);
	}
}

TEST_HARNESS_MAIN
