-- The whole shop. Money: kopecks. Times (_at, _until): milliseconds since 1970 UTC. Booleans: 0 and 1.

CREATE TABLE users (
    telegram_id      bigint PRIMARY KEY,
    username         text,
    first_name       text NOT NULL DEFAULT '',
    language         text NOT NULL DEFAULT '',  -- '' until the customer has chosen
    balance_kopecks  bigint NOT NULL DEFAULT 0 CHECK (balance_kopecks >= 0),
    referral_code    text NOT NULL UNIQUE,
    referrer_id      bigint REFERENCES users (telegram_id) CHECK (referrer_id <> telegram_id),
    trial_used_at    bigint,
    is_reachable     integer NOT NULL DEFAULT 1,
    is_blocked       integer NOT NULL DEFAULT 0,
    state_seq        bigint NOT NULL DEFAULT 0,
    created_at       bigint NOT NULL,
    last_seen_at     bigint NOT NULL
);
CREATE INDEX users_username ON users (lower(username)) WHERE username IS NOT NULL;
CREATE INDEX users_referrer ON users (referrer_id) WHERE referrer_id IS NOT NULL;

CREATE TABLE subscriptions (
    telegram_id           bigint PRIMARY KEY REFERENCES users (telegram_id),
    tariff                text NOT NULL,
    period_days           integer NOT NULL,      -- of the last grant: what a renewal buys
    status                text NOT NULL CHECK (status IN ('active', 'expired')),
    source                text NOT NULL CHECK (source IN ('payment', 'trial', 'admin', 'auto_renew', 'gift')),
    uuid                  text UNIQUE,
    vpn_key               text,
    starts_at             bigint NOT NULL,
    expires_at            bigint NOT NULL,
    waiting_since         bigint,                -- since when an access never activated waits: not paid for
    auto_renew            integer NOT NULL DEFAULT 0,
    renewal_next_at       bigint,
    next_reminder_at      bigint,
    reminder_stage        integer NOT NULL DEFAULT 0,
    activation_status     text NOT NULL DEFAULT 'none'
                          CHECK (activation_status IN ('none', 'pending', 'active', 'failed')),
    activation_attempts   integer NOT NULL DEFAULT 0,
    next_activation_at    bigint,                -- due for the activation worker; NULL: nothing to do
    lease_owner           text,
    lease_until           bigint,
    last_activation_error text,
    activated_at          bigint,
    vpn_expires_at        bigint,                -- what the VPN API was last told
    period_number         integer NOT NULL DEFAULT 1,
    updated_at            bigint NOT NULL
);
CREATE INDEX subscriptions_activation_due ON subscriptions (next_activation_at) WHERE next_activation_at IS NOT NULL;
CREATE INDEX subscriptions_waiting ON subscriptions (waiting_since) WHERE waiting_since IS NOT NULL;
CREATE INDEX subscriptions_failed ON subscriptions (telegram_id) WHERE activation_status = 'failed';
CREATE INDEX subscriptions_expiry_due ON subscriptions (expires_at)
    WHERE status = 'active' AND waiting_since IS NULL;
CREATE INDEX subscriptions_reminder_due ON subscriptions (next_reminder_at) WHERE next_reminder_at IS NOT NULL;
CREATE INDEX subscriptions_renewal_due ON subscriptions (renewal_next_at) WHERE renewal_next_at IS NOT NULL;

CREATE TABLE vpn_removals (
    uuid            text PRIMARY KEY,
    since           bigint NOT NULL,
    attempts        integer NOT NULL DEFAULT 0,
    next_attempt_at bigint NOT NULL,
    lease_owner     text,
    lease_until     bigint,
    last_error      text
);
CREATE INDEX vpn_removals_due ON vpn_removals (next_attempt_at);

CREATE TABLE purchases (
    purchase_id         text PRIMARY KEY,
    telegram_id         bigint NOT NULL REFERENCES users (telegram_id),
    kind                text NOT NULL CHECK (kind IN ('subscription', 'balance_topup', 'gift')),
    tariff              text,
    period_days         integer,
    price_kopecks       bigint NOT NULL CHECK (price_kopecks > 0),
    price_stars         integer,
    promo_code          text,
    provider            text CHECK (provider IN ('crypto_pay', 'stars', 'card', 'balance')),
    provider_invoice_id text,
    pay_url             text,
    status              text NOT NULL DEFAULT 'created' CHECK (status IN
                        ('created', 'awaiting_payment', 'fulfilled', 'expired', 'cancelled', 'review', 'refunded')),
    chat_message_id     bigint,                  -- the menu that shows this purchase, to be edited
    next_check_at       bigint,                  -- due for the payment watcher; NULL: nothing to do
    attempts            integer NOT NULL DEFAULT 0,
    lease_owner         text,
    lease_until         bigint,
    last_error          text,
    note                text,
    created_at          bigint NOT NULL,
    expires_at          bigint NOT NULL,
    fulfilled_at        bigint,
    UNIQUE (provider, provider_invoice_id)
);
CREATE INDEX purchases_user ON purchases (telegram_id, created_at);
CREATE INDEX purchases_check_due ON purchases (next_check_at) WHERE next_check_at IS NOT NULL;
CREATE INDEX purchases_expiry_due ON purchases (expires_at) WHERE status IN ('created', 'awaiting_payment');
CREATE INDEX purchases_review ON purchases (created_at) WHERE status = 'review';

