/* SPDX-License-Identifier: GPL-2.0 */
/* The list of loads and stores that the decoder's test goes by. */
#ifndef UNIT_PPC_LS_INSNS_H
#define UNIT_PPC_LS_INSNS_H

#include <kvm/ppc_inst.h>

struct ls_insn {
	const char *text;	/* as an assembler takes it */
	u32 isa;		/* the parts needed, no more */
	struct ppc_inst_ls ls;
};

extern const struct ls_insn ls_insns[];
extern const unsigned int nr_ls_insns;

#endif /* UNIT_PPC_LS_INSNS_H */
