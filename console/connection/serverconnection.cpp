// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "connection/serverconnection.h"

#include "connection/translated.h"
#include "protocol/version.h"

#include <QDateTime>
#include <QUuid>

#include <algorithm>
#include <utility>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;
using Kind = ConnectFailure::Kind;

namespace {

Timestamp now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

Answer understood(Answer answer)
{
    if (answer.error)
        answer.error->message = translated(answer.error->sentence, answer.error->message);
    return answer;
}

ServerConnection::State stateAfter(Kind kind)
{
    switch (kind) {
    case Kind::NotAuthorised:
        return ServerConnection::State::NotAuthorised;
    case Kind::VersionMismatch:
        return ServerConnection::State::VersionMismatch;
    case Kind::Insecure:
        return ServerConnection::State::NotAllowed;
    default:
        return ServerConnection::State::Reconnecting;
    }
}

} // namespace

ServerConnection::ServerConnection(std::unique_ptr<Dialer> dialer, const ConnectionTiming &timing,
                                   QObject *parent)
    : QObject(parent)
    , m_dialer(std::move(dialer))
    , m_timing(timing)
    , m_backoff(timing.backoff)
{
    m_connectTimeout.setSingleShot(true);
    m_connectTimeout.setInterval(m_timing.connectMs);
    m_retry.setSingleShot(true);
    m_staleCheck.setInterval(std::max(1, m_timing.staleMs / 5));
    connect(&m_connectTimeout, &QTimer::timeout, this, [this] { lost(makeFailure(Kind::NoAnswer)); });
    connect(&m_retry, &QTimer::timeout, this, &ServerConnection::dial);
    connect(&m_staleCheck, &QTimer::timeout, this, &ServerConnection::checkStale);
}

ServerConnection::~ServerConnection()
{
    drop();
}

void ServerConnection::start()
{
    dial();
}

void ServerConnection::leave()
{
    for (QTimer *timer : {&m_connectTimeout, &m_staleCheck, &m_retry})
        timer->stop();
    const bool wasGreeted = std::exchange(m_isGreeted, false);
    if (!m_transport) {
        QMetaObject::invokeMethod(this, &ServerConnection::left, Qt::QueuedConnection);
        return;
    }
    Transport *transport = m_transport.get();
    transport->disconnect(this);
    connect(transport, &Transport::closed, this, &ServerConnection::left, Qt::QueuedConnection);
    const auto close = [transport] { transport->close(CloseGoingAway, u"the console was closed"_s); };
    if (!wasGreeted) {
        close();
        return;
    }
    // Qt closes its socket without waiting for the server's goodbye: what the server sends meanwhile meets a
    // reset, which overtakes ours. So the server is asked to be the one who closes; an older one refuses.
    const Call leave{newActionId(), QString::fromLatin1(call::kLeave), {}};
    connect(transport, &Transport::received, transport, [close, id = leave.id](const QByteArray &frame) {
        const auto said = decodeServerFrame(frame);
        const auto *refusal = said ? std::get_if<Answer>(&*said) : nullptr;
        if (!said || (refusal && refusal->id == id))
            close();
    });
    QTimer::singleShot(m_timing.goodbyeMs, transport, close);
    transport->send(encode(leave));
}

void ServerConnection::retryNow()
{
    if (!m_transport)
        dial();
}

bool ServerConnection::canAsk(const QString &call) const
{
    return m_isGreeted && isAllowed(m_hello->role, call);
}

void ServerConnection::dial()
{
    m_retry.stop();
    m_isGreeted = false;
    m_transport = m_dialer->dial(m_resume);
    if (!m_transport) {
        lost(m_dialer->failure().value_or(makeFailure(Kind::Broken)));
        return;
    }
    connect(m_transport.get(), &Transport::received, this, &ServerConnection::onReceived);
    // A turn later: Qt says that a socket has closed before it says why.
    const auto onClosed = [this, ended = m_transport.get()](int code, const QString &reason) {
        if (ended != m_transport.get())
            return; // dropped meanwhile
        const auto failure = m_isGreeted ? std::nullopt : m_dialer->failure();
        lost(failure ? *failure : failureOfClose(code, reason));
    };
    connect(m_transport.get(), &Transport::closed, this, onClosed, Qt::QueuedConnection);
    m_connectTimeout.start();
    setState(State::Connecting);
}

// --- what the server says

