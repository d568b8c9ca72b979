// SPDX-License-Identifier: GPL-2.0
/* In-kernel devices at guest addresses: which of them takes an access. */
#include <linux/overflow.h>
#include <linux/slab.h>

#include <kvm/vm.h>

#include "core.h"

/* A load has @to, a store has @from. With @atomic nobody may sleep. */
struct access {
	gpa_t addr;
	int len;
	void *to;
	const void *from;
	bool atomic;
};

static struct kvm_io_bus *bus_alloc(int nr)
{
	struct kvm_io_bus *bus;

	return kvzalloc(struct_size(bus, ranges, nr), GFP_KERNEL_ACCOUNT);
}

static struct kvm_io_bus *bus_get(struct kvm *kvm, enum kvm_bus idx)
{
	return srcu_dereference_check(kvm->buses[idx], &kvm->srcu,
				      lockdep_is_held(&kvm->slots_lock));
}

/* Add a range behind those that are there. */
static void bus_append(struct kvm_io_bus *bus, const struct kvm_io_range *range)
{
	struct kvm_io_range *new = &bus->ranges[bus->nr];
	gpa_t last = range->addr + (range->len ? range->len - 1 : 0);

	*new = *range;
	new->reach = last;
	if (bus->nr)
		new->reach = max(last, bus->ranges[bus->nr - 1].reach);
	bus->nr++;
}

static bool range_before(const struct kvm_io_range *a,
			 const struct kvm_io_range *b)
{
	if (a->addr != b->addr)
		return a->addr < b->addr;
	return a->len > b->len;
}

static bool range_takes(const struct kvm_io_range *range, gpa_t addr, int len)
{
	gpa_t offset = addr - range->addr;

	if (!range->len)
		return !offset;
	return len <= range->len && offset <= range->len - len;
}

