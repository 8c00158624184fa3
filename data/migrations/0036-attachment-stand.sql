-- Which attachments a revision had that people submitted, decided about, issued or named: what was changed since is
-- compared with it. Without a row it had none.
CREATE TABLE attachment_stand (
  subject TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0),
  attachments_json TEXT NOT NULL CHECK (json_valid(attachments_json)),
  PRIMARY KEY (subject, revision)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER attachment_stand_never_changes BEFORE UPDATE ON attachment_stand
BEGIN SELECT RAISE(ABORT, 'what was attached then stays noted'); END;
CREATE TRIGGER attachment_stand_never_goes BEFORE DELETE ON attachment_stand
BEGIN SELECT RAISE(ABORT, 'what was attached then stays noted'); END;

-- How many attachments came, went or were changed since what `compared_with` says.
ALTER TABLE approval_request ADD changed_attachments INTEGER NOT NULL DEFAULT 0 CHECK (changed_attachments >= 0);
