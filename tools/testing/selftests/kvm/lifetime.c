// SPDX-License-Identifier: GPL-2.0
/*
 * File descriptors and mappings of a VM are closed, passed on, inherited and
 * outlived in any order, and another process cannot use what it was given.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "harness.h"
#include "vm.h"

/* What a client of KVM holds. */
enum { SYS, VM, VCPU, RUN, RAM, PARTS };

struct held {
	int fd[3];
	void *run;
	void *ram;
	size_t run_size;
};

static void hold(struct held *h)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);

	must(vcpu_call(vcpu, "guest_add", 1, 1) == 2, "guest_add");
	h->fd[SYS] = vm->sys;
	h->fd[VM] = vm->fd;
	h->fd[VCPU] = vcpu->fd;
	h->run = vcpu->run;
	h->ram = vm->ram;
	h->run_size = vm->run_size;
	free(vcpu);
	free(vm);
}

static void let_go(struct held *h, unsigned int part)
{
	if (part == RUN)
		must(!munmap(h->run, h->run_size), "munmap");
	else if (part == RAM)
		must(!munmap(h->ram, GUEST_RAM), "munmap");
	else
		must(!close(h->fd[part]), "close");
}

/* Every one of the 120 orders. */
TEST(close_in_any_order)
{
	for (unsigned int code = 0; code < 120; code++) {
		unsigned int left[PARTS] = { SYS, VM, VCPU, RUN, RAM };
		unsigned int n = PARTS, rest = code;
		struct held h;

		hold(&h);
		while (n) {
			unsigned int pick = rest % n;

			rest /= n;
			let_go(&h, left[pick]);
			left[pick] = left[--n];
		}
	}
}

/* The vCPU alone keeps all that it needs to run. */
TEST(vcpu_outlives_its_vm_descriptor)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);

	ASSERT_EQ(0, close(vm->sys));
	ASSERT_EQ(0, close(vm->fd));
	EXPECT_EQ(3, vcpu_call(vcpu, "guest_add", 1, 2));
}

/* A mapping keeps its page: still readable, still ours. */
TEST(run_page_outlives_descriptors)
{
	struct held h;
	struct kvm_run *run;

	hold(&h);
	run = h.run;
	run->immediate_exit = 0x5a;
	close(h.fd[VCPU]);
	close(h.fd[VM]);
	close(h.fd[SYS]);
	EXPECT_EQ(0x5a, run->immediate_exit);
	run->immediate_exit = 0xa5;
	EXPECT_EQ(0xa5, run->immediate_exit);
	EXPECT_EQ(0, munmap(h.run, h.run_size));
}

TEST(coalesced_ring_outlives_descriptors)
{
	int page = sysconf(_SC_PAGESIZE);
	struct kvm_coalesced_mmio_ring *ring;
	struct held h;

	hold(&h);
	ASSERT_LE((KVM_COALESCED_MMIO_PAGE_OFFSET + 1) * page, h.run_size);
	ring = h.run + KVM_COALESCED_MMIO_PAGE_OFFSET * page;
	EXPECT_EQ(0, ring->first);
	close(h.fd[VCPU]);
	close(h.fd[VM]);
	close(h.fd[SYS]);
	ring->last = 7;
	EXPECT_EQ(7, ring->last);
	EXPECT_EQ(0, munmap(h.run, h.run_size));
}

