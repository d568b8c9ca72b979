// SPDX-License-Identifier: GPL-2.0
/* A virtual CPU: its life, its descriptor, KVM_RUN, sleeping and waking. */
#include <linux/anon_inodes.h>
#include <linux/compat.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/smp.h>
#include <linux/uaccess.h>

#include <kvm/arch.h>

#include "core.h"

static unsigned int halt_poll_ns;
module_param(halt_poll_ns, uint, 0644);
MODULE_PARM_DESC(halt_poll_ns,
		 "Nanoseconds that a waiting vCPU spins before it sleeps (0)");

/**
 * kvm_vcpu_wake() - end a vCPU's sleep, if it sleeps
 * @vcpu: any vCPU
 *
 * Any context. The sleeper looks at kvm_arch_vcpu_runnable() again: whatever is
 * to be found there is to be written before.
 */
void kvm_vcpu_wake(struct kvm_vcpu *vcpu)
{
	rcuwait_wake_up(&vcpu->wait);
}

/**
 * kvm_vcpu_kick() - have a vCPU look at its interrupts and signals
 * @vcpu: any vCPU
 *
 * Any context but an NMI. Wakes the vCPU where it sleeps and brings it out of
 * the guest where it is in there.
 *
 * The barrier pairs with the one of the run loop, which with interrupts off
 * sets mode to KVM_VCPU_IN_GUEST, has a full barrier, and only then looks at
 * interrupts and signals. Either it sees what the caller wrote, or
 * this function sees KVM_VCPU_IN_GUEST and sends an interrupt, which stays
 * pending until the guest is entered and then ends it at once.
 */
void kvm_vcpu_kick(struct kvm_vcpu *vcpu)
{
	int cpu, me;

	kvm_vcpu_wake(vcpu);

	/* What the caller wrote, then mode: pairs with the run loop's. */
	smp_mb();
	me = get_cpu();
	if (READ_ONCE(vcpu->mode) == KVM_VCPU_IN_GUEST) {
		cpu = READ_ONCE(vcpu->cpu);
		if (cpu >= 0 && cpu != me && cpu_online(cpu)) {
			vcpu->stat[KVM_VCPU_STAT_KICKS]++;
			smp_send_reschedule(cpu);
		}
	}
	put_cpu();
}

/*
 * What is waited for often comes sooner than a sleep and a wake-up take. Others
 * who want the CPU end the spinning, as a signal does.
 */
static bool poll_runnable(struct kvm_vcpu *vcpu)
{
	unsigned int ns = READ_ONCE(halt_poll_ns);
	u64 start;

	if (!ns)
		return false;
	start = ktime_get_ns();
	do {
		if (kvm_arch_vcpu_runnable(vcpu)) {
			vcpu->stat[KVM_VCPU_STAT_HALT_POLLS]++;
			return true;
		}
		if (need_resched() || signal_pending(current))
			return false;
		cpu_relax();
	} while (ktime_get_ns() - start < ns);
	return false;
}

/**
 * kvm_vcpu_block() - sleep until there is something to do
 * @vcpu: the caller's own; vcpu->mutex held, kvm->srcu not; sleeps
 *
 * Ends when kvm_arch_vcpu_runnable() says so and when a signal is pending.
 * Whoever makes either true calls kvm_vcpu_wake() or kvm_vcpu_kick() afterwards.
 * The module's halt_poll_ns says how long it is awake before.
 */
void kvm_vcpu_block(struct kvm_vcpu *vcpu)
{
	if (poll_runnable(vcpu))
		return;
	vcpu->stat[KVM_VCPU_STAT_BLOCKS]++;
	rcuwait_wait_event(&vcpu->wait,
			   kvm_arch_vcpu_runnable(vcpu), TASK_INTERRUPTIBLE);
	if (!signal_pending(current))
		vcpu->stat[KVM_VCPU_STAT_WAKEUPS]++;
}

/*
 * KVM_SET_SIGNAL_MASK's mask is in force during KVM_RUN only. A signal that it
 * lets through ends KVM_RUN, but is delivered by the thread's own mask: where
 * that blocks it, real_blocked keeps it from being dropped or from killing the
 * process in between.
 */
