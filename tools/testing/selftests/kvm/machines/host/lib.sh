# SPDX-License-Identifier: GPL-2.0
# What the jobs of a host share: modules, the kernel log, a guest under QEMU.
# Runs under busybox sh.

# Lines of a kernel log that mean a bug. One of them in the log of the host,
# or of a guest, fails the job.
BAD_LOG='WARNING:|BUG:|BUG at|Oops|Kernel panic|Call Trace:'
BAD_LOG="$BAD_LOG|INFO: (rcu|task|possible|trying to register)"
BAD_LOG="$BAD_LOG|possible (recursive|circular|irq lock)|suspicious RCU"
BAD_LOG="$BAD_LOG|stall on CPU|detected stall|blocked for more than"
BAD_LOG="$BAD_LOG|soft lockup|hard LOCKUP|Hard LOCKUP|UBSAN:|kmemleak: [0-9]+ new"
BAD_LOG="$BAD_LOG|scheduling while atomic|sleeping function called"
BAD_LOG="$BAD_LOG|corruption|refcount_t|Objects remaining|Bad page"
BAD_LOG="$BAD_LOG|Unable to handle kernel|Out of memory"

# How long a step may take, against its own figure, which is some times what it
# takes on a machine with nothing else to do. Only what hangs takes that long.
TIME_SCALE=4
[ -z "$DEBUG" ] || TIME_SCALE=10

say() {
	echo "machine: $*"
}

# log_bad FILE: print the bad lines of a kernel log; true where there are any.
log_bad() {
	grep -E "$BAD_LOG" "$1"
}

# log_new: the kernel's log since the last call.
LOG_LINES=0
log_new() {
	dmesg >/tmp/dmesg
	tail -n "+$((LOG_LINES + 1))" /tmp/dmesg
	LOG_LINES=$(wc -l </tmp/dmesg)
}

# log_check: true where the log since the last call is clean.
log_check() {
	log_new >/tmp/dmesg.new
	if log_bad /tmp/dmesg.new >/tmp/dmesg.bad; then
		say "the host's log is not clean:"
		cat /tmp/dmesg.new
		return 1
	fi
}

# modules_load, modules_unload: in the machine's order, and back.
modules_load() {
	for module in $MACHINE_MODULES; do
		modprobe "$module" || {
			say "could not load $module"
			return 1
		}
	done
	[ -c /dev/kvm ] || {
		say "the modules are loaded, but there is no /dev/kvm"
		return 1
	}
}

modules_unload() {
	reversed=
	for module in $MACHINE_MODULES; do
		reversed="$module $reversed"
	done
	for module in $reversed; do
		rmmod "$module" || {
			say "could not remove $module"
			return 1
		}
	done
	! grep -q '^kvm' /proc/modules || {
		say "still loaded: $(grep '^kvm' /proc/modules)"
		return 1
	}
}

# modules_describe: which modules these are, by their source where the kernel
# keeps that, by their file where it does not.
modules_describe() {
	for module in $MACHINE_MODULES; do
		file=$(find /lib/modules -name "$module.ko" | head -n 1)
		name=$(echo "$module" | tr - _)
		version=$(cat "/sys/module/$name/srcversion" 2>/dev/null) ||
			version=sha256:$(sha256sum "$file" | cut -c1-12)
		echo "$module.ko $version"
	done
}

# A guest. Its console is /tmp/guest/out, which is also shown; what it is to
# read is written to descriptor 8.
GUEST=/tmp/guest

# guest_start [ARGUMENT...]: start QEMU with Debian's kernel as a pseries guest
# and go on.
guest_start() {
	pseries_start /guest "$@"
}

# pseries_start DIRECTORY [ARGUMENT...]: the same with the kernel and initrd
# there.
pseries_start() {
	pseries=$1
	shift
	guest_begin -machine "pseries$GUEST_CAPS" \
		-device spapr-vty,chardev=console \
		-kernel "$pseries/vmlinux" -initrd "$pseries/initrd" \
		-append "console=hvc0 panic=-1 $GUEST_APPEND" "$@"
}

