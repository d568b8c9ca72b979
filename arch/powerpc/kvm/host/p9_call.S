/* SPDX-License-Identifier: GPL-2.0 */
#include <asm/asm-offsets.h>
#include <asm/ppc_asm.h>
#include <asm/ptrace.h>

/*
 * void kvmppc_host_p9_call(struct kvmppc_host_window *window,
 *			    unsigned long enter, unsigned long landing)
 *
 * Call the host's kvmppc_p9_enter_guest (r4) so that it returns to the host's
 * own return from interrupts (r5) and by that to here, whatever translation
 * mode the guest's exit left.
 *
 * In: HV, 64-bit, translation on, interrupts hard off; the guest's SPRs are
 * loaded, its LPID and PID too. Out: the same. The host's code keeps r14 to r31
 * and CR; r1, r2, r13 and the MSR come from the frame that the host's return
 * takes for that of an interrupt. CR1 is EQ there, else it would emulate a
 * stack update. HSRR0 and HSRR1 are lost, SRR0 and SRR1 are the guest's.
 */
_GLOBAL(kvmppc_host_p9_call)
	mflr	r0
	std	r0,PPC_LR_STKOFF(r1)
	stdu	r1,-SWITCH_FRAME_SIZE(r1)
	std	r1,GPR1(r1)
	std	r2,GPR2(r1)
	std	r13,GPR13(r1)
	mfmsr	r6
	std	r6,_MSR(r1)
	mfcr	r6
	std	r6,_CCR(r1)
	li	r6,0
	std	r6,_CTR(r1)
	std	r6,_XER(r1)
	std	r6,_LINK(r1)
	bl	1f

	/* The host's return from interrupts comes here. */
	addi	r1,r1,SWITCH_FRAME_SIZE
	ld	r0,PPC_LR_STKOFF(r1)
	mtlr	r0
	blr

1:	mflr	r6
	std	r6,_NIP(r1)
	cmpd	cr1,r1,r1
	mtlr	r5
	mr	r12,r4
	mtctr	r12
	bctr
