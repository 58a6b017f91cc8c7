-- What the console's overview counts and shows: sales by time, and alerts with what people said of them.

CREATE INDEX purchases_fulfilled ON purchases (fulfilled_at) WHERE fulfilled_at IS NOT NULL;
CREATE INDEX orders_done ON orders (done_at) WHERE done_at IS NOT NULL;

CREATE TABLE alerts (
    key             text PRIMARY KEY,
    severity        text NOT NULL,               -- info, warning, critical
    text            text NOT NULL,
    runbook         text NOT NULL,
    first_at        bigint NOT NULL,
    last_at         bigint NOT NULL,
    count           bigint NOT NULL DEFAULT 1,
    resolved_at     bigint,                      -- what it was about is well again
    acknowledged_by text,
    note            text,
    acknowledged_at bigint,
    muted_until     bigint,
    instance_id     text NOT NULL                -- who raised it last
);
CREATE INDEX alerts_last ON alerts (last_at);
