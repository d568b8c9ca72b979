// SPDX-License-Identifier: GPL-2.0
/* The search for a slot by guest page. Calls nothing of the kernel's. */
#include <kvm/memslot.h>

/**
 * kvm_memslots_search() - find the slot that holds a guest page
 * @slots: a table, sorted by base_gfn and without overlaps
 * @gfn: the page
 * @hint: index to try first; any value will do
 *
 * Return: the slot's index, -1 where no slot holds @gfn.
 */
int kvm_memslots_search(const struct kvm_memslots *slots, gfn_t gfn, u32 hint)
{
	u32 low = 0, high = slots->nr;

	if (hint < slots->nr && kvm_slot_holds(slots->slots[hint], gfn))
		return hint;

	/* Narrow to the last slot that begins at or before gfn. */
	while (low < high) {
		u32 mid = low + (high - low) / 2;

		if (slots->slots[mid]->base_gfn <= gfn)
			low = mid + 1;
		else
			high = mid;
	}
	if (low && kvm_slot_holds(slots->slots[low - 1], gfn))
		return low - 1;
	return -1;
}
