// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/testmain.h"
#include "widgets/messagebar.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QLabel>
#include <QTest>

#include <cmath>

namespace tst_messagebar {

using namespace turnpike::console;
using namespace Qt::StringLiterals;

namespace {

double luminance(const QColor &color)
{
    const auto linear = [](double part) {
        return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

// As WCAG 2 defines it; 1–21.
double contrast(const QColor &one, const QColor &other)
{
    const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
    return (lighter + 0.05) / (darker + 0.05);
}

} // namespace

class TestMessageBar : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Night falls while a message shows: its text can still be read, and its surface has gone dark as well.
    void aMessageFollowsTheAppearance_data()
    {
        QTest::addColumn<Tone>("tone");
        QTest::newRow("good") << Tone::Good;
        QTest::newRow("warning") << Tone::Warning;
        QTest::newRow("bad") << Tone::Bad;
    }
    void aMessageFollowsTheAppearance()
    {
        QFETCH(Tone, tone);
        theme::apply(theme::Appearance::Light);
        QWidget window;
        auto *bar = new MessageBar(&window);
        bar->show(tone, u"The server is away."_s);
        window.show();
        auto *text = window.findChild<QLabel *>();
        for (const auto appearance :
             {theme::Appearance::Light, theme::Appearance::Dark, theme::Appearance::Light}) {
            theme::apply(appearance);
            QTRY_COMPARE(theme::isDark(bar->palette()), appearance == theme::Appearance::Dark);
            const QColor surface = bar->palette().color(QPalette::Window);
            const QColor words = text->palette().color(QPalette::WindowText);
            QVERIFY2(contrast(surface, words) >= 4.5, qPrintable(surface.name() + u' ' + words.name()));
        }
    }

    // A shape is drawn once: whatever Qt keeps of it, it keeps once as well.
    void aShapeIsDrawnOnce()
    {
        theme::apply(theme::Appearance::Light);
        const QPalette light = QApplication::palette();
        const qint64 key = theme::shape(Tone::Bad, 16, light, 1).cacheKey();
        QCOMPARE(theme::shape(Tone::Bad, 16, light, 1).cacheKey(), key);
        QVERIFY(theme::shape(Tone::Good, 16, light, 1).cacheKey() != key);
        QVERIFY(theme::shape(Tone::Bad, 16, light, 2).cacheKey() != key);
        theme::apply(theme::Appearance::Dark);
        QVERIFY(theme::shape(Tone::Bad, 16, QApplication::palette(), 1).cacheKey() != key);
    }
};

const turnpike::test::RegisteredTest<TestMessageBar, QApplication> kTestMessageBar;

} // namespace tst_messagebar

#include "tst_messagebar.moc"
