# SPDX-License-Identifier: GPL-2.0
# profile.awk -v row=NAME REPORTS SYMBOLS PLACES: instructions an operation by
# function. The last two are sorted by address, all with 16 hexadecimal digits.
FILENAME == ARGV[1] {
	if ($1 == row)
		ops = $3
	next
}
FILENAME == ARGV[2] {
	symbol_at[++symbols] = $1
	symbol[symbols] = $3 (NF > 3 ? " " $4 : "")
	next
}
{
	while (at < symbols && symbol_at[at + 1] "" <= $1 "")
		at++
	if ($1 "" < "c000000000000000")
		where = $1 "" < "0000000000100000" ? "(guest)" : "(userspace)"
	else
		where = at ? symbol[at] : "?"
	executed[where] += $2
}
END {
	for (where in executed)
		printf "%10.1f  %s\n", executed[where] / ops, where
}
