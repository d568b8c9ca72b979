// SPDX-License-Identifier: GPL-2.0
/*
 * Coalesced MMIO: stores to a zone go to a ring, which userspace empties when
 * it next looks. The ring's page is userspace's to write as well: what stands
 * in it is checked each time it is used.
 */
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <kvm/vm.h>

#include "core.h"

struct coalesced_zone {
	struct kvm_io_device dev;
	struct list_head link;
	struct kvm *kvm;
	struct kvm_coalesced_mmio_zone zone;
};

static struct coalesced_zone *to_zone(struct kvm_io_device *dev)
{
	return container_of(dev, struct coalesced_zone, dev);
}

static enum kvm_bus zone_bus(const struct kvm_coalesced_mmio_zone *zone)
{
	return zone->pio ? KVM_PIO_BUS : KVM_MMIO_BUS;
}

static int zone_write(struct kvm_vcpu *vcpu, struct kvm_io_device *dev,
		      gpa_t addr, int len, const void *data)
{
	struct coalesced_zone *zone = to_zone(dev);
	struct kvm_coalesced_mmio_ring *ring = page_address(zone->kvm->coalesced);
	struct kvm_coalesced_mmio *entry;
	int ret = -EOPNOTSUPP;
	u32 first, last, next;

	if (len > sizeof(entry->data))
		return -EOPNOTSUPP;

	spin_lock(&zone->kvm->ring_lock);
	last = READ_ONCE(ring->last);
	next = last + 1 < KVM_COALESCED_MMIO_MAX ? last + 1 : 0;
	/* Userspace has read an entry before it gives it back. */
	first = smp_load_acquire(&ring->first);
	if (last >= KVM_COALESCED_MMIO_MAX || next == first)
		goto unlock;

	entry = &ring->coalesced_mmio[last];
	entry->phys_addr = addr;
	entry->len = len;
	entry->pio = zone->zone.pio;
	memcpy(entry->data, data, len);

	/* The entry is there before userspace is told so. */
	smp_store_release(&ring->last, next);
	ret = 0;
unlock:
	spin_unlock(&zone->kvm->ring_lock);
	return ret;
}

static void zone_destroy(struct kvm_io_device *dev)
{
	struct coalesced_zone *zone = to_zone(dev);

	list_del(&zone->link);
	kfree(zone);
}

static const struct kvm_io_device_ops zone_ops = {
	.write		= zone_write,
	.atomic		= true,
	.destroy	= zone_destroy,
};

/**
 * kvm_coalesced_init() - make the ring
 * @kvm: a VM nobody else can see
 *
 * Return: 0 or -ENOMEM.
 */
int kvm_coalesced_init(struct kvm *kvm)
{
	kvm->coalesced = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	return kvm->coalesced ? 0 : -ENOMEM;
}

/**
 * kvm_coalesced_free() - undo kvm_coalesced_init()
 * @kvm: a VM whose buses have gone
 */
void kvm_coalesced_free(struct kvm *kvm)
{
	__free_page(kvm->coalesced);
}

static bool zone_valid(const struct kvm_coalesced_mmio_zone *zone)
{
	return zone->pio <= 1 && zone->size && zone->size <= INT_MAX &&
	       zone->addr + zone->size > zone->addr;
}

/**
 * kvm_coalesced_register() - KVM_REGISTER_COALESCED_MMIO
 * @kvm: the VM; no lock held; may sleep
 * @zone: copied in
 *
 * Return: 0; -EINVAL for a malformed zone, -ENOSPC, -ENOMEM.
 */
int kvm_coalesced_register(struct kvm *kvm,
			   const struct kvm_coalesced_mmio_zone *zone)
{
	struct coalesced_zone *new;
	int ret;

	if (!zone_valid(zone))
		return -EINVAL;
	new = kzalloc(sizeof(*new), GFP_KERNEL_ACCOUNT);
	if (!new)
		return -ENOMEM;
	new->dev.ops = &zone_ops;
	new->kvm = kvm;
	new->zone = *zone;

	mutex_lock(&kvm->slots_lock);
	ret = kvm_io_bus_register(kvm, zone_bus(zone), zone->addr, zone->size,
				  &new->dev);
	if (!ret)
		list_add(&new->link, &kvm->coalesced_zones);
	mutex_unlock(&kvm->slots_lock);

	if (ret)
		kfree(new);
	return ret;
}

static bool zone_holds(const struct kvm_coalesced_mmio_zone *outer,
		       const struct kvm_coalesced_mmio_zone *inner)
{
	return outer->pio == inner->pio && outer->addr <= inner->addr &&
	       inner->addr + inner->size <= outer->addr + outer->size;
}

/**
 * kvm_coalesced_unregister() - KVM_UNREGISTER_COALESCED_MMIO
 * @kvm: the VM; no lock held; may sleep
 * @zone: copied in; every zone that it lies in is removed
 *
 * Return: 0, also where there was no such zone; -EINVAL, -ENOMEM.
 */
int kvm_coalesced_unregister(struct kvm *kvm,
			     const struct kvm_coalesced_mmio_zone *zone)
{
	struct coalesced_zone *z, *next;
	int ret = 0;

	if (!zone_valid(zone))
		return -EINVAL;

	mutex_lock(&kvm->slots_lock);
	list_for_each_entry_safe(z, next, &kvm->coalesced_zones, link) {
		if (!zone_holds(&z->zone, zone))
			continue;
		ret = kvm_io_bus_unregister(kvm, zone_bus(zone), &z->dev);
		if (ret)
			break;
	}
	mutex_unlock(&kvm->slots_lock);
	return ret;
}
