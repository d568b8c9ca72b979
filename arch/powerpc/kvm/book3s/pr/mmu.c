// SPDX-License-Identifier: GPL-2.0
/*
 * The MMU's registers as the guest writes them, what each change invalidates,
 * and what they make of an address. Power ISA 2.07 Book III-S 5.7 to 5.9;
 * Programming Environments Manual for 32-bit implementations, chapter 7.
 */
#include <linux/mutex.h>
#include <linux/string.h>

#include "decode.h"
#include "hash_format.h"
#include "pr.h"

/* RB of slbmte, slbmfee and slbmfev: the entry. */
#define SLB_INDEX	0xfffULL

/* slbia of Power ISA 3.0: what IH spares. */
#define IH_CLASS_1	3
#define IH_ALL		6
#define IH_NONE		7

#define SLBE_CLASS	0x80ULL

/* HID0 of the 7455 and what came after it. */
#define HID0_HIGH_BATS	0x00800000U
#define HID0_XBSEN	0x00000100U

#define NR_SR		16
#define SR_SHIFT	28

/* Where userspace has the table; its address may be anything. */
static int read_papr_table(void *opaque, u64 addr, __be64 *val,
			   unsigned int nr)
{
	struct kvm_vcpu *vcpu = opaque;

	return kvmppc_pr_table_read(vcpu->kvm, addr, val, nr);
}

static int read_guest_table(void *opaque, u64 addr, __be64 *val,
			    unsigned int nr)
{
	struct kvm_vcpu *vcpu = opaque;
	gfn_t gfn = kvm_gpa_to_gfn(addr);
	struct kvm_memory_slot *slot = kvm_vcpu_memslot_find(vcpu, gfn);
	u64 hva;

	if (!slot)
		return -EFAULT;
	hva = kvm_slot_hva(slot, gfn) + offset_in_page(addr);
	return kvmppc_pr_table_read(vcpu->kvm, hva, val, nr);
}

static struct kvmppc_htab htab_of(struct kvm_vcpu *vcpu)
{
	return (struct kvmppc_htab) {
		.read = to_kvmppc_vcpu(vcpu)->papr ? read_papr_table :
						     read_guest_table,
		.opaque = vcpu,
	};
}

static enum kvmppc_xlate_fault
translate64(struct kvm_vcpu *vcpu, u64 ea, enum kvmppc_access access,
	    struct kvmppc_xlate *out)
{
	const struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	const struct kvmppc_mmu64 mmu = {
		.htab = htab_of(vcpu),
		.slb = pr->mmu.slb,
		.slb_nr = pr->core->nr_slb,
		.sdr1 = pr->mmu.sdr1,
		.real_mask = KVMPPC_PR_REAL_MASK,
	};

	return kvmppc_xlate64(&mmu, pr->regs.msr, ea, access, out);
}

/* A 7455 has eight BATs of each kind where HID0 says so, a 750FX always. */
static unsigned int nr_bats(const struct kvmppc_pr_vcpu *pr)
{
	if (pr->core->isa & PPC_ISA_VMX && !(pr->spr.hid[0] & HID0_HIGH_BATS))
		return 4;
	return pr->core->nr_bats;
}

static bool has_long_blocks(const struct kvmppc_pr_vcpu *pr)
{
	return pr->core->isa & PPC_ISA_VMX && pr->core->nr_bats > 4 &&
	       pr->spr.hid[0] & HID0_XBSEN;
}

static enum kvmppc_xlate_fault
translate32(struct kvm_vcpu *vcpu, u32 ea, enum kvmppc_access access,
	    struct kvmppc_xlate *out)
{
	const struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	const struct kvmppc_mmu32 mmu = {
		.htab = htab_of(vcpu),
		.ibat = pr->mmu.ibat,
		.dbat = pr->mmu.dbat,
		.nr_bats = nr_bats(pr),
		.bat_xbl = has_long_blocks(pr),
		.sr = pr->mmu.sr,
		.sdr1 = pr->mmu.sdr1,
	};

	return kvmppc_xlate32(&mmu, pr->regs.msr, ea, access, out);
}

