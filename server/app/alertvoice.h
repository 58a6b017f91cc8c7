// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/sentence.h"

#include <QTranslator>

#include <map>
#include <memory>

namespace turnpike::app {

// Says sentences in the languages that consoles speak: theirs are the translations. Loaded once, read from
// any thread.
class AlertVoice
{
public:
    // Throws ConfigError when a translation that is built in cannot be read.
    AlertVoice();

    // In the language with this code, such as "ru"; in English where there is none.
    QString say(const protocol::Sentence &sentence, const QString &language) const;

private:
    std::map<QString, std::unique_ptr<QTranslator>> m_translators; // by code
};

} // namespace turnpike::app
