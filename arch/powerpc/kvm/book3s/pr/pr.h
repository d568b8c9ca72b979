/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kvm-pr: guests whose kernel runs in problem state too, on Book3S hosts with
 * the hash MMU. Each privileged instruction, each translation that the shadow
 * lacks and each interrupt comes here.
 */
#ifndef KVM_PR_H
#define KVM_PR_H

#include <linux/mutex.h>
#include <linux/preempt.h>

#include <kvm/book3s.h>
#include <kvm/ppc_step.h>

#include "../../host/pr.h"
#include "../../host/srr1.h"
#include "xlate.h"

/* SLB entries and BATs of a guest at the most. */
#define KVMPPC_PR_SLB_MAX	64
#define KVMPPC_PR_BATS_MAX	8

/* What real mode makes of an effective address on 64-bit cores. */
#define KVMPPC_PR_REAL_MASK	0x0fffffffffffffffULL

/**
 * struct kvmppc_pr_core - what a guest's processor is
 * @mask, @pvr:	PVR values that mean it
 * @mmu64:	64-bit hashed page tables and an SLB, else 32-bit ones, segment
 *		registers and BATs
 * @nr_slb:	SLB entries (@mmu64)
 * @nr_bats:	BATs of each kind (not @mmu64)
 * @dcbz32:	dcbz zeroes 32 bytes; on a 970 where HID5 says so
 * @hior:	has HIOR, else interrupts go to real addresses or MSR[IP]
 * @isa:	PPC_ISA_* that the guest's processor executes
 */
struct kvmppc_pr_core {
	u32 mask;
	u32 pvr;
	bool mmu64;
	u8 nr_slb;
	u8 nr_bats;
	bool dcbz32;
	bool hior;
	u32 isa;
};

/**
 * struct kvmppc_pr_mmu - the MMU registers of a guest
 * @slb:	SLB entries (64-bit)
 * @sdr1:	SDR1; with PAPR, where userspace has the table: its address
 *		there and log2 of its size less 18
 * @sr:		segment registers, also those of a 64-bit core in bridge mode
 * @ibat, @dbat: block address translation (32-bit)
 */
struct kvmppc_pr_mmu {
	struct kvmppc_slb_entry slb[KVMPPC_PR_SLB_MAX];
	u64 sdr1;
	u32 sr[16];
	struct kvmppc_bat ibat[KVMPPC_PR_BATS_MAX];
	struct kvmppc_bat dbat[KVMPPC_PR_BATS_MAX];
};

/* Each combination of MSR[PR], MSR[IR] and MSR[DR] has segments of its own. */
#define KVMPPC_PR_NR_SPACES	16
#define KVMPPC_PR_SPACE_STEPPING	8	/* and so has each where nothing is hidden */
#define KVMPPC_PR_SPACE_RELOCATED	3	/* MSR[IR], MSR[DR] in its number */

/* Chains of a space's entries, by a hash of their ESIDs. */
#define KVMPPC_PR_CHAINS	64

/* Addresses that are remembered of segments which were dropped. */
#define KVMPPC_PR_NR_DROPPED	16

struct kvmppc_pr_segment;

/**
 * struct kvmppc_pr_awaited - an access that waits for the guest's own HPTE
 * @valid:	there is one
 * @access:	what it does
 * @msr:	the guest's MSR at that
 * @ea:		its address
 */
struct kvmppc_pr_awaited {
	bool valid;
	enum kvmppc_access access;
	u64 msr;
	u64 ea;
};

/**
 * struct kvmppc_pr_segments - what is behind the segments in a vCPU's spaces
 * @of:		by space and entry; each is a reference (segment.c)
 * @used:	by space: entries in use, a bit each
 * @chain:	by space and hash of an ESID: the first such entry plus 1, or 0
 * @link:	by space and entry: the next one of its chain plus 1, or 0
 * @next:	by space: what is replaced next where all are in use
 * @bats:	generation of the BATs, 0 where nothing was mapped by them yet
 * @core:	the processor that they were made for
 * @dropped:	addresses in segments that were dropped lately, 0 for none
 * @next_dropped: of these to be replaced
 * @drops:	how often one was dropped, or the magic page moved
 */
