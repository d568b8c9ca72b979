// SPDX-License-Identifier: GPL-2.0
/*
 * The first process of a guest for which Debian has no userspace: a static
 * program that stands in for guest/init. It answers each line of its console
 * with what was asked for and "guest: status N".
 */
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/klog.h>
#include <sys/reboot.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "init.h"

static int do_uname(long n)
{
	struct utsname name;

	if (uname(&name))
		return 1;
	printf("%s %s %s\n", name.sysname, name.release, name.machine);
	return 0;
}

static int do_cpuinfo(long n)
{
	char line[256];
	FILE *file = fopen("/proc/cpuinfo", "r");

	if (!file)
		return 1;
	while (fgets(line, sizeof(line), file))
		fputs(line, stdout);
	fclose(file);
	return 0;
}

/* One byte more for the CRC-32 of IEEE 802.3, least significant bit first. */
static uint32_t crc_byte(uint32_t crc, uint8_t byte)
{
	crc ^= byte;
	for (int bit = 0; bit < 8; bit++)
		crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	return crc;
}

/* What `seq 1 N | crc32` says. */
static int do_crc32(long n)
{
	uint32_t crc = ~0u;
	char text[24];

	for (long i = 1; i <= n; i++) {
		int size = sprintf(text, "%ld\n", i);

		for (int c = 0; c < size; c++)
			crc = crc_byte(crc, text[c]);
	}
	printf("%08x\n", (unsigned int)~crc);
	return 0;
}

/* A sum in floating point, with the CPU given away in between. */
static double float_sum(long n, long start)
{
	double sum = 0;

	for (long i = start; i < start + n; i++) {
		sum += 1.0 / i;
		if (i % 64 == 0)
			sched_yield();
	}
	return sum;
}

/* Four processes compute at once what one has computed alone. */
static int at_once(double (*sum)(long n, long start), long n)
{
	int status, bad = 0;
	double alone[4];

	for (int i = 0; i < 4; i++)
		alone[i] = sum(n, i * 1000 + 1);
	for (int i = 0; i < 4; i++)
		if (!fork())
			_exit(sum(n, i * 1000 + 1) != alone[i]);
	while (wait(&status) > 0)
		bad |= status != 0;
	return bad;
}

static int do_float(long n)
{
	return at_once(float_sum, n);
}

static int do_altivec(long n)
{
	return at_once(vector_sum, n);
}

