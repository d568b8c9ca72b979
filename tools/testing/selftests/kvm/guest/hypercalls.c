// SPDX-License-Identifier: GPL-2.0
/*
 * Guest functions for the PAPR hypercalls that KVM answers itself.
 */
#include "guest.h"

#define H_CEDE	0xe0
#define H_PROD	0xe8

/* Prod vCPU @id, then cede @n times. Value: the last answer. */
GUEST_ENTRY u64 prod_and_cede(u64 id, u64 n)
{
	u64 ret = hcall(H_PROD, id, 0, 0, 0);

	for (u64 i = 0; i < n && !ret; i++)
		ret = hcall(H_CEDE, 0, 0, 0, 0);
	mtmsrd(mfmsr() & ~MSR_EE);
	return ret;
}

/*
 * Two vCPUs, each ceding until it is its turn in @turn, then giving the turn
 * to the other and prodding it, @n times.
 */
GUEST_ENTRY u64 ping_pong(volatile u64 *turn, u64 me, u64 other, u64 n)
{
	for (u64 i = 0; i < n; i++) {
		while (*turn != me) {
			hcall(H_CEDE, 0, 0, 0, 0);
			mtmsrd(mfmsr() & ~MSR_EE);
		}
		sync();
		*turn = other;
		sync();
		hcall(H_PROD, other, 0, 0, 0);
	}
	return n;
}

/* All arguments and all results of a hypercall, in @regs from r3 on. */
GUEST_ENTRY u64 hcall_all(u64 *regs)
{
	asm volatile("mr	14, %0\n\t"
		     "ld	3, 0(14)\n\t"
		     "ld	4, 8(14)\n\t"
		     "ld	5, 16(14)\n\t"
		     "ld	6, 24(14)\n\t"
		     "ld	7, 32(14)\n\t"
		     "ld	8, 40(14)\n\t"
		     "ld	9, 48(14)\n\t"
		     "ld	10, 56(14)\n\t"
		     "ld	11, 64(14)\n\t"
		     "ld	12, 72(14)\n\t"
		     HCALL_INSN
		     "std	3, 0(14)\n\t"
		     "std	4, 8(14)\n\t"
		     "std	5, 16(14)\n\t"
		     "std	6, 24(14)\n\t"
		     "std	7, 32(14)\n\t"
		     "std	8, 40(14)\n\t"
		     "std	9, 48(14)\n\t"
		     "std	10, 56(14)\n\t"
		     "std	11, 64(14)\n\t"
		     "std	12, 72(14)"
		     :
		     : "r"(regs)
		     : "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11",
		       "r12", "r14", "ctr", "xer", "cr0", "cr1", "cr5", "cr6",
		       "cr7", "memory");
	return regs[0];
}

/* Hypercall @nr over and over, until @stop is set. */
GUEST_ENTRY u64 hcall_loop(volatile u64 *stop, u64 nr, u64 a)
{
	u64 n = 0;

	while (!*stop) {
		hcall(nr, a, 0, 0, 0);
		n++;
	}
	return n;
}

/* The word at @count is raised by one @n times, by larx and stcx. */
GUEST_ENTRY u64 add_atomically(u64 *count, u64 n)
{
	for (u64 i = 0; i < n; i++)
		__atomic_fetch_add(count, 1, __ATOMIC_SEQ_CST);
	return 0;
}

/*
 * Messages in a ring of eight words: a producer, and a consumer that checks
 * that they come in order. Value of the consumer: messages out of order.
 */
GUEST_ENTRY u64 produce(volatile u64 *ring, u64 n)
{
	for (u64 i = 1; i <= n; i++) {
		while (ring[i % 8])
			;
		sync();
		ring[i % 8] = i;
	}
	return 0;
}

GUEST_ENTRY u64 consume(volatile u64 *ring, u64 n)
{
	u64 wrong = 0;

	for (u64 i = 1; i <= n; i++) {
		while (!ring[i % 8])
			;
		wrong += ring[i % 8] != i;
		sync();
		ring[i % 8] = 0;
	}
	return wrong;
}
