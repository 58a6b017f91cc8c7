// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telegram/updateenvelope.h"

#include "telegram/update.h"
#include "telegram/updatekinds.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>
#include <vector>

namespace turnpike::telegram {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLargestId = qint64(1) << 53;

// Of a number's text: a whole one that is not too large, also as 7.0 or 7e0.
std::optional<qint64> integerIn(QByteArrayView text)
{
    bool isWhole = false;
    qint64 number = text.toLongLong(&isWhole);
    if (!isWhole) {
        bool isNumber = false;
        const double value = text.toDouble(&isNumber);
        if (!isNumber || std::abs(value) > static_cast<double>(kLargestId) || value != std::floor(value))
            return std::nullopt;
        number = static_cast<qint64>(value);
    }
    if (number > kLargestId || number < -kLargestId)
        return std::nullopt;
    return number;
}

// Telegram's are positive; negative ones belong to rows that lost theirs (see inbox/incomingrows.h).
bool isUpdateId(std::optional<qint64> id)
{
    return id && *id >= 0;
}

// A member of an object; its value as it stands in the text.
struct Member
{
    QString name;
    QByteArrayView value;
};

using Members = std::vector<Member>;

// Finds where the values of an object begin and end, and keeps nothing else of them. The grammar is checked
// but for what is within a number or behind a backslash: who handles the update reads all of it. Recursive:
// not for what is nested deeper than kMaxJsonDepth.
class ObjectReader
{
public:
    explicit ObjectReader(QByteArrayView text)
        : m_text(text)
    {}

    // Nothing when the text is not one object and no more.
    std::optional<Members> members()
    {
        Members found;
        skipBlanks();
        if (!takeIf('{') || !takeMembers(&found))
            return std::nullopt;
        skipBlanks();
        return m_at == m_text.size() ? std::optional(std::move(found)) : std::nullopt;
    }

private:
    bool takeMembers(Members *found)
    {
        skipBlanks();
        if (takeIf('}'))
            return true;
        for (;;) {
            skipBlanks();
            const qsizetype name = m_at;
            if (!takeString())
                return false;
            const QByteArrayView quoted = m_text.sliced(name, m_at - name);
            skipBlanks();
            if (!takeIf(':'))
                return false;
            skipBlanks();
            const qsizetype value = m_at;
            if (!takeValue())
                return false;
            if (found)
                found->push_back({plain(quoted), m_text.sliced(value, m_at - value)});
            skipBlanks();
            if (takeIf('}'))
                return true;
            if (!takeIf(','))
                return false;
        }
    }

    bool takeElements()
    {
        skipBlanks();
        if (takeIf(']'))
            return true;
        for (;;) {
            skipBlanks();
            if (!takeValue())
                return false;
            skipBlanks();
            if (takeIf(']'))
                return true;
            if (!takeIf(','))
                return false;
        }
    }

    bool takeValue()
    {
        if (m_at >= m_text.size())
            return false;
        switch (m_text[m_at]) {
        case '{':
            ++m_at;
            return takeMembers(nullptr);
        case '[':
            ++m_at;
            return takeElements();
        case '"':
            return takeString();
        case 't':
            return takeWord("true");
        case 'f':
            return takeWord("false");
        case 'n':
            return takeWord("null");
        default:
            return takeNumber();
        }
    }

    bool takeString()
    {
        if (!takeIf('"'))
            return false;
        for (; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '\\') {
                ++m_at;
            } else if (c == '"') {
                ++m_at;
                return true;
            }
        }
        return false;
    }

    bool takeWord(QByteArrayView word)
    {
        if (!m_text.sliced(m_at).startsWith(word))
            return false;
        m_at += word.size();
        return true;
    }

    bool takeNumber()
    {
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && QByteArrayView("0123456789.eE+-").contains(m_text[m_at]))
            ++m_at;
        return m_at > begin;
    }

    bool takeIf(char c)
    {
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    void skipBlanks()
    {
        while (m_at < m_text.size() && QByteArrayView(" \t\r\n").contains(m_text[m_at]))
            ++m_at;
    }

    // A name without its quotes; Telegram escapes nothing in it.
    static QString plain(QByteArrayView quoted)
    {
        if (!quoted.contains('\\'))
            return QString::fromUtf8(quoted.sliced(1, quoted.size() - 2));
        return QJsonDocument::fromJson('[' + quoted.toByteArray() + ']').array().at(0).toString();
    }

    const QByteArrayView m_text;
    qsizetype m_at = 0;
};

// Of several of one name, the last.
const Member *memberOf(const Members &members, QLatin1String name)
{
    const auto found = std::find_if(members.rbegin(), members.rend(),
                                    [name](const Member &member) { return member.name == name; });
    return found == members.rend() ? nullptr : &*found;
}

bool holdsObject(const Member *member)
{
    return member && member->value.startsWith('{');
}

// None where it is no object.
Members membersOf(const Members &members, QLatin1String name)
{
    const Member *member = memberOf(members, name);
    return holdsObject(member) ? ObjectReader(member->value).members().value_or(Members()) : Members();
}

std::optional<qint64> idOf(const Members &members, QLatin1String name)
{
    const Members object = membersOf(members, name);
    const Member *id = memberOf(object, "id"_L1);
    return id ? integerIn(id->value) : std::nullopt;
}

// Walks over JSON that is too deep for a recursive parser and finds the number of the top-level "update_id".
// Brackets must match and nothing may follow the object; beyond that the text is taken as it is.
class DeepScan
{
public:
    explicit DeepScan(const QByteArray &text)
        : m_text(text)
    {}

