# SPDX-FileCopyrightText: 2026 The Turnpike authors
# SPDX-License-Identifier: GPL-3.0-only

# What makes a fault in memory harder to use, for every program of ours: the only place that says so. What is built shows
# it: tst_hardening.

# Programs anywhere in memory. Qt asks for -fPIC in what is compiled, which serves for that too; the precompiled headers
# are shared and want the same flag everywhere, so it is not asked for a second time.
add_link_options($<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-pie>)

# Tables of the linker read-only before main() begins, no stack that can be run.
add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack)

# A value before the return address that an overflow would change, and no jump over the guard page below a stack.
add_compile_options(-fstack-protector-strong -fstack-clash-protection)

# Lengths checked in the C library's functions. They need an optimised build, and sanitizers check more. Some compilers
# come with a level of their own.
if(NOT TURNPIKE_SANITIZE)
  add_compile_options(
    $<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:-U_FORTIFY_SOURCE>
    $<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:-D_FORTIFY_SOURCE=2>)
endif()
