// SPDX-License-Identifier: GPL-2.0
/* Arithmetic on dirty bitmaps. Calls nothing of the kernel's. */
#include "dirty_bitmap.h"

/* The ABI's granule: where a run of pages may begin and end. */
#define RUN_ALIGN	64

/**
 * kvm_dirty_bitmap_longs() - length of a slot's bitmap
 * @npages: pages of the slot
 *
 * Return: the length in longs.
 */
unsigned long kvm_dirty_bitmap_longs(unsigned long npages)
{
	return npages / BITS_PER_LONG + !!(npages % BITS_PER_LONG);
}

/**
 * kvm_dirty_bitmap_valid() - bits of one word that stand for pages of the slot
 * @npages: pages of the slot
 * @first: page of the word's bit 0, a multiple of BITS_PER_LONG below @npages
 *
 * Return: the mask, in the CPU's bit order.
 */
unsigned long kvm_dirty_bitmap_valid(unsigned long npages, unsigned long first)
{
	unsigned long left = npages - first;

	return left < BITS_PER_LONG ? (1UL << left) - 1 : ~0UL;
}

/**
 * kvm_dirty_bitmap_swap() - between a bitmap's word and the CPU's bit order
 * @word: either
 *
 * Return: the other.
 */
unsigned long kvm_dirty_bitmap_swap(unsigned long word)
{
	const unsigned char *byte = (const unsigned char *)&word;
	unsigned long out = 0;
	unsigned int i;

	for (i = 0; i < sizeof(word); i++)
		out |= (unsigned long)byte[i] << (i * 8);
	return out;
}

/**
 * kvm_dirty_bitmap_fill() - set the bit of every page
 * @bitmap: kvm_dirty_bitmap_longs() longs
 * @npages: pages of the slot
 */
void kvm_dirty_bitmap_fill(unsigned long *bitmap, unsigned long npages)
{
	unsigned long first;

	for (first = 0; first < npages; first += BITS_PER_LONG)
		bitmap[first / BITS_PER_LONG] =
			kvm_dirty_bitmap_swap(kvm_dirty_bitmap_valid(npages,
								     first));
}

/**
 * kvm_dirty_bitmap_run_ok() - may KVM_CLEAR_DIRTY_LOG name this run of pages?
 * @npages: pages of the slot
 * @first: first page of the run
 * @num: pages in the run
 *
 * Return: true where the run lies in the slot, begins at a multiple of 64 and
 * ends at one or with the slot.
 */
bool kvm_dirty_bitmap_run_ok(unsigned long npages, u64 first, u64 num)
{
	if (first % RUN_ALIGN || first > npages || num > npages - first)
		return false;
	return num % RUN_ALIGN == 0 || num == npages - first;
}
