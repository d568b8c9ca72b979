// SPDX-License-Identifier: GPL-2.0
/*
 * Counters of VMs and vCPUs.
 *
 * Two ways to them: KVM_GET_STATS_FD, whose file describes itself, and debugfs,
 * where kvm_stat looks: kvm/<name> is the sum over all VMs, and
 * kvm/<pid>-<fd>/<name> that over a VM's vCPUs. kvm/<pid>-<fd>/vcpu<id>/stats
 * lists what one vCPU counted. A counter is written without a lock by whoever
 * counts, so that one may be lost where two CPUs count at once.
 */
#include <linux/anon_inodes.h>
#include <linux/debugfs.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <kvm/arch.h>

#include "core.h"

/* A line of a debugfs file: "name value\n", so that offsets do not move. */
#define LINE_FORMAT	"%-48s %20llu\n"
#define LINE_SIZE	70

static const struct kvm_stat_entry vm_entries[] = {
	KVM_STAT_COUNTER("pages_unmapped", KVM_VM_STAT_PAGES_UNMAPPED),
	KVM_STAT_COUNTER("tlb_flushes", KVM_VM_STAT_TLB_FLUSHES),
};

static const struct kvm_stat_entry vcpu_entries[] = {
	KVM_STAT_COUNTER("exits", KVM_VCPU_STAT_EXITS),
	KVM_STAT_COUNTER("user_exits", KVM_VCPU_STAT_USER_EXITS),
	KVM_STAT_COUNTER("signal_exits", KVM_VCPU_STAT_SIGNAL_EXITS),
	KVM_STAT_COUNTER("halt_polls", KVM_VCPU_STAT_HALT_POLLS),
	KVM_STAT_COUNTER("blocks", KVM_VCPU_STAT_BLOCKS),
	KVM_STAT_COUNTER("wakeups", KVM_VCPU_STAT_WAKEUPS),
	KVM_STAT_COUNTER("kicks", KVM_VCPU_STAT_KICKS),
};

/* All that one kind of object counts: the core's part and the architecture's */
struct stat_set {
	struct kvm_stat_table core;
	const struct kvm_stat_table *arch;
};

static const struct stat_set vm_set = {
	{ vm_entries, ARRAY_SIZE(vm_entries) }, &kvm_arch_vm_stats,
};

static const struct stat_set vcpu_set = {
	{ vcpu_entries, ARRAY_SIZE(vcpu_entries) }, &kvm_arch_vcpu_stats,
};

/* A descriptor with its name, as the file has them one after the other. */
struct stat_desc {
	struct kvm_stats_desc desc;
	char name[KVM_STATS_NAME_SIZE];
};

/**
 * struct kvm_stat_file - a file in a VM's debugfs directory
 * @kvm:	the VM
 * @set:	&vm_set or &vcpu_set
 * @index:	of the counter in its array
 */
struct kvm_stat_file {
	struct kvm *kvm;
	const struct stat_set *set;
	unsigned int index;
};

static LIST_HEAD(vms);
static DEFINE_MUTEX(vms_lock);		/* @vms; innermost of the mutexes */
static struct dentry *debugfs_root;

static unsigned int set_size(const struct stat_set *set)
{
	return set->core.nr + set->arch->nr;
}

static const struct kvm_stat_entry *set_entry(const struct stat_set *set,
					      unsigned int i)
{
	if (i < set->core.nr)
		return &set->core.entries[i];
	return &set->arch->entries[i - set->core.nr];
}

/*
 * The statistics file: header, name of the object, descriptors, values. Every
 * part is a multiple of 8 bytes long.
 */
