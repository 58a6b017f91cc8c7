// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "helpdesk/helpdesk.h"

#include "db/storable.h"

#include <algorithm>

namespace turnpike::helpdesk {

using namespace Qt::StringLiterals;

namespace {

using Fate = outbox::Outbox::Fate;

constexpr qint64 kFirstLookMs = kSecondMs;
constexpr qint64 kLongestPauseMs = kMinuteMs;
// How long a chat that has refused a topic is taken for one without topics.
constexpr qint64 kNoTopicsMs = kDayMs;
// Bot API, createForumTopic and copyMessage.
constexpr qsizetype kLongestTopicName = 128;
constexpr qsizetype kLongestCaption = 1024;

const QString kTopicsRefused = u"support_topics_refused"_s;
// Its value: the number of the group as it is configured, a blank, and what it has become.
const QString kChatMoved = u"support_chat_moved"_s;
const QString kStaffChatAlert = u"support_chat"_s;

constexpr const char *kLoadSetting = "SELECT value, updated_at FROM settings WHERE key = ?";
constexpr const char *kSaveSetting = R"(
    INSERT INTO settings (key, value, updated_at) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at)";

// Contents under which words can stand (Bot API, copyMessage: caption).
bool takesCaption(const QString &content)
{
    static const QStringList kCaptioned{u"photo"_s, u"video"_s,    u"animation"_s,
                                        u"audio"_s, u"document"_s, u"voice"_s};
    return kCaptioned.contains(content);
}

// A later thread of the same customer begins to count again.
QString keyOf(const ThreadMessage &message)
{
    return u"support:%1:%2:%3"_s.arg(message.user.value()).arg(message.number).arg(message.createdAt);
}

QString topicKeyOf(const Thread &thread)
{
    return u"support_topic:%1:%2"_s.arg(thread.user.value()).arg(thread.topicAskedAt.value_or(0));
}

QString nameOf(const access::User &customer)
{
    const QString name = customer.firstName.isEmpty() ? u"…"_s : customer.firstName;
    return customer.username.isEmpty() ? name : name + u" @"_s + customer.username;
}

// Who writes, in every language.
QString headingOf(const access::User &customer)
{
    return u"<b>%1</b> · <code>%2</code>"_s.arg(nameOf(customer).toHtmlEscaped(),
                                                QString::number(customer.id.value()));
}

outbox::Message messageTo(ChatId chat, std::optional<qint64> topicId, const QString &method)
{
    outbox::Message message;
    message.chat = chat;
    message.method = method;
    message.payload = {{u"chat_id"_s, chat.value()}};
    if (topicId)
        message.payload[u"message_thread_id"_s] = *topicId;
    return message;
}

void putHtml(outbox::Message &message, const QString &name, const QString &html)
{
    message.payload[name] = html;
    message.payload[u"parse_mode"_s] = u"HTML"_s;
}

void putText(outbox::Message &message, const QString &html)
{
    putHtml(message, u"text"_s, html);
    message.payload[u"link_preview_options"_s] = QJsonObject{{u"is_disabled"_s, true}};
}

} // namespace

Helpdesk::Helpdesk(const Clock &clock, Kicker &kicker, AlertSink &alerts, const outbox::Outbox &outbox,
                   const access::Users &users, access::CustomerNotices &notices, Settings settings)
    : m_clock(clock)
    , m_kicker(kicker)
    , m_alerts(alerts)
    , m_outbox(outbox)
    , m_users(users)
    , m_notices(notices)
    , m_settings(std::move(settings))
{}

std::optional<Helpdesk::Moved> Helpdesk::moved(db::Transaction &tx) const
{
    const auto row = tx.one(kLoadSetting, kChatMoved);
    if (!row || row->text(0).section(u' ', 0, 0) != QString::number(m_settings.chat.value()))
        return std::nullopt;
    return Moved{ChatId(row->text(0).section(u' ', 1).toLongLong()), row->int64(1)};
}

ChatId Helpdesk::chat(db::Transaction &tx) const
{
    const auto now = isOn() ? moved(tx) : std::nullopt;
    return now ? now->chat : m_settings.chat;
}

