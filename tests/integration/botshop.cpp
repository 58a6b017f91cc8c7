// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botshop.h"

#include "sandbox/keyboard.h"
#include "sandbox/messagetext.h"
#include "sandbox/params.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace turnpike::test {

using namespace Qt::StringLiterals;

namespace {

// Calls that bring no text of ours.
const QStringList kWordless{u"answerPreCheckoutQuery"_s, u"createForumTopic"_s, u"copyMessage"_s};

config::Config configWith(bool crypto, bool stars, bool cards, ChatId staff)
{
    config::Config config;
    config.supportChat = staff;
    config.webhookUrl = QUrl(u"https://shop.example.org/telegram/webhook"_s);
    config.sellsForStars = stars;
    config.alertChats = {config::AlertChat{ChatId(BotShop::kAdministrator)}};
    if (cards)
        config.tgProviderToken = u"1:TEST:2"_s;
    if (crypto)
        config.cryptobotToken = u"1:token"_s;
    return config;
}

} // namespace

QStringList BotShop::Shown::labels() const
{
    QStringList found;
    for (const auto &row : rows) {
        for (const auto &[label, button] : row)
            found.append(label);
    }
    return found;
}

QJsonObject BotShop::Shown::button(const QString &wanted) const
{
    for (const auto &row : rows) {
        for (const auto &[label, button] : row) {
            if (label == wanted)
                return button;
        }
    }
    return {};
}

BotShop::BotShop(TestDatabase::Kind kind, bool offersCrypto, bool offersStars, bool offersCards, ChatId staff)
    : Shop(configWith(offersCrypto, offersStars, offersCards, staff), clock, kicker, alerts)
    , db(kind)
{
    write([this](db::Transaction &tx) {
        flags.seed(tx);
        flags.refresh(tx);
    });
}

QJsonObject BotShop::from() const
{
    return {{u"id"_s, customer.value()},
            {u"is_bot"_s, false},
            {u"first_name"_s, u"Anna <3"_s},
            {u"language_code"_s, languageCode}};
}

QJsonObject BotShop::chat() const
{
    return {{u"id"_s, customer.value()}, {u"type"_s, u"private"_s}};
}

void BotShop::deliver(const QString &kind, const QJsonObject &content, int attempt)
{
    deliver(handler, kind, content, attempt);
}

void BotShop::deliver(bot::BotUpdateHandler &to, const QString &kind, const QJsonObject &content, int attempt)
{
    clock.advance(1); // so that newer rows are newer
    const bool isPayment = kind.endsWith("_payment"_L1);
    inbox::InboxUpdate update;
    update.updateId = UpdateId(m_nextUpdate++);
    update.seq = update.updateId.value();
    update.kind = kind;
    update.user = customer;
    update.receivedAt = clock.nowMs();
    update.attempt = attempt;
    const QJsonObject whole{{u"update_id"_s, update.updateId.value()},
                            {isPayment ? u"message"_s : kind, content}};
    update.body = QJsonDocument(whole).toJson(QJsonDocument::Compact);
    struct Hiccup
    {};
    for (int tries = 0; tries <= hiccups; ++tries) {
        const auto job = to.prepare(update, Deadline::in(std::chrono::seconds(30)));
        try {
            write([&](db::Transaction &tx) {
                job->run(tx);
                if (tries < hiccups)
                    throw Hiccup();
            });
        } catch (const Hiccup &) {
            continue;
        }
    }
}

void BotShop::type(const QString &text)
{
    send({{u"text"_s, text}});
}

void BotShop::send(const QJsonObject &content, qint64 secondsAgo)
{
    QJsonObject message{{u"message_id"_s, 10},
                        {u"from"_s, from()},
                        {u"chat"_s, chat()},
                        {u"date"_s, clock.nowMs() / 1000 - secondsAgo}};
    for (auto it = content.begin(); it != content.end(); ++it)
        message[it.key()] = it.value();
    deliver(u"message"_s, message);
}

void BotShop::press(const QString &label)
{
    const Shown now = shown();
    const QString data = now.button(label).value(u"callback_data"_s).toString();
    if (data.isEmpty())
        throw std::runtime_error("no button " + label.toStdString() + " among " +
                                 now.labels().join(u", "_s).toStdString());
    pressData(data, now.messageId);
}

void BotShop::pressData(const QString &data, std::optional<qint64> messageId)
{
    QJsonObject query{{u"id"_s, u"press-%1"_s.arg(m_nextUpdate)},
                      {u"from"_s, from()},
                      {u"chat_instance"_s, u"1"_s},
                      {u"data"_s, data}};
    if (messageId) {
        query[u"message"_s] = QJsonObject{{u"message_id"_s, *messageId},
                                          {u"chat"_s, chat()},
                                          {u"date"_s, clock.nowMs() / 1000},
                                          {u"text"_s, u"…"_s}};
    }
    deliver(u"callback_query"_s, query);
}

void BotShop::arrive()
{
    type(u"/start"_s);
    press(u"English"_s);
}

void BotShop::chooseBasic()
{
    press(u"Buy"_s);
    press(u"Basic"_s);
    press(u"30 days"_s);
}

