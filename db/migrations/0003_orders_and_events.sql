-- What customers did: orders with their items, products, and events. Money is in minor units of its currency.

CREATE TABLE products (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  external_id text NOT NULL UNIQUE,
  name text NOT NULL,
  category text,
  merchant text,
  vertical text,
  price_minor bigint,
  currency text,
  url text,
  image_url text,
  attributes jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE orders (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  external_id text NOT NULL UNIQUE,
  customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
  placed_at timestamptz NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'paid', 'cancelled', 'partially_refunded', 'refunded')),
  currency text NOT NULL,
  total_minor bigint NOT NULL CHECK (total_minor >= 0),
  refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0 AND refunded_minor <= total_minor),
  net_minor bigint GENERATED ALWAYS AS (total_minor - refunded_minor) STORED,
  -- Counts for segments and reports: not cancelled and not fully refunded.
  is_valid boolean GENERATED ALWAYS AS (status NOT IN ('cancelled', 'refunded')) STORED,
  payment_method text,
  coupon text,
  cancelled_at timestamptz,
  refunded_at timestamptz,
  attributes jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX orders_customer ON orders (customer_id, placed_at) INCLUDE (net_minor, is_valid);
CREATE INDEX orders_placed_at ON orders (placed_at);

CREATE TABLE order_items (
  order_id uuid NOT NULL REFERENCES orders ON DELETE CASCADE,
  line integer NOT NULL,
  product_external_id text,
  name text,
  category text,
  merchant text,
  vertical text,
  quantity integer NOT NULL CHECK (quantity > 0),
  price_minor bigint NOT NULL CHECK (price_minor >= 0),
  PRIMARY KEY (order_id, line)
);

CREATE TABLE events (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  -- The sender's own id of the event: a repeat is ignored.
  message_id text NOT NULL UNIQUE,
  customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
  name text NOT NULL,
  occurred_at timestamptz NOT NULL,
  properties jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX events_customer ON events (customer_id, occurred_at);
CREATE INDEX events_name ON events (name, occurred_at);
