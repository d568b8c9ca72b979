/* SPDX-License-Identifier: GPL-2.0 */
/* A vCPU that runs translated, by the tables of guest_mmu.h, for each test. */
#ifndef MMU_FIXTURE_H
#define MMU_FIXTURE_H

#include "guest_mmu.h"
#include "harness.h"
#include "vm.h"

FIXTURE(mmu) {
	struct vm *vm;
	struct vcpu *vcpu;
};

FIXTURE_SETUP(mmu)
{
	self->vm = vm_create();
	guest_mmu_enable(self->vm);
	self->vcpu = vcpu_create(self->vm, 0);
	guest_mmu_use(self->vcpu);
}

FIXTURE_TEARDOWN(mmu)
{
	vm_free(self->vm);
}

#define start(name, ...) do {						\
	const uint64_t __args[] = { 0, ##__VA_ARGS__ };			\
	vcpu_set_call(self->vcpu, MSR_VIRTUAL, name, __args + 1,	\
		      ARRAY_SIZE(__args) - 1);				\
} while (0)

#define call(name, ...) ({						\
	start(name, ##__VA_ARGS__);					\
	vcpu_run_done(self->vcpu);					\
})

#endif /* MMU_FIXTURE_H */
