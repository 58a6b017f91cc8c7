#include "models/csv.h"

#include <algorithm>

namespace turnpike::console::csv {

namespace {

QString field(QString text)
{
    const auto isOneOf = [](const QString &set) {
        return [set](QChar letter) { return set.contains(letter); };
    };
    if (!text.isEmpty() && isOneOf(QStringLiteral("=+-@\t\r"))(text[0]))
        text.prepend(u'\'');
    if (!std::any_of(text.cbegin(), text.cend(), isOneOf(QStringLiteral(",\"\r\n"))))
        return text;
    return u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

} // namespace

QByteArray row(const QStringList &fields)
{
    QStringList all;
    for (const QString &text : fields)
        all.append(field(text));
    return all.join(u',').toUtf8() + "\r\n";
}

} // namespace turnpike::console::csv
