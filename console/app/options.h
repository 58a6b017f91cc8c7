// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/theme.h"

#include <QSize>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace turnpike::console {

// What the command line asks for.
struct Options
{
    QUrl url;        // of a server without a profile; the token is in TURNPIKE_CONSOLE_TOKEN
    QString profile; // by its name
    QString page;
    QString target;     // on that page
    QString screenshot; // a file: takes a picture and ends
    QSize size;         // of the window
    QString language;   // by its code; empty: the desktop's, or what was chosen
    std::optional<theme::Appearance> appearance;
};

// Whether a picture is asked for; known before anything else is.
bool isForPicture(const QStringList &arguments);
// Ends the program with a text for --help, and for what nobody understands.
Options parseOptions(const QStringList &arguments);

} // namespace turnpike::console
