# SPDX-License-Identifier: GPL-2.0
# Booting a machine and watching over it.

# machine_load NAME: read a machine's file, NAME.conf, which sets
#	MACHINE_QEMU		QEMU's options for it
#	MACHINE_KERNEL		its kernel: stock, or the NAME.config to build
#				it from, one or several
#	MACHINE_KERNEL_DEBUG	the same for DEBUG=1
#	MACHINE_MODULES		the modules in the order of their loading
#	MACHINE_APPEND		what its kernel's command line has besides
#	MACHINE_JOBS		the kinds of tests for `make check`
#	MACHINE_HAS		what selftests may need: radix, hash, huge (host
#				pages that back several of the guest's), pr
#	MACHINE_GUESTS		guests whose kernels are built, as NAME=KERNEL:
#				its fragments joined by "+", the last of which
#				names it
#	MACHINE_CHECK		yes where `make check` includes it
#	MACHINE_CHECK_DEBUG	yes where `make check DEBUG=1` does
#	MACHINE_GUEST_CAPS	options of its guests' -machine pseries, with
#	MACHINE_GUEST_CAPS_STOCK	our modules, and with the kernel's own
#	MACHINE_GUEST_APPEND	what its guests' command lines have besides
#	MACHINE_LIMIT_RUN, MACHINE_LIMIT_CHECK	seconds until it must end
#	MACHINE_LIMIT_SILENCE	seconds without a word that are a hang
machine_load() {
	local conf=$HERE/$1.conf
	[ -e "$conf" ] || die "no machine $1 (there are: $(machine_names))"
	MACHINE=$1
	. "$conf"
	GUEST_CAPS=$MACHINE_GUEST_CAPS
	if [ "$MODULES" = stock ]; then
		GUEST_CAPS=$MACHINE_GUEST_CAPS_STOCK
	fi
	KERNEL_KIND=$MACHINE_KERNEL
	CROSS=$(machine_cross)
	if [ -n "${DEBUG:-}" ]; then
		KERNEL_KIND=$MACHINE_KERNEL_DEBUG
		MACHINE_LIMIT_CHECK=$((MACHINE_LIMIT_CHECK * 4))
		MACHINE_LIMIT_SILENCE=$((MACHINE_LIMIT_SILENCE * 4))
		# The kernel's own limits, which are 10 and 21.
		MACHINE_APPEND+=" watchdog_thresh=40"
		MACHINE_APPEND+=" rcupdate.rcu_cpu_stall_timeout=84"
	fi
}

# machine_cross: the prefix of the compiler for programs of the machine.
machine_cross() {
	case $MACHINE_KERNEL in
	stock) printf '%s\n' "$STOCK_CROSS" ;;
	*) kernel_cross $(kernel_fragments $MACHINE_KERNEL) ;;
	esac
}

# machine_names: every machine there is, on one line.
machine_names() {
	local conf names=()
	for conf in "$HERE"/*.conf; do
		conf=${conf##*/}
		names+=("${conf%.conf}")
	done
	printf '%s\n' "${names[*]}"
}

# guest_names: the guests that the machine can run, on one line.
guest_names() {
	local guest names=(pseries)
	for guest in $MACHINE_GUESTS; do
		names+=("${guest%%=*}")
	done
	printf '%s\n' "${names[*]}"
}

# guest_kernels JOB: those of MACHINE_GUESTS that the job may want.
guest_kernels() {
	local guest
	for guest in $MACHINE_GUESTS; do
		case $1:$GUEST in
		check:*|shell:*|*:"${guest%%=*}")
			printf '%s\n' "${guest#*=}" ;;
		esac
	done | sort -u
}

# machine_prepare JOB: all that booting needs, into $WORK: kernel, initramfs.
machine_prepare() {
	local job=$1 base kernel append guest root=$WORK/root
	base=$(base_dir)
	kernel=$(kernel_dir "$KERNEL_KIND")
	rm -rf "$root"
	mkdir -p "$root"
	host_root "$root" "$base" "$kernel"
	for guest in $(guest_kernels "$job"); do
		built_guest "$root/guest/${guest##*+}" "$guest"
	done
	case $job in
	command)
		printf '%s\n' "$RUN" >"$root/machine/command"
		[ -z "$FILES" ] || cp -a "$FILES" "$root/files" ;;
	check)
		cp -a "$(selftests_dir)" "$root/selftests" ;;
	bench)
		bench_root "$root" ;;
	esac
	# In tests a guest's console is a diagnostic: warnings and worse.
	case $job in
	check) append="$MACHINE_GUEST_APPEND loglevel=5" ;;
	*) append=$MACHINE_GUEST_APPEND ;;
	esac
	cat >"$root/machine/job" <<-END
		JOB=$job
		MACHINE=$MACHINE
		MACHINE_MODULES="$MACHINE_MODULES"
		MACHINE_JOBS="$MACHINE_JOBS"
		MACHINE_HAS="$MACHINE_HAS"
		MODULES=$MODULES
		GUEST_CAPS=$GUEST_CAPS
		GUEST_APPEND="$append"
		GUEST_KIND=$GUEST
		TEST='${TEST:-}'
		DEBUG=${DEBUG:-}
		PROFILE=${PROFILE:-}
	END
	pack "$WORK/top.cpio.zst" "$root" 3 ||
		die "could not pack the initramfs"
	rm -rf "$root"
	cat "$base/base.cpio.zst" "$WORK/top.cpio.zst" >"$WORK/initrd"
	rm "$WORK/top.cpio.zst"
	ln -sf "$kernel/vmlinux" "$WORK/vmlinux"
	[ "$(stat -c %s "$WORK/initrd")" -lt 128000000 ] ||
		die "the initramfs is larger than powernv takes (128 MB)"
}

