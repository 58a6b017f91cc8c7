// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "callsubjects.h"

#include "params.h"

#include <array>

namespace turnpike::sandbox {

QStringList subjectsOf(const http::Request &request)
{
    QStringList subjects;
    // /vpn/remove-user/<uuid>
    const QString last = QString::fromUtf8(request.path).section(u'/', 3, 3);
    if (!last.isEmpty())
        subjects.append(last);
    constexpr std::array kNames = {"uuid",
                                   "chat_id",
                                   "payload",
                                   "invoice_id",
                                   "invoice_ids",
                                   "telegram_id",
                                   "pre_checkout_query_id",
                                   "callback_query_id",
                                   "user_id"};
    try {
        const Params params = Params::fromRequest(request);
        for (const char *name : kNames) {
            const QString text = params.text(QLatin1String(name));
            if (!text.isEmpty())
                subjects.append(text);
        }
    } catch (const ApiError &) { // what cannot be read is about nothing
        return subjects;
    }
    return subjects;
}

} // namespace turnpike::sandbox
