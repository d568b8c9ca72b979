// SPDX-License-Identifier: GPL-2.0
/*
 * dcbz of guests where it zeroes 32 bytes, on a host that zeroes more.
 *
 * In a page that the guest fetches from, each is replaced by a word that no
 * processor executes: it has another primary opcode and its operands as they
 * were, so it does the same wherever it is copied to. Such a page is not mapped
 * writable at the same time: what is written to it is looked at when it is
 * fetched again.
 */
#include <linux/sizes.h>
#include <linux/uaccess.h>

#include "decode.h"
#include "shadow.h"

/* All but RA and RB, and the bits that dcbzl has in RT. */
#define DCBZ_MASK	0xffe007ffU

#define DCBZ_BLOCK_MAX	128
#define WORDS		64

static u32 replacement(u32 dcbz)
{
	return (dcbz & PR_DCBZ_OPERANDS) | PR_OP_DCBZ32 << 26;
}

static int replace_word(struct kvm_memory_slot *slot, unsigned long hva, u32 val)
{
	if (put_user(val, (u32 __user *)hva))
		return -EFAULT;
	kvm_dirty_log_mark(slot, slot->base_gfn +
				 ((hva - slot->hva) >> PAGE_SHIFT));
	return 0;
}

/**
 * kvmppc_pr_dcbz_replace() - prepare code that a guest is about to fetch
 * @vcpu: the vCPU; kvmppc_pr_has_dcbz32()
 * @slot: memory slot of the code; what cannot be written stays as it is
 * @hva: where userspace has it, naturally aligned
 * @len: bytes, a power of two
 *
 * Context: sleeps; kvm->srcu held.
 */
void kvmppc_pr_dcbz_replace(struct kvm_vcpu *vcpu, struct kvm_memory_slot *slot,
			    unsigned long hva, unsigned long len)
{
	bool swap = !(to_pr_vcpu(vcpu)->regs.msr & MSR_LE) !=
		    !IS_ENABLED(CONFIG_CPU_LITTLE_ENDIAN);
	unsigned long end = hva + len;
	u32 words[WORDS], word;
	unsigned int i;

	for (; hva < end; hva += sizeof(words)) {
		if (copy_from_user(words, (void __user *)hva, sizeof(words)))
			return;
		for (i = 0; i < WORDS; i++) {
			word = swap ? swab32(words[i]) : words[i];
			if ((word & DCBZ_MASK) != PR_DCBZ)
				continue;
			word = replacement(word);
			if (replace_word(slot, hva + i * sizeof(word),
					 swap ? swab32(word) : word))
				return;
		}
	}
}

/* Where the shadow has the block, and the kernel all of it. */
static bool zero_mapped(struct kvm_vcpu *vcpu, u64 ea, unsigned int size)
{
	void *block;

	spin_lock(&vcpu->kvm->mmu_lock);
	block = kvmppc_pr_shadow_byte(vcpu, ea, KVMPPC_STORE);
	if (block)
		memset(block, 0, size);
	spin_unlock(&vcpu->kvm->mmu_lock);
	return block;
}

static int zero_memory(struct kvm_vcpu *vcpu, gpa_t gpa, unsigned int size)
{
	static const u8 zeroes[DCBZ_BLOCK_MAX];
	int ret;

	kvm_vcpu_srcu_lock(vcpu);
	ret = kvm_gpa_write(vcpu->kvm, gpa, zeroes, size);
	kvm_vcpu_srcu_unlock(vcpu);
	return ret;
}

/**
 * kvmppc_pr_dcbz() - do what a dcbz does that was replaced
 * @vcpu: the vCPU, out of the guest
 * @ea: an address in the block, of what size it is now
 * @may_sleep: interrupts are on
 *
 * Return: 0 where it is done, KVMPPC_PR_SLEEPS where it would sleep; else as
 * kvmppc_pr_shadow_fault(): -ENOENT and -EROFS where there is no such memory.
 */
int kvmppc_pr_dcbz(struct kvm_vcpu *vcpu, u64 ea, bool may_sleep)
{
	unsigned int size = kvmppc_pr_dcbz_size(to_pr_vcpu(vcpu));
	struct kvmppc_xlate xlate;
	int ret;

	ea &= ~(u64)(size - 1);
	if (zero_mapped(vcpu, ea, size))
		return 0;
	if (!may_sleep)
		return KVMPPC_PR_SLEEPS;
	ret = kvmppc_pr_shadow_fault(vcpu, ea, KVMPPC_STORE, &xlate);
	return ret ? ret : zero_memory(vcpu, xlate.page.gpa, size);
}
