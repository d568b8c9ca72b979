/* SPDX-License-Identifier: GPL-2.0 */
/* The guest image, as the linker made it, inside every test. */
	.section .rodata
	.balign	16
	.globl	guest_elf
guest_elf:
	.incbin	GUEST_ELF
	.globl	guest_elf_end
guest_elf_end:

	.section .note.GNU-stack, "", @progbits
