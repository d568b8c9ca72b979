// SPDX-License-Identifier: GPL-2.0
/*
 * What it costs to map guest memory. The host has the pages before the guest
 * touches them, except where the host was told to drop them.
 */
#include <sys/mman.h>

#include "bench.h"
#include "vm.h"

#define BASE	0x10000000UL
#define HUGE	(2UL << 20)

struct memory {
	struct vm *vm;
	struct vcpu *vcpu;
	uint8_t *mem;	/* slot 1 at BASE, both aligned to 2M */
	size_t size;
	void *area;
};

static void memory_init(struct memory *m, size_t size, int advice)
{
	m->vm = vm_create();
	m->vcpu = vcpu_create(m->vm, 0);
	m->size = size;
	m->area = mmap(NULL, size + HUGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	must(m->area != MAP_FAILED, "mmap of %zu bytes", size);
	m->mem = (void *)(((uintptr_t)m->area + HUGE - 1) & ~(HUGE - 1));
	must(!madvise(m->mem, size, advice), "madvise %d", advice);
	memset(m->mem, 0, size);
	must(!vm_slot(m->vm, 1, 0, BASE, size, m->mem), "slot 1");
}

static void memory_free(struct memory *m)
{
	vm_free(m->vm);
	munmap(m->area, m->size + HUGE);
}

static void touch(const struct row *row, size_t page, int advice)
{
	struct memory m;

	memory_init(&m, row->batches * row->ops * page, advice);
	vcpu_call(m.vcpu, "bench_touch", row->batches, row->ops, BASE, page);
	memory_free(&m);
}

/* A batch is 2M: its share of the tables' pages is the same in each. */
static void touch_64k(const struct row *row)
{
	touch(row, GUEST_PAGE, MADV_NOHUGEPAGE);
}

static void touch_2m(const struct row *row)
{
	touch(row, HUGE, MADV_HUGEPAGE);
}

/* Page by page out of the host's mapping, then all touched in one run. */
static void unmap_fault(const struct row *row)
{
	struct memory m;

	memory_init(&m, row->ops * GUEST_PAGE, MADV_NOHUGEPAGE);
	vcpu_start(m.vcpu, "bench_touch_again", row->batches, row->ops, BASE,
		   GUEST_PAGE);
	vcpu_run_hcall(m.vcpu, HC_SYNC);
	for (unsigned int b = 0; b < row->batches; b++) {
		bench_begin();
		for (unsigned int i = 0; i < row->ops; i++)
			madvise(m.mem + i * GUEST_PAGE, GUEST_PAGE,
				MADV_DONTNEED);
		vcpu_run_hcall(m.vcpu, HC_SYNC);
		bench_end();
	}
	must(*(uint64_t *)m.mem == row->batches - 1, "lost a store");
	memory_free(&m);
}

static const struct row rows[] = {
	{ "touch_64k", 32, 32, touch_64k },
	{ "touch_2m", 16, 8, touch_2m, HV },
	{ "unmap_fault", 40, 32, unmap_fault },
};

int main(int argc, char **argv)
{
	bench_rows(rows, sizeof(rows) / sizeof(rows[0]), argv[1],
		   kvm_guests_are_pr() ? PR : HV);
	return 0;
}
