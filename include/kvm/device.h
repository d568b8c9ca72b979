/* SPDX-License-Identifier: GPL-2.0 */
/* KVM_CREATE_DEVICE: in-kernel devices with a file descriptor. */
#ifndef KVM_DEVICE_H
#define KVM_DEVICE_H

#include <linux/kvm.h>
#include <linux/list.h>
#include <linux/types.h>

struct kvm;
struct kvm_device;
struct vm_area_struct;

/**
 * struct kvm_device_ops - one kind of device
 * @name:	of the anonymous inode, and in logs; required
 * @create:	allocate and set dev->private; under kvm->lock; required
 * @release:	the descriptor was closed, the VM lives on: unhook the device
 *		from it; @destroy follows; under kvm->lock; optional: without
 *		it the device stays until the VM goes
 * @destroy:	the VM goes, or @release was called, or no descriptor could be
 *		made, these two under kvm->lock; frees dev->private and dev;
 *		required
 * @set_attr:	KVM_SET_DEVICE_ATTR; -ENXIO where unknown; optional
 * @get_attr:	KVM_GET_DEVICE_ATTR; as @set_attr
 * @has_attr:	KVM_HAS_DEVICE_ATTR; as @set_attr
 * @mmap:	optional
 */
struct kvm_device_ops {
	const char *name;
	int (*create)(struct kvm_device *dev, u32 type);
	void (*release)(struct kvm_device *dev);
	void (*destroy)(struct kvm_device *dev);
	int (*set_attr)(struct kvm_device *dev, struct kvm_device_attr *attr);
	int (*get_attr)(struct kvm_device *dev, struct kvm_device_attr *attr);
	int (*has_attr)(struct kvm_device *dev, struct kvm_device_attr *attr);
	int (*mmap)(struct kvm_device *dev, struct vm_area_struct *vma);
};

struct kvm_device {
	struct kvm *kvm;
	const struct kvm_device_ops *ops;
	struct list_head link;	/* kvm->devices, under kvm->lock */
	void *private;
};

int kvm_device_create(struct kvm *kvm, struct kvm_create_device __user *ucd);
void kvm_devices_destroy(struct kvm *kvm);

#endif /* KVM_DEVICE_H */
