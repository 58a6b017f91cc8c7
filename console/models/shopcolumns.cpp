#include "models/columnkinds.h"

// Columns of what customers did and have: updates, messages, customers, purchases; and of operators.
namespace turnpike::console {

using namespace protocol;

namespace {

struct Columns
{
    Q_DECLARE_TR_FUNCTIONS(Columns)
};

} // namespace

std::vector<Column<DeadLetter>> deadLetterColumns()
{
    using C = Column<DeadLetter>;
    return {
        momentColumn<DeadLetter>(Columns::tr("Given up"), &DeadLetter::diedAt),
        textColumn(Columns::tr("Kind"), &DeadLetter::kind),
        C{Columns::tr("Customer"),
          [](const DeadLetter &row) {
              return row.userId ? QString::number(*row.userId) : QStringLiteral("–");
          }}.number([](const DeadLetter &row) { return row.userId.value_or(0); }),
        numberColumn(Columns::tr("Attempts"), &DeadLetter::attempts),
        numberColumn(Columns::tr("Crashes"), &DeadLetter::crashes),
        textColumn(Columns::tr("Last error"), &DeadLetter::lastError),
        momentColumn<DeadLetter>(Columns::tr("Received"), &DeadLetter::receivedAt),
        idColumn(Columns::tr("Update id"), &DeadLetter::updateId),
    };
}

std::vector<Column<Lane>> laneColumns()
{
    return {
        textColumn(Columns::tr("Lane"), &Lane::lane),
        numberColumn(Columns::tr("Waiting"), &Lane::pending),
        textColumn(Columns::tr("First of them"), &Lane::headKind),
        momentColumn<Lane>(Columns::tr("Received"), &Lane::headReceivedAt),
        numberColumn(Columns::tr("Attempts"), &Lane::attempts),
        momentColumn<Lane>(Columns::tr("Next attempt"), &Lane::nextAttemptAt),
        textColumn(Columns::tr("Last error"), &Lane::lastError),
    };
}

std::vector<Column<OutboxMessage>> messageColumns()
{
    return {
        momentColumn<OutboxMessage>(Columns::tr("Created"), &OutboxMessage::createdAt),
        wordColumn(Columns::tr("State"), &OutboxMessage::state),
        wordColumn(Columns::tr("Class"), &OutboxMessage::messageClass),
        idColumn(Columns::tr("Chat"), &OutboxMessage::chatId),
        textColumn(Columns::tr("Method"), &OutboxMessage::method),
        textColumn(Columns::tr("Text"), &OutboxMessage::text),
        numberColumn(Columns::tr("Attempts"), &OutboxMessage::attempts),
        textColumn(Columns::tr("Last error"), &OutboxMessage::lastError),
        momentColumn<OutboxMessage>(Columns::tr("Not before"), &OutboxMessage::notBefore),
        momentColumn<OutboxMessage>(Columns::tr("Ended"), &OutboxMessage::finishedAt),
    };
}

std::vector<Column<CustomerBrief>> customerColumns()
{
    using C = Column<CustomerBrief>;
    return {
        idColumn(Columns::tr("Telegram id"), &CustomerBrief::telegramId),
        C{Columns::tr("Name"),
          [](const CustomerBrief &row) {
              return row.username.isEmpty()
                         ? row.firstName
                         : QStringLiteral("%1 @%2").arg(row.firstName, row.username).trimmed();
          }},
        wordColumn(Columns::tr("Access"), &CustomerBrief::status),
        textColumn(Columns::tr("Tariff"), &CustomerBrief::tariff),
        momentColumn<CustomerBrief>(Columns::tr("Until"), &CustomerBrief::expiresAt),
        wordColumn(Columns::tr("Found by"), &CustomerBrief::foundBy),
    };
}

std::vector<Column<PurchaseRow>> purchaseColumns()
{
    return {
        momentColumn<PurchaseRow>(Columns::tr("Begun"), &PurchaseRow::createdAt),
        wordColumn(Columns::tr("What"), &PurchaseRow::kind),
        textColumn(Columns::tr("Tariff"), &PurchaseRow::tariff),
        numberColumn(Columns::tr("Days"), &PurchaseRow::periodDays),
        kopecksColumn(Columns::tr("Price"), &PurchaseRow::priceKopecks),
        wordColumn(Columns::tr("Paid by"), &PurchaseRow::provider),
        wordColumn(Columns::tr("Status"), &PurchaseRow::status),
        momentColumn<PurchaseRow>(Columns::tr("Fulfilled"), &PurchaseRow::fulfilledAt),
        textColumn(Columns::tr("Note"), &PurchaseRow::note),
        textColumn(Columns::tr("Purchase"), &PurchaseRow::purchaseId),
        textColumn(Columns::tr("Invoice"), &PurchaseRow::invoiceId),
    };
}

std::vector<Column<PaymentRow>> paymentColumns()
{
    using C = Column<PaymentRow>;
    return {
        momentColumn<PaymentRow>(Columns::tr("Paid"), &PaymentRow::paidAt),
        idColumn(Columns::tr("Customer"), &PaymentRow::telegramId),
        C{Columns::tr("Amount"),
          [](const PaymentRow &row) {
              return wording::money(row.amount, row.currency);
          }}.number([](const PaymentRow &row) { return row.amount; }),
        wordColumn(Columns::tr("By"), &PaymentRow::provider),
        wordColumn(Columns::tr("Status"), &PaymentRow::status),
        textColumn(Columns::tr("Note"), &PaymentRow::note),
        textColumn(Columns::tr("Purchase"), &PaymentRow::purchaseId),
        textColumn(Columns::tr("Payment id"), &PaymentRow::externalId),
    };
}

std::vector<Column<LedgerRow>> ledgerColumns()
{
    return {
        momentColumn<LedgerRow>(Columns::tr("When"), &LedgerRow::createdAt),
        kopecksColumn(Columns::tr("Amount"), &LedgerRow::amountKopecks),
        wordColumn(Columns::tr("What"), &LedgerRow::kind),
        textColumn(Columns::tr("Reference"), &LedgerRow::reference),
        textColumn(Columns::tr("Note"), &LedgerRow::note),
    };
}

std::vector<Column<UpdateRow>> updateColumns()
{
    return {
        momentColumn<UpdateRow>(Columns::tr("Received"), &UpdateRow::receivedAt),
        textColumn(Columns::tr("Kind"), &UpdateRow::kind),
        wordColumn(Columns::tr("Status"), &UpdateRow::status),
        momentColumn<UpdateRow>(Columns::tr("Handled"), &UpdateRow::handledAt),
        textColumn(Columns::tr("Last error"), &UpdateRow::lastError),
    };
}

std::vector<Column<OperatorRow>> operatorColumns()
{
    using C = Column<OperatorRow>;
    return {
        textColumn(Columns::tr("Name"), &OperatorRow::name),
        C{Columns::tr("Role"),
          [](const OperatorRow &row) { return wording::word(QLatin1String(toString(row.role))); }},
        C{Columns::tr("State"),
          [](const OperatorRow &row) {
              if (row.revokedAt)
                  return Columns::tr("revoked");
              return row.expiresAt < wording::serverNow() ? Columns::tr("expired") : Columns::tr("good");
          }}.toned([](const OperatorRow &row) {
            return row.revokedAt || row.expiresAt < wording::serverNow() ? Tone::Muted : Tone::Good;
        }),
        momentColumn<OperatorRow>(Columns::tr("Made"), &OperatorRow::createdAt),
        momentColumn<OperatorRow>(Columns::tr("Good until"), &OperatorRow::expiresAt),
        momentColumn<OperatorRow>(Columns::tr("Last used"), &OperatorRow::lastUsedAt),
    };
}

} // namespace turnpike::console
