/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A row of the bench: a number of batches, each of which does the same
 * operation a number of times between bench_begin() and bench_end(). The
 * plugin writes one count for each batch; the row, when it is done, says which
 * of them are its own. The lowest is its figure: the first batches warm
 * caches up, and in some the host takes a timer interrupt.
 */
#ifndef SELFTESTS_KVM_BENCH_H
#define SELFTESTS_KVM_BENCH_H

#include <stdio.h>
#include <string.h>

#include "bench_mark.h"

/**
 * struct row - one line of the table
 * @name: what PROFILE= and the table know it by
 * @batches: how many
 * @ops: operations in each
 * @run: does them all
 * @on: the guests that it is for, all of them as a rule
 */
struct row {
	const char *name;
	unsigned int batches;
	unsigned int ops;
	void (*run)(const struct row *row);
	enum guests { ALL, HV, PR } on;
};

/** bench_report() - tell whose the last batches were. */
static inline void bench_report(const char *name, unsigned int batches,
				unsigned int ops)
{
	printf("bench| %s %u %u\n", name, batches, ops);
	fflush(stdout);
}

/**
 * bench_rows() - run @n rows, or of them the one named @only
 * @rows: the rows
 * @n: how many
 * @only: NULL for all
 * @here: HV or PR; ALL where the rows do not differ
 */
static inline void bench_rows(const struct row *rows, unsigned int n,
			      const char *only, enum guests here)
{
	for (unsigned int i = 0; i < n; i++) {
		if (only && strcmp(only, rows[i].name))
			continue;
		if (rows[i].on != ALL && rows[i].on != here)
			continue;
		rows[i].run(&rows[i]);
		bench_report(rows[i].name, rows[i].batches, rows[i].ops);
	}
}

#endif
