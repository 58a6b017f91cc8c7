// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

namespace turnpike::protocol {

// What a value means for whoever looks at it: drawn as a shape and a colour, never as a colour alone. In this
// order, the worst of several is their maximum, where none of them is Muted.
enum class Tone { None, Good, Info, Warning, Bad, Muted };

} // namespace turnpike::protocol
