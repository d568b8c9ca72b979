// SPDX-License-Identifier: GPL-2.0
/* /dev/kvm, and the coming and going of kvm.ko. */
#include <linux/cpumask.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

#include <kvm/arch.h>

#include "core.h"

/* A vCPU's mapping: struct kvm_run, then the coalesced ring. */
#define VCPU_MMAP_SIZE	((KVM_COALESCED_MMIO_PAGE + 1) * PAGE_SIZE)

/**
 * kvm_check_extension() - KVM_CHECK_EXTENSION
 * @kvm: the VM asked, or NULL on /dev/kvm
 * @ext: KVM_CAP_*
 *
 * Return: the capability's value, 0 where it is absent.
 */
long kvm_check_extension(struct kvm *kvm, unsigned long ext)
{
	switch (ext) {
	case KVM_CAP_USER_MEMORY:
	case KVM_CAP_DESTROY_MEMORY_REGION_WORKS:
	case KVM_CAP_JOIN_MEMORY_REGIONS_WORKS:
	case KVM_CAP_INTERNAL_ERROR_DATA:
	case KVM_CAP_SYNC_MMU:
	case KVM_CAP_READONLY_MEM:
	case KVM_CAP_COALESCED_PIO:
	case KVM_CAP_IOEVENTFD:
	case KVM_CAP_IOEVENTFD_NO_LENGTH:
	case KVM_CAP_IOEVENTFD_ANY_LENGTH:
	case KVM_CAP_IMMEDIATE_EXIT:
	case KVM_CAP_CHECK_EXTENSION_VM:
	case KVM_CAP_ENABLE_CAP_VM:
	case KVM_CAP_DEVICE_CTRL:
	case KVM_CAP_BINARY_STATS_FD:
		return 1;
	case KVM_CAP_NR_MEMSLOTS:
		return KVM_MAX_MEMSLOTS;
	case KVM_CAP_NR_VCPUS:
		return min_t(unsigned int, num_online_cpus(), KVM_MAX_VCPUS);
	case KVM_CAP_MAX_VCPUS:
		return KVM_MAX_VCPUS;
	case KVM_CAP_MAX_VCPU_ID:
		return KVM_MAX_VCPU_IDS;
	case KVM_CAP_COALESCED_MMIO:
		return KVM_COALESCED_MMIO_PAGE;
	case KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2:
		return KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE |
		       KVM_DIRTY_LOG_INITIALLY_SET;
	default:
		return kvm_arch_check_extension(kvm, ext);
	}
}

static long dev_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case KVM_GET_API_VERSION:
		return arg ? -EINVAL : KVM_API_VERSION;
	case KVM_CREATE_VM:
		return kvm_vm_create(arg);
	case KVM_CHECK_EXTENSION:
		return kvm_check_extension(NULL, arg);
	case KVM_GET_VCPU_MMAP_SIZE:
		return arg ? -EINVAL : VCPU_MMAP_SIZE;
	default:
		return -ENOTTY;
	}
}

static const struct file_operations dev_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= dev_ioctl,
	.compat_ioctl	= dev_ioctl,
	.llseek		= noop_llseek,
};

static struct miscdevice dev_misc = {
	.minor	= KVM_MINOR,
	.name	= "kvm",
	.fops	= &dev_fops,
};

static int __init dev_init(void)
{
	int ret;

	ret = kvm_arch_init();
	if (ret)
		return ret;
	ret = kvm_stats_init();
	if (ret)
		return ret;
	ret = misc_register(&dev_misc);
	if (ret)
		kvm_stats_exit();
	return ret;
}
module_init(dev_init);

static void __exit dev_exit(void)
{
	misc_deregister(&dev_misc);
	kvm_stats_exit();
}
module_exit(dev_exit);

MODULE_DESCRIPTION("Kernel-based Virtual Machine: core and PowerPC");
MODULE_LICENSE("GPL");
MODULE_ALIAS_MISCDEV(KVM_MINOR);
MODULE_ALIAS("devname:kvm");