struct kvmppc_pr_segments {
	struct kvmppc_pr_segment *of[KVMPPC_PR_NR_SPACES][KVMPPC_PR_SLB_MAX];
	u64 used[KVMPPC_PR_NR_SPACES];
	u8 chain[KVMPPC_PR_NR_SPACES][KVMPPC_PR_CHAINS];
	u8 link[KVMPPC_PR_NR_SPACES][KVMPPC_PR_SLB_MAX];
	u8 next[KVMPPC_PR_NR_SPACES];
	u64 bats;
	const struct kvmppc_pr_core *core;
	u64 dropped[KVMPPC_PR_NR_DROPPED];
	u8 next_dropped;
	unsigned long drops;
};

/**
 * struct kvmppc_pr_spr - SPRs of a guest that do nothing by themselves here
 *
 * Kept for the guest to read back, and for userspace. Others, with an effect,
 * are in struct kvmppc_sup, struct kvmppc_pr_mmu and the thread.
 * @hior: base of the interrupt vectors where the core has it
 * @purr, @spurr, @vtb: what they are ahead of the time base, see
 *	kvmppc_pr_running_time()
 * @mmcr: MMCR0, MMCR1, MMCRA, MMCR2, MMCRS
 * @arch_compat: logical PVR that userspace told the guest, 0 for none
 * @online: whether userspace counts the vCPU as online, kept for it
 */
struct kvmppc_pr_spr {
	u64 hid[6];
	u64 hior;
	u64 lpcr;
	u64 ctrl;
	u64 cfar;
	u64 dabr;
	u64 dabrx;
	u64 iabr;
	u64 ciabr;
	u64 dawr;
	u64 dawrx;
	u64 purr;
	u64 spurr;
	u64 vtb;
	u64 amr;
	u64 iamr;
	u64 uamor;
	u64 pspb;
	u64 acop;
	u64 gqr[8];
	u64 l2cr;
	u64 l3cr;
	u64 ictrl;
	u64 ictc;
	u64 ldstcr;
	u64 msscr0;
	u64 msssr0;
	u64 thrm[3];
	u64 bamr;
	u64 ear;
	u64 mmcr[5];
	u64 pmc[8];
	u64 spmc[2];
	u64 siar;
	u64 sdar;
	u64 sier;
	u32 arch_compat;
	u32 online;
};

struct kvmppc_pr_shadow;

/* Pages of a guest's page table that are remembered. */
#define KVMPPC_PR_TABLE_PAGES	64

/**
 * struct kvmppc_pr_table_page - where the kernel has a page of userspace's
 * @hva:	its address there
 * @memory:	it, NULL for none
 * @writable:	it may be written
 */
struct kvmppc_pr_table_page {
	u64 hva;
	u8 *memory;
	bool writable;
};

/**
 * struct kvmppc_pr_table - pages of the guest's page table (table_memory.c)
 * @invalidates: kvm.invalidates when they were looked up: they are where they
 *		were as long as it is so, under kvm.mmu_lock
 * @pages:	by number of the page
 */
struct kvmppc_pr_table {
	unsigned long invalidates;
	struct kvmppc_pr_table_page pages[KVMPPC_PR_TABLE_PAGES];
};

/**
 * struct kvmppc_pr_vm - a VM under kvm-pr
 * @ppc:	what every PowerPC VM has
 * @shadow:	shadow translations of all its vCPUs (shadow.c)
 * @table:	where its page table is; under kvm.mmu_lock
 * @hpt_lock:	the guest's hashed page table where hypercalls change it (PAPR):
 *		an HPTE is read, and its R and C bits are set, under it. Taken
 *		before kvm.mmu_lock, may sleep
 * @fwnmi:	machine checks go to userspace (KVM_CAP_PPC_FWNMI)
 */
struct kvmppc_pr_vm {
	struct kvmppc_vm ppc;
	struct kvmppc_pr_shadow *shadow;
	struct kvmppc_pr_table table;
	struct mutex hpt_lock;
	bool fwnmi;
};

