// SPDX-License-Identifier: GPL-2.0
/*
 * What it costs to interrupt a vCPU, and to wake one up.
 */
#include <pthread.h>

#include "bench.h"
#include "vm.h"

#define TURN	GUEST_FREE

static void dec(const struct row *row)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);

	/*
	 * The kernel's own PR takes a negative value for a large one, and is
	 * given the smallest instead.
	 */
	must(vcpu_call(vcpu, "bench_dec", row->batches, row->ops,
		       vm->pr ? 1UL : ~0UL) == 1,
	     "decrementer interrupts were lost");
	vm_free(vm);
}

static void dec_cede(const struct row *row)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);

	/* A millisecond: longer than any host polls before it sleeps. */
	must(vcpu_call(vcpu, "bench_dec_cede", row->batches, row->ops,
		       512000) == 1, "decrementer interrupts were lost");
	vm_free(vm);
}

static void interrupt(const struct row *row)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);
	struct kvm_interrupt irq = { .irq = KVM_INTERRUPT_SET };

	vcpu_start(vcpu, "bench_external", row->batches);
	vcpu_run_hcall(vcpu, HC_SYNC);
	for (unsigned int b = 0; b < row->batches; b++) {
		bench_begin();
		vcpu_ioctl(vcpu, KVM_INTERRUPT, &irq);
		must(!ioctl(vcpu->fd, KVM_RUN, 0UL), "KVM_RUN");
	}
	must(vcpu->run->papr_hcall.nr == HC_DONE, "interrupts were lost");
	vm_free(vm);
}

static void *run_to_done(void *arg)
{
	vcpu_run_done(arg);
	return NULL;
}

static void prod(const struct row *row)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);
	struct vcpu *other = vcpu_create(vm, 1);
	pthread_t thread;

	*(uint64_t *)vm_ptr(vm, TURN) = 1;
	vcpu_start(vcpu, "bench_prod", row->batches, row->ops, TURN);
	vcpu_start(other, "bench_prod_other",
		   (uint64_t)row->batches * row->ops / 2, TURN);
	must(!pthread_create(&thread, NULL, run_to_done, other), "thread");
	vcpu_run_done(vcpu);
	must(!pthread_join(thread, NULL), "join");
	vm_free(vm);
}

static const struct row rows[] = {
	{ "dec", 100, 16, dec },
	{ "dec_cede", 60, 8, dec_cede },
	{ "prod", 100, 16, prod, HV },
	{ "interrupt", 200, 1, interrupt },
};

int main(int argc, char **argv)
{
	bench_rows(rows, sizeof(rows) / sizeof(rows[0]), argv[1],
		   kvm_guests_are_pr() ? PR : HV);
	return 0;
}