void Helpdesk::follow(db::Transaction &tx, ChatId from, ChatId to, Timestamp at) const
{
    if (isOn() && from == chat(tx))
        tx.exec(kSaveSetting, kChatMoved, u"%1 %2"_s.arg(m_settings.chat.value()).arg(to.value()), at);
}

bool Helpdesk::isOpen(db::Transaction &tx, TelegramId user) const
{
    if (!isOn())
        return false;
    const auto thread = threads::find(tx, user);
    return thread && thread->isOpen;
}

bool Helpdesk::write(db::Transaction &tx, const access::User &customer, const Written &written) const
{
    const Timestamp now = m_clock.nowMs();
    threads::ensure(tx, customer.id, now);
    Thread thread = threads::lock(tx, customer.id).value();
    const bool isNew = !thread.isOpen || !thread.waitsForStaff;
    if (!thread.isOpen)
        threads::open(tx, customer.id, now);
    thread.waitsForStaff = true;
    thread.lastAt = now;
    ++thread.messages;
    if (!thread.topicId && !thread.topicAskedAt && mayHaveTopics(tx))
        askForTopic(tx, thread, customer);

    ThreadMessage message;
    message.user = customer.id;
    message.number = thread.messages;
    message.content = written.content;
    message.body = db::storable(written.body);
    message.sourceMessage = written.messageId;
    message.state = thread.topicId || !thread.topicAskedAt ? MessageState::Sending : MessageState::Waiting;
    message.createdAt = now;
    threads::add(tx, message);
    if (message.state == MessageState::Sending)
        passToStaff(tx, thread, customer, message);
    lookSoon(tx, thread);
    return isNew;
}

bool Helpdesk::answer(db::Transaction &tx, TelegramId user, const QString &author,
                      const Written &written) const
{
    const Timestamp now = m_clock.nowMs();
    const auto customer = m_users.find(tx, user);
    auto thread = threads::lock(tx, user);
    if (!customer || !thread)
        return false;
    threads::open(tx, user, now);
    thread->waitsForStaff = false;
    thread->lastAt = now;
    ++thread->messages;

    ThreadMessage message;
    message.user = user;
    message.number = thread->messages;
    message.isStaffs = true;
    message.author = db::storable(author);
    message.content = written.content;
    message.body = db::storable(written.body);
    message.sourceMessage = written.messageId;
    message.staffMessage = written.messageId;
    message.createdAt = now;
    threads::add(tx, message);

    const bool isText = written.content == "text"_L1 || !written.messageId;
    outbox::Message passed =
        messageTo(privateChat(user), customer->topicId, isText ? u"sendMessage"_s : u"copyMessage"_s);
    passed.dedupeKey = keyOf(message);
    if (isText) {
        putText(passed, m_notices.supportHeading(tx, user) + u'\n' + message.body.toHtmlEscaped());
    } else {
        passed.payload[u"from_chat_id"_s] = chat(tx).value();
        passed.payload[u"message_id"_s] = *written.messageId;
    }
    m_outbox.put(tx, passed);
    if (!written.messageId)
        note(tx, user, u"<b>%1</b>\n%2"_s.arg(message.author.toHtmlEscaped(), message.body.toHtmlEscaped()));
    lookSoon(tx, *thread);
    return true;
}

bool Helpdesk::close(db::Transaction &tx, TelegramId user, const QString &by) const
{
    const auto thread = threads::lock(tx, user);
    if (!thread || !thread->isOpen)
        return false;
    threads::close(tx, user, db::storable(by), m_clock.nowMs());
    return true;
}

bool Helpdesk::closeByStaff(db::Transaction &tx, TelegramId user, const QString &by) const
{
    if (!close(tx, user, by))
        return false;
    const auto thread = threads::find(tx, user);
    m_notices.supportClosed(tx, user, {by, chat(tx), thread ? thread->topicId : std::nullopt});
    return true;
}

bool Helpdesk::reopen(db::Transaction &tx, TelegramId user) const
{
    auto thread = threads::lock(tx, user);
    if (!thread || thread->isOpen)
        return false;
    threads::open(tx, user, m_clock.nowMs());
    thread->waitsForStaff = true;
    lookSoon(tx, *thread);
    return true;
}

