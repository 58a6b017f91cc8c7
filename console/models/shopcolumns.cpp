// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/columnkinds.h"

#include <QDateTime>
#include <QLocale>

// Columns of what customers did and have: updates, messages, customers, purchases; and of operators.
namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

struct ShopColumns
{
    Q_DECLARE_TR_FUNCTIONS(ShopColumns)
};

constexpr qint64 kUsualWaitMs = 60'000, kLongWaitMs = 600'000; // from here on the server raises an alert

qint64 waitOf(const WaitingCustomer &row)
{
    return row.endedAt.value_or(wording::serverNow()) - row.since;
}

Tone waitTone(const WaitingCustomer &row)
{
    if (row.endedAt)
        return Tone::Muted;
    if (waitOf(row) < kUsualWaitMs)
        return Tone::Info;
    return waitOf(row) < kLongWaitMs ? Tone::Warning : Tone::Bad;
}

QString nameOf(const QString &firstName, const QString &username)
{
    return username.isEmpty() ? firstName : u"%1 @%2"_s.arg(firstName, username).trimmed();
}

// The word of a state means what its kind says.
Tone stateTone(const TimelineEntry &row)
{
    const auto kind = row.kind.known();
    if (!kind)
        return Tone::None;
    switch (*kind) {
    case TimelineKind::Update:
        return toneOf(Choice<UpdateStatus>(row.state));
    case TimelineKind::Purchase:
        return toneOf(Choice<PurchaseStatus>(row.state));
    case TimelineKind::Payment:
        return toneOf(Choice<PaymentStatus>(row.state));
    case TimelineKind::Key:
        return toneOf(Choice<KeyStep>(row.state));
    case TimelineKind::Support: // a message, too
    case TimelineKind::Message:
        return toneOf(Choice<MessageState>(row.state));
    case TimelineKind::Action:
        return toneOf(Choice<ActionResult>(row.state));
    case TimelineKind::Balance:
        break;
    }
    return Tone::None;
}

// What it was, how much, and what it says, as far as there is such.
QString aboutOf(const TimelineEntry &row)
{
    // Methods of Telegram and actions of the audit are names.
    const bool isName = row.kind == TimelineKind::Message || row.kind == TimelineKind::Action;
    QStringList parts{isName ? row.what : wording::word(row.what),
                      row.amount == 0 ? QString() : wording::money(row.amount, row.currency),
                      row.text.simplified()};
    parts.removeAll(QString());
    return parts.join(u" · "_s);
}

} // namespace

std::vector<Column<DeadLetter>> deadLetterColumns()
{
    using C = Column<DeadLetter>;
    return {
        momentColumn<DeadLetter>(ShopColumns::tr("Given up"), &DeadLetter::diedAt),
        textColumn(ShopColumns::tr("Kind"), &DeadLetter::kind),
        C{ShopColumns::tr("Customer"),
          [](const DeadLetter &row) { return row.userId ? QString::number(*row.userId) : u"–"_s; }}
            .number([](const DeadLetter &row) { return row.userId.value_or(0); })
            .about([](const DeadLetter &row) {
                return subjectOf(SubjectKind::Customer, row.userId.value_or(0));
            }),
        numberColumn(ShopColumns::tr("Attempts"), &DeadLetter::attempts),
        numberColumn(ShopColumns::tr("Crashes"), &DeadLetter::crashes),
        textColumn(ShopColumns::tr("Last error"), &DeadLetter::lastError),
        momentColumn<DeadLetter>(ShopColumns::tr("Received"), &DeadLetter::receivedAt),
        idColumn(ShopColumns::tr("Update id"), &DeadLetter::updateId).about([](const DeadLetter &row) {
            return subjectOf(SubjectKind::Update, row.seq);
        }),
    };
}

