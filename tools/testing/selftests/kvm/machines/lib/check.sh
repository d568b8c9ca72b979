# SPDX-License-Identifier: GPL-2.0
# `make check`: the unit tests, then the tests of every machine.

PASSED=0
FAILED=0
SKIPPED=0

# count NAME FILE: add a TAP document to the totals, and what failed in it to
# $CHECK/failed.
count() {
	local passed failed skipped
	awk -f "$HERE/tap.awk" "$2" >"$CHECK/count"
	read -r passed failed skipped <"$CHECK/count"
	PASSED=$((PASSED + passed))
	FAILED=$((FAILED + failed))
	SKIPPED=$((SKIPPED + skipped))
	sed "1d; s/^/$1: /" "$CHECK/count" >>"$CHECK/failed"
}

# show NAME FILE: print a TAP document below a line that says whose it is.
show() {
	printf '# %s\n' "$1"
	cat "$2"
}

# check_units: the unit tests, in $CHECK/unit.tap.
check_units() {
	local status=0
	say "unit tests"
	env -u TEST make -s -C "$TOP/tools/testing/unit" -j"$(nproc)" \
		${TEST:+"TEST=$TEST"} OUTPUT="$BUILD/unit" check \
		>"$CHECK/unit.tap" 2>"$CHECK/unit.err" || status=$?
	tap_status "$CHECK/unit.tap" "$status" unit "$CHECK/unit.err"
}

# tap_status FILE STATUS NAME ERRORS: a run that failed without a result that
# says so has failed all the same. ERRORS is what it said beside its results.
tap_status() {
	local file=$1 status=$2 name=$3 errors=$4
	if [ "$status" -eq 0 ] || grep -qE '^ *not ok ' "$file"; then
		return 0
	fi
	{
		sed 's/^/# /' "$errors"
		printf 'not ok - %s # ended with status %d\n' "$name" "$status"
	} >>"$file"
}

# selftests_dir: where the selftests are built, static, for the machine.
selftests_dir() {
	case $CROSS in
	"$STOCK_CROSS") printf '%s/selftests\n' "$BUILD" ;;
	*) printf '%s/selftests-%s\n' "$BUILD" "${CROSS%%-*}" ;;
	esac
}

# build_selftests MACHINE...: once for each compiler.
build_selftests() {
	local source name dir built=
	source=$(linux_source)
	for name; do
		machine_load "$name"
		dir=$(selftests_dir)
		[[ " $built " != *" $dir "* ]] || continue
		built+=" $dir"
		install_tools "gcc-${CROSS%-}" "$(cross_libc "$CROSS")"
		step "build the selftests (${CROSS%%-*})" \
			make -C "$TOP/tools/testing/selftests/kvm" \
			-j"$(nproc)" "CROSS_COMPILE=$CROSS" "OUTPUT=$dir" \
			"HARNESS=$source/tools/testing/selftests" all ||
			die "could not build the selftests"
	done
}

# check_prepare MACHINE...: all that has to be fetched and built, before any
# machine boots.
check_prepare() {
	local name top=$WORK
	for name; do
		WORK=$top/$name
		mkdir -p "$WORK"
		machine_load "$name"
		say "prepare $name"
		machine_prepare check
	done
	WORK=$top
}

# check_wanted MACHINE...: those of them that have a test for $TEST.
check_wanted() {
	local name
	. "$HERE/host/plan.sh"
	for name; do
		machine_load "$name"
		[ -z "$(plan <"$(selftests_dir)/tests.list")" ] || echo "$name"
	done
}

# check_boot NAME: boot one machine for its tests, in a process of its own;
# its TAP document is $CHECK/NAME.tap.
check_boot() {
	local name=$1 log=$WORK/$1-check.log status=0
	WORK=$WORK/$name
	machine_load "$name"
	say "boot $name for its tests"
	: >"$log"
	tail -n +1 -s 0.5 --pid=$BASHPID -f "$log" | sed -un \
		"s/^tap| \(\(not \)\?ok [0-9]* - [^\r]*\).*/== $name: \1/p" >&2 &
	machine_boot "$log" "$MACHINE_LIMIT_CHECK" quiet \
		2>"$CHECK/$name.err" || status=$?
	tr -d '\r' <"$log" | sed -n 's/^tap| //p' >"$CHECK/$name.tap"
	cp "$log" "$BUILD/logs/"
	cat "$CHECK/$name.err" >&2
	tr -d '\r' <"$log" | grep -a '^machine: ' >>"$CHECK/$name.err" || true
	tap_status "$CHECK/$name.tap" $status "$name" "$CHECK/$name.err"
	say "$name ended after $BOOT_SECONDS s, status $status"
}

# longest_first MACHINE...: those that may take most of the time, first.
longest_first() {
	local name
	for name; do
		machine_load "$name"
		printf '%d %s\n' "$MACHINE_LIMIT_CHECK" "$name"
	done | sort -srn -k 1,1 | cut -d ' ' -f 2
}

# check_machines MACHINE...: one for each CPU at a time. A machine has two, and
# for the most part one of them is idle.
check_machines() {
	local name running=0
	for name in $(longest_first "$@"); do
		if [ $running -ge "$(nproc)" ]; then
			wait -n || true
			running=$((running - 1))
		fi
		(
			trap cleanup EXIT
			check_boot "$name"
		) &
		running=$((running + 1))
	done
	wait
}

command_check() {
	local names name doc
	work_dir
	CHECK=$WORK/check
	mkdir "$CHECK"
	install_tools $TOOLS_CHECK
	read -r -a names <<<"${HOST:-$(check_default)}"
	for name in "${names[@]}"; do
		case $name in
		unit) check_units ;;
		*) machine_load "$name" ;;
		esac
	done
	mapfile -t names < <(printf '%s\n' "${names[@]}" | grep -vx unit)
	if [ ${#names[@]} -gt 0 ]; then
		build_selftests "${names[@]}"
		mapfile -t names < <(check_wanted "${names[@]}")
		[ ${#names[@]} -gt 0 ] || die "no test is called $TEST"
		check_prepare "${names[@]}"
		check_machines "${names[@]}"
	fi
	for doc in "$CHECK"/*.tap; do
		name=${doc##*/}
		show "${name%.tap}" "$doc"
		count "${name%.tap}" "$doc"
	done
	cat "$CHECK/failed"
	rm -rf "$BUILD/check"
	cp -r "$CHECK" "$BUILD/check"
	printf '%d passed, %d failed, %d skipped\n' \
		"$PASSED" "$FAILED" "$SKIPPED"
	# The count is the last line printed; with no test at all it says so.
	[ "$FAILED" -eq 0 ] && [ "$PASSED" -gt 0 ]
}

# machines_with SETTING: the machines whose file has this line.
machines_with() {
	grep -lx "$1" "$HERE"/*.conf | sed 's|.*/||; s|\.conf$||' | tr '\n' ' '
}

# check_default: what `make check` runs where HOST does not say: everything, or
# with DEBUG the machines that have a debug kernel.
check_default() {
	if [ -n "$DEBUG" ]; then
		machines_with MACHINE_CHECK_DEBUG=yes
	elif [ -n "$TEST" ]; then
		machines_with MACHINE_CHECK=yes
	else
		printf 'unit %s\n' "$(machines_with MACHINE_CHECK=yes)"
	fi
}
