-- A payment under review that an operator has looked at and left in the books leaves the list.

ALTER TABLE payments ADD COLUMN decided_at bigint; -- NULL: nobody has decided
