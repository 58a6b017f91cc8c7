// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <exception>
#include <optional>
#include <thread>
#include <type_traits>

namespace turnpike::test {

// Work on a thread of its own, for what blocks and so refuses the main thread. Not std::async: that runs its
// work inside of pthread_once, where ThreadSanitizer, as we run it, looks away.
template<class Work>
class Aside
{
public:
    using Result = std::invoke_result_t<Work>;

    explicit Aside(Work work)
        : m_work(std::move(work))
        , m_thread([this] { run(); })
    {}
    ~Aside()
    {
        if (m_thread.joinable())
            m_thread.join();
    }
    Aside(const Aside &) = delete;
    Aside &operator=(const Aside &) = delete;

    // Waits for the end; what the work returned or threw. Once.
    Result get()
    {
        m_thread.join();
        if (m_exception)
            std::rethrow_exception(m_exception);
        if constexpr (!std::is_void_v<Result>)
            return std::move(*m_result);
    }

private:
    void run()
    {
        try {
            if constexpr (std::is_void_v<Result>)
                m_work();
            else
                m_result.emplace(m_work());
        } catch (...) {
            m_exception = std::current_exception();
        }
    }

    Work m_work;
    std::optional<std::conditional_t<std::is_void_v<Result>, bool, Result>> m_result;
    std::exception_ptr m_exception;
    std::thread m_thread;
};

// Runs `work` on another thread and waits for it.
template<class Work>
auto aside(Work work)
{
    return Aside<Work>(std::move(work)).get();
}

} // namespace turnpike::test
