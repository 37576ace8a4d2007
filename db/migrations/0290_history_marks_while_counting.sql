-- An order that is committed while past days are counted leaves its mark too: the days are not there yet, and the count may not have seen the order.

-- The number is historyLock of db/queries/segments/segment-locks.ts, which a count holds alone from before it takes the marks until its days are kept.
-- Whoever writes orders never waits for it: with the lock's shared side the count that follows sees the order, and without it the next one sees the mark.
CREATE OR REPLACE FUNCTION mark_segment_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  is_counting boolean := NOT pg_try_advisory_xact_lock_shared(727485022);
  -- Read once the lock is decided: whatever was counted before is there.
  counted_until timestamptz;
  changed_from timestamptz;
BEGIN
  SELECT max(as_of) INTO counted_until FROM segment_days;
  IF counted_until IS NULL AND NOT is_counting THEN
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
  IF changed_from <= counted_until OR (is_counting AND changed_from <= now()) THEN
    INSERT INTO segment_history_marks (from_at) VALUES (changed_from);
  END IF;
  RETURN NULL;
END $$;
