#include "keyboard.h"

#include "params.h"

#include <QUrl>

namespace turnpike::sandbox {

namespace {

constexpr int kMaxCallbackDataBytes = 64; // Bot API, InlineKeyboardButton
constexpr int kMaxButtons = 100;

[[noreturn]] void refuse(const QString &why)
{
    throw ApiError{400, QStringLiteral("Bad Request: ") + why};
}

void checkUrl(const QString &address)
{
    const QUrl url(address, QUrl::StrictMode);
    static const QStringList schemes = {QStringLiteral("http"), QStringLiteral("https"), QStringLiteral("tg"),
                                        QStringLiteral("ton")};
    const bool web = url.scheme().startsWith(u"http");
    if (!url.isValid() || !schemes.contains(url.scheme()) || (web && !url.host().contains(u'.'))) {
        refuse(QStringLiteral("inline keyboard button URL '%1' is invalid: Wrong HTTP URL").arg(address));
    }
}

// What a button does; exactly one of these must be there.
const QStringList &buttonActions()
{
    static const QStringList actions = {
        QStringLiteral("callback_data"), QStringLiteral("url"),
        QStringLiteral("pay"),           QStringLiteral("web_app"),
        QStringLiteral("login_url"),     QStringLiteral("switch_inline_query"),
        QStringLiteral("copy_text"),     QStringLiteral("switch_inline_query_current_chat")};
    return actions;
}

void checkInlineButton(const QJsonObject &button, bool mayPay)
{
    if (!button.value(u"text").isString())
        refuse(QStringLiteral("can't parse inline keyboard button: Can't find field \"text\""));
    if (button.value(u"text").toString().trimmed().isEmpty())
        refuse(QStringLiteral("inline keyboard button text must be non-empty"));
    int doing = 0;
    for (const QString &action : buttonActions())
        doing += button.contains(action) ? 1 : 0;
    if (doing == 0)
        refuse(QStringLiteral(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"));
    if (doing > 1)
        refuse(QStringLiteral("can't parse inline keyboard button: Exactly one action is expected"));
    if (button.contains(u"callback_data")) {
        const qsizetype bytes = button.value(u"callback_data").toString().toUtf8().size();
        if (bytes < 1 || bytes > kMaxCallbackDataBytes)
            refuse(QStringLiteral("BUTTON_DATA_INVALID"));
    }
    if (button.contains(u"url"))
        checkUrl(button.value(u"url").toString());
    if (button.contains(u"pay") && !mayPay)
        refuse(QStringLiteral("BUTTON_TYPE_INVALID"));
}

QJsonObject checkedInline(const QJsonObject &markup, MarkupUse use)
{
    if (!markup.value(u"inline_keyboard").isArray())
        refuse(
            QStringLiteral("can't parse inline keyboard: Field \"inline_keyboard\" must be of type Array"));
    int buttons = 0;
    QJsonArray rows;
    for (const QJsonValue &row : markup.value(u"inline_keyboard").toArray()) {
        if (!row.isArray())
            refuse(QStringLiteral(
                "can't parse inline keyboard: Field \"inline_keyboard\" must be an Array of Arrays"));
        const QJsonArray cells = row.toArray();
        if (cells.isEmpty())
            continue; // the real API drops empty rows too
        for (const QJsonValue &cell : cells) {
            if (!cell.isObject())
                refuse(QStringLiteral(
                    "can't parse inline keyboard button: Inline keyboard button must be an Object"));
            checkInlineButton(cell.toObject(), use == MarkupUse::Invoice && buttons == 0);
            ++buttons;
        }
        rows.append(cells);
    }
    if (buttons > kMaxButtons)
        refuse(QStringLiteral("too many inline keyboard buttons"));
    if (use == MarkupUse::Invoice && buttons > 0 && !rows[0].toArray()[0].toObject().value(u"pay").toBool())
        refuse(QStringLiteral("BUTTON_POS_INVALID"));
    return {{QStringLiteral("inline_keyboard"), rows}};
}

void checkReplyKeyboard(const QJsonObject &markup)
{
    for (const QJsonValue &row : markup.value(u"keyboard").toArray()) {
        if (!row.isArray())
            refuse(
                QStringLiteral("can't parse reply keyboard: Field \"keyboard\" must be an Array of Arrays"));
        for (const QJsonValue &cell : row.toArray()) {
            const QString text =
                cell.isString() ? cell.toString() : cell.toObject().value(u"text").toString();
            if (text.isEmpty())
                refuse(QStringLiteral("can't parse keyboard button: Can't find field \"text\""));
        }
    }
}

} // namespace

std::optional<QJsonObject> checkedMarkup(const Params &params, MarkupUse use)
{
    const std::optional<QJsonObject> markup = params.object(QStringLiteral("reply_markup"));
    if (!markup || markup->isEmpty())
        return std::nullopt;
    if (markup->contains(u"inline_keyboard")) {
        const QJsonObject checked = checkedInline(*markup, use);
        if (checked.value(u"inline_keyboard").toArray().isEmpty())
            return std::nullopt;
        return checked;
    }
    if (use != MarkupUse::Message)
        refuse(QStringLiteral("inline keyboard expected"));
    if (markup->contains(u"keyboard")) {
        checkReplyKeyboard(*markup);
        return markup;
    }
    if (markup->contains(u"remove_keyboard") || markup->contains(u"force_reply"))
        return std::nullopt;
    refuse(QStringLiteral("can't parse reply keyboard markup JSON object"));
}

} // namespace turnpike::sandbox
