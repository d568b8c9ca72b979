/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Simple instructions of a guest, executed without the hardware: those on GPRs,
 * CR, LR and CTR, loads and stores. They are what is found between privileged
 * instructions, where leaving the guest for each of those costs more than to go
 * on without it.
 *
 * Pure C: the same file serves the unit tests on the build machine.
 */
#ifndef KVM_PPC_STEP_H
#define KVM_PPC_STEP_H

#include <linux/types.h>
#include <asm/ptrace.h>

/* Instructions that are kept decoded; what a run may touch without asking. */
#define PPC_STEP_OPS		2048
#define PPC_STEP_BLOCK		64	/* those that follow one another there */
#define PPC_STEP_CODES		4
#define PPC_STEP_WINDOWS	32
#define PPC_STEP_LONELY		1024
#define PPC_STEP_LOOPS		4
#define PPC_STEP_PASSED		4

/*
 * A primary opcode of no processor: with the operands of dcbz it zeroes 32 bytes,
 * where the guest has that.
 */
#define PPC_STEP_DCBZ32		22

/**
 * enum ppc_step - why ppc_step_run() has ended
 * @PPC_STEP_ON:	it has not
 * @PPC_STEP_JUMPED:	nor now; nip is that of the next instruction
 * @PPC_STEP_FAR:	ppc_steps.left has come to 0
 * @PPC_STEP_ALONE:	nip is one of ppc_steps.lonely
 * @PPC_STEP_UNKNOWN:	the instruction at nip, ppc_steps.inst, is for others
 * @PPC_STEP_UNALIGNED:	it accesses what is not aligned, in a window that is open
 * @PPC_STEP_NO_CODE:	nip is not in ppc_steps_code() of it
 * @PPC_STEP_NO_DATA:	the instruction accesses ppc_steps.ea, which is in no
 *			window, or in none that it may write
 *
 * Of what is at nip nothing has been done.
 */
enum ppc_step {
	PPC_STEP_ON,
	PPC_STEP_JUMPED,
	PPC_STEP_FAR,
	PPC_STEP_ALONE,
	PPC_STEP_UNKNOWN,
	PPC_STEP_UNALIGNED,
	PPC_STEP_NO_CODE,
	PPC_STEP_NO_DATA,
};

struct ppc_steps;
struct ppc_step_op;

typedef enum ppc_step ppc_step_fn(struct pt_regs *regs,
				  const struct ppc_step_op *op,
				  struct ppc_steps *steps);

/**
 * struct ppc_step_op - an instruction, decoded
 * @fn:		what executes it, all but that nip moves on
 * @imm:	immediate operand, mask, or distance of a branch
 * @word:	as it lies in memory
 * @t:		field RT, RS or BO; of a CR operation BT
 * @a:		field RA or BI
 * @b:		field RB or SH
 * @how:	more about it, as @fn has it
 */
struct ppc_step_op {
	ppc_step_fn *fn;
	u64 imm;
	u32 word;
	u8 t;
	u8 a;
	u8 b;
	u8 how;
};

/* So many instructions a loop has, and rounds of it are skipped, at the most. */
#define PPC_LOOP_MAX		16
#define PPC_LOOP_ROUNDS_MAX	4096

/**
 * struct ppc_loop - a loop that was looked at
 * @nr:		instructions without the branch that closes it; 0: it is none
 * @idle:	its rounds load and forget; else nothing of the following is set
 * @base:	GPR that a round loads by
 * @step:	what is added to that, last of all
 * @first:	of the bytes that are loaded, from the base
 * @end:	behind the last of them
 * @size:	of the largest load, bytes
 * @nr_kept:	loads of the last round whose registers are not loaded again,
 * @kept:	decoded
 * @words:	its instructions as they lie in memory
 */
struct ppc_loop {
	unsigned int nr;
	bool idle;
	unsigned int base;
	s64 step;
	s64 first;
	s64 end;
	unsigned int size;
	unsigned int nr_kept;
	struct ppc_step_op kept[PPC_LOOP_MAX];
	u32 words[PPC_LOOP_MAX];
};

/**
 * struct ppc_rounds - rounds of an idle loop
 * @moved:	what all but the last add to the base
 * @first:	effective address of the first byte that they load
 * @last:	of the last
 */
struct ppc_rounds {
	s64 moved;
	u64 first;
	u64 last;
};

/**
 * struct ppc_window - a page of the guest where the kernel has it
 * @ea:		of its first byte; with @mask 0 and not 0 it is none
 * @mask:	of addresses in it, the bits that are in @ea: it is no smaller
 *		than %PPC_STEP_BLOCK instructions
 * @memory:	its first byte
 * @writable:	stores may go there
 */
struct ppc_window {
	u64 ea;
	u64 mask;
	u8 *memory;
	bool writable;
};

/* SPRs of privileged state that only keep what is put there. */
enum ppc_kept_spr {
	PPC_KEPT_DAR,
	PPC_KEPT_SRR0,
	PPC_KEPT_SRR1,
	PPC_KEPT_SPRG0,
	PPC_KEPT_SPRG1,
	PPC_KEPT_SPRG2,
	PPC_NR_KEPT
};

