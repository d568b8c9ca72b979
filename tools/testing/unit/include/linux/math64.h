/* SPDX-License-Identifier: GPL-2.0 */
/* A product of 128 bits, for pure C compiled for the build machine. */
#ifndef UNIT_LINUX_MATH64_H
#define UNIT_LINUX_MATH64_H

#define mul_u64_u64_shr(a, b, shift) \
	((__u64)((__uint128_t)(a) * (b) >> (shift)))

#endif /* UNIT_LINUX_MATH64_H */
