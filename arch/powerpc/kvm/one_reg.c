// SPDX-License-Identifier: GPL-2.0
/*
 * KVM_GET_ONE_REG, KVM_SET_ONE_REG and KVM_GET_REG_LIST: one table serves all
 * three. There is one of what every core has, here, and one of the backend.
 *
 * A register without a function of its own is a field of the vCPU, which the
 * table names by offset and width.
 */
#include <linux/kvm.h>
#include <linux/uaccess.h>
#include <asm/cputable.h>

#include <kvm/ppc.h>

static bool has_vmx(struct kvm_vcpu *vcpu)
{
	return cpu_has_feature(CPU_FTR_ALTIVEC);
}

static bool has_vsx(struct kvm_vcpu *vcpu)
{
	return cpu_has_feature(CPU_FTR_VSX);
}

static int get_fpr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		   unsigned int n, union kvmppc_reg_val *val)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	val->d = kvmppc_fp_get(ppc)->fp.fpr[n][TS_FPROFFSET];
	return 0;
}

static int set_fpr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		   unsigned int n, const union kvmppc_reg_val *val)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	kvmppc_fp_get(ppc)->fp.fpr[n][TS_FPROFFSET] = val->d;
	return 0;
}

static int get_fpscr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		     unsigned int n, union kvmppc_reg_val *val)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	val->d = kvmppc_fp_get(ppc)->fp.fpscr;
	return 0;
}

static int set_fpscr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		     unsigned int n, const union kvmppc_reg_val *val)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	kvmppc_fp_get(ppc)->fp.fpscr = val->d;
	return 0;
}

/*
 * 128-bit registers are in the thread_struct as one number of 16 bytes in the
 * host's byte order, which is also how userspace has them.
 */
static int get_vsr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		   unsigned int n, union kvmppc_reg_val *val)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	memcpy(&val->v, kvmppc_fp_get(ppc)->fp.fpr[n], sizeof(val->v));
	return 0;
}

static int set_vsr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		   unsigned int n, const union kvmppc_reg_val *val)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	memcpy(kvmppc_fp_get(ppc)->fp.fpr[n], &val->v, sizeof(val->v));
	return 0;
}

static int get_vr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		  unsigned int n, union kvmppc_reg_val *val)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	val->v = kvmppc_fp_get(ppc)->vr.vr[n];
	return 0;
}

static int set_vr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		  unsigned int n, const union kvmppc_reg_val *val)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	kvmppc_fp_get(ppc)->vr.vr[n] = val->v;
	return 0;
}

/* The VSCR is the rightmost word of a vector register's image. */
static unsigned int vscr_word(void)
{
	return IS_ENABLED(CONFIG_CPU_LITTLE_ENDIAN) ? 0 : 3;
}

static int get_vscr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		    unsigned int n, union kvmppc_reg_val *val)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	val->w = kvmppc_fp_get(ppc)->vr.vscr.u[vscr_word()];
	return 0;
}

static int set_vscr(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		    unsigned int n, const union kvmppc_reg_val *val)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	kvmppc_fp_get(ppc)->vr.vscr.u[vscr_word()] = val->w;
	return 0;
}

static int get_vrsave(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		      unsigned int n, union kvmppc_reg_val *val)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	val->w = kvmppc_fp_get(ppc)->vrsave;
	return 0;
}

static int set_vrsave(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		      unsigned int n, const union kvmppc_reg_val *val)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);

	kvmppc_fp_get(ppc)->vrsave = val->w;
	return 0;
}

static int get_debug_inst(struct kvm_vcpu *vcpu,
			  const struct kvmppc_one_reg *reg, unsigned int n,
			  union kvmppc_reg_val *val)
{
	val->w = kvmppc_backend_of(vcpu->kvm)->debug_inst;
	return 0;
}

static const struct kvmppc_one_reg common_regs[] = {
	KVMPPC_REG_ACCESSORS(VSCR, get_vscr, set_vscr, .exists = has_vmx),
	KVMPPC_REG_ACCESSORS(DEBUG_INST, get_debug_inst, NULL),
	KVMPPC_REG_ACCESSORS(VRSAVE, get_vrsave, set_vrsave,
			     .exists = has_vmx),
	KVMPPC_REG_ACCESSORS(FPR0, get_fpr, set_fpr, .nr = 32),
	KVMPPC_REG_ACCESSORS(FPSCR, get_fpscr, set_fpscr),
	KVMPPC_REG_ACCESSORS(VR0, get_vr, set_vr, .nr = 32, .exists = has_vmx),
	KVMPPC_REG_ACCESSORS(VSR0, get_vsr, set_vsr, .nr = 32,
			     .exists = has_vsx),
};

static unsigned int reg_size(u64 id)
{
	return 1U << ((id & KVM_REG_SIZE_MASK) >> KVM_REG_SIZE_SHIFT);
}

