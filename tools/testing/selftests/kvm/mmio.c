// SPDX-License-Identifier: GPL-2.0
/*
 * Loads and stores to a device, every width and form of them, in guests of
 * either byte order, against a table of expected values. The same instruction
 * is also run on memory, where the processor itself does it: so the table is
 * tested, too.
 */
#include <endian.h>
#include <errno.h>

#include "insn.h"
#include "harness.h"
#include "vm.h"

enum register_kind { GPR, FPR, VSR, VR };

#define UPDATE	1	/* r9 becomes the effective address */
#define HIGH	2	/* the lower doubleword is undefined */
#define P10	4	/* a prefixed instruction */
#define P9	8	/* of Power ISA 3.0 */

struct form {
	const char *name;
	enum register_kind kind;
	unsigned int bytes;
	unsigned int flags;
	bool store;
	uint64_t value[2][2];	/* load: [big-endian][low] */
	const char *stored[2];	/* store: [big-endian] */
};

/*
 * Let the assembler encode: 64 bytes each, a boundary that a prefixed one must
 * not cross.
 */
#define LOAD(sym, text, ...)	".balign 64\n\t" text "\n\t"
#define STORE(sym, text, ...)	".balign 64\n\t" text "\n\t"
asm(".pushsection .rodata\n\t"
	".machine push\n\t"
	".machine power10\n\t"
	".balign 64\n"
	"encoded:\n\t"
#include "mmio_forms.h"
#undef LOAD
#undef STORE
	".machine pop; .popsection");

#define FORM(sym, reg, n, fl)						\
	.name = #sym, .kind = reg, .bytes = n, .flags = fl
#define LOAD(sym, text, reg, n, fl, leh, lel, beh, bel)			\
	{ FORM(sym, reg, n, fl), .value = { { leh, lel }, { beh, bel } } },
#define STORE(sym, text, reg, n, fl, le, be)				\
	{ FORM(sym, reg, n, fl), .store = true, .stored = { le, be } },

static const struct form forms[] = {
#include "mmio_forms.h"
};

/* What the device holds, and the source register of a store. */
static const uint8_t device_bytes[16] = {
	0x81, 0x92, 0xa3, 0xb4, 0xc5, 0xd6, 0xe7, 0xf8,
	0x09, 0x1a, 0x2b, 0x3c, 0x4d, 0x5e, 0x6f, 0x70,
};

#define STORE_HIGH	0x0123456789abcdef
#define STORE_LOW	0xfedcba9876543210
#define STORE_DOUBLE	0x400921fb54442d18

#define CODE		GUEST_FREE
#define DEVICE		(GUEST_MMIO + 0x100)
#define MEMORY		(GUEST_FREE + GUEST_PAGE + 0x100)

/* What a run did: registers, bytes, exits. */
struct outcome {
	uint64_t value[2];
	uint64_t r9;
	uint8_t bytes[16];
	unsigned int touched[16];
	unsigned int exits;
};

FIXTURE(mmio) {
	struct vm *vm;
	struct vcpu *vcpu;
};

FIXTURE_VARIANT(mmio) {
	bool big_endian;
};

FIXTURE_VARIANT_ADD(mmio, little_endian) {
	.big_endian = false,
};

FIXTURE_VARIANT_ADD(mmio, big_endian) {
	.big_endian = true,
};

FIXTURE_SETUP(mmio)
{
	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
}

FIXTURE_TEARDOWN(mmio)
{
	vm_free(self->vm);
}

static const uint32_t *insn_of(const struct form *form)
{
	return encoded[form - forms];
}

static void put_code(struct vcpu *vcpu, const uint32_t *words, unsigned int n,
		     bool big_endian)
{
	uint32_t *code = vm_ptr(vcpu->vm, CODE);

	for (unsigned int i = 0; i < n; i++)
		code[i] = big_endian ? htobe32(words[i]) : htole32(words[i]);
}

static uint64_t msr_of(uint64_t msr, bool big_endian)
{
	return (msr & ~MSR_LE) | (big_endian ? 0 : MSR_LE);
}

static uint64_t vector_id(enum register_kind kind)
{
	return kind == VR ? KVM_REG_PPC_VR(5) : KVM_REG_PPC_VSR(5);
}

