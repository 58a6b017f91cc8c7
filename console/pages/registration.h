// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"

#include <vector>

namespace turnpike::console::pages {

// A page as it is known before it is made: its source says what it is, and the CMakeLists.txt of this room
// names the source. The main window, its shortcuts, the dialog to jump, pictures and tests go through all of
// them.
struct Registration
{
    const char *key;                 // Page::key(): "workers"
    Page *(*make)(const Desk &desk); // for the main window, which owns it
};

// Every page, in the order of the window's list. Any thread; what `make` gives belongs to the main thread.
const std::vector<Registration> &registrations();

} // namespace turnpike::console::pages
