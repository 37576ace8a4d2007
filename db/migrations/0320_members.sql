-- Who may sign in to the console, their sessions, and the links by which they come in. Every secret is kept as a hash alone.
CREATE TABLE members (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  name text NOT NULL,
  -- In lower case. Null for the owner of a local installation who came in with one click and has not said it yet.
  email text,
  role text NOT NULL CHECK (role IN ('viewer', 'operator', 'owner')),
  -- scrypt, as a PHC string. Null: only a link, or one click on their own machine, lets them in.
  password_hash text,
  created_at timestamptz NOT NULL,
  disabled_at timestamptz,
  last_seen_at timestamptz
);
CREATE UNIQUE INDEX members_email ON members (email);

CREATE TABLE sessions (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  -- SHA-256 of the cookie's 256 random bits.
  token_hash bytea NOT NULL UNIQUE,
  member_id uuid NOT NULL REFERENCES members ON DELETE CASCADE,
  -- Browser and system in two words; nothing that tells one person from another.
  device text NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  -- Whatever happens. It is over sooner when it is not used.
  expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_member_id ON sessions (member_id);

CREATE TABLE invitations (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  -- SHA-256 of the link's 256 random bits.
  token_hash bytea NOT NULL UNIQUE,
  -- Who is to become a member, and as what; or the member who is to choose another password.
  email text,
  role text CHECK (role IN ('viewer', 'operator', 'owner')),
  member_id uuid UNIQUE REFERENCES members ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CHECK ((email IS NOT NULL AND role IS NOT NULL) <> (member_id IS NOT NULL))
);
CREATE UNIQUE INDEX invitations_email ON invitations (email);

-- How often signing in has failed lately. The columns are rate-limiter-flexible's; keys hold hashes, never an address. Unlogged: after a crash the count
-- begins again.
CREATE UNLOGGED TABLE sign_in_attempts (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  -- Milliseconds since 1970.
  expire bigint
);
CREATE INDEX sign_in_attempts_expire ON sign_in_attempts (expire);

-- A member calls the API as well as a key does: what was kept for the key is kept for either.
ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_api_key_id_fkey;
ALTER TABLE idempotency_keys RENAME COLUMN api_key_id TO caller_id;
ALTER TABLE voucher_events ADD COLUMN member_id uuid;
