# SPDX-License-Identifier: GPL-2.0
# Which tests a machine is to run, by its $MACHINE_JOBS, what it has and $TEST.
# The host asks it, and `make check` before it boots the host: busybox sh, bash.

CLIENT_TESTS="client_smp1 client_smp2_disk_reboot client_overcommit
	client_hotplug"

# wanted NAME: whether TEST= asks for this test.
wanted() {
	[ -n "$TEST" ] || return 0
	case $1 in
	$TEST) return 0 ;;
	esac
	return 1
}

# has NEED...: whether the machine has all of them.
has() {
	for need; do
		case " $MACHINE_HAS " in
		*" $need "*) ;;
		*) return 1 ;;
		esac
	done
}

# plan_clients NAME...
plan_clients() {
	for name; do
		wanted "$name" && echo "client $name 300"
	done
}

# plan: what is to run, one test a line: its kind, name, seconds. Standard input
# is the list of the selftests.
plan() {
	for kind in $MACHINE_JOBS; do
		case $kind in
		selftests)
			while read -r name seconds needs; do
				wanted "$name" && has $needs &&
					echo "selftest $name $seconds"
			done ;;
		client)
			plan_clients $CLIENT_TESTS ;;
		client_*)
			plan_clients "$kind" ;;
		*)
			wanted "$kind" && echo "$kind $kind 300" ;;
		esac
	done
}
