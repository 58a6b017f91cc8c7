// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QWidget>

#include <functional>

class QComboBox;
class QDoubleSpinBox;
class QSpinBox;

// What the dialogs about customers ask for beside a reason.
namespace turnpike::console {

class Label;

// A tariff and days.
class GrantForm : public QWidget
{
    Q_OBJECT

public:
    explicit GrantForm(const QStringList &tariffs);

    QString tariff() const;
    int days() const;

private:
    QComboBox *m_tariff;
    QSpinBox *m_days;
};

// Days, and what comes of them.
class DaysForm : public QWidget
{
    Q_OBJECT

public:
    // `usual` to begin with, `most` at most.
    explicit DaysForm(std::function<QString(int days)> outcome, int usual = 30, int most = 3'650);

    int days() const;

private:
    QSpinBox *m_days;
    Label *m_outcome;
};

// A movement of the balance, up or down.
class BalanceForm : public QWidget
{
    Q_OBJECT

public:
    explicit BalanceForm(qint64 balanceKopecks);

    qint64 kopecks() const;
    // Something moves, and nothing goes below 0.
    bool isGood() const;

Q_SIGNALS:
    void changed();

private:
    const qint64 m_balance;
    QDoubleSpinBox *m_roubles;
    Label *m_outcome;
};

} // namespace turnpike::console
