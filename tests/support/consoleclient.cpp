// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/consoleclient.h"

#include <QNetworkRequest>
#include <QTest>
#include <QWebSocketHandshakeOptions>

#include <algorithm>

namespace turnpike::test {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatienceMs = 20'000;

} // namespace

ConsoleClient::ConsoleClient(quint16 port, const Options &options)
{
    auto socket = std::make_unique<QWebSocket>(QString::fromLatin1(options.origin));
    QWebSocket *opening = socket.get();
    m_transport = std::make_unique<WebSocketTransport>(std::move(socket), kMaxFrameBytes);
    listen();
    QNetworkRequest request(QUrl(u"ws://127.0.0.1:%1%2"_s.arg(port).arg(QLatin1String(kPath))));
    request.setRawHeader("Authorization", "Bearer " + options.token);
    if (!options.epoch.isEmpty()) {
        request.setRawHeader(kEpochHeader, options.epoch);
        request.setRawHeader(kSeqHeader, QByteArray::number(options.seq));
    }
    QWebSocketHandshakeOptions handshake;
    handshake.setSubprotocols(options.subprotocols);
    opening->open(request, handshake);
}

ConsoleClient::ConsoleClient(std::unique_ptr<Transport> transport)
    : m_transport(std::move(transport))
{
    listen();
}

void ConsoleClient::listen()
{
    QObject::connect(m_transport.get(), &Transport::received, m_transport.get(),
                     [this](const QByteArray &frame) {
                         const auto said = decodeServerFrame(frame);
                         QVERIFY2(said, frame.constData());
                         if (const auto *hello = std::get_if<HelloFrame>(&*said))
                             m_hello = fromJson<Hello>(hello->hello);
                         else if (const auto *answer = std::get_if<Answer>(&*said))
                             m_answers.push_back(*answer);
                         else
                             m_events.push_back(std::get<Event>(*said));
                     });
    QObject::connect(m_transport.get(), &Transport::closed, m_transport.get(),
                     [this](int code, const QString &reason) {
                         m_closeCode = code;
                         m_closeReason = reason;
                     });
}

std::optional<Hello> ConsoleClient::hello()
{
    [[maybe_unused]] const bool isHeard =
        QTest::qWaitFor([this] { return m_hello || m_closeCode; }, kPatienceMs);
    return m_hello;
}

Answer ConsoleClient::call(const QString &id, const char *name, const QJsonObject &args)
{
    m_transport->send(encode(Call{id, QString::fromLatin1(name), args}));
    const size_t before = m_answers.size();
    const auto find = [&] {
        return std::find_if(m_answers.begin() + static_cast<std::ptrdiff_t>(before), m_answers.end(),
                            [&](const Answer &answer) { return answer.id == id; });
    };
    [[maybe_unused]] const bool isHeard =
        QTest::qWaitFor([&] { return find() != m_answers.end() || m_closeCode; }, kPatienceMs);
    if (const auto found = find(); found != m_answers.end())
        return *found;
    return {id, {}, CallError{ErrorCode::Disconnected, m_closeReason}};
}

std::vector<Event> ConsoleClient::events(const char *name) const
{
    std::vector<Event> found;
    std::copy_if(m_events.begin(), m_events.end(), std::back_inserter(found),
                 [name](const Event &event) { return event.event == QLatin1String(name); });
    return found;
}

} // namespace turnpike::test
