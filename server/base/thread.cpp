// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/thread.h"

#include <pthread.h>
#include <sys/mman.h>

#include <csignal>
#include <cstring>

namespace turnpike {

namespace {

constexpr size_t kSignalStackBytes = 64 * 1024;

class SignalStack
{
public:
    SignalStack()
    {
        stack_t before{};
        if (::sigaltstack(nullptr, &before) != 0 || (before.ss_flags & SS_DISABLE) == 0)
            return;
        void *memory = ::mmap(nullptr, kSignalStackBytes, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
        if (memory == MAP_FAILED)
            return;
        stack_t own{};
        own.ss_sp = memory;
        own.ss_size = kSignalStackBytes;
        if (::sigaltstack(&own, nullptr) == 0)
            m_memory = memory;
        else
            ::munmap(memory, kSignalStackBytes);
    }
    ~SignalStack()
    {
        if (!m_memory)
            return;
        stack_t none{};
        none.ss_flags = SS_DISABLE;
        none.ss_size = kSignalStackBytes;
        ::sigaltstack(&none, nullptr);
        ::munmap(m_memory, kSignalStackBytes);
    }
    SignalStack(const SignalStack &) = delete;
    SignalStack &operator=(const SignalStack &) = delete;

private:
    void *m_memory = nullptr;
};

} // namespace

void useSignalStack()
{
    static thread_local const SignalStack stack;
}

void setCurrentThreadName(const char *name)
{
    useSignalStack();
    char shortened[16] = {};
    std::strncpy(shortened, name, sizeof shortened - 1);
    pthread_setname_np(pthread_self(), shortened);
}

} // namespace turnpike
