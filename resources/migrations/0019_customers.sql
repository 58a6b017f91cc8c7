-- What customers do in the chat beside buying. What they write to the staff of the shop, and what they are answered:
-- one thread for each. The version before knows nothing of it; what was not passed on yet waits.

CREATE TABLE support_threads (
    telegram_id    bigint PRIMARY KEY REFERENCES users (telegram_id),
    status         text NOT NULL,                -- open, closed
    waits_for      text NOT NULL,                -- staff, customer
    topic_id       bigint,                       -- message_thread_id in the chat of the staff; NULL: none
    topic_asked_at bigint,                       -- it is being made, the messages wait for it
    messages       integer NOT NULL DEFAULT 0,   -- the number of the last one
    opened_at      bigint NOT NULL,              -- last
    closed_at      bigint,
    closed_by      text,
    last_at        bigint NOT NULL,              -- of the last message
    looks          integer NOT NULL DEFAULT 0,
    next_look_at   bigint                        -- how its messages fared is to be seen; NULL: nothing to do
);
CREATE INDEX support_threads_due ON support_threads (next_look_at) WHERE next_look_at IS NOT NULL;
CREATE INDEX support_threads_topic ON support_threads (topic_id) WHERE topic_id IS NOT NULL;
CREATE INDEX support_threads_last ON support_threads (last_at);

CREATE TABLE support_messages (
    telegram_id       bigint NOT NULL REFERENCES support_threads (telegram_id),
    number            integer NOT NULL,
    from_staff        integer NOT NULL,
    author            text NOT NULL DEFAULT '',  -- of the staff
    content           text NOT NULL,             -- text, photo, …: as the Bot API calls it
    body              text NOT NULL DEFAULT '',  -- what was written, also under a picture
    source_message_id bigint,                    -- where it was written
    staff_message_id  bigint,                    -- in the chat of the staff: itself, or what was passed on there
    status            text NOT NULL,             -- waiting (for the topic), sending, sent, failed
    error             text,
    created_at        bigint NOT NULL,
    PRIMARY KEY (telegram_id, number)
);
CREATE INDEX support_messages_open ON support_messages (telegram_id, number) WHERE status IN ('waiting', 'sending');
CREATE INDEX support_messages_staff ON support_messages (staff_message_id) WHERE staff_message_id IS NOT NULL;

-- What a customer has set about reminders. The version before reminds everybody, at any hour.
ALTER TABLE users ADD COLUMN reminders_off integer NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN quiet_from integer;                         -- hour of the day, 0 to 23; NULL: no quiet hours
ALTER TABLE users ADD COLUMN quiet_until integer;
ALTER TABLE users ADD COLUMN zone_minutes integer NOT NULL DEFAULT 180;  -- of the customer's clock, east of UTC

-- Whoever had their personal data erased: there is no second trial. The version before gives one.
CREATE TABLE erased_people (
    person    text PRIMARY KEY,  -- SHA-256 of the number, hexadecimal
    erased_at bigint NOT NULL
);
