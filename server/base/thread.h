#pragma once

namespace turnpike {

// Names the calling thread for debuggers, logs and the state dump; 15 characters are kept by Linux. Every
// thread of ours begins with it, so it also gives the thread its signal stack.
void setCurrentThreadName(const char *name);

// A stack beside the calling thread's own for signal handlers that ask for it (SA_ONSTACK): a thread whose
// stack has overflowed could run none on that. 64 KiB, given back when the thread ends. Does nothing where
// there is one already, such as a sanitizer's, nor when memory is out.
void useSignalStack();

} // namespace turnpike
