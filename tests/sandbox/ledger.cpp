// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ledger.h"

#include "base/errors.h"

#include <QDateTime>
#include <QJsonDocument>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

Ledger::Ledger(const QString &file)
{
    if (file.isEmpty())
        return;
    m_file.setFileName(file);
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Append)) {
        throw Error(ErrorType::Infra,
                    u"The ledger file %1 cannot be written: %2"_s.arg(file, m_file.errorString()));
    }
}

qint64 Ledger::add(const QString &kind, QJsonObject entry)
{
    entry.insert(u"seq", lastSeq() + 1);
    entry.insert(u"at", QDateTime::currentMSecsSinceEpoch());
    entry.insert(u"kind", kind);
    m_lines.push_back({kind, QJsonDocument(entry).toJson(QJsonDocument::Compact)});
    if (m_file.isOpen()) {
        m_file.write(m_lines.back().json + '\n');
        m_file.flush();
    }
    return lastSeq();
}

template<class Visit>
qint64 Ledger::visit(const QString &kind, qint64 since, qsizetype limit, Visit visit) const
{
    qint64 seq = qMax<qint64>(0, since);
    for (qsizetype found = 0; seq < lastSeq() && (limit < 0 || found < limit); ++seq) {
        const Line &line = m_lines[static_cast<size_t>(seq)];
        if (!kind.isEmpty() && line.kind != kind)
            continue;
        visit(line.json);
        ++found;
    }
    return seq;
}

QList<QJsonObject> Ledger::entries(const QString &kind, qint64 since, qsizetype limit) const
{
    QList<QJsonObject> found;
    visit(kind, since, limit,
          [&](const QByteArray &json) { found.append(QJsonDocument::fromJson(json).object()); });
    return found;
}

QByteArray Ledger::document(const QString &kind, qint64 since, qsizetype limit) const
{
    QByteArray joined;
    const qint64 next = visit(kind, since, limit, [&](const QByteArray &json) {
        if (!joined.isEmpty())
            joined += ',';
        joined += json;
    });
    return "{\"entries\":[" + joined + "],\"next\":" + QByteArray::number(next) + '}';
}

} // namespace turnpike::sandbox
