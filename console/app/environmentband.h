// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/shopstate.h"

#include <QWidget>

class QPushButton;

namespace turnpike::console {

class Label;

// The strip at the top: which shop this is, unmistakably for production, whether it works in one sentence,
// and whether what one sees is live.
class EnvironmentBand : public QWidget
{
    Q_OBJECT

public:
    // `profile`: the name that the person gave to this server.
    EnvironmentBand(ServerConnection &connection, ShopState &state, const QString &profile, QWidget *parent);

Q_SIGNALS:
    // The verdict was clicked.
    void verdictClicked();

private:
    void showConnection();
    void showVerdict();

    ServerConnection &m_connection;
    ShopState &m_state;
    const QString m_profile;
    Label *m_name;
    Label *m_shape;
    QPushButton *m_verdict;
    Label *m_link;
    QPushButton *m_retry;
    QTimer *m_second;
};

} // namespace turnpike::console
