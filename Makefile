# SPDX-License-Identifier: GPL-2.0
#
# What a user types. The modules themselves are described by Kbuild, which the
# kernel's own build system reads; the machines on which they run are in
# tools/testing/selftests/kvm/machines.

MACHINE := tools/testing/selftests/kvm/machines/machine

export HOST GUEST TEST DEBUG MODULES RUN FILES PROFILE UPDATE APPEND \
	INSTALL_MOD_PATH

# Where the build machine can host the modules itself they are built for its
# running kernel; elsewhere, for Debian's stock ppc64le kernel.
ifneq ($(filter ppc%,$(shell uname -m)),)
KDIR ?= /lib/modules/$(shell uname -r)/build
endif

.PHONY: all
all:
	@$(MACHINE) modules $(KDIR)

.PHONY: install
install:
	@$(MACHINE) install $(KDIR)

.PHONY: run shell host-run check bench style
run shell host-run check bench style:
	@$(MACHINE) $@

.PHONY: clean
clean:
	rm -rf build
	$(MAKE) -C tools/testing/unit clean

.PHONY: help
help:
	@echo 'make               build the modules for KDIR, for the kernel of'
	@echo '                   HOST, or for the stock ppc64le one, into build/'
	@echo 'make install       install them under updates/, with depmod'
	@echo '                   (KDIR=, INSTALL_MOD_PATH=)'
	@echo 'make run           a Linux guest on an emulated host (HOST=powernv9; on'
	@echo '                   pseries-pr, powernv8 also GUEST=g3, g4, 970)'
	@echo 'make shell         a prompt on that host'
	@echo 'make check         every test on every machine (HOST=, TEST=pattern,'
	@echo '                   DEBUG=1: host kernels with lockdep, KASAN, ...)'
	@echo "make bench         what our modules and the kernel's own cost, in"
	@echo '                   instructions (HOST=pseries-nested, UPDATE=1:'
	@echo '                   keep it in Documentation/performance.rst,'
	@echo '                   PROFILE=row|all: where rows spend them,'
	@echo "                   APPEND= to the kernel's command line)"
	@echo 'make style         checkpatch, sparse, W=1, unit tests with sanitizers'
	@echo 'make host-run      RUN=command, in the directory /files on the host,'
	@echo '                   which is a copy of FILES=directory; the modules are'
	@echo '                   loaded, and its status is that of make'
	@echo 'make clean         remove what was built (downloads stay, in'
	@echo '                   $${XDG_CACHE_HOME:-~/.cache}/kvm-powerpc)'
	@echo
	@echo 'MODULES=stock boots with the modules of the host kernel itself.'
	@$(MACHINE) list
