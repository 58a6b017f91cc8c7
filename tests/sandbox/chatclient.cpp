// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "chatclient.h"

#include <QEventLoop>
#include <QFile>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QTimer>

#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPollMs = 150;
constexpr int kAnswerMs = 5000;  // patience with the bot before the next piped line
constexpr int kQuietMs = 700;    // no change for so long: the bot has said what it wanted to say
constexpr int kTimeoutMs = 5000; // of a call to the sandbox
constexpr int kMessagesShown = 12;

void out(const QString &text)
{
    std::fputs(qUtf8Printable(text), stdout);
    std::fflush(stdout);
}

void pause(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

bool isRegularFile(int fd)
{
    struct stat status
    {};
    return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

QString textOf(const QJsonObject &message)
{
    if (message.contains(u"invoice")) {
        const QJsonObject invoice = message.value(u"invoice").toObject();
        return u"(invoice) %1: %2 %3"_s.arg(invoice.value(u"title").toString())
            .arg(invoice.value(u"total_amount").toInteger())
            .arg(invoice.value(u"currency").toString());
    }
    if (message.contains(u"successful_payment"))
        return u"(payment)"_s;
    const QString text = message.value(u"text").toString(message.value(u"caption").toString());
    return message.contains(u"photo") ? u"(picture) "_s + text : text;
}

} // namespace

ChatClient::ChatClient(const QUrl &sandbox, const QString &name, const QString &language)
    : m_sandbox(sandbox)
    , m_name(name)
    , m_language(language)
    , m_isTerminal(::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0)
{}

int ChatClient::run()
{
    if (!enter()) {
        std::fprintf(stderr, "There is no sandbox at %s.\n", qPrintable(m_sandbox.toString()));
        return 1;
    }
    out(u"You are @%1. Numbers press buttons, `pay` pays the open invoice, `quit` ends; anything "
        "else is sent. Begin with /start.\n"_s.arg(m_name));
    if (isRegularFile(STDIN_FILENO)) { // cannot be waited for, need not be waited for
        readInput();
    } else {
        m_notifier = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, &ChatClient::readInput);
    }
    m_sinceChange.start();
    refresh();
    while (!m_quit && !m_isAway) {
        if (refresh())
            m_sinceChange.start();
        if (!m_lines.isEmpty() && mayTakeNextLine())
            obey(m_lines.takeFirst());
        else if (m_hasEnded && m_lines.isEmpty() && (m_isTerminal || mayTakeNextLine()))
            break;
        pause(kPollMs);
    }
    if (m_isAway)
        std::fputs("The sandbox has gone.\n", stderr);
    return m_isAway ? 1 : 0;
}

bool ChatClient::enter()
{
    for (const QJsonValue &user : ask("GET", u"users"_s).value(u"users").toArray()) {
        if (user.toObject().value(u"username").toString() == m_name)
            m_user = user.toObject().value(u"id").toInteger();
    }
    if (m_user == 0) {
        m_user = ask("POST", u"user"_s,
                     {{u"name"_s, m_name}, {u"username"_s, m_name}, {u"language"_s, m_language}})
                     .value(u"id")
                     .toInteger();
    }
    return m_user != 0;
}

void ChatClient::readInput()
{
    char buffer[4096];
    ssize_t count = 0;
    do {
        count = ::read(STDIN_FILENO, buffer, sizeof buffer);
        if (count > 0)
            m_input += QByteArray(buffer, count);
    } while (count > 0 && !m_notifier);
    if (count <= 0) {
        m_hasEnded = true;
        if (m_notifier)
            m_notifier->setEnabled(false);
        if (!m_input.isEmpty())
            m_input += '\n';
    }
    for (qsizetype end = m_input.indexOf('\n'); end >= 0; end = m_input.indexOf('\n')) {
        takeLine(m_input.left(end));
        m_input.remove(0, end + 1);
    }
}

