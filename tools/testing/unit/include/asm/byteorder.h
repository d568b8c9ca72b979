/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's names of byte order conversions. */
#ifndef UNIT_ASM_BYTEORDER_H
#define UNIT_ASM_BYTEORDER_H

#include_next <asm/byteorder.h>

#define cpu_to_be64	__cpu_to_be64
#define be64_to_cpu	__be64_to_cpu

#endif /* UNIT_ASM_BYTEORDER_H */
