/* SPDX-License-Identifier: GPL-2.0 */
/* SRR1 after an interrupt, the host's and the guest's alike. */
#ifndef KVM_HOST_SRR1_H
#define KVM_HOST_SRR1_H

/*
 * (H)SRR1 bits 33:36 and 42:47 say why the interrupt came, the others are MSR
 * bits (Power ISA 3.1B Book III 7.5).
 */
#define KVMPPC_SRR1_REASONS	0x783f0000UL

#endif /* KVM_HOST_SRR1_H */
