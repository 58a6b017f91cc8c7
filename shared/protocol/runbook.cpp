// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/runbook.h"

#include <QStringList>

namespace turnpike::protocol {

QHash<QString, QString> runbookSections(const QByteArray &markdown)
{
    QHash<QString, QString> sections;
    QString section;
    for (const QString &line : QString::fromUtf8(markdown).split(u'\n')) {
        if (line.startsWith(u"## "))
            section = line.mid(3).trimmed();
        else if (!section.isEmpty())
            sections[section] += line + u'\n';
    }
    for (QString &text : sections)
        text = text.trimmed();
    return sections;
}

} // namespace turnpike::protocol
