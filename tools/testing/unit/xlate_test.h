/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of the two translations, 32 and 64 bits, do alike. The test
 * that includes this has the MMU, and says in xlate() how it translates.
 */
#ifndef UNIT_XLATE_TEST_H
#define UNIT_XLATE_TEST_H

#include "../../../arch/powerpc/kvm/book3s/pr/xlate.h"
#include "fake_htab.h"
#include "tap.h"

#define PR	0x4000ULL
#define IR	0x20ULL
#define DR	0x10ULL

static struct fake_htab htab;

static enum kvmppc_xlate_fault xlate(u64 msr, u64 ea, enum kvmppc_access access,
				     struct kvmppc_xlate *out);

/* Translate, and be sure that a failure leaves the result alone. */
static inline enum kvmppc_xlate_fault translate(u64 msr, u64 ea,
						enum kvmppc_access access,
						struct kvmppc_xlate *out)
{
	struct kvmppc_xlate before;
	enum kvmppc_xlate_fault fault;

	memset(out, 0x5a, sizeof(*out));
	memcpy(&before, out, sizeof(before));
	htab.reads = 0;
	fault = xlate(msr, ea, access, out);
	if (fault && memcmp(&before, out, sizeof(before)))
		htab.misused = true;
	return fault;
}

/*
 * Is the page what "r" and "w" in @may say, and in @problem of problem state? A
 * fetch needs what a load needs.
 */
static inline bool is_protected(u64 msr, u64 ea, const char *may,
				const char *problem)
{
	bool r = strchr(may, 'r'), w = strchr(may, 'w'), ok;
	struct kvmppc_xlate x;

	ok = translate(msr, ea, KVMPPC_LOAD, &x) ==
	     (r ? KVMPPC_XLATE_OK : KVMPPC_XLATE_PROTECTED);
	if (r)
		ok = ok && x.page.readable && x.page.executable &&
		     x.page.writable == w &&
		     x.page.usermode == !!strchr(problem, 'r');
	ok = ok && translate(msr, ea, KVMPPC_FETCH, &x) ==
	     (r ? KVMPPC_XLATE_OK : KVMPPC_XLATE_PROTECTED);
	return ok && translate(msr, ea, KVMPPC_STORE, &x) ==
	       (w ? KVMPPC_XLATE_OK : KVMPPC_XLATE_PROTECTED);
}

/*
 * R and C of the page at @ea, which @set_page makes with the low halfword of its
 * entry; @low is that without them, of a page that may be written.
 */
static inline void check_rc(u64 msr, u64 ea, u16 low, void (*set_page)(u16 low))
{
	static const struct {
		enum kvmppc_access access;
		u16 old, set;
		bool changed;
	} cases[] = {
		{ KVMPPC_LOAD, 0x000, 0x100, false },
		{ KVMPPC_LOAD, 0x080, 0x100, true },
		{ KVMPPC_LOAD, 0x100, 0x000, false },
		{ KVMPPC_LOAD, 0x180, 0x000, true },
		{ KVMPPC_FETCH, 0x000, 0x100, false },
		{ KVMPPC_FETCH, 0x100, 0x000, false },
		{ KVMPPC_STORE, 0x000, 0x180, true },
		{ KVMPPC_STORE, 0x080, 0x100, true },
		{ KVMPPC_STORE, 0x100, 0x080, true },
		{ KVMPPC_STORE, 0x180, 0x000, true },
	};
	struct kvmppc_xlate x;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		set_page(low | cases[i].old);
		tap_ok(!translate(msr, ea, cases[i].access, &x) &&
		       x.rc_set == cases[i].set && x.page.writable &&
		       x.rc_old == (low | cases[i].old) &&
		       x.changed == cases[i].changed,
		       "R and C 0x%03x, access %u: set 0x%03x", cases[i].old,
		       cases[i].access, cases[i].set);
	}
}

/* Is a translation of @ea one that allows @access, and linear? */
static inline bool allows(const struct kvmppc_xlate *x, u64 ea,
			  enum kvmppc_access access)
{
	u64 offset = (1ULL << x->shift) - 1;

	if (!x->page.readable || (x->page.gpa ^ ea) & offset)
		return false;
	if (access == KVMPPC_STORE && !(x->page.writable && x->changed))
		return false;
	return access != KVMPPC_FETCH || x->page.executable;
}

/**
 * struct tally - what random tables have given
 * @count: how often, by fault
 * @bad: how often what cannot be
 */
struct tally {
	unsigned int count[KVMPPC_XLATE_NO_TABLE + 1];
	unsigned int bad;
};

/* One more; @consistent: the translation, where it is one, is in order. */
static inline void tally_add(struct tally *tally, enum kvmppc_xlate_fault fault,
			     bool consistent)
{
	if (htab.reads > 2 || fault > KVMPPC_XLATE_NO_TABLE ||
	    (!fault && !consistent))
		tally->bad++;
	else
		tally->count[fault]++;
}

/* All were good, and of each fault there were many, but none of @never. */
static inline void tally_check(const struct tally *tally,
			       enum kvmppc_xlate_fault never, const char *name)
{
	unsigned int i;

	tap_is(tally->bad, 0, "random tables give translations or faults");
	tap_ok(!tally->count[never], "but no %s fault", name);
	for (i = 0; i < ARRAY_SIZE(tally->count); i++)
		if (i != never)
			tap_ok(tally->count[i] > 1000,
			       "random tables: fault %u (%u)", i,
			       tally->count[i]);
}

#endif /* UNIT_XLATE_TEST_H */
