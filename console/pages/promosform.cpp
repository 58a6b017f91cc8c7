// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/promosform.h"

#include "models/wording.h"
#include "widgets/plainguard.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QRegularExpressionValidator>
#include <QSpinBox>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

// The server's bounds.
constexpr int kMostPercent = 100;
constexpr int kMostRoublesOff = 1'000'000;
constexpr int kMostDaysOnTop = 3'650;
constexpr qsizetype kShortestCode = 3;
constexpr int kMostOfUses = 1'000'000;

QSpinBox *newCount(QWidget *form, const QString &name, int least, int most, int value)
{
    auto *count = new QSpinBox(form);
    count->setObjectName(name);
    count->setRange(least, most);
    count->setValue(value);
    return count;
}

} // namespace

PromoForm::PromoForm(const QStringList &tariffs)
    : m_code(new QLineEdit(this))
    , m_kind(new QComboBox(this))
    , m_value(newCount(this, u"value"_s, 1, kMostPercent, 10))
    , m_tariff(new QComboBox(this))
    , m_newOnly(new QCheckBox(tr("for &new customers only"), this))
    , m_usesEach(newCount(this, u"usesEach"_s, 1, kMostOfUses, 1))
    , m_maxUses(newCount(this, u"maxUses"_s, 0, kMostOfUses, 0))
    , m_days(newCount(this, u"days"_s, 0, kMostDaysOnTop, 30))
{
    m_code->setObjectName(u"code"_s);
    m_code->setPlaceholderText(tr("A to Z, digits, - and _"));
    m_code->setValidator(
        new QRegularExpressionValidator(QRegularExpression(u"[A-Za-z0-9_-]{0,32}"_s), m_code));
    m_kind->setObjectName(u"kind"_s);
    for (const Word<PromoKind> &each : kWordsOf<PromoKind>)
        m_kind->addItem(wording::word(each.value), static_cast<int>(each.value));
    m_tariff->setObjectName(u"tariff"_s);
    holdForeignItems(*m_tariff, 20);
    m_tariff->addItem(tr("any"), QString());
    for (const QString &tariff : tariffs)
        m_tariff->addItem(tariff, tariff);
    m_maxUses->setSpecialValueText(tr("any number"));
    m_days->setSpecialValueText(tr("until it is ended"));
    m_days->setSuffix(tr(" days"));
    auto *layout = new QFormLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addRow(tr("&Code:"), m_code);
    layout->addRow(tr("&Gives:"), m_kind);
    layout->addRow(tr("How &much:"), m_value);
    layout->addRow(tr("&Tariff:"), m_tariff);
    layout->addRow(QString(), m_newOnly);
    layout->addRow(tr("Uses by &one customer:"), m_usesEach);
    layout->addRow(tr("Uses in &all:"), m_maxUses);
    layout->addRow(tr("Good &for:"), m_days);
    setFocusProxy(m_code);
    connect(m_code, &QLineEdit::textChanged, this, &PromoForm::changed);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &PromoForm::showKind);
    showKind();
}

PromoOrder PromoForm::order(const QString &reason) const
{
    PromoOrder order;
    order.code = m_code->text().trimmed().toUpper();
    order.kind = static_cast<PromoKind>(m_kind->currentData().toInt());
    order.value = order.kind == PromoKind::Money ? m_value->value() * qint64(100) : m_value->value();
    order.tariff = m_tariff->currentData().toString();
    order.newOnly = m_newOnly->isChecked();
    order.usesEach = m_usesEach->value();
    order.maxUses = m_maxUses->value();
    if (m_days->value() > 0)
        order.validUntil = wording::serverNow() + m_days->value() * 24 * wording::kHourMs;
    order.reason = reason;
    return order;
}

bool PromoForm::isGood() const
{
    return m_code->text().trimmed().size() >= kShortestCode;
}

void PromoForm::showKind()
{
    switch (static_cast<PromoKind>(m_kind->currentData().toInt())) {
    case PromoKind::Percent:
        m_value->setMaximum(kMostPercent);
        m_value->setSuffix(u" %"_s);
        break;
    case PromoKind::Money:
        m_value->setMaximum(kMostRoublesOff);
        m_value->setSuffix(u" ₽"_s);
        break;
    case PromoKind::Days:
        m_value->setMaximum(kMostDaysOnTop);
        m_value->setSuffix(tr(" days"));
        break;
    }
    Q_EMIT changed();
}

} // namespace turnpike::console

#include "moc_promosform.cpp"
