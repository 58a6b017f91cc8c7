#include "models/serverlanguage.h"

#include "connection/serverwords.h"
#include "models/wording.h"
#include "protocol/runbook.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>

namespace turnpike::console {

using namespace protocol;
using serverwords::translated;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ServerLanguage)
};

const QString kHealth = QStringLiteral("health:"); // alerts that a check fails

// The runbook in the language of this machine; nothing where that is the server's own.
QString fromRunbook(const QString &section)
{
    //: Code of the language whose runbook is shown, of those in docs/runbook.*.md; en: the server's.
    static const QString language = Words::tr("en");
    static const QHash<QString, QString> sections = [] {
        QFile file(QStringLiteral(":/runbook/runbook.%1.md").arg(language));
        return file.open(QIODevice::ReadOnly) ? runbookSections(file.readAll()) : QHash<QString, QString>();
    }();
    return sections.value(section);
}

// How bad it is, worst last.
CheckStatus rank(const Choice<CheckStatus> &status)
{
    return status.known().value_or(CheckStatus::Fail); // a newer server's word: bad enough to be named
}

// The worst of them in a sentence, and the names of the others.
QString verdictOf(const QList<Check> &checks)
{
    const auto worst = std::max_element(checks.begin(), checks.end(), [](const Check &a, const Check &b) {
        return rank(a.status) < rank(b.status);
    });
    if (rank(worst->status) == CheckStatus::Pass)
        return Words::tr("Healthy");
    QStringList others;
    for (const Check &check : checks) {
        if (&check != &*worst && rank(check.status) != CheckStatus::Pass)
            others.append(wording::part(check.name));
    }
    const QString text =
        worst->status == CheckStatus::Warn ? Words::tr("Degraded: %1: %2") : Words::tr("Failing: %1: %2");
    const QString verdict = text.arg(wording::part(worst->name), worst->text);
    return others.isEmpty() ? verdict : Words::tr("%1; also %2").arg(verdict, others.join(u", "));
}

} // namespace

void translate(Gauges &gauges)
{
    for (Check &check : gauges.checks)
        check.text = translated(check.text);
    if (!gauges.checks.isEmpty())
        gauges.verdict.text = verdictOf(gauges.checks);
}

void translate(AlertState &alert)
{
    const QString name = alert.key.startsWith(kHealth) ? alert.key.mid(kHealth.size()) : QString();
    const QString beginning = name + QStringLiteral(": ");
    alert.text =
        !name.isEmpty() && alert.text.startsWith(beginning)
            ? QStringLiteral("%1: %2").arg(wording::part(name), translated(alert.text.mid(beginning.size())))
            : translated(alert.text);
    if (const QString text = fromRunbook(alert.runbook); !text.isEmpty())
        alert.runbookText = text;
}

void translate(FlagState &flag)
{
    flag.description = translated(flag.description);
}

void translate(OrderResult &order)
{
    order.result = translated(order.result);
}

void translate(SeriesMark &mark)
{
    mark.text = translated(mark.text);
}

} // namespace turnpike::console
