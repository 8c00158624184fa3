-- Somebody of the house takes part in one document: she sees it, and writes, suggests or comments there, as long as the
-- invitation stands. Another right is another invitation.
CREATE TABLE document_invitation (
  id TEXT PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES document (id),
  user_id TEXT NOT NULL REFERENCES user (id),
  mode TEXT NOT NULL CHECK (mode IN ('write', 'suggest', 'comment')),
  invited_by TEXT NOT NULL REFERENCES user (id),
  invited_at TEXT NOT NULL,
  ended_at TEXT
) STRICT;

CREATE UNIQUE INDEX document_invitation_stands ON document_invitation (document_id, user_id) WHERE ended_at IS NULL;
CREATE INDEX document_invitation_by_user ON document_invitation (user_id, document_id) WHERE ended_at IS NULL;

CREATE TRIGGER document_invitation_only_ends BEFORE UPDATE ON document_invitation
WHEN OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
  OR (NEW.id, NEW.document_id, NEW.user_id, NEW.mode, NEW.invited_by, NEW.invited_at)
    IS NOT (OLD.id, OLD.document_id, OLD.user_id, OLD.mode, OLD.invited_by, OLD.invited_at)
BEGIN SELECT RAISE(ABORT, 'an invitation ends and does not change'); END;
CREATE TRIGGER document_invitation_never_goes BEFORE DELETE ON document_invitation
BEGIN SELECT RAISE(ABORT, 'an invitation ends and does not go'); END;

-- While it stands here, only the author writes in the document and everybody else suggests.
CREATE TABLE document_suggest_only (
  document_id TEXT PRIMARY KEY REFERENCES document (id),
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL
) STRICT;

-- What somebody remarked about a place of a document, and the answers. Outside of its values and its content hash.
CREATE TABLE comment_thread (
  id TEXT PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES document (id),
  -- Empty: the whole document.
  place TEXT NOT NULL,
  -- What people called the place then; a row that is gone has no other name.
  label TEXT NOT NULL CHECK (length(label) > 0),
  -- The words that it is about, as they stood then.
  quote TEXT CHECK (length(quote) BETWEEN 1 AND 500)
) STRICT;

CREATE INDEX comment_thread_by_document ON comment_thread (document_id);

CREATE TABLE comment_entry (
  id TEXT PRIMARY KEY,
  thread_id TEXT NOT NULL REFERENCES comment_thread (id),
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL,
  -- Null once its author removed it.
  text TEXT CHECK (length(text) > 0),
  -- Ids of the people whom it names, as JSON.
  mentions TEXT NOT NULL CHECK (json_valid(mentions)),
  changed_at TEXT,
  removed_at TEXT,
  CHECK ((text IS NULL) = (removed_at IS NOT NULL))
) STRICT;

CREATE INDEX comment_entry_by_thread ON comment_entry (thread_id, id);

CREATE TRIGGER comment_entry_never_comes_back BEFORE UPDATE ON comment_entry
WHEN OLD.removed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what was removed stays so'); END;
CREATE TRIGGER comment_entry_never_goes BEFORE DELETE ON comment_entry
BEGIN SELECT RAISE(ABORT, 'a comment leaves its place behind'); END;

-- The newest one of a thread counts.
CREATE TABLE comment_resolution (
  id TEXT PRIMARY KEY,
  thread_id TEXT NOT NULL REFERENCES comment_thread (id),
  kind TEXT NOT NULL CHECK (kind IN ('resolved', 'reopened')),
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL
) STRICT;

CREATE INDEX comment_resolution_by_thread ON comment_resolution (thread_id, id);

-- Where the passage of a thread stood in the text of a version; follows from the log for every later one. Without
-- positions all of its text is gone.
CREATE TABLE comment_anchor (
  thread_id TEXT PRIMARY KEY REFERENCES comment_thread (id),
  version INTEGER NOT NULL CHECK (version >= 0),
  from_position INTEGER,
  to_position INTEGER,
  CHECK ((from_position IS NULL) = (to_position IS NULL))
) STRICT;
