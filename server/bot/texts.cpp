// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/texts.h"

#include "base/clock.h"
#include "base/errors.h"

#include <QDateTime>
#include <QDir>
#include <QTimeZone>

#include <algorithm>
#include <stdexcept>

namespace turnpike::bot {

using namespace Qt::StringLiterals;

namespace {

constexpr char kContext[] = "bot";
// Moscow has had no summer time since 2014.
constexpr int kMoscowOffsetSeconds = 3 * 3600;
// Where a customer whose language we do not speak reads Russian more likely than English.
constexpr std::array kRussianReaders = {"ru", "uk", "be", "kk", "ky", "uz", "tg", "hy", "az", "tt"};

int roundedUp(qint64 value, qint64 unit)
{
    return static_cast<int>((value + unit - 1) / unit);
}

// "1199", "100 000": no-break spaces from five digits on.
QString grouped(qint64 number)
{
    QString digits = QString::number(number);
    for (qsizetype at = digits.size() - 3; digits.size() > 4 && at > 0; at -= 3)
        digits.insert(at, QChar(0xa0));
    return digits;
}

} // namespace

QString fillPlaces(const QString &text, const std::vector<QString> &args)
{
    QString filled;
    filled.reserve(text.size() + 32);
    for (qsizetype i = 0; i < text.size(); ++i) {
        const int place = text[i] == u'%' && i + 1 < text.size() ? text[i + 1].unicode() - u'1' : -1;
        if (place >= 0 && place < 9 && static_cast<size_t>(place) < args.size()) {
            filled += args[static_cast<size_t>(place)];
            ++i;
        } else {
            filled += text[i];
        }
    }
    return filled;
}

Speech::Speech(QString code, std::unique_ptr<QTranslator> translator)
    : m_code(std::move(code))
    , m_translator(std::move(translator))
{}

QString Speech::raw(const char *id, int number) const
{
    return m_translator->translate(kContext, id, nullptr, number);
}

QString Speech::html(TextId id, std::initializer_list<QString> args) const
{
    std::vector<QString> escaped;
    for (const QString &arg : args)
        escaped.push_back(arg.toHtmlEscaped());
    return fillPlaces(raw(id.value()), escaped);
}

QString Speech::plain(TextId id, std::initializer_list<QString> args) const
{
    return fillPlaces(raw(id.value()), args);
}

QString Speech::count(TextId id, int number) const
{
    return raw(id.value(), number).replace("%n"_L1, QString::number(number));
}

QString Speech::tariff(const QString &code) const
{
    const QString name = raw(("tariff." + code.toUtf8()).constData());
    return name.isEmpty() ? code.left(1).toUpper() + code.mid(1) : name;
}

QString Speech::money(Kopecks amount) const
{
    const qint64 roubles = std::abs(amount.value()) / 100;
    const qint64 kopecks = std::abs(amount.value()) % 100;
    QString text = amount.value() < 0 ? u"\u2212"_s : QString();
    text += grouped(roubles);
    if (kopecks != 0)
        text += plain("money.point") + u"%1"_s.arg(kopecks, 2, 10, QLatin1Char('0'));
    return text + u"\u00a0\u20bd"_s;
}

QString Speech::stars(qint64 amount) const
{
    return grouped(amount) + u"\u00a0\u2b50"_s;
}

QString Speech::time(Timestamp atMs) const
{
    const QDateTime moscow = QDateTime::fromMSecsSinceEpoch(atMs, QTimeZone(kMoscowOffsetSeconds));
    return moscow.toString(u"dd.MM.yyyy HH:mm "_s) + plain("time.zone");
}

QString Speech::timeLeft(qint64 untilMs, Timestamp nowMs) const
{
    const qint64 left = std::max<qint64>(untilMs - nowMs, 0);
    if (left > kDayMs)
        return count("left.days", roundedUp(left, kDayMs));
    if (left > kHourMs)
        return count("left.hours", roundedUp(left, kHourMs));
    return count("left.minutes", roundedUp(left, kMinuteMs));
}

Texts::Texts(const QString &folder)
{
    const QDir dir(folder.isEmpty() ? u":/translations"_s : folder);
    const QString prefix = u"turnpike_"_s;
    for (const QString &file : dir.entryList({prefix + u"*.qm"_s}, QDir::Files, QDir::Name)) {
        auto translator = std::make_unique<QTranslator>();
        if (!translator->load(dir.filePath(file)))
            throw ConfigError(u"translation %1 cannot be read"_s.arg(dir.filePath(file)));
        m_languages.emplace_back(file.mid(prefix.size()).chopped(3), std::move(translator));
    }
    if (!find(kDefaultLanguage) || !find(u"en"_s))
        throw ConfigError(
            u"translations turnpike_ru.qm and turnpike_en.qm are missing in %1"_s.arg(dir.path()));
}

const Speech *Texts::find(const QString &code) const
{
    const auto found = std::find_if(m_languages.begin(), m_languages.end(),
                                    [&](const Speech &speech) { return speech.code() == code; });
    return found == m_languages.end() ? nullptr : &*found;
}

const Speech &Texts::speech(const QString &code) const
{
    const Speech *found = find(code);
    return found ? *found : builtIn(kDefaultLanguage);
}

const Speech &Texts::builtIn(const QString &code) const
{
    if (const Speech *found = find(code))
        return *found;
    throw std::logic_error("a language that the constructor has checked is gone");
}

const Speech &Texts::guess(const QString &telegramLanguage) const
{
    const QString language = telegramLanguage.section(u'-', 0, 0).toLower();
    if (const Speech *found = find(language))
        return *found;
    const bool readsRussian =
        language.isEmpty() || std::any_of(kRussianReaders.begin(), kRussianReaders.end(),
                                          [&](const char *code) { return language == QLatin1String(code); });
    return readsRussian ? builtIn(kDefaultLanguage) : builtIn(u"en"_s);
}

} // namespace turnpike::bot
