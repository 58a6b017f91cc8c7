-- Payments that are to go back to whoever made them, by the provider that took them. The version before knows nothing of
-- them: what was asked for waits.

CREATE TABLE refund_orders (
    payment_id      bigint PRIMARY KEY REFERENCES payments (id),
    actor           text NOT NULL,
    role            text NOT NULL,
    reason          text NOT NULL,
    asked_at        bigint NOT NULL,
    status          text NOT NULL,               -- asked, done, refused
    attempts        integer NOT NULL DEFAULT 0,
    next_attempt_at bigint,                      -- NULL: nothing to do
    lease_owner     text,
    lease_until     bigint,
    last_error      text
);
CREATE INDEX refund_orders_due ON refund_orders (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
