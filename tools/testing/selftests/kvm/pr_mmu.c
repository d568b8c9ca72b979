// SPDX-License-Identifier: GPL-2.0
/*
 * Guests with a hashed page table that userspace holds (PAPR): page and segment
 * sizes, protection, segments and modes that change, more segments and pages
 * than KVM keeps at a time, the dirty log. For the hypercalls see pr_hpt.
 */
#include <endian.h>
#include <string.h>
#include <sys/mman.h>

#include "harness.h"
#include "vm.h"

#define HTAB_SHIFT	21
#define HTAB_BYTES	(1UL << HTAB_SHIFT)
#define GROUP_MASK	((HTAB_BYTES >> 7) - 1)

/* Slot 1: memory that tests map; each 4K begins with WORD plus its number. */
#define BASE		0x10000000UL
#define PAGES		64
#define BYTES		(PAGES * GUEST_PAGE)
#define PIECE		0x1000UL
#define PIECES		(BYTES / PIECE)
#define WORD		0xd0000UL

#define EA		(0x10UL << 28)
#define ENTRY		2		/* of the SLB, for EA */
#define VSID		0x12345UL
#define EA_1T		(3UL << 40)
#define VSID_1T		0x77UL
#define CODE_VSID	0x100UL		/* GUEST_RAM, one to one */

#define SLB_V		(1UL << 27)
#define SLB_1T		(1UL << 62)
#define SLB_KS		0x800UL
#define SLB_KP		0x400UL
#define SLB_N		0x200UL
#define SLB_64K		0x110UL

#define HPTE_V		1UL
#define HPTE_H		2UL
#define HPTE_L		4UL
#define HPTE_M		0x10UL
#define HPTE_N		4UL
#define HPTE_R		0x100UL
#define HPTE_C		0x80UL
#define HPTE_RC		(HPTE_R | HPTE_C)
#define PP_KEY0		0UL		/* RW by key 0, nothing by key 1 */
#define PP_RW		2UL
#define PP_RO		3UL

#define H_REMOVE	0x04UL

#define MSR_VIRTUAL	(MSR_GUEST | MSR_IR | MSR_DR)

FIXTURE(hash) {
	struct vm *vm;
	struct vcpu *vcpu;
	uint8_t *mem;
	uint64_t *htab;
	struct kvm_sregs sregs;
};

/**
 * struct where - a page in virtual storage
 * @vsid: its segment
 * @offset: in that
 * @large: the segment has pages of 64K, else of 4K
 * @tera: the segment is of 1T, else of 256M
 */
struct where {
	uint64_t vsid;
	uint64_t offset;
	bool large;
	bool tera;
};

static uint64_t hash_of(const struct where *where)
{
	uint64_t hash = where->vsid ^
			where->offset >> (where->large ? 16 : 12);

	return where->tera ? hash ^ where->vsid << 25 : hash;
}

static uint64_t avpn_of(const struct where *where)
{
	uint64_t ava = where->vsid << (where->tera ? 17 : 5) |
		       where->offset >> 23;

	return ava << 7 | (where->tera ? SLB_1T : 0);
}

static uint64_t pte0_of(const struct where *where)
{
	return avpn_of(where) | (where->large ? HPTE_L : 0) | HPTE_V;
}

static uint64_t pte1_of(const struct where *where, uint64_t gpa, uint64_t bits)
{
	return gpa | (where->large ? 0x1000 : 0) | HPTE_M | bits;
}

/* Into the table as it stands. Return: the index. */
static uint64_t map(uint64_t *htab, const struct where *where, uint64_t gpa,
		    uint64_t bits)
{
	for (unsigned int second = 0; second < 2; second++) {
		uint64_t hash = second ? ~hash_of(where) : hash_of(where);
		uint64_t index = (hash & GROUP_MASK) * 8;

		for (unsigned int i = 0; i < 8; i++, index++) {
			if (be64toh(htab[2 * index]) & HPTE_V)
				continue;
			htab[2 * index + 1] =
				htobe64(pte1_of(where, gpa, bits));
			htab[2 * index] = htobe64(pte0_of(where) |
						  (second ? HPTE_H : 0));
			return index;
		}
	}
	must(false, "both groups are full");
	return 0;
}

