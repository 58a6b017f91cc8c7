// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "patience.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds kLook{20};
constexpr std::chrono::milliseconds kTurn{200}; // how soon an interruption is noticed

bool interrupted = false;

void throwIfInterrupted()
{
    if (interrupted)
        throw Broken(u"interrupted"_s);
}

} // namespace

void interrupt()
{
    interrupted = true;
}

bool isInterrupted()
{
    return interrupted;
}

void live(std::chrono::milliseconds time)
{
    QElapsedTimer timer;
    timer.start();
    for (auto left = time; left.count() > 0; left = time - std::chrono::milliseconds(timer.elapsed())) {
        throwIfInterrupted();
        QEventLoop turn;
        QTimer::singleShot(std::min(left, kTurn), Qt::PreciseTimer, &turn, &QEventLoop::quit);
        turn.exec();
    }
    throwIfInterrupted();
}

void until(const QString &what, std::chrono::milliseconds patience, const std::function<bool()> &holds)
{
    QElapsedTimer timer;
    timer.start();
    while (!holds()) {
        if (timer.elapsed() > patience.count())
            throw Broken(u"%1: not within %2 s"_s.arg(what).arg(
                std::chrono::duration_cast<std::chrono::seconds>(patience).count()));
        live(kLook);
    }
}

} // namespace turnpike::chaos