/* Run @check in a child, which shares descriptors, but not memory. */
static int in_child(int (*check)(void *arg), void *arg)
{
	int status;
	pid_t pid = fork();

	must(pid >= 0, "fork");
	if (!pid)
		_exit(check(arg));
	must(waitpid(pid, &status, 0) == pid, "waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* How many ioctls did not say -EIO. */
static int foreign_ioctls(void *arg)
{
	static const unsigned long vm_ioctls[] = {
		KVM_CHECK_EXTENSION, KVM_CREATE_VCPU, KVM_GET_STATS_FD,
		KVM_SET_USER_MEMORY_REGION, KVM_GET_DIRTY_LOG, KVM_ENABLE_CAP,
		KVM_IOEVENTFD, KVM_PPC_GET_SMMU_INFO, _IO(KVMIO, 0xff),
	};
	static const unsigned long vcpu_ioctls[] = {
		KVM_RUN, KVM_GET_REGS, KVM_SET_REGS, KVM_GET_ONE_REG,
		KVM_INTERRUPT, KVM_GET_STATS_FD, KVM_ENABLE_CAP,
		_IO(KVMIO, 0xff),
	};
	struct held *h = arg;
	int wrong = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(vm_ioctls); i++)
		wrong += try_ioctl(h->fd[VM], vm_ioctls[i], NULL) != -EIO;
	for (unsigned int i = 0; i < ARRAY_SIZE(vcpu_ioctls); i++)
		wrong += try_ioctl(h->fd[VCPU], vcpu_ioctls[i], NULL) != -EIO;
	/* /dev/kvm itself is nobody's. */
	wrong += try_ioctl(h->fd[SYS], KVM_GET_API_VERSION, NULL) != 12;
	return wrong;
}

TEST(foreign_process_is_refused)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);
	struct held h = { .fd = { vm->sys, vm->fd, vcpu->fd } };

	EXPECT_EQ(0, in_child(foreign_ioctls, &h));
	EXPECT_EQ(3, vcpu_call(vcpu, "guest_add", 1, 2));
	vm_free(vm);
}

static int close_all(void *arg)
{
	struct held *h = arg;

	for (unsigned int part = 0; part < PARTS; part++)
		let_go(h, part);
	return 0;
}

/* What a child closes and unmaps is its own. */
TEST(child_closes_its_copies)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);
	struct held h = {
		.fd = { vm->sys, vm->fd, vcpu->fd },
		.run = vcpu->run, .ram = vm->ram, .run_size = vm->run_size,
	};

	EXPECT_EQ(0, in_child(close_all, &h));
	EXPECT_EQ(3, vcpu_call(vcpu, "guest_add", 1, 2));
	vm_free(vm);
}

/* A fork makes guest memory copy-on-write; the guest stays with its parent. */
static int write_ram(void *arg)
{
	memset(arg, 0xee, GUEST_PAGE);
	return 0;
}

TEST(fork_does_not_share_guest_memory)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);
	uint64_t *word = vm_ptr(vm, GUEST_FREE);
	int pipes[2], status;
	char byte = 0;
	pid_t pid;

	vcpu_call(vcpu, "guest_store64", GUEST_FREE, 1);
	EXPECT_EQ(0, in_child(write_ram, word));
	EXPECT_EQ(1, vcpu_call(vcpu, "guest_load64", GUEST_FREE));
	/* While a child lives the guest writes, and the child sees nothing. */
	ASSERT_EQ(0, pipe(pipes));
	pid = fork();
	if (!pid) {
		must(read(pipes[0], &byte, 1) == 1, "read");
		_exit(*word == 1 ? 0 : 1);
	}
	vcpu_call(vcpu, "guest_store64", GUEST_FREE, 2);
	EXPECT_EQ(2, *word);
	EXPECT_EQ(1, write(pipes[1], &byte, 1));
	EXPECT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(2, vcpu_call(vcpu, "guest_load64", GUEST_FREE));
	vm_free(vm);
}

/* The process that made the VM ends; a child still holds the descriptors. */
TEST(descriptors_outlive_their_process)
{
	int pipes[2];
	char byte = 0;
	pid_t pid;

	ASSERT_EQ(0, pipe(pipes));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		pid_t creator = getpid();
		struct held h;

		hold(&h);
		if (fork())
			_exit(0);
		/* An orphan's creator has let its memory go. */
		while (getppid() == creator)
			sched_yield();
		byte = foreign_ioctls(&h);
		must(write(pipes[1], &byte, 1) == 1, "write");
		close_all(&h);
		_exit(0);
	}
	EXPECT_EQ(pid, waitpid(pid, NULL, 0));
	ASSERT_EQ(1, read(pipes[0], &byte, 1));
	EXPECT_EQ(0, byte);
}

