/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loads and stores, and what each does to a device whose 16 bytes are 81 92 a3
 * b4 c5 d6 e7 f8 09 1a 2b 3c 4d 5e 6f 70, in a little-endian and in a
 * big-endian guest. Target and source is register 5; r9 is 16 less than the
 * device's address, r10 is 16; r11, r12 and r13 are the address, 16 and 64K
 * more than it. A store's register holds 0123456789abcdef, and, where it has
 * 128 bits, fedcba9876543210 after that; an FPR holds 400921fb54442d18, pi.
 *
 * To be included, as often as needed, with two macros defined:
 *
 * LOAD(name, instruction, register, bytes, flags,
 *	little-endian high, low, big-endian high, low)
 * STORE(name, instruction, register, bytes, flags,
 *	little-endian bytes, big-endian bytes), in hex digits
 */
LOAD(lbz, "lbz 5, 16(9)", GPR, 1, 0,
	0x81, 0x0,
	0x81, 0x0)
LOAD(lhz, "lhz 5, 16(9)", GPR, 2, 0,
	0x9281, 0x0,
	0x8192, 0x0)
LOAD(lha, "lha 5, 16(9)", GPR, 2, 0,
	0xffffffffffff9281, 0x0,
	0xffffffffffff8192, 0x0)
LOAD(lwz, "lwz 5, 16(9)", GPR, 4, 0,
	0xb4a39281, 0x0,
	0x8192a3b4, 0x0)
LOAD(ld, "ld 5, 16(9)", GPR, 8, 0,
	0xf8e7d6c5b4a39281, 0x0,
	0x8192a3b4c5d6e7f8, 0x0)
LOAD(lwa, "lwa 5, 16(9)", GPR, 4, 0,
	0xffffffffb4a39281, 0x0,
	0xffffffff8192a3b4, 0x0)
LOAD(lbzx, "lbzx 5, 9, 10", GPR, 1, 0,
	0x81, 0x0,
	0x81, 0x0)
LOAD(lhzx, "lhzx 5, 9, 10", GPR, 2, 0,
	0x9281, 0x0,
	0x8192, 0x0)
LOAD(lhax, "lhax 5, 9, 10", GPR, 2, 0,
	0xffffffffffff9281, 0x0,
	0xffffffffffff8192, 0x0)
LOAD(lwzx, "lwzx 5, 9, 10", GPR, 4, 0,
	0xb4a39281, 0x0,
	0x8192a3b4, 0x0)
LOAD(lwax, "lwax 5, 9, 10", GPR, 4, 0,
	0xffffffffb4a39281, 0x0,
	0xffffffff8192a3b4, 0x0)
LOAD(ldx, "ldx 5, 9, 10", GPR, 8, 0,
	0xf8e7d6c5b4a39281, 0x0,
	0x8192a3b4c5d6e7f8, 0x0)
LOAD(lhbrx, "lhbrx 5, 9, 10", GPR, 2, 0,
	0x8192, 0x0,
	0x9281, 0x0)
LOAD(lwbrx, "lwbrx 5, 9, 10", GPR, 4, 0,
	0x8192a3b4, 0x0,
	0xb4a39281, 0x0)
LOAD(ldbrx, "ldbrx 5, 9, 10", GPR, 8, 0,
	0x8192a3b4c5d6e7f8, 0x0,
	0xf8e7d6c5b4a39281, 0x0)
LOAD(lbzu, "lbzu 5, 16(9)", GPR, 1, UPDATE,
	0x81, 0x0,
	0x81, 0x0)
LOAD(lhzu, "lhzu 5, 16(9)", GPR, 2, UPDATE,
	0x9281, 0x0,
	0x8192, 0x0)
LOAD(lhau, "lhau 5, 16(9)", GPR, 2, UPDATE,
	0xffffffffffff9281, 0x0,
	0xffffffffffff8192, 0x0)
LOAD(lwzu, "lwzu 5, 16(9)", GPR, 4, UPDATE,
	0xb4a39281, 0x0,
	0x8192a3b4, 0x0)
LOAD(ldu, "ldu 5, 16(9)", GPR, 8, UPDATE,
	0xf8e7d6c5b4a39281, 0x0,
	0x8192a3b4c5d6e7f8, 0x0)
