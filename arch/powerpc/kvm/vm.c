// SPDX-License-Identifier: GPL-2.0
/* A virtual machine on any PowerPC core, and the module's own beginning. */
#include <linux/slab.h>

#include <kvm/arch.h>
#include <kvm/book3s.h>
#include <kvm/ppc.h>

int kvm_arch_init(void)
{
	return kvmppc_mmio_init();
}

int kvm_arch_check_extension(struct kvm *kvm, long ext)
{
	switch (ext) {
	case KVM_CAP_PPC_SEGSTATE:
	case KVM_CAP_PPC_UNSET_IRQ:
	case KVM_CAP_PPC_IRQ_LEVEL:
	case KVM_CAP_ENABLE_CAP:
	case KVM_CAP_ONE_REG:
	case KVM_CAP_MP_STATE:
	case KVM_CAP_SET_GUEST_DEBUG:
		return kvm ? 1 : kvmppc_backend_loaded(0);
	default:
		return kvmppc_backend_check_extension(kvm, ext);
	}
}

struct kvm *kvm_arch_vm_alloc(unsigned long type)
{
	const struct kvmppc_backend *backend = kvmppc_backend_get(type);
	struct kvmppc_vm *ppc;

	if (!backend)
		return ERR_PTR(-EINVAL);
	ppc = kvzalloc(backend->vm_size, GFP_KERNEL_ACCOUNT);
	if (!ppc) {
		kvmppc_backend_put(backend);
		return ERR_PTR(-ENOMEM);
	}
	ppc->backend = backend;
	return &ppc->kvm;
}

void kvm_arch_vm_free(struct kvm *kvm)
{
	struct kvmppc_vm *ppc = to_kvmppc_vm(kvm);
	const struct kvmppc_backend *backend = ppc->backend;

	kvfree(ppc);
	kvmppc_backend_put(backend);
}

int kvm_arch_vm_init(struct kvm *kvm)
{
	return kvmppc_backend_of(kvm)->vm_init(kvm);
}

void kvm_arch_vm_destroy(struct kvm *kvm)
{
	kvmppc_backend_of(kvm)->vm_destroy(kvm);
}

long kvm_arch_vm_ioctl(struct kvm *kvm, unsigned int cmd, unsigned long arg)
{
	return kvmppc_backend_of(kvm)->vm_ioctl(kvm, cmd, arg);
}

int kvm_arch_vm_enable_cap(struct kvm *kvm, const struct kvm_enable_cap *cap)
{
	if (cap->flags)
		return -EINVAL;
	return kvmppc_backend_of(kvm)->vm_enable_cap(kvm, cap);
}

const struct kvm_device_ops *kvm_arch_device_ops(struct kvm *kvm, u32 type)
{
	return NULL;
}

int kvm_arch_memslot_prepare(struct kvm *kvm,
			     const struct kvm_memory_slot *old,
			     const struct kvm_memory_slot *new)
{
	return kvmppc_backend_of(kvm)->memslot_prepare(kvm, old, new);
}

void kvm_arch_unmap_gfn_range(struct kvm *kvm,
			      const struct kvm_gfn_range *range)
{
	kvmppc_backend_of(kvm)->unmap_gfn_range(kvm, range);
}

bool kvm_arch_age_gfn_range(struct kvm *kvm, const struct kvm_gfn_range *range)
{
	return kvmppc_backend_of(kvm)->age_gfn_range(kvm, range);
}

bool kvm_arch_test_age_gfn_range(struct kvm *kvm,
				 const struct kvm_gfn_range *range)
{
	return kvmppc_backend_of(kvm)->test_age_gfn_range(kvm, range);
}

void kvm_arch_dirty_log_arm(struct kvm *kvm, struct kvm_memory_slot *slot,
			    unsigned long first, unsigned long mask)
{
	kvmppc_backend_of(kvm)->dirty_log_arm(kvm, slot, first, mask);
}

void kvm_arch_dirty_log_start(struct kvm *kvm,
			      const struct kvm_gfn_range *range)
{
	kvmppc_backend_of(kvm)->dirty_log_start(kvm, range);
}
