// SPDX-License-Identifier: GPL-2.0
/*
 * Hypercalls on the hashed page table of a guest that runs in problem state:
 * the VMM has the table, and what becomes of an entry the guest sees at once
 * (LoPAPR 14.5.4.1; Power ISA 2.07B, Book III-S 5.7).
 */
#include <endian.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "guest_hash.h"
#include "harness.h"
#include "vm.h"

#define H_REMOVE	0x04
#define H_ENTER		0x08
#define H_READ		0x0c
#define H_CLEAR_MOD	0x10
#define H_CLEAR_REF	0x14
#define H_PROTECT	0x18
#define H_BULK_REMOVE	0x124

#define H_SUCCESS	0L
#define H_HARDWARE	-1L
#define H_PARAMETER	-4L
#define H_PTEG_FULL	-6L
#define H_NOT_FOUND	-7L
#define TO_USER		0x7777L	/* what the test answers itself */

#define F_EXACT		(1UL << 39)
#define F_READ_4	(1UL << 37)
#define F_AVPN		(1UL << 31)
#define F_ANDCOND	(1UL << 30)
#define F_ZERO_PAGE	(1UL << 15)

#define BULK_REQUEST	(1UL << 62)
#define BULK_RESPONSE	(2UL << 62)
#define BULK_END	(3UL << 62)
#define BULK_NOT_FOUND	(1UL << 60)
#define BULK_PARAMETER	(2UL << 60)
#define BULK_R		(1UL << 59)
#define BULK_C		(1UL << 58)
#define BULK_AVPN	(1UL << 57)
#define BULK_ANDCOND	(1UL << 56)

/* An HPTE's doublewords */
#define V_1T		(1UL << 62)
#define V_BOLTED	0x10UL
#define V_LARGE		4UL
#define V_SECONDARY	2UL
#define V_VALID		1UL
#define R_PP0		(1UL << 63)
#define R_R		0x100UL
#define R_C		0x080UL
#define R_M		0x010UL
#define R_N		0x004UL
#define R_RW		2UL
#define R_RO		3UL

#define SLBV_KP		0x400UL

#define TABLE_SIZE	(1UL << GUEST_HTAB_SHIFT)
#define NR_HPTES	(TABLE_SIZE / 16)
#define NR_GROUPS	(NR_HPTES / 8)

#define REGS	GUEST_FREE
#define PAGE_A	(GUEST_FREE + 0x10000)
#define PAGE_B	(GUEST_FREE + 0x20000)

/* Where the guest has its segment, and which that is. */
#define SEGMENT	0x50000000000UL
#define VSID	0x2bcdefUL

FIXTURE(hpt) {
	struct vm *vm;
	struct vcpu *vcpu;
	uint64_t *table;
	uint64_t *regs;
};

/* Give the vCPU the table at @table and one segment. */
static void set_mmu(struct vcpu *vcpu, const void *table, uint64_t slbv)
{
	guest_hash_set(vcpu, table, SEGMENT, slbv);
}

FIXTURE_SETUP(hpt)
{
	self->vm = vm_create();
	ASSERT_TRUE(self->vm->pr);
	self->vcpu = vcpu_create(self->vm, 0);
	self->regs = vm_ptr(self->vm, REGS);
	guest_hash_enable(self->vm);
	self->table = self->vm->htab;
	set_mmu(self->vcpu, self->table, V_1T | VSID << 24 | SLBV_KP);
	*(uint64_t *)vm_ptr(self->vm, PAGE_A) = 0xaaaa;
	*(uint64_t *)vm_ptr(self->vm, PAGE_B) = 0xbbbb;
}

FIXTURE_TEARDOWN(hpt)
{
	vm_free(self->vm);
}

/* Arguments and results are in @regs from the second on. */
static long call(struct vcpu *vcpu, uint64_t *regs, uint64_t nr)
{
	struct kvm_run *run = vcpu->run;

	regs[0] = nr;
	vcpu_start(vcpu, "hcall_all", REGS);
	vcpu_run_to(vcpu, KVM_EXIT_PAPR_HCALL);
	if (run->papr_hcall.nr == HC_DONE)
		return run->papr_hcall.args[0];
	must(run->papr_hcall.nr == nr, "hcall %#llx", run->papr_hcall.nr);
	run->papr_hcall.ret = TO_USER;
	return vcpu_run_done(vcpu);
}

