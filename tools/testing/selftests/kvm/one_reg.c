// SPDX-License-Identifier: GPL-2.0
/*
 * KVM_GET_ONE_REG, KVM_SET_ONE_REG and KVM_GET_REG_LIST: each register reads
 * as it was set, the list is the blessed one, and what is not a register is
 * refused.
 */
#include <errno.h>

#include "harness.h"
#include "vm.h"

FIXTURE(reg) {
	struct vm *vm;
	struct vcpu *vcpu;
};

FIXTURE_SETUP(reg)
{
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
}

FIXTURE_TEARDOWN(reg)
{
	vm_free(self->vm);
}

/* Which of its bits a register takes; those of one that is read-only: none */
struct blessed {
	const char *name;
	uint64_t id;
	uint64_t mask;
	enum { EVERY, HV, PR, ISA_30, ISA_31, SOME_31 } of;
};

#define REG(r, m)	{ #r, KVM_REG_PPC_##r, m, EVERY }
#define REG_HV(r, m)	{ #r, KVM_REG_PPC_##r, m, HV }
#define REG_PR(r, m)	{ #r, KVM_REG_PPC_##r, m, PR }
#define REG_30(r, m)	{ #r, KVM_REG_PPC_##r, m, ISA_30 }
#define REG_31(r, m)	{ #r, KVM_REG_PPC_##r, m, ISA_31 }
#define REG_SOME_31(r, m) { #r, KVM_REG_PPC_##r, m, SOME_31 }
#define ALL		(~0UL)
#define NO_SET		0

/*
 * The state of a POWER9 (ISA_30) or POWER10 (ISA_31) vCPU that runs natively,
 * and of a POWER8 one in problem state (PR). The areas of
 * VPA_SLB and VPA_DTL, the TB_OFFSET and DEC_EXPIRY have tests of their own.
 * Not every POWER10 that is emulated has what Power ISA 3.1B added.
 */
static const struct blessed blessed[] = {
	REG(DSISR, ALL), REG(PMC1, ALL), REG(PMC2, ALL), REG(PMC3, ALL),
	REG(PMC4, ALL), REG(PMC5, ALL), REG(PMC6, ALL),
	REG(DEBUG_INST, NO_SET), REG(PSPB, ALL), REG(LPCR, LPCR_ILE),
	REG(ARCH_COMPAT, NO_SET), REG(ONLINE, 1), REG(VRSAVE, ALL),
	REG(VSCR, 0x00010001),
	REG(DSCR, 0x1ffffff), REG_HV(PURR, ALL), REG_HV(SPURR, ALL),
	REG_PR(PURR, NO_SET), REG_PR(SPURR, NO_SET), REG(DAR, ALL),
	REG(AMR, ALL), REG(UAMOR, ALL), REG(IAMR, ALL),
	REG(MMCR0, 0x80000000), REG(MMCR1, ALL), REG(MMCR2, ALL),
	REG(MMCRA, ALL), REG(SIAR, ALL), REG(SDAR, ALL), REG(SIER, ALL),
	REG(FPSCR, 0xff), REG(VPA_ADDR, NO_SET), REG(TB_OFFSET, NO_SET),
	REG(FSCR, 0x100), REG(EBBHR, ~3UL), REG(EBBRR, ~3UL),
	REG(BESCR, ALL), REG(TAR, ALL), REG_HV(DPDES, 1),
	REG(DAWR, ~7UL), REG(DAWRX, 3), REG(CIABR, ~3UL),
	REG_HV(IC, ALL), REG_HV(VTB, ALL), REG_PR(VTB, NO_SET),
	REG(PID, 0xfffff),
	REG_PR(LPCR_64, LPCR_ILE), REG_HV(LPCR_64, LPCR_ILE | LPCR_LD),
	REG_HV(PPR, 7UL << 50),
	REG_HV(PSSCR, 0x1f),
	REG_PR(HIOR, 0xfff00000), REG_PR(MMCRS, ALL), REG_PR(SPMC1, ALL),
	REG_PR(SPMC2, ALL), REG_PR(ACOP, ALL),
	REG(DEC_EXPIRY, NO_SET), REG(VPA_SLB, NO_SET), REG(VPA_DTL, NO_SET),
	REG_30(TIDR, 0xffff),
	REG_31(MMCR3, ALL), REG_31(SIER2, ALL), REG_31(SIER3, ALL),
	REG_31(DAWR1, ~7UL), REG_31(DAWRX1, 3),
	REG_SOME_31(DEXCR, NO_SET), REG_31(HASHKEYR, ALL),
	REG_31(HASHPKEYR, ALL),
};