static inline struct kvmppc_pr_vm *to_pr_vm(struct kvm *kvm)
{
	return container_of(to_kvmppc_vm(kvm), struct kvmppc_pr_vm, ppc);
}

/*
 * What may be watched at a time: of each that KVM_SET_GUEST_DEBUG takes the
 * instruction and the data at its address, and what the guest's own registers
 * say.
 */
#define KVMPPC_PR_NR_POINTS \
	(2 * ARRAY_SIZE(((struct kvm_guest_debug_arch *)0)->bp) + 2)

/**
 * struct kvmppc_pr_point - addresses that are watched
 * @first, @last: the bytes at both among them; effective addresses
 * @accesses:	BIT(enum kvmppc_access) that are of interest
 * @msr_mask, @msr: where the guest's MSR is so
 * @guest:	the guest's own, else a debugger's
 * @address:	a debugger's name for it
 */
struct kvmppc_pr_point {
	u64 first;
	u64 last;
	u32 accesses;
	u64 msr_mask;
	u64 msr;
	bool guest;
	u64 address;
};

/**
 * struct kvmppc_pr_debug - breakpoints and watchpoints of a vCPU, see debug.c
 * @asked:	a debugger's
 * @points:	those, and the guest's
 * @nr:		how many
 * @stepping:	the guest executes the one instruction at @nip, with nothing
 *		hidden from it
 * @completes:	that is the one at the guest's CIABR
 * @nip:	of the instruction of a single step, a debugger's or this
 * @steps:	how many more are looked at one by one
 * @reserved_size: of the guest's reservation, 0 where there is none
 * @reserved_ea: its address
 * @reserved_value: what was there
 */
struct kvmppc_pr_debug {
	struct kvm_guest_debug_arch asked;
	struct kvmppc_pr_point points[KVMPPC_PR_NR_POINTS];
	unsigned int nr;
	bool stepping;
	bool completes;
	u64 nip;
	unsigned int steps;
	u8 reserved_size;
	u64 reserved_ea;
	u64 reserved_value;
};

struct kvm_vcpu_arch_shared;

/* log2 of the magic page's size, whatever the host's pages are. */
#define KVMPPC_PR_MAGIC_SHIFT	12

/**
 * struct kvmppc_pr_magic - the magic page of a vCPU, see magic.c
 * @page:	it, NULL before the guest has asked for it
 * @used:	the guest has accessed it
 * @swap:	it is in another byte order than the host's
 * @pa:		its real address, as the processor makes it of an effective one
 * @ea:		its effective address where data is translated
 * @number:	which @pa and @ea these are, and which points of @debug; under
 *		kvm.mmu_lock
 */
struct kvmppc_pr_magic {
	struct kvm_vcpu_arch_shared *page;
	bool used;
	bool swap;
	u64 pa;
	u64 ea;
	u64 number;
};

/**
 * struct kvmppc_pr_memory - a page of the guest where the kernel has it
 * @at:		its first byte
 * @shift:	log2 of its size
 * @writable:	stores may go there
 */
struct kvmppc_pr_memory {
	void *at;
	u8 shift;
	bool writable;
};

/**
 * struct kvmppc_pr_followed - when follow.c last looked at its windows
 * @removals:	kvmppc_pr_shadow.removals at that,
 * @drops:	kvmppc_pr_segments.drops
 * @space:	and the space: they are good, under mmu_lock, for as long as
 *		these are so
 */
struct kvmppc_pr_followed {
	unsigned long removals;
	unsigned long drops;
	unsigned int space;
};

/**
 * struct kvmppc_pr_device - where a vCPU last accessed a device (device.c)
 * @segment:	segment in the vCPU's spaces, NULL where it has gone from one
 * @ea:		address of the access
 * @gpa:	what the guest's own translation makes of it
 * @seq:	kvmppc_pr_shadow.seq before that translation
 * @store:	the guest may store there
 * @answered:	the last store was answered in the kernel
 */
struct kvmppc_pr_device {
	const struct kvmppc_pr_segment *segment;
	u64 ea;
	u64 gpa;
	unsigned long seq;
	bool store;
	bool answered;
};