#define hc(nr, ...) ({							\
	const uint64_t __args[] = { __VA_ARGS__ };			\
	memcpy(self->regs + 1, __args, sizeof(__args));			\
	call(self->vcpu, self->regs, nr);				\
})

static uint64_t v_of(const uint64_t *table, uint64_t index)
{
	return be64toh(table[2 * index]);
}

static uint64_t r_of(const uint64_t *table, uint64_t index)
{
	return be64toh(table[2 * index + 1]);
}

/* The group of a small page of the segment, by its offset there. */
static uint64_t group_of(uint64_t offset)
{
	return (VSID ^ VSID << 25 ^ offset >> 12) % NR_GROUPS;
}

static uint64_t v_for(uint64_t offset)
{
	return V_1T | (VSID << 40 | offset) >> 23 << 7 | V_VALID;
}

/* H_ENTER of a small page. Return: its place. */
static uint64_t enter(struct vcpu *vcpu, uint64_t *regs, uint64_t offset,
		      uint64_t second)
{
	regs[1] = 0;
	regs[2] = group_of(offset) * 8;
	regs[3] = v_for(offset);
	regs[4] = second;
	must(call(vcpu, regs, H_ENTER) == H_SUCCESS, "H_ENTER");
	return regs[1];
}

/* What the guest loads from its segment, with translation of data alone. */
static uint64_t load(struct vcpu *vcpu, uint64_t offset)
{
	const uint64_t args[] = { SEGMENT + offset };

	vcpu_set_call(vcpu, MSR_GUEST | MSR_DR, "guest_load64", args, 1);
	return vcpu_run_done(vcpu);
}

static void store(struct vcpu *vcpu, uint64_t offset, uint64_t value)
{
	const uint64_t args[] = { SEGMENT + offset, value };

	vcpu_set_call(vcpu, MSR_GUEST | MSR_DR, "guest_store64", args, 2);
	vcpu_run_done(vcpu);
}

/* DSISR of an access that is refused. */
static uint64_t refused(struct vcpu *vcpu, const char *access, uint64_t offset)
{
	const uint64_t args[] = { SEGMENT + offset, 0x1234 };

	vcpu_set_call(vcpu, MSR_GUEST | MSR_DR, access, args, 2);
	vcpu_run_trap(vcpu, VEC_DSI);
	must(vcpu->run->papr_hcall.args[3] == SEGMENT + offset, "DAR %#llx",
	     vcpu->run->papr_hcall.args[3]);
	return vcpu->run->papr_hcall.args[4];
}

TEST_F(hpt, enter_takes_what_is_free)
{
	for (unsigned int i = 0; i < 8; i++) {
		const uint64_t v = v_for(i << 23);

		EXPECT_EQ(H_SUCCESS, hc(H_ENTER, 0, 0x123 * 8 + 5, v | 0x60,
					0x7000 | R_M | R_RW));
		EXPECT_EQ(0x123 * 8 + i, self->regs[1]);
		EXPECT_EQ(v, v_of(self->table, 0x123 * 8 + i));
		EXPECT_EQ(0x7000 | R_M | R_RW,
			  r_of(self->table, 0x123 * 8 + i));
	}
	EXPECT_EQ(H_PTEG_FULL, hc(H_ENTER, 0, 0x123 * 8, v_for(0), 0x7000));
	EXPECT_EQ(H_SUCCESS, hc(H_REMOVE, 0, 0x123 * 8 + 6, 0));
	EXPECT_EQ(H_SUCCESS, hc(H_ENTER, 0, 0x123 * 8, v_for(0), 0x7000));
	EXPECT_EQ(0x123 * 8 + 6, self->regs[1]);
	for (unsigned int i = 0; i < NR_HPTES; i++)
		if (i / 8 != 0x123)
			ASSERT_EQ(0, self->table[2 * i]);
}

