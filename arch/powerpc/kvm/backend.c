// SPDX-License-Identifier: GPL-2.0
/* The backends that are loaded, and what a VM asks of its own. */
#include <linux/export.h>
#include <linux/list.h>
#include <linux/mutex.h>

#include <kvm/arch.h>
#include <kvm/ppc.h>

/* One a module that is loaded; HV and PR, or one for a BookE core. */
#define MAX_BACKENDS	4

static const struct kvmppc_backend *backends[MAX_BACKENDS];
static DEFINE_MUTEX(backends_lock);

static int no_extension(struct kvm *kvm, long ext)
{
	return -ENOENT;
}

static int no_vm_cap(struct kvm *kvm, const struct kvm_enable_cap *cap)
{
	return -EINVAL;
}

static int no_vcpu_cap(struct kvm_vcpu *vcpu, const struct kvm_enable_cap *cap)
{
	return -EINVAL;
}

static long no_vm_ioctl(struct kvm *kvm, unsigned int cmd, unsigned long arg)
{
	return -ENOTTY;
}

static long no_vcpu_ioctl(struct kvm_vcpu *vcpu, unsigned int cmd,
			  unsigned long arg)
{
	return -ENOTTY;
}

static void nothing_of_vcpu(struct kvm_vcpu *vcpu)
{
}

static void pending_unnoticed(struct kvm_vcpu *vcpu, bool pending)
{
}

static int no_magic(struct kvm_vcpu *vcpu, u64 pa, u64 ea)
{
	return -EOPNOTSUPP;
}

static int no_points(struct kvm_vcpu *vcpu,
		     const struct kvm_guest_debug_arch *asked)
{
	return asked ? -EINVAL : 0;
}

static int any_memslot(struct kvm *kvm, const struct kvm_memory_slot *old,
		       const struct kvm_memory_slot *new)
{
	return 0;
}

#define DEFAULT_OP(backend, op, stub)					\
	do {								\
		if (!(backend)->op)					\
			(backend)->op = stub;				\
	} while (0)

static void fill_defaults(struct kvmppc_backend *backend)
{
	DEFAULT_OP(backend, check_extension, no_extension);
	DEFAULT_OP(backend, vm_enable_cap, no_vm_cap);
	DEFAULT_OP(backend, vm_ioctl, no_vm_ioctl);
	DEFAULT_OP(backend, vcpu_enable_cap, no_vcpu_cap);
	DEFAULT_OP(backend, vcpu_ioctl, no_vcpu_ioctl);
	DEFAULT_OP(backend, vcpu_destroy, nothing_of_vcpu);
	DEFAULT_OP(backend, pending_changed, pending_unnoticed);
	DEFAULT_OP(backend, map_magic, no_magic);
	DEFAULT_OP(backend, debug_points, no_points);
	DEFAULT_OP(backend, memslot_prepare, any_memslot);
}

static bool has_all_ops(const struct kvmppc_backend *b)
{
	return b->name && b->owner && b->vm_type && b->regs && b->irqs &&
	       b->vec_alignment && b->vec_program && b->debug_inst &&
	       b->nr_hcalls <= KVMPPC_NR_HCALLS &&
	       b->vm_size >= sizeof(struct kvmppc_vm) &&
	       b->vcpu_size >= sizeof(struct kvmppc_vcpu) &&
	       b->vm_init && b->vm_destroy && b->vcpu_init &&
	       b->get_sregs && b->set_sregs &&
	       b->run_begin && b->run_end && b->enter && b->exit &&
	       b->deliver && b->deliver_data_storage &&
	       b->set_msr && b->xlate && b->unmap_gfn_range &&
	       b->age_gfn_range && b->test_age_gfn_range &&
	       b->dirty_log_arm && b->dirty_log_start;
}

/**
 * kvmppc_backend_register() - offer a kind of core to new VMs
 * @backend: stays valid until kvmppc_backend_unregister(); its missing
 *	optional ops are filled in
 *
 * The last thing in a backend's module init. May sleep.
 *
 * Return: 0; -EINVAL where a required op is missing or a table is out of
 * order; -EEXIST where the VM type is taken; -ENOSPC.
 */
