#pragma once

#include <QString>

namespace turnpike {

// Whether it may stand before :// at all (RFC 3986, 3.1), and be repeated in an error.
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

// Where the user and the host of a URL begin: behind its scheme and its ://. 0 where it does not begin with
// these, whatever stands further down.
inline qsizetype authorityOf(const QString &url)
{
    const qsizetype end = url.indexOf(u"://");
    return end > 0 && isScheme(url.left(end)) ? end + 3 : 0;
}

// Whether an @ stands behind the place where the host of a URL ends. Then its password has / ? or # in it,
// written as it is: what a parser takes for a path, a parameter or their names is part of the password, and
// is not to be told. Of text without a scheme the same from its first character on.
inline bool isCutByItsPassword(const QString &url)
{
    for (qsizetype i = authorityOf(url); i < url.size(); ++i) {
        if (url[i] == u'/' || url[i] == u'?' || url[i] == u'#')
            return url.indexOf(u'@', i) >= 0;
    }
    return false;
}

} // namespace turnpike
