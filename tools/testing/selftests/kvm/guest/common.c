// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupt dispatch and the smallest guest functions, used by many tests.
 */
#include "guest.h"

static int_handler handlers[0x1000 / 0x20];

void set_handler(u64 vector, int_handler handler)
{
	handlers[vector / 0x20] = handler;
	sync();
}

/* Called by the vectors; returns to the interrupted context. */
GUEST_ENTRY void int_dispatch(struct int_frame *frame)
{
	int_handler handler = READ_ONCE(handlers[frame->vector / 0x20]);
	u64 args[2];

	if (handler) {
		handler(frame);
		return;
	}
	/* A decrementer that nobody has asked for is put off. */
	if (frame->vector == VEC_DEC) {
		mtspr(SPR_DEC, 0x7fffffff);
		return;
	}
	args[0] = mfspr(SPR_DAR);
	args[1] = mfspr(SPR_DSISR);

	register u64 r3 asm("r3") = HC_TRAP;
	register u64 r4 asm("r4") = frame->vector;
	register u64 r5 asm("r5") = frame->nip;
	register u64 r6 asm("r6") = frame->msr;
	register u64 r7 asm("r7") = args[0];
	register u64 r8 asm("r8") = args[1];

	asm volatile(HCALL_INSN
		     : "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7),
		       "+r"(r8)
		     :
		     : "r0", "r9", "r10", "r11", "r12", "ctr", "xer", "cr0",
		       "cr1", "cr5", "cr6", "cr7", "memory");
	/* The VMM may say where to go on: past the instruction, as a rule. */
	frame->nip += r3;
}

GUEST_ENTRY u64 guest_add(u64 a, u64 b)
{
	return a + b;
}

/* Hypercall @nr with two arguments; its value is the function's. */
GUEST_ENTRY u64 guest_hcall(u64 nr, u64 a, u64 b, u64 c, u64 d)
{
	return hcall(nr, a, b, c, d);
}

GUEST_ENTRY u64 guest_load64(volatile u64 *p)
{
	return *p;
}

GUEST_ENTRY u64 guest_store64(volatile u64 *p, u64 v)
{
	*p = v;
	return 0;
}

/* Store @v to each of @n places, @stride bytes apart. */
GUEST_ENTRY u64 guest_fill(volatile u64 *p, u64 n, u64 stride, u64 v)
{
	for (u64 i = 0; i < n; i++)
		*(volatile u64 *)((u64)p + i * stride) = v + i;
	return 0;
}

/* How many of @n places, @stride bytes apart, do not hold @v plus index. */
GUEST_ENTRY u64 guest_verify(volatile u64 *p, u64 n, u64 stride, u64 v)
{
	u64 wrong = 0;

	for (u64 i = 0; i < n; i++)
		wrong += *(volatile u64 *)((u64)p + i * stride) != v + i;
	return wrong;
}

/* Store the lowest @bytes of @v, in one instruction. */
GUEST_ENTRY u64 guest_store(u64 addr, u64 bytes, u64 v)
{
	switch (bytes) {
	case 1:
		*(volatile u8 *)addr = v;
		break;
	case 2:
		*(volatile u16 *)addr = v;
		break;
	case 4:
		*(volatile u32 *)addr = v;
		break;
	default:
		*(volatile u64 *)addr = v;
	}
	return 0;
}
