#include "models/columnkinds.h"

// ShopColumns of what customers did and have: updates, messages, customers, purchases; and of operators.
namespace turnpike::console {

using namespace protocol;

namespace {

struct ShopColumns
{
    Q_DECLARE_TR_FUNCTIONS(ShopColumns)
};

} // namespace

std::vector<Column<DeadLetter>> deadLetterColumns()
{
    using C = Column<DeadLetter>;
    return {
        momentColumn<DeadLetter>(ShopColumns::tr("Given up"), &DeadLetter::diedAt),
        textColumn(ShopColumns::tr("Kind"), &DeadLetter::kind),
        C{ShopColumns::tr("Customer"),
          [](const DeadLetter &row) {
              return row.userId ? QString::number(*row.userId) : QStringLiteral("–");
          }}.number([](const DeadLetter &row) { return row.userId.value_or(0); }),
        numberColumn(ShopColumns::tr("Attempts"), &DeadLetter::attempts),
        numberColumn(ShopColumns::tr("Crashes"), &DeadLetter::crashes),
        textColumn(ShopColumns::tr("Last error"), &DeadLetter::lastError),
        momentColumn<DeadLetter>(ShopColumns::tr("Received"), &DeadLetter::receivedAt),
        idColumn(ShopColumns::tr("Update id"), &DeadLetter::updateId),
    };
}

std::vector<Column<Lane>> laneColumns()
{
    return {
        textColumn(ShopColumns::tr("Lane"), &Lane::lane),
        numberColumn(ShopColumns::tr("Waiting"), &Lane::pending),
        textColumn(ShopColumns::tr("First of them"), &Lane::headKind),
        momentColumn<Lane>(ShopColumns::tr("Received"), &Lane::headReceivedAt),
        numberColumn(ShopColumns::tr("Attempts"), &Lane::attempts),
        momentColumn<Lane>(ShopColumns::tr("Next attempt"), &Lane::nextAttemptAt),
        textColumn(ShopColumns::tr("Last error"), &Lane::lastError),
    };
}

std::vector<Column<OutboxMessage>> messageColumns()
{
    return {
        momentColumn<OutboxMessage>(ShopColumns::tr("Created"), &OutboxMessage::createdAt),
        wordColumn(ShopColumns::tr("State"), &OutboxMessage::state),
        wordColumn(ShopColumns::tr("Class"), &OutboxMessage::messageClass),
        idColumn(ShopColumns::tr("Chat"), &OutboxMessage::chatId),
        textColumn(ShopColumns::tr("Method"), &OutboxMessage::method),
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
        idColumn(ShopColumns::tr("Telegram id"), &CustomerBrief::telegramId),
        C{ShopColumns::tr("Name"),
          [](const CustomerBrief &row) {
              return row.username.isEmpty()
                         ? row.firstName
                         : QStringLiteral("%1 @%2").arg(row.firstName, row.username).trimmed();
          }},
        wordColumn(ShopColumns::tr("Access"), &CustomerBrief::status),
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
        textColumn(ShopColumns::tr("Purchase"), &PurchaseRow::purchaseId),
        textColumn(ShopColumns::tr("Invoice"), &PurchaseRow::invoiceId),
    };
}

std::vector<Column<PaymentRow>> paymentColumns()
{
    using C = Column<PaymentRow>;
    return {
        momentColumn<PaymentRow>(ShopColumns::tr("Paid"), &PaymentRow::paidAt),
        idColumn(ShopColumns::tr("Customer"), &PaymentRow::telegramId),
        C{ShopColumns::tr("Amount"),
          [](const PaymentRow &row) {
              return wording::money(row.amount, row.currency);
          }}.number([](const PaymentRow &row) { return row.amount; }),
        wordColumn(ShopColumns::tr("By"), &PaymentRow::provider),
        wordColumn(ShopColumns::tr("Status"), &PaymentRow::status),
        textColumn(ShopColumns::tr("Note"), &PaymentRow::note),
        textColumn(ShopColumns::tr("Purchase"), &PaymentRow::purchaseId),
        textColumn(ShopColumns::tr("Payment id"), &PaymentRow::externalId),
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
        momentColumn<UpdateRow>(ShopColumns::tr("Received"), &UpdateRow::receivedAt),
        textColumn(ShopColumns::tr("Kind"), &UpdateRow::kind),
        wordColumn(ShopColumns::tr("Status"), &UpdateRow::status),
        momentColumn<UpdateRow>(ShopColumns::tr("Handled"), &UpdateRow::handledAt),
        textColumn(ShopColumns::tr("Last error"), &UpdateRow::lastError),
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
