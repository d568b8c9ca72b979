/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The host's way into a guest on POWER9 and later, kvmppc_p9_enter_guest(),
 * and what of the host's own state a world switch touches.
 */
#ifndef KVM_HOST_P9_H
#define KVM_HOST_P9_H

#include <linux/types.h>
#include <asm/ptrace.h>

#include "srr1.h"

/* The host's register window: guest state that its assembly loads and saves. */
struct kvmppc_host_window;

/**
 * struct kvmppc_host_exit - what the host's exit code found, beside registers
 * @dar: (H)DAR of an exit that has one
 * @dsisr: (H)DSISR likewise
 * @srr1: (H)SRR1 with the bits that say why
 */
struct kvmppc_host_exit {
	u64 dar;
	u32 dsisr;
	u64 srr1;
};

int kvmppc_host_p9_init(void);

struct kvmppc_host_window *kvmppc_host_window_alloc(void);
void kvmppc_host_window_free(struct kvmppc_host_window *window);
struct pt_regs *kvmppc_host_window_regs(struct kvmppc_host_window *window);
u64 *kvmppc_host_window_ppr(struct kvmppc_host_window *window);
u64 *kvmppc_host_window_cfar(struct kvmppc_host_window *window);

unsigned long kvmppc_host_p9_ready(void);
void kvmppc_host_p9_open(struct kvmppc_host_window *window);
int kvmppc_host_p9_enter(struct kvmppc_host_window *window,
			 struct kvmppc_host_exit *exit);
void kvmppc_host_p9_close(void);

void kvmppc_host_timer_rearm(u64 tb);
void kvmppc_host_replay_doorbell(void);
void kvmppc_host_maintenance(void);
void kvmppc_host_system_reset(void);
bool kvmppc_host_machine_check(void);

#endif /* KVM_HOST_P9_H */
