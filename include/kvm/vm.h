/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The objects of KVM that know no architecture: a virtual machine, a virtual
 * CPU and the guest memory behind them.
 */
#ifndef KVM_VM_H
#define KVM_VM_H

#include <linux/kvm.h>
#include <linux/kvm_types.h>
#include <linux/mm_types.h>
#include <linux/mmu_notifier.h>
#include <linux/mutex.h>
#include <linux/rcuwait.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/srcu.h>
#include <linux/xarray.h>

#include <kvm/io_bus.h>
#include <kvm/memslot.h>
#include <kvm/stats.h>

struct dentry;
struct kvm_stat_file;
struct page;

#define KVM_COALESCED_MMIO_PAGE		1UL

/* vCPU ids lie below this, at most this many vCPUs a VM. */
#define KVM_MAX_VCPU_IDS		2048
#define KVM_MAX_VCPUS			1024

/**
 * struct kvm - a virtual machine
 * @mm:		address space whose memory the guest uses; ioctls from
 *		another one are refused with -EIO
 * @users:	open files that hold the VM: its own, its vCPUs', its devices',
 *		statistics, debugfs
 * @lock:	creation of vCPUs and devices, capabilities
 * @slots_lock:	changes of @memslots, @buses and coalesced zones
 * @srcu:	readers of @memslots and @buses
 * @memslots:	published slots, replaced whole, see memslot.h
 * @mmu_lock:	shadow or second-stage translations, the invalidation fields
 * @mmu_notifier: host's view of @mm
 * @invalidates_in_progress: invalidations begun, not ended; under @mmu_lock
 * @invalidates: ever begun; under @mmu_lock
 * @vcpus:	vCPUs by id
 * @nr_vcpus:	vCPUs in @vcpus
 * @buses:	in-kernel devices by address space
 * @ioeventfds:	list of registered ioeventfds, under @slots_lock
 * @coalesced:	page of the coalesced ring, in the mapping of every vCPU
 * @coalesced_zones: list of zones, under @slots_lock
 * @ring_lock:	writers of the coalesced ring
 * @devices:	in-kernel devices made by KVM_CREATE_DEVICE, under @lock
 * @dirty_log_manual: KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2 flags, under @slots_lock
 * @stat:	counters, indexed by enum kvm_vm_stat_index
 * @stats_id:	name in the header of the statistics file
 * @debugfs:	directory of this VM
 * @debugfs_files: what its files there refer to
 * @link:	list of all VMs, see stats.c
 */
struct kvm {
	struct mm_struct *mm;
	refcount_t users;
	struct mutex lock;
	struct mutex slots_lock;
	struct srcu_struct srcu;
	struct kvm_memslots __rcu *memslots;

	spinlock_t mmu_lock;
	struct mmu_notifier mmu_notifier;
	unsigned long invalidates_in_progress;
	unsigned long invalidates;

	struct xarray vcpus;
	atomic_t nr_vcpus;

	struct kvm_io_bus __rcu *buses[KVM_NR_BUSES];
	struct list_head ioeventfds;
	struct page *coalesced;
	struct list_head coalesced_zones;
	spinlock_t ring_lock;
	struct list_head devices;
	u64 dirty_log_manual;

	u64 stat[KVM_STATS_MAX];
	char stats_id[KVM_STATS_ID_SIZE];
	struct dentry *debugfs;
	struct kvm_stat_file *debugfs_files;
	struct list_head link;
};

/* Where a vCPU's thread is: what a kick has to do. */
enum kvm_vcpu_mode {
	KVM_VCPU_OUTSIDE,	/* in the kernel or in userspace */
	KVM_VCPU_IN_GUEST,	/* in the guest, or too late to notice a kick */
};

/**
 * struct kvm_vcpu - a virtual CPU
 * @kvm:	its VM, which frees it; each open file of the vCPU holds the VM
 * @id:		KVM_CREATE_VCPU's argument
 * @mutex:	one ioctl at a time; held all through KVM_RUN
 * @run:	page shared with userspace, first of the vCPU's mapping
 * @mode:	enum kvm_vcpu_mode, written by the vCPU's thread
 * @cpu:	host CPU that last ran the vCPU's thread in the guest, or -1
 * @wait:	where the thread sleeps in kvm_vcpu_block()
 * @task:	thread in KVM_RUN, NULL otherwise; others read it under RCU
 * @sigset_active: @sigset replaces the thread's mask during KVM_RUN
 * @sigset:	KVM_SET_SIGNAL_MASK's argument
 * @last_slot:	slot of the last lookup, an index hint that may be stale
 * @srcu_idx:	read side of kvm->srcu while kvm_vcpu_srcu_lock() is held
 * @stat:	counters, indexed by enum kvm_vcpu_stat_index
 * @stats_id:	name in the header of the statistics file
 * @debugfs:	directory of this vCPU
 */
struct kvm_vcpu {
	struct kvm *kvm;
	u32 id;
	struct mutex mutex;
	struct kvm_run *run;
	int mode;
	int cpu;
	struct rcuwait wait;
	struct task_struct *task;
	bool sigset_active;
	sigset_t sigset;
	u32 last_slot;
	int srcu_idx;

	u64 stat[KVM_STATS_MAX];
	char stats_id[KVM_STATS_ID_SIZE];
	struct dentry *debugfs;
};

void kvm_vm_get(struct kvm *kvm);
bool kvm_vm_get_unless_dying(struct kvm *kvm);
void kvm_vm_put(struct kvm *kvm);

/* Any context; the caller must keep the VM, vCPUs live as long as it does. */
static inline struct kvm_vcpu *kvm_vcpu_by_id(struct kvm *kvm, u32 id)
{
	return xa_load(&kvm->vcpus, id);
}

#define kvm_for_each_vcpu(idx, vcpu, kvm) \
	xa_for_each(&(kvm)->vcpus, idx, vcpu)

static inline void kvm_vcpu_srcu_lock(struct kvm_vcpu *vcpu)
{
	vcpu->srcu_idx = srcu_read_lock(&vcpu->kvm->srcu);
}

static inline void kvm_vcpu_srcu_unlock(struct kvm_vcpu *vcpu)
{
	srcu_read_unlock(&vcpu->kvm->srcu, vcpu->srcu_idx);
}

void kvm_vcpu_kick(struct kvm_vcpu *vcpu);
void kvm_vcpu_wake(struct kvm_vcpu *vcpu);
void kvm_vcpu_block(struct kvm_vcpu *vcpu);

#endif /* KVM_VM_H */