    std::optional<qint64> updateId()
    {
        skipBlanks();
        if (m_at >= m_text.size() || m_text[m_at] != '{')
            return std::nullopt;
        while (m_at < m_text.size()) {
            if (!step())
                return std::nullopt;
            if (m_open.isEmpty())
                break;
        }
        skipBlanks();
        return m_open.isEmpty() && m_at == m_text.size() ? m_updateId : std::nullopt;
    }

private:
    bool step()
    {
        const char c = m_text[m_at];
        if (c == '"')
            return takeString();
        ++m_at;
        if (c == '{' || c == '[') {
            m_open.append(c == '{' ? '}' : ']');
        } else if (c == '}' || c == ']') {
            if (m_open.isEmpty() || m_open.back() != c)
                return false;
            m_open.chop(1);
        }
        return true;
    }

    bool takeString()
    {
        const qsizetype begin = m_at + 1;
        qsizetype end = begin;
        while (end < m_text.size() && m_text[end] != '"')
            end += m_text[end] == '\\' ? 2 : 1;
        if (end >= m_text.size())
            return false;
        m_at = end + 1;
        if (m_open.size() == 1 &&
            QByteArrayView(m_text).sliced(begin, end - begin) == QByteArrayView("update_id"))
            takeNumber();
        return true;
    }

    void takeNumber()
    {
        skipBlanks();
        if (m_at >= m_text.size() || m_text[m_at] != ':')
            return; // a value, not a name
        ++m_at;
        skipBlanks();
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && (m_text[m_at] == '-' || (m_text[m_at] >= '0' && m_text[m_at] <= '9')))
            ++m_at;
        const qsizetype end = m_at;
        skipBlanks();
        if (m_at >= m_text.size() || (m_text[m_at] != ',' && m_text[m_at] != '}'))
            return; // a fraction, or no number
        bool isNumber = false;
        const qint64 number = m_text.sliced(begin, end - begin).toLongLong(&isNumber);
        if (isNumber && number <= kLargestId && number >= -kLargestId)
            m_updateId = number;
    }

    void skipBlanks()
    {
        while (m_at < m_text.size() && QByteArrayView(" \t\r\n").contains(m_text[m_at]))
            ++m_at;
    }

    const QByteArray &m_text;
    qsizetype m_at = 0;
    QByteArray m_open; // the brackets that must still come, the next one last
    std::optional<qint64> m_updateId;
};

// As the Bot API names its fields: it becomes a label of metrics.
bool looksLikeAName(const QString &kind)
{
    constexpr qsizetype kLongest = 64;
    const auto isGood = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'_';
    };
    return !kind.isEmpty() && kind.size() <= kLongest && std::all_of(kind.begin(), kind.end(), isGood);
}

QString kindOf(const Members &update)
{
    const auto found = std::find_if(kUpdateKinds.begin(), kUpdateKinds.end(), [&](const UpdateKind &kind) {
        return holdsObject(memberOf(update, QLatin1String(kind.name)));
    });
    if (found != kUpdateKinds.end())
        return QLatin1String(found->name);
    // Telegram adds kinds, and tells bots of them that never heard of them. Of several, the first by name.
    QString kind;
    for (const Member &member : update) {
        const bool isNew =
            member.name != "update_id"_L1 && !updateKind(member.name) && looksLikeAName(member.name);
        if (isNew && (kind.isEmpty() || member.name < kind))
            kind = member.name;
    }
    return kind.isEmpty() ? u"unknown"_s : kind;
}

} // namespace

std::optional<UpdateEnvelope> readEnvelope(const QByteArray &body)
{
    if (jsonDepth(body) > kMaxJsonDepth) {
        const std::optional<qint64> id = DeepScan(body).updateId();
        if (!isUpdateId(id))
            return std::nullopt;
        return UpdateEnvelope{UpdateId(*id), u"unknown"_s, std::nullopt, std::nullopt};
    }
    // Qt's parser takes bytes behind a backslash for what they are: what it reads is not refused here.
    if (!QByteArrayView(body).isValidUtf8() && QJsonDocument::fromJson(body).isNull())
        return std::nullopt;
    const std::optional<Members> update = ObjectReader(body).members();
    if (!update)
        return std::nullopt;
    const Member *number = memberOf(*update, "update_id"_L1);
    const std::optional<qint64> id = number ? integerIn(number->value) : std::nullopt;
    if (!isUpdateId(id))
        return std::nullopt;

    UpdateEnvelope envelope{UpdateId(*id), kindOf(*update), std::nullopt, std::nullopt};
    const QByteArray kind = envelope.kind.toLatin1();
    const Members content = membersOf(*update, QLatin1String(kind));
    std::optional<qint64> user = idOf(content, "from"_L1);
    if (!user)
        user = idOf(content, "user"_L1);
    if (user && *user > 0)
        envelope.user = TelegramId(*user);
    std::optional<qint64> chat = idOf(content, "chat"_L1);
    if (!chat)
        chat = idOf(membersOf(content, "message"_L1), "chat"_L1);
    if (chat)
        envelope.chat = ChatId(*chat);
    if (envelope.kind == "message"_L1) {
        for (const char *payment : {"successful_payment", "refunded_payment"}) {
            if (memberOf(content, QLatin1String(payment)))
                envelope.kind = QLatin1String(payment);
        }
    }
    return envelope;
}

} // namespace turnpike::telegram
