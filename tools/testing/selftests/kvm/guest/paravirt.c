// SPDX-License-Identifier: GPL-2.0
/*
 * Guest functions that know KVM: hypercalls of ePAPR's kind, the magic page,
 * Mac-on-Linux's system call.
 */
#include <asm/kvm_para.h>

#include "guest.h"

static volatile u64 interrupts;

/* ePAPR 1.1, 7.4: GPR11 says which; GPR3 the answer, GPR4 a result. */
GUEST_ENTRY u64 epapr_call(u64 token, u64 a, u64 b, u64 *result)
{
	register u64 r0 asm("r0") = KVM_SC_MAGIC_R0;
	register u64 r3 asm("r3") = a;
	register u64 r4 asm("r4") = b;
	register u64 r11 asm("r11") = token;

	asm volatile("sc"
		     : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r11)
		     :
		     : "r5", "r6", "r7", "r8", "r9", "r10", "r12", "ctr",
		       "xer", "cr0", "cr1", "cr5", "cr6", "cr7", "memory");
	*result = r4;
	return r3;
}

/* sc with GPRs 0 and 3 to 31 as in @gprs, and back to there. */
GUEST_ENTRY u64 system_call_all(u64 *gprs)
{
	register u64 *r3 asm("r3") = gprs;

	asm volatile("std	1, 8(%0)\n\t"
		     "std	2, 16(%0)\n\t"
		     "mtsprg	3, %0\n\t"
		     "mr	31, %0\n\t"
		     "ld	0, 0(31)\n\t"
		     ".irp n, 3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19\n\t"
		     "ld	\\n, 8*\\n(31)\n\t"
		     ".endr\n\t"
		     ".irp n, 20,21,22,23,24,25,26,27,28,29,30,31\n\t"
		     "ld	\\n, 8*\\n(31)\n\t"
		     ".endr\n\t"
		     "sc\n\t"
		     "mtsprg	2, 31\n\t"
		     "mfsprg	31, 3\n\t"
		     "std	0, 0(31)\n\t"
		     ".irp n, 3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19\n\t"
		     "std	\\n, 8*\\n(31)\n\t"
		     ".endr\n\t"
		     ".irp n, 20,21,22,23,24,25,26,27,28,29,30\n\t"
		     "std	\\n, 8*\\n(31)\n\t"
		     ".endr\n\t"
		     "mfsprg	3, 2\n\t"
		     "std	3, 8*31(31)\n\t"
		     "ld	1, 8(31)\n\t"
		     "ld	2, 16(31)"
		     : "+b"(r3)
		     :
		     : "r0", "r4", "r5", "r6", "r7", "r8", "r9", "r10",
		       "r11", "r12", "r14", "r15", "r16", "r17", "r18", "r19",
		       "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27",
		       "r28", "r29", "r30", "r31", "ctr", "xer", "cr0", "cr1",
		       "cr5", "cr6", "cr7", "memory");
	return 0;
}

#define CHECK_FIELD(page, field, spr, value) do {			\
	mtspr(spr, value);						\
	GUEST_CHECK((page)->field == (value), (page)->field, spr);	\
	(page)->field = ~(value) & 0xffffffff;				\
	GUEST_CHECK(mfspr(spr) == (~(value) & 0xffffffff), mfspr(spr), spr); \
} while (0)

