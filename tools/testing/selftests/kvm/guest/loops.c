// SPDX-License-Identifier: GPL-2.0
/*
 * Guest functions that go on until the VMM says stop.
 */
#include "guest.h"

/* Count in @count until @stop is set. Return: the last count. */
GUEST_ENTRY u64 guest_count(volatile u64 *stop, volatile u64 *count)
{
	u64 n = 0;

	while (!*stop)
		*count = ++n;
	return n;
}

/* Load from @p until @stop is set. Return: how often it was not @want. */
GUEST_ENTRY u64 guest_expect(volatile u64 *stop, volatile u64 *p, u64 want)
{
	u64 wrong = 0;

	while (!*stop)
		wrong += *p != want;
	return wrong;
}

/*
 * Walk over @n places from @base, @stride bytes apart, each of which holds, in
 * its first word, how often this loop has been there, until @stop is set.
 * Return: the number of places found with another count than expected.
 */
GUEST_ENTRY u64 guest_walk(volatile u64 *stop, u64 base, u64 n,
			   volatile u64 *rounds, u64 stride)
{
	u64 wrong = 0, round = 0;

	while (!*stop) {
		for (u64 i = 0; i < n; i++) {
			volatile u64 *p = (u64 *)(base + i * stride);

			wrong += p[0] != round || p[1] != i;
			p[0] = round + 1;
		}
		*rounds = ++round;
	}
	return wrong;
}

/* One HC_SYNC after another, counted in @count, until @stop is set. */
GUEST_ENTRY u64 count_hcalls(volatile u64 *stop, volatile u64 *count)
{
	while (!*stop) {
		++*count;
		hcall(HC_SYNC, *count, 0, 0, 0);
	}
	return *count;
}
