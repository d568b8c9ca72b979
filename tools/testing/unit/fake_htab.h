/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A hashed page table in memory that is pretended: some groups hold what a test
 * put there, the rest of it is zero, and there is none beyond its bounds.
 */
#ifndef UNIT_FAKE_HTAB_H
#define UNIT_FAKE_HTAB_H

#include <errno.h>
#include <string.h>
#include <linux/kernel.h>
#include <linux/types.h>
#include <asm/byteorder.h>

#define FAKE_GROUP_MAX	16
#define FAKE_GROUPS	4

/**
 * struct fake_htab - the memory
 * @start, @end: its bounds
 * @dwords: doublewords in a group
 * @reads: how often it was read
 * @misused: it was read otherwise than by whole, aligned groups
 * @addr, @group, @used: the groups that are not zero
 */
struct fake_htab {
	u64 start;
	u64 end;
	unsigned int dwords;
	unsigned int reads;
	bool misused;
	u64 addr[FAKE_GROUPS];
	__be64 group[FAKE_GROUPS][FAKE_GROUP_MAX];
	unsigned int used;
};

static inline int fake_htab_read(void *opaque, u64 addr, __be64 *val,
				 unsigned int nr)
{
	struct fake_htab *htab = opaque;
	unsigned int i;

	htab->reads++;
	if (nr != htab->dwords || addr % (nr * sizeof(*val))) {
		htab->misused = true;
		return -EFAULT;
	}
	if (addr < htab->start || addr >= htab->end)
		return -EFAULT;
	memset(val, 0, nr * sizeof(*val));
	for (i = 0; i < htab->used; i++)
		if (htab->addr[i] == addr)
			memcpy(val, htab->group[i], nr * sizeof(*val));
	return 0;
}

/* Put a doubleword into the group at @addr; the number of groups is limited. */
static inline void fake_htab_poke(struct fake_htab *htab, u64 addr,
				  unsigned int index, u64 val)
{
	unsigned int i;

	for (i = 0; i < htab->used; i++)
		if (htab->addr[i] == addr)
			break;
	if (i == FAKE_GROUPS) {
		htab->misused = true;
		return;
	}
	if (i == htab->used) {
		memset(htab->group[i], 0, sizeof(htab->group[i]));
		htab->addr[htab->used++] = addr;
	}
	htab->group[i][index] = cpu_to_be64(val);
}

/* The same numbers in each run of a test. */
static inline u64 fake_random(void)
{
	static u64 state = 0x9e3779b97f4a7c15ULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

#endif /* UNIT_FAKE_HTAB_H */
