// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "controls.h"

#include "patience.h"
#include "protocol/calls.h"
#include "protocol/flags.h"

#include <QCryptographicHash>
#include <QDateTime>

#include <algorithm>

namespace turnpike::chaos {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kGlance = 20ms;
constexpr qint64 kBetweenMs = 300; // between a change and the next
constexpr qint64 kKnockMs = 200;   // between two attempts to come in
constexpr auto kComeInPatience = 30s;
constexpr auto kEffectPatience = 60s;
constexpr qint64 kGoodForMs = 3'600'000; // tokens and orders: longer than any outage
// A flag that these customers do not notice: nobody has invited them.
const QString kControlsFlag = u"referral_rewards"_s;
const QString kWatcher = u"chaos-watcher"_s;

QString leaverOf(int number)
{
    return u"chaos-leaver-%1"_s.arg(number);
}

qint64 currentMs()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

QByteArray viewerToken(const QString &name)
{
    return "tpc_" + name.toLatin1();
}

Hand::Statement newViewer(const QString &name, qint64 now)
{
    const QByteArray digest = QCryptographicHash::hash(viewerToken(name), QCryptographicHash::Sha256).toHex();
    return {u"INSERT INTO operators (name, role, token_hash, created_at, expires_at) "
            "VALUES (?, 'viewer', ?, ?, ?) ON CONFLICT (name) DO NOTHING"_s,
            {name, QString::fromLatin1(digest), now, now + kGoodForMs}};
}

Controls::Controls(const QString &databaseUrl, const std::vector<sandbox::StoryServer *> &servers)
    : m_databaseUrl(databaseUrl)
    , m_isSqlite(databaseUrl.startsWith(u"sqlite:"))
{
    for (sandbox::StoryServer *server : servers) {
        Desk desk{};
        desk.server = server;
        m_desks.push_back(std::move(desk));
    }
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(kGlance);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { tick(); });
}

Controls::~Controls() = default;

void Controls::open()
{
    const qint64 now = currentMs();
    std::vector<Hand::Statement> first{newViewer(kWatcher, now), newViewer(leaverOf(m_number), now)};
    first.push_back(Hand::Statement{
        u"CREATE TABLE IF NOT EXISTS chaos_trials (at bigint NOT NULL, filler text NOT NULL)"_s, {}});
    m_hand = std::make_unique<Hand>(m_databaseUrl);
    m_hand->change(std::move(first));
    m_tickedAt = now;
    m_timer.start();
    until(u"consoles come in"_s, kComeInPatience,
          [this] { return m_number > 0 || (m_hand->standing().changedAt && areAllIn()); });
}

ControlDelays Controls::close()
{
    m_isClosing = true;
    try {
        until(u"what is changed at the controls takes effect"_s, kEffectPatience,
              [this] { return !m_isUnderWay && m_delays.changes > 0; });
    } catch (const Broken &broken) {
        throw Broken(broken.message() + u": "_s + whatIsOpen());
    }
    m_timer.stop();
    m_hand.reset();
    for (Desk &desk : m_desks) {
        desk.watcher.reset();
        desk.leaver.reset();
    }
    return m_delays;
}

void Controls::tick()
{
    const qint64 now = currentMs();
    // What this thread sees now, busy as it may have been, came after it last looked.
    const qint64 seenAt = std::min(now, m_tickedAt + std::chrono::milliseconds(kGlance).count());
    m_tickedAt = now;
    bool isOneAway = false;
    for (Desk &desk : m_desks) {
        if (m_isUnderWay)
            look(desk, now, seenAt);
        attend(desk, now);
        isOneAway = isOneAway || !desk.server->ableSince();
    }
    // Whoever has the file open when its server is killed keeps the index of its log: see Rig::rows.
    m_hand->setResting(m_isSqlite && isOneAway);
    if (m_isUnderWay) {
        if (std::any_of(m_desks.begin(), m_desks.end(), [](const Desk &desk) { return desk.isOpen(); }) ||
            !m_hand->standing().changedAt)
            return;
        m_isUnderWay = false;
        m_endedAt = now;
    } else if ((!m_isClosing || m_delays.changes == 0) && now - m_endedAt >= kBetweenMs && areAllIn()) {
        begin(now);
    }
}

// Lets whoever is not in come in, where the server is able to.
void Controls::attend(Desk &desk, qint64 now)
{
    if (!desk.server->isRunning()) {
        desk.watcher.reset();
        desk.leaver.reset();
        return;
    }
    const auto isOut = [](const std::unique_ptr<test::ConsoleClient> &console) {
        return !console || console->closeCode();
    };
    // One that was sent away is looked at first.
    const bool mayLeaverCome = isOut(desk.leaver) && !desk.isTokenOpen;
    const bool isAnybodyOut = isOut(desk.watcher) || mayLeaverCome;
    if (!isAnybodyOut || !desk.server->ableSince() || now - desk.knockedAt < kKnockMs)
        return;
    desk.knockedAt = now;
    const auto port = static_cast<quint16>(desk.server->url().port());
    const auto comeIn = [port](std::unique_ptr<test::ConsoleClient> &console, const QString &name) {
        test::ConsoleClient::Options options;
        options.token = viewerToken(name);
        console = std::make_unique<test::ConsoleClient>(port, options);
    };
    if (isOut(desk.watcher)) {
        desk.hasReturned = true;
        comeIn(desk.watcher, kWatcher);
    }
    if (mayLeaverCome)
        comeIn(desk.leaver, leaverOf(m_number));
}

