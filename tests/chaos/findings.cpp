// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "findings.h"

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

constexpr int kExamples = 20;

} // namespace

void Findings::add(Kind kind, const QString &what)
{
    static const QStringList words = {u"lost"_s, u"duplicated"_s, u"wrong"_s};
    ++m_counts[static_cast<size_t>(kind)];
    if (m_examples.size() < kExamples)
        m_examples.append(u"%1: %2"_s.arg(words[static_cast<qsizetype>(kind)], what));
}

} // namespace turnpike::chaos
