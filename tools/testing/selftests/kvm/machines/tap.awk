# SPDX-License-Identifier: GPL-2.0
# Counts one TAP document: prints "passed failed skipped". A test with indented
# results counts as these, another as one. A planned test that gave no result
# has failed, and so has one that failed although none of its own results did.
# Below that come the results that failed, each after what was last said before.

function result(line) {
	if (line ~ /^not ok/)
		return "failed"
	if (line ~ /# *SKIP/)
		return "skipped"
	return "passed"
}

function leaves() {
	return inner["passed"] + inner["failed"] + inner["skipped"]
}

# remember(line): of the lines that are no results the last few are kept.
function remember(line) {
	said[++lines % 8] = line
}

# failed(line): keep it, and what was said before it.
function failed(line,    i) {
	for (i = lines < 8 ? 1 : lines - 7; i <= lines; i++)
		failures = failures said[i % 8] "\n"
	failures = failures line "\n"
	lines = 0
}

/^ *#/ {
	remember($0)
}

/^ *not ok / {
	failed($0)
}

/^ *ok / {
	lines = 0
}

/^ +(not )?ok / {
	sub(/^ +/, "")
	inner[result($0)]++
	next
}

/^1\.\.[0-9]+/ {
	split($0, part, /\.\./)
	planned = part[2] + 0
	plans++
}

/^(not )?ok / {
	seen++
	outer = result($0)
	if (leaves() == 0 || (outer == "failed" && !inner["failed"]))
		total[outer]++
	for (kind in inner)
		total[kind] += inner[kind]
	delete inner
}

END {
	# Results of a test that was cut short.
	for (kind in inner)
		total[kind] += inner[kind]
	if (!plans && !total["failed"]) {
		total["failed"]++
		failed("not ok - no plan")
	} else if (seen < planned) {
		total["failed"] += planned - seen
		failed("not ok - planned, without a result: " planned - seen)
	}
	print total["passed"] + 0, total["failed"] + 0, total["skipped"] + 0
	printf "%s", failures
}