/**
 * kvmppc_pr_translate() - what the guest's MMU makes of an address now
 * @vcpu: the calling thread's, out of the guest
 * @ea: effective address
 * @access: load, store or fetch
 * @out: the translation; not written on failure
 *
 * What it finds in the guest's page table may be gone before it returns; with
 * hpt_lock held, not by a hypercall.
 *
 * Context: sleeps; kvm->srcu held.
 *
 * Return: KVMPPC_XLATE_OK, or why the access may not be made.
 */
enum kvmppc_xlate_fault
kvmppc_pr_translate(struct kvm_vcpu *vcpu, u64 ea, enum kvmppc_access access,
		    struct kvmppc_xlate *out)
{
	if (to_pr_vcpu(vcpu)->core->mmu64)
		return translate64(vcpu, ea, access, out);
	return translate32(vcpu, ea, access, out);
}

/**
 * kvmppc_pr_xlate() - kvmppc_backend.xlate
 * @vcpu: the calling thread's, out of the guest
 * @ea: effective address
 * @access: load, store or fetch
 * @out: the translation
 *
 * Context: sleeps; kvm->srcu held; takes hpt_lock.
 *
 * Return: 0; -ENOENT no translation, -EPERM forbidden, -EFAULT the guest's
 * page table is outside its memory.
 */
int kvmppc_pr_xlate(struct kvm_vcpu *vcpu, u64 ea, enum kvmppc_access access,
		    struct kvmppc_translation *out)
{
	struct kvmppc_pr_vm *vm = to_pr_vm(vcpu->kvm);
	enum kvmppc_xlate_fault fault;
	struct kvmppc_xlate xlate;

	mutex_lock(&vm->hpt_lock);
	fault = kvmppc_pr_translate(vcpu, ea, access, &xlate);
	mutex_unlock(&vm->hpt_lock);
	switch (fault) {
	case KVMPPC_XLATE_OK:
		*out = xlate.page;
		return 0;
	case KVMPPC_XLATE_NO_SEGMENT:
	case KVMPPC_XLATE_NO_PAGE:
		return -ENOENT;
	case KVMPPC_XLATE_NO_TABLE:
		return -EFAULT;
	default:
		return -EPERM;
	}
}

/* log2 of the segment of an entry that translates, 0 where it does not. */
static unsigned int slbe_shift(const struct kvmppc_slb_entry *entry)
{
	if (!(entry->esid & SLBE_ESID_V))
		return 0;
	switch (entry->vsid & SLBE_B) {
	case 0:
		return 28;
	case SLBE_B_1T:
		return 40;
	default:
		return 0;
	}
}

static void slbe_replace(struct kvm_vcpu *vcpu, struct kvmppc_slb_entry *entry,
			 u64 esid, u64 vsid)
{
	unsigned int shift = slbe_shift(entry);
	u64 ea = entry->esid;

	if (entry->esid == esid && entry->vsid == vsid)
		return;
	entry->esid = esid;
	entry->vsid = vsid;
	if (shift)
		kvmppc_pr_segment_drop(vcpu, ea >> shift << shift, shift);
}

static void slbe_invalidate(struct kvm_vcpu *vcpu,
			    struct kvmppc_slb_entry *entry)
{
	slbe_replace(vcpu, entry, entry->esid & ~SLBE_ESID_V, entry->vsid);
}

/**
 * kvmppc_pr_slbmte() - write an SLB entry
 * @vcpu: the vCPU, out of the guest
 * @rs: VSID, attributes
 * @rb: ESID, V and the number of the entry; one that does not exist is ignored
 *
 * What the entry translated before is translated by it no more. Two entries
 * for one address are the guest's error.
 *
 * Power ISA 2.07 Book III-S 5.9.3.1. Any context.
 */
void kvmppc_pr_slbmte(struct kvm_vcpu *vcpu, u64 rs, u64 rb)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	unsigned int n = rb & SLB_INDEX, shift;
	struct kvmppc_slb_entry *entry;

	if (n >= pr->core->nr_slb)
		return;
	entry = &pr->mmu.slb[n];
	slbe_replace(vcpu, entry, rb & ~(SLBE_ESID_V - 1), rs);
	shift = slbe_shift(entry);
	if (shift && pr->regs.msr & MSR_SF)
		kvmppc_pr_segment_expect(vcpu, entry->esid, shift);
}

