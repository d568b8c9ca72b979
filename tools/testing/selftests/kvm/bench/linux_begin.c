// SPDX-License-Identifier: GPL-2.0
/*
 * linux_begin COMMAND...: begin the batch that bench/linux_guest.c ends, and
 * become the VMM.
 */
#include <stdio.h>
#include <unistd.h>

#include "bench_mark.h"

int main(int argc, char **argv)
{
	bench_begin();
	if (argc > 1)
		execvp(argv[1], argv + 1);
	perror("linux_begin");
	return 127;
}
