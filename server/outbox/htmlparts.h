// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>

#include <vector>

namespace turnpike::outbox {

// The most that one message holds, once its tags are read (Bot API, sendMessage). Counted in UTF-16 units,
// which are never fewer than Telegram's characters.
inline constexpr qsizetype kLongestText = 4096;

// One message of several.
struct HtmlPart
{
    QString html;
    // If not empty: what must stay in one piece and is too long for a message, so it is sent as a file. Plain
    // text.
    QString file;

    bool operator==(const HtmlPart &) const = default;
};

// Cuts a text in Telegram's HTML into parts that fit: between paragraphs, lines or words, in this order of
// preference, never within a character or a character reference, and within a tag's text only if that is too
// long by itself. Tags that are open at a cut are closed before it and opened again after it. Text in <code>
// or <pre> is a key: it is not cut, but becomes a file. Joined, the parts say what the text said, except for
// white space at the cuts.
std::vector<HtmlPart> htmlParts(const QString &html, qsizetype longest = kLongestText);
// The same for a text without tags.
std::vector<HtmlPart> plainParts(const QString &text, qsizetype longest = kLongestText);

} // namespace turnpike::outbox
