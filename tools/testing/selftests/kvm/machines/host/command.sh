# SPDX-License-Identifier: GPL-2.0
# `make host-run`: a command, in the directory of the files that came with it.

job_command() {
	modules_load || return 1
	mkdir -p /files
	cd /files || return 1
	sh -c "$(cat /machine/command)"
	command_status=$?
	cd /
	modules_unload || say "the modules did not unload"
	return $command_status
}

job_command
