// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"

// What the customer writes to the staff of the shop; the other side is StaffJob.
namespace turnpike::bot::support {

// What the customer types now goes to the staff.
bool isOpen(const Services &services, db::Transaction &tx, TelegramId user);
// Passes on what the customer has just written (Context::message).
void pass(Context &context);

// How the shop is reached, to stand under what helps by itself: by writing here, by its contact, or not at
// all.
QString howToReach(const Context &context);
// `keyboard` and, above its last row, the way to write to the staff, where there is one.
Keyboard withDesk(const Context &context, Keyboard keyboard);

// Above what staff answers, in HTML.
QString answerHeading(const Speech &speech);
// A press of the button under what a customer wrote, in the staff's chat: closes the thread.
inline constexpr char kStaffClose[] = "deskend";
// That button as reply_markup, in the shop's own language.
QJsonObject staffMarkup(const Texts &texts);
// Told to the customer once staff has closed the thread.
Screen closed(const Speech &speech);

} // namespace turnpike::bot::support