/**
 * struct kvmppc_pr_vcpu - a vCPU under kvm-pr
 * @book3s:	what every Book3S vCPU has
 * @regs:	its registers; the MSR is the one that the guest believes in
 * @core:	which processor it is
 * @family:	enum kvmppc_pr_family of @core
 * @mmu:	its MMU's registers
 * @spr:	SPRs that are only kept
 * @spaces:	segments of the hardware, see kvmppc_pr_space(); what they lack comes by segment interrupts
 * @segments:	what is behind them
 * @awaited:	where the guest last had no HPTE (PAPR)
 * @device:	what it last accessed that is no memory
 * @magic:	registers that the guest has in memory
 * @debug:	breakpoints and watchpoints
 * @exit:	what is known of the last exit beside its vector
 * @dec_raised:	the decrementer has passed zero since it was written
 * @follow:	privileged instructions are near, see kvmppc_pr_follow()
 * @steps:	the guest, where the hardware does not execute it
 * @followed:	when @steps was last looked at
 * @preempt:	notifies of the thread being scheduled out and in
 */
struct kvmppc_pr_vcpu {
	struct kvmppc_book3s_vcpu book3s;
	struct pt_regs regs;
	const struct kvmppc_pr_core *core;
	u8 family;
	struct kvmppc_pr_mmu mmu;
	struct kvmppc_pr_spr spr;
	struct kvmppc_host_segments spaces[KVMPPC_PR_NR_SPACES];
	struct kvmppc_pr_segments segments;
	struct kvmppc_pr_awaited awaited;
	struct kvmppc_pr_device device;
	struct kvmppc_pr_magic magic;
	struct kvmppc_pr_debug debug;
	struct kvmppc_host_pr_exit exit;
	bool dec_raised;
	bool follow;
	struct ppc_steps steps;
	struct kvmppc_pr_followed followed;
	struct preempt_notifier preempt;
};

static inline struct kvmppc_pr_vcpu *to_pr_vcpu(struct kvm_vcpu *vcpu)
{
	return container_of(to_book3s_vcpu(vcpu), struct kvmppc_pr_vcpu,
			    book3s);
}

static inline struct kvm_vcpu *kvmppc_pr_core_vcpu(struct kvmppc_pr_vcpu *pr)
{
	return &pr->book3s.ppc.vcpu;
}

/* Which of kvmppc_pr_vcpu.spaces the guest is in, by its MSR. */
static inline unsigned int kvmppc_pr_space(const struct kvmppc_pr_vcpu *pr)
{
	u64 msr = pr->regs.msr;

	return (msr & (MSR_IR | MSR_DR)) >> 4 | (msr & MSR_PR) >> 12 |
	       (pr->debug.stepping ? KVMPPC_PR_SPACE_STEPPING : 0);
}

/* HID5 of a 970: how much dcbz zeroes (PowerPC 970 User Manual 2.2.5). */
#define KVMPPC_PR_HID5_DCBZ	0x180
#define KVMPPC_PR_HID5_DCBZ32	0x080

/* The bytes that the guest's dcbz zeroes; the host's zeroes 128. */
static inline unsigned int kvmppc_pr_dcbz_size(const struct kvmppc_pr_vcpu *pr)
{
	if (pr->core->dcbz32 ||
	    (pr->core->hior && (pr->spr.hid[5] & KVMPPC_PR_HID5_DCBZ) ==
			       KVMPPC_PR_HID5_DCBZ32))
		return 32;
	return 128;
}

static inline bool kvmppc_pr_has_dcbz32(const struct kvmppc_pr_vcpu *pr)
{
	return kvmppc_pr_dcbz_size(pr) == 32;
}

/*
 * What an emulated instruction leaves behind, beside enum kvmppc_next and
 * -errno. What must not sleep never goes to userspace and never fails: it
 * returns KVMPPC_RESUME or one of these.
 */