/**
 * kvmppc_pr_slbie() - invalidate the SLB entry of an address
 * @vcpu: the vCPU, out of the guest
 * @rb: ESID; class and segment size are taken from the entry
 *
 * Power ISA 2.07 Book III-S 5.9.3.1. Any context.
 */
void kvmppc_pr_slbie(struct kvm_vcpu *vcpu, u64 rb)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	struct kvmppc_slb_entry *entry = pr->mmu.slb;

	for (; entry < pr->mmu.slb + pr->core->nr_slb; entry++) {
		unsigned int shift = slbe_shift(entry);

		if (shift && !((entry->esid ^ rb) >> shift))
			slbe_invalidate(vcpu, entry);
	}
}

/**
 * kvmppc_pr_slbia() - invalidate the SLB but for its first entry
 * @vcpu: the vCPU, out of the guest
 * @ih: the instruction's IH: says from Power ISA 3.0 on what is spared
 *
 * Power ISA 3.0B Book III 5.9.3.2. Any context.
 */
void kvmppc_pr_slbia(struct kvm_vcpu *vcpu, unsigned int ih)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	unsigned int i = 1;

	if (!(pr->core->isa & PPC_ISA_300))
		ih = 0;
	if (ih == IH_NONE)
		return;
	if (ih == IH_CLASS_1 || ih == IH_ALL)
		i = 0;
	for (; i < pr->core->nr_slb; i++) {
		struct kvmppc_slb_entry *entry = &pr->mmu.slb[i];

		if (ih != IH_CLASS_1 || entry->vsid & SLBE_CLASS)
			slbe_invalidate(vcpu, entry);
	}
}

/* The entry that RB numbers; one that does not exist reads as zeroes. */
static struct kvmppc_slb_entry slbe_of(struct kvm_vcpu *vcpu, u64 rb)
{
	const struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	unsigned int n = rb & SLB_INDEX;

	if (n < pr->core->nr_slb)
		return pr->mmu.slb[n];
	return (struct kvmppc_slb_entry) {};
}

/* ESID and V of an SLB entry. */
u64 kvmppc_pr_slbmfee(struct kvm_vcpu *vcpu, u64 rb)
{
	return slbe_of(vcpu, rb).esid;
}

/* VSID and attributes of an SLB entry. */
u64 kvmppc_pr_slbmfev(struct kvm_vcpu *vcpu, u64 rb)
{
	return slbe_of(vcpu, rb).vsid;
}

/**
 * kvmppc_pr_slbfee() - find the SLB entry of an address
 * @vcpu: the vCPU, out of the guest
 * @rb: ESID
 * @rt: VSID and attributes of the entry
 *
 * Power ISA 2.07 Book III-S 5.9.3.1. Any context.
 *
 * Return: whether there is one.
 */
bool kvmppc_pr_slbfee(struct kvm_vcpu *vcpu, u64 rb, u64 *rt)
{
	const struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	const struct kvmppc_slb_entry *entry;

	entry = kvmppc_slb_find(pr->mmu.slb, pr->core->nr_slb, rb);
	if (!entry)
		return false;
	*rt = entry->vsid;
	return true;
}

/**
 * kvmppc_pr_mtsr() - write a segment register
 * @vcpu: the vCPU, out of the guest
 * @sr: its number, below 16
 * @val: the value
 *
 * On a 64-bit core it becomes the SLB entry of that number (Power ISA 2.07
 * Book III-S 5.9.3.2). Any context.
 */
void kvmppc_pr_mtsr(struct kvm_vcpu *vcpu, unsigned int sr, u32 val)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	struct kvmppc_slb_entry entry;

	if (pr->core->mmu64) {
		entry = kvmppc_slb_from_sr(sr, val);
		slbe_replace(vcpu, &pr->mmu.slb[sr], entry.esid, entry.vsid);
		return;
	}
	if (pr->mmu.sr[sr] == val)
		return;
	pr->mmu.sr[sr] = val;
	kvmppc_pr_magic_sr(pr, sr);
	kvmppc_pr_segment_drop(vcpu, (u64)sr << SR_SHIFT, SR_SHIFT);
}

/* Read a segment register. */
u32 kvmppc_pr_mfsr(struct kvm_vcpu *vcpu, unsigned int sr)
{
	const struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);

	if (pr->core->mmu64)
		return kvmppc_slb_to_sr(&pr->mmu.slb[sr]);
	return pr->mmu.sr[sr];
}

