#pragma once

#include <QJsonObject>

#include <optional>

namespace turnpike::sandbox {

class Params;

enum class MarkupUse {
    Message, // any kind of keyboard
    Edit,    // inline keyboards only
    Invoice, // inline, its first button pays
};

// Parameter reply_markup in the shape in which messages carry it; nothing when there is none or when it only
// removes a keyboard. Throws ApiError as the real API does for what it does not take.
std::optional<QJsonObject> checkedMarkup(const Params &params, MarkupUse use);

} // namespace turnpike::sandbox
