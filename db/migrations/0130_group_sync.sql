-- What brings groups here from the store's admin: members on their way, members whose customer is yet to come, and the syncs themselves.

-- Members whose customer is not known here, by the store's own id of the customer: they are in the group as soon as the customer arrives.
CREATE TABLE group_pending_members (
  external_id text NOT NULL,
  group_id uuid NOT NULL,
  PRIMARY KEY (external_id, group_id)
);
CREATE INDEX group_pending_members_group ON group_pending_members (group_id);

-- One reading of a group's members, page after page, until it is whole and takes the place of the members.
CREATE TABLE group_stagings (
  group_id uuid PRIMARY KEY,
  -- Whoever reads now. Another one who takes over draws a new token, and the former finds that its own is gone.
  token uuid NOT NULL,
  version bigint NOT NULL,
  -- The admin's count as of that version.
  admin_members integer NOT NULL,
  -- Where the next page begins, as the admin said it; null at the first.
  cursor text,
  received integer NOT NULL DEFAULT 0,
  is_complete boolean NOT NULL DEFAULT false,
  started_at timestamptz NOT NULL DEFAULT now()
);
-- Unlogged: after a crash of the database it is empty, which the admin's count shows, and the reading begins anew.
CREATE UNLOGGED TABLE group_staged_members (
  group_id uuid NOT NULL,
  external_id text NOT NULL,
  PRIMARY KEY (group_id, external_id)
);

-- Syncs of all groups: the first one, those on request, and those of 00:00.
CREATE TABLE group_runs (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  reason text NOT NULL CHECK (reason IN ('first', 'requested', 'midnight')),
  -- Which admin: its address.
  admin text NOT NULL,
  -- Of 00:00: the day of the store that begins then, and its zone.
  day date,
  time_zone text,
  started_at timestamptz NOT NULL DEFAULT now(),
  -- When the admin's list was read to its end.
  listed_at timestamptz,
  -- External ids of what the admin lists and is no group: all customers.
  ignored text[] NOT NULL DEFAULT '{}',
  finished_at timestamptz,
  outcome text CHECK (outcome IN ('done', 'failed', 'cancelled')),
  failure_code text,
  -- However often clocks show 00:00 on that day, it is refreshed once.
  UNIQUE (day, time_zone)
);
CREATE TABLE group_run_items (
  run_id uuid NOT NULL REFERENCES group_runs ON DELETE CASCADE,
  group_id uuid NOT NULL,
  -- From 1 in the order of the sync; null for a group that needs none.
  position integer,
  -- Null while it waits or runs.
  outcome text CHECK (outcome IN ('synced', 'deleted', 'superseded', 'failed')),
  members integer NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, group_id)
);
CREATE UNIQUE INDEX group_run_items_position ON group_run_items (run_id, position) WHERE position IS NOT NULL;

-- A customer who arrives is a member from then on. The lock is shared by all who add or erase customers; whoever adds members waits until they are
-- through before it looks for the last time who is here (db/queries/groups/settle-members.ts). Rows that such a one has locked are passed over: it is
-- changing them itself, and waiting for it in the middle of that would be a circle.
CREATE FUNCTION join_groups() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(727485130);
  IF NOT EXISTS (SELECT FROM group_pending_members) THEN RETURN NULL; END IF;
  WITH awaited AS MATERIALIZED (
    SELECT p.external_id, p.group_id, i.id FROM inserted i JOIN group_pending_members p USING (external_id) FOR UPDATE OF p SKIP LOCKED),
  arrived AS (
    DELETE FROM group_pending_members p USING awaited a WHERE p.external_id = a.external_id AND p.group_id = a.group_id)
  INSERT INTO group_members (group_id, customer_id) SELECT group_id, id FROM awaited ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER customers_join_groups AFTER INSERT ON customers
  REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION join_groups();

-- A customer who is erased is in no group, neither as a member nor as one who is yet to come.
CREATE FUNCTION leave_groups() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(727485130);
  DELETE FROM group_members WHERE (group_id, customer_id) IN (
    SELECT m.group_id, m.customer_id FROM erased e JOIN group_members m ON m.customer_id = e.id FOR UPDATE OF m SKIP LOCKED);
  DELETE FROM group_pending_members WHERE (external_id, group_id) IN (
    SELECT p.external_id, p.group_id FROM erased e JOIN group_pending_members p USING (external_id) FOR UPDATE OF p SKIP LOCKED);
  DELETE FROM group_staged_members WHERE (group_id, external_id) IN (
    SELECT s.group_id, s.external_id FROM group_stagings g CROSS JOIN erased e JOIN group_staged_members s
      ON s.group_id = g.group_id AND s.external_id = e.external_id FOR UPDATE OF s SKIP LOCKED);
  RETURN NULL;
END $$;
CREATE TRIGGER customers_leave_groups AFTER DELETE ON customers
  REFERENCING OLD TABLE AS erased FOR EACH STATEMENT EXECUTE FUNCTION leave_groups();

-- The 00:00 refresh follows the store's time zone.
CREATE FUNCTION place_group_refresh() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outbox (kind, payload) VALUES ('place_group_refresh', '{}');
  RETURN NULL;
END $$;
CREATE TRIGGER settings_place_group_refresh AFTER UPDATE ON settings FOR EACH ROW
  WHEN (NEW.key = 'store' AND NEW.value -> 'timeZone' IS DISTINCT FROM OLD.value -> 'timeZone') EXECUTE FUNCTION place_group_refresh();
CREATE TRIGGER settings_first_place_group_refresh AFTER INSERT ON settings FOR EACH ROW
  WHEN (NEW.key = 'store' AND NEW.value ? 'timeZone') EXECUTE FUNCTION place_group_refresh();