TEST_F(hpt, enter_exactly)
{
	EXPECT_EQ(H_SUCCESS, hc(H_ENTER, F_EXACT, 0x77 * 8 + 5, v_for(0), 0));
	EXPECT_EQ(0x77 * 8 + 5, self->regs[1]);
	EXPECT_EQ(H_PTEG_FULL, hc(H_ENTER, F_EXACT, 0x77 * 8 + 5, v_for(0), 0));
	EXPECT_EQ(H_SUCCESS, hc(H_ENTER, F_EXACT, NR_HPTES - 1, v_for(0), 0));
	EXPECT_EQ(NR_HPTES - 1, self->regs[1]);
	EXPECT_EQ(v_for(0), v_of(self->table, NR_HPTES - 1));
}

TEST_F(hpt, enter_refuses)
{
	static const uint64_t places[] = {
		NR_HPTES, NR_HPTES * 2, 1UL << 63, ~0UL,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++) {
		EXPECT_EQ(H_PARAMETER, hc(H_ENTER, 0, places[i], v_for(0), 0));
		EXPECT_EQ(H_PARAMETER, hc(H_ENTER, F_EXACT, places[i],
					  v_for(0), 0));
	}
	/* A page size and a segment size that there are not. */
	EXPECT_EQ(H_PARAMETER, hc(H_ENTER, 0, 0, v_for(0) | V_LARGE, 0x3000));
	EXPECT_EQ(H_PARAMETER, hc(H_ENTER, 0, 0, v_for(0) ^ 3UL << 62, 0));
	for (unsigned int i = 0; i < NR_HPTES; i++)
		ASSERT_EQ(0, self->table[2 * i]);
}

TEST_F(hpt, enter_zeroes)
{
	uint8_t *page = vm_ptr(self->vm, PAGE_A);

	memset(page, 0xdd, 0x2000);
	EXPECT_EQ(H_SUCCESS, hc(H_ENTER, F_ZERO_PAGE, 0, v_for(0), PAGE_A));
	for (unsigned int i = 0; i < 0x1000; i++)
		ASSERT_EQ(0, page[i]);
	EXPECT_EQ(0xdd, page[0x1000]);
	/* A device's page has nothing to zero. */
	EXPECT_EQ(H_SUCCESS, hc(H_ENTER, F_ZERO_PAGE, 0, v_for(0), GUEST_MMIO));
}

TEST_F(hpt, remove_gives_what_was)
{
	const uint64_t v = v_for(0x1000) | V_BOLTED;
	const uint64_t r = 0x7000 | R_R | R_M | R_RW;

	EXPECT_EQ(H_NOT_FOUND, hc(H_REMOVE, 0, 8, 0));
	EXPECT_EQ(H_SUCCESS, hc(H_ENTER, 0, 8, v, r));
	EXPECT_EQ(H_NOT_FOUND, hc(H_REMOVE, F_AVPN, 8, (v & ~0x7fUL) + 0x80));
	EXPECT_EQ(H_NOT_FOUND, hc(H_REMOVE, F_ANDCOND, 8, V_BOLTED));
	EXPECT_EQ(v, v_of(self->table, 8));
	EXPECT_EQ(H_NOT_FOUND, hc(H_REMOVE, F_AVPN | F_ANDCOND, 8,
				  v & ~0x7fUL));
	EXPECT_EQ(H_SUCCESS, hc(H_REMOVE, F_AVPN, 8, v & ~0x7fUL));
	EXPECT_EQ(v, self->regs[1]);
	EXPECT_EQ(r, self->regs[2]);
	EXPECT_EQ(0, v_of(self->table, 8) & V_VALID);
	EXPECT_EQ(H_NOT_FOUND, hc(H_REMOVE, 0, 8, 0));
	EXPECT_EQ(H_PARAMETER, hc(H_REMOVE, 0, NR_HPTES, 0));
	EXPECT_EQ(H_PARAMETER, hc(H_REMOVE, 0, ~0UL, 0));
}

