#pragma once

namespace turnpike {

// Names the calling thread for debuggers, logs and the state dump; 15 characters are kept by Linux.
void setCurrentThreadName(const char *name);

} // namespace turnpike
