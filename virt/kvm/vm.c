// SPDX-License-Identifier: GPL-2.0
/* A virtual machine: its life, its descriptor, its ioctls. */
#include <linux/anon_inodes.h>
#include <linux/compat.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/sched/mm.h>
#include <linux/uaccess.h>

#include <kvm/arch.h>

#include "core.h"

#define DIRTY_LOG_MANUAL_FLAGS	(KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE | \
				 KVM_DIRTY_LOG_INITIALLY_SET)

static int vm_init(struct kvm *kvm)
{
	int ret;

	refcount_set(&kvm->users, 1);
	mutex_init(&kvm->lock);
	mutex_init(&kvm->slots_lock);
	spin_lock_init(&kvm->mmu_lock);
	spin_lock_init(&kvm->ring_lock);
	xa_init(&kvm->vcpus);
	INIT_LIST_HEAD(&kvm->ioeventfds);
	INIT_LIST_HEAD(&kvm->coalesced_zones);
	INIT_LIST_HEAD(&kvm->devices);
	snprintf(kvm->stats_id, sizeof(kvm->stats_id), "kvm-%d",
		 task_pid_nr(current));

	ret = init_srcu_struct(&kvm->srcu);
	if (ret)
		return ret;
	ret = kvm_memslots_init(kvm);
	if (ret)
		goto cleanup_srcu;
	ret = kvm_io_buses_init(kvm);
	if (ret)
		goto destroy_buses;
	ret = kvm_coalesced_init(kvm);
	if (ret)
		goto destroy_buses;
	return 0;

destroy_buses:
	kvm_io_buses_destroy(kvm);
	kvm_memslots_free(kvm);
cleanup_srcu:
	cleanup_srcu_struct(&kvm->srcu);
	return ret;
}

/* Undo vm_init() where the buses have gone already. */
static void vm_exit(struct kvm *kvm)
{
	kvm_coalesced_free(kvm);
	kvm_memslots_free(kvm);
	cleanup_srcu_struct(&kvm->srcu);
}

static struct kvm *vm_new(unsigned long type)
{
	struct kvm *kvm = kvm_arch_vm_alloc(type);
	int ret;

	if (IS_ERR(kvm))
		return kvm;

	kvm->mm = current->mm;
	mmgrab(kvm->mm);
	ret = vm_init(kvm);
	if (ret)
		goto free_vm;
	ret = kvm_arch_vm_init(kvm);
	if (ret)
		goto exit_vm;
	ret = kvm_mmu_notifier_init(kvm);
	if (ret)
		goto destroy_arch;
	return kvm;

destroy_arch:
	kvm_arch_vm_destroy(kvm);
exit_vm:
	kvm_io_buses_destroy(kvm);
	vm_exit(kvm);
free_vm:
	mmdrop(kvm->mm);
	kvm_arch_vm_free(kvm);
	return ERR_PTR(ret);
}

/*
 * The last user has gone. What a guest could reach goes before what it reached
 * it through; the notifier goes once nothing can make translations any more,
 * and removes those that are left.
 */
static void vm_destroy(struct kvm *kvm)
{
	struct mm_struct *mm = kvm->mm;

	kvm_io_buses_destroy(kvm);
	kvm_devices_destroy(kvm);
	kvm_vcpus_destroy(kvm);
	kvm_mmu_notifier_exit(kvm);
	kvm_arch_vm_destroy(kvm);
	vm_exit(kvm);
	kvm_arch_vm_free(kvm);
	mmdrop(mm);
}

/**
 * kvm_vm_get() - hold a VM
 * @kvm: a VM that the caller holds already
 */
void kvm_vm_get(struct kvm *kvm)
{
	refcount_inc(&kvm->users);
}

/**
 * kvm_vm_get_unless_dying() - hold a VM that may be going
 * @kvm: a VM whose memory the caller keeps from being freed
 *
 * Return: false where its last user has gone.
 */
bool kvm_vm_get_unless_dying(struct kvm *kvm)
{
	return refcount_inc_not_zero(&kvm->users);
}

/**
 * kvm_vm_put() - let go of a VM
 * @kvm: held by the caller; no lock of the VM held; may sleep
 */
void kvm_vm_put(struct kvm *kvm)
{
	if (!refcount_dec_and_test(&kvm->users))
		return;
	kvm_vm_debugfs_remove(kvm);
	vm_destroy(kvm);
}

static int dirty_log_manual_enable(struct kvm *kvm,
				   const struct kvm_enable_cap *cap)
{
	u64 flags = cap->args[0];

	if (cap->flags || flags & ~DIRTY_LOG_MANUAL_FLAGS)
		return -EINVAL;
	if (flags == KVM_DIRTY_LOG_INITIALLY_SET)
		return -EINVAL;

	mutex_lock(&kvm->slots_lock);
	kvm->dirty_log_manual = flags;
	mutex_unlock(&kvm->slots_lock);
	return 0;
}

