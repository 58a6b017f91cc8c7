// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/serverdialog.h"

#include "widgets/celldelegate.h"
#include "widgets/label.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>

namespace turnpike::console {

using namespace Qt::StringLiterals;

ServerDialog::ServerDialog(Profiles &profiles, TokenStore &tokens, QWidget *parent)
    : QDialog(parent)
    , m_profiles(profiles)
    , m_tokens(tokens)
    , m_list(new QListWidget(this))
    , m_name(new QLineEdit(this))
    , m_url(new QLineEdit(this))
    , m_token(new QLineEdit(this))
    , m_remember(new QCheckBox(tr("&Remember the token in the keychain of the desktop"), this))
    , m_plainText(new QCheckBox(tr("Allow an &unencrypted connection beyond this network"), this))
    , m_note(new Label(this))
    , m_connect(new QPushButton(tr("&Connect"), this))
    , m_remove(new QPushButton(tr("Re&move"), this))
{
    setObjectName(u"serverDialog"_s);
    setWindowTitle(tr("Servers"));
    m_list->setAccessibleName(tr("Servers"));
    m_list->setItemDelegate(new CellDelegate(m_list));
    m_list->setMaximumWidth(220);
    m_name->setPlaceholderText(tr("Production"));
    m_name->setObjectName(u"name"_s);
    m_url->setPlaceholderText(u"wss://shop.example.com"_s);
    m_url->setObjectName(u"url"_s);
    m_token->setEchoMode(QLineEdit::Password);
    m_token->setObjectName(u"token"_s);
    m_remember->setChecked(true);
    m_remember->setToolTip(tr("Otherwise it is kept until the console ends, and never in a file."));
    m_plainText->setToolTip(tr("Who listens on the way could take the token. Only for tests."));
    m_note->setWordWrap(true);
    m_connect->setDefault(true);
    m_connect->setObjectName(u"connect"_s);

    auto *about = new Label(
        tr("A token comes from whoever runs the server: “turnpike-server operator add NAME --role "
           "operator” prints one, once. Where there is no shell, the first one is the value of the server's "
           "variable CONSOLE_BOOTSTRAP_TOKEN, and with it one adds operators on the page Operators."),
        this);
    about->setWordWrap(true);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Name:"), m_name);
    form->addRow(tr("&Address:"), m_url);
    form->addRow(tr("&Token:"), m_token);
    form->addRow(QString(), m_remember);
    form->addRow(QString(), m_plainText);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->addButton(m_remove, QDialogButtonBox::DestructiveRole);
    buttons->addButton(m_connect, QDialogButtonBox::AcceptRole);
    auto *right = new QVBoxLayout;
    right->addLayout(form);
    right->addWidget(m_note);
    right->addStretch(1);
    auto *columns = new QHBoxLayout;
    columns->addWidget(m_list);
    columns->addLayout(right, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addWidget(about);
    layout->addLayout(columns, 1);
    layout->addWidget(buttons);
    resize(720, 400);

    connect(m_list, &QListWidget::currentRowChanged, this, &ServerDialog::showChosen);
    connect(m_list, &QListWidget::itemActivated, this, &ServerDialog::connectToIt);
    for (QLineEdit *field : {m_name, m_url, m_token})
        connect(field, &QLineEdit::textEdited, this, &ServerDialog::check);
    connect(m_plainText, &QCheckBox::toggled, this, &ServerDialog::check);
    connect(buttons, &QDialogButtonBox::accepted, this, &ServerDialog::connectToIt);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_remove, &QPushButton::clicked, this, &ServerDialog::removeIt);
    fillList();
    select(m_profiles.lastUsed());
}

void ServerDialog::select(const QString &profile, const QString &why)
{
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(Qt::UserRole).toString() == profile)
            m_list->setCurrentRow(row);
    }
    if (m_list->currentRow() < 0)
        m_list->setCurrentRow(0);
    if (!why.isEmpty())
        say(why, true);
}

