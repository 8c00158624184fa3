-- What was asked to be approved, compared with what was approved before, or else returned: null in requests older than
-- this column, and without a comparison where nothing was decided before.
ALTER TABLE approval_request ADD change TEXT CHECK (change IN ('first', 'values', 'text', 'wording', 'none'));
ALTER TABLE approval_request ADD compared_with TEXT CHECK (compared_with IN ('approved', 'returned'));

-- Who has had the page with the content of a request before her: without it nobody decides.
CREATE TABLE approval_reading (
  request_id TEXT NOT NULL REFERENCES approval_request (id),
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL,
  PRIMARY KEY (request_id, user_id)
) STRICT, WITHOUT ROWID;
