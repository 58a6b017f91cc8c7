#pragma once

#include <QString>
#include <QStringList>

// What servers say in sentences. They speak English, for the same sentences stand in logs, alerts and audit
// rows; a console says them in the language of its machine.
namespace turnpike::console::serverwords {

// The sentence in the language of this machine, sentences within it too; as it came when it is not known (one
// of a newer server) or no other language is installed. Thread-safe.
QString translated(const QString &sentence);

// The sentences that are known, with %1, %2… for what varies, each in the order in which they are tried.
QStringList known();

} // namespace turnpike::console::serverwords
