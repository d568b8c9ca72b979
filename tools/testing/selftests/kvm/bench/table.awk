# SPDX-License-Identifier: GPL-2.0
# table.awk ROWS STOCK OURS: a table in reStructuredText.
function line() {
	print "=============================================  " \
		"=============  =============  ====="
}

function row(what, stock, ours, ratio) {
	printf "%-45s  %13s  %13s  %5s\n", what, stock, ours, ratio
}

FILENAME == ARGV[1] {
	name[++rows] = $1
	sub(/^[^ ]* /, "")
	text[rows] = $0
	next
}
FILENAME == ARGV[2] { stock[$1] = $2 }
FILENAME == ARGV[3] { ours[$1] = $2 }
END {
	line()
	row("What", "kernel's own", "ours", "ratio")
	line()
	for (i = 1; i <= rows; i++) {
		n = name[i]
		# A row of other guests than this machine's.
		if (!(n in stock) && !(n in ours))
			continue
		ratio = "-"
		if ((n in stock) && (n in ours))
			ratio = sprintf("%.2f", ours[n] / stock[n])
		row(text[i], (n in stock) ? stock[n] : "-",
		    (n in ours) ? ours[n] : "-", ratio)
	}
	line()
}