static unsigned int reg_nr(const struct kvmppc_one_reg *reg)
{
	return reg->nr ? reg->nr : 1;
}

static bool reg_exists(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg)
{
	return !reg->exists || reg->exists(vcpu);
}

/* Binary search for the entry that holds @id. */
static const struct kvmppc_one_reg *
table_find(const struct kvmppc_one_reg *regs, unsigned int nr, u64 id)
{
	unsigned int low = 0, high = nr, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (id < regs[middle].id)
			high = middle;
		else
			low = middle + 1;
	}
	/* All from low on begin above id. */
	if (low && id - regs[low - 1].id < reg_nr(&regs[low - 1]))
		return &regs[low - 1];
	return NULL;
}

static const struct kvmppc_one_reg *reg_find(struct kvm_vcpu *vcpu, u64 id)
{
	const struct kvmppc_backend *backend = kvmppc_backend_of(vcpu->kvm);
	const struct kvmppc_one_reg *reg;

	reg = table_find(backend->regs, backend->nr_regs, id);
	if (!reg)
		reg = table_find(common_regs, ARRAY_SIZE(common_regs), id);
	return reg && reg_exists(vcpu, reg) ? reg : NULL;
}

static unsigned int field_width(const struct kvmppc_one_reg *reg)
{
	return reg->width ? reg->width : reg_size(reg->id);
}

/* Values of 1 to 8 bytes as a number, whatever the host's byte order. */
static u64 number_read(const void *p, unsigned int width)
{
	switch (width) {
	case 1:
		return *(const u8 *)p;
	case 2:
		return *(const u16 *)p;
	case 4:
		return *(const u32 *)p;
	default:
		return *(const u64 *)p;
	}
}

static void number_write(void *p, unsigned int width, u64 value)
{
	switch (width) {
	case 1:
		*(u8 *)p = value;
		break;
	case 2:
		*(u16 *)p = value;
		break;
	case 4:
		*(u32 *)p = value;
		break;
	default:
		*(u64 *)p = value;
	}
}

static int field_get(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		     unsigned int n, union kvmppc_reg_val *val)
{
	const void *field = kvmppc_reg_field(vcpu, reg, n);
	unsigned int size = reg_size(reg->id);

	if (size > 8)
		memcpy(val, field, size);
	else
		number_write(val, size, number_read(field, field_width(reg)));
	return 0;
}

static int field_set(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		     unsigned int n, const union kvmppc_reg_val *val)
{
	unsigned int size = reg_size(reg->id), width = field_width(reg);
	void *field = kvmppc_reg_field(vcpu, reg, n);
	u64 value;

	if (size > 8) {
		memcpy(field, val, size);
		return 0;
	}
	value = number_read(val, size);
	if (width < size && value >> (8 * width))
		return -EINVAL;
	number_write(field, width, value);
	return 0;
}

static int reg_write(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *reg,
		     u64 id, const union kvmppc_reg_val *val)
{
	unsigned int n = id - reg->id;

	return reg->set ? reg->set(vcpu, reg, n, val) :
			  field_set(vcpu, reg, n, val);
}

static bool entry_valid(const struct kvmppc_one_reg *reg)
{
	unsigned int size = reg_size(reg->id);

	if ((reg->id & KVM_REG_ARCH_MASK) != KVM_REG_PPC)
		return false;
	if (size > sizeof(union kvmppc_reg_val))
		return false;
	if (reg->get)
		return !reg->offset && !reg->stride && !reg->width;
	if (reg_nr(reg) > 1 && reg->stride < field_width(reg))
		return false;
	switch (reg->width) {
	case 0:
		return true;
	case 1:
	case 2:
	case 4:
	case 8:
		return size <= 8;
	default:
		return false;
	}
}

static int table_check(const struct kvmppc_one_reg *regs, unsigned int nr)
{
	const struct kvmppc_one_reg *reg;

	for (reg = regs; reg < regs + nr; reg++) {
		if (!entry_valid(reg))
			return -EINVAL;
		if (reg > regs && reg->id < reg[-1].id + reg_nr(&reg[-1]))
			return -EINVAL;
	}
	return 0;
}

/**
 * kvmppc_one_reg_check() - is a backend's table fit for use?
 * @regs: the table
 * @nr: entries in it
 *
 * It has to be sorted by id, without overlaps in itself or with what is common
 * to all backends; each entry a field or a function, of a size that a value
 * can have.
 *
 * Return: 0 or -EINVAL.
 */
int kvmppc_one_reg_check(const struct kvmppc_one_reg *regs, unsigned int nr)
{
	const struct kvmppc_one_reg *reg;
	unsigned int n;
	int ret;

	ret = table_check(common_regs, ARRAY_SIZE(common_regs));
	if (!ret)
		ret = table_check(regs, nr);
	if (ret)
		return ret;

	for (reg = regs; reg < regs + nr; reg++) {
		for (n = 0; n < reg_nr(reg); n++) {
			if (table_find(common_regs, ARRAY_SIZE(common_regs),
				       reg->id + n))
				return -EINVAL;
		}
	}
	return 0;
}