static bool exists(struct vcpu *vcpu, const struct blessed *reg)
{
	uint64_t value;

	if (reg->of == PR || reg->of == HV)
		return vcpu->vm->pr == (reg->of == PR);
	if (vcpu->vm->pr)
		return reg->of == EVERY;
	if (reg->of == SOME_31)
		return host_is_31() &&
		       !one_reg_try_get(vcpu, reg->id, &value);
	return reg->of == EVERY || host_is_31() == (reg->of == ISA_31);
}

/* Every id of the blessed list. Return: how many. */
static unsigned int blessed_ids(struct vcpu *vcpu, uint64_t *ids)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(blessed); i++)
		if (exists(vcpu, &blessed[i]))
			ids[n++] = blessed[i].id;
	for (unsigned int i = 0; i < 32; i++) {
		ids[n++] = KVM_REG_PPC_FPR(i);
		ids[n++] = KVM_REG_PPC_VR(i);
		ids[n++] = KVM_REG_PPC_VSR(i);
	}
	return n;
}

TEST_F(reg, get_equals_set)
{
	static const uint64_t patterns[] = {
		0, ALL, 0x5555555555555555, 0xaaaaaaaaaaaaaaaa,
		0x0123456789abcdef, 0,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(blessed); i++) {
		const struct blessed *reg = &blessed[i];
		uint64_t rest, mask = reg->mask;

		if (!mask || !exists(self->vcpu, reg))
			continue;
		if ((reg->id & KVM_REG_SIZE_MASK) == KVM_REG_SIZE_U32)
			mask &= 0xffffffff;
		rest = one_reg_get(self->vcpu, reg->id) & ~mask;
		for (unsigned int p = 0; p < ARRAY_SIZE(patterns); p++) {
			uint64_t value = (patterns[p] & mask) | rest;

			one_reg_set(self->vcpu, reg->id, value);
			EXPECT_EQ(value, one_reg_get(self->vcpu, reg->id))
				TH_LOG("%s", reg->name);
		}
	}
}

/* No register is another one: all are set first, then all are read. */
TEST_F(reg, each_is_itself)
{
	for (unsigned int i = 0; i < 32; i++) {
		unsigned __int128 value = one_reg_128(0x2000 + i, 0x1000 + i);

		ASSERT_EQ(0, one_reg_try_set(self->vcpu, KVM_REG_PPC_VR(i),
					     &value));
		value = one_reg_128(0x4000 + i, 0x3000 + i);
		ASSERT_EQ(0, one_reg_try_set(self->vcpu, KVM_REG_PPC_VSR(i),
					     &value));
	}
	for (unsigned int i = 0; i < 32; i++) {
		unsigned __int128 got;

		ASSERT_EQ(0, one_reg_try_get(self->vcpu, KVM_REG_PPC_VR(i),
					     &got));
		EXPECT_TRUE(got == one_reg_128(0x2000 + i, 0x1000 + i));
		ASSERT_EQ(0, one_reg_try_get(self->vcpu, KVM_REG_PPC_VSR(i),
					     &got));
		EXPECT_TRUE(got == one_reg_128(0x4000 + i, 0x3000 + i));
		/* An FPR is the upper half of its VSR. */
		EXPECT_EQ(0x4000 + i,
			  one_reg_get(self->vcpu, KVM_REG_PPC_FPR(i)));
	}
	for (unsigned int i = 0; i < 6; i++)
		one_reg_set(self->vcpu, KVM_REG_PPC_PMC1 + i, 100 + i);
	for (unsigned int i = 0; i < 6; i++) {
		EXPECT_EQ(100 + i,
			  one_reg_get(self->vcpu, KVM_REG_PPC_PMC1 + i));
	}
}