static void put_slb(struct kvm_sregs *sregs, unsigned int n, uint64_t ea,
		    uint64_t vsid, uint64_t bits)
{
	sregs->u.s.ppc64.slb[n].slbe = ea | SLB_V | n;
	sregs->u.s.ppc64.slb[n].slbv = vsid << (bits & SLB_1T ? 24 : 12) | bits;
}

FIXTURE_SETUP(hash)
{
	struct where code = { .vsid = CODE_VSID, .large = true };
	uint8_t *space;

	self->vm = vm_create();
	if (!self->vm->pr)
		SKIP(return, "guests do not run in problem state");
	self->vcpu = vcpu_create(self->vm, 0);
	self->mem = mmap(NULL, BYTES, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	space = mmap(NULL, 2 * HTAB_BYTES, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->mem);
	ASSERT_NE(MAP_FAILED, space);
	self->htab = (uint64_t *)(((uintptr_t)space + HTAB_BYTES - 1) &
				  ~(HTAB_BYTES - 1));
	for (unsigned int i = 0; i < PIECES; i++)
		*(uint64_t *)(self->mem + i * PIECE) = WORD + i;
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, BASE, BYTES, self->mem));

	for (; code.offset < GUEST_RAM; code.offset += GUEST_PAGE)
		map(self->htab, &code, code.offset, PP_RW | HPTE_RC);
	vcpu_ioctl(self->vcpu, KVM_GET_SREGS, &self->sregs);
	self->sregs.u.s.sdr1 = (uintptr_t)self->htab | (HTAB_SHIFT - 18);
	put_slb(&self->sregs, 0, 0, CODE_VSID, SLB_64K);
}

FIXTURE_TEARDOWN(hash)
{
	vm_free(self->vm);
}

#define load_sregs()	vcpu_ioctl(self->vcpu, KVM_SET_SREGS, &self->sregs)

#define start_at(msr, name, ...) do {					\
	const uint64_t __args[] = { 0, ##__VA_ARGS__ };			\
	vcpu_set_call(self->vcpu, msr, name, __args + 1,		\
		      ARRAY_SIZE(__args) - 1);				\
} while (0)

#define call_at(msr, name, ...) ({					\
	start_at(msr, name, ##__VA_ARGS__);				\
	vcpu_run_done(self->vcpu);					\
})

#define call(name, ...)	call_at(MSR_VIRTUAL, name, ##__VA_ARGS__)
#define word_at(piece)	(*(uint64_t *)(self->mem + (piece) * PIECE))

/* Each 4K of a host page may be anywhere. */
TEST_F(hash, small_pages)
{
	struct where page = { .vsid = VSID };

	for (unsigned int i = 0; i < 64; i++, page.offset += PIECE)
		map(self->htab, &page, BASE + (63 - i) * PIECE, PP_RW);
	put_slb(&self->sregs, ENTRY, EA, VSID, 0);
	load_sregs();
	for (unsigned int i = 0; i < 64; i++) {
		EXPECT_EQ(WORD + 63 - i, call("guest_load64", EA + i * PIECE));
		call("guest_store64", EA + i * PIECE + 8, i);
		EXPECT_EQ(i, *(uint64_t *)(self->mem + (63 - i) * PIECE + 8));
	}
	EXPECT_EQ(DSISR_NOT_FOUND, call("probe_load", EA + 64 * PIECE));
}

TEST_F(hash, large_pages_large_segment)
{
	struct where page = { .vsid = VSID_1T, .large = true, .tera = true };

	put_slb(&self->sregs, ENTRY, EA_1T, VSID_1T, SLB_1T | SLB_64K);
	for (unsigned int i = 0; i < PAGES; i++) {
		page.offset = i * 0x1230000000UL & ~(GUEST_PAGE - 1) &
			      ((1UL << 40) - 1);
		map(self->htab, &page, BASE + i * GUEST_PAGE, PP_RW);
	}
	load_sregs();
	for (unsigned int i = 0; i < PAGES; i++) {
		uint64_t ea = EA_1T + (i * 0x1230000000UL & ((1UL << 40) - 1) &
				       ~(GUEST_PAGE - 1));

		EXPECT_EQ(WORD + 16 * i, call("guest_load64", ea));
		EXPECT_EQ(WORD + 16 * i + 15,
			  call("guest_load64", ea + 15 * PIECE));
	}
}

