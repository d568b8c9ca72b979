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
 * share_cpu() - keep this thread, and those that it creates, on one CPU.
 *
 * For tests in which what a running guest writes is moved: an emulated host's
 * tlbie returns before the other CPUs have dropped the translation, so that one
 * of them may go on writing to where the page was, with any modules.
 */
void share_cpu(void);

/**
 * struct memory - KiB that the kernel holds for itself.
 * @pages:	pages, exact to a few of them: neither free, nor a file's, nor a
 *		process's, nor of a slab
 * @objects:	objects in slabs; not the slabs, which stay half used where
 *		processes come and go
 */
struct memory {
	long pages, objects;
};

/** memory_used() - what the kernel holds once its caches have been dropped. */
struct memory memory_used(void);

#endif
