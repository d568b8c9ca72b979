// SPDX-License-Identifier: GPL-2.0
/*
 * Hypercalls that the kernel answers once KVM_CAP_PPC_ENABLE_HCALL has said
 * so: device accesses, page initialisation, debug resources, random numbers.
 */
#include <endian.h>
#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "harness.h"
#include "vm.h"

#define H_PAGE_INIT		0x2c
#define H_LOGICAL_CI_LOAD	0x3c
#define H_LOGICAL_CI_STORE	0x40
#define H_RANDOM		0x300
#define H_SET_MODE		0x31c

#define H_SUCCESS		0L
#define H_PARAMETER		-4L
#define H_P2			-55L
#define H_P3			-56L
#define H_P4			-57L
#define H_UNSUPPORTED_FLAG	-256L
#define TO_USER			0x7777L	/* what the test answers itself */

#define REGS	GUEST_FREE
#define DEST	(GUEST_FREE + 0x10000)
#define SRC	(GUEST_FREE + 0x20000)

FIXTURE(en) {
	struct vm *vm;
	struct vcpu *vcpu;
	uint64_t *regs;
};

static int enable(struct vm *vm, uint64_t nr, uint64_t on)
{
	struct kvm_enable_cap cap = {
		.cap = KVM_CAP_PPC_ENABLE_HCALL,
		.args = { nr, on },
	};

	return try_ioctl(vm->fd, KVM_ENABLE_CAP, &cap);
}

FIXTURE_SETUP(en)
{
	static const uint64_t numbers[] = {
		H_PAGE_INIT, H_LOGICAL_CI_LOAD, H_LOGICAL_CI_STORE, H_RANDOM,
		H_SET_MODE,
	};

	self->vm = vm_create();
	self->vcpu = vcpu_create(self->vm, 0);
	self->regs = vm_ptr(self->vm, REGS);
	for (unsigned int i = 0; i < ARRAY_SIZE(numbers); i++)
		ASSERT_EQ(0, enable(self->vm, numbers[i], 1));
}

FIXTURE_TEARDOWN(en)
{
	vm_free(self->vm);
}

/* Results are in self->regs. Return: the first, TO_USER where KVM exits. */
static long call(struct vcpu *vcpu, uint64_t *regs, uint64_t nr, uint64_t a,
		 uint64_t b, uint64_t c, uint64_t d)
{
	struct kvm_run *run = vcpu->run;

	regs[0] = nr;
	regs[1] = a;
	regs[2] = b;
	regs[3] = c;
	regs[4] = d;
	vcpu_start(vcpu, "hcall_all", REGS);
	vcpu_run_to(vcpu, KVM_EXIT_PAPR_HCALL);
	if (run->papr_hcall.nr == HC_DONE)
		return run->papr_hcall.args[0];
	must(run->papr_hcall.nr == nr, "hcall %#llx", run->papr_hcall.nr);
	must(run->papr_hcall.args[0] == a && run->papr_hcall.args[1] == b &&
	     run->papr_hcall.args[2] == c && run->papr_hcall.args[3] == d,
	     "other arguments");
	run->papr_hcall.ret = TO_USER;
	return vcpu_run_done(vcpu);
}

#define hc(nr, a, b, c, d)	call(self->vcpu, self->regs, nr, a, b, c, d)

/* Without the switch each is userspace's. */
TEST_F(en, off_at_first)
{
	struct vm *vm = vm_create();
	struct vcpu *vcpu = vcpu_create(vm, 0);
	uint64_t *regs = vm_ptr(vm, REGS);

	EXPECT_EQ(TO_USER, call(vcpu, regs, H_LOGICAL_CI_LOAD, 3, 0, 0, 0));
	EXPECT_EQ(TO_USER, call(vcpu, regs, H_LOGICAL_CI_STORE, 3, 0, 0, 0));
	EXPECT_EQ(TO_USER, call(vcpu, regs, H_SET_MODE, 1, 1, 0, 0));
	EXPECT_EQ(TO_USER, call(vcpu, regs, H_RANDOM, 0, 0, 0, 0));
	EXPECT_EQ(TO_USER, call(vcpu, regs, H_PAGE_INIT, 0x8000, 1, 0, 0));
	vm_free(vm);
}

TEST_F(en, access_sizes)
{
	static const uint64_t sizes[] = { 0, 3, 5, 6, 7, 9, 16, ~0UL };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		EXPECT_EQ(H_PARAMETER, hc(H_LOGICAL_CI_LOAD, sizes[i],
					  GUEST_MMIO, 0, 0));
		EXPECT_EQ(H_PARAMETER, hc(H_LOGICAL_CI_STORE, sizes[i],
					  GUEST_MMIO, 0, 0));
	}
	for (unsigned int size = 2; size <= 8; size *= 2) {
		EXPECT_EQ(H_PARAMETER, hc(H_LOGICAL_CI_LOAD, size,
					  GUEST_MMIO + 1, 0, 0));
		EXPECT_EQ(H_PARAMETER, hc(H_LOGICAL_CI_STORE, size,
					  GUEST_MMIO + size / 2, 0, 0));
	}
}

