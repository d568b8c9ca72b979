// SPDX-License-Identifier: GPL-2.0
/*
 * Loads the guest image and finds its symbols. The image is our own, linked
 * for this build, so its headers are believed.
 */
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "vm.h"

extern const uint8_t guest_elf[], guest_elf_end[];

static const Elf64_Ehdr *ehdr(void)
{
	return (const Elf64_Ehdr *)guest_elf;
}

/* Put @insn in the place of every hypercall. */
static void set_hcalls(uint8_t *ram, uint32_t insn)
{
	const uint64_t end = guest_symbol("hcall_sites_end");

	for (uint64_t at = guest_symbol("hcall_sites"); at < end; at += 4)
		*(uint32_t *)(ram + *(uint32_t *)(ram + at)) = insn;
}

void guest_load(struct vm *vm)
{
	const Elf64_Phdr *ph = (const void *)(guest_elf + ehdr()->e_phoff);

	for (unsigned int i = 0; i < ehdr()->e_phnum; i++) {
		if (ph[i].p_type != PT_LOAD)
			continue;
		must(ph[i].p_paddr + ph[i].p_memsz <= vm->ram_size,
		     "RAM too small");
		memcpy(vm->ram + ph[i].p_paddr, guest_elf + ph[i].p_offset,
		       ph[i].p_filesz);
	}
	set_hcalls(vm->ram, vm->hcall_insn);
}

uint64_t guest_symbol(const char *name)
{
	const Elf64_Shdr *sh = (const void *)(guest_elf + ehdr()->e_shoff);

	for (unsigned int i = 0; i < ehdr()->e_shnum; i++) {
		const Elf64_Sym *sym = (const void *)(guest_elf + sh[i].sh_offset);
		const char *str;

		if (sh[i].sh_type != SHT_SYMTAB)
			continue;
		str = (const char *)guest_elf + sh[sh[i].sh_link].sh_offset;
		for (uint64_t n = sh[i].sh_size / sizeof(*sym); n; n--, sym++)
			if (!strcmp(str + sym->st_name, name))
				return sym->st_value;
	}
	errno = ENOENT;
	must(false, "no guest symbol %s", name);
}
