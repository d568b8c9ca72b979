/* SPDX-License-Identifier: GPL-2.0 */
/* kvm-hv: guests that run natively with MSR[HV]=0, on POWER9 and later. */
#ifndef KVM_HV_H
#define KVM_HV_H

#include <linux/preempt.h>
#include <asm/hvcall.h>

#include <kvm/book3s.h>

#include "../../host/p9.h"
#include "radix_tree.h"

struct kvmppc_hv_vcpu;
struct radix_gather;

/**
 * struct kvmppc_hv_world - the way to reach hypervisor resources
 * @name:	for the load message
 * @init:	take the world, at module load; -ENODEV where it is not this one
 * @exit:	its undoing
 * @lpcr:	LPCR bits that every guest runs with, beyond those of radix
 * @lpids:	LPIDs that may be used are 1 to lpids - 1; valid after @init
 * @set_partition: write a partition table entry (Power ISA 3.1B Book III
 *		6.7.6.1); no translation of it is cached on return
 * @flush_page: one partition-scoped page of 1 << shift bytes, all CPUs
 * @flush_pwc:	page walk cache of an LPID, all CPUs
 * @flush_lpid:	everything of an LPID, all CPUs
 * @flush_cpu:	guest-made (process-scoped) translations of an LPID that are
 *		in one CPU's TLB; interrupts on, preemption off
 * @enter:	run the guest; interrupts off; the vector that ended it
 * @host_clock:	time base and decrementer are the host's between two runs of the
 *		guest in @enter, so that a thread may be woken there
 *
 * Chosen once, when the module loads: bare metal or nested.
 */
struct kvmppc_hv_world {
	const char *name;
	int (*init)(void);
	void (*exit)(void);
	u64 (*lpcr)(void);
	u32 (*lpids)(void);
	void (*set_partition)(u32 lpid, u64 patb0, u64 patb1);
	void (*flush_page)(u32 lpid, gpa_t gpa, unsigned int shift);
	void (*flush_pwc)(u32 lpid);
	void (*flush_lpid)(u32 lpid);
	void (*flush_cpu)(int cpu, u32 lpid);
	int (*enter)(struct kvmppc_hv_vcpu *hv);
	bool host_clock;
};

extern const struct kvmppc_hv_world *kvmppc_hv_world;
extern const struct kvmppc_hv_world kvmppc_hv_bare;
extern const struct kvmppc_hv_world kvmppc_hv_nested;

/* An exit that is no vector: the hypervisor below did not run the guest. */
#define KVMPPC_HV_EXIT_REFUSED	0x10000

/**
 * struct kvmppc_hv_vm - a VM under kvm-hv
 * @ppc:	what every PowerPC VM has
 * @lpid:	its logical partition id
 * @lpcr:	LPCR of its vCPUs; under kvm.lock
 * @root:	root of the partition-scoped radix tree, kernel address; the
 *		tree is under kvm.mmu_lock
 * @gather:	what operations on the tree let go; under kvm.mmu_lock
 * @removals:	counts the leaves that went, from 1; under kvm.mmu_lock
 * @reach:	no address from here on has ever been in the tree; under kvm.mmu_lock
 * @prtb:	PATE doubleword 1: the guest's process table; under kvm.lock
 * @threads:	vCPUs a virtual core, a power of two (KVM_CAP_PPC_SMT): those
 *		between which doorbells go
 * @fwnmi:	machine checks go to userspace (KVM_CAP_PPC_FWNMI)
 */
struct kvmppc_hv_vm {
	struct kvmppc_vm ppc;
	u32 lpid;
	u64 lpcr;
	__be64 *root;
	struct radix_gather *gather;
	u64 removals;
	u64 reach;
	u64 prtb;
	u32 threads;
	bool fwnmi;
};

static inline struct kvmppc_hv_vm *to_hv_vm(struct kvm *kvm)
{
	return container_of(to_kvmppc_vm(kvm), struct kvmppc_hv_vm, ppc);
}

/**
 * struct kvmppc_hv_spr - guest SPRs switched at each entry and exit
 *
 * Valid while the vCPU is out of the guest. Named as in Power ISA 3.1B.
 * @tb_offset: guest time base less the host's, a multiple of 1 << 24
 * @arch_compat: logical PVR that the guest sees, 0 for the processor's own;
 *	@pcr follows from it
 * @online: whether userspace counts the vCPU as online, kept for it
 */
struct kvmppc_hv_spr {
	u64 amr;
	u64 iamr;
	u64 uamor;
	u64 pspb;
	u64 ctrl;
	u64 tidr;
	u64 psscr;
	u64 hfscr;
	u64 ciabr;
	u64 dawr0;
	u64 dawrx0;
	u64 dawr1;
	u64 dawrx1;
	u64 dexcr;
	u64 hashkeyr;
	u64 hashpkeyr;
	u64 purr;
	u64 spurr;
	u64 ic;
	u64 vtb;
	u64 pcr;
	u64 tb_offset;
	u32 arch_compat;
	u32 online;
};

/**
 * struct kvmppc_hv_pmu - performance monitor registers
 *
 * Loaded only where the guest's HFSCR[PM] is set, which its first access does.
 */