LOAD(lbzux, "lbzux 5, 9, 10", GPR, 1, UPDATE,
	0x81, 0x0,
	0x81, 0x0)
LOAD(lhzux, "lhzux 5, 9, 10", GPR, 2, UPDATE,
	0x9281, 0x0,
	0x8192, 0x0)
LOAD(lhaux, "lhaux 5, 9, 10", GPR, 2, UPDATE,
	0xffffffffffff9281, 0x0,
	0xffffffffffff8192, 0x0)
LOAD(lwzux, "lwzux 5, 9, 10", GPR, 4, UPDATE,
	0xb4a39281, 0x0,
	0x8192a3b4, 0x0)
LOAD(lwaux, "lwaux 5, 9, 10", GPR, 4, UPDATE,
	0xffffffffb4a39281, 0x0,
	0xffffffff8192a3b4, 0x0)
LOAD(ldux, "ldux 5, 9, 10", GPR, 8, UPDATE,
	0xf8e7d6c5b4a39281, 0x0,
	0x8192a3b4c5d6e7f8, 0x0)
LOAD(lbzx_ra0, "lbzx 5, 0, 11", GPR, 1, 0,
	0x81, 0x0,
	0x81, 0x0)
LOAD(ld_back, "ld 5, -16(12)", GPR, 8, 0,
	0xf8e7d6c5b4a39281, 0x0,
	0x8192a3b4c5d6e7f8, 0x0)
LOAD(lfs, "lfs 5, 16(9)", FPR, 4, 0,
	0xbe94725020000000, 0x0,
	0xb832547680000000, 0x0)
LOAD(lfd, "lfd 5, 16(9)", FPR, 8, 0,
	0xf8e7d6c5b4a39281, 0x0,
	0x8192a3b4c5d6e7f8, 0x0)
LOAD(lfsu, "lfsu 5, 16(9)", FPR, 4, UPDATE,
	0xbe94725020000000, 0x0,
	0xb832547680000000, 0x0)
LOAD(lfdu, "lfdu 5, 16(9)", FPR, 8, UPDATE,
	0xf8e7d6c5b4a39281, 0x0,
	0x8192a3b4c5d6e7f8, 0x0)
LOAD(lfsx, "lfsx 5, 9, 10", FPR, 4, 0,
	0xbe94725020000000, 0x0,
	0xb832547680000000, 0x0)
LOAD(lfdx, "lfdx 5, 9, 10", FPR, 8, 0,
	0xf8e7d6c5b4a39281, 0x0,
	0x8192a3b4c5d6e7f8, 0x0)
LOAD(lfsux, "lfsux 5, 9, 10", FPR, 4, UPDATE,
	0xbe94725020000000, 0x0,
	0xb832547680000000, 0x0)
LOAD(lfdux, "lfdux 5, 9, 10", FPR, 8, UPDATE,
	0xf8e7d6c5b4a39281, 0x0,
	0x8192a3b4c5d6e7f8, 0x0)
LOAD(lfiwax, "lfiwax 5, 9, 10", FPR, 4, 0,
	0xffffffffb4a39281, 0x0,
	0xffffffff8192a3b4, 0x0)
LOAD(lfiwzx, "lfiwzx 5, 9, 10", FPR, 4, 0,
	0xb4a39281, 0x0,
	0x8192a3b4, 0x0)
LOAD(lvx, "lvx 5, 9, 10", VR, 16, 0,
	0x706f5e4d3c2b1a09, 0xf8e7d6c5b4a39281,
	0x8192a3b4c5d6e7f8, 0x91a2b3c4d5e6f70)
LOAD(lxvd2x, "lxvd2x 5, 9, 10", VSR, 16, 0,
	0xf8e7d6c5b4a39281, 0x706f5e4d3c2b1a09,
	0x8192a3b4c5d6e7f8, 0x91a2b3c4d5e6f70)
LOAD(lxvw4x, "lxvw4x 5, 9, 10", VSR, 16, 0,
	0xb4a39281f8e7d6c5, 0x3c2b1a09706f5e4d,
	0x8192a3b4c5d6e7f8, 0x91a2b3c4d5e6f70)
