// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/tray.h"

#include "models/foreigntext.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QSystemTrayIcon>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kTogetherMs = 1'500;
constexpr int kToldAtOnce = 4;
constexpr qsizetype kMostOfAlert = foreign::kMostOfNotice / kToldAtOnce - 1; // so that each has its line

} // namespace

Tray::Tray(ServerConnection &connection, ShopState &state, const QString &profile, QObject *parent)
    : QObject(parent)
    , m_state(state)
    , m_profile(profile)
{
    m_together.setSingleShot(true);
    m_together.setInterval(kTogetherMs);
    connect(&m_together, &QTimer::timeout, this, &Tray::tell);
    connect(&state, &ShopState::alertBegan, this, [this](const AlertState &alert) {
        if (alert.mutedUntil.value_or(0) > wording::serverNow() || alert.severity == Severity::Info)
            return;
        m_untold.append(alert);
        if (!m_together.isActive()) // a storm is told as well
            m_together.start();
    });
    if (!QSystemTrayIcon::isSystemTrayAvailable())
        return;
    m_icon = new QSystemTrayIcon(this);
    const auto told = [this] { Q_EMIT clicked(m_lastTold); };
    connect(m_icon, &QSystemTrayIcon::activated, this, told);
    connect(m_icon, &QSystemTrayIcon::messageClicked, this, told);
    connect(&state, &ShopState::gaugesChanged, this, &Tray::showState);
    connect(&state, &ShopState::aged, this, &Tray::showState);
    connect(&connection, &ServerConnection::stateChanged, this, &Tray::showState);
    showState();
    m_icon->show();
}

void Tray::showState()
{
    const bool isLive = m_state.freshness({FigureSource::Process}).isFresh();
    const Tone tone = isLive ? toneOf(m_state.gauges().verdict.status) : Tone::Muted;
    m_icon->setToolTip(summary());
    if (tone == std::exchange(m_tone, tone))
        return;
    m_icon->setIcon(theme::icon(tone, QApplication::palette()));
}

QString Tray::summary() const
{
    const bool isLive = m_state.freshness({FigureSource::Process}).isFresh();
    const QString verdict = isLive ? m_state.gauges().verdict.text : tr("no live connection");
    return foreign::desktop(u"%1: %2"_s.arg(m_profile, verdict), foreign::kMostOfTitle);
}

void Tray::tell()
{
    const QList<AlertState> alerts = std::exchange(m_untold, {});
    if (alerts.isEmpty())
        return;
    m_lastTold = alerts.last().key;
    const QString about =
        alerts.size() == 1 ? tr("%1: alert").arg(m_profile)
                           : tr("%1: %n alert(s)", nullptr, static_cast<int>(alerts.size())).arg(m_profile);
    QStringList lines;
    for (const AlertState &alert : alerts.mid(0, kToldAtOnce))
        lines.append(foreign::line(alert.text, kMostOfAlert));
    const QString title = foreign::desktop(about, foreign::kMostOfTitle);
    const QString text = foreign::desktop(lines.join(u'\n'));
    Q_EMIT notified(title, text);
    if (m_icon)
        m_icon->showMessage(title, text, QSystemTrayIcon::Warning);
}

} // namespace turnpike::console

#include "moc_tray.cpp"
