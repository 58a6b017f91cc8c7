// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/verdictpanel.h"

#include "connection/translated.h"
#include "widgets/label.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QPainter>

#include <algorithm>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kShape = 34;
constexpr double kTextSize = 1.7; // times the font of the window

// Without what a driver or another program said: that is in the tooltip.
QString brief(const Sentence &sentence, const QString &text)
{
    return sentence.isEmpty() ? text : translated(sentence.brief(), text, wording::part);
}

// What the server says of a part, in a line.
QString lineOf(const Check &check, const QString &text)
{
    QString line = u"%1: %2"_s.arg(wording::part(check.name), text);
    if (check.since)
        line += u" (%1)"_s.arg(VerdictPanel::tr("since %1").arg(wording::moment(check.since)));
    return line;
}

// Whether a line tells already of what this check finds.
bool isFelt(const QList<Consequence> &felt, const Check &check)
{
    return std::any_of(felt.begin(), felt.end(), [&](const Consequence &consequence) {
        return consequence.cause == check.name &&
               (check.text.isEmpty() || consequence.text.contains(check.text));
    });
}

// What customers feel, with its times, in a line.
QString lineOf(const Consequence &consequence, const QString &text)
{
    QString line = VerdictPanel::tr("%1, since %2 (%3)")
                       .arg(text, wording::moment(consequence.since), wording::fromNow(consequence.since));
    if (consequence.until)
        line += VerdictPanel::tr(", until %1").arg(wording::moment(consequence.until));
    return line;
}

} // namespace

VerdictPanel::VerdictPanel(QWidget *parent)
    : QFrame(parent)
    , m_shape(new Label(this))
    , m_text(new Label(this))
    , m_detail(new Label(this))
{
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * kTextSize);
    large.setBold(true);
    m_text->setFont(large);
    for (Label *label : {m_text, m_detail}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setFocusPolicy(Qt::NoFocus);
    }
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_text);
    words->addWidget(m_detail);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 10);
    layout->setSpacing(14);
    layout->addWidget(m_shape, 0, Qt::AlignTop);
    layout->addLayout(words, 1);
    applyTone();
}

void VerdictPanel::show(ShopState &state, bool isLive, qint64 asOf)
{
    QString text = tr("Nothing known yet");
    QStringList details;
    QStringList inFull; // of the details
    Tone tone = Tone::Muted;
    if (!state.isKnown()) {
        details.append(tr("The server has not been reached."));
    } else {
        const Verdict &verdict = state.gauges().verdict;
        text = isLive ? verdict.text : tr("Last known: %1").arg(verdict.text);
        tone = isLive ? toneOf(verdict.status) : Tone::Muted;
        if (!isLive)
            details.append(tr("Nothing has been heard since %1. What is shown is of that time.")
                               .arg(wording::moment(asOf)));
        const QList<Consequence> &felt = state.gauges().consequences;
        for (const Consequence &consequence : felt) {
            details.append(lineOf(consequence, brief(consequence.sentence, consequence.text)));
            inFull.append(lineOf(consequence, consequence.text));
        }
        if (verdict.since && felt.isEmpty())
            details.append(
                tr("Since %1, %2").arg(wording::moment(verdict.since), wording::fromNow(verdict.since)));
        for (const Check &check : state.gauges().checks) {
            // The verdict itself names the worst.
            if (check.status == CheckStatus::Pass || isFelt(felt, check))
                continue;
            const QString said = brief(check.sentence, check.text);
            if (!verdict.text.contains(said))
                details.append(tr("Also %1").arg(lineOf(check, said)));
            if (!check.text.isEmpty())
                inFull.append(lineOf(check, check.text));
        }
        if (details.isEmpty() && !state.gauges().checks.isEmpty())
            details.append(tr("Every check of the server passes."));
    }
    m_text->setText(text);
    m_text->setAccessibleName(text);
    setToolTip(state.freshness({FigureSource::Process}).text());
    m_detail->setText(details.join(u'\n'));
    const QString tip = inFull.join(u'\n');
    m_text->setToolTip(tip);
    m_detail->setToolTip(tip);
    if (tone != m_tone) {
        m_tone = tone;
        applyTone();
    }
}

QString VerdictPanel::text() const
{
    return m_text->text();
}

QString VerdictPanel::detail() const
{
    return m_detail->text();
}

void VerdictPanel::applyTone()
{
    m_shape->setPixmap(theme::shape(m_tone, kShape, palette(), devicePixelRatioF()));
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, theme::color(Tone::Muted, palette()));
    m_detail->setPalette(muted);
    update();
}

void VerdictPanel::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyTone();
}

void VerdictPanel::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    theme::drawCard(painter, rect(), m_tone, false, palette());
}

} // namespace turnpike::console

#include "moc_verdictpanel.cpp"
