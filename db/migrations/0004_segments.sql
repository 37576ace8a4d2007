-- The nine automatic segments: each customer's figures and scores, who moved when, and how many were where on each day.

CREATE TABLE customer_metrics (
  customer_id uuid PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
  orders integer NOT NULL,
  net_minor bigint NOT NULL,
  first_order_at timestamptz NOT NULL,
  last_order_at timestamptz NOT NULL,
  orders_90d integer NOT NULL,
  expected_gap_days double precision NOT NULL,
  quietness double precision NOT NULL,
  recency_score smallint NOT NULL,
  frequency_score smallint NOT NULL,
  monetary_score smallint NOT NULL,
  aov_score smallint NOT NULL,
  -- Exactly one: lapsed, new, most_active, active.
  stage text NOT NULL,
  -- Any of vip, high_spender, high_aov, repeat, at_risk. Stage and tags together are the customer's segments.
  tags text[] NOT NULL,
  settings_version integer NOT NULL,
  computed_at timestamptz NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX customer_metrics_stage ON customer_metrics (stage);
CREATE INDEX customer_metrics_tags ON customer_metrics USING gin (tags);

CREATE TABLE segment_changes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
  segment text NOT NULL,
  change text NOT NULL CHECK (change IN ('entered', 'left')),
  changed_at timestamptz NOT NULL,
  UNIQUE (customer_id, segment, changed_at, change)
);
CREATE INDEX segment_changes_segment ON segment_changes (segment, changed_at);

CREATE TABLE segment_counts (
  day date NOT NULL,
  segment text NOT NULL,
  customers integer NOT NULL,
  PRIMARY KEY (day, segment)
);

-- The cut-offs of the latest full refresh, against which one customer is re-scored at once.
CREATE TABLE segment_cutoffs (
  computed_at timestamptz PRIMARY KEY,
  settings_version integer NOT NULL,
  cutoffs jsonb NOT NULL
);