/* Keys and PP, of the kernel and of problem state, and no-execute. */
TEST_F(hash, protection)
{
	struct where page = { .vsid = VSID };
	const uint64_t denied = DSISR_PROTECT | DSISR_STORE;

	map(self->htab, &page, BASE, PP_RO | HPTE_RC);
	page.offset = PIECE;
	map(self->htab, &page, BASE + PIECE, PP_KEY0 | HPTE_RC);
	page.offset = 2 * PIECE;
	map(self->htab, &page, BASE + 2 * PIECE, PP_RW | HPTE_RC | HPTE_N);
	put_slb(&self->sregs, ENTRY, EA, VSID, SLB_KP);
	load_sregs();

	start_at(MSR_VIRTUAL | MSR_PR, "guest_load64", EA + PIECE);
	vcpu_run_trap(self->vcpu, VEC_DSI);
	start_at(MSR_VIRTUAL | MSR_PR, "guest_store64", EA, 5);
	vcpu_run_trap(self->vcpu, VEC_DSI);
	vcpu_set_entry(self->vcpu, EA + 2 * PIECE, MSR_VIRTUAL);
	vcpu_run_trap(self->vcpu, VEC_ISI);
	start_at(MSR_VIRTUAL, "guest_load64", EA + (1UL << 28));
	vcpu_run_trap(self->vcpu, VEC_DSEGMENT);
	vcpu_set_entry(self->vcpu, EA + (1UL << 28), MSR_VIRTUAL);
	vcpu_run_trap(self->vcpu, VEC_ISEGMENT);

	EXPECT_EQ(WORD, call("probe_load", EA));
	EXPECT_EQ(denied, call("probe_store", EA, 5));
	EXPECT_EQ(WORD, word_at(0));
	EXPECT_EQ(WORD + 1, call("probe_load", EA + PIECE));
	EXPECT_EQ(0, call("probe_store", EA + PIECE, WORD + 2));
	EXPECT_EQ(WORD + 2, word_at(1));
	EXPECT_EQ(WORD + 2, call("guest_load64", EA + 2 * PIECE));
}

/* H_REMOVE takes all pieces of a large page. */
TEST_F(hash, large_page_goes_whole)
{
	struct where page = { .vsid = VSID, .large = true };
	uint64_t index = map(self->htab, &page, BASE, PP_RW | HPTE_RC);

	put_slb(&self->sregs, ENTRY, EA, VSID, SLB_64K);
	load_sregs();
	EXPECT_EQ(0, call("guest_verify", EA, 16, PIECE, WORD));
	EXPECT_EQ(0, call("guest_hcall", H_REMOVE, 0, index, 0));
	for (unsigned int i = 0; i < 16; i++)
		EXPECT_EQ(DSISR_NOT_FOUND, call("probe_load", EA + i * PIECE));
}

TEST_F(hash, segments_come_and_go)
{
	struct where page = { .vsid = VSID };

	map(self->htab, &page, BASE, PP_RW | HPTE_RC);
	page.vsid = VSID + 1;
	map(self->htab, &page, BASE + PIECE, PP_RW | HPTE_RC);
	put_slb(&self->sregs, ENTRY, EA, VSID, 0);
	load_sregs();
	for (unsigned int i = 0; i < 3; i++) {
		EXPECT_EQ(WORD, call("guest_load64", EA));
		call("guest_slbie", EA);
		start_at(MSR_VIRTUAL, "guest_load64", EA);
		vcpu_run_trap(self->vcpu, VEC_DSEGMENT);
		call("guest_slbmte", (VSID + 1) << 12, EA | SLB_V | ENTRY);
		EXPECT_EQ(WORD + 1, call("guest_load64", EA));
		/* Over what is there: the entry is another at once. */
		call("guest_slbmte", VSID << 12, EA | SLB_V | ENTRY);
	}
}

