# SPDX-License-Identifier: GPL-2.0
# `make bench`: the rows of one host, each reported when it is done. What they
# cost is counted outside.

LINUX_ROWS="linux_boot getppid page_fault pipe fork_exit"
[ "$PROFILE" = all ] && ROW= || ROW=$PROFILE

# bench_linux: a Linux guest that boots straight into its rows.
bench_linux() {
	/bench/linux_begin qemu-system-ppc64 -accel kvm \
		-machine "pseries$GUEST_CAPS" -smp 1 -m 512M \
		-nodefaults -vga none -display none \
		-chardev stdio,id=console,signal=off \
		-device spapr-vty,chardev=console \
		-kernel /guest/vmlinux -initrd /guest/bench \
		-append "console=hvc0 quiet rdinit=/linux_guest${ROW:+ BENCH_ROW=$ROW}" \
		</dev/null 2>/tmp/qemu.err || {
		cat /tmp/qemu.err
		return 1
	}
}

# bench_symbols: the host's functions, and where its modules' calls to others
# pass through, which has no name.
bench_symbols() {
	grep -i ' [tw] ' /proc/kallsyms
	for file in /sys/module/kvm*/sections/.stubs; do
		module=${file#/sys/module/}
		echo "$(sed 's/^0x//' "$file") t call_stubs [${module%%/*}]"
	done
}

job_bench() {
	modules_load || return 1
	say "modules $(modules_describe | tr '\n' ' ')"
	for program in exits memory interrupts objects; do
		"/bench/$program" $ROW || {
			say "bench/$program failed"
			return 1
		}
	done
	case " $LINUX_ROWS " in
	*" ${ROW:-linux_boot} "*)
		bench_linux || return 1 ;;
	esac
	if [ -n "$PROFILE" ]; then
		echo "bench: symbols"
		bench_symbols | gzip | base64
		echo "bench: symbols end"
	fi
	modules_unload
}

job_bench
