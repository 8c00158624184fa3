-- What a client allowed whom to learn. What becomes of it are records of their own: a consent ends once, and what was handed
-- over under it stays.
CREATE TABLE consent (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  recipient TEXT NOT NULL CHECK (length(recipient) > 0),
  -- Folded: two ways of writing it are the same recipient.
  recipient_key TEXT NOT NULL CHECK (length(recipient_key) > 0),
  -- As it stands in the consent.
  words TEXT NOT NULL CHECK (length(words) > 0),
  -- Goals of agreements by row id, with number and title as they were.
  goals_json TEXT NOT NULL CHECK (json_valid(goals_json)),
  topics_json TEXT NOT NULL CHECK (json_valid(topics_json)),
  granted_on TEXT NOT NULL,
  -- Either a row of a signed document, or where the evidence lies.
  document_id TEXT REFERENCES document (id),
  row_id TEXT,
  evidence TEXT,
  recorded_by TEXT NOT NULL REFERENCES user (id),
  recorded_at TEXT NOT NULL,
  UNIQUE (document_id, row_id),
  CHECK ((document_id IS NULL) = (row_id IS NULL)),
  CHECK ((document_id IS NULL) = (coalesce(length(evidence), 0) > 0))
) STRICT;

CREATE INDEX consent_by_case ON consent (case_id, recipient_key);

-- Withdrawn by the client, or replaced by a newer one for the same recipient.
CREATE TABLE consent_end (
  consent_id TEXT PRIMARY KEY REFERENCES consent (id),
  kind TEXT NOT NULL CHECK (kind IN ('withdrawn', 'replaced')),
  ended_by TEXT NOT NULL REFERENCES user (id),
  ended_at TEXT NOT NULL
) STRICT;

-- A row of a signed document that the client did not consent to.
CREATE TABLE consent_refusal (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  document_id TEXT NOT NULL REFERENCES document (id),
  row_id TEXT NOT NULL,
  recipient TEXT NOT NULL,
  recorded_by TEXT NOT NULL REFERENCES user (id),
  recorded_at TEXT NOT NULL,
  UNIQUE (document_id, row_id)
) STRICT;

-- What was handed to whom. A sheet is kept as it went out.
CREATE TABLE disclosure (
  id TEXT PRIMARY KEY,
  consent_id TEXT NOT NULL REFERENCES consent (id),
  kind TEXT NOT NULL CHECK (kind IN ('sheet', 'words')),
  words TEXT,
  agreement_id TEXT REFERENCES document (id),
  blob_id TEXT REFERENCES blob (id),
  pages INTEGER,
  goals_json TEXT NOT NULL CHECK (json_valid(goals_json)),
  topics_json TEXT NOT NULL CHECK (json_valid(topics_json)),
  way TEXT NOT NULL CHECK (length(way) > 0),
  handed_on TEXT NOT NULL,
  recorded_by TEXT NOT NULL REFERENCES user (id),
  recorded_at TEXT NOT NULL,
  CHECK ((kind = 'sheet') = (blob_id IS NOT NULL AND agreement_id IS NOT NULL AND pages IS NOT NULL)),
  CHECK ((kind = 'words') = (coalesce(length(words), 0) > 0))
) STRICT;

CREATE INDEX disclosure_by_consent ON disclosure (consent_id);

-- The recipient gave it back, or confirmed that it is destroyed.
CREATE TABLE disclosure_return (
  disclosure_id TEXT PRIMARY KEY REFERENCES disclosure (id),
  recorded_by TEXT NOT NULL REFERENCES user (id),
  recorded_at TEXT NOT NULL
) STRICT;

CREATE TRIGGER consent_never_changes BEFORE UPDATE ON consent
BEGIN SELECT RAISE(ABORT, 'a consent never changes, it ends'); END;
CREATE TRIGGER consent_never_goes BEFORE DELETE ON consent
BEGIN SELECT RAISE(ABORT, 'a consent never goes, it ends'); END;
CREATE TRIGGER consent_end_never_changes BEFORE UPDATE ON consent_end
BEGIN SELECT RAISE(ABORT, 'what has ended stays ended'); END;
CREATE TRIGGER consent_end_never_goes BEFORE DELETE ON consent_end
BEGIN SELECT RAISE(ABORT, 'what has ended stays ended'); END;
CREATE TRIGGER disclosure_never_changes BEFORE UPDATE ON disclosure
BEGIN SELECT RAISE(ABORT, 'what was handed over stays'); END;
CREATE TRIGGER disclosure_never_goes BEFORE DELETE ON disclosure
BEGIN SELECT RAISE(ABORT, 'what was handed over stays'); END;

-- The last wall: whatever the program believes, nothing goes out under a consent that has ended.
CREATE TRIGGER disclosure_needs_a_valid_consent BEFORE INSERT ON disclosure
WHEN EXISTS (SELECT 1 FROM consent_end WHERE consent_id = NEW.consent_id)
BEGIN SELECT RAISE(ABORT, 'the consent has ended'); END;

CREATE TRIGGER consent_one_for_each_recipient BEFORE INSERT ON consent
WHEN EXISTS (
  SELECT 1 FROM consent AS earlier LEFT JOIN consent_end ON consent_end.consent_id = earlier.id
  WHERE earlier.case_id = NEW.case_id AND earlier.recipient_key = NEW.recipient_key AND consent_end.consent_id IS NULL
)
BEGIN SELECT RAISE(ABORT, 'this recipient has a consent that still holds'); END;
