// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <glob.h>
#include <sched.h>
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

void share_cpu(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	must(!sched_setaffinity(0, sizeof(one), &one), "affinity");
}

/* The caches give back what they keep in case that it is wanted again. */
static void shrink_slabs(void)
{
	glob_t caches;

	if (glob("/sys/kernel/slab/*/shrink", 0, NULL, &caches))
		return;
	for (size_t i = 0; i < caches.gl_pathc; i++)
		write_file(caches.gl_pathv[i], "1");
	globfree(&caches);
}

/* A file of /proc and the sum that is made from its lines. */
struct table {
	const char *path;
	void (*add)(const char *line, struct memory *used);
	int fd;
};

static void add_pages(const char *line, struct memory *used)
{
	static const struct {
		const char *name;
		int sign;
	} terms[] = {
		{ "managed", 1 }, { "nr_free_pages", -1 }, { "count:", -1 },
		{ "nr_file_pages", -1 }, { "nr_anon_pages", -1 },
		{ "nr_slab_reclaimable", -1 }, { "nr_slab_unreclaimable", -1 },
	};
	const long page = sysconf(_SC_PAGESIZE) / 1024;
	char name[64];
	long pages;

	if (sscanf(line, " %63s %ld", name, &pages) != 2)
		return;
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++)
		if (!strcmp(name, terms[i].name))
			used->pages += terms[i].sign * pages * page;
}

static void add_objects(const char *line, struct memory *used)
{
	long active, size;

	if (sscanf(line, "%*s %ld %*d %ld", &active, &size) == 2)
		used->objects += active * size;
}

static struct memory add_up(const struct table *tables, size_t nr)
{
	static char text[1 << 18];
	struct memory used = {};

	for (const struct table *t = tables; t < tables + nr; t++) {
		size_t have = 0;
		char *line, *rest;
		ssize_t n;

		must(!lseek(t->fd, 0, SEEK_SET), "rewind %s", t->path);
		while ((n = read(t->fd, text + have,
				 sizeof(text) - 1 - have)) > 0)
			have += n;
		must(!n && have < sizeof(text) - 1, "read %s", t->path);
		text[have] = '\0';
		for (line = strtok_r(text, "\n", &rest); line;
		     line = strtok_r(NULL, "\n", &rest))
			t->add(line, &used);
	}
	used.objects /= 1024;
	return used;
}

/*
 * MemFree is of no use here: it leaves out the lists of free pages that each
 * CPU has, tens of megabytes where there are huge pages, and lags behind by
 * what each has yet to add to the sum. stat_refresh adds that; zoneinfo has all
 * the numbers as they are at one moment. Reading takes memory only the first
 * time, which therefore is not the one that counts.
 */
struct memory memory_used(void)
{
	struct table tables[] = {
		{ "/proc/zoneinfo", add_pages }, { "/proc/slabinfo", add_objects },
	};
	const size_t nr = sizeof(tables) / sizeof(tables[0]);
	struct memory used;

	for (size_t i = 0; i < nr; i++) {
		tables[i].fd = open(tables[i].path, O_RDONLY);
		must(tables[i].fd >= 0, "open %s", tables[i].path);
	}
	add_up(tables, nr);
	write_file("/proc/sys/vm/drop_caches", "3");
	shrink_slabs();
	/* What is freed after a grace period is free by then. */
	sleep(1);
	shrink_slabs();
	if (!access("/proc/sys/vm/stat_refresh", W_OK))
		write_file("/proc/sys/vm/stat_refresh", "1");
	used = add_up(tables, nr);
	for (size_t i = 0; i < nr; i++)
		close(tables[i].fd);
	return used;
}
