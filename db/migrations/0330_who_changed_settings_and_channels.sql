-- Who changed a setting, what tests of channels came to, and when each webhook was last heard of.

-- The name under which the caller is known; null for changes from before, and for what no caller made.
ALTER TABLE settings ADD COLUMN changed_by text;
ALTER TABLE settings_versions ADD COLUMN changed_by text;
CREATE OR REPLACE FUNCTION keep_settings_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO settings_versions (key, version, value, changed_by) VALUES (NEW.key, NEW.version, NEW.value, NEW.changed_by)
  ON CONFLICT (key, version) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by;
  RETURN NULL;
END $$;

-- One message each, sent to see whether a channel works. To whom is not kept.
CREATE TABLE channel_tests (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  channel channel NOT NULL,
  -- Before the provider is called: a test that died on the way counts against the limit as well.
  started_at timestamptz NOT NULL DEFAULT now(),
  started_by text NOT NULL,
  -- As channels/channel.ts has it; null while it is not known.
  outcome text CHECK (outcome IN ('accepted', 'failed', 'retry', 'unknown')),
  code text,
  took_ms integer
);
CREATE INDEX channel_tests_channel ON channel_tests (channel, started_at DESC);

-- One row a webhook address: when a provider was last heard of there. Written every few seconds at most, whatever comes.
CREATE TABLE webhook_arrivals (
  path text PRIMARY KEY,
  provider text NOT NULL,
  taken_at timestamptz,
  -- Not signed as configured, or a replay.
  refused_at timestamptz
);
