// SPDX-License-Identifier: GPL-2.0
/*
 * Prints how many KiB the kernel holds for itself: in pages, and in objects of
 * its slabs.
 */
#include <stdio.h>

#include "proc.h"

int main(void)
{
	struct memory used = memory_used();

	printf("%ld %ld\n", used.pages, used.objects);
	return 0;
}