/* What no device in the kernel answers goes to userspace. */
TEST_F(en, access_to_userspace)
{
	for (unsigned int size = 1; size <= 8; size *= 2) {
		EXPECT_EQ(TO_USER, hc(H_LOGICAL_CI_LOAD, size, GUEST_MMIO, 0,
				      0));
		EXPECT_EQ(TO_USER, hc(H_LOGICAL_CI_STORE, size, GUEST_MMIO,
				      0x55, 0));
	}
	EXPECT_EQ(TO_USER, hc(H_LOGICAL_CI_STORE, 8, -8UL, 0x55, 0));
}

TEST_F(en, store_to_an_event)
{
	struct kvm_ioeventfd io = {
		.addr = GUEST_MMIO,
		.len = 4,
		.fd = eventfd(0, EFD_NONBLOCK),
	};
	uint64_t count = 0;

	ASSERT_LE(0, io.fd);
	ASSERT_EQ(0, try_ioctl(self->vm->fd, KVM_IOEVENTFD, &io));
	EXPECT_EQ(H_SUCCESS, hc(H_LOGICAL_CI_STORE, 4, GUEST_MMIO, 1, 0));
	EXPECT_EQ(H_SUCCESS, hc(H_LOGICAL_CI_STORE, 4, GUEST_MMIO, 2, 0));
	EXPECT_EQ(TO_USER, hc(H_LOGICAL_CI_STORE, 8, GUEST_MMIO, 2, 0));
	EXPECT_EQ(8, read(io.fd, &count, sizeof(count)));
	EXPECT_EQ(2, count);
	close(io.fd);
}

/* A device sees the value in big-endian order. */
TEST_F(en, store_to_the_ring)
{
	struct kvm_coalesced_mmio_zone zone = {
		.addr = GUEST_MMIO,
		.size = 0x1000,
	};
	struct kvm_coalesced_mmio_ring *ring = (void *)self->vcpu->run +
		KVM_COALESCED_MMIO_PAGE_OFFSET * sysconf(_SC_PAGESIZE);

	ASSERT_EQ(0, try_ioctl(self->vm->fd, KVM_REGISTER_COALESCED_MMIO,
			       &zone));
	for (unsigned int i = 0; i < 4; i++) {
		struct kvm_coalesced_mmio *e = &ring->coalesced_mmio[i];
		unsigned int size = 1 << i;

		EXPECT_EQ(H_SUCCESS, hc(H_LOGICAL_CI_STORE, size,
					GUEST_MMIO + 8 * i,
					0x1122334455667788, 0));
		EXPECT_EQ(GUEST_MMIO + 8 * i, e->phys_addr);
		EXPECT_EQ(size, e->len);
		for (unsigned int byte = 0; byte < size; byte++) {
			unsigned int want = 0x11 * (9 - size + byte);

			EXPECT_EQ(want, e->data[byte]);
		}
	}
}

TEST_F(en, page_init)
{
	uint8_t *dest = vm_ptr(self->vm, DEST), *src = vm_ptr(self->vm, SRC);

	memset(dest, 0xdd, 0x3000);
	memset(src, 0x55, 0x3000);
	src[0x1000] = 1;
	src[0x1fff] = 2;
	EXPECT_EQ(H_SUCCESS, hc(H_PAGE_INIT, 0x4000, DEST + 0x1000,
				SRC + 0x1000, 0));
	EXPECT_EQ(0, memcmp(dest + 0x1000, src + 0x1000, 0x1000));
	EXPECT_EQ(0xdd, dest[0xfff]);
	EXPECT_EQ(0xdd, dest[0x2000]);
	EXPECT_EQ(H_SUCCESS, hc(H_PAGE_INIT, 0x8000, DEST + 0x1000, 1, 0));
	for (unsigned int i = 0x1000; i < 0x2000; i++)
		ASSERT_EQ(0, dest[i]);
	EXPECT_EQ(0xdd, dest[0xfff]);
	EXPECT_EQ(0xdd, dest[0x2000]);
}

TEST_F(en, page_init_refuses)
{
	uint8_t *dest = vm_ptr(self->vm, DEST);

	memset(dest, 0xdd, 0x2000);
	EXPECT_EQ(H_PARAMETER, hc(H_PAGE_INIT, 0x8000, DEST + 0x800, 0, 0));
	EXPECT_EQ(H_PARAMETER, hc(H_PAGE_INIT, 0x4000, DEST, SRC + 8, 0));
	EXPECT_EQ(H_PARAMETER, hc(H_PAGE_INIT, 0x4000, DEST + 8, SRC, 0));
	/* No memory, and what else the flags may want, is userspace's. */
	EXPECT_EQ(TO_USER, hc(H_PAGE_INIT, 0x8000, GUEST_MMIO, 0, 0));
	EXPECT_EQ(TO_USER, hc(H_PAGE_INIT, 0x4000, DEST, GUEST_MMIO, 0));
	EXPECT_EQ(TO_USER, hc(H_PAGE_INIT, 0x8000, -0x1000UL, 0, 0));
	EXPECT_EQ(TO_USER, hc(H_PAGE_INIT, 0, DEST, SRC, 0));
	EXPECT_EQ(TO_USER, hc(H_PAGE_INIT, ~0UL, DEST, SRC, 0));
	for (unsigned int i = 0; i < 0x2000; i++)
		ASSERT_EQ(0xdd, dest[i]);
}

