#include "app/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTranslator>

namespace turnpike::console::language {

namespace {

const QString kSetting = QStringLiteral("language");

} // namespace

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
        if (translator->load(locale, file, QStringLiteral("_"), folder))
            QCoreApplication::installTranslator(translator);
        else
            delete translator; // none of this language: English
    };
    // Qt's own words, such as Cancel, where the desktop has them.
    add(QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    add(QStringLiteral("console"), QStringLiteral(":/translations"));
}

void installChosen()
{
    const QString language = chosen();
    install(language.isEmpty() ? QLocale::system().name() : language);
}

} // namespace turnpike::console::language
