-- What cases and documents are found by, written in the transaction that writes what it is about. `text` holds words as
-- people read them, for the passage that a list of hits shows.
CREATE TABLE search_entry (
  number INTEGER PRIMARY KEY,
  subject TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL
) STRICT;

-- The same words folded, so that `Müller` is found by `Mueller` and `Muller`. It holds no text of its own (`content`).
CREATE VIRTUAL TABLE search_index USING fts5(
  title, words, content = '', contentless_delete = 1, prefix = '2 3', tokenize = "unicode61 remove_diacritics 0"
);

-- Where and when papers are dealt with: the rows of `beratungsfolge` of the newest revision, in their order.
CREATE TABLE paper_station (
  document_id TEXT NOT NULL REFERENCES document (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  body TEXT NOT NULL,
  sits_on TEXT,
  is_public INTEGER NOT NULL CHECK (is_public IN (0, 1)),
  PRIMARY KEY (document_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX paper_station_by_body ON paper_station (body, sits_on);
CREATE INDEX paper_station_by_day ON paper_station (sits_on);

CREATE TRIGGER document_revision_lists_stations AFTER INSERT ON document_revision
WHEN EXISTS (SELECT 1 FROM document WHERE id = NEW.document_id AND kind = 'paper')
BEGIN
  DELETE FROM paper_station WHERE document_id = NEW.document_id;
  INSERT INTO paper_station (document_id, position, body, sits_on, is_public)
  SELECT NEW.document_id, station.key, coalesce(trim(station.value ->> '$.gremium'), ''), station.value ->> '$.datum',
    coalesce(station.value ->> '$.status', '') <> 'nichtoeffentlich'
  FROM json_each(NEW.values_json, '$.beratungsfolge') AS station;
END;

INSERT INTO paper_station (document_id, position, body, sits_on, is_public)
SELECT document.id, station.key, coalesce(trim(station.value ->> '$.gremium'), ''), station.value ->> '$.datum',
  coalesce(station.value ->> '$.status', '') <> 'nichtoeffentlich'
FROM document
JOIN document_revision AS newest ON newest.document_id = document.id
  AND newest.revision = (SELECT max(revision) FROM document_revision WHERE document_id = document.id),
  json_each(newest.values_json, '$.beratungsfolge') AS station
WHERE document.kind = 'paper';

-- How Sitzungsvorlagen are numbered, for one body or (an empty one) for all that have no circle of their own. The newest
-- row of a body counts; the others tell which numbers were given before. Without a row it is `{nr:4}/{jahr}/KREIS`.
CREATE TABLE number_scheme (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL,
  -- Null where a body goes back to the circle of the house.
  pattern TEXT CHECK (length(pattern) BETWEEN 1 AND 60),
  period TEXT NOT NULL CHECK (period IN ('year', 'term')),
  -- The number from which the period that was running then goes on; every other one begins with 1.
  start INTEGER NOT NULL CHECK (start > 0),
  start_period INTEGER NOT NULL,
  set_by TEXT NOT NULL REFERENCES user (id),
  set_at TEXT NOT NULL,
  CHECK (pattern IS NOT NULL OR body <> '')
) STRICT;

CREATE INDEX number_scheme_by_body ON number_scheme (body, id);

CREATE TRIGGER number_scheme_never_changes BEFORE UPDATE ON number_scheme
BEGIN SELECT RAISE(ABORT, 'a number scheme is followed by another one'); END;
CREATE TRIGGER number_scheme_never_goes BEFORE DELETE ON number_scheme
BEGIN SELECT RAISE(ABORT, 'a number scheme is followed by another one'); END;

-- A Wahlperiode.
CREATE TABLE legislative_term (
  number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 99),
  begins_on TEXT NOT NULL,
  ends_on TEXT,
  CHECK (ends_on IS NULL OR ends_on >= begins_on)
) STRICT;
