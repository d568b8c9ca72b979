// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "insn.h"
#include "vm.h"

/* Process table entry: the guest uses radix (Power ISA 3.1B, Book III 6.7.6.2) */
#define PATE_GUEST_RADIX	(1ULL << 63)

int kvm_open(void)
{
	int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	must(fd >= 0, "open /dev/kvm");
	return fd;
}

/* What QEMU, too, tells it by: of /dev/kvm, or of a VM. */
static bool is_pr(int fd)
{
	return ioctl(fd, KVM_CHECK_EXTENSION, KVM_CAP_PPC_GET_PVINFO) > 0;
}

bool kvm_guests_are_pr(void)
{
	int fd = kvm_open();
	bool pr = is_pr(fd);

	close(fd);
	return pr;
}

struct vm *vm_create_bare(void)
{
	struct vm *vm = calloc(1, sizeof(*vm));
	int size;

	must(vm, "calloc");
	vm->sys = kvm_open();
	vm->fd = ioctl(vm->sys, KVM_CREATE_VM, 0UL);
	must(vm->fd >= 0, "KVM_CREATE_VM");
	size = ioctl(vm->sys, KVM_GET_VCPU_MMAP_SIZE, 0UL);
	must(size > 0, "KVM_GET_VCPU_MMAP_SIZE");
	vm->run_size = size;
	vm->pr = is_pr(vm->fd);
	vm->hcall_insn = vm->pr ? INSN_PR_HCALL : INSN_SC1;
	return vm;
}

struct vm *vm_create_ram(size_t size)
{
	struct vm *vm = vm_create_bare();
	struct kvm_ppc_mmuv3_cfg mmu = {
		.flags = KVM_PPC_MMUV3_RADIX | KVM_PPC_MMUV3_GTSE,
		.process_table = PATE_GUEST_RADIX,
	};

	vm->ram = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	must(vm->ram != MAP_FAILED, "mmap of %zu bytes of RAM", size);
	vm->ram_size = size;
	must(!vm_slot(vm, 0, 0, 0, size, vm->ram), "slot 0");
	if (!vm->pr)
		vm_ioctl(vm, KVM_PPC_CONFIGURE_V3_MMU, &mmu);
	guest_load(vm);
	return vm;
}

struct vm *vm_create(void)
{
	return vm_create_ram(GUEST_RAM);
}

void vm_free(struct vm *vm)
{
	for (unsigned int i = 0; i < GUEST_MAX_VCPUS; i++)
		if (vm->vcpu[i])
			vcpu_free(vm->vcpu[i]);
	must(!close(vm->fd), "close the VM");
	must(!close(vm->sys), "close /dev/kvm");
	if (vm->ram)
		must(!munmap(vm->ram, vm->ram_size), "munmap RAM");
	free(vm->htab);
	free(vm);
}

int vm_slot(struct vm *vm, uint32_t slot, uint32_t flags, uint64_t gpa,
	    uint64_t size, void *hva)
{
	struct kvm_userspace_memory_region region = {
		slot, flags, gpa, size, (uintptr_t)hva,
	};

	return try_ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region);
}

unsigned long host_page(void)
{
	return sysconf(_SC_PAGESIZE);
}

uint64_t number_at(const void *at, unsigned int size)
{
	switch (size) {
	case 1:
		return *(const uint8_t *)at;
	case 2:
		return *(const uint16_t *)at;
	case 4:
		return *(const uint32_t *)at;
	default:
		return *(const uint64_t *)at;
	}
}

int vm_get_dirty_log(struct vm *vm, uint32_t slot, uint64_t *bits)
{
	struct kvm_dirty_log log = { .slot = slot, .dirty_bitmap = bits };

	return try_ioctl(vm->fd, KVM_GET_DIRTY_LOG, &log);
}

void *vm_ptr(struct vm *vm, uint64_t gpa)
{
	must(gpa < vm->ram_size, "gpa %#llx is not RAM",
	     (unsigned long long)gpa);
	return vm->ram + gpa;
}

int vm_ioctl(struct vm *vm, unsigned long nr, void *arg)
{
	int ret = ioctl(vm->fd, nr, arg);

	must(ret >= 0, "VM ioctl %#lx", nr);
	return ret;
}
