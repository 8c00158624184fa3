-- A version of a template while it is made: uploaded and edited by one person, published by another. What is published
-- goes into template_version and never changes; everything before stays here, so that nothing uploaded is lost.
CREATE TABLE template_draft (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL CHECK (length(slug) BETWEEN 1 AND 60),
  created_by TEXT NOT NULL REFERENCES user (id),
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX template_draft_by_slug ON template_draft (slug);

-- One upload or one text saved by hand. Files that it does not name stay as they were.
CREATE TABLE template_draft_edit (
  draft_id TEXT NOT NULL REFERENCES template_draft (id),
  edit INTEGER NOT NULL CHECK (edit > 0),
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL,
  PRIMARY KEY (draft_id, edit)
) STRICT, WITHOUT ROWID;

CREATE TABLE template_draft_file (
  draft_id TEXT NOT NULL,
  edit INTEGER NOT NULL,
  name TEXT NOT NULL CHECK (name IN ('template.hbs', 'fields.json', 'template.json', 'sample.json')),
  blob_id TEXT NOT NULL REFERENCES blob (id),
  PRIMARY KEY (draft_id, edit, name),
  FOREIGN KEY (draft_id, edit) REFERENCES template_draft_edit (draft_id, edit)
) STRICT, WITHOUT ROWID;

-- Handed to a second person, exactly as it stood after this edit.
CREATE TABLE template_submission (
  id TEXT PRIMARY KEY,
  draft_id TEXT NOT NULL,
  -- Counts the submissions of this draft.
  number INTEGER NOT NULL CHECK (number > 0),
  edit INTEGER NOT NULL,
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL,
  UNIQUE (draft_id, number),
  FOREIGN KEY (draft_id, edit) REFERENCES template_draft_edit (draft_id, edit)
) STRICT, WITHOUT ROWID;

CREATE TABLE template_submission_end (
  submission_id TEXT PRIMARY KEY REFERENCES template_submission (id),
  kind TEXT NOT NULL CHECK (kind IN ('published', 'returned', 'recalled')),
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL,
  reason TEXT CHECK (length(reason) <= 2000),
  CHECK ((kind = 'returned') = (coalesce(length(reason), 0) > 0))
) STRICT, WITHOUT ROWID;

-- How a version that the house made itself came to be. Versions that came with the program have no row here.
CREATE TABLE template_publication (
  slug TEXT NOT NULL,
  version INTEGER NOT NULL,
  draft_id TEXT NOT NULL UNIQUE REFERENCES template_draft (id),
  submission_id TEXT NOT NULL UNIQUE REFERENCES template_submission (id),
  -- The text of sample.json. It is no part of the hash.
  sample TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES user (id),
  on_behalf_of TEXT REFERENCES user (id),
  PRIMARY KEY (slug, version),
  FOREIGN KEY (slug, version) REFERENCES template_version (slug, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE template_draft_discard (
  draft_id TEXT PRIMARY KEY REFERENCES template_draft (id),
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Not to be chosen any more; documents that pin it keep it.
CREATE TABLE template_withdrawal (
  slug TEXT NOT NULL,
  version INTEGER NOT NULL,
  user_id TEXT NOT NULL REFERENCES user (id),
  at TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
  PRIMARY KEY (slug, version),
  FOREIGN KEY (slug, version) REFERENCES template_version (slug, version)
) STRICT, WITHOUT ROWID;

-- Where each draft stands, read from its records. `edit` is the newest one, `submission_id` the newest submission.
CREATE VIEW template_draft_state AS
SELECT
  draft.id AS draft_id,
  (SELECT max(edit) FROM template_draft_edit WHERE draft_id = draft.id) AS edit,
  submission.id AS submission_id,
  CASE
    WHEN publication.draft_id IS NOT NULL THEN 'published'
    WHEN discard.draft_id IS NOT NULL THEN 'discarded'
    WHEN submission.id IS NULL OR ended.kind = 'recalled' THEN 'editing'
    WHEN ended.kind = 'returned' THEN 'returned'
    ELSE 'submitted'
  END AS state
FROM template_draft AS draft
LEFT JOIN template_submission AS submission ON submission.draft_id = draft.id
  AND submission.number = (SELECT max(number) FROM template_submission WHERE draft_id = draft.id)
LEFT JOIN template_submission_end AS ended ON ended.submission_id = submission.id
LEFT JOIN template_publication AS publication ON publication.draft_id = draft.id
LEFT JOIN template_draft_discard AS discard ON discard.draft_id = draft.id;

CREATE TRIGGER template_draft_never_changes BEFORE UPDATE ON template_draft
BEGIN SELECT RAISE(ABORT, 'a template draft never changes, its edits follow each other'); END;
CREATE TRIGGER template_draft_never_goes BEFORE DELETE ON template_draft
BEGIN SELECT RAISE(ABORT, 'a template draft is discarded, never deleted'); END;
CREATE TRIGGER template_draft_edit_never_changes BEFORE UPDATE ON template_draft_edit
BEGIN SELECT RAISE(ABORT, 'an edit never changes'); END;
CREATE TRIGGER template_draft_edit_never_goes BEFORE DELETE ON template_draft_edit
BEGIN SELECT RAISE(ABORT, 'an edit never goes'); END;
CREATE TRIGGER template_draft_file_never_changes BEFORE UPDATE ON template_draft_file
BEGIN SELECT RAISE(ABORT, 'a file of an edit never changes'); END;
CREATE TRIGGER template_draft_file_never_goes BEFORE DELETE ON template_draft_file
BEGIN SELECT RAISE(ABORT, 'a file of an edit never goes'); END;
CREATE TRIGGER template_submission_never_changes BEFORE UPDATE ON template_submission
BEGIN SELECT RAISE(ABORT, 'a submission never changes'); END;
CREATE TRIGGER template_submission_never_goes BEFORE DELETE ON template_submission
BEGIN SELECT RAISE(ABORT, 'a submission never goes'); END;
CREATE TRIGGER template_submission_end_never_changes BEFORE UPDATE ON template_submission_end
BEGIN SELECT RAISE(ABORT, 'the end of a submission never changes'); END;
CREATE TRIGGER template_submission_end_never_goes BEFORE DELETE ON template_submission_end
BEGIN SELECT RAISE(ABORT, 'the end of a submission never goes'); END;
CREATE TRIGGER template_publication_never_changes BEFORE UPDATE ON template_publication
BEGIN SELECT RAISE(ABORT, 'a publication never changes'); END;
CREATE TRIGGER template_publication_never_goes BEFORE DELETE ON template_publication
BEGIN SELECT RAISE(ABORT, 'a publication never goes'); END;
CREATE TRIGGER template_draft_discard_never_changes BEFORE UPDATE ON template_draft_discard
BEGIN SELECT RAISE(ABORT, 'a discard never changes'); END;
CREATE TRIGGER template_draft_discard_never_goes BEFORE DELETE ON template_draft_discard
BEGIN SELECT RAISE(ABORT, 'a discard never goes'); END;
CREATE TRIGGER template_withdrawal_never_changes BEFORE UPDATE ON template_withdrawal
BEGIN SELECT RAISE(ABORT, 'a withdrawal never changes'); END;
CREATE TRIGGER template_withdrawal_never_goes BEFORE DELETE ON template_withdrawal
BEGIN SELECT RAISE(ABORT, 'a withdrawal never goes'); END;

-- INSERT OR REPLACE fires no DELETE trigger: each row comes in once.
CREATE TRIGGER template_draft_comes_once BEFORE INSERT ON template_draft
WHEN EXISTS (SELECT 1 FROM template_draft WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a template draft begins once'); END;
CREATE TRIGGER template_draft_edit_only_grows BEFORE INSERT ON template_draft_edit
WHEN NEW.edit IS NOT (SELECT coalesce(max(edit), 0) + 1 FROM template_draft_edit WHERE draft_id = NEW.draft_id)
BEGIN SELECT RAISE(ABORT, 'not the next edit'); END;
CREATE TRIGGER template_draft_edit_only_while_editing BEFORE INSERT ON template_draft_edit
WHEN (SELECT state FROM template_draft_state WHERE draft_id = NEW.draft_id) NOT IN ('editing', 'returned')
BEGIN SELECT RAISE(ABORT, 'this template draft is not edited now'); END;
CREATE TRIGGER template_draft_file_belongs_to_the_newest_edit BEFORE INSERT ON template_draft_file
WHEN NEW.edit IS NOT (SELECT max(edit) FROM template_draft_edit WHERE draft_id = NEW.draft_id)
  OR EXISTS (SELECT 1 FROM template_draft_file WHERE draft_id = NEW.draft_id AND edit = NEW.edit AND name = NEW.name)
  OR EXISTS (SELECT 1 FROM template_submission WHERE draft_id = NEW.draft_id AND edit = NEW.edit)
BEGIN SELECT RAISE(ABORT, 'a file comes with its edit, once'); END;
CREATE TRIGGER template_submission_is_of_the_newest_edit BEFORE INSERT ON template_submission
WHEN NEW.edit IS NOT (SELECT max(edit) FROM template_draft_edit WHERE draft_id = NEW.draft_id)
  OR (SELECT state FROM template_draft_state WHERE draft_id = NEW.draft_id) NOT IN ('editing', 'returned')
  OR NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM template_submission WHERE draft_id = NEW.draft_id)
  OR EXISTS (SELECT 1 FROM template_submission WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'only what is edited is submitted, as it stands'); END;
CREATE TRIGGER template_submission_ends_once BEFORE INSERT ON template_submission_end
WHEN EXISTS (SELECT 1 FROM template_submission_end WHERE submission_id = NEW.submission_id)
BEGIN SELECT RAISE(ABORT, 'a submission ends once'); END;
CREATE TRIGGER template_draft_discard_spares_what_waits BEFORE INSERT ON template_draft_discard
WHEN (SELECT state FROM template_draft_state WHERE draft_id = NEW.draft_id) NOT IN ('editing', 'returned')
BEGIN SELECT RAISE(ABORT, 'only what is edited is discarded'); END;
CREATE TRIGGER template_withdrawal_comes_once BEFORE INSERT ON template_withdrawal
WHEN EXISTS (SELECT 1 FROM template_withdrawal WHERE slug = NEW.slug AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'a version is withdrawn once'); END;

-- Four eyes: whoever began the draft, edited it last or submitted it never publishes it, not even through a deputy.
CREATE TRIGGER template_publication_needs_four_eyes BEFORE INSERT ON template_publication
WHEN EXISTS (
  SELECT 1 FROM template_draft AS draft
  JOIN template_draft_edit AS last ON last.draft_id = draft.id
    AND last.edit = (SELECT max(edit) FROM template_draft_edit WHERE draft_id = draft.id)
  JOIN template_submission AS submission ON submission.id = NEW.submission_id
  WHERE draft.id = NEW.draft_id AND (
    NEW.user_id IN (draft.created_by, last.user_id, submission.user_id)
    OR coalesce(NEW.on_behalf_of, '') IN (draft.created_by, last.user_id, submission.user_id)))
BEGIN SELECT RAISE(ABORT, 'whoever wrote a version does not publish it'); END;
CREATE TRIGGER template_publication_is_of_what_was_submitted BEFORE INSERT ON template_publication
WHEN NOT EXISTS (
  SELECT 1 FROM template_draft_state AS standing JOIN template_draft AS draft ON draft.id = standing.draft_id
  WHERE draft.id = NEW.draft_id AND draft.slug = NEW.slug AND standing.state = 'submitted'
    AND standing.submission_id = NEW.submission_id)
BEGIN SELECT RAISE(ABORT, 'only what was submitted is published'); END;
