-- What ended journeys add up to, so that an autopilot's numbers need not read every event of every journey. A journey that has been over for a while is tallied once; from
-- then on its row and its story stay as they are, until it is taken out again because it is started again. The others are counted when somebody asks.
CREATE TABLE autopilot_tallies (
  autopilot_id uuid NOT NULL,
  -- `ended`: by outcome (kind) and reason. `reached`: by step. `happened`: by step, kind, channel, and reason or way.
  of text NOT NULL CHECK (of IN ('ended', 'reached', 'happened')),
  step text,
  kind text,
  channel channel,
  reason text,
  journeys integer NOT NULL,
  UNIQUE NULLS NOT DISTINCT (autopilot_id, of, step, kind, channel, reason)
);
ALTER TABLE journeys ADD COLUMN is_tallied boolean NOT NULL DEFAULT false;
CREATE INDEX journeys_untallied ON journeys (autopilot_id, ended_at) WHERE NOT is_tallied;

-- What the journeys add up to. Of a branch or split, where it went; the other details of an event are instants.
CREATE FUNCTION add_up_journeys(journey_ids uuid[])
RETURNS TABLE (autopilot_id uuid, of text, step text, kind text, channel channel, reason text, journeys integer) LANGUAGE sql STABLE AS $$
  WITH mine AS MATERIALIZED (
    SELECT j.id, j.autopilot_id, j.step, j.status, j.arm, j.outcome, j.reason FROM journeys j WHERE j.id = ANY (journey_ids)
  ), told AS MATERIALIZED (
    SELECT DISTINCT m.autopilot_id, m.id, e.step, e.kind, e.channel, coalesce(e.reason, e.details ->> 'arm', e.details ->> 'branch') AS reason
    FROM mine m JOIN journey_events e ON e.journey_id = m.id WHERE e.step IS NOT NULL
  )
  SELECT t.autopilot_id, 'happened', t.step, t.kind, t.channel, t.reason, count(*)::integer FROM told t GROUP BY 1, 3, 4, 5, 6
  UNION ALL
  SELECT h.autopilot_id, 'reached', h.step, NULL, NULL, NULL, count(*)::integer FROM (
    SELECT t.autopilot_id, t.id, t.step FROM told t UNION SELECT m.autopilot_id, m.id, m.step FROM mine m WHERE m.step IS NOT NULL
  ) AS h GROUP BY 1, 3
  UNION ALL
  SELECT m.autopilot_id, 'ended', NULL, CASE WHEN m.arm = 'holdout' THEN 'holdout' ELSE m.outcome END, NULL, m.reason, count(*)::integer
  FROM mine m WHERE m.status = 'ended' GROUP BY 1, 4, 6
$$;
