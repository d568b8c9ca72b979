# SPDX-License-Identifier: GPL-2.0
# Debian packages: those the build machine needs installed, and those that are
# only unpacked in the cache, for the host kernel and its userspace.

SUITE=bookworm
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

TOOLS_RUN="cpio gcc-powerpc64le-linux-gnu kmod libc6-dev-ppc64el-cross
	qemu-system-ppc xz-utils zstd"
TOOLS_CHECK="$TOOLS_RUN gcc libc6-dev"
TOOLS_KERNEL="bc bison flex gcc libc6-dev libelf-dev libssl-dev"
TOOLS_BUSYBOX="bzip2 dpkg-dev patch"
TOOLS_STYLE="$TOOLS_CHECK perl sparse"

# install_tools PACKAGE...: have these installed on the build machine.
install_tools() {
	local package missing=()
	for package; do
		case $(dpkg-query -W -f '${db:Status-Status}' "$package" \
			2>/dev/null) in
		installed) ;;
		*) missing+=("$package") ;;
		esac
	done
	if [ ${#missing[@]} -eq 0 ]; then
		return 0
	fi
	step "read the package index" as_root apt-get update ||
		say "the index is out of sync: going on with what it has"
	for package in "${missing[@]}"; do
		apt-cache show "$package" >/dev/null 2>&1 ||
			die "no package $package in the configured sources"
	done
	step "install ${missing[*]}" as_root env \
		DEBIAN_FRONTEND=noninteractive apt-get install -y \
		--no-install-recommends "${missing[@]}" ||
		die "could not install: ${missing[*]}"
}

# debian_mirror: the archive that the build machine itself uses for SUITE.
debian_mirror() {
	local uri
	uri=$(find /etc/apt -maxdepth 2 -name '*.list' -exec cat {} + |
		awk -v suite=$SUITE '
		$1 == "deb" {
			sub(/\[[^]]*\]/, "")
			if ($3 == suite && / main( |$)/) { print $2; exit }
		}')
	[ -n "$uri" ] || uri=$(find /etc/apt -maxdepth 2 -name '*.sources' \
		-exec cat {} + | awk -v suite=$SUITE -v RS= -F '\n' '{
		found = 0
		for (i = 1; i <= NF; i++) {
			n = split($i, word, /[ \t]+/)
			if (word[1] == "URIs:")
				uri = word[2]
			for (k = 2; k <= n; k++)
				if (word[1] == "Suites:" && word[k] == suite)
					found = 1
		}
		if (found) { print uri; exit }
	}')
	case $uri in
	http://*|https://*|file:*) printf '%s\n' "$uri" ;;
	*) die "no archive of Debian's $SUITE in /etc/apt" ;;
	esac
}

# apt_state: write the state of our own that apt works in, so that ppc64el
# packages can be had without the system's dpkg knowing of the architecture.
apt_state() {
	local apt=$CACHE/apt mirror
	mirror=$(debian_mirror) || exit
	mkdir -p "$apt/lists/partial" "$apt/archives/partial"
	: >"$apt/status"
	printf 'deb [signed-by=%s] %s %s main\n' "$KEYRING" \
		"$mirror" $SUITE >"$apt/sources.list"
	cat >"$apt/apt.conf" <<-END
		APT::Architecture "ppc64el";
		#clear APT::Architectures;
		APT::Architectures { "ppc64el"; "amd64"; };
		APT::Install-Recommends "false";
		APT::Sandbox::User "root";
		Acquire::Languages "none";
		Acquire::Retries "3";
		Dir::State "$apt";
		Dir::State::lists "$apt/lists";
		Dir::State::status "$apt/status";
		Dir::Cache "$apt";
		Dir::Cache::archives "$apt/archives";
		Dir::Etc::sourcelist "$apt/sources.list";
		Dir::Etc::sourceparts "/dev/null";
	END
	export APT_CONFIG=$apt/apt.conf
}

# apt_update: only when something has to be fetched, and not for each package
# set of one setup anew.
apt_update() {
	local stamp=$CACHE/apt/updated
	if [ -n "$(find "$stamp" -mmin -30 2>/dev/null || true)" ]; then
		return 0
	fi
	if step "read the package index of $(debian_mirror) (ppc64el, amd64)" \
		apt-get update -eany; then
		touch "$stamp"
	else
		say "the index is not whole: going on with what it has"
	fi
}

# package_known PACKAGE...: an error naming the first that is not to be had.
package_known() {
	local package
	for package; do
		apt-cache show "$package" >/dev/null 2>&1 ||
			die "no package $package in $(debian_mirror) $SUITE"
	done
}

# fetch_exact PACKAGE... DIRECTORY: these packages and no others.
fetch_exact() {
	local dir=${*: -1} packages=("${@:1:$#-1}")
	package_known "${packages[@]}"
	(cd "$dir" && step "fetch ${packages[*]}" \
		apt-get download "${packages[@]}") ||
		die "could not fetch: ${packages[*]}"
}

# fetch_closure PACKAGE... DIRECTORY: these and all they depend on.
fetch_closure() {
	local dir=${*: -1} packages=("${@:1:$#-1}")
	package_known "${packages[@]}"
	mkdir -p "$dir/partial"
	step "fetch ${packages[*]} and what they need" \
		apt-get install -y --download-only \
		-o Dir::Cache::archives="$dir" "${packages[@]}" ||
		die "could not fetch: ${packages[*]}"
	rm -rf "$dir/partial" "$dir/lock"
}

# fetch_source PACKAGE DIRECTORY: a source package. The index of these is read
# for this alone.
fetch_source() {
	local package=$1 dir=$2 list=$CACHE/apt/sources.list
	sed -i 's/^deb \(.*\)/&\ndeb-src \1/' "$list"
	step "read the package index of sources" apt-get update -eany ||
		say "the index is not whole: going on with what it has"
	(cd "$dir" && step "fetch the source of $package" \
		apt-get source --download-only "$package") ||
		die "could not fetch the source of $package"
}

# fetch_kernel DIRECTORY: the stock kernel that the metapackage names today,
# its headers, and kbuild's programs for the build machine.
fetch_kernel() {
	local image release
	package_known linux-image-powerpc64le
	image=$(apt-cache depends linux-image-powerpc64le |
		awk '$1 == "Depends:" { print $2; exit }')
	release=${image#linux-image-}
	fetch_exact "$image" "linux-headers-$release" \
		"linux-headers-${release%-powerpc64le}-common" \
		linux-kbuild-6.1:amd64 "$1"
}

# packages NAME COMMAND...: fill $CACHE/debs-NAME by a fetch command, which
# gets the directory as its last argument.
packages() {
	local name=$1
	shift
	if [ -e "$CACHE/debs-$name" ]; then
		return 0
	fi
	(
		mkdir -p "$CACHE"
		exec 9>"$CACHE/.lock-apt"
		flock 9
		apt_state
		apt_update
		cache_make "debs-$name" "$@"
	)
}

# unpack DIRECTORY GLOB...: unpack the packages of debs-* that match.
unpack() {
	local dir=$1 glob deb
	shift
	for glob; do
		for deb in $glob; do
			[ -e "$deb" ] || die "no package file $glob"
			dpkg-deb -x "$deb" "$dir"
		done
	done
}

# key_of NAME: a hash of the exact versions in $CACHE/debs-NAME.
key_of() {
	hash_of "$(ls "$CACHE/debs-$1")"
}
