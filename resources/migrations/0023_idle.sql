-- Reminders of those who are on trial and of the others are two queues: the next of one is not to be looked for among
-- all of the other. And what a gift was bought or opened by is found when that customer's data are erased. The version
-- before asks the same, and is served by the same.

CREATE INDEX subscriptions_paid_reminder_due ON subscriptions (next_reminder_at)
    WHERE next_reminder_at IS NOT NULL AND source <> 'trial';
CREATE INDEX subscriptions_trial_reminder_due ON subscriptions (next_reminder_at)
    WHERE next_reminder_at IS NOT NULL AND source = 'trial';
DROP INDEX subscriptions_reminder_due;

CREATE INDEX gifts_buyer ON gifts (buyer_id);
CREATE INDEX gifts_claimed ON gifts (claimed_by) WHERE claimed_by IS NOT NULL;
