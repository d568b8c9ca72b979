// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <glob.h>
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

/* Reads a file of /proc from its beginning. */
static void read_again(int fd, char *text, size_t size)
{
	size_t have = 0;
	ssize_t n;

	must(!lseek(fd, 0, SEEK_SET), "rewind");
	while ((n = read(fd, text + have, size - 1 - have)) > 0)
		have += n;
	must(n == 0 && have < size - 1, "read");
	text[have] = '\0';
}

/* Gives back all that only might be of use. */
static void drop_caches(void)
{
	glob_t caches;

	write_file("/proc/sys/vm/drop_caches", "3");
	if (!glob("/sys/kernel/slab/*/shrink", 0, NULL, &caches)) {
		for (size_t i = 0; i < caches.gl_pathc; i++)
			write_file(caches.gl_pathv[i], "1");
		globfree(&caches);
	}
	/* What is freed after a grace period is free by then. */
	sleep(1);
}

/*
 * MemFree is of no use here: it leaves out the lists of free pages that each
 * CPU has, tens of megabytes where there are huge pages, and lags behind by
 * what each has yet to add to the sum. stat_refresh adds that; zoneinfo has all
 * the numbers as they are at one moment. Reading it takes memory only the first
 * time, which therefore is not the one that counts.
 */
struct memory memory_used(void)
{
	static const struct {
		const char *name;
		int slab, other;
	} terms[] = {
		{ "managed", 0, 1 }, { "nr_free_pages", 0, -1 },
		{ "count:", 0, -1 }, { "nr_file_pages", 0, -1 },
		{ "nr_anon_pages", 0, -1 }, { "nr_slab_reclaimable", 1, -1 },
		{ "nr_slab_unreclaimable", 1, -1 },
	};
	static char text[1 << 18];
	const long page = sysconf(_SC_PAGESIZE) / 1024;
	int fd = open("/proc/zoneinfo", O_RDONLY);
	struct memory used = {};
	char *line, *rest, name[64];
	long pages;

	must(fd >= 0, "open /proc/zoneinfo");
	read_again(fd, text, sizeof(text));
	drop_caches();
	if (!access("/proc/sys/vm/stat_refresh", W_OK))
		write_file("/proc/sys/vm/stat_refresh", "1");
	read_again(fd, text, sizeof(text));
	close(fd);
	for (line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (sscanf(line, " %63s %ld", name, &pages) != 2)
			continue;
		for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
			if (strcmp(name, terms[i].name))
				continue;
			used.slab += terms[i].slab * pages * page;
			used.other += terms[i].other * pages * page;
		}
	}
	return used;
}
