// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/serverlanguage.h"

#include "connection/translated.h"
#include "models/wording.h"
#include "protocol/runbook.h"

#include <QCoreApplication>
#include <QFile>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ServerLanguage)
};

constexpr const char *kServer = "Server"; // the context of what servers say

// What a flag does, as it stands in resources/flags.json.
// NOLINTBEGIN(bugprone-suspicious-missing-comma): long ones are written in pieces
[[maybe_unused]] constexpr const char *kFlags[] = {
    QT_TRANSLATE_NOOP(
        "Server",
        "New payments. Off: no new invoices, pre-checkouts are declined. What was paid is always finalized."),
    QT_TRANSLATE_NOOP("Server", "Activation of VPN access. Off: activations wait as pending and waiting is "
                                "not paid for. Removals go on."),
    QT_TRANSLATE_NOOP(
        "Server", "Renewal from the balance. Off: no renewals; the worker stops between two subscriptions."),
    QT_TRANSLATE_NOOP("Server", "All background workers. Off: they skip their iterations; the alert about "
                                "paid access without a key stays."),
    QT_TRANSLATE_NOOP("Server", "Reminders before access ends. Off: none are sent. Expiry goes on."),
    QT_TRANSLATE_NOOP("Server",
                      "New trials. Off: no trial is offered or granted. Running trials go on and end."),
    QT_TRANSLATE_NOOP("Server", "Rewards for invited friends. Off: purchases give no reward."),
    QT_TRANSLATE_NOOP("Server",
                      "What administrators of the shop do in Telegram. Off: they see how it goes and "
                      "change nothing there. The console stays."),
    QT_TRANSLATE_NOOP(
        "Server", "Maintenance. On: customers get one polite notice. Payments, refunds and workers go on."),
};
// NOLINTEND(bugprone-suspicious-missing-comma)

QString said(const Sentence &sentence, const QString &text)
{
    return translated(sentence, text, wording::part);
}

// The runbook in the language of this machine; nothing where that is the server's own.
QString fromRunbook(const QString &section)
{
    //: Code of the language whose runbook is shown, of those in docs/runbook.*.md; en: the server's.
    static const QString language = Words::tr("en");
    static const QHash<QString, QString> sections = [] {
        QFile file(u":/runbook/runbook.%1.md"_s.arg(language));
        return file.open(QIODevice::ReadOnly) ? runbookSections(file.readAll()) : QHash<QString, QString>();
    }();
    return sections.value(section);
}

} // namespace

void translate(Gauges &gauges)
{
    const Sentence verdict = verdictOf(gauges.checks);
    for (Check &check : gauges.checks)
        check.text = said(check.sentence, check.text);
    if (!verdict.isEmpty())
        gauges.verdict.text = said(verdict, verdict.english());
    for (Consequence &consequence : gauges.consequences)
        consequence.text = said(consequence.sentence, consequence.text);
    Headline &headline = gauges.headline;
    if (headline.text.isEmpty())
        return;
    headline.text = said(headline.sentence, headline.text);
    gauges.verdict = {headline.status, headline.text, headline.since};
}

void translate(AlertState &alert)
{
    alert.text = said(alert.sentence, alert.text);
    if (const QString text = fromRunbook(alert.runbook); !text.isEmpty())
        alert.runbookText = text;
}

void translate(FlagState &flag)
{
    if (!flag.description.isEmpty())
        flag.description = QCoreApplication::translate(kServer, flag.description.toUtf8().constData());
}

void translate(OrderResult &order)
{
    if (!order.isDone())
        order.result = said(order.sentence, order.result);
}

void translate(SeriesMark &mark)
{
    mark.text = said(mark.sentence, mark.text);
}

} // namespace turnpike::console
