#include "bot/instructions.h"

namespace turnpike::bot::instructions {

namespace {

std::optional<TextId> textFor(const QString &platform)
{
    if (platform == QLatin1String("ios"))
        return TextId("help.ios");
    if (platform == QLatin1String("android"))
        return TextId("help.android");
    if (platform == QLatin1String("windows"))
        return TextId("help.windows");
    if (platform == QLatin1String("macos"))
        return TextId("help.macos");
    return std::nullopt;
}

} // namespace

void open(Context &context, const CallbackData &press)
{
    const Speech &speech = context.speech();
    if (const auto text = textFor(press.arg(0)))
        context.reply.show({speech.html(*text), keyboards::platform(speech)});
    else
        context.reply.show({speech.html("help.choose"), keyboards::platforms(speech)});
}

} // namespace turnpike::bot::instructions