static ssize_t stats_read(const struct stat_set *set, const char *id,
			  const u64 *stat, char __user *to, size_t len,
			  loff_t *pos)
{
	unsigned int nr = set_size(set), i;
	struct kvm_stats_header *header;
	struct stat_desc *descs;
	size_t size;
	ssize_t ret;
	u64 *values;

	size = sizeof(*header) + KVM_STATS_ID_SIZE +
	       nr * (sizeof(*descs) + sizeof(*values));
	header = kzalloc(size, GFP_KERNEL);
	if (!header)
		return -ENOMEM;

	header->name_size = KVM_STATS_NAME_SIZE;
	header->num_desc = nr;
	header->id_offset = sizeof(*header);
	header->desc_offset = header->id_offset + KVM_STATS_ID_SIZE;
	header->data_offset = header->desc_offset + nr * sizeof(*descs);
	strscpy((char *)header + header->id_offset, id, KVM_STATS_ID_SIZE);
	descs = (void *)header + header->desc_offset;
	values = (void *)header + header->data_offset;
	for (i = 0; i < nr; i++) {
		const struct kvm_stat_entry *entry = set_entry(set, i);

		descs[i].desc.flags = entry->flags;
		descs[i].desc.exponent = entry->exponent;
		descs[i].desc.size = 1;
		descs[i].desc.offset = i * sizeof(*values);
		strscpy(descs[i].name, entry->name, KVM_STATS_NAME_SIZE);
		values[i] = READ_ONCE(stat[entry->index]);
	}
	ret = simple_read_from_buffer(to, len, pos, header, size);
	kfree(header);
	return ret;
}

static ssize_t vm_stats_read(struct file *file, char __user *to, size_t len,
			     loff_t *pos)
{
	struct kvm *kvm = file->private_data;

	return stats_read(&vm_set, kvm->stats_id, kvm->stat, to, len, pos);
}

static ssize_t vcpu_stats_read(struct file *file, char __user *to, size_t len,
			       loff_t *pos)
{
	struct kvm_vcpu *vcpu = file->private_data;

	return stats_read(&vcpu_set, vcpu->stats_id, vcpu->stat, to, len, pos);
}

static int vm_stats_release(struct inode *inode, struct file *file)
{
	kvm_vm_put(file->private_data);
	return 0;
}

static int vcpu_stats_release(struct inode *inode, struct file *file)
{
	struct kvm_vcpu *vcpu = file->private_data;

	kvm_vm_put(vcpu->kvm);
	return 0;
}

static const struct file_operations vm_stats_fops = {
	.owner		= THIS_MODULE,
	.read		= vm_stats_read,
	.release	= vm_stats_release,
	.llseek		= default_llseek,
};

static const struct file_operations vcpu_stats_fops = {
	.owner		= THIS_MODULE,
	.read		= vcpu_stats_read,
	.release	= vcpu_stats_release,
	.llseek		= default_llseek,
};

static int stats_fd(struct kvm *kvm, const char *name,
		    const struct file_operations *fops, void *private)
{
	struct file *file;
	int fd;

	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;
	file = anon_inode_getfile(name, fops, private, O_RDONLY);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	kvm_vm_get(kvm);
	file->f_mode |= FMODE_LSEEK | FMODE_PREAD;
	fd_install(fd, file);
	return fd;
}

/**
 * kvm_vm_stats_fd() - KVM_GET_STATS_FD on a VM
 * @kvm: the VM, which the descriptor holds
 *
 * Return: the descriptor or -errno.
 */
int kvm_vm_stats_fd(struct kvm *kvm)
{
	return stats_fd(kvm, "kvm-vm-stats", &vm_stats_fops, kvm);
}

/**
 * kvm_vcpu_stats_fd() - KVM_GET_STATS_FD on a vCPU
 * @vcpu: the vCPU, whose VM the descriptor holds
 *
 * Return: the descriptor or -errno.
 */
int kvm_vcpu_stats_fd(struct kvm_vcpu *vcpu)
{
	return stats_fd(vcpu->kvm, "kvm-vcpu-stats", &vcpu_stats_fops, vcpu);
}

/* A counter of the VM, or the sum of one of its vCPUs'. */
static u64 vm_value(struct kvm *kvm, const struct stat_set *set,
		    unsigned int index)
{
	struct kvm_vcpu *vcpu;
	unsigned long i;
	u64 sum = 0;

	if (set == &vm_set)
		return READ_ONCE(kvm->stat[index]);
	kvm_for_each_vcpu(i, vcpu, kvm)
		sum += READ_ONCE(vcpu->stat[index]);
	return sum;
}

/*
 * debugfs keeps a file from being removed while it is opened or read: neither
 * may let go of the VM's last reference, which would wait for itself.
 */