static long vm_enable_cap(struct kvm *kvm, void __user *argp)
{
	struct kvm_enable_cap cap;

	if (copy_from_user(&cap, argp, sizeof(cap)))
		return -EFAULT;
	if (cap.cap == KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2)
		return dirty_log_manual_enable(kvm, &cap);
	return kvm_arch_vm_enable_cap(kvm, &cap);
}

static long vm_set_memory(struct kvm *kvm, void __user *argp)
{
	struct kvm_userspace_memory_region region;

	if (copy_from_user(&region, argp, sizeof(region)))
		return -EFAULT;
	return kvm_memslot_set(kvm, &region);
}

/*
 * The ABI has the bitmap's address in a union with a __u64, which a 32-bit
 * process fills as its own pointer is wide: from the first byte on.
 */
static void __user *user_pointer(void __user *const *field)
{
	if (in_compat_syscall())
		return compat_ptr(*(const compat_uptr_t *)field);
	return *field;
}

static long vm_get_dirty_log(struct kvm *kvm, void __user *argp)
{
	struct kvm_dirty_log log;

	if (copy_from_user(&log, argp, sizeof(log)))
		return -EFAULT;
	log.dirty_bitmap = user_pointer(&log.dirty_bitmap);
	return kvm_dirty_log_get(kvm, &log);
}

static long vm_clear_dirty_log(struct kvm *kvm, void __user *argp)
{
	struct kvm_clear_dirty_log log;

	if (copy_from_user(&log, argp, sizeof(log)))
		return -EFAULT;
	log.dirty_bitmap = user_pointer(&log.dirty_bitmap);
	return kvm_dirty_log_clear(kvm, &log);
}

static long vm_ioeventfd(struct kvm *kvm, void __user *argp)
{
	struct kvm_ioeventfd args;

	if (copy_from_user(&args, argp, sizeof(args)))
		return -EFAULT;
	return kvm_ioeventfd(kvm, &args);
}

static long vm_coalesced(struct kvm *kvm, void __user *argp,
			 int (*fn)(struct kvm *kvm,
				   const struct kvm_coalesced_mmio_zone *zone))
{
	struct kvm_coalesced_mmio_zone zone;

	if (copy_from_user(&zone, argp, sizeof(zone)))
		return -EFAULT;
	return fn(kvm, &zone);
}

static long vm_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct kvm *kvm = file->private_data;
	void __user *argp = (void __user *)arg;

	if (kvm->mm != current->mm)
		return -EIO;

	switch (cmd) {
	case KVM_CHECK_EXTENSION:
		return kvm_check_extension(kvm, arg);
	case KVM_ENABLE_CAP:
		return vm_enable_cap(kvm, argp);
	case KVM_CREATE_VCPU:
		return kvm_vcpu_create(kvm, arg);
	case KVM_SET_USER_MEMORY_REGION:
		return vm_set_memory(kvm, argp);
	case KVM_GET_DIRTY_LOG:
		return vm_get_dirty_log(kvm, argp);
	case KVM_CLEAR_DIRTY_LOG:
		return vm_clear_dirty_log(kvm, argp);
	case KVM_REGISTER_COALESCED_MMIO:
		return vm_coalesced(kvm, argp, kvm_coalesced_register);
	case KVM_UNREGISTER_COALESCED_MMIO:
		return vm_coalesced(kvm, argp, kvm_coalesced_unregister);
	case KVM_IOEVENTFD:
		return vm_ioeventfd(kvm, argp);
	case KVM_CREATE_DEVICE:
		return kvm_device_create(kvm, argp);
	case KVM_GET_STATS_FD:
		return kvm_vm_stats_fd(kvm);
	default:
		return kvm_arch_vm_ioctl(kvm, cmd, arg);
	}
}

static int vm_release(struct inode *inode, struct file *file)
{
	kvm_vm_put(file->private_data);
	return 0;
}

static const struct file_operations vm_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= vm_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.release	= vm_release,
	.llseek		= noop_llseek,
};

/**
 * kvm_vm_create() - KVM_CREATE_VM
 * @type: of the VM, the architecture's to judge
 *
 * Return: a descriptor that holds the VM, or -errno.
 */
int kvm_vm_create(unsigned long type)
{
	struct file *file;
	struct kvm *kvm;
	int fd, ret;

	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;
	kvm = vm_new(type);
	if (IS_ERR(kvm)) {
		ret = PTR_ERR(kvm);
		goto put_fd;
	}
	file = anon_inode_getfile("kvm-vm", &vm_fops, kvm, O_RDWR);
	if (IS_ERR(file)) {
		ret = PTR_ERR(file);
		goto destroy;
	}
	kvm_vm_debugfs_create(kvm, fd);
	fd_install(fd, file);
	return fd;

destroy:
	vm_destroy(kvm);
put_fd:
	put_unused_fd(fd);
	return ret;
}
