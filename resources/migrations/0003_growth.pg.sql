-- Retention of messages that were said once and may be said again must not read past those that are kept for
-- their key: a year of them. (An older binary finds the same rows by reading the table.)
DROP INDEX outbox_finished;
CREATE INDEX outbox_finished_plain ON outbox (finished_at) WHERE finished_at IS NOT NULL AND dedupe_key IS NULL;
CREATE INDEX outbox_finished_keyed ON outbox (finished_at) WHERE finished_at IS NOT NULL AND dedupe_key IS NOT NULL;

-- What is due moves through the same few pages of its index: they are to be cleaned before a fifth of the whole
-- table (the default) is dead.
ALTER TABLE subscriptions SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
ALTER TABLE purchases SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
ALTER TABLE vpn_removals SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
ALTER TABLE worker_iterations SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);
ALTER TABLE audit_log SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);
