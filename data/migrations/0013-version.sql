-- Revisions that people will look for again: what was submitted, decided or issued, and what somebody gave a name.
CREATE TABLE document_version (
  document_id TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),
  revision INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('submitted', 'returned', 'approved', 'issued', 'named')),
  name TEXT CHECK (length(name) BETWEEN 1 AND 120),
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL,
  PRIMARY KEY (document_id, number),
  FOREIGN KEY (document_id, revision) REFERENCES document_revision (document_id, revision),
  CHECK ((kind = 'named') = (name IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER document_version_never_changes BEFORE UPDATE ON document_version
BEGIN SELECT RAISE(ABORT, 'a version never changes'); END;
CREATE TRIGGER document_version_never_goes BEFORE DELETE ON document_version
BEGIN SELECT RAISE(ABORT, 'a version never goes'); END;

-- INSERT OR REPLACE fires no DELETE trigger: only the next number may come in.
CREATE TRIGGER document_version_only_grows BEFORE INSERT ON document_version
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM document_version WHERE document_id = NEW.document_id)
BEGIN SELECT RAISE(ABORT, 'not the next version'); END;

-- What was left of a log when its document was issued: the newest snapshot, which says who wrote which passage. The
-- commits themselves hold text that was deleted again, which nobody may have to keep.
CREATE TABLE writing_reduction (
  document_id TEXT PRIMARY KEY REFERENCES writing_head (document_id),
  -- How many went.
  commits INTEGER NOT NULL CHECK (commits >= 0),
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER writing_reduction_needs_a_frozen_log BEFORE INSERT ON writing_reduction
WHEN NOT EXISTS (SELECT 1 FROM writing_head WHERE document_id = NEW.document_id AND frozen = 1)
BEGIN SELECT RAISE(ABORT, 'people may still write here'); END;
CREATE TRIGGER writing_reduction_never_changes BEFORE UPDATE ON writing_reduction
BEGIN SELECT RAISE(ABORT, 'a reduction never changes'); END;
CREATE TRIGGER writing_reduction_never_goes BEFORE DELETE ON writing_reduction
BEGIN SELECT RAISE(ABORT, 'a reduction never goes'); END;

CREATE TRIGGER writing_commit_goes_by_reduction BEFORE DELETE ON writing_commit
WHEN NOT EXISTS (SELECT 1 FROM writing_reduction WHERE document_id = OLD.document_id)
BEGIN SELECT RAISE(ABORT, 'a commit goes only when the log is reduced'); END;
CREATE TRIGGER writing_head_stays_frozen BEFORE UPDATE OF frozen ON writing_head
WHEN NEW.frozen = 0 AND EXISTS (SELECT 1 FROM writing_reduction WHERE document_id = NEW.document_id)
BEGIN SELECT RAISE(ABORT, 'a reduced log stays frozen'); END;