/* @n megabytes, written, shared by a fork, written again by both. */
static int do_memory(long n)
{
	size_t words = (n << 20) / sizeof(long);
	int status, bad = 0;
	long *p = mmap(NULL, n << 20, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long add;
	pid_t pid;

	if (p == MAP_FAILED)
		return 1;
	for (size_t i = 0; i < words; i++)
		p[i] = i;
	pid = fork();
	add = pid ? 1 : 2;
	for (size_t i = 0; i < words; i += 256)
		p[i] += add;
	for (size_t i = 0; i < words; i++)
		bad |= p[i] != i + (i % 256 ? 0 : add);
	if (!pid)
		_exit(bad);
	if (waitpid(pid, &status, 0) != pid || status)
		bad = 1;
	munmap(p, n << 20);
	return bad;
}

static int do_fork(long n)
{
	int status;

	while (n--) {
		pid_t pid = fork();

		if (!pid)
			_exit(42);
		if (waitpid(pid, &status, 0) != pid ||
		    WEXITSTATUS(status) != 42)
			return 1;
	}
	return 0;
}

static int do_pipe(long n)
{
	int there[2], back[2], status;
	long word, got;
	pid_t pid;

	if (pipe(there) || pipe(back))
		return 1;
	pid = fork();
	if (!pid) {
		close(there[1]);
		while (read(there[0], &word, sizeof(word)) == sizeof(word)) {
			word++;
			if (write(back[1], &word, sizeof(word)) < 0)
				_exit(1);
		}
		_exit(0);
	}
	close(there[0]);
	for (word = 0; word < n; word++)
		if (write(there[1], &word, sizeof(word)) != sizeof(word) ||
		    read(back[0], &got, sizeof(got)) != sizeof(got) ||
		    got != word + 1)
			break;
	close(there[1]);
	close(back[0]);
	close(back[1]);
	return waitpid(pid, &status, 0) != pid || status || word != n;
}

static volatile sig_atomic_t alarms;

static void count_alarm(int nr)
{
	alarms++;
}

/* @n alarms, 10 ms apart, while the CPU is busy. */
static int do_alarm(long n)
{
	struct itimerval every = { { 0, 10000 }, { 0, 10000 } };
	struct timespec start, end;

	alarms = 0;
	signal(SIGALRM, count_alarm);
	clock_gettime(CLOCK_MONOTONIC, &start);
	setitimer(ITIMER_REAL, &every, NULL);
	while (alarms < n)
		;
	memset(&every, 0, sizeof(every));
	setitimer(ITIMER_REAL, &every, NULL);
	clock_gettime(CLOCK_MONOTONIC, &end);
	return (end.tv_sec - start.tv_sec) * 1000L +
		(end.tv_nsec - start.tv_nsec) / 1000000 < n * 10;
}

static int do_sleep(long n)
{
	struct timespec left = { n, 0 }, start, end;

	clock_gettime(CLOCK_MONOTONIC, &start);
	if (nanosleep(&left, NULL))
		return 1;
	clock_gettime(CLOCK_MONOTONIC, &end);
	return end.tv_sec - start.tv_sec < n;
}

static sigjmp_buf after_signal;

static void note_signal(int nr)
{
	siglongjmp(after_signal, nr);
}

/* What interrupts become: each instruction has to end in its own signal. */
static int do_signals(long n)
{
	static char *volatile nowhere = (char *)16;
	struct sigaction action = { .sa_handler = note_signal };
	volatile int seen = 0;

	sigaction(SIGILL, &action, NULL);
	sigaction(SIGTRAP, &action, NULL);
	sigaction(SIGSEGV, &action, NULL);
	switch (sigsetjmp(after_signal, 1)) {
	case 0:
		asm volatile(".long 0");
		return 1;
	case SIGILL:
		seen++;
		if (seen == 1)
			asm volatile("mfmsr 3" : : : "r3");
		else
			asm volatile("trap");
		return 1;
	case SIGTRAP:
		*nowhere = 1;
		return 1;
	case SIGSEGV:
		return seen != 2;
	}
	return 1;
}

/* What the kernel has said so far. */
static int do_dmesg(long n)
{
	enum { READ_ALL = 3, SIZE_BUFFER = 10 };
	int size = klogctl(SIZE_BUFFER, NULL, 0), len;
	char *log = size > 0 ? malloc(size) : NULL;

	if (!log)
		return 1;
	len = klogctl(READ_ALL, log, size);
	if (len > 0)
		fwrite(log, len, 1, stdout);
	free(log);
	return len <= 0;
}

static int do_poweroff(long n)
{
	sync();
	return reboot(RB_POWER_OFF);
}

static int do_reboot(long n)
{
	sync();
	return reboot(RB_AUTOBOOT);
}

/* Commands by name; each takes at most one number. */
static const struct {
	const char *name;
	int (*run)(long n);
} commands[] = {
	{ "uname", do_uname },
	{ "cpuinfo", do_cpuinfo },
	{ "crc32", do_crc32 },
	{ "float", do_float },
	{ "altivec", do_altivec },
	{ "memory", do_memory },
	{ "fork", do_fork },
	{ "pipe", do_pipe },
	{ "alarm", do_alarm },
	{ "sleep", do_sleep },
	{ "signals", do_signals },
	{ "dmesg", do_dmesg },
	{ "poweroff", do_poweroff },
	{ "reboot", do_reboot },
};

static int run(char *line)
{
	char *name = strtok(line, " \r\n"), *number = strtok(NULL, " \r\n");

	if (!name)
		return 0;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(name, commands[i].name))
			return commands[i].run(number ? atol(number) : 0);
	printf("guest: no command %s\n", name);
	return 127;
}

/* The console, without an echo of what is typed. */
static void console(void)
{
	struct termios mode;

	mount("dev", "/dev", "devtmpfs", 0, NULL);
	mount("proc", "/proc", "proc", 0, NULL);
	if (!freopen("/dev/console", "r", stdin) ||
	    !freopen("/dev/console", "w", stdout))
		do_poweroff(0);
	setlinebuf(stdout);
	if (!tcgetattr(0, &mode)) {
		mode.c_lflag &= ~ECHO;
		tcsetattr(0, TCSANOW, &mode);
	}
}

int main(void)
{
	char line[256];

	console();
	printf("\nguest: ready\n");
	while (fgets(line, sizeof(line), stdin))
		printf("guest: status %d\n", run(line));
	do_poweroff(0);
	return 0;
}
