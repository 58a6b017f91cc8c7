// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "storyteller.h"

#include <cstdio>
#include <unistd.h>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kGreen = "\x1b[32m";
constexpr const char *kRed = "\x1b[31m";
constexpr const char *kGrey = "\x1b[90m";
constexpr const char *kBold = "\x1b[1m";

} // namespace

QString excerpt(const Message &message, int length)
{
    QString text = message.body.value(u"text").toString(message.body.value(u"caption").toString());
    if (message.body.contains(u"photo"))
        text.prepend(u"(picture) "_s);
    text = text.simplified();
    return text.size() <= length ? text : text.left(length - 1) + u"…"_s;
}

QString buttonsLine(const Message &message)
{
    QStringList buttons;
    for (const QJsonValue &row : message.keyboard()) {
        for (const QJsonValue &button : row.toArray())
            buttons.append(u"[%1]"_s.arg(button.toObject().value(u"text").toString()));
    }
    return buttons.join(u' ');
}

Storyteller::Storyteller()
    : m_isTerminal(::isatty(STDOUT_FILENO) != 0)
{}

QString Storyteller::painted(const QString &text, const char *colour) const
{
    return m_isTerminal ? QLatin1String(colour) + text + "\x1b[0m"_L1 : text;
}

void Storyteller::line(const QString &text)
{
    std::fputs(qUtf8Printable(text + u'\n'), stdout);
    std::fflush(stdout);
}

void Storyteller::title(const QString &text)
{
    line(painted(text, kBold));
}

void Storyteller::beginStep(int number, const QString &name, const QString &title)
{
    m_stepName = name;
    line(u"\n%1  %2  %3"_s.arg(QString::number(number).rightJustified(2), painted(title, kBold),
                               painted(u"(%1)"_s.arg(name), kGrey)));
}

void Storyteller::action(const QString &text)
{
    line(u"      → "_s + text);
}

void Storyteller::message(const Message &message)
{
    line(u"      │ "_s + excerpt(message));
    const QString buttons = buttonsLine(message);
    if (!buttons.isEmpty())
        line(u"      │ "_s + painted(buttons, kGrey));
}

void Storyteller::fact(const QString &text)
{
    line(painted(u"      · "_s + text, kGrey));
}

void Storyteller::endStep(bool held, const QString &why, qint64 elapsedMs)
{
    const QString time = u"%1 s"_s.arg(static_cast<double>(elapsedMs) / 1000.0, 0, 'f', 1);
    if (held)
        line(u"    %1 %2"_s.arg(painted(u"✓"_s, kGreen), time));
    else
        line(u"    %1 %2: %3"_s.arg(painted(u"✗"_s, kRed), m_stepName, why));
}

} // namespace turnpike::sandbox
