-- A draft that was moved to another version of its template: from this revision on it pins that version. The revision
-- before keeps all that was typed, also what the other version has no field for.
CREATE TABLE document_move (
  document_id TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 1),
  from_version INTEGER NOT NULL,
  to_version INTEGER NOT NULL CHECK (to_version <> from_version),
  to_hash TEXT NOT NULL CHECK (length(to_hash) = 64),
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL,
  PRIMARY KEY (document_id, revision),
  FOREIGN KEY (document_id, revision) REFERENCES document_revision (document_id, revision)
) STRICT, WITHOUT ROWID;

-- The version that each document pins now.
CREATE VIEW document_template AS
SELECT
  document.id AS document_id,
  coalesce(move.to_version, document.template_version) AS version,
  coalesce(move.to_hash, document.template_hash) AS hash
FROM document
LEFT JOIN document_move AS move ON move.document_id = document.id
  AND move.revision = (SELECT max(revision) FROM document_move WHERE document_id = document.id);

CREATE TRIGGER document_move_never_changes BEFORE UPDATE ON document_move
BEGIN SELECT RAISE(ABORT, 'a move never changes'); END;
CREATE TRIGGER document_move_never_goes BEFORE DELETE ON document_move
BEGIN SELECT RAISE(ABORT, 'a move never goes'); END;

-- INSERT OR REPLACE fires no DELETE trigger: a move comes with the newest revision, once.
CREATE TRIGGER document_move_comes_with_its_revision BEFORE INSERT ON document_move
WHEN NEW.revision IS NOT (SELECT max(revision) FROM document_revision WHERE document_id = NEW.document_id)
  OR EXISTS (SELECT 1 FROM document_move WHERE document_id = NEW.document_id AND revision = NEW.revision)
BEGIN SELECT RAISE(ABORT, 'a move comes with its revision'); END;
CREATE TRIGGER document_move_follows_the_template BEFORE INSERT ON document_move
WHEN NOT EXISTS (
  SELECT 1 FROM document JOIN template_version ON template_version.slug = document.template_slug
  WHERE document.id = NEW.document_id AND template_version.version = NEW.to_version
    AND template_version.hash = NEW.to_hash)
  OR NEW.from_version IS NOT (SELECT version FROM document_template WHERE document_id = NEW.document_id)
BEGIN SELECT RAISE(ABORT, 'a document moves between versions of its own template'); END;
CREATE TRIGGER document_move_only_of_drafts BEFORE INSERT ON document_move
WHEN (SELECT state FROM document_state WHERE document_id = NEW.document_id) NOT IN ('draft', 'returned')
BEGIN SELECT RAISE(ABORT, 'only drafts are moved'); END;
