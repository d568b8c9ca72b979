# SPDX-License-Identifier: GPL-2.0
# The real client: Debian's QEMU with Linux guests.

# client_ready: up, and says so.
client_ready() {
	guest_wait '^guest: ready' $((240 * TIME_SCALE))
}

# client_off: powers itself off, and left no sign of a bug.
client_off() {
	echo poweroff >&8
	guest_end $((60 * TIME_SCALE)) && guest_log_clean
}

client_smp1() {
	guest_start -smp 1 -m 512M
	client_ready &&
	guest_ask 'uname -srm' '^Linux .* ppc64le' &&
	guest_ask 'grep -c ^processor /proc/cpuinfo' '^1$' &&
	guest_ask 'seq 1 20000 | md5sum' \
		"^$(seq 1 20000 | md5sum | cut -c1-32)" &&
	guest_ask 'sleep 2; cut -d. -f1 /proc/uptime' '^[0-9]+$' &&
	client_off
}

# A disk with a file system that the guest makes, reads back after a reboot,
# and that the host can read when the guest has gone.
client_smp2_disk_reboot() {
	disk=/tmp/disk.img
	rm -f $disk
	truncate -s 64M $disk
	guest_start -smp 2 -m 1G \
		-drive file=$disk,if=none,id=disk,format=raw \
		-device virtio-blk-pci,drive=disk
	client_ready &&
	guest_ask 'grep -c ^processor /proc/cpuinfo' '^2$' &&
	guest_ask 'awk "/MemTotal/ { print (\$2 > 900000) }" /proc/meminfo' \
		'^1$' &&
	guest_ask 'mke2fs /dev/vda >/dev/null' &&
	guest_ask 'mount -t ext4 /dev/vda /mnt' &&
	guest_ask 'seq 1 100000 >/mnt/file && sync' &&
	guest_ask 'umount /mnt' &&
	echo reboot >&8 &&
	client_ready &&
	guest_ask 'mount -t ext4 /dev/vda /mnt' &&
	guest_ask 'md5sum </mnt/file' \
		"^$(seq 1 100000 | md5sum | cut -c1-32)" &&
	guest_ask 'taskset 2 md5sum </mnt/file' \
		"^$(seq 1 100000 | md5sum | cut -c1-32)" &&
	guest_ask 'umount /mnt' &&
	client_off || return 1
	mkdir -p /tmp/disk
	mount -t ext4 -o loop,ro $disk /tmp/disk || return 1
	seq 1 100000 | cmp - /tmp/disk/file
	client_status=$?
	umount /tmp/disk
	rm -f $disk
	return $client_status
}

# More vCPUs than the host has CPUs, all of them busy.
client_overcommit() {
	guest_start -smp 4 -m 512M
	client_ready &&
	guest_ask 'grep -c ^processor /proc/cpuinfo' '^4$' &&
	guest_ask 'for i in 1 2 4 8; do taskset $i seq 1 20000 | md5sum & done; wait' \
		"^$(seq 1 20000 | md5sum | cut -c1-32)" &&
	client_off
}

# Memory that QEMU plugs in while the guest runs.
client_hotplug() {
	mkdir -p /tmp/monitor
	rm -f /tmp/monitor/*
	mkfifo /tmp/monitor/pipe.in /tmp/monitor/pipe.out
	cat /tmp/monitor/pipe.out >/dev/null &
	guest_start -smp 1 -m 512M,slots=2,maxmem=1G \
		-chardev pipe,id=monitor,path=/tmp/monitor/pipe \
		-mon chardev=monitor
	client_ready &&
	guest_ask 'awk "/MemTotal/ { print (\$2 < 524288) }" /proc/meminfo' \
		'^1$' &&
	echo 'object_add memory-backend-ram,id=more,size=256M' \
		>/tmp/monitor/pipe.in &&
	echo 'device_add pc-dimm,id=dimm,memdev=more' \
		>/tmp/monitor/pipe.in &&
	guest_ask 'for i in $(seq 1 100); do awk "/MemTotal/ { exit !(\$2 > 600000) }" /proc/meminfo && break; sleep 0.2; done' &&
	guest_ask 'awk "/MemTotal/ { print (\$2 > 600000) }" /proc/meminfo' \
		'^1$' &&
	guest_ask 'dd if=/dev/zero of=/tmp/big bs=1M count=200 2>/dev/null' &&
	client_off
}

# built_client CPU: a guest whose kernel is built, and its userspace, do all that
# userspace can ask of them.
built_client() {
	client_ready &&
	guest_ask uname '^Linux .* ppc' &&
	guest_ask cpuinfo "^cpu[^:]*: $1" &&
	guest_ask 'crc32 20000' "^$(seq 1 20000 | crc32)\$" &&
	guest_ask 'float 20000' &&
	guest_ask 'memory 8' &&
	guest_ask 'fork 50' &&
	guest_ask 'pipe 200' &&
	guest_ask 'alarm 20' &&
	guest_ask 'sleep 2' &&
	guest_ask signals
}

client_g3() {
	mac_start g3 &&
	built_client 740/750 && client_off
}

client_g4() {
	mac_start g4 &&
	built_client 7400 && guest_ask 'altivec 20000' && client_off
}

client_970() {
	mac_start 970 &&
	built_client PPC970 && guest_ask 'altivec 20000' && client_off
}

# Kernels that have their supervisor registers in memory, once more after a
# reboot.
magic_client() {
	built_client "$1" &&
	guest_ask 'altivec 20000' &&
	guest_ask dmesg 'KVM: Live patching for a fast VM worked' &&
	echo reboot >&8 &&
	client_ready &&
	guest_ask 'float 20000' &&
	guest_ask dmesg 'KVM: Live patching for a fast VM worked' &&
	client_off
}

client_magic() {
	pseries_start /guest/magic -smp 2 -m 512M
	magic_client POWER8
}

client_magic_g4() {
	mac_start magic_g4 &&
	magic_client 7400
}
