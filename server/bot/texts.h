// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"
#include "bot/textids.h"
#include "protocol/literals.h"
#include "protocol/timestamp.h"

#include <QTranslator>

#include <initializer_list>
#include <memory>
#include <optional>
#include <vector>

namespace turnpike::bot {

// One language: gives the texts of its Linguist file with their places (%1 … %9, %n) filled. Owned by Texts,
// never changed after loading, so any thread may read it.
class Speech
{
public:
    Speech(QString code, std::unique_ptr<QTranslator> translator);

    // The language's code, "ru" or "en", as users.language holds it.
    const QString &code() const { return m_code; }

    // The text as it stands in the file, in the plural form of `number`; empty when it is not there.
    QString raw(const char *id, int number = -1) const;

    // A text for a message in HTML. What is put into its places is escaped; tags stand in the text alone.
    QString html(TextId id, std::initializer_list<QString> args = {}) const;
    // A text for a button or an answer to a press, where Telegram knows no HTML.
    QString plain(TextId id, std::initializer_list<QString> args = {}) const;
    // A plain text that depends on a number: the right plural form, with the number in the place of %n.
    QString count(TextId id, int number) const;

    // The tariff's name as people read it; a tariff without a text is called by its code.
    QString tariff(const QString &code) const;
    // "30 days"
    QString days(int days) const { return count("period.days", days); }
    // "149 ₽", "149.50 ₽" (a comma in Russian), with a no-break space.
    QString money(Kopecks amount) const;
    // "100 ⭐", with a no-break space.
    QString stars(qint64 amount) const;
    // "23.11.2026 21:40 MSK": Moscow time, whoever reads it, with its zone said.
    QString time(Timestamp atMs) const;
    // "3 days left", "5 hours left", "12 minutes left": what the customer has from `nowMs`, rounded up so
    // that it never shows less than there is.
    QString timeLeft(qint64 untilMs, Timestamp nowMs) const;

private:
    QString m_code;
    std::unique_ptr<QTranslator> m_translator;
};

// Every language the bot speaks, one Qt Linguist file each: a new language is a new file. Loaded once, read
// from any thread. Translators are asked directly and never installed, because each customer has a language.
class Texts
{
public:
    // `folder` holds turnpike_<language>.qm files; the built-in ones by default. Throws ConfigError when a
    // file cannot be read, or when the languages of kDefaultLanguage and English are not there.
    explicit Texts(const QString &folder = QString());

    // In alphabetical order of their codes.
    const std::vector<Speech> &languages() const { return m_languages; }
    bool knows(const QString &code) const { return find(code) != nullptr; }
    // The language with that code; Russian, the shop's own, when there is none.
    const Speech &speech(const QString &code) const;
    // What to speak before the customer has chosen: the nearest to Telegram's `language_code` ("en-GB").
    const Speech &guess(const QString &telegramLanguage) const;

private:
    const Speech *find(const QString &code) const;
    // One of the two languages that are always there.
    const Speech &builtIn(const QString &code) const;

    std::vector<Speech> m_languages;
};

inline const QString kDefaultLanguage = u"ru"_s;

// `text` with %1 … %9 replaced by `args` in one pass, so that an argument holding "%2" stays as it is.
QString fillPlaces(const QString &text, const std::vector<QString> &args);

} // namespace turnpike::bot
