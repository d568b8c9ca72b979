// SPDX-License-Identifier: GPL-2.0
/* kvm-hv as a backend and as a module. */
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <asm/cputable.h>
#include <asm/reg.h>

#include "hv.h"

const struct kvmppc_hv_world *kvmppc_hv_world;

/* Tried in this order when the module loads. */
static const struct kvmppc_hv_world *const worlds[] = {
	&kvmppc_hv_bare,
	&kvmppc_hv_nested,
};

/*
 * SPAPR_MULTITCE has userspace offer the guest H_PUT_TCE_INDIRECT and
 * H_STUFF_TCE, which it answers itself: 512 entries in place of one.
 */
static const struct kvmppc_cap caps[] = {
	{ KVM_CAP_PPC_PAPR, 1 },
	{ KVM_CAP_PPC_ENABLE_HCALL, 1 },
	{ KVM_CAP_PPC_GET_SMMU_INFO, 1 },
	{ KVM_CAP_PPC_MMU_RADIX, 1 },
	{ KVM_CAP_PPC_SMT_POSSIBLE, 1 | 2 | 4 | 8 },
	{ KVM_CAP_PPC_GET_CPU_CHAR, 1 },
	{ KVM_CAP_PPC_FWNMI, 1 },
	{ KVM_CAP_PPC_AIL_MODE_3, 1 },
	{ KVM_CAP_SPAPR_MULTITCE, 1 },
};

/* Decrementer and doorbell the hardware delivers by itself. */
static const struct kvmppc_irq_desc irqs[] = {
	{ KVMPPC_IRQ_SYSTEM_RESET, false, BOOK3S_VEC_SYSTEM_RESET, 0 },
	{ KVMPPC_IRQ_MACHINE_CHECK, false, BOOK3S_VEC_MACHINE_CHECK, MSR_ME },
	{ KVMPPC_IRQ_EXTERNAL_LEVEL, true, BOOK3S_VEC_EXTERNAL, MSR_EE },
	{ KVMPPC_IRQ_EXTERNAL, false, BOOK3S_VEC_EXTERNAL, MSR_EE },
};

static int vcpu_init(struct kvm_vcpu *vcpu)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);

	hv->window = kvmppc_host_window_alloc();
	if (!hv->window)
		return -ENOMEM;
	hv->book3s.ppc.regs = kvmppc_host_window_regs(hv->window);
	hv->cfar = kvmppc_host_window_cfar(hv->window);
	hv->ppr = kvmppc_host_window_ppr(hv->window);
	kvmppc_hv_set_msr(vcpu, MSR_SF);
	kvmppc_hv_spr_init(hv);
	kvmppc_hv_run_init(hv);
	kvmppc_vpa_init(vcpu);
	/* Doorbells within a core of several vCPUs are ours to carry. */
	if (to_hv_vm(vcpu->kvm)->threads > 1)
		hv->spr.hfscr &= ~HFSCR_MSGP;
	return 0;
}

static void vcpu_destroy(struct kvm_vcpu *vcpu)
{
	struct kvmppc_hv_vcpu *hv = to_hv_vcpu(vcpu);

	kvmppc_vpa_destroy(vcpu);
	kvmppc_radix_vcpu_destroy(hv);
	kvmppc_host_window_free(hv->window);
}

static int vcpu_enable_cap(struct kvm_vcpu *vcpu,
			   const struct kvm_enable_cap *cap)
{
	switch (cap->cap) {
	case KVM_CAP_PPC_PAPR:
		to_kvmppc_vcpu(vcpu)->papr = true;
		return 0;
	case KVM_CAP_PPC_FWNMI:
		WRITE_ONCE(to_hv_vm(vcpu->kvm)->fwnmi, true);
		return 0;
	default:
		return -EINVAL;
	}
}

static int get_sregs(struct kvm_vcpu *vcpu, struct kvm_sregs *sregs)
{
	sregs->pvr = to_kvmppc_vcpu(vcpu)->pvr;
	return 0;
}

