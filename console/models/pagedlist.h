// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/recordmodel.h"

#include <memory>
#include <optional>

namespace turnpike::console {

// Hands over the next rows, as their cells say, and whether there are more; or fails, and says why where it
// knows. Once at a time.
using NextRows = std::function<void(std::function<void(const QList<QStringList> &rows, bool hasMore)> taken,
                                    std::function<void(const QString &why)> failed)>;

// A list that the server hands out page by page, the newest first, in a RecordModel. An answer that comes
// after another question was put is left alone. Lives on the main thread, and with the page that asks for it.
template<class T>
class PagedList
{
public:
    // What came, and whether there is more; `failed` in its place when nothing came.
    struct Taker
    {
        std::function<void(const QList<T> &items, bool hasMore)> take;
        std::function<void()> failed;
    };
    // Asks for a page of those before `before`; absent: of the newest.
    using Read = std::function<void(std::optional<qint64> before, const Taker &taker)>;
    // The same, for servers that count by more than a number; null: of the newest.
    using ReadBefore = std::function<void(const T *before, const Taker &taker)>;

    // `id`: by which the server counts them.
    PagedList(RecordModel<T> &model, std::function<qint64(const T &)> id, Read read)
        : PagedList(model, [id = std::move(id), read = std::move(read)](const T *before, const Taker &taker) {
            read(before ? std::optional(id(*before)) : std::nullopt, taker);
        })
    {}
    PagedList(RecordModel<T> &model, ReadBefore read)
        : m_model(model)
        , m_read(std::move(read))
    {}

    // From the newest on, in place of what is there.
    void reload()
    {
        ask(nullptr, [this](const QList<T> &items) { m_model.replace(items); });
    }
    // The same, unless a page is on its way: for lists that are read again and again.
    void renew()
    {
        if (!m_isReading)
            reload();
    }
    // The next older ones, unless they are on their way or there are none.
    void loadMore()
    {
        if (!m_hasMore || m_isReading || m_model.rows().empty() || !m_last)
            return;
        ask(&*m_last, [this](const QList<T> &items) { m_model.append(items); });
    }
    // A question that is put differently: what is there no longer answers it.
    void restart()
    {
        forget();
        reload();
    }
    // There is no question: nothing is here, and what is on its way is left alone.
    void forget()
    {
        ++m_restarts;
        ++m_question;
        m_isReading = false;
        m_hasMore = false;
        m_model.clear();
    }
    bool hasMore() const { return m_hasMore; }
    // All of it, from the newest on, past what is here. Fails once the question is put differently. The list
    // must outlive it.
    NextRows everything() const
    {
        return [this, restarts = m_restarts,
                before = std::make_shared<std::optional<T>>()](const auto &taken, const auto &failed) {
            if (restarts != m_restarts) {
                failed(QString());
                return;
            }
            Taker taker;
            taker.take = [this, before, taken](const QList<T> &items, bool hasMore) {
                QList<QStringList> rows;
                for (const T &item : items)
                    rows.append(m_model.texts(item));
                if (!items.isEmpty())
                    *before = items.last();
                taken(rows, hasMore && !items.isEmpty());
            };
            taker.failed = [failed] { failed(QString()); };
            m_read(*before ? &**before : nullptr, taker);
        };
    }

private:
    void ask(const T *before, std::function<void(const QList<T> &)> put)
    {
        m_isReading = true;
        const quint64 question = ++m_question;
        Taker taker;
        taker.take = [this, question, put = std::move(put)](const QList<T> &items, bool hasMore) {
            if (question != m_question)
                return;
            m_isReading = false;
            m_hasMore = hasMore;
            put(items);
            if (!items.isEmpty())
                m_last = items.last();
        };
        taker.failed = [this, question] {
            if (question == m_question)
                m_isReading = false;
        };
        m_read(before, taker);
    }

    RecordModel<T> &m_model;
    const ReadBefore m_read;
    quint64 m_question = 0;
    quint64 m_restarts = 0;
    bool m_isReading = false;
    bool m_hasMore = false;
    std::optional<T> m_last;
};

} // namespace turnpike::console
