// SPDX-License-Identifier: GPL-2.0
/* The processors that a guest in problem state can be. */
#include <linux/kernel.h>

#include "pr.h"

#define ISA_32		(PPC_ISA_FP | PPC_ISA_STRING)
#define ISA_970		(PPC_ISA_64 | PPC_ISA_FP | PPC_ISA_STRING | PPC_ISA_VMX)

#define CORE_POWER(version, entries, level)				\
	{								\
		.mask = 0xffff0000, .pvr = (version) << 16,		\
		.mmu64 = true, .nr_slb = entries, .isa = level,		\
	}
#define CORE_970(version)						\
	{								\
		.mask = 0xffff0000, .pvr = (version) << 16,		\
		.mmu64 = true, .nr_slb = 64,				\
		.hior = true, .isa = ISA_970,				\
	}
#define CORE_32(version, bats, level)					\
	{								\
		.mask = 0xffff0000, .pvr = (version) << 16,		\
		.nr_bats = bats, .dcbz32 = true, .isa = level,		\
	}

/* By version, the upper half of the PVR; the first that matches counts. */
static const struct kvmppc_pr_core cores[] = {
	CORE_POWER(0x003f, 32, PPC_ISA_POWER7),
	CORE_POWER(0x004a, 32, PPC_ISA_POWER7),		/* POWER7+ */
	CORE_POWER(0x004b, 32, PPC_ISA_POWER8),		/* POWER8E */
	CORE_POWER(0x004c, 32, PPC_ISA_POWER8),		/* POWER8NVL */
	CORE_POWER(0x004d, 32, PPC_ISA_POWER8),
	CORE_POWER(0x004e, 32, PPC_ISA_POWER9),
	CORE_970(0x0039),
	CORE_970(0x003c),				/* 970FX */
	CORE_970(0x0044),				/* 970MP */
	CORE_970(0x0045),				/* 970GX */
	CORE_32(0x0003, 4, ISA_32),			/* 603 */
	CORE_32(0x0004, 4, ISA_32),			/* 604 */
	CORE_32(0x0006, 4, ISA_32),			/* 603e */
	CORE_32(0x0007, 4, ISA_32),			/* 603ev */
	CORE_32(0x0009, 4, ISA_32),			/* 604e */
	CORE_32(0x000a, 4, ISA_32),			/* 604ev */
	{ .mask = 0xfffff000, .pvr = 0x00087000, .nr_bats = 8,
	  .dcbz32 = true, .isa = ISA_32 },		/* 750CL, Broadway */
	CORE_32(0x0008, 4, ISA_32),			/* 750, 740, Gekko */
	CORE_32(0x7000, 8, ISA_32),			/* 750FX */
	CORE_32(0x7002, 8, ISA_32),			/* 750GX */
	CORE_32(0x000c, 4, ISA_32 | PPC_ISA_VMX),	/* 7400 */
	CORE_32(0x800c, 4, ISA_32 | PPC_ISA_VMX),	/* 7410 */
	CORE_32(0x8000, 4, ISA_32 | PPC_ISA_VMX),	/* 7450 */
	CORE_32(0x8001, 8, ISA_32 | PPC_ISA_VMX),	/* 7455 */
	CORE_32(0x8002, 8, ISA_32 | PPC_ISA_VMX),	/* 7447, 7457 */
	CORE_32(0x8003, 8, ISA_32 | PPC_ISA_VMX),	/* 7447A */
	CORE_32(0x8004, 8, ISA_32 | PPC_ISA_VMX),	/* 7448 */
};

/**
 * kvmppc_pr_core_find() - the processor that a PVR means
 * @pvr: as KVM_SET_SREGS has it
 *
 * Return: NULL where it is none that a guest can be.
 */
const struct kvmppc_pr_core *kvmppc_pr_core_find(u32 pvr)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cores); i++)
		if ((pvr & cores[i].mask) == cores[i].pvr)
			return &cores[i];
	return NULL;
}