/* One of MSR[IR] and MSR[DR] alone. */
TEST_F(hash, split_modes)
{
	struct where page = { .vsid = VSID };

	map(self->htab, &page, BASE + PIECE, PP_RW | HPTE_RC);
	put_slb(&self->sregs, ENTRY, EA, VSID, 0);
	load_sregs();
	for (unsigned int i = 0; i < 3; i++) {
		EXPECT_EQ(WORD + 1, call("guest_load64", EA));
		EXPECT_EQ(WORD + 2, call_at(MSR_GUEST | MSR_IR, "guest_load64",
					    BASE + 2 * PIECE));
		EXPECT_EQ(WORD + 1, call_at(MSR_GUEST | MSR_DR, "guest_load64",
					    EA));
		EXPECT_EQ(WORD + 2, call_at(MSR_GUEST, "guest_load64",
					    BASE + 2 * PIECE));
	}
	/* What was fetched through a segment before is no data's. */
	call("guest_slbie", EA);
	start_at(MSR_GUEST | MSR_DR, "guest_load64", EA);
	vcpu_run_trap(self->vcpu, VEC_DSEGMENT);
}

/* Twice through more segments than are kept. */
TEST_F(hash, many_segments)
{
	const unsigned int nr = 5000;
	struct where page = { .vsid = VSID };

	for (unsigned int i = 0; i < nr; i++, page.vsid++)
		map(self->htab, &page, BASE + i % PIECES * PIECE,
		    PP_RW | HPTE_RC);
	put_slb(&self->sregs, ENTRY, EA, VSID, 0);
	load_sregs();
	for (unsigned int i = 0; i < 2; i++)
		EXPECT_EQ(0, call("guest_segments", EA, EA | SLB_V | ENTRY,
				  VSID << 12, nr, WORD, PIECES));
}

/* Twice through more pages than are kept, over segments of the hardware's. */
TEST_F(hash, many_pages)
{
	const unsigned int nr = 70000;
	struct where page = { .vsid = VSID_1T, .tera = true };

	for (unsigned int i = 0; i < nr; i++, page.offset += PIECE)
		map(self->htab, &page, BASE + i % PIECES * PIECE,
		    PP_RW | HPTE_RC);
	put_slb(&self->sregs, ENTRY, EA_1T, VSID_1T, SLB_1T);
	load_sregs();
	for (unsigned int i = 0; i < 2; i++)
		EXPECT_EQ(0, call("guest_verify_modulo", EA_1T, nr, PIECE,
				  WORD, PIECES));
	/* What was let go is found by nobody's flush, and is right again. */
	ASSERT_EQ(0, madvise(self->mem, BYTES, MADV_DONTNEED));
	EXPECT_EQ(0, call("guest_load64", EA_1T));
	EXPECT_EQ(0, call("guest_load64", EA_1T + (nr - 1UL) * PIECE));
}

/* Pages of a mapping are logged as they are written, not as they are read. */
TEST_F(hash, dirty_log)
{
	struct where page = { .vsid = VSID };
	uint64_t bits[BYTES / PIECE / 64];
	unsigned int wrong;

	for (unsigned int i = 0; i < PIECES; i++, page.offset += PIECE)
		map(self->htab, &page, BASE + i * PIECE, PP_RW | HPTE_RC);
	put_slb(&self->sregs, ENTRY, EA, VSID, 0);
	load_sregs();
	EXPECT_EQ(0, call("guest_fill", EA, PIECES, PIECE, WORD));
	ASSERT_EQ(0, vm_slot(self->vm, 1, KVM_MEM_LOG_DIRTY_PAGES, BASE, BYTES,
			     self->mem));
	for (unsigned int i = 0; i < 3; i++) {
		const uint64_t a = 35 * PIECE, b = (i + 50) * GUEST_PAGE;

		EXPECT_EQ(0, call("guest_verify", EA, PIECES, PIECE, WORD));
		call("guest_store64", EA + a, WORD + 35);
		call("guest_store64", EA + b + 8, 1);
		ASSERT_EQ(0, vm_get_dirty_log(self->vm, 1, bits));
		wrong = 0;
		for (uint64_t n = 0; n < BYTES / host_page(); n++)
			wrong += (le64toh(bits[n / 64]) >> n % 64 & 1) !=
				 (n == a / host_page() || n == b / host_page());
		EXPECT_EQ(0, wrong);
	}
}

TEST_HARNESS_MAIN
