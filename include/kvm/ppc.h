/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every PowerPC core has, and what a backend gives for its kind of core.
 *
 * The objects nest: struct kvm_vcpu (core) is the first member of struct
 * kvmppc_vcpu (here), which is the first member of a backend's vCPU. VMs nest
 * the same way. So one pointer is all three, and container_of() finds them.
 */
#ifndef KVM_PPC_H
#define KVM_PPC_H

#include <linux/hrtimer.h>
#include <linux/module.h>
#include <asm/processor.h>
#include <asm/ptrace.h>

#include <kvm/ppc_inst.h>
#include <kvm/ppc_irq.h>
#include <kvm/ppc_xlate.h>
#include <kvm/vm.h>

/*
 * What becomes of a vCPU after an exit, an emulated instruction or a finished
 * request: negative errno, to userspace (vcpu->run says why), or into the
 * guest again.
 */
enum kvmppc_next {
	KVMPPC_TO_USER = 0,
	KVMPPC_RESUME = 1,
};

/* What userspace was asked, to be finished at the next KVM_RUN. */
enum kvmppc_pending_exit {
	KVMPPC_PENDING_NONE,
	KVMPPC_PENDING_MMIO,
	KVMPPC_PENDING_HCALL,
	KVMPPC_PENDING_OSI,
};

/* log2 of the instructions that a vCPU remembers. */
#define KVMPPC_MMIO_DECODED_BITS	4

/**
 * struct kvmppc_mmio_decoded - what an instruction does, whatever registers hold
 * @word:	instruction, of a prefixed one the prefix; 0, which is none, where
 *		there is nothing here
 * @suffix:	of a prefixed instruction
 * @inst:	not resolved
 */
struct kvmppc_mmio_decoded {
	u32 word;
	u32 suffix;
	struct ppc_inst_ls inst;
};

/**
 * struct kvmppc_mmio - a load or store to an address without memory
 * @decoded:	instructions decoded lately, by hash_32() of the word
 * @inst:	what the instruction does, resolved
 * @le:		the guest's byte order when it executed it
 * @gpa:	guest physical addresses of the first byte and of the 4 KiB page
 *		after it, where the operand goes on there
 * @done:	accesses finished
 * @memory:	there may be memory at @gpa
 * @refused:	kvmppc_mmio_store_quick() found no device; all else is ready
 * @image:	bytes in guest memory order, of all accesses
 */
struct kvmppc_mmio {
	struct kvmppc_mmio_decoded decoded[1 << KVMPPC_MMIO_DECODED_BITS];
	struct ppc_inst_ls inst;
	bool le;
	gpa_t gpa[2];
	u8 done;
	bool memory;
	bool refused;
	u8 image[PPC_LS_IMAGE_MAX];
};

/* FP, VMX and VSX registers of one world. */
struct kvmppc_fp {
	struct thread_fp_state fp;
	struct thread_vr_state vr;
	unsigned long vrsave;
};

/**
 * struct kvmppc_sup - supervisor registers that every core has
 * @srr0, @srr1: interrupt save and restore
 * @dar, @dsisr: data address and status (DEAR, ESR on BookE)
 * @sprg:	SPRG0 to 7
 * @pid:	process id register
 */
struct kvmppc_sup {
	u64 srr0;
	u64 srr1;
	u64 dar;
	u64 dsisr;
	u64 sprg[8];
	u64 pid;
};

/* PAPR hypercalls that the kernel may know: numbers 0, 4, 8, … below 0x400. */
#define KVMPPC_NR_HCALLS	256

/**
 * struct kvmppc_hcall - a PAPR hypercall with an answer in the kernel
 * @handler: takes the arguments in GPRs 4 to 12 and leaves further results
 *	there; returns the value for GPR3, or H_TOO_HARD for userspace.
 *	May sleep
 * @quick: as @handler, but with interrupts off and the guest's state in the CPU,
 *	where nobody is woken; H_TOO_HARD for @handler; NULL: there is none
 * @memory: @handler wants kvm->srcu held for reading
 * @by_default: before userspace switches anything by KVM_CAP_PPC_ENABLE_HCALL
 */
struct kvmppc_hcall {
	long (*handler)(struct kvm_vcpu *vcpu, unsigned long *args);
	long (*quick)(struct kvm_vcpu *vcpu, unsigned long *args);
	bool memory;
	bool by_default;
};

