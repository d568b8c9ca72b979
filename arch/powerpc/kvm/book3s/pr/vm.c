// SPDX-License-Identifier: GPL-2.0
/* What userspace may ask of a VM under kvm-pr: capabilities and ioctls. */
#include <linux/init.h>
#include <linux/kvm_para.h>
#include <linux/sizes.h>
#include <linux/uaccess.h>

#include "pr.h"

int kvmppc_pr_vcpu_enable_cap(struct kvm_vcpu *vcpu,
			      const struct kvm_enable_cap *cap)
{
	switch (cap->cap) {
	case KVM_CAP_PPC_PAPR:
		to_kvmppc_vcpu(vcpu)->papr = true;
		return 0;
	case KVM_CAP_PPC_OSI:
		to_kvmppc_vcpu(vcpu)->osi = true;
		return 0;
	case KVM_CAP_PPC_FWNMI:
		WRITE_ONCE(to_pr_vm(vcpu->kvm)->fwnmi, true);
		return 0;
	default:
		return -EINVAL;
	}
}

/*
 * All that any of the processors has, whatever pages the host has its memory
 * in: the shadow takes them apart.
 */
static void smmu_info(struct kvm_ppc_smmu_info *info)
{
	kvmppc_smmu_info(info);
	info->flags = KVM_PPC_1T_SEGMENTS;
	info->slb_size = KVMPPC_PR_SLB_MAX;
}

#define INST_LIS_R0	0x3c000000U
#define INST_ORI_R0	0x60000000U
#define INST_NOP	0x60000000U
#define INST_SC		0x44000002U

/*
 * A hypercall of ePAPR's kind is a system call with a number in GPR0 that no
 * guest's kernel uses. The instructions are big-endian, as in a device tree.
 */
static void pvinfo(struct kvm_ppc_pvinfo *info)
{
	const u32 magic = KVM_SC_MAGIC_R0;
	const __be32 hcall[ARRAY_SIZE(info->hcall)] = {
		cpu_to_be32(INST_LIS_R0 | magic >> 16),
		cpu_to_be32(INST_ORI_R0 | (magic & 0xffff)),
		cpu_to_be32(INST_SC),
		cpu_to_be32(INST_NOP),
	};

	memset(info, 0, sizeof(*info));
	info->flags = KVM_PPC_PVINFO_FLAGS_EV_IDLE;
	memcpy(info->hcall, hcall, sizeof(hcall));
}

/* Flushing by an SPR is for a privileged state that the guest never is in. */
static void cpu_char(struct kvm_ppc_cpu_char *c)
{
	kvmppc_cpu_char(c);
	c->character &= ~KVM_PPC_CPU_CHAR_L1D_FLUSH_TRIG2;
}

long kvmppc_pr_vm_ioctl(struct kvm *kvm, unsigned int cmd, unsigned long arg)
{
	void __user *argp = (void __user *)arg;
	union {
		struct kvm_ppc_smmu_info smmu;
		struct kvm_ppc_cpu_char cpu_char;
		struct kvm_ppc_pvinfo pvinfo;
	} u;

	switch (cmd) {
	case KVM_PPC_GET_SMMU_INFO:
		smmu_info(&u.smmu);
		break;
	case KVM_PPC_GET_CPU_CHAR:
		cpu_char(&u.cpu_char);
		break;
	case KVM_PPC_GET_PVINFO:
		pvinfo(&u.pvinfo);
		break;
	default:
		return -ENOTTY;
	}
	/* The ioctl's number says how much the caller has room for. */
	return copy_to_user(argp, &u, _IOC_SIZE(cmd)) ? -EFAULT : 0;
}
