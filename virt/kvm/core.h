/* SPDX-License-Identifier: GPL-2.0 */
/* What crosses files inside the core, and is nobody else's business. */
#ifndef KVM_CORE_H
#define KVM_CORE_H

#include <kvm/vm.h>

/* vm.c */
int kvm_vm_create(unsigned long type);

/* vcpu.c */
int kvm_vcpu_create(struct kvm *kvm, unsigned long id);
void kvm_vcpus_destroy(struct kvm *kvm);

/* dev.c */
long kvm_check_extension(struct kvm *kvm, unsigned long ext);

/* memslot.c */
struct kvm_memory_slot *kvm_memslot_by_id(struct kvm *kvm, u32 id);

/* mmu_notifier.c */
void kvm_unmap_slot(struct kvm *kvm, struct kvm_memory_slot *slot);
void kvm_dirty_log_start(struct kvm *kvm, struct kvm_memory_slot *slot);

/* coalesced_mmio.c */
int kvm_coalesced_init(struct kvm *kvm);
void kvm_coalesced_free(struct kvm *kvm);
int kvm_coalesced_register(struct kvm *kvm,
			   const struct kvm_coalesced_mmio_zone *zone);
int kvm_coalesced_unregister(struct kvm *kvm,
			     const struct kvm_coalesced_mmio_zone *zone);

/* ioeventfd.c */
int kvm_ioeventfd(struct kvm *kvm, const struct kvm_ioeventfd *args);

#endif /* KVM_CORE_H */