static int vm_file_open(struct inode *inode, struct file *file)
{
	struct kvm_stat_file *sf = inode->i_private;

	if (!kvm_vm_get_unless_dying(sf->kvm))
		return -ENOENT;
	file->private_data = sf;
	return 0;
}

static ssize_t vm_file_read(struct file *file, char __user *to, size_t len,
			    loff_t *pos)
{
	struct kvm_stat_file *sf = file->private_data;
	char text[24];
	int n;

	n = scnprintf(text, sizeof(text), "%llu\n",
		      vm_value(sf->kvm, sf->set, sf->index));
	return simple_read_from_buffer(to, len, pos, text, n);
}

static int vm_file_release(struct inode *inode, struct file *file)
{
	struct kvm_stat_file *sf = file->private_data;

	kvm_vm_put(sf->kvm);
	return 0;
}

static const struct file_operations vm_file_fops = {
	.owner		= THIS_MODULE,
	.open		= vm_file_open,
	.read		= vm_file_read,
	.release	= vm_file_release,
	.llseek		= default_llseek,
};

static int vcpu_lines_open(struct inode *inode, struct file *file)
{
	struct kvm_vcpu *vcpu = inode->i_private;

	if (!kvm_vm_get_unless_dying(vcpu->kvm))
		return -ENOENT;
	file->private_data = vcpu;
	return 0;
}

