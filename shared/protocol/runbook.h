// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QHash>
#include <QList>
#include <QString>

namespace turnpike::protocol {

// The sections of an operator's handbook: what stands below each "## section", without blank space around it.
QHash<QString, QString> runbookSections(const QByteArray &markdown);

// A paragraph of a section, or a point of a list: what was broken into lines for the file is one line again.
struct RunbookPart
{
    enum class Kind { Paragraph, Point, Code };
    struct Run
    {
        QString text;
        bool isCode = false; // a name to be typed or looked for
    };
    Kind kind = Kind::Paragraph;
    QList<Run> runs;

    QString text() const;
};

// What a section says about the alert of this key. What it says of other alerts is left out, as are rows of
// tables about other parts of the house, and SQL for whoever has no console.
QList<RunbookPart> runbookFor(const QString &section, const QString &alertKey);

} // namespace turnpike::protocol
