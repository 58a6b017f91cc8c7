// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "resources/resources.h"

#include <QtCore/qglobal.h>

// Outside of any namespace, as the macro asks.
static void initAll()
{
    Q_INIT_RESOURCE(turnpike);
    Q_INIT_RESOURCE(runbook);
}

namespace turnpike {

void initResources()
{
    initAll();
}

} // namespace turnpike
