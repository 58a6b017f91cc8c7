// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telemetry/crash.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <cxxabi.h>
#include <elf.h>
#include <exception>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <typeinfo>
#include <unistd.h>

namespace turnpike {

namespace {

constexpr std::array kFatalSignals{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr int kMaxFrames = 48;

char g_buildId[128] = {};
int g_extraFd = -1;
std::atomic<bool> g_reported{false};
thread_local char t_activity[128] = {};

// A line put together without allocating: signal handlers may not.
class Line
{
public:
    Line &operator<<(const char *text)
    {
        while (*text && m_size < sizeof m_buffer - 1)
            m_buffer[m_size++] = *text++;
        return *this;
    }
    Line &quoted(const char *text)
    {
        *this << "\"";
        for (; *text; ++text) {
            const char plain[2] = {*text == '"' || *text == '\\' || *text < ' ' ? '\'' : *text, 0};
            *this << plain;
        }
        return *this << "\"";
    }
    Line &hex(unsigned long value)
    {
        char digits[17] = {};
        int at = 16;
        do {
            digits[--at] = "0123456789abcdef"[value & 15];
            value >>= 4;
        } while (value && at > 0);
        return *this << "\"0x" << digits + at << "\"";
    }
    void writeTo(int fd) const
    {
        if (fd >= 0) [[maybe_unused]]
            const ssize_t written = ::write(fd, m_buffer, m_size);
    }

private:
    char m_buffer[4096] = {};
    size_t m_size = 0;
};

void report(const char *cause, const char *detail)
{
    if (g_reported.exchange(true))
        return; // std::terminate ends in SIGABRT: one line is enough
    char thread[16] = {};
    pthread_getname_np(pthread_self(), thread, sizeof thread);
    void *frames[kMaxFrames];
    const int count = backtrace(frames, kMaxFrames);

    Line line;
    line << R"({"level":"fatal","component":"turnpike.crash","message":"process dies","cause":)";
    line.quoted(cause) << R"(,"detail":)";
    line.quoted(detail) << R"(,"build_id":)";
    line.quoted(g_buildId) << R"(,"thread":)";
    line.quoted(thread) << R"(,"activity":)";
    line.quoted(t_activity) << R"(,"addresses":[)";
    for (int i = 0; i < count; ++i) {
        if (i)
            line << ",";
        line.hex(reinterpret_cast<unsigned long>(frames[i]));
    }
    line << "]}\n";
    line.writeTo(STDERR_FILENO);
    line.writeTo(g_extraFd);
}

void onSignal(int signal)
{
    const char *name = "signal";
    switch (signal) {
    case SIGSEGV:
        name = "SIGSEGV";
        break;
    case SIGBUS:
        name = "SIGBUS";
        break;
    case SIGFPE:
        name = "SIGFPE";
        break;
    case SIGILL:
        name = "SIGILL";
        break;
    case SIGABRT:
        name = "SIGABRT";
        break;
    default:
        break;
    }
    report(name, "");
    // The handler was reset on entry (SA_RESETHAND): now the signal kills.
    raise(signal);
}

void onTerminate()
{
    const std::type_info *type = abi::__cxa_current_exception_type();
    report("std::terminate", type ? type->name() : "no exception");
    std::abort();
}

int readBuildId(dl_phdr_info *info, size_t, void *)
{
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const ElfW(Phdr) &header = info->dlpi_phdr[i];
        if (header.p_type != PT_NOTE)
            continue;
        // The loader tells addresses as numbers. NOLINTNEXTLINE(performance-no-int-to-ptr)
        const char *at = reinterpret_cast<const char *>(info->dlpi_addr + header.p_vaddr);
        const char *end = at + header.p_memsz;
        while (at + sizeof(ElfW(Nhdr)) <= end) {
            ElfW(Nhdr) note;
            std::memcpy(&note, at, sizeof note);
            const char *name = at + sizeof note;
            const char *data = name + ((note.n_namesz + 3) & ~3U);
            if (note.n_type == NT_GNU_BUILD_ID && std::strncmp(name, "GNU", 3) == 0) {
                const QByteArray hex = QByteArray(data, static_cast<qsizetype>(note.n_descsz)).toHex();
                std::strncpy(g_buildId, hex.constData(), sizeof g_buildId - 1);
                return 1;
            }
            at = data + ((note.n_descsz + 3) & ~3U);
        }
    }
    return 1; // the first object is the program itself
}

} // namespace

void installCrashHandlers(int fd)
{
    g_extraFd = fd;
    dl_iterate_phdr(readBuildId, nullptr);
    void *warmUp[1];
    backtrace(warmUp, 1); // loads its library now, not inside a signal handler
    std::set_terminate(onTerminate);
    struct sigaction action
    {};
    action.sa_handler = onSignal;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER | SA_ONSTACK);
    for (const int signal : kFatalSignals)
        sigaction(signal, &action, nullptr);
}

QByteArray buildId()
{
    return g_buildId;
}

void setCrashActivity(const char *text)
{
    std::strncpy(t_activity, text, sizeof t_activity - 1);
}

} // namespace turnpike
