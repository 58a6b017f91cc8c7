-- Messages to many customers at once, and which messages of the outbox are of which. The version before sends what is in
-- the outbox, and puts nothing more into it.

CREATE TABLE broadcasts (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    title         text NOT NULL,
    segment       text NOT NULL,                 -- all, active, expired, …: see protocol/shopchoices.h
    segment_value text NOT NULL,                 -- a tariff, a language or days; '' for the other segments
    content       text NOT NULL,                 -- JSON: texts, buttons, picture
    status        text NOT NULL,                 -- draft, scheduled, running, paused, stopped, done
    created_by    text NOT NULL,
    created_at    bigint NOT NULL,
    starts_at     bigint,
    started_at    bigint,                        -- whoever is a customer by then, as they were then
    finished_at   bigint,
    next_at       bigint,                        -- due for the worker; NULL: nothing to do
    total         bigint NOT NULL DEFAULT 0,     -- customers when it began
    cursor_id     bigint NOT NULL DEFAULT 0,     -- up to this customer it is in the outbox
    is_unrolled   integer NOT NULL DEFAULT 0,    -- 1: for everybody
    sent          bigint NOT NULL DEFAULT 0,     -- these four once it is finished: messages leave the outbox
    blocked       bigint NOT NULL DEFAULT 0,
    failed        bigint NOT NULL DEFAULT 0,
    dropped       bigint NOT NULL DEFAULT 0
);
CREATE INDEX broadcasts_due ON broadcasts (next_at) WHERE next_at IS NOT NULL;

ALTER TABLE outbox ADD COLUMN broadcast_id bigint;
CREATE INDEX outbox_broadcast ON outbox (broadcast_id, status, end_reason, finished_at) WHERE broadcast_id IS NOT NULL;
