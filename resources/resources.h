// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

namespace turnpike {

// Makes the files of resources/ available under ":/" (":/migrations/…", ":/catalog.json"). A static library's
// resources would otherwise be left out by the linker. Call before reading one; calling again does nothing.
void initResources();

} // namespace turnpike
