CREATE TABLE unit (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (length(name) > 0),
  short TEXT NOT NULL UNIQUE CHECK (length(short) > 0),
  created_at TEXT NOT NULL
) STRICT;

-- A user is never deleted: the trail and every document name her.
CREATE TABLE user (
  id TEXT PRIMARY KEY,
  login TEXT NOT NULL UNIQUE CHECK (login = lower(login) AND length(login) > 0),
  name TEXT NOT NULL CHECK (length(name) > 0),
  salutation TEXT NOT NULL CHECK (salutation IN ('', 'Frau', 'Herr')),
  email TEXT NOT NULL,
  unit_id TEXT NOT NULL REFERENCES unit(id),
  password_hash TEXT,
  password_set_at TEXT,
  created_at TEXT NOT NULL,
  deactivated_at TEXT,
  CHECK ((password_hash IS NULL) = (password_set_at IS NULL))
) STRICT;

CREATE INDEX user_by_unit ON user (unit_id);

CREATE TRIGGER user_is_never_deleted BEFORE DELETE ON user
BEGIN
  SELECT RAISE(ABORT, 'a user is deactivated, never deleted');
END;

CREATE TABLE user_role (
  user_id TEXT NOT NULL REFERENCES user(id),
  role TEXT NOT NULL CHECK (
    role IN ('lotsin', 'leitung', 'sitzungsdienst', 'vorlagenpflege', 'administration', 'revision')
  ),
  PRIMARY KEY (user_id, role)
) STRICT, WITHOUT ROWID;

CREATE INDEX user_role_by_role ON user_role (role, user_id);

-- The id in the cookie is a secret; only its SHA-256 is kept. When it ends is computed from both times and the settings.
CREATE TABLE session (
  id_hash TEXT PRIMARY KEY CHECK (length(id_hash) = 64),
  user_id TEXT NOT NULL REFERENCES user(id),
  device TEXT NOT NULL,
  started_at TEXT NOT NULL,
  seen_at TEXT NOT NULL
) STRICT;

CREATE INDEX session_by_user ON session (user_id);

CREATE TABLE password_link (
  token_hash TEXT PRIMARY KEY CHECK (length(token_hash) = 64),
  user_id TEXT NOT NULL REFERENCES user(id),
  issued_by TEXT NOT NULL,
  issued_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  used_at TEXT
) STRICT;

CREATE INDEX password_link_by_user ON password_link (user_id);

-- One row for a login, one for an address, both hashed: people type passwords into the wrong field.
CREATE TABLE login_attempt (
  key_hash TEXT PRIMARY KEY CHECK (length(key_hash) = 64),
  failures INTEGER NOT NULL CHECK (failures > 0),
  last_at TEXT NOT NULL,
  blocked_until TEXT
) STRICT;
