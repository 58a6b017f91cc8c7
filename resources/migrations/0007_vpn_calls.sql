-- Calls of the VPN API whose answer never came, who is owed a key, and which keys were taken away. The version
-- before leaves the new columns as they are.

ALTER TABLE subscriptions ADD COLUMN vpn_unsettled_until bigint; -- a call may still take effect until then
ALTER TABLE subscriptions ADD COLUMN key_owed_since bigint;      -- since when there is no key that works
UPDATE subscriptions SET key_owed_since = starts_at WHERE waiting_since IS NOT NULL;
CREATE INDEX subscriptions_key_owed ON subscriptions (key_owed_since) WHERE key_owed_since IS NOT NULL;

ALTER TABLE vpn_removals ADD COLUMN unsettled_until bigint;      -- an add may still take effect until then

-- Keys of ours that are gone: one that is found at the VPN API all the same is known as ours.
CREATE TABLE vpn_removed (
    uuid       text PRIMARY KEY,
    removed_at bigint NOT NULL
);
CREATE INDEX vpn_removed_by_age ON vpn_removed (removed_at);

-- When the VPN API is compared with this database next, and what the last time found. One row at most.
CREATE TABLE vpn_reconciliation (
    id           integer PRIMARY KEY CHECK (id = 1),
    due_at       bigint NOT NULL,
    last_at      bigint,
    listed       bigint NOT NULL DEFAULT 0, -- keys at the VPN API
    set_again    bigint NOT NULL DEFAULT 0, -- of ours it did not know
    taken_away   bigint NOT NULL DEFAULT 0, -- it knew and were removed before
    unknown      bigint NOT NULL DEFAULT 0  -- it knows and nobody here ever had
);