TEST_F(hpt, bulk_remove)
{
	const uint64_t v = v_for(0);

	for (unsigned int i = 0; i < 4; i++)
		ASSERT_EQ(H_SUCCESS, hc(H_ENTER, F_EXACT, 16 + i, v | V_BOLTED,
					i & 1 ? R_R : R_R | R_C));
	EXPECT_EQ(H_SUCCESS,
		  hc(H_BULK_REMOVE, BULK_REQUEST | 16, 0,
		     BULK_REQUEST | BULK_AVPN | 17, v & ~0x7fUL,
		     BULK_REQUEST | BULK_ANDCOND | 18, V_BOLTED, BULK_END, 0));
	EXPECT_EQ(BULK_RESPONSE | BULK_R | BULK_C | 16, self->regs[1]);
	EXPECT_EQ(BULK_RESPONSE | BULK_R | BULK_AVPN | 17, self->regs[3]);
	EXPECT_EQ(BULK_RESPONSE | BULK_NOT_FOUND | BULK_ANDCOND | 18,
		  self->regs[5]);
	EXPECT_EQ(BULK_END, self->regs[7]);
	EXPECT_EQ(0, v_of(self->table, 16) | v_of(self->table, 17));
	EXPECT_EQ(v | V_BOLTED, v_of(self->table, 18));
	EXPECT_EQ(v | V_BOLTED, v_of(self->table, 19));
}

/* The first bad request ends the list. */
TEST_F(hpt, bulk_remove_refuses)
{
	static const uint64_t bad[] = {
		0, BULK_RESPONSE, BULK_REQUEST | NR_HPTES,
		BULK_REQUEST | BULK_AVPN | BULK_ANDCOND | 16,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		ASSERT_EQ(H_SUCCESS, hc(H_ENTER, F_EXACT, 16, v_for(0), 0));
		ASSERT_EQ(H_SUCCESS, hc(H_ENTER, F_EXACT, 17, v_for(0), 0));
		EXPECT_EQ(H_PARAMETER,
			  hc(H_BULK_REMOVE, BULK_REQUEST | 16, 0, bad[i], 0,
			     BULK_REQUEST | 17, 0, BULK_END, 0));
		EXPECT_EQ(BULK_RESPONSE | 16, self->regs[1]);
		EXPECT_EQ(BULK_RESPONSE | BULK_PARAMETER,
			  self->regs[3] & 0xf000000000000000);
		EXPECT_EQ(BULK_REQUEST | 17, self->regs[5]);
		EXPECT_EQ(0, v_of(self->table, 16));
		EXPECT_EQ(v_for(0), v_of(self->table, 17));
		EXPECT_EQ(H_SUCCESS, hc(H_REMOVE, 0, 17, 0));
	}
}

TEST_F(hpt, protect)
{
	const uint64_t v = v_for(0), r = 0x7000 | R_R | R_C | R_M | R_RW;

	EXPECT_EQ(H_NOT_FOUND, hc(H_PROTECT, R_RO, 8, 0));
	ASSERT_EQ(H_SUCCESS, hc(H_ENTER, 0, 8, v, r));
	EXPECT_EQ(H_NOT_FOUND, hc(H_PROTECT, F_AVPN | R_RO, 8, v + 0x80));
	EXPECT_EQ(H_SUCCESS, hc(H_PROTECT, F_AVPN | R_RO | R_N | 1UL << 8, 8,
				v & ~0x7fUL));
	EXPECT_EQ(v, v_of(self->table, 8));
	EXPECT_EQ(R_PP0 | 0x7000 | R_R | R_C | R_M | R_N | R_RO,
		  r_of(self->table, 8));
	/* All five bits of the key, which are in two places. */
	EXPECT_EQ(H_SUCCESS, hc(H_PROTECT, 3UL << 12 | 0xe00 | R_RW, 8, 0));
	EXPECT_EQ(3UL << 60 | 0x7000 | R_R | R_C | R_M | 0xe00 | R_RW,
		  r_of(self->table, 8));
	EXPECT_EQ(H_PARAMETER, hc(H_PROTECT, 0, NR_HPTES, 0));
}

