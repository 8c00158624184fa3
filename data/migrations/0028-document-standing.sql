-- Where each document stands, kept beside it: reading it from the records of 20,000 documents for every list takes too long.
-- The view `document_state` says what it is; whatever it reads from has a trigger here that takes over what it says.
CREATE TABLE document_standing (
  document_id TEXT PRIMARY KEY REFERENCES document (id),
  revision INTEGER NOT NULL,
  request_id TEXT,
  state TEXT NOT NULL,
  saved_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX document_standing_by_saved ON document_standing (saved_at, document_id);
CREATE INDEX document_standing_by_state ON document_standing (state, saved_at, document_id);

INSERT INTO document_standing (document_id, revision, request_id, state, saved_at)
SELECT standing.document_id, standing.revision, request_id, state, saved_at
FROM document_state AS standing JOIN document_revision USING (document_id, revision);

CREATE TRIGGER document_standing_follows_revision AFTER INSERT ON document_revision
BEGIN
  REPLACE INTO document_standing (document_id, revision, request_id, state, saved_at)
  SELECT standing.document_id, standing.revision, request_id, state, saved_at
  FROM document_state AS standing JOIN document_revision USING (document_id, revision)
  WHERE standing.document_id = NEW.document_id;
END;

CREATE TRIGGER document_standing_follows_discard AFTER INSERT ON document_discard
BEGIN
  REPLACE INTO document_standing (document_id, revision, request_id, state, saved_at)
  SELECT standing.document_id, standing.revision, request_id, state, saved_at
  FROM document_state AS standing JOIN document_revision USING (document_id, revision)
  WHERE standing.document_id = NEW.document_id;
END;

CREATE TRIGGER document_standing_follows_order AFTER INSERT ON issue_order
BEGIN
  REPLACE INTO document_standing (document_id, revision, request_id, state, saved_at)
  SELECT standing.document_id, standing.revision, request_id, state, saved_at
  FROM document_state AS standing JOIN document_revision USING (document_id, revision)
  WHERE standing.document_id = NEW.document_id;
END;

CREATE TRIGGER document_standing_follows_file AFTER INSERT ON issued_file
BEGIN
  REPLACE INTO document_standing (document_id, revision, request_id, state, saved_at)
  SELECT standing.document_id, standing.revision, request_id, state, saved_at
  FROM document_state AS standing JOIN document_revision USING (document_id, revision)
  WHERE standing.document_id = NEW.document_id;
END;

CREATE TRIGGER document_standing_follows_scan AFTER INSERT ON signed_scan
BEGIN
  REPLACE INTO document_standing (document_id, revision, request_id, state, saved_at)
  SELECT standing.document_id, standing.revision, request_id, state, saved_at
  FROM document_state AS standing JOIN document_revision USING (document_id, revision)
  WHERE standing.document_id = NEW.document_id;
END;

CREATE TRIGGER document_standing_follows_mark AFTER INSERT ON paper_signature
BEGIN
  REPLACE INTO document_standing (document_id, revision, request_id, state, saved_at)
  SELECT standing.document_id, standing.revision, request_id, state, saved_at
  FROM document_state AS standing JOIN document_revision USING (document_id, revision)
  WHERE standing.document_id = NEW.document_id;
END;

CREATE TRIGGER document_standing_follows_unmark AFTER DELETE ON paper_signature
BEGIN
  REPLACE INTO document_standing (document_id, revision, request_id, state, saved_at)
  SELECT standing.document_id, standing.revision, request_id, state, saved_at
  FROM document_state AS standing JOIN document_revision USING (document_id, revision)
  WHERE standing.document_id = OLD.document_id;
END;

CREATE TRIGGER document_standing_follows_request AFTER INSERT ON approval_request
BEGIN
  REPLACE INTO document_standing (document_id, revision, request_id, state, saved_at)
  SELECT standing.document_id, standing.revision, request_id, state, saved_at
  FROM document_state AS standing JOIN document_revision USING (document_id, revision)
  WHERE standing.document_id = NEW.subject;
END;

CREATE TRIGGER document_standing_follows_decision AFTER INSERT ON approval_decision
BEGIN
  REPLACE INTO document_standing (document_id, revision, request_id, state, saved_at)
  SELECT standing.document_id, standing.revision, request_id, state, saved_at
  FROM document_state AS standing JOIN document_revision USING (document_id, revision)
  WHERE standing.document_id = (SELECT subject FROM approval_request WHERE id = NEW.request_id);
END;

CREATE TRIGGER document_standing_follows_end AFTER INSERT ON approval_end
BEGIN
  REPLACE INTO document_standing (document_id, revision, request_id, state, saved_at)
  SELECT standing.document_id, standing.revision, request_id, state, saved_at
  FROM document_state AS standing JOIN document_revision USING (document_id, revision)
  WHERE standing.document_id = (SELECT subject FROM approval_request WHERE id = NEW.request_id);
END;

-- What still waits for a decision: a handful of rows beside all requests that were ever made. Every page of a Leitung
-- counts them.
CREATE TABLE approval_waiting (
  request_id TEXT PRIMARY KEY REFERENCES approval_request (id)
) STRICT, WITHOUT ROWID;

INSERT INTO approval_waiting (request_id)
SELECT id FROM approval_request
WHERE id NOT IN (SELECT request_id FROM approval_decision) AND id NOT IN (SELECT request_id FROM approval_end);

CREATE TRIGGER approval_waiting_begins AFTER INSERT ON approval_request
BEGIN INSERT INTO approval_waiting (request_id) VALUES (NEW.id); END;
CREATE TRIGGER approval_waiting_ends_decided AFTER INSERT ON approval_decision
BEGIN DELETE FROM approval_waiting WHERE request_id = NEW.request_id; END;
CREATE TRIGGER approval_waiting_ends AFTER INSERT ON approval_end
BEGIN DELETE FROM approval_waiting WHERE request_id = NEW.request_id; END;
