// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace turnpike::bench {

// What a row is to reach.
struct Target
{
    enum class Sense { AtLeast, AtMost };
    // Of what was measured itself, or of its ratio to what it is compared with.
    enum class Of { Value, Ratio };

    Sense sense = Sense::AtLeast;
    Of of = Of::Value;
    double bound = 0;
};

// One thing that was measured several times, and beside each time what it is compared with.
struct Row
{
    QString bench; // as on the command line
    QString what;
    QString unit;
    std::vector<double> runs;   // in the order in which they were made; never empty
    QString against;            // what it is compared with; empty: nothing
    std::vector<double> others; // what that did in the same rounds
    std::optional<Target> target;

    double value() const; // the median
    // The median of the ratios of each round, so that what slows the whole machine down for a while counts
    // on both sides. Nothing where it is compared with nothing.
    std::optional<double> ratio() const;
};

// All rows so far. Prints each as soon as it is there. Lives on the main thread.
class Report
{
public:
    // `isGuard`: only ratios are judged, and by bounds so wide that a debug build on a busy machine keeps
    // them: see kGuardSlack.
    explicit Report(bool isGuard)
        : m_isGuard(isGuard)
    {}

    void add(Row row);
    // A bench that did not come to its end. It counts as one that falls short.
    void failed(const QString &bench, const QString &why);

    // Whether every row reached its target and every bench came to its end.
    bool isReached() const;
    // How many rows were judged.
    int judged() const;
    // Every row again as one table, then what fell short.
    void printTable() const;
    QJsonObject json() const;

    // A debug build on two busy cores has been seen at a sixth of a target: a regression is half of that.
    static constexpr double kGuardSlack = 12;

private:
    enum class Verdict { None, Reached, FallsShort };
    Verdict verdictOf(const Row &row) const;
    QString lineOf(const Row &row) const;
    static QString wordOf(Verdict verdict);

    const bool m_isGuard;
    std::vector<Row> m_rows;
    std::vector<std::pair<QString, QString>> m_failures; // bench, why
};

} // namespace turnpike::bench
