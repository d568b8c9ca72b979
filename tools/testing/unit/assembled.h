/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Instructions that a test names in assembly. Called with --assembly the test
 * prints their source, eight bytes an instruction, and the Makefile assembles
 * it into PROGRAM.insns, from which they are read back when the test runs.
 */
#ifndef UNIT_ASSEMBLED_H
#define UNIT_ASSEMBLED_H

#include <linux/types.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct insn {
	u32 word;
	u32 suffix;
};

static inline void assembly_begin(void)
{
	printf("\t.text\n");
}

static inline void assembly_insn(const char *text)
{
	printf("\t.balign 8, 0\n\t%s\n", text);
}

static inline void assembly_end(void)
{
	printf("\t.balign 8, 0\n");
}

static inline bool assembly_wanted(int argc, char **argv)
{
	return argc == 2 && !strcmp(argv[1], "--assembly");
}

/* Read exactly nr instructions, or end the test without a plan: a failure. */
static inline struct insn *assembly_read(const char *program, size_t nr)
{
	struct insn *insns = calloc(nr, sizeof(*insns));
	char path[4096];
	u8 bytes[8];
	size_t i;
	FILE *file;

	snprintf(path, sizeof(path), "%s.insns", program);
	file = fopen(path, "rb");
	if (!file || !insns) {
		perror(path);
		exit(1);
	}
	for (i = 0; i < nr; i++) {
		if (fread(bytes, sizeof(bytes), 1, file) != 1)
			break;
		insns[i].word = (u32)bytes[0] << 24 | bytes[1] << 16 |
				bytes[2] << 8 | bytes[3];
		insns[i].suffix = (u32)bytes[4] << 24 | bytes[5] << 16 |
				  bytes[6] << 8 | bytes[7];
	}
	if (i != nr || fgetc(file) != EOF) {
		fprintf(stderr, "%s: not %zu instructions\n", path, nr);
		exit(1);
	}
	fclose(file);
	return insns;
}

#endif /* UNIT_ASSEMBLED_H */
