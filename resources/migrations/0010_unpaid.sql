-- What nobody paid for leaves after a month: it is found by its end, and whoever might keep it by the purchase.

CREATE INDEX purchases_unpaid ON purchases (expires_at) WHERE status IN ('expired', 'cancelled');
CREATE INDEX referral_rewards_purchase ON referral_rewards (purchase_id);
