/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers that look random and are the same in every run.
 */
#ifndef SELFTESTS_KVM_RANDOM_H
#define SELFTESTS_KVM_RANDOM_H

#include <stdint.h>

/** next_random() - xorshift; @state is any number but 0, and kept. */
static inline uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

#endif