/* A 128-bit register is given as one integer. */
static void set_source(struct vcpu *vcpu, const struct form *form)
{
	const unsigned __int128 both = one_reg_128(STORE_HIGH, STORE_LOW);

	if (form->kind == FPR)
		one_reg_set(vcpu, KVM_REG_PPC_FPR(5), STORE_DOUBLE);
	else if (form->kind != GPR)
		must(!one_reg_try_set(vcpu, vector_id(form->kind), &both),
		     "set vector register");
}

static void get_target(struct vcpu *vcpu, const struct form *form,
		       struct outcome *out)
{
	unsigned __int128 both;
	struct kvm_regs regs;

	vcpu_get_regs(vcpu, &regs);
	out->r9 = regs.gpr[9];
	out->value[1] = 0;
	switch (form->kind) {
	case GPR:
		out->value[0] = regs.gpr[5];
		break;
	case FPR:
		out->value[0] = one_reg_get(vcpu, KVM_REG_PPC_FPR(5));
		break;
	default:
		must(!one_reg_try_get(vcpu, vector_id(form->kind), &both),
		     "get vector register");
		out->value[0] = both >> 64;
		out->value[1] = form->flags & HIGH ? 0 : both;
	}
}

/* Be the device: every byte of an access lies in its sixteen. */
static void serve(struct kvm_run *run, struct outcome *out, bool store)
{
	unsigned int at = run->mmio.phys_addr - DEVICE;

	must(run->mmio.phys_addr >= DEVICE && run->mmio.len <= 8 &&
	     at + run->mmio.len <= 16, "access of %u at %#llx", run->mmio.len,
	     run->mmio.phys_addr);
	must(run->mmio.is_write == store, "is_write is %u",
	     run->mmio.is_write);
	for (unsigned int i = 0; i < run->mmio.len; i++) {
		out->touched[at + i]++;
		if (store)
			out->bytes[at + i] = run->mmio.data[i];
		else
			run->mmio.data[i] = out->bytes[at + i];
	}
	out->exits++;
}

/* Run one instruction with its data at @where. Return: false for a trap. */
static bool run_form(struct vcpu *vcpu, const struct form *form,
		     bool big_endian, uint64_t where, struct outcome *out)
{
	const uint32_t *insn = insn_of(form), ask = vcpu->vm->hcall_insn;
	const uint32_t prefixed[] = { insn[0], insn[1], ask };
	const uint32_t plain[] = { insn[0], ask };
	struct kvm_run *run = vcpu->run;
	struct kvm_regs regs;

	if (form->flags & P10)
		put_code(vcpu, prefixed, 3, big_endian);
	else
		put_code(vcpu, plain, 2, big_endian);
	memset(out, 0, sizeof(*out));
	if (!form->store)
		memcpy(out->bytes, device_bytes, 16);
	vcpu_set_entry(vcpu, CODE, msr_of(MSR_GUEST_FP, big_endian));
	vcpu_get_regs(vcpu, &regs);
	regs.gpr[3] = HC_SYNC;
	regs.gpr[5] = form->store ? STORE_HIGH : 0x5555555555555555;
	regs.gpr[9] = where - 16;
	regs.gpr[10] = 16;
	regs.gpr[11] = where;
	regs.gpr[12] = where + 16;
	regs.gpr[13] = where + 0x10000;
	vcpu_set_regs(vcpu, &regs);
	set_source(vcpu, form);
	for (;;) {
		must(!vcpu_run(vcpu), "KVM_RUN of %s", form->name);
		if (run->exit_reason != KVM_EXIT_MMIO)
			break;
		serve(run, out, form->store);
		must(out->exits <= 16, "%s goes on for ever", form->name);
	}
	must(run->exit_reason == KVM_EXIT_PAPR_HCALL, "%s ends in exit %s",
	     form->name, exit_name(run->exit_reason));
	if (run->papr_hcall.nr == HC_TRAP)
		return false;
	get_target(vcpu, form, out);
	return true;
}

static void hex_bytes(const char *text, uint8_t *bytes)
{
	for (unsigned int i = 0; text[2 * i]; i++) {
		char digits[3] = { text[2 * i], text[2 * i + 1] };

		bytes[i] = strtoul(digits, NULL, 16);
	}
}

