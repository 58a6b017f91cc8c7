// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "walk/walk.h"

// Money: what is paid, at which provider, and what is said of it, late, early, twice or by strangers.
namespace turnpike::walk {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t kToldKept = 40;
// The watcher looks 24 h back, and rests may come between.
constexpr qint64 kLateMs = 8 * kHourMs;

// Links that customers have, also such as are over.
constexpr const char *kLinks = R"(
    SELECT pay_url FROM purchases
    WHERE telegram_id = ? AND provider IN ('stars', 'card') AND pay_url IS NOT NULL
    ORDER BY created_at DESC, purchase_id LIMIT 5)";
constexpr const char *kInvoiced = R"(
    SELECT purchase_id, provider_invoice_id, price_kopecks FROM purchases
    WHERE provider = 'crypto_pay' AND provider_invoice_id IS NOT NULL
      AND status IN ('awaiting_payment', 'expired')
    ORDER BY created_at DESC, purchase_id LIMIT 5)";
constexpr const char *kPaidByStars =
    "SELECT external_id FROM payments WHERE provider = 'stars' ORDER BY id DESC LIMIT 10";
constexpr const char *kPaidOtherwise =
    "SELECT provider, external_id FROM payments WHERE provider <> 'stars' ORDER BY id DESC LIMIT 10";

QJsonObject messageAbout(TelegramId customer, qint64 nowMs, const QString &what, const QJsonObject &payment)
{
    return {{u"message_id"_s, 5},
            {u"date"_s, nowMs / kSecondMs},
            {u"chat"_s, QJsonObject{{u"id"_s, customer.value()}, {u"type"_s, u"private"_s}}},
            {u"from"_s, QJsonObject{{u"id"_s, customer.value()},
                                    {u"is_bot"_s, false},
                                    {u"first_name"_s, u"Payer"_s},
                                    {u"language_code"_s, u"en"_s}}},
            {what, payment}};
}

QJsonObject paymentOf(const QString &payload, qint64 amount, const QString &currency, const QString &charge)
{
    return {{u"currency"_s, currency},
            {u"total_amount"_s, amount},
            {u"invoice_payload"_s, payload},
            {u"telegram_payment_charge_id"_s, charge},
            {u"provider_payment_charge_id"_s, u"p-"_s + charge}};
}

} // namespace

void Walk::payCrypto()
{
    std::vector<qint64> open;
    for (const sandbox::CryptoInvoice *invoice : m_walked.outside.cryptoPay().invoices().all()) {
        if (invoice->status == sandbox::InvoiceStatus::Active)
            open.push_back(invoice->id);
    }
    if (open.empty())
        return;
    const qint64 id = m_draw.oneOf(open);
    note(u"invoice %1 of Crypto Pay is paid"_s.arg(id));
    m_walked.outside.cryptoPay().pay(id, 0);
    if (m_draw.chance(50))
        m_walked.iterate(u"crypto_payment_watcher"_s);
}

void Walk::payCryptoLate()
{
    std::vector<qint64> over;
    for (const sandbox::CryptoInvoice *invoice : m_walked.outside.cryptoPay().invoices().all()) {
        if (invoice->status == sandbox::InvoiceStatus::Expired &&
            invoice->createdAt > m_walked.shop.clock.nowMs() - kLateMs)
            over.push_back(invoice->id);
    }
    if (over.empty())
        return;
    const qint64 id = m_draw.oneOf(over);
    note(u"invoice %1 of Crypto Pay is paid after its end"_s.arg(id));
    m_walked.outside.cryptoPay().payHoweverLate(id, 0);
}

