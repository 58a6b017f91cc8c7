// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>

// What others wrote (names, messages, reasons, answers of panels, the server's own texts), as it is shown:
// never interpreted, and bounded. For showing alone: what is searched, copied or sent stays as it came. On
// any thread.
namespace turnpike::console::foreign {

// How much of it is shown, in UTF-16 units.
inline constexpr qsizetype kMostOfLabel = 2'000;
inline constexpr qsizetype kMostOfTip = 1'500;
inline constexpr qsizetype kMostOfNotice = 500;
inline constexpr qsizetype kMostOfCell = 300;
inline constexpr qsizetype kMostOfTitle = 160;

// The beginning of it, 40 lines at most, with "…" where there is more. Control characters, and those that
// turn the order of what stands around them, are seen as "�"; of combining marks on one letter a few stay.
// Keeps line breaks and tabs.
QString text(const QString &foreign, qsizetype most = kMostOfLabel);
// The same on one line.
QString line(const QString &foreign, qsizetype most = kMostOfCell);
// For buttons, actions, tabs and menus, where "&" makes a key of the letter behind it.
QString button(const QString &foreign);
// For tooltips, which do not wrap what is no markup: broken into lines, as many as a screen has room for.
QString tip(const QString &foreign);
// For what the desktop draws, which may take it for markup whatever we say: the signs that make markup are
// replaced by others that look like them.
QString desktop(const QString &foreign, qsizetype most = kMostOfNotice);

} // namespace turnpike::console::foreign
