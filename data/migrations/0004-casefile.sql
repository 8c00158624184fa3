-- One person whom a Lotsin guides. What is searched and unique is taken out of the values, so that it cannot say anything
-- else; what needs more than SQL can do (folding of letters) is written beside it.
CREATE TABLE case_file (
  id TEXT PRIMARY KEY,
  unit_id TEXT NOT NULL REFERENCES unit (id),
  lotsin_id TEXT NOT NULL REFERENCES user (id),
  values_json TEXT NOT NULL CHECK (json_valid(values_json)),
  version INTEGER NOT NULL CHECK (version > 0),
  aktenzeichen TEXT NOT NULL GENERATED ALWAYS AS (values_json ->> '$.aktenzeichen') VIRTUAL,
  nachname TEXT NOT NULL GENERATED ALWAYS AS (values_json ->> '$.person.nachname') VIRTUAL,
  vorname TEXT GENERATED ALWAYS AS (values_json ->> '$.person.vorname') VIRTUAL,
  geburtsdatum TEXT GENERATED ALWAYS AS (values_json ->> '$.person.geburtsdatum') VIRTUAL,
  pfad TEXT GENERATED ALWAYS AS (values_json ->> '$.pfad') VIRTUAL,
  aktenzeichen_key TEXT NOT NULL CHECK (length(aktenzeichen_key) > 0),
  search_text TEXT NOT NULL,
  sort_text TEXT NOT NULL,
  created_at TEXT NOT NULL,
  closed_at TEXT
) STRICT;

CREATE UNIQUE INDEX case_file_aktenzeichen ON case_file (unit_id, aktenzeichen_key);
CREATE INDEX case_file_by_lotsin ON case_file (lotsin_id, sort_text, id);
CREATE INDEX case_file_by_unit ON case_file (unit_id, sort_text, id);

CREATE TRIGGER case_file_is_never_deleted BEFORE DELETE ON case_file
BEGIN SELECT RAISE(ABORT, 'a case is closed, never deleted'); END;

-- Every version that was ever saved: what two people changed at once is compared with the one both began from.
CREATE TABLE case_revision (
  case_id TEXT NOT NULL REFERENCES case_file (id),
  version INTEGER NOT NULL CHECK (version > 0),
  values_json TEXT NOT NULL CHECK (json_valid(values_json)),
  saved_by TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  PRIMARY KEY (case_id, version)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER case_revision_never_changes BEFORE UPDATE ON case_revision
BEGIN SELECT RAISE(ABORT, 'a saved version never changes'); END;