static void sigset_enter(struct kvm_vcpu *vcpu, sigset_t *saved)
{
	if (!vcpu->sigset_active)
		return;
	current->real_blocked = current->blocked;
	sigprocmask(SIG_SETMASK, &vcpu->sigset, saved);
}

static void sigset_leave(struct kvm_vcpu *vcpu, sigset_t *saved)
{
	if (!vcpu->sigset_active)
		return;
	sigprocmask(SIG_SETMASK, saved, NULL);
	sigemptyset(&current->real_blocked);
}

static long vcpu_run(struct kvm_vcpu *vcpu, unsigned long arg)
{
	sigset_t saved;
	int ret;

	if (arg)
		return -EINVAL;

	sigset_enter(vcpu, &saved);
	WRITE_ONCE(vcpu->task, current);
	ret = kvm_arch_vcpu_run(vcpu);
	WRITE_ONCE(vcpu->task, NULL);
	sigset_leave(vcpu, &saved);

	if (!ret)
		vcpu->stat[KVM_VCPU_STAT_USER_EXITS]++;
	else if (ret == -EINTR)
		vcpu->stat[KVM_VCPU_STAT_SIGNAL_EXITS]++;
	return ret;
}

static int sigset_read(sigset_t *sigset, const void __user *from)
{
	if (in_compat_syscall())
		return get_compat_sigset(sigset, from);
	return copy_from_user(sigset, from, sizeof(*sigset)) ? -EFAULT : 0;
}

static long vcpu_set_signal_mask(struct kvm_vcpu *vcpu,
				 struct kvm_signal_mask __user *argp)
{
	sigset_t sigset;
	u32 len;

	if (!argp) {
		vcpu->sigset_active = false;
		return 0;
	}
	if (get_user(len, &argp->len))
		return -EFAULT;
	if (len != sizeof(sigset))
		return -EINVAL;
	if (sigset_read(&sigset, argp->sigset))
		return -EFAULT;
	sigdelsetmask(&sigset, sigmask(SIGKILL) | sigmask(SIGSTOP));
	vcpu->sigset = sigset;
	vcpu->sigset_active = true;
	return 0;
}

static long vcpu_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct kvm_vcpu *vcpu = file->private_data;
	long ret;

	if (vcpu->kvm->mm != current->mm)
		return -EIO;
	if (cmd == KVM_GET_STATS_FD)
		return kvm_vcpu_stats_fd(vcpu);
	ret = kvm_arch_vcpu_async_ioctl(vcpu, cmd, arg);
	if (ret != -ENOIOCTLCMD)
		return ret;

	if (mutex_lock_killable(&vcpu->mutex))
		return -EINTR;
	switch (cmd) {
	case KVM_RUN:
		ret = vcpu_run(vcpu, arg);
		break;
	case KVM_SET_SIGNAL_MASK:
		ret = vcpu_set_signal_mask(vcpu, (void __user *)arg);
		break;
	default:
		ret = kvm_arch_vcpu_ioctl(vcpu, cmd, arg);
	}
	mutex_unlock(&vcpu->mutex);
	return ret;
}

static vm_fault_t vcpu_fault(struct vm_fault *vmf)
{
	struct kvm_vcpu *vcpu = vmf->vma->vm_file->private_data;
	struct page *page;

	switch (vmf->pgoff) {
	case 0:
		page = virt_to_page(vcpu->run);
		break;
	case KVM_COALESCED_MMIO_PAGE:
		page = vcpu->kvm->coalesced;
		break;
	default:
		page = kvm_arch_vcpu_fault(vcpu, vmf->pgoff);
	}
	if (!page)
		return VM_FAULT_SIGBUS;
	get_page(page);
	vmf->page = page;
	return 0;
}

static const struct vm_operations_struct vcpu_vm_ops = {
	.fault = vcpu_fault,
};

static int vcpu_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &vcpu_vm_ops;
	return 0;
}

static int vcpu_release(struct inode *inode, struct file *file)
{
	struct kvm_vcpu *vcpu = file->private_data;

	kvm_vm_put(vcpu->kvm);
	return 0;
}

