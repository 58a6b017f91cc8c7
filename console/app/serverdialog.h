// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/profiles.h"
#include "app/tokenstore.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace turnpike::console {

class Label;

// The servers a person works with: choose one, add one, say which token. The first thing one sees, and it
// says where a token comes from.
class ServerDialog : public QDialog
{
    Q_OBJECT

public:
    ServerDialog(Profiles &profiles, TokenStore &tokens, QWidget *parent = nullptr);

    // Begins with this one; `why` says what was wrong with it.
    void select(const QString &profile, const QString &why = {});
    // Another token for this one, which need not be among those that are kept: its own no longer opens it.
    void askForToken(const Profile &profile, const QString &why);

Q_SIGNALS:
    void chosen(const turnpike::console::Profile &profile, const QByteArray &token);

private:
    void fillList();
    void showChosen();
    Profile typed() const;
    void check();
    QString needsToken() const;
    void connectToIt();
    void removeIt();
    void say(const QString &text, bool isWrong);

    Profiles &m_profiles;
    TokenStore &m_tokens;
    QListWidget *m_list;
    QLineEdit *m_name;
    QLineEdit *m_url;
    QLineEdit *m_token;
    QCheckBox *m_remember;
    QCheckBox *m_plainText;
    Label *m_note;
    QPushButton *m_connect;
    QPushButton *m_remove;
    bool m_wantsToken = false; // the one that is kept was refused
};

} // namespace turnpike::console
