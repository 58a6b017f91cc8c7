// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/descriptors.h"
#include "cases.h"
#include "siege.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QFile>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <optional>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

constexpr qint64 kSlowerBy = 5;          // at most, than without them
constexpr qint64 kUsualMs = 20;          // what is faster still cannot be told from chance
constexpr qint64 kMostMemory = 64 << 20; // of a whole server

// Under a sanitizer a server is slow and large, and that it finds nothing is what is to be proven.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsMeasured = false;
constexpr auto kBeginPatience = 240s;
#else
constexpr bool kIsMeasured = true;
constexpr auto kBeginPatience = 60s;
#endif

// In bytes: what is a process's own, and its part of what it shares with others (proc(5), smaps_rollup). 0
// where it does not say.
qint64 memoryOf(qint64 process)
{
    QFile rollup(u"/proc/%1/smaps_rollup"_s.arg(process));
    const QByteArray text = rollup.open(QIODevice::ReadOnly) ? rollup.readAll() : QByteArray();
    for (const QByteArray &line : text.split('\n')) {
        if (line.startsWith("Pss:"))
            return line.mid(4).trimmed().split(' ').first().toLongLong() * 1024; // in kB
    }
    return 0;
}

// The most memory that a process has while this lives; looks again and again from the main thread.
class MemoryWatch
{
public:
    explicit MemoryWatch(qint64 process)
    {
        const auto look = [this, process] { m_most = std::max(m_most, memoryOf(process)); };
        look();
        if (m_most == 0)
            throw Broken(u"nothing says how much memory process %1 has"_s.arg(process));
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, look);
        m_timer.start(kLook);
    }
    qint64 most() const { return m_most; }

private:
    static constexpr auto kLook = 50ms;
    qint64 m_most = 0;
    QTimer m_timer;
};

// Strangers and viewers who mean harm, all at once, while customers buy: the shop goes on serving them nearly
// as fast as ever, and does not grow.
class Hostile : public Case
{
public:
    QString name() const override { return u"hostile"_s; }
    bool runsOn(ShopDatabase) const override { return true; }
    QString whyNotHere() const override
    {
        if (descriptorLimit() >= Siege::kDescriptors)
            return {};
        return u"a process may have %1 files open here, and it takes %2 (ulimit -n)"_s.arg(descriptorLimit())
            .arg(Siege::kDescriptors);
    }
    QString deed(const Form &form) const override
    {
        return u"1000 silent and slow connections, bodies without a right, guessed secrets, "
               "floods by viewers who never read, all at once for %1 s, %2 times"_s
                   .arg(std::chrono::duration_cast<std::chrono::seconds>(span(form)).count())
                   .arg(runs(form));
    }

    World world(const Form &form) const override
    {
        World world = Case::world(form);
        world.isTimed = kIsMeasured;
        if (!kIsMeasured)
            world.timeScale = 1; // what is slow is not lost
        return world;
    }

    void strike(Rig &rig) override
    {
        letViewersIn(rig);
        for (int i = 0; i < runs(rig.form()); ++i)
            besiege(rig);
        endAndStart(rig);
    }

private:
    static std::chrono::milliseconds span(const Form &form) { return form.isShort ? 6s : 20s; }
    static int runs(const Form &form) { return form.runsOr(1, 3); }

    static void letViewersIn(Rig &rig)
    {
        std::vector<Hand::Statement> statements;
        for (const QString &name : Siege::viewers())
            statements.push_back(newViewer(name, QDateTime::currentMSecsSinceEpoch()));
        Hand hand(rig.databaseUrl());
        hand.change(std::move(statements));
        until(u"there are viewers"_s, 30s, [&hand] { return hand.standing().changedAt.has_value(); });
    }

    // The shop against itself before, and against its twin in the same moments: whatever else the machine is
    // busy with slows both.
    static void besiege(Rig &rig)
    {
        Rig &twin = rig.twin();
        const qint64 process = rig.server().processId();
        twin.crowd().open(twin.world().offered);
        const qint64 before = slowestMs({&rig, &twin}, span(rig.form())).front();
        std::vector<qint64> meanwhile;
        QStringList objections;
        std::optional<MemoryWatch> memory;
        if (kIsMeasured)
            memory.emplace(process);
        {
            const Siege siege(static_cast<quint16>(rig.server().url().port()));
            awaitAll(siege);
            meanwhile = slowestMs({&rig, &twin}, span(rig.form()));
            tell(siege);
            objections = siege.objections();
        }
        rig.faultEnded();
        twin.crowd().close();
        if (!rig.server().isRunning())
            throw Broken(u"the server ended by itself, see %1"_s.arg(rig.server().logFile()));
        const qint64 usual = std::max({before, meanwhile.back(), kUsualMs});
        objections += judge(meanwhile.front(), usual, memory ? memory->most() : 0);
        if (!objections.isEmpty())
            throw Broken(objections.join(u"; "_s));
        rig.awaitCaughtUp(2min);
        twin.awaitCaughtUp(2min);
    }

    // Each kind has got somewhere: what nobody did proves nothing.
    static void awaitAll(const Siege &siege)
    {
        const auto haveBegun = [&siege] {
            const std::vector<Siege::Deed> deeds = siege.deeds();
            return std::all_of(deeds.begin(), deeds.end(),
                               [](const Siege::Deed &one) { return one.times > 0; });
        };
        try {
            until(u"all who besiege it have begun"_s, kBeginPatience, haveBegun);
        } catch (const Broken &) {
            tell(siege);
            throw;
        }
    }

    static void tell(const Siege &siege)
    {
        QStringList deeds;
        for (const Siege::Deed &deed : siege.deeds())
            deeds.append(u"%1 %2"_s.arg(deed.times).arg(QLatin1String(deed.what)));
        std::printf("  besieged: %s\n", qPrintable(deeds.join(u", "_s)));
    }

    static QStringList judge(qint64 slowest, qint64 usual, qint64 memory)
    {
        std::printf("  besieged: 99 %% handled within %lld ms, usually within %lld ms; %lld MiB at most\n",
                    slowest, usual, memory >> 20);
        QStringList objections;
        if (kIsMeasured && slowest > kSlowerBy * usual)
            objections.append(u"besieged, 99 % of updates were handled within %1 ms, usually "
                              "within %2 ms"_s.arg(slowest)
                                  .arg(usual));
        if (kIsMeasured && memory > kMostMemory)
            objections.append(u"besieged, the server had %1 MiB, and %2 are enough"_s.arg(memory >> 20)
                                  .arg(kMostMemory >> 20));
        return objections;
    }

    // As a deployment does; whoever looks for leaks reports them then.
    static void endAndStart(Rig &rig)
    {
        QElapsedTimer timer;
        timer.start();
        rig.server().terminate();
        until(u"the server ends"_s, 60s, [&rig] { return !rig.server().isRunning(); });
        if (rig.server().exitCode() != 0)
            throw Broken(u"the server did not end well, see %1"_s.arg(rig.server().logFile()));
        rig.startServer(0);
        rig.faultEnded(
            std::chrono::milliseconds(timer.elapsed())); // until then it takes in and handles nothing
    }
};

} // namespace

std::unique_ptr<Case> makeHostile()
{
    return std::make_unique<Hostile>();
}

} // namespace turnpike::chaos
