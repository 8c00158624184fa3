-- What a Lotsin follows up of an issued agreement: its steps with their typed deadlines (docs/decisions/0010).

-- The steps and conversations as the issued revision has them; `goal` and `position` say where its words stand. A step with
-- several days comes once for each; one without a day has an empty one.
CREATE VIEW agreement_step_source AS
WITH issued AS (
  SELECT document.id AS document_id, case_id, values_json
  FROM issue_order
  JOIN document ON document.id = issue_order.document_id AND document.kind = 'agreement'
  JOIN document_revision AS revision
    ON revision.document_id = document.id AND revision.revision = issue_order.revision
)
SELECT document_id, case_id, step.value ->> '$.id' AS step_id,
  coalesce(step.value ->> '$.frist.datum', day.value, '') AS due_on,
  step.value ->> '$.frist.art' AS art, goal.key AS goal, step.key AS position
FROM issued, json_each(values_json, '$.ziele') AS goal, json_each(goal.value, '$.schritte') AS step
LEFT JOIN json_each(step.value, '$.frist.daten') AS day
UNION ALL
SELECT document_id, case_id, 'standortgespraech', talk.value, 'gespraech', NULL, NULL
FROM issued, json_each(values_json, '$.standortgespraeche') AS talk
UNION ALL
SELECT document_id, case_id, 'standortgespraech', values_json ->> '$.naechstesStandortgespraech', 'gespraech', NULL, NULL
FROM issued WHERE values_json ->> '$.naechstesStandortgespraech' IS NOT NULL
UNION ALL
SELECT document_id, case_id, 'abschlussgespraech', values_json ->> '$.abschlussgespraech', 'gespraech', NULL, NULL
FROM issued WHERE values_json ->> '$.abschlussgespraech' IS NOT NULL;

-- The same, to be found by day without reading the values of every agreement. Written with the order by a trigger and never
-- after: neither the order nor its revision ever changes.
CREATE TABLE agreement_step (
  document_id TEXT NOT NULL REFERENCES document (id),
  step_id TEXT NOT NULL,
  due_on TEXT NOT NULL,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  art TEXT NOT NULL CHECK (art IN ('termin', 'termine', 'wiederkehrend', 'laufend', 'text', 'gespraech')),
  goal INTEGER,
  position INTEGER,
  PRIMARY KEY (document_id, step_id, due_on)
) STRICT, WITHOUT ROWID;

CREATE INDEX agreement_step_by_case ON agreement_step (case_id, due_on);

-- One issued agreement. It runs until a later one of its case and template is issued.
CREATE TABLE agreement (
  document_id TEXT PRIMARY KEY REFERENCES document (id),
  case_id TEXT NOT NULL REFERENCES case_file (id),
  template_slug TEXT NOT NULL,
  -- The day of the conversation in which it came about.
  conversation_on TEXT,
  issued_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX agreement_by_case ON agreement (case_id, template_slug, issued_at);

CREATE VIEW agreement_source AS
SELECT document.id AS document_id, case_id, template_slug, values_json ->> '$.gespraech.datum' AS conversation_on,
  issue_order.at AS issued_at
FROM issue_order
JOIN document ON document.id = issue_order.document_id AND document.kind = 'agreement'
JOIN document_revision AS revision
  ON revision.document_id = document.id AND revision.revision = issue_order.revision;

INSERT INTO agreement SELECT document_id, case_id, template_slug, conversation_on, issued_at FROM agreement_source;
INSERT INTO agreement_step (document_id, step_id, due_on, case_id, art, goal, position)
SELECT document_id, step_id, due_on, case_id, art, goal, position FROM agreement_step_source
WHERE step_id IS NOT NULL AND art IS NOT NULL ON CONFLICT DO NOTHING;

CREATE TRIGGER agreement_is_issued AFTER INSERT ON issue_order
BEGIN
  INSERT INTO agreement SELECT document_id, case_id, template_slug, conversation_on, issued_at
  FROM agreement_source WHERE document_id = NEW.document_id;
  INSERT INTO agreement_step (document_id, step_id, due_on, case_id, art, goal, position)
  SELECT document_id, step_id, due_on, case_id, art, goal, position FROM agreement_step_source
  WHERE document_id = NEW.document_id AND step_id IS NOT NULL AND art IS NOT NULL ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER agreement_never_changes BEFORE UPDATE ON agreement
BEGIN SELECT RAISE(ABORT, 'an issued agreement never changes'); END;
CREATE TRIGGER agreement_never_goes BEFORE DELETE ON agreement
BEGIN SELECT RAISE(ABORT, 'an issued agreement never changes'); END;
CREATE TRIGGER agreement_step_never_changes BEFORE UPDATE ON agreement_step
BEGIN SELECT RAISE(ABORT, 'an issued agreement never changes'); END;
CREATE TRIGGER agreement_step_never_goes BEFORE DELETE ON agreement_step
BEGIN SELECT RAISE(ABORT, 'an issued agreement never changes'); END;

-- Somebody did a step, or something for one that goes on. Taken back it stays, so that the trail has what it speaks of.
CREATE TABLE step_done (
  id TEXT PRIMARY KEY,
  document_id TEXT NOT NULL,
  step_id TEXT NOT NULL,
  due_on TEXT NOT NULL,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  done_on TEXT NOT NULL,
  -- The evidence: words, a file or both.
  note TEXT NOT NULL,
  blob_id TEXT REFERENCES blob (id),
  file_name TEXT,
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL,
  taken_back_by TEXT REFERENCES user (id),
  taken_back_at TEXT,
  FOREIGN KEY (document_id, step_id, due_on) REFERENCES agreement_step (document_id, step_id, due_on),
  CHECK ((blob_id IS NULL) = (file_name IS NULL)),
  CHECK ((taken_back_by IS NULL) = (taken_back_at IS NULL))
) STRICT;

-- A step that goes over into the next agreement keeps its id: with the same day it is the same step. A step without a day
-- may be done again and again.
CREATE UNIQUE INDEX step_done_stands ON step_done (case_id, step_id, due_on)
WHERE taken_back_at IS NULL AND due_on <> '';
CREATE INDEX step_done_by_case ON step_done (case_id, done_on);

CREATE TRIGGER step_done_is_only_taken_back BEFORE UPDATE ON step_done
WHEN OLD.taken_back_at IS NOT NULL OR NEW.taken_back_at IS NULL
  OR (NEW.id, NEW.document_id, NEW.step_id, NEW.due_on, NEW.case_id, NEW.done_on, NEW.note, NEW.blob_id,
    NEW.file_name, NEW.user_id, NEW.at)
  IS NOT (OLD.id, OLD.document_id, OLD.step_id, OLD.due_on, OLD.case_id, OLD.done_on, OLD.note, OLD.blob_id,
    OLD.file_name, OLD.user_id, OLD.at)
BEGIN SELECT RAISE(ABORT, 'what was done is taken back, and does not change'); END;
CREATE TRIGGER step_done_never_goes BEFORE DELETE ON step_done
BEGIN SELECT RAISE(ABORT, 'what was done is taken back, and does not go'); END;
