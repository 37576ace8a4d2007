-- What operators look at: pending triggers, the health of campaigns, and of the system over time.

-- Lists of journeys that have not ended, newest first, of all autopilots and of one. Steps of a journey touch neither.
CREATE INDEX journeys_pending ON journeys (id DESC) WHERE status <> 'ended';
CREATE INDEX journeys_pending_of_autopilot ON journeys (autopilot_id, id DESC) WHERE status <> 'ended';
CREATE INDEX journeys_failed ON journeys (autopilot_id, ended_at) WHERE outcome = 'failed';

-- What was claimed in the last days, for rates over a window. Rows come in that order, so that a summary of each stretch is enough: it costs a claim next to nothing.
CREATE INDEX deliveries_claimed ON deliveries USING brin (claimed_at) WITH (autosummarize = on);

-- How the system was, minute by minute, as judged then (domain/system-health.ts). A minute without a row: nobody was there to look. Kept for 90 days.
CREATE TABLE system_samples (
  minute timestamptz PRIMARY KEY,
  level text NOT NULL CHECK (level IN ('green', 'amber', 'red')),
  -- By part: level, codes and figures.
  parts jsonb NOT NULL
);