/* The guest runs on the host's processor and reads its PVR. */
static int set_sregs(struct kvm_vcpu *vcpu, const struct kvm_sregs *sregs)
{
	return sregs->pvr == to_kvmppc_vcpu(vcpu)->pvr ? 0 : -EINVAL;
}

static struct kvmppc_backend backend = {
	.name = "kvm-hv",
	.owner = THIS_MODULE,
	.vm_type = KVM_VM_PPC_HV,
	.rank = 2,
	.vm_size = sizeof(struct kvmppc_hv_vm),
	.vcpu_size = sizeof(struct kvmppc_hv_vcpu),
	.caps = caps,
	.nr_caps = ARRAY_SIZE(caps),
	.regs = kvmppc_hv_regs,
	.irqs = irqs,
	.nr_irqs = ARRAY_SIZE(irqs),
	.vec_alignment = BOOK3S_VEC_ALIGNMENT,
	.vec_program = BOOK3S_VEC_PROGRAM,
	.guest_debug = KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_USE_SW_BP,
	.debug_inst = BOOK3S_BREAKPOINT,
	.papr_only = true,

	.check_extension = kvmppc_hv_check_extension,
	.vm_init = kvmppc_hv_vm_init,
	.vm_destroy = kvmppc_hv_vm_destroy,
	.vm_enable_cap = kvmppc_hv_vm_enable_cap,
	.vm_ioctl = kvmppc_hv_vm_ioctl,
	.vcpu_init = vcpu_init,
	.vcpu_destroy = vcpu_destroy,
	.vcpu_enable_cap = vcpu_enable_cap,
	.get_sregs = get_sregs,
	.set_sregs = set_sregs,
	.run_begin = kvmppc_hv_run_begin,
	.run_end = kvmppc_hv_run_end,
	.enter = kvmppc_hv_enter,
	.exit = kvmppc_hv_exit,
	.pending_changed = kvmppc_hv_pending_changed,
	.deliver = kvmppc_hv_deliver,
	.deliver_data_storage = kvmppc_hv_deliver_data_storage,
	.set_msr = kvmppc_hv_set_msr,
	.xlate = kvmppc_hv_xlate,
	.memslot_prepare = kvmppc_radix_memslot_prepare,
	.unmap_gfn_range = kvmppc_radix_unmap,
	.age_gfn_range = kvmppc_radix_age,
	.test_age_gfn_range = kvmppc_radix_test_age,
	.dirty_log_arm = kvmppc_radix_dirty_arm,
	.dirty_log_start = kvmppc_radix_dirty_start,
};

/* The first world that is this host's. */
static int find_world(void)
{
	int i, r;

	for (i = 0; i < ARRAY_SIZE(worlds); i++) {
		r = worlds[i]->init();
		if (r == -ENODEV)
			continue;
		if (!r)
			kvmppc_hv_world = worlds[i];
		return r;
	}
	pr_err("kvm-hv: neither hypervisor mode nor nested HV on this host\n");
	return -ENODEV;
}

static int __init kvm_hv_init(void)
{
	int r = find_world();

	if (r)
		return r;
	r = kvmppc_radix_cache_init();
	if (r)
		goto err_world;
	kvmppc_hv_spr_probe();
	preempt_notifier_inc();
	backend.nr_regs = kvmppc_hv_nr_regs;
	r = kvmppc_backend_register(&backend);
	if (r)
		goto err_notifier;
	return 0;

err_notifier:
	preempt_notifier_dec();
	kvmppc_radix_cache_exit();
err_world:
	kvmppc_hv_world->exit();
	return r;
}

static void __exit kvm_hv_exit(void)
{
	kvmppc_backend_unregister(&backend);
	preempt_notifier_dec();
	kvmppc_radix_cache_exit();
	kvmppc_hv_world->exit();
}

module_init(kvm_hv_init);
module_exit(kvm_hv_exit);
MODULE_DESCRIPTION("KVM for POWER9 and later with hypervisor mode");
MODULE_LICENSE("GPL");
MODULE_ALIAS_MISCDEV(KVM_MINOR);
MODULE_ALIAS("devname:kvm");