/* Registers and the page are the same, whichever is written. */
GUEST_ENTRY u64 magic_registers(volatile struct kvm_vcpu_arch_shared *page)
{
	CHECK_FIELD(page, sprg1, SPR_SPRG1, 0x1111UL);
	CHECK_FIELD(page, sprg2, SPR_SPRG2, 0x2222UL);
	CHECK_FIELD(page, sprg3, SPR_SPRG3, 0x3333UL);
	CHECK_FIELD(page, srr0, SPR_SRR0, 0x4444UL);
	CHECK_FIELD(page, srr1, SPR_SRR1, 0x5555UL);
	CHECK_FIELD(page, dar, SPR_DAR, 0x6666UL);
	CHECK_FIELD(page, dsisr, SPR_DSISR, 0x7777UL);
	/* SPRG3 is what problem state reads as USPRG3. */
	page->sprg3 = 0x123456789abcdef0;
	GUEST_CHECK(mfspr(SPR_PVR), 0, 0);
	GUEST_CHECK(mfspr(259) == 0x123456789abcdef0, mfspr(259), 0);

	GUEST_CHECK(page->msr == mfmsr(), page->msr, mfmsr());
	page->msr &= ~MSR_RI;
	GUEST_CHECK(!(mfmsr() & MSR_RI), mfmsr(), 0);
	page->msr |= MSR_RI;
	GUEST_CHECK(mfmsr() & MSR_RI, mfmsr(), 0);
	/* Other bits the guest cannot change in this way. */
	page->msr ^= MSR_ME | MSR_PR | MSR_FP | MSR_SF;
	GUEST_CHECK(page->msr == mfmsr() ||
		    !((page->msr ^ mfmsr()) & (MSR_PR | MSR_SF)),
		    page->msr, mfmsr());
	return page->scratch1 | page->scratch2 | page->scratch3;
}

GUEST_ENTRY u64 magic_field(volatile u64 *field)
{
	return *field;
}

/* For problem state, which has a system call to say that it is done. */
GUEST_ENTRY u64 copy_and_call(const volatile u64 *from, volatile u64 *to)
{
	*to = *from;
	asm volatile("sc" : : : "memory");
	return 0;
}

static void count_interrupt(struct int_frame *frame)
{
	interrupts++;
	hcall(HC_SYNC, 1, 0, 0, 0);
	frame->msr &= ~MSR_EE;
}

/*
 * The VMM raises an interrupt at the first HC_SYNC and takes it back at each
 * HC_SYNC with 1.
 */
GUEST_ENTRY u64 magic_interrupt(volatile struct kvm_vcpu_arch_shared *page)
{
	set_handler(VEC_EXTERNAL, count_interrupt);
	interrupts = 0;
	GUEST_CHECK(!page->int_pending, page->int_pending, 0);
	hcall(HC_SYNC, 0, 0, 0, 0);
	GUEST_CHECK(page->int_pending, 0, 0);
	GUEST_CHECK(!interrupts, 0, 0);
	/* What a patched mtmsrd does: EE, and an exit as one is pending. */
	page->msr |= MSR_EE;
	GUEST_CHECK(mfspr(SPR_PVR), 0, 0);
	GUEST_CHECK(interrupts == 1, interrupts, 0);
	GUEST_CHECK(!(page->msr & MSR_EE), page->msr, 0);
	GUEST_CHECK(!page->int_pending, page->int_pending, 0);
	return interrupts;
}

static void count_decrementer(struct int_frame *frame)
{
	interrupts++;
	mtspr(SPR_DEC, 0x7fffffff);
}

/* In the critical section there are no interrupts, and soon after it. */
GUEST_ENTRY u64 magic_critical(volatile struct kvm_vcpu_arch_shared *page)
{
	register u64 sp asm("r1");
	u64 here = sp;

	set_handler(VEC_DEC, count_decrementer);
	interrupts = 0;
	page->critical = here;
	mtmsrd(mfmsr() | MSR_EE);
	mtspr(SPR_DEC, 1);
	for (u64 i = 0; i < 1000; i++)
		GUEST_CHECK(mfspr(SPR_PVR), 0, 0);
	GUEST_CHECK(!interrupts, interrupts, 0);
	GUEST_CHECK(page->int_pending, 0, 0);
	page->critical = 0;
	/* Nothing here exits but of itself. */
	while (!READ_ONCE(interrupts))
		;
	page->msr &= ~MSR_EE;
	return interrupts;
}