CREATE TABLE payments (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    purchase_id    text NOT NULL REFERENCES purchases (purchase_id),
    telegram_id    bigint NOT NULL,
    provider       text NOT NULL,
    external_id    text NOT NULL,
    amount         bigint NOT NULL,             -- minor units of the currency
    currency       text NOT NULL,
    status         text NOT NULL CHECK (status IN ('granted', 'review', 'refunded')),
    note           text,
    paid_at        bigint NOT NULL,
    created_at     bigint NOT NULL,
    UNIQUE (provider, external_id)
);
CREATE INDEX payments_user ON payments (telegram_id, created_at);
CREATE INDEX payments_purchase ON payments (purchase_id);
CREATE INDEX payments_review ON payments (id) WHERE status = 'review';

CREATE TABLE balance_transactions (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    telegram_id     bigint NOT NULL REFERENCES users (telegram_id),
    amount_kopecks  bigint NOT NULL CHECK (amount_kopecks <> 0),
    kind            text NOT NULL CHECK (kind IN
                    ('topup', 'purchase', 'renewal', 'referral', 'admin', 'refund', 'gift_return')),
    reference       text NOT NULL,               -- purchase id, subscription period, change id
    note            text,
    created_at      bigint NOT NULL,
    UNIQUE (telegram_id, kind, reference)
);

CREATE TABLE promo_codes (
    code             text PRIMARY KEY,           -- upper case
    discount_percent integer NOT NULL CHECK (discount_percent BETWEEN 1 AND 100),
    max_uses         integer NOT NULL CHECK (max_uses > 0),
    used_count       integer NOT NULL DEFAULT 0 CHECK (used_count >= 0 AND used_count <= max_uses),
    valid_from       bigint,
    valid_until      bigint,
    is_active        integer NOT NULL DEFAULT 1,
    created_at       bigint NOT NULL
);
CREATE TABLE promo_uses (
    code         text NOT NULL REFERENCES promo_codes (code),
    telegram_id  bigint NOT NULL,
    purchase_id  text NOT NULL UNIQUE REFERENCES purchases (purchase_id),
    status       text NOT NULL CHECK (status IN ('reserved', 'used', 'released')),
    created_at   bigint NOT NULL
);
CREATE INDEX promo_uses_user ON promo_uses (telegram_id, code);

CREATE TABLE referral_rewards (
    buyer_id       bigint NOT NULL,
    purchase_id    text NOT NULL REFERENCES purchases (purchase_id),
    referrer_id    bigint NOT NULL REFERENCES users (telegram_id),
    amount_kopecks bigint NOT NULL,
    reversed_at    bigint,
    created_at     bigint NOT NULL,
    PRIMARY KEY (buyer_id, purchase_id)
);
CREATE INDEX referral_rewards_referrer ON referral_rewards (referrer_id);

CREATE TABLE gifts (
    code          text PRIMARY KEY,
    purchase_id   text NOT NULL UNIQUE REFERENCES purchases (purchase_id),
    buyer_id      bigint NOT NULL REFERENCES users (telegram_id),
    tariff        text NOT NULL,
    period_days   integer NOT NULL,
    claimed_by    bigint REFERENCES users (telegram_id),
    claimed_at    bigint,
    returned_at   bigint,
    expires_at    bigint NOT NULL,
    created_at    bigint NOT NULL
);
CREATE INDEX gifts_open ON gifts (expires_at) WHERE claimed_at IS NULL AND returned_at IS NULL;

-- Every update that was acknowledged. `seq` is our order; `lane` keeps a customer's updates one after another.
CREATE TABLE inbox (
    seq             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    update_id       bigint NOT NULL UNIQUE,
    kind            text NOT NULL,
    user_id         bigint,
    lane            text COLLATE "C" NOT NULL, -- ordered by bytes, as on SQLite
    body            bytea NOT NULL,
    received_at     bigint NOT NULL,
    status          text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'done', 'dead')),
    attempts        integer NOT NULL DEFAULT 0,
    picked_by       text,
    picked_alone    integer NOT NULL DEFAULT 0,
    crashes         integer NOT NULL DEFAULT 0,
    next_attempt_at bigint NOT NULL DEFAULT 0,
    last_error      text,
    handled_at      bigint
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, fillfactor = 85);
CREATE INDEX inbox_pending ON inbox (lane, seq) WHERE status = 'pending';
CREATE INDEX inbox_dead ON inbox (seq) WHERE status = 'dead';
CREATE INDEX inbox_done ON inbox (handled_at) WHERE status = 'done';
CREATE INDEX inbox_user ON inbox (user_id, seq) WHERE user_id IS NOT NULL;

