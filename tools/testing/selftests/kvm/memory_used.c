// SPDX-License-Identifier: GPL-2.0
/*
 * Prints how many KiB the kernel holds for itself outside its slabs, and in
 * them.
 */
#include <stdio.h>

#include "proc.h"

int main(void)
{
	struct memory used = memory_used();

	printf("%ld %ld\n", used.other, used.slab);
	return 0;
}
