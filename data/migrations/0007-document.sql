-- One document: a template version, pinned by its hash, and values. All that happens to it are records of their own; its
-- state is read from them (document_state).
CREATE TABLE document (
  id TEXT PRIMARY KEY,
  template_slug TEXT NOT NULL,
  template_version INTEGER NOT NULL CHECK (template_version > 0),
  template_hash TEXT NOT NULL CHECK (length(template_hash) = 64),
  kind TEXT NOT NULL CHECK (kind IN ('agreement', 'paper', 'consent')),
  case_id TEXT REFERENCES case_file (id),
  unit_id TEXT NOT NULL REFERENCES unit (id),
  author_id TEXT NOT NULL REFERENCES user (id),
  created_at TEXT NOT NULL,
  copied_from TEXT REFERENCES document (id),
  CHECK ((kind = 'paper') = (case_id IS NULL))
) STRICT;

CREATE INDEX document_by_case ON document (case_id);
CREATE INDEX document_by_unit ON document (unit_id);
CREATE INDEX document_by_author ON document (author_id);

-- Every saved version: nothing that was ever acknowledged goes away.
CREATE TABLE document_revision (
  document_id TEXT NOT NULL REFERENCES document (id),
  revision INTEGER NOT NULL CHECK (revision > 0),
  values_json TEXT NOT NULL CHECK (json_valid(values_json)),
  title TEXT NOT NULL CHECK (length(title) > 0),
  -- As it will be once it has a number, with {nummer} in its place.
  numbered_title TEXT,
  subtitle TEXT NOT NULL,
  search_text TEXT NOT NULL,
  editor_id TEXT NOT NULL REFERENCES user (id),
  saved_at TEXT NOT NULL,
  -- Null as long as something is missing: such a version cannot be approved.
  content_hash TEXT CHECK (length(content_hash) = 64),
  PRIMARY KEY (document_id, revision)
) STRICT;

CREATE TABLE document_discard (
  document_id TEXT PRIMARY KEY REFERENCES document (id),
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL
) STRICT;

-- What issuing was told, before anything is rendered. Only the version of the renderer may follow.
CREATE TABLE issue_order (
  document_id TEXT PRIMARY KEY REFERENCES document (id),
  number TEXT UNIQUE,
  code TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL,
  checkpoint_seq INTEGER NOT NULL,
  checkpoint_hash TEXT NOT NULL CHECK (length(checkpoint_hash) = 64),
  content_hash TEXT NOT NULL CHECK (length(content_hash) = 64),
  renderer_version TEXT NOT NULL,
  revision INTEGER NOT NULL,
  ordered_by TEXT NOT NULL REFERENCES user (id),
  FOREIGN KEY (document_id, revision) REFERENCES document_revision (document_id, revision)
) STRICT;

CREATE TABLE issued_file (
  document_id TEXT PRIMARY KEY REFERENCES issue_order (document_id),
  blob_id TEXT NOT NULL REFERENCES blob (id),
  file_hash TEXT NOT NULL UNIQUE CHECK (length(file_hash) = 64),
  pages INTEGER NOT NULL CHECK (pages > 0),
  stored_at TEXT NOT NULL
) STRICT;

-- Who signed on paper: the row of `unterschriften`. A wrong mark is taken back, which stands in the trail.
CREATE TABLE paper_signature (
  document_id TEXT NOT NULL REFERENCES issued_file (document_id),
  row_id TEXT NOT NULL,
  signed_on TEXT NOT NULL,
  recorded_by TEXT NOT NULL REFERENCES user (id),
  recorded_at TEXT NOT NULL,
  PRIMARY KEY (document_id, row_id)
) STRICT;

CREATE TABLE signed_scan (
  id TEXT PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES issued_file (document_id),
  blob_id TEXT NOT NULL REFERENCES blob (id),
  file_name TEXT NOT NULL,
  uploaded_by TEXT NOT NULL REFERENCES user (id),
  uploaded_at TEXT NOT NULL
) STRICT;

CREATE INDEX signed_scan_by_document ON signed_scan (document_id);

