/* SPDX-License-Identifier: GPL-2.0 */
/* What the Book3S backends (HV, PR) share: PAPR and the radix walk. */
#ifndef KVM_BOOK3S_H
#define KVM_BOOK3S_H

#include <kvm/ppc.h>
#include <kvm/radix_walk.h>

/* Interrupt vectors of Book3S (Power ISA 3.1B Book III, figure 65). */
#define BOOK3S_VEC_SYSTEM_RESET		0x100
#define BOOK3S_VEC_MACHINE_CHECK	0x200
#define BOOK3S_VEC_DATA_STORAGE		0x300
#define BOOK3S_VEC_DATA_SEGMENT		0x380
#define BOOK3S_VEC_INST_STORAGE		0x400
#define BOOK3S_VEC_INST_SEGMENT		0x480
#define BOOK3S_VEC_EXTERNAL		0x500
#define BOOK3S_VEC_ALIGNMENT		0x600
#define BOOK3S_VEC_PROGRAM		0x700
#define BOOK3S_VEC_FP_UNAVAILABLE	0x800
#define BOOK3S_VEC_DECREMENTER		0x900
#define BOOK3S_VEC_HDECREMENTER		0x980
#define BOOK3S_VEC_DOORBELL		0xa00
#define BOOK3S_VEC_SYSTEM_CALL		0xc00
#define BOOK3S_VEC_TRACE		0xd00
#define BOOK3S_VEC_H_DATA_STORAGE	0xe00
#define BOOK3S_VEC_H_INST_STORAGE	0xe20
#define BOOK3S_VEC_H_EMULATION		0xe40
#define BOOK3S_VEC_H_MAINTENANCE	0xe60
#define BOOK3S_VEC_H_DOORBELL		0xe80
#define BOOK3S_VEC_H_VIRTUALIZATION	0xea0
#define BOOK3S_VEC_PERFORMANCE		0xf00
#define BOOK3S_VEC_VMX_UNAVAILABLE	0xf20
#define BOOK3S_VEC_VSX_UNAVAILABLE	0xf40
#define BOOK3S_VEC_FACILITY		0xf60
#define BOOK3S_VEC_H_FACILITY		0xf80
#define BOOK3S_VEC_IABR			0x1300	/* 32-bit cores */

/* Where LPCR[AIL] = 3 has them. */
#define BOOK3S_VECTORS_RELOCATED	0xc000000000004000UL

/*
 * What userspace patches in as a software breakpoint: no instruction of any
 * version, so it exits as an emulation assistance or a program interrupt.
 */
#define BOOK3S_BREAKPOINT	0x00dddd00U

/**
 * struct kvmppc_vpa - an area that the guest registered by H_REGISTER_VPA
 * @gpa:	its address, 0 where none is registered
 * @len:	bytes
 *
 * Under kvmppc_book3s_vcpu.vpa_lock; written from any vCPU.
 */
struct kvmppc_vpa {
	gpa_t gpa;
	u32 len;
};

/**
 * struct kvmppc_thread_spr - SPRs that the host switches with its threads
 *
 * During KVM_RUN the guest's are in the thread and here are the caller's;
 * outside it is the other way round. So an exit does not touch them.
 */
struct kvmppc_thread_spr {
	u64 tar;
	u64 dscr;
	u64 fscr;
	u64 bescr;
	u64 ebbhr;
	u64 ebbrr;
	int dscr_inherit;
};

/**
 * struct kvmppc_book3s_vcpu - a vCPU on a Book3S core
 * @ppc:	what every PowerPC vCPU has
 * @thread_spr:	the guest's, or during KVM_RUN the caller's
 * @vpa_lock:	all that follows; taken with interrupts off, also by the
 *		scheduler's notifiers under a run queue's lock: nothing that
 *		wakes, sleeps or prints is done with it held
 * @vpa:	virtual processor area
 * @vpa_map:	@vpa at the kernel's address of the host's page, or NULL; set and
 *		taken back under kvm.mmu_lock, too
 * @vpa_link:	in kvmppc_vm.mapped_vpas where @vpa_map may not be NULL; under
 *		kvm.mmu_lock
 * @dtl:	dispatch trace log, its length a multiple of an entry's
 * @slb_shadow:	SLB shadow buffer
 * @dtl_head:	entries ever written to the dispatch trace log
 * @yield_count: of the VPA, odd while the vCPU is not dispatched; stands still
 *		where there is none; read by anyone without the lock
 * @dispersion_count: of the VPA: dispatches on another CPU than the last one
 * @vpa_cpu:	host CPU that it was last dispatched on, -1 at first
 * @dispatched:	the vCPU's thread is in KVM_RUN and on a CPU; this and what
 *		follows is written by that thread alone, without the lock
 * @was_ceded:	it was in H_CEDE when it stopped being dispatched
 * @preempted_at: host time base when it stopped being dispatched
 */