std::vector<Column<Lane>> laneColumns()
{
    return {
        textColumn(ShopColumns::tr("Lane"), &Lane::lane).about([](const Lane &row) {
            return subjectNamed(row.lane);
        }),
        numberColumn(ShopColumns::tr("Waiting"), &Lane::pending),
        textColumn(ShopColumns::tr("First of them"), &Lane::headKind),
        momentColumn<Lane>(ShopColumns::tr("Received"), &Lane::headReceivedAt),
        numberColumn(ShopColumns::tr("Attempts"), &Lane::attempts),
        momentColumn<Lane>(ShopColumns::tr("Next attempt"), &Lane::nextAttemptAt),
        textColumn(ShopColumns::tr("Last error"), &Lane::lastError),
    };
}

std::vector<Column<CauseGroup>> causeColumns()
{
    using C = Column<CauseGroup>;
    return {
        numberColumn(ShopColumns::tr("How many"), &CauseGroup::count),
        textColumn(ShopColumns::tr("Of what"), &CauseGroup::kind),
        C{ShopColumns::tr("State"), [](const CauseGroup &row) { return wording::word(row.state); }},
        textColumn(ShopColumns::tr("Cause"), &CauseGroup::cause),
        momentColumn<CauseGroup>(ShopColumns::tr("First"), &CauseGroup::firstAt),
        momentColumn<CauseGroup>(ShopColumns::tr("Last"), &CauseGroup::lastAt),
        textColumn(ShopColumns::tr("The last one's error"), &CauseGroup::example),
    };
}

std::vector<Column<OutboxMessage>> messageColumns()
{
    return {
        momentColumn<OutboxMessage>(ShopColumns::tr("Created"), &OutboxMessage::createdAt)
            .about([](const OutboxMessage &row) { return subjectOf(SubjectKind::Message, row.id); }),
        wordColumn(ShopColumns::tr("State"), &OutboxMessage::state),
        wordColumn(ShopColumns::tr("Class"), &OutboxMessage::messageClass),
        idColumn(ShopColumns::tr("Chat"), &OutboxMessage::chatId, SubjectKind::Customer),
        textColumn(ShopColumns::tr("Method"), &OutboxMessage::method).about([](const OutboxMessage &row) {
            return subjectOf(SubjectKind::Correlation, row.correlationId);
        }),
        textColumn(ShopColumns::tr("Text"), &OutboxMessage::text),
        numberColumn(ShopColumns::tr("Attempts"), &OutboxMessage::attempts),
        textColumn(ShopColumns::tr("Last error"), &OutboxMessage::lastError),
        momentColumn<OutboxMessage>(ShopColumns::tr("Not before"), &OutboxMessage::notBefore),
        momentColumn<OutboxMessage>(ShopColumns::tr("Ended"), &OutboxMessage::finishedAt),
    };
}

std::vector<Column<CustomerBrief>> customerColumns()
{
    using C = Column<CustomerBrief>;
    return {
        idColumn(ShopColumns::tr("Telegram id"), &CustomerBrief::telegramId, SubjectKind::Customer),
        C{ShopColumns::tr("Name"),
          [](const CustomerBrief &row) { return nameOf(row.firstName, row.username); }},
        C{ShopColumns::tr("Access"),
          [](const CustomerBrief &row) {
              const QString access = wording::word(row.status);
              return row.lacksKey ? u"%1, %2"_s.arg(access, wording::word(u"key_owed"_s)) : access;
          }}.toned([](const CustomerBrief &row) { return row.lacksKey ? Tone::Bad : toneOf(row.status); }),
        textColumn(ShopColumns::tr("Tariff"), &CustomerBrief::tariff),
        momentColumn<CustomerBrief>(ShopColumns::tr("Until"), &CustomerBrief::expiresAt),
        wordColumn(ShopColumns::tr("Found by"), &CustomerBrief::foundBy),
    };
}

