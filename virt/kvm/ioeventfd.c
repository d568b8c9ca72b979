// SPDX-License-Identifier: GPL-2.0
/* KVM_IOEVENTFD: a guest's store to an address signals an eventfd. */
#include <linux/eventfd.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <kvm/vm.h>

#include "core.h"

#define FLAGS	(KVM_IOEVENTFD_FLAG_DATAMATCH | KVM_IOEVENTFD_FLAG_PIO | \
		 KVM_IOEVENTFD_FLAG_DEASSIGN)

/**
 * struct ioeventfd - one registered eventfd
 * @dev:	as the bus knows it
 * @link:	in kvm->ioeventfds, under kvm->slots_lock
 * @eventfd:	signalled; holds a reference
 * @addr:	of the store
 * @len:	of the store, 0 for any
 * @pio:	in the space of I/O ports
 * @match:	only a store of @value signals
 * @value:	as the CPU loads it from guest memory order
 */
struct ioeventfd {
	struct kvm_io_device dev;
	struct list_head link;
	struct eventfd_ctx *eventfd;
	gpa_t addr;
	u32 len;
	bool pio;
	bool match;
	u64 value;
};

static struct ioeventfd *to_ioeventfd(struct kvm_io_device *dev)
{
	return container_of(dev, struct ioeventfd, dev);
}

static u64 data_value(const void *data, u32 len)
{
	u64 v64;
	u32 v32;
	u16 v16;

	switch (len) {
	case 1:
		return *(const u8 *)data;
	case 2:
		memcpy(&v16, data, sizeof(v16));
		return v16;
	case 4:
		memcpy(&v32, data, sizeof(v32));
		return v32;
	default:
		memcpy(&v64, data, sizeof(v64));
		return v64;
	}
}

static int ioeventfd_write(struct kvm_vcpu *vcpu, struct kvm_io_device *dev,
			   gpa_t addr, int len, const void *data)
{
	struct ioeventfd *io = to_ioeventfd(dev);

	if (addr != io->addr || (io->len && io->len != len))
		return -EOPNOTSUPP;
	if (io->match && data_value(data, io->len) != io->value)
		return -EOPNOTSUPP;
	eventfd_signal(io->eventfd, 1);
	return 0;
}

static void ioeventfd_free(struct ioeventfd *io)
{
	eventfd_ctx_put(io->eventfd);
	kfree(io);
}

static void ioeventfd_destroy(struct kvm_io_device *dev)
{
	struct ioeventfd *io = to_ioeventfd(dev);

	list_del(&io->link);
	ioeventfd_free(io);
}

static const struct kvm_io_device_ops ioeventfd_ops = {
	.write		= ioeventfd_write,
	.atomic		= true,
	.destroy	= ioeventfd_destroy,
};

static enum kvm_bus ioeventfd_bus(const struct ioeventfd *io)
{
	if (io->pio)
		return KVM_PIO_BUS;
	return io->len ? KVM_MMIO_BUS : KVM_FAST_MMIO_BUS;
}

static bool args_valid(const struct kvm_ioeventfd *args)
{
	if (args->flags & ~FLAGS)
		return false;
	if (args->addr + args->len < args->addr)
		return false;

	switch (args->len) {
	case 0:
		return !(args->flags & KVM_IOEVENTFD_FLAG_DATAMATCH);
	case 1:
	case 2:
	case 4:
	case 8:
		return true;
	default:
		return false;
	}
}

static struct ioeventfd *ioeventfd_new(const struct kvm_ioeventfd *args)
{
	struct eventfd_ctx *eventfd = eventfd_ctx_fdget(args->fd);
	struct ioeventfd *io;

	if (IS_ERR(eventfd))
		return ERR_CAST(eventfd);
	io = kzalloc(sizeof(*io), GFP_KERNEL_ACCOUNT);
	if (!io) {
		eventfd_ctx_put(eventfd);
		return ERR_PTR(-ENOMEM);
	}
	io->dev.ops = &ioeventfd_ops;
	io->eventfd = eventfd;
	io->addr = args->addr;
	io->len = args->len;
	io->pio = args->flags & KVM_IOEVENTFD_FLAG_PIO;
	io->match = args->flags & KVM_IOEVENTFD_FLAG_DATAMATCH;
	io->value = io->match ? args->datamatch : 0;
	return io;
}

/* Could one store be for both? */
static bool collides(const struct ioeventfd *a, const struct ioeventfd *b)
{
	if (a->pio != b->pio || a->addr != b->addr)
		return false;
	if (!a->len || !b->len)
		return true;
	if (a->len != b->len)
		return false;
	return !a->match || !b->match || a->value == b->value;
}

static bool same(const struct ioeventfd *a, const struct ioeventfd *b)
{
	return a->eventfd == b->eventfd && a->pio == b->pio &&
	       a->addr == b->addr && a->len == b->len &&
	       a->match == b->match && a->value == b->value;
}

static int ioeventfd_assign(struct kvm *kvm, struct ioeventfd *new)
{
	struct ioeventfd *io;
	int ret;

	list_for_each_entry(io, &kvm->ioeventfds, link)
		if (collides(io, new))
			return -EEXIST;

	ret = kvm_io_bus_register(kvm, ioeventfd_bus(new), new->addr, new->len,
				  &new->dev);
	if (!ret)
		list_add(&new->link, &kvm->ioeventfds);
	return ret;
}

static int ioeventfd_deassign(struct kvm *kvm, const struct ioeventfd *like)
{
	struct ioeventfd *io;

	list_for_each_entry(io, &kvm->ioeventfds, link)
		if (same(io, like))
			return kvm_io_bus_unregister(kvm, ioeventfd_bus(io),
						     &io->dev);
	return -ENOENT;
}

/**
 * kvm_ioeventfd() - KVM_IOEVENTFD
 * @kvm: the VM; no lock held; may sleep
 * @args: copied in
 *
 * Return: 0; -EINVAL for malformed arguments or a descriptor that is not an
 * eventfd's, -EBADF, -EEXIST where a store could be for two of them, -ENOENT
 * where there is none like it to deassign, -ENOSPC, -ENOMEM.
 */
int kvm_ioeventfd(struct kvm *kvm, const struct kvm_ioeventfd *args)
{
	bool assign = !(args->flags & KVM_IOEVENTFD_FLAG_DEASSIGN);
	struct ioeventfd *io;
	int ret;

	if (!args_valid(args))
		return -EINVAL;
	io = ioeventfd_new(args);
	if (IS_ERR(io))
		return PTR_ERR(io);

	mutex_lock(&kvm->slots_lock);
	if (assign)
		ret = ioeventfd_assign(kvm, io);
	else
		ret = ioeventfd_deassign(kvm, io);
	mutex_unlock(&kvm->slots_lock);

	if (ret || !assign)
		ioeventfd_free(io);
	return ret;
}
