// SPDX-License-Identifier: GPL-2.0
/*
 * Guest functions for tests of segments.
 */
#include "guest.h"

static void set_segment(u64 rs, u64 rb)
{
	asm volatile("slbmte %0, %1; isync" : : "r"(rs), "r"(rb) : "memory");
}

static void drop_segment(u64 rb)
{
	asm volatile("isync; slbie %0; isync" : : "r"(rb) : "memory");
}

GUEST_ENTRY u64 guest_slbmte(u64 rs, u64 rb)
{
	set_segment(rs, rb);
	return 0;
}

GUEST_ENTRY u64 guest_slbie(u64 rb)
{
	drop_segment(rb);
	return 0;
}

/*
 * Load from @ea in @n segments after each other, put into SLB entry @entry;
 * their VSIDs differ by 1. How many of the words are not @word plus the
 * segment's number modulo @modulus?
 */
GUEST_ENTRY u64 guest_segments(u64 ea, u64 entry, u64 rs, u64 n, u64 word,
			       u64 modulus)
{
	u64 wrong = 0;

	for (u64 i = 0; i < n; i++) {
		drop_segment(ea);
		set_segment(rs + (i << 12), entry);
		wrong += *(volatile u64 *)ea != word + i % modulus;
	}
	return wrong;
}

/* How many of @n places, @stride bytes apart, do not hold @v + i % @modulus? */
GUEST_ENTRY u64 guest_verify_modulo(u64 p, u64 n, u64 stride, u64 v,
				    u64 modulus)
{
	u64 wrong = 0;

	for (u64 i = 0; i < n; i++)
		wrong += *(volatile u64 *)(p + i * stride) != v + i % modulus;
	return wrong;
}