# How QEMU's threads relate to the machine's CPUs: multi or single.
TCG_THREAD=multi

# qemu_command APPEND: the command line of the machine's QEMU, in QEMU_COMMAND.
qemu_command() {
	read -r -a QEMU_COMMAND <<<"$MACHINE_QEMU"
	QEMU_COMMAND=(qemu-system-ppc64 "${QEMU_COMMAND[@]}"
		-accel "tcg,thread=$TCG_THREAD" -nodefaults -vga none -display none
		-no-reboot -kernel "$WORK/vmlinux" -initrd "$WORK/initrd"
		-append "console=hvc0 panic=-1 oops=panic $MACHINE_APPEND $1")
	case $MACHINE_QEMU in
	*pseries*)
		QEMU_COMMAND+=(-device spapr-vty,chardev=console) ;;
	*)
		QEMU_COMMAND+=(-serial chardev:console) ;;
	esac
}

# What a kernel says when a CPU of it does not come back. It has failed then;
# it gets some more seconds to say all that it has to say.
STUCK_LOG='LOCKUP on|soft lockup|self-detected stall|detected stalls'

# host_stuck LOG: whether the host said so, not a guest on its console.
host_stuck() {
	grep -avE '^(tap|guest)\| ' "$1" | grep -aqE "$STUCK_LOG"
}

# machine_boot LOG LIMIT APPEND: boot what was prepared, with its console in
# LOG. Ends when QEMU does, after LIMIT seconds, or when the host has said
# nothing for too long. The status is the host's verdict; a host that gave none
# has failed.
machine_boot() {
	local log=$1 limit=$2 append=$3 start=$SECONDS watch=$SECONDS last=0
	local pid size verdict why= stuck= said=
	: >"$log"
	qemu_command "$append"
	"${QEMU_COMMAND[@]}" -chardev stdio,id=console,signal=off \
		</dev/null >"$log" 2>"$log.qemu" &
	pid=$!
	BOOT_PID=$pid
	# Not a job of the shell, which would report how it was ended.
	disown $pid
	while kill -0 $pid 2>/dev/null; do
		sleep 0.5
		size=$(stat -c %s "$log")
		if [ "$size" -ne "$last" ]; then
			last=$size
			watch=$SECONDS
			[ -n "$stuck" ] || ! host_stuck "$log" || stuck=$SECONDS
			[ -n "$said" ] || ! grep -aq '^machine: verdict' "$log" ||
				said=$SECONDS
		fi
		if [ $((SECONDS - start)) -ge "$limit" ]; then
			why="did not end in $limit s"
		elif [ -n "$said" ]; then
			# The firmware's way of powering off is not under test.
			[ $((SECONDS - said)) -ge 5 ] || continue
		elif [ -n "$stuck" ] && [ $((SECONDS - stuck)) -ge 40 ]; then
			why="locked up"
		elif [ $((SECONDS - watch)) -ge "$MACHINE_LIMIT_SILENCE" ]
		then
			why="was silent for $MACHINE_LIMIT_SILENCE s"
		else
			continue
		fi
		kill -9 $pid 2>/dev/null || true
	done
	BOOT_PID=
	BOOT_SECONDS=$((SECONDS - start))

	verdict=$(tr -d '\r' <"$log" |
		sed -n 's/^machine: verdict \([0-9]*\)$/\1/p' | tail -n 1)
	if [ -n "$why" ]; then
		:
	elif [ -z "$verdict" ]; then
		why="ended without a verdict"
	elif grep -aqE 'Kernel panic|Oops:' "$log"; then
		why="crashed"
	else
		return "$verdict"
	fi
	say "$MACHINE $why; its last console lines:"
	tail -n 25 "$log" | tr -d '\r' | sed "s/^/$MACHINE| /" >&2
	tail -n 25 "$log.qemu" >&2
	return 124
}

# machine_show LOG: follow a machine's console on standard output, in the
# background.
machine_show() {
	: >"$1"
	tail -n +1 -s 0.2 -f "$1" &
	SHOW_PID=$!
}

machine_show_end() {
	sleep 0.5
	kill "$SHOW_PID" 2>/dev/null || true
	wait "$SHOW_PID" 2>/dev/null || true
}
