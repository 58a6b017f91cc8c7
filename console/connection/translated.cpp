// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "connection/translated.h"

#include <QCoreApplication>

namespace turnpike::console {

using namespace protocol;

QString translated(const Sentence &sentence, const QString &text, QString (*part)(const QString &name))
{
    Language language;
    language.words = [](const char *english, int count) {
        return QCoreApplication::translate("Server", english, nullptr, count);
    };
    language.locale = QLocale();
    if (part)
        language.part = part;
    return (sentence.isEmpty() ? Sentence::thatReads(text) : sentence).in(language);
}

} // namespace turnpike::console
