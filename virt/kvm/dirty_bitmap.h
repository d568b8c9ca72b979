/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The layout of a dirty bitmap, as userspace sees it and as a slot keeps it:
 * an array of longs whose bits are numbered in little-endian order, bit 0 of
 * byte 0 first. Pure, so that it is tested on the build machine as well.
 */
#ifndef KVM_DIRTY_BITMAP_H
#define KVM_DIRTY_BITMAP_H

#include <linux/bits.h>
#include <linux/types.h>

unsigned long kvm_dirty_bitmap_longs(unsigned long npages);
unsigned long kvm_dirty_bitmap_valid(unsigned long npages, unsigned long first);
unsigned long kvm_dirty_bitmap_swap(unsigned long word);
void kvm_dirty_bitmap_fill(unsigned long *bitmap, unsigned long npages);
bool kvm_dirty_bitmap_run_ok(unsigned long npages, u64 first, u64 num);

#endif /* KVM_DIRTY_BITMAP_H */
