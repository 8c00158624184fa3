-- Who wrote live in what a revision was made of, and since the request before in what is asked about: JSON lists of user
-- ids. Null where somebody saved the revision herself.
ALTER TABLE document_revision ADD COLUMN writers TEXT CHECK (json_valid(writers));
ALTER TABLE approval_request ADD COLUMN writers TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(writers));

DROP TRIGGER approval_decision_keeps_four_eyes;

-- What was decided is the content that was asked about, by somebody who neither wrote nor last changed it.
CREATE TRIGGER approval_decision_keeps_four_eyes BEFORE INSERT ON approval_decision
WHEN NOT EXISTS (
  SELECT 1 FROM approval_request
  WHERE id = NEW.request_id AND content_hash = NEW.content_hash
    AND NEW.user_id NOT IN (author_id, last_editor_id)
    AND coalesce(NEW.on_behalf_of, '') NOT IN (author_id, last_editor_id)
    AND NOT EXISTS (SELECT 1 FROM json_each(writers) WHERE value IN (NEW.user_id, NEW.on_behalf_of))
)
BEGIN SELECT RAISE(ABORT, 'another content, or decided by a writer, its author or last editor'); END;
