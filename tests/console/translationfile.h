// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"

#include <QFile>
#include <QList>
#include <QString>
#include <QStringList>
#include <QXmlStreamReader>

// The files of Qt Linguist in resources/translations, as tests read them.
namespace turnpike::test {

struct Translation
{
    QString context;
    QString source;
    bool hasPlurals = false;
    QString type; // "unfinished" and the like; none when it is done
    QStringList forms;
};

inline Translation readTranslation(QXmlStreamReader &xml, const QString &context)
{
    Translation entry;
    entry.context = context;
    entry.hasPlurals = xml.attributes().value("numerus"_L1) == "yes"_L1;
    while (xml.readNextStartElement()) {
        if (xml.name() == "source"_L1) {
            entry.source = xml.readElementText();
        } else if (xml.name() == "translation"_L1) {
            entry.type = xml.attributes().value("type"_L1).toString();
            if (entry.hasPlurals) {
                while (xml.readNextStartElement())
                    entry.forms.append(xml.readElementText());
            } else {
                entry.forms.append(xml.readElementText());
            }
        } else {
            xml.skipCurrentElement();
        }
    }
    return entry;
}

// Of resources/translations/<name>.ts, such as "console_ru"; none where it is not one.
inline QList<Translation> readTranslations(const QString &name)
{
    QFile file(u"%1/translations/%2.ts"_s.arg(qEnvironmentVariable("TURNPIKE_RESOURCES"), name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<Translation> entries;
    QString context;
    QXmlStreamReader xml(&file);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == "name"_L1)
            context = xml.readElementText();
        else if (xml.name() == "message"_L1)
            entries.append(readTranslation(xml, context));
    }
    return xml.hasError() ? QList<Translation>() : entries;
}

} // namespace turnpike::test
