// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpmessage.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <map>
#include <set>

namespace turnpike::sandbox {

class JsonBody;
class Ledger;

// Ways in which other APIs of this contract differ, as shops have reported them. None is on by default.
enum class VpnQuirk {
    RepeatConflicts,    // add-user of a uuid that it knows: 409 "already exists", nothing changed
    AddAnswersCreated,  // add-user answers 201
    RemovalGoneIsError, // remove-user of a uuid that it does not know: 400 "already removed"
};

// The control API of an Xray host: a file of clients, and a core that knows of them what the file said when
// it last started. After its source (xray_api/main.py of the bot that it comes from): add, update and remove
// answer once the file is written, and the core is restarted at the end of every three seconds in which
// something changed, which cuts off everybody. Owned by whoever serves it; lives on its thread.
class VpnApi : public QObject
{
    Q_OBJECT

public:
    // A client in the file. When it ends is kept here for others: the core pays no attention to it.
    struct Key
    {
        QString uuid;
        qint64 telegramId = 0; // 0: update-user made it anew, and does not know whose it is
        qint64 expiryMs = 0;
        QString link;
        int adds = 0;     // how often add-user named it
        qint64 place = 0; // in the file
    };

    // `timeScale` divides the three seconds.
    VpnApi(const QByteArray &apiKey, Ledger *ledger, double timeScale, QObject *parent = nullptr);

    // "add-user" for /vpn/add-user, "remove-user" for /vpn/remove-user/<uuid>.
    static QString operationOf(const QByteArray &path);

    http::Response answer(const http::Request &request);
    // What comes with this status for no reason of the call's own: the API's answer, or the page of a proxy.
    static http::Response errorAnswer(int status, int retryAfter);

    const std::map<QString, Key> &keys() const { return m_keys; }
    // Whether customers can connect with it at this moment, also when the file has no such client any more.
    bool works(const QString &uuid) const { return m_isCoreUp && m_loaded.contains(uuid); }
    QJsonArray keysJson() const; // by uuid
    QJsonObject coreJson() const;

    // The host was installed anew: it knows nobody.
    void forgetAll();
    // One client got lost, or stands there although nobody asked for it. False: there is no such client; it
    // is no uuid.
    bool lose(const QString &uuid);
    bool put(const QString &uuid, qint64 expiryMs);

    // A core that is down stays down over changes; once up it has loaded the file. The API answers on.
    void setCoreUp(bool up);
    void setQuirk(VpnQuirk quirk, bool on);
    // False: no quirk is called so.
    bool setQuirk(const QString &name, bool on);
    // Whatever is asked about this uuid ends in 500.
    void setPoisoned(const QString &uuid, bool poisoned);

private:
    http::Response perform(const http::Request &request, const QString &operation);
    http::Response addUser(JsonBody body);
    http::Response updateUser(JsonBody body);
    http::Response removeUser(const QString &uuid);
    http::Response listUsers() const;
    Key &keyFor(const QString &uuid);
    void fileChanged();
    void restartCore();

    QByteArray m_apiKey;
    Ledger *m_ledger;
    std::map<QString, Key> m_keys;
    qint64 m_nextPlace = 1;
    QSet<QString> m_loaded; // what the core knows
    bool m_isCoreUp = true;
    std::set<VpnQuirk> m_quirks;
    QSet<QString> m_poisoned;
    QElapsedTimer m_running;
    qint64 m_periodMs;
    QTimer m_restart; // runs while a change waits for the core
};

} // namespace turnpike::sandbox
