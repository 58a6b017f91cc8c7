// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "textentity.h"

#include <QRegularExpression>

#include <algorithm>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

// tdlib/td, MessageEntity.cpp, match_mentions, match_bot_commands, match_hashtags, match_cashtags: the
// regular expressions stand there as comments.
const QRegularExpression &mentions()
{
    static const QRegularExpression shape(u"(?<![\\p{L}\\p{N}_])@([a-zA-Z0-9_]{2,32})(?![\\p{L}\\p{N}_])"_s);
    return shape;
}

const QRegularExpression &botCommands()
{
    static const QRegularExpression shape(
        u"(?<![\\p{L}\\p{N}_/<>])/([a-zA-Z0-9_]{1,64})(?:@[a-zA-Z0-9_]{3,32})?(?![\\p{L}\\p{N}_/<>@])"_s);
    return shape;
}

const QRegularExpression &hashtags()
{
    static const QRegularExpression shape(
        u"(?<![\\p{L}\\p{Nd}_\\x{200c}\\x{b7}])#(?=[\\p{Nd}_\\x{200c}\\x{b7}]*\\p{L})"
        "[\\p{L}\\p{Nd}_\\x{200c}\\x{b7}]{1,256}(?:@[a-zA-Z0-9_]{3,32})?"
        "(?![\\p{L}\\p{Nd}_\\x{200c}\\x{b7}]*#)"_s);
    return shape;
}

const QRegularExpression &cashtags()
{
    static const QRegularExpression shape(
        u"(?<![$\\p{L}\\p{Nd}_])\\$(?:1INCH|[A-Z]{1,8})(?:@[a-zA-Z0-9_]{3,32})?(?![$\\p{L}\\p{Nd}_])"_s);
    return shape;
}

const QRegularExpression &appLinks()
{
    static const QRegularExpression shape(u"(?:tg|ton)://[a-z0-9_-]{1,253}(?:[/?#][^\\s<>«»\"]*)?"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    return shape;
}

// A link with or without protocol, or an address: what decides is looked at afterwards.
const QRegularExpression &links()
{
    static const QRegularExpression shape(
        u"(?<![\\p{L}\\p{N}_/#@])(?:(?:https?|ftp|tonsite)://|mailto:)?"
        "(?:[^\\s/\\[\\]{}()'`<>\"@«»:]+(?::[^\\s/\\[\\]{}()'`<>\"@«»]*)?@)?"
        "[\\p{L}\\p{N}_~-]+(?:\\.[\\p{L}\\p{N}_~-]+)+"
        "(?::[0-9]{1,5})?(?:[/?#][^\\s<>«»\"]*)?"_s,
        QRegularExpression::CaseInsensitiveOption);
    return shape;
}

const QRegularExpression &emails()
{
    static const QRegularExpression shape(u"^(?:mailto:)?((?:[a-z0-9_-]{0,26}[.+]){0,10}[a-z0-9_-]{1,35}@"
                                          "(?:(?:[a-z0-9][a-z0-9_-]{0,28})?[a-z0-9][.]){1,6}[a-z]{2,8})$"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    return shape;
}

// Of the public list of top level domains those that texts of a shop are likely to have.
bool isCommonTopDomain(const QString &domain)
{
    static const QStringList common =
        u"com net org info biz io me ru su рф xyz dev app ai co cc tv pro online site shop store club "
        "live top "
        "vip link click space website tech cloud host page blog news media team world life today network "
        "eu de fr it es pl nl be ch at uk us ca au cn jp kr in br mx ar tr ua by kz uz ge am az md lt lv "
        "ee fi "
        "se no dk cz sk hu ro bg rs gr pt ie il ae ir id th vn my sg hk tw nz za edu gov int mil name "
        "mobi "
        "онлайн сайт рус москва дети орг ком бел укр ton onion chat bot to ly gg fm im is ms sh st ws"_s
            .split(u' ');
    return common.contains(domain.toLower());
}

bool isAddressOfNumbers(const QStringList &parts)
{
    return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](const QString &part) {
               bool ok = false;
               const uint number = part.toUInt(&ok);
               return ok && number <= 255 && (part.size() == 1 || part[0] != u'0');
           });
}

