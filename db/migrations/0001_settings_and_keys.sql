-- What the store has configured, who may call the API, and what keeps requests and provider calls in order.

-- UUID version 7 (RFC 9562): time-ordered, so that new rows land at the right end of every index. PostgreSQL 18 has its own; 15 to 17 do not.
CREATE FUNCTION uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
              PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
              FROM 1 FOR 6),
      52, 1), 53, 1), 'hex')::uuid
$$;

-- One row a topic (`store`, `contact_policy`, `segments`); `version` grows with every change.
CREATE TABLE settings (
  key text PRIMARY KEY,
  value jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE api_keys (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  name text NOT NULL,
  -- The first characters of the key, to recognise it by.
  prefix text NOT NULL,
  -- SHA-256 of the whole key. The key has 160 random bits, so that a slow hash would add nothing.
  key_hash bytea NOT NULL UNIQUE,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

-- The answer that a POST with an Idempotency-Key was given, for 24 hours.
CREATE TABLE idempotency_keys (
  api_key_id uuid NOT NULL REFERENCES api_keys ON DELETE CASCADE,
  key text NOT NULL,
  -- SHA-256 of method, path and body.
  request_hash bytea NOT NULL,
  -- Null while the first request is still in flight.
  response_status integer,
  response_body jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (api_key_id, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

-- One row a provider account: the instant from which the next request may leave (a virtual scheduler, GCRA), shared by all workers.
CREATE TABLE provider_clocks (
  provider text PRIMARY KEY,
  next_request_at timestamptz NOT NULL DEFAULT '-infinity',
  -- A Retry-After holds everyone until then.
  blocked_until timestamptz NOT NULL DEFAULT '-infinity'
);

-- Messages to Temporal, written in the transaction of the fact that they tell of.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  -- Ids only.
  payload jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  last_error_code text,
  next_attempt_at timestamptz NOT NULL DEFAULT now()
);
