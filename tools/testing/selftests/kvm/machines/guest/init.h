/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MACHINES_GUEST_INIT_H
#define MACHINES_GUEST_INIT_H

/**
 * vector_sum() - a sum that lives in AltiVec's registers
 * @n: steps, between some of which the CPU is given away
 * @start: what it starts from
 *
 * Return: a number that depends on every step.
 */
double vector_sum(long n, long start);

#endif
