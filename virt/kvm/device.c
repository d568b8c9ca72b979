// SPDX-License-Identifier: GPL-2.0
/* KVM_CREATE_DEVICE and the descriptors it makes. */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <kvm/arch.h>

#include "core.h"

typedef int (*attr_fn)(struct kvm_device *dev, struct kvm_device_attr *attr);

static long device_attr(struct kvm_device *dev, attr_fn fn, int absent,
			void __user *argp)
{
	struct kvm_device_attr attr;

	if (!fn)
		return absent;
	if (copy_from_user(&attr, argp, sizeof(attr)))
		return -EFAULT;
	return fn(dev, &attr);
}

static long device_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct kvm_device *dev = file->private_data;
	void __user *argp = (void __user *)arg;

	if (dev->kvm->mm != current->mm)
		return -EIO;

	switch (cmd) {
	case KVM_SET_DEVICE_ATTR:
		return device_attr(dev, dev->ops->set_attr, -EPERM, argp);
	case KVM_GET_DEVICE_ATTR:
		return device_attr(dev, dev->ops->get_attr, -EPERM, argp);
	case KVM_HAS_DEVICE_ATTR:
		return device_attr(dev, dev->ops->has_attr, -ENXIO, argp);
	default:
		return -ENOTTY;
	}
}

static int device_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct kvm_device *dev = file->private_data;

	if (!dev->ops->mmap)
		return -ENODEV;
	if (dev->kvm->mm != current->mm)
		return -EIO;
	return dev->ops->mmap(dev, vma);
}

static int device_release(struct inode *inode, struct file *file)
{
	struct kvm_device *dev = file->private_data;
	struct kvm *kvm = dev->kvm;

	if (dev->ops->release) {
		mutex_lock(&kvm->lock);
		list_del(&dev->link);
		dev->ops->release(dev);
		dev->ops->destroy(dev);
		mutex_unlock(&kvm->lock);
	}
	kvm_vm_put(kvm);
	return 0;
}

static const struct file_operations device_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= device_mmap,
	.unlocked_ioctl	= device_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.release	= device_release,
};

static struct kvm_device *device_new(struct kvm *kvm, u32 type,
				     const struct kvm_device_ops *ops)
{
	struct kvm_device *dev;
	int ret;

	dev = kzalloc(sizeof(*dev), GFP_KERNEL_ACCOUNT);
	if (!dev)
		return ERR_PTR(-ENOMEM);
	dev->kvm = kvm;
	dev->ops = ops;

	mutex_lock(&kvm->lock);
	ret = ops->create(dev, type);
	if (!ret)
		list_add(&dev->link, &kvm->devices);
	mutex_unlock(&kvm->lock);

	if (ret) {
		kfree(dev);
		return ERR_PTR(ret);
	}
	return dev;
}

static void device_undo(struct kvm_device *dev)
{
	struct kvm *kvm = dev->kvm;

	mutex_lock(&kvm->lock);
	list_del(&dev->link);
	if (dev->ops->release)
		dev->ops->release(dev);
	dev->ops->destroy(dev);
	mutex_unlock(&kvm->lock);
}

/**
 * kvm_device_create() - KVM_CREATE_DEVICE
 * @kvm: the VM; no lock held; may sleep
 * @ucd: its argument; the descriptor is written to it
 *
 * Return: 0; -ENODEV for a type that the architecture has not, -EINVAL for
 * unknown flags, -EFAULT, -ENOMEM, -EMFILE, or the device's own errno.
 */
int kvm_device_create(struct kvm *kvm, struct kvm_create_device __user *ucd)
{
	const struct kvm_device_ops *ops;
	struct kvm_create_device cd;
	struct kvm_device *dev;
	struct file *file;
	int fd, ret;

	if (copy_from_user(&cd, ucd, sizeof(cd)))
		return -EFAULT;
	if (cd.flags & ~KVM_CREATE_DEVICE_TEST)
		return -EINVAL;
	ops = kvm_arch_device_ops(kvm, cd.type);
	if (!ops)
		return -ENODEV;
	if (cd.flags & KVM_CREATE_DEVICE_TEST)
		return 0;

	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;
	/* Before there is a device that a bad pointer would leave behind. */
	if (put_user(fd, &ucd->fd)) {
		ret = -EFAULT;
		goto put_fd;
	}
	dev = device_new(kvm, cd.type, ops);
	if (IS_ERR(dev)) {
		ret = PTR_ERR(dev);
		goto put_fd;
	}
	kvm_vm_get(kvm);
	file = anon_inode_getfile(ops->name, &device_fops, dev, O_RDWR);
	if (IS_ERR(file)) {
		ret = PTR_ERR(file);
		goto undo;
	}
	fd_install(fd, file);
	return 0;

undo:
	device_undo(dev);
	kvm_vm_put(kvm);
put_fd:
	put_unused_fd(fd);
	return ret;
}

/**
 * kvm_devices_destroy() - destroy the devices that outlived their descriptors
 * @kvm: a VM without users
 */
void kvm_devices_destroy(struct kvm *kvm)
{
	struct kvm_device *dev, *next;

	list_for_each_entry_safe(dev, next, &kvm->devices, link) {
		list_del(&dev->link);
		dev->ops->destroy(dev);
	}
}
