# SPDX-License-Identifier: GPL-2.0
# `make shell`: a prompt on the host's console, with the modules loaded.

modules_load
echo
echo "The modules are loaded."
[ ! -e /guest/vmlinux ] || cat <<-END
	A guest:

	  . /machine/lib.sh; guest_start -smp 1 -m 512M
	or
	  qemu-system-ppc64 -accel kvm -machine pseries$GUEST_CAPS -m 512M \\
	    -nographic -vga none -kernel /guest/vmlinux -initrd /guest/initrd
END
echo
echo 'Leave with "exit".'
echo
setsid cttyhack sh -l
true
