// SPDX-License-Identifier: GPL-2.0
/* A virtual machine under kvm-hv. */
#include <linux/uaccess.h>
#include <asm/cputable.h>
#include <asm/inst.h>
#include <asm/hw_breakpoint.h>
#include <asm/mmu.h>
#include <asm/reg.h>

#include "hv.h"
#include "lpid.h"

/* vCPUs a virtual core may have, as a mask of powers of two. */
#define SMT_POSSIBLE	(1 | 2 | 4 | 8)

static void set_partition(struct kvmppc_hv_vm *hv)
{
	kvmppc_hv_world->set_partition(hv->lpid, kvmppc_radix_patb0(hv),
				       hv->prtb);
}

int kvmppc_hv_vm_init(struct kvm *kvm)
{
	struct kvmppc_hv_vm *hv = to_hv_vm(kvm);
	int r = kvmppc_lpid_alloc();

	if (r < 0)
		return r;
	hv->lpid = r;
	/* A process table of the guest's own, and its own tlbie. */
	hv->lpcr = kvmppc_hv_world->lpcr() |
		   LPCR_UPRT | LPCR_HR | LPCR_GTSE;
	hv->threads = 1;
	hv->prtb = PATB_GR;
	r = kvmppc_radix_init(hv);
	if (r) {
		kvmppc_lpid_free(hv->lpid);
		return r;
	}
	kvmppc_papr_vm_init(kvm);
	set_partition(hv);
	return 0;
}

void kvmppc_hv_vm_destroy(struct kvm *kvm)
{
	struct kvmppc_hv_vm *hv = to_hv_vm(kvm);

	kvmppc_hv_world->set_partition(hv->lpid, 0, 0);
	kvmppc_radix_destroy(hv);
	kvmppc_lpid_free(hv->lpid);
}

int kvmppc_hv_check_extension(struct kvm *kvm, long ext)
{
	switch (ext) {
	case KVM_CAP_PPC_SMT:
		return kvm ? to_hv_vm(kvm)->threads : 1;
	case KVM_CAP_PPC_DAWR1:
		return cpu_has_feature(CPU_FTR_DAWR1) && dawr_enabled();
	default:
		return kvmppc_papr_check_extension(kvm, ext);
	}
}

/* Before there is a vCPU: it decides which of them share a core. */
static int set_threads(struct kvm *kvm, u64 threads, u64 flags)
{
	int r = 0;

	if (flags || threads > SMT_POSSIBLE || !(threads & SMT_POSSIBLE) ||
	    !is_power_of_2(threads))
		return -EINVAL;
	mutex_lock(&kvm->lock);
	if (atomic_read(&kvm->nr_vcpus))
		r = -EBUSY;
	else
		to_hv_vm(kvm)->threads = threads;
	mutex_unlock(&kvm->lock);
	return r;
}

int kvmppc_hv_vm_enable_cap(struct kvm *kvm, const struct kvm_enable_cap *cap)
{
	switch (cap->cap) {
	case KVM_CAP_PPC_SMT:
		return set_threads(kvm, cap->args[0], cap->args[1]);
	case KVM_CAP_PPC_DAWR1:
		return kvmppc_hv_check_extension(kvm, cap->cap) ? 0 : -EINVAL;
	default:
		return kvmppc_papr_vm_enable_cap(kvm, cap);
	}
}

/* Radix tables (GR), address bits 4 to 51, size 2^(12 + PRTS) (6.7.6.1). */
#define PRTB_VALID_BITS	(PATB_GR | 0x0ffffffffffff000UL | 0x1fUL)
#define PRTB_MAX_SIZE	24

static int configure_mmu(struct kvm *kvm, const struct kvm_ppc_mmuv3_cfg *cfg)
{
	struct kvmppc_hv_vm *hv = to_hv_vm(kvm);

	if (cfg->flags & ~(u64)(KVM_PPC_MMUV3_RADIX | KVM_PPC_MMUV3_GTSE))
		return -EINVAL;
	if (!(cfg->flags & KVM_PPC_MMUV3_RADIX))
		return -EINVAL;
	if (!(cfg->process_table & PATB_GR) ||
	    cfg->process_table & ~PRTB_VALID_BITS ||
	    (cfg->process_table & 0x1f) > PRTB_MAX_SIZE)
		return -EINVAL;

	mutex_lock(&kvm->lock);
	WRITE_ONCE(hv->prtb, cfg->process_table);
	if (cfg->flags & KVM_PPC_MMUV3_GTSE)
		WRITE_ONCE(hv->lpcr, hv->lpcr | LPCR_GTSE);
	else
		WRITE_ONCE(hv->lpcr, hv->lpcr & ~LPCR_GTSE);
	set_partition(hv);
	mutex_unlock(&kvm->lock);
	return 0;
}

static void add_geometry(struct kvm_ppc_radix_geom *geom, u8 shift,
			 const u8 *bits)
{
	geom->page_shift = shift;
	memcpy(geom->level_bits, bits, sizeof(geom->level_bits));
}

/* Both leaf sizes in four levels, lowest first, and the AP values of tlbie. */
static void rmmu_info(struct kvm_ppc_rmmu_info *info)
{
	static const u8 bits_4k[4] = { 9, 9, 9, 13 };
	static const u8 bits_64k[4] = { 5, 9, 9, 13 };
	int psize, n = 0;

	memset(info, 0, sizeof(*info));
	add_geometry(&info->geometries[0], 12, bits_4k);
	add_geometry(&info->geometries[1], 16, bits_64k);
	for (psize = 0; psize < MMU_PAGE_COUNT; psize++) {
		unsigned int shift = mmu_psize_defs[psize].shift;

		if (!shift || n == ARRAY_SIZE(info->ap_encodings))
			continue;
		info->ap_encodings[n++] =
			shift | ((u32)mmu_psize_defs[psize].ap << 29);
	}
}

/*
 * A hash guest's on POWER9 and later (Power ISA 3.0B Book III 5.7.7): what QEMU
 * compares with its CPU model. No guest has it while hash guests are not offered.
 */
static void smmu_info(struct kvm_ppc_smmu_info *info)
{
	kvmppc_smmu_info(info);
	info->flags = KVM_PPC_PAGE_SIZES_REAL | KVM_PPC_1T_SEGMENTS;
	info->slb_size = 32;
	info->data_keys = 32;
	info->instr_keys = 32;
}

long kvmppc_hv_vm_ioctl(struct kvm *kvm, unsigned int cmd, unsigned long arg)
{
	void __user *argp = (void __user *)arg;
	union {
		struct kvm_ppc_mmuv3_cfg mmu;
		struct kvm_ppc_rmmu_info rmmu;
		struct kvm_ppc_smmu_info smmu;
		struct kvm_ppc_cpu_char cpu_char;
	} u;

	switch (cmd) {
	case KVM_PPC_CONFIGURE_V3_MMU:
		if (copy_from_user(&u.mmu, argp, sizeof(u.mmu)))
			return -EFAULT;
		return configure_mmu(kvm, &u.mmu);
	case KVM_PPC_GET_RMMU_INFO:
		rmmu_info(&u.rmmu);
		break;
	case KVM_PPC_GET_SMMU_INFO:
		smmu_info(&u.smmu);
		break;
	case KVM_PPC_GET_CPU_CHAR:
		kvmppc_cpu_char(&u.cpu_char);
		break;
	default:
		return -ENOTTY;
	}
	/* The ioctl's number says how much the caller has room for. */
	return copy_to_user(argp, &u, _IOC_SIZE(cmd)) ? -EFAULT : 0;
}