static const struct file_operations vcpu_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= vcpu_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.mmap		= vcpu_mmap,
	.release	= vcpu_release,
	.llseek		= noop_llseek,
};

static struct kvm_vcpu *vcpu_new(struct kvm *kvm, u32 id)
{
	struct kvm_vcpu *vcpu = kvm_arch_vcpu_alloc(kvm, id);
	int ret = -ENOMEM;

	if (IS_ERR(vcpu))
		return vcpu;
	vcpu->kvm = kvm;
	vcpu->id = id;
	vcpu->cpu = -1;
	mutex_init(&vcpu->mutex);
	rcuwait_init(&vcpu->wait);
	snprintf(vcpu->stats_id, sizeof(vcpu->stats_id), "%s/vcpu-%u",
		 kvm->stats_id, id);

	vcpu->run = (void *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	if (!vcpu->run)
		goto free_vcpu;
	ret = kvm_arch_vcpu_init(vcpu);
	if (ret)
		goto free_run;
	return vcpu;

free_run:
	free_page((unsigned long)vcpu->run);
free_vcpu:
	kvm_arch_vcpu_free(vcpu);
	return ERR_PTR(ret);
}

static void vcpu_destroy(struct kvm_vcpu *vcpu)
{
	kvm_arch_vcpu_destroy(vcpu);
	free_page((unsigned long)vcpu->run);
	kvm_arch_vcpu_free(vcpu);
}

/*
 * Make a vCPU and its file. The place in kvm->vcpus is taken beforehand, so
 * that nothing can fail once others may find the vCPU there.
 */
static struct file *vcpu_create(struct kvm *kvm, u32 id)
{
	struct kvm_vcpu *vcpu;
	struct file *file;
	char name[32];
	int ret;

	lockdep_assert_held(&kvm->lock);
	if (atomic_read(&kvm->nr_vcpus) >= KVM_MAX_VCPUS)
		return ERR_PTR(-EINVAL);
	if (kvm_vcpu_by_id(kvm, id))
		return ERR_PTR(-EEXIST);
	ret = xa_reserve(&kvm->vcpus, id, GFP_KERNEL_ACCOUNT);
	if (ret)
		return ERR_PTR(ret);

	vcpu = vcpu_new(kvm, id);
	if (IS_ERR(vcpu)) {
		file = ERR_CAST(vcpu);
		goto release;
	}
	snprintf(name, sizeof(name), "kvm-vcpu:%u", id);
	file = anon_inode_getfile(name, &vcpu_fops, vcpu, O_RDWR);
	if (IS_ERR(file))
		goto destroy;

	kvm_vm_get(kvm);
	kvm_vcpu_debugfs_create(vcpu);
	xa_store(&kvm->vcpus, id, vcpu, GFP_KERNEL_ACCOUNT);
	atomic_inc(&kvm->nr_vcpus);
	return file;

destroy:
	vcpu_destroy(vcpu);
release:
	xa_release(&kvm->vcpus, id);
	return file;
}

/**
 * kvm_vcpu_create() - KVM_CREATE_VCPU
 * @kvm: the VM; no lock held; may sleep
 * @id: the vCPU's id
 *
 * Return: a descriptor that holds the VM; -EINVAL for an id that is too big or
 * a vCPU too many, -EEXIST for an id that is taken, or another -errno.
 */
int kvm_vcpu_create(struct kvm *kvm, unsigned long id)
{
	struct file *file;
	int fd;

	if (id >= KVM_MAX_VCPU_IDS)
		return -EINVAL;
	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;

	mutex_lock(&kvm->lock);
	file = vcpu_create(kvm, id);
	mutex_unlock(&kvm->lock);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	fd_install(fd, file);
	return fd;
}

/**
 * kvm_vcpus_destroy() - destroy all vCPUs of a VM
 * @kvm: a VM without users
 */
void kvm_vcpus_destroy(struct kvm *kvm)
{
	struct kvm_vcpu *vcpu;
	unsigned long i;

	kvm_for_each_vcpu(i, vcpu, kvm)
		vcpu_destroy(vcpu);
	xa_destroy(&kvm->vcpus);
}