TEST_F(reg, kept_over_a_run)
{
	static const uint64_t ids[] = {
		KVM_REG_PPC_DSISR, KVM_REG_PPC_DAR, KVM_REG_PPC_UAMOR,
		KVM_REG_PPC_AMR, KVM_REG_PPC_TAR, KVM_REG_PPC_EBBHR,
		KVM_REG_PPC_EBBRR, KVM_REG_PPC_PID, KVM_REG_PPC_SIAR,
		KVM_REG_PPC_SDAR, KVM_REG_PPC_VRSAVE, KVM_REG_PPC_PSPB,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(ids); i++)
		one_reg_set(self->vcpu, ids[i], 0x1230 + 4 * i);
	vcpu_call(self->vcpu, "guest_add", 1, 2);
	for (unsigned int i = 0; i < ARRAY_SIZE(ids); i++) {
		EXPECT_EQ(0x1230 + 4 * i, one_reg_get(self->vcpu, ids[i]))
			TH_LOG("id %#llx", (long long)ids[i]);
	}
}

struct list {
	struct kvm_reg_list head;
	uint64_t ids[1024];
};

static int get_list(struct vcpu *vcpu, struct list *list, uint64_t n)
{
	memset(list, 0xee, sizeof(*list));
	list->head.n = n;
	return try_ioctl(vcpu->fd, KVM_GET_REG_LIST, list);
}

TEST_F(reg, list_is_the_blessed_one)
{
	static uint64_t want[1024];
	static struct list list;
	unsigned int nr = blessed_ids(self->vcpu, want);

	ASSERT_EQ(0, get_list(self->vcpu, &list, 1024));
	ASSERT_GE(1024, list.head.n);
	for (unsigned int i = 0; i < nr; i++) {
		bool found = false;

		for (unsigned int n = 0; n < list.head.n; n++)
			found |= list.head.reg[n] == want[i];
		EXPECT_TRUE(found)
			TH_LOG("%#llx is missing", (long long)want[i]);
	}
	for (unsigned int n = 0; n < list.head.n; n++) {
		unsigned int found = 0, twice = 0;

		for (unsigned int i = 0; i < nr; i++)
			found += list.head.reg[n] == want[i];
		for (unsigned int i = 0; i < list.head.n; i++)
			twice += list.head.reg[n] == list.head.reg[i];
		EXPECT_EQ(1, found)
			TH_LOG("%#llx is new", (long long)list.head.reg[n]);
		EXPECT_EQ(1, twice);
	}
	EXPECT_EQ(nr, list.head.n);
}

/* In problem state these go on between two looks at them. */
static bool counts(struct vcpu *vcpu, uint64_t id)
{
	return vcpu->vm->pr && (id == KVM_REG_PPC_PURR ||
				id == KVM_REG_PPC_SPURR ||
				id == KVM_REG_PPC_VTB);
}

/* Each can be read, and set to what it is. */
TEST_F(reg, list_can_be_saved_and_restored)
{
	static struct list list;
	unsigned int refused = 0;

	ASSERT_EQ(0, get_list(self->vcpu, &list, 1024));
	for (unsigned int n = 0; n < list.head.n; n++) {
		uint64_t id = list.head.reg[n];
		uint64_t value[2], again[2] = { 0 };

		ASSERT_EQ(0, one_reg_try_get(self->vcpu, id, value));
		if (one_reg_try_set(self->vcpu, id, value)) {
			EXPECT_EQ(KVM_REG_PPC_DEBUG_INST, id);
			refused++;
			continue;
		}
		ASSERT_EQ(0, one_reg_try_get(self->vcpu, id, again));
		if (counts(self->vcpu, id)) {
			EXPECT_LE(value[0], again[0]);
			continue;
		}
		EXPECT_EQ(0, memcmp(value, again,
				    1 << ((id & KVM_REG_SIZE_MASK) >>
					  KVM_REG_SIZE_SHIFT)))
			TH_LOG("%#llx", (long long)id);
	}
	EXPECT_GE(1, refused);
	EXPECT_EQ(42, vcpu_call(self->vcpu, "guest_add", 40, 2));
}

