#pragma once

#include <QString>

// The language that the console speaks: English in the sources, others compiled in.
namespace turnpike::console::language {

// "en", "ru"; empty: as the desktop. Kept in the settings.
QString chosen();
void setChosen(const QString &language);

// Texts, numbers and dates from now on: before the first window.
void install(const QString &language);
void installChosen();

} // namespace turnpike::console::language