int kvmppc_backend_register(struct kvmppc_backend *backend)
{
	int i, r, slot = -1;

	fill_defaults(backend);
	if (!has_all_ops(backend))
		return -EINVAL;
	r = kvmppc_one_reg_check(backend->regs, backend->nr_regs);
	if (r)
		return r;

	mutex_lock(&backends_lock);
	for (i = 0; i < MAX_BACKENDS; i++) {
		if (!backends[i])
			slot = i;
		else if (backends[i]->vm_type == backend->vm_type)
			break;
	}
	if (i < MAX_BACKENDS)
		r = -EEXIST;
	else if (slot < 0)
		r = -ENOSPC;
	else
		backends[slot] = backend;
	mutex_unlock(&backends_lock);
	return r;
}
EXPORT_SYMBOL_GPL(kvmppc_backend_register);

/**
 * kvmppc_backend_unregister() - no new VM gets this backend
 * @backend: registered; no VM has it, for each holds its module
 *
 * The first thing in a backend's module exit. May sleep.
 */
void kvmppc_backend_unregister(struct kvmppc_backend *backend)
{
	int i;

	mutex_lock(&backends_lock);
	for (i = 0; i < MAX_BACKENDS; i++)
		if (backends[i] == backend)
			backends[i] = NULL;
	mutex_unlock(&backends_lock);
}
EXPORT_SYMBOL_GPL(kvmppc_backend_unregister);

/* The backend that @vm_type names, for type 0 the one of highest rank. */
static const struct kvmppc_backend *find(unsigned long vm_type)
{
	const struct kvmppc_backend *best = NULL;
	int i;

	lockdep_assert_held(&backends_lock);
	for (i = 0; i < MAX_BACKENDS; i++) {
		if (!backends[i])
			continue;
		if (vm_type && backends[i]->vm_type != vm_type)
			continue;
		if (!best || backends[i]->rank > best->rank)
			best = backends[i];
	}
	return best;
}

/**
 * kvmppc_backend_get() - choose a backend and hold its module
 * @vm_type: KVM_CREATE_VM's argument
 *
 * Return: the backend, for kvmppc_backend_put(), or NULL where none serves.
 */
const struct kvmppc_backend *kvmppc_backend_get(unsigned long vm_type)
{
	const struct kvmppc_backend *backend;

	mutex_lock(&backends_lock);
	backend = find(vm_type);
	if (backend && !try_module_get(backend->owner))
		backend = NULL;
	mutex_unlock(&backends_lock);
	return backend;
}

void kvmppc_backend_put(const struct kvmppc_backend *backend)
{
	module_put(backend->owner);
}

/* Is there a backend for VMs of this type? */
bool kvmppc_backend_loaded(unsigned long vm_type)
{
	bool loaded;

	mutex_lock(&backends_lock);
	loaded = find(vm_type);
	mutex_unlock(&backends_lock);
	return loaded;
}

static int capability(const struct kvmppc_backend *backend, struct kvm *kvm,
		      long ext)
{
	int value = backend->check_extension(kvm, ext);
	unsigned int i;

	if (value >= 0)
		return value;
	for (i = 0; i < backend->nr_caps; i++)
		if (backend->caps[i].cap == ext)
			return backend->caps[i].value;
	return 0;
}

/**
 * kvmppc_backend_check_extension() - what the backend can do
 * @kvm: the VM, or NULL to ask the backend that a VM of type 0 would get
 * @ext: KVM_CAP_*
 *
 * Return: the capability's value, 0 where it is absent.
 */
int kvmppc_backend_check_extension(struct kvm *kvm, long ext)
{
	const struct kvmppc_backend *backend;
	int value;

	if (kvm)
		return capability(kvmppc_backend_of(kvm), kvm, ext);

	backend = kvmppc_backend_get(0);
	if (!backend)
		return 0;
	value = capability(backend, NULL, ext);
	kvmppc_backend_put(backend);
	return value;
}
