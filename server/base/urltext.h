// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>

namespace turnpike {

// Whether the text is a valid scheme before :// (RFC 3986, 3.1), and so may be repeated in an error.
inline bool isScheme(const QString &text)
{
    constexpr qsizetype kLongest = 20;
    for (const QChar c : text) {
        const bool isLetter = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
        if (!isLetter && c != u'+' && c != u'-' && c != u'.' && !(c >= u'0' && c <= u'9'))
            return false;
    }
    return !text.isEmpty() && text.size() <= kLongest;
}

// Where the user and the host of a URL begin: after its scheme and its ://. 0 if it does not begin with
// these, whatever follows.
inline qsizetype authorityOf(const QString &url)
{
    const qsizetype end = url.indexOf(u"://");
    return end > 0 && isScheme(url.left(end)) ? end + 3 : 0;
}

// Whether there is an @ after the place where the host of a URL ends. Then its password contains an unencoded
// / ? or #: what a parser takes for a path, a parameter or its name is part of the password, and must not be
// shown. Text without a scheme is examined in the same way from its first character.
inline bool isCutByItsPassword(const QString &url)
{
    for (qsizetype i = authorityOf(url); i < url.size(); ++i) {
        if (url[i] == u'/' || url[i] == u'?' || url[i] == u'#')
            return url.indexOf(u'@', i) >= 0;
    }
    return false;
}

} // namespace turnpike
