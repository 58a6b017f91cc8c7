#include "workers/settling.h"

namespace turnpike::workers {

namespace {

constexpr std::chrono::seconds kGrace{5};

} // namespace

Settling::Settling(Iteration &iteration)
    : m_iteration(iteration)
{}

void Settling::run(const std::function<void(const Deadline &)> &write)
{
    if (m_failure)
        return;
    if (!m_grace && m_iteration.deadline().isOver())
        m_grace = Deadline::in(kGrace);
    try {
        write(m_grace ? *m_grace : m_iteration.deadline());
    } catch (const Cancelled &) {
        // Between the look and the write; once more with the grace.
        try {
            m_grace = Deadline::in(kGrace);
            write(*m_grace);
        } catch (...) {
            m_failure = std::current_exception();
        }
    } catch (...) {
        m_failure = std::current_exception();
    }
}

void Settling::rethrow() const
{
    if (m_failure)
        std::rethrow_exception(m_failure);
}

} // namespace turnpike::workers
