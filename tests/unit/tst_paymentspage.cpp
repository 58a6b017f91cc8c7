// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/shopchoices.h"
#include "support/documents.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_paymentspage {

using namespace turnpike::test;
using namespace Qt::StringLiterals;

namespace {

// The heading under which docs/payments.md has a way to pay.
QString headingOf(turnpike::protocol::Provider provider)
{
    using turnpike::protocol::Provider;
    switch (provider) {
    case Provider::CryptoPay:
        return u"Crypto Pay"_s;
    case Provider::Stars:
        return u"Telegram Stars"_s;
    case Provider::Card:
        return u"Card through Telegram"_s;
    case Provider::Balance:
        break;
    }
    return u"Balance"_s;
}

} // namespace

// docs/payments.md says what is done in which case, and which tests prove it: they are there.
class TestPaymentsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachTestThatItNamesIsThere()
    {
        QVERIFY2(testSources().size() > 100, qPrintable(QString::number(testSources().size())));
        const NamedTests tests = namedTests(documentText(u"docs/payments.md"_s));
        QVERIFY2(tests.count > 80, qPrintable(QString::number(tests.count)));
        QVERIFY2(tests.missing.isEmpty(), qPrintable(tests.missing.join(u'\n')));
    }

    // Whoever adds a way to pay, or a case, answers for each of the others.
    void eachWayHasEachCaseWithItsProof()
    {
        const QString page = documentText(u"docs/payments.md"_s);
        QStringList cases;
        for (const turnpike::protocol::ProviderTraits &traits : turnpike::protocol::kProviders) {
            const QString heading = headingOf(traits.provider);
            const QList<QStringList> rows = tableRows(sectionOf(page, heading));
            QStringList own;
            for (const QStringList &cells : rows) {
                QVERIFY2(cells.size() == 3, qPrintable(heading + u": "_s + cells.join(u'|')));
                own += cells[0];
                const QString &proof = cells[2];
                const bool isProved = namesATest(proof) || proof.startsWith(u"cannot happen, because ");
                QVERIFY2(isProved, qPrintable(heading + u": "_s + cells[0]));
            }
            if (cases.isEmpty())
                cases = own;
            QCOMPARE(own, cases);
        }
        QVERIFY2(cases.size() >= 19, qPrintable(QString::number(cases.size())));
    }
};

const turnpike::test::RegisteredTest<TestPaymentsPage> kTestPaymentsPage;

} // namespace tst_paymentspage

#include "tst_paymentspage.moc"
