/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a guest's hashed page tables, segments and block address registers make
 * of an effective address: xlate32.c, xlate64.c and what the two share, xlate.c.
 * Pure: nothing here changes the guest, takes a lock or calls the kernel.
 */
#ifndef KVM_BOOK3S_PR_XLATE_H
#define KVM_BOOK3S_PR_XLATE_H

#include <linux/types.h>
#include <asm/byteorder.h>

#include <kvm/page_encoding.h>
#include <kvm/ppc_xlate.h>

/* HPTEs in a group (PTEG). */
#define KVMPPC_PTEG_SIZE	8

/* Real mode is linear in naturally aligned pieces of this size (log2). */
#define KVMPPC_REAL_SHIFT	24

/* Storage control bits, as in &kvmppc_xlate.wimg. */
#define KVMPPC_WIMG_W	8
#define KVMPPC_WIMG_I	4
#define KVMPPC_WIMG_M	2
#define KVMPPC_WIMG_G	1

/* Bits of the halfword that &kvmppc_xlate.rc_set speaks of. */
#define KVMPPC_RC_R	0x0100
#define KVMPPC_RC_C	0x0080

/**
 * enum kvmppc_xlate_fault - why there is no translation for an access
 * @KVMPPC_XLATE_OK:		there is one
 * @KVMPPC_XLATE_NO_SEGMENT:	no SLB entry: Data or Instruction Segment
 *				interrupt (64-bit only)
 * @KVMPPC_XLATE_NO_PAGE:	no page table entry
 * @KVMPPC_XLATE_PROTECTED:	PP and key forbid the access
 * @KVMPPC_XLATE_NO_EXECUTE:	fetch from no-execute or guarded storage
 * @KVMPPC_XLATE_DIRECT_STORE:	segment register with T=1 (32-bit only)
 * @KVMPPC_XLATE_NO_TABLE:	&kvmppc_htab.read failed. Real hardware would
 *				take a machine check; kvmppc_xlate_dsisr() and
 *				kvmppc_xlate_srr1() say no translation.
 */
enum kvmppc_xlate_fault {
	KVMPPC_XLATE_OK,
	KVMPPC_XLATE_NO_SEGMENT,
	KVMPPC_XLATE_NO_PAGE,
	KVMPPC_XLATE_PROTECTED,
	KVMPPC_XLATE_NO_EXECUTE,
	KVMPPC_XLATE_DIRECT_STORE,
	KVMPPC_XLATE_NO_TABLE,
};

/**
 * enum kvmppc_xlate_source - what gave a translation
 * @KVMPPC_XLATE_REAL:	translation was off for this kind of access
 * @KVMPPC_XLATE_BAT:	a block address translation register
 * @KVMPPC_XLATE_PAGE:	a page table entry
 */
enum kvmppc_xlate_source {
	KVMPPC_XLATE_REAL,
	KVMPPC_XLATE_BAT,
	KVMPPC_XLATE_PAGE,
};

/**
 * struct kvmppc_xlate - a translation, and what a shadow of it depends on
 * @page:	address and permissions, as the access's privilege has them by
 *		key and PP; @page.usermode: problem state may read it too (with
 *		its own key). A read-only mapping must be made while @changed
 *		is false, whatever @page.writable says.
 * @source:	which of the following are meant
 * @shift:	log2 of the page or block: within one that is naturally aligned
 *		the translation is linear and everything else here is the same
 * @wimg:	storage control, KVMPPC_WIMG_*
 * @seg_shift:	page: log2 of the segment, 28 or 40
 * @base_shift:	page: log2 of the segment's base page size, no more than @shift
 * @vsid:	page: guest VSID: 24, 50 (256M segment) or 38 (1T) bits
 * @page_index:	page: offset in the segment in base pages
 * @index:	page: HPTE in the table, counted from SDR1's origin, as in
 *		H_REMOVE. BAT: its number, instruction or data by the access.
 * @hpte:	page: address of the HPTE, as given to &kvmppc_htab.read
 * @rc_addr:	page: address of the HPTE's big-endian halfword that holds R
 *		and C, the same way
 * @rc_old:	page: that halfword as it was read
 * @rc_set:	page: KVMPPC_RC_* that the access sets in it, and the caller has
 *		to. 0: nothing to do. A caller that prefetches a translation
 *		which nobody accessed drops it where this is not 0.
 * @changed:	C is set, or will be by @rc_set; true for @source real and BAT
 *
 * A field that @source does not have is 0.
 */
struct kvmppc_xlate {
	struct kvmppc_translation page;
	enum kvmppc_xlate_source source;
	u8 shift;
	u8 wimg;
	u8 seg_shift;
	u8 base_shift;
	u64 vsid;
	u64 page_index;
	u64 index;
	u64 hpte;
	u64 rc_addr;
	u16 rc_old;
	u16 rc_set;
	bool changed;
};

