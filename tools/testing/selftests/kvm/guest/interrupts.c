// SPDX-License-Identifier: GPL-2.0
/*
 * Guest functions that wait for interrupts and report them: HC_SYNC with the
 * vector, how many of its kind there were, and the MSR in the handler.
 */
#include "guest.h"

static u64 seen[0x1000 / 0x20];

static void report(struct int_frame *frame)
{
	u64 n = ++seen[frame->vector / 0x20];

	hcall(HC_SYNC, frame->vector, n, mfmsr(), frame->msr);
}

static void enable(void)
{
	mtmsrd(mfmsr() | MSR_EE);
}

static void disable(void)
{
	mtmsrd(mfmsr() & ~MSR_EE);
}

/* Report interrupts at @vector until @stop is set. Value: how many. */
GUEST_ENTRY u64 irq_wait(u64 vector, volatile u64 *stop)
{
	set_handler(vector, report);
	enable();
	while (!*stop)
		;
	disable();
	return seen[vector / 0x20];
}

/*
 * Ask the VMM once (HC_SYNC 1) with interrupts disabled, go on for a while,
 * ask again (HC_SYNC 2), enable them. Value: how many came, all of them after
 * the second question.
 */
GUEST_ENTRY u64 irq_masked(u64 vector)
{
	set_handler(vector, report);
	hcall(HC_SYNC, 1, 0, 0, 0);
	for (u64 i = 0; i < 10000; i++)
		barrier();
	hcall(HC_SYNC, 2, seen[vector / 0x20], 0, 0);
	enable();
	/* Where the processor has no mediated request it takes an exit. */
	for (u64 i = 0; i < 200000000 && !READ_ONCE(seen[vector / 0x20]); i++)
		barrier();
	disable();
	return seen[vector / 0x20];
}

#define H_CEDE		0xe0

/*
 * @n times: tell the VMM (HC_SYNC 0), cede until an interrupt at @vector has
 * come. Value: how many came, and, in the upper half, how often a cede failed
 * or returned with interrupts disabled.
 */
GUEST_ENTRY u64 irq_cede(u64 vector, u64 n)
{
	u64 wrong = 0;

	set_handler(vector, report);
	for (u64 i = 0; i < n; i++) {
		disable();
		hcall(HC_SYNC, 0, i, 0, 0);
		while (READ_ONCE(seen[vector / 0x20]) == i) {
			disable();
			wrong += hcall(H_CEDE, 0, 0, 0, 0) != 0;
			wrong += !(mfmsr() & MSR_EE);
		}
	}
	disable();
	return seen[vector / 0x20] | wrong << 32;
}

/* Timers. A handler that counts, keeps the time, and sets the next one. */
static volatile u64 ticks, tick_time, tick_next;

static void tick(struct int_frame *frame)
{
	tick_time = mfspr(SPR_TBL);
	ticks++;
	mtspr(SPR_DEC, tick_next);
}

/* @n interrupts, @interval apart. Value: how many of them came too early. */
GUEST_ENTRY u64 dec_periodic(u64 n, u64 interval)
{
	u64 early = 0, start, before;

	set_handler(VEC_DEC, tick);
	tick_next = 0x7fffffff;
	for (u64 i = 0; i < n; i++) {
		before = ticks;
		start = mfspr(SPR_TBL);
		mtspr(SPR_DEC, interval);
		enable();
		while (ticks == before)
			;
		disable();
		early += tick_time - start < interval;
	}
	return early;
}

/* The exception is there while DEC is negative. Value: a bit a step. */
GUEST_ENTRY u64 dec_masked(void)
{
	u64 result = 0;

	set_handler(VEC_DEC, tick);
	tick_next = 0x7fffffff;
	mtspr(SPR_DEC, 0);
	for (u64 i = 0; i < 10000; i++)
		barrier();
	result |= ticks == 0;			/* 1: masked */
	mtspr(SPR_DEC, 0x7fffffff);
	enable();
	for (u64 i = 0; i < 10000; i++)
		barrier();
	disable();
	result |= (u64)(ticks == 0) << 1;	/* 2: taken back */
	mtspr(SPR_DEC, (u64)-1);
	for (u64 i = 0; i < 10000; i++)
		barrier();
	enable();
	barrier();
	disable();
	result |= (u64)(ticks == 1) << 2;	/* 4: delivered when enabled */
	return result;
}

/* As dec_masked(), with the VMM asked at every step (HC_SYNC). */
GUEST_ENTRY u64 dec_masked_exits(void)
{
	u64 result = 0;

	set_handler(VEC_DEC, tick);
	tick_next = 0x7fffffff;
	mtspr(SPR_DEC, 1);
	hcall(HC_SYNC, 0, 0, 0, 0);
	result |= ticks == 0;
	mtspr(SPR_DEC, 0x7fffffff);
	hcall(HC_SYNC, 0, 0, 0, 0);
	enable();
	hcall(HC_SYNC, 0, 0, 0, 0);
	disable();
	result |= (u64)(ticks == 0) << 1;
	mtspr(SPR_DEC, 1);
	hcall(HC_SYNC, 0, 0, 0, 0);
	enable();
	hcall(HC_SYNC, 0, 0, 0, 0);
	disable();
	result |= (u64)(ticks == 1) << 2;
	return result;
}

/* Cede until the decrementer wakes. Value: 1 if it did, and not too early. */
GUEST_ENTRY u64 dec_cede(u64 interval)
{
	u64 start = mfspr(SPR_TBL);

	set_handler(VEC_DEC, tick);
	ticks = 0;
	tick_next = 0x7fffffff;
	mtspr(SPR_DEC, interval);
	while (!ticks)
		hcall(H_CEDE, 0, 0, 0, 0);
	disable();
	return ticks == 1 && tick_time - start >= interval;
}

/* Set DEC and wait a little. Value: interrupts that came. */
GUEST_ENTRY u64 dec_set(u64 value, volatile u64 *read)
{
	set_handler(VEC_DEC, tick);
	tick_next = 0x7fffffff;
	mtspr(SPR_DEC, value);
	*read = mfspr(SPR_DEC);
	enable();
	for (u64 i = 0; i < 10000; i++)
		barrier();
	disable();
	mtspr(SPR_DEC, 0x7fffffff);
	return ticks;
}

GUEST_ENTRY u64 read_tb(void)
{
	return mfspr(SPR_TBL);
}

GUEST_ENTRY u64 read_dec(void)
{
	return mfspr(SPR_DEC);
}

GUEST_ENTRY u64 write_dec(u64 value)
{
	mtspr(SPR_DEC, value);
	return 0;
}
