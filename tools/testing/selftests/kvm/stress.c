// SPDX-License-Identifier: GPL-2.0
/*
 * Everything at once: guests that check their memory as they go, while the
 * host unmaps, logs, moves slots, interrupts, and makes other VMs.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>

#include "harness.h"
#include "vm.h"

#define SZ	GUEST_PAGE
#define WALKERS	3
#define PAGES	32
#define BASE	0x10000000UL
#define SPAN	(PAGES * SZ)

/* One vCPU that walks over PAGES pages of its own, in a slot of its own. */
struct walker {
	struct vcpu *vcpu;
	uint8_t *mem;
	uint64_t gpa;
	uint64_t wrong;
	pthread_t thread;
};

struct stress {
	struct vm *vm;
	struct walker walker[WALKERS];
	unsigned int stop;
};

static void nothing(int signal)
{
}

static uint64_t control(unsigned int i)
{
	return GUEST_FREE + i * SZ;
}

/* Runs on whatever interrupts it. */
static void *walk(void *arg)
{
	struct walker *walker = arg;
	struct kvm_run *run = walker->vcpu->run;
	int ret;

	do {
		ret = vcpu_run(walker->vcpu);
		must(!ret || ret == -EINTR, "KVM_RUN: %d", ret);
	} while (ret);
	must(run->exit_reason == KVM_EXIT_PAPR_HCALL &&
	     run->papr_hcall.nr == HC_DONE, "exit %u at hcall %#llx",
	     run->exit_reason, run->papr_hcall.nr);
	walker->wrong = run->papr_hcall.args[0];
	return NULL;
}

static bool stopped(struct stress *s)
{
	return __atomic_load_n(&s->stop, __ATOMIC_SEQ_CST);
}

/* Pages out, access changed and changed back, all of it. */
static void *disturb_memory(void *arg)
{
	struct stress *s = arg;

	for (unsigned int n = 0; !stopped(s); n++) {
		struct walker *w = &s->walker[n % WALKERS];
		uint8_t *page = w->mem + n / WALKERS % PAGES * SZ;

		must(!madvise(page, SZ, n & 1 ? MADV_COLD : MADV_PAGEOUT),
		     "madvise");
		must(!mprotect(page, SZ, PROT_READ | PROT_WRITE | PROT_EXEC) &&
		     !mprotect(page, SZ, PROT_READ | PROT_WRITE), "mprotect");
	}
	return NULL;
}

/* Logging on, read, off; and a slot nobody uses that comes and goes. */
static void *disturb_slots(void *arg)
{
	struct stress *s = arg;

	for (unsigned int n = 0; !stopped(s); n++) {
		struct walker *w = &s->walker[n % WALKERS];
		uint32_t slot = 1 + n % WALKERS;
		uint64_t bits[SPAN / 0x1000 / 64];	/* of 4K pages */

		must(!vm_slot(s->vm, slot, KVM_MEM_LOG_DIRTY_PAGES, w->gpa,
			      SPAN, w->mem), "log on");
		must(!vm_get_dirty_log(s->vm, slot, bits), "log");
		must(!vm_slot(s->vm, slot, 0, w->gpa, SPAN, w->mem),
		     "log off");
		must(!vm_slot(s->vm, 100, 0, 4 * BASE + n % 64 * SZ, SZ,
			      w->mem) &&
		     !vm_slot(s->vm, 100, 0, 0, 0, NULL), "slot 100");
	}
	return NULL;
}

static void *disturb_vcpus(void *arg)
{
	struct stress *s = arg;

	for (unsigned int n = 0; !stopped(s); n++) {
		struct walker *w = &s->walker[n % WALKERS];
		struct kvm_interrupt irq = { .irq = KVM_INTERRUPT_SET };

		vcpu_ioctl(w->vcpu, KVM_INTERRUPT, &irq);
		irq.irq = KVM_INTERRUPT_UNSET;
		vcpu_ioctl(w->vcpu, KVM_INTERRUPT, &irq);
		pthread_kill(w->thread, SIGUSR1);
		usleep(500);
	}
	return NULL;
}

static void *make_vms(void *arg)
{
	struct stress *s = arg;

	while (!stopped(s)) {
		struct vm *vm = vm_create();

		must(vcpu_call(vcpu_create(vm, 0), "guest_add", 1, 2) == 3,
		     "guest_add");
		vm_free(vm);
	}
	return NULL;
}

static void start_walker(struct stress *s, unsigned int i)
{
	struct walker *w = &s->walker[i];

	w->vcpu = vcpu_create(s->vm, i);
	w->gpa = BASE + i * SPAN;
	w->mem = mmap(NULL, SPAN, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	must(w->mem != MAP_FAILED, "mmap");
	for (unsigned int n = 0; n < PAGES; n++)
		((uint64_t *)(w->mem + n * SZ))[1] = n;
	must(!vm_slot(s->vm, 1 + i, 0, w->gpa, SPAN, w->mem), "slot");
	vcpu_start(w->vcpu, "guest_walk", control(i), w->gpa, PAGES,
		   control(i) + 8, SZ);
	must(!pthread_create(&w->thread, NULL, walk, w), "thread");
}

static volatile uint64_t *rounds(struct stress *s, unsigned int i)
{
	return vm_ptr(s->vm, control(i) + 8);
}

TEST(everything_at_once)
{
	static void *(* const disturbers[])(void *) = {
		disturb_memory, disturb_slots, disturb_vcpus, make_vms,
	};
	struct sigaction action = { .sa_handler = nothing };
	pthread_t threads[ARRAY_SIZE(disturbers)];
	struct stress s = { .vm = vm_create() };

	sigaction(SIGUSR1, &action, NULL);
	for (unsigned int i = 0; i < WALKERS; i++)
		start_walker(&s, i);
	for (unsigned int i = 0; i < ARRAY_SIZE(disturbers); i++) {
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, disturbers[i],
					    &s));
	}
	/* Until each of them has been round its memory a thousand times. */
	for (unsigned int i = 0; i < WALKERS; i++)
		while (*rounds(&s, i) < 1000)
			usleep(10000);
	__atomic_store_n(&s.stop, 1, __ATOMIC_SEQ_CST);
	for (unsigned int i = 0; i < ARRAY_SIZE(disturbers); i++) {
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
	}
	for (unsigned int i = 0; i < WALKERS; i++) {
		struct walker *w = &s.walker[i];
		uint64_t *stop = vm_ptr(s.vm, control(i));

		__atomic_store_n(stop, 1, __ATOMIC_SEQ_CST);
		ASSERT_EQ(0, pthread_join(w->thread, NULL));
		EXPECT_EQ(0, w->wrong);
		for (unsigned int n = 0; n < PAGES; n++) {
			EXPECT_EQ(*rounds(&s, i), *(uint64_t *)(w->mem + n * SZ));
		}
	}
	vm_free(s.vm);
}

TEST_HARNESS_MAIN
