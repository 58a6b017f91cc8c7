// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"
#include "bot/callbackdata.h"
#include "bot/keyboards.h"
#include "bot/paybuttons.h"
#include "bot/registration.h"
#include "support/testmain.h"

#include <QJsonArray>
#include <QTest>

namespace tst_botkeyboards {

using namespace turnpike;
using namespace turnpike::bot;
using namespace Qt::StringLiterals;
using billing::Provider;

namespace {

std::vector<Keyboard> allKeyboards(const Texts &texts, const Speech &speech)
{
    const PurchaseId purchase = PurchaseId::generate();
    const std::vector<Choice> tariffs = {{u"Basic"_s, {u"basic"_s}}, {u"Plus"_s, {u"plus"_s}}};
    const std::vector<Choice> periods = {{u"365 days"_s, {u"a_tariff_with_a_long_name"_s, u"365"_s}}};
    const Kopecks most(999'999'999'999);
    const QString key = u"vless://"_s + QString(248, u'k');
    const std::vector<Button> apps(
        5, Button{u"v2RayTun"_s, QString(), u"https://shop.example.org/open#en/v2raytun/k"_s});
    std::vector<Keyboard> all = {
        keyboards::language(texts),
        keyboards::tariffs(speech, tariffs),
        keyboards::periods(speech, periods),
        keyboards::methods(speech, purchase, {Provider::CryptoPay, Provider::Balance},
                           encodeCallback(action::kBuy)),
        keyboards::methods(speech, purchase, {Provider::CryptoPay}, encodeCallback(action::kBalance)),
        keyboards::waitingForInvoice(speech, purchase),
        keyboards::invoice(speech, purchase, u"https://t.me/CryptoBot?start=abc"_s),
        keyboards::notEnough(speech, purchase, most, most),
        keyboards::methods(speech, purchase, {Provider::Balance}, encodeCallback(action::kBuy)),
        keyboards::methods(speech, purchase, {}, encodeCallback(action::kBuy)),
        keyboards::balance(speech, true),
        keyboards::balance(speech, false),
        keyboards::amounts(speech, {Kopecks::roubles(100), most}),
        keyboards::amounts(speech, {Kopecks::roubles(100), most}, purchase),
        keyboards::autoRenewal(speech, true, true),
        keyboards::autoRenewal(speech, false, false),
        keyboards::platforms(speech),
        keyboards::platform(speech),
        keyboards::platform(speech, apps, key),
        keyboards::key(speech, key),
        keyboards::key(speech, key + QString(3'000, u'k')),
        keyboards::confirmReissue(speech, QString(12, u'f')),
        keyboards::settings(speech),
        keyboards::toMenu(speech),
        keyboards::afterPurchase(speech),
        keyboards::typingAmount(speech, encodeCallback(action::kTopUp)),
        keyboards::underKey(speech),
        keyboards::underKey(speech, key),
        keyboards::underNotice(speech),
        keyboards::underShortage(speech, most),
        keyboards::underShortPayment(speech, purchase, most),
        keyboards::underShortPayment(speech, purchase, std::nullopt),
        keyboards::underCredit(speech, purchase, u"Basic, 365 days"_s, false),
        keyboards::underCredit(speech, purchase, u"Basic, 365 days"_s, true),
        keyboards::withAnotherWay(speech, keyboards::waitingForInvoice(speech, purchase), purchase),
        keyboards::underReminder(speech, true),
        keyboards::underReminder(speech, false),
    };
    for (const bool trial : {false, true}) {
        for (const bool renewal : {false, true}) {
            all.push_back(keyboards::mainMenu(speech, {trial, renewal, false}));
            all.push_back(keyboards::profile(speech, {false, renewal, trial}));
        }
    }
    for (const Registration &registered : registrations()) {
        if (registered.keyboards) {
            for (Keyboard &keyboard : registered.keyboards(speech))
                all.push_back(std::move(keyboard));
        }
    }
    return all;
}

QStringList labels(const Keyboard &keyboard)
{
    QStringList found;
    for (const auto &row : keyboard.rows) {
        for (const Button &button : row)
            found.append(button.label);
    }
    return found;
}

} // namespace

// The shape of every keyboard, and what its buttons carry.
class TestBotKeyboards : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKeyboardHasTheShapeTelegramTakes();
    void everyButtonLeadsToOneConversation();
    void callbackDataSurvivesTheTrip();
    void aPressUnderAKeyOpensANewMessage();
    void dataOfAnotherVersionIsNotUnderstood();
    void whatIsTooLongForAButtonIsRefused();
    void theMenuHoldsOnlyButtonsThatWork();
    void aLinkIsAUrlButton();
    void aKeyIsCopiedByAButtonUpToTheLengthThatTelegramTakes();
    void englishButtonsArePlainWords();
    void everyWayToPayHasAButtonThatIsUnderstood();

private:
    Texts m_texts;
};

// No word is taken twice: the first that is registered would have all its presses.
void TestBotKeyboards::everyButtonLeadsToOneConversation()
{
    QStringList actions;
    QStringList commands;
    QStringList steps;
    for (const Registration &registered : registrations()) {
        for (const Route &route : registered.actions)
            actions.append(QString::fromLatin1(route.word));
        for (const Route &route : registered.commands)
            commands.append(QString::fromLatin1(route.word));
        for (const TypedRoute &route : registered.typed)
            steps.append(route.step);
    }
    QVERIFY(!actions.isEmpty() && !commands.isEmpty() && !steps.isEmpty());
    for (const Speech &speech : m_texts.languages()) {
        for (const Keyboard &keyboard : allKeyboards(m_texts, speech)) {
            for (const auto &row : keyboard.rows) {
                for (const Button &button : row) {
                    const auto press = decodeCallback(button.data);
                    QVERIFY2(!press || payButtonOf(press->action) || actions.contains(press->action),
                             qPrintable(button.data));
                }
            }
        }
    }
    QCOMPARE(actions.removeDuplicates(), 0);
    QCOMPARE(commands.removeDuplicates(), 0);
    QCOMPARE(steps.removeDuplicates(), 0);
}

void TestBotKeyboards::everyKeyboardHasTheShapeTelegramTakes()
{
    for (const Speech &speech : m_texts.languages()) {
        for (const Keyboard &keyboard : allKeyboards(m_texts, speech)) {
            QVERIFY(!keyboard.rows.empty());
            for (const auto &row : keyboard.rows) {
                QVERIFY(!row.empty() && row.size() <= 3);
                for (const Button &button : row) {
                    QVERIFY(!button.label.isEmpty());
                    QVERIFY(button.label.size() <= 32);
                    const int actions = int(!button.data.isEmpty()) + int(!button.url.isEmpty()) +
                                        int(!button.copyText.isEmpty());
                    QCOMPARE(actions, 1);
                    QVERIFY(button.copyText.size() <= 256);
                    QVERIFY(button.data.toUtf8().size() <= 64);
                    if (!button.data.isEmpty())
                        QVERIFY2(decodeCallback(button.data), qPrintable(button.data));
                }
            }
        }
    }
}

void TestBotKeyboards::callbackDataSurvivesTheTrip()
{
    const PurchaseId purchase = PurchaseId::generate();
    const auto decoded = decodeCallback(encodeCallback(action::kPayBalance, {purchase.value()}));
    QVERIFY(decoded);
    QCOMPARE(decoded->action, QLatin1String(action::kPayBalance));
    QCOMPARE(decoded->purchase(), purchase);
    QCOMPARE(decoded->arg(1), QString());
}

void TestBotKeyboards::aPressUnderAKeyOpensANewMessage()
{
    const auto fresh = decodeCallback(encodeFreshCallback(action::kMenu));
    QVERIFY(fresh && fresh->opensNew);
    QCOMPARE(fresh->action, QLatin1String(action::kMenu));
    QVERIFY(!decodeCallback(encodeCallback(action::kMenu))->opensNew);
    for (const QString &key : {QString(), u"vless://key"_s}) {
        for (const auto &row : keyboards::underKey(m_texts.languages().front(), key).rows)
            QVERIFY(decodeCallback(row.back().data)->opensNew);
    }
}

void TestBotKeyboards::dataOfAnotherVersionIsNotUnderstood()
{
    for (const char *data :
         {"", "1", "1:", "0:menu", "2:menu", "menu", ":menu", "11:menu", "1:menu:a b", "1:menu:ж"})
        QVERIFY2(!decodeCallback(QString::fromUtf8(data)), data);
    QVERIFY(!decodeCallback(u"1:menu:"_s + QChar(0)));
}

void TestBotKeyboards::whatIsTooLongForAButtonIsRefused()
{
    QCOMPARE(encodeCallback("x", {QString(60, u'a')}).size(), 64);
    QVERIFY_EXCEPTION_THROWN(encodeCallback("x", {QString(61, u'a')}), DomainError);
    QVERIFY_EXCEPTION_THROWN(encodeCallback("x", {QString(31, u'я')}), DomainError);
}

void TestBotKeyboards::theMenuHoldsOnlyButtonsThatWork()
{
    const Speech &english = m_texts.speech(u"en"_s);
    const QStringList rest = {u"Profile"_s,      u"Balance"_s,         u"Give as a gift"_s,
                              u"Instructions"_s, u"Invite a friend"_s, u"Settings"_s};
    QCOMPARE(labels(keyboards::mainMenu(english, {true, false, false})),
             (QStringList{u"Trial"_s, u"Buy"_s} + rest));
    QCOMPARE(labels(keyboards::mainMenu(english, {false, true, false})),
             (QStringList{u"Buy"_s, u"Renew"_s} + rest));
    QVERIFY(!labels(keyboards::profile(english, {false, true, false})).contains(u"Auto-renewal"_s));
    QVERIFY(labels(keyboards::profile(english, {false, true, true})).contains(u"Auto-renewal"_s));
}

void TestBotKeyboards::aLinkIsAUrlButton()
{
    const QString url = u"https://t.me/CryptoBot?start=abc"_s;
    const Keyboard keyboard = keyboards::invoice(m_texts.speech(u"en"_s), PurchaseId::generate(), url);
    const QJsonObject button = keyboard.toJson()[u"inline_keyboard"_s][0][0].toObject();
    QCOMPARE(button, (QJsonObject{{u"text"_s, u"Pay"_s}, {u"url"_s, url}}));
}

// Telegram refuses the whole message for a button with more.
void TestBotKeyboards::aKeyIsCopiedByAButtonUpToTheLengthThatTelegramTakes()
{
    const Speech &english = m_texts.speech(u"en"_s);
    const QString longest = QString(256, u'k');
    const QJsonObject button =
        keyboards::key(english, longest).toJson()[u"inline_keyboard"_s][0][0].toObject();
    QCOMPARE(button,
             (QJsonObject{{u"text"_s, u"Copy key"_s}, {u"copy_text"_s, QJsonObject{{u"text"_s, longest}}}}));
    QCOMPARE(labels(keyboards::key(english, longest)).first(2), (QStringList{u"Copy key"_s, u"QR code"_s}));
    QCOMPARE(labels(keyboards::key(english, longest + u'k')).first(), u"QR code"_s);
    // Longer than a QR code can be.
    QCOMPARE(labels(keyboards::key(english, QString(2'332, u'k'))).first(), u"iOS"_s);
    QCOMPARE(labels(keyboards::underKey(english, QString(2'332, u'k'))).first(), u"Instructions"_s);
}

void TestBotKeyboards::englishButtonsArePlainWords()
{
    const Speech &english = m_texts.speech(u"en"_s);
    QCOMPARE(english.tariff(u"basic"_s), u"Basic"_s);
    QCOMPARE(english.tariff(u"plus"_s), u"Plus"_s);
    QCOMPARE(english.days(30), u"30 days"_s);
    QCOMPARE(labels(keyboards::methods(english, PurchaseId::generate(),
                                       {Provider::CryptoPay, Provider::Balance}, u"1:menu"_s)),
             (QStringList{u"Crypto"_s, u"Balance"_s, u"Back"_s}));
    QCOMPARE(labels(keyboards::balance(english, true)), (QStringList{u"Top up"_s, u"Back"_s}));
}

// Those that are paid elsewhere, and the balance. The words on their buttons are in chats already.
void TestBotKeyboards::everyWayToPayHasAButtonThatIsUnderstood()
{
    const Speech &english = m_texts.speech(u"en"_s);
    for (const billing::ProviderTraits &traits : billing::kProviders) {
        const bool hasButton = traits.isWatched || traits.provider == Provider::Balance;
        const auto understood = payButtonOf(QLatin1String(payAction(traits.provider)));
        QCOMPARE(understood.has_value(), hasButton);
        QVERIFY(!hasButton || *understood == traits.provider);
        QVERIFY(!payLabel(english, traits.provider).isEmpty());
        const PurchaseId purchase = PurchaseId::generate();
        QVERIFY(decodeCallback(encodeCallback(payAction(traits.provider), {purchase.value()})));
    }
    QVERIFY(payButtonOf(u"crypto"_s) == Provider::CryptoPay);
    QVERIFY(payButtonOf(u"frombal"_s) == Provider::Balance);
    QVERIFY(!payButtonOf(QLatin1String(action::kPayRest)));
    QVERIFY(!payButtonOf(QString()));
}

const turnpike::test::RegisteredTest<TestBotKeyboards> kTestBotKeyboards;

} // namespace tst_botkeyboards

#include "tst_botkeyboards.moc"
