# SPDX-License-Identifier: GPL-2.0
# Kernels of hosts and guests: Debian's stock one, and those built from its linux-source.
#
# Whatever its origin, a kernel is a directory with
#	vmlinux			what QEMU boots
#	release			its `uname -r`
# and, where it takes modules,
#	lib/modules/RELEASE	its modules, depmod'ed
#	build			what KDIR= wants for it

# The stock kernel and its headers, as unpacked from debs-kernel.
stock_kernel_make() {
	local debs=$CACHE/debs-kernel dir=$1 release headers common
	say "unpack the stock ppc64le kernel and its headers"
	unpack "$dir" "$debs/linux-*.deb"
	mv "$dir"/boot/vmlinux-* "$dir/vmlinux"
	release=$(ls "$dir/lib/modules" | head -n 1)
	printf '%s\n' "$release" >"$dir/release"
	depmod -b "$dir" "$release"
	rm -rf "${dir:?}/usr/share" "${dir:?}/boot"

	# The headers name each other by where dpkg would have put them; here
	# they stay below one directory, wherever that is.
	headers=$dir/usr/src/linux-headers-$release
	common=${release%-powerpc64le}-common
	printf 'include $(dir $(lastword $(MAKEFILE_LIST)))%s\n' \
		"../linux-headers-$common/Makefile" >"$headers/Makefile"
	rm -f "$dir/lib/modules/$release/build" \
		"$dir/lib/modules/$release/source"
	ln -s "usr/src/linux-headers-$release" "$dir/build"
}

# The kernel source, as a directory of its own: the kselftest harness,
# checkpatch, and host kernels that Debian does not build.
linux_source_make() {
	local dir=$1 deb
	say "unpack linux-source-6.1 (1.5 GB)"
	for deb in "$CACHE"/debs-source/linux-source-6.1_*.deb; do
		dpkg-deb --fsys-tarfile "$deb" |
			tar -xO ./usr/src/linux-source-6.1.tar.xz |
			tar -C "$dir" -xJ --strip-components=1
	done
}

# linux_source: print where the kernel source is, having fetched it if needed.
linux_source() {
	packages source fetch_exact linux-source-6.1
	cache_make linux-source-6.1 linux_source_make
	printf '%s\n' "$CACHE/linux-source-6.1"
}

# kernel_fragments NAME...: print the files that a kernel is configured from.
kernel_fragments() {
	local name
	for name; do
		[ -e "$HERE/$name.config" ] || die "no host kernel of $name"
		printf '%s\n' "$HERE/$name.config"
	done
}

# The compiler of the stock kernel and of Debian's userspace.
STOCK_CROSS=powerpc64le-linux-gnu-

# kernel_cross CONFIG...: print the prefix of the compiler for such a kernel, by
# its fragments or by its whole configuration.
kernel_cross() {
	if grep -qxh CONFIG_CPU_LITTLE_ENDIAN=y "$@"; then
		printf 'powerpc64le-linux-gnu-\n'
	elif grep -qxh CONFIG_PPC64=y "$@"; then
		printf 'powerpc64-linux-gnu-\n'
	else
		printf 'powerpc-linux-gnu-\n'
	fi
}

# built_kernel_make NAME DIRECTORY: a kernel from linux-source-6.1, all that is
# not in the fragments whose names NAME lists switched off.
built_kernel_make() {
	local name=$1 dir=$2 fragment=$2/fragment make files cross
	mapfile -t files < <(kernel_fragments $name)
	cat "${files[@]}" >"$fragment"
	cross=$(kernel_cross "$fragment")
	make=(make -C "$CACHE/linux-source-6.1" "O=$dir/build" -j"$(nproc)"
		ARCH=powerpc "CROSS_COMPILE=$cross")
	mkdir "$dir/build"
	step "configure a kernel: $name" \
		"${make[@]}" "KCONFIG_ALLCONFIG=$fragment" allnoconfig ||
		die "could not configure it"
	fragment_holds "$fragment" "$dir/build/.config"
	step "build it (some minutes)" "${make[@]}" vmlinux ||
		die "could not build it"
	cp "$dir/build/vmlinux" "$dir/vmlinux"
	${cross}strip --strip-debug "$dir/vmlinux"
	cp "$dir/build/include/config/kernel.release" "$dir/release"
	if grep -qx CONFIG_MODULES=y "$dir/build/.config"; then
		built_kernel_modules "$dir" "${make[@]}"
	else
		rm -rf "${dir:?}/build"
	fi
}

