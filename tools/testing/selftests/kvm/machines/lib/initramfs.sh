# SPDX-License-Identifier: GPL-2.0
# The host's initramfs, in two parts that the kernel unpacks one after the
# other: the big one holds what changes with the packages alone and is cached,
# the small one holds modules, tests and scripts and is made for every boot.

# Kernel modules that a host's tests, and that a guest, may want.
HOST_EXTRA="zram brd loop ext4 crc32c_generic"
GUEST_EXTRA="virtio_pci virtio_blk virtio_console virtio_net ext4
	crc32c_generic"

# pack FILE DIRECTORY LEVEL: a directory as a compressed cpio archive.
pack() {
	(cd "$2" && find . -print0 | LC_ALL=C sort -z |
		cpio -0 -o -H newc -R 0:0 --quiet) |
		zstd -q -f "-$3" -T0 -o "$1"
}

# busybox_make DIRECTORY: DIRECTORY/busybox, static, from Debian's source and as
# Debian configures it.
busybox_make() {
	local dir=$1 source=$1/source make
	make=(make -C "$source" -j"$(nproc)" "CROSS_COMPILE=$CROSS")
	step "unpack busybox's source" dpkg-source --no-check -x \
		"$CACHE"/debs-busybox/busybox_*.dsc "$source" ||
		die "could not unpack it"
	cp "$source/debian/config/pkg/static" "$source/.config"
	step "build busybox (${CROSS%%-*})" "${make[@]}" busybox ||
		die "could not build it"
	cp "$source/busybox" "$dir/busybox"
	rm -rf "${source:?}"
}