/* Return: what is wrong with an outcome, or NULL. */
static const char *judge(const struct form *form, bool big_endian,
			 uint64_t where, const struct outcome *out)
{
	uint8_t bytes[16] = { 0 };

	if (out->r9 != (form->flags & UPDATE ? where : where - 16))
		return "r9";
	if (form->store)
		hex_bytes(form->stored[big_endian], bytes);
	else
		memcpy(bytes, device_bytes, 16);
	if (!form->store &&
	    (out->value[0] != form->value[big_endian][0] ||
	     out->value[1] != form->value[big_endian][1]))
		return "value";
	return memcmp(bytes, out->bytes, 16) ? "bytes" : NULL;
}

static bool processor_has(const struct form *form)
{
	uint64_t pvr;

	asm volatile("mfpvr %0" : "=r"(pvr));
	if (form->flags & P10)
		return pvr >> 16 == 0x80;
	if (form->flags & P9)
		return pvr >> 16 == 0x80 || pvr >> 16 == 0x4e;
	return true;
}

/* The processor's own work, on memory. */
TEST_F(mmio, table_is_right)
{
	bool be = variant->big_endian;

	for (unsigned int i = 0; i < ARRAY_SIZE(forms); i++) {
		uint8_t *memory = vm_ptr(self->vm, MEMORY);
		const struct form *form = &forms[i];
		struct outcome out;
		const char *wrong;

		if (!processor_has(form))
			continue;
		memset(memory, 0, 16);
		if (!form->store)
			memcpy(memory, device_bytes, 16);
		ASSERT_TRUE(run_form(self->vcpu, form, be, MEMORY, &out));
		memcpy(out.bytes, memory, 16);
		wrong = judge(form, be, MEMORY, &out);
		EXPECT_EQ(NULL, wrong)
			TH_LOG("%s: %s is %#llx %#llx", form->name, wrong,
			       (long long)out.value[0],
			       (long long)out.value[1]);
	}
}

TEST_F(mmio, device_accesses)
{
	bool be = variant->big_endian;

	for (unsigned int i = 0; i < ARRAY_SIZE(forms); i++) {
		const struct form *form = &forms[i];
		unsigned int uneven = 0;
		struct outcome out;
		const char *wrong;

		if (!processor_has(form))
			continue;
		if (!run_form(self->vcpu, form, be, DEVICE, &out)) {
			EXPECT_EQ(NULL, form->name)
				TH_LOG("%s: interrupt %#llx", form->name,
				       self->vcpu->run->papr_hcall.args[0]);
			continue;
		}
		wrong = judge(form, be, DEVICE, &out);
		EXPECT_EQ(NULL, wrong)
			TH_LOG("%s: %s is %#llx %#llx", form->name, wrong,
			       (long long)out.value[0],
			       (long long)out.value[1]);
		/* A device sees each byte once, and no register in parts. */
		for (unsigned int n = 0; n < 16; n++)
			uneven += out.touched[n] != (n < form->bytes);
		EXPECT_EQ(0, uneven) TH_LOG("%s", form->name);
		if (form->bytes <= 8) {
			EXPECT_EQ(1, out.exits) TH_LOG("%s", form->name);
		}
	}
}

/*
 * What has no meaning on a device, or is not the guest's to use: the guest
 * gets an interrupt at the instruction, or the VMM an error with its word.
 */
