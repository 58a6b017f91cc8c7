// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"
#include "telemetry/log.h"

#include <QTemporaryDir>

namespace turnpike::test {

// The log of a test class, in a file that is gone at the end: out of the way of what the test says itself.
class OwnLog
{
public:
    // Once a process. Throws std::runtime_error when the file cannot be opened.
    void start() const { log::start({log::Format::Text, path()}); }
    QString path() const { return m_folder.filePath(u"log"_s); }

private:
    QTemporaryDir m_folder;
};

} // namespace turnpike::test
