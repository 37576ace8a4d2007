-- How many unknown voucher codes each API key, and each visitor of the store, has asked for lately. The columns are rate-limiter-flexible's; keys hold
-- hashes, never an address. Unlogged: after a crash the count begins again.
CREATE UNLOGGED TABLE voucher_guesses (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  -- Milliseconds since 1970.
  expire bigint
);
CREATE INDEX voucher_guesses_expire ON voucher_guesses (expire);
