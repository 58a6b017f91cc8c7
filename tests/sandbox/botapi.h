// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "answer.h"
#include "botapiwebhook.h"
#include "chatlimits.h"
#include "keyboard.h"
#include "messagetext.h"
#include "params.h"
#include "protocol/literals.h"
#include "storedfiles.h"
#include "unsentmessages.h"

#include <QObject>

#include <functional>
#include <memory>

namespace turnpike::sandbox {

class Ledger;
class TelegramWorld;
class WebhookSender;
struct Group;
struct Message;
struct User;

// In which state the bot itself is; all but Running refuse every call.
enum class BotState {
    Running,
    LoggedOut,    // 400 "Logged out"
    Unauthorized, // 401: its token was revoked
    Restarting,   // 500 "Internal Server Error: restart"
    Misdirected,  // 421: another server has this token
};

// The methods of Telegram's Bot API that a shop needs, with the checks, their order and the error texts of
// the Bot API server (github.com/tdlib/telegram-bot-api, Client.cpp, v10.0) and of TDLib below it. Owned by
// Sandbox; lives on its thread.
class BotApi : public QObject
{
    Q_OBJECT

public:
    BotApi(const QByteArray &token, TelegramWorld *world, WebhookSender *sender, Ledger *ledger,
           QObject *parent = nullptr);

    // Splits "/bot<token>/<method>"; the method is empty when there is none.
    static QString methodOf(const QByteArray &path);

    // The answer to a request for /bot<token>/<method>, once the call has waited for as long as the original
    // would.
    using Answered = std::function<void(const http::Response &)>;
    void answerLater(const http::Request &request, const Answered &done);
    // One step of it: the answer, its effect done; or the wish to be asked again, with the same `call`.
    Answer answer(const http::Request &request, BotCall &call);
    // The answer to a request for /file/bot<token>/<file_path>.
    http::Response file(const http::Request &request) const;
    // The call that came as a webhook's answer, if one did; its result goes to the ledger only.
    void execute(const WebhookAnswer &answer);
    // An error in the Bot API's words.
    static http::Response errorAnswer(int status, int retryAfter);

    ChatLimits &limits() { return m_limits; }
    void setState(BotState state) { m_state = state; }

Q_SIGNALS:
    void preCheckoutAnswered(const QString &id);

private:
    // What every new message is sent with: read before its content is looked at a second time.
    struct Sending
    {
        qint64 chatId = 0;
        qint64 threadId = 0;
        std::optional<ReplyMarkup> markup;
        QJsonObject extras; // reply_to_message, has_protected_content, effect_id
    };
    // A file as a call names it: by an upload, an id or an address.
    struct FileSource
    {
        FileKind kind = FileKind::Document;
        const Upload *upload = nullptr;
        QString given;
    };
    // What an InputMedia says, not looked at a second time.
    struct Media
    {
        FileSource file;
        FormattedText caption;
        QJsonObject flags; // show_caption_above_media, has_media_spoiler
    };
    enum class Access { Read, ReadMembers, Edit, Write };

    using Method = QJsonValue (BotApi::*)(const Params &);
    static const QHash<QString, Method> &methods();

    bool hasToken(const http::Request &request) const;
    void answerWebhookCall(const QString &method, const http::Request &request, const Answered &done);
    http::Response succeeded(const QString &method, const Params &params, const QJsonValue &result,
                             const QString &description);
    http::Response failed(const QString &method, const Params &params, const ApiError &error);
    // All throw ApiError or WaitInside.
    QJsonValue call(const QString &method, const Params &params);
    Answer recorded(const QString &method, const Params &params, BotCall &call);
    void answerAgain(const http::Request &request, const std::shared_ptr<BotCall> &call,
                     const Answered &done);
    void executeAgain(const QString &method, const Params &params, const std::shared_ptr<BotCall> &call);
    void checkState() const;

    QJsonValue sendMessage(const Params &params);
    QJsonValue copyMessage(const Params &params);
    QJsonValue editMessageText(const Params &params);
    QJsonValue editMessageCaption(const Params &params);
    QJsonValue editMessageReplyMarkup(const Params &params);
    QJsonValue deleteMessage(const Params &params);
    QJsonValue deleteMessages(const Params &params);