LOAD(lxvh8x, "lxvh8x 5, 9, 10", VSR, 16, P9,
	0x9281b4a3d6c5f8e7, 0x1a093c2b5e4d706f,
	0x8192a3b4c5d6e7f8, 0x91a2b3c4d5e6f70)
LOAD(lxvb16x, "lxvb16x 5, 9, 10", VSR, 16, P9,
	0x8192a3b4c5d6e7f8, 0x91a2b3c4d5e6f70,
	0x8192a3b4c5d6e7f8, 0x91a2b3c4d5e6f70)
LOAD(lxv, "lxv 5, 16(9)", VSR, 16, P9,
	0x706f5e4d3c2b1a09, 0xf8e7d6c5b4a39281,
	0x8192a3b4c5d6e7f8, 0x91a2b3c4d5e6f70)
LOAD(lxvx, "lxvx 5, 9, 10", VSR, 16, P9,
	0x706f5e4d3c2b1a09, 0xf8e7d6c5b4a39281,
	0x8192a3b4c5d6e7f8, 0x91a2b3c4d5e6f70)
LOAD(lxv_vr, "lxv 37, 16(9)", VR, 16, P9,
	0x706f5e4d3c2b1a09, 0xf8e7d6c5b4a39281,
	0x8192a3b4c5d6e7f8, 0x91a2b3c4d5e6f70)
LOAD(lxvdsx, "lxvdsx 5, 9, 10", VSR, 8, 0,
	0xf8e7d6c5b4a39281, 0xf8e7d6c5b4a39281,
	0x8192a3b4c5d6e7f8, 0x8192a3b4c5d6e7f8)
LOAD(lxvwsx, "lxvwsx 5, 9, 10", VSR, 4, P9,
	0xb4a39281b4a39281, 0xb4a39281b4a39281,
	0x8192a3b48192a3b4, 0x8192a3b48192a3b4)
LOAD(lxsdx, "lxsdx 5, 9, 10", VSR, 8, HIGH,
	0xf8e7d6c5b4a39281, 0x0,
	0x8192a3b4c5d6e7f8, 0x0)
LOAD(lxsspx, "lxsspx 5, 9, 10", VSR, 4, HIGH,
	0xbe94725020000000, 0x0,
	0xb832547680000000, 0x0)
LOAD(lxsiwax, "lxsiwax 5, 9, 10", VSR, 4, HIGH,
	0xffffffffb4a39281, 0x0,
	0xffffffff8192a3b4, 0x0)
LOAD(lxsiwzx, "lxsiwzx 5, 9, 10", VSR, 4, HIGH,
	0xb4a39281, 0x0,
	0x8192a3b4, 0x0)
LOAD(lxsibzx, "lxsibzx 5, 9, 10", VSR, 1, HIGH | P9,
	0x81, 0x0,
	0x81, 0x0)
LOAD(lxsihzx, "lxsihzx 5, 9, 10", VSR, 2, HIGH | P9,
	0x9281, 0x0,
	0x8192, 0x0)
LOAD(lxsd, "lxsd 5, 16(9)", VR, 8, HIGH | P9,
	0xf8e7d6c5b4a39281, 0x0,
	0x8192a3b4c5d6e7f8, 0x0)
LOAD(lxssp, "lxssp 5, 16(9)", VR, 4, HIGH | P9,
	0xbe94725020000000, 0x0,
	0xb832547680000000, 0x0)
LOAD(plbz, "plbz 5, 16(9)", GPR, 1, P10,
	0x81, 0x0,
	0x81, 0x0)
LOAD(plhz, "plhz 5, 16(9)", GPR, 2, P10,
	0x9281, 0x0,
	0x8192, 0x0)
LOAD(plha, "plha 5, 16(9)", GPR, 2, P10,
	0xffffffffffff9281, 0x0,
	0xffffffffffff8192, 0x0)
LOAD(plwz, "plwz 5, 16(9)", GPR, 4, P10,
	0xb4a39281, 0x0,
	0x8192a3b4, 0x0)
