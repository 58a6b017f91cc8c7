#include "bot/settings.h"

namespace turnpike::bot::settings {

void open(Context &context, const CallbackData &)
{
    const Speech &speech = context.speech();
    context.reply.show(
        {speech.html("settings.show", {speech.plain("language.name")}), keyboards::settings(speech)});
}

} // namespace turnpike::bot::settings
