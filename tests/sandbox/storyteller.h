// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "telegramworld.h"

#include <QStringList>

namespace turnpike::sandbox {

// Prints a story as it happens: numbered steps, what the customer does, and what the bot says. Colours only
// on a terminal.
class Storyteller
{
public:
    Storyteller();

    void title(const QString &text);
    void beginStep(int number, const QString &name, const QString &title);
    // What the customer or the world does.
    void action(const QString &text);
    // What the customer sees.
    void message(const Message &message);
    // A fact that was checked.
    void fact(const QString &text);
    void endStep(bool held, const QString &why, qint64 elapsedMs);
    void line(const QString &text = {});

private:
    QString painted(const QString &text, const char *colour) const;

    bool m_isTerminal;
    QString m_stepName;
};

// A message's text in one line of at most `length` characters, and its buttons as [A] [B].
QString excerpt(const Message &message, int length = 100);
QString buttonsLine(const Message &message);

} // namespace turnpike::sandbox