void ChatClient::takeLine(const QByteArray &line)
{
    const QString text = QString::fromUtf8(line).trimmed();
    if (!text.isEmpty())
        m_lines.append(text);
    else if (m_isTerminal)
        draw();
}

// A person at a terminal sees for himself when the bot has answered.
bool ChatClient::mayTakeNextLine()
{
    if (m_isTerminal || !m_sinceAction.isValid())
        return true;
    if (m_awaitsAnswer)
        return m_sinceAction.elapsed() > kAnswerMs;
    return m_sinceChange.elapsed() > kQuietMs;
}

void ChatClient::obey(const QString &line)
{
    m_notes.clear();
    if (line == u"quit") {
        m_quit = true;
        return;
    }
    if (!m_isTerminal)
        out(u"\n> %1\n"_s.arg(line));
    m_awaitsAnswer = true;
    m_sinceAction.start();
    bool isNumber = false;
    const int number = line.toInt(&isNumber);
    const QJsonObject *shown = menu();
    int buttons = 0;
    if (shown != nullptr) {
        for (const QJsonValue &row : shown->value(u"keyboard").toArray())
            buttons += static_cast<int>(row.toArray().size());
    }
    if (line == u"pay")
        pay();
    else if (isNumber && number >= 1 && number <= buttons)
        press(*shown, number);
    else
        sayWhatIsWrong(ask("POST", u"message"_s, {{u"user"_s, m_user}, {u"text"_s, line}}));
}

void ChatClient::press(const QJsonObject &message, int number)
{
    int counted = 0;
    const QJsonArray rows = message.value(u"keyboard").toArray();
    for (int row = 0; row < rows.size(); ++row) {
        const QJsonArray cells = rows[row].toArray();
        for (int column = 0; column < cells.size(); ++column) {
            if (++counted != number)
                continue;
            const QJsonObject button = cells[column].toObject();
            if (button.contains(u"url")) {
                sayWhatIsWrong({{u"error"_s, u"opens %1; for an invoice, type pay"_s.arg(
                                                 button.value(u"url").toString())}});
                return;
            }
            if (button.value(u"pay").toBool()) {
                pay();
                return;
            }
            sayWhatIsWrong(ask("POST", u"press"_s,
                               {{u"user"_s, m_user},
                                {u"message"_s, message.value(u"id")},
                                {u"row"_s, row},
                                {u"col"_s, column}}));
            return;
        }
    }
}

void ChatClient::pay()
{
    const QJsonObject who{{u"user"_s, m_user}};
    QJsonObject answer = ask("POST", u"pay"_s, who);
    if (answer.contains(u"error"))
        answer = ask("POST", u"checkout"_s, who);
    if (answer.contains(u"error"))
        answer = {{u"error"_s, u"there is no invoice to pay"_s}};
    sayWhatIsWrong(answer);
}

void ChatClient::sayWhatIsWrong(const QJsonObject &answer)
{
    if (!answer.contains(u"error"))
        return;
    m_awaitsAnswer = false;
    m_sinceChange.start();
    m_notes.append(answer.value(u"error").toString());
    if (m_isTerminal)
        draw();
    else
        out(u"(%1)\n"_s.arg(m_notes.last()));
}

// Asks for what has changed and shows it. True when the bot changed something.
bool ChatClient::refresh()
{
    const QJsonObject chat = ask("GET", u"chat?user=%1&since=%2"_s.arg(m_user).arg(m_revision));
    if (!chat.contains(u"revision"))
        return false;
    m_revision = chat.value(u"revision").toInteger();
    bool changed = false;
    for (const QJsonValue &value : chat.value(u"messages").toArray()) {
        const QJsonObject message = value.toObject();
        const qint64 id = message.value(u"id").toInteger();
        const bool isEdit = m_messages.contains(id);
        m_messages[id] = {message, message.value(u"revision").toInteger()};
        changed = changed || message.value(u"from_bot").toBool();
        if (!m_isTerminal)
            print(message, isEdit);
    }
    for (const QJsonValue &notice : chat.value(u"notices").toArray()) {
        m_notes.append(u"bot: "_s + notice.toObject().value(u"text").toString());
        changed = true;
        if (!m_isTerminal)
            out(u"(%1)\n"_s.arg(m_notes.last()));
    }
    if (m_isTerminal && (!chat.value(u"messages").toArray().isEmpty() || changed))
        draw();
    if (changed)
        m_awaitsAnswer = false;
    return changed;
}

