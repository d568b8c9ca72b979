// SPDX-License-Identifier: GPL-2.0
/* test_radix_tree on a host with 4K pages; PAGE_SHIFT comes from the Makefile. */
#include "test_radix_tree.c"
