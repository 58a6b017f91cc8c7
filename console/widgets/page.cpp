// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/page.h"

namespace turnpike::console {

using namespace protocol;

Page::Page(const Desk &desk, const QString &key, const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_key(key)
    , m_title(title)
{
    setObjectName(key);
    setAccessibleName(title);
    connect(&desk.connection, &ServerConnection::greeted, this, [this] {
        if (isVisible())
            refresh();
    });
}

void Page::sayFailure(const CallError &error)
{
    // While there is no connection the window says so already.
    if (error.code != ErrorCode::Disconnected)
        Q_EMIT told(Tone::Warning, error.message);
}

} // namespace turnpike::console

#include "moc_page.cpp"
