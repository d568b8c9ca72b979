// SPDX-License-Identifier: GPL-2.0
/*
 * What there is of address translation on radix only: process tables,
 * interrupts with translation on, guarded storage.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "insn.h"
#include "mmu_fixture.h"

#define GUEST_DEVICE	(GUEST_MMIO - GUEST_PAGE)

/* Tables and data anywhere, of memory that is not there: an interrupt. */
TEST_F(mmu, tables_outside_of_memory)
{
	static const uint64_t wild[] = {
		0x7f0000000, 1UL << 45, 0xfffffc0000000UL,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(wild); i++) {
		struct kvm_ppc_mmuv3_cfg cfg = {
			.flags = KVM_PPC_MMUV3_RADIX | KVM_PPC_MMUV3_GTSE,
			.process_table = 1UL << 63 | wild[i] | 4,
		};
		uint32_t reason;
		int ret;

		ret = try_ioctl(self->vm->fd, KVM_PPC_CONFIGURE_V3_MMU, &cfg);
		EXPECT_TRUE(ret == 0 || ret == -EINVAL);
		start("guest_load64", GUEST_FREE);
		ret = vcpu_run(self->vcpu);
		reason = self->vcpu->run->exit_reason;
		/* There is no right way on, but it is not a loop. */
		EXPECT_TRUE(ret == -EFAULT ||
			    (!ret && (reason == KVM_EXIT_PAPR_HCALL ||
				      reason == KVM_EXIT_INTERNAL_ERROR ||
				      reason == KVM_EXIT_MMIO)))
			TH_LOG("%d, exit %u", ret, reason);
	}
	guest_mmu_enable(self->vm);
	EXPECT_EQ(3, call("guest_add", 1, 2));
}

/*
 * Nothing is fetched from where there is no memory, nor from a device's memory
 * that the VMM has mapped: of that, anything that is no RAM of the host's will
 * do.
 */
TEST_F(mmu, fetch_from_guarded_storage)
{
	const uint64_t places[] = { GUEST_MMIO, GUEST_DEVICE };
	const off_t no_ram = (off_t)1 << 44;
	int fd = open("/dev/mem", O_RDWR | O_SYNC);
	void *device = mmap(NULL, GUEST_PAGE, PROT_READ | PROT_WRITE,
			    MAP_SHARED, fd, no_ram);

	ASSERT_NE(MAP_FAILED, device);
	ASSERT_EQ(0, vm_slot(self->vm, 1, 0, GUEST_DEVICE, GUEST_PAGE, device));
	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++) {
		struct kvm_run *run = self->vcpu->run;

		vcpu_set_entry(self->vcpu, places[i], MSR_GUEST);
		vcpu_run_trap(self->vcpu, VEC_ISI);
		EXPECT_EQ(places[i], run->papr_hcall.args[1]);
		EXPECT_EQ(SRR1_GUARDED, run->papr_hcall.args[2] & SRR1_WHY);
	}
	munmap(device, GUEST_PAGE);
	close(fd);
}

/*
 * LPCR[AIL] 3: interrupts come with translation on, at 0xc000000000004000.
 * Where that is not offered userspace cannot set it.
 */
TEST_F(mmu, interrupts_with_translation)
{
	int have = try_ioctl(self->vm->fd, KVM_CHECK_EXTENSION,
			     (void *)KVM_CAP_PPC_AIL_MODE_3);
	uint64_t lpcr = one_reg_get(self->vcpu, KVM_REG_PPC_LPCR_64);
	uint32_t *code = vm_ptr(self->vm, GUEST_FREE);
	uint32_t *vector = vm_ptr(self->vm, 0x4000 + VEC_PROGRAM);
	struct kvm_regs regs;

	one_reg_try_set(self->vcpu, KVM_REG_PPC_LPCR_64,
			&(uint64_t){ lpcr | LPCR_AIL_3 });
	if (!have) {
		EXPECT_EQ(lpcr, one_reg_get(self->vcpu, KVM_REG_PPC_LPCR_64));
		return;
	}
	*code = INSN_TRAP;
	vector[0] = INSN_LI(3, 0);
	vector[1] = INSN_ORI(3, 3, HC_SYNC);
	vector[2] = self->vm->hcall_insn;
	vcpu_set_entry(self->vcpu, GUEST_FREE, MSR_VIRTUAL);
	vcpu_run_hcall(self->vcpu, HC_SYNC);
	vcpu_get_regs(self->vcpu, &regs);
	EXPECT_EQ(MSR_VIRTUAL & ~MSR_RI, regs.msr);
	EXPECT_EQ(0xc000000000004000 + VEC_PROGRAM + 12, regs.pc);
}

TEST_F(mmu, other_process)
{
	one_reg_set(self->vcpu, KVM_REG_PPC_PID, 0);
	EXPECT_EQ(3, call("guest_add", 1, 2));
	/* One that the process table says nothing of. */
	one_reg_set(self->vcpu, KVM_REG_PPC_PID, 77);
	vcpu_set_entry(self->vcpu, GUEST_FREE, MSR_VIRTUAL);
	vcpu_run_trap(self->vcpu, VEC_ISI);
}

TEST_HARNESS_MAIN
