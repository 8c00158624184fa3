-- Papers are one document in seven: their list would otherwise go through all of them.
CREATE INDEX document_by_kind ON document (kind, id);