// By Stars or by card: the customer presses Pay, Telegram asks the bot, and takes the money.
void Walk::payTelegram()
{
    const auto links = m_walked.shop.db.query(kLinks, m_customer);
    if (links.empty())
        return;
    const QString link = m_draw.oneOf(links).text(0);
    const QString query = m_walked.outside.customers().checkout(m_customer.value(), 0, link);
    const QJsonObject invoice = m_walked.outside.telegram().checkout(query)->invoice;
    const QString payload = invoice.value(u"payload"_s).toString();
    const QString currency = invoice.value(u"currency"_s).toString();
    const qint64 amount = invoice.value(u"total_amount"_s).toInteger();
    m_walked.shop.deliver(u"pre_checkout_query"_s, {{u"id"_s, query},
                                                    {u"from"_s, m_walked.shop.from()},
                                                    {u"currency"_s, currency},
                                                    {u"total_amount"_s, amount},
                                                    {u"invoice_payload"_s, payload}});
    const QJsonObject answer = m_walked.shop.lastPayload(u"answerPreCheckoutQuery"_s);
    if (answer.value(u"pre_checkout_query_id"_s).toString() != query)
        throw std::runtime_error("a pre-checkout was not answered");
    const bool isAllowed = answer.value(u"ok"_s).toBool();
    note(u"%1 pays %2 %3 for %4: %5"_s.arg(m_customer.value())
             .arg(amount)
             .arg(currency, payload, isAllowed ? u"taken"_s : u"refused"_s));
    if (!isAllowed)
        return;
    m_walked.call(u"answerPreCheckoutQuery"_s, {{u"pre_checkout_query_id"_s, query}, {u"ok"_s, true}});
    const QString charge = m_walked.outside.telegram().checkout(query)->chargeId;
    if (charge.isEmpty())
        return; // too late for Telegram
    m_untold.push_back({m_customer, u"successful_payment"_s,
                        messageAbout(m_customer, m_walked.shop.clock.nowMs(), u"successful_payment"_s,
                                     paymentOf(payload, amount, currency, charge))});
    if (m_draw.chance(60))
        tellOne(m_untold.size() - 1);
}

void Walk::deliver(const Telling &told)
{
    m_walked.shop.customer = told.customer;
    m_walked.shop.deliver(told.kind, told.content);
    m_walked.shop.customer = m_customer;
}

void Walk::tellOne(size_t index)
{
    const Telling told = m_untold.at(index);
    m_untold.erase(m_untold.begin() + static_cast<std::ptrdiff_t>(index));
    note(u"Telegram tells of a payment of %1: %2"_s.arg(told.customer.value()).arg(told.kind));
    deliver(told);
    m_told.push_back(told);
    if (m_told.size() > kToldKept)
        m_told.erase(m_told.begin());
}

void Walk::tellAll()
{
    while (!m_untold.empty())
        tellOne(0);
}

void Walk::tellPayment()
{
    if (!m_untold.empty())
        tellOne(static_cast<size_t>(m_draw.below(static_cast<int>(m_untold.size()))));
}

void Walk::tellAgain()
{
    if (m_told.empty())
        return;
    const Telling told = m_draw.oneOf(m_told);
    note(u"Telegram tells of a payment of %1 once more"_s.arg(told.customer.value()));
    mustChangeNothing(told);
}

void Walk::mustChangeNothing(const Telling &told)
{
    const QString before = booksOf(told.customer);
    deliver(told);
    const QString after = booksOf(told.customer);
    if (before != after)
        throw std::runtime_error("a payment that was told twice counted twice: " + before.toStdString() +
                                 ", then " + after.toStdString());
}

QString Walk::booksOf(TelegramId customer)
{
    const auto rows = m_walked.shop.db.query(
        "SELECT (SELECT count(*) FROM payments), (SELECT count(*) FROM balance_transactions),"
        " (SELECT balance_kopecks FROM users WHERE telegram_id = ?),"
        " (SELECT expires_at FROM subscriptions WHERE telegram_id = ?),"
        " (SELECT period_number FROM subscriptions WHERE telegram_id = ?)",
        customer, customer, customer);
    QStringList parts;
    for (int column = 0; column < 5; ++column)
        parts << rows.at(0).text(column);
    // Whoever is not known yet has no balance, and has one of nothing once known.
    if (parts.at(2).isEmpty())
        parts[2] = u"0"_s;
    return parts.join(u' ');
}

