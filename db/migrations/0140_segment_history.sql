-- Settings keep their versions, segments keep their history, and orders of the future wake their customers.

-- Every version that was ever in force; version 0 is the defaults. The trigger catches every writer.
CREATE TABLE settings_versions (
  key text NOT NULL,
  version integer NOT NULL,
  value jsonb NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (key, version)
);
INSERT INTO settings_versions (key, version, value, changed_at) SELECT key, version, value, updated_at FROM settings;
CREATE FUNCTION keep_settings_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO settings_versions (key, version, value) VALUES (NEW.key, NEW.version, NEW.value)
  ON CONFLICT (key, version) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at;
  RETURN NULL;
END $$;
CREATE TRIGGER settings_keep_versions AFTER INSERT OR UPDATE ON settings FOR EACH ROW EXECUTE FUNCTION keep_settings_version();

-- The days that are over and counted in segment_counts, each as of its last millisecond in the store's zone. Counted again when any of this differs
-- from what holds now, or when the orders until then have changed since.
CREATE TABLE segment_days (
  day date PRIMARY KEY,
  as_of timestamptz NOT NULL,
  settings_version integer NOT NULL,
  is_stale boolean NOT NULL DEFAULT false,
  counted_at timestamptz NOT NULL DEFAULT now()
);

-- From when on orders have changed that counted days had looked at. Only ever added to, so that writers of orders do not wait for each other; a
-- count takes the rows that it sees before it looks at the orders.
CREATE TABLE segment_history_marks (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  from_at timestamptz NOT NULL
);
-- Erased customers stay in the counts of the past until those are counted again for another reason: numbers are nobody's data.
CREATE FUNCTION mark_segment_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  counted_until timestamptz := (SELECT max(as_of) FROM segment_days);
  changed_from timestamptz;
BEGIN
  IF counted_until IS NULL THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    SELECT min(placed_at) INTO changed_from FROM written WHERE is_valid;
  ELSE
    SELECT min(least(b.placed_at, w.placed_at)) INTO changed_from
    FROM replaced AS b JOIN written AS w USING (id)
    WHERE (b.is_valid OR w.is_valid)
      AND (b.is_valid, b.net_minor, b.placed_at, b.customer_id) IS DISTINCT FROM (w.is_valid, w.net_minor, w.placed_at, w.customer_id);
  END IF;
  IF changed_from <= counted_until THEN
    INSERT INTO segment_history_marks (from_at) VALUES (changed_from);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER orders_inserted_mark_history AFTER INSERT ON orders
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION mark_segment_history();
CREATE TRIGGER orders_updated_mark_history AFTER UPDATE ON orders
  REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION mark_segment_history();

-- Customers with a valid order of the future, who are scored again at its time.
CREATE TABLE segment_wakeups (
  customer_id uuid NOT NULL,
  due_at timestamptz NOT NULL,
  PRIMARY KEY (due_at, customer_id)
);

-- Rows come in the order of their time: a block range index finds a period as well, and costs a first refresh nothing.
DROP INDEX segment_changes_changed_at;
CREATE INDEX segment_changes_changed_at ON segment_changes USING brin (changed_at);

-- A sample of a large table sees most customers once and takes them for a few; a handful of orders each is right for any store.
ALTER TABLE orders ALTER COLUMN customer_id SET (n_distinct = -0.2);

-- An erasure marks its customers as an order does, and waits where an order would: so a refresh that computed before it, and writes after it, leaves
-- them out. The number is rescoreLock of db/queries/segments/rescore-customers.ts. Lock order: the re-score lock, then marks by customer id.
CREATE OR REPLACE FUNCTION forget_segments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(727485020);
  INSERT INTO segment_rescores (customer_id, transaction_id, scored_at)
    SELECT id, pg_current_xact_id(), NULL FROM erased ORDER BY id
    ON CONFLICT (customer_id) DO UPDATE SET transaction_id = excluded.transaction_id, scored_at = excluded.scored_at;
  DELETE FROM customer_metrics USING erased WHERE customer_id = erased.id;
  DELETE FROM segment_changes USING erased WHERE customer_id = erased.id;
  DELETE FROM segment_wakeups USING erased WHERE customer_id = erased.id;
  RETURN NULL;
END $$;
