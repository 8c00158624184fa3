-- What a person should learn about, until she has seen it. No domain fact: what it is about stands elsewhere.
CREATE TABLE notice (
  id TEXT PRIMARY KEY,
  to_user_id TEXT NOT NULL REFERENCES user (id),
  kind TEXT NOT NULL CHECK (length(kind) > 0),
  about TEXT NOT NULL,
  created_at TEXT NOT NULL,
  seen_at TEXT
) STRICT;

CREATE INDEX notice_unseen ON notice (to_user_id, id) WHERE seen_at IS NULL;
