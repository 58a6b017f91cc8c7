-- One effect for each id of a change, whatever else comes under it: the arguments it was claimed with. A row that is no
-- key (a refused attempt, a login) has no change_id, and says in call_id which call it was. The version before leaves
-- both empty.

ALTER TABLE audit_log ADD COLUMN args_hash text; -- of a console's change: SHA-256 of its arguments, hexadecimal
ALTER TABLE audit_log ADD COLUMN call_id text;   -- not unique: anybody may have called under it
