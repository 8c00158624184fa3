-- Files that show that a step was done: they lie with the attachments of its case (docs/decisions/0010-due-dates.md).
CREATE TABLE step_evidence (
  done_id TEXT NOT NULL REFERENCES step_done (id),
  attachment_id TEXT NOT NULL REFERENCES attachment (id),
  PRIMARY KEY (done_id, attachment_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER step_evidence_never_changes BEFORE UPDATE ON step_evidence
BEGIN SELECT RAISE(ABORT, 'what showed a step stays noted'); END;
CREATE TRIGGER step_evidence_never_goes BEFORE DELETE ON step_evidence
BEGIN SELECT RAISE(ABORT, 'what showed a step stays noted'); END;

-- Files that were kept with the step itself.
INSERT INTO attachment (id, subject, position, title, is_public, file_name, blob_id, added_by, added_at)
SELECT id, case_id,
  (SELECT coalesce(max(position), 0) FROM attachment WHERE subject = case_id)
    + row_number() OVER (PARTITION BY case_id ORDER BY at, id),
  substr(file_name, 1, 160), 0, file_name, blob_id, user_id, at
FROM step_done WHERE blob_id IS NOT NULL;
INSERT INTO step_evidence (done_id, attachment_id) SELECT id, id FROM step_done WHERE blob_id IS NOT NULL;