LOAD(plwa, "plwa 5, 16(9)", GPR, 4, P10,
	0xffffffffb4a39281, 0x0,
	0xffffffff8192a3b4, 0x0)
LOAD(pld, "pld 5, 16(9)", GPR, 8, P10,
	0xf8e7d6c5b4a39281, 0x0,
	0x8192a3b4c5d6e7f8, 0x0)
LOAD(pld_far, "pld 5, -65536(13)", GPR, 8, P10,
	0xf8e7d6c5b4a39281, 0x0,
	0x8192a3b4c5d6e7f8, 0x0)
LOAD(plfs, "plfs 5, 16(9)", FPR, 4, P10,
	0xbe94725020000000, 0x0,
	0xb832547680000000, 0x0)
LOAD(plfd, "plfd 5, 16(9)", FPR, 8, P10,
	0xf8e7d6c5b4a39281, 0x0,
	0x8192a3b4c5d6e7f8, 0x0)
LOAD(plxv, "plxv 5, 16(9)", VSR, 16, P10,
	0x706f5e4d3c2b1a09, 0xf8e7d6c5b4a39281,
	0x8192a3b4c5d6e7f8, 0x91a2b3c4d5e6f70)
LOAD(plxsd, "plxsd 5, 16(9)", VR, 8, P10 | HIGH,
	0xf8e7d6c5b4a39281, 0x0,
	0x8192a3b4c5d6e7f8, 0x0)
LOAD(plxssp, "plxssp 5, 16(9)", VR, 4, P10 | HIGH,
	0xbe94725020000000, 0x0,
	0xb832547680000000, 0x0)

STORE(stb, "stb 5, 16(9)", GPR, 1, 0,
	"ef", "ef")
STORE(stbu, "stbu 5, 16(9)", GPR, 1, UPDATE,
	"ef", "ef")
STORE(stbx, "stbx 5, 9, 10", GPR, 1, 0,
	"ef", "ef")
STORE(stbux, "stbux 5, 9, 10", GPR, 1, UPDATE,
	"ef", "ef")
STORE(sth, "sth 5, 16(9)", GPR, 2, 0,
	"efcd", "cdef")
STORE(sthu, "sthu 5, 16(9)", GPR, 2, UPDATE,
	"efcd", "cdef")
STORE(sthx, "sthx 5, 9, 10", GPR, 2, 0,
	"efcd", "cdef")
STORE(sthux, "sthux 5, 9, 10", GPR, 2, UPDATE,
	"efcd", "cdef")
STORE(stw, "stw 5, 16(9)", GPR, 4, 0,
	"efcdab89", "89abcdef")
STORE(stwu, "stwu 5, 16(9)", GPR, 4, UPDATE,
	"efcdab89", "89abcdef")
STORE(stwx, "stwx 5, 9, 10", GPR, 4, 0,
	"efcdab89", "89abcdef")
STORE(stwux, "stwux 5, 9, 10", GPR, 4, UPDATE,
	"efcdab89", "89abcdef")
STORE(std, "std 5, 16(9)", GPR, 8, 0,
	"efcdab8967452301", "0123456789abcdef")
STORE(stdu, "stdu 5, 16(9)", GPR, 8, UPDATE,
	"efcdab8967452301", "0123456789abcdef")
STORE(stdx, "stdx 5, 9, 10", GPR, 8, 0,
	"efcdab8967452301", "0123456789abcdef")
STORE(stdux, "stdux 5, 9, 10", GPR, 8, UPDATE,
	"efcdab8967452301", "0123456789abcdef")
STORE(sthbrx, "sthbrx 5, 9, 10", GPR, 2, 0,
	"cdef", "efcd")
STORE(stwbrx, "stwbrx 5, 9, 10", GPR, 4, 0,
	"89abcdef", "efcdab89")
STORE(stdbrx, "stdbrx 5, 9, 10", GPR, 8, 0,
	"0123456789abcdef", "efcdab8967452301")
STORE(stfs, "stfs 5, 16(9)", FPR, 4, 0,
	"da0f4940", "40490fda")
STORE(stfd, "stfd 5, 16(9)", FPR, 8, 0,
	"182d4454fb210940", "400921fb54442d18")
