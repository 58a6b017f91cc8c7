// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/customerforms.h"

#include "models/wording.h"
#include "widgets/label.h"
#include "widgets/plainguard.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QSpinBox>

#include <cmath>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostDays = 3'650; // the server's bound
constexpr double kMostRoubles = 1'000'000;

QSpinBox *newDays(QWidget *parent)
{
    auto *days = new QSpinBox(parent);
    days->setObjectName(u"days"_s);
    days->setRange(1, kMostDays);
    days->setValue(30);
    return days;
}

QFormLayout *newLayout(QWidget *form)
{
    auto *layout = new QFormLayout(form);
    layout->setContentsMargins(0, 0, 0, 0);
    return layout;
}

} // namespace

GrantForm::GrantForm(const QStringList &tariffs)
    : m_tariff(new QComboBox(this))
    , m_days(newDays(this))
{
    m_tariff->setObjectName(u"tariff"_s);
    holdForeignItems(*m_tariff, 20);
    m_tariff->addItems(tariffs);
    QFormLayout *layout = newLayout(this);
    layout->addRow(tr("&Tariff:"), m_tariff);
    layout->addRow(tr("&Days:"), m_days);
    setFocusProxy(m_tariff);
}

QString GrantForm::tariff() const
{
    return m_tariff->currentText();
}

int GrantForm::days() const
{
    return m_days->value();
}

DaysForm::DaysForm(std::function<QString(int days)> outcome, int usual, int most)
    : m_days(newDays(this))
    , m_outcome(new Label(this))
{
    m_days->setRange(1, most);
    m_days->setValue(usual);
    QFormLayout *layout = newLayout(this);
    layout->addRow(tr("&Days:"), m_days);
    layout->addRow(QString(), m_outcome);
    const auto show = [this, outcome = std::move(outcome)] { m_outcome->setText(outcome(m_days->value())); };
    connect(m_days, &QSpinBox::valueChanged, this, show);
    show();
    setFocusProxy(m_days);
}

int DaysForm::days() const
{
    return m_days->value();
}

BalanceForm::BalanceForm(qint64 balanceKopecks)
    : m_balance(balanceKopecks)
    , m_roubles(new QDoubleSpinBox(this))
    , m_outcome(new Label(this))
{
    m_roubles->setObjectName(u"roubles"_s);
    m_roubles->setRange(-kMostRoubles, kMostRoubles);
    m_roubles->setDecimals(2);
    m_roubles->setSuffix(u" ₽"_s);
    QFormLayout *layout = newLayout(this);
    layout->addRow(tr("&Change, negative takes away:"), m_roubles);
    layout->addRow(QString(), m_outcome);
    const auto show = [this] {
        const qint64 then = m_balance + kopecks();
        m_outcome->setText(then < 0 ? tr("The balance never goes below 0.")
                                    : tr("%1 afterwards").arg(wording::kopecks(then)));
        Q_EMIT changed();
    };
    connect(m_roubles, &QDoubleSpinBox::valueChanged, this, show);
    show();
    setFocusProxy(m_roubles);
}

qint64 BalanceForm::kopecks() const
{
    return std::llround(m_roubles->value() * 100);
}

bool BalanceForm::isGood() const
{
    return kopecks() != 0 && m_balance + kopecks() >= 0;
}

} // namespace turnpike::console

#include "moc_customerforms.cpp"
