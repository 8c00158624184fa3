-- What of somebody's notices her deputy is told while she is away. The notice stays hers; for whom it is, says its row.
CREATE TABLE deputy_mail_item (
  notice_id TEXT NOT NULL REFERENCES notice (id),
  to_user_id TEXT NOT NULL REFERENCES user (id),
  queued_at TEXT NOT NULL,
  mail_id TEXT REFERENCES mail (id),
  PRIMARY KEY (notice_id, to_user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX deputy_mail_item_waiting ON deputy_mail_item (to_user_id, notice_id) WHERE mail_id IS NULL;
CREATE INDEX deputy_mail_item_by_mail ON deputy_mail_item (mail_id) WHERE mail_id IS NOT NULL;
