// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/consolehub.h"

#include "telemetry/log.h"

#include <algorithm>

namespace turnpike::consolehub {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcHub, "turnpike.console")

using namespace protocol;
using namespace std::chrono_literals;

namespace {

const Sentence kGoodbyeOfServer(SentenceId::ServerEnding);

constexpr auto kCheckEvery = 1s;
constexpr auto kTellLogEvery = 250ms;

const char *nameOf(int closeCode)
{
    switch (closeCode) {
    case CloseProtocolError:
        return "protocol_error";
    case CloseTooBig:
        return "too_big";
    case CloseNoAnswer:
        return "broken";
    case CloseRevoked:
        return "revoked";
    case CloseTooManyCalls:
        return "too_many_calls";
    case CloseTooSlow:
        return "too_slow";
    default:
        return "left";
    }
}

} // namespace

ConsoleHub::ConsoleHub(const Parts &parts, const Options &options)
    : m_parts(parts)
    , m_options(options)
    , m_events(parts.clock, options.events,
               [this] { QMetaObject::invokeMethod(this, &ConsoleHub::flushAll, Qt::QueuedConnection); })
    , m_rights(parts.operators, parts.audit)
    , m_runner(parts.calls, m_rights)
    , m_log(parts.log)
{
    m_followLog.setInterval(kTellLogEvery);
    connect(&m_followLog, &QTimer::timeout, this, &ConsoleHub::tellLog);
    connect(&m_runner, &CallRunner::finished, this, &ConsoleHub::answered);
    m_check.setInterval(kCheckEvery);
    connect(&m_check, &QTimer::timeout, this, &ConsoleHub::checkAll);
}

ConsoleHub::~ConsoleHub() = default;

std::optional<ConsoleHub::Closed> ConsoleHub::whyClosed(const control::Operators::Access &access) const
{
    if (m_isDraining)
        return Closed{kGoodbyeOfServer.english(), true};
    const auto own = std::count_if(m_sessions.begin(), m_sessions.end(), [&](const auto &entry) {
        return entry.second->operatorName() == access.name;
    });
    if (own >= m_options.maxSessionsPerOperator)
        return Closed{
            u"%1 consoles of %2 are connected, and more are not served: close one of them."_s.arg(own).arg(
                access.name)};
    if (sessionCount() >= placesFor(access))
        return Closed{u"%1 consoles are connected, and more are not served."_s.arg(sessionCount())};
    return std::nullopt;
}

int ConsoleHub::placesFor(const control::Operators::Access &access) const
{
    if (access.name == QLatin1String(control::Operators::kBootstrapName))
        return m_options.maxSessions;
    return m_options.maxSessions -
           (access.role == Role::Admin ? m_options.keptForBootstrap : m_options.keptForAdmins);
}

void ConsoleHub::admit(std::unique_ptr<Transport> transport, const Admission &admission)
{
    const quint64 id = ++m_lastId;
    auto made = std::make_unique<Session>(id, std::move(transport), admission, m_events, m_options.session);
    Session &session = *made;
    m_sessions.emplace(id, std::move(made));
    noteWatched();
    connect(&session, &Session::called, this, [this, &session](const Call &call) { serve(session, call); });
    connect(&session, &Session::ended, this,
            [this, &session](int code, const QString &why) { remove(session, code, why); });
    const auto access = m_parts.operators.access(admission.digest);
    if (m_isDraining)
        session.close(CloseGoingAway, kGoodbyeOfServer);
    else if (!access)
        closeRevoked(session);
    else
        greet(session, *access);
}

void ConsoleHub::greet(Session &session, const control::Operators::Access &access)
{
    session.setOperatorName(access.name);
    m_parts.operators.noteUse(session.admission().digest);
    log::info(lcHub(), "console connected")
        .with("operator", access.name)
        .with("role", toWord(access.role))
        .with("address", session.admission().address)
        .with("consoles", sessionCount());
    const control::Actor person{access.name, QString::fromLatin1(toWord(access.role)),
                                session.admission().address};
    m_people.insert_or_assign(session.id(), person);
    noteSession("console.login", person, u"done"_s);
    Hello hello;
    hello.major = kMajorVersion;
    hello.minor = kMinorVersion;
    hello.serverVersion = m_options.serverVersion;
    hello.instanceId = m_options.instanceId;
    hello.epoch = m_events.epoch();
    hello.environment = m_options.environment;
    hello.operatorName = access.name;
    hello.role = access.role;
    hello.tokenExpiresAt = access.expiresAt;
    hello.serverTime = m_parts.clock.nowMs();
    EventLog::Cursor cursor = m_events.end();
    hello.seq = cursor.seq;
    if (const auto resumed = m_events.resume(session.admission().epoch, session.admission().seq)) {
        hello.resumed = true;
        cursor = *resumed;
    } else {
        hello.snapshot = m_parts.state.snapshot();
    }
    session.begin(encode(HelloFrame{toJson(hello)}), cursor);
    boundUnsent();
}

void ConsoleHub::serve(Session &session, const Call &call)
{
    const QByteArray &digest = session.admission().digest;
    if (!m_parts.operators.access(digest)) {
        closeRevoked(session);
        return;
    }
    CallRequest request{
        call.id, call.call, call.args, {session.operatorName(), Role::Viewer, session.admission().address}};
    if (const auto refusal = m_rights.renew(&request, digest)) {
        m_outcomes[refusal->code.word().toLatin1()] += 1;
        session.answer({request.id, {}, refusal});
        return;
    }
    if (call.call == QLatin1String(call::kFollowLogs)) {
        follow(session, request);
        return;
    }
    if (call.call == QLatin1String(call::kLeave)) {
        m_outcomes["ok"] += 1;
        session.close(CloseGoingAway, u"the console was closed"_s);
        return;
    }
    m_runner.start(session.id(), digest, request);
    session.setPending(m_runner.pending(session.id()));
}

