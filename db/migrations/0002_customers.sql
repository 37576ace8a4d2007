-- Who may order, how they may be reached, and what they said about it.

CREATE TABLE customers (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  external_id text NOT NULL UNIQUE,
  -- Lower case; null when there is none or it is not an address.
  email text,
  -- E.164.
  phone text,
  first_name text,
  last_name text,
  -- BCP 47.
  language text,
  -- ISO 3166-1 alpha-2.
  country text,
  region text,
  city text,
  postal_code text,
  -- IANA name.
  time_zone text,
  birthday date,
  attributes jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX customers_email ON customers (email) WHERE email IS NOT NULL;
CREATE INDEX customers_phone ON customers (phone) WHERE phone IS NOT NULL;

CREATE TYPE channel AS ENUM ('email', 'sms', 'push');
CREATE TYPE consent_status AS ENUM ('never', 'pending', 'subscribed', 'unsubscribed');

-- One narrow row a customer: consent as it stands, and the contact clock. A claim and an opt-out both lock this row, so that one
-- comes before the other: nobody is claimed after their opt-out has committed. Always locked in customer_id order.
CREATE TABLE contact_states (
  customer_id uuid PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
  email_consent consent_status NOT NULL DEFAULT 'never',
  sms_consent consent_status NOT NULL DEFAULT 'never',
  push_consent consent_status NOT NULL DEFAULT 'never',
  -- The contact clock: when marketing last reserved a contact, over all channels and on each.
  last_contact_at timestamptz,
  last_email_at timestamptz,
  last_sms_at timestamptz,
  last_push_at timestamptz,
  -- The send that holds the latest reservation, and what it replaced, so that it can be given back.
  reserved_by uuid,
  reserved_channel channel,
  previous_contact_at timestamptz,
  previous_channel_contact_at timestamptz
) WITH (fillfactor = 70);

-- Every customer has one.
CREATE FUNCTION add_contact_states() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO contact_states (customer_id) SELECT id FROM inserted ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER customers_have_contact_states AFTER INSERT ON customers
  REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION add_contact_states();

-- The evidence: every change of consent, never updated.
CREATE TABLE consent_events (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
  channel channel NOT NULL,
  status consent_status NOT NULL,
  previous_status consent_status NOT NULL,
  -- Where it came from: api, import, unsubscribe_link, one_click, preference_page, sms_keyword, push_page, complaint, …
  source text NOT NULL,
  -- The address it was given for, as it was then.
  address text,
  wording_version text,
  -- The send whose message it answers, if it answers one.
  send_id uuid,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX consent_events_customer ON consent_events (customer_id, recorded_at);
CREATE INDEX consent_events_send ON consent_events (send_id) WHERE send_id IS NOT NULL;

-- Addresses that must not be written to, whoever they belong to. Beats consent. For push the address is the endpoint.
CREATE TABLE suppressions (
  channel channel NOT NULL,
  address text NOT NULL,
  reason text NOT NULL CHECK (reason IN ('hard_bounce', 'complaint', 'stop', 'blacklist', 'invalid', 'soft_bounces')),
  source text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (channel, address)
);

CREATE TABLE suppression_events (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  channel channel NOT NULL,
  address text NOT NULL,
  action text NOT NULL CHECK (action IN ('added', 'removed')),
  reason text NOT NULL,
  -- Who or what did it: an API key's id, a provider's webhook, an import.
  source text NOT NULL,
  occurred_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX suppression_events_address ON suppression_events (channel, address, occurred_at);

CREATE TABLE push_subscriptions (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
  endpoint text NOT NULL UNIQUE,
  p256dh text NOT NULL,
  auth text NOT NULL,
  user_agent text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX push_subscriptions_customer ON push_subscriptions (customer_id);
