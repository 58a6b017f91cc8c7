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
using billing::Provider;

namespace {

std::vector<Keyboard> allKeyboards(const Texts &texts, const Speech &speech)
{
    const PurchaseId purchase = PurchaseId::generate();
    const std::vector<Choice> tariffs = {{QStringLiteral("Basic"), {QStringLiteral("basic")}},
                                         {QStringLiteral("Plus"), {QStringLiteral("plus")}}};
    const std::vector<Choice> periods = {
        {QStringLiteral("365 days"), {QStringLiteral("a_tariff_with_a_long_name"), QStringLiteral("365")}}};
    const Kopecks most(999'999'999'999);
    std::vector<Keyboard> all = {
        keyboards::language(texts),
        keyboards::tariffs(speech, tariffs),
        keyboards::periods(speech, periods),
        keyboards::methods(speech, purchase, {Provider::CryptoPay, Provider::Balance},
                           encodeCallback(action::kBuy)),
        keyboards::methods(speech, purchase, {Provider::CryptoPay}, encodeCallback(action::kBalance)),
        keyboards::waitingForInvoice(speech, purchase),
        keyboards::invoice(speech, purchase, QStringLiteral("https://t.me/CryptoBot?start=abc")),
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
        keyboards::settings(speech),
        keyboards::toMenu(speech),
        keyboards::afterPurchase(speech),
        keyboards::typingAmount(speech, encodeCallback(action::kTopUp)),
        keyboards::underKey(speech),
        keyboards::underNotice(speech),
        keyboards::underShortage(speech, most),
        keyboards::underShortPayment(speech, purchase, most),
        keyboards::underShortPayment(speech, purchase, std::nullopt),
        keyboards::underCredit(speech, purchase, QStringLiteral("Basic, 365 days"), false),
        keyboards::underCredit(speech, purchase, QStringLiteral("Basic, 365 days"), true),
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
                    QCOMPARE(button.data.isEmpty(), !button.url.isEmpty());
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
    for (const auto &row : keyboards::underKey(m_texts.languages().front()).rows)
        QVERIFY(decodeCallback(row.front().data)->opensNew);
}

void TestBotKeyboards::dataOfAnotherVersionIsNotUnderstood()
{
    for (const char *data :
         {"", "1", "1:", "0:menu", "2:menu", "menu", ":menu", "11:menu", "1:menu:a b", "1:menu:ж"})
        QVERIFY2(!decodeCallback(QString::fromUtf8(data)), data);
    QVERIFY(!decodeCallback(QStringLiteral("1:menu:") + QChar(0)));
}

void TestBotKeyboards::whatIsTooLongForAButtonIsRefused()
{
    QCOMPARE(encodeCallback("x", {QString(60, u'a')}).size(), 64);
    QVERIFY_EXCEPTION_THROWN(encodeCallback("x", {QString(61, u'a')}), DomainError);
    QVERIFY_EXCEPTION_THROWN(encodeCallback("x", {QString(31, u'я')}), DomainError);
}

void TestBotKeyboards::theMenuHoldsOnlyButtonsThatWork()
{
    const Speech &english = m_texts.speech(QStringLiteral("en"));
    const QStringList rest = {QStringLiteral("Profile"), QStringLiteral("Balance"),
                              QStringLiteral("Instructions"), QStringLiteral("Settings")};
    QCOMPARE(labels(keyboards::mainMenu(english, {true, false, false})),
             (QStringList{QStringLiteral("Trial"), QStringLiteral("Buy")} + rest));
    QCOMPARE(labels(keyboards::mainMenu(english, {false, true, false})),
             (QStringList{QStringLiteral("Buy"), QStringLiteral("Renew")} + rest));
    QVERIFY(
        !labels(keyboards::profile(english, {false, true, false})).contains(QStringLiteral("Auto-renewal")));
    QVERIFY(
        labels(keyboards::profile(english, {false, true, true})).contains(QStringLiteral("Auto-renewal")));
}

void TestBotKeyboards::aLinkIsAUrlButton()
{
    const QString url = QStringLiteral("https://t.me/CryptoBot?start=abc");
    const Keyboard keyboard =
        keyboards::invoice(m_texts.speech(QStringLiteral("en")), PurchaseId::generate(), url);
    const QJsonObject button = keyboard.toJson()[QStringLiteral("inline_keyboard")][0][0].toObject();
    QCOMPARE(button,
             (QJsonObject{{QStringLiteral("text"), QStringLiteral("Pay")}, {QStringLiteral("url"), url}}));
}

void TestBotKeyboards::englishButtonsArePlainWords()
{
    const Speech &english = m_texts.speech(QStringLiteral("en"));
    QCOMPARE(english.tariff(QStringLiteral("basic")), QStringLiteral("Basic"));
    QCOMPARE(english.tariff(QStringLiteral("plus")), QStringLiteral("Plus"));
    QCOMPARE(english.days(30), QStringLiteral("30 days"));
    QCOMPARE(labels(keyboards::methods(english, PurchaseId::generate(),
                                       {Provider::CryptoPay, Provider::Balance}, QStringLiteral("1:menu"))),
             (QStringList{QStringLiteral("Crypto"), QStringLiteral("Balance"), QStringLiteral("Back")}));
    QCOMPARE(labels(keyboards::balance(english, true)),
             (QStringList{QStringLiteral("Top up"), QStringLiteral("Back")}));
}

// Those that are paid elsewhere, and the balance. The words on their buttons are in chats already.
void TestBotKeyboards::everyWayToPayHasAButtonThatIsUnderstood()
{
    const Speech &english = m_texts.speech(QStringLiteral("en"));
    for (const billing::ProviderTraits &traits : billing::kProviders) {
        const bool hasButton = traits.isWatched || traits.provider == Provider::Balance;
        const auto understood = payButtonOf(QLatin1String(payAction(traits.provider)));
        QCOMPARE(understood.has_value(), hasButton);
        QVERIFY(!hasButton || *understood == traits.provider);
        QVERIFY(!payLabel(english, traits.provider).isEmpty());
        const PurchaseId purchase = PurchaseId::generate();
        QVERIFY(decodeCallback(encodeCallback(payAction(traits.provider), {purchase.value()})));
    }
    QVERIFY(payButtonOf(QStringLiteral("crypto")) == Provider::CryptoPay);
    QVERIFY(payButtonOf(QStringLiteral("frombal")) == Provider::Balance);
    QVERIFY(!payButtonOf(QLatin1String(action::kPayRest)));
    QVERIFY(!payButtonOf(QString()));
}

const turnpike::test::RegisteredTest<TestBotKeyboards> kTestBotKeyboards;

} // namespace tst_botkeyboards

#include "tst_botkeyboards.moc"
