-- A change that somebody proposes for a passage of a text. It stands beside the text and not in it: what is written, its
-- hash and its PDF are without it until it is accepted, which is a commit of its own under the same id.
CREATE TABLE suggestion (
  -- Made by whoever sends it: sending again is harmless.
  id TEXT PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES document (id),
  place TEXT NOT NULL CHECK (length(place) > 0),
  -- What people called the place then; a row that is gone has no other name.
  label TEXT NOT NULL CHECK (length(label) > 0),
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL,
  -- What shall stand there, as a slice of ProseMirror; null once the document is issued.
  slice TEXT CHECK (json_valid(slice)),
  -- The words that shall go and those that shall come, to be read; empty where there are none.
  quote TEXT NOT NULL,
  inserted TEXT NOT NULL
) STRICT;

CREATE INDEX suggestion_by_document ON suggestion (document_id);

-- Where its passage stood in the text of a version; both null once all of it is gone.
CREATE TABLE suggestion_anchor (
  suggestion_id TEXT PRIMARY KEY REFERENCES suggestion (id),
  version INTEGER NOT NULL CHECK (version >= 0),
  from_position INTEGER,
  to_position INTEGER,
  CHECK ((from_position IS NULL) = (to_position IS NULL))
) STRICT;

CREATE TABLE suggestion_decision (
  suggestion_id TEXT PRIMARY KEY REFERENCES suggestion (id),
  outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'rejected', 'withdrawn')),
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL
) STRICT;

CREATE TRIGGER suggestion_decision_never_changes BEFORE UPDATE ON suggestion_decision
BEGIN SELECT RAISE(ABORT, 'a decision about a suggestion stands'); END;
CREATE TRIGGER suggestion_decision_never_goes BEFORE DELETE ON suggestion_decision
BEGIN SELECT RAISE(ABORT, 'a decision about a suggestion stands'); END;

-- INSERT OR REPLACE fires no DELETE trigger.
CREATE TRIGGER suggestion_is_decided_once BEFORE INSERT ON suggestion_decision
WHEN EXISTS (SELECT 1 FROM suggestion_decision WHERE suggestion_id = NEW.suggestion_id)
BEGIN SELECT RAISE(ABORT, 'a suggestion is decided once'); END;
