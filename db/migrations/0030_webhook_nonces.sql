-- Signed webhooks that have been taken, so that the same one overheard and sent again is refused. Written in the transaction of what the
-- webhook changed: one that failed may come again. Rows older than the signature's life are swept.
CREATE TABLE webhook_nonces (
  nonce text PRIMARY KEY,
  seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX webhook_nonces_seen_at ON webhook_nonces (seen_at);