std::vector<Column<PurchaseRow>> purchaseColumns()
{
    return {
        momentColumn<PurchaseRow>(ShopColumns::tr("Begun"), &PurchaseRow::createdAt),
        wordColumn(ShopColumns::tr("What"), &PurchaseRow::kind),
        textColumn(ShopColumns::tr("Tariff"), &PurchaseRow::tariff),
        numberColumn(ShopColumns::tr("Days"), &PurchaseRow::periodDays),
        kopecksColumn(ShopColumns::tr("Price"), &PurchaseRow::priceKopecks),
        wordColumn(ShopColumns::tr("Paid by"), &PurchaseRow::provider),
        wordColumn(ShopColumns::tr("Status"), &PurchaseRow::status),
        momentColumn<PurchaseRow>(ShopColumns::tr("Fulfilled"), &PurchaseRow::fulfilledAt),
        textColumn(ShopColumns::tr("Note"), &PurchaseRow::note),
        nameColumn(ShopColumns::tr("Purchase"), &PurchaseRow::purchaseId, SubjectKind::Purchase),
        nameColumn(ShopColumns::tr("Invoice"), &PurchaseRow::invoiceId, SubjectKind::Payment),
    };
}

std::vector<Column<PaymentRow>> paymentColumns()
{
    using C = Column<PaymentRow>;
    return {
        momentColumn<PaymentRow>(ShopColumns::tr("Paid"), &PaymentRow::paidAt),
        idColumn(ShopColumns::tr("Customer"), &PaymentRow::telegramId, SubjectKind::Customer),
        C{ShopColumns::tr("Amount"),
          [](const PaymentRow &row) {
              return wording::money(row.amount, row.currency);
          }}.number([](const PaymentRow &row) { return row.amount; }),
        wordColumn(ShopColumns::tr("By"), &PaymentRow::provider),
        wordColumn(ShopColumns::tr("Status"), &PaymentRow::status),
        textColumn(ShopColumns::tr("Note"), &PaymentRow::note),
        nameColumn(ShopColumns::tr("Purchase"), &PaymentRow::purchaseId, SubjectKind::Purchase),
        nameColumn(ShopColumns::tr("Payment id"), &PaymentRow::externalId, SubjectKind::Payment),
    };
}

std::vector<Column<LedgerRow>> ledgerColumns()
{
    return {
        momentColumn<LedgerRow>(ShopColumns::tr("When"), &LedgerRow::createdAt),
        kopecksColumn(ShopColumns::tr("Amount"), &LedgerRow::amountKopecks),
        wordColumn(ShopColumns::tr("What"), &LedgerRow::kind),
        textColumn(ShopColumns::tr("Reference"), &LedgerRow::reference),
        textColumn(ShopColumns::tr("Note"), &LedgerRow::note),
    };
}

std::vector<Column<UpdateRow>> updateColumns()
{
    return {
        momentColumn<UpdateRow>(ShopColumns::tr("Received"), &UpdateRow::receivedAt)
            .about([](const UpdateRow &row) {
                return row.status == UpdateStatus::Dead ? subjectOf(SubjectKind::Update, row.seq)
                                                        : std::nullopt;
            }),
        textColumn(ShopColumns::tr("Kind"), &UpdateRow::kind),
        wordColumn(ShopColumns::tr("Status"), &UpdateRow::status),
        momentColumn<UpdateRow>(ShopColumns::tr("Handled"), &UpdateRow::handledAt),
        textColumn(ShopColumns::tr("Last error"), &UpdateRow::lastError),
    };
}

