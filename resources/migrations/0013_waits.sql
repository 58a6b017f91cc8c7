-- Who has waited for a key, kept after it has come, and who was given days for that. The version before leaves the new
-- columns as they are.

ALTER TABLE subscriptions ADD COLUMN waited_since bigint;  -- of the last wait that was long enough to be noted
ALTER TABLE subscriptions ADD COLUMN waited_until bigint;  -- when the key came
ALTER TABLE subscriptions ADD COLUMN days_given_at bigint; -- when days were given for a wait last
CREATE INDEX subscriptions_waited ON subscriptions (waited_until) WHERE waited_until IS NOT NULL;
