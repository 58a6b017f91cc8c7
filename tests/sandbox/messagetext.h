// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "textentity.h"

namespace turnpike::sandbox {

class Params;

constexpr int kMaxTextLength = 4096; // characters after parsing (Bot API, sendMessage)
constexpr int kMaxCaptionLength = 1024;

// The original looks at texts twice: first at what was sent, before it looks for the chat, then at what is
// left of it, after keyboard and chat. All functions throw ApiError.

// Parameters text, parse_mode, entities: read, not tidied.
FormattedText readText(const Params &params);
// Parameters caption, parse_mode, caption_entities; or the same members of an InputMedia.
FormattedText readCaption(const Params &params);
FormattedText readFormatted(const QString &text, const QString &parseMode, const QJsonValue &entities);

enum class TextUse {
    Send,
    Edit, // the servers refuse what is too long, not the Bot API server, hence other words
};

FormattedText checkedText(const FormattedText &read, TextUse use);
FormattedText checkedCaption(const FormattedText &read, TextUse use);

} // namespace turnpike::sandbox