/**
 * struct kvmppc_vm - a VM on any PowerPC core
 * @kvm:	the core's
 * @backend:	chosen at creation; its module is held
 * @enabled_hcalls: hypercalls answered in the kernel, a bit for each four
 *		numbers (KVM_CAP_PPC_ENABLE_HCALL); atomically
 * @mapped_vpas: vCPUs of which the VPA may be written where the kernel maps its
 *		page; under kvm.mmu_lock
 */
struct kvmppc_vm {
	struct kvm kvm;
	const struct kvmppc_backend *backend;
	DECLARE_BITMAP(enabled_hcalls, KVMPPC_NR_HCALLS);
	struct list_head mapped_vpas;
};

/**
 * struct kvmppc_vcpu - a vCPU on any PowerPC core
 * @vcpu:	the core's
 * @regs:	GPRs, nip, msr, ctr, link, xer, ccr of the guest; the backend
 *		says where they live
 * @sup:	valid while the vCPU is out of the guest
 * @fp:		the guest's FP state where it is not in the CPU; outside KVM_RUN
 *		it never is. VRSAVE is the caller's during KVM_RUN
 * @caller_load_fp, @caller_load_vec: the thread's load_fp and load_vec, during
 *		KVM_RUN
 * @pending:	enum kvmppc_irq bits, set by anyone
 * @irqs_held:	the guest can take no interrupt now, whatever its MSR says
 * @papr:	KVM_CAP_PPC_PAPR was enabled
 * @osi:	KVM_CAP_PPC_OSI was enabled
 * @ceded:	waits for an interrupt, in H_CEDE or its like
 * @prodded:	H_PROD came
 * @pending_exit: what the next KVM_RUN finishes
 * @mmio:	for KVMPPC_PENDING_MMIO
 * @dec_expires: host time base when the decrementer passes zero
 * @dec_timer:	wakes a blocked vCPU at @dec_expires
 * @pvr:	processor version that userspace set
 * @guest_debug: KVM_GUESTDBG_* control in force
 */
struct kvmppc_vcpu {
	struct kvm_vcpu vcpu;
	struct pt_regs *regs;
	struct kvmppc_sup sup;
	struct kvmppc_fp fp;
	u8 caller_load_fp;
	u8 caller_load_vec;
	unsigned long pending;
	bool irqs_held;
	bool papr;
	bool osi;
	bool ceded;
	bool prodded;
	enum kvmppc_pending_exit pending_exit;
	struct kvmppc_mmio mmio;
	u64 dec_expires;
	struct hrtimer dec_timer;
	u32 pvr;
	u32 guest_debug;
};

static inline struct kvmppc_vcpu *to_kvmppc_vcpu(struct kvm_vcpu *vcpu)
{
	return container_of(vcpu, struct kvmppc_vcpu, vcpu);
}

static inline struct kvmppc_vm *to_kvmppc_vm(struct kvm *kvm)
{
	return container_of(kvm, struct kvmppc_vm, kvm);
}

/* Counters of PowerPC. */
enum kvmppc_vm_stat {
	KVMPPC_VM_STAT_PAGES_MAPPED_64K = KVM_VM_STAT_ARCH,
	KVMPPC_VM_STAT_PAGES_MAPPED_2M,
	KVMPPC_VM_STAT_PAGES_MAPPED_1G,
};

enum kvmppc_vcpu_stat {
	KVMPPC_VCPU_STAT_MMIO_EXITS = KVM_VCPU_STAT_ARCH,
	KVMPPC_VCPU_STAT_HCALLS,
	KVMPPC_VCPU_STAT_USER_HCALLS,
	KVMPPC_VCPU_STAT_STORAGE_FAULTS,
	KVMPPC_VCPU_STAT_HOST_INTERRUPTS,
	KVMPPC_VCPU_STAT_DECREMENTERS,
	KVMPPC_VCPU_STAT_EXTERNALS,
	KVMPPC_VCPU_STAT_DOORBELLS,
	KVMPPC_VCPU_STAT_FACILITIES,
	KVMPPC_VCPU_STAT_PROGRAMS,
	KVMPPC_VCPU_STAT_CPU_MOVES,
};

/* A one-reg's value; the id says which member. */
union kvmppc_reg_val {
	u32 w;
	u64 d;
	__vector128 v;
	u8 bytes[32];
	u64 vpa[3];
};