static void send_fd(int sock, int fd)
{
	char byte = 0, control[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	must(sendmsg(sock, &msg, 0) == 1, "sendmsg");
}

static int receive_fd(int sock)
{
	char byte, control[CMSG_SPACE(sizeof(int))];
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	int fd;

	must(recvmsg(sock, &msg, 0) == 1, "recvmsg");
	must(CMSG_FIRSTHDR(&msg), "no descriptor came");
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
	return fd;
}

/* Sent over a socket, even to nobody: the socket holds the last reference. */
TEST(descriptors_in_flight)
{
	struct held h;
	int pair[2], fd;

	for (unsigned int part = SYS; part <= VCPU; part++) {
		hold(&h);
		ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
		send_fd(pair[0], h.fd[part]);
		close_all(&h);
		if (part == VCPU) {
			fd = receive_fd(pair[1]);
			EXPECT_NE(-EIO, try_ioctl(fd, KVM_RUN, NULL));
			close(fd);
		}
		close(pair[0]);
		close(pair[1]);
	}
}

static int run_received(void *arg)
{
	int fd = receive_fd(*(int *)arg);

	return try_ioctl(fd, KVM_RUN, NULL) == -EIO ? 0 : 1;
}

TEST(descriptor_sent_to_another_process)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);
	int pair[2];

	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	send_fd(pair[0], vcpu->fd);
	EXPECT_EQ(0, in_child(run_received, &pair[1]));
	EXPECT_EQ(3, vcpu_call(vcpu, "guest_add", 1, 2));
	vm_free(vm);
}

static void nothing(int signal)
{
}

static void *run_descriptor(void *arg)
{
	return (void *)(long)try_ioctl(*(int *)arg, KVM_RUN, NULL);
}

/* Closed by one thread while another one is in KVM_RUN. */
TEST(closed_while_running)
{
	struct sigaction action = { .sa_handler = nothing };
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);
	pthread_t thread;
	void *ret;

	sigaction(SIGUSR1, &action, NULL);
	vcpu_set_entry(vcpu, guest_symbol("guest_spin"), MSR_GUEST);
	ASSERT_EQ(0, pthread_create(&thread, NULL, run_descriptor, &vcpu->fd));
	usleep(10000);
	ASSERT_EQ(0, close(vcpu->fd));
	ASSERT_EQ(0, close(vm->fd));
	ASSERT_EQ(0, close(vm->sys));
	ASSERT_EQ(0, munmap(vm->ram, vm->ram_size));
	do {
		pthread_kill(thread, SIGUSR1);
		usleep(1000);
	} while (pthread_tryjoin_np(thread, &ret) == EBUSY);
	/* A guest without memory may end in another error than the signal. */
	EXPECT_GE(0, (long)ret);
}

/* The backend's module. */
static const char *backend(void)
{
	return kvm_guests_are_pr() ? "kvm_pr" : "kvm_hv";
}

static int module_references(const char *name)
{
	char path[128], text[32] = "";
	int fd;

	snprintf(path, sizeof(path), "/sys/module/%s/refcnt", name);
	fd = open(path, O_RDONLY);
	must(fd >= 0, "open %s", path);
	must(read(fd, text, sizeof(text) - 1) > 0, "read %s", path);
	close(fd);
	return atoi(text);
}

/* A VM holds its modules; with the last one they are let go. */
TEST(module_is_held)
{
	int before = module_references(backend());
	struct vm *vm;

	vm = vm_create();
	EXPECT_LT(before, module_references(backend()));
	EXPECT_EQ(-1, syscall(SYS_delete_module, backend(),
			      O_NONBLOCK));
	EXPECT_EQ(EWOULDBLOCK, errno);
	vcpu_create(vm, 0);
	vm_free(vm);
	EXPECT_EQ(before, module_references(backend()));
}

/* Killed while it runs a guest; the VM goes with the process. */
TEST(killed_while_running)
{
	int before = module_references(backend());
	int pipes[2], status;
	char byte = 0;
	pid_t pid;

	ASSERT_EQ(0, pipe(pipes));
	pid = fork();
	if (!pid) {
		struct vm *vm = vm_create();
		struct vcpu *vcpu = vcpu_create(vm, 0);

		vcpu_set_entry(vcpu, guest_symbol("guest_spin"), MSR_GUEST);
		must(write(pipes[1], &byte, 1) == 1, "write");
		vcpu_run(vcpu);
		_exit(1);
	}
	ASSERT_EQ(1, read(pipes[0], &byte, 1));
	usleep(20000);
	EXPECT_EQ(0, kill(pid, SIGKILL));
	EXPECT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status));
	EXPECT_EQ(before, module_references(backend()));
}

TEST_HARNESS_MAIN
