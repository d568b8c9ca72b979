// SPDX-License-Identifier: GPL-2.0
#include <endian.h>
#include <string.h>

#include "bare.h"
#include "insn.h"

#define BAT_VALID	3U	/* in both states */
#define BAT_RW		2U

void bare_put(struct vm *vm, uint64_t gpa, const uint32_t *words,
	      unsigned int nr)
{
	uint32_t *to = vm_ptr(vm, gpa);

	for (unsigned int i = 0; i < nr; i++)
		to[i] = htobe32(words[i]);
}

/* Store to the device, at @offset. */
static void put_end(struct vm *vm, uint64_t gpa, unsigned int offset)
{
	const uint32_t end[] = { INSN_STW(0, BARE_DEVICE, offset), INSN_B_SELF };

	bare_put(vm, gpa, end, 2);
}

void bare_init(struct bare *guest, struct vm *vm)
{
	guest->vm = vm;
	for (unsigned int vector = 0x100; vector < BARE_VECTORS; vector += 0x20)
		put_end(vm, vector, vector);
	guest->vcpu = vcpu_create_bare(vm, 0);
}

static bool is_64bit(uint32_t pvr)
{
	return pvr == PVR_970 || pvr == PVR_POWER7 || pvr == PVR_POWER8;
}

void bare_set_sregs(struct bare *guest, struct kvm_sregs *sregs)
{
	vcpu_ioctl(guest->vcpu, KVM_SET_SREGS, sregs);
	if (sregs->pvr == PVR_970)
		one_reg_set(guest->vcpu, KVM_REG_PPC_HIOR, 0);
	memset(&guest->regs, 0, sizeof(guest->regs));
	for (unsigned int i = 0; i < 32; i++)
		guest->regs.gpr[i] = 0x1000 + i;
	guest->regs.gpr[BARE_DEVICE] = GUEST_MMIO;
	guest->regs.msr = is_64bit(sregs->pvr) ? MSR_64 : MSR_32;
}

void bare_set_core(struct bare *guest, uint32_t pvr)
{
	struct kvm_sregs sregs = { .pvr = pvr };

	bare_set_sregs(guest, &sregs);
}

uint64_t bare_bat(uint32_t ea, uint32_t gpa, uint32_t length, uint32_t wimg)
{
	return (uint64_t)(ea | length | BAT_VALID) << 32 | gpa | wimg | BAT_RW;
}

unsigned int bare_run_at(struct bare *guest, uint64_t pc)
{
	struct kvm_run *run = guest->vcpu->run;

	vcpu_complete(guest->vcpu);
	guest->regs.pc = pc;
	vcpu_set_regs(guest->vcpu, &guest->regs);
	vcpu_run_to(guest->vcpu, KVM_EXIT_MMIO);
	must(run->mmio.is_write && run->mmio.phys_addr >= GUEST_MMIO &&
	     run->mmio.phys_addr < GUEST_MMIO + BARE_VECTORS,
	     "not the device: %#llx", run->mmio.phys_addr);
	vcpu_get_regs(guest->vcpu, &guest->regs);
	return run->mmio.phys_addr - GUEST_MMIO;
}

void bare_put_code(struct bare *guest, uint64_t pc, const uint32_t *insns,
		   unsigned int nr)
{
	bare_put(guest->vm, pc, insns, nr);
	put_end(guest->vm, pc + 4 * nr, BARE_FINISHED);
}
