// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "snapshots/film.h"

#include "bot/callbackdata.h"

#include <QJsonDocument>
#include <QRegularExpression>

namespace turnpike::snapshots {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kStaffChat = -1001000000777;
constexpr qint64 kAnna = 1001;
// No limit is met by whoever takes so long to read.
constexpr qint64 kReadingMs = 20 * kSecondMs;

// As it is read, with marks for what Telegram's app shows otherwise: *bold*, `copied at a touch`.
QString asRead(QString html)
{
    static const QRegularExpression bold(u"</?b>"_s);
    static const QRegularExpression code(u"</?(code|pre)>"_s);
    html.replace(bold, u"*"_s).replace(code, u"`"_s);
    return html.replace(u"&lt;"_s, u"<"_s)
        .replace(u"&gt;"_s, u">"_s)
        .replace(u"&quot;"_s, u"\""_s)
        .replace(u"&amp;"_s, u"&"_s);
}

// Whatever was drawn by chance.
QString withoutIds(QString text)
{
    static const QRegularExpression uuid(u"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"_s);
    static const QRegularExpression code(u"(?<![0-9A-Za-z])[0-9a-f]{12,16}(?![0-9A-Za-z])"_s);
    return text.replace(uuid, u"…"_s).replace(code, u"…"_s);
}

QString targetOf(const QJsonObject &button)
{
    if (const QString url = button.value(u"url"_s).toString(); !url.isEmpty())
        return url;
    if (const QString text = button.value(u"copy_text"_s).toObject().value(u"text"_s).toString();
        !text.isEmpty())
        return u"copies "_s + text;
    const auto press = bot::decodeCallback(button.value(u"callback_data"_s).toString());
    if (!press)
        return u"nothing that is known"_s;
    const QString where = (QStringList{press->action} + press->args).join(u' ');
    return press->opensNew ? u"→ %1, in a new message"_s.arg(where) : u"→ "_s + where;
}

bool leadsTo(const QJsonObject &button, const char *word, const QStringList &firstArguments)
{
    const auto press = bot::decodeCallback(button.value(u"callback_data"_s).toString());
    return press && press->action == QLatin1String(word) &&
           press->args.mid(0, firstArguments.size()) == firstArguments;
}

} // namespace

Film::Film(const QString &language)
    : shop(test::TestDatabase::Kind::Sqlite, true, true, true, ChatId(kStaffChat))
    , m_language(language)
{
    shop.languageCode = language;
}

void Film::begin(const QString &name, const QString &title)
{
    m_parts.push_back({name, title + u'\n' + QString(title.size(), u'=') + u'\n'});
}

QString Film::nameOf(qint64 chat) const
{
    if (chat == kStaffChat)
        return u"The staff"_s;
    if (chat == test::BotShop::kAdministrator)
        return u"The administrator"_s;
    return chat == kAnna ? u"Anna"_s : u"A friend"_s;
}

void Film::tell(const QString &what)
{
    write(u"\n▶ %1\n"_s.arg(what));
    shop.clock.advance(kReadingMs);
}

void Film::press(const char *word, const QStringList &firstArguments)
{
    QSet<qint64> newerStates;
    for (auto screen = m_screens.rbegin(); screen != m_screens.rend(); ++screen) {
        if (screen->customer != shop.customer.value() || newerStates.contains(screen->message))
            continue;
        newerStates.insert(screen->message);
        for (const QJsonValue &row : std::as_const(screen->keyboard)) {
            for (const QJsonValue &one : row.toArray()) {
                const QJsonObject button = one.toObject();
                if (!leadsTo(button, word, firstArguments))
                    continue;
                const qint64 message = screen->message;
                tell(u"%1 presses [%2]"_s.arg(nameOf(shop.customer.value()),
                                              button.value(u"text"_s).toString()));
                m_pressed.insert(QString::fromLatin1(word));
                shop.pressData(button.value(u"callback_data"_s).toString(), message);
                look();
                return;
            }
        }
    }
    throw std::runtime_error("no message shows a button to " + std::string(word) + " " +
                             firstArguments.join(u' ').toStdString() + ", in " +
                             m_parts.back().name.toStdString());
}

