-- Telegram restarts the ids of updates at random, also with ids that it used within the last days: the same id with
-- another body is another update. The row that had the id before gives it up for minus its seq, so that the key stays
-- as the version before knows it; that version leaves body_hash empty, and then the body itself is compared.
-- An album is one message in several updates, and a customer who writes in a topic is answered there.

ALTER TABLE inbox ADD COLUMN body_hash text;     -- of the body as it came: it outlives the body
CREATE INDEX inbox_without_id ON inbox (body_hash) WHERE update_id < 0; -- what gave its id up, should it come again
ALTER TABLE users ADD COLUMN last_album text;    -- media_group_id of the latest album that was answered
ALTER TABLE users ADD COLUMN topic_id bigint;    -- of the private chat, where the customer wrote last; NULL: in none
