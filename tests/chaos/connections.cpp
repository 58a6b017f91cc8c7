// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cases.h"

#include <limits>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

// Those others: on a thread of their own, for opening a connection blocks, and Telegram's stand-in has to go
// on answering.
class Foreigners
{
public:
    explicit Foreigners(const QString &databaseUrl)
        : m_url(databaseUrl)
        , m_thread([this] { run(); })
    {}
    ~Foreigners()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_leave = true;
        }
        m_changed.notify_one();
        m_thread.join();
    }
    Foreigners(const Foreigners &) = delete;
    Foreigners &operator=(const Foreigners &) = delete;

    // Takes connections until they have so many, or there are no more.
    void take(size_t wanted)
    {
        const std::lock_guard lock(m_mutex);
        m_wanted = wanted;
        m_changed.notify_one();
    }
    bool isDone()
    {
        const std::lock_guard lock(m_mutex);
        return m_count == m_wanted || m_isRefused;
    }

private:
    void run()
    {
        std::vector<std::unique_ptr<sandbox::StoryDatabase>> connections;
        std::unique_lock lock(m_mutex);
        while (!m_leave) {
            if (m_isRefused || m_count >= m_wanted) {
                m_changed.wait(lock);
                continue;
            }
            lock.unlock();
            bool isRefused = false;
            try {
                connections.push_back(std::make_unique<sandbox::StoryDatabase>(m_url));
            } catch (const Error &) {
                isRefused = true;
            }
            lock.lock();
            m_isRefused = isRefused;
            m_count = connections.size();
        }
    }

    const QString m_url;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    size_t m_wanted = 0; // the rest is guarded by m_mutex, too
    size_t m_count = 0;
    bool m_isRefused = false; // none is left
    bool m_leave = false;
    std::thread m_thread;
};

// Others take PostgreSQL's connections: first 300 of 400, then all that are left. The server keeps what it
// has, and serves with that.
class Connections : public Case
{
public:
    QString name() const override { return u"connections"_s; }
    QString deed(const Form &form) const override
    {
        return u"300 foreign connections below max_connections, then all up to it for %1 s"_s.arg(
            std::chrono::duration_cast<std::chrono::seconds>(span(form)).count());
    }

    void strike(Rig &rig) override
    {
        rig.number(u"SELECT 1"_s); // ours is open
        auto foreigners = std::make_unique<Foreigners>(rig.services().databaseUrl());
        foreigners->take(kBelow);
        until(u"300 foreign connections"_s, kPatience, [&] { return foreigners->isDone(); });
        mustServe(rig, u"with 300 foreign connections"_s);
        foreigners->take(std::numeric_limits<size_t>::max());
        until(u"no connection is left"_s, kPatience, [&] { return foreigners->isDone(); });
        mustServe(rig, u"with no connection left"_s);
        foreigners.reset();
        rig.faultEnded();
    }

private:
    static constexpr size_t kBelow = 300;
    static constexpr auto kPatience = 120s;
    static std::chrono::milliseconds span(const Form &form) { return form.isShort ? 3s : 10s; }

    static void mustServe(Rig &rig, const QString &when)
    {
        const double inTime = partInTime(rig, span(rig.form()));
        if (inTime < 0.95)
            throw Broken(u"%1 only %2 % were handled in time"_s.arg(when).arg(inTime * 100));
    }
};

} // namespace

std::unique_ptr<Case> makeConnections()
{
    return std::make_unique<Connections>();
}

} // namespace turnpike::chaos
