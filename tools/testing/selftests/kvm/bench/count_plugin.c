// SPDX-License-Identifier: GPL-2.0
/*
 * TCG plugin: counts the instructions that a machine of one CPU executes
 * between the markers of bench_mark.h, one count a line.
 *
 *	-plugin count_plugin.so,counts=FILE[,profile=FILE]
 *
 * The profile of the Nth batch is FILE.N: address and executions, for each
 * instruction that was executed, and whether it was one of a guest's kernel. It
 * is slower.
 */
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_mark.h"
#include "qemu_plugin_api.h"

/*
 * Where an instruction stood, in whose memory, and how often it was executed in
 * this batch.
 */
struct place {
	uint64_t vaddr;
	bool guest;
	uint64_t executed;
	struct place *next;	/* of the same bucket */
};

/* QEMU keeps the address of a place: they are allocated in blocks. */
#define BUCKETS		(1U << 20)
#define BLOCK_PLACES	4096

struct block {
	struct block *next;
	unsigned int used;
	struct place places[BLOCK_PLACES];
};

int qemu_plugin_version = QEMU_PLUGIN_API_VERSION;

static uint64_t executed, begin;
static bool running;
static FILE *counts;
static const char *profile;
static unsigned int batches;
static struct place *buckets[BUCKETS];
static struct block *blocks;

/* The kernel's linear mapping, and what of an address is real. */
#define LINEAR		0xc000000000000000ULL
#define LINEAR_END	0xc008000000000000ULL
#define REAL_MASK	0x0fffffffffffffffULL
#define REAL_MODE_END	0x100000ULL

/*
 * A host and its guest have kernels at the same addresses, but not in the same
 * memory: the host's is where its linear mapping says. The first kernel to run
 * is the host's, and tells where its memory begins.
 */
static bool is_guest(const struct qemu_plugin_insn *insn)
{
	static uintptr_t memory;
	uint64_t vaddr = qemu_plugin_insn_vaddr(insn);
	uintptr_t at = (uintptr_t)qemu_plugin_insn_haddr(insn);

	if ((vaddr < LINEAR && vaddr >= REAL_MODE_END) || vaddr >= LINEAR_END)
		return false;
	if (!memory && vaddr >= LINEAR)
		memory = at - (vaddr & REAL_MASK);
	return memory && at - memory != (vaddr & REAL_MASK);
}

static struct place *place_new(uint64_t vaddr, bool guest)
{
	struct place *place;

	if (!blocks || blocks->used == BLOCK_PLACES) {
		struct block *block = calloc(1, sizeof(*block));

		if (!block)
			abort();
		block->next = blocks;
		blocks = block;
	}
	place = &blocks->places[blocks->used++];
	place->vaddr = vaddr;
	place->guest = guest;
	return place;
}

static struct place *place_of(const struct qemu_plugin_insn *insn)
{
	uint64_t vaddr = qemu_plugin_insn_vaddr(insn);
	bool guest = is_guest(insn);
	struct place **bucket = &buckets[(vaddr >> 2 ^ vaddr >> 22) % BUCKETS];
	struct place *place;

	for (place = *bucket; place; place = place->next)
		if (place->vaddr == vaddr && place->guest == guest)
			return place;
	place = place_new(vaddr, guest);
	place->next = *bucket;
	*bucket = place;
	return place;
}

static void profile_clear(void)
{
	for (struct block *block = blocks; block; block = block->next)
		for (unsigned int i = 0; i < block->used; i++)
			block->places[i].executed = 0;
}

static void profile_write(void)
{
	char name[PATH_MAX];
	FILE *f;

	snprintf(name, sizeof(name), "%s.%u", profile, batches);
	f = fopen(name, "w");
	if (!f)
		return;
	for (struct block *block = blocks; block; block = block->next)
		for (unsigned int i = 0; i < block->used; i++)
			if (block->places[i].executed)
				fprintf(f, "%016" PRIx64 " %" PRIu64 "%s\n",
					block->places[i].vaddr,
					block->places[i].executed,
					block->places[i].guest ? " guest" : "");
	fclose(f);
}

static void batch_begin(unsigned int vcpu, void *data)
{
	if (profile)
		profile_clear();
	begin = executed;
	running = true;
}

/* Whoever ends QEMU may do it without warning: nothing is kept back. */
static void batch_end(unsigned int vcpu, void *data)
{
	uint64_t count = executed - begin;

	if (!running)
		return;
	running = false;
	fprintf(counts, "%" PRIu64 "\n", count);
	fflush(counts);
	batches++;
	if (profile)
		profile_write();
}

static uint32_t insn_word(const struct qemu_plugin_insn *insn)
{
	uint32_t word = 0;

	if (qemu_plugin_insn_size(insn) == sizeof(word))
		memcpy(&word, qemu_plugin_insn_data(insn), sizeof(word));
	return word;
}

static void instrument(struct qemu_plugin_insn *insn)
{
	switch (insn_word(insn)) {
	case BENCH_BEGIN_INSN:
		qemu_plugin_register_vcpu_insn_exec_cb(insn, batch_begin,
						       QEMU_PLUGIN_NO_REGS,
						       NULL);
		return;
	case BENCH_END_INSN:
		qemu_plugin_register_vcpu_insn_exec_cb(insn, batch_end,
						       QEMU_PLUGIN_NO_REGS,
						       NULL);
		return;
	}
	qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_ADD_U64,
						   &executed, 1);
	if (profile) {
		struct place *place = place_of(insn);

		qemu_plugin_register_vcpu_insn_exec_inline(insn,
							   QEMU_PLUGIN_ADD_U64,
							   &place->executed, 1);
	}
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb);

	for (size_t i = 0; i < n; i++)
		instrument(qemu_plugin_tb_get_insn(tb, i));
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info,
			int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "counts=", 7))
			counts = fopen(argv[i] + 7, "w");
		else if (!strncmp(argv[i], "profile=", 8))
			profile = strdup(argv[i] + 8);
	}
	if (!counts) {
		fprintf(stderr, "count_plugin: counts=FILE is needed\n");
		return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
