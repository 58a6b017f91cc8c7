#pragma once

#include <QString>
#include <QStringList>

// Rows of a CSV file as RFC 4180 has them.
namespace turnpike::console::csv {

// With its line end. Fields with commas, quotes or line breaks stand in quotes. What a spreadsheet would take
// for a formula gets an apostrophe in front: the audit holds what strangers typed.
QByteArray row(const QStringList &fields);

} // namespace turnpike::console::csv
