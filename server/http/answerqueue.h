// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpfrontend.h"

#include <mutex>

namespace turnpike::http {

// Carries answers from any thread to the frontend's: one queued event for everything that has accumulated.
// May outlive the frontend, for as long as a Reply is kept; later answers are dropped. Thread-safe.
class AnswerQueue
{
public:
    // Empty instead of an answer: cut the connection.
    using Answer = std::optional<Response>;
    using Deliver = std::function<void(quint64 ticket, const Answer &answer)>;

    // `owner` is where `deliver` and `authenticate` are called, on its thread.
    AnswerQueue(QObject *owner, Deliver deliver, std::function<void(quint64 ticket)> authenticate);

    struct Posted
    {
        quint64 ticket = 0;
        Answer answer;
    };

    void post(quint64 ticket, Answer answer);
    // In one event.
    void post(std::vector<Posted> answers);
    void markAuthenticated(quint64 ticket);
    // The owner is about to be destroyed. Call on its thread.
    void disown();

private:
    void drain();

    const std::thread::id m_ownerThread = std::this_thread::get_id();
    const Deliver m_deliver;
    const std::function<void(quint64)> m_authenticate;
    std::mutex m_mutex;
    QObject *m_owner;             // guarded by m_mutex
    std::vector<Posted> m_posted; // guarded by m_mutex
};

struct Reply::State
{
    State(std::shared_ptr<AnswerQueue> q, quint64 t)
        : queue(std::move(q))
        , ticket(t)
    {}
    ~State();
    State(const State &) = delete;
    State &operator=(const State &) = delete;

    const std::shared_ptr<AnswerQueue> queue;
    const quint64 ticket;
    std::atomic<bool> answered{false};
};

} // namespace turnpike::http
