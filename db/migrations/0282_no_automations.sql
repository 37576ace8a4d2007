-- An always-on campaign that only sends messages is an autopilot without a voucher step: nothing was ever of the kind `automation`.
ALTER TABLE sends DROP CONSTRAINT sends_campaign_kind_check,
  ADD CONSTRAINT sends_campaign_kind_check CHECK (campaign_kind IN ('broadcast', 'promotion', 'autopilot', 'transactional'));
ALTER TABLE vouchers DROP CONSTRAINT vouchers_campaign_kind_check,
  ADD CONSTRAINT vouchers_campaign_kind_check CHECK (campaign_kind IN ('direct', 'promotion', 'autopilot'));
ALTER TABLE voucher_budgets DROP CONSTRAINT voucher_budgets_owner_kind_check,
  ADD CONSTRAINT voucher_budgets_owner_kind_check CHECK (owner_kind IN ('offer', 'promotion', 'autopilot'));
