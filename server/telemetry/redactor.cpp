// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telemetry/redactor.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <algorithm>

namespace turnpike::log {

void Redactor::add(const QString &secret)
{
    if (secret.size() < 4)
        return;
    const QByteArray plain = secret.toUtf8();
    const QByteArray inArray = QJsonDocument(QJsonArray{secret}).toJson(QJsonDocument::Compact);
    const std::lock_guard lock(m_mutex);
    addForm(plain);
    addForm(QUrl::toPercentEncoding(secret));
    addForm(inArray.mid(2, inArray.size() - 4));
    std::sort(m_forms.begin(), m_forms.end(),
              [](const QByteArray &a, const QByteArray &b) { return a.size() > b.size(); });
}

void Redactor::addForm(const QByteArray &form)
{
    if (std::find(m_forms.begin(), m_forms.end(), form) == m_forms.end())
        m_forms.push_back(form);
}

QByteArray Redactor::redact(QByteArray text) const
{
    const std::lock_guard lock(m_mutex);
    for (const QByteArray &form : m_forms) {
        if (text.contains(form))
            text.replace(form, "***");
    }
    return text;
}

} // namespace turnpike::log
