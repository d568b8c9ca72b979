// SPDX-License-Identifier: GPL-2.0
/*
 * KVM_CHECK_EXTENSION against blessed values, on /dev/kvm and on a VM: what is
 * promised here is what QEMU builds on.
 */
#include "harness.h"
#include "vm.h"

/* How an answer is judged. */
enum rule {
	IS, AT_LEAST, EITHER,
	HV_ONLY, PR_ONLY,	/* by where guests run, 0 for the others */
	HV_AT_LEAST,
};

static const struct {
	const char *name;
	long cap;
	enum rule rule;
	int value;
} caps[] = {
#define CAP(c, rule, value)	{ #c, KVM_CAP_##c, rule, value }
	/* Without these QEMU does not begin. */
	CAP(USER_MEMORY, IS, 1),
	CAP(DESTROY_MEMORY_REGION_WORKS, IS, 1),
	CAP(JOIN_MEMORY_REGIONS_WORKS, IS, 1),
	CAP(INTERNAL_ERROR_DATA, IS, 1),
	CAP(IOEVENTFD, IS, 1),
	CAP(IOEVENTFD_ANY_LENGTH, IS, 1),
	CAP(PPC_IRQ_LEVEL, IS, 1),
	CAP(PPC_SEGSTATE, IS, 1),
	CAP(PPC_UNSET_IRQ, IS, 1),
	CAP(PPC_PAPR, IS, 1),
	CAP(PPC_GET_SMMU_INFO, IS, 1),
	CAP(PPC_MMU_RADIX, HV_ONLY, 1),
	CAP(PPC_GET_CPU_CHAR, IS, 1),
	CAP(PPC_FWNMI, IS, 1),
	/* What it uses where it is there. */
	CAP(ENABLE_CAP, IS, 1),
	CAP(ENABLE_CAP_VM, IS, 1),
	CAP(CHECK_EXTENSION_VM, IS, 1),
	CAP(ONE_REG, IS, 1),
	CAP(SYNC_MMU, IS, 1),
	CAP(IMMEDIATE_EXIT, IS, 1),
	CAP(COALESCED_MMIO, IS, KVM_COALESCED_MMIO_PAGE_OFFSET),
	CAP(MANUAL_DIRTY_LOG_PROTECT2, AT_LEAST, 1),
	CAP(BINARY_STATS_FD, IS, 1),
	CAP(DEVICE_CTRL, IS, 1),
	CAP(SET_GUEST_DEBUG, IS, 1),
	CAP(PPC_ENABLE_HCALL, IS, 1),
	CAP(PPC_SMT, HV_ONLY, 1),
	CAP(PPC_SMT_POSSIBLE, HV_AT_LEAST, 1),
	CAP(NR_VCPUS, AT_LEAST, 1),
	CAP(MAX_VCPUS, AT_LEAST, 64),
	CAP(MAX_VCPU_ID, AT_LEAST, 64),
	CAP(NR_MEMSLOTS, AT_LEAST, 512),
	/* Depends on the processor, or on what was built. */
	CAP(PPC_AIL_MODE_3, EITHER, 1),
	CAP(PPC_HWRNG, EITHER, 1),
	CAP(READONLY_MEM, EITHER, 1),
	CAP(MP_STATE, EITHER, 1),
	CAP(IRQFD, EITHER, 1),
	CAP(IRQFD_RESAMPLE, EITHER, 1),
	CAP(PPC_DAWR1, EITHER, 1),
	/* Of other processors, or of another kind of VM. */
	CAP(PPC_GET_PVINFO, PR_ONLY, 1),
	CAP(PPC_FIXUP_HCALL, PR_ONLY, 1),
	CAP(PPC_OSI, PR_ONLY, 1),
	CAP(PPC_HIOR, PR_ONLY, 1),
	CAP(PPC_GUEST_DEBUG_SSTEP, PR_ONLY, 1),
	CAP(PPC_HTM, IS, 0),
	CAP(PPC_NESTED_HV, IS, 0),
	CAP(PPC_ALLOC_HTAB, IS, 0),
	CAP(PPC_PAIRED_SINGLES, IS, 0),
	CAP(PPC_BOOKE_SREGS, IS, 0),
	CAP(PPC_BOOKE_WATCHDOG, IS, 0),
	CAP(PPC_EPR, IS, 0),
	CAP(SW_TLB, IS, 0),
	CAP(IRQ_MPIC, IS, 0),
	CAP(PPC_RMA, IS, 0),
	CAP(IRQCHIP, IS, 0),
	CAP(HLT, IS, 0),
	CAP(MMU_SHADOW_CACHE_CONTROL, IS, 0),
	CAP(SET_TSS_ADDR, IS, 0),
	CAP(EXT_CPUID, IS, 0),
	CAP(HYPERV, IS, 0),
	CAP(S390_PSW, IS, 0),
	CAP(ARM_PSCI, IS, 0),
	CAP(X86_SMM, IS, 0),
	CAP(DIRTY_LOG_RING, IS, 0),
};

static bool good(unsigned int i, int value, bool pr)
{
	switch (caps[i].rule) {
	case HV_ONLY:
		return value == (pr ? 0 : caps[i].value);
	case PR_ONLY:
		return value == (pr ? caps[i].value : 0);
	case HV_AT_LEAST:
		return pr ? !value : value >= caps[i].value;
	case IS:
		return value == caps[i].value;
	case AT_LEAST:
		return value >= caps[i].value;
	default:
		return value == 0 || value == caps[i].value;
	}
}

TEST(of_the_system)
{
	struct vm *vm = vm_create_bare();
	bool pr = vm->pr;
	int fd = kvm_open();

	vm_free(vm);
	for (unsigned int i = 0; i < ARRAY_SIZE(caps); i++) {
		int value = try_ioctl(fd, KVM_CHECK_EXTENSION,
				      (void *)caps[i].cap);

		EXPECT_TRUE(good(i, value, pr))
			TH_LOG("%s is %d", caps[i].name, value);
	}
	close(fd);
}

/* The VM says the same: there is one kind of VM here. */
TEST(of_a_vm)
{
	struct vm *vm = vm_create_bare();

	for (long cap = 0; cap < 300; cap++) {
		EXPECT_EQ(try_ioctl(vm->sys, KVM_CHECK_EXTENSION, (void *)cap),
			  try_ioctl(vm->fd, KVM_CHECK_EXTENSION, (void *)cap))
			TH_LOG("capability %ld", cap);
	}
	vm_free(vm);
}

TEST(numbers_agree)
{
	struct vm *vm = vm_create_bare();
	int nr = try_ioctl(vm->fd, KVM_CHECK_EXTENSION,
			   (void *)KVM_CAP_NR_VCPUS);
	int max = try_ioctl(vm->fd, KVM_CHECK_EXTENSION,
			    (void *)KVM_CAP_MAX_VCPUS);
	int ids = try_ioctl(vm->fd, KVM_CHECK_EXTENSION,
			    (void *)KVM_CAP_MAX_VCPU_ID);

	EXPECT_LE(nr, max);
	EXPECT_LE(max, ids);
	EXPECT_LE(0, try_ioctl(vm->fd, KVM_CREATE_VCPU, (void *)(long)(ids - 1)));
	vm_free(vm);
}

TEST_HARNESS_MAIN
