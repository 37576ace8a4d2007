-- Moving one voucher is what a checkout waits for: its statement shall cost little more than the rows that it writes.

-- One budget, by its key. Called in the order of the primary key, after the vouchers are held. The plan is by the key whatever the table holds, and is kept.
CREATE FUNCTION settle_voucher_budget(kind text, id uuid, vouchers integer, money bigint) RETURNS void LANGUAGE plpgsql VOLATILE
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
  UPDATE voucher_budgets b SET used_vouchers = b.used_vouchers + vouchers, used_money_minor = b.used_money_minor + money, updated_at = now()
  WHERE b.owner_kind = kind AND b.owner_id = id;
END $$;

-- A journey's own vouchers: their occurrence begins with its id. Only what a journey may wait for costs anything; an occurrence of another form is nobody's.
DROP TRIGGER vouchers_tell_journeys ON vouchers;
DROP FUNCTION tell_journeys_of_vouchers();
CREATE FUNCTION tell_journey_of_voucher() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outbox (kind, payload)
  SELECT 'journey_fact', jsonb_build_object('fact', 'voucher_' || NEW.status, 'customerId', NEW.customer_id, 'id', NEW.id, 'journeyId', j.id)
  FROM journeys j JOIN journey_versions v ON v.id = j.version_id AND ('voucher_' || NEW.status) = ANY (v.listens)
  WHERE j.id = split_part(NEW.occurrence, ':', 1)::uuid AND j.status <> 'ended';
  RETURN NULL;
END $$;
CREATE TRIGGER vouchers_tell_journey AFTER UPDATE ON vouchers FOR EACH ROW
  WHEN (NEW.campaign_kind = 'autopilot' AND NEW.status IN ('accepted', 'redeemed') AND OLD.status <> NEW.status
    AND NEW.occurrence ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(:|$)')
  EXECUTE FUNCTION tell_journey_of_voucher();
