-- What happens to customers is told to their journeys through the outbox, in the transaction in which it happens. Each trigger first asks whether anybody is
-- listening, so that an import of a store's past pays next to nothing.

CREATE FUNCTION tell_journeys_of_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM journeys WHERE status <> 'ended') THEN
    INSERT INTO outbox (kind, payload)
    SELECT DISTINCT 'journey_fact', jsonb_build_object('fact', 'ordered', 'customerId', o.customer_id, 'id', o.id)
    FROM written o JOIN journeys j ON j.customer_id = o.customer_id AND j.status <> 'ended' AND o.placed_at > j.anchor_at
    JOIN journey_versions v ON v.id = j.version_id AND 'ordered' = ANY (v.listens)
    WHERE o.is_valid;
  END IF;
  IF TG_OP = 'INSERT' THEN
    INSERT INTO outbox (kind, payload)
    SELECT 'journey_trigger', jsonb_build_object('autopilotId', a.id, 'customerId', o.customer_id, 'id', o.id)
    FROM autopilots a JOIN written o ON o.placed_at >= a.enabled_at AND o.is_valid
    WHERE a.status = 'enabled' AND a.trigger_source = 'order';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER orders_tell_journeys AFTER INSERT ON orders
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION tell_journeys_of_orders();
CREATE TRIGGER orders_tell_journeys_again AFTER UPDATE ON orders
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION tell_journeys_of_orders();

CREATE FUNCTION tell_journeys_of_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM journeys WHERE status <> 'ended') THEN
    INSERT INTO outbox (kind, payload)
    SELECT DISTINCT 'journey_fact', jsonb_build_object('fact', 'event', 'customerId', e.customer_id, 'id', e.id)
    FROM written e JOIN journeys j ON j.customer_id = e.customer_id AND j.status <> 'ended' AND e.occurred_at > j.anchor_at
    JOIN journey_versions v ON v.id = j.version_id AND ('event:' || e.name) = ANY (v.listens);
  END IF;
  INSERT INTO outbox (kind, payload)
  SELECT 'journey_trigger', jsonb_build_object('autopilotId', a.id, 'customerId', e.customer_id, 'id', e.id)
  FROM autopilots a JOIN written e ON e.name = a.trigger_event AND e.occurred_at >= a.enabled_at
  WHERE a.status = 'enabled' AND a.trigger_source = 'event';
  RETURN NULL;
END $$;
CREATE TRIGGER events_tell_journeys AFTER INSERT ON events
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION tell_journeys_of_events();

CREATE FUNCTION tell_journeys_of_opt_outs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM journeys WHERE status <> 'ended') THEN RETURN NULL; END IF;
  INSERT INTO outbox (kind, payload)
  SELECT DISTINCT 'journey_fact', jsonb_build_object('fact', 'opted_out', 'customerId', e.customer_id, 'channel', e.channel)
  FROM written e JOIN journeys j ON j.customer_id = e.customer_id AND j.status <> 'ended'
  WHERE e.status = 'unsubscribed' AND e.is_applied;
  RETURN NULL;
END $$;
CREATE TRIGGER consent_events_tell_journeys AFTER INSERT ON consent_events
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION tell_journeys_of_opt_outs();

-- Journeys that have not started end here; running ones are told.
CREATE FUNCTION tell_journeys_of_erasures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outbox (kind, payload)
  SELECT DISTINCT 'journey_fact', jsonb_build_object('fact', 'erased', 'customerId', e.id)
  FROM erased e JOIN journeys j ON j.customer_id = e.id AND j.status <> 'ended';
  DELETE FROM autopilot_members m USING erased e WHERE m.customer_id = e.id;
  RETURN NULL;
END $$;
CREATE TRIGGER customers_tell_journeys AFTER DELETE ON customers
  REFERENCING OLD TABLE AS erased FOR EACH STATEMENT EXECUTE FUNCTION tell_journeys_of_erasures();

-- Receipts and clicks of messages that journeys have sent, told to those that listen.
CREATE FUNCTION tell_journeys_of_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM journeys WHERE status <> 'ended') THEN RETURN NULL; END IF;
  INSERT INTO outbox (kind, payload)
  SELECT DISTINCT 'journey_fact', jsonb_build_object('fact', e.type, 'customerId', e.customer_id, 'id', e.send_id, 'journeyId', j.id)
  FROM written e JOIN journeys j ON j.customer_id = e.customer_id AND j.status <> 'ended'
  JOIN journey_messages m ON m.journey_id = j.id AND m.send_id = e.send_id AND m.channel = e.channel
  JOIN journey_versions v ON v.id = j.version_id
  WHERE NOT e.is_bot AND CASE e.type WHEN 'clicked' THEN 'message_clicked' ELSE 'message_settled' END = ANY (v.listens)
    AND e.type IN ('clicked', 'delivered', 'bounced', 'undeliverable');
  RETURN NULL;
END $$;
CREATE TRIGGER delivery_events_tell_journeys AFTER INSERT ON delivery_events
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION tell_journeys_of_deliveries();

-- A journey's own vouchers: their occurrence begins with its id.
CREATE FUNCTION tell_journeys_of_vouchers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outbox (kind, payload)
  SELECT 'journey_fact', jsonb_build_object('fact', 'voucher_' || n.status, 'customerId', n.customer_id, 'id', n.id, 'journeyId', j.id)
  FROM written n JOIN before b ON b.id = n.id AND b.status <> n.status
  JOIN journeys j ON j.id = CASE n.campaign_kind WHEN 'autopilot' THEN split_part(n.occurrence, ':', 1)::uuid END AND j.status <> 'ended'
  JOIN journey_versions v ON v.id = j.version_id AND ('voucher_' || n.status) = ANY (v.listens)
  WHERE n.campaign_kind = 'autopilot' AND n.status IN ('accepted', 'redeemed');
  RETURN NULL;
END $$;
CREATE TRIGGER vouchers_tell_journeys AFTER UPDATE ON vouchers
  REFERENCING OLD TABLE AS before NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION tell_journeys_of_vouchers();