TEST_F(mmio, what_cannot_be_done)
{
	static const struct {
		const char *name;
		uint32_t insn;
	} none[] = {
		{ "lwarx", 0x7ca95028 },
		{ "ldarx", 0x7ca950a8 },
		{ "stwcx.", 0x7ca9512d },
		{ "stdcx.", 0x7ca951ad },
		{ "lmw", 0xbba90010 },
		{ "stmw", 0xbfa90010 },
		{ "lswi", 0x7ca944aa },
		{ "lq", 0xe0c90010 },
		{ "dcbz", 0x7c0957ec },
		{ "lwzcix", 0x7ca9562a },
		{ "stwcix", 0x7ca9572a },
		{ "ldcix", 0x7ca956ea },
		{ "lxvl", 0x7ca9521a },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(none); i++) {
		const uint32_t words[] = {
			none[i].insn, self->vm->hcall_insn,
		};
		struct kvm_run *run = self->vcpu->run;
		struct kvm_regs regs;
		unsigned int exits = 0;

		put_code(self->vcpu, words, 2, variant->big_endian);
		vcpu_set_entry(self->vcpu, CODE,
			       msr_of(MSR_GUEST_FP, variant->big_endian));
		vcpu_get_regs(self->vcpu, &regs);
		regs.gpr[3] = HC_SYNC;
		regs.gpr[9] = DEVICE - 16;
		regs.gpr[10] = 16;
		vcpu_set_regs(self->vcpu, &regs);
		do {
			ASSERT_EQ(0, vcpu_run(self->vcpu));
		} while (run->exit_reason == KVM_EXIT_MMIO && ++exits < 50);
		if (run->exit_reason == KVM_EXIT_INTERNAL_ERROR) {
			EXPECT_EQ(KVM_INTERNAL_ERROR_EMULATION,
				  run->internal.suberror);
			EXPECT_LE(1, run->internal.ndata);
			continue;
		}
		ASSERT_EQ(KVM_EXIT_PAPR_HCALL, run->exit_reason)
			TH_LOG("%s: exit %u", none[i].name, run->exit_reason);
		/* Done after all, or one of the architecture's interrupts. */
		if (run->papr_hcall.nr == HC_SYNC)
			continue;
		EXPECT_EQ(CODE, run->papr_hcall.args[1]);
		EXPECT_TRUE(run->papr_hcall.args[0] == VEC_DSI ||
			    run->papr_hcall.args[0] == VEC_ALIGNMENT ||
			    run->papr_hcall.args[0] == VEC_PROGRAM)
			TH_LOG("%s: interrupt %#llx", none[i].name,
			       run->papr_hcall.args[0]);
	}
}

/* There is nothing to execute on a device (Book III 7.5.5). */
TEST_F(mmio, instruction_fetch)
{
	struct kvm_run *run = self->vcpu->run;

	vcpu_set_entry(self->vcpu, DEVICE,
		       msr_of(MSR_GUEST, variant->big_endian));
	vcpu_run_trap(self->vcpu, VEC_ISI);
	EXPECT_EQ(DEVICE, run->papr_hcall.args[1]);
}

/*
 * Eight bytes across the end of memory: half of them are the device's. They
 * are read as they are there, or the guest or the VMM is told.
 */
TEST_F(mmio, across_the_end_of_memory)
{
	struct kvm_run *run = self->vcpu->run;
	const uint64_t end = GUEST_RAM;
	unsigned int exits = 0;
	uint64_t value;

	memset(vm_ptr(self->vm, end - 8), 0x11, 8);
	vcpu_start(self->vcpu, "guest_load64", end - 4);
	for (;;) {
		ASSERT_EQ(0, vcpu_run(self->vcpu));
		if (run->exit_reason != KVM_EXIT_MMIO || ++exits > 8)
			break;
		EXPECT_LE(end - 4, run->mmio.phys_addr);
		memset(run->mmio.data, 0x11, 8);
	}
	ASSERT_GE(8, exits);
	if (run->exit_reason == KVM_EXIT_INTERNAL_ERROR)
		return;
	ASSERT_EQ(KVM_EXIT_PAPR_HCALL, run->exit_reason);
	value = run->papr_hcall.args[0];
	if (run->papr_hcall.nr == HC_DONE) {
		EXPECT_EQ(0x1111111111111111, value);
	} else {
		EXPECT_TRUE(value == VEC_ALIGNMENT || value == VEC_DSI);
	}
}

/* A load whose answer userspace has not given yet is not done twice. */
TEST_F(mmio, finished_without_running)
{
	struct kvm_run *run = self->vcpu->run;
	struct kvm_regs regs;
	uint64_t value;

	memcpy(&value, device_bytes, 8);
	vcpu_start(self->vcpu, "guest_load64", DEVICE);
	vcpu_run_to(self->vcpu, KVM_EXIT_MMIO);
	memcpy(run->mmio.data, device_bytes, 8);
	vcpu_complete(self->vcpu);
	vcpu_get_regs(self->vcpu, &regs);
	EXPECT_EQ(value, regs.gpr[3]);
	EXPECT_EQ(value, vcpu_run_done(self->vcpu));
}

TEST_HARNESS_MAIN