enum kvmppc_pr_emulated {
	KVMPPC_PR_ILLEGAL = 0x100,	/* nothing done: no such instruction */
	KVMPPC_PR_PRIVILEGED,		/* nothing done: the guest may not */
	KVMPPC_PR_SLEEPS,		/* nothing done: wants interrupts on */
};

/* debug.c answers so where nothing is watched. */
#define KVMPPC_PR_NOT_WATCHED	0x180

/* backend.c */
int kvmppc_pr_set_pvr(struct kvm_vcpu *vcpu, u32 pvr);

/* core.c: processors by PVR */
const struct kvmppc_pr_core *kvmppc_pr_core_find(u32 pvr);

/* run.c: the inner loop, what is switched with the thread */
int kvmppc_pr_enter(struct kvm_vcpu *vcpu);
void kvmppc_pr_run_begin(struct kvm_vcpu *vcpu);
void kvmppc_pr_run_end(struct kvm_vcpu *vcpu);
void kvmppc_pr_run_init(struct kvmppc_pr_vcpu *pr);
void kvmppc_pr_user_sprs_changed(struct kvm_vcpu *vcpu);
void kvmppc_pr_dec_set(struct kvm_vcpu *vcpu, u32 value);
u32 kvmppc_pr_dec_get(struct kvm_vcpu *vcpu);

/* exit.c */
int kvmppc_pr_exit(struct kvm_vcpu *vcpu, int vector);
int kvmppc_pr_exit_fast(struct kvm_vcpu *vcpu, int vector);
int kvmppc_pr_deliver_fault(struct kvm_vcpu *vcpu,
			    enum kvmppc_xlate_fault fault, u64 ea,
			    enum kvmppc_access access);
int kvmppc_pr_fetch(struct kvm_vcpu *vcpu, u64 ea, u32 *word);
int kvmppc_pr_access(struct kvm_vcpu *vcpu, u32 inst, u64 ea, gpa_t gpa,
		     bool store, bool memory);
int kvmppc_pr_storage_error(struct kvm_vcpu *vcpu, int r, u64 ea,
			    enum kvmppc_access access);

/* interrupt.c: what the guest takes; MSR */
void kvmppc_pr_deliver(struct kvm_vcpu *vcpu, u32 vector, u64 srr1);
void kvmppc_pr_deliver_data_storage(struct kvm_vcpu *vcpu, u64 dar, u64 dsisr);
void kvmppc_pr_set_msr(struct kvm_vcpu *vcpu, u64 msr);

/* emulate.c: privileged instructions; spr.c: mfspr and mtspr */
int kvmppc_pr_emulate(struct kvm_vcpu *vcpu, u32 inst, bool may_sleep);
bool kvmppc_pr_is_privileged(struct kvm_vcpu *vcpu, u32 inst, bool *locks);
int kvmppc_pr_emulate_verify(void);
int kvmppc_pr_mfspr(struct kvm_vcpu *vcpu, unsigned int spr, u64 *val);
int kvmppc_pr_mtspr(struct kvm_vcpu *vcpu, unsigned int spr, u64 val,
		    bool may_sleep);
bool kvmppc_pr_spr_locks(unsigned int spr);
int kvmppc_pr_spr_verify(void);
u64 kvmppc_pr_running_time(u64 offset);

/* debug.c: breakpoints and watchpoints; reserve.c: atomic code meanwhile */
int kvmppc_pr_debug_points(struct kvm_vcpu *vcpu,
			   const struct kvm_guest_debug_arch *asked);
void kvmppc_pr_debug_changed(struct kvm_vcpu *vcpu);
bool kvmppc_pr_debug_near(const struct kvmppc_pr_vcpu *pr, u64 ea,
			  unsigned int shift);
u32 kvmppc_pr_debug_hidden(const struct kvmppc_pr_vcpu *pr, u64 ea);
int kvmppc_pr_debug_access(struct kvm_vcpu *vcpu, u64 ea,
			   enum kvmppc_access access);
