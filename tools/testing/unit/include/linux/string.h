/* SPDX-License-Identifier: GPL-2.0 */
/* memcpy() and its like, for pure C compiled for the build machine. */
#include <string.h>