void ServerConnection::onReceived(const QByteArray &frame)
{
    const auto said = decodeServerFrame(frame);
    const auto *hello = said ? std::get_if<HelloFrame>(&*said) : nullptr;
    if (!said || (hello != nullptr) == m_isGreeted) {
        m_resume.reset(); // who knows what it meant
        lost(makeFailure(Kind::NoWebSocket));
        return;
    }
    heard();
    if (hello)
        onHello(hello->hello);
    else if (const auto *answered = std::get_if<Answer>(&*said))
        answer(understood(*answered));
    else
        onEvent(std::get<Event>(*said));
}

void ServerConnection::onHello(const QJsonObject &object)
{
    Hello hello = fromJson<Hello>(object);
    if (hello.major != kMajorVersion) {
        lost(makeFailure(
            Kind::VersionMismatch,
            tr("The server speaks version %1, this console %2.").arg(hello.major).arg(kMajorVersion)));
        return;
    }
    m_connectTimeout.stop();
    m_clockOffsetMs = hello.serverTime - now();
    // One that resumed sends what came after our own place.
    if (!hello.resumed || !m_resume)
        m_resume = ResumePoint{hello.epoch, hello.seq};
    m_hello = hello;
    m_hello->snapshot.reset();
    m_isGreeted = true;
    m_failure.reset();
    m_life.start();
    m_staleCheck.start();
    setState(State::Live);
    Q_EMIT greeted(hello);
}

void ServerConnection::onEvent(const Event &event)
{
    m_resume->seq = std::max(m_resume->seq, event.seq);
    m_clockOffsetMs =
        std::max(m_clockOffsetMs, event.at - now()); // replayed ones are old: they change nothing
    Q_EMIT happened(event);
}

void ServerConnection::heard()
{
    m_heardAt = now();
    m_silence.start();
    if (m_state == State::Stale)
        setState(State::Live);
}

void ServerConnection::checkStale()
{
    if (m_state == State::Live && m_silence.hasExpired(m_timing.staleMs))
        setState(State::Stale);
}

// --- the end of a connection

void ServerConnection::lost(const ConnectFailure &failure)
{
    if (m_isGreeted && m_life.hasExpired(m_timing.settledMs))
        m_backoff.reset();
    drop();
    m_failure = failure;
    if (!isFinal(failure.kind))
        m_retry.start(m_backoff.next());
    setState(stateAfter(failure.kind));
    for (const auto &pending : m_pending)
        answerLater(
            pending.first, ErrorCode::Disconnected,
            tr("The connection broke. Whether it happened is not known: try again, it happens once."));
}

void ServerConnection::drop()
{
    m_connectTimeout.stop();
    m_staleCheck.stop();
    m_isGreeted = false;
    if (!m_transport)
        return;
    m_transport->disconnect(this);
    m_transport.release()->deleteLater(); // a signal of it may be under way
}

// --- calls

QString ServerConnection::newActionId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

void ServerConnection::ask(const QString &call, const QJsonObject &args, QObject *context, Answered done,
                           const QString &id)
{
    Pending &pending = m_pending[id];
    pending.listeners.push_back({context, std::move(done)});
    if (pending.listeners.size() > 1)
        return;
    const QByteArray frame = encode(Call{id, call, args});
    if (!m_isGreeted) {
        answerLater(id, ErrorCode::Disconnected, tr("There is no connection: nothing was asked."));
        return;
    }
    if (frame.size() > kMaxCallBytes) {
        answerLater(id, ErrorCode::BadRequest, tr("This is more than the server takes at once."));
        return;
    }
    pending.timeout = std::make_unique<QTimer>();
    pending.timeout->setSingleShot(true);
    connect(pending.timeout.get(), &QTimer::timeout, this, [this, id] {
        answerLater(id, ErrorCode::Timeout,
                    tr("No answer in time. Whether it happened is not known: try again, it happens once."));
    });
    pending.timeout->start(m_timing.callMs);
    m_transport->send(frame);
}

void ServerConnection::answerLater(const QString &id, ErrorCode code, const QString &message)
{
    const Answer made{id, {}, CallError{code, message}};
    QMetaObject::invokeMethod(
        this, [this, made] { answer(made); }, Qt::QueuedConnection);
}

void ServerConnection::answer(const Answer &answer)
{
    auto node = m_pending.extract(answer.id);
    if (node.empty())
        return; // came after its deadline
    if (node.mapped().timeout)
        node.mapped().timeout.release()->deleteLater();
    for (const Listener &listener : node.mapped().listeners) {
        if (listener.context)
            listener.done(answer);
    }
}

void ServerConnection::setState(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

} // namespace turnpike::console

#include "moc_serverconnection.cpp"
