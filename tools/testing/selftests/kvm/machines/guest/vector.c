// SPDX-License-Identifier: GPL-2.0
/*
 * The part of guest/init.c that the compiler may use AltiVec in.
 */
#include <sched.h>

#include "init.h"

double vector_sum(long n, long start)
{
	int sum __attribute__((vector_size(16))) = { 0 };
	int add __attribute__((vector_size(16))) = { start, 1, 2, 3 };

	for (long i = 0; i < n; i++) {
		sum = (sum ^ add) + add;
		if (i % 64 == 0)
			sched_yield();
	}
	return sum[0] * 3.0 + sum[1] * 5.0 + sum[2] * 7.0 + sum[3];
}
