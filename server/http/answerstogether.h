// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpfrontend.h"

#include <vector>

namespace turnpike::http {

class AnswerQueue;

// While one lives, what Reply::send() gets on its thread is kept; at its end all of it is handed over, and
// the frontend's thread is woken once for all. For whoever answers many requests in one go. One inside
// another does nothing.
class AnswersTogether
{
public:
    AnswersTogether();
    ~AnswersTogether();
    AnswersTogether(const AnswersTogether &) = delete;
    AnswersTogether &operator=(const AnswersTogether &) = delete;

private:
    friend class Reply;
    // At once where none lives on this thread.
    static void give(const std::shared_ptr<AnswerQueue> &queue, quint64 ticket, Response response);

    struct Kept
    {
        std::shared_ptr<AnswerQueue> queue;
        quint64 ticket = 0;
        Response response;
    };

    std::vector<Kept> m_kept;
};

} // namespace turnpike::http
