// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QString>

#include <mutex>
#include <vector>

namespace turnpike::log {

// Replaces every known secret in a text. Owned by the log; thread-safe.
class Redactor
{
public:
    // Also its URL-encoded and JSON-escaped forms. Ignored when shorter than 4 characters.
    void add(const QString &secret);
    QByteArray redact(QByteArray text) const;

private:
    void addForm(const QByteArray &form);

    mutable std::mutex m_mutex;
    std::vector<QByteArray> m_forms; // longest first, so that a secret within a secret leaves no rest
};

} // namespace turnpike::log
