-- A buyer sees the gifts that nobody has opened yet.

CREATE INDEX gifts_waiting ON gifts (buyer_id) WHERE claimed_at IS NULL AND returned_at IS NULL;
