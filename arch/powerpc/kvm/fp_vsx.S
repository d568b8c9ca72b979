/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All 64 vector-scalar registers to memory and back, an instruction each, where
 * the processor has Power ISA 3.0. The layout is that of the host's struct
 * thread_fp_state and struct thread_vr_state: registers as 16-byte numbers in
 * its byte order, and after them FPSCR and VSCR.
 */
#include <asm/ppc_asm.h>

#define STATUS	(32 * 16)

	.machine power9

/*
 * void kvmppc_vsx_save(struct thread_fp_state *fp, struct thread_vr_state *vr)
 *
 * r3, r4: where to. Runs with MSR[FP,VEC,VSX] set, in the kernel's address
 * space. Leaves VSRs 0 and 32 changed.
 */
_GLOBAL(kvmppc_vsx_save)
	.set	.Lreg, 0
	.rept	32
	stxv	.Lreg, .Lreg * 16(r3)
	stxv	.Lreg + 32, .Lreg * 16(r4)
	.set	.Lreg, .Lreg + 1
	.endr
	mffs	fr0
	stfd	fr0, STATUS(r3)
	mfvscr	v0
	stxv	32, STATUS(r4)
	blr

/*
 * void kvmppc_vsx_load(struct thread_fp_state *fp, struct thread_vr_state *vr)
 *
 * r3, r4: where from. As kvmppc_vsx_save().
 */
_GLOBAL(kvmppc_vsx_load)
	lfd	fr0, STATUS(r3)
	mtfsf	255, fr0, 1, 0
	lxv	32, STATUS(r4)
	mtvscr	v0
	.set	.Lreg, 0
	.rept	32
	lxv	.Lreg, .Lreg * 16(r3)
	lxv	.Lreg + 32, .Lreg * 16(r4)
	.set	.Lreg, .Lreg + 1
	.endr
	blr
