-- How a message ended as a word that programs read, how often nobody knows what became of it, and what is kept
-- for a customer who comes back. The version before leaves all of it at its default.

ALTER TABLE outbox ADD COLUMN end_reason text;                          -- NULL while pending, and when sent
ALTER TABLE outbox ADD COLUMN unknown_outcomes integer NOT NULL DEFAULT 0; -- calls made whose answer never came
ALTER TABLE outbox ADD COLUMN keep_for_return integer NOT NULL DEFAULT 0; -- 1: sent when the chat can be reached again
ALTER TABLE users ADD COLUMN unreachable_since bigint;                   -- cleared when what was kept is sent
CREATE INDEX outbox_kept ON outbox (chat_id, id)
    WHERE keep_for_return = 1 AND status = 'dropped' AND end_reason = 'unreachable';