std::optional<TelegramId> Helpdesk::userOf(db::Transaction &tx, std::optional<qint64> topicId,
                                           std::optional<qint64> replyTo) const
{
    const auto user = topicId ? threads::userOfTopic(tx, *topicId) : std::nullopt;
    if (user || !replyTo)
        return user;
    // A supergroup counts its messages anew: the numbers of before mean other messages.
    const auto now = moved(tx);
    return threads::userOfStaffMessage(tx, *replyTo, now ? now->at : 0);
}

void Helpdesk::note(db::Transaction &tx, TelegramId user, const QString &html) const
{
    const auto thread = threads::find(tx, user);
    if (!isOn() || !thread)
        return;
    // Without the name: it is not found again when the customer wants to be forgotten.
    outbox::Message message = messageTo(chat(tx), thread->topicId, u"sendMessage"_s);
    putText(message, u"<code>%1</code>\n"_s.arg(QString::number(user.value())) + html);
    m_outbox.put(tx, message);
}

void Helpdesk::erase(db::Transaction &tx, TelegramId user) const
{
    constexpr int kAtOnce = 100;
    if (const auto thread = threads::find(tx, user))
        m_outbox.forget(tx, topicKeyOf(*thread));
    std::vector<ThreadMessage> messages;
    do {
        messages = threads::newest(tx, user, messages.empty() ? 0 : messages.back().number, kAtOnce);
        for (const ThreadMessage &message : messages)
            m_outbox.forget(tx, keyOf(message));
        tx.deadline().check("erased messages");
    } while (messages.size() == static_cast<size_t>(kAtOnce));
    threads::erase(tx, user);
}

std::vector<TelegramId> Helpdesk::due(db::Transaction &tx, int limit) const
{
    return threads::due(tx, m_clock.nowMs(), limit);
}

bool Helpdesk::settle(db::Transaction &tx, TelegramId user) const
{
    auto thread = threads::lock(tx, user);
    if (!thread)
        return false;
    if (thread->topicAskedAt && !thread->topicId)
        settleTopic(tx, *thread);
    const auto customer = m_users.find(tx, user);
    std::vector<ThreadMessage> messages = threads::unsettled(tx, user);
    bool isLeft = (thread->topicAskedAt && !thread->topicId) || messages.size() == threads::kSettledAtOnce;
    for (ThreadMessage &message : messages) {
        if (message.state == MessageState::Waiting) {
            isLeft = true;
            if ((thread->topicAskedAt && !thread->topicId) || !customer)
                continue;
            message.state = MessageState::Sending;
            threads::setState(tx, message);
            passToStaff(tx, *thread, *customer, message);
        } else if (!settleMessage(tx, *thread, message)) {
            isLeft = true;
        }
    }
    const qint64 pause = std::min(kLongestPauseMs, kFirstLookMs << std::min(thread->looks, 10));
    thread->looks = isLeft ? thread->looks + 1 : 0;
    threads::store(tx, *thread, isLeft ? std::optional(m_clock.nowMs() + pause) : std::nullopt);
    return true;
}

std::optional<qint64> Helpdesk::nextDue(db::Transaction &tx) const
{
    return threads::nextDue(tx);
}

const char *Helpdesk::nextDueQuery()
{
    return threads::nextDueQuery();
}

bool Helpdesk::mayHaveTopics(db::Transaction &tx) const
{
    const auto refused = tx.one(kLoadSetting, kTopicsRefused);
    return !refused || refused->text(0) != QString::number(chat(tx).value()) ||
           refused->int64(1) + kNoTopicsMs <= m_clock.nowMs();
}

void Helpdesk::askForTopic(db::Transaction &tx, Thread &thread, const access::User &customer) const
{
    thread.topicAskedAt = m_clock.nowMs();
    outbox::Message message = messageTo(chat(tx), std::nullopt, u"createForumTopic"_s);
    const QString number = u" · "_s + QString::number(customer.id.value());
    const QString name = nameOf(customer).left(kLongestTopicName - number.size());
    message.payload[u"name"_s] = db::storable(name) + number;
    message.dedupeKey = topicKeyOf(thread);
    m_outbox.put(tx, message);
}

