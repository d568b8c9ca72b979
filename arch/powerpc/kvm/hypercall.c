// SPDX-License-Identifier: GPL-2.0
/*
 * System calls that mean KVM and not the guest's own kernel: the hypercalls of
 * ePAPR and of KVM, and OSI, the one of Mac-on-Linux. Userspace tells the guest
 * of the former (KVM_PPC_GET_PVINFO) and switches the latter on.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <asm/reg.h>

#include <kvm/hypercall.h>

/* ePAPR 1.1, 7.4: GPR11 says which, arguments and results begin in GPR3. */
static u64 argument(const struct pt_regs *regs, unsigned int n)
{
	u64 val = regs->gpr[3 + n];

	return regs->msr & MSR_64BIT ? val : (u32)val;
}

/* The page's flags for the host are in the effective address; see backends. */
static long map_magic_page(struct kvm_vcpu *vcpu, unsigned long *result)
{
	const struct kvmppc_backend *backend = kvmppc_backend_of(vcpu->kvm);
	const struct pt_regs *regs = to_kvmppc_vcpu(vcpu)->regs;
	int features = backend->map_magic(vcpu, argument(regs, 0),
					  argument(regs, 1));

	switch (features) {
	case -EOPNOTSUPP:
		return EV_UNIMPLEMENTED;
	case -ENOMEM:
		return EV_ENOMEM;
	default:
		if (features < 0)
			return EV_EINVAL;
		*result = features;
		return EV_SUCCESS;
	}
}

/* ePAPR 1.1, 7.5.3.12 EV_IDLE: sleep until an interrupt is pending. */
static long idle(struct kvm_vcpu *vcpu)
{
	WRITE_ONCE(to_kvmppc_vcpu(vcpu)->ceded, true);
	smp_mb(); /* who raises an interrupt from now on finds one to wake */
	return EV_SUCCESS;
}

static int epapr_call(struct kvm_vcpu *vcpu)
{
	struct pt_regs *regs = to_kvmppc_vcpu(vcpu)->regs;
	unsigned long result = 0;
	long ret;

	switch ((u32)regs->gpr[11]) {
	case KVM_HCALL_TOKEN(KVM_HC_FEATURES):
		result = kvmppc_backend_of(vcpu->kvm)->pv_features;
		ret = EV_SUCCESS;
		break;
	case KVM_HCALL_TOKEN(KVM_HC_PPC_MAP_MAGIC_PAGE):
		ret = map_magic_page(vcpu, &result);
		break;
	case EV_HCALL_TOKEN(EV_IDLE):
		ret = idle(vcpu);
		break;
	default:
		ret = EV_UNIMPLEMENTED;
		break;
	}
	regs->gpr[3] = ret;
	regs->gpr[4] = result;
	return KVMPPC_RESUME;
}

/* Userspace gets all GPRs, and gives all of them back. */
static int osi_call(struct kvm_vcpu *vcpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	struct kvm_run *run = vcpu->run;
	unsigned int i;

	run->exit_reason = KVM_EXIT_OSI;
	for (i = 0; i < ARRAY_SIZE(run->osi.gprs); i++)
		run->osi.gprs[i] = ppc->regs->gpr[i];
	ppc->pending_exit = KVMPPC_PENDING_OSI;
	return KVMPPC_TO_USER;
}

/**
 * kvmppc_hypercall() - answer a system call that kvmppc_hypercall_wanted()
 * @vcpu: the calling thread's; nip is after the sc; may sleep
 *
 * Return: enum kvmppc_next. kvmppc_vcpu.ceded may have become true.
 */
int kvmppc_hypercall(struct kvm_vcpu *vcpu)
{
	return kvmppc_is_osi(to_kvmppc_vcpu(vcpu)) ? osi_call(vcpu) :
						     epapr_call(vcpu);
}
EXPORT_SYMBOL_GPL(kvmppc_hypercall);

/**
 * kvmppc_osi_finish() - userspace has answered KVM_EXIT_OSI
 * @vcpu: the calling thread's, with KVMPPC_PENDING_OSI
 *
 * Return: KVMPPC_RESUME.
 */
int kvmppc_osi_finish(struct kvm_vcpu *vcpu)
{
	struct kvmppc_vcpu *ppc = to_kvmppc_vcpu(vcpu);
	const struct kvm_run *run = vcpu->run;
	unsigned int i;

	ppc->pending_exit = KVMPPC_PENDING_NONE;
	for (i = 0; i < ARRAY_SIZE(run->osi.gprs); i++)
		ppc->regs->gpr[i] = run->osi.gprs[i];
	return KVMPPC_RESUME;
}
