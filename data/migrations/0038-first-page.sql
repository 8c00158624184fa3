-- Pictures of the first pages of PDFs, to recognise them by: made when first asked for, gone with their file. Null where
-- there is none to be had, so that a file that cannot be drawn is not tried again and again.
CREATE TABLE first_page (
  blob_id TEXT PRIMARY KEY REFERENCES blob (id) ON DELETE CASCADE,
  jpeg BLOB
) STRICT;
