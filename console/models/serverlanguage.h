// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/alerts.h"
#include "protocol/flags.h"
#include "protocol/gauges.h"
#include "protocol/hello.h"

// What servers say, in the language of this machine: applied once, where it enters the models. Main thread.
namespace turnpike::console {

// Findings, what customers feel, and the verdict: the headline of a server that has one, or else put together
// from the findings. A part of the shop has a name for people.
void translate(protocol::Gauges &gauges);
// Its text, and what the runbook says if this console has one in this language.
void translate(protocol::AlertState &alert);
// What it does.
void translate(protocol::FlagState &flag);
// Why it was not carried out.
void translate(protocol::OrderResult &order);
void translate(protocol::SeriesMark &mark);

// All of a list.
template<class T>
void translate(QList<T> &list)
{
    for (T &one : list)
        translate(one);
}

} // namespace turnpike::console
