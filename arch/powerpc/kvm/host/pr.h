/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The host's way into a guest that runs in problem state: the PACA's shadow
 * vCPU and the trampolines around it, and what of the host such a guest needs.
 */
#ifndef KVM_HOST_PR_H
#define KVM_HOST_PR_H

#include <linux/types.h>
#include <asm/ptrace.h>

/* An entry of the hardware's SLB as slbmte has it, RB and RS. */
struct kvmppc_host_slbe {
	u64 esid;
	u64 vsid;
};

/**
 * struct kvmppc_host_segments - segments that a guest runs with
 * @nr:		entries in @slbe, at most kvmppc_host_pr_slb_size(); one whose
 *		RB has no V bit is passed over
 * @changed:	@slbe or @nr changed since it was last taken into a CPU
 * @slbe:	RB holds the entry's own index
 */
struct kvmppc_host_segments {
	unsigned int nr;
	bool changed;
	struct kvmppc_host_slbe slbe[64];
};

/* The host could not fetch the instruction; it never lies in memory so. */
#define KVMPPC_HOST_NO_INST	0xffffffffU

/**
 * struct kvmppc_host_pr_exit - what the host's exit code found
 * @srr1: SRR1 with the bits that say why
 * @dar: DAR of an exit that has one
 * @dsisr: DSISR likewise
 * @inst: instruction at nip, as read in the host's byte order;
 *	for a system call the one before nip.
 *	%KVMPPC_HOST_NO_INST where it could not be read. Valid after data
 *	storage, alignment, program, system call, emulation assistance and
 *	facility unavailable interrupts
 * @fscr: FSCR after a facility unavailable interrupt
 */
struct kvmppc_host_pr_exit {
	u64 srr1;
	u64 dar;
	u32 dsisr;
	u32 inst;
	u64 fscr;
};

int kvmppc_host_pr_init(void);
bool kvmppc_host_pr_flushes(void);

void kvmppc_host_pr_vm_begin(void);
void kvmppc_host_pr_vm_end(void);

unsigned int kvmppc_host_pr_slb_size(void);
int kvmppc_host_pr_enter(struct pt_regs *regs, u64 msr, u64 fscr,
			 struct kvmppc_host_segments *segments,
			 struct kvmppc_host_pr_exit *exit);
void kvmppc_host_pr_thread_in(void);
void kvmppc_host_pr_set_sprg3(u64 sprg3);
void kvmppc_host_pr_thread_out(void);
void kvmppc_host_pr_run_end(void);

#endif /* KVM_HOST_PR_H */