void Film::pressOld(const QString &data)
{
    tell(u"%1 presses a button that is long gone"_s.arg(nameOf(shop.customer.value())));
    shop.pressData(data);
    look();
}

void Film::type(const QString &text)
{
    tell(u"%1 writes: %2"_s.arg(nameOf(shop.customer.value()), text));
    shop.type(text);
    look();
}

void Film::happens(const QString &what, const std::function<void(db::Transaction &tx)> &work)
{
    tell(what);
    shop.write([&](db::Transaction &tx) { work(tx); });
    look();
}

void Film::passes(qint64 ms, const QString &what)
{
    tell(what);
    shop.clock.advance(ms);
}

void Film::become(qint64 customer)
{
    shop.customer = TelegramId(customer);
}

void Film::look()
{
    for (const db::Row &row :
         shop.db.query("SELECT id, chat_id, method, payload, not_before FROM outbox WHERE id > ? ORDER BY id",
                       m_seenRow)) {
        m_seenRow = row.int64(0);
        show(row);
    }
    // Telegram has taken all of it but what waits for its time.
    shop.db.exec("UPDATE outbox SET status = 'sent', finished_at = ?, message_id = 1000 + id "
                 "WHERE status = 'pending' AND not_before <= ?",
                 shop.clock.nowMs(), shop.clock.nowMs());
}

void Film::show(const db::Row &row)
{
    const QJsonObject payload = QJsonDocument::fromJson(row.bytes(3)).object();
    const QString method = row.text(2);
    const QString text = payload.value(u"text"_s).toString(payload.value(u"caption"_s).toString());
    if (text.isEmpty())
        return;
    if (method == "answerCallbackQuery"_L1) {
        write(u"  (pops up) %1\n"_s.arg(text));
        return;
    }
    const qint64 chat = row.int64(1);
    const qint64 later = row.int64(4) - shop.clock.nowMs();
    QString how = u"%1 reads:"_s.arg(nameOf(chat));
    if (method == "editMessageText"_L1)
        how = u"%1 reads in place of that:"_s.arg(nameOf(chat));
    else if (method == "sendPhoto"_L1)
        how = u"%1 sees a picture:"_s.arg(nameOf(chat));
    if (later > kSecondMs)
        how += u" (after %1 s, unless something else comes first)"_s.arg(later / kSecondMs);
    write(u"  "_s + how);
    for (const QString &line : asRead(text).split(u'\n'))
        write(line.isEmpty() ? QString() : u"    "_s + line);
    const QJsonArray keyboard =
        payload.value(u"reply_markup"_s).toObject().value(u"inline_keyboard"_s).toArray();
    showButtons(keyboard);
    write(QString());
    const qint64 message = payload.value(u"message_id"_s).toInteger(1000 + row.int64(0));
    if (later <= kSecondMs)
        m_screens.push_back({chat, message, keyboard});
}

void Film::showButtons(const QJsonArray &keyboard)
{
    for (const QJsonValue &row : keyboard) {
        QStringList buttons;
        for (const QJsonValue &one : row.toArray()) {
            const QJsonObject button = one.toObject();
            buttons << u"[%1] (%2)"_s.arg(button.value(u"text"_s).toString(), targetOf(button));
        }
        write(u"    "_s + buttons.join(u"  "_s));
    }
}

void Film::choose(const QString &tariff, int days, const char *way)
{
    type(u"/buy"_s);
    press(bot::action::kTariff, {tariff});
    press(bot::action::kPeriod, {tariff, QString::number(days)});
    press(way);
}

PurchaseId Film::makeInvoice()
{
    const PurchaseId id = shop.newestPurchase().value().id;
    tell(u"The invoice is made"_s);
    shop.makeInvoice(id, u"https://pay.example.org/invoice"_s);
    look();
    return id;
}

std::vector<Film::Part> Film::parts() const
{
    std::vector<Part> cleaned = m_parts;
    for (Part &part : cleaned)
        part.text = withoutIds(part.text);
    return cleaned;
}

} // namespace turnpike::snapshots
