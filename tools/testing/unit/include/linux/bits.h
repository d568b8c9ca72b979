/* SPDX-License-Identifier: GPL-2.0 */
/* The width of a word, for pure C compiled for the build machine. */
#ifndef UNIT_LINUX_BITS_H
#define UNIT_LINUX_BITS_H

#define BITS_PER_LONG	__LONG_WIDTH__

#endif /* UNIT_LINUX_BITS_H */
