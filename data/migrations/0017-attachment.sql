-- Files beside a case or a document (docs/decisions/0011-attachments.md). `subject` is the id of what they belong to;
-- what that is, the table does not know.
CREATE TABLE attachment (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  position INTEGER NOT NULL CHECK (position > 0),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 160),
  dated TEXT CHECK (length(dated) = 10),
  is_public INTEGER NOT NULL CHECK (is_public IN (0, 1)),
  -- As people named it, for them to recognise; nothing is ever stored under it.
  file_name TEXT NOT NULL CHECK (length(file_name) > 0),
  blob_id TEXT NOT NULL REFERENCES blob (id),
  -- The file as it came, while a turned or reduced picture stands in its place.
  original_blob_id TEXT REFERENCES blob (id),
  added_by TEXT NOT NULL REFERENCES user (id),
  added_at TEXT NOT NULL,
  removed_by TEXT REFERENCES user (id),
  removed_at TEXT,
  CHECK ((removed_by IS NULL) = (removed_at IS NULL))
) STRICT;

CREATE INDEX attachment_by_subject ON attachment (subject, position);
CREATE INDEX attachment_by_blob ON attachment (blob_id);
CREATE INDEX attachment_by_original ON attachment (original_blob_id) WHERE original_blob_id IS NOT NULL;

CREATE TRIGGER attachment_never_goes BEFORE DELETE ON attachment
BEGIN SELECT RAISE(ABORT, 'an attachment is removed, never deleted'); END;
CREATE TRIGGER attachment_stays_where_it_is BEFORE UPDATE OF id, subject, added_by, added_at ON attachment
BEGIN SELECT RAISE(ABORT, 'an attachment stays with what it belongs to'); END;

-- A file on its way. It is nobody's before it is whole: then it becomes an attachment, and its pieces go. No reference
-- binds the pieces to it, so that each table can be written alone; a piece without its upload is swept away.
CREATE TABLE upload (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES user (id),
  subject TEXT NOT NULL,
  file_name TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size > 0),
  -- As the browser computed it; null where it could not.
  sha256 TEXT CHECK (length(sha256) = 64),
  is_public INTEGER NOT NULL CHECK (is_public IN (0, 1)),
  begun_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  -- What became of it; null as long as it is not whole.
  attachment_id TEXT REFERENCES attachment (id)
) STRICT;

CREATE INDEX upload_by_user ON upload (user_id);

CREATE TABLE upload_chunk (
  upload_id TEXT NOT NULL,
  -- Of its first byte.
  start INTEGER NOT NULL CHECK (start >= 0),
  bytes BLOB NOT NULL,
  PRIMARY KEY (upload_id, start)
) STRICT;
