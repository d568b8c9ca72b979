# SPDX-License-Identifier: GPL-2.0
# rows.awk COUNTS REPORTS: the lowest batch of each row, an operation, and which
# of all batches that was.
# COUNTS is one batch a line; a report, "name batches operations", takes the
# next of them.
NR == FNR {
	count[++counts] = $1
	next
}
{
	low = 0
	for (i = 1; i <= $2; i++) {
		value = count[++taken]
		if (!low || value < low) {
			low = value
			at = taken
		}
	}
	printf "%s %.0f %d\n", $1, low / $3, at
}
END {
	if (taken != counts) {
		printf "%d batches counted, %d reported\n", counts, taken \
			>"/dev/stderr"
		exit 1
	}
}
