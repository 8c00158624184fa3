-- Attachments are part of what is approved and issued: with the order they stand still, like every revision.
CREATE TRIGGER attachment_ends_with_the_order BEFORE INSERT ON attachment
WHEN EXISTS (SELECT 1 FROM issue_order WHERE document_id = NEW.subject)
BEGIN SELECT RAISE(ABORT, 'an issued document gets no attachment'); END;

CREATE TRIGGER attachment_stands_with_the_order BEFORE UPDATE ON attachment
WHEN EXISTS (SELECT 1 FROM issue_order WHERE document_id = OLD.subject)
BEGIN SELECT RAISE(ABORT, 'the attachments of an issued document stand'); END;
