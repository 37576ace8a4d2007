-- How the providers answer: counted by the workers as they call, for reports and health. No personal data. Both are kept for 90 days.

-- Every call that sends, summed up by the minute. The sum over its rows is the minute's.
CREATE TABLE provider_calls (
  minute timestamptz NOT NULL,
  channel channel NOT NULL,
  -- `ok`, or why it failed: a word of ours.
  code text NOT NULL,
  -- How long the calls of this row took: its bounds are in domain/call-times.ts.
  time_bucket smallint NOT NULL,
  calls integer NOT NULL,
  -- Of these, those that tried again what may have been called before.
  retries integer NOT NULL,
  -- Messages in them: an email call takes up to 100.
  messages integer NOT NULL,
  PRIMARY KEY (minute, channel, code, time_bucket)
);

-- Calls that failed, with whose messages were in them: for whoever asks what happened to one customer or campaign.
CREATE TABLE provider_failures (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  send_id uuid NOT NULL,
  page integer NOT NULL,
  -- When the call was over.
  at timestamptz NOT NULL,
  channel channel NOT NULL,
  code text NOT NULL,
  -- The customers in the call.
  customer_ids uuid[] NOT NULL,
  -- The send path is to call again by itself. What is looked up instead, or is refused for good, is not.
  will_retry boolean NOT NULL,
  -- As the provider asked for.
  retry_after_ms bigint
);
-- A customer's deliveries name the send and the page.
CREATE INDEX provider_failures_send ON provider_failures (send_id, page, at);
CREATE INDEX provider_failures_at ON provider_failures USING brin (at);
