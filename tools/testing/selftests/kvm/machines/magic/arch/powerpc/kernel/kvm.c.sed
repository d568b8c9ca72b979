# SPDX-License-Identifier: GPL-2.0
# Is the magic page there? Linux 6.1 asks by a function for addresses of
# userspace, which refuses any of the kernel's.
s/fault_in_readable((const char __user \*)KVM_MAGIC_PAGE,/copy_from_kernel_nofault(\&(u32){ 0 }, (void *)KVM_MAGIC_PAGE,/
