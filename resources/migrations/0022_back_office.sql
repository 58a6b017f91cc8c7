-- What the console looks at of what is sold and said. The version before knows nothing of it.

-- Requests to support that are open, of all that ever were.
CREATE INDEX support_threads_open ON support_threads (last_at) WHERE status = 'open';

-- Who made a promo code: '' where nobody knows. The newest codes, and the newest uses of one.
ALTER TABLE promo_codes ADD COLUMN created_by text NOT NULL DEFAULT '';
CREATE INDEX promo_codes_created ON promo_codes (created_at, code);
CREATE INDEX promo_uses_code ON promo_uses (code, created_at, purchase_id);

-- What sales count by time, beside purchases_fulfilled.
CREATE INDEX users_trial ON users (trial_used_at) WHERE trial_used_at IS NOT NULL;
CREATE INDEX balance_transactions_renewals ON balance_transactions (created_at) WHERE kind = 'renewal';
CREATE INDEX subscriptions_ended ON subscriptions (expires_at) WHERE status = 'expired';

-- Refunds that another administrator must approve: of status 'approval' until somebody decides.
ALTER TABLE refund_orders ADD COLUMN decided_by text;
CREATE INDEX refund_orders_approval ON refund_orders (asked_at) WHERE status = 'approval';