struct kvmppc_book3s_vcpu {
	struct kvmppc_vcpu ppc;
	struct kvmppc_thread_spr thread_spr;
	raw_spinlock_t vpa_lock;
	struct kvmppc_vpa vpa;
	struct lppaca *vpa_map;
	struct list_head vpa_link;
	struct kvmppc_vpa dtl;
	struct kvmppc_vpa slb_shadow;
	u64 dtl_head;
	u32 yield_count;
	u32 dispersion_count;
	int vpa_cpu;
	bool dispatched;
	bool was_ceded;
	u64 preempted_at;
};

static inline struct kvmppc_book3s_vcpu *to_book3s_vcpu(struct kvm_vcpu *vcpu)
{
	return container_of(to_kvmppc_vcpu(vcpu), struct kvmppc_book3s_vcpu,
			    ppc);
}

/*
 * Whether an interrupt is taken with translation on: LPCR[AIL] = 3 moves all but
 * system reset and machine check (Power ISA 3.1B Book III 7.5.8). @msr: the
 * guest's when it comes.
 */
static inline bool kvmppc_book3s_relocated(u64 lpcr, u32 vector, u64 msr)
{
	return (lpcr & LPCR_AIL) == LPCR_AIL_3 &&
	       vector > BOOK3S_VEC_MACHINE_CHECK &&
	       (msr & MSR_IR) && (msr & MSR_DR);
}

/* What a guest may have in LPCR[AIL]: interrupts as ever, or as above. */
static inline bool kvmppc_book3s_ail_valid(u64 lpcr)
{
	return (lpcr & LPCR_AIL) == LPCR_AIL_0 ||
	       (lpcr & LPCR_AIL) == LPCR_AIL_3;
}

/* book3s/thread_spr.c */
void kvmppc_thread_spr_swap(struct kvm_vcpu *vcpu);

/* book3s/cpu_char.c */
void kvmppc_cpu_char(struct kvm_ppc_cpu_char *c);
bool kvmppc_cpu_is_model(void);

/* book3s/smmu_info.c */
void kvmppc_smmu_info(struct kvm_ppc_smmu_info *info);

/* book3s/papr.c */
void kvmppc_papr_vm_init(struct kvm *kvm);
int kvmppc_papr_check_extension(struct kvm *kvm, long ext);
int kvmppc_papr_vm_enable_cap(struct kvm *kvm, const struct kvm_enable_cap *cap);
int kvmppc_papr_hcall(struct kvm_vcpu *vcpu);
bool kvmppc_papr_hcall_quick(struct kvm_vcpu *vcpu);
int kvmppc_papr_hcall_finish(struct kvm_vcpu *vcpu);

/* book3s/vpa.c */
void kvmppc_vpa_init(struct kvm_vcpu *vcpu);
long kvmppc_vpa_register(struct kvm_vcpu *vcpu, u64 flags, u64 target,
			 gpa_t gpa);
void kvmppc_vpa_destroy(struct kvm_vcpu *vcpu);
void kvmppc_vpa_map(struct kvm_vcpu *vcpu);
void kvmppc_vpa_unmap(struct kvm *kvm, const struct kvm_gfn_range *range);
void kvmppc_vpa_dispatch(struct kvm_vcpu *vcpu, u64 tb_offset);
void kvmppc_vpa_preempt(struct kvm_vcpu *vcpu);
int kvmppc_vpa_reg_get(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		       unsigned int n, union kvmppc_reg_val *val);
int kvmppc_vpa_reg_set(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		       unsigned int n, const union kvmppc_reg_val *val);

#endif /* KVM_BOOK3S_H */