void ConsoleHub::follow(Session &session, const CallRequest &request)
{
    session.follow(request.as<LogFollow>());
    if (!m_followLog.isActive()) {
        m_log.begin();
        m_followLog.start();
    }
    m_outcomes["ok"] += 1;
    session.answer({request.id, {}, std::nullopt});
}

// Who comes and goes over and over is one row a minute.
void ConsoleHub::noteSession(const char *action, const control::Actor &actor, const QString &result)
{
    const QString name = QString::fromLatin1(action);
    m_parts.audit.note({name, QStringList{actor.name, actor.address, result}.join(u' ')},
                       {actor, name, u"console"_s, std::nullopt, std::nullopt, std::nullopt, result, {}});
}

void ConsoleHub::answered(quint64 id, const Answer &answer)
{
    m_outcomes[answer.error ? answer.error->code.word().toLatin1() : "ok"_ba] += 1;
    const auto session = m_sessions.find(id);
    if (session == m_sessions.end())
        return;
    session->second->setPending(m_runner.pending(id));
    session->second->answer(answer);
    boundUnsent();
}

void ConsoleHub::remove(Session &session, int code, const QString &why)
{
    log::info(lcHub(), "console gone").with("code", code).with("why", why);
    m_ends[nameOf(code)] += 1;
    if (const auto person = m_people.extract(session.id()); !person.empty())
        noteSession("console.end", person.mapped(), QString::fromLatin1(nameOf(code)));
    m_runner.forget(session.id());
    auto gone = m_sessions.extract(session.id());
    noteWatched();
    gone.mapped().release()->deleteLater(); // a signal of it is under way
}

// Sessions may end meanwhile.
template<class Do>
void ConsoleHub::forEach(Do &&act)
{
    std::vector<quint64> ids;
    for (const auto &[id, session] : m_sessions)
        ids.push_back(id);
    for (const quint64 id : ids) {
        if (const auto found = m_sessions.find(id); found != m_sessions.end())
            act(*found->second);
    }
}

void ConsoleHub::flushAll()
{
    m_events.awake();
    forEach([](Session &session) { session.flush(); });
    boundUnsent();
}

void ConsoleHub::tellLog()
{
    const LogTail::News news = m_log.look();
    bool isFollowed = false;
    forEach([&](Session &session) {
        if (!session.isFollowing())
            return;
        isFollowed = true;
        session.tellLog(news, m_parts.clock.nowMs());
    });
    boundUnsent();
    if (!isFollowed)
        m_followLog.stop();
}

void ConsoleHub::checkRightsSoon()
{
    QMetaObject::invokeMethod(this, &ConsoleHub::checkAll, Qt::QueuedConnection);
}

// Whether anybody is there has changed, or not.
void ConsoleHub::noteWatched()
{
    const bool isAnybodyThere = !m_sessions.empty();
    if (m_isWatched.exchange(isAnybodyThere) == isAnybodyThere)
        return;
    if (!isAnybodyThere) {
        m_check.stop();
        return;
    }
    m_check.start();
    if (m_watched)
        m_watched();
}

void ConsoleHub::checkAll()
{
    forEach([this](Session &session) {
        if (!m_parts.operators.access(session.admission().digest))
            closeRevoked(session);
        else
            session.checkProgress();
    });
    boundUnsent();
}

// Whoever reads least makes room: each is within its own bounds, and together they are too much.
void ConsoleHub::boundUnsent()
{
    while (unsentBytes() > m_options.maxUnsent) {
        const auto heaviest =
            std::max_element(m_sessions.begin(), m_sessions.end(), [](const auto &a, const auto &b) {
                return a.second->unsentBytes() < b.second->unsentBytes();
            });
        heaviest->second->close(CloseTooSlow, Sentence(SentenceId::SlowestReader));
    }
}

void ConsoleHub::closeRevoked(Session &session)
{
    session.close(CloseRevoked, Sentence(SentenceId::TokenRevoked));
}

void ConsoleHub::startDraining()
{
    m_isDraining = true;
    // The process may end before they have.
    for (const auto &[id, person] : m_people)
        noteSession("console.end", person, u"server ending"_s);
    m_people.clear();
    forEach([](Session &session) { session.close(CloseGoingAway, kGoodbyeOfServer); });
}

qint64 ConsoleHub::unsentBytes() const
{
    qint64 bytes = 0;
    for (const auto &[id, session] : m_sessions)
        bytes += session->unsentBytes();
    return bytes;
}

void ConsoleHub::collect(MetricFamilies &metrics) const
{
    metrics.gauge("turnpike_console_connections", "Consoles that are connected.", sessionCount());
    metrics.gauge("turnpike_console_unsent_bytes", "What waits in this process for consoles to read it.",
                  static_cast<double>(unsentBytes()));
    for (const auto &[outcome, count] : m_outcomes)
        metrics.counter("turnpike_console_calls_total", "Calls of consoles, by how they ended.",
                        static_cast<double>(count), {{"outcome", outcome.toStdString()}});
    for (const auto &[reason, count] : m_ends)
        metrics.counter("turnpike_console_disconnects_total", "Consoles that went, by why.",
                        static_cast<double>(count), {{"reason", reason.toStdString()}});
    const EventLog::Counters counters = m_events.counters();
    metrics.counter("turnpike_console_events_total", "Events and states sent to consoles.",
                    static_cast<double>(counters.sent));
    metrics.counter("turnpike_console_conflated_total",
                    "States that a slow console never saw, for newer ones came.",
                    static_cast<double>(counters.conflated));
}

} // namespace turnpike::consolehub

#include "moc_consolehub.cpp"
