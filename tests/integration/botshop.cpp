#include "botshop.h"

#include "sandbox/keyboard.h"
#include "sandbox/messagetext.h"
#include "sandbox/params.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace turnpike::test {

namespace {

config::Config configWith(bool crypto)
{
    config::Config config;
    if (crypto)
        config.cryptobotToken = QStringLiteral("1:token");
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

BotShop::BotShop(TestDatabase::Kind kind, bool offersCrypto)
    : Shop(configWith(offersCrypto), clock, kicker, alerts)
    , db(kind)
{
    write([this](db::Transaction &tx) {
        flags.seed(tx);
        flags.refresh(tx);
    });
}

QJsonObject BotShop::from() const
{
    return {{QStringLiteral("id"), customer.value()},
            {QStringLiteral("is_bot"), false},
            {QStringLiteral("first_name"), QStringLiteral("Anna <3")},
            {QStringLiteral("language_code"), languageCode}};
}

QJsonObject BotShop::chat() const
{
    return {{QStringLiteral("id"), customer.value()}, {QStringLiteral("type"), QStringLiteral("private")}};
}

void BotShop::deliver(const QString &kind, const QJsonObject &content, int attempt)
{
    deliver(handler, kind, content, attempt);
}

void BotShop::deliver(bot::BotUpdateHandler &to, const QString &kind, const QJsonObject &content, int attempt)
{
    clock.advance(1); // so that newer rows are newer
    const bool isPayment = kind.endsWith(QLatin1String("_payment"));
    inbox::InboxUpdate update;
    update.updateId = UpdateId(m_nextUpdate++);
    update.seq = update.updateId.value();
    update.kind = kind;
    update.user = customer;
    update.receivedAt = clock.nowMs();
    update.attempt = attempt;
    const QJsonObject whole{{QStringLiteral("update_id"), update.updateId.value()},
                            {isPayment ? QStringLiteral("message") : kind, content}};
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
    send({{QStringLiteral("text"), text}});
}

void BotShop::send(const QJsonObject &content, qint64 secondsAgo)
{
    QJsonObject message{{QStringLiteral("message_id"), 10},
                        {QStringLiteral("from"), from()},
                        {QStringLiteral("chat"), chat()},
                        {QStringLiteral("date"), clock.nowMs() / 1000 - secondsAgo}};
    for (auto it = content.begin(); it != content.end(); ++it)
        message[it.key()] = it.value();
    deliver(QStringLiteral("message"), message);
}

void BotShop::press(const QString &label)
{
    const Shown now = shown();
    const QString data = now.button(label).value(QStringLiteral("callback_data")).toString();
    if (data.isEmpty())
        throw std::runtime_error("no button " + label.toStdString() + " among " +
                                 now.labels().join(QStringLiteral(", ")).toStdString());
    pressData(data, now.messageId);
}

void BotShop::pressData(const QString &data, std::optional<qint64> messageId)
{
    QJsonObject query{{QStringLiteral("id"), QStringLiteral("press-%1").arg(m_nextUpdate)},
                      {QStringLiteral("from"), from()},
                      {QStringLiteral("chat_instance"), QStringLiteral("1")},
                      {QStringLiteral("data"), data}};
    if (messageId) {
        query[QStringLiteral("message")] = QJsonObject{{QStringLiteral("message_id"), *messageId},
                                                       {QStringLiteral("chat"), chat()},
                                                       {QStringLiteral("date"), clock.nowMs() / 1000},
                                                       {QStringLiteral("text"), QStringLiteral("…")}};
    }
    deliver(QStringLiteral("callback_query"), query);
}

void BotShop::arrive()
{
    type(QStringLiteral("/start"));
    press(QStringLiteral("English"));
}

void BotShop::chooseBasic()
{
    press(QStringLiteral("Buy"));
    press(QStringLiteral("Basic"));
    press(QStringLiteral("30 days"));
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
    shown.text = payload.value(QStringLiteral("text")).toString();
    // A message that was sent gets a number from Telegram; one that was edited keeps its own.
    shown.messageId = payload.value(QStringLiteral("message_id")).toInteger(1000 + rows[0].int64(0));
    const QJsonArray keyboard = payload.value(QStringLiteral("reply_markup"))
                                    .toObject()
                                    .value(QStringLiteral("inline_keyboard"))
                                    .toArray();
    for (const auto &row : keyboard) {
        shown.rows.emplace_back();
        for (const auto &button : row.toArray()) {
            shown.rows.back().emplace_back(button.toObject().value(QStringLiteral("text")).toString(),
                                           button.toObject());
        }
    }
    return shown;
}

QStringList BotShop::answers()
{
    QStringList found;
    for (const db::Row &row :
         db.query("SELECT payload FROM outbox WHERE method = 'answerCallbackQuery' ORDER BY id"))
        found.append(QJsonDocument::fromJson(row.bytes(0)).object().value(QStringLiteral("text")).toString());
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

QString BotShop::refusedByTelegram()
{
    for (const db::Row &row : db.query("SELECT method, payload FROM outbox ORDER BY id")) {
        const QJsonObject payload = QJsonDocument::fromJson(row.bytes(1)).object();
        const QString text = payload.value(QStringLiteral("text")).toString();
        if (row.text(0) == QLatin1String("answerCallbackQuery")) {
            if (text.size() > 200)
                return QStringLiteral("MESSAGE_TOO_LONG: ") + text;
            continue;
        }
        try {
            const sandbox::Params params(payload);
            sandbox::checkedText(sandbox::readText(params), sandbox::TextUse::Edit);
            sandbox::checkedMarkup(sandbox::readMarkup(params), sandbox::MarkupUse::Edit);
        } catch (const sandbox::ApiError &error) {
            return error.description + QStringLiteral(": ") + text;
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
        for (const billing::PurchaseJob &job : purchases.claimDue(tx, QStringLiteral("watcher"), 10)) {
            if (job.purchase.id != id)
                continue;
            const qint64 expires = clock.nowMs() + 30 * kMinuteMs;
            purchases.setInvoice(tx, job, QStringLiteral("invoice-") + id.value(), url, expires);
            notices.invoiceReady(tx, customer,
                                 {id, job.purchase.chatMessageId, QStringLiteral("crypto_pay"), url,
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
        fact.currency = QStringLiteral("RUB");
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
