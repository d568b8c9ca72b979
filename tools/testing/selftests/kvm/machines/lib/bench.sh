# SPDX-License-Identifier: GPL-2.0
# `make bench`: what the kernel's own modules and ours cost, in instructions.
# A host of one CPU is booted with each, under a plugin that counts.

BENCH_DIR=$TOP/tools/testing/selftests/kvm/bench
BENCH_RESULT=$TOP/Documentation/performance.rst

# bench_root ROOT: the programs, and a guest that is one of them.
bench_root() {
	local root=$1 guest=$WORK/bench-guest
	cp -a "$BUILD/selftests/bin/bench" "$root/bench"
	mkdir -p "$guest/dev"
	mv "$root/bench/linux_guest" "$guest/linux_guest"
	pack "$root/guest/bench" "$guest" 3
	rm -rf "$guest"
}

# bench_build: the programs and the plugin.
bench_build() {
	step "build the benches" make \
		-C "$TOP/tools/testing/selftests/kvm" -j"$(nproc)" \
		"CROSS_COMPILE=$STOCK_CROSS" OUTPUT="$BUILD/selftests" \
		"HARNESS=$BENCH_DIR" bench ||
		die "could not build the benches"
	gcc -O2 -Wall -Werror -shared -fPIC -fvisibility=hidden \
		-I"$BENCH_DIR/../include" -o "$BUILD/count_plugin.so" \
		"$BENCH_DIR/count_plugin.c" ||
		die "could not build the plugin"
}

# bench_side NAME: boot the host with MODULES=NAME; what was counted is in
# $BENCH/NAME.rows, "name instructions" a line. APPEND is the kernel's.
bench_side() {
	local side=$1 log=$BUILD/logs/$MACHINE-bench-$1.log status=0
	local counts=$BENCH/$1.counts plugin
	MODULES=$side
	machine_load "$MACHINE"
	machine_prepare bench
	plugin=$BUILD/count_plugin.so,counts=$counts
	[ -z "$PROFILE" ] || plugin=$plugin,profile=$BENCH/$side.profile
	MACHINE_QEMU="$MACHINE_QEMU -smp 1 -plugin $plugin"
	TCG_THREAD=single
	# A machine that QEMU can run by instructions instead of by time does
	# the same each time, to the digit.
	case $MACHINE in
	pseries*) MACHINE_QEMU="$MACHINE_QEMU -icount shift=0,sleep=off" ;;
	esac
	say "boot $MACHINE with $(bench_modules "$side")"
	machine_boot "$log" "$MACHINE_LIMIT_CHECK" "quiet $APPEND" || status=$?
	[ $status -eq 0 ] ||
		die "$MACHINE failed, status $status (console: ${log#"$TOP"/})"
	say "   done in $BOOT_SECONDS s"
	tr -d '\r' <"$log" | sed -n 's/^bench| //p' >"$BENCH/$side.reports"
	awk -f "$BENCH_DIR/rows.awk" "$counts" "$BENCH/$side.reports" \
		>"$BENCH/$side.rows"
	[ -z "$PROFILE" ] || bench_profile "$side" "$log"
}

bench_modules() {
	case $1 in
	stock) printf "the kernel's own modules\n" ;;
	ours) printf 'our modules\n' ;;
	esac
}

# bench_profile SIDE LOG: where the lowest batch of each row that was run spent
# its instructions, by function.
bench_profile() {
	local side=$1 log=$2 row figure batch
	tr -d '\r' <"$log" |
		sed -n '/^bench: symbols$/,/^bench: symbols end$/p' |
		grep -v '^bench:' | base64 -d -i | gzip -d |
		LC_ALL=C sort >"$BENCH/$side.symbols"
	while read -r row figure batch; do
		LC_ALL=C sort "$BENCH/$side.profile.$batch" \
			>"$BENCH/$side.$row.profile"
		printf '\n%s, %s, %s instructions an operation:\n\n' \
			"$row" "$(bench_modules "$side")" "$figure"
		awk -v row="$row" -f "$BENCH_DIR/profile.awk" \
			"$BENCH/$side.reports" "$BENCH/$side.symbols" \
			"$BENCH/$side.$row.profile" |
			sort -k1,1nr -s | sed -n 1,60p
	done <"$BENCH/$side.rows"
	rm -f "$BENCH/$side.profile".*
}

# bench_table: both sides, as a table in reStructuredText.
bench_table() {
	awk -f "$BENCH_DIR/table.awk" "$BENCH_DIR/rows.list" \
		"$BENCH/stock.rows" "$BENCH/ours.rows"
}

# bench_update: put the table into the document, in its machine's place.
bench_update() {
	awk -v machine="$MACHINE" -v table="$BENCH/table" '
		$0 == ".. bench end" { skip = 0 }
		!skip { print }
		$0 == ".. bench " machine {
			print ""
			while ((getline line <table) > 0)
				print line
			print ""
			skip = 1
		}
	' "$BENCH_RESULT" >"$BENCH/document"
	cp "$BENCH/document" "$BENCH_RESULT"
	say "${BENCH_RESULT#"$TOP"/} has the new figures of $MACHINE"
}

command_bench() {
	local side
	work_dir
	install_tools $TOOLS_CHECK
	MACHINE=${HOST:-pseries-nested}
	machine_load "$MACHINE"
	machine_has_packages || die "Debian has no QEMU for $MACHINE"
	BENCH=$BUILD/bench/$MACHINE
	rm -rf "$BENCH"
	mkdir -p "$BENCH"
	[ -z "$PROFILE" ] || [ "$PROFILE" = all ] ||
		grep -q "^$PROFILE " "$BENCH_DIR/rows.list" ||
		die "PROFILE=$PROFILE: not all, and no row of $(cut -d' ' -f1 \
			"$BENCH_DIR/rows.list" | tr '\n' ' ')"
	bench_build
	for side in $BENCH_SIDES; do
		bench_side "$side"
	done
	[ -z "$PROFILE" ] || return 0
	touch "$BENCH/stock.rows" "$BENCH/ours.rows"
	bench_table >"$BENCH/table"
	cat "$BENCH/table"
	[ -z "$UPDATE" ] || bench_update
}
