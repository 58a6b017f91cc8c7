-- What money needs to be kept exactly once and never lost. The version before leaves all of it at its default.

-- A payment for no purchase of ours is a row too; telegram_id is then its payer's, or 0 where nobody says. SQLite
-- cannot take NOT NULL from a column: the table is made anew.
CREATE TABLE payments_new (
    id             integer PRIMARY KEY AUTOINCREMENT,
    purchase_id    text REFERENCES purchases (purchase_id),
    telegram_id    bigint NOT NULL,
    provider       text NOT NULL,
    external_id    text NOT NULL,
    amount         bigint NOT NULL,             -- minor units of the currency
    currency       text NOT NULL,
    status         text NOT NULL CHECK (status IN ('granted', 'review', 'refunded')),
    note           text,
    paid_at        bigint NOT NULL,
    created_at     bigint NOT NULL,
    decided_at     bigint,
    UNIQUE (provider, external_id)
);
INSERT INTO payments_new (id, purchase_id, telegram_id, provider, external_id, amount, currency, status, note, paid_at,
    created_at, decided_at)
SELECT id, purchase_id, telegram_id, provider, external_id, amount, currency, status, note, paid_at, created_at,
    decided_at FROM payments;
DROP TABLE payments;
ALTER TABLE payments_new RENAME TO payments;
CREATE INDEX payments_user ON payments (telegram_id, created_at);
CREATE INDEX payments_purchase ON payments (purchase_id);
CREATE INDEX payments_review ON payments (id) WHERE status = 'review';

ALTER TABLE purchases ADD COLUMN invoice_asked_at bigint; -- an invoice may have been made since; NULL: certainly none
ALTER TABLE purchases ADD COLUMN completes text;          -- the purchase that this top-up is to pay for

ALTER TABLE subscriptions ADD COLUMN short_period integer;               -- the period whose renewal lacked money
ALTER TABLE subscriptions ADD COLUMN value_kopecks bigint NOT NULL DEFAULT 0; -- paid for the last value_ms of the time left
ALTER TABLE subscriptions ADD COLUMN value_ms bigint NOT NULL DEFAULT 0;

-- Payments of other programs that share the provider's app: each is counted once.
CREATE TABLE foreign_payments (
    provider       text NOT NULL,
    external_id    text NOT NULL,
    seen_at        bigint NOT NULL,
    PRIMARY KEY (provider, external_id)
);
CREATE INDEX foreign_payments_age ON foreign_payments (seen_at);

-- Refunds that came before the payment they give back.
CREATE TABLE waiting_refunds (
    provider       text NOT NULL,
    external_id    text NOT NULL,
    reason         text NOT NULL,
    received_at    bigint NOT NULL,
    PRIMARY KEY (provider, external_id)
);
