-- How often an address asked the public check, hashed, within the last minutes. Neither files nor codes are kept.
CREATE TABLE public_check (
  address_hash TEXT PRIMARY KEY CHECK (length(address_hash) = 64),
  checks INTEGER NOT NULL CHECK (checks > 0),
  since TEXT NOT NULL
) STRICT;
