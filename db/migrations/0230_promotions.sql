-- Promotions: a one-off voucher campaign to an audience. Its run is Temporal's; here are the draft, what was frozen with it, and whose sends are whose.

CREATE TABLE promotions (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  name text NOT NULL,
  -- A projection of the run for lists; nothing steers by it, but that only a draft can be edited, deleted or launched.
  -- active: every message has left, and vouchers are still open. ended: its last voucher has ended.
  status text NOT NULL DEFAULT 'draft'
    CHECK (status IN ('draft', 'scheduled', 'sending', 'paused', 'active', 'ended', 'stopped', 'failed')),
  offer_id uuid,
  -- The version that it was launched with; null while it is a draft.
  offer_version integer,
  -- domain/audiences.ts
  audience jsonb NOT NULL,
  -- In the order in which they are tried.
  channels channel[] NOT NULL,
  -- A message for each of the channels (domain/messages.ts), by channel. A draft may lack some.
  messages jsonb NOT NULL,
  schedule jsonb NOT NULL DEFAULT '{"kind":"now"}',
  -- How long a receipt may call a message undeliverable and so make way for the next channel.
  fall_through_ms bigint NOT NULL CHECK (fall_through_ms >= 0),
  -- To those who have not redeemed, so long before their voucher's end: domain/promotions.ts. Null is none.
  reminder jsonb,
  holdout_percent numeric(5, 2) NOT NULL DEFAULT 0 CHECK (holdout_percent >= 0 AND holdout_percent <= 50),
  -- A recipient who was not claimed by then is skipped as expired.
  expires_at timestamptz,
  copied_from uuid,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  launched_at timestamptz,
  -- When its audience was frozen.
  started_at timestamptz,
  -- Its last voucher has ended, or it was stopped.
  finished_at timestamptz,
  -- Of a stop: what became of the vouchers that were out (kept or revoked). Of a failure: a code.
  finish_reason text,
  CHECK (status = 'draft' OR (offer_id IS NOT NULL AND offer_version IS NOT NULL AND launched_at IS NOT NULL)),
  CHECK ((status IN ('ended', 'stopped', 'failed')) = (finished_at IS NOT NULL))
);
CREATE INDEX promotions_running ON promotions (id) WHERE status IN ('scheduled', 'sending', 'paused', 'active');

-- The sends behind a promotion: one for each purpose and channel, each with its own pages and rows in the ledger. All are made by the freeze.
CREATE TABLE promotion_sends (
  send_id uuid PRIMARY KEY,
  promotion_id uuid NOT NULL REFERENCES promotions ON DELETE CASCADE,
  purpose text NOT NULL CHECK (purpose IN ('offer', 'reminder')),
  channel channel NOT NULL,
  -- In the order of channels, from 0. A page of the first holds the audience, or those to be reminded; pages of the others hold whoever the one before is
  -- closed for.
  place smallint NOT NULL,
  UNIQUE (promotion_id, purpose, place)
);

-- Of a promotion's page: those whom it did not reach are on a page of the next channel by now, and their vouchers are settled.
ALTER TABLE send_pages ADD COLUMN settled_at timestamptz;

-- A promotion's vouchers that have not ended: for reminders, for the end of the run, and for a stop.
CREATE INDEX vouchers_promotion_open ON vouchers (campaign_id, expires_at) WHERE campaign_kind = 'promotion' AND expires_at IS NOT NULL;

-- What became of each member of the frozen audience: their row on the last channel that was tried. While the promotion runs, somebody whose page of the
-- next channel is still to be claimed shows the row that closed the one before; members without a row are those whose first page is to be claimed.
CREATE FUNCTION promotion_outcomes(of_promotion uuid) RETURNS TABLE (
  customer_id uuid, send_id uuid, place smallint, channel channel, status delivery_status, reason text, claimed_at timestamptz, accepted_at timestamptz, settled_at timestamptz
) LANGUAGE sql STABLE AS $$
  SELECT DISTINCT ON (d.customer_id) d.customer_id, d.send_id, s.place, d.channel, d.status, d.reason, d.claimed_at, d.accepted_at, d.settled_at
  FROM promotion_sends s JOIN deliveries d ON d.send_id = s.send_id
  WHERE s.promotion_id = of_promotion AND s.purpose = 'offer'
  ORDER BY d.customer_id, s.place DESC
$$;

-- What happens to a promotion's messages and vouchers is told to its run through the outbox, in the transaction in which it happens.

-- One row tells of all receipts until it is relayed; the run waits a little before it looks, and looks once more when the time for receipts is over.
CREATE FUNCTION tell_promotions_of_receipts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM promotions WHERE status IN ('scheduled', 'sending', 'paused', 'active')) THEN RETURN NULL; END IF;
  INSERT INTO outbox (kind, payload)
  SELECT DISTINCT 'promotion_fact', jsonb_build_object('promotionId', p.id, 'fact', 'receipts')
  FROM written e JOIN promotion_sends s ON s.send_id = e.send_id
  JOIN promotions p ON p.id = s.promotion_id AND p.status IN ('sending', 'paused', 'active')
  WHERE e.type IN ('bounced', 'soft_bounced', 'undeliverable') AND NOT EXISTS (
    SELECT FROM outbox o WHERE o.kind = 'promotion_fact' AND o.payload = jsonb_build_object('promotionId', p.id, 'fact', 'receipts'));
  RETURN NULL;
END $$;
CREATE TRIGGER delivery_events_tell_promotions AFTER INSERT ON delivery_events
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION tell_promotions_of_receipts();

-- The run is told while a handful is left: of several that end at once none sees the others', and whoever commits last is heard after all have.
CREATE FUNCTION tell_promotions_of_vouchers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM written WHERE campaign_kind = 'promotion' AND expires_at IS NULL) THEN RETURN NULL; END IF;
  INSERT INTO outbox (kind, payload)
  SELECT 'promotion_fact', jsonb_build_object('promotionId', p.id, 'fact', 'vouchers')
  FROM (
    SELECT DISTINCT n.campaign_id FROM written n JOIN before b ON b.id = n.id
    WHERE n.campaign_kind = 'promotion' AND n.expires_at IS NULL AND b.expires_at IS NOT NULL
  ) AS e JOIN promotions p ON p.id = e.campaign_id AND p.status IN ('sending', 'paused', 'active')
  WHERE (SELECT count(*) FROM (
    SELECT FROM vouchers v WHERE v.campaign_kind = 'promotion' AND v.campaign_id = p.id AND v.expires_at IS NOT NULL LIMIT 17
  ) AS open) <= 16;
  RETURN NULL;
END $$;
CREATE TRIGGER vouchers_tell_promotions AFTER UPDATE ON vouchers
  REFERENCING OLD TABLE AS before NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION tell_promotions_of_vouchers();