TEST_F(reg, list_too_short)
{
	static struct list list;
	uint64_t nr;

	EXPECT_EQ(-E2BIG, get_list(self->vcpu, &list, 0));
	nr = list.head.n;
	EXPECT_LT(0, nr);
	EXPECT_EQ(0xeeeeeeeeeeeeeeee, list.head.reg[0]);
	EXPECT_EQ(-E2BIG, get_list(self->vcpu, &list, nr - 1));
	EXPECT_EQ(nr, list.head.n);
	EXPECT_EQ(0, get_list(self->vcpu, &list, nr));
	EXPECT_EQ(nr, list.head.n);
	EXPECT_EQ(0xeeeeeeeeeeeeeeee, list.head.reg[nr]);
	EXPECT_EQ(0, get_list(self->vcpu, &list, ~0UL));
	EXPECT_EQ(nr, list.head.n);
}

TEST_F(reg, unknown)
{
	static const uint64_t ids[] = {
		0, ~0UL, KVM_REG_PPC | KVM_REG_SIZE_U64 | 0xffff,
		KVM_REG_X86 | KVM_REG_SIZE_U64 | 0x1,
		KVM_REG_PPC_TAR & ~KVM_REG_ARCH_MASK,
		/* The right register, in another size. */
		(KVM_REG_PPC_TAR & ~KVM_REG_SIZE_MASK) | KVM_REG_SIZE_U32,
		(KVM_REG_PPC_TAR & ~KVM_REG_SIZE_MASK) | KVM_REG_SIZE_U128,
		(KVM_REG_PPC_TAR & ~KVM_REG_SIZE_MASK) | KVM_REG_SIZE_U2048,
		(KVM_REG_PPC_PSPB & ~KVM_REG_SIZE_MASK) | KVM_REG_SIZE_U64,
		/* Of other processors. */
		KVM_REG_PPC_TCR, KVM_REG_PPC_MAS0, KVM_REG_PPC_TLB0CFG,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(ids); i++) {
		uint64_t value[32];
		int ret;

		memset(value, 0x5a, sizeof(value));
		ret = one_reg_try_get(self->vcpu, ids[i], value);
		EXPECT_TRUE(ret == -EINVAL || ret == -ENOENT)
			TH_LOG("%#llx: %d", (long long)ids[i], ret);
		EXPECT_EQ(0x5a5a5a5a5a5a5a5a, value[0]);
		ret = one_reg_try_set(self->vcpu, ids[i], value);
		EXPECT_TRUE(ret == -EINVAL || ret == -ENOENT)
			TH_LOG("%#llx: %d", (long long)ids[i], ret);
	}
	EXPECT_EQ(0, one_reg_get(self->vcpu, KVM_REG_PPC_TAR));
}

TEST_F(reg, bad_pointers)
{
	EXPECT_EQ(-EFAULT, one_reg_try_get(self->vcpu, KVM_REG_PPC_TAR,
					   no_access()));
	one_reg_set(self->vcpu, KVM_REG_PPC_TAR, 0x1234);
	EXPECT_EQ(-EFAULT, one_reg_try_set(self->vcpu, KVM_REG_PPC_TAR,
					   no_access()));
	EXPECT_EQ(0x1234, one_reg_get(self->vcpu, KVM_REG_PPC_TAR));
}

/* What would give the guest more than is its own is not taken. */
TEST_F(reg, lpcr_is_guarded)
{
	uint64_t before = one_reg_get(self->vcpu, KVM_REG_PPC_LPCR_64);
	int ret = one_reg_try_set(self->vcpu, KVM_REG_PPC_LPCR_64,
				  &(uint64_t){ ~0UL });

	if (!ret) {
		uint64_t after = one_reg_get(self->vcpu, KVM_REG_PPC_LPCR_64);
		/* ILE, AIL, LD, DPFD, TC and the like are the guest's */
		const uint64_t guest = LPCR_ILE | LPCR_AIL_3 | LPCR_LD |
				       7UL << 52 | 1UL << 9 | 1UL << 55;

		EXPECT_EQ(before & ~guest, after & ~guest);
	}
	EXPECT_EQ(42, vcpu_call(self->vcpu, "guest_add", 40, 2));
}

