// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/broadcasts.h"

#include <QPlainTextEdit>
#include <QWidget>

class QComboBox;
class QLineEdit;

namespace turnpike::console {

class Label;

// What is said to many customers, and to whom.
class BroadcastForm : public QWidget
{
    Q_OBJECT

public:
    // The languages and the tariffs of the page are offered.
    explicit BroadcastForm(const protocol::BroadcastPage &page);

    protocol::BroadcastDraft draft(const QString &reason) const;
    protocol::BroadcastAudience audience() const;
    // There is a title and a text, and the segment has its value.
    bool isComplete() const;
    // Says how many that audience has; nothing where another one was chosen meanwhile.
    void showCount(const protocol::BroadcastAudience &audience, qint64 customers);

Q_SIGNALS:
    void changed();
    void audienceChanged();

private:
    void offerValues();
    QList<protocol::BroadcastButton> buttons() const;

    const protocol::BroadcastPage m_page;
    QLineEdit *m_title;
    QComboBox *m_segment;
    QComboBox *m_value;
    Label *m_count;
    QList<std::pair<QString, QPlainTextEdit *>> m_texts; // by language
    QPlainTextEdit *m_buttons;
    QLineEdit *m_picture;
};

} // namespace turnpike::console