/**
 * struct ppc_steps - a guest that is executed step by step
 * @regs:	GPRs, CR, XER, LR, CTR, nip
 * @mask:	of effective addresses: all bits, or 32 where MSR[SF] is 0
 * @swap:	its byte order is not the host's
 * @has_ca32:	the guest's processor has XER[CA32]
 * @has_dcbz32:	it is to execute %PPC_STEP_DCBZ32
 * @skip_loops:	rounds of loops that load and forget may be left out (loop.c)
 * @keeps:	@kept are to be used, else their instructions are for others
 * @gap:	instructions that may pass without privileged code,
 * @left:	of these, until %PPC_STEP_FAR
 * @total:	what @left can still be filled up from
 * @from:	nip where it last was filled up
 * @near:	in ppc_step_run(), nip where it is to be; 0 for nowhere
 * @inst:	with %PPC_STEP_UNKNOWN: the instruction, as a number
 * @ea:		with %PPC_STEP_NO_DATA: what it accesses,
 * @store:	and how
 * @code:	where instructions are: one of @codes
 * @codes:	by a hash of the address, where they were lately
 * @data:	by a hash of the address
 * @lonely:	by nip, places where to end after one of @kept was moved
 * @passed:	the last places where @left was filled up, before @from,
 * @nr_passed:	how many there have been; 0 before ppc_step_run()
 * @kept:	enum ppc_kept_spr
 * @ops:	by nip, instructions that were decoded; %PPC_STEP_OPS
 * @loops:	by nip of the branch, those that could have been cut short
 */
struct ppc_steps {
	struct pt_regs *regs;
	u64 mask;
	bool swap;
	bool has_ca32;
	bool has_dcbz32;
	bool skip_loops;
	bool keeps;
	unsigned int gap;
	unsigned int left;
	unsigned int total;
	u64 from;
	u64 near;
	u32 inst;
	u64 ea;
	bool store;
	struct ppc_window *code;
	struct ppc_window codes[PPC_STEP_CODES];
	struct ppc_window data[PPC_STEP_WINDOWS];
	u64 lonely[PPC_STEP_LONELY];
	u64 passed[PPC_STEP_PASSED];
	unsigned int nr_passed;
	u64 *kept[PPC_NR_KEPT];
	struct ppc_step_op *ops;
	struct ppc_loop loops[PPC_STEP_LOOPS];
};

static inline bool ppc_window_holds(const struct ppc_window *window, u64 ea)
{
	return (ea & window->mask) == window->ea;
}

static inline void ppc_window_close(struct ppc_window *window)
{
	window->ea = ~0ULL;
	window->mask = 0;
}

/*
 * Where an address of data is looked for, and nowhere else. Pages of 4K, as
 * well as of 64K, that follow one another have different places.
 */
static inline struct ppc_window *ppc_steps_window(struct ppc_steps *steps,
						  u64 ea)
{
	return &steps->data[(ea >> 12 ^ ea >> 16) % PPC_STEP_WINDOWS];
}

/* Of code, the same; that where the guest runs is in ppc_steps.code. */
static inline struct ppc_window *ppc_steps_code(struct ppc_steps *steps, u64 nip)
{
	return &steps->codes[(nip >> 12 ^ nip >> 16) % PPC_STEP_CODES];
}

static inline u64 *ppc_steps_lonely(struct ppc_steps *steps, u64 nip)
{
	return &steps->lonely[(nip >> 2) % PPC_STEP_LONELY];
}

/* Privileged code was executed before @nip, and more of it may be near. */
static inline void ppc_steps_near(struct ppc_steps *steps, u64 nip)
{
	unsigned int total = steps->total + steps->left;

	steps->passed[steps->nr_passed++ % PPC_STEP_PASSED] = steps->from;
	steps->left = steps->gap < total ? steps->gap : total;
	steps->total = total - steps->left;
	steps->from = nip;
}

/* Was nothing privileged near this place? */
static inline bool ppc_steps_is_lonely(struct ppc_steps *steps, u64 nip)
{
	return *ppc_steps_lonely(steps, nip) == nip;
}

/**
 * struct ppc_step_store - a store of one GPR
 * @ea:		effective address
 * @val:	in its low bytes, what is stored
 * @size:	bytes: 1, 2, 4 or 8
 * @update:	GPR that becomes @ea, 0 for none
 */
struct ppc_step_store {
	u64 ea;
	u64 val;
	u8 size;
	u8 update;
};

bool ppc_step_is_simple(u32 inst);
bool ppc_step_store(const struct pt_regs *regs, u64 mask, u32 inst,
		    struct ppc_step_store *store);
void ppc_step_stored(struct pt_regs *regs, u64 mask,
		     const struct ppc_step_store *store);

/* Has ppc_steps_set_swap() been called with that? */
static inline bool ppc_steps_has_swap(const struct ppc_steps *steps, bool swap)
{
	return steps->swap == swap && steps->ops->fn;
}

void ppc_steps_init(struct ppc_steps *steps, struct pt_regs *regs,
		    struct ppc_step_op *ops);
void ppc_steps_set_swap(struct ppc_steps *steps, bool swap);
void ppc_steps_close(struct ppc_steps *steps);
enum ppc_step ppc_step_run(struct ppc_steps *steps);
void ppc_steps_in_vain(struct ppc_steps *steps);
bool ppc_step_unaligned(struct ppc_steps *steps);

unsigned int ppc_loop_length(u32 inst);
bool ppc_loop_knows(const struct ppc_loop *loop, const u32 *words,
		    unsigned int nr);
void ppc_loop_learn(struct ppc_loop *loop, const u32 *words, unsigned int nr,
		    bool swap);
bool ppc_loop_rounds(const struct ppc_loop *loop, const struct pt_regs *regs,
		     u64 nr, struct ppc_rounds *rounds);

#endif /* KVM_PPC_STEP_H */
