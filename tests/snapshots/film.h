// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "integration/botshop.h"

#include <QJsonArray>
#include <QSet>

#include <functional>
#include <vector>

namespace turnpike::snapshots {

// A life of customers with the bot, written down as they see it: what they do, each message with its buttons
// below, and what each button leads to. Ids, which differ from one life to the next, are left out. Lives on
// the thread that made it.
class Film
{
public:
    struct Part
    {
        QString name; // of its file, without .txt
        QString text;
    };

    // `language`: "en" or "ru".
    explicit Film(const QString &language);

    // What follows stands in a file of its own.
    void begin(const QString &name, const QString &title);
    // Presses the newest button that leads to this conversation, with these arguments first. Throws
    // std::runtime_error when no message that is left shows one.
    void press(const char *word, const QStringList &firstArguments = {});
    // Presses what no message shows.
    void pressOld(const QString &data);
    void type(const QString &text);
    // Something that is no customer's doing, in words of its reader's.
    void happens(const QString &what, const std::function<void(db::Transaction &tx)> &work);
    void passes(qint64 ms, const QString &what);
    // Another customer takes the phone: Anna is 1001.
    void become(qint64 customer);
    // What has come since, where something was done past these functions.
    void look();

    // Buys a subscription from the list of tariffs, as far as the press on the way to pay.
    void choose(const QString &tariff, int days, const char *way);
    // The invoice of the newest purchase is made.
    PurchaseId makeInvoice();

    std::vector<Part> parts() const;
    const QString &language() const { return m_language; }
    // The conversations that were entered by a button.
    const QSet<QString> &pressed() const { return m_pressed; }

    test::BotShop shop;

private:
    struct Screen
    {
        qint64 customer = 0;
        qint64 message = 0;
        QJsonArray keyboard;
    };

    void write(const QString &line) { m_parts.back().text += line + u'\n'; }
    void tell(const QString &what);
    void show(const db::Row &row);
    void showButtons(const QJsonArray &keyboard);
    QString nameOf(qint64 chat) const;

    const QString m_language;
    std::vector<Part> m_parts;
    std::vector<Screen> m_screens; // newest last
    QSet<QString> m_pressed;
    qint64 m_seenRow = 0; // of the outbox
};

} // namespace turnpike::snapshots
