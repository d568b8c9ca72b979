/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Segments and hashed page tables as a guest writes them, and what the
 * translations of 32 and 64 bits share (xlate.c).
 */
#ifndef KVM_BOOK3S_PR_HASH_FORMAT_H
#define KVM_BOOK3S_PR_HASH_FORMAT_H

#include "xlate.h"

/* The bits of the MSR that translation looks at. */
#define XLATE_SF	(1ULL << 63)
#define XLATE_PR	0x4000ULL
#define XLATE_IR	0x20ULL
#define XLATE_DR	0x10ULL

/* Segment register. */
#define SR_T		0x80000000U
#define SR_KS		0x40000000U
#define SR_KP		0x20000000U
#define SR_N		0x10000000U
#define SR_VSID		0x00ffffffU

/* Block address translation registers: blocks are of 128K at least. */
#define BAT_SHIFT	17
#define BATU_BEPI	0xfffe0000U
#define BATU_BL		0x00001ffcU
#define BATU_XBL	0x0001fffcU
#define BATU_BL_SHIFT	15	/* from BL to the bits of BEPI that it masks */
#define BATU_VS		0x00000002U
#define BATU_VP		0x00000001U
#define BATL_BRPN	0xfffe0000U

/* SDR1 and page table entry of 32-bit cores: word 0 above word 1. */
#define SDR32_ORG	0xffff0000U
#define SDR32_MASK	0x000001ffU
#define PTE32_V		(1ULL << 63)
#define PTE32_VSID_SHIFT	39
#define PTE32_H		(1ULL << 38)
#define PTE32_API_SHIFT	32
#define PTE32_RPN	0xfffff000U

/* SLB entry: ESID and VSID doublewords. */
#define SLBE_ESID_V	0x08000000ULL
#define SLBE_B		(3ULL << 62)
#define SLBE_B_1T	(1ULL << 62)
#define SLBE_VSID_SHIFT_256M	12
#define SLBE_VSID_SHIFT_1T	24
#define SLBE_KS		0x800ULL
#define SLBE_KP		0x400ULL
#define SLBE_N		0x200ULL
#define SLBE_L		0x100ULL
#define SLBE_LLP	0x130ULL

/* SDR1 and page table entry of 64-bit cores: two doublewords. */
#define SDR64_ORG	0x0ffffffffffc0000ULL
#define SDR64_SIZE	0x1fU
#define SDR64_SIZE_MAX	28U
#define PTE64_B		(3ULL << 62)
#define PTE64_AVA_SHIFT	7
#define PTE64_AVA	0x3fffffffffffff80ULL
#define PTE64_L		4ULL
#define PTE64_H		2ULL
#define PTE64_V		1ULL
#define PTE64_PP0	(1ULL << 63)
#define PTE64_RPN	0x0ffffffffffff000ULL
#define PTE64_LP_SHIFT	12
#define PTE64_N		4ULL

/* The low bits of a page table entry (and of a lower BAT) are common. */
#define PTE_WIMG_SHIFT	3
#define PTE_WIMG	0xf
#define PTE_PP		3

/**
 * struct kvmppc_hash_segment - what a segment is, whatever it came from
 * @vsid: virtual segment id
 * @shift: log2 of its size
 * @base_shift: log2 of its base page size
 * @key_supervisor: Ks
 * @key_problem: Kp
 * @no_execute: N
 */
struct kvmppc_hash_segment {
	u64 vsid;
	u8 shift;
	u8 base_shift;
	bool key_supervisor;
	bool key_problem;
	bool no_execute;
};

bool kvmppc_xlate_relocated(u64 msr, enum kvmppc_access access);
void kvmppc_xlate_real(struct kvmppc_xlate *out, u64 gpa, u8 wimg);
enum kvmppc_xlate_fault
kvmppc_xlate_permit(const struct kvmppc_translation *page,
		    enum kvmppc_access access, bool no_execute);
enum kvmppc_xlate_fault
kvmppc_xlate_page(struct kvmppc_xlate *x, const struct kvmppc_hash_segment *seg,
		  u64 pte, bool pp0, bool no_execute, bool problem,
		  enum kvmppc_access access);

#endif /* KVM_BOOK3S_PR_HASH_FORMAT_H */