/**
 * struct kvmppc_one_reg - registers of KVM_GET/SET_ONE_REG and the list
 * @id:		first KVM_REG_PPC_* id; its size bits give the value's size
 * @nr:		how many consecutive ids, 0 means one
 * @stride:	bytes from one register's field to the next
 * @offset:	of the first field in the backend's vCPU (which starts with
 *		struct kvm_vcpu), where @get is absent
 * @width:	bytes of that field: 1, 2, 4 or 8; 0 means as wide as the value
 * @get:	instead of a field; 0 or -errno
 * @set:	instead of a store to the field, where there is one; -EINVAL where
 *		the value is refused
 * @exists:	has this vCPU the register? absent: always
 *
 * A table is sorted by id, without overlaps; registration of a backend checks
 * it. An entry with @get and without @set is read-only: setting it is -EINVAL.
 */
struct kvmppc_one_reg {
	u64 id;
	u16 nr;
	u16 stride;
	u32 offset;
	u8 width;
	int (*get)(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		   unsigned int n, union kvmppc_reg_val *val);
	int (*set)(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		   unsigned int n, const union kvmppc_reg_val *val);
	bool (*exists)(struct kvm_vcpu *vcpu);
};

/*
 * Entries of such a table: a field of @_type, the backend's vCPU, and functions.
 * What comes after is set besides.
 */
