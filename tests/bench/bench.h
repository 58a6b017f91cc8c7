// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "chaos/patience.h"
#include "report.h"

#include <QString>

#include <memory>
#include <vector>

namespace turnpike::bench {

using chaos::Broken;

// The programs that a bench runs, and where it may write.
struct Tools
{
    QString server;   // turnpike-server
    QString services; // scripts/lib/services
    QString load;     // turnpike-bench-load
    QString console;  // turnpike-bench-console; not there in a build without the console
    QString folder;   // on a disk, for temporary folders
};

// How long and how often.
struct Form
{
    bool isGuard = false; // the short form that the test suite runs

    int rounds(int inFull, int inGuard = 1) const { return isGuard ? inGuard : inFull; }
    int seconds(int inFull, int inGuard) const { return isGuard ? inGuard : inFull; }
};

// One thing to be measured, with all it needs of its own.
class Bench
{
public:
    virtual ~Bench() = default;

    virtual QString name() const = 0;
    // In a few words, for --help.
    virtual QString what() const = 0;
    // One that takes long is run only where it is named.
    virtual bool isApart() const { return false; }
    // Measures, and adds its rows. Throws Error where it cannot be carried through, also when what was
    // acknowledged is not there afterwards.
    virtual void run(const Tools &tools, const Form &form, Report &report) = 0;
};

std::unique_ptr<Bench> makeIngest();
std::unique_ptr<Bench> makeHandle();
std::unique_ptr<Bench> makePress();
std::unique_ptr<Bench> makeSend();
std::unique_ptr<Bench> makeWorkers();
std::unique_ptr<Bench> makeIdle();
std::unique_ptr<Bench> makeConsole();
std::unique_ptr<Bench> makeStart();
std::unique_ptr<Bench> makeGrowth();

// All, in the order in which they are run.
inline std::vector<std::unique_ptr<Bench>> allBenches()
{
    std::vector<std::unique_ptr<Bench>> benches;
    for (const auto make : {&makeIngest, &makeHandle, &makePress, &makeSend, &makeWorkers, &makeIdle,
                            &makeConsole, &makeStart, &makeGrowth})
        benches.push_back(make());
    return benches;
}

} // namespace turnpike::bench
