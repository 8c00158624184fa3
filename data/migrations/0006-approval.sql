-- Somebody asks for the approval of a content hash; whoever may decide about it is named by the unit or by a forwarding.
CREATE TABLE approval_request (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  -- Counts the requests about one subject.
  number INTEGER NOT NULL CHECK (number > 0),
  unit_id TEXT NOT NULL REFERENCES unit (id),
  content_hash TEXT NOT NULL CHECK (length(content_hash) = 64),
  revision INTEGER NOT NULL CHECK (revision > 0),
  author_id TEXT NOT NULL REFERENCES user (id),
  last_editor_id TEXT NOT NULL REFERENCES user (id),
  requested_by TEXT NOT NULL REFERENCES user (id),
  requested_at TEXT NOT NULL,
  UNIQUE (subject, number)
) STRICT;

CREATE INDEX approval_request_by_unit ON approval_request (unit_id);

CREATE TABLE approval_forwarding (
  id TEXT PRIMARY KEY,
  request_id TEXT NOT NULL REFERENCES approval_request (id),
  to_user_id TEXT NOT NULL REFERENCES user (id),
  by_user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL,
  UNIQUE (request_id, to_user_id)
) STRICT;

CREATE INDEX approval_forwarding_to ON approval_forwarding (to_user_id, request_id);

CREATE TABLE approval_decision (
  request_id TEXT PRIMARY KEY REFERENCES approval_request (id),
  outcome TEXT NOT NULL CHECK (outcome IN ('approved', 'returned')),
  reason TEXT,
  content_hash TEXT NOT NULL CHECK (length(content_hash) = 64),
  user_id TEXT NOT NULL REFERENCES user (id),
  on_behalf_of TEXT REFERENCES user (id),
  decided_at TEXT NOT NULL,
  -- A NULL would pass a bare length().
  CHECK (outcome = 'approved' OR coalesce(length(reason), 0) > 0)
) STRICT;

-- A request that no longer counts: recalled before the decision, or voided by a change after the approval.
CREATE TABLE approval_end (
  request_id TEXT PRIMARY KEY REFERENCES approval_request (id),
  kind TEXT NOT NULL CHECK (kind IN ('recalled', 'voided')),
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL,
  reason TEXT
) STRICT;

-- At most one request about a subject counts at a time: one that waits, or one that was approved.
CREATE TRIGGER approval_request_is_the_only_one BEFORE INSERT ON approval_request
WHEN EXISTS (
  SELECT 1 FROM approval_request AS earlier
  LEFT JOIN approval_decision AS decision ON decision.request_id = earlier.id
  WHERE earlier.subject = NEW.subject AND decision.outcome IS NOT 'returned'
    AND NOT EXISTS (SELECT 1 FROM approval_end WHERE approval_end.request_id = earlier.id)
)
BEGIN SELECT RAISE(ABORT, 'another request about this subject still counts'); END;

-- What was decided is the content that was asked about, by somebody who neither wrote nor last changed it.
CREATE TRIGGER approval_decision_keeps_four_eyes BEFORE INSERT ON approval_decision
WHEN NOT EXISTS (
  SELECT 1 FROM approval_request
  WHERE id = NEW.request_id AND content_hash = NEW.content_hash
    AND NEW.user_id NOT IN (author_id, last_editor_id)
    AND coalesce(NEW.on_behalf_of, '') NOT IN (author_id, last_editor_id)
)
BEGIN SELECT RAISE(ABORT, 'another content, or decided by its author or last editor'); END;

CREATE TRIGGER approval_decision_comes_before_the_end BEFORE INSERT ON approval_decision
WHEN EXISTS (SELECT 1 FROM approval_end WHERE request_id = NEW.request_id)
BEGIN SELECT RAISE(ABORT, 'this request has ended'); END;

CREATE TRIGGER approval_request_never_changes BEFORE UPDATE ON approval_request
BEGIN SELECT RAISE(ABORT, 'a request never changes'); END;
CREATE TRIGGER approval_request_never_goes BEFORE DELETE ON approval_request
BEGIN SELECT RAISE(ABORT, 'a request never goes'); END;
CREATE TRIGGER approval_forwarding_never_changes BEFORE UPDATE ON approval_forwarding
BEGIN SELECT RAISE(ABORT, 'a forwarding never changes'); END;
CREATE TRIGGER approval_forwarding_never_goes BEFORE DELETE ON approval_forwarding
BEGIN SELECT RAISE(ABORT, 'a forwarding never goes'); END;
CREATE TRIGGER approval_decision_never_changes BEFORE UPDATE ON approval_decision
BEGIN SELECT RAISE(ABORT, 'a decision never changes'); END;
CREATE TRIGGER approval_decision_never_goes BEFORE DELETE ON approval_decision
BEGIN SELECT RAISE(ABORT, 'a decision never goes'); END;
CREATE TRIGGER approval_end_never_changes BEFORE UPDATE ON approval_end
BEGIN SELECT RAISE(ABORT, 'the end of a request never changes'); END;
CREATE TRIGGER approval_end_never_goes BEFORE DELETE ON approval_end
BEGIN SELECT RAISE(ABORT, 'the end of a request never goes'); END;
