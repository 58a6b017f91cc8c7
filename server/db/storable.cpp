// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/storable.h"

#include "telemetry/log.h"

namespace turnpike::db {

namespace {

constexpr qsizetype kMostOfError = 500;

} // namespace

QString storable(QString text)
{
    return text.remove(QChar(QChar::Null));
}

QString storableError(const QString &text)
{
    QString error = log::redact(text).left(kMostOfError);
    return error.replace(QChar::Null, QChar::Space);
}

} // namespace turnpike::db