-- Atomic and without gaps: counted in the transaction that orders the issue.
CREATE TABLE number_circle (
  name TEXT NOT NULL,
  year INTEGER NOT NULL,
  last INTEGER NOT NULL CHECK (last > 0),
  PRIMARY KEY (name, year)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER document_never_changes BEFORE UPDATE ON document
BEGIN SELECT RAISE(ABORT, 'a document never changes, its revisions follow each other'); END;
CREATE TRIGGER document_never_goes BEFORE DELETE ON document
BEGIN SELECT RAISE(ABORT, 'a document is discarded, never deleted'); END;
CREATE TRIGGER document_revision_never_changes BEFORE UPDATE ON document_revision
BEGIN SELECT RAISE(ABORT, 'a revision never changes'); END;
CREATE TRIGGER document_revision_never_goes BEFORE DELETE ON document_revision
BEGIN SELECT RAISE(ABORT, 'a revision never goes'); END;

-- INSERT OR REPLACE fires no DELETE trigger: only the next number may come in.
CREATE TRIGGER document_revision_only_grows BEFORE INSERT ON document_revision
WHEN NEW.revision IS NOT
  (SELECT coalesce(max(revision), 0) + 1 FROM document_revision WHERE document_id = NEW.document_id)
BEGIN SELECT RAISE(ABORT, 'not the next revision'); END;

CREATE TRIGGER document_revision_ends_with_the_order BEFORE INSERT ON document_revision
WHEN EXISTS (SELECT 1 FROM issue_order WHERE document_id = NEW.document_id)
  OR EXISTS (SELECT 1 FROM document_discard WHERE document_id = NEW.document_id)
BEGIN SELECT RAISE(ABORT, 'an issued or discarded document is not edited'); END;

CREATE TRIGGER document_discard_spares_what_is_issued BEFORE INSERT ON document_discard
WHEN EXISTS (SELECT 1 FROM issue_order WHERE document_id = NEW.document_id)
BEGIN SELECT RAISE(ABORT, 'an issued document is not discarded'); END;
CREATE TRIGGER document_discard_never_changes BEFORE UPDATE ON document_discard
BEGIN SELECT RAISE(ABORT, 'a discard never changes'); END;
CREATE TRIGGER document_discard_never_goes BEFORE DELETE ON document_discard
BEGIN SELECT RAISE(ABORT, 'a discard never goes'); END;

CREATE TRIGGER issue_order_stands BEFORE UPDATE OF
  document_id, number, code, at, checkpoint_seq, checkpoint_hash, content_hash, revision, ordered_by ON issue_order
BEGIN SELECT RAISE(ABORT, 'an issue order stands'); END;
CREATE TRIGGER issue_order_never_goes BEFORE DELETE ON issue_order
BEGIN SELECT RAISE(ABORT, 'an issue order stands'); END;
CREATE TRIGGER issued_file_never_changes BEFORE UPDATE ON issued_file
BEGIN SELECT RAISE(ABORT, 'an issued file never changes'); END;
CREATE TRIGGER issued_file_never_goes BEFORE DELETE ON issued_file
BEGIN SELECT RAISE(ABORT, 'an issued file never goes'); END;

-- Where each document stands, read from its records. `revision` is the newest one, `request_id` the newest request for
-- approval. It is signed when every place for a signature is marked and a scan is there.
CREATE VIEW document_state AS
SELECT
  document.id AS document_id,
  (SELECT max(revision) FROM document_revision WHERE document_id = document.id) AS revision,
  request.id AS request_id,
  CASE
    WHEN discard.document_id IS NOT NULL THEN 'discarded'
    WHEN file.document_id IS NOT NULL AND EXISTS (SELECT 1 FROM signed_scan WHERE document_id = document.id)
      AND (
        SELECT count(*) > 0 AND count(*) = count(mark.row_id)
        FROM document_revision AS issued, json_each(issued.values_json, '$.unterschriften') AS place
        LEFT JOIN paper_signature AS mark
          ON mark.document_id = document.id AND mark.row_id = place.value ->> '$.id'
        WHERE issued.document_id = document.id AND issued.revision = issue.revision
      ) THEN 'signed'
    WHEN file.document_id IS NOT NULL THEN 'issued'
    WHEN issue.document_id IS NOT NULL THEN 'issuing'
    WHEN request.id IS NULL OR ended.request_id IS NOT NULL THEN 'draft'
    WHEN decision.outcome = 'approved' THEN 'approved'
    WHEN decision.outcome = 'returned' THEN 'returned'
    ELSE 'in_approval'
  END AS state
FROM document
LEFT JOIN document_discard AS discard ON discard.document_id = document.id
LEFT JOIN issue_order AS issue ON issue.document_id = document.id
LEFT JOIN issued_file AS file ON file.document_id = document.id
LEFT JOIN approval_request AS request ON request.subject = document.id
  AND request.number = (SELECT max(number) FROM approval_request WHERE subject = document.id)
LEFT JOIN approval_decision AS decision ON decision.request_id = request.id
LEFT JOIN approval_end AS ended ON ended.request_id = request.id;
