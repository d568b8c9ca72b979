/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For freestanding guest code in C: hypercalls, registers, interrupt handlers.
 */
#ifndef SELFTESTS_KVM_GUEST_H
#define SELFTESTS_KVM_GUEST_H

#include "guest_abi.h"
#include "hcall_insn.h"
#include "ppc.h"

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;

/* A function that tests start by name with vcpu_call(). */
#define GUEST_ENTRY	__attribute__((used, noinline))

/* What an interrupt found in the registers; a handler may change it. */
struct int_frame {
	u64 gpr[32];
	u64 nip;
	u64 msr;
	u64 ctr;
	u64 lr;
	u64 cr;
	u64 xer;
	u64 vector;
	u64 pad;
};

typedef void (*int_handler)(struct int_frame *frame);

/**
 * set_handler() - take over an interrupt vector on every vCPU
 * @vector: the vector's address, 0x100 to 0xfff
 * @handler: called with MSR[EE]=0 on the vCPU's interrupt stack; NULL restores
 *	the default, which reports HC_TRAP
 */
void set_handler(u64 vector, int_handler handler);

/**
 * hcall() - a hypercall with up to four arguments
 *
 * Volatile registers are lost over a hypercall (PAPR 14.5.1), and so are CTR
 * and CR0.
 *
 * Return: the value of r3.
 */
static inline u64 hcall(u64 nr, u64 a, u64 b, u64 c, u64 d)
{
	register u64 r3 asm("r3") = nr;
	register u64 r4 asm("r4") = a;
	register u64 r5 asm("r5") = b;
	register u64 r6 asm("r6") = c;
	register u64 r7 asm("r7") = d;

	asm volatile(HCALL_INSN
		     : "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7)
		     :
		     : "r0", "r8", "r9", "r10", "r11", "r12", "ctr", "xer",
		       "cr0", "cr1", "cr5", "cr6", "cr7", "memory");
	return r3;
}

#define mfspr(n) ({							\
	u64 __v;							\
	asm volatile("mfspr %0, %1" : "=r"(__v) : "i"(n) : "memory");	\
	__v;								\
})

#define mtspr(n, v) ({							\
	u64 __v = (v);							\
	asm volatile("mtspr %0, %1; isync" : : "i"(n), "r"(__v) : "memory"); \
})

static inline u64 mfmsr(void)
{
	u64 v;

	asm volatile("mfmsr %0" : "=r"(v) : : "memory");
	return v;
}

static inline void mtmsrd(u64 v)
{
	asm volatile("mtmsrd %0; isync" : : "r"(v) : "memory");
}

static inline void barrier(void)
{
	asm volatile("" : : : "memory");
}

static inline void sync(void)
{
	asm volatile("sync" : : : "memory");
}

#define READ_ONCE(x)		(*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, v)	(*(volatile typeof(x) *)&(x) = (v))

#define GUEST_CHECK(cond, a, b) do {					\
	if (!(cond))							\
		hcall(HC_FAIL, __LINE__, (u64)(a), (u64)(b), 0);	\
} while (0)

#endif