    QJsonValue sendPhoto(const Params &params);
    QJsonValue sendDocument(const Params &params);
    QJsonValue sendMediaGroup(const Params &params);
    QJsonValue editMessageMedia(const Params &params);
    QJsonValue getFile(const Params &params);

    QJsonValue getMe(const Params &params);
    QJsonValue logOut(const Params &params);
    QJsonValue close(const Params &params);
    QJsonValue getChat(const Params &params);
    QJsonValue getChatMember(const Params &params);
    QJsonValue getChatMemberCount(const Params &params);
    QJsonValue sendChatAction(const Params &params);
    QJsonValue createForumTopic(const Params &params);
    QJsonValue answerCallbackQuery(const Params &params);

    QJsonValue setMyCommands(const Params &params);
    QJsonValue getMyCommands(const Params &params);
    QJsonValue deleteMyCommands(const Params &params);
    QJsonValue setMyName(const Params &params);
    QJsonValue getMyName(const Params &params);
    QJsonValue setMyDescription(const Params &params);
    QJsonValue getMyDescription(const Params &params);
    QJsonValue setMyShortDescription(const Params &params);
    QJsonValue getMyShortDescription(const Params &params);
    QJsonValue setChatMenuButton(const Params &params);
    QJsonValue getChatMenuButton(const Params &params);

    QJsonValue sendInvoice(const Params &params);
    QJsonValue createInvoiceLink(const Params &params);
    QJsonValue answerPreCheckoutQuery(const Params &params);
    QJsonValue refundStarPayment(const Params &params);
    QJsonValue getStarTransactions(const Params &params);
    QJsonValue getMyStarBalance(const Params &params);
    QJsonValue editUserStarSubscription(const Params &params);

    // The chat that a parameter names, with the access that the call wants.
    qint64 chatOf(const Params &params, Access access, const QString &name = u"chat_id"_s);
    void checkAccess(const Group &group, Access access) const;
    qint64 topicOf(const Params &params, qint64 chatId);
    qint64 userOf(const Params &params, const QString &name = u"user_id"_s) const;
    // `what` is said when there is none: "message to edit".
    Message &messageOf(qint64 chatId, qint64 messageId, const QString &what);

    // `what` names the content where the bot may not send it: "text messages".
    Sending beginSending(const Params &params, const QString &what);
    QJsonObject replyOf(const Params &params, qint64 chatId);
    // What the servers say about the chat.
    void checkReachable(qint64 chatId) const;
    void passLimits(qint64 chatId);
    Message &post(const Sending &sending, MarkupUse use, const QJsonObject &content);
    // The same without any check.
    Message &add(const Sending &sending, const std::optional<ReplyMarkup> &markup,
                 const QJsonObject &content);

    // The message that an edit means, and its new keyboard, in the original's order of checks.
    Message &messageToEdit(const Params &params, bool onlyMarkup);
    QJsonValue applyEdit(Message &message, QJsonObject changed, const std::optional<ReplyMarkup> &read);

    FileSource fileSource(const Params &params, const QString &field, const QString &given,
                          FileKind kind) const;
    Media inputMedia(const Params &params, const QJsonValue &value, bool forAlbum) const;
    QJsonObject contentOf(const FileSource &file);
    QJsonObject contentOf(const Media &media, TextUse use);
    QJsonObject pictureContent(const FileSource &file);
    void putText(QJsonObject &content, const FormattedText &text, bool isCaption);

    QByteArray m_token;
    TelegramWorld *m_world;
    WebhookSender *m_sender;
    Ledger *m_ledger;
    BotState m_state = BotState::Running;
    ChatLimits m_limits;
    UnsentMessages m_unsent{&m_limits};
    BotCall *m_call = nullptr; // the one that is being answered
    QString m_method;          // its method
    BotApiWebhook m_webhook;
    std::map<QString, QJsonArray> m_commands;    // by scope and language
    std::map<QString, QString> m_profile;        // name and descriptions, by kind and language
    std::map<qint64, QJsonObject> m_menuButtons; // by chat; 0: the default
};

} // namespace turnpike::sandbox
