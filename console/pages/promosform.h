// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/promos.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QSpinBox;

namespace turnpike::console {

// What the dialog for a new promo code asks for beside a reason.
class PromoForm : public QWidget
{
    Q_OBJECT

public:
    explicit PromoForm(const QStringList &tariffs);

    // As it is filled in now.
    protocol::PromoOrder order(const QString &reason) const;
    bool isGood() const;

Q_SIGNALS:
    void changed();

private:
    void showKind();

    QLineEdit *m_code;
    QComboBox *m_kind;
    QSpinBox *m_value;
    QComboBox *m_tariff;
    QCheckBox *m_newOnly;
    QSpinBox *m_usesEach;
    QSpinBox *m_maxUses;
    QSpinBox *m_days;
};

} // namespace turnpike::console