# mac_start NAME [ARGUMENT...]: the same with a PowerMac: a G3, a G4, or a G5
# by its processor; magic_g4 patches itself.
mac_start() {
	mac=$1
	shift
	case $mac in
	g3) set -- -machine g3beige -cpu 750 -m 256M "$@" ;;
	*g4) set -- -machine mac99 -cpu 7400 -m 256M "$@" ;;
	970) set -- -machine mac99,via=pmu -cpu 970fx -m 512M "$@" ;;
	esac
	case $mac in
	970) mac=/guest/pmac64 ;;
	magic_g4) mac=/guest/magic32 ;;
	*) mac=/guest/pmac32 ;;
	esac
	[ -e $mac/vmlinux ] || {
		say "no guest $mac on $MACHINE"
		return 1
	}
	guest_begin -nographic -serial chardev:console \
		-kernel "$mac/vmlinux" -initrd "$mac/initrd" \
		-append "console=ttyPZ0 panic=-1 $GUEST_APPEND" "$@"
}

# guest_begin ARGUMENT...: start QEMU and go on.
guest_begin() {
	rm -rf $GUEST
	mkdir -p $GUEST
	mkfifo $GUEST/in
	: >$GUEST/out
	exec 8<>$GUEST/in
	qemu-system-ppc64 -accel kvm -nodefaults -vga none -display none \
		-chardev stdio,id=console,signal=off "$@" \
		<$GUEST/in >$GUEST/out 2>$GUEST/err &
	GUEST_PID=$!
	tail -n +1 -f $GUEST/out 2>/dev/null |
		awk '{ sub(/\r+$/, ""); print "guest| " $0; fflush() }' &
	GUEST_TAIL=$!
	GUEST_SEEN=0
}

# guest_wait PATTERN SECONDS: until a line that was not waited for before
# matches. What stood before it, and it, is then in $GUEST/text.
guest_wait() {
	deadline=$(($(cut -d. -f1 /proc/uptime) + $2))
	while :; do
		alive=yes
		kill -0 $GUEST_PID 2>/dev/null || alive=
		tail -n "+$((GUEST_SEEN + 1))" $GUEST/out | tr -d '\r' \
			>$GUEST/new
		found=$(grep -nE "$1" $GUEST/new | head -n 1 | cut -d: -f1)
		if [ -n "$found" ]; then
			head -n "$found" $GUEST/new >$GUEST/text
			GUEST_SEEN=$((GUEST_SEEN + found))
			return 0
		fi
		if [ -z "$alive" ]; then
			say "the guest ended before it said: $1"
			cat $GUEST/err
			return 1
		fi
		if [ "$(cut -d. -f1 /proc/uptime)" -ge $deadline ]; then
			say "the guest did not say in $2 s: $1"
			return 1
		fi
		sleep 0.1
	done
}

# guest_ask COMMAND [PATTERN]: type a command on the guest's console. True
# where it succeeds and its output has a line that matches.
guest_ask() {
	echo "$1" >&8
	guest_wait '^guest: status [0-9]+' $((120 * TIME_SCALE)) || return 1
	grep -q '^guest: status 0' $GUEST/text || {
		say "the guest failed at: $1"
		return 1
	}
	[ -z "$2" ] || grep -qE "$2" $GUEST/text || {
		say "the guest answered '$1' with no line like: $2"
		return 1
	}
}

# guest_log_clean: true where the guest's console shows no sign of a bug.
guest_log_clean() {
	if log_bad $GUEST/out; then
		say "the guest's log is not clean"
		return 1
	fi
}

# guest_end SECONDS: wait for QEMU to end by itself; its status is returned.
guest_end() {
	deadline=$(($(cut -d. -f1 /proc/uptime) + $1))
	while kill -0 $GUEST_PID 2>/dev/null; do
		if [ "$(cut -d. -f1 /proc/uptime)" -ge $deadline ]; then
			say "QEMU did not end in $1 s"
			guest_kill
			return 1
		fi
		sleep 0.1
	done
	wait $GUEST_PID
	guest_status=$?
	guest_close
	[ $guest_status -eq 0 ] || {
		say "QEMU ended with status $guest_status"
		cat $GUEST/err
	}
	return $guest_status
}

# guest_kill: end a guest that does not end by itself.
guest_kill() {
	kill -9 $GUEST_PID 2>/dev/null
	wait $GUEST_PID 2>/dev/null
	cat $GUEST/err
	guest_close
}

guest_close() {
	exec 8>&-
	sleep 1
	kill $GUEST_TAIL 2>/dev/null
}
