/* SPDX-License-Identifier: GPL-2.0 */
/* Pages of the host that is pretended, whose memory is the test's own. */
#ifndef UNIT_ASM_PAGE_H
#define UNIT_ASM_PAGE_H

#ifndef PAGE_SHIFT
#define PAGE_SHIFT	16
#endif

#define __pa(ptr)	((unsigned long)(ptr))
#define __va(pa)	((void *)(unsigned long)(pa))

#endif /* UNIT_ASM_PAGE_H */