static bool bat_valid(const struct kvmppc_bat *bat)
{
	return bat->upper & (BATU_VS | BATU_VP);
}

/**
 * kvmppc_pr_set_bat() - write one of a pair of BAT registers
 * @vcpu: the vCPU, out of the guest
 * @data: a data BAT, else an instruction BAT
 * @n: its number, below KVMPPC_PR_BATS_MAX
 * @upper: the upper register
 * @val: the value
 *
 * Any context.
 */
void kvmppc_pr_set_bat(struct kvm_vcpu *vcpu, bool data, unsigned int n,
		       bool upper, u32 val)
{
	struct kvmppc_pr_mmu *mmu = &to_pr_vcpu(vcpu)->mmu;
	struct kvmppc_bat *bat = data ? &mmu->dbat[n] : &mmu->ibat[n];
	u32 *reg = upper ? &bat->upper : &bat->lower;
	bool was_valid = bat_valid(bat);

	if (*reg == val)
		return;
	*reg = val;
	if (was_valid || bat_valid(bat))
		kvmppc_pr_bats_changed(vcpu);
}

/**
 * kvmppc_pr_set_sdr1() - put the guest's page table somewhere else
 * @vcpu: the vCPU, out of the guest
 * @sdr1: the value, see struct kvmppc_pr_mmu
 *
 * Context: sleeps.
 */
void kvmppc_pr_set_sdr1(struct kvm_vcpu *vcpu, u64 sdr1)
{
	struct kvmppc_pr_mmu *mmu = &to_pr_vcpu(vcpu)->mmu;

	if (mmu->sdr1 == sdr1)
		return;
	mmu->sdr1 = sdr1;
	kvmppc_pr_shadow_flush_all(vcpu->kvm);
}

/**
 * kvmppc_pr_tlbie() - forget translations of a page
 * @vcpu: the vCPU, out of the guest
 * @rb: which, see kvmppc_pr_tlbie_decode(); on 32-bit cores an effective
 *	address, whose index in its segment is meant in every segment
 * @large: L of the instruction
 * @may_sleep: interrupts are on
 *
 * Translations are the VM's: of tlbie and tlbiel both reach all vCPUs.
 *
 * Return: false where not all is done, because it has to sleep.
 */
bool kvmppc_pr_tlbie(struct kvm_vcpu *vcpu, u64 rb, bool large, bool may_sleep)
{
	const struct kvmppc_pr_core *core = to_pr_vcpu(vcpu)->core;
	struct kvmppc_pr_page page;

	if (!core->mmu64)
		return kvmppc_pr_shadow_flush_index(vcpu->kvm, rb, may_sleep);
	if (kvmppc_pr_tlbie_decode(rb, large, core->isa, &page) ==
	    PR_TLBIE_PAGE)
		return kvmppc_pr_shadow_flush_page(vcpu->kvm, &page,
						   may_sleep);
	if (may_sleep)
		kvmppc_pr_shadow_flush_all(vcpu->kvm);
	return may_sleep;
}

/* Forget all translations. Sleeps. */
void kvmppc_pr_tlbia(struct kvm_vcpu *vcpu)
{
	kvmppc_pr_shadow_flush_all(vcpu->kvm);
}

/**
 * kvmppc_pr_mmu_reset() - as the processor starts
 * @vcpu: the vCPU, out of the guest; its core is set
 *
 * Nothing is translated by segments or blocks; with MSR[IR] and MSR[DR] off
 * nothing needs to be. What userspace has set of a PAPR guest's page table it
 * has to set again.
 *
 * Context: sleeps.
 */
void kvmppc_pr_mmu_reset(struct kvm_vcpu *vcpu)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	unsigned int i;

	pr->family = kvmppc_pr_family_of(pr->core->isa);
	memset(&pr->mmu, 0, sizeof(pr->mmu));
	for (i = 0; i < NR_SR; i++)
		kvmppc_pr_magic_sr(pr, i);
	kvmppc_pr_bats_changed(vcpu);
	kvmppc_pr_segments_drop(vcpu);
	kvmppc_pr_shadow_flush_all(vcpu->kvm);
}
