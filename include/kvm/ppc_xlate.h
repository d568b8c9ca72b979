/* SPDX-License-Identifier: GPL-2.0 */
/* Translations of guest addresses; apart, so that pure C can speak of them. */
#ifndef KVM_PPC_XLATE_H
#define KVM_PPC_XLATE_H

#include <linux/kvm_types.h>

/**
 * enum kvmppc_access - a guest storage access, as translation sees it
 */
enum kvmppc_access {
	KVMPPC_LOAD,
	KVMPPC_STORE,
	KVMPPC_FETCH,
};

/**
 * struct kvmppc_translation - what a guest effective address leads to
 * @gpa:	guest physical address of that byte
 * @readable, @writable, @executable, @usermode: permissions
 */
struct kvmppc_translation {
	gpa_t gpa;
	bool readable;
	bool writable;
	bool executable;
	bool usermode;
};

#endif /* KVM_PPC_XLATE_H */