std::vector<Column<WaitingCustomer>> waitingColumns()
{
    using C = Column<WaitingCustomer>;
    return {
        C{ShopColumns::tr("Waits"), [](const WaitingCustomer &row) { return wording::duration(waitOf(row)); }}
            .number([](const WaitingCustomer &row) { return waitOf(row); })
            .toned(&waitTone)
            .withTip([](const WaitingCustomer &row) { return wording::utc(row.since); }),
        idColumn(ShopColumns::tr("Customer"), &WaitingCustomer::telegramId, SubjectKind::Customer),
        C{ShopColumns::tr("Amount"),
          [](const WaitingCustomer &row) {
              return row.paidAt ? wording::money(row.amount, row.currency) : u"–"_s;
          }}.number([](const WaitingCustomer &row) { return row.amount; }),
        textColumn(ShopColumns::tr("Last error"), &WaitingCustomer::lastError),
        momentColumn<WaitingCustomer>(ShopColumns::tr("Next attempt"), &WaitingCustomer::nextTryAt),
        numberColumn(ShopColumns::tr("Attempts"), &WaitingCustomer::attempts),
        wordColumn(ShopColumns::tr("Status"), &WaitingCustomer::status),
        momentColumn<WaitingCustomer>(ShopColumns::tr("Paid"), &WaitingCustomer::paidAt),
        C{ShopColumns::tr("Name"),
          [](const WaitingCustomer &row) { return nameOf(row.firstName, row.username); }},
        textColumn(ShopColumns::tr("Tariff"), &WaitingCustomer::tariff),
        momentColumn<WaitingCustomer>(ShopColumns::tr("Key came"), &WaitingCustomer::endedAt),
        momentColumn<WaitingCustomer>(ShopColumns::tr("Days given"), &WaitingCustomer::daysGivenAt),
    };
}

std::vector<Column<PromoRow>> promoColumns()
{
    using C = Column<PromoRow>;
    return {
        textColumn(ShopColumns::tr("Code"), &PromoRow::code),
        wordColumn(ShopColumns::tr("State"), &PromoRow::state),
        wordColumn(ShopColumns::tr("Gives"), &PromoRow::kind),
        C{ShopColumns::tr("How much"),
          [](const PromoRow &row) {
              if (row.kind == PromoKind::Money)
                  return wording::kopecks(row.value);
              return row.kind == PromoKind::Percent ? u"%1 %"_s.arg(row.value) : wording::number(row.value);
          }}.number([](const PromoRow &row) { return row.value; }),
        C{ShopColumns::tr("Tariff"),
          [](const PromoRow &row) { return row.tariff.isEmpty() ? ShopColumns::tr("any") : row.tariff; }},
        C{ShopColumns::tr("For whom"),
          [](const PromoRow &row) {
              return row.newOnly ? ShopColumns::tr("new customers") : ShopColumns::tr("everybody");
          }},
        C{ShopColumns::tr("Used"),
          [](const PromoRow &row) {
              return row.maxUses == 0 ? wording::number(row.used)
                                      : ShopColumns::tr("%1 of %2")
                                            .arg(wording::number(row.used), wording::number(row.maxUses));
          }}.number([](const PromoRow &row) { return row.used; }),
        numberColumn(ShopColumns::tr("By one customer"), &PromoRow::usesEach),
        momentColumn<PromoRow>(ShopColumns::tr("Valid from"), &PromoRow::validFrom),
        momentColumn<PromoRow>(ShopColumns::tr("Valid until"), &PromoRow::validUntil),
        textColumn(ShopColumns::tr("Made by"), &PromoRow::createdBy),
        momentColumn<PromoRow>(ShopColumns::tr("Made"), &PromoRow::createdAt),
    };
}

std::vector<Column<PromoUseRow>> promoUseColumns()
{
    return {
        momentColumn<PromoUseRow>(ShopColumns::tr("When"), &PromoUseRow::createdAt),
        idColumn(ShopColumns::tr("Customer"), &PromoUseRow::telegramId, SubjectKind::Customer),
        wordColumn(ShopColumns::tr("Use"), &PromoUseRow::state),
        textColumn(ShopColumns::tr("Tariff"), &PromoUseRow::tariff),
        kopecksColumn(ShopColumns::tr("Price"), &PromoUseRow::priceKopecks),
        wordColumn(ShopColumns::tr("Status"), &PromoUseRow::purchaseStatus),
        nameColumn(ShopColumns::tr("Purchase"), &PromoUseRow::purchaseId, SubjectKind::Purchase),
    };
}

