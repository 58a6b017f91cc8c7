// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "hostnames.h"

#include <QHostInfo>
#include <QPointer>
#include <QTimer>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

QString resolverError(const QString &why)
{
    return u"Failed to resolve host: "_s + why;
}

// An address that stands in place of a name; null when it is a name.
QHostAddress addressIn(const QString &host)
{
    const bool isBracketed = host.startsWith(u'[') && host.endsWith(u']');
    return QHostAddress(isBracketed ? host.mid(1, host.size() - 2) : host);
}

} // namespace

HostNames::HostNames(const ScaledClock &clock)
    : m_clock(clock)
{}

void HostNames::script(const QString &host, const Script &script)
{
    m_scripts[host.toLower()] = {script, script.seconds > 0 ? m_clock.now() + script.seconds : 0};
}

void HostNames::clear()
{
    m_scripts.clear();
    m_memory.clear();
}

const HostNames::Script *HostNames::scriptOf(const QString &host) const
{
    const auto found = m_scripts.find(host);
    if (found == m_scripts.end())
        return nullptr;
    const bool isOver = found->second.until > 0 && found->second.until <= m_clock.now();
    return isOver ? nullptr : &found->second.script;
}

void HostNames::lookUp(const QString &host, QObject *context, const Told &told)
{
    const QHostAddress address = addressIn(host);
    if (!address.isNull())
        return told({address, {}});
    const auto known = m_memory.find(host);
    if (known != m_memory.end() && known->second.until > m_clock.now())
        return told(known->second.answer);

    auto &waiting = m_waiting[host];
    waiting.push_back([context = QPointer<QObject>(context), told](const Answer &answer) {
        if (context != nullptr)
            told(answer);
    });
    if (waiting.size() > 1)
        return; // it is being asked already
    const Script *scripted = scriptOf(host);
    if (scripted == nullptr)
        return askThisMachine(host);
    Answer answer = scripted->answer;
    if (answer.address.isNull())
        answer.failure = resolverError(answer.failure);
    QTimer::singleShot(m_clock.real(scripted->delay), this, [this, host, answer] { remember(host, answer); });
}

void HostNames::askThisMachine(const QString &host)
{
    QHostInfo::lookupHost(host, this, [this, host](const QHostInfo &info) {
        QHostAddress found;
        for (const QHostAddress &address : info.addresses()) {
            if (found.isNull() || (found.protocol() == QAbstractSocket::IPv6Protocol &&
                                   address.protocol() == QAbstractSocket::IPv4Protocol))
                found = address; // IPAddress.cpp, init_host_port: the first of IPv4, if there is one
        }
        // QHostInfo has words of its own for EAI_NONAME.
        const QString why =
            info.error() == QHostInfo::UnknownError ? info.errorString() : u"Name or service not known"_s;
        remember(host, {found, found.isNull() ? resolverError(why) : QString()});
    });
}

void HostNames::remember(const QString &host, const Answer &answer)
{
    const double keep = answer.address.isNull() ? kKeepFailure : kKeepAddress;
    m_memory[host] = {answer, m_clock.now() + keep};
    for (const auto &told : std::exchange(m_waiting[host], {}))
        told(answer);
}

QPair<QHostAddress, quint16> HostNames::wayTo(const QString &host, const QHostAddress &address,
                                              quint16 port) const
{
    const auto found = m_scripts.find(host);
    if (found == m_scripts.end() || found->second.script.goesTo.isNull())
        return {address, port};
    const Script &script = found->second.script;
    return {script.goesTo, script.goesToPort != 0 ? script.goesToPort : port};
}

} // namespace turnpike::sandbox

#include "moc_hostnames.cpp"
