/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the core asks of an architecture. Each architecture defines every one
 * of these; the core calls them where their kernel-doc says and nowhere else.
 */
#ifndef KVM_ARCH_H
#define KVM_ARCH_H

#include <kvm/device.h>
#include <kvm/vm.h>

/**
 * kvm_arch_init() - kvm.ko is being loaded
 *
 * Before /dev/kvm exists. Verifies the architecture's tables.
 *
 * Return: 0 or -errno, which ends the load.
 */
int kvm_arch_init(void);

/**
 * kvm_arch_check_extension() - KVM_CHECK_EXTENSION, where the core has no answer
 * @kvm: the VM asked, or NULL on /dev/kvm
 * @ext: KVM_CAP_*
 *
 * Return: the capability's value, 0 where it is absent.
 */
int kvm_arch_check_extension(struct kvm *kvm, long ext);

/**
 * kvm_arch_vm_alloc() - allocate a VM of the type that userspace names
 * @type: KVM_CREATE_VM's argument
 *
 * The object is zeroed and embeds struct kvm as its first member. What it
 * holds (a backend's module) is let go in kvm_arch_vm_free().
 *
 * Return: the VM, or ERR_PTR: -EINVAL for a type that no backend serves.
 */
struct kvm *kvm_arch_vm_alloc(unsigned long type);
void kvm_arch_vm_free(struct kvm *kvm);

/**
 * kvm_arch_vm_init() - the core's part of the VM stands, make arch's
 * @kvm: a VM nobody else can see; no memory, no vCPU, no MMU notifier yet
 *
 * Return: 0 or -errno, then kvm_arch_vm_destroy() is not called.
 */
int kvm_arch_vm_init(struct kvm *kvm);

/**
 * kvm_arch_vm_destroy() - undo kvm_arch_vm_init()
 * @kvm: no user is left; vCPUs, devices, slots and the notifier have gone
 */
void kvm_arch_vm_destroy(struct kvm *kvm);

/**
 * kvm_arch_vm_ioctl() - a VM ioctl the core does not know
 * @kvm: the VM; no lock held
 * @cmd: the ioctl
 * @arg: its argument
 *
 * Return: the ioctl's result, -ENOTTY where it is unknown.
 */
long kvm_arch_vm_ioctl(struct kvm *kvm, unsigned int cmd, unsigned long arg);

/**
 * kvm_arch_vm_enable_cap() - KVM_ENABLE_CAP on a VM, for other than core's own
 * @kvm: the VM; no lock held
 * @cap: copied in; flags are not checked yet
 *
 * Return: 0, -EINVAL where the capability or its arguments are unknown.
 */
int kvm_arch_vm_enable_cap(struct kvm *kvm, const struct kvm_enable_cap *cap);

/**
 * kvm_arch_device_ops() - kinds of KVM_CREATE_DEVICE
 * @type: KVM_DEV_TYPE_*
 *
 * Return: the ops, NULL where this architecture has no such device.
 */
const struct kvm_device_ops *kvm_arch_device_ops(struct kvm *kvm, u32 type);

/**
 * kvm_arch_vcpu_alloc() - allocate a vCPU, zeroed, struct kvm_vcpu first
 * @kvm: the VM; kvm->lock held
 * @id: below KVM_MAX_VCPU_IDS and free
 *
 * Return: the vCPU or ERR_PTR.
 */
struct kvm_vcpu *kvm_arch_vcpu_alloc(struct kvm *kvm, u32 id);
void kvm_arch_vcpu_free(struct kvm_vcpu *vcpu);

/**
 * kvm_arch_vcpu_init() - the core's part of the vCPU stands, make arch's
 * @vcpu: not yet visible; kvm->lock held; vcpu->run is there
 *
 * Return: 0 or -errno, then kvm_arch_vcpu_destroy() is not called.
 */
int kvm_arch_vcpu_init(struct kvm_vcpu *vcpu);
void kvm_arch_vcpu_destroy(struct kvm_vcpu *vcpu);

/**
 * kvm_arch_vcpu_run() - KVM_RUN
 * @vcpu: vcpu->mutex held, signal mask applied, vcpu->task set
 *
 * Finishes what userspace was asked for, then runs the guest until an exit is
 * userspace's. vcpu->run->immediate_exit ends it before the guest is entered.
 * Calls neither kvm_vcpu_block() nor anything else with kvm->srcu held.
 *
 * Return: 0 with vcpu->run->exit_reason set, -EINTR for a signal or
 * immediate_exit (exit_reason KVM_EXIT_INTR), another -errno where nothing ran.
 */
