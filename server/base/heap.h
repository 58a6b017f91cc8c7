#pragma once

namespace turnpike {

// Keeps what the process has freed from staying with it: two arenas, however many threads there are, and
// large blocks go back to the system at once. At the start of main(), before other threads. With glibc alone;
// other allocators have no need of it.
void boundHeap();

} // namespace turnpike