std::vector<Column<RefundApproval>> refundColumns()
{
    using C = Column<RefundApproval>;
    return {
        momentColumn<RefundApproval>(ShopColumns::tr("Asked"), &RefundApproval::askedAt),
        textColumn(ShopColumns::tr("Who asked"), &RefundApproval::askedBy),
        textColumn(ShopColumns::tr("Why"), &RefundApproval::reason),
        C{ShopColumns::tr("Amount"),
          [](const RefundApproval &row) {
              return wording::money(row.amount, row.currency);
          }}.number([](const RefundApproval &row) { return row.amount; }),
        idColumn(ShopColumns::tr("Customer"), &RefundApproval::telegramId, SubjectKind::Customer),
        wordColumn(ShopColumns::tr("Paid by"), &RefundApproval::provider),
        momentColumn<RefundApproval>(ShopColumns::tr("To be decided until"), &RefundApproval::expiresAt),
        nameColumn(ShopColumns::tr("Payment id"), &RefundApproval::externalId, SubjectKind::Payment),
    };
}

std::vector<Column<SalesDay>> salesDayColumns()
{
    using C = Column<SalesDay>;
    return {
        C{ShopColumns::tr("Day"),
          [](const SalesDay &row) {
              return QLocale().toString(QDateTime::fromMSecsSinceEpoch(row.day).date(), QLocale::ShortFormat);
          }}.sortedBy([](const SalesDay &row) { return row.day; }),
        numberColumn(ShopColumns::tr("Sales"), &SalesDay::count),
        kopecksColumn(ShopColumns::tr("Revenue"), &SalesDay::kopecks),
    };
}

std::vector<Column<SalesShare>> salesShareColumns()
{
    using C = Column<SalesShare>;
    return {
        wordColumn(ShopColumns::tr("By"), &SalesShare::part),
        C{ShopColumns::tr("What"),
          [](const SalesShare &row) {
              // Tariffs and codes are names.
              const bool isName = row.part == SalesPart::Promo || row.part == SalesPart::Tariff;
              return isName && row.key != "balance_topup"_L1 ? row.key : wording::word(row.key);
          }},
        numberColumn(ShopColumns::tr("Sales"), &SalesShare::count),
        kopecksColumn(ShopColumns::tr("Revenue"), &SalesShare::kopecks),
    };
}

std::vector<Column<SupportThread>> supportColumns()
{
    using C = Column<SupportThread>;
    const auto said = [](const SupportThread &row) {
        return (row.isLastStaffs ? ShopColumns::tr("We: %1") : u"%1"_s).arg(row.lastText.simplified());
    };
    return {
        momentColumn<SupportThread>(ShopColumns::tr("Last message"), &SupportThread::lastAt),
        wordColumn(ShopColumns::tr("State"), &SupportThread::state),
        idColumn(ShopColumns::tr("Customer"), &SupportThread::telegramId, SubjectKind::Customer),
        C{ShopColumns::tr("Name"),
          [](const SupportThread &row) { return nameOf(row.firstName, row.username); }},
        C{ShopColumns::tr("Text"), said}.withTip(said),
        numberColumn(ShopColumns::tr("Messages"), &SupportThread::messages),
        momentColumn<SupportThread>(ShopColumns::tr("Since"), &SupportThread::openedAt),
        momentColumn<SupportThread>(ShopColumns::tr("Closed"), &SupportThread::closedAt),
        textColumn(ShopColumns::tr("Closed by"), &SupportThread::closedBy),
    };
}

