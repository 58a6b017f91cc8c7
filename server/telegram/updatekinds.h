// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>

#include <algorithm>
#include <array>

namespace turnpike::telegram {

struct UpdateKind
{
    const char *name; // of the field of Update
    bool isHandled;   // asked for (allowed_updates) and acted on; all others are counted and passed over
};

// The fields of Update in Bot API 10.3: those of 10.2 as grammY's and aiogram's types have them, and
// stopped_message_generation (core.telegram.org/bots/api#messagegenerationstopped; go-telegram/bot v1.24.0
// names it as what 10.3 adds). A kind that is not here goes by the name that it brings.
inline constexpr std::array kUpdateKinds{
    UpdateKind{"message", true},
    UpdateKind{"edited_message", false}, // what was said has been answered
    UpdateKind{"channel_post", false},   // of channels: nobody buys there
    UpdateKind{"edited_channel_post", false},
    UpdateKind{"business_connection", false}, // the bot answers for nobody's business account
    UpdateKind{"business_message", false},
    UpdateKind{"edited_business_message", false},
    UpdateKind{"deleted_business_messages", false},
    UpdateKind{"guest_message", false}, // in chats that the bot is no member of
    UpdateKind{"message_reaction", false},
    UpdateKind{"message_reaction_count", false},
    UpdateKind{"inline_query", false}, // there is no inline mode
    UpdateKind{"chosen_inline_result", false},
    UpdateKind{"callback_query", true},
    UpdateKind{"shipping_query", false}, // no invoice has a price that depends on an address
    UpdateKind{"pre_checkout_query", true},
    UpdateKind{"purchased_paid_media", false}, // none is sold
    UpdateKind{"poll", false},                 // none is held
    UpdateKind{"poll_answer", false},
    UpdateKind{"my_chat_member", true},
    UpdateKind{"chat_member", false}, // others come and go
    UpdateKind{"chat_join_request", false},
    UpdateKind{"chat_boost", false},
    UpdateKind{"removed_chat_boost", false},
    UpdateKind{"managed_bot", false},                // no bots are managed
    UpdateKind{"subscription", false},               // of Stars: none is sold, each link is paid once
    UpdateKind{"stopped_message_generation", false}, // nothing is written while somebody watches
};

// Nothing for a name that is not in the table.
inline const UpdateKind *updateKind(const QString &name)
{
    const auto found = std::find_if(kUpdateKinds.begin(), kUpdateKinds.end(),
                                    [&](const UpdateKind &kind) { return name == QLatin1String(kind.name); });
    return found == kUpdateKinds.end() ? nullptr : &*found;
}

inline bool isHandledKind(const QString &name)
{
    const UpdateKind *kind = updateKind(name);
    return kind && kind->isHandled;
}

// Known, and passed over on purpose.
inline bool isIgnoredKind(const QString &name)
{
    const UpdateKind *kind = updateKind(name);
    return kind && !kind->isHandled;
}

} // namespace turnpike::telegram
