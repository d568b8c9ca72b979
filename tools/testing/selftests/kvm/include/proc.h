/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers from, and words to, files of /proc and /sys.
 */
#ifndef SELFTESTS_KVM_PROC_H
#define SELFTESTS_KVM_PROC_H

/** read_number() - what follows @key at the start of a line of @file, or -1. */
long read_number(const char *file, const char *key);

/** write_file() - write @text to @path, which has to work. */
void write_file(const char *path, const char *text);

/**
 * struct memory - KiB that the kernel holds for itself.
 * @slab:	in slabs; where processes come and go, some of them stay half used
 * @other:	elsewhere, to a few pages exact: neither free, nor a file's,
 *		nor a process's
 */
struct memory {
	long slab, other;
};

/** memory_used() - what the kernel holds once its caches have been dropped. */
struct memory memory_used(void);

#endif