// tdlib/td, MessageEntity.cpp, fix_url: whether Telegram takes this for a link.
bool isLink(const QString &url)
{
    static const QRegularExpression protocol(u"^(?:https?|ftp|tonsite)://"_s,
                                             QRegularExpression::CaseInsensitiveOption);
    const bool hasProtocol = protocol.match(url).hasMatch();
    QString domain = hasProtocol ? url.mid(url.indexOf(u"://") + 3) : url;
    static const QRegularExpression path(u"[/?#]"_s);
    domain = domain.section(path, 0, 0);
    domain = domain.mid(domain.indexOf(u'@') + 1);
    domain = domain.section(u':', 0, 0);
    const QStringList parts = domain.split(u'.');
    if (parts.size() < 2)
        return false;
    for (const QString &part : parts) {
        if (part.isEmpty() || part.size() >= 64 || part.endsWith(u'-'))
            return false;
    }
    if (isAddressOfNumbers(parts))
        return true;
    const QString top = parts.last();
    const bool onlyDigits = std::all_of(domain.begin(), domain.end(),
                                        [](QChar c) { return c == u'.' || (c >= u'0' && c <= u'9'); });
    if (onlyDigits || top.size() < 2 || parts[parts.size() - 2].contains(u'_'))
        return false;
    if (top.startsWith(u"xn--"))
        return top.size() > 5;
    if (top.contains(u'_') || top.contains(u'-'))
        return false;
    return hasProtocol || isCommonTopDomain(top);
}

// Without the punctuation at the end and without a bracket that nothing opens.
QString withoutTail(QString url)
{
    static const QRegularExpression path(u"[/?#]"_s);
    qsizetype pathAt = url.indexOf(u"://");
    pathAt = url.indexOf(path, pathAt < 0 ? 0 : pathAt + 3);
    const auto isPunctuation = [](QChar c) { return u".:;,('?!`"_s.contains(c); };
    if (pathAt >= 0) {
        int balance[3] = {0, 0, 0};
        for (qsizetype i = pathAt; i < url.size(); ++i) {
            const qsizetype kind = u"([{)]}"_s.indexOf(url[i]);
            if (kind < 0)
                continue;
            balance[kind % 3] += kind < 3 ? 1 : -1;
            if (balance[kind % 3] < 0) {
                url.truncate(i);
                break;
            }
        }
    }
    while (url.size() > qMax<qsizetype>(1, pathAt + 1) && isPunctuation(url.back()))
        url.chop(1);
    if (pathAt == url.size() - 1 && !url.endsWith(u'/'))
        url.chop(1);
    return url;
}

void add(QList<TextEntity> &found, EntityType type, const QRegularExpression &shape, const QString &text)
{
    auto matches = shape.globalMatch(text);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        found.append({type, match.capturedStart(), match.capturedLength(), {}});
    }
}

void addLinks(QList<TextEntity> &found, const QString &text)
{
    auto matches = links().globalMatch(text);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        const QString url = withoutTail(match.captured());
        const QRegularExpressionMatch email = emails().match(url);
        if (email.hasMatch()) {
            found.append({EntityType::Email,
                          match.capturedStart() + email.capturedStart(1),
                          email.capturedLength(1),
                          {}});
        } else if (isLink(url)) {
            found.append({EntityType::Url, match.capturedStart(), url.size(), {}});
        }
    }
}

} // namespace

QList<TextEntity> foundEntities(const QString &text)
{
    QList<TextEntity> found;
    add(found, EntityType::Mention, mentions(), text);
    // Names of two and three letters are none but for a handful that Telegram keeps for itself.
    found.removeIf([&text](const TextEntity &mention) {
        static const QStringList shortNames = u"gif nft pic ufc vid"_s.split(u' ');
        return mention.length < 5 &&
               !shortNames.contains(text.mid(mention.offset + 1, mention.length - 1).toLower());
    });
    add(found, EntityType::BotCommand, botCommands(), text);
    add(found, EntityType::Hashtag, hashtags(), text);
    add(found, EntityType::Cashtag, cashtags(), text);
    add(found, EntityType::Url, appLinks(), text);
    addLinks(found, text);

    std::stable_sort(found.begin(), found.end(), [](const TextEntity &a, const TextEntity &b) {
        return a.offset != b.offset ? a.offset < b.offset : a.length > b.length;
    });
    qsizetype end = 0;
    found.removeIf([&end](const TextEntity &entity) {
        if (entity.offset < end)
            return true;
        end = entity.end();
        return false;
    });
    return found;
}

} // namespace turnpike::sandbox
