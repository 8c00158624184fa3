-- Writing together: each document that is written in has a head and a log of commits, one for each thing that somebody
-- did. Revisions are made from it; when the document is issued the log is reduced (docs/decisions/0008).
CREATE TABLE writing_head (
  document_id TEXT PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 0),
  -- Of the newest commit: chains them, and lets a new one in only behind it.
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  -- 1 while it lies for approval and ever after: nothing is written any more.
  frozen INTEGER NOT NULL DEFAULT 0 CHECK (frozen IN (0, 1)),
  -- The newest revision made from the log, and the version it was made of.
  settled_version INTEGER NOT NULL,
  settled_revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a process that ended left without a revision.
CREATE INDEX writing_head_unsettled ON writing_head (document_id) WHERE version > settled_version AND frozen = 0;

CREATE TABLE writing_commit (
  document_id TEXT NOT NULL REFERENCES writing_head (document_id),
  version INTEGER NOT NULL CHECK (version > 0),
  -- Made by whoever sent it: sending again is harmless.
  id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  at TEXT NOT NULL,
  base INTEGER NOT NULL,
  change TEXT NOT NULL,
  prev TEXT NOT NULL CHECK (length(prev) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  PRIMARY KEY (document_id, version),
  UNIQUE (document_id, id)
) STRICT, WITHOUT ROWID;

-- Can be made again from older ones and the commits since; only the newest are kept.
CREATE TABLE writing_snapshot (
  document_id TEXT NOT NULL REFERENCES writing_head (document_id),
  version INTEGER NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (document_id, version)
) STRICT, WITHOUT ROWID;

-- "Nicht übernommene Eingaben": for their author alone.
CREATE TABLE writing_unplaced (
  id TEXT PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES writing_head (document_id),
  place TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('text', 'value')),
  content TEXT NOT NULL,
  -- Whose typing it was.
  user_id TEXT NOT NULL,
  at TEXT NOT NULL,
  -- When she took it back in or put it away.
  settled_at TEXT
) STRICT;

CREATE INDEX writing_unplaced_by_document ON writing_unplaced (document_id, user_id);

-- One person writing in one document without a long pause; told in the trail when it begins and when it has ended.
CREATE TABLE writing_sitting (
  id TEXT PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES writing_head (document_id),
  user_id TEXT NOT NULL,
  -- Whose trail tells of it too: the case of the document.
  related TEXT,
  began_at TEXT NOT NULL,
  last_at TEXT NOT NULL,
  commits INTEGER NOT NULL CHECK (commits > 0),
  -- A JSON list of the paths in the schema that she wrote at, each once.
  places TEXT NOT NULL CHECK (json_valid(places)),
  ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX writing_sitting_open ON writing_sitting (document_id, user_id) WHERE ended = 0;

-- The key of a person's drafts on her devices: handed only to pages where she is signed in.
CREATE TABLE device_key (
  user_id TEXT PRIMARY KEY REFERENCES user (id),
  key TEXT NOT NULL CHECK (length(key) = 64)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER writing_commit_never_changes BEFORE UPDATE ON writing_commit
BEGIN SELECT RAISE(ABORT, 'a commit never changes'); END;

-- INSERT OR REPLACE fires no DELETE trigger: only the next version of a document that is open may come in, and no id twice.
CREATE TRIGGER writing_commit_follows_the_head BEFORE INSERT ON writing_commit
WHEN NOT EXISTS (
  SELECT 1 FROM writing_head
  WHERE document_id = NEW.document_id AND version = NEW.version - 1 AND hash = NEW.prev AND frozen = 0
) OR EXISTS (SELECT 1 FROM writing_commit WHERE document_id = NEW.document_id AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'not the next commit of an open document'); END;

CREATE TRIGGER writing_commit_moves_the_head AFTER INSERT ON writing_commit
BEGIN UPDATE writing_head SET version = NEW.version, hash = NEW.hash WHERE document_id = NEW.document_id; END;