BotShop::Shown BotShop::shown()
{
    const auto rows = db.query(
        "SELECT id, method, payload FROM outbox WHERE chat_id = ? ORDER BY id DESC LIMIT 1", customer);
    if (rows.empty())
        return {};
    const QJsonObject payload = QJsonDocument::fromJson(rows[0].bytes(2)).object();
    Shown shown;
    shown.method = rows[0].text(1);
    shown.text = payload.value(u"text"_s).toString(payload.value(u"caption"_s).toString());
    // A message that was sent gets a number from Telegram; one that was edited keeps its own.
    shown.messageId = payload.value(u"message_id"_s).toInteger(1000 + rows[0].int64(0));
    const QJsonArray keyboard =
        payload.value(u"reply_markup"_s).toObject().value(u"inline_keyboard"_s).toArray();
    for (const auto &row : keyboard) {
        shown.rows.emplace_back();
        for (const auto &button : row.toArray()) {
            shown.rows.back().emplace_back(button.toObject().value(u"text"_s).toString(), button.toObject());
        }
    }
    return shown;
}

QStringList BotShop::answers()
{
    QStringList found;
    for (const db::Row &row :
         db.query("SELECT payload FROM outbox WHERE method = 'answerCallbackQuery' ORDER BY id"))
        found.append(QJsonDocument::fromJson(row.bytes(0)).object().value(u"text"_s).toString());
    return found;
}

int BotShop::screens()
{
    return static_cast<int>(db.number(
        "SELECT count(*) FROM outbox WHERE chat_id = ? AND method = 'sendMessage' AND status <> 'dropped'",
        customer));
}

int BotShop::messages()
{
    return static_cast<int>(db.number("SELECT count(*) FROM outbox WHERE chat_id = ?", customer));
}

QString BotShop::refusedByTelegram(qint64 afterRow)
{
    for (const db::Row &row :
         db.query("SELECT method, payload FROM outbox WHERE id > ? ORDER BY id", afterRow)) {
        if (kWordless.contains(row.text(0)))
            continue;
        const QJsonObject payload = QJsonDocument::fromJson(row.bytes(1)).object();
        const QString text = payload.value(u"text"_s).toString();
        if (row.text(0) == "answerCallbackQuery"_L1) {
            if (text.size() > 200)
                return u"MESSAGE_TOO_LONG: "_s + text;
            continue;
        }
        try {
            const sandbox::Params params(payload);
            if (row.text(0) == "sendPhoto"_L1)
                sandbox::checkedCaption(sandbox::readCaption(params), sandbox::TextUse::Send);
            else
                sandbox::checkedText(sandbox::readText(params), sandbox::TextUse::Edit);
            sandbox::checkedMarkup(sandbox::readMarkup(params), sandbox::MarkupUse::Edit);
        } catch (const sandbox::ApiError &error) {
            return error.description + u": "_s + text;
        }
    }
    return {};
}

QJsonObject BotShop::lastPayload(const QString &method)
{
    const auto rows =
        db.query("SELECT payload FROM outbox WHERE method = ? ORDER BY id DESC LIMIT 1", method);
    return rows.empty() ? QJsonObject() : QJsonDocument::fromJson(rows[0].bytes(0)).object();
}

void BotShop::giveBalance(Kopecks amount)
{
    write([&](db::Transaction &tx) {
        balance.credit(tx, {customer, amount, billing::LedgerKind::Admin, randomHex(4), {}});
    });
}

void BotShop::setFlag(const char *key, bool on)
{
    write([&](db::Transaction &tx) {
        tx.exec("UPDATE feature_flags SET enabled = ?, version = version + 1 WHERE key = ?", on, key);
        flags.refresh(tx);
    });
}

void BotShop::makeInvoice(const PurchaseId &id, const QString &url)
{
    write([&](db::Transaction &tx) {
        for (const billing::PurchaseJob &job : purchases.claimDue(tx, u"watcher"_s, 10)) {
            if (job.purchase.id != id)
                continue;
            const qint64 expires = clock.nowMs() + 30 * kMinuteMs;
            purchases.setInvoice(tx, job, u"invoice-"_s + id.value(), url, expires);
            notices.invoiceReady(tx, customer,
                                 {id, job.purchase.chatMessageId,
                                  QString::fromLatin1(toWord(*job.purchase.provider)), url,
                                  job.purchase.price, expires});
        }
    });
}

void BotShop::payInvoice(const PurchaseId &id, std::optional<Kopecks> amount)
{
    write([&](db::Transaction &tx) {
        const auto purchase = purchases.find(tx, id);
        billing::PaymentFact fact;
        fact.purchase = id;
        fact.provider = billing::Provider::CryptoPay;
        fact.externalId = purchase->providerInvoiceId;
        fact.amountMinor = amount.value_or(purchase->price).value();
        fact.currency = u"RUB"_s;
        fact.paidAt = clock.nowMs();
        payments.finalizePurchase(tx, fact);
    });
}

std::optional<billing::Purchase> BotShop::newestPurchase()
{
    const auto rows = db.query("SELECT purchase_id FROM purchases WHERE telegram_id = ? ORDER BY created_at "
                               "DESC, purchase_id LIMIT 1",
                               customer);
    if (rows.empty())
        return std::nullopt;
    return write([&](db::Transaction &tx) { return purchases.find(tx, PurchaseId(rows[0].text(0))); });
}

std::optional<access::Subscription> BotShop::subscription()
{
    return write([&](db::Transaction &tx) { return access.subscriptions().find(tx, customer); });
}

std::optional<access::User> BotShop::user()
{
    return write([&](db::Transaction &tx) { return users.find(tx, customer); });
}

} // namespace turnpike::test
