// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "broadcasts/content.h"

#include "access/subscription.h"

#include <QJsonArray>
#include <QSet>
#include <QUrl>

#include <algorithm>

namespace turnpike::broadcasts::content {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

// "ru", "pt-br".
bool isLanguage(const QString &code)
{
    return !code.isEmpty() && code.size() <= 16 && std::all_of(code.begin(), code.end(), [](QChar c) {
        return (c.unicode() < 0x80 && c.isLetterOrNumber()) || c == u'-' || c == u'_';
    });
}

// What Telegram opens from a button.
bool isAddress(const QString &url)
{
    const QUrl parsed(url, QUrl::StrictMode);
    const bool isWeb = parsed.scheme() == "https"_L1 || parsed.scheme() == "http"_L1;
    return parsed.isValid() && ((isWeb && !parsed.host().isEmpty()) || parsed.scheme() == "tg"_L1);
}

bool isGood(const BroadcastButton &button, const billing::Catalog &catalog)
{
    const QString label = button.label.trimmed();
    if (label.isEmpty() || label.size() > kLongestLabel || button.url.isEmpty() == button.tariff.isEmpty())
        return false;
    return button.tariff.isEmpty() ? isAddress(button.url) : catalog.find(button.tariff) != nullptr;
}

bool areGood(const BroadcastContent &content)
{
    const qsizetype longest = content.picture.isEmpty() ? kLongestText : kLongestCaption;
    QSet<QString> languages;
    for (const BroadcastText &text : content.texts) {
        if (!isLanguage(text.language) || text.html.trimmed().isEmpty() || text.html.size() > longest)
            return false;
        languages.insert(text.language);
    }
    return !languages.isEmpty() && languages.size() == content.texts.size() && languages.size() <= kMostTexts;
}

QJsonObject keyboardOf(const BroadcastContent &content, const TariffPress &press)
{
    QJsonArray rows;
    for (const BroadcastButton &button : content.buttons) {
        QJsonObject key{{u"text"_s, button.label.trimmed()}};
        if (button.tariff.isEmpty())
            key.insert(u"url"_s, button.url);
        else
            key.insert(u"callback_data"_s, press(button.tariff));
        rows.append(QJsonArray{key});
    }
    return {{u"inline_keyboard"_s, rows}};
}

} // namespace

std::optional<Sentence> faultOf(const BroadcastAudience &audience, const billing::Catalog &catalog)
{
    const auto segment = audience.segment.known();
    if (!segment)
        return Sentence(SentenceId::BroadcastAudienceUnknown);
    switch (*segment) {
    case BroadcastSegment::Tariff:
        if (!catalog.find(audience.value) && audience.value != QLatin1String(access::kTrialTariff))
            return Sentence(SentenceId::NoTariff, audience.value);
        break;
    case BroadcastSegment::Language:
        if (!isLanguage(audience.value))
            return Sentence(SentenceId::BroadcastAudienceUnknown);
        break;
    case BroadcastSegment::Inactive: {
        bool isNumber = false;
        const int days = audience.value.toInt(&isNumber);
        if (!isNumber || days < 1 || days > kMostInactiveDays)
            return Sentence(SentenceId::GiveDays, kMostInactiveDays);
        break;
    }
    case BroadcastSegment::All:
    case BroadcastSegment::Active:
    case BroadcastSegment::Expired:
    case BroadcastSegment::TrialOnly:
    case BroadcastSegment::NeverBought:
        break;
    }
    return std::nullopt;
}

std::optional<Sentence> faultOf(const BroadcastDraft &draft, const billing::Catalog &catalog)
{
    const QString title = draft.title.trimmed();
    if (title.isEmpty() || title.size() > kLongestTitle)
        return Sentence(SentenceId::BroadcastNeedsTitle, kLongestTitle);
    if (const auto fault = faultOf(draft.audience, catalog))
        return fault;
    const BroadcastContent &content = draft.content;
    if (!areGood(content))
        return Sentence(SentenceId::BroadcastNeedsTexts,
                        content.picture.isEmpty() ? kLongestText : kLongestCaption);
    const bool areButtonsGood =
        content.buttons.size() <= kMostButtons &&
        std::all_of(content.buttons.begin(), content.buttons.end(),
                    [&](const BroadcastButton &button) { return isGood(button, catalog); });
    if (!areButtonsGood)
        return Sentence(SentenceId::BroadcastButtonOdd, kMostButtons);
    return std::nullopt;
}

const BroadcastText &textFor(const BroadcastContent &content, const QString &language)
{
    const auto found = std::find_if(content.texts.begin(), content.texts.end(),
                                    [&](const BroadcastText &text) { return text.language == language; });
    return found == content.texts.end() ? content.texts.first() : *found;
}

outbox::Message messageTo(const Recipient &recipient, const BroadcastContent &content,
                          const BroadcastText &text, const TariffPress &press)
{
    const bool hasPicture = !content.picture.isEmpty();
    outbox::Message message;
    message.chat = privateChat(recipient.user);
    message.method = hasPicture ? u"sendPhoto"_s : u"sendMessage"_s;
    message.payload = {
        {u"chat_id"_s, message.chat.value()},
        {hasPicture ? u"caption"_s : u"text"_s, text.html},
        {u"parse_mode"_s, u"HTML"_s},
    };
    if (hasPicture)
        message.payload.insert(u"photo"_s, content.picture);
    else
        message.payload.insert(u"link_preview_options"_s, QJsonObject{{u"is_disabled"_s, true}});
    if (!content.buttons.isEmpty())
        message.payload.insert(u"reply_markup"_s, keyboardOf(content, press));
    if (recipient.topicId)
        message.payload.insert(u"message_thread_id"_s, *recipient.topicId);
    return message;
}

} // namespace turnpike::broadcasts::content
