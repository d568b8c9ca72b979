/* SPDX-License-Identifier: GPL-2.0 */
/* In-kernel devices at guest physical addresses. */
#ifndef KVM_IO_BUS_H
#define KVM_IO_BUS_H

#include <linux/kvm_types.h>
#include <linux/list.h>
#include <linux/types.h>

struct kvm;
struct kvm_io_device;
struct kvm_vcpu;

enum kvm_bus {
	KVM_MMIO_BUS,
	KVM_PIO_BUS,
	KVM_FAST_MMIO_BUS,	/* ioeventfds of length 0 */
	KVM_NR_BUSES,
};

/* Devices on one bus at the most; an ioeventfd is one. */
#define KVM_IO_BUS_MAX	4096

/**
 * struct kvm_io_device_ops - what a device does with an access
 * @read:	fill @len bytes at @data in guest memory order
 * @write:	take them
 * @atomic:	@write neither sleeps nor needs interrupts on
 * @destroy:	the bus is done with the device, no access to it is under way;
 *		kvm->slots_lock held, or the VM is going; required
 *
 * @read and @write run with kvm->srcu held for reading, and may sleep where
 * @atomic does not say otherwise. Each
 * returns 0, or -EOPNOTSUPP where the access is not the device's: the search
 * goes on. An op that is absent means -EOPNOTSUPP.
 */
struct kvm_io_device_ops {
	int (*read)(struct kvm_vcpu *vcpu, struct kvm_io_device *dev, gpa_t addr,
		    int len, void *data);
	int (*write)(struct kvm_vcpu *vcpu, struct kvm_io_device *dev,
		     gpa_t addr, int len, const void *data);
	bool atomic;
	void (*destroy)(struct kvm_io_device *dev);
};

struct kvm_io_device {
	const struct kvm_io_device_ops *ops;
};

/**
 * struct kvm_io_range - where a device answers
 * @addr:	first byte
 * @len:	bytes; 0 takes accesses of any length that start at @addr
 * @reach:	last byte of this range or of any before it on the bus
 * @dev:	the device
 */
struct kvm_io_range {
	gpa_t addr;
	int len;
	gpa_t reach;
	struct kvm_io_device *dev;
};

/*
 * Sorted by address, then by falling length, so that the range nearest before
 * an address and narrowest is the last. Replaced whole under kvm->srcu.
 */
struct kvm_io_bus {
	int nr;
	struct kvm_io_range ranges[];
};

int kvm_io_bus_read(struct kvm_vcpu *vcpu, enum kvm_bus bus, gpa_t addr,
		    int len, void *data);
int kvm_io_bus_write(struct kvm_vcpu *vcpu, enum kvm_bus bus, gpa_t addr,
		     int len, const void *data);
int kvm_io_bus_write_atomic(struct kvm_vcpu *vcpu, gpa_t addr, int len,
			    const void *data);
int kvm_io_bus_register(struct kvm *kvm, enum kvm_bus bus, gpa_t addr, int len,
			struct kvm_io_device *dev);
int kvm_io_bus_unregister(struct kvm *kvm, enum kvm_bus bus,
			  struct kvm_io_device *dev);
int kvm_io_buses_init(struct kvm *kvm);
void kvm_io_buses_destroy(struct kvm *kvm);

#endif /* KVM_IO_BUS_H */
