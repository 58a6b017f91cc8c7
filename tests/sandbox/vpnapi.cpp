// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "vpnapi.h"

#include "edgepages.h"
#include "jsonbody.h"
#include "jsonresponse.h"
#include "ledger.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr double kRestartPeriodMs = 3'000;

struct QuirkName
{
    VpnQuirk quirk;
    const char *name;
};

constexpr std::array kQuirkNames = {
    QuirkName{VpnQuirk::RepeatConflicts, "repeat-409"},
    QuirkName{VpnQuirk::AddAnswersCreated, "add-201"},
    QuirkName{VpnQuirk::RemovalGoneIsError, "remove-400"},
};

http::Response refusal(int status, const QJsonValue &detail)
{
    return jsonResponse({{u"detail"_s, detail}}, status);
}

http::Response done()
{
    return jsonResponse({{u"status"_s, u"ok"_s}});
}

// What uuid.UUID() of Python takes: hyphens, braces and urn:uuid: do not matter.
bool isUuid(QString text)
{
    text.remove(u"urn:"_s).remove(u"uuid:"_s);
    while (text.startsWith(u'{') || text.startsWith(u'}'))
        text.remove(0, 1);
    while (text.endsWith(u'{') || text.endsWith(u'}'))
        text.chop(1);
    text.remove(u'-');
    return text.size() == 32 && std::all_of(text.begin(), text.end(), [](QChar digit) {
               return (digit >= u'0' && digit <= u'9') ||
                      (digit.toLower() >= u'a' && digit.toLower() <= u'f');
           });
}

http::Response malformed(const QString &uuid)
{
    return refusal(400, u"Invalid UUID format: "_s + uuid);
}

http::Response methodNotAllowed(const QByteArray &allowed)
{
    http::Response answer = refusal(405, u"Method Not Allowed"_s);
    answer.headers.append({"Allow", allowed});
    return answer;
}

QJsonArray sorted(const QSet<QString> &uuids)
{
    QStringList all = uuids.values();
    all.sort();
    return QJsonArray::fromStringList(all);
}

} // namespace

VpnApi::VpnApi(const QByteArray &apiKey, Ledger *ledger, double timeScale, QObject *parent)
    : QObject(parent)
    , m_apiKey(apiKey)
    , m_ledger(ledger)
    , m_periodMs(qMax<qint64>(1, static_cast<qint64>(kRestartPeriodMs / timeScale)))
{
    m_running.start();
    m_restart.setSingleShot(true);
    m_restart.setTimerType(Qt::PreciseTimer);
    connect(&m_restart, &QTimer::timeout, this, &VpnApi::restartCore);
}

QString VpnApi::operationOf(const QByteArray &path)
{
    return QString::fromUtf8(path).section(u'/', 2, 2);
}

http::Response VpnApi::errorAnswer(int status, int)
{
    switch (status) {
    case 400:
        return malformed({});
    case 401:
        return refusal(401, u"Invalid or missing API key"_s);
    case 409:
        return refusal(409, u"User already exists"_s);
    case 422: {
        const JsonBody empty{http::Request()};
        return refusal(422, empty.problems());
    }
    case 500:
        return refusal(500, u"internal_error"_s);
    default:
        return proxyPage(status);
    }
}

http::Response VpnApi::answer(const http::Request &request)
{
    const QString operation = operationOf(request.path);
    if (operation == u"health") // needs no key, and says nothing of the core
        return request.method == "GET" ? done() : methodNotAllowed("GET");
    const bool hasKey = request.header("X-API-Key") == m_apiKey;
    const http::Response answer = hasKey ? perform(request, operation) : errorAnswer(401, 0);
    QJsonObject entry{{u"operation"_s, operation}, {u"status"_s, answer.status}};
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    for (auto it = body.begin(); it != body.end(); ++it)
        entry.insert(it.key(), it.value());
    if (operation == u"remove-user")
        entry.insert(u"uuid", QString::fromUtf8(request.path).section(u'/', 3));
    m_ledger->add(u"vpn"_s, entry);
    return answer;
}

http::Response VpnApi::perform(const http::Request &request, const QString &operation)
{
    const QByteArray allowed = operation == u"list-users" ? "GET" : "POST";
    const QString rest = QString::fromUtf8(request.path).section(u'/', 3);
    static const QStringList operations = {u"add-user"_s, u"update-user"_s, u"remove-user"_s,
                                           u"list-users"_s};
    const bool takesUuid = operation == u"remove-user";
    if (!operations.contains(operation) || rest.isEmpty() == takesUuid || rest.contains(u'/'))
        return refusal(404, u"Not Found"_s);
    if (request.method != allowed)
        return methodNotAllowed(allowed);
    if (operation == u"list-users")
        return listUsers();
    if (takesUuid)
        return removeUser(rest.trimmed());
    return operation == u"add-user" ? addUser(JsonBody(request)) : updateUser(JsonBody(request));
}

http::Response VpnApi::addUser(JsonBody body)
{
    const QString uuid = body.text(u"uuid"_s).trimmed();
    const qint64 telegramId = body.integer(u"telegram_id"_s);
    const qint64 expiryMs = body.integer(u"expiry_timestamp_ms"_s);
    if (!body.problems().isEmpty())
        return refusal(422, body.problems());
    if (uuid.isEmpty())
        return refusal(400, u"uuid is required"_s);
    if (!isUuid(uuid))
        return malformed(uuid.left(36));
    if (m_poisoned.contains(uuid))
        return errorAnswer(500, 0);
    const bool isKnown = m_keys.count(uuid) > 0;
    if (isKnown && m_quirks.count(VpnQuirk::RepeatConflicts))
        return errorAnswer(409, 0);
    Key &key = keyFor(uuid);
    if (!isKnown)
        key.telegramId = telegramId;
    key.expiryMs = expiryMs;
    ++key.adds;
    fileChanged();
    return jsonResponse({{u"uuid"_s, uuid}, {u"vless_link"_s, key.link}, {u"link"_s, key.link}},
                        m_quirks.count(VpnQuirk::AddAnswersCreated) ? 201 : 200);
}