int kvmppc_pr_debug_apart(struct kvm_vcpu *vcpu);
bool kvmppc_pr_debug_entering(struct kvmppc_pr_vcpu *pr);
void kvmppc_pr_debug_completed(struct kvm_vcpu *vcpu, u64 msr);
int kvmppc_pr_debug_stepped(struct kvm_vcpu *vcpu, bool traced);
bool kvmppc_pr_is_reserving(u32 inst);
bool kvmppc_pr_reserve(struct kvm_vcpu *vcpu, u32 inst, u64 ea, bool may_sleep);

/*
 * An instruction has been executed here: the hardware traces what it executes
 * itself. Not for rfid and system calls, which are never traced. @msr is the
 * guest's before it.
 */
static inline void kvmppc_pr_completed(struct kvm_vcpu *vcpu, u64 msr)
{
	if (unlikely(msr & MSR_SE || to_pr_vcpu(vcpu)->debug.stepping))
		kvmppc_pr_debug_completed(vcpu, msr);
}

/* dcbz.c */
int kvmppc_pr_dcbz(struct kvm_vcpu *vcpu, u64 ea, bool may_sleep);

/* device.c: addresses without memory */
bool kvmppc_pr_device_find(struct kvm_vcpu *vcpu, u64 ea, bool store,
			   gpa_t *gpa);
bool kvmppc_pr_device_store(struct kvm_vcpu *vcpu, u32 inst, u64 ea);

/* follow.c: privileged code without the hardware */
int kvmppc_pr_follow_init(struct kvm_vcpu *vcpu);
void kvmppc_pr_follow_free(struct kvm_vcpu *vcpu);
void kvmppc_pr_follow(struct kvm_vcpu *vcpu);

/* mmu.c: the guest's MMU registers and what they make of an address */
void kvmppc_pr_mmu_reset(struct kvm_vcpu *vcpu);
enum kvmppc_xlate_fault
kvmppc_pr_translate(struct kvm_vcpu *vcpu, u64 ea, enum kvmppc_access access,
		    struct kvmppc_xlate *out);
int kvmppc_pr_xlate(struct kvm_vcpu *vcpu, u64 ea, enum kvmppc_access access,
		    struct kvmppc_translation *out);
void kvmppc_pr_slbmte(struct kvm_vcpu *vcpu, u64 rs, u64 rb);
void kvmppc_pr_slbie(struct kvm_vcpu *vcpu, u64 rb);
void kvmppc_pr_slbia(struct kvm_vcpu *vcpu, unsigned int ih);
u64 kvmppc_pr_slbmfee(struct kvm_vcpu *vcpu, u64 rb);
u64 kvmppc_pr_slbmfev(struct kvm_vcpu *vcpu, u64 rb);
bool kvmppc_pr_slbfee(struct kvm_vcpu *vcpu, u64 rb, u64 *rt);
void kvmppc_pr_mtsr(struct kvm_vcpu *vcpu, unsigned int sr, u32 val);
u32 kvmppc_pr_mfsr(struct kvm_vcpu *vcpu, unsigned int sr);
void kvmppc_pr_set_bat(struct kvm_vcpu *vcpu, bool data, unsigned int n,
		       bool upper, u32 val);
void kvmppc_pr_set_sdr1(struct kvm_vcpu *vcpu, u64 sdr1);
bool kvmppc_pr_tlbie(struct kvm_vcpu *vcpu, u64 rb, bool large, bool may_sleep);
void kvmppc_pr_tlbia(struct kvm_vcpu *vcpu);

/* table_memory.c: page tables of guests, in the memory of userspace */
int kvmppc_pr_table_read(struct kvm *kvm, u64 hva, __be64 *val,
			 unsigned int nr);
int kvmppc_pr_table_write(struct kvm *kvm, u64 hva, __be64 val);
int kvmppc_pr_table_write_byte(struct kvm *kvm, u64 hva, u8 val);

/* shadow.c: the hardware's HPTEs for a guest */
int kvmppc_pr_shadow_cache_init(void);
void kvmppc_pr_shadow_cache_exit(void);
int kvmppc_pr_shadow_init(struct kvm *kvm);
void kvmppc_pr_shadow_destroy(struct kvm *kvm);
bool kvmppc_pr_shadow_memory(struct kvm_vcpu *vcpu, u64 ea,
			     enum kvmppc_access access,
			     struct kvmppc_pr_memory *memory);
