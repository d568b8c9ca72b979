// SPDX-License-Identifier: GPL-2.0
#include "vm.h"

int one_reg_try_get(struct vcpu *vcpu, uint64_t id, void *value)
{
	struct kvm_one_reg reg = { .id = id, .addr = (uintptr_t)value };

	return try_ioctl(vcpu->fd, KVM_GET_ONE_REG, &reg);
}

int one_reg_try_set(struct vcpu *vcpu, uint64_t id, const void *value)
{
	struct kvm_one_reg reg = { .id = id, .addr = (uintptr_t)value };

	return try_ioctl(vcpu->fd, KVM_SET_ONE_REG, &reg);
}

static bool is_u32(uint64_t id)
{
	return (id & KVM_REG_SIZE_MASK) == KVM_REG_SIZE_U32;
}

uint64_t one_reg_get(struct vcpu *vcpu, uint64_t id)
{
	uint64_t v64 = 0;
	uint32_t v32 = 0;
	int ret = one_reg_try_get(vcpu, id, is_u32(id) ? (void *)&v32 : &v64);

	must(!ret, "KVM_GET_ONE_REG %#llx", (unsigned long long)id);
	return is_u32(id) ? v32 : v64;
}

void one_reg_set(struct vcpu *vcpu, uint64_t id, uint64_t value)
{
	uint32_t v32 = value;
	int ret = one_reg_try_set(vcpu, id,
				  is_u32(id) ? (void *)&v32 : &value);

	must(!ret, "KVM_SET_ONE_REG %#llx", (unsigned long long)id);
}