// The message whose buttons have numbers: of those with buttons the one that changed last.
const QJsonObject *ChatClient::menu() const
{
    const Shown *latest = nullptr;
    for (const auto &[id, shown] : m_messages) {
        const bool hasButtons = !shown.message.value(u"keyboard").toArray().isEmpty();
        if (hasButtons && !shown.message.value(u"deleted").toBool() &&
            (latest == nullptr || shown.revision > latest->revision))
            latest = &shown;
    }
    return latest == nullptr ? nullptr : &latest->message;
}

QString ChatClient::buttonLines(const QJsonObject &message, bool numbered) const
{
    QString lines;
    int number = 0;
    for (const QJsonValue &row : message.value(u"keyboard").toArray()) {
        QStringList cells;
        for (const QJsonValue &cell : row.toArray()) {
            ++number;
            const QString text = cell.toObject().value(u"text").toString();
            cells.append(numbered ? u"%1 [%2]"_s.arg(number).arg(text) : u"[%1]"_s.arg(text));
        }
        lines += u"      "_s + cells.join(u"   "_s) + u'\n';
    }
    return lines;
}

void ChatClient::print(const QJsonObject &message, bool isEdit) const
{
    if (message.value(u"deleted").toBool()) {
        out(u"(a message was deleted)\n"_s);
        return;
    }
    if (!message.value(u"from_bot").toBool())
        return; // the line that was sent stands there already
    QString text = textOf(message);
    text.replace(u'\n', u"\n      "_s);
    out(u"bot%1 %2\n"_s.arg(isEdit ? u"~ "_s : u": "_s, text) + buttonLines(message, true));
}

void ChatClient::draw()
{
    QString screen = u"\x1b[2J\x1b[H"_s;
    const QJsonObject *active = menu();
    const auto count = static_cast<int>(m_messages.size());
    int index = 0;
    for (const auto &[id, shown] : m_messages) {
        if (++index <= count - kMessagesShown || shown.message.value(u"deleted").toBool())
            continue;
        const bool fromBot = shown.message.value(u"from_bot").toBool();
        QString text = textOf(shown.message);
        text.replace(u'\n', u"\n      "_s);
        screen += u"\x1b[1m%1\x1b[0m %2\n"_s.arg(fromBot ? u"bot: "_s : u"you: "_s, text);
        const bool isActive = active == &shown.message;
        screen += isActive ? buttonLines(shown.message, true)
                           : u"\x1b[90m%1\x1b[0m"_s.arg(buttonLines(shown.message, false));
    }
    for (const QString &note : std::as_const(m_notes))
        screen += u"\x1b[33m(%1)\x1b[0m\n"_s.arg(note);
    out(screen + u"\n@%1> "_s.arg(m_name));
}

QJsonObject ChatClient::ask(const QByteArray &method, const QString &path, const QJsonObject &body)
{
    QNetworkRequest request(QUrl(m_sandbox.toString(QUrl::StripTrailingSlash) + u"/control/"_s + path));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setTransferTimeout(kTimeoutMs);
    const std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(
        request, method, body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson(QJsonDocument::Compact)));
    QEventLoop loop;
    connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished())
        loop.exec();
    m_isAway = !reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid();
    return QJsonDocument::fromJson(reply->readAll()).object();
}

} // namespace turnpike::sandbox

#include "moc_chatclient.cpp"
