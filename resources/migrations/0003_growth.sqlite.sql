-- Retention of messages that were said once and may be said again must not read past those that are kept for
-- their key: a year of them. (An older binary finds the same rows by reading the table.)
DROP INDEX outbox_finished;
-- With the key in front it is chosen before the unique index of keys, where all without one are equal.
CREATE INDEX outbox_finished_plain ON outbox (dedupe_key, finished_at) WHERE finished_at IS NOT NULL AND dedupe_key IS NULL;
CREATE INDEX outbox_finished_keyed ON outbox (finished_at) WHERE finished_at IS NOT NULL AND dedupe_key IS NOT NULL;
