#pragma once

#include <QJsonArray>
#include <QString>

namespace turnpike::sandbox {

class Params;

// A text as customers see it, and its entities as the Bot API describes them (UTF-16 offsets).
struct FormattedText
{
    QString text;
    QJsonArray entities;
};

constexpr int kMaxTextLength = 4096; // characters after parsing (Bot API, sendMessage)
constexpr int kMaxCaptionLength = 1024;

// The subset of HTML that the Bot API knows. Throws ApiError "can't parse entities: …" like the real one.
FormattedText parseHtml(const QString &source);

// Parameter `name` with parse_mode and entities applied, trimmed and measured. Throws ApiError.
FormattedText checkedText(const Params &params, const QString &name);
FormattedText checkedCaption(const Params &params);

} // namespace turnpike::sandbox
