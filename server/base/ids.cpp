#include "base/ids.h"

#include <QRandomGenerator>

namespace turnpike {

QString randomHex(int bytes)
{
    QByteArray random(bytes, Qt::Uninitialized);
    for (char &byte : random)
        byte = static_cast<char>(QRandomGenerator::system()->bounded(256));
    return QString::fromLatin1(random.toHex());
}

PurchaseId PurchaseId::generate()
{
    return PurchaseId(QStringLiteral("purchase_") + randomHex(8));
}

} // namespace turnpike