TEST_F(hpt, read)
{
	for (unsigned int i = 0; i < 4; i++) {
		self->table[2 * (20 + i)] = htobe64(v_for(i << 23));
		self->table[2 * (20 + i) + 1] = htobe64(0x1000 * i);
	}
	EXPECT_EQ(H_SUCCESS, hc(H_READ, 0, 21, 1, 2, 3, 4));
	EXPECT_EQ(v_for(1 << 23), self->regs[1]);
	EXPECT_EQ(0x1000, self->regs[2]);
	EXPECT_EQ(1, self->regs[3]);
	EXPECT_EQ(H_SUCCESS, hc(H_READ, F_READ_4, 23));
	for (unsigned int i = 0; i < 4; i++) {
		EXPECT_EQ(v_for(i << 23), self->regs[1 + 2 * i]);
		EXPECT_EQ(0x1000 * i, self->regs[2 + 2 * i]);
	}
	EXPECT_EQ(H_PARAMETER, hc(H_READ, 0, NR_HPTES));
	EXPECT_EQ(H_PARAMETER, hc(H_READ, F_READ_4, ~0UL));
}

/* What the guest does through an entry, and what is no more once it is gone. */
TEST_F(hpt, pages_come_and_go)
{
	uint64_t at;

	EXPECT_EQ(DSISR_NOT_FOUND, refused(self->vcpu, "guest_load64", 0));
	at = enter(self->vcpu, self->regs, 0, PAGE_A | R_M | R_RW);
	EXPECT_EQ(0xaaaa, load(self->vcpu, 0));
	EXPECT_EQ(PAGE_A | R_R | R_M | R_RW, r_of(self->table, at));
	store(self->vcpu, 0, 0xa1);
	EXPECT_EQ(PAGE_A | R_R | R_C | R_M | R_RW, r_of(self->table, at));
	EXPECT_EQ(0xa1, *(uint64_t *)vm_ptr(self->vm, PAGE_A));

	EXPECT_EQ(H_SUCCESS, hc(H_REMOVE, 0, at, 0));
	EXPECT_EQ(PAGE_A | R_R | R_C | R_M | R_RW, self->regs[2]);
	EXPECT_EQ(DSISR_NOT_FOUND, refused(self->vcpu, "guest_load64", 0));
	EXPECT_EQ(DSISR_NOT_FOUND | DSISR_STORE,
		  refused(self->vcpu, "guest_store64", 0));

	at = enter(self->vcpu, self->regs, 0, PAGE_B | R_M | R_RW);
	EXPECT_EQ(0xbbbb, load(self->vcpu, 0));
	EXPECT_EQ(H_SUCCESS, hc(H_BULK_REMOVE, BULK_REQUEST | at, 0, BULK_END));
	EXPECT_EQ(BULK_RESPONSE | BULK_R | at, self->regs[1]);
	EXPECT_EQ(DSISR_NOT_FOUND, refused(self->vcpu, "guest_load64", 0));
}

/* A neighbour of what is removed stays. */
TEST_F(hpt, one_page_is_flushed)
{
	uint64_t a = enter(self->vcpu, self->regs, 0x5000, PAGE_A | R_M | R_RW);
	uint64_t b = enter(self->vcpu, self->regs, 0x6000, PAGE_B | R_M | R_RW);

	store(self->vcpu, 0x5000, 1);
	store(self->vcpu, 0x6000, 2);
	EXPECT_EQ(H_SUCCESS, hc(H_REMOVE, 0, a, 0));
	EXPECT_EQ(DSISR_NOT_FOUND, refused(self->vcpu, "guest_load64", 0x5000));
	EXPECT_EQ(2, load(self->vcpu, 0x6000));
	EXPECT_EQ(H_SUCCESS, hc(H_REMOVE, 0, b, 0));
	EXPECT_EQ(DSISR_NOT_FOUND, refused(self->vcpu, "guest_load64", 0x6000));
}

TEST_F(hpt, protection_changes)
{
	uint64_t at = enter(self->vcpu, self->regs, 0, PAGE_A | R_M | R_RW);

	store(self->vcpu, 0, 1);
	EXPECT_EQ(H_SUCCESS, hc(H_PROTECT, R_RO, at, 0));
	EXPECT_EQ(DSISR_PROTECT | DSISR_STORE,
		  refused(self->vcpu, "guest_store64", 0));
	EXPECT_EQ(1, load(self->vcpu, 0));
	EXPECT_EQ(H_SUCCESS, hc(H_PROTECT, R_RW, at, 0));
	store(self->vcpu, 0, 2);
	EXPECT_EQ(2, load(self->vcpu, 0));
}

