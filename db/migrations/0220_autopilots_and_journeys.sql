-- Autopilots, the published versions of their journeys, each customer's run through one, and what happened on the way.

CREATE TABLE autopilots (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  name text NOT NULL,
  -- A projection of the autopilot's run for lists; a draft has none yet.
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'enabled', 'disabled', 'retired')),
  -- The ready-made one that it began as.
  template text,
  -- The draft: domain/journeys/journey-definition.ts, perhaps unfinished.
  definition jsonb NOT NULL,
  -- Grows with every change of name or draft that an editor could overwrite.
  version integer NOT NULL DEFAULT 1,
  -- The number of the latest published version, which new journeys start on; null while there is none.
  published_number integer,
  -- Facts for the triggers below, written with the run's projection: since when it looks, and for what the store reports.
  enabled_at timestamptz,
  trigger_source text CHECK (trigger_source IN ('order', 'event')),
  trigger_event text,
  disabled_at timestamptz,
  retired_at timestamptz,
  -- The latest sweep for customers whom the trigger finds, and a code for why it failed.
  swept_at timestamptz,
  sweep_error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX autopilots_created ON autopilots (id DESC);
CREATE INDEX autopilots_trigger ON autopilots (trigger_source, trigger_event) WHERE status = 'enabled' AND trigger_source IS NOT NULL;

-- Never changed.
CREATE TABLE journey_versions (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  autopilot_id uuid NOT NULL REFERENCES autopilots ON DELETE CASCADE,
  number integer NOT NULL,
  definition jsonb NOT NULL,
  -- Which facts its journeys want to be told of (domain/journeys/journey-plan.listListened).
  listens text[] NOT NULL,
  published_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (autopilot_id, number)
);
CREATE TRIGGER journey_versions_stay BEFORE UPDATE ON journey_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- One customer's run, from the match on. No foreign key to the customer: one who is erased leaves the sums behind, as in the ledger.
CREATE TABLE journeys (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  autopilot_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  -- What made it start: the quiet spell's last order (its instant), the year of the day, the entry, the order or the event. Part of the run's id.
  occurrence text NOT NULL,
  -- The how-manyth of this customer in this autopilot.
  run integer NOT NULL,
  version_id uuid NOT NULL,
  arm text NOT NULL DEFAULT 'treated' CHECK (arm IN ('treated', 'holdout')),
  -- matched: no run yet. running: it was handed to Temporal, which knows how far it is. ended.
  status text NOT NULL CHECK (status IN ('matched', 'running', 'ended')),
  matched_at timestamptz NOT NULL,
  -- Orders placed after this are new to the journey: the quiet spell's last order, else the match.
  anchor_at timestamptz NOT NULL,
  -- The activation window's opening.
  not_before timestamptz NOT NULL,
  -- When Temporal took it.
  started_at timestamptz,
  ended_at timestamptz,
  outcome text CHECK (outcome IN ('completed', 'exited', 'expired', 'cancelled', 'failed', 'holdout', 'dropped')),
  -- Of the outcome, a word of ours or of the operator's exit step.
  reason text,
  -- As of its latest act, for lists: the step, what it waits for and until when.
  step text,
  waiting_for text,
  waiting_until timestamptz,
  noted_at timestamptz,
  -- Its page number in every send that it takes part in.
  page integer NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE,
  UNIQUE (autopilot_id, customer_id, occurrence),
  CHECK ((status = 'ended') = (ended_at IS NOT NULL)),
  CHECK ((status = 'ended') = (outcome IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX journeys_autopilot ON journeys (autopilot_id, id DESC);
CREATE INDEX journeys_customer ON journeys (customer_id, id DESC);
CREATE INDEX journeys_alive ON journeys (customer_id) WHERE status <> 'ended';
CREATE INDEX journeys_to_start ON journeys (autopilot_id, not_before) WHERE status = 'matched' OR (status = 'running' AND started_at IS NULL);

-- The story of each journey, in order (domain/journeys/journey-notes.ts). Written by its own run, so a repeat writes the same rows. No personal data.
CREATE TABLE journey_events (
  journey_id uuid NOT NULL,
  seq integer NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  step text,
  channel channel,
  reason text,
  details jsonb,
  PRIMARY KEY (journey_id, seq)
);

-- Every verdict of the contact policy on a journey's message, with what it looked at. The ledger keeps the latest alone.
CREATE TABLE journey_verdicts (
  journey_id uuid NOT NULL,
  step text NOT NULL,
  visit integer NOT NULL,
  attempt integer NOT NULL,
  channel channel NOT NULL,
  decided_at timestamptz NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('send', 'skip', 'defer')),
  reason text,
  defer_until timestamptz,
  inputs jsonb,
  PRIMARY KEY (journey_id, step, visit, attempt, channel)
);

-- The sends behind a step's messages: one for each version, step, channel, run and visit, with the message and the policy as they were when it was first used.
CREATE TABLE journey_sends (
  send_id uuid PRIMARY KEY,
  autopilot_id uuid NOT NULL,
  version_id uuid NOT NULL,
  step text NOT NULL,
  channel channel NOT NULL,
  run integer NOT NULL,
  visit integer NOT NULL
);
CREATE INDEX journey_sends_autopilot ON journey_sends (autopilot_id);

-- Which send a journey's step used on a channel: found again by a repeat, also on another version.
CREATE TABLE journey_messages (
  journey_id uuid NOT NULL,
  step text NOT NULL,
  visit integer NOT NULL,
  channel channel NOT NULL,
  send_id uuid NOT NULL,
  PRIMARY KEY (journey_id, step, visit, channel)
);

-- Who is in the audience that a trigger watches, and since when.
CREATE TABLE autopilot_members (
  autopilot_id uuid NOT NULL REFERENCES autopilots ON DELETE CASCADE,
  customer_id uuid NOT NULL,
  entered_at timestamptz NOT NULL,
  -- Was there when the watch began: has stayed since then, and has not entered.
  is_first boolean NOT NULL,
  PRIMARY KEY (autopilot_id, customer_id)
);
