/* SPDX-License-Identifier: GPL-2.0 */
/* Moving all vector-scalar registers at once, on Power ISA 3.0 and later. */
#ifndef KVM_FP_VSX_H
#define KVM_FP_VSX_H

struct thread_fp_state;
struct thread_vr_state;

void kvmppc_vsx_save(struct thread_fp_state *fp, struct thread_vr_state *vr);
void kvmppc_vsx_load(struct thread_fp_state *fp, struct thread_vr_state *vr);

#endif /* KVM_FP_VSX_H */
