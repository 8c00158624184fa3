-- Somebody is away, or another person stands in for her, or both: from a day until a day, in Germany. Whether it counts
-- today is computed from the days; nothing is switched on or off.
CREATE TABLE vertretung (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES user (id),
  -- Null where nobody stands in for her yet.
  deputy_id TEXT REFERENCES user (id),
  from_date TEXT NOT NULL CHECK (from_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  until_date TEXT NOT NULL CHECK (until_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  absent INTEGER NOT NULL CHECK (absent IN (0, 1)),
  entered_by TEXT NOT NULL REFERENCES user (id),
  entered_at TEXT NOT NULL,
  CHECK (deputy_id IS NOT user_id),
  CHECK (deputy_id IS NOT NULL OR absent = 1),
  CHECK (until_date >= from_date AND until_date <= date(from_date, '+1 year'))
) STRICT;

CREATE INDEX vertretung_by_deputy ON vertretung (deputy_id, until_date);
CREATE INDEX vertretung_by_user ON vertretung (user_id, until_date);

-- Ended before its last day: from that moment on it does not count any more.
CREATE TABLE vertretung_end (
  vertretung_id TEXT PRIMARY KEY REFERENCES vertretung (id),
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL
) STRICT;

-- For one person one other stands in at a time, and she is away once.
CREATE TRIGGER vertretung_does_not_overlap BEFORE INSERT ON vertretung
WHEN EXISTS (
  SELECT 1 FROM vertretung AS other
  WHERE other.user_id = NEW.user_id AND other.from_date <= NEW.until_date AND other.until_date >= NEW.from_date
    AND ((other.deputy_id IS NOT NULL AND NEW.deputy_id IS NOT NULL) OR (other.absent = 1 AND NEW.absent = 1))
    AND NOT EXISTS (SELECT 1 FROM vertretung_end WHERE vertretung_id = other.id)
)
BEGIN SELECT RAISE(ABORT, 'another one counts in this time'); END;

CREATE TRIGGER vertretung_never_changes BEFORE UPDATE ON vertretung
BEGIN SELECT RAISE(ABORT, 'a Vertretung ends and does not change'); END;
CREATE TRIGGER vertretung_never_goes BEFORE DELETE ON vertretung
BEGIN SELECT RAISE(ABORT, 'a Vertretung ends and does not go'); END;
CREATE TRIGGER vertretung_end_never_changes BEFORE UPDATE ON vertretung_end
BEGIN SELECT RAISE(ABORT, 'an end never changes'); END;
CREATE TRIGGER vertretung_end_never_goes BEFORE DELETE ON vertretung_end
BEGIN SELECT RAISE(ABORT, 'an end never goes'); END;

-- For whom somebody acted, where it is not herself.
ALTER TABLE document_version ADD on_behalf_of TEXT REFERENCES user (id);

-- When her deputy has looked at it; she herself still finds it when she is back.
ALTER TABLE notice ADD deputy_seen_at TEXT;
