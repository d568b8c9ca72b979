/* SPDX-License-Identifier: GPL-2.0 */
/* Translation by a guest's own radix tables: book3s/radix_walk.c, pure. */
#ifndef KVM_RADIX_WALK_H
#define KVM_RADIX_WALK_H

#include <linux/types.h>

#include <kvm/ppc_xlate.h>

/**
 * struct kvmppc_radix_walk - one walk of process-scoped radix tables
 * @read:	read a doubleword of guest memory at @gpa, big-endian as it lies
 *		there; 0 or -EFAULT
 * @opaque:	for @read
 * @prtb:	base and size of the process table, as in PATE doubleword 1
 * @pid:	process id of the access
 */
struct kvmppc_radix_walk {
	int (*read)(void *opaque, gpa_t gpa, __be64 *val);
	void *opaque;
	u64 prtb;
	u32 pid;
};

int kvmppc_radix_walk(const struct kvmppc_radix_walk *walk, u64 ea,
		      struct kvmppc_translation *out);

#endif /* KVM_RADIX_WALK_H */
