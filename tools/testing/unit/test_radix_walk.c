// SPDX-License-Identifier: GPL-2.0
/* The walk of a guest's own radix tables, in friendly and in hostile memory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/kernel.h>
#include <asm/byteorder.h>

#include <kvm/radix_walk.h>

#include "../../../arch/powerpc/kvm/book3s/radix_format.h"
#include "tap.h"

#define MEMORY_SIZE	(1UL << 20)
#define PROCESS_TABLE	0x10000ULL
#define ROOT		0x20000ULL	/* 64K: 13 bits */
#define TABLE_1G	0x30000ULL
#define TABLE_2M	0x31000ULL
#define TABLE_64K	0x32000ULL	/* 5 bits */
#define PID		5

/* A walk takes the process table entry and, at five bits a level, ten more. */
#define MAX_READS	11

#define LEAF		(RPTE_VALID | RPTE_LEAF)
#define RW		(RPTE_READ | RPTE_WRITE)

static __be64 *memory;
static unsigned int reads;

static int read_memory(void *opaque, gpa_t gpa, __be64 *val)
{
	(void)opaque;
	reads++;
	if (gpa >= MEMORY_SIZE || gpa % sizeof(*val))
		return -EFAULT;
	*val = memory[gpa / sizeof(*val)];
	return 0;
}

static void poke(u64 gpa, u64 val)
{
	memory[gpa / sizeof(*memory)] = cpu_to_be64(val);
}

static struct kvmppc_radix_walk walk = {
	.read = read_memory,
	.prtb = PROCESS_TABLE | 4,	/* 64K: 4096 processes */
	.pid = PID,
};

/* As Linux has it on a host with 64K pages: 13, 9, 9 and 5 bits. */
static void build_tree(void)
{
	memset(memory, 0, MEMORY_SIZE);
	poke(PROCESS_TABLE, rtree_entry(ROOT, 52, 13));
	poke(PROCESS_TABLE + PID * 16, rtree_entry(ROOT, 52, 13));
	poke(ROOT + 8, rpde_make(TABLE_1G, 9));
	poke(TABLE_1G + 2 * 8, rpde_make(TABLE_2M, 9));
	poke(TABLE_1G + 3 * 8, LEAF | 0x1c0000000ULL | RPTE_READ |
	     RPTE_EXECUTE | RPTE_PRIVILEGED);
	poke(TABLE_2M + 3 * 8, rpde_make(TABLE_64K, 5));
	poke(TABLE_2M + 4 * 8, LEAF | 0x123400000ULL | RW);
	poke(TABLE_64K + 4 * 8, LEAF | 0x123450000ULL | RW | RPTE_R | RPTE_C);
}

#define EA_64K	(1ULL << 39 | 2ULL << 30 | 3ULL << 21 | 4ULL << 16 | 0x1234)
#define EA_2M	(1ULL << 39 | 2ULL << 30 | 4ULL << 21 | 0x112345)
#define EA_1G	(1ULL << 39 | 3ULL << 30 | 0x2abcdef)
#define QUADRANT(n)	((u64)(n) << 62)

static int do_walk(u64 ea, struct kvmppc_translation *out)
{
	reads = 0;
	memset(out, 0x5a, sizeof(*out));
	return kvmppc_radix_walk(&walk, ea, out);
}

static void test_leaves(void)
{
	struct kvmppc_translation out;

	build_tree();
	tap_is(do_walk(EA_64K, &out), 0, "a 64K leaf is found");
	tap_is(out.gpa, 0x123451234ULL, "64K leaf: address");
	tap_ok(out.readable && out.writable && !out.executable && out.usermode,
	       "64K leaf: permissions");
	tap_is(reads, 5, "a process table entry and four levels are read");

	tap_is(do_walk(EA_2M, &out), 0, "a 2M leaf is found");
	tap_is(out.gpa, 0x123512345ULL, "2M leaf: address");

	tap_is(do_walk(EA_1G, &out), 0, "a 1G leaf is found");
	tap_is(out.gpa, 0x1c2abcdefULL, "1G leaf: address");
	tap_ok(out.readable && !out.writable && out.executable && !out.usermode,
	       "1G leaf: permissions");

	poke(PROCESS_TABLE + PID * 16, 0);
	tap_is(do_walk(EA_2M | QUADRANT(3), &out), 0,
	       "quadrant 3 is process 0's");
	tap_is(out.gpa, 0x123512345ULL, "quadrant 3: address");

	/* A 4K page at the end of 13, 9, 9, 9 bits. */
	build_tree();
	poke(TABLE_2M + 3 * 8, rpde_make(TABLE_64K, 9));
	poke(TABLE_64K + 0x41 * 8, LEAF | 0x9000 | RW);
	tap_is(do_walk(EA_64K, &out), 0, "a 4K leaf is found");
	tap_is(out.gpa, 0x9234, "4K leaf: address");
}

