-- Once a day what is in the books of two days is held against the provider's own list.

CREATE INDEX payments_provider_paid ON payments (provider, paid_at);
