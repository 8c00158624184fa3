-- Template versions as they were published: a document keeps its version, whatever becomes of the shipped files. The
-- three texts stand here as the files had them; the hash is the one that documents and content hashes name.
CREATE TABLE template_version (
  slug TEXT NOT NULL CHECK (length(slug) > 0),
  version INTEGER NOT NULL CHECK (version > 0),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  source TEXT NOT NULL,
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  description TEXT NOT NULL CHECK (json_valid(description)),
  published_at TEXT NOT NULL,
  PRIMARY KEY (slug, version)
) STRICT;

CREATE TRIGGER template_version_never_changes BEFORE UPDATE ON template_version
BEGIN SELECT RAISE(ABORT, 'a published template version never changes'); END;

CREATE TRIGGER template_version_never_goes BEFORE DELETE ON template_version
BEGIN SELECT RAISE(ABORT, 'a published template version never goes'); END;

-- INSERT OR REPLACE fires no DELETE trigger.
CREATE TRIGGER template_version_is_published_once BEFORE INSERT ON template_version
WHEN EXISTS (SELECT 1 FROM template_version WHERE slug = NEW.slug AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'a template version is published once'); END;