/* A page that the kernel writes is a dirty one. */
TEST_F(en, page_init_is_logged)
{
	uint8_t *mem = mmap(NULL, 4 * GUEST_PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const uint64_t gpa = 0x10000000;
	uint64_t bits = 0;

	ASSERT_NE(MAP_FAILED, mem);
	ASSERT_EQ(0, vm_slot(self->vm, 1, KVM_MEM_LOG_DIRTY_PAGES, gpa,
			     4 * GUEST_PAGE, mem));
	ASSERT_EQ(0, vm_get_dirty_log(self->vm, 1, &bits));
	EXPECT_EQ(H_SUCCESS, hc(H_PAGE_INIT, 0x8000, gpa + 2 * GUEST_PAGE, 0,
				0));
	ASSERT_EQ(0, vm_get_dirty_log(self->vm, 1, &bits));
	EXPECT_EQ(htole64(1UL << 2 * GUEST_PAGE / host_page()), bits);
	munmap(mem, 4 * GUEST_PAGE);
}

TEST_F(en, set_mode_breakpoint)
{
	EXPECT_EQ(H_SUCCESS, hc(H_SET_MODE, 0, 1, 0x1000 | 2, 0));
	EXPECT_EQ(0x1000 | 2, one_reg_get(self->vcpu, KVM_REG_PPC_CIABR));
	EXPECT_EQ(H_UNSUPPORTED_FLAG, hc(H_SET_MODE, 1, 1, 0x2000, 0));
	EXPECT_EQ(H_P3, hc(H_SET_MODE, 0, 1, 0x2000 | 3, 0));
	EXPECT_EQ(H_P4, hc(H_SET_MODE, 0, 1, 0x2000, 1));
	EXPECT_EQ(0x1000 | 2, one_reg_get(self->vcpu, KVM_REG_PPC_CIABR));
	EXPECT_EQ(H_SUCCESS, hc(H_SET_MODE, 0, 1, 0, 0));
	EXPECT_EQ(0, one_reg_get(self->vcpu, KVM_REG_PPC_CIABR));
}

/* Where the host has no watchpoints for guests, the guest is told so. */
TEST_F(en, set_mode_watchpoints)
{
	static const struct {
		uint64_t resource, dawr, dawrx;
	} cases[] = {
		{ 2, KVM_REG_PPC_DAWR, KVM_REG_PPC_DAWRX },
		{ 5, KVM_REG_PPC_DAWR1, KVM_REG_PPC_DAWRX1 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t resource = cases[i].resource;
		long ret = hc(H_SET_MODE, 0, resource, 0x1230, 1);

		if (ret == H_P2)
			continue;
		EXPECT_EQ(H_SUCCESS, ret);
		EXPECT_EQ(H_P4, hc(H_SET_MODE, 0, resource, 0x4560, 4));
		EXPECT_EQ(H_UNSUPPORTED_FLAG,
			  hc(H_SET_MODE, 2, resource, 0x4560, 1));
		EXPECT_EQ(0x1230, one_reg_get(self->vcpu, cases[i].dawr));
		EXPECT_EQ(1, one_reg_get(self->vcpu, cases[i].dawrx));
	}
}

/* What concerns all vCPUs, and what there is not, is userspace's. */
TEST_F(en, set_mode_to_userspace)
{
	static const uint64_t resources[] = { 0, 3, 4, 6, ~0UL };

	for (unsigned int i = 0; i < ARRAY_SIZE(resources); i++) {
		long ret = hc(H_SET_MODE, 3, resources[i], 0, 0);

		EXPECT_EQ(TO_USER, ret);
	}
}

TEST_F(en, random)
{
	int have = try_ioctl(self->vm->fd, KVM_CHECK_EXTENSION,
			     (void *)KVM_CAP_PPC_HWRNG);
	uint64_t first;

	if (!have) {
		EXPECT_EQ(TO_USER, hc(H_RANDOM, 0, 0, 0, 0));
		return;
	}
	EXPECT_EQ(H_SUCCESS, hc(H_RANDOM, 0, 0, 0, 0));
	first = self->regs[1];
	EXPECT_EQ(H_SUCCESS, hc(H_RANDOM, 0, 0, 0, 0));
	EXPECT_NE(first, self->regs[1]);
}

/* Numbers that the kernel has no answer to cannot be switched. */
TEST_F(en, what_cannot_be_switched)
{
	static const uint64_t numbers[] = {
		0, 1, 0x54, 0xe1, 0xe2, 0x400, 0xf000, 1UL << 32 | 0xe0, ~0UL,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(numbers); i++) {
		EXPECT_EQ(-EINVAL, enable(self->vm, numbers[i], 1));
		EXPECT_EQ(-EINVAL, enable(self->vm, numbers[i], 0));
	}
	EXPECT_EQ(-EINVAL, enable(self->vm, H_RANDOM, 2));
}

TEST_HARNESS_MAIN
