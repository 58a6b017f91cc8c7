// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/tokenstore.h"

#include <QPointer>
#include <QTimer>
#include <qt6keychain/keychain.h>

namespace turnpike::console {

namespace {

// Hands the end of a job on, once: when it comes, or when nothing came in time.
template<class Job>
void start(Job *job, QObject *context, std::function<void(Job *ended)> done)
{
    job->setAutoDelete(true);
    // A desktop that says nothing: the job is left to itself.
    auto *patience = new QTimer(context);
    patience->setSingleShot(true);
    const auto once = std::make_shared<bool>(false);
    const auto finish = [once, done, patience = QPointer(patience)](Job *ended) {
        if (std::exchange(*once, true))
            return;
        if (patience)
            patience->deleteLater();
        done(ended);
    };
    QObject::connect(job, &QKeychain::Job::finished, context, [finish, job] { finish(job); });
    QObject::connect(patience, &QTimer::timeout, context, [finish] { finish(nullptr); });
    patience->start(TokenStore::kPatienceMs);
    job->start();
}

QString noteOf(const QKeychain::Job *job)
{
    if (!job)
        return TokenStore::tr("The keychain of the desktop says nothing.");
    if (job->error() == QKeychain::NoError || job->error() == QKeychain::EntryNotFound)
        return {};
    return TokenStore::tr("The keychain of the desktop cannot be used: %1").arg(job->errorString());
}

} // namespace

TokenStore::TokenStore(const QString &service, QObject *parent)
    : QObject(parent)
    , m_service(service)
{}

void TokenStore::read(const QString &profile, QObject *context, Read done)
{
    const auto known = m_session.constFind(profile);
    if (known != m_session.cend()) {
        QMetaObject::invokeMethod(
            context, [done = std::move(done), token = *known] { done(token, {}); }, Qt::QueuedConnection);
        return;
    }
    auto *job = new QKeychain::ReadPasswordJob(m_service);
    job->setKey(profile);
    start<QKeychain::ReadPasswordJob>(
        job, context, [done = std::move(done)](QKeychain::ReadPasswordJob *ended) {
            done(ended ? ended->textData().toUtf8() : QByteArray(), noteOf(ended));
        });
}

void TokenStore::write(const QString &profile, const QByteArray &token, QObject *context, Written done)
{
    m_session.insert(profile, token);
    auto *job = new QKeychain::WritePasswordJob(m_service);
    job->setKey(profile);
    job->setTextData(QString::fromUtf8(token));
    start<QKeychain::WritePasswordJob>(
        job, context, [done = std::move(done)](QKeychain::WritePasswordJob *ended) { done(noteOf(ended)); });
}

void TokenStore::keepForSession(const QString &profile, const QByteArray &token)
{
    forget(profile);
    m_session.insert(profile, token);
}

void TokenStore::forget(const QString &profile)
{
    m_session.remove(profile);
    auto *job = new QKeychain::DeletePasswordJob(m_service);
    job->setKey(profile);
    job->setAutoDelete(true);
    job->start();
}

} // namespace turnpike::console

#include "moc_tokenstore.cpp"
