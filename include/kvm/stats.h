/* SPDX-License-Identifier: GPL-2.0 */
/* Counters of VMs and vCPUs: the statistics files and debugfs. */
#ifndef KVM_STATS_H
#define KVM_STATS_H

#include <linux/kvm.h>
#include <linux/types.h>

struct kvm;
struct kvm_vcpu;

#define KVM_STATS_MAX		48
#define KVM_STATS_ID_SIZE	48

/* Indices of kvm.stat; an architecture's own start at KVM_VM_STAT_ARCH. */
enum kvm_vm_stat_index {
	KVM_VM_STAT_PAGES_UNMAPPED,
	KVM_VM_STAT_TLB_FLUSHES,
	KVM_VM_STAT_ARCH,
};

/* Indices of kvm_vcpu.stat; an architecture's own start at KVM_VCPU_STAT_ARCH. */
enum kvm_vcpu_stat_index {
	KVM_VCPU_STAT_EXITS,
	KVM_VCPU_STAT_USER_EXITS,
	KVM_VCPU_STAT_SIGNAL_EXITS,
	KVM_VCPU_STAT_HALT_POLLS,
	KVM_VCPU_STAT_BLOCKS,
	KVM_VCPU_STAT_WAKEUPS,
	KVM_VCPU_STAT_KICKS,
	KVM_VCPU_STAT_ARCH,
};

/**
 * struct kvm_stat_entry - one counter
 * @name:	as userspace sees it
 * @index:	place in the stat array
 * @flags:	KVM_STATS_TYPE_*, KVM_STATS_UNIT_*, KVM_STATS_BASE_*
 * @exponent:	of the base
 */
struct kvm_stat_entry {
	const char *name;
	u16 index;
	u32 flags;
	s16 exponent;
};

struct kvm_stat_table {
	const struct kvm_stat_entry *entries;
	unsigned int nr;
};

#define KVM_STAT_COUNTER(_name, _index)					\
	{ .name = _name, .index = _index,				\
	  .flags = KVM_STATS_TYPE_CUMULATIVE | KVM_STATS_UNIT_NONE |	\
		   KVM_STATS_BASE_POW10 }

#define KVM_STAT_INSTANT(_name, _index)					\
	{ .name = _name, .index = _index,				\
	  .flags = KVM_STATS_TYPE_INSTANT | KVM_STATS_UNIT_NONE |	\
		   KVM_STATS_BASE_POW10 }

int kvm_vm_stats_fd(struct kvm *kvm);
int kvm_vcpu_stats_fd(struct kvm_vcpu *vcpu);
void kvm_vm_debugfs_create(struct kvm *kvm, int fd);
void kvm_vcpu_debugfs_create(struct kvm_vcpu *vcpu);
void kvm_vm_debugfs_remove(struct kvm *kvm);
int kvm_stats_init(void);
void kvm_stats_exit(void);

#endif /* KVM_STATS_H */
