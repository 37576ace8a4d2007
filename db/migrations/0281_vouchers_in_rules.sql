-- Rules over vouchers and over what campaigns of vouchers have sent.

-- Which vouchers were used in a window, and how many were given in one. The second costs next to nothing: vouchers are added in the order of their instants.
CREATE INDEX vouchers_redeemed_at ON vouchers (redeemed_at) INCLUDE (customer_id) WHERE redeemed_at IS NOT NULL;
CREATE INDEX vouchers_issued_at ON vouchers USING brin (issued_at) WITH (pages_per_range = 16, autosummarize = on);

ALTER TABLE audience_references DROP CONSTRAINT audience_references_kind_check,
  ADD CONSTRAINT audience_references_kind_check CHECK (kind IN ('audience', 'group', 'broadcast', 'promotion', 'autopilot', 'offer'));
