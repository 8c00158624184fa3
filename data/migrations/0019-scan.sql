-- Files with scans of a signed paper, in any number and order; what their pages show is read by a program. A file becomes a
-- copy of the signed paper (signed_scan) when every page of the document has come back and none of another.
CREATE TABLE scan_file (
  id TEXT PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES issued_file (document_id),
  blob_id TEXT NOT NULL REFERENCES blob (id),
  file_name TEXT NOT NULL,
  uploaded_by TEXT NOT NULL REFERENCES user (id),
  uploaded_at TEXT NOT NULL
) STRICT;

CREATE INDEX scan_file_by_document ON scan_file (document_id);

-- What a program read from each page. It follows from the file, and could be read again.
CREATE TABLE scan_page (
  scan_id TEXT NOT NULL REFERENCES scan_file (id),
  position INTEGER NOT NULL CHECK (position > 0),
  of_pages INTEGER NOT NULL CHECK (of_pages >= position),
  marks_json TEXT NOT NULL CHECK (json_valid(marks_json)),
  is_blank INTEGER NOT NULL CHECK (is_blank IN (0, 1)),
  preview BLOB,
  PRIMARY KEY (scan_id, position)
) STRICT, WITHOUT ROWID;

-- A file that has been read to its end, or why that was not possible.
CREATE TABLE scan_reading (
  scan_id TEXT PRIMARY KEY REFERENCES scan_file (id),
  failure TEXT CHECK (failure IN ('broken', 'too_many_pages', 'too_long')),
  at TEXT NOT NULL
) STRICT;

-- Somebody has looked at a page whose code could not be read, and says which page of the document it is.
CREATE TABLE scan_confirmation (
  scan_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  page INTEGER NOT NULL CHECK (page > 0),
  confirmed_by TEXT NOT NULL REFERENCES user (id),
  confirmed_at TEXT NOT NULL,
  PRIMARY KEY (scan_id, position),
  FOREIGN KEY (scan_id, position) REFERENCES scan_page (scan_id, position)
) STRICT, WITHOUT ROWID;

-- A file that did not belong here. It is shown to nobody any more.
CREATE TABLE scan_removal (
  scan_id TEXT PRIMARY KEY REFERENCES scan_file (id),
  removed_by TEXT NOT NULL REFERENCES user (id),
  removed_at TEXT NOT NULL
) STRICT;

CREATE TRIGGER scan_file_never_changes BEFORE UPDATE ON scan_file
BEGIN SELECT RAISE(ABORT, 'a scan never changes'); END;
CREATE TRIGGER scan_removal_spares_copies BEFORE INSERT ON scan_removal
WHEN EXISTS (SELECT 1 FROM signed_scan WHERE id = NEW.scan_id)
BEGIN SELECT RAISE(ABORT, 'a copy of the signed paper stays'); END;
