// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/alertvoice.h"

#include "base/errors.h"
#include "protocol/parts.h"

#include <QDir>

#include <utility>

namespace turnpike::app {

using namespace Qt::StringLiterals;

namespace {

// What a translator has for an English text; without it, the text.
QString translatedBy(const QTranslator &translator, const char *context, const char *english, int count)
{
    const QString text = translator.translate(context, english, nullptr, count);
    return text.isEmpty() ? QString::fromUtf8(english) : text;
}

} // namespace

AlertVoice::AlertVoice()
{
    const QDir folder(u":/alerts"_s);
    const QString prefix = u"console_"_s;
    for (const QString &file : folder.entryList({prefix + u"*.qm"_s}, QDir::Files, QDir::Name)) {
        auto translator = std::make_unique<QTranslator>();
        if (!translator->load(folder.filePath(file)))
            throw ConfigError(u"translation %1 cannot be read"_s.arg(folder.filePath(file)));
        m_translators.emplace(file.mid(prefix.size()).chopped(3), std::move(translator));
    }
}

QString AlertVoice::say(const protocol::Sentence &sentence, const QString &language) const
{
    const auto found = m_translators.find(language);
    if (found == m_translators.end())
        return sentence.english();
    const QTranslator &translator = *found->second;
    protocol::Language spoken;
    spoken.words = [&translator](const char *english, int count) {
        return translatedBy(translator, "Server", english, count);
    };
    spoken.part = [&translator](const QString &part) {
        for (const protocol::PartTitle &known : protocol::kPartTitles) {
            if (part == QLatin1String(known.part))
                return translatedBy(translator, "Wording", known.title, -1);
        }
        return part;
    };
    spoken.locale = QLocale(language);
    return sentence.in(spoken);
}

} // namespace turnpike::app