// One that the file does not have is made anew, under a name that says so.
http::Response VpnApi::updateUser(JsonBody body)
{
    const QString uuid = body.text(u"uuid"_s).trimmed();
    const qint64 expiryMs = body.integer(u"expiry_timestamp_ms"_s);
    if (!body.problems().isEmpty())
        return refusal(422, body.problems());
    if (!isUuid(uuid))
        return malformed(uuid);
    if (m_poisoned.contains(uuid))
        return errorAnswer(500, 0);
    keyFor(uuid).expiryMs = expiryMs;
    fileChanged();
    return done();
}

http::Response VpnApi::removeUser(const QString &uuid)
{
    if (!isUuid(uuid))
        return malformed(uuid);
    if (m_poisoned.contains(uuid))
        return errorAnswer(500, 0);
    if (m_keys.erase(uuid) > 0) {
        fileChanged();
        return done();
    }
    if (m_quirks.count(VpnQuirk::RemovalGoneIsError))
        return refusal(400, u"User already removed"_s);
    return done();
}

http::Response VpnApi::listUsers() const
{
    std::vector<const Key *> inFile;
    for (const auto &[uuid, key] : m_keys)
        inFile.push_back(&key);
    std::sort(inFile.begin(), inFile.end(), [](const Key *a, const Key *b) { return a->place < b->place; });
    QJsonArray uuids;
    for (const Key *key : inFile)
        uuids.append(key->uuid);
    return jsonResponse({{u"uuids"_s, uuids}});
}

VpnApi::Key &VpnApi::keyFor(const QString &uuid)
{
    Key &key = m_keys[uuid];
    if (key.uuid.isEmpty()) {
        key.uuid = uuid;
        key.place = m_nextPlace++;
        key.link = u"vless://%1@vpn.example.net:443?encryption=none&security=reality"
                   "&flow=xtls-rprx-vision&type=tcp&sni=www.example.com&fp=chrome"
                   "&pbk=Zm9yLXRlc3RzLW9ubHktbm90LWEtcmVhbC1rZXktYXRhbGw&sid=12345678#Turnpike"_s.arg(uuid);
    }
    return key;
}

// The restart comes at the end of the period that runs now, and takes along whatever else changes in it.
void VpnApi::fileChanged()
{
    if (!m_restart.isActive())
        m_restart.start(static_cast<int>(m_periodMs - m_running.elapsed() % m_periodMs));
}

void VpnApi::restartCore()
{
    QJsonObject entry{{u"operation"_s, u"restart"_s}, {u"core"_s, m_isCoreUp ? u"up"_s : u"down"_s}};
    if (m_isCoreUp) {
        QSet<QString> inFile;
        for (const auto &[uuid, key] : m_keys)
            inFile.insert(uuid);
        entry.insert(u"works", sorted(inFile - m_loaded));
        entry.insert(u"works_no_longer", sorted(m_loaded - inFile));
        m_loaded = inFile;
    }
    m_ledger->add(u"vpn"_s, entry);
}

QJsonArray VpnApi::keysJson() const
{
    QJsonArray all;
    for (const auto &[uuid, key] : m_keys) {
        all.append(QJsonObject{{u"uuid"_s, uuid},
                               {u"telegram_id"_s, key.telegramId},
                               {u"expiry_timestamp_ms"_s, key.expiryMs},
                               {u"link"_s, key.link},
                               {u"adds"_s, key.adds},
                               {u"works"_s, works(uuid)}});
    }
    return all;
}

QJsonObject VpnApi::coreJson() const
{
    return {{u"up"_s, m_isCoreUp},
            {u"restart_waits"_s, m_restart.isActive()},
            {u"works"_s, m_isCoreUp ? sorted(m_loaded) : QJsonArray()}};
}

void VpnApi::forgetAll()
{
    m_keys.clear();
    fileChanged();
}

bool VpnApi::lose(const QString &uuid)
{
    if (m_keys.erase(uuid) == 0)
        return false;
    fileChanged();
    return true;
}

bool VpnApi::put(const QString &uuid, qint64 expiryMs)
{
    if (!isUuid(uuid))
        return false;
    keyFor(uuid).expiryMs = expiryMs;
    fileChanged();
    return true;
}

void VpnApi::setCoreUp(bool up)
{
    m_isCoreUp = up;
    if (up)
        restartCore();
}

void VpnApi::setQuirk(VpnQuirk quirk, bool on)
{
    if (on)
        m_quirks.insert(quirk);
    else
        m_quirks.erase(quirk);
}

bool VpnApi::setQuirk(const QString &name, bool on)
{
    for (const QuirkName &known : kQuirkNames) {
        if (name == QLatin1String(known.name)) {
            setQuirk(known.quirk, on);
            return true;
        }
    }
    return false;
}

void VpnApi::setPoisoned(const QString &uuid, bool poisoned)
{
    if (poisoned)
        m_poisoned.insert(uuid);
    else
        m_poisoned.remove(uuid);
}

} // namespace turnpike::sandbox

#include "moc_vpnapi.cpp"
