# SPDX-License-Identifier: GPL-2.0
# `make run`: one Linux guest, from loading the modules to removing them.

run_pseries() {
	guest_start -smp 1 -m 512M
	guest_wait '^guest: ready' $((180 * TIME_SCALE)) &&
	guest_ask 'uname -srm' '^Linux .* ppc64le' &&
	guest_ask 'cat /proc/cpuinfo' "platform.*pSeries" &&
	guest_ask 'echo $((6 * 7))' '^42$' &&
	guest_ask 'seq 1 1000 | md5sum' "^$(seq 1 1000 | md5sum | cut -c1-32)"
}

run_magic() {
	pseries_start /guest/magic -smp 2 -m 512M
	guest_wait '^guest: ready' $((180 * TIME_SCALE)) &&
	guest_ask uname '^Linux .* ppc64le' &&
	guest_ask dmesg 'KVM: Live patching for a fast VM worked' &&
	guest_ask 'crc32 1000' "^$(seq 1 1000 | crc32)\$"
}

run_mac() {
	mac_start "$GUEST_KIND" &&
	guest_wait '^guest: ready' $((180 * TIME_SCALE)) &&
	guest_ask uname '^Linux .* ppc' &&
	guest_ask cpuinfo 'PowerMac' &&
	guest_ask 'crc32 1000' "^$(seq 1 1000 | crc32)\$"
}

run_guest() {
	case $GUEST_KIND in
	pseries) run_pseries ;;
	magic) run_magic ;;
	*) run_mac ;;
	esac &&
	guest_log_clean || {
		guest_kill
		return 1
	}
	guest_uname=$(uname_of_guest)
	echo poweroff >&8
	guest_end $((60 * TIME_SCALE))
}

uname_of_guest() {
	tr -d '\r' <$GUEST/out | grep '^Linux .* ppc' | head -n 1
}

# A guest's console ends what the host's shows; the summary is for the reader
# of make's last lines.
summary() {
	say "host kernel    $(uname -srm)"
	say "host CPU       $(awk -F ': ' '/^cpu/ { print $2; exit }' \
		/proc/cpuinfo), $(nproc) online, $MACHINE"
	say "modules        $modules($MODULES)"
	say "client         $(qemu-system-ppc64 --version | head -n 1)"
	say "guest kernel   $guest_uname"
	say "guest ran      $((guest_end_time - guest_start_time)) s"
}

job_run() {
	log_new >/dev/null
	modules_load || return 1
	modules=$(modules_describe | tr '\n' ' ')
	guest_start_time=$(cut -d. -f1 /proc/uptime)
	run_guest || return 1
	guest_end_time=$(cut -d. -f1 /proc/uptime)
	modules_unload || return 1
	log_check || return 1
	summary
}

job_run
