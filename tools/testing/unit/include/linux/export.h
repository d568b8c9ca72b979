/* SPDX-License-Identifier: GPL-2.0 */
/* A test is linked with its sources: nothing is exported. */
#ifndef UNIT_LINUX_EXPORT_H
#define UNIT_LINUX_EXPORT_H

#define EXPORT_SYMBOL_GPL(symbol)	_Static_assert(1, #symbol)

#endif /* UNIT_LINUX_EXPORT_H */
