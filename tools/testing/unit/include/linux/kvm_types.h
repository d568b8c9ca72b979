/* SPDX-License-Identifier: GPL-2.0 */
/* KVM's kinds of address, for pure C compiled for the build machine. */
#ifndef UNIT_LINUX_KVM_TYPES_H
#define UNIT_LINUX_KVM_TYPES_H

#include <linux/types.h>

typedef u64 gpa_t;
typedef u64 gfn_t;

#endif /* UNIT_LINUX_KVM_TYPES_H */
