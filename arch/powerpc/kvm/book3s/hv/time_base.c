// SPDX-License-Identifier: GPL-2.0
/* The time base of guests whose time is not the host's, on bare metal. */
#include <linux/percpu.h>
#include <asm/reg.h>
#include <asm/time.h>

#include "hv.h"

/* The TBU40 register sets the time base above these. */
#define TB_LOW		((1UL << 24) - 1)

/* What two reads of the clock may be apart, and how often to read again. */
#define CLOCK_SLACK	(1UL << 10)
#define CLOCK_TRIES	16

/* A time base that was set back by as much as this is to be set right. */
#define LOST_LIMIT	64

/* QEMU's CPUs lose the time that they take to write TBU40. */
static bool time_gets_lost;
static DEFINE_PER_CPU(s64, time_lost);

/*
 * The time base, and the virtual time base at that time. Nothing moves the
 * latter, so it tells how long something took. An emulated CPU may stop for
 * long between two instructions: then read again.
 */
static u64 read_time(u64 *vtb)
{
	unsigned int tries = CLOCK_TRIES;
	u64 tb, took;

	do {
		*vtb = mfspr(SPRN_VTB);
		tb = mftb();
		took = mfspr(SPRN_VTB) - *vtb;
	} while (took > CLOCK_SLACK && --tries);
	*vtb += took / 2;
	return tb;
}

/**
 * kvmppc_hv_time_base_move() - add to the time base
 * @delta: a multiple of 1 << 24
 *
 * The lower 24 bits go on counting while the upper 40 are written (Power ISA
 * 3.1B Book III 8.2.1). How often they went round in between, the virtual time
 * base knows. Context: interrupts hard off.
 */
void kvmppc_hv_time_base_move(u64 delta)
{
	unsigned int tries = CLOCK_TRIES;
	u64 tb, vtb, start, now;
	s64 late, rounds;

	tb = read_time(&start) + delta;
	mtspr(SPRN_TBU40, tb);
	do {
		now = read_time(&vtb);
		late = tb + (vtb - start) - now;
		rounds = (late + (s64)(TB_LOW / 2)) >> 24;
		if (!rounds)
			break;
		mtspr(SPRN_TBU40, now + (rounds << 24));
	} while (--tries);
	if (time_gets_lost)
		__this_cpu_add(time_lost, late);
}

/*
 * The host's time base is back, less what was lost on the way there and back.
 * CPUs that differ in the time lead the host's clock backwards, which it does
 * not stand. The lower half is set as a whole, unless it would carry.
 */
static void repay_time(void)
{
	s64 lost = __this_cpu_read(time_lost);
	u64 tb, vtb, start, now;

	if (lost < LOST_LIMIT)
		return;
	tb = read_time(&start);
	if ((u32)tb > U32_MAX - TB_LOW || lost > TB_LOW / 2)
		return;
	mtspr(SPRN_TBWL, (u32)(mftb() + lost));
	now = read_time(&vtb);
	__this_cpu_sub(time_lost, now - (tb + (vtb - start)));
}

/**
 * kvmppc_hv_time_base_restore() - the host's time base again
 * @delta: what kvmppc_hv_time_base_move() added
 *
 * Context: interrupts hard off.
 */
void kvmppc_hv_time_base_restore(u64 delta)
{
	kvmppc_hv_time_base_move(-delta);
	repay_time();
}

/* When the module loads on bare metal. */
void kvmppc_hv_time_base_init(void)
{
	time_gets_lost = kvmppc_cpu_is_model();
}
