-- Offers, the vouchers that customers have of them, and the budgets that both keep to. Amounts are in minor units.

CREATE TABLE offers (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  name text NOT NULL,
  -- Grows with every change; the terms of each version are in offer_versions.
  version integer NOT NULL DEFAULT 1,
  -- No longer offered; whoever uses it keeps it.
  archived_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- Never changed: a voucher is worth what its version says.
CREATE TABLE offer_versions (
  offer_id uuid NOT NULL REFERENCES offers ON DELETE CASCADE,
  version integer NOT NULL,
  -- domain/offers.ts
  terms jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (offer_id, version)
);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER offer_versions_stay BEFORE UPDATE ON offer_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What vouchers may be given in number and in money, by an offer or by a campaign. Where there is no row there is no limit, and nothing is counted: issuing
-- and redeeming then touch no row that others wait for. Locked in the order of the primary key, after vouchers that are there already.
CREATE TABLE voucher_budgets (
  -- `offer`, or the kind of the campaign.
  owner_kind text NOT NULL CHECK (owner_kind IN ('offer', 'promotion', 'autopilot', 'automation')),
  owner_id uuid NOT NULL,
  max_vouchers integer CHECK (max_vouchers >= 0),
  max_money_minor bigint CHECK (max_money_minor >= 0),
  currency text,
  -- At every moment the sum over the owner's vouchers: those that have not ended, and their held_minor.
  used_vouchers integer NOT NULL DEFAULT 0 CHECK (used_vouchers >= 0),
  used_money_minor bigint NOT NULL DEFAULT 0 CHECK (used_money_minor >= 0),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (owner_kind, owner_id),
  CHECK (max_money_minor IS NULL OR currency IS NOT NULL)
) WITH (fillfactor = 50);

CREATE TYPE voucher_status AS ENUM (
  'reserved', 'issued', 'delivered', 'undeliverable', 'accepted', 'locked', 'redeemed', 'expired', 'revoked', 'rolled_back');

-- One customer's personal instance of an offer. No foreign keys: offers are never deleted, and a customer who is erased leaves the sums behind, as in the
-- ledger. Room is left in every page, and no index is touched by delivery, acceptance and lock.
CREATE TABLE vouchers (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  -- domain/voucher-codes.ts
  code text NOT NULL UNIQUE,
  offer_id uuid NOT NULL,
  offer_version integer NOT NULL,
  -- Who gave it. `direct`: the offer itself, through the API.
  campaign_kind text NOT NULL CHECK (campaign_kind IN ('direct', 'promotion', 'autopilot', 'automation')),
  campaign_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  -- Which of the campaign's vouchers for this customer it is: an issue that is repeated finds it.
  occurrence text NOT NULL,
  -- domain/voucher-transitions.ts
  status voucher_status NOT NULL,
  currency text NOT NULL,
  -- The most that it can take off; null where there is no telling.
  worst_minor bigint CHECK (worst_minor > 0),
  -- What its redemption took off.
  discount_minor bigint CHECK (discount_minor >= 0 AND discount_minor <= worst_minor),
  -- What it holds of money budgets.
  held_minor bigint NOT NULL GENERATED ALWAYS AS (CASE
    WHEN status IN ('expired', 'revoked', 'rolled_back') THEN 0
    WHEN status = 'redeemed' THEN discount_minor
    ELSE coalesce(worst_minor, 0) END) STORED,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  -- Relative validity: from delivery on. Null where the validity is fixed.
  valid_for_ms bigint CHECK (valid_for_ms > 0),
  -- When it expires if nothing happens: the end of its validity, or of a lock that outlasts it. Null once it has ended or was redeemed.
  expires_at timestamptz,
  lock_reference text,
  lock_until timestamptz,
  -- The sums of the basket that it was locked with, and the discount that was promised on it.
  lock_figures jsonb,
  -- The store's own id of the order that redeemed it, and of the one that gave it back.
  order_external_id text,
  rolled_back_order text,
  created_at timestamptz NOT NULL,
  issued_at timestamptz,
  delivered_at timestamptz,
  accepted_at timestamptz,
  redeemed_at timestamptz,
  rolled_back_at timestamptz,
  -- Expired, revoked or rolled back.
  ended_at timestamptz,
  CHECK ((status = 'redeemed') = (discount_minor IS NOT NULL)),
  CHECK ((expires_at IS NULL) = (status IN ('redeemed', 'expired', 'revoked', 'rolled_back'))),
  CHECK ((ended_at IS NOT NULL) = (status IN ('expired', 'revoked', 'rolled_back'))),
  UNIQUE (campaign_kind, campaign_id, customer_id, occurrence)
) WITH (fillfactor = 80);
CREATE INDEX vouchers_customer ON vouchers (customer_id, id);
CREATE INDEX vouchers_offer ON vouchers (offer_id);
CREATE INDEX vouchers_expires_at ON vouchers (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX vouchers_order ON vouchers (order_external_id) WHERE order_external_id IS NOT NULL;

-- What happened to a voucher, and what was refused and why. No personal data.
CREATE TABLE voucher_events (
  voucher_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  -- A transition's name in the past tense (`issued`, `redeemed`, `reopened`, …), or `refused`.
  kind text NOT NULL,
  -- Of a refusal: what was asked for.
  attempt text,
  -- Of a refusal, all of them; of an end, why.
  reasons text[] NOT NULL DEFAULT '{}',
  -- Who did it: api, campaign, orders, expiry, erasure.
  source text NOT NULL,
  api_key_id uuid,
  occurred_at timestamptz NOT NULL,
  -- Sums of the basket, and the discount.
  figures jsonb,
  order_external_id text,
  PRIMARY KEY (voucher_id, id)
);

-- Between a redemption and the cancellation of its order: whichever comes second must see the first, though the order may not be there yet. Both hold the
-- order's bucket of 256, redemptions together, a cancellation alone, until they have committed, and look only then: a volatile function's statements
-- each see what has been committed by now, not what the statement around it saw. Lock order: orders, buckets in their order, vouchers, budgets.
-- The first of the two keys is any constant that nothing else in the database uses.

-- True when the order is known, and cancelled or fully refunded. It does not become so before the caller's transaction ends.
CREATE FUNCTION hold_voucher_order(order_external_id text) RETURNS boolean LANGUAGE plpgsql VOLATILE COST 10000 AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(727485200, hashtext(order_external_id) & 255);
  RETURN EXISTS (SELECT FROM orders WHERE external_id = order_external_id AND NOT is_valid);
END $$;

-- No redemption with one of these orders is under way until the caller's transaction ends.
CREATE FUNCTION close_voucher_orders(order_external_ids text[]) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(727485200, bucket)
  FROM (SELECT DISTINCT hashtext(id) & 255 AS bucket FROM unnest(order_external_ids) AS id ORDER BY bucket) AS buckets;
END $$;
