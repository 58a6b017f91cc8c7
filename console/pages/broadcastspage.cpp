// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/broadcastspage.h"

#include "pages/broadcastform.h"
#include "pages/registration.h"
#include "protocol/calls.h"
#include "widgets/label.h"
#include "widgets/plainguard.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QFormLayout>
#include <QPointer>
#include <QPushButton>

#include <algorithm>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kProgressEveryMs = 5'000;
constexpr qint64 kFurthestDays = 90; // the server's bound

// Whom a preview is sent to.
struct PreviewForm : public QWidget
{
    explicit PreviewForm(const QList<qint64> &administrators)
        : to(new QComboBox(this))
    {
        to->setObjectName(u"to"_s);
        for (const qint64 id : administrators)
            to->addItem(QString::number(id), id);
        holdForeignItems(*to, 14);
        auto *layout = new QFormLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addRow(BroadcastsPage::tr("&To:"), to);
        setFocusProxy(to);
    }

    QComboBox *to;
};

// Now, or at a time.
struct StartForm : public QWidget
{
    StartForm()
        : isLater(new QCheckBox(BroadcastsPage::tr("&Later:"), this))
        , at(new QDateTimeEdit(this))
    {
        const QDateTime now = QDateTime::fromMSecsSinceEpoch(wording::serverNow());
        isLater->setObjectName(u"isLater"_s);
        at->setObjectName(u"at"_s);
        at->setCalendarPopup(true);
        at->setDateTimeRange(now, now.addDays(kFurthestDays));
        at->setDateTime(now.addSecs(3'600));
        at->setEnabled(false);
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(isLater);
        layout->addWidget(at, 1);
        QObject::connect(isLater, &QCheckBox::toggled, at, &QWidget::setEnabled);
        setFocusProxy(isLater);
    }

    std::optional<Timestamp> startsAt() const
    {
        return isLater->isChecked() ? std::optional(at->dateTime().toMSecsSinceEpoch()) : std::nullopt;
    }

    QCheckBox *isLater;
    QDateTimeEdit *at;
};

} // namespace

BroadcastsPage::BroadcastsPage(const Desk &desk, QWidget *parent)
    : Page(desk, u"broadcasts"_s, tr("Broadcasts"), parent)
    , m_broadcasts([](const BroadcastRow &row) { return QString::number(row.id); }, broadcastColumns())
    , m_table(new Table(u"broadcasts.table"_s, &m_broadcasts, this))
    , m_about(new Label(this))
    , m_write(new QPushButton(tr("&Write…"), this))
    , m_preview(new QPushButton(tr("Pre&view…"), this))
    , m_start(new QPushButton(tr("&Start…"), this))
    , m_pause(new QPushButton(tr("&Pause…"), this))
    , m_resume(new QPushButton(tr("&Resume…"), this))
    , m_stop(new QPushButton(tr("St&op…"), this))
{
    m_table->setAccessibleName(tr("Broadcasts"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEmptyText(tr("Nothing was said to many customers at once yet."));
    m_table->sortFirst(0, Qt::DescendingOrder);
    m_about->setWordWrap(true);
    m_about->setText(tr("They are sent after everything else, so that no customer waits for an answer "
                        "because of them."));
    m_preview->setToolTip(tr("Sends it to one of you, in each of its languages"));
    m_stop->setToolTip(tr("What is not sent yet is not sent any more"));
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_about, 1);
    for (QPushButton *button : {m_write, m_preview, m_start, m_pause, m_resume, m_stop})
        bar->addWidget(button);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);

    m_timer.setInterval(kProgressEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &BroadcastsPage::refresh);
    connect(m_table, &Table::currentKeyChanged, this, [this] { changes().update(); });
    connect(m_table, &Table::opened, this, [this] {
        if (current())
            Q_EMIT jumpRequested(u"audit"_s, u"broadcast:%1"_s.arg(current()->id));
    });
    connect(m_write, &QPushButton::clicked, this, &BroadcastsPage::write);
    connect(m_preview, &QPushButton::clicked, this, &BroadcastsPage::preview);
    connect(m_start, &QPushButton::clicked, this, &BroadcastsPage::askToStart);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        propose(call::kPauseBroadcast, tr("Pause the broadcast"),
                tr("Nobody else is told until it is resumed. Then it goes on where it was."), tr("Pause"),
                false);
    });
    connect(m_resume, &QPushButton::clicked, this, [this] {
        propose(call::kResumeBroadcast, tr("Resume the broadcast"),
                tr("It goes on where it was; nobody is told twice."), tr("Resume"), false);
    });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        propose(call::kStopBroadcast, tr("Stop the broadcast"),
                tr("Whoever was not told yet is not told any more. It cannot be resumed."), tr("Stop"), true);
    });
    changes().guard(m_write, call::kCreateBroadcast, [this] { return !m_page.languages.isEmpty(); });
    changes().guard(m_preview, call::kPreviewBroadcast,
                    [this] { return current() && !m_page.administrators.isEmpty(); });
    changes().guard(m_start, call::kStartBroadcast, [this] { return isOneOf({BroadcastStatus::Draft}); });
    changes().guard(m_pause, call::kPauseBroadcast, [this] {
        return isOneOf({BroadcastStatus::Scheduled, BroadcastStatus::Running});
    });
    changes().guard(m_resume, call::kResumeBroadcast, [this] { return isOneOf({BroadcastStatus::Paused}); });
    changes().guard(m_stop, call::kStopBroadcast, [this] {
        return isOneOf({BroadcastStatus::Draft, BroadcastStatus::Scheduled, BroadcastStatus::Running,
                        BroadcastStatus::Paused});
    });
}

