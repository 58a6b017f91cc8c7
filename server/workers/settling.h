#pragma once

#include "workers/iteration.h"

#include <exception>
#include <functional>
#include <optional>

namespace turnpike::workers {

// Writes down how calls to the outside ended, from callbacks that must not throw, also when the iteration's
// own time is up meanwhile: then there are 5 s more in all, within the supervisor's grace. Lives for one
// batch of calls, on the worker's thread.
class Settling
{
public:
    explicit Settling(Iteration &iteration);

    // Runs `write` with a deadline for its transaction. What it throws is kept for rethrow(), and nothing
    // more is tried: the row leases of the rest run out.
    void run(const std::function<void(const Deadline &deadline)> &write);
    // Throws the first failure, if there was one. Call when the batch is through.
    void rethrow() const;

private:
    Iteration &m_iteration;
    std::optional<Deadline> m_grace;
    std::exception_ptr m_failure;
};

} // namespace turnpike::workers
