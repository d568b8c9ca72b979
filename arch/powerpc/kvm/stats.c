// SPDX-License-Identifier: GPL-2.0
/* Names of PowerPC's counters. */
#include <kvm/arch.h>
#include <kvm/ppc.h>

static const struct kvm_stat_entry vm_stats[] = {
	KVM_STAT_INSTANT("pages_mapped_64k", KVMPPC_VM_STAT_PAGES_MAPPED_64K),
	KVM_STAT_INSTANT("pages_mapped_2m", KVMPPC_VM_STAT_PAGES_MAPPED_2M),
	KVM_STAT_INSTANT("pages_mapped_1g", KVMPPC_VM_STAT_PAGES_MAPPED_1G),
};

const struct kvm_stat_table kvm_arch_vm_stats = {
	.entries = vm_stats,
	.nr = ARRAY_SIZE(vm_stats),
};

static const struct kvm_stat_entry vcpu_stats[] = {
	KVM_STAT_COUNTER("mmio_exits", KVMPPC_VCPU_STAT_MMIO_EXITS),
	KVM_STAT_COUNTER("hcalls", KVMPPC_VCPU_STAT_HCALLS),
	KVM_STAT_COUNTER("user_hcalls", KVMPPC_VCPU_STAT_USER_HCALLS),
	KVM_STAT_COUNTER("storage_faults", KVMPPC_VCPU_STAT_STORAGE_FAULTS),
	KVM_STAT_COUNTER("host_interrupts", KVMPPC_VCPU_STAT_HOST_INTERRUPTS),
	KVM_STAT_COUNTER("decrementers", KVMPPC_VCPU_STAT_DECREMENTERS),
	KVM_STAT_COUNTER("externals", KVMPPC_VCPU_STAT_EXTERNALS),
	KVM_STAT_COUNTER("doorbells", KVMPPC_VCPU_STAT_DOORBELLS),
	KVM_STAT_COUNTER("facilities", KVMPPC_VCPU_STAT_FACILITIES),
	KVM_STAT_COUNTER("programs", KVMPPC_VCPU_STAT_PROGRAMS),
	KVM_STAT_COUNTER("cpu_moves", KVMPPC_VCPU_STAT_CPU_MOVES),
};

const struct kvm_stat_table kvm_arch_vcpu_stats = {
	.entries = vcpu_stats,
	.nr = ARRAY_SIZE(vcpu_stats),
};
