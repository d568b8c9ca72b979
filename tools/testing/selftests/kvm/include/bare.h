/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guests without a hypervisor, of any processor that a guest in problem state
 * can be. Code is big-endian, and a test writes it word by word. It ends with
 * a store to a device; so does each interrupt vector, and the address tells
 * which.
 */
#ifndef SELFTESTS_KVM_BARE_H
#define SELFTESTS_KVM_BARE_H

#include "vm.h"

#define PVR_750		0x00080301U
#define PVR_7400	0x000c0209U
#define PVR_970		0x003c0301U
#define PVR_POWER7	0x003f0201U
#define PVR_POWER8	0x004d0200U

#define MSR_32		(MSR_ME | MSR_RI)
#define MSR_64		(MSR_SF | MSR_ME | MSR_RI)

#define BARE_CODE	GUEST_FREE
#define BARE_FINISHED	0		/* no vector is there */
#define BARE_DEVICE	31		/* GPR with the device's address */
#define BARE_VECTORS	0x1400		/* there are none from here on */

/* A BAT's parts for bare_bat(): length, and WIMG. */
#define BAT_128K	0U
#define BAT_4M		0x7cU
#define BAT_256M	0x1ffcU
#define BAT_M		0x10U
#define BAT_IG		0x28U

/**
 * struct bare - such a guest
 * @vm: the VM
 * @vcpu: its vCPU
 * @regs: as they are set before and read after a run
 */
struct bare {
	struct vm *vm;
	struct vcpu *vcpu;
	struct kvm_regs regs;
};

/** bare_init() - a vCPU for @vm, and the vectors. */
void bare_init(struct bare *guest, struct vm *vm);

/** bare_put() - write words to the guest's memory. */
void bare_put(struct vm *vm, uint64_t gpa, const uint32_t *words,
	      unsigned int nr);

/**
 * bare_set_sregs() - become a processor
 * @guest: its registers are set to values that mean little
 * @sregs: PVR and MMU registers
 */
void bare_set_sregs(struct bare *guest, struct kvm_sregs *sregs);

/** bare_set_core() - bare_set_sregs() with nothing but a PVR. */
void bare_set_core(struct bare *guest, uint32_t pvr);

/** bare_bat() - a BAT for KVM_SET_SREGS; both states may read and write. */
uint64_t bare_bat(uint32_t ea, uint32_t gpa, uint32_t length, uint32_t wimg);

/**
 * bare_run_at() - run to the device
 * @guest: from its registers and into them
 * @pc: where it begins
 *
 * Return: the vector, or BARE_FINISHED.
 */
unsigned int bare_run_at(struct bare *guest, uint64_t pc);

/** bare_put_code() - write @insns, and what ends them, to @pc. */
void bare_put_code(struct bare *guest, uint64_t pc, const uint32_t *insns,
		   unsigned int nr);

/** run() - write instructions to BARE_CODE, and bare_run_at() that. */
#define run(guest, ...) ({						\
	const uint32_t __insns[] = { __VA_ARGS__ };			\
	struct bare *__guest = (guest);					\
	bare_put_code(__guest, BARE_CODE, __insns, ARRAY_SIZE(__insns)); \
	bare_run_at(__guest, BARE_CODE);				\
})

#endif
