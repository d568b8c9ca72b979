# SPDX-License-Identifier: GPL-2.0
# `make check`: the tests of one host, as TAP. A line of it starts with "tap| ",
# so that nothing else on the console is taken for a result.

. /machine/client.sh
. /machine/plan.sh

tap() {
	echo "tap| $*"
}

# tap_file FILE INDENT: a file as diagnostics.
tap_file() {
	tr -d '\r' <"$1" | sed "s/^/tap| $2/"
}

# selftest NAME SECONDS: one kselftest binary; its TAP is checked against its
# own plan, because a binary that stops halfway has not passed.
selftest() {
	timeout -s KILL $(($2 * TIME_SCALE)) "/selftests/bin/$1" \
		>/tmp/output 2>&1 </dev/null
	selftest_status=$?
	tap_file /tmp/output '    '
	killall -9 "$1" 2>/dev/null
	awk '
		/^1\.\.[0-9]/	{ split($0, part, /\.\./); planned = part[2] + 0 }
		/^ok /		{ seen++ }
		/^not ok /	{ seen++ }
		END		{ exit !(planned > 0 && planned == seen) }
	' /tmp/output || {
		[ $selftest_status -ne 0 ] || selftest_status=125
		why="ended before its plan"
	}
	case $selftest_status in
	0) ;;
	4) skipped=" # SKIP $(grep -m 1 SKIP /tmp/output)" ;;
	137) why="timed out after $(($2 * TIME_SCALE)) s" ;;
	*) why=${why:-status $selftest_status} ;;
	esac
	[ $selftest_status -eq 0 ] || [ $selftest_status -eq 4 ]
}

client() {
	"$1" >/tmp/output 2>&1 || {
		guest_kill
		tap_file /tmp/output '# '
		why="the guest did not do as it should"
		return 1
	}
}

# floor NAME: how much memory the kernel holds in pages and in objects of slabs,
# at the least of all times that this was asked under the name.
floor() {
	/selftests/bin/memory_used >/tmp/used || return 1
	read -r pages objects </tmp/used
	if [ -e "/tmp/floor.$1" ]; then
		read -r least_pages least_objects <"/tmp/floor.$1"
		[ "$pages" -lt "$least_pages" ] || pages=$least_pages
		[ "$objects" -lt "$least_objects" ] || objects=$least_objects
	fi
	echo "$pages $objects" >"/tmp/floor.$1"
}

# reload: remove the modules and load them again 50 times, with a guest run in
# between each time. What a cycle loses is lost 30 times from the eleventh to
# twentieth to the last ten, and may be 16 KiB, of pages or of objects: a quarter
# of a page. A kernel with KASAN keeps freed memory for a while: there, kmemleak
# is asked when the modules have gone.
reload() {
	rm -f /tmp/floor.*
	for cycle in $(seq 1 50); do
		modules_unload && modules_load &&
		timeout -s KILL $((30 * TIME_SCALE)) /selftests/bin/smoke \
			>/tmp/output 2>&1 || {
			tap_file /tmp/output '# '
			why="cycle $cycle"
			return 1
		}
		case $cycle in
		12|14|16|18|20) floor early ;;
		42|44|46|48|50) floor late ;;
		esac || {
			why="memory could not be measured"
			return 1
		}
		[ $((cycle % 10)) -ne 0 ] || tap "# $cycle cycles"
	done
	read -r early_pages early_objects </tmp/floor.early
	read -r late_pages late_objects </tmp/floor.late
	pages=$((late_pages - early_pages))
	objects=$((late_objects - early_objects))
	tap "# lost in 30 cycles: $pages KiB of pages, $objects KiB of objects"
	[ -n "$DEBUG" ] || [ $pages -lt 480 -a $objects -lt 480 ] || {
		why="lost $pages KiB of pages, $objects KiB of objects"
		return 1
	}
}

# unload: the last test, so that what all the others left behind shows: the
# modules go, with their caches, their debugfs entries and their mappings.
unload() {
	modules_unload >/tmp/output 2>&1 || {
		tap_file /tmp/output '# '
		why="the modules stay"
		return 1
	}
	[ ! -e /dev/kvm ] && [ ! -e /sys/kernel/debug/kvm ] || {
		why="/dev/kvm or its debugfs directory stays"
		return 1
	}
	! grep -q '\[kvm' /proc/vmallocinfo || {
		grep '\[kvm' /proc/vmallocinfo | sed 's/^/tap| # /'
		why="vmalloc areas stay"
		return 1
	}
	# A lockdep that has given up reports nothing.
	[ ! -e /proc/lockdep_stats ] ||
		grep -q 'debug_locks: *1' /proc/lockdep_stats || {
		why="lockdep has stopped"
		return 1
	}
	kmemleak=/sys/kernel/debug/kmemleak
	[ -e $kmemleak ] || return 0
	echo scan >$kmemleak
	sleep 6
	echo scan >$kmemleak
	cat $kmemleak >/tmp/output
	[ ! -s /tmp/output ] || {
		tap_file /tmp/output '# '
		why="kmemleak"
		return 1
	}
}

# prepare: what tests of memory need of a host.
prepare() {
	dmesg -n 1
	modprobe zram 2>/dev/null
	if [ -b /dev/zram0 ]; then
		echo 512M >/sys/block/zram0/disksize
		mkswap /dev/zram0 >/dev/null
		swapon /dev/zram0 || return 1
	fi
	# powernv, as QEMU emulates it, has no huge pages to reserve.
	pool=/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages
	[ ! -e $pool ] || echo 64 >$pool
	ulimit -l unlimited
	modprobe loop 2>/dev/null
	modprobe ext4 2>/dev/null
	if [ -e /sys/kernel/debug/kmemleak ]; then
		echo scan=off >/sys/kernel/debug/kmemleak
		echo clear >/sys/kernel/debug/kmemleak
	fi
}

# run_one NUMBER KIND NAME SECONDS
run_one() {
	why=
	skipped=
	one_start=$(cut -d. -f1 /proc/uptime)
	one_status=0
	tap "# Subtest: $3"
	"$2" "$3" "$4" || one_status=1
	log_new >/tmp/dmesg.new
	if log_bad /tmp/dmesg.new >/dev/null; then
		tap_file /tmp/dmesg.new '# '
		why="${why:+$why, }the host's log is not clean"
		one_status=1
	fi
	one_time=$(($(cut -d. -f1 /proc/uptime) - one_start))
	if [ $one_status -eq 0 ]; then
		tap "ok $1 - $3$skipped # time=${one_time}s"
	else
		tap "not ok $1 - $3 # $why, time=${one_time}s"
	fi
	return $one_status
}

job_check() {
	check_status=0
	prepare || return 1
	log_new >/tmp/dmesg.new
	if log_bad /tmp/dmesg.new; then
		say "the host's log is not clean before the modules are loaded"
		return 1
	fi
	plan </selftests/tests.list >/tmp/plan
	tap "TAP version 13"
	if [ ! -s /tmp/plan ]; then
		tap "1..0 # no such test here"
		return 0
	fi
	echo "unload unload 60" >>/tmp/plan
	tap "1..$(wc -l </tmp/plan)"
	tap "# $MACHINE, $(uname -sr), modules: $MODULES"
	modules_load || return 1
	tap "# $(modules_describe | tr '\n' ' ')"
	number=0
	while read -r kind name seconds <&9; do
		number=$((number + 1))
		run_one $number "$kind" "$name" "$seconds" || check_status=1
	done 9</tmp/plan
	return $check_status
}

job_check
