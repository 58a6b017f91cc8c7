#pragma once

namespace turnpike::console {

// Arguments of calls that take none.
struct Nothing
{
    template<class F>
    static void fields(F &&)
    {}
};

} // namespace turnpike::console
