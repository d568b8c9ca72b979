// SPDX-License-Identifier: GPL-2.0
/*
 * The first and only process of a Linux guest: ends the batch in which the
 * guest was booted, then measures the guest's kernel.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define PAGE	0x10000UL

/* The host counts on the verdict; the guest has nobody to tell errors to. */
static void check(int ok, const char *what)
{
	if (ok)
		return;
	printf("bench: %s failed in the guest\n", what);
	fflush(stdout);
	reboot(RB_POWER_OFF);
}

static void getppid_row(const struct row *row)
{
	for (unsigned int b = 0; b < row->batches; b++) {
		bench_begin();
		for (unsigned int i = 0; i < row->ops; i++)
			syscall(SYS_getppid);
		bench_end();
	}
}

static void page_fault(const struct row *row)
{
	size_t size = row->ops * PAGE;

	for (unsigned int b = 0; b < row->batches; b++) {
		volatile char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
					MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		check(p != MAP_FAILED, "mmap");
		madvise((void *)p, size, MADV_NOHUGEPAGE);
		bench_begin();
		for (unsigned int i = 0; i < row->ops; i++)
			p[i * PAGE] = 1;
		bench_end();
		munmap((void *)p, size);
	}
}

static void echo_bytes(int from, int to)
{
	char c;

	while (read(from, &c, 1) == 1)
		if (write(to, &c, 1) != 1)
			break;
	_exit(0);
}

static void pipe_row(const struct row *row)
{
	int there[2], back[2], status;
	char c = 0;
	pid_t pid;

	check(!pipe(there) && !pipe(back), "pipe");
	pid = fork();
	check(pid >= 0, "fork");
	if (!pid) {
		close(there[1]);
		echo_bytes(there[0], back[1]);
	}
	close(there[0]);
	for (unsigned int b = 0; b < row->batches; b++) {
		int lost = 0;

		bench_begin();
		for (unsigned int i = 0; i < row->ops; i++) {
			lost |= write(there[1], &c, 1) != 1;
			lost |= read(back[0], &c, 1) != 1;
		}
		bench_end();
		check(!lost, "pipe ping-pong");
	}
	close(there[1]);
	waitpid(pid, &status, 0);
	close(back[0]);
	close(back[1]);
}

static void fork_exit(const struct row *row)
{
	int status;

	for (unsigned int b = 0; b < row->batches; b++) {
		bench_begin();
		for (unsigned int i = 0; i < row->ops; i++) {
			pid_t pid = fork();

			if (!pid)
				_exit(0);
			waitpid(pid, &status, 0);
		}
		bench_end();
	}
}

static const struct row rows[] = {
	{ "getppid", 40, 100, getppid_row },
	{ "page_fault", 40, 32, page_fault },
	{ "pipe", 40, 16, pipe_row },
	{ "fork_exit", 20, 4, fork_exit },
};

int main(int argc, char **argv)
{
	bench_end();
	mount("dev", "/dev", "devtmpfs", 0, NULL);
	if (!freopen("/dev/console", "w", stdout))
		reboot(RB_POWER_OFF);
	/* What the firmware said last may have no end of line. */
	printf("\n");
	bench_report("linux_boot", 1, 1);
	bench_rows(rows, sizeof(rows) / sizeof(rows[0]),
		   getenv("BENCH_ROW"), ALL);
	sync();
	reboot(RB_POWER_OFF);
	return 0;
}
