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
# The host's kernel in real mode is where its linear mapping begins.
function name(address) {
	if (address "" < "0000000000100000")
		address = "c" substr(address, 2)
	if (address "" < "c000000000000000")
		return "(userspace)"
	if (at && symbol_at[at] "" > address "")
		at = 0
	while (at < symbols && symbol_at[at + 1] "" <= address "")
		at++
	return at ? symbol[at] : "?"
}
{
	executed[$3 == "guest" ? "(guest)" : name($1)] += $2
}
END {
	for (where in executed)
		printf "%10.1f  %s\n", executed[where] / ops, where
}
