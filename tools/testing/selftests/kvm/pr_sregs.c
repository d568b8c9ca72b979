// SPDX-License-Identifier: GPL-2.0
/*
 * The processor of a guest in problem state and what it has of an MMU, by
 * KVM_GET_SREGS, KVM_SET_SREGS and KVM_PPC_GET_SMMU_INFO.
 */
#include <errno.h>
#include <string.h>

#include "harness.h"
#include "vm.h"

#define PVR_750		0x00080301U
#define PVR_7400	0x000c0209U
#define PVR_970		0x003c0301U
#define PVR_POWER8	0x004d0200U

#define SLBE_VALID	(1UL << 27)

FIXTURE(sregs) {
	struct vm *vm;
	struct vcpu *vcpu;
	struct kvm_sregs set, got;
};

FIXTURE_SETUP(sregs)
{
	self->vm = vm_create();
	ASSERT_TRUE(self->vm->pr);
	self->vcpu = vcpu_create_bare(self->vm, 0);
	memset(&self->set, 0, sizeof(self->set));
}

FIXTURE_TEARDOWN(sregs)
{
	vm_free(self->vm);
}

static int set(struct vcpu *vcpu, const struct kvm_sregs *sregs)
{
	return try_ioctl(vcpu->fd, KVM_SET_SREGS, sregs);
}

static void get(struct vcpu *vcpu, struct kvm_sregs *sregs)
{
	memset(sregs, 0x5a, sizeof(*sregs));
	vcpu_ioctl(vcpu, KVM_GET_SREGS, sregs);
}

/* Userspace sets what it got; nothing is to change by that. */
TEST_F(sregs, as_they_are)
{
	struct kvm_sregs again;

	get(self->vcpu, &self->got);
	EXPECT_EQ(0, set(self->vcpu, &self->got));
	get(self->vcpu, &again);
	EXPECT_EQ(0, memcmp(&self->got, &again, sizeof(again)));
}

TEST_F(sregs, slb)
{
	static const uint32_t pvrs[] = { PVR_970, PVR_POWER8 };
	static const unsigned int sizes[] = { 64, 32 };

	for (unsigned int p = 0; p < 2; p++) {
		memset(&self->set, 0, sizeof(self->set));
		self->set.pvr = pvrs[p];
		self->set.u.s.sdr1 = 0x7f0012340003;
		/* In an order of the VMM's own; some are not valid. */
		for (unsigned int i = 0; i < sizes[p]; i += 3) {
			unsigned int at = sizes[p] - 1 - i;

			self->set.u.s.ppc64.slb[i].slbe =
				(uint64_t)i << 28 | SLBE_VALID | at;
			self->set.u.s.ppc64.slb[i].slbv = 0x1000 * i | 0x510;
			if (i)
				self->set.u.s.ppc64.slb[i - 1].slbe = 0x70000000;
		}
		ASSERT_EQ(0, set(self->vcpu, &self->set));
		get(self->vcpu, &self->got);
		EXPECT_EQ(pvrs[p], self->got.pvr);
		EXPECT_EQ(0x7f0012340003, self->got.u.s.sdr1);
		for (unsigned int at = 0; at < sizes[p]; at++) {
			unsigned int i = sizes[p] - 1 - at;
			uint64_t e = self->got.u.s.ppc64.slb[at].slbe;

			EXPECT_EQ(at, e & 0xfff);
			if (i % 3) {
				EXPECT_EQ(0, e & SLBE_VALID);
				continue;
			}
			EXPECT_EQ((uint64_t)i << 28 | SLBE_VALID | at, e);
			EXPECT_EQ(0x1000 * i | 0x510,
				  self->got.u.s.ppc64.slb[at].slbv);
		}
		for (unsigned int i = sizes[p]; i < 64; i++)
			EXPECT_EQ(0, self->got.u.s.ppc64.slb[i].slbe);
	}
}

/*
 * Upper BATs are in the upper half where they are set, and in the lower half
 * where they are read: so the ABI has it.
 */
TEST_F(sregs, segments_and_blocks)
{
	self->set.pvr = PVR_750;
	self->set.u.s.sdr1 = 0x00340003;
	for (unsigned int i = 0; i < 16; i++)
		self->set.u.s.ppc32.sr[i] = 0x60000000 | i << 4;
	for (unsigned int i = 0; i < 8; i++) {
		self->set.u.s.ppc32.ibat[i] = (0x10001ffeUL + (i << 24)) << 32 |
					      (0x20000012 + (i << 24));
		self->set.u.s.ppc32.dbat[i] = (0x30001ffdUL + (i << 24)) << 32 |
					      (0x4000002a + (i << 24));
	}
	ASSERT_EQ(0, set(self->vcpu, &self->set));
	get(self->vcpu, &self->got);
	EXPECT_EQ(PVR_750, self->got.pvr);
	EXPECT_EQ(0x00340003, self->got.u.s.sdr1);
	for (unsigned int i = 0; i < 16; i++)
		EXPECT_EQ(self->set.u.s.ppc32.sr[i],
			  self->got.u.s.ppc32.sr[i]);
	for (unsigned int i = 0; i < 4; i++) {
		uint64_t ibat = self->set.u.s.ppc32.ibat[i];
		uint64_t dbat = self->set.u.s.ppc32.dbat[i];

		EXPECT_EQ(ibat >> 32 | ibat << 32,
			  self->got.u.s.ppc32.ibat[i]);
		EXPECT_EQ(dbat >> 32 | dbat << 32,
			  self->got.u.s.ppc32.dbat[i]);
	}
	/* This one has four of each kind. */
	for (unsigned int i = 4; i < 8; i++)
		EXPECT_EQ(0, self->got.u.s.ppc32.ibat[i] |
			     self->got.u.s.ppc32.dbat[i]);
}

