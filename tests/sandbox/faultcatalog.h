// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QJsonObject>
#include <QRandomGenerator>
#include <QStringList>

#include <vector>

namespace turnpike::sandbox {

// Where a fault strikes.
enum class FaultPlace {
    StandIns, // calls of Telegram, the VPN API and Crypto Pay
    Network,  // the way to the database: turnpike-chaos gate
};

// A fault that has a name.
struct CatalogFault
{
    const char *name;
    FaultPlace place;
    bool isOn; // whether a random schedule draws it unless told otherwise
    const char *imitates;
    const char *source;
    const char *fault;         // JSON, see fault.h; that of a network fault: see tests/chaos/gate.cpp
    const char *offSince = ""; // why it is off: what it does that the service never would

    QJsonObject json() const;
};

std::vector<const CatalogFault *> catalogFaults(FaultPlace place);
// Throws Error when there is none of that name at that place.
const CatalogFault &catalogFault(const QString &name, FaultPlace place);
// So many different ones of `names`, or all when there are fewer.
QStringList drawNames(QRandomGenerator &random, QStringList names, int count);
// For people: a line or two each.
QString catalogText();

} // namespace turnpike::sandbox
