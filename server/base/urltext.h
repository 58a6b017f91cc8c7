#pragma once

#include <QString>

namespace turnpike {

// Whether an @ stands behind the place where the host of a URL ends. Then its password has / ? or # in it,
// written as it is: what a parser takes for a path, a parameter or their names is part of the password, and
// is not to be told. Of text without :// the same from its first character on.
inline bool isCutByItsPassword(const QString &url)
{
    const qsizetype scheme = url.indexOf(u"://");
    for (qsizetype i = scheme < 0 ? 0 : scheme + 3; i < url.size(); ++i) {
        if (url[i] == u'/' || url[i] == u'?' || url[i] == u'#')
            return url.indexOf(u'@', i) >= 0;
    }
    return false;
}

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

} // namespace turnpike
