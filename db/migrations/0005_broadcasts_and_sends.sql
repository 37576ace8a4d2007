-- Broadcasts, the frozen sends behind them, and the ledger.

CREATE TABLE broadcasts (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  name text NOT NULL,
  channel channel NOT NULL,
  -- A projection of the workflow for lists; nothing steers by it, but that only a draft can be edited, deleted or sent.
  status text NOT NULL DEFAULT 'draft'
    CHECK (status IN ('draft', 'scheduled', 'sending', 'paused', 'sent', 'cancelled', 'failed')),
  message jsonb NOT NULL,
  audience jsonb NOT NULL,
  schedule jsonb NOT NULL DEFAULT '{"kind":"now"}',
  holdout_percent numeric(5, 2) NOT NULL DEFAULT 0 CHECK (holdout_percent >= 0 AND holdout_percent <= 50),
  -- At most this many messages; null is no limit.
  max_messages integer CHECK (max_messages > 0),
  -- A recipient who was not claimed by then is skipped as expired.
  expires_at timestamptz,
  copied_from uuid,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz
);
CREATE INDEX broadcasts_created ON broadcasts (created_at DESC, id DESC);

-- One frozen message to one frozen audience. A broadcast has one, under its own id.
CREATE TABLE sends (
  id uuid PRIMARY KEY,
  campaign_kind text NOT NULL CHECK (campaign_kind IN ('broadcast', 'promotion', 'autopilot', 'automation', 'transactional')),
  campaign_id uuid NOT NULL,
  channel channel NOT NULL,
  -- Transactional messages are exempt from consent, holdout, quiet hours and cooldown; suppression still holds.
  is_marketing boolean NOT NULL DEFAULT true,
  -- The message with its links taken out (domain/message), the sender, and the contact policy, all as they were at the freeze.
  message jsonb NOT NULL,
  policy jsonb NOT NULL,
  holdout_percent numeric(5, 2) NOT NULL DEFAULT 0,
  budget_messages integer,
  budget_used integer NOT NULL DEFAULT 0,
  expires_at timestamptz,
  recipients integer NOT NULL DEFAULT 0,
  frozen_at timestamptz NOT NULL DEFAULT now(),
  completed_at timestamptz
);
CREATE INDEX sends_campaign ON sends (campaign_id);

-- The audience as pages, in the order in which they leave.
CREATE TABLE send_pages (
  send_id uuid NOT NULL REFERENCES sends ON DELETE CASCADE,
  page integer NOT NULL,
  not_before timestamptz NOT NULL,
  customer_ids uuid[] NOT NULL,
  -- Set where the freeze has decided already: excluded, duplicate_address.
  skip_reason text,
  -- Null until a worker has claimed it. A page is claimed once.
  claimed_at timestamptz,
  PRIMARY KEY (send_id, page)
);

CREATE TYPE delivery_status AS ENUM (
  'skipped', 'deferred', 'sending', 'failed', 'unknown', 'accepted', 'delivered', 'undeliverable', 'bounced');

-- The ledger: one row for each member of each send's audience and channel. Room is left in every page so that recording an outcome
-- touches no index.
CREATE TABLE deliveries (
  send_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  channel channel NOT NULL,
  page integer NOT NULL,
  status delivery_status NOT NULL,
  -- Of a skip or a failure.
  reason text,
  defer_until timestamptz,
  -- What the contact policy looked at.
  policy_inputs jsonb,
  address text,
  -- Push: the customer's subscriptions as they were claimed.
  targets jsonb,
  -- Its place among the page's messages, which decides its batch: fixed by the claim, whatever becomes of the others.
  position smallint,
  -- The merge fields that the message uses, so that a retry renders the same bytes.
  merge_fields jsonb,
  claimed_at timestamptz NOT NULL,
  -- Set before a call that a provider cannot deduplicate (SMS, push).
  attempted_at timestamptz,
  accepted_at timestamptz,
  -- When the latest status was reached.
  settled_at timestamptz,
  provider_message_id text,
  -- A short code of ours, never a provider's text.
  error_code text,
  sms_parts smallint,
  cost_micros bigint,
  cost_currency text,
  PRIMARY KEY (send_id, customer_id, channel)
) WITH (fillfactor = 75, autovacuum_analyze_scale_factor = 0.02);
CREATE INDEX deliveries_customer ON deliveries (customer_id, claimed_at);

-- What happened to a delivery after it left: receipts, opens, clicks, complaints, unsubscribes.
CREATE TABLE delivery_events (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  send_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  channel channel NOT NULL,
  type text NOT NULL CHECK (type IN ('delivered', 'delayed', 'bounced', 'soft_bounced', 'undeliverable', 'complained', 'opened', 'clicked', 'unsubscribed')),
  link integer,
  -- A mail scanner or a prefetching proxy, not a person.
  is_bot boolean NOT NULL DEFAULT false,
  -- The provider's id of the event: a repeat is ignored.
  provider_event_id text UNIQUE,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX delivery_events_send ON delivery_events (send_id, type, customer_id);
CREATE INDEX delivery_events_customer ON delivery_events (customer_id, occurred_at);
