# SPDX-License-Identifier: GPL-2.0
# What every part of the machine scripts uses: messages, steps, the cache.
# Sourced by ../machine, under `set -euo pipefail`.

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/kvm-powerpc
BUILD=$TOP/build

# say TEXT...: one line of progress.
say() {
	printf '== %s\n' "$*" >&2
}

# die TEXT...: say what went wrong and end. A subshell that dies ends its
# caller too, because every caller runs under `set -e`.
die() {
	printf '== error: %s\n' "$*" >&2
	exit 1
}

# step TEXT COMMAND...: run a command that takes a while under one line of
# progress. Its output is kept and shown only where it fails.
step() {
	local text=$1 log status=0 start=$SECONDS
	shift
	say "$text"
	log=$(mktemp "${TMPDIR:-/tmp}/kvm-step.XXXXXX")
	"$@" >"$log" 2>&1 </dev/null || status=$?
	if [ "$status" -ne 0 ]; then
		tail -n 40 "$log" >&2
		rm -f "$log"
		printf '== failed (status %d): %s\n' "$status" "$text" >&2
		return "$status"
	fi
	rm -f "$log"
	if [ $((SECONDS - start)) -gt 5 ]; then
		say "   done in $((SECONDS - start)) s"
	fi
}

# as_root COMMAND...: for the few commands that change the system.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "root is needed for: $* (run as root, or install sudo)"
	fi
}

# hash_of TEXT...: a short name for what a cached thing was made from.
hash_of() {
	printf '%s\n' "$@" | sha256sum | cut -c1-12
}

# hash_of_files FILE...: the same for the contents of files.
hash_of_files() {
	cat -- "$@" | sha256sum | cut -c1-12
}

# cache_make NAME COMMAND...: make $CACHE/NAME once, whoever else wants it too.
# COMMAND is called with a new directory as its last argument; only when it
# succeeds does that directory take the name, so a half-made one is never taken
# for a whole one. Neither this nor what it calls may stand in a condition:
# bash would then go on after a command that failed.
cache_make() {
	local name=$1 partial=$CACHE/partial-$1 lock
	shift
	if [ -e "$CACHE/$name" ]; then
		return 0
	fi
	mkdir -p "$CACHE"
	exec {lock}>"$CACHE/.lock-$name"
	if ! flock -n "$lock"; then
		say "another run makes $name: waiting for it"
		flock "$lock"
	fi
	if [ ! -e "$CACHE/$name" ]; then
		rm -rf "$partial"
		mkdir "$partial"
		"$@" "$partial"
		mv -T "$partial" "$CACHE/$name"
	fi
	exec {lock}>&-
}
