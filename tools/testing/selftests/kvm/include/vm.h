/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A small VMM for tests: one VM, its vCPUs, its memory slots.
 *
 * Every function here ends the test as failed, with a line that says why,
 * where a step that the test takes for granted does not work. What a test
 * wants to see fail it does itself, with ioctl().
 */
#ifndef SELFTESTS_KVM_VM_H
#define SELFTESTS_KVM_VM_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <linux/kvm.h>

#include "guest_abi.h"
#include "ppc.h"

struct vcpu;

/**
 * struct vm - a virtual machine under test
 * @sys: /dev/kvm
 * @fd: the VM
 * @ram: where guest physical 0 to @ram_size stands; NULL for a bare VM
 * @ram_size: bytes of RAM in slot 0
 * @pr: its guests run in problem state, on a hash MMU
 * @hcall_insn: the instruction of a hypercall
 * @htab: its hashed page table, where it has one
 * @run_size: what KVM_GET_VCPU_MMAP_SIZE says
 * @vcpu: the vCPUs by id
 */
struct vm {
	int sys;
	int fd;
	uint8_t *ram;
	size_t ram_size;
	bool pr;
	uint32_t hcall_insn;
	uint64_t *htab;
	size_t run_size;
	struct vcpu *vcpu[GUEST_MAX_VCPUS];
};

/**
 * struct vcpu - a virtual CPU under test
 * @vm: the VM it belongs to
 * @fd: the vCPU
 * @id: the number it was created with
 * @run: its run page
 * @pending: the last exit asked for something that KVM finishes at the next
 *	KVM_RUN
 */
struct vcpu {
	struct vm *vm;
	int fd;
	unsigned int id;
	struct kvm_run *run;
	bool pending;
};

/** must() - end the test as failed where @cond does not hold. */
#define must(cond, ...) do {					\
	if (!(cond))						\
		must_failed(__FILE__, __LINE__, __VA_ARGS__);	\
} while (0)

/** must_failed() - print "# file:line: message: errno" and end the process. */
void must_failed(const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4), noreturn));

/** kvm_open() - open /dev/kvm. Return: the file descriptor. */
int kvm_open(void);

/** kvm_guests_are_pr() - whether guests here run in problem state. */
bool kvm_guests_are_pr(void);

/** vm_create_bare() - a VM with no memory, as KVM_CREATE_VM leaves it. */
struct vm *vm_create_bare(void);

/** vm_create_ram() - a VM with the guest image and @size of RAM. */
struct vm *vm_create_ram(size_t size);

/** vm_create() - vm_create_ram() with GUEST_RAM. */
struct vm *vm_create(void);

/** vm_free() - close and unmap all that belongs to the VM. */
void vm_free(struct vm *vm);

/** vm_slot() - KVM_SET_USER_MEMORY_REGION. Return: 0 or -errno. */
int vm_slot(struct vm *vm, uint32_t slot, uint32_t flags, uint64_t gpa,
	    uint64_t size, void *hva);

/** vm_get_dirty_log() - KVM_GET_DIRTY_LOG. Return: 0 or -errno. */
int vm_get_dirty_log(struct vm *vm, uint32_t slot, uint64_t *bits);

/** vm_ptr() - where @gpa of the RAM stands in the test. */
void *vm_ptr(struct vm *vm, uint64_t gpa);

/** vm_ioctl() - an ioctl of the VM that has to succeed. Return: its value. */
int vm_ioctl(struct vm *vm, unsigned long nr, void *arg);

/** guest_symbol() - the guest physical address of a name in the image. */
uint64_t guest_symbol(const char *name);

/** guest_load() - copy the guest image to the RAM, with its hypercalls. */
void guest_load(struct vm *vm);

/** vcpu_create() - a vCPU with PAPR enabled, its vectors in MSR_ORDER. */
struct vcpu *vcpu_create(struct vm *vm, unsigned int id);

/** vcpu_create_bare() - a vCPU as KVM_CREATE_VCPU leaves it. */
struct vcpu *vcpu_create_bare(struct vm *vm, unsigned int id);

/** vcpu_free() - unmap and close one vCPU. */
void vcpu_free(struct vcpu *vcpu);

/** vcpu_ioctl() - an ioctl of the vCPU that has to succeed. */
int vcpu_ioctl(struct vcpu *vcpu, unsigned long nr, void *arg);

void vcpu_get_regs(struct vcpu *vcpu, struct kvm_regs *regs);
void vcpu_set_regs(struct vcpu *vcpu, struct kvm_regs *regs);

