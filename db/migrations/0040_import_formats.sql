-- What a file turned out to be, fixed when its import starts; and rows that were the same already.
ALTER TABLE imports
  -- By the first chunk that is not plain ASCII; null while all are.
  ADD COLUMN detected_encoding text,
  -- Encoding, delimiter, line break.
  ADD COLUMN format jsonb,
  -- What each column means.
  ADD COLUMN columns jsonb,
  ADD COLUMN rows_unchanged bigint NOT NULL DEFAULT 0,
  ADD COLUMN started_at timestamptz;

-- Chunks are read once or twice and deleted: compressing them costs more than it saves.
ALTER TABLE import_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;
