// SPDX-License-Identifier: GPL-2.0
/*
 * Guest functions of the benches: batches of one operation.
 */
#include "bench_mark.h"
#include "guest.h"

#define H_CEDE	0xe0
#define H_PROD	0xe8

GUEST_ENTRY u64 bench_hcall(u64 batches, u64 ops, u64 nr, u64 arg)
{
	for (u64 b = 0; b < batches; b++) {
		bench_begin();
		for (u64 i = 0; i < ops; i++)
			hcall(nr, arg, 0, 0, 0);
		bench_end();
	}
	return 0;
}

/* What a kernel does most: MSR[EE] on and off. */
GUEST_ENTRY u64 bench_mtmsrd(u64 batches, u64 ops)
{
	u64 on = mfmsr() | MSR_EE, off = on & ~MSR_EE;

	mtspr(SPR_DEC, 0x7fffffff);
	for (u64 b = 0; b < batches; b++) {
		bench_begin();
		for (u64 i = 0; i < ops; i += 2) {
			asm volatile("mtmsrd %0, 1" : : "r"(on) : "memory");
			asm volatile("mtmsrd %0, 1" : : "r"(off) : "memory");
		}
		bench_end();
	}
	return 0;
}

GUEST_ENTRY u64 bench_mfspr(u64 batches, u64 ops)
{
	u64 sum = 0;

	for (u64 b = 0; b < batches; b++) {
		bench_begin();
		for (u64 i = 0; i < ops; i++)
			sum += mfspr(SPR_SRR0);
		bench_end();
	}
	return sum;
}

GUEST_ENTRY u64 bench_load(u64 batches, u64 ops, volatile u32 *p)
{
	u64 sum = 0;

	for (u64 b = 0; b < batches; b++) {
		bench_begin();
		for (u64 i = 0; i < ops; i++)
			sum += *p;
		bench_end();
	}
	return sum;
}

GUEST_ENTRY u64 bench_store(u64 batches, u64 ops, volatile u32 *p)
{
	for (u64 b = 0; b < batches; b++) {
		bench_begin();
		for (u64 i = 0; i < ops; i++)
			*p = i;
		bench_end();
	}
	return 0;
}

/* Every operation stores to the next place, @stride bytes on. */
GUEST_ENTRY u64 bench_touch(u64 batches, u64 ops, u64 p, u64 stride)
{
	for (u64 b = 0; b < batches; b++) {
		bench_begin();
		for (u64 i = 0; i < ops; i++, p += stride)
			*(volatile u64 *)p = 1;
		bench_end();
	}
	return 0;
}

/* Store to @n places, then ask the VMM; the VMM has the markers. */
GUEST_ENTRY u64 bench_touch_again(u64 batches, u64 n, u64 p, u64 stride)
{
	for (u64 b = 0; b < batches; b++) {
		hcall(HC_SYNC, 0, 0, 0, 0);
		for (u64 i = 0; i < n; i++)
			*(volatile u64 *)(p + i * stride) = b;
	}
	hcall(HC_SYNC, 0, 0, 0, 0);
	return 0;
}

static volatile u64 bench_count;

static void count_dec(struct int_frame *frame)
{
	bench_count++;
	mtspr(SPR_DEC, 0x7fffffff);
}

/* A decrementer that is due at once, @value, while the guest runs. */
GUEST_ENTRY u64 bench_dec(u64 batches, u64 ops, u64 value)
{
	set_handler(VEC_DEC, count_dec);
	mtspr(SPR_DEC, 0x7fffffff);
	mtmsrd(mfmsr() | MSR_EE);
	for (u64 b = 0; b < batches; b++) {
		bench_begin();
		for (u64 i = 0; i < ops; i++) {
			u64 before = bench_count;

			mtspr(SPR_DEC, value);
			while (bench_count == before)
				;
		}
		bench_end();
	}
	return bench_count == batches * ops;
}

/* A decrementer that ends a cede after @ticks of the time base. */
GUEST_ENTRY u64 bench_dec_cede(u64 batches, u64 ops, u64 ticks)
{
	set_handler(VEC_DEC, count_dec);
	for (u64 b = 0; b < batches; b++) {
		bench_begin();
		for (u64 i = 0; i < ops; i++) {
			u64 before = bench_count;

			mtmsrd(mfmsr() & ~MSR_EE);
			mtspr(SPR_DEC, ticks);
			while (bench_count == before)
				hcall(H_CEDE, 0, 0, 0, 0);
		}
		bench_end();
	}
	return bench_count == batches * ops;
}

static void end_batch(struct int_frame *frame)
{
	bench_end();
	bench_count++;
}

/* The VMM has the other marker, and interrupts when asked. */
GUEST_ENTRY u64 bench_external(u64 batches)
{
	set_handler(VEC_EXTERNAL, end_batch);
	mtmsrd(mfmsr() | MSR_EE);
	while (bench_count < batches)
		hcall(HC_SYNC, 0, 0, 0, 0);
	return 0;
}

static void wait_turn(volatile u64 *turn, u64 me)
{
	while (*turn != me) {
		hcall(H_CEDE, 0, 0, 0, 0);
		mtmsrd(mfmsr() & ~MSR_EE);
	}
}

static void give_turn(volatile u64 *turn, u64 to)
{
	sync();
	*turn = to;
	sync();
	hcall(H_PROD, to, 0, 0, 0);
}

/* vCPU 0 of a pair that cede and prod each other: two wake-ups a round. */
GUEST_ENTRY u64 bench_prod(u64 batches, u64 ops, volatile u64 *turn)
{
	wait_turn(turn, 0);
	for (u64 b = 0; b < batches; b++) {
		bench_begin();
		for (u64 i = 0; i < ops; i += 2) {
			give_turn(turn, 1);
			wait_turn(turn, 0);
		}
		bench_end();
	}
	return 0;
}

/* vCPU 1 of the pair, which begins by giving the turn to vCPU 0. */
GUEST_ENTRY u64 bench_prod_other(u64 rounds, volatile u64 *turn)
{
	give_turn(turn, 0);
	for (u64 i = 0; i < rounds; i++) {
		wait_turn(turn, 1);
		give_turn(turn, 0);
	}
	return 0;
}