int kvm_arch_vcpu_run(struct kvm_vcpu *vcpu);

/**
 * kvm_arch_vcpu_runnable() - need a blocked vCPU go on?
 * @vcpu: the vCPU; its own thread, or any
 *
 * Does not sleep: its own thread asks when it is about to.
 *
 * Return: true where an interrupt or an event ends the wait.
 */
bool kvm_arch_vcpu_runnable(struct kvm_vcpu *vcpu);

/**
 * kvm_arch_vcpu_ioctl() - a vCPU ioctl that needs the vCPU to stand still
 * @vcpu: vcpu->mutex held
 *
 * Return: the result, -ENOTTY where it is unknown.
 */
long kvm_arch_vcpu_ioctl(struct kvm_vcpu *vcpu, unsigned int cmd,
			 unsigned long arg);

/**
 * kvm_arch_vcpu_async_ioctl() - a vCPU ioctl that may meet a running vCPU
 * @vcpu: no lock held
 *
 * Return: the result, -ENOIOCTLCMD to have it tried under vcpu->mutex.
 */
long kvm_arch_vcpu_async_ioctl(struct kvm_vcpu *vcpu, unsigned int cmd,
			       unsigned long arg);

/**
 * kvm_arch_vcpu_fault() - a page of the vCPU's mapping that is not core's
 * @vcpu: the vCPU
 * @pgoff: page offset
 *
 * Return: the page, not referenced, or NULL for SIGBUS.
 */
struct page *kvm_arch_vcpu_fault(struct kvm_vcpu *vcpu, unsigned long pgoff);

/**
 * kvm_arch_memslot_prepare() - may this change of slots be made?
 * @kvm: the VM; slots_lock held; may sleep
 * @old: slot as it is, NULL where it is being created
 * @new: slot as it shall be, NULL where it is being deleted
 *
 * Return: 0 or -errno, which refuses the change.
 */
int kvm_arch_memslot_prepare(struct kvm *kvm,
			     const struct kvm_memory_slot *old,
			     const struct kvm_memory_slot *new);

/**
 * kvm_arch_unmap_gfn_range() - remove translations
 * @kvm: the VM; mmu_lock held
 * @range: pages of one slot, which need not be published any more
 *
 * On return no CPU holds a translation of them. Does not sleep.
 */
void kvm_arch_unmap_gfn_range(struct kvm *kvm,
			      const struct kvm_gfn_range *range);

/**
 * kvm_arch_age_gfn_range() - test and clear the referenced bit
 * @kvm: the VM; mmu_lock held
 * @range: pages of one slot
 *
 * Return: true where any of them was referenced since the last call.
 */
bool kvm_arch_age_gfn_range(struct kvm *kvm, const struct kvm_gfn_range *range);

/* As kvm_arch_age_gfn_range(), and clears nothing. */
bool kvm_arch_test_age_gfn_range(struct kvm *kvm,
				 const struct kvm_gfn_range *range);

/**
 * kvm_arch_dirty_log_arm() - collect dirty pages, have the next write noticed
 * @kvm: the VM; mmu_lock held, and it stays held until the caller has taken
 *	the bits out of the bitmap
 * @slot: a slot with a dirty bitmap
 * @first: first page, as an index into the slot, a multiple of BITS_PER_LONG
 * @mask: pages from @first on, a bit each
 *
 * A page written through the MMU since the last call has its bit in
 * slot->dirty_bitmap set. On return a write to any page of @mask sets it anew
 * (at once, or at the next call).
 */
void kvm_arch_dirty_log_arm(struct kvm *kvm, struct kvm_memory_slot *slot,
			    unsigned long first, unsigned long mask);

/**
 * kvm_arch_dirty_log_start() - pages of a slot begin to be logged
 * @kvm: the VM; mmu_lock held, and let go between one range and the next
 * @range: pages of the new version of the slot, published, without readers of
 *	the old one
 *
 * From its return on, writes to them are noticed page by page. Does not sleep.
 */
void kvm_arch_dirty_log_start(struct kvm *kvm,
			      const struct kvm_gfn_range *range);

extern const struct kvm_stat_table kvm_arch_vm_stats;
extern const struct kvm_stat_table kvm_arch_vcpu_stats;

#endif /* KVM_ARCH_H */
