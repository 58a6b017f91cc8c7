// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/language.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTranslator>

namespace turnpike::console::language {

using namespace Qt::StringLiterals;

namespace {

const QString kSetting = u"language"_s;
const QString kTranslations = u":/translations"_s;
const QString kPrefix = u"console_"_s;
const QString kSuffix = u".qm"_s;
//: The name of this language in itself, such as Deutsch.
constexpr const char *kOwnName = QT_TRANSLATE_NOOP("Language", "English");

// Of English only the plurals are translated.
QString ownName(const QString &code, const QString &file)
{
    if (code == u"en")
        return QString::fromLatin1(kOwnName);
    QTranslator translator;
    const QString name = translator.load(file) ? translator.translate("Language", kOwnName) : QString();
    return name.isEmpty() ? code : name;
}

} // namespace

QList<Known> known()
{
    QList<Known> languages;
    const QDir folder(kTranslations);
    for (const QString &file : folder.entryList({kPrefix + u'*' + kSuffix}, QDir::Files, QDir::Name)) {
        const QString code = file.mid(kPrefix.size()).chopped(kSuffix.size());
        languages.append({code, ownName(code, folder.filePath(file))});
    }
    return languages;
}

QString chosen()
{
    return QSettings().value(kSetting).toString();
}

void setChosen(const QString &language)
{
    QSettings().setValue(kSetting, language);
}

void install(const QString &language)
{
    const QLocale locale(language);
    QLocale::setDefault(locale);
    const auto add = [&locale](const QString &file, const QString &folder) {
        auto *translator = new QTranslator(QCoreApplication::instance());
        if (translator->load(locale, file, u"_"_s, folder))
            QCoreApplication::installTranslator(translator);
        else
            delete translator; // none of this language: English
    };
    // Qt's own words, such as Cancel, where the desktop has them.
    add(u"qtbase"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    add(u"console"_s, kTranslations);
}

void installChosen()
{
    const QString language = chosen();
    install(language.isEmpty() ? QLocale::system().name() : language);
}

} // namespace turnpike::console::language
