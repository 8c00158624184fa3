-- What every part stands on: the trail, stored files, jobs.

-- The trail's chain (docs/decisions/0004-audit-chain.md). It holds hashes only, so it can stay when retention asks for
-- the erasure of what an entry said.
CREATE TABLE audit_entry (
  seq INTEGER PRIMARY KEY CHECK (seq > 0),
  prev_hash TEXT NOT NULL CHECK (length(prev_hash) = 64),
  leaf TEXT NOT NULL CHECK (length(leaf) = 64),
  entry_hash TEXT NOT NULL UNIQUE CHECK (length(entry_hash) = 64),
  at TEXT NOT NULL CHECK (length(at) = 24)
) STRICT;

CREATE TRIGGER audit_entry_never_changes BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END;

CREATE TRIGGER audit_entry_never_goes BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END;

-- INSERT OR REPLACE fires no DELETE trigger: only the next number may come in.
CREATE TRIGGER audit_entry_only_grows BEFORE INSERT ON audit_entry
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit_entry)
BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END;

-- What the entries say: ids and codes, never content. A row may be erased, never changed. The columns for searching are
-- computed from the hashed text, so that they cannot say anything else.
CREATE TABLE audit_payload (
  seq INTEGER PRIMARY KEY REFERENCES audit_entry (seq),
  salt TEXT NOT NULL CHECK (length(salt) = 64),
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  event TEXT NOT NULL GENERATED ALWAYS AS (payload ->> '$.event') VIRTUAL,
  subject TEXT NOT NULL GENERATED ALWAYS AS (payload ->> '$.subject') VIRTUAL,
  related TEXT GENERATED ALWAYS AS (payload ->> '$.related') VIRTUAL
) STRICT;

CREATE INDEX audit_payload_by_subject ON audit_payload (subject, seq);
CREATE INDEX audit_payload_by_related ON audit_payload (related, seq) WHERE related IS NOT NULL;

CREATE TRIGGER audit_payload_never_changes BEFORE UPDATE ON audit_payload
BEGIN SELECT RAISE(ABORT, 'audit_payload may be erased, never changed'); END;

CREATE TRIGGER audit_payload_only_grows BEFORE INSERT ON audit_payload
WHEN NEW.seq IS NOT (SELECT max(seq) FROM audit_entry)
  OR EXISTS (SELECT 1 FROM audit_payload WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'audit_payload may be erased, never changed'); END;

-- Stored files, in pieces, because a libSQL server refuses values over about 4 MB. The id is the SHA-256 of
-- media type and bytes.
CREATE TABLE blob (
  id TEXT PRIMARY KEY CHECK (length(id) = 64),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  size INTEGER NOT NULL CHECK (size >= 0),
  media_type TEXT NOT NULL
) STRICT;

CREATE TABLE blob_chunk (
  blob_id TEXT NOT NULL REFERENCES blob (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  bytes BLOB NOT NULL,
  PRIMARY KEY (blob_id, position)
) STRICT;

-- Work that is done after the transaction that asked for it.
CREATE TABLE job (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  run_after TEXT,
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  leased_until TEXT,
  last_error TEXT,
  given_up_at TEXT,
  done_at TEXT,
  CHECK (given_up_at IS NULL OR done_at IS NULL)
) STRICT;

CREATE INDEX job_open ON job (id) WHERE done_at IS NULL AND given_up_at IS NULL;
CREATE INDEX job_by_subject ON job (subject);
