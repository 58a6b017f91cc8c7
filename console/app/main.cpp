// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/language.h"
#include "app/session.h"

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

using namespace turnpike::console;

int main(int argc, char *argv[])
{
    QApplication app(argc, argv);
    QApplication::setOrganizationName(u"turnpike"_s);
    QApplication::setApplicationName(u"turnpike-console"_s);
    QApplication::setApplicationDisplayName(u"Turnpike console"_s);
    QApplication::setApplicationVersion(QStringLiteral(TURNPIKE_VERSION));
    QTemporaryDir noSettings;
    if (isForPicture(QApplication::arguments())) // is the same for everybody, and leaves nothing behind
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, noSettings.path());
    language::installChosen();
    const Options options = parseOptions(QApplication::arguments());
    if (!options.language.isEmpty())
        language::install(options.language);
    theme::apply(options.appearance.value_or(theme::chosen()));
    Session session(options);
    session.start();
    const int code = QApplication::exec();
    session.leave();
    return code;
}
