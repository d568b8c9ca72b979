# SPDX-License-Identifier: GPL-2.0
# `make style`: what a patch has to pass before it is looked at.

# What checkpatch is not asked: findings about patches to the kernel itself.
STYLE_IGNORE=FILE_PATH_CHANGES,CONST_STRUCT
# Tests run in userspace and in guests, without the kernel's own macros.
STYLE_IGNORE_TESTS=$STYLE_IGNORE,VOLATILE,PREFER_DEFINED_ATTRIBUTE_MACRO
STYLE_IGNORE_TESTS=$STYLE_IGNORE_TESTS,ARRAY_SIZE,EMBEDDED_FUNCTION_NAME,EXPORT_SYMBOL
# EXPECT_* of the harness is two statements: where it stands alone it needs braces.
STYLE_IGNORE_TESTS=$STYLE_IGNORE_TESTS,BRACES

# style_checkpatch SOURCE IGNORE PATHSPEC...: every C and assembly file there,
# each finding an error.
style_checkpatch() {
	local source=$1 ignore=$2 files findings
	shift 2
	mapfile -t files < <(cd "$TOP" && git ls-files -- "$@" |
		grep '\.[chS]$')
	say "checkpatch: ${#files[@]} files"
	findings=$(cd "$TOP" && perl "$source/scripts/checkpatch.pl" --no-tree \
		--quiet --terse --show-types --max-line-length=100 \
		--ignore "$ignore" -f "${files[@]}" | grep -v '^total: ' || true)
	# It leaves a list of the names that it met.
	rm -f "$TOP"/.checkpatch-camelcase.*
	[ -z "$findings" ] || {
		printf '%s\n' "$findings"
		return 1
	}
}

# style_modules: sparse and W=1 over the modules, from scratch, each finding in
# a file of ours an error.
style_modules() {
	local kdir=$1 dir=$BUILD/style
	rm -rf "$dir"
	say "sparse and W=1"
	if ! (modules_build "$kdir" "$dir" C=2 W=1) >"$dir.log" 2>&1; then
		tail -n 40 "$dir.log"
		return 1
	fi
	! grep -E "(warning|error):" "$dir.log"
}

command_style() {
	local status=0 source kdir
	install_tools $TOOLS_STYLE
	source=$(linux_source)
	kdir=$(command_kdir)/build
	work_dir
	CHECK=$WORK
	style_checkpatch "$source" "$STYLE_IGNORE" . ':!tools' || status=1
	style_checkpatch "$source" "$STYLE_IGNORE_TESTS" tools || status=1
	style_modules "$kdir" || status=1
	check_units
	grep -E '^ *not ok ' "$CHECK/unit.tap" && status=1
	if [ $status -eq 0 ]; then
		say "style: nothing found"
	fi
	return $status
}
