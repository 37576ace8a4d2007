-- What saved audiences name, how large they were on each day, and lists of their customers as files.

-- The records that an audience's rule names, written with the rule, so that "where is it used" and "does it name itself" are look-ups.
CREATE TABLE audience_references (
  audience_id uuid NOT NULL REFERENCES audiences ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('audience', 'group', 'broadcast')),
  -- Without a foreign key: a rule may outlive what it names.
  referenced_id uuid NOT NULL,
  PRIMARY KEY (audience_id, kind, referenced_id)
);
CREATE INDEX audience_references_referenced ON audience_references (referenced_id, kind);

-- One row for a pinned audience and a day of the store, overwritten through the day: the last hour's stays.
CREATE TABLE audience_sizes (
  audience_id uuid NOT NULL REFERENCES audiences ON DELETE CASCADE,
  day date NOT NULL,
  -- Of the audience, when this was counted: sizes before and after a change of its rule are different questions.
  version integer NOT NULL,
  customers integer NOT NULL,
  reachable_email integer NOT NULL,
  reachable_sms integer NOT NULL,
  reachable_push integer NOT NULL,
  -- Of its members in the period up to then: valid orders in the store's own currency.
  period_days integer NOT NULL,
  orders integer NOT NULL,
  net_minor bigint NOT NULL,
  currency text NOT NULL,
  counted_at timestamptz NOT NULL,
  PRIMARY KEY (audience_id, day)
);

-- Lists of an audience's customers as CSV files, written by any worker and deleted after a day.
CREATE TABLE audience_exports (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  audience_id uuid NOT NULL REFERENCES audiences ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('email_list', 'sms_list', 'postal_list', 'all')),
  -- Also those who may not be written to.
  includes_unreachable boolean NOT NULL,
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  -- The file's columns, once the members are known: a postal list has one for each address attribute that occurs.
  columns text[],
  -- Null until the members are known.
  members integer,
  -- The cursor: pages before it are in the file. It moves in the transaction of the page's chunk.
  pages_done integer NOT NULL DEFAULT 0,
  members_done integer NOT NULL DEFAULT 0,
  rows_written integer NOT NULL DEFAULT 0,
  bytes_written bigint NOT NULL DEFAULT 0,
  error_code text,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz,
  -- When the file goes. Null until there is one.
  expires_at timestamptz
);
CREATE INDEX audience_exports_audience ON audience_exports (audience_id, id);
CREATE INDEX audience_exports_expiring ON audience_exports (expires_at) WHERE expires_at IS NOT NULL;

-- The members as they were when the export began, in the order of their ids. A page goes as soon as it is in the file.
CREATE TABLE audience_export_pages (
  export_id uuid NOT NULL REFERENCES audience_exports ON DELETE CASCADE,
  page integer NOT NULL,
  customer_ids uuid[] NOT NULL,
  PRIMARY KEY (export_id, page)
);

-- The file, a chunk a page.
CREATE TABLE audience_export_chunks (
  export_id uuid NOT NULL REFERENCES audience_exports ON DELETE CASCADE,
  page integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (export_id, page)
);
-- Written and read once, and deleted within a day: compressing them costs more than it saves.
ALTER TABLE audience_export_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;