/* What is refused changes nothing. */
TEST_F(sregs, refused)
{
	static const uint32_t pvrs[] = { 0, ~0U, 0x80210030, 0x00800200 };
	struct kvm_sregs before;

	self->set.pvr = PVR_POWER8;
	self->set.u.s.sdr1 = 0x7f0012340003;
	self->set.u.s.ppc64.slb[0].slbe = SLBE_VALID | 31;
	ASSERT_EQ(0, set(self->vcpu, &self->set));
	get(self->vcpu, &before);

	self->set.u.s.sdr1 = 0x40000;
	for (unsigned int i = 0; i < ARRAY_SIZE(pvrs); i++) {
		self->set.pvr = pvrs[i];
		EXPECT_EQ(-EINVAL, set(self->vcpu, &self->set));
	}
	/* It has no such entry; a 970 has, up to the 63rd. */
	self->set.u.s.ppc64.slb[7].slbe = SLBE_VALID | 32;
	self->set.pvr = PVR_POWER8;
	EXPECT_EQ(-EINVAL, set(self->vcpu, &self->set));
	self->set.u.s.ppc64.slb[7].slbe = SLBE_VALID | 64;
	self->set.pvr = PVR_970;
	EXPECT_EQ(-EINVAL, set(self->vcpu, &self->set));
	get(self->vcpu, &self->got);
	EXPECT_EQ(0, memcmp(&before, &self->got, sizeof(before)));
	self->set.u.s.ppc64.slb[7].slbe = SLBE_VALID | 63;
	EXPECT_EQ(0, set(self->vcpu, &self->set));
}

/* Registers that one processor has and another has not. */
TEST_F(sregs, registers_by_processor)
{
	static const struct {
		uint64_t id;
		bool on_750, on_970, on_power8;
	} regs[] = {
		{ KVM_REG_PPC_HIOR, false, true, true },
		{ KVM_REG_PPC_DABR, true, true, false },
		{ KVM_REG_PPC_LPCR_64, false, false, true },
		{ KVM_REG_PPC_ARCH_COMPAT, false, false, true },
		{ KVM_REG_PPC_TAR, false, false, true },
		{ KVM_REG_PPC_PMC8, false, true, false },
		{ KVM_REG_PPC_VPA_ADDR, false, false, true },
	};
	uint64_t value;

	for (unsigned int i = 0; i < ARRAY_SIZE(regs); i++) {
		self->set.pvr = PVR_750;
		ASSERT_EQ(0, set(self->vcpu, &self->set));
		EXPECT_EQ(regs[i].on_750 ? 0 : -EINVAL,
			  one_reg_try_get(self->vcpu, regs[i].id, &value));
		self->set.pvr = PVR_970;
		ASSERT_EQ(0, set(self->vcpu, &self->set));
		EXPECT_EQ(regs[i].on_970 ? 0 : -EINVAL,
			  one_reg_try_get(self->vcpu, regs[i].id, &value));
		self->set.pvr = PVR_POWER8;
		ASSERT_EQ(0, set(self->vcpu, &self->set));
		EXPECT_EQ(regs[i].on_power8 ? 0 : -EINVAL,
			  one_reg_try_get(self->vcpu, regs[i].id, &value));
	}
}

/* The time base is the host's; vectors lie where HIOR can say. */
TEST_F(sregs, what_cannot_be)
{
	static const uint64_t offset = 1UL << 24, none, hior = 0xfff00100;

	EXPECT_EQ(-EINVAL, one_reg_try_set(self->vcpu, KVM_REG_PPC_TB_OFFSET,
					   &offset));
	EXPECT_EQ(0, one_reg_try_set(self->vcpu, KVM_REG_PPC_TB_OFFSET, &none));
	EXPECT_EQ(-EINVAL, one_reg_try_set(self->vcpu, KVM_REG_PPC_HIOR,
					   &hior));
}

/* Every size that a POWER8 has but that of 16G, whatever the host maps. */
TEST_F(sregs, page_sizes)
{
	static const struct {
		uint32_t base, slb, shift, pte;
	} sizes[] = {
		{ 12, 0, 12, 0 }, { 12, 0, 16, 7 }, { 12, 0, 24, 0x38 },
		{ 16, 0x110, 16, 1 }, { 16, 0x110, 24, 8 },
		{ 24, 0x100, 24, 0 },
	};
	struct kvm_ppc_smmu_info info;
	unsigned int nr = 0;

	memset(&info, 0xff, sizeof(info));
	vm_ioctl(self->vm, KVM_PPC_GET_SMMU_INFO, &info);
	EXPECT_EQ(KVM_PPC_1T_SEGMENTS, info.flags);
	EXPECT_EQ(64, info.slb_size);
	for (unsigned int i = 0; i < 8; i++) {
		for (unsigned int j = 0; j < 8; j++) {
			if (!info.sps[i].enc[j].page_shift)
				continue;
			ASSERT_GT(ARRAY_SIZE(sizes), nr);
			EXPECT_EQ(sizes[nr].base, info.sps[i].page_shift);
			EXPECT_EQ(sizes[nr].slb, info.sps[i].slb_enc);
			EXPECT_EQ(sizes[nr].shift,
				  info.sps[i].enc[j].page_shift);
			EXPECT_EQ(sizes[nr].pte, info.sps[i].enc[j].pte_enc);
			nr++;
		}
	}
	EXPECT_EQ(ARRAY_SIZE(sizes), nr);
}

TEST_HARNESS_MAIN