/**
 * struct kvmppc_htab - how to read a hashed page table
 * @read:	copy @nr doublewords of the table at @addr, big-endian as they
 *		lie there, each in one access and in ascending order; 0 or an
 *		error, which becomes %KVMPPC_XLATE_NO_TABLE. Asked for whole
 *		groups only: 64 or 128 bytes, naturally aligned, at most twice a
 *		translation. @addr is in the space that SDR1's origin is in,
 *		guest physical or that of the VMM, and unchecked.
 * @opaque:	for @read
 *
 * A guest may change its table under the reader. Whatever is then found was
 * there; the caller's invalidation sequence must catch that it is gone.
 */
struct kvmppc_htab {
	int (*read)(void *opaque, u64 addr, __be64 *val, unsigned int nr);
	void *opaque;
};

/**
 * struct kvmppc_bat - a block address translation register pair
 * @upper:	as mtspr has it: BEPI, BL, Vs, Vp
 * @lower:	as mtspr has it: BRPN, WIMG, PP
 */
struct kvmppc_bat {
	u32 upper;
	u32 lower;
};

/**
 * struct kvmppc_mmu32 - the MMU of a 32-bit Book3S guest
 * @htab:	reader of the page table
 * @ibat:	instruction BATs
 * @dbat:	data BATs
 * @nr_bats:	of each kind 4, or 8 where the core has them and HID enables them
 * @bat_xbl:	extended block lengths are enabled (MPC7450, HID0[XBLEN])
 * @sr:		the 16 segment registers
 * @sdr1:	HTABORG and HTABMASK
 */
struct kvmppc_mmu32 {
	struct kvmppc_htab htab;
	const struct kvmppc_bat *ibat;
	const struct kvmppc_bat *dbat;
	unsigned int nr_bats;
	bool bat_xbl;
	const u32 *sr;
	u32 sdr1;
};

/**
 * struct kvmppc_slb_entry - an SLB entry, as slbmte has it
 * @esid:	RB: ESID and V; the index is not looked at
 * @vsid:	RS: B, VSID, Ks, Kp, N, L, C, LP
 */
struct kvmppc_slb_entry {
	u64 esid;
	u64 vsid;
};

/**
 * struct kvmppc_mmu64 - the MMU of a 64-bit Book3S guest
 * @htab:	reader of the page table
 * @slb:	SLB; where several entries match, the first is taken
 * @slb_nr:	number of its entries
 * @sdr1:	HTABORG and HTABSIZE
 * @real_mask:	what an effective address is cut to in real mode; the low
 *		KVMPPC_REAL_SHIFT bits are set
 */
struct kvmppc_mmu64 {
	struct kvmppc_htab htab;
	const struct kvmppc_slb_entry *slb;
	unsigned int slb_nr;
	u64 sdr1;
	u64 real_mask;
};

/*
 * How many low bits of a VSID tlbie gives: what is hashed and compared where a
 * page is flushed. One page too many is not wrong.
 */
#define KVMPPC_PR_FLUSH_VSID_BITS	20

/**
 * struct kvmppc_pr_page - pages of a guest's virtual address space
 * @vsid:	guest VSID; what is above KVMPPC_PR_FLUSH_VSID_BITS may be 0
 * @seg_shift:	log2 of the segment's size: 28 or 40
 * @shift:	log2 of the page's size
 * @offset:	byte offset of the page in the segment
 */
struct kvmppc_pr_page {
	u64 vsid;
	u8 seg_shift;
	u8 shift;
	u64 offset;
};

enum kvmppc_xlate_fault kvmppc_xlate32(const struct kvmppc_mmu32 *mmu, u64 msr,
				       u32 ea, enum kvmppc_access access,
				       struct kvmppc_xlate *out);
enum kvmppc_xlate_fault kvmppc_xlate64(const struct kvmppc_mmu64 *mmu, u64 msr,
				       u64 ea, enum kvmppc_access access,
				       struct kvmppc_xlate *out);

const struct kvmppc_slb_entry *
kvmppc_slb_find(const struct kvmppc_slb_entry *slb, unsigned int nr, u64 ea);
bool kvmppc_hpte_page(u64 pte0, u64 pte1, u64 index,
		      struct kvmppc_pr_page *page);
struct kvmppc_slb_entry kvmppc_slb_from_sr(unsigned int sr, u32 val);
u32 kvmppc_slb_to_sr(const struct kvmppc_slb_entry *entry);

u32 kvmppc_xlate_dsisr(enum kvmppc_xlate_fault fault, enum kvmppc_access access);
u64 kvmppc_xlate_srr1(enum kvmppc_xlate_fault fault);

#endif /* KVM_BOOK3S_PR_XLATE_H */
