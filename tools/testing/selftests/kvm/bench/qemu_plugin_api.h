/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the plugin uses of QEMU's TCG plugin interface, version 1, declared
 * from its documentation (docs/devel/tcg-plugins.rst), because distributions
 * do not ship the header.
 */
#ifndef SELFTESTS_KVM_QEMU_PLUGIN_API_H
#define SELFTESTS_KVM_QEMU_PLUGIN_API_H

#include <stddef.h>
#include <stdint.h>

#define QEMU_PLUGIN_API_VERSION	1

typedef uint64_t qemu_plugin_id_t;

struct qemu_info;		/* what QEMU says of itself */
struct qemu_plugin_tb;		/* a block being translated */
struct qemu_plugin_insn;	/* an instruction of it */

enum { QEMU_PLUGIN_NO_REGS };	/* registers a callback may touch */
enum { QEMU_PLUGIN_ADD_U64 };	/* operations without a callback */

typedef void (*qemu_plugin_tb_fn)(qemu_plugin_id_t id,
				  struct qemu_plugin_tb *tb);
typedef void (*qemu_plugin_insn_fn)(unsigned int vcpu, void *data);

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
					   qemu_plugin_tb_fn fn);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
void *qemu_plugin_insn_haddr(const struct qemu_plugin_insn *insn);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    qemu_plugin_insn_fn fn, int regs,
					    void *data);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn,
						int op, void *ptr,
						uint64_t value);

/* What QEMU looks for in a plugin. */
#define QEMU_PLUGIN_PUBLIC	__attribute__((visibility("default")))

extern QEMU_PLUGIN_PUBLIC int qemu_plugin_version;
QEMU_PLUGIN_PUBLIC int qemu_plugin_install(qemu_plugin_id_t id,
					   const struct qemu_info *info,
					   int argc, char **argv);

#endif
