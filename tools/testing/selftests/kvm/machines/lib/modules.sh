# SPDX-License-Identifier: GPL-2.0
# Our modules, built against a host kernel's headers.

# modules_native: whether the build machine could load what it builds.
modules_native() {
	case $(uname -m) in
	ppc*) return 0 ;;
	esac
	return 1
}

# kdir_cross KDIR: the prefix of the compiler for modules of that kernel.
kdir_cross() {
	[ -e "$1/include/config/auto.conf" ] ||
		die "no headers of a configured kernel in $1"
	kernel_cross "$1/include/config/auto.conf"
}

# kbuild_cross KDIR: the make variables that cross-build for it, if it has to.
kbuild_cross() {
	modules_native || printf '%s\n' "ARCH=powerpc" \
		"CROSS_COMPILE=$(kdir_cross "$1")"
}

# modules_build KDIR DIRECTORY [ARGUMENT...]: build in DIRECTORY, which mirrors
# the sources by symbolic links, so that objects for several kernels stay apart
# and out of the tree. The arguments go to kbuild.
modules_build() {
	local kdir=$1 dir=$2 cross lock
	shift 2
	[ -e "$kdir/Makefile" ] || die "no kernel headers in $kdir"
	[ -e "$TOP/Kbuild" ] || die "no Kbuild in $TOP"
	mkdir -p "$dir"
	exec {lock}>"$dir/.lock"
	flock "$lock"
	mirror_sources "$dir"
	mapfile -t cross < <(kbuild_cross "$kdir")
	make -C "$kdir" -j"$(nproc)" "M=$dir" "${cross[@]}" "$@" modules ||
		return
	exec {lock}>&-
}

# mirror_sources DIRECTORY: one link for each source, none for one that went.
mirror_sources() {
	local dir=$1 part
	for part in Kbuild Kconfig include virt arch; do
		[ -e "$TOP/$part" ] || continue
		(cd "$TOP" && find "$part" -type f ! -name '*.o' \
			! -name '*.cmd' ! -name '*.ko' ! -name '*.mod' \
			! -name '*.mod.c') |
		while IFS= read -r file; do
			[ -L "$dir/$file" ] && continue
			mkdir -p "$dir/$(dirname "$file")"
			ln -s "$TOP/$file" "$dir/$file"
		done
	done
	find "$dir" -xtype l -delete
}

# modules_install KDIR DIRECTORY: install what modules_build made.
modules_install() {
	local kdir=$1 dir=$2 cross release
	mapfile -t cross < <(kbuild_cross "$kdir")
	# `make kernelrelease` names Debian's source, not its kernel.
	release=$(sed -n 's/^#define UTS_RELEASE "\(.*\)"$/\1/p' \
		"$kdir/include/generated/utsrelease.h")
	# A distribution's kernel has its signing key nowhere.
	[ -e "$kdir/certs/signing_key.pem" ] || cross+=(CONFIG_MODULE_SIG_ALL=)
	make -C "$kdir" "M=$dir" "${cross[@]}" INSTALL_MOD_DIR=updates \
		modules_install
	depmod -b "${INSTALL_MOD_PATH:-/}" "$release"
}