/* A guest watches neither data nor instructions of the hypervisor's. */
TEST_F(reg, hypervisor_is_not_watched)
{
	const uint64_t dawrx = 0x1f, ciabr = 0x10003;

	if (!one_reg_try_set(self->vcpu, KVM_REG_PPC_DAWRX, &dawrx)) {
		EXPECT_EQ(0, one_reg_get(self->vcpu, KVM_REG_PPC_DAWRX) & 4);
	}
	if (!one_reg_try_set(self->vcpu, KVM_REG_PPC_CIABR, &ciabr)) {
		EXPECT_NE(3, one_reg_get(self->vcpu, KVM_REG_PPC_CIABR) & 3);
	}
}

TEST_F(reg, areas)
{
	const uint64_t slb[2] = { GUEST_FREE + 0x1000, 1024 };
	const uint64_t none[2] = { 0, 0 };
	uint64_t got[2];

	/* The shadow needs its VPA, as in H_REGISTER_VPA. */
	EXPECT_EQ(-EINVAL, one_reg_try_set(self->vcpu, KVM_REG_PPC_VPA_SLB,
					   slb));
	one_reg_set(self->vcpu, KVM_REG_PPC_VPA_ADDR, GUEST_FREE);
	EXPECT_EQ(GUEST_FREE, one_reg_get(self->vcpu, KVM_REG_PPC_VPA_ADDR));
	EXPECT_EQ(0, one_reg_try_set(self->vcpu, KVM_REG_PPC_VPA_SLB, slb));
	EXPECT_EQ(0, one_reg_try_get(self->vcpu, KVM_REG_PPC_VPA_SLB, got));
	EXPECT_EQ(slb[0], got[0]);
	EXPECT_EQ(slb[1], got[1]);
	EXPECT_EQ(-EINVAL, one_reg_try_set(self->vcpu, KVM_REG_PPC_VPA_ADDR,
					   none));
	EXPECT_EQ(0, one_reg_try_set(self->vcpu, KVM_REG_PPC_VPA_SLB, none));
	EXPECT_EQ(0, one_reg_try_set(self->vcpu, KVM_REG_PPC_VPA_ADDR, none));
	EXPECT_EQ(-EINVAL, one_reg_try_set(self->vcpu, KVM_REG_PPC_VPA_ADDR,
					   &(uint64_t){ 4 }));
}

/* Compatibility modes: what the processor can be, by its logical PVR. */
TEST_F(reg, arch_compat)
{
	const struct {
		uint32_t pvr;
		int want;
	} modes[] = {
		{ 0, 0 },
		{ 0x0f000004, 0 },			/* 2.07: POWER8 */
		{ 0x0f000005, self->vm->pr ? -EINVAL : 0 },	/* 3.00: POWER9 */
		{ 0x0f000006, host_is_31() ? 0 : -EINVAL },	/* 3.1 */
		{ 0x0f000007, -EINVAL },
		{ 0x12345678, -EINVAL },
		{ 0, 0 },
	};
	uint32_t now = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(modes); i++) {
		EXPECT_EQ(modes[i].want,
			  one_reg_try_set(self->vcpu, KVM_REG_PPC_ARCH_COMPAT,
					  &modes[i].pvr))
			TH_LOG("%#x", modes[i].pvr);
		if (!modes[i].want)
			now = modes[i].pvr;
		EXPECT_EQ(now, one_reg_get(self->vcpu,
					   KVM_REG_PPC_ARCH_COMPAT));
	}
	EXPECT_EQ(42, vcpu_call(self->vcpu, "guest_add", 40, 2));
}

/* The instruction that QEMU plants as a breakpoint. */
TEST_F(reg, debug_instruction)
{
	uint32_t value = 0;

	EXPECT_NE(0, one_reg_get(self->vcpu, KVM_REG_PPC_DEBUG_INST));
	EXPECT_GT(0, one_reg_try_set(self->vcpu, KVM_REG_PPC_DEBUG_INST,
				     &value));
}

TEST_HARNESS_MAIN
