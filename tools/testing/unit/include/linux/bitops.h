/* SPDX-License-Identifier: GPL-2.0 */
/* Counting bits, for pure C compiled for the build machine. */
#ifndef UNIT_LINUX_BITOPS_H
#define UNIT_LINUX_BITOPS_H

#define hweight64(val)	((unsigned int)__builtin_popcountll(val))

#endif /* UNIT_LINUX_BITOPS_H */
