#include "findings.h"

namespace turnpike::chaos {

namespace {

constexpr int kExamples = 20;

} // namespace

void Findings::add(Kind kind, const QString &what)
{
    static const QStringList words = {QStringLiteral("lost"), QStringLiteral("duplicated"),
                                      QStringLiteral("wrong")};
    ++m_counts[static_cast<size_t>(kind)];
    if (m_examples.size() < kExamples)
        m_examples.append(QStringLiteral("%1: %2").arg(words[static_cast<qsizetype>(kind)], what));
}

} // namespace turnpike::chaos
