/* SPDX-License-Identifier: GPL-2.0 */
/* Results in the Test Anything Protocol. */
#ifndef UNIT_TAP_H
#define UNIT_TAP_H

#include <stdbool.h>
#include <stdio.h>

static unsigned int tap_total, tap_failed;

static inline bool tap_begin(bool ok)
{
	tap_total++;
	tap_failed += !ok;
	printf("%sok %u - ", ok ? "" : "not ", tap_total);
	return ok;
}

/* Report one result, named as by printf(); the value is the result's. */
#define tap_ok(ok, ...)							\
({									\
	bool tap_result = tap_begin(ok);				\
									\
	printf(__VA_ARGS__);						\
	printf("\n");							\
	fflush(stdout);							\
	tap_result;							\
})

/* Report whether two numbers are equal, and both where they are not. */
static inline bool tap_is(unsigned long long got, unsigned long long want,
			  const char *name)
{
	bool ok = tap_ok(got == want, "%s", name);

	if (!ok)
		printf("# got 0x%llx, want 0x%llx\n", got, want);
	return ok;
}

/* Print the plan; the value is main()'s. */
static inline int tap_done(void)
{
	printf("1..%u\n", tap_total);
	return tap_failed > 0;
}

#endif /* UNIT_TAP_H */
