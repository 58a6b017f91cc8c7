-- What the console looks at of what is sold and said. The version before knows nothing of it.

-- Requests to support that are open, of all that ever were.
CREATE INDEX support_threads_open ON support_threads (last_at) WHERE status = 'open';
