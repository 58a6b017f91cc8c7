// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/broadcastform.h"

#include "models/foreigntext.h"
#include "models/wording.h"
#include "widgets/label.h"
#include "widgets/plainguard.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QTabWidget>

#include <algorithm>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLongestTitle = 100; // the server's bound
constexpr int kLinesOfText = 6;
constexpr int kLinesOfButtons = 2;

QPlainTextEdit *newText(QWidget *parent, int lines)
{
    auto *text = new QPlainTextEdit(parent);
    text->setTabChangesFocus(true);
    text->setFixedHeight(text->fontMetrics().lineSpacing() * lines + 16);
    return text;
}

} // namespace

BroadcastForm::BroadcastForm(const BroadcastPage &page)
    : m_page(page)
    , m_title(new QLineEdit(this))
    , m_segment(new QComboBox(this))
    , m_value(new QComboBox(this))
    , m_count(new Label(this))
    , m_buttons(newText(this, kLinesOfButtons))
    , m_picture(new QLineEdit(this))
{
    m_title->setObjectName(u"title"_s);
    m_title->setMaxLength(kLongestTitle);
    m_title->setPlaceholderText(tr("for you: customers do not see it"));
    m_segment->setObjectName(u"segment"_s);
    for (const auto &segment : kWordsOf<BroadcastSegment>)
        m_segment->addItem(wording::word(segment.value), static_cast<int>(segment.value));
    m_value->setObjectName(u"value"_s);
    m_value->setEditable(true);
    holdForeignItems(*m_value, 12);
    m_count->setObjectName(u"count"_s);
    m_buttons->setObjectName(u"buttons"_s);
    m_buttons->setPlaceholderText(tr("one a line: name | https://… or a tariff"));
    m_picture->setObjectName(u"picture"_s);
    m_picture->setPlaceholderText(tr("file_id of Telegram, if there is to be one"));

    auto *texts = new QTabWidget(this);
    for (const QString &language : page.languages) {
        QPlainTextEdit *text = newText(texts, kLinesOfText);
        text->setObjectName(u"text"_s);
        text->setAccessibleName(tr("Text"));
        texts->addTab(text, foreign::line(language, foreign::kMostOfTitle));
        m_texts.append({language, text});
        connect(text, &QPlainTextEdit::textChanged, this, &BroadcastForm::changed);
    }
    auto *about =
        new Label(tr("With Telegram's HTML tags for bold, italics and links. Whoever speaks none of the "
                     "languages that are written in reads the first of them."),
                  this);
    about->setWordWrap(true);

    auto *layout = new QFormLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addRow(tr("T&itle:"), m_title);
    layout->addRow(tr("F&or:"), m_segment);
    layout->addRow(tr("&Which:"), m_value);
    layout->addRow(QString(), m_count);
    layout->addRow(tr("&Text:"), texts);
    layout->addRow(QString(), about);
    layout->addRow(tr("&Buttons:"), m_buttons);
    layout->addRow(tr("&Picture:"), m_picture);
    setFocusProxy(m_title);

    connect(m_title, &QLineEdit::textChanged, this, &BroadcastForm::changed);
    connect(m_segment, &QComboBox::currentIndexChanged, this, &BroadcastForm::offerValues);
    connect(m_value, &QComboBox::currentTextChanged, this, [this] {
        m_count->setText({});
        Q_EMIT changed();
        Q_EMIT audienceChanged();
    });
    offerValues();
}

// A tariff, a language or days, where the segment wants one.
void BroadcastForm::offerValues()
{
    const QSignalBlocker blocker(m_value);
    m_value->clear();
    const auto segment = static_cast<BroadcastSegment>(m_segment->currentData().toInt());
    if (segment == BroadcastSegment::Tariff)
        m_value->addItems(m_page.tariffs);
    else if (segment == BroadcastSegment::Language)
        m_value->addItems(m_page.languages);
    else if (segment == BroadcastSegment::Inactive)
        m_value->addItems({u"30"_s, u"60"_s, u"90"_s});
    m_value->setEnabled(m_value->count() > 0);
    m_count->setText({});
    Q_EMIT changed();
    Q_EMIT audienceChanged();
}

BroadcastAudience BroadcastForm::audience() const
{
    BroadcastAudience audience;
    audience.segment = static_cast<BroadcastSegment>(m_segment->currentData().toInt());
    if (m_value->isEnabled())
        audience.value = m_value->currentText().trimmed();
    return audience;
}

QList<BroadcastButton> BroadcastForm::buttons() const
{
    QList<BroadcastButton> buttons;
    const QStringList lines = m_buttons->toPlainText().split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        BroadcastButton button;
        button.label = line.section(u'|', 0, 0).trimmed();
        const QString leadsTo = line.section(u'|', 1).trimmed();
        (leadsTo.contains(u':') ? button.url : button.tariff) = leadsTo;
        buttons.append(button);
    }
    return buttons;
}

BroadcastDraft BroadcastForm::draft(const QString &reason) const
{
    BroadcastDraft draft;
    draft.title = m_title->text().trimmed();
    draft.audience = audience();
    for (const auto &[language, text] : m_texts) {
        const QString html = text->toPlainText().trimmed();
        if (!html.isEmpty())
            draft.content.texts.append(BroadcastText{language, html});
    }
    draft.content.buttons = buttons();
    draft.content.picture = m_picture->text().trimmed();
    draft.reason = reason;
    return draft;
}

bool BroadcastForm::isComplete() const
{
    const bool isSaid = std::any_of(m_texts.begin(), m_texts.end(), [](const auto &text) {
        return !text.second->toPlainText().trimmed().isEmpty();
    });
    return isSaid && !m_title->text().trimmed().isEmpty() &&
           (!m_value->isEnabled() || !m_value->currentText().trimmed().isEmpty());
}

void BroadcastForm::showCount(const BroadcastAudience &counted, qint64 customers)
{
    const BroadcastAudience now = audience();
    if (counted.segment == now.segment && counted.value == now.value)
        m_count->setText(tr("%n customer(s) now", nullptr, static_cast<int>(customers)));
}

} // namespace turnpike::console

#include "moc_broadcastform.cpp"
