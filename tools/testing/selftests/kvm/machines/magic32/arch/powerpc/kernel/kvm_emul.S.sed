# SPDX-License-Identifier: GPL-2.0
# Room for what replaces mtmsr. Linux 6.1 has 64 KiB, where a kernel of 3 MB
# wants 430, and says so in a line for each that is left.
s/(64 \* 1024)/(512 * 1024)/