BroadcastsPage::~BroadcastsPage()
{
    delete m_table; // before the model it shows
}

void BroadcastsPage::activate()
{
    m_timer.start();
    m_table->selectFirst();
}

void BroadcastsPage::deactivate()
{
    m_timer.stop();
}

void BroadcastsPage::refresh()
{
    if (m_isReading || !connection().canAsk(QString::fromLatin1(call::kBroadcasts)))
        return;
    m_isReading = true;
    ask<BroadcastPage>(
        call::kBroadcasts, Nothing{},
        [this](const BroadcastPage &page) {
            m_isReading = false;
            showPage(page);
        },
        [this] { m_isReading = false; });
}

void BroadcastsPage::open(const QString &target)
{
    m_wanted = target;
    m_table->selectKey(target);
    refresh();
}

void BroadcastsPage::showPage(const BroadcastPage &page)
{
    m_broadcasts.replace(page.items);
    m_page = page;
    m_page.items.clear();
    if (m_broadcasts.find(m_wanted))
        m_table->selectKey(std::exchange(m_wanted, QString()));
    changes().update();
}

const BroadcastRow *BroadcastsPage::current() const
{
    return m_broadcasts.find(m_table->currentKey());
}

bool BroadcastsPage::isOneOf(std::initializer_list<BroadcastStatus> statuses) const
{
    const BroadcastRow *row = current();
    return row && std::any_of(statuses.begin(), statuses.end(),
                              [row](BroadcastStatus status) { return row->status == status; });
}

// How many it would reach: asked anew for each audience that is chosen.
void BroadcastsPage::count(BroadcastForm *form)
{
    const BroadcastAudience audience = form->audience();
    if (!audience.value.isEmpty() || audience.segment != BroadcastSegment::Tariff)
        ask<BroadcastCount>(
            call::kCountBroadcast, audience,
            [written = QPointer<BroadcastForm>(form), audience](const BroadcastCount &counted) {
                if (written)
                    written->showCount(audience, counted.customers);
            });
}