/* Index of the last range that begins at or before @addr, or -1. */
static int bus_search(const struct kvm_io_bus *bus, gpa_t addr)
{
	int low = 0, high = bus->nr;

	while (low < high) {
		int mid = low + (high - low) / 2;

		if (bus->ranges[mid].addr <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low - 1;
}

static int device_access(struct kvm_vcpu *vcpu, struct kvm_io_device *dev,
			 const struct access *access)
{
	const struct kvm_io_device_ops *ops = dev->ops;

	if (access->atomic && !ops->atomic)
		return -EAGAIN;
	if (access->to && ops->read)
		return ops->read(vcpu, dev, access->addr, access->len,
				 access->to);
	if (access->from && ops->write)
		return ops->write(vcpu, dev, access->addr, access->len,
				  access->from);
	return -EOPNOTSUPP;
}

/* Ask the devices that the access could be for, until one takes it. */
static int bus_access(struct kvm_vcpu *vcpu, enum kvm_bus idx,
		      const struct access *access)
{
	const struct kvm_io_bus *bus = bus_get(vcpu->kvm, idx);
	int i = bus_search(bus, access->addr);

	for (; i >= 0 && bus->ranges[i].reach >= access->addr; i--) {
		const struct kvm_io_range *range = &bus->ranges[i];
		int ret;

		if (!range_takes(range, access->addr, access->len))
			continue;
		ret = device_access(vcpu, range->dev, access);
		if (ret != -EOPNOTSUPP)
			return ret;
	}
	return -EOPNOTSUPP;
}

/**
 * kvm_io_bus_read() - let an in-kernel device answer a load
 * @vcpu: who loads; kvm->srcu held for reading; may sleep
 * @bus: address space
 * @addr: guest physical address
 * @len: bytes
 * @data: filled in guest memory order
 *
 * Return: 0, -EOPNOTSUPP where no device answers, or the device's errno.
 */
int kvm_io_bus_read(struct kvm_vcpu *vcpu, enum kvm_bus bus, gpa_t addr,
		    int len, void *data)
{
	const struct access access = { .addr = addr, .len = len, .to = data };

	return bus_access(vcpu, bus, &access);
}

/* KVM_MMIO_BUS has KVM_FAST_MMIO_BUS asked first. */
static int bus_write(struct kvm_vcpu *vcpu, enum kvm_bus bus,
		     const struct access *access)
{
	int ret = -EOPNOTSUPP;

	if (bus == KVM_MMIO_BUS)
		ret = bus_access(vcpu, KVM_FAST_MMIO_BUS, access);
	if (ret == -EOPNOTSUPP)
		ret = bus_access(vcpu, bus, access);
	return ret;
}

/**
 * kvm_io_bus_write() - let an in-kernel device take a store
 * @vcpu: who stores; kvm->srcu held for reading; may sleep
 * @bus: address space; KVM_MMIO_BUS has KVM_FAST_MMIO_BUS asked first
 * @addr: guest physical address
 * @len: bytes
 * @data: in guest memory order
 *
 * Return: 0, -EOPNOTSUPP where no device takes it, or the device's errno.
 */
int kvm_io_bus_write(struct kvm_vcpu *vcpu, enum kvm_bus bus, gpa_t addr,
		     int len, const void *data)
{
	const struct access access = { .addr = addr, .len = len, .from = data };

	return bus_write(vcpu, bus, &access);
}

/**
 * kvm_io_bus_write_atomic() - as kvm_io_bus_write(), where one must not sleep
 * @vcpu: who stores; kvm->srcu held for reading; interrupts on or off
 * @addr: guest physical address
 * @len: bytes
 * @data: in guest memory order
 *
 * Return: 0; -EOPNOTSUPP where no device takes it; -EAGAIN, and nothing is
 * done, where one might that sleeps.
 */
int kvm_io_bus_write_atomic(struct kvm_vcpu *vcpu, gpa_t addr, int len,
			    const void *data)
{
	const struct access access = {
		.addr = addr, .len = len, .from = data, .atomic = true,
	};

	return bus_write(vcpu, KVM_MMIO_BUS, &access);
}
EXPORT_SYMBOL_GPL(kvm_io_bus_write_atomic);

/* On return no reader is left of the bus that was there before. */
static void bus_publish(struct kvm *kvm, enum kvm_bus idx,
			struct kvm_io_bus *bus)
{
	struct kvm_io_bus *old = bus_get(kvm, idx);

	rcu_assign_pointer(kvm->buses[idx], bus);
	synchronize_srcu_expedited(&kvm->srcu);
	kvfree(old);
}

/**
 * kvm_io_bus_register() - put a device on a bus
 * @kvm: the VM; slots_lock held; may sleep
 * @bus: address space
 * @addr: first byte
 * @len: bytes; 0 for accesses of any length at @addr
 * @dev: a device that is on no bus; the bus destroys it
 *
 * Ranges may overlap: the one that begins nearest before an access, and of
 * those the narrowest, is asked first.
 *
 * Return: 0; -EINVAL for a range that wraps, -ENOSPC, -ENOMEM, and the device
 * is the caller's still.
 */
int kvm_io_bus_register(struct kvm *kvm, enum kvm_bus bus, gpa_t addr, int len,
			struct kvm_io_device *dev)
{
	const struct kvm_io_range range = {
		.addr = addr, .len = len, .dev = dev,
	};
	struct kvm_io_bus *old, *new;
	int i;

	lockdep_assert_held(&kvm->slots_lock);
	if (len < 0 || addr + len < addr)
		return -EINVAL;
	old = bus_get(kvm, bus);
	if (old->nr >= KVM_IO_BUS_MAX)
		return -ENOSPC;
	new = bus_alloc(old->nr + 1);
	if (!new)
		return -ENOMEM;

	for (i = 0; i < old->nr && range_before(&old->ranges[i], &range); i++)
		bus_append(new, &old->ranges[i]);
	bus_append(new, &range);
	for (; i < old->nr; i++)
		bus_append(new, &old->ranges[i]);

	bus_publish(kvm, bus, new);
	return 0;
}

/**
 * kvm_io_bus_unregister() - take a device from its bus and destroy it
 * @kvm: the VM; slots_lock held; may sleep
 * @bus: address space
 * @dev: the device
 *
 * Return: 0; -ENOENT where the bus has no such device, -ENOMEM, and it is on
 * the bus still.
 */
int kvm_io_bus_unregister(struct kvm *kvm, enum kvm_bus bus,
			  struct kvm_io_device *dev)
{
	struct kvm_io_bus *old, *new;
	int i;

	lockdep_assert_held(&kvm->slots_lock);
	old = bus_get(kvm, bus);
	new = bus_alloc(old->nr);
	if (!new)
		return -ENOMEM;

	for (i = 0; i < old->nr; i++)
		if (old->ranges[i].dev != dev)
			bus_append(new, &old->ranges[i]);
	if (new->nr == old->nr) {
		kvfree(new);
		return -ENOENT;
	}
	bus_publish(kvm, bus, new);
	dev->ops->destroy(dev);
	return 0;
}

/**
 * kvm_io_buses_init() - publish empty buses
 * @kvm: a VM nobody else can see
 *
 * Return: 0 or -ENOMEM, and kvm_io_buses_destroy() may be called either way.
 */
int kvm_io_buses_init(struct kvm *kvm)
{
	int i;

	for (i = 0; i < KVM_NR_BUSES; i++) {
		struct kvm_io_bus *bus = bus_alloc(0);

		if (!bus)
			return -ENOMEM;
		rcu_assign_pointer(kvm->buses[i], bus);
	}
	return 0;
}

/**
 * kvm_io_buses_destroy() - destroy the devices and the buses
 * @kvm: a VM without users
 */
void kvm_io_buses_destroy(struct kvm *kvm)
{
	int idx, i;

	for (idx = 0; idx < KVM_NR_BUSES; idx++) {
		struct kvm_io_bus *bus;

		bus = rcu_dereference_protected(kvm->buses[idx], true);
		if (!bus)
			continue;
		for (i = 0; i < bus->nr; i++)
			bus->ranges[i].dev->ops->destroy(bus->ranges[i].dev);
		kvfree(bus);
	}
}
