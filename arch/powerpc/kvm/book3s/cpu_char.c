// SPDX-License-Identifier: GPL-2.0
/* What the CPU does against side channels, for KVM_PPC_GET_CPU_CHAR. */
#include <linux/export.h>
#include <linux/of.h>
#include <asm/firmware.h>
#include <asm/hvcall.h>

#include <kvm/book3s.h>

/**
 * struct feature - one bit and what firmware calls it
 * @bit: of the character or behaviour word
 * @node: child of the fw-features node, with a property enabled or disabled
 */
struct feature {
	u64 bit;
	const char *node;
};

static const struct feature characters[] = {
	{ KVM_PPC_CPU_CHAR_SPEC_BAR_ORI31, "inst-spec-barrier-ori31,31,0" },
	{ KVM_PPC_CPU_CHAR_BCCTRL_SERIALISED, "fw-bcctrl-serialized" },
	{ KVM_PPC_CPU_CHAR_L1D_FLUSH_ORI30, "inst-l1d-flush-ori30,30,0" },
	{ KVM_PPC_CPU_CHAR_L1D_FLUSH_TRIG2, "inst-l1d-flush-trig2" },
	{ KVM_PPC_CPU_CHAR_L1D_THREAD_PRIV, "fw-l1d-thread-split" },
	{ KVM_PPC_CPU_CHAR_COUNT_CACHE_DIS, "fw-count-cache-disabled" },
	{ KVM_PPC_CPU_CHAR_BCCTR_FLUSH_ASSIST,
	  "fw-count-cache-flush-bcctr2,0,0" },
};

static const struct feature behaviours[] = {
	{ KVM_PPC_CPU_BEHAV_FAVOUR_SECURITY,
	  "speculation-policy-favor-security" },
	{ KVM_PPC_CPU_BEHAV_L1D_FLUSH_PR, "needs-l1d-flush-msr-pr-0-to-1" },
	{ KVM_PPC_CPU_BEHAV_BNDS_CHK_SPEC_BAR,
	  "needs-spec-barrier-for-bound-checks" },
	{ KVM_PPC_CPU_BEHAV_FLUSH_COUNT_CACHE,
	  "needs-count-cache-flush-on-context-switch" },
};

/*
 * Firmware of a real machine says what there is, or a guest is told of nothing.
 * QEMU's machines have no such node: their CPUs execute each of these
 * instructions and have nothing to flush, so a guest may use them all.
 */
#define MODEL_CHARACTER	(KVM_PPC_CPU_CHAR_SPEC_BAR_ORI31 | \
			 KVM_PPC_CPU_CHAR_L1D_FLUSH_ORI30 | \
			 KVM_PPC_CPU_CHAR_L1D_THREAD_PRIV | \
			 KVM_PPC_CPU_CHAR_BCCTR_FLUSH_ASSIST)
#define MODEL_BEHAVIOUR	(KVM_PPC_CPU_BEHAV_FAVOUR_SECURITY | \
			 KVM_PPC_CPU_BEHAV_L1D_FLUSH_PR | \
			 KVM_PPC_CPU_BEHAV_BNDS_CHK_SPEC_BAR | \
			 KVM_PPC_CPU_BEHAV_FLUSH_COUNT_CACHE)

static bool enabled(struct device_node *features, const char *name)
{
	struct device_node *node = of_get_child_by_name(features, name);
	bool set = node && of_find_property(node, "enabled", NULL);

	of_node_put(node);
	return set;
}

static u64 collect(struct device_node *features, const struct feature *list,
		   int nr, u64 *mask)
{
	u64 word = 0;
	int i;

	for (i = 0; i < nr; i++) {
		*mask |= list[i].bit;
		if (enabled(features, list[i].node))
			word |= list[i].bit;
	}
	return word;
}

/**
 * kvmppc_cpu_is_model() - is the CPU QEMU's?
 *
 * Return: true on QEMU's machines without firmware of a hypervisor. Their CPU
 * bears the number of a real one, and has none of its faults.
 */
bool kvmppc_cpu_is_model(void)
{
	return of_machine_is_compatible("qemu,powernv8") ||
	       of_machine_is_compatible("qemu,powernv9") ||
	       of_machine_is_compatible("qemu,powernv10");
}
EXPORT_SYMBOL_GPL(kvmppc_cpu_is_model);

/* What firmware of this machine says, in its device tree. */
static void of_cpu_char(struct kvm_ppc_cpu_char *c)
{
	struct device_node *features =
		of_find_node_by_name(NULL, "fw-features");

	c->character = collect(features, characters, ARRAY_SIZE(characters),
			       &c->character_mask);
	c->behaviour = collect(features, behaviours, ARRAY_SIZE(behaviours),
			       &c->behaviour_mask);
	if (!features && kvmppc_cpu_is_model()) {
		c->character = MODEL_CHARACTER;
		c->behaviour = MODEL_BEHAVIOUR;
	}
	of_node_put(features);
}

/* What the hypervisor below says: its guests' guests have no more. */
static void lpar_cpu_char(struct kvm_ppc_cpu_char *c)
{
	unsigned long result[PLPAR_HCALL_BUFSIZE];

	if (plpar_hcall(H_GET_CPU_CHARACTERISTICS, result) != H_SUCCESS)
		return;
	c->character = result[0];
	c->behaviour = result[1];
	c->character_mask = ~0ULL;
	c->behaviour_mask = ~0ULL;
}

/**
 * kvmppc_cpu_char() - the answer of H_GET_CPU_CHARACTERISTICS
 * @c: filled in
 *
 * Context: sleeps.
 */
void kvmppc_cpu_char(struct kvm_ppc_cpu_char *c)
{
	memset(c, 0, sizeof(*c));
	if (firmware_has_feature(FW_FEATURE_LPAR))
		lpar_cpu_char(c);
	else
		of_cpu_char(c);
}
EXPORT_SYMBOL_GPL(kvmppc_cpu_char);
