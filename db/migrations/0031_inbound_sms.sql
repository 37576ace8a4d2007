-- Text messages from customers, and the one answer that a keyword gets.

-- Which inbound messages have been read: a repeat is ignored. It names nobody.
CREATE TABLE inbound_sms (
  -- The provider's id of the message.
  message_id text PRIMARY KEY,
  keyword text CHECK (keyword IN ('stop', 'start', 'help')),
  received_at timestamptz NOT NULL
);

-- Answers on their way. Their words and both ends are fixed when the keyword is read, so that a retry sends the same bytes.
CREATE TABLE sms_replies (
  id uuid PRIMARY KEY DEFAULT uuid_v7(),
  inbound_message_id text NOT NULL UNIQUE REFERENCES inbound_sms ON DELETE CASCADE,
  keyword text NOT NULL CHECK (keyword IN ('stop', 'start', 'help')),
  -- The number that wrote, in E.164; null once the answer is settled.
  recipient text,
  -- The number that was written to: the answer comes from there.
  sender text NOT NULL,
  body text NOT NULL,
  status text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'sending', 'accepted', 'failed', 'unknown')),
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Set before the call. Found set, the provider's records are asked before anything is sent.
  attempted_at timestamptz,
  settled_at timestamptz,
  provider_message_id text,
  -- A short code of ours.
  error_code text,
  CHECK (recipient IS NOT NULL OR settled_at IS NOT NULL)
);
