#pragma once

#include <QtGlobal>

namespace turnpike {

// How many descriptors this process may have open: the soft limit, the largest qint64 where there is none.
qint64 descriptorLimit();

// Raises that to what the process may raise it to, and gives what holds then. Programs that use select() must
// not call this; ours, Qt, libpq and hiredis use poll(). Call once, early in main.
qint64 raiseDescriptorLimit();

} // namespace turnpike