-- Every call of the Bot API that is to be made, in the order of `id` within (chat, class).
CREATE TABLE outbox (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chat_id         bigint NOT NULL,             -- 0: answers to callbacks and pre-checkouts, no order
    class           integer NOT NULL CHECK (class BETWEEN 0 AND 2), -- interactive, transactional, bulk
    method          text NOT NULL,
    payload         bytea NOT NULL,            -- JSON
    dedupe_key      text UNIQUE,
    not_before      bigint NOT NULL,
    expires_at      bigint NOT NULL,
    attempts        integer NOT NULL DEFAULT 0,
    lease_owner     text,
    lease_until     bigint,
    status          text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'sent', 'failed', 'dropped')),
    last_error      text,
    message_id      bigint,
    correlation_id  text,
    created_at      bigint NOT NULL,
    finished_at     bigint
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, fillfactor = 85);
CREATE INDEX outbox_pending ON outbox (class, chat_id, id) WHERE status = 'pending';
CREATE INDEX outbox_failed ON outbox (id) WHERE status = 'failed';
CREATE INDEX outbox_finished ON outbox (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX outbox_chat ON outbox (chat_id, id);

CREATE TABLE instances (
    instance_id   text PRIMARY KEY,
    version       text NOT NULL,
    role          text NOT NULL,                 -- leader, standby, ingest_only
    started_at    bigint NOT NULL,
    last_seen_at  bigint NOT NULL,
    ended_at      bigint,
    exit_reason   text,
    exit_dump     text,
    gauges        text NOT NULL DEFAULT '{}'     -- JSON
);

CREATE TABLE series (
    instance_id   text NOT NULL,
    at            bigint NOT NULL,
    gauges        text NOT NULL,                 -- JSON
    PRIMARY KEY (instance_id, at)
);
CREATE INDEX series_age ON series (at);

CREATE TABLE worker_states (
    worker         text PRIMARY KEY,
    paused_by      text,
    paused_at      bigint,
    paused_until   bigint,                       -- NULL with paused_at set: until resumed
    pause_reason   text,
    run_requested_at bigint,
    run_requested_by text,
    last_run_at    bigint,
    updated_at     bigint NOT NULL
);

CREATE TABLE worker_iterations (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    worker          text NOT NULL,
    instance_id     text NOT NULL,
    iteration       bigint NOT NULL,
    correlation_id  text NOT NULL UNIQUE,
    trigger         text NOT NULL,               -- timer, kick, due, console, cli
    started_at      bigint NOT NULL,
    ended_at        bigint,
    outcome         text,                        -- NULL while it runs
    items           bigint NOT NULL DEFAULT 0,
    has_more        integer NOT NULL DEFAULT 0,
    error_type      text,
    reason          text
);
CREATE INDEX worker_iterations_worker ON worker_iterations (worker, id);
CREATE INDEX worker_iterations_age ON worker_iterations (started_at);
CREATE INDEX worker_iterations_open ON worker_iterations (instance_id) WHERE outcome IS NULL;

CREATE TABLE orders (
    change_id     text PRIMARY KEY,
    target        text NOT NULL,                 -- an instance id, or 'leader'
    call          text NOT NULL,
    args          text NOT NULL,                 -- JSON
    asked_by      text NOT NULL,
    created_at    bigint NOT NULL,
    expires_at    bigint NOT NULL,
    done_at       bigint,
    result        text
);
CREATE INDEX orders_open ON orders (created_at) WHERE done_at IS NULL;

CREATE TABLE feature_flags (
    key         text PRIMARY KEY,
    enabled     integer NOT NULL,
    kind        text NOT NULL,                   -- business, operations
    description text NOT NULL,
    changed_by  text NOT NULL,
    changed_at  bigint NOT NULL,
    reason      text NOT NULL,
    version     bigint NOT NULL DEFAULT 1
);

CREATE TABLE audit_log (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    change_id   text UNIQUE,
    at          bigint NOT NULL,
    actor       text NOT NULL,
    role        text NOT NULL,
    address     text,
    action      text NOT NULL,
    subject     text NOT NULL,
    before      text,
    after       text,
    reason      text,
    result      text NOT NULL
);
CREATE INDEX audit_log_at ON audit_log (at);
CREATE INDEX audit_log_subject ON audit_log (subject, id);

CREATE TABLE operators (
    name        text PRIMARY KEY,
    role        text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
    token_hash  text NOT NULL UNIQUE,            -- SHA-256, hexadecimal
    created_at  bigint NOT NULL,
    expires_at  bigint NOT NULL,
    revoked_at  bigint,
    last_used_at bigint
);

-- Small facts the server remembers between runs, such as the hash of the webhook secret that was set.
CREATE TABLE settings (
    key         text PRIMARY KEY,
    value       text NOT NULL,
    updated_at  bigint NOT NULL
);