void *kvmppc_pr_shadow_byte(struct kvm_vcpu *vcpu, u64 ea,
			    enum kvmppc_access access);
void kvmppc_pr_shadow_drop_code(struct kvm_vcpu *vcpu, u64 ea);
int kvmppc_pr_shadow_fault(struct kvm_vcpu *vcpu, u64 ea,
			   enum kvmppc_access access, struct kvmppc_xlate *out);
void kvmppc_pr_shadow_entered(struct kvm_vcpu *vcpu,
			      const struct kvmppc_pr_page *page);
bool kvmppc_pr_shadow_flush_page(struct kvm *kvm,
				 const struct kvmppc_pr_page *page,
				 bool may_sleep);
bool kvmppc_pr_shadow_flush_index(struct kvm *kvm, u32 ea, bool may_sleep);
void kvmppc_pr_shadow_flush_all(struct kvm *kvm);
void kvmppc_pr_shadow_unmap(struct kvm *kvm, const struct kvm_gfn_range *range);
bool kvmppc_pr_shadow_age(struct kvm *kvm, const struct kvm_gfn_range *range);
bool kvmppc_pr_shadow_test_age(struct kvm *kvm,
			       const struct kvm_gfn_range *range);
void kvmppc_pr_shadow_dirty_arm(struct kvm *kvm, struct kvm_memory_slot *slot,
				unsigned long first, unsigned long mask);
void kvmppc_pr_shadow_dirty_start(struct kvm *kvm,
				  const struct kvm_gfn_range *range);

/* segment.c: the hardware's SLB for a guest */
int kvmppc_pr_segment_fault(struct kvm_vcpu *vcpu, u64 ea,
			    enum kvmppc_access access);
void kvmppc_pr_segment_drop(struct kvm_vcpu *vcpu, u64 ea, unsigned int shift);
void kvmppc_pr_segment_expect(struct kvm_vcpu *vcpu, u64 ea,
			      unsigned int shift);
void kvmppc_pr_segments_drop(struct kvm_vcpu *vcpu);
void kvmppc_pr_bats_changed(struct kvm_vcpu *vcpu);
void kvmppc_pr_segments_renumber(struct kvm_vcpu *vcpu);

/* magic.c */
void kvmppc_pr_magic_enter(struct kvmppc_pr_vcpu *pr);
void kvmppc_pr_magic_exit(struct kvmppc_pr_vcpu *pr);
void kvmppc_pr_magic_sr(struct kvmppc_pr_vcpu *pr, unsigned int sr);
bool kvmppc_pr_magic_wrote_srs(const struct kvmppc_pr_vcpu *pr);
void kvmppc_pr_magic_take_srs(struct kvm_vcpu *vcpu);
int kvmppc_pr_magic_map(struct kvm_vcpu *vcpu, u64 pa, u64 ea);
void kvmppc_pr_magic_free(struct kvm_vcpu *vcpu);
bool kvmppc_pr_magic_near(const struct kvmppc_pr_vcpu *pr, u64 ea,
			  unsigned int shift);

/* hpt.c: PAPR hypercalls on the hashed page table, for kvmppc_backend.hcalls */
extern const struct kvmppc_hcall kvmppc_pr_hcalls[];
extern const unsigned int kvmppc_pr_nr_hcalls;

/* regs.c: sregs and one-regs; vm.c: VM ioctls and capabilities */
int kvmppc_pr_get_sregs(struct kvm_vcpu *vcpu, struct kvm_sregs *sregs);
int kvmppc_pr_set_sregs(struct kvm_vcpu *vcpu, const struct kvm_sregs *sregs);
extern const struct kvmppc_one_reg kvmppc_pr_regs[];
extern const unsigned int kvmppc_pr_nr_regs;
long kvmppc_pr_vm_ioctl(struct kvm *kvm, unsigned int cmd, unsigned long arg);
int kvmppc_pr_vcpu_enable_cap(struct kvm_vcpu *vcpu,
			      const struct kvm_enable_cap *cap);

#endif /* KVM_PR_H */
