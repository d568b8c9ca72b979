// SPDX-License-Identifier: GPL-2.0
/*
 * What a guest's hypercall or access to a device costs.
 */
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "bench.h"
#include "vm.h"

#define H_PROD		0xe8
#define DEVICE		GUEST_MMIO
#define DOORBELL	(GUEST_MMIO + 0x1000)

/* Answer every exit of one kind until the guest's function is done. */
static void run_exits(struct vcpu *vcpu, uint32_t reason)
{
	struct kvm_run *run = vcpu->run;

	for (;;) {
		must(!ioctl(vcpu->fd, KVM_RUN, 0UL), "KVM_RUN");
		if (run->exit_reason == KVM_EXIT_PAPR_HCALL) {
			if (run->papr_hcall.nr == HC_DONE)
				return;
			must(reason == KVM_EXIT_PAPR_HCALL, "hcall %#llx",
			     run->papr_hcall.nr);
			run->papr_hcall.ret = 0;
		} else {
			must(run->exit_reason == reason, "exit %s",
			     exit_name(run->exit_reason));
		}
	}
}

static void hcall_kernel(const struct row *row)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);

	vcpu_call(vcpu, "bench_hcall", row->batches, row->ops, H_PROD, 0);
	vm_free(vm);
}

static void hcall_user(const struct row *row)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);

	vcpu_start(vcpu, "bench_hcall", row->batches, row->ops, HC_SYNC, 0);
	run_exits(vcpu, KVM_EXIT_PAPR_HCALL);
	vm_free(vm);
}

/* As every Linux guest has it: KVM counts in it when it enters and leaves. */
static void hcall_user_vpa(const struct row *row)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);

	memset(vm_ptr(vm, GUEST_FREE), 0, 640);
	one_reg_set(vcpu, KVM_REG_PPC_VPA_ADDR, GUEST_FREE);
	vcpu_start(vcpu, "bench_hcall", row->batches, row->ops, HC_SYNC, 0);
	run_exits(vcpu, KVM_EXIT_PAPR_HCALL);
	vm_free(vm);
}

static void mmio_load(const struct row *row)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);

	vcpu_start(vcpu, "bench_load", row->batches, row->ops, DEVICE);
	run_exits(vcpu, KVM_EXIT_MMIO);
	vm_free(vm);
}

static void mmio_store(const struct row *row)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);

	vcpu_start(vcpu, "bench_store", row->batches, row->ops, DEVICE);
	run_exits(vcpu, KVM_EXIT_MMIO);
	vm_free(vm);
}

static void ioeventfd(const struct row *row)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);
	struct kvm_ioeventfd bell = { .addr = DOORBELL, .len = 4 };

	bell.fd = eventfd(0, EFD_CLOEXEC);
	must(bell.fd >= 0, "eventfd");
	vm_ioctl(vm, KVM_IOEVENTFD, &bell);
	vcpu_call(vcpu, "bench_store", row->batches, row->ops, DOORBELL);
	vm_free(vm);
	close(bell.fd);
}

static void guest_only(const struct row *row, const char *name)
{
	struct vm *vm = vm_create();

	vcpu_call(vcpu_create(vm, 0), name, row->batches, row->ops);
	vm_free(vm);
}

static void mtmsrd(const struct row *row)
{
	guest_only(row, "bench_mtmsrd");
}

static void mfspr(const struct row *row)
{
	guest_only(row, "bench_mfspr");
}

static const struct row rows[] = {
	{ "hcall_kernel", 100, 64, hcall_kernel, HV },
	{ "hcall_user", 100, 64, hcall_user },
	{ "hcall_user_vpa", 100, 64, hcall_user_vpa, HV },
	{ "mmio_load", 100, 64, mmio_load },
	{ "mmio_store", 100, 64, mmio_store },
	{ "ioeventfd", 100, 64, ioeventfd },
	{ "mtmsrd", 100, 64, mtmsrd, PR },
	{ "mfspr", 100, 64, mfspr, PR },
};

int main(int argc, char **argv)
{
	bench_rows(rows, sizeof(rows) / sizeof(rows[0]), argv[1],
		   kvm_guests_are_pr() ? PR : HV);
	return 0;
}
