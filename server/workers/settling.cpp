// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/settling.h"

#include "telemetry/log.h"
#include "workers/itemloop.h"
#include "workers/lcworkers.h"

#include <utility>

namespace turnpike::workers {

using std::chrono::steady_clock;

namespace {

constexpr std::chrono::seconds kGrace{5};
// Of one transaction: a row that somebody has locked must not keep the others.
constexpr std::chrono::seconds kWriteTime{10};
// Between two tries while the database takes nothing …
constexpr std::chrono::seconds kHiccupPause{1};
// … and how long the end of a batch waits for it: well within the row leases.
constexpr std::chrono::seconds kHiccupPatience{20};

} // namespace

Settling::Settling(Iteration &iteration)
    : m_iteration(iteration)
    , m_nextTry(steady_clock::now())
{}

void Settling::run(Write write)
{
    runRows(1, [write = std::move(write)](const Deadline &deadline, size_t, size_t) { write(deadline); });
}

void Settling::runRows(size_t count, WriteRows write)
{
    if (count == 0)
        return;
    m_waiting.push_back({std::make_shared<const WriteRows>(std::move(write)), 0, count});
    if (steady_clock::now() >= m_nextTry)
        writeWaiting();
}

bool Settling::isHiccup(const std::exception &error)
{
    const auto *database = dynamic_cast<const DatabaseError *>(&error);
    return !isItemsOwn(error) || (database && database->kind() == DatabaseError::Kind::Timeout);
}

// Up to the first hiccup. What met it goes behind the others: it may be its row that somebody has locked.
void Settling::writeWaiting()
{
    bool goesOn = true;
    while (goesOn && !m_waiting.empty()) {
        const Part part = std::move(m_waiting.front());
        m_waiting.pop_front();
        goesOn = tryOnce(part);
    }
}

// False when nothing more is to be tried just now.
bool Settling::tryOnce(const Part &part)
{
    if (!m_grace && m_iteration.deadline().isOver())
        m_grace = Deadline::in(kGrace);
    const Deadline &time = m_grace ? *m_grace : m_iteration.deadline();
    try {
        (*part.write)(time.within(kWriteTime), part.begin, part.end);
    } catch (const std::exception &error) {
        if (!isHiccup(error)) {
            failed(part, error);
            return true;
        }
        m_hiccup = std::current_exception();
        // Cancelled between the look at the deadline and the write: no reason to wait.
        if (!m_grace && m_iteration.deadline().isOver()) {
            m_waiting.push_front(part);
            return true;
        }
        addEach(part);
        m_nextTry = steady_clock::now() + kHiccupPause;
        return false;
    } catch (...) {
        if (!m_failure)
            m_failure = std::current_exception();
    }
    return true;
}

// For reasons of its own: of many rows, one of them.
void Settling::failed(const Part &part, const std::exception &error)
{
    if (part.end - part.begin > 1) {
        addEach(part);
        return;
    }
    log::error(lcWorkers(), "how a call ended could not be written down; the others go on")
        .with("worker", m_iteration.worker())
        .with(error);
    if (!m_failure)
        m_failure = std::current_exception();
}

void Settling::addEach(const Part &part)
{
    for (size_t row = part.begin; row < part.end; ++row)
        m_waiting.push_back({part.write, row, row + 1});
}

void Settling::finish()
{
    const Deadline patience = Deadline::in(kHiccupPatience);
    while (!m_waiting.empty()) {
        const auto pause = std::chrono::ceil<std::chrono::milliseconds>(m_nextTry - steady_clock::now());
        const Deadline &time = m_grace ? *m_grace : m_iteration.deadline();
        if (pause.count() > 0)
            time.sleep(pause);
        writeWaiting();
        if (isOver() || patience.hasPassed())
            break;
    }
    // The row leases of what is left run out.
    const std::exception_ptr failure =
        m_failure || m_waiting.empty() ? std::exchange(m_failure, nullptr) : m_hiccup;
    m_waiting.clear();
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace turnpike::workers