struct kvmppc_hv_pmu {
	u64 mmcr0;
	u64 mmcr1;
	u64 mmcr2;
	u64 mmcr3;
	u64 mmcra;
	u64 siar;
	u64 sdar;
	u64 sier;
	u64 sier2;
	u64 sier3;
	u32 pmc[6];
};

/* The instruction of a storage interrupt; @suffix is 0 where it has no prefix. */
struct kvmppc_hv_inst {
	u32 word;
	u32 suffix;
	bool valid;
};

/* Tables of pages that a vCPU keeps for faults that are answered at once. */
#define KVMPPC_HV_RESERVE	7

/* Pages that a vCPU remembers where to read. */
#define KVMPPC_HV_PEEKS		4

/**
 * struct kvmppc_hv_peek - a page of guest memory that kvmppc_radix_peek() has read
 * @gfn:	the page
 * @removals:	of the VM when it was found in the tree, where it still is if
 *		that is still the same
 * @addr:	where the kernel has it
 */
struct kvmppc_hv_peek {
	gfn_t gfn;
	u64 removals;
	const void *addr;
};

/**
 * struct kvmppc_hv_vcpu - a vCPU under kvm-hv
 * @book3s:	what every Book3S vCPU has
 * @window:	the host's register window
 * @cfar, @ppr:	those registers, in @window
 * @spr, @pmu: guest registers by when they are switched
 * @host_spr, @host_pmu: the host's, while the guest runs; here, and not on
 *	the stack, which a hardened host clears each time
 * @lpcr:	LPCR bits of its own: ILE, AIL, LD, DPFD
 * @mer:	LPCR[MER]: exit when the guest enables external interrupts
 * @fault:	the last exit's address and status, kvmppc_host_exit
 * @asdr:	ASDR of a hypervisor storage interrupt
 * @peeks:	by guest page; under kvm.mmu_lock
 * @fetched:	the last exit is an access to a device's address, by this
 * @mce_recovered: the host recovered from the last machine check
 * @facility:	HFSCR cause of a hypervisor facility interrupt
 * @tlb_cpu:	the one CPU whose TLB may have what this vCPU translated, or -1
 * @absent_hva:	the host has no page there for what the guest accesses, or 0
 * @spare_tables: for the tree, by level, zeroed; NULL where it was used
 * @reserve, @nr_reserve: more of the lowest level
 * @preempt:	notifies of the thread being scheduled out and in
 * @nested:	what H_ENTER_NESTED is given, in a nested world
 */
struct kvmppc_hv_vcpu {
	struct kvmppc_book3s_vcpu book3s;
	struct kvmppc_host_window *window;
	u64 *cfar;
	u64 *ppr;
	struct kvmppc_hv_spr spr;
	struct kvmppc_hv_pmu pmu;
	struct kvmppc_hv_spr host_spr;
	struct kvmppc_hv_pmu host_pmu;
	u64 lpcr;
	bool mer;
	struct kvmppc_host_exit fault;
	u64 asdr;
	struct kvmppc_hv_peek peeks[KVMPPC_HV_PEEKS];
	struct kvmppc_hv_inst fetched;
	u8 facility;
	bool mce_recovered;
	int tlb_cpu;
	unsigned long absent_hva;
	__be64 *spare_tables[KVMPPC_RADIX_LEVEL_ROOT];
	__be64 *reserve[KVMPPC_HV_RESERVE];
	unsigned int nr_reserve;
	struct preempt_notifier preempt;
	struct hv_guest_state nested;
};

static inline struct kvmppc_hv_vcpu *to_hv_vcpu(struct kvm_vcpu *vcpu)
{
	return container_of(to_book3s_vcpu(vcpu), struct kvmppc_hv_vcpu,
			    book3s);
}

static inline struct kvm_vcpu *kvmppc_hv_core(struct kvmppc_hv_vcpu *hv)
{
	return &hv->book3s.ppc.vcpu;
}

/* LPCR bits that userspace sets, one vCPU at a time. */
#define KVMPPC_HV_LPCR_USER	(LPCR_DPFD | LPCR_ILE | LPCR_AIL | LPCR_LD | \
				 LPCR_TC)

#define HFSCR_INTR_CAUSE_SHIFT	56

/* run.c */
u64 kvmppc_hv_lpcr(const struct kvmppc_hv_vcpu *hv);
int kvmppc_hv_enter(struct kvm_vcpu *vcpu);
void kvmppc_hv_run_begin(struct kvm_vcpu *vcpu);
void kvmppc_hv_run_end(struct kvm_vcpu *vcpu);
void kvmppc_hv_pending_changed(struct kvm_vcpu *vcpu, bool pending);
void kvmppc_hv_run_init(struct kvmppc_hv_vcpu *hv);

/* exit.c */
bool kvmppc_hv_second_stage(const struct kvmppc_hv_vcpu *hv, int vector);
enum kvmppc_access kvmppc_hv_fault_access(const struct kvmppc_hv_vcpu *hv,
					  int vector, gpa_t *gpa);
int kvmppc_hv_exit(struct kvm_vcpu *vcpu, int vector);