// A server that is away does not count; nobody at all does.
bool Controls::areAllIn() const
{
    int in = 0;
    for (const Desk &desk : m_desks) {
        if (!desk.server->ableSince())
            continue;
        if (!desk.watcher || !desk.watcher->isIn() || !desk.leaver || !desk.leaver->isIn())
            return false;
        ++in;
    }
    return in > 0;
}

void Controls::begin(qint64 now)
{
    m_isOn = !m_isOn;
    std::vector<Hand::Statement> statements{newViewer(leaverOf(m_number + 1), now)};
    statements.push_back({u"UPDATE feature_flags SET enabled = ?, changed_by = 'chaos', changed_at = ?, "
                          "reason = 'chaos', version = version + 1 WHERE key = ?"_s,
                          {m_isOn ? 1 : 0, now, kControlsFlag}});
    statements.push_back(
        {u"UPDATE operators SET revoked_at = ? WHERE name = ?"_s, {now, leaverOf(m_number)}});
    for (Desk &desk : m_desks) {
        if (!desk.server->ableSince())
            continue;
        const QString instance = desk.watcher->heard()->instanceId;
        desk.process = desk.server->processId();
        desk.order = u"chaos-%1-%2"_s.arg(m_number).arg(instance);
        desk.hasReturned = false;
        desk.isFlagOpen = desk.isOrderOpen = desk.isTokenOpen = true;
        desk.watcher->forgetEvents();
        desk.leaver->forgetEvents();
        // An order that changes nothing: there is no such component.
        statements.push_back(
            {u"INSERT INTO orders (change_id, target, call, args, asked_by, created_at, "
             "expires_at) VALUES (?, ?, ?, ?, 'chaos', ?, ?) ON CONFLICT (change_id) DO "
             "NOTHING"_s,
             {desk.order, instance, QString::fromLatin1(protocol::call::kLogLevel),
              u"{\"component\": \"nobody\", \"level\": \"info\"}"_s, now, now + kGoodForMs}});
    }
    ++m_number;
    m_isUnderWay = true;
    m_hand->change(std::move(statements));
}

// What has taken effect, and what cannot be seen any more.
void Controls::look(Desk &desk, qint64 now, qint64 seenAt)
{
    if (!desk.isOpen())
        return;
    const std::optional<qint64> ableSince = desk.server->ableSince();
    if (!desk.server->isRunning() || desk.server->processId() != desk.process) {
        desk.isFlagOpen = desk.isOrderOpen = desk.isTokenOpen = false;
        return;
    }
    const Hand::Standing standing = m_hand->standing();
    if (!standing.changedAt)
        return;
    const bool couldTakeEffect = standing.ableSince && ableSince;
    const qint64 from =
        couldTakeEffect ? std::max({*standing.changedAt, *standing.ableSince, *ableSince}) : now;
    const auto note = [&](bool &isOpen, qint64 &longest) {
        isOpen = false;
        longest = std::max(longest, seenAt - from);
        m_delays.changes += desk.isOpen() ? 0 : 1;
    };
    if (desk.isFlagOpen && seesFlag(desk))
        note(desk.isFlagOpen, m_delays.flag);
    if (desk.isOrderOpen && seesOrder(desk))
        note(desk.isOrderOpen, m_delays.order);
    else if (desk.isOrderOpen && desk.hasReturned)
        desk.isOrderOpen = false; // it may have been told of meanwhile
    const std::optional<int> left = desk.leaver ? desk.leaver->closeCode() : std::optional(0);
    if (desk.isTokenOpen && left == protocol::CloseRevoked)
        note(desk.isTokenOpen, m_delays.revocation);
    else if (desk.isTokenOpen && left)
        desk.isTokenOpen = false; // gone for another reason
}

bool Controls::seesFlag(const Desk &desk) const
{
    const auto isIt = [this](const protocol::FlagState &flag) {
        return flag.key == kControlsFlag && flag.enabled == m_isOn;
    };
    if (!desk.watcher)
        return false;
    for (const protocol::Event &event : desk.watcher->events(protocol::event::kFlag)) {
        if (isIt(protocol::fromJson<protocol::FlagState>(event.data)))
            return true;
    }
    const std::optional<protocol::Hello> &hello = desk.watcher->heard();
    return desk.hasReturned && hello && hello->snapshot &&
           std::any_of(hello->snapshot->flags.begin(), hello->snapshot->flags.end(), isIt);
}

bool Controls::seesOrder(const Desk &desk)
{
    if (!desk.watcher)
        return false;
    const auto told = desk.watcher->events(protocol::event::kOrder);
    return std::any_of(told.begin(), told.end(), [&desk](const protocol::Event &event) {
        return protocol::fromJson<protocol::OrderResult>(event.data).changeId == desk.order;
    });
}

QString Controls::whatIsOpen() const
{
    if (!m_isUnderWay)
        return u"nothing could be changed, for a console of some server is not in"_s;
    if (!m_hand->standing().changedAt)
        return u"the change itself"_s;
    QStringList missing;
    for (const Desk &desk : m_desks) {
        if (desk.isFlagOpen)
            missing += u"a flag"_s;
        if (desk.isOrderOpen)
            missing += u"an order"_s;
        if (desk.isTokenOpen)
            missing += u"a revocation"_s;
    }
    return missing.join(u", "_s);
}

} // namespace turnpike::chaos
