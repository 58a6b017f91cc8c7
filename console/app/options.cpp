// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/options.h"

#include "pages/registration.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <algorithm>
#include <cstdio>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

struct OptionTexts
{
    Q_DECLARE_TR_FUNCTIONS(Options)
};

[[noreturn]] void refuse(const QString &why)
{
    std::fprintf(stderr, "%s\n", qPrintable(why));
    std::exit(2);
}

[[noreturn]] void listPages()
{
    for (const pages::Registration &registered : pages::registrations())
        std::printf("%s\n", registered.key);
    std::exit(0);
}

std::optional<theme::Appearance> appearanceFrom(const QString &text)
{
    if (text.isEmpty())
        return std::nullopt;
    if (text == "light"_L1)
        return theme::Appearance::Light;
    if (text == "dark"_L1)
        return theme::Appearance::Dark;
    if (text == "system"_L1)
        return theme::Appearance::System;
    refuse(OptionTexts::tr("--appearance is light, dark or system, not %1.").arg(text));
}

QSize sizeFrom(const QString &text)
{
    if (text.isEmpty())
        return {};
    const QStringList parts = text.split(u'x');
    const QSize size = parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
    if (size.width() < 200 || size.height() < 200)
        refuse(OptionTexts::tr("--size is WIDTHxHEIGHT in pixels, such as 1280x800, not %1.").arg(text));
    return size;
}

} // namespace

bool isForPicture(const QStringList &arguments)
{
    return std::any_of(arguments.begin(), arguments.end(), [](const QString &argument) {
        return argument == "--screenshot"_L1 || argument.startsWith("--screenshot="_L1);
    });
}

Options parseOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(OptionTexts::tr("The operations console of Turnpike."));
    parser.addHelpOption();
    parser.addVersionOption();
    const auto add = [&parser](const char *name, const QString &text, const char *value) {
        parser.addOption({QString::fromLatin1(name), text, QString::fromLatin1(value)});
    };
    add("profile", OptionTexts::tr("Connects to the server of this name."), "name");
    add("url", OptionTexts::tr("Connects to this server, with the token in TURNPIKE_CONSOLE_TOKEN."), "url");
    add("page", OptionTexts::tr("Opens this page, such as workers."), "page");
    add("target", OptionTexts::tr("Shows this on the page."), "text");
    add("appearance", OptionTexts::tr("light, dark or system."), "appearance");
    add("language", OptionTexts::tr("A language by its code, such as en."), "language");
    parser.addOption({u"pages"_s, OptionTexts::tr("Lists the pages, as --page takes them, and ends.")});
    add("screenshot", OptionTexts::tr("Takes a picture of the page once it shows live data, and ends."),
        "file");
    add("size", OptionTexts::tr("Of the window, in pixels."), "WIDTHxHEIGHT");
    parser.process(arguments);
    if (parser.isSet(u"pages"_s))
        listPages();
    const auto value = [&parser](const char *name) { return parser.value(QString::fromLatin1(name)); };
    Options options;
    options.url = QUrl(value("url"));
    options.profile = value("profile");
    options.page = value("page");
    options.target = value("target");
    options.screenshot = value("screenshot");
    options.size = sizeFrom(value("size"));
    options.language = value("language");
    options.appearance = appearanceFrom(value("appearance"));
    if (!parser.positionalArguments().isEmpty())
        refuse(OptionTexts::tr("What is %1 for? See --help.").arg(parser.positionalArguments().first()));
    if (parser.isSet(u"url"_s) && (!options.url.isValid() || options.url.host().isEmpty()))
        refuse(OptionTexts::tr("--url is wss://HOST/console, or ws:// for this machine, not %1.")
                   .arg(value("url")));
    return options;
}

} // namespace turnpike::console
