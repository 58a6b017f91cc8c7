// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "fuzz/targets.h"
#include "http/chunkedbody.h"
#include "http/clientaddress.h"
#include "http/contentcoding.h"
#include "http/headinspector.h"
#include "protocol/framereader.h"

#include <QByteArrayList>

#include <algorithm>

// What comes off sockets, before anybody knows what it says.
namespace turnpike::fuzz {

namespace {

constexpr qint64 kMostOfMessage = 1'000;
constexpr qint64 kMostOfHead = 4'096;
constexpr qint64 kMostOfBody = 1'000;

QByteArrayView piece(const QByteArray &bytes, qsizetype at, qsizetype size)
{
    return QByteArrayView(bytes).sliced(at, std::min(size, bytes.size() - at));
}

// What is heard of frames that come `size` bytes at a time.
QByteArrayList heard(const QByteArray &bytes, qsizetype size)
{
    protocol::FrameReader reader(kMostOfMessage);
    QByteArrayList all;
    for (qsizetype at = 0; at < bytes.size(); at += size) {
        QByteArrayView rest = piece(bytes, at, size);
        while (const auto frame = reader.next(&rest)) {
            insist(frame->payload.size() <= kMostOfMessage, "a message is no longer than it may be");
            all.append(QByteArray::number(static_cast<int>(frame->kind)) + ' ' + frame->payload);
        }
        insist(reader.fault() || rest.isEmpty(), "what is no fault is read to its end");
    }
    if (reader.fault())
        all.append("fault " + QByteArray::number(reader.fault()->code));
    return all;
}

// Of a body in chunks behind a head.
void appendChunks(QByteArrayList *all, const QByteArray &bytes, qsizetype size)
{
    http::ChunkedBody body(kMostOfBody);
    auto state = http::ChunkedBody::State::Incomplete;
    qsizetype at = 0;
    while (at < bytes.size() && state == http::ChunkedBody::State::Incomplete) {
        qsizetype consumed = 0;
        state = body.feed(piece(bytes, at, size), &consumed);
        insist(consumed > 0 && consumed <= size, "chunks are read on, and no further than they came");
        at += consumed;
    }
    insist(body.body().size() <= kMostOfBody, "a body is no longer than it may be");
    if (state == http::ChunkedBody::State::Refused)
        all->append("refused " + QByteArray::number(body.refusal().status));
    else
        all->append(QByteArray::number(at) + ' ' + body.body());
}

// What is understood of a request that comes `size` bytes at a time.
QByteArrayList understood(const QByteArray &bytes, qsizetype size)
{
    http::HeadInspector inspector(kMostOfHead, kMostOfBody);
    auto state = http::HeadInspector::State::Incomplete;
    qsizetype at = 0;
    while (at < bytes.size() && state == http::HeadInspector::State::Incomplete) {
        qsizetype consumed = 0;
        state = inspector.feed(piece(bytes, at, size), &consumed);
        insist(consumed > 0 && consumed <= size, "a head is read on, and no further than it came");
        at += consumed;
    }
    if (state == http::HeadInspector::State::Refused)
        return {"refused " + QByteArray::number(inspector.refusal().status)};
    if (state == http::HeadInspector::State::Incomplete)
        return {"more"};
    const http::RequestHead &head = inspector.head();
    insist(head.path.startsWith('/') && !head.path.contains('\0'), "a path is one");
    insist(head.contentLength >= 0 && head.contentLength <= kMostOfBody, "a length is within bounds");
    QByteArrayList all{head.method, head.path, head.query, QByteArray::number(head.contentLength),
                       QByteArray::number(at)};
    for (const auto &[name, value] : head.headers)
        all.append(name + ": " + value);
    if (const auto address = http::clientAddress(head.headers, "X-Real-IP"))
        all.append(address->toString().toLatin1());
    if (head.isChunked)
        appendChunks(&all, bytes.sliced(at), size);
    return all;
}

} // namespace

void readFrames(const QByteArray &bytes)
{
    const QByteArrayList whole = heard(bytes, std::max<qsizetype>(1, bytes.size()));
    for (const qsizetype size : {1, 7})
        insist(heard(bytes, size) == whole, "frames are the same however they are cut");
}

void readHeads(const QByteArray &bytes)
{
    const QByteArrayList whole = understood(bytes, std::max<qsizetype>(1, bytes.size()));
    for (const qsizetype size : {1, 7})
        insist(understood(bytes, size) == whole, "a request is the same however it is cut");
}

void readPacked(const QByteArray &bytes)
{
    using http::ContentCoding;
    constexpr qint64 kMost = 64 * 1024;
    if (bytes.isEmpty())
        return;
    const ContentCoding coding = bytes.front() == 'g' ? ContentCoding::Gzip : ContentCoding::Deflate;
    insist(http::unpack(coding, bytes.sliced(1), kMost).body.size() <= kMost,
           "what is unpacked is no longer than it may be");
}

} // namespace turnpike::fuzz