STORE(stfsu, "stfsu 5, 16(9)", FPR, 4, UPDATE,
	"da0f4940", "40490fda")
STORE(stfdu, "stfdu 5, 16(9)", FPR, 8, UPDATE,
	"182d4454fb210940", "400921fb54442d18")
STORE(stfsx, "stfsx 5, 9, 10", FPR, 4, 0,
	"da0f4940", "40490fda")
STORE(stfdx, "stfdx 5, 9, 10", FPR, 8, 0,
	"182d4454fb210940", "400921fb54442d18")
STORE(stfsux, "stfsux 5, 9, 10", FPR, 4, UPDATE,
	"da0f4940", "40490fda")
STORE(stfdux, "stfdux 5, 9, 10", FPR, 8, UPDATE,
	"182d4454fb210940", "400921fb54442d18")
STORE(stfiwx, "stfiwx 5, 9, 10", FPR, 4, 0,
	"182d4454", "54442d18")
STORE(stvx, "stvx 5, 9, 10", VR, 16, 0,
	"1032547698badcfeefcdab8967452301", "0123456789abcdeffedcba9876543210")
STORE(stxvd2x, "stxvd2x 5, 9, 10", VSR, 16, 0,
	"efcdab89674523011032547698badcfe", "0123456789abcdeffedcba9876543210")
STORE(stxvw4x, "stxvw4x 5, 9, 10", VSR, 16, 0,
	"67452301efcdab8998badcfe10325476", "0123456789abcdeffedcba9876543210")
STORE(stxvh8x, "stxvh8x 5, 9, 10", VSR, 16, P9,
	"23016745ab89efcddcfe98ba54761032", "0123456789abcdeffedcba9876543210")
STORE(stxvb16x, "stxvb16x 5, 9, 10", VSR, 16, P9,
	"0123456789abcdeffedcba9876543210", "0123456789abcdeffedcba9876543210")
STORE(stxv, "stxv 5, 16(9)", VSR, 16, P9,
	"1032547698badcfeefcdab8967452301", "0123456789abcdeffedcba9876543210")
STORE(stxvx, "stxvx 5, 9, 10", VSR, 16, P9,
	"1032547698badcfeefcdab8967452301", "0123456789abcdeffedcba9876543210")
STORE(stxv_vr, "stxv 37, 16(9)", VR, 16, P9,
	"1032547698badcfeefcdab8967452301", "0123456789abcdeffedcba9876543210")
STORE(stxsdx, "stxsdx 5, 9, 10", VSR, 8, 0,
	"efcdab8967452301", "0123456789abcdef")
STORE(stxsiwx, "stxsiwx 5, 9, 10", VSR, 4, 0,
	"efcdab89", "89abcdef")
STORE(stxsibx, "stxsibx 5, 9, 10", VSR, 1, P9,
	"ef", "ef")
STORE(stxsihx, "stxsihx 5, 9, 10", VSR, 2, P9,
	"efcd", "cdef")
STORE(stxsd, "stxsd 5, 16(9)", VR, 8, P9,
	"efcdab8967452301", "0123456789abcdef")
STORE(stxsspx, "stxsspx 5, 9, 10", FPR, 4, 0,
	"da0f4940", "40490fda")
STORE(pstb, "pstb 5, 16(9)", GPR, 1, P10,
	"ef", "ef")
STORE(psth, "psth 5, 16(9)", GPR, 2, P10,
	"efcd", "cdef")
STORE(pstw, "pstw 5, 16(9)", GPR, 4, P10,
	"efcdab89", "89abcdef")
STORE(pstd, "pstd 5, 16(9)", GPR, 8, P10,
	"efcdab8967452301", "0123456789abcdef")
STORE(pstfs, "pstfs 5, 16(9)", FPR, 4, P10,
	"da0f4940", "40490fda")
STORE(pstfd, "pstfd 5, 16(9)", FPR, 8, P10,
	"182d4454fb210940", "400921fb54442d18")
STORE(pstxv, "pstxv 5, 16(9)", VSR, 16, P10,
	"1032547698badcfeefcdab8967452301", "0123456789abcdeffedcba9876543210")