std::vector<Column<TimelineEntry>> timelineColumns()
{
    using C = Column<TimelineEntry>;
    return {
        momentColumn<TimelineEntry>(ShopColumns::tr("When"), &TimelineEntry::at),
        wordColumn(ShopColumns::tr("What"), &TimelineEntry::kind),
        C{ShopColumns::tr("State"), [](const TimelineEntry &row) { return wording::word(row.state); }}.toned(
            &stateTone),
        C{ShopColumns::tr("About"), &aboutOf}.withTip(&aboutOf),
        textColumn(ShopColumns::tr("Error or note"), &TimelineEntry::error),
        textColumn(ShopColumns::tr("Who"), &TimelineEntry::who).about([](const TimelineEntry &row) {
            return row.kind == TimelineKind::Purchase ? subjectOf(SubjectKind::Purchase, row.id)
                                                      : subjectNamed(row.subject);
        }),
        nameColumn(ShopColumns::tr("Correlation id"), &TimelineEntry::correlationId,
                   SubjectKind::Correlation),
    };
}

std::vector<Column<BroadcastRow>> broadcastColumns()
{
    using C = Column<BroadcastRow>;
    return {
        momentColumn<BroadcastRow>(ShopColumns::tr("Written"), &BroadcastRow::createdAt),
        textColumn(ShopColumns::tr("Title"), &BroadcastRow::title),
        wordColumn(ShopColumns::tr("State"), &BroadcastRow::status),
        C{ShopColumns::tr("For"),
          [](const BroadcastRow &row) {
              return u"%1 %2"_s.arg(wording::word(row.audience.segment), row.audience.value).trimmed();
          }},
        C{ShopColumns::tr("Reached"),
          [](const BroadcastRow &row) {
              return ShopColumns::tr("%1 of %2").arg(wording::number(row.sent), wording::number(row.total));
          }}.number([](const BroadcastRow &row) { return row.sent; }),
        numberColumn(ShopColumns::tr("To come"), &BroadcastRow::left),
        C{ShopColumns::tr("Done in"),
          [](const BroadcastRow &row) {
              return row.leftMs ? wording::duration(*row.leftMs) : u"–"_s;
          }}.number([](const BroadcastRow &row) { return row.leftMs.value_or(-1); }),
        numberColumn(ShopColumns::tr("Blocked us"), &BroadcastRow::blocked),
        numberColumn(ShopColumns::tr("Failed"), &BroadcastRow::failed),
        numberColumn(ShopColumns::tr("Not sent"), &BroadcastRow::dropped),
        momentColumn<BroadcastRow>(ShopColumns::tr("To begin"), &BroadcastRow::startsAt),
        momentColumn<BroadcastRow>(ShopColumns::tr("Ended"), &BroadcastRow::finishedAt),
        textColumn(ShopColumns::tr("Text"), &BroadcastRow::text),
        C{ShopColumns::tr("Languages"), [](const BroadcastRow &row) { return row.languages.join(u' '); }},
        textColumn(ShopColumns::tr("Who"), &BroadcastRow::createdBy),
    };
}

std::vector<Column<OperatorRow>> operatorColumns()
{
    using C = Column<OperatorRow>;
    return {
        textColumn(ShopColumns::tr("Name"), &OperatorRow::name),
        C{ShopColumns::tr("Role"), [](const OperatorRow &row) { return wording::word(row.role); }},
        C{ShopColumns::tr("State"),
          [](const OperatorRow &row) {
              if (row.revokedAt)
                  return ShopColumns::tr("revoked");
              return row.expiresAt < wording::serverNow() ? ShopColumns::tr("expired")
                                                          : ShopColumns::tr("good");
          }}.toned([](const OperatorRow &row) {
            return row.revokedAt || row.expiresAt < wording::serverNow() ? Tone::Muted : Tone::Good;
        }),
        momentColumn<OperatorRow>(ShopColumns::tr("Made"), &OperatorRow::createdAt),
        momentColumn<OperatorRow>(ShopColumns::tr("Good until"), &OperatorRow::expiresAt),
        momentColumn<OperatorRow>(ShopColumns::tr("Last used"), &OperatorRow::lastUsedAt),
    };
}

} // namespace turnpike::console
