ALTER TABLE imports
  -- Whose export the file is (domain/imports, importSources); null until it is started.
  ADD COLUMN source text,
  -- What was done, or in a dry run would be (domain/import-report): counts.
  ADD COLUMN report jsonb NOT NULL DEFAULT '{"rejections": [], "consents": {}, "orders": null}';

-- A dry run's first rows, before and after. They hold what the file holds: kept as long as rejected rows, and no longer.
CREATE TABLE import_samples (
  import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
  line bigint NOT NULL,
  status text NOT NULL CHECK (status IN ('created', 'updated')),
  -- Null for what is not there yet.
  before jsonb,
  after jsonb NOT NULL,
  PRIMARY KEY (import_id, line)
);

-- What each batch of a dry run would have written, so that later batches find it: a batch is undone, but the next must count as if it had not been. Deleted at the run's end.
CREATE TABLE import_shadows (
  import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
  -- Where the batch begins in the file.
  position bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('customer', 'order')),
  external_id text NOT NULL,
  email text,
  phone text,
  write jsonb NOT NULL,
  PRIMARY KEY (import_id, kind, external_id, position)
);
CREATE INDEX import_shadows_email ON import_shadows (import_id, email) WHERE email IS NOT NULL;
CREATE INDEX import_shadows_phone ON import_shadows (import_id, phone) WHERE phone IS NOT NULL;
