/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All of a thread's FP, VMX and VSX registers at once.
 */
#ifndef SELFTESTS_KVM_FPSTATE_H
#define SELFTESTS_KVM_FPSTATE_H

#include <stdint.h>

/**
 * struct fpstate - VSR 0 to 63 as stored by stxvx, and FPSCR
 * @vsr: the 64 registers; an FPR is the upper doubleword of VSR 0 to 31
 * @fpscr: floating-point status and control
 */
struct fpstate {
	uint64_t vsr[64][2];
	uint64_t fpscr;
} __attribute__((aligned(16)));

/**
 * fpstate_ioctl() - an ioctl with registers loaded before, stored after
 * @load: what the registers hold when the ioctl begins
 * @store: what they held when it had ended
 * @fd, @nr, @arg: the ioctl
 * @sleeps: how often the thread sleeps between load and ioctl: after a few
 *	hundred context switches the kernel does not load registers any more
 *	that a thread does not use, so that they are in its memory alone
 *
 * Nothing of C runs in between, so no compiler saves or uses a register.
 * Return: the ioctl's result, or -errno.
 */
long fpstate_ioctl(const struct fpstate *load, struct fpstate *store, int fd,
		   unsigned long nr, unsigned long arg, unsigned int sleeps);

#endif