/* What is wrong with a tree: @val at @at. */
struct broken {
	const char *what;
	u64 at;
	u64 val;
	u64 ea;
	int ret;
};

static void test_broken(void)
{
	const struct broken broken[] = {
		{ "quadrant 1", 0, 0, EA_2M | QUADRANT(1), -ENOENT },
		{ "quadrant 2", 0, 0, EA_2M | QUADRANT(2), -ENOENT },
		{ "an address above the tree's size", 0, 0, EA_2M | 1ULL << 52,
		  -ENOENT },
		{ "an entry that is not valid", 0, 0, EA_2M + (1ULL << 21), -ENOENT },
		{ "an empty process table entry", PROCESS_TABLE + PID * 16, 0, EA_2M,
		  -ENOENT },
		{ "a root of 1 << 31 entries", PROCESS_TABLE + PID * 16,
		  RTREE_RTS_HIGH | RTREE_RTS_LOW | 31, EA_2M, -ENOENT },
		{ "a root of 4 bits", PROCESS_TABLE + PID * 16,
		  rtree_entry(TABLE_1G, 34, 4), 3ULL << 30, -ENOENT },
		{ "a root that leaves no page", PROCESS_TABLE + PID * 16,
		  rtree_entry(0, 31, 20), 0, -ENOENT },
		{ "a root that is not aligned", PROCESS_TABLE + PID * 16,
		  rtree_entry(ROOT + 0x1000, 52, 13), EA_2M, -ENOENT },
		{ "a root outside of memory", PROCESS_TABLE + PID * 16,
		  rtree_entry(MEMORY_SIZE, 52, 13), EA_2M, -EFAULT },
		{ "a table outside of memory", ROOT + 8,
		  rpde_make(MEMORY_SIZE, 9), EA_2M, -EFAULT },
		{ "a table at the top of all addresses", ROOT + 8,
		  rpde_make(RPDE_NLB & ~0xfffULL, 9), EA_2M, -EFAULT },
		{ "a table of one entry", ROOT + 8, rpde_make(TABLE_1G, 0), EA_2M,
		  -ENOENT },
		{ "a table of 16 entries", ROOT + 8, rpde_make(TABLE_1G, 4), EA_2M,
		  -ENOENT },
		{ "a table of 1 << 31 entries", ROOT + 8, rpde_make(0, 31), EA_2M,
		  -ENOENT },
		{ "a table that is not aligned", ROOT + 8, rpde_make(TABLE_1G + 256, 9),
		  EA_2M, -ENOENT },
		{ "a directory with reserved bits", ROOT + 8,
		  rpde_make(TABLE_1G, 9) | 0x40, EA_2M, -ENOENT },
		{ "a leaf with reserved bits", TABLE_2M + 4 * 8,
		  LEAF | 0x40 | RW, EA_2M, -ENOENT },
		{ "a leaf of 512G", ROOT + 8, LEAF | RW, EA_2M, -ENOENT },
		{ "a leaf without valid", TABLE_2M + 4 * 8, RPTE_LEAF | RW, EA_2M,
		  -ENOENT },
		{ "a directory in place of the last leaf", TABLE_64K + 4 * 8,
		  rpde_make(TABLE_64K, 5), EA_64K, -ENOENT },
		{ "a directory that leads to itself", TABLE_1G + 2 * 8,
		  rpde_make(TABLE_1G, 9), 1ULL << 39 | 2ULL << 30 | 2ULL << 21,
		  -ENOENT },
	};
	struct kvmppc_translation out, before;
	size_t i;

	memset(&before, 0x5a, sizeof(before));
	for (i = 0; i < ARRAY_SIZE(broken); i++) {
		const struct broken *b = &broken[i];
		int ret;

		build_tree();
		if (b->at)
			poke(b->at, b->val);
		ret = do_walk(b->ea, &out);
		tap_ok(ret == b->ret && reads <= MAX_READS &&
		       !memcmp(&out, &before, sizeof(out)),
		       "%s: %s", b->what,
		       b->ret == -EFAULT ? "-EFAULT" : "-ENOENT");
	}
}

