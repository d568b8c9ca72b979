// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"
#include "vm.h"

long read_number(const char *file, const char *key)
{
	char line[256];
	FILE *f = fopen(file, "r");
	long value = -1;

	must(f, "open %s", file);
	while (fgets(line, sizeof(line), f))
		if (!strncmp(line, key, strlen(key)))
			value = atol(line + strlen(key));
	fclose(f);
	return value;
}

void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	must(fd >= 0, "open %s", path);
	must(write(fd, text, strlen(text)) == (ssize_t)strlen(text),
	     "write %s", path);
	close(fd);
}
