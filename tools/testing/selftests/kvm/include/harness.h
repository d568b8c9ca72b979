/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The harness of the kernel's selftests. Its limit of 30 seconds a test is too
 * short for a host with KASAN and lockdep in an emulator; what a whole program
 * may take is in tests.list.
 */
#ifndef SELFTESTS_KVM_HARNESS_H
#define SELFTESTS_KVM_HARNESS_H

#include "kselftest_harness.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 900

#endif
