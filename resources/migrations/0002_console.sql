-- What the console needs: the answer that a repeated change gets.

ALTER TABLE audit_log ADD COLUMN answer text; -- JSON; NULL: refused, or not a call of the console