#define KVMPPC_REG_FIELD(_type, _reg, _member, ...)			\
	{ .id = KVM_REG_PPC_##_reg,					\
	  .offset = offsetof(_type, _member),				\
	  .width = sizeof_field(_type, _member), ##__VA_ARGS__ }
#define KVMPPC_REG_ACCESSORS(_reg, _get, _set, ...)			\
	{ .id = KVM_REG_PPC_##_reg, .get = _get, .set = _set, ##__VA_ARGS__ }

/* The field of the @n-th register of an entry that has no @get. */
static inline void *kvmppc_reg_field(struct kvm_vcpu *vcpu,
				     const struct kvmppc_one_reg *reg,
				     unsigned int n)
{
	return (void *)vcpu + reg->offset + (size_t)n * reg->stride;
}

/* What a backend answers to KVM_CHECK_EXTENSION; sorted or not. */
struct kvmppc_cap {
	u32 cap;
	int value;
};

/**
 * struct kvmppc_backend - one kind of core as a host
 *
 * Every op is required unless its line says "default"; registration refuses a
 * backend with a hole and fills in the defaults' stubs, so no caller tests an
 * op for NULL.
 *
 * @name:	as in /sys/module, for messages
 * @owner:	module, held by each VM
 * @vm_type:	KVM_CREATE_VM's argument that means this backend by name
 * @rank:	of the backends loaded, the highest serves type 0
 * @vm_size, @vcpu_size: bytes of the backend's VM and vCPU
 * @caps, @nr_caps: fixed capabilities; what is not listed is absent
 * @regs, @nr_regs: one-regs beyond the common ones
 * @hcalls, @nr_hcalls: PAPR hypercalls by number / 4, in place of the common
 *		ones of the same number; default: none
 * @irqs, @nr_irqs: asynchronous interrupts in falling priority
 * @vec_alignment, @vec_program: what @deliver takes for interrupts that common
 *		code raises
 * @guest_debug: KVM_GUESTDBG_* that KVM_SET_GUEST_DEBUG may ask for
 * @debug_inst:	what userspace plants as a software breakpoint
 * @pv_features: bits by KVM_FEATURE_*, for guests that know KVM
 * @papr_only:	a vCPU runs only after KVM_CAP_PPC_PAPR
 *
 * @check_extension: capabilities that depend on host or VM, negative where it
 *		has no answer and @caps is asked; default: none
 * @vm_init, @vm_destroy: kvm_arch_vm_init() and its undoing
 * @vm_enable_cap: KVM_ENABLE_CAP on the VM; default -EINVAL
 * @vm_ioctl:	VM ioctls; default -ENOTTY
 * @vcpu_init:	sets kvmppc_vcpu.regs and the reset state
 * @vcpu_destroy: its undoing; default: nothing
 * @vcpu_enable_cap: KVM_ENABLE_CAP on the vCPU, mutex held; default -EINVAL
 * @vcpu_ioctl:	vCPU ioctls, mutex held; default -ENOTTY
 * @get_sregs, @set_sregs: KVM_GET/SET_SREGS
 *
 * @run_begin:	KVM_RUN begins, preemptible: swap what lives in the thread
 * @run_end:	KVM_RUN ends, its undoing
 * @enter:	run the guest until an exit, interrupts off before and after;
 *		pending interrupts that the guest can take have been delivered.
 *		Returns the exit in the backend's terms (>= 0)
 * @exit:	answer an exit, interrupts on; enum kvmppc_next or -errno
 * @pending_changed: kvmppc_vcpu.pending was set for an interrupt that the
 *		guest cannot take now: have it exit when it can (HV: LPCR[MER]);
 *		interrupts off, just before @enter; default: nothing
 *
 * @deliver:	make the guest take the interrupt at @vector: SRR0, SRR1 with
 *		@srr1 bits set, MSR and nip as the architecture says for it
 * @deliver_data_storage: as @deliver, with DAR and DSISR
 * @set_msr:	write the guest's MSR, keeping what the core forces
 * @xlate:	translate a guest effective address as the guest's MMU would
 *		now. 0; -ENOENT no translation, -EPERM forbidden, -EFAULT the
 *		guest's tables are outside its memory. kvm->srcu held
 * @map_magic:	KVM_HC_PPC_MAP_MAGIC_PAGE: the page that a guest's kernel has its
 *		supervisor registers in, at real address @pa and effective
 *		address @ea, whose low 12 bits are flags; may sleep. The bits of
 *		KVM_MAGIC_FEAT_* that it has, or -errno; default -EOPNOTSUPP
 * @debug_points: a debugger's breakpoints and watchpoints from now on, NULL for
 *		none; mutex held. 0; -EINVAL, and nothing has changed, where it
 *		has not got such; default: it has none
 *
 * @memslot_prepare: kvm_arch_memslot_prepare(); default 0
 * @unmap_gfn_range, @age_gfn_range, @test_age_gfn_range, @dirty_log_arm,
 * @dirty_log_start: as kvm_arch_* of the same name
 */
struct kvmppc_backend {
	const char *name;
	struct module *owner;
	unsigned long vm_type;
	int rank;
	size_t vm_size;
	size_t vcpu_size;
	const struct kvmppc_cap *caps;
	unsigned int nr_caps;
	const struct kvmppc_one_reg *regs;
	unsigned int nr_regs;
	const struct kvmppc_hcall *hcalls;
	unsigned int nr_hcalls;
	const struct kvmppc_irq_desc *irqs;
	unsigned int nr_irqs;
	u32 vec_alignment;
	u32 vec_program;
	u32 guest_debug;
	u32 debug_inst;
	u32 pv_features;
	bool papr_only;

	int (*check_extension)(struct kvm *kvm, long ext);
	int (*vm_init)(struct kvm *kvm);
	void (*vm_destroy)(struct kvm *kvm);
	int (*vm_enable_cap)(struct kvm *kvm, const struct kvm_enable_cap *cap);
	long (*vm_ioctl)(struct kvm *kvm, unsigned int cmd, unsigned long arg);
	int (*vcpu_init)(struct kvm_vcpu *vcpu);
	void (*vcpu_destroy)(struct kvm_vcpu *vcpu);
	int (*vcpu_enable_cap)(struct kvm_vcpu *vcpu,
			       const struct kvm_enable_cap *cap);
	long (*vcpu_ioctl)(struct kvm_vcpu *vcpu, unsigned int cmd,
			   unsigned long arg);
	int (*get_sregs)(struct kvm_vcpu *vcpu, struct kvm_sregs *sregs);
	int (*set_sregs)(struct kvm_vcpu *vcpu, const struct kvm_sregs *sregs);

	void (*run_begin)(struct kvm_vcpu *vcpu);
	void (*run_end)(struct kvm_vcpu *vcpu);
	int (*enter)(struct kvm_vcpu *vcpu);
	int (*exit)(struct kvm_vcpu *vcpu, int exit);
	void (*pending_changed)(struct kvm_vcpu *vcpu, bool pending);

	void (*deliver)(struct kvm_vcpu *vcpu, u32 vector, u64 srr1);
	void (*deliver_data_storage)(struct kvm_vcpu *vcpu, u64 dar, u64 dsisr);
	void (*set_msr)(struct kvm_vcpu *vcpu, u64 msr);
	int (*xlate)(struct kvm_vcpu *vcpu, u64 ea, enum kvmppc_access access,
		     struct kvmppc_translation *out);
	int (*map_magic)(struct kvm_vcpu *vcpu, u64 pa, u64 ea);
	int (*debug_points)(struct kvm_vcpu *vcpu,
			    const struct kvm_guest_debug_arch *asked);

	int (*memslot_prepare)(struct kvm *kvm,
			       const struct kvm_memory_slot *old,
			       const struct kvm_memory_slot *new);
	void (*unmap_gfn_range)(struct kvm *kvm,
				const struct kvm_gfn_range *range);
	bool (*age_gfn_range)(struct kvm *kvm,
			      const struct kvm_gfn_range *range);
	bool (*test_age_gfn_range)(struct kvm *kvm,
				   const struct kvm_gfn_range *range);
	void (*dirty_log_arm)(struct kvm *kvm, struct kvm_memory_slot *slot,
			      unsigned long first, unsigned long mask);
	void (*dirty_log_start)(struct kvm *kvm,
				const struct kvm_gfn_range *range);
};

static inline const struct kvmppc_backend *kvmppc_backend_of(struct kvm *kvm)
{
	return to_kvmppc_vm(kvm)->backend;
}

/* backend.c */
int kvmppc_backend_register(struct kvmppc_backend *backend);
void kvmppc_backend_unregister(struct kvmppc_backend *backend);
const struct kvmppc_backend *kvmppc_backend_get(unsigned long vm_type);
void kvmppc_backend_put(const struct kvmppc_backend *backend);
bool kvmppc_backend_loaded(unsigned long vm_type);
int kvmppc_backend_check_extension(struct kvm *kvm, long ext);

/* fp.c */
void kvmppc_fp_begin(struct kvmppc_vcpu *ppc);
void kvmppc_fp_end(struct kvmppc_vcpu *ppc);
struct kvmppc_fp *kvmppc_fp_get(struct kvmppc_vcpu *ppc);
void kvmppc_fp_make_live(void);
void kvmppc_vsr_get(struct kvmppc_vcpu *ppc, unsigned int n, u64 vsr[][2],
		    unsigned int nr);
void kvmppc_vsr_set(struct kvmppc_vcpu *ppc, unsigned int n,
		    const u64 vsr[][2], unsigned int nr);

/* interrupt.c */
void kvmppc_irq_raise(struct kvm_vcpu *vcpu, enum kvmppc_irq irq);
void kvmppc_irq_lower(struct kvm_vcpu *vcpu, enum kvmppc_irq irq);
bool kvmppc_irq_deliver_pending(struct kvm_vcpu *vcpu);
int kvmppc_irq_ioctl(struct kvm_vcpu *vcpu, const struct kvm_interrupt *irq);

/* timer.c */
void kvmppc_timer_init(struct kvm_vcpu *vcpu);
void kvmppc_timer_destroy(struct kvm_vcpu *vcpu);
void kvmppc_timer_block(struct kvm_vcpu *vcpu);
void kvmppc_timer_unblock(struct kvm_vcpu *vcpu);
bool kvmppc_timer_expired(struct kvm_vcpu *vcpu);

/* mmio.c */
int kvmppc_mmio_init(void);
int kvmppc_mmio_emulate(struct kvm_vcpu *vcpu, u32 word, u32 suffix, u64 ea,
			gpa_t gpa, bool store);
int kvmppc_memory_emulate(struct kvm_vcpu *vcpu, u32 word, u64 ea, gpa_t gpa,
			  bool store);
bool kvmppc_mmio_store_quick(struct kvm_vcpu *vcpu, u32 word, u32 suffix,
			     u64 ea, gpa_t gpa);
int kvmppc_mmio_finish(struct kvm_vcpu *vcpu);

/* one_reg.c */
int kvmppc_one_reg_check(const struct kvmppc_one_reg *regs, unsigned int nr);
int kvmppc_one_reg_get(struct kvm_vcpu *vcpu, const struct kvm_one_reg *reg);
int kvmppc_one_reg_set(struct kvm_vcpu *vcpu, const struct kvm_one_reg *reg);
int kvmppc_one_reg_write(struct kvm_vcpu *vcpu, u64 id,
			 const union kvmppc_reg_val *val);
int kvmppc_one_reg_list(struct kvm_vcpu *vcpu,
			struct kvm_reg_list __user *list);

/* guest_debug.c */
long kvmppc_set_guest_debug(struct kvm_vcpu *vcpu, void __user *arg);
int kvmppc_debug_exit(struct kvm_vcpu *vcpu);
int kvmppc_debug_exit_point(struct kvm_vcpu *vcpu, u64 address, u32 status);

static inline bool kvmppc_debugs(const struct kvm_vcpu *vcpu, u32 how)
{
	return container_of(vcpu, struct kvmppc_vcpu, vcpu)->guest_debug & how;
}

/* regs.c */
void kvmppc_regs_get(struct kvm_vcpu *vcpu, struct kvm_regs *regs);
void kvmppc_regs_set(struct kvm_vcpu *vcpu, const struct kvm_regs *regs);
int kvmppc_fpu_get(struct kvm_vcpu *vcpu, struct kvm_fpu *fpu);
int kvmppc_fpu_set(struct kvm_vcpu *vcpu, const struct kvm_fpu *fpu);

#endif /* KVM_PPC_H */