void ServerDialog::askForToken(const Profile &profile, const QString &why)
{
    if (m_profiles.find(profile.name)) {
        select(profile.name);
    } else {
        m_list->setCurrentRow(m_list->count() - 1);
        m_name->setText(profile.name);
        m_url->setText(profile.url.toString());
        m_plainText->setChecked(profile.allowsPlainText);
    }
    m_wantsToken = true;
    m_token->setPlaceholderText(tr("paste it here"));
    check();
    say(why, true);
    m_token->setFocus();
}

void ServerDialog::fillList()
{
    m_list->clear();
    for (const Profile &profile : m_profiles.all()) {
        auto *item = new QListWidgetItem(profile.name, m_list);
        item->setData(Qt::UserRole, profile.name);
        item->setToolTip(profile.url.toString());
    }
    new QListWidgetItem(tr("New server"), m_list);
}

void ServerDialog::showChosen()
{
    const QListWidgetItem *item = m_list->currentItem();
    const QString name = item ? item->data(Qt::UserRole).toString() : QString();
    const Profile profile = m_profiles.find(name).value_or(Profile());
    m_name->setText(profile.name);
    m_url->setText(profile.url.toString());
    m_plainText->setChecked(profile.allowsPlainText);
    m_token->clear();
    m_wantsToken = false;
    m_token->setPlaceholderText(name.isEmpty() ? tr("paste it here") : tr("the one that is kept"));
    m_remove->setEnabled(!name.isEmpty());
    check();
}

Profile ServerDialog::typed() const
{
    return {m_name->text().trimmed(), Profiles::urlFrom(m_url->text()), m_plainText->isChecked()};
}

void ServerDialog::check()
{
    const QString objection = Profiles::objectionTo(typed());
    const bool isKept = !m_wantsToken && m_profiles.find(typed().name);
    const bool hasToken = isKept || !m_token->text().trimmed().isEmpty();
    m_connect->setEnabled(objection.isEmpty() && hasToken);
    const bool isUntouched = m_name->text().isEmpty() && m_url->text().isEmpty();
    if (isUntouched)
        say({}, false);
    else
        say(objection.isEmpty() && !hasToken ? needsToken() : objection, false);
}

QString ServerDialog::needsToken() const
{
    return m_wantsToken ? tr("The server needs another token.") : tr("A new server needs a token.");
}

void ServerDialog::connectToIt()
{
    const Profile profile = typed();
    if (!m_connect->isEnabled() || !Profiles::objectionTo(profile).isEmpty())
        return;
    m_profiles.save(profile);
    m_profiles.setLastUsed(profile.name);
    const QByteArray token = m_token->text().trimmed().toUtf8();
    if (token.isEmpty()) {
        m_connect->setEnabled(false);
        say(tr("The keychain is asked for the token…"), false);
        m_tokens.read(profile.name, this, [this, profile](const QByteArray &kept, const QString &note) {
            check();
            if (kept.isEmpty())
                say(note.isEmpty() ? tr("No token is kept: paste it here.")
                                   : note + u' ' + tr("Paste the token here."),
                    true);
            else
                Q_EMIT chosen(profile, kept);
        });
        return;
    }
    if (!m_remember->isChecked()) {
        m_tokens.keepForSession(profile.name, token);
        Q_EMIT chosen(profile, token);
        return;
    }
    m_connect->setEnabled(false);
    m_tokens.write(profile.name, token, this, [this, profile, token](const QString &note) {
        check();
        if (!note.isEmpty())
            say(note + u' ' + tr("The token is kept for this session only."), true);
        Q_EMIT chosen(profile, token);
    });
}

void ServerDialog::removeIt()
{
    const QString name =
        m_list->currentItem() ? m_list->currentItem()->data(Qt::UserRole).toString() : QString();
    if (name.isEmpty())
        return;
    m_profiles.remove(name);
    m_tokens.forget(name);
    fillList();
    m_list->setCurrentRow(0);
    say(tr("%1 and its token are forgotten.").arg(name), false);
}

void ServerDialog::say(const QString &text, bool isWrong)
{
    QPalette words = palette();
    words.setColor(QPalette::WindowText, theme::color(isWrong ? Tone::Bad : Tone::Muted, words));
    m_note->setPalette(words);
    m_note->setText(text);
}

} // namespace turnpike::console

#include "moc_serverdialog.cpp"
