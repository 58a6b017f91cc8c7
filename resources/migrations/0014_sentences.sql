-- What was said beside its text, as JSON of an id and values, for consoles in other languages. The version before writes
-- the text alone: where the two differ the text counts.

ALTER TABLE alerts ADD COLUMN sentence text;            -- NULL: of no catalogue
ALTER TABLE worker_iterations ADD COLUMN sentence text; -- of the reason
ALTER TABLE orders ADD COLUMN sentence text;            -- of the result
