// SPDX-License-Identifier: GPL-2.0
/*
 * What userspace pays for VMs, vCPUs and registers.
 */
#include "bench.h"
#include "vm.h"

static void vm_create_free(const struct row *row)
{
	for (unsigned int b = 0; b < row->batches; b++) {
		struct vm *vm;

		bench_begin();
		vm = vm_create_bare();
		vcpu_create_bare(vm, 0);
		vm_free(vm);
		bench_end();
	}
}

static void reg(const struct row *row, unsigned long nr)
{
	struct vm *vm = vm_create_bare();
	struct vcpu *vcpu = vcpu_create_bare(vm, 0);
	uint64_t value = 0;
	struct kvm_one_reg reg = {
		/* One that the kernel's own modules have, too. */
		.id = vm->pr ? KVM_REG_PPC_DAR : KVM_REG_PPC_DSCR,
		.addr = (uintptr_t)&value,
	};

	for (unsigned int b = 0; b < row->batches; b++) {
		bench_begin();
		for (unsigned int i = 0; i < row->ops; i++)
			ioctl(vcpu->fd, nr, &reg);
		bench_end();
	}
	must(!ioctl(vcpu->fd, nr, &reg), "ONE_REG");
	vm_free(vm);
}

static void one_reg_get_row(const struct row *row)
{
	reg(row, KVM_GET_ONE_REG);
}

static void one_reg_set_row(const struct row *row)
{
	reg(row, KVM_SET_ONE_REG);
}

static const struct row rows[] = {
	{ "vm_create", 30, 1, vm_create_free },
	{ "one_reg_get", 60, 64, one_reg_get_row },
	{ "one_reg_set", 60, 64, one_reg_set_row },
};

int main(int argc, char **argv)
{
	bench_rows(rows, sizeof(rows) / sizeof(rows[0]), argv[1],
		   kvm_guests_are_pr() ? PR : HV);
	return 0;
}
