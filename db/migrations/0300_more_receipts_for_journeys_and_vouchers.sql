-- A soft bounce makes way for the next channel too, as it does in promotions. Whether it still stands is asked of the ledger when it is told (workers/journey-relay).
CREATE OR REPLACE FUNCTION tell_journeys_of_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM journeys WHERE status <> 'ended') THEN RETURN NULL; END IF;
  INSERT INTO outbox (kind, payload)
  SELECT DISTINCT 'journey_fact', jsonb_build_object('fact', e.type, 'customerId', e.customer_id, 'id', e.send_id, 'journeyId', j.id)
  FROM written e JOIN journeys j ON j.customer_id = e.customer_id AND j.status <> 'ended'
  JOIN journey_messages m ON m.journey_id = j.id AND m.send_id = e.send_id AND m.channel = e.channel
  JOIN journey_versions v ON v.id = j.version_id
  WHERE NOT e.is_bot AND CASE e.type WHEN 'clicked' THEN 'message_clicked' ELSE 'message_settled' END = ANY (v.listens)
    AND e.type IN ('clicked', 'delivered', 'soft_bounced', 'bounced', 'undeliverable');
  RETURN NULL;
END $$;

-- A message of which nobody knew whether it had left has arrived: the hours of the voucher in it run from when it did. Of every other message that was said when its
-- provider took it, so that its voucher is no longer `issued` here.
CREATE FUNCTION tell_vouchers_of_receipts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outbox (kind, payload)
  SELECT DISTINCT 'deliver_voucher', jsonb_build_object('voucherId', v.id, 'sendId', d.send_id, 'customerId', d.customer_id, 'channel', d.channel)
  FROM written e JOIN sends s ON s.id = e.send_id AND s.campaign_kind IN ('autopilot', 'promotion')
  JOIN deliveries d ON d.send_id = e.send_id AND d.customer_id = e.customer_id AND d.channel = e.channel AND d.merge_fields ? 'voucher'
  JOIN vouchers v ON v.code = d.merge_fields -> 'voucher' ->> 'code' AND v.status IN ('issued', 'undeliverable')
  WHERE e.type IN ('delivered', 'complained');
  RETURN NULL;
END $$;
CREATE TRIGGER delivery_events_tell_vouchers AFTER INSERT ON delivery_events
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION tell_vouchers_of_receipts();
