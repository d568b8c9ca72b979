/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest that walks over its memory in a thread of its own, reading every
 * page, checking it, and writing it, while the test does something to the
 * memory beneath.
 */
#ifndef SELFTESTS_KVM_WALK_H
#define SELFTESTS_KVM_WALK_H

#include <pthread.h>

#include "vm.h"

/**
 * struct walk - one such guest
 * @vcpu: the vCPU that walks
 * @mem: the memory in the process
 * @gpa: the memory in the guest
 * @pages: its size in GUEST_PAGE
 * @stop: word in the VM's RAM that ends the walk
 * @rounds: word in the VM's RAM: how often the walk has been round
 * @wrong: words found to be wrong, once the thread has ended
 * @thread: runs the vCPU
 */
struct walk {
	struct vcpu *vcpu;
	uint8_t *mem;
	uint64_t gpa;
	unsigned int pages;
	uint64_t *stop;
	volatile uint64_t *rounds;
	uint64_t wrong;
	pthread_t thread;
};

/** walk_start() - fill the memory and begin. @vcpu to @pages are set. */
void walk_start(struct walk *walk);

/** walk_on() - wait until the guest has been over all pages once more. */
void walk_on(struct walk *walk);

/** walk_stop() - end. Return: words that guest or process found wrong. */
uint64_t walk_stop(struct walk *walk);

#endif