static void test_process_table(void)
{
	struct kvmppc_radix_walk saved = walk;
	struct kvmppc_translation out;

	build_tree();
	walk.prtb = PROCESS_TABLE;	/* 4K: 256 processes */
	walk.pid = 256;
	tap_is(do_walk(EA_2M, &out), -ENOENT, "process id beyond the table");
	tap_is(reads, 0, "the table's end is known before it is read");
	walk.pid = 255;
	tap_is(do_walk(EA_2M, &out), -ENOENT, "process without a tree");
	tap_is(reads, 1, "the table's last entry is read");
	walk.prtb = MEMORY_SIZE | 4;
	tap_is(do_walk(EA_2M, &out), -EFAULT, "process table outside of memory");
	walk.prtb = PRTB_BASE | PRTB_SIZE;
	walk.pid = ~0U;
	tap_is(do_walk(EA_2M, &out), -EFAULT, "process table at the top");
	walk = saved;
}

/* Small trees of five bits a level are the longest walk there is. */
static void test_longest(void)
{
	struct kvmppc_translation out;

	build_tree();
	poke(PROCESS_TABLE + PID * 16, rtree_entry(TABLE_64K, 62, 5));
	poke(TABLE_64K, rpde_make(TABLE_64K, 5));
	tap_is(do_walk(0, &out), -ENOENT, "a loop of 62 bits ends");
	tap_is(reads, MAX_READS, "a loop of 62 bits is read so many times");
}

static u64 random_u64(void)
{
	static u64 state = 0x9e3779b97f4a7c15ULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* Entries that lead on more often than by pure chance. */
static u64 random_entry(void)
{
	u64 r = random_u64();

	switch (r & 7) {
	case 0:
		return r;
	case 1:
		return LEAF | (r & ~RPTE_RESERVED);
	case 2:
		return 0;
	default:
		return rpde_make(r & (MEMORY_SIZE - 1) & ~0x3fffULL,
				 r & 8 ? 9 : 5 + (r >> 40) % 7);
	}
}

static u64 random_tree(void)
{
	u64 r = random_u64();
	u64 base = r & (MEMORY_SIZE - 1) & ~0xffffULL;

	return r >> 63 ? rtree_entry(base, 52, 13) :
	       rtree_entry(base, 31 + (r >> 32) % 32, (r >> 40) % 16);
}

static void test_random(void)
{
	struct kvmppc_translation out, before;
	unsigned int found = 0, missing = 0, bad = 0;
	unsigned long i;

	memset(&before, 0x5a, sizeof(before));
	for (i = 0; i < MEMORY_SIZE / sizeof(*memory); i++)
		memory[i] = cpu_to_be64(random_entry());
	for (i = 0; i < 200000; i++) {
		int ret;

		poke(PROCESS_TABLE + PID * 16, random_tree());
		ret = do_walk(random_u64() & (random_u64() >> 12), &out);
		if (reads > MAX_READS)
			bad++;
		if (!ret)
			found++;
		else if (memcmp(&out, &before, sizeof(out)))
			bad++;
		else if (ret == -ENOENT || ret == -EFAULT)
			missing++;
		else
			bad++;
	}
	tap_is(bad, 0, "random memory gives a result or one of two errors");
	tap_ok(found > 100 && missing > 100,
	       "random memory gives both (%u, %u)", found, missing);
}

int main(void)
{
	memory = calloc(1, MEMORY_SIZE);
	if (!memory)
		return 1;
	test_leaves();
	test_broken();
	test_process_table();
	test_longest();
	test_random();
	free(memory);
	return tap_done();
}
