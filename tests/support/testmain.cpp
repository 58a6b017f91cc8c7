// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/testmain.h"

#include <cstdio>

std::map<std::string, turnpike::test::TestRun> &turnpike::test::testRuns()
{
    static std::map<std::string, TestRun> runs;
    return runs;
}

// PROGRAM TEST [ARGUMENT OF QT TEST…]
int main(int argc, char **argv)
{
    const auto &runs = turnpike::test::testRuns();
    if (const auto run = argc > 1 ? runs.find(argv[1]) : runs.end(); run != runs.end())
        return run->second(argc - 1, argv + 1);
    std::fprintf(stderr, "Say which test to run, and what else Qt Test is to know:\n");
    for (const auto &[name, run] : runs)
        std::fprintf(stderr, "  %s %s\n", argv[0], name.c_str());
    return 2;
}
