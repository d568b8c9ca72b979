// SPDX-License-Identifier: GPL-2.0
/* kvm-pr as a backend and as a module. */
#include <linux/init.h>
#include <linux/kvm_para.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <asm/reg.h>

#include "pr.h"

/*
 * Capabilities that no VM differs in; the others are
 * kvmppc_papr_check_extension's. SPAPR_MULTITCE has userspace offer the guest
 * H_PUT_TCE_INDIRECT and H_STUFF_TCE, which it answers itself. FIXUP_HCALL says
 * that a guest of either byte order may use what KVM_PPC_GET_PVINFO tells.
 */
static const struct kvmppc_cap caps[] = {
	{ KVM_CAP_PPC_SEGSTATE, 1 },
	{ KVM_CAP_PPC_PAPR, 1 },
	{ KVM_CAP_PPC_ENABLE_HCALL, 1 },
	{ KVM_CAP_PPC_GET_SMMU_INFO, 1 },
	{ KVM_CAP_PPC_GET_CPU_CHAR, 1 },
	{ KVM_CAP_PPC_GET_PVINFO, 1 },
	{ KVM_CAP_PPC_FIXUP_HCALL, 1 },
	{ KVM_CAP_PPC_FWNMI, 1 },
	{ KVM_CAP_PPC_OSI, 1 },
	{ KVM_CAP_PPC_GUEST_DEBUG_SSTEP, 1 },
	{ KVM_CAP_PPC_HIOR, 1 },
	{ KVM_CAP_PPC_AIL_MODE_3, 1 },
	{ KVM_CAP_SPAPR_MULTITCE, 1 },
};

static const struct kvmppc_irq_desc irqs[] = {
	{ KVMPPC_IRQ_SYSTEM_RESET, false, BOOK3S_VEC_SYSTEM_RESET, 0 },
	{ KVMPPC_IRQ_MACHINE_CHECK, false, BOOK3S_VEC_MACHINE_CHECK, MSR_ME },
	{ KVMPPC_IRQ_EXTERNAL_LEVEL, true, BOOK3S_VEC_EXTERNAL, MSR_EE },
	{ KVMPPC_IRQ_EXTERNAL, false, BOOK3S_VEC_EXTERNAL, MSR_EE },
	{ KVMPPC_IRQ_DECREMENTER, false, BOOK3S_VEC_DECREMENTER, MSR_EE },
	{ KVMPPC_IRQ_DOORBELL, false, BOOK3S_VEC_DOORBELL, MSR_EE },
};

/**
 * kvmppc_pr_set_pvr() - make the guest's processor what a PVR means
 * @vcpu: out of the guest, its mutex held
 * @pvr: the PVR
 *
 * Another kind of core begins with its MMU as after a reset.
 *
 * Return: 0; -EINVAL where no guest can be that.
 */
int kvmppc_pr_set_pvr(struct kvm_vcpu *vcpu, u32 pvr)
{
	const struct kvmppc_pr_core *core = kvmppc_pr_core_find(pvr);
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);

	if (!core)
		return -EINVAL;
	to_kvmppc_vcpu(vcpu)->pvr = pvr;
	if (pr->core == core)
		return 0;
	pr->core = core;
	kvmppc_pr_mmu_reset(vcpu);
	kvmppc_pr_set_msr(vcpu, pr->regs.msr);
	kvmppc_pr_debug_changed(vcpu);
	return 0;
}

static int vcpu_init(struct kvm_vcpu *vcpu)
{
	struct kvmppc_pr_vcpu *pr = to_pr_vcpu(vcpu);
	int r;

	pr->book3s.ppc.regs = &pr->regs;
	pr->book3s.thread_spr.dscr_inherit = true;
	pr->regs.msr = MSR_SF;
	r = kvmppc_pr_set_pvr(vcpu, mfspr(SPRN_PVR));
	if (r)
		return r;
	r = kvmppc_pr_follow_init(vcpu);
	if (r)
		return r;
	kvmppc_pr_run_init(pr);
	kvmppc_vpa_init(vcpu);
	return 0;
}

static void vcpu_destroy(struct kvm_vcpu *vcpu)
{
	kvmppc_pr_magic_free(vcpu);
	kvmppc_pr_follow_free(vcpu);
}