// Payments and refunds for what was never sold.
void Walk::tellStrangers()
{
    const QString charge = u"strange-%1"_s.arg(++m_charges);
    m_invented.insert(u"stars "_s + charge);
    const QString kind = m_draw.chance(70) ? u"successful_payment"_s : u"refunded_payment"_s;
    note(u"Telegram tells of a payment that is nobody's: %1 %2"_s.arg(kind, charge));
    deliver({m_customer, kind,
             messageAbout(m_customer, m_walked.shop.clock.nowMs(), kind,
                          paymentOf(u"purchase_of_nobody"_s, 100, u"XTR"_s, charge))});
}

// Too little or too much, as no provider of today's does it.
void Walk::payWrongSum()
{
    const auto invoiced = m_walked.shop.db.query(kInvoiced);
    if (invoiced.empty())
        return;
    const db::Row &row = m_draw.oneOf(invoiced);
    const PurchaseId id(row.text(0));
    const qint64 price = row.int64(2);
    const Kopecks sum(m_draw.chance(70) ? std::max<qint64>(1, price / 3) : price * 2);
    note(u"%1 kopecks come for %2, which costs %3"_s.arg(sum.value()).arg(id.value()).arg(price));
    m_invented.insert(u"crypto_pay "_s + row.text(1));
    m_walked.shop.payInvoice(id, sum);
}

// By another program that shares the app.
void Walk::payForeign()
{
    sandbox::CryptoPayApi &cryptoPay = m_walked.outside.cryptoPay();
    const qint64 id = cryptoPay.createForeign({{u"currency_type"_s, u"fiat"_s},
                                               {u"fiat"_s, u"RUB"_s},
                                               {u"amount"_s, u"10.00"_s},
                                               {u"payload"_s, u"another-shop"_s}});
    note(u"another program's invoice %1 is paid"_s.arg(id));
    cryptoPay.pay(id, 0);
}

void Walk::refundAtTelegram()
{
    std::vector<sandbox::StarPayment> &paid = m_walked.outside.telegram().starPayments();
    if (paid.empty())
        return;
    sandbox::StarPayment &payment =
        paid.at(paid.size() - 1 -
                static_cast<size_t>(m_draw.below(static_cast<int>(std::min<size_t>(paid.size(), 8)))));
    if (payment.refundedAt > 0)
        return;
    note(u"Telegram gives %1 Stars back: %2"_s.arg(payment.amount).arg(payment.chargeId));
    payment.refundPlace = m_walked.outside.telegram().starTransactions();
    payment.refundedAt = m_walked.outside.telegram().paymentTime();
    // Told, perhaps before the payment itself is.
    if (m_draw.chance(50))
        m_untold.push_back(
            {TelegramId(payment.userId), u"refunded_payment"_s,
             messageAbout(TelegramId(payment.userId), m_walked.shop.clock.nowMs(), u"refunded_payment"_s,
                          paymentOf(payment.payload, payment.amount, u"XTR"_s, payment.chargeId))});
    tellPayment();
}

// By an operator; the payment watcher asks Telegram.
void Walk::askForRefund()
{
    const auto paid = m_walked.shop.db.query(kPaidByStars);
    if (paid.empty())
        return;
    const QString charge = m_draw.oneOf(paid).text(0);
    note(u"an operator gives back the Stars of %1"_s.arg(charge));
    write([&](db::Transaction &tx) {
        m_walked.shop.refunds.ask(tx, billing::Provider::Stars, charge, control::Actor::system(),
                                  u"the customer asked"_s);
    });
}

// What no provider gives back by itself was given back by a person.
void Walk::refundByHand()
{
    const auto paid = m_walked.shop.db.query(kPaidOtherwise);
    if (paid.empty())
        return;
    const db::Row &row = m_draw.oneOf(paid);
    const billing::Provider provider = billing::providerFrom(row.text(0));
    note(u"the payment %1 of %2 was given back by hand"_s.arg(row.text(1), row.text(0)));
    write([&](db::Transaction &tx) {
        m_walked.shop.payments.refund(tx, provider, row.text(1), control::Actor::system(), u"by hand"_s);
    });
}

} // namespace turnpike::walk
