// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"

#include <QCoreApplication>
#include <QSettings>
#include <QTemporaryDir>

namespace turnpike::consoletest {

// Settings that are nobody else's, and gone at the end.
class OwnSettings
{
public:
    // Has them used from now on; whether there is a place for them.
    [[nodiscard]] bool use() const
    {
        QCoreApplication::setOrganizationName(u"turnpike-tests"_s);
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        return m_folder.isValid();
    }

private:
    QTemporaryDir m_folder;
};

} // namespace turnpike::consoletest