/* Reference and change are recorded anew once they have been cleared. */
TEST_F(hpt, recording_begins_anew)
{
	uint64_t at = enter(self->vcpu, self->regs, 0, PAGE_A | R_M | R_RW);
	struct kvm_enable_cap cap = { .cap = KVM_CAP_PPC_ENABLE_HCALL };

	store(self->vcpu, 0, 1);
	EXPECT_EQ(TO_USER, hc(H_CLEAR_MOD, 0, at, 0));
	cap.args[1] = 1;
	cap.args[0] = H_CLEAR_MOD;
	ASSERT_EQ(0, try_ioctl(self->vm->fd, KVM_ENABLE_CAP, &cap));
	cap.args[0] = H_CLEAR_REF;
	ASSERT_EQ(0, try_ioctl(self->vm->fd, KVM_ENABLE_CAP, &cap));

	EXPECT_EQ(H_SUCCESS, hc(H_CLEAR_MOD, 0, at, 0));
	EXPECT_EQ(PAGE_A | R_R | R_C | R_M | R_RW, self->regs[1]);
	EXPECT_EQ(PAGE_A | R_R | R_M | R_RW, r_of(self->table, at));
	EXPECT_EQ(1, load(self->vcpu, 0));
	EXPECT_EQ(PAGE_A | R_R | R_M | R_RW, r_of(self->table, at));
	store(self->vcpu, 0, 2);
	EXPECT_EQ(PAGE_A | R_R | R_C | R_M | R_RW, r_of(self->table, at));
	EXPECT_EQ(H_SUCCESS, hc(H_CLEAR_REF, 0, at, 0));
	EXPECT_EQ(PAGE_A | R_C | R_M | R_RW, r_of(self->table, at));
	EXPECT_EQ(2, load(self->vcpu, 0));
	EXPECT_EQ(PAGE_A | R_R | R_C | R_M | R_RW, r_of(self->table, at));
	EXPECT_EQ(H_NOT_FOUND, hc(H_CLEAR_REF, 0, at + 1, 0));
	EXPECT_EQ(H_NOT_FOUND, hc(H_CLEAR_MOD, F_AVPN, at, 0));
	EXPECT_EQ(H_PARAMETER, hc(H_CLEAR_MOD, 0, NR_HPTES, 0));
}

/* Pages and segments of every size: base and actual, as the SLB entry and LP. */
static const struct size {
	uint8_t base, shift;
	uint16_t llp;
	uint8_t lp;
} sizes[] = {
	{ 12, 12, 0x000, 0 }, { 12, 16, 0x000, 7 }, { 12, 24, 0x000, 0x38 },
	{ 16, 16, 0x110, 1 }, { 16, 24, 0x110, 8 }, { 24, 24, 0x100, 0 },
};

/* Enter, use and remove the page that guest real 0 to 16M is mapped by. */
static void try_size(struct vcpu *vcpu, uint64_t *regs, const void *table,
		     const struct size *size, bool large, bool secondary)
{
	unsigned int seg = large ? 40 : 28;
	uint64_t offset = (large ? 0x1234000000 : 0x5000000) + PAGE_A;
	uint64_t hash = VSID ^ (large ? VSID << 25 : 0) ^ offset >> size->base;
	uint64_t real = PAGE_A & ~((1UL << size->shift) - 1);

	set_mmu(vcpu, table, (large ? V_1T | VSID << 24 : VSID << 12) |
		SLBV_KP | size->llp);
	regs[1] = 0;
	regs[2] = (secondary ? ~hash : hash) % NR_GROUPS * 8;
	regs[3] = (large ? V_1T : 0) | (VSID << seg | offset) >> 23 << 7 |
		  (size->shift > 12 ? V_LARGE : 0) |
		  (secondary ? V_SECONDARY : 0) | V_VALID;
	regs[4] = real | (uint64_t)size->lp << 12 | R_M | R_RW;
	must(call(vcpu, regs, H_ENTER) == H_SUCCESS, "H_ENTER");
	must(load(vcpu, offset) == 0xaaaa, "what is loaded");
	regs[2] = regs[1];
	regs[1] = 0;
	must(call(vcpu, regs, H_REMOVE) == H_SUCCESS, "H_REMOVE");
	must(refused(vcpu, "guest_load64", offset) == DSISR_NOT_FOUND, "DSISR");
}

