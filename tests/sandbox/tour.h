// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "sandbox.h"
#include "storydatabase.h"
#include "storyteller.h"

#include <functional>
#include <vector>

namespace turnpike::sandbox {

// One thing that somebody does from its beginning to its end. `live` throws what TourHost::fail throws.
struct TourStep
{
    QString name;
    QString title;
    int deadlines = 1; // times the deadline of a step
    std::function<void()> live;
};

// Where a tour takes place. What it refers to outlives the tour.
struct TourHost
{
    Sandbox &sandbox;
    StoryDatabase &database;
    Storyteller &tell;
    // Waits within the step's deadline, and ends the step when it does not come true.
    std::function<void(const QString &what, const std::function<bool()> &holds)> until;
    // Ends the step.
    std::function<void(const QString &why)> fail;
    qint64 staffChat = 0; // the group of the shop's staff
    qint64 colleague = 0; // who answers there
};

// Customers of one language go through everything that the bot offers, each step with a customer of its own,
// by what its buttons do and not by what stands on them. Owned by the story; lives on the main thread.
class CustomerTour
{
public:
    // `firstId`: of the customers, from there on; nobody may know them.
    CustomerTour(const TourHost &host, const QString &language, qint64 firstId);

    // Valid while the tour lives.
    std::vector<TourStep> steps();

private:
    void arrive(const QString &link = {});
    void write(const QString &text);
    // The newest button that leads to this conversation, with these arguments first.
    void press(const QString &word, const QStringList &arguments = {});
    // Waits for a message that is new or changed since, and shows all these buttons; any when there are none.
    void expect(const QStringList &words = {});
    void expectText(const QString &part);
    void check(const Message &message);
    void must(bool holds, const QString &otherwise);
    void buy(const QString &tariff, int days, const QString &way);
    void payCrypto();
    void payTelegram();
    void awaitGrants(const QString &provider, qint64 count);
    void awaitKey();
    qint64 newCustomer(const QString &name);

    void trialAndKey();
    void byCrypto();
    void byStars();
    void byCard();
    void byBalance();
    void promoCode();
    void invitation();
    void gift();
    void settings();
    void support();
    void written();
    void erasure();

    const TourHost m_host;
    const QString m_language;
    qint64 m_nextId;
    qint64 m_customer = 0;
    qint64 m_revision = 0; // of the world at the last write or press
};

} // namespace turnpike::sandbox
