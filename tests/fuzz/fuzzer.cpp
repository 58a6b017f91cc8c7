// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "fuzz/targets.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

// That TURNPIKE_FUZZ names.
const turnpike::fuzz::Target &chosen()
{
    const char *name = std::getenv("TURNPIKE_FUZZ");
    for (const turnpike::fuzz::Target &target : turnpike::fuzz::targets()) {
        if (name && std::strcmp(target.name, name) == 0)
            return target;
    }
    std::fprintf(stderr, "Set TURNPIKE_FUZZ to one of these, or use scripts/fuzz:\n");
    for (const turnpike::fuzz::Target &target : turnpike::fuzz::targets())
        std::fprintf(stderr, "  %s\n", target.name);
    std::exit(2);
}

} // namespace

// What libFuzzer calls with each input (llvm.org/docs/LibFuzzer.html).
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const turnpike::fuzz::Target &target = chosen();
    target.read(QByteArray(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)));
    return 0;
}