// Where the bot is not let in, nothing is known of topics: the next message asks for one again.
void Helpdesk::settleTopic(db::Transaction &tx, Thread &thread) const
{
    const Fate fate = m_outbox.fateOf(tx, topicKeyOf(thread));
    if (fate.state == Fate::State::Pending)
        return;
    thread.looks = 0;
    noteReach(tx, fate);
    if (fate.state == Fate::State::Sent && fate.messageId) {
        thread.topicId = fate.messageId;
        return;
    }
    thread.topicAskedAt.reset();
    if (!fate.isUnreachable)
        tx.exec(kSaveSetting, kTopicsRefused, QString::number(chat(tx).value()), m_clock.nowMs());
}

void Helpdesk::passToStaff(db::Transaction &tx, const Thread &thread, const access::User &customer,
                           const ThreadMessage &message) const
{
    const QString heading = headingOf(customer);
    const bool isText = message.content == "text"_L1 || !message.sourceMessage;
    outbox::Message passed =
        messageTo(chat(tx), thread.topicId, isText ? u"sendMessage"_s : u"copyMessage"_s);
    passed.dedupeKey = keyOf(message);
    if (!m_settings.closeMarkup.isEmpty())
        passed.payload[u"reply_markup"_s] = m_settings.closeMarkup;
    if (isText) {
        putText(passed, heading + u"\n\n"_s + message.body.toHtmlEscaped());
    } else {
        passed.payload[u"from_chat_id"_s] = privateChat(message.user).value();
        passed.payload[u"message_id"_s] = *message.sourceMessage;
        if (takesCaption(message.content)) {
            // Cut before it is escaped: what is counted is what is read.
            const qsizetype room =
                kLongestCaption - nameOf(customer).size() - QString::number(message.user.value()).size() - 8;
            putHtml(passed, u"caption"_s,
                    heading + u"\n\n"_s + db::storable(message.body.left(room)).toHtmlEscaped());
        }
    }
    m_outbox.put(tx, passed);
}

bool Helpdesk::settleMessage(db::Transaction &tx, Thread &thread, ThreadMessage &message) const
{
    const Fate fate = m_outbox.fateOf(tx, keyOf(message));
    if (fate.state == Fate::State::Pending)
        return false;
    if (!message.isStaffs)
        noteReach(tx, fate);
    if (fate.state == Fate::State::Sent) {
        message.state = MessageState::Sent;
        if (!message.isStaffs) {
            message.staffMessage = fate.messageId;
            // Somebody has deleted the topic, and the sender has left it out: the next message gets another.
            if (thread.topicId && !fate.hasTopic) {
                thread.topicId.reset();
                thread.topicAskedAt.reset();
            }
        }
    } else {
        message.state = MessageState::Failed;
        message.error = fate.error;
        access::SupportNotice notice;
        notice.toStaff = !message.isStaffs;
        notice.isUnreachable = fate.isUnreachable;
        notice.staffChat = chat(tx);
        notice.topicId = thread.topicId;
        notice.replyTo = message.isStaffs ? message.staffMessage : std::nullopt;
        notice.contact = m_settings.contact;
        m_notices.supportUndelivered(tx, message.user, notice);
    }
    threads::setState(tx, message);
    return true;
}

void Helpdesk::lookSoon(db::Transaction &tx, Thread &thread) const
{
    thread.looks = 0;
    threads::store(tx, thread, m_clock.nowMs() + kFirstLookMs);
    tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Support); }, db::HookReach::Process);
}

// Whatever else is refused says nothing of the chat.
void Helpdesk::noteReach(db::Transaction &tx, const Fate &fate) const
{
    if (fate.state == Fate::State::Sent) {
        tx.afterCommit([&alerts = m_alerts] { alerts.end(kStaffChatAlert); });
    } else if (fate.isUnreachable) {
        const Alert alert(kStaffChatAlert,
                          {protocol::SentenceId::StaffChatNotReached, chat(tx).value(), fate.error},
                          u"telegram"_s);
        tx.afterCommit([&alerts = m_alerts, alert] { alerts.raise(alert); });
    }
}

} // namespace turnpike::helpdesk