/** vcpu_complete() - finish what the last exit asked for, run nothing. */
void vcpu_complete(struct vcpu *vcpu);

/** vcpu_set_entry() - start at @pc with @msr, a stack and no arguments. */
void vcpu_set_entry(struct vcpu *vcpu, uint64_t pc, uint64_t msr);

/** vcpu_set_call() - vcpu_set_entry() at a named function, with arguments. */
void vcpu_set_call(struct vcpu *vcpu, uint64_t msr, const char *name,
		   const uint64_t *args, unsigned int nr_args);

/** vcpu_run() - KVM_RUN. Return: 0 or -errno. */
int vcpu_run(struct vcpu *vcpu);

/** vcpu_run_to() - run; the exit has to be of kind @reason. */
void vcpu_run_to(struct vcpu *vcpu, uint32_t reason);

/** vcpu_run_hcall() - run to a hypercall that has to be @nr. */
void vcpu_run_hcall(struct vcpu *vcpu, uint64_t nr);

/** vcpu_run_trap() - run to HC_TRAP, which has to name @vector. */
void vcpu_run_trap(struct vcpu *vcpu, uint64_t vector);

/** vcpu_run_done() - run to the end of the function. Return: its value. */
uint64_t vcpu_run_done(struct vcpu *vcpu);

/** vcpu_start() - set the vCPU to call a guest function with arguments. */
#define vcpu_start(vcpu, name, ...) ({					\
	const uint64_t __args[] = { 0, ##__VA_ARGS__ };			\
	vcpu_set_call(vcpu, MSR_GUEST, name, __args + 1,		\
		      sizeof(__args) / sizeof(__args[0]) - 1);		\
})

/** vcpu_call() - vcpu_start(), and run to the end of the function. */
#define vcpu_call(which, name, ...) ({					\
	struct vcpu *__vcpu = (which);					\
	vcpu_start(__vcpu, name, ##__VA_ARGS__);			\
	vcpu_run_done(__vcpu);						\
})

/**
 * vcpu_store() - have the guest store to an address without memory
 *
 * Return: true where the VMM had to do it, false where KVM did.
 */
bool vcpu_store(struct vcpu *vcpu, uint64_t addr, unsigned int bytes,
		uint64_t value);

/** one_reg_get() - KVM_GET_ONE_REG of up to 64 bits. */
uint64_t one_reg_get(struct vcpu *vcpu, uint64_t id);

/** one_reg_set() - KVM_SET_ONE_REG of up to 64 bits. */
void one_reg_set(struct vcpu *vcpu, uint64_t id, uint64_t value);

/** one_reg_128() - what one_reg_try_set() takes of a register of 128 bits. */
static inline unsigned __int128 one_reg_128(uint64_t high, uint64_t low)
{
	return (unsigned __int128)high << 64 | low;
}

/** one_reg_try_set() - KVM_SET_ONE_REG. Return: 0 or -errno. */
int one_reg_try_set(struct vcpu *vcpu, uint64_t id, const void *value);

/** one_reg_try_get() - KVM_GET_ONE_REG. Return: 0 or -errno. */
int one_reg_try_get(struct vcpu *vcpu, uint64_t id, void *value);

/** host_page() - bytes of a page of the host, of which logs have a bit each. */
unsigned long host_page(void);

/** number_at() - what stands in the @size bytes at @at: 1, 2, 4 or 8. */
uint64_t number_at(const void *at, unsigned int size);

/** try_ioctl() - ioctl(). Return: its value, or -errno. */
int try_ioctl(int fd, unsigned long nr, const void *arg);

/** no_access() - an address that neither read nor write reaches. */
void *no_access(void);

/** exit_name() - a word for a KVM_EXIT_* number. */
const char *exit_name(uint32_t reason);

/* ONE_REGs that linux/kvm.h need not have. */
#ifndef KVM_REG_PPC_HASHPKEYR
#define KVM_REG_PPC_DEXCR	(KVM_REG_PPC | KVM_REG_SIZE_U64 | 0xc6)
#define KVM_REG_PPC_HASHKEYR	(KVM_REG_PPC | KVM_REG_SIZE_U64 | 0xc7)
#define KVM_REG_PPC_HASHPKEYR	(KVM_REG_PPC | KVM_REG_SIZE_U64 | 0xc8)
#endif

/** host_is_31() - is the host a POWER10? */
static inline bool host_is_31(void)
{
	uint64_t pvr;

	asm volatile("mfpvr %0" : "=r"(pvr));
	return pvr >> 16 == 0x80;
}

#endif