# kernel_edits NAME...: print the scripts for sed that fragments have in a
# directory of their name, each where the file is that it edits.
kernel_edits() {
	local name
	for name; do
		[ ! -d "$HERE/$name" ] ||
			find "$HERE/$name" -name '*.sed' | LC_ALL=C sort
	done
}

# edited_kernel_make NAME DIRECTORY: as built_kernel_make, from a source with
# the edits of its fragments; all other files are links to those of the cache.
# For kernels without modules: nothing is left of that source.
edited_kernel_make() {
	local name=$1 dir=$2 script file source=$2/cache/linux-source-6.1
	mkdir "$dir/cache"
	cp -al "$CACHE/linux-source-6.1" "$source"
	kernel_edits $name | while IFS= read -r script; do
		file=${script#"$HERE"/*/}
		file=${file%.sed}
		sed -f "$script" "$source/$file" >"$dir/cache/edited"
		! cmp -s "$dir/cache/edited" "$source/$file" ||
			die "nothing to edit in $file"
		mv "$dir/cache/edited" "$source/$file"
	done
	# What it calls takes the source from the cache.
	local CACHE=$dir/cache
	built_kernel_make "$name" "$dir"
	rm -rf "${dir:?}/cache"
}

# built_kernel_modules DIRECTORY MAKE...: its modules, and what others need to
# be built for it. The objects that they do not need go.
built_kernel_modules() {
	local dir=$1 make=("${@:2}")
	step "build its modules" "${make[@]}" modules ||
		die "could not build its modules"
	step "install its modules" "${make[@]}" \
		"INSTALL_MOD_PATH=$dir" modules_install ||
		die "could not install its modules"
	find "$dir/build" -name '*.o' ! -path '*/scripts/*' \
		! -path '*/powerpc/lib/crtsavres.o' -delete
	# The output directory names itself by an absolute path, which changes
	# when the cache takes it in.
	printf 'include %s\n' "$CACHE/linux-source-6.1/Makefile" \
		>"$dir/build/Makefile"
}

# fragment_holds FRAGMENT CONFIG: an option that Kconfig dropped is an error.
fragment_holds() {
	local line
	while IFS= read -r line; do
		case $line in
		CONFIG_*=n)
			! grep -q "^${line%=n}=" "$2" ||
				die "the kernel's $line does not hold" ;;
		CONFIG_*)
			grep -qxF -- "$line" "$2" ||
				die "the kernel's $line does not hold" ;;
		esac
	done <"$1"
}

# kernel_dir KIND: prepare a kernel and print its directory. KIND is "stock",
# or lists Kconfig fragments of this directory without their .config.
kernel_dir() {
	local kind=$1 name fragments edits cross make=built_kernel_make
	case $kind in
	stock)
		packages kernel fetch_kernel
		name=kernel-stock-$(key_of kernel)-$(hash_of "$(
			declare -f stock_kernel_make)")
		cache_make "$name" stock_kernel_make
		;;
	*)
		fragments=$(kernel_fragments $kind)
		edits=$(kernel_edits $kind)
		if [ -n "$edits" ]; then
			make=edited_kernel_make
		fi
		cross=$(kernel_cross $fragments)
		install_tools $TOOLS_KERNEL "gcc-${cross%-}"
		linux_source >/dev/null
		name=kernel-${kind// /-}-$(hash_of "$(key_of source)" \
			"$(cat $fragments $edits)" "$(${cross}gcc --version)" \
			"$(declare -f built_kernel_make built_kernel_modules)")
		cache_make "$name" $make "$kind"
		;;
	esac
	printf '%s\n' "$CACHE/$name"
}
