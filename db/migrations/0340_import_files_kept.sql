-- The file of an import that was tried out, or that was broken off, stays for a while: it is gone on with without being sent again.
ALTER TABLE imports
  -- As its sender says it, before all of it is there.
  ADD COLUMN file_bytes bigint,
  -- The import whose file it took over.
  ADD COLUMN repeat_of uuid REFERENCES imports ON DELETE SET NULL;

CREATE INDEX imports_repeat_of ON imports (repeat_of) WHERE repeat_of IS NOT NULL;
