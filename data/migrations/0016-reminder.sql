-- Wiedervorlagen: what somebody wants to see again on a day. They go with their case to whoever guides it.
CREATE TABLE reminder (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  -- What of the case it is about: an agreement, or a step of it.
  document_id TEXT REFERENCES document (id),
  step_id TEXT,
  due_on TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
  created_by TEXT NOT NULL REFERENCES user (id),
  created_at TEXT NOT NULL,
  CHECK (step_id IS NULL OR document_id IS NOT NULL)
) STRICT;

CREATE INDEX reminder_by_case ON reminder (case_id, due_on);

CREATE TRIGGER reminder_only_moves BEFORE UPDATE ON reminder
WHEN (NEW.id, NEW.case_id, NEW.document_id, NEW.step_id, NEW.reason, NEW.created_by, NEW.created_at)
  IS NOT (OLD.id, OLD.case_id, OLD.document_id, OLD.step_id, OLD.reason, OLD.created_by, OLD.created_at)
BEGIN SELECT RAISE(ABORT, 'a reminder moves to another day, nothing else'); END;
CREATE TRIGGER reminder_never_goes BEFORE DELETE ON reminder
BEGIN SELECT RAISE(ABORT, 'a reminder is done, never deleted'); END;

CREATE TABLE reminder_done (
  id TEXT PRIMARY KEY,
  reminder_id TEXT NOT NULL REFERENCES reminder (id),
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL,
  taken_back_by TEXT REFERENCES user (id),
  taken_back_at TEXT,
  CHECK ((taken_back_by IS NULL) = (taken_back_at IS NULL))
) STRICT;

CREATE UNIQUE INDEX reminder_done_stands ON reminder_done (reminder_id) WHERE taken_back_at IS NULL;

CREATE TRIGGER reminder_done_is_only_taken_back BEFORE UPDATE ON reminder_done
WHEN OLD.taken_back_at IS NOT NULL OR NEW.taken_back_at IS NULL
  OR (NEW.id, NEW.reminder_id, NEW.user_id, NEW.at) IS NOT (OLD.id, OLD.reminder_id, OLD.user_id, OLD.at)
BEGIN SELECT RAISE(ABORT, 'what was done is taken back, and does not change'); END;
CREATE TRIGGER reminder_done_never_goes BEFORE DELETE ON reminder_done
BEGIN SELECT RAISE(ABORT, 'what was done is taken back, and does not go'); END;

-- "Kontakt am …": somebody spoke with the client, beside what agreements and their steps tell.
CREATE TABLE contact (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  day TEXT NOT NULL,
  note TEXT NOT NULL CHECK (length(note) <= 300),
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL,
  taken_back_by TEXT REFERENCES user (id),
  taken_back_at TEXT,
  CHECK ((taken_back_by IS NULL) = (taken_back_at IS NULL))
) STRICT;

CREATE INDEX contact_by_case ON contact (case_id, day);

CREATE TRIGGER contact_is_only_taken_back BEFORE UPDATE ON contact
WHEN OLD.taken_back_at IS NOT NULL OR NEW.taken_back_at IS NULL
  OR (NEW.id, NEW.case_id, NEW.day, NEW.note, NEW.user_id, NEW.at)
    IS NOT (OLD.id, OLD.case_id, OLD.day, OLD.note, OLD.user_id, OLD.at)
BEGIN SELECT RAISE(ABORT, 'a contact is taken back, and does not change'); END;
CREATE TRIGGER contact_never_goes BEFORE DELETE ON contact
BEGIN SELECT RAISE(ABORT, 'a contact is taken back, and does not go'); END;

-- After how many weeks without contact a person wants to be told; 0 means never, no row means as the house says.
CREATE TABLE contact_setting (
  user_id TEXT PRIMARY KEY REFERENCES user (id),
  weeks INTEGER NOT NULL CHECK (weeks BETWEEN 0 AND 52)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_file_open ON case_file (lotsin_id, id) WHERE closed_at IS NULL;

-- The secret address of somebody's calendar feed: only its SHA-256 is kept. One for each person; renewing replaces it.
CREATE TABLE calendar_link (
  user_id TEXT PRIMARY KEY REFERENCES user (id),
  token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How often an address asked for feeds, hashed, within the last minutes.
CREATE TABLE calendar_read (
  address_hash TEXT PRIMARY KEY CHECK (length(address_hash) = 64),
  reads INTEGER NOT NULL CHECK (reads > 0),
  since TEXT NOT NULL
) STRICT;