# needed_libraries TREE FILE...: the shared objects that the files need,
# directly or not, as paths in TREE.
needed_libraries() {
	local tree=$1 queue=("${@:2}") file name found
	local -A seen=()
	while [ ${#queue[@]} -gt 0 ]; do
		file=${queue[0]}
		queue=("${queue[@]:1}")
		while IFS= read -r name; do
			[ -z "${seen[$name]:-}" ] || continue
			seen[$name]=yes
			found=$(find "$tree/lib" "$tree/lib64" "$tree/usr/lib" \
				-name "$name" 2>/dev/null | head -n 1)
			[ -n "$found" ] ||
				die "no package has $name, which ${file##*/} needs"
			printf '%s\n' "$found"
			queue+=("$found")
		done < <(${CROSS}readelf -d "$file" |
			awk -F '[][]' '/\(NEEDED\)/ { print $2 }')
	done
}

# base_make KERNEL DIRECTORY: the big part. The guest's kernel is the stock one
# whatever the host runs.
base_make() {
	local kernel=$1 dir=$2 tree=$2/tree root=$2/root lib path
	local libdir=usr/lib/powerpc64le-linux-gnu
	say "unpack the host's userspace: busybox, qemu-system-ppc64"
	mkdir -p "$tree" "$root"/{bin,lib64,guest,usr/bin,usr/share/qemu} \
		"$root/$libdir"
	unpack "$tree" "$CACHE/debs-user/*.deb"
	cp "$tree/bin/busybox" "$root/bin/"
	ln -s busybox "$root/bin/sh"
	cp "$tree/usr/bin/qemu-system-ppc64" "$root/usr/bin/"
	for path in slof.bin openbios-ppc; do
		cp -L "$tree/usr/share/qemu/$path" "$root/usr/share/qemu/"
	done
	needed_libraries "$tree" "$root/usr/bin/qemu-system-ppc64" \
		>"$dir/libraries"
	while IFS= read -r lib; do
		cp -L "$lib" "$root/$libdir/"
	done <"$dir/libraries"
	path=$(find "$tree/lib" "$tree/usr/lib" -name 'ld64.so.2' | head -n 1)
	[ -n "$path" ] || die "no package has ld64.so.2"
	cp -L "$path" "$root/lib64/"
	cp "$kernel/vmlinux" "$root/guest/vmlinux"
	say "compress the host's userspace"
	pack "$dir/base.cpio.zst" "$root" 9 ||
		die "could not pack the host's userspace"
	cp "$tree/bin/busybox" "$dir/busybox"
	basename -a "$CACHE"/debs-user/qemu-system-ppc_*.deb |
		sed 's/^[^_]*_\(.*\)_.*$/\1/; s/%3a/:/' >"$dir/qemu-version"
	rm -rf "${tree:?}" "${root:?}"
}

# base_small_make DIRECTORY: the same where Debian has no packages: a busybox
# that is built, no QEMU and no guest.
base_small_make() {
	local dir=$1 root=$1/root
	busybox_make "$dir"
	mkdir -p "$root/bin"
	cp "$dir/busybox" "$root/bin/"
	ln -s busybox "$root/bin/sh"
	pack "$dir/base.cpio.zst" "$root" 9 ||
		die "could not pack the host's userspace"
	rm -rf "${root:?}"
}

# machine_has_packages: whether Debian has a userspace for the machine, hence a
# QEMU and a guest on it.
machine_has_packages() {
	[ "$CROSS" = "$STOCK_CROSS" ]
}

# base_dir: prepare the big part and print its directory.
base_dir() {
	local kernel name
	if ! machine_has_packages; then
		install_tools $TOOLS_BUSYBOX "gcc-${CROSS%-}" \
			"$(cross_libc "$CROSS")"
		packages busybox fetch_source busybox
		name=base-${CROSS%%-*}-$(hash_of "$(key_of busybox)" \
			"$(${CROSS}gcc --version)" \
			"$(declare -f base_small_make busybox_make pack)")
		cache_make "$name" base_small_make
		printf '%s\n' "$CACHE/$name"
		return 0
	fi
	kernel=$(kernel_dir stock)
	packages user fetch_closure qemu-system-ppc busybox-static
	name=base-$(hash_of "$(key_of user)" "${kernel##*/}" \
		"$(declare -f base_make needed_libraries pack)")
	cache_make "$name" base_make "$kernel"
	printf '%s\n' "$CACHE/$name"
}

# copy_modules KERNEL ROOT NAME...: these modules of a kernel and what they
# depend on. One that is built in, or that this kernel has not, is left out.
copy_modules() {
	local kernel=$1 root=$2 release path
	shift 2
	release=$(cat "$kernel/release")
	mkdir -p "$root/lib/modules/$release"
	cp "$kernel/lib/modules/$release"/modules.{order,builtin,builtin.modinfo} \
		"$root/lib/modules/$release/"
	for name; do
		modprobe -d "$kernel" -S "$release" -D "$name" \
			2>/dev/null || true
	done | awk '$1 == "insmod" { print $2 }' | sort -u |
	while IFS= read -r path; do
		path=${path#"$kernel"/}
		mkdir -p "$root/$(dirname "$path")"
		cp "$kernel/$path" "$root/$path"
	done
}

# guest_initrd FILE BASE KERNEL: the guest's small initramfs.
guest_initrd() {
	local file=$1 base=$2 kernel=$3 root
	root=$(mktemp -d "$WORK/guest.XXXXXX")
	mkdir -p "$root"/{bin,dev,proc,sys,tmp,mnt}
	cp "$base/busybox" "$root/bin/busybox"
	ln -s busybox "$root/bin/sh"
	install -m 755 "$HERE/guest/init" "$root/init"
	copy_modules "$kernel" "$root" $GUEST_EXTRA
	depmod -b "$root" "$(cat "$kernel/release")"
	pack "$file" "$root" 3
}

# built_guest DIRECTORY KIND: a guest whose kernel is built, for whose CPU
# Debian has no packages. KIND joins the kernel's fragments by "+".
built_guest() {
	local dir=$1 kind=${2//+/ } kernel cross root flags
	flags="-static -O2 -Wall -Werror"
	kernel=$(kernel_dir "$kind")
	cross=$(kernel_cross $(kernel_fragments $kind))
	install_tools "$(cross_libc "$cross")"
	root=$(mktemp -d "$WORK/guest.XXXXXX")
	mkdir -p "$dir" "$root"/{dev,proc}
	cp "$kernel/vmlinux" "$dir/vmlinux"
	${cross}gcc $flags -maltivec -c -o "$dir/vector.o" \
		"$HERE/guest/vector.c"
	${cross}gcc $flags -o "$root/init" "$HERE/guest/init.c" "$dir/vector.o"
	${cross}strip "$root/init"
	rm "$dir/vector.o"
	(cd "$root" && find . | cpio -o -H newc -R 0:0 --quiet) >"$dir/initrd"
}

# cross_libc PREFIX: the package with a C library for that compiler.
cross_libc() {
	case $1 in
	powerpc64le-*) printf 'libc6-dev-ppc64el-cross\n' ;;
	powerpc64-*) printf 'libc6-dev-ppc64-cross\n' ;;
	powerpc-*) printf 'libc6-dev-powerpc-cross\n' ;;
	esac
}

# our_modules ROOT KERNEL: put our modules over the kernel's own.
our_modules() {
	local root=$1 kernel=$2 dir=$BUILD/modules/${2##*/} module ko
	local updates
	updates=$root/lib/modules/$(cat "$kernel/release")/updates
	(modules_build "$kernel/build" "$dir") >"$WORK/kbuild.log" 2>&1 || {
		cat "$WORK/kbuild.log" >&2
		die "could not build the modules"
	}
	grep -E 'warning:|WARNING:' "$WORK/kbuild.log" >&2 || true
	mkdir -p "$updates"
	for module in $MACHINE_MODULES; do
		ko=$(find "$dir" -name "$module.ko" | head -n 1)
		[ -n "$ko" ] || die "the build made no $module.ko"
		cp "$ko" "$updates/"
		modinfo -F depends "$ko" | tr ',' '\n' |
			grep -vxF "$(tr ' -' '\n_' <<<"$MACHINE_MODULES")" |
			while IFS= read -r ko; do
				[ -z "$ko" ] || copy_modules "$kernel" \
					"$root" "$ko"
			done || true
	done
}

# host_root ROOT BASE KERNEL: what the small part always holds.
host_root() {
	local root=$1 base=$2 kernel=$3
	mkdir -p "$root"/{dev,proc,sys,tmp,guest,machine,lib}
	install -m 755 "$HERE/host/init" "$root/init"
	cp "$HERE"/host/*.sh "$root/machine/"
	! machine_has_packages ||
		guest_initrd "$root/guest/initrd" "$base" "$(kernel_dir stock)"
	case $MODULES in
	stock)
		copy_modules "$kernel" "$root" $HOST_EXTRA $MACHINE_MODULES ;;
	ours)
		copy_modules "$kernel" "$root" $HOST_EXTRA
		say "build the modules for $(cat "$kernel/release")"
		our_modules "$root" "$kernel" ;;
	*)
		die "MODULES=$MODULES: ours or stock" ;;
	esac
	depmod -b "$root" "$(cat "$kernel/release")"
}
