// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/messageparts.h"

#include "outbox/htmlparts.h"
#include "telegram/multipart.h"

#include <utility>

namespace turnpike::outbox {

using namespace Qt::StringLiterals;

namespace {

const QString kText = u"text"_s;
const QString kKeyboard = u"reply_markup"_s;
const QString kKeyFile = u"key.txt"_s;

// What belongs to the chat rather than to the text.
const QStringList kAddress{u"chat_id"_s, u"message_thread_id"_s, u"disable_notification"_s,
                           u"protect_content"_s};

Message asFile(const Message &message, const QString &content)
{
    Message file = message;
    file.method = u"sendDocument"_s;
    file.payload = {{u"document"_s, telegram::uploadedText(kKeyFile, content)}};
    for (const QString &name : kAddress) {
        if (message.payload.contains(name))
            file.payload.insert(name, message.payload.value(name));
    }
    return file;
}

Message asText(const Message &message, const QString &text, bool isEdit)
{
    Message part = message;
    part.payload.insert(kText, text);
    part.payload.remove(kKeyboard);
    if (!isEdit) {
        part.method = u"sendMessage"_s;
        part.payload.remove(u"message_id"_s);
    }
    return part;
}

} // namespace

std::vector<Message> inParts(const Message &message)
{
    const QString text = message.payload.value(kText).toString();
    if (text.size() <= kLongestText ||
        (message.method != u"sendMessage" && message.method != u"editMessageText"))
        return {message};
    const bool isHtml = message.payload.value(u"parse_mode"_s).toString() == u"HTML";
    const std::vector<HtmlPart> parts = isHtml ? htmlParts(text) : plainParts(text);
    bool isEdit = message.method == u"editMessageText";
    std::vector<Message> messages;
    for (const HtmlPart &part : parts) {
        messages.push_back(part.file.isEmpty() ? asText(message, part.html, std::exchange(isEdit, false))
                                               : asFile(message, part.file));
        if (messages.size() > 1)
            messages.back().dedupeKey.clear(); // the first stands for all
    }
    if (messages.empty())
        return {message};
    if (message.payload.contains(kKeyboard))
        messages.back().payload.insert(kKeyboard, message.payload.value(kKeyboard));
    return messages;
}

} // namespace turnpike::outbox