void BroadcastsPage::write()
{
    auto *form = new BroadcastForm(m_page);
    Change change;
    change.call = QString::fromLatin1(call::kCreateBroadcast);
    change.title = tr("Write a broadcast");
    change.effect = tr("It is kept as a draft. Send it to yourself first, then start it.");
    change.verb = tr("Keep");
    change.form = form;
    change.isComplete = [form] { return form->isComplete(); };
    change.args = [form](const QString &reason) { return toJson(form->draft(reason)); };
    change.success = tr("The draft is there.");
    change.done = [this](const QJsonObject &ok) { takeRow(ok); };
    ChangeDialog *dialog = changes().propose(this, std::move(change));
    connect(form, &BroadcastForm::changed, dialog, &ChangeDialog::checkForm);
    connect(form, &BroadcastForm::audienceChanged, this, [this, form] { count(form); });
    count(form);
}

void BroadcastsPage::preview()
{
    const BroadcastRow *row = current();
    if (!row)
        return;
    auto *form = new PreviewForm(m_page.administrators);
    Change change;
    change.call = QString::fromLatin1(call::kPreviewBroadcast);
    change.title = tr("Preview the broadcast");
    change.effect =
        tr("It is sent to this administrator of the shop, in each of its languages, and to nobody "
           "else.");
    change.verb = tr("Send");
    change.form = form;
    change.args = [form, id = row->id](const QString &reason) {
        BroadcastOrder order;
        order.id = id;
        order.to = form->to->currentData().toLongLong();
        order.reason = reason;
        return toJson(order);
    };
    change.success = tr("The preview is on its way.");
    changes().propose(this, std::move(change));
}

// With the number of those whom it reaches as they are now.
void BroadcastsPage::askToStart()
{
    const BroadcastRow *row = current();
    if (!row)
        return;
    ask<BroadcastCount>(
        call::kCountBroadcast, row->audience,
        [this, chosen = *row](const BroadcastCount &counted) { start(chosen, counted.customers); });
}

void BroadcastsPage::start(const BroadcastRow &row, qint64 customers)
{
    auto *form = new StartForm;
    Change change;
    change.call = QString::fromLatin1(call::kStartBroadcast);
    change.title = tr("Start the broadcast");
    change.effect =
        tr("%n customer(s) are told, as they are counted now.", nullptr, static_cast<int>(customers));
    change.verb = tr("Start");
    change.isDestructive = true;
    change.form = form;
    change.args = [form, id = row.id](const QString &reason) {
        BroadcastOrder order;
        order.id = id;
        order.startsAt = form->startsAt();
        order.reason = reason;
        return toJson(order);
    };
    change.done = [this](const QJsonObject &ok) { takeRow(ok); };
    changes().propose(this, std::move(change));
}

void BroadcastsPage::propose(const char *call, const QString &title, const QString &effect,
                             const QString &verb, bool isDestructive)
{
    const BroadcastRow *row = current();
    if (!row)
        return;
    Change change;
    change.call = QString::fromLatin1(call);
    change.title = title;
    change.effect = effect;
    change.verb = verb;
    change.isDestructive = isDestructive;
    change.args = [id = row->id](const QString &reason) {
        BroadcastOrder order;
        order.id = id;
        order.reason = reason;
        return toJson(order);
    };
    change.done = [this](const QJsonObject &ok) { takeRow(ok); };
    changes().propose(this, std::move(change));
}

void BroadcastsPage::takeRow(const QJsonObject &ok)
{
    const auto row = fromJson<BroadcastRow>(ok);
    m_broadcasts.upsert(row);
    m_table->selectKey(QString::number(row.id));
    changes().update();
    refresh();
}

} // namespace turnpike::console

namespace turnpike::console::pages::broadcastspage {

Registration registration()
{
    return {"broadcasts", [](const Desk &desk) -> Page * { return new BroadcastsPage(desk); }};
}

} // namespace turnpike::console::pages::broadcastspage

#include "moc_broadcastspage.cpp"
