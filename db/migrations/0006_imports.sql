-- Import jobs. The file itself is kept here in chunks until the job ends, so that any worker can go on with it after a kill.

CREATE TABLE imports (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  kind text NOT NULL CHECK (kind IN ('customers', 'orders')),
  file_name text NOT NULL,
  status text NOT NULL DEFAULT 'uploading' CHECK (status IN ('uploading', 'queued', 'running', 'done', 'failed', 'cancelled')),
  -- Column mapping, encoding, delimiter, whether it is a dry run.
  options jsonb NOT NULL DEFAULT '{}',
  bytes_total bigint NOT NULL DEFAULT 0,
  -- The cursor: everything before it is done, in the same transaction as the rows themselves.
  bytes_done bigint NOT NULL DEFAULT 0,
  lines_done bigint NOT NULL DEFAULT 0,
  rows_created bigint NOT NULL DEFAULT 0,
  rows_updated bigint NOT NULL DEFAULT 0,
  rows_rejected bigint NOT NULL DEFAULT 0,
  error_code text,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);

CREATE TABLE import_chunks (
  import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
  position bigint NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (import_id, position)
);

CREATE TABLE import_rejections (
  import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
  line bigint NOT NULL,
  code text NOT NULL,
  reason text NOT NULL,
  raw text NOT NULL,
  PRIMARY KEY (import_id, line)
);
