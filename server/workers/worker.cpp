// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/worker.h"

#include <algorithm>

namespace turnpike::workers {

std::optional<Timestamp> Worker::nextDueAt(db::Transaction &tx) const
{
    std::optional<qint64> earliest;
    for (const QByteArray &query : dueQueries().value_or(std::vector<QByteArray>())) {
        const auto row = tx.oneWith(query, {});
        const std::optional<Timestamp> dueAt = row ? row->optionalInt64(0) : std::nullopt;
        if (dueAt)
            earliest = std::min(*dueAt, earliest.value_or(*dueAt));
    }
    return earliest;
}

} // namespace turnpike::workers