/**
 * kvmppc_one_reg_get() - KVM_GET_ONE_REG
 * @vcpu: mutex held, out of the guest; may sleep
 * @one: id, and where userspace wants the value
 *
 * Return: 0; -EINVAL where this vCPU has no such register; -EFAULT.
 */
int kvmppc_one_reg_get(struct kvm_vcpu *vcpu, const struct kvm_one_reg *one)
{
	const struct kvmppc_one_reg *reg = reg_find(vcpu, one->id);
	union kvmppc_reg_val val = {};
	unsigned int n;
	int ret;

	if (!reg)
		return -EINVAL;
	n = one->id - reg->id;
	ret = reg->get ? reg->get(vcpu, reg, n, &val) :
			 field_get(vcpu, reg, n, &val);
	if (ret)
		return ret;
	if (copy_to_user(u64_to_user_ptr(one->addr), &val, reg_size(reg->id)))
		return -EFAULT;
	return 0;
}

/**
 * kvmppc_one_reg_set() - KVM_SET_ONE_REG
 * @vcpu: mutex held, out of the guest; may sleep
 * @one: id, and where userspace has the value
 *
 * Return: 0; -EINVAL where this vCPU has no such register, it is read-only or
 * the value is refused; -EFAULT. Unless 0 nothing has changed.
 */
int kvmppc_one_reg_set(struct kvm_vcpu *vcpu, const struct kvm_one_reg *one)
{
	const struct kvmppc_one_reg *reg = reg_find(vcpu, one->id);
	union kvmppc_reg_val val = {};

	if (!reg || (reg->get && !reg->set))
		return -EINVAL;
	if (copy_from_user(&val, u64_to_user_ptr(one->addr), reg_size(reg->id)))
		return -EFAULT;
	return reg_write(vcpu, reg, one->id, &val);
}

/**
 * kvmppc_one_reg_write() - set a register on behalf of the guest
 * @vcpu: mutex held, out of the guest
 * @id: as for KVM_SET_ONE_REG
 * @val: the value, in the member that goes with @id's size
 *
 * Return: 0; -EINVAL as for kvmppc_one_reg_set().
 */
int kvmppc_one_reg_write(struct kvm_vcpu *vcpu, u64 id,
			 const union kvmppc_reg_val *val)
{
	const struct kvmppc_one_reg *reg = reg_find(vcpu, id);

	if (!reg || (reg->get && !reg->set))
		return -EINVAL;
	return reg_write(vcpu, reg, id, val);
}

static u64 table_count(struct kvm_vcpu *vcpu, const struct kvmppc_one_reg *regs,
		       unsigned int nr)
{
	const struct kvmppc_one_reg *reg;
	u64 count = 0;

	for (reg = regs; reg < regs + nr; reg++) {
		if (reg_exists(vcpu, reg))
			count += reg_nr(reg);
	}
	return count;
}

/* Write the table's ids at @to; their end, NULL where that faults. */
static u64 __user *table_copy(struct kvm_vcpu *vcpu,
			      const struct kvmppc_one_reg *regs,
			      unsigned int nr, u64 __user *to)
{
	const struct kvmppc_one_reg *reg;
	unsigned int n;

	for (reg = regs; reg < regs + nr; reg++) {
		if (!reg_exists(vcpu, reg))
			continue;
		for (n = 0; n < reg_nr(reg); n++) {
			if (put_user(reg->id + n, to++))
				return NULL;
		}
	}
	return to;
}

/**
 * kvmppc_one_reg_list() - KVM_GET_REG_LIST
 * @vcpu: mutex held; may sleep
 * @list: userspace's; @list->n is the room it has, then the number there is
 *
 * Return: 0; -E2BIG where there is not room enough; -EFAULT.
 */
int kvmppc_one_reg_list(struct kvm_vcpu *vcpu, struct kvm_reg_list __user *list)
{
	const struct kvmppc_backend *backend = kvmppc_backend_of(vcpu->kvm);
	unsigned int common = ARRAY_SIZE(common_regs);
	u64 room, count;
	u64 __user *to;

	if (get_user(room, &list->n))
		return -EFAULT;
	count = table_count(vcpu, common_regs, common) +
		table_count(vcpu, backend->regs, backend->nr_regs);
	if (put_user(count, &list->n))
		return -EFAULT;
	if (room < count)
		return -E2BIG;

	to = table_copy(vcpu, common_regs, common, list->reg);
	if (to)
		to = table_copy(vcpu, backend->regs, backend->nr_regs, to);
	return to ? 0 : -EFAULT;
}
