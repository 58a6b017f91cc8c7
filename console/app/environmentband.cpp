// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/environmentband.h"

#include "models/foreigntext.h"
#include "widgets/label.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QPushButton>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

constexpr int kNarrowestVerdict = 80; // pixels

using Surroundings = protocol::Choice<protocol::Environment>;

QString environmentName(const Surroundings &environment)
{
    if (environment == protocol::Environment::Prod)
        return EnvironmentBand::tr("PRODUCTION");
    if (environment == protocol::Environment::Stage)
        return EnvironmentBand::tr("STAGING");
    return environment.word().toUpper();
}

} // namespace

EnvironmentBand::EnvironmentBand(ServerConnection &connection, ShopState &state, const QString &profile,
                                 QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
    , m_state(state)
    , m_profile(profile)
    , m_name(new Label(this))
    , m_shape(new Label(this))
    , m_verdict(new QPushButton(this))
    , m_link(new Label(this))
    , m_retry(new QPushButton(tr("Retry now"), this))
    , m_second(new QTimer(this))
{
    setAutoFillBackground(true);
    QFont bold = font();
    bold.setBold(true);
    m_name->setFont(bold);
    m_verdict->setFont(bold);
    m_verdict->setFlat(true);
    m_verdict->setMinimumWidth(kNarrowestVerdict); // whatever it says
    m_verdict->setCursor(Qt::PointingHandCursor);
    m_verdict->setFocusPolicy(Qt::TabFocus);
    m_verdict->setObjectName(u"verdict"_s);
    m_link->setObjectName(u"link"_s);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 12, 6);
    layout->setSpacing(10);
    layout->addWidget(m_name);
    layout->addSpacing(8);
    layout->addWidget(m_shape);
    layout->addWidget(m_verdict);
    layout->addStretch(1);
    layout->addWidget(m_link);
    layout->addWidget(m_retry);
    m_second->setInterval(1'000);
    connect(m_second, &QTimer::timeout, this, &EnvironmentBand::showConnection);
    connect(m_verdict, &QPushButton::clicked, this, &EnvironmentBand::verdictClicked);
    connect(m_retry, &QPushButton::clicked, this, [this] { m_connection.retryNow(); });
    connect(&connection, &ServerConnection::stateChanged, this, &EnvironmentBand::showConnection);
    connect(&connection, &ServerConnection::stateChanged, this, &EnvironmentBand::showVerdict);
    connect(&state, &ShopState::gaugesChanged, this, &EnvironmentBand::showVerdict);
    connect(&state, &ShopState::aged, this, &EnvironmentBand::showVerdict);
    showConnection();
    showVerdict();
}

void EnvironmentBand::showConnection()
{
    using State = ServerConnection::State;
    const auto &hello = m_connection.hello();
    const Surroundings environment = hello ? hello->environment : Surroundings();
    QPalette band = palette();
    band.setColor(QPalette::Window, theme::environmentColor(environment));
    for (const auto role : {QPalette::WindowText, QPalette::ButtonText})
        band.setColor(role, Qt::white);
    band.setColor(QPalette::Button, theme::environmentColor(environment));
    setPalette(band);
    QStringList names{environmentName(environment), m_profile};
    names.removeAll(QString());
    names.removeDuplicates();
    m_name->setText(names.join(u" · "_s));

    const QString since = wording::moment(m_connection.staleSince());
    const QString old = m_connection.staleSince() == 0 ? QString() : tr(", shown as of %1").arg(since);
    QString text;
    switch (m_connection.state()) {
    case State::Connecting:
        text = tr("Connecting…%1").arg(old);
        break;
    case State::Live:
        text = tr("● Live");
        break;
    case State::Stale:
        text = tr("Nothing heard since %1").arg(since);
        break;
    case State::Reconnecting:
        text = tr("Reconnecting in %1 s%2").arg((m_connection.msToRetry() + 999) / 1000).arg(old);
        break;
    case State::NotAuthorised:
        text = tr("Not authorised%1").arg(old);
        break;
    case State::VersionMismatch:
        text = tr("Another version%1").arg(old);
        break;
    case State::NotAllowed:
        text = tr("Not encrypted: not connected");
        break;
    }
    m_link->setText(text);
    const auto &failure = m_connection.failure();
    m_link->setToolTip(failure ? failure->what + u'\n' + failure->advice : QString());
    m_retry->setVisible(m_connection.state() == State::Reconnecting ||
                        m_connection.state() == State::NotAuthorised);
    if (m_connection.state() == State::Reconnecting)
        m_second->start();
    else
        m_second->stop();
}

void EnvironmentBand::showVerdict()
{
    const bool isLive = m_state.freshness({protocol::FigureSource::Process}).isFresh();
    const protocol::Verdict &verdict = m_state.gauges().verdict;
    QString text = m_state.isKnown() ? verdict.text : tr("Nothing known yet");
    Tone tone = m_state.isKnown() ? toneOf(verdict.status) : Tone::Muted;
    if (m_state.isKnown() && !isLive) {
        text = tr("Last known: %1").arg(text);
        tone = Tone::Muted;
    }
    // White on the colour of the environment: the shape and the words tell.
    QPalette onBand = palette();
    onBand.setColor(QPalette::Base, theme::environmentColor({}));
    m_shape->setPixmap(theme::shape(tone, 18, onBand, devicePixelRatioF()));
    m_verdict->setText(foreign::button(text));
    QStringList tip{m_state.freshness({protocol::FigureSource::Process}).text()};
    if (verdict.since)
        tip.prepend(tr("since %1").arg(wording::moment(verdict.since)));
    m_verdict->setToolTip(tip.join(u'\n'));
}

} // namespace turnpike::console

#include "moc_environmentband.cpp"
