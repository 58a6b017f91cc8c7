-- What failures have in common, as a word to group and to filter by. The version before leaves it NULL: there the text of
-- the error counts. And what operators do with everything that matches a filter, batch by batch.

ALTER TABLE inbox ADD COLUMN cause text;             -- of last_error
ALTER TABLE outbox ADD COLUMN cause text;            -- NULL while pending, when sent, and when another took its place
ALTER TABLE worker_iterations ADD COLUMN cause text; -- of what did not end well
CREATE INDEX outbox_given_up ON outbox (id) WHERE status = 'dropped' AND cause IS NOT NULL;

CREATE TABLE bulk_runs (
    change_id     text PRIMARY KEY,
    call          text NOT NULL,
    filter        text NOT NULL,                 -- JSON
    asked_by      text NOT NULL,
    reason        text NOT NULL,
    created_at    bigint NOT NULL,
    failed_until  bigint NOT NULL,               -- what failed later is left alone
    last_id       bigint NOT NULL,               -- so are rows beyond this one
    total         bigint NOT NULL,               -- that matched when it began
    reached       bigint NOT NULL DEFAULT 0,     -- the last row it has been at
    done          bigint NOT NULL DEFAULT 0,
    failed        bigint NOT NULL DEFAULT 0,     -- that could not be done
    ended_at      bigint,
    stopped_by    text
);
CREATE INDEX bulk_runs_open ON bulk_runs (created_at) WHERE ended_at IS NULL;