TEST_F(hpt, sizes)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		for (unsigned int how = 0; how < 4; how++)
			try_size(self->vcpu, self->regs, self->table, &sizes[i],
				 how & 1, how & 2);
}

/* Another vCPU's translation is flushed, too. */
TEST_F(hpt, all_vcpus)
{
	struct vcpu *other = vcpu_create(self->vm, 1);
	uint64_t at = enter(self->vcpu, self->regs, 0, PAGE_A | R_M | R_RW);

	set_mmu(other, self->table, V_1T | VSID << 24 | SLBV_KP);
	EXPECT_EQ(0xaaaa, load(other, 0));
	EXPECT_EQ(H_SUCCESS, hc(H_REMOVE, 0, at, 0));
	EXPECT_EQ(DSISR_NOT_FOUND, refused(other, "guest_load64", 0));
}

/* The VMM has emptied its table and says so by KVM_SET_SREGS. */
TEST_F(hpt, a_table_anew)
{
	enter(self->vcpu, self->regs, 0, PAGE_A | R_M | R_RW);
	EXPECT_EQ(0xaaaa, load(self->vcpu, 0));
	memset(self->table, 0, TABLE_SIZE);
	set_mmu(self->vcpu, self->table, V_1T | VSID << 24 | SLBV_KP);
	EXPECT_EQ(DSISR_NOT_FOUND, refused(self->vcpu, "guest_load64", 0));
}

/* A table that is not there, and none at all. */
TEST_F(hpt, no_table)
{
	void *hole = mmap(NULL, 2 * TABLE_SIZE, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uintptr_t at = ((uintptr_t)hole + TABLE_SIZE - 1) & ~(TABLE_SIZE - 1);
	static const uintptr_t wild[] = { 0x0c00000000000000, 1UL << 52 };
	struct kvm_sregs sregs;

	ASSERT_NE(MAP_FAILED, hole);
	for (unsigned int i = 0; i < 3; i++) {
		set_mmu(self->vcpu, (void *)(i ? wild[i - 1] : at), 0);
		EXPECT_EQ(H_HARDWARE, hc(H_ENTER, 0, 8, v_for(0), 0));
		EXPECT_EQ(H_HARDWARE, hc(H_ENTER, F_EXACT, 8, v_for(0), 0));
		EXPECT_EQ(H_HARDWARE, hc(H_REMOVE, 0, 8, 0));
		EXPECT_EQ(H_HARDWARE, hc(H_PROTECT, 0, 8, 0));
		EXPECT_EQ(H_HARDWARE, hc(H_READ, 0, 8));
		EXPECT_EQ(H_HARDWARE,
			  hc(H_BULK_REMOVE, BULK_REQUEST | 8, 0, BULK_END));
	}
	munmap(hole, 2 * TABLE_SIZE);

	vcpu_ioctl(self->vcpu, KVM_GET_SREGS, &sregs);
	sregs.u.s.sdr1 = 0;
	vcpu_ioctl(self->vcpu, KVM_SET_SREGS, &sregs);
	EXPECT_EQ(TO_USER, hc(H_ENTER, 0, 8, v_for(0), 0));
	EXPECT_EQ(TO_USER, hc(H_REMOVE, 0, 8, 0));
	EXPECT_EQ(TO_USER, hc(H_BULK_REMOVE, BULK_END, 0));
}

/* Each can be switched off, and then is the VMM's. */
TEST_F(hpt, switched_off)
{
	static const uint64_t numbers[] = {
		H_ENTER, H_REMOVE, H_BULK_REMOVE, H_PROTECT, H_READ,
	};
	struct kvm_enable_cap cap = { .cap = KVM_CAP_PPC_ENABLE_HCALL };

	for (unsigned int i = 0; i < 5; i++) {
		EXPECT_NE(TO_USER, hc(numbers[i], 0, 8, v_for(0), 0));
		cap.args[0] = numbers[i];
		ASSERT_EQ(0, try_ioctl(self->vm->fd, KVM_ENABLE_CAP, &cap));
		EXPECT_EQ(TO_USER, hc(numbers[i], 0, 8, v_for(0), 0));
	}
}

TEST_HARNESS_MAIN
