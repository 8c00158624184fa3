-- How a person wants the product to look and to listen. Whoever has no row wants what the system says, and letter keys.
CREATE TABLE user_preference (
  user_id TEXT PRIMARY KEY REFERENCES user (id),
  theme TEXT NOT NULL CHECK (theme IN ('light', 'dark', 'system')),
  letter_keys INTEGER NOT NULL CHECK (letter_keys IN (0, 1))
) STRICT;