/* quick.c */
bool kvmppc_hv_quick(struct kvmppc_hv_vcpu *hv, int *vector);

/* fetch.c */
int kvmppc_hv_xlate(struct kvm_vcpu *vcpu, u64 ea, enum kvmppc_access access,
		    struct kvmppc_translation *out);
int kvmppc_hv_fetch_locked(struct kvm_vcpu *vcpu, struct kvmppc_hv_inst *inst);
int kvmppc_hv_fetch(struct kvm_vcpu *vcpu, struct kvmppc_hv_inst *inst);

/* interrupt.c */
void kvmppc_hv_deliver(struct kvm_vcpu *vcpu, u32 vector, u64 srr1);
void kvmppc_hv_deliver_data_storage(struct kvm_vcpu *vcpu, u64 dar, u64 dsisr);
void kvmppc_hv_set_msr(struct kvm_vcpu *vcpu, u64 msr);

/* msgp.c */
int kvmppc_hv_emulate_msgp(struct kvm_vcpu *vcpu);

/* time_base.c */
void kvmppc_hv_time_base_init(void);
void kvmppc_hv_time_base_move(u64 delta);
void kvmppc_hv_time_base_restore(u64 delta);

/* pmu.c */
bool kvmppc_hv_pmu_enter(struct kvmppc_hv_vcpu *hv);
void kvmppc_hv_pmu_leave(struct kvmppc_hv_vcpu *hv);
void kvmppc_hv_pmu_settle(struct kvmppc_hv_vcpu *hv);

/* Of the SPRs that Power ISA 3.1B brought, those that the processor has. */
struct kvmppc_hv_sprs_31 {
	bool dexcr;
	bool hashkeyr;
	bool hashpkeyr;
};

extern struct kvmppc_hv_sprs_31 kvmppc_hv_has;

#define SPRN_DEXCR_PR		828	/* by its privileged name */
#define SPRN_HASHKEY		468
#define SPRN_HASHPKEY		469

/* spr.c */
void kvmppc_hv_spr_probe(void);
void kvmppc_hv_spr_init(struct kvmppc_hv_vcpu *hv);
void kvmppc_hv_spr_host(struct kvmppc_hv_spr *host);
void kvmppc_hv_spr_switch(const struct kvmppc_hv_spr *from,
			  const struct kvmppc_hv_spr *to);
void kvmppc_hv_spr_save(struct kvmppc_hv_spr *spr);
void kvmppc_hv_dec_load(const struct kvmppc_hv_vcpu *hv, u64 tb, u64 lpcr);
void kvmppc_hv_dec_save(struct kvmppc_hv_vcpu *hv, u64 tb, u64 lpcr);

/* Write only what differs: an SPR write stalls, a comparison does not. */
#define SWITCH_SPR(name, field)						\
	do {								\
		if (from->field != to->field)				\
			mtspr(name, to->field);				\
	} while (0)

extern const struct kvmppc_one_reg kvmppc_hv_regs[];
extern const unsigned int kvmppc_hv_nr_regs;

/* vm.c */
int kvmppc_hv_vm_init(struct kvm *kvm);
void kvmppc_hv_vm_destroy(struct kvm *kvm);
long kvmppc_hv_vm_ioctl(struct kvm *kvm, unsigned int cmd, unsigned long arg);
int kvmppc_hv_check_extension(struct kvm *kvm, long ext);
int kvmppc_hv_vm_enable_cap(struct kvm *kvm, const struct kvm_enable_cap *cap);

/* radix.c */
int kvmppc_radix_cache_init(void);
void kvmppc_radix_cache_exit(void);
int kvmppc_radix_init(struct kvmppc_hv_vm *hv);
void kvmppc_radix_destroy(struct kvmppc_hv_vm *hv);
void kvmppc_radix_vcpu_destroy(struct kvmppc_hv_vcpu *hv);
u64 kvmppc_radix_patb0(const struct kvmppc_hv_vm *hv);
int kvmppc_radix_fault(struct kvm_vcpu *vcpu, gpa_t gpa,
		       enum kvmppc_access access);
int kvmppc_radix_fault_quick(struct kvm_vcpu *vcpu, gpa_t gpa,
			     enum kvmppc_access access);
int kvmppc_radix_memslot_prepare(struct kvm *kvm,
				 const struct kvm_memory_slot *old,
				 const struct kvm_memory_slot *new);
int kvmppc_radix_peek(struct kvm_vcpu *vcpu, gpa_t gpa, __be64 *val);
void kvmppc_radix_unmap(struct kvm *kvm, const struct kvm_gfn_range *range);
bool kvmppc_radix_age(struct kvm *kvm, const struct kvm_gfn_range *range);
bool kvmppc_radix_test_age(struct kvm *kvm, const struct kvm_gfn_range *range);
void kvmppc_radix_dirty_arm(struct kvm *kvm, struct kvm_memory_slot *slot,
			    unsigned long first, unsigned long mask);
void kvmppc_radix_dirty_start(struct kvm *kvm,
			      const struct kvm_gfn_range *range);

#endif /* KVM_HV_H */
