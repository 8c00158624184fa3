-- What lists count of thousands of documents. Each keeps its number in the search: a common word stands in most of them, and
-- looking for the entry of each takes a moment. The number of an entry never changes.
ALTER TABLE document ADD COLUMN search_number INTEGER;

DROP TRIGGER document_never_changes;

UPDATE document SET search_number = (SELECT number FROM search_entry WHERE subject = document.id);

CREATE TRIGGER document_never_changes BEFORE UPDATE OF
  id, template_slug, template_version, template_hash, kind, case_id, unit_id, author_id, created_at, copied_from ON document
BEGIN SELECT RAISE(ABORT, 'a document never changes, its revisions follow each other'); END;

CREATE TRIGGER document_knows_its_search_number AFTER INSERT ON search_entry
BEGIN UPDATE document SET search_number = NEW.number WHERE id = NEW.subject; END;

-- How many documents each version of a template has is counted in the order of this index.
CREATE INDEX document_by_template ON document (template_slug, template_version, id);
