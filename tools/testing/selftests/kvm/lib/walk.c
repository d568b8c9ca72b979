// SPDX-License-Identifier: GPL-2.0
#include <sched.h>

#include "walk.h"

static volatile uint64_t *first_word(struct walk *walk, unsigned int page)
{
	return (uint64_t *)(walk->mem + page * GUEST_PAGE);
}

static void *run_walk(void *arg)
{
	struct walk *walk = arg;

	walk->wrong = vcpu_run_done(walk->vcpu);
	return NULL;
}

void walk_start(struct walk *walk)
{
	walk->stop = vm_ptr(walk->vcpu->vm, GUEST_FREE);
	walk->rounds = vm_ptr(walk->vcpu->vm, GUEST_FREE + 8);
	for (unsigned int i = 0; i < walk->pages; i++) {
		first_word(walk, i)[0] = 0;
		first_word(walk, i)[1] = i;
	}
	*walk->stop = 0;
	*walk->rounds = 0;
	vcpu_start(walk->vcpu, "guest_walk", GUEST_FREE, walk->gpa,
		   walk->pages, GUEST_FREE + 8, GUEST_PAGE);
	must(!pthread_create(&walk->thread, NULL, run_walk, walk), "thread");
}

void walk_on(struct walk *walk)
{
	uint64_t until = *walk->rounds + 2;

	while (*walk->rounds < until)
		sched_yield();
}

uint64_t walk_stop(struct walk *walk)
{
	uint64_t wrong;

	__atomic_store_n(walk->stop, 1, __ATOMIC_SEQ_CST);
	must(!pthread_join(walk->thread, NULL), "join");
	wrong = walk->wrong;
	for (unsigned int i = 0; i < walk->pages; i++)
		wrong += first_word(walk, i)[0] != *walk->rounds;
	return wrong;
}