static int vm_init(struct kvm *kvm)
{
	int r = kvmppc_pr_shadow_init(kvm);

	if (r)
		return r;
	mutex_init(&to_pr_vm(kvm)->hpt_lock);
	kvmppc_papr_vm_init(kvm);
	kvmppc_host_pr_vm_begin();
	return 0;
}

static void vm_destroy(struct kvm *kvm)
{
	kvmppc_host_pr_vm_end();
	kvmppc_pr_shadow_destroy(kvm);
}

static struct kvmppc_backend backend = {
	.name = "kvm-pr",
	.owner = THIS_MODULE,
	.vm_type = KVM_VM_PPC_PR,
	.rank = 1,
	.vm_size = sizeof(struct kvmppc_pr_vm),
	.vcpu_size = sizeof(struct kvmppc_pr_vcpu),
	.caps = caps,
	.nr_caps = ARRAY_SIZE(caps),
	.regs = kvmppc_pr_regs,
	.hcalls = kvmppc_pr_hcalls,
	.irqs = irqs,
	.nr_irqs = ARRAY_SIZE(irqs),
	.vec_alignment = BOOK3S_VEC_ALIGNMENT,
	.vec_program = BOOK3S_VEC_PROGRAM,
	.guest_debug = KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_USE_SW_BP |
		       KVM_GUESTDBG_USE_HW_BP | KVM_GUESTDBG_SINGLESTEP,
	.debug_inst = BOOK3S_BREAKPOINT,
	.pv_features = BIT(KVM_FEATURE_MAGIC_PAGE),

	.check_extension = kvmppc_papr_check_extension,
	.vm_init = vm_init,
	.vm_destroy = vm_destroy,
	.vm_enable_cap = kvmppc_papr_vm_enable_cap,
	.vm_ioctl = kvmppc_pr_vm_ioctl,
	.vcpu_init = vcpu_init,
	.vcpu_destroy = vcpu_destroy,
	.vcpu_enable_cap = kvmppc_pr_vcpu_enable_cap,
	.get_sregs = kvmppc_pr_get_sregs,
	.set_sregs = kvmppc_pr_set_sregs,
	.run_begin = kvmppc_pr_run_begin,
	.run_end = kvmppc_pr_run_end,
	.enter = kvmppc_pr_enter,
	.exit = kvmppc_pr_exit,
	.deliver = kvmppc_pr_deliver,
	.deliver_data_storage = kvmppc_pr_deliver_data_storage,
	.set_msr = kvmppc_pr_set_msr,
	.xlate = kvmppc_pr_xlate,
	.map_magic = kvmppc_pr_magic_map,
	.debug_points = kvmppc_pr_debug_points,
	.unmap_gfn_range = kvmppc_pr_shadow_unmap,
	.age_gfn_range = kvmppc_pr_shadow_age,
	.test_age_gfn_range = kvmppc_pr_shadow_test_age,
	.dirty_log_arm = kvmppc_pr_shadow_dirty_arm,
	.dirty_log_start = kvmppc_pr_shadow_dirty_start,
};

static int __init kvm_pr_init(void)
{
	int r;

	r = kvmppc_host_pr_init();
	if (r) {
		pr_err("kvm-pr: the host does not use the hash MMU\n");
		return r;
	}
	r = kvmppc_pr_emulate_verify();
	if (r)
		return r;
	r = kvmppc_pr_shadow_cache_init();
	if (r)
		return r;
	preempt_notifier_inc();
	backend.nr_regs = kvmppc_pr_nr_regs;
	backend.nr_hcalls = kvmppc_pr_nr_hcalls;
	r = kvmppc_backend_register(&backend);
	if (r)
		goto err_notifier;
	return 0;

err_notifier:
	preempt_notifier_dec();
	kvmppc_pr_shadow_cache_exit();
	return r;
}

static void __exit kvm_pr_exit(void)
{
	kvmppc_backend_unregister(&backend);
	preempt_notifier_dec();
	kvmppc_pr_shadow_cache_exit();
}

module_init(kvm_pr_init);
module_exit(kvm_pr_exit);
MODULE_DESCRIPTION("KVM for Book3S hosts without hypervisor mode");
MODULE_LICENSE("GPL");
MODULE_ALIAS_MISCDEV(KVM_MINOR);
MODULE_ALIAS("devname:kvm");
