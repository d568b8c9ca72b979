// SPDX-License-Identifier: GPL-2.0
/*
 * Guest functions for tests with translation on, and in problem state.
 */
#include "guest.h"

static volatile u64 fault_dsisr, fault_dar, faults;

static void skip(struct int_frame *frame)
{
	faults++;
	fault_dsisr = mfspr(SPR_DSISR);
	fault_dar = mfspr(SPR_DAR);
	frame->nip += 4;
}

GUEST_ENTRY u64 probe_load(volatile u64 *p)
{
	u64 value;

	set_handler(VEC_DSI, skip);
	set_handler(VEC_DSEGMENT, skip);
	set_handler(VEC_ALIGNMENT, skip);
	faults = 0;
	value = *p;
	return faults ? fault_dsisr : value;
}

GUEST_ENTRY u64 probe_store(volatile u64 *p, u64 value)
{
	set_handler(VEC_DSI, skip);
	faults = 0;
	*p = value;
	return faults ? fault_dsisr : 0;
}

