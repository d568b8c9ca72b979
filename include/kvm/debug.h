/* SPDX-License-Identifier: GPL-2.0 */
/*
 * CONFIG_KVM_POWERPC_DEBUG: included ahead of every file. On a host without
 * lockdep, lockdep_assert_held() finds out at least that someone has the lock.
 */
#ifndef KVM_DEBUG_H
#define KVM_DEBUG_H

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/kconfig.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

#ifndef CONFIG_LOCKDEP

/* Without SMP a spinlock is nothing that could be looked at. */
static inline bool kvm_debug_spin_held(spinlock_t *lock)
{
	return !IS_ENABLED(CONFIG_SMP) || raw_spin_is_locked(&lock->rlock);
}

/* Locks of other kinds are in inline functions of the host's. */
#define KVM_DEBUG_HELD(lock)						\
	(__same_type(*(lock), struct mutex) ?				\
		mutex_is_locked((void *)(lock)) :			\
	 __same_type(*(lock), spinlock_t) ?				\
		kvm_debug_spin_held((void *)(lock)) : true)

#undef lockdep_assert_held
#define lockdep_assert_held(lock)	WARN_ON_ONCE(!KVM_DEBUG_HELD(lock))

#endif /* CONFIG_LOCKDEP */

#endif /* KVM_DEBUG_H */
