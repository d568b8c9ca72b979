/* SPDX-License-Identifier: GPL-2.0 */
#include <asm/ppc_asm.h>
#include <asm/ptrace.h>
#include <asm/asm-compat.h>

#define SAVE_FRAME	STACK_FRAME_MIN_SIZE
/* What the host's return sequence pops, see p9.c. */
#define LANDING_FRAME	112

/*
 * void kvmppc_host_p9_call(struct kvmppc_host_window *window,
 *			    unsigned long enter, unsigned long landing)
 *
 * Call the host's kvmppc_p9_enter_guest (r4) so that it returns to the host's
 * own return sequence (r5) and by that to here, whatever translation mode the
 * guest's exit left.
 *
 * In: HV, 64-bit, translation on, interrupts hard off; the guest's SPRs are
 * loaded. Out: the same, the guest's SPRs still loaded; r2 is the module's
 * again. The host's code keeps r1, r13 to r31, CR.
 *
 * No module text can be run with translation off, since it lies in vmalloc
 * space. So the way back is through kernel text: the host's sequence pops
 * LANDING_FRAME bytes, takes the address from the LR slot of the frame above
 * and returns there by rfid with the MSR in its PACA.
 */
_GLOBAL(kvmppc_host_p9_call)
	mflr	r0
	std	r0,PPC_LR_STKOFF(r1)
	std	r2,STK_GOT(r1)
	stdu	r1,-SAVE_FRAME(r1)
	bl	1f

	/* The landing returns here. */
	addi	r1,r1,SAVE_FRAME
	ld	r2,STK_GOT(r1)
	ld	r0,PPC_LR_STKOFF(r1)
	mtlr	r0
	blr

1:	mflr	r0
	std	r0,PPC_LR_STKOFF(r1)
	stdu	r1,-LANDING_FRAME(r1)
	mtlr	r5
	mr	r12,r4
	mtctr	r12
	bctr
