-- Mail about what waits. No address and no name stands here but the recipient's: a mail says what kind of thing waits.

-- A reminder belongs to one occasion (a deadline, say) and comes once for it, even when she has looked at it since.
ALTER TABLE notice ADD COLUMN occasion TEXT;
CREATE UNIQUE INDEX notice_once ON notice (to_user_id, kind, about, occasion) WHERE occasion IS NOT NULL;
CREATE INDEX notice_unseen_about ON notice (to_user_id, kind, about) WHERE seen_at IS NULL;

-- Whoever has no row wants each mail at once.
CREATE TABLE mail_wish (
  user_id TEXT PRIMARY KEY REFERENCES user (id),
  wish TEXT NOT NULL CHECK (wish IN ('at_once', 'daily', 'none')),
  chosen_at TEXT NOT NULL
) STRICT;

-- One message. Subject and text are as composed for the latest try; a retry has the same id, and so the same Message-ID.
CREATE TABLE mail (
  id TEXT PRIMARY KEY,
  to_user_id TEXT NOT NULL REFERENCES user (id),
  address TEXT,
  subject TEXT,
  text TEXT,
  created_at TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- Tries after which nobody knows whether it went out: the process or the connection ended before the answer.
  unanswered INTEGER NOT NULL DEFAULT 0 CHECK (unanswered >= 0),
  next_try_at TEXT,
  leased_until TEXT,
  last_reason TEXT,
  ended_at TEXT,
  outcome TEXT CHECK (outcome IN ('sent', 'kept', 'withdrawn', 'given_up')),
  CHECK ((ended_at IS NULL) = (outcome IS NULL)),
  CHECK (outcome <> 'sent' OR (address IS NOT NULL AND subject IS NOT NULL AND text IS NOT NULL))
) STRICT;

CREATE INDEX mail_open ON mail (id) WHERE ended_at IS NULL;
CREATE INDEX mail_given_up ON mail (id) WHERE outcome = 'given_up';
CREATE INDEX mail_ended ON mail (ended_at) WHERE ended_at IS NOT NULL;

-- What is to be told, written with its notice. It waits until a mail takes it.
CREATE TABLE mail_item (
  notice_id TEXT PRIMARY KEY REFERENCES notice (id),
  to_user_id TEXT NOT NULL REFERENCES user (id),
  queued_at TEXT NOT NULL,
  mail_id TEXT REFERENCES mail (id)
) STRICT;

CREATE INDEX mail_item_waiting ON mail_item (to_user_id, notice_id) WHERE mail_id IS NULL;
CREATE INDEX mail_item_by_mail ON mail_item (mail_id) WHERE mail_id IS NOT NULL;

-- One row while the mail server fails as a whole; nothing is tried before next_try_at, and no mail is given up for it.
CREATE TABLE mail_server (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  failing_since TEXT NOT NULL,
  reason TEXT NOT NULL,
  failures INTEGER NOT NULL CHECK (failures > 0),
  next_try_at TEXT NOT NULL
) STRICT;
