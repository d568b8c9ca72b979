/* SPDX-License-Identifier: GPL-2.0 */
/* The size of a page, for pure C compiled for the build machine. */
#ifndef UNIT_LINUX_MM_H
#define UNIT_LINUX_MM_H

#define PAGE_SHIFT	16

struct page;

#endif /* UNIT_LINUX_MM_H */