static ssize_t vcpu_lines_read(struct file *file, char __user *to, size_t len,
			       loff_t *pos)
{
	size_t size = set_size(&vcpu_set) * LINE_SIZE + 1, n = 0;
	struct kvm_vcpu *vcpu = file->private_data;
	unsigned int i;
	ssize_t ret;
	char *text;

	text = kmalloc(size, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	for (i = 0; i < set_size(&vcpu_set); i++) {
		const struct kvm_stat_entry *entry = set_entry(&vcpu_set, i);

		n += scnprintf(text + n, size - n, LINE_FORMAT, entry->name,
			       READ_ONCE(vcpu->stat[entry->index]));
	}
	ret = simple_read_from_buffer(to, len, pos, text, n);
	kfree(text);
	return ret;
}

static const struct file_operations vcpu_lines_fops = {
	.owner		= THIS_MODULE,
	.open		= vcpu_lines_open,
	.read		= vcpu_lines_read,
	.release	= vcpu_stats_release,
	.llseek		= default_llseek,
};

static struct kvm_stat_file *vm_files_create(struct kvm *kvm,
					     struct kvm_stat_file *sf,
					     const struct stat_set *set)
{
	unsigned int i;

	for (i = 0; i < set_size(set); i++, sf++) {
		sf->kvm = kvm;
		sf->set = set;
		sf->index = set_entry(set, i)->index;
		debugfs_create_file(set_entry(set, i)->name, 0444, kvm->debugfs,
				    sf, &vm_file_fops);
	}
	return sf;
}

/* A directory for the VM, unless there is one of that name or no memory. */
static void vm_dir_create(struct kvm *kvm, const char *name)
{
	struct dentry *taken = debugfs_lookup(name, debugfs_root);
	struct kvm_stat_file *sf;

	if (taken) {
		dput(taken);
		return;
	}
	sf = kcalloc(set_size(&vm_set) + set_size(&vcpu_set), sizeof(*sf),
		     GFP_KERNEL_ACCOUNT);
	if (!sf)
		return;
	kvm->debugfs_files = sf;
	kvm->debugfs = debugfs_create_dir(name, debugfs_root);
	sf = vm_files_create(kvm, sf, &vm_set);
	vm_files_create(kvm, sf, &vcpu_set);
}

/**
 * kvm_vm_debugfs_create() - count a VM in, and give it a directory
 * @kvm: a VM nobody else can see, its name in the statistics set
 * @fd: number of its descriptor
 *
 * A VM may outlive the process and the descriptor that it is named after; the
 * next one of that name goes without a directory.
 */
void kvm_vm_debugfs_create(struct kvm *kvm, int fd)
{
	char name[32];

	snprintf(name, sizeof(name), "%d-%d", task_pid_nr(current), fd);

	mutex_lock(&vms_lock);
	list_add(&kvm->link, &vms);
	vm_dir_create(kvm, name);
	mutex_unlock(&vms_lock);
}

/**
 * kvm_vcpu_debugfs_create() - give a vCPU a directory in its VM's
 * @vcpu: a vCPU nobody else can see; kvm->lock held
 */
void kvm_vcpu_debugfs_create(struct kvm_vcpu *vcpu)
{
	char name[32];

	if (!vcpu->kvm->debugfs)
		return;
	snprintf(name, sizeof(name), "vcpu%u", vcpu->id);
	vcpu->debugfs = debugfs_create_dir(name, vcpu->kvm->debugfs);
	debugfs_create_file("stats", 0444, vcpu->debugfs, vcpu,
			    &vcpu_lines_fops);
}

/**
 * kvm_vm_debugfs_remove() - undo kvm_vm_debugfs_create()
 * @kvm: a VM without users
 *
 * On return no reader of debugfs is at the VM or its vCPUs.
 */
void kvm_vm_debugfs_remove(struct kvm *kvm)
{
	mutex_lock(&vms_lock);
	list_del(&kvm->link);
	mutex_unlock(&vms_lock);
	debugfs_remove(kvm->debugfs);
	kfree(kvm->debugfs_files);
}

static u64 all_value(const struct stat_set *set,
		     const struct kvm_stat_entry *entry)
{
	struct kvm *kvm;
	u64 sum = 0;

	mutex_lock(&vms_lock);
	list_for_each_entry(kvm, &vms, link)
		sum += vm_value(kvm, set, entry->index);
	mutex_unlock(&vms_lock);
	return sum;
}

static int vm_sum_get(void *data, u64 *val)
{
	*val = all_value(&vm_set, data);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(vm_sum_fops, vm_sum_get, NULL, "%llu\n");

static int vcpu_sum_get(void *data, u64 *val)
{
	*val = all_value(&vcpu_set, data);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(vcpu_sum_fops, vcpu_sum_get, NULL, "%llu\n");

static bool set_has(const struct stat_set *set, const char *name)
{
	unsigned int i;

	for (i = 0; i < set_size(set); i++)
		if (!strcmp(set_entry(set, i)->name, name))
			return true;
	return false;
}

/* Both kinds of counters are files of one directory. */
static bool sets_apart(void)
{
	unsigned int i;

	for (i = 0; i < set_size(&vm_set); i++)
		if (set_has(&vcpu_set, set_entry(&vm_set, i)->name))
			return false;
	return true;
}

/* May what userspace is told about each counter be told? */
static bool set_valid(const struct stat_set *set)
{
	unsigned int i, j;

	for (i = 0; i < set_size(set); i++) {
		const struct kvm_stat_entry *entry = set_entry(set, i);

		if (!entry->name || entry->index >= KVM_STATS_MAX ||
		    strlen(entry->name) >= KVM_STATS_NAME_SIZE)
			return false;
		for (j = 0; j < i; j++)
			if (set_entry(set, j)->index == entry->index ||
			    !strcmp(set_entry(set, j)->name, entry->name))
				return false;
	}
	return true;
}

static void sums_create(const struct stat_set *set,
			const struct file_operations *fops)
{
	unsigned int i;

	for (i = 0; i < set_size(set); i++) {
		const struct kvm_stat_entry *entry = set_entry(set, i);

		debugfs_create_file_unsafe(entry->name, 0444, debugfs_root,
					   (void *)entry, fops);
	}
}

/**
 * kvm_stats_init() - check the tables of counters, make the debugfs directory
 *
 * Return: 0; -EINVAL where a table is wrong.
 */
int kvm_stats_init(void)
{
	if (!set_valid(&vm_set) || !set_valid(&vcpu_set) || !sets_apart())
		return -EINVAL;
	debugfs_root = debugfs_create_dir("kvm", NULL);
	sums_create(&vm_set, &vm_sum_fops);
	sums_create(&vcpu_set, &vcpu_sum_fops);
	return 0;
}

/**
 * kvm_stats_exit() - undo kvm_stats_init()
 *
 * Every VM has gone.
 */
void kvm_stats_exit(void)
{
	debugfs_remove(debugfs_root);
}
