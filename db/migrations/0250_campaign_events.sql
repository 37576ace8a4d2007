-- What happens to campaigns themselves, written in the transaction in which it happens: a run's history is gone with the namespace's retention. Words of closed
-- lists, numbers; no personal data.

CREATE TABLE campaign_events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  campaign_kind text NOT NULL CHECK (campaign_kind IN ('broadcast', 'promotion', 'autopilot')),
  campaign_id uuid NOT NULL,
  at timestamptz NOT NULL,
  -- `status` (details.status), `published` (details.number), `look_failed` (details.code), `look_mended`, `budget_used_up`.
  kind text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX campaign_events_campaign ON campaign_events (campaign_id, id DESC);

-- A status is a projection of the run: the clock of whoever projects it is in its own columns where it has one.
CREATE FUNCTION note_autopilot_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> OLD.status THEN
    INSERT INTO campaign_events (campaign_kind, campaign_id, at, kind, details)
    VALUES ('autopilot', NEW.id, coalesce(CASE NEW.status WHEN 'enabled' THEN NEW.enabled_at WHEN 'disabled' THEN NEW.disabled_at WHEN 'retired' THEN NEW.retired_at END, now()),
      'status', jsonb_build_object('status', NEW.status));
  END IF;
  IF NEW.sweep_error IS DISTINCT FROM OLD.sweep_error THEN
    INSERT INTO campaign_events (campaign_kind, campaign_id, at, kind, details)
    SELECT 'autopilot', NEW.id, coalesce(NEW.swept_at, now()), CASE WHEN NEW.sweep_error IS NULL THEN 'look_mended' ELSE 'look_failed' END,
      CASE WHEN NEW.sweep_error IS NULL THEN '{}' ELSE jsonb_build_object('code', NEW.sweep_error) END;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER autopilots_note_events AFTER UPDATE OF status, sweep_error ON autopilots FOR EACH ROW
  WHEN (NEW.status <> OLD.status OR NEW.sweep_error IS DISTINCT FROM OLD.sweep_error) EXECUTE FUNCTION note_autopilot_events();

CREATE FUNCTION note_published_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO campaign_events (campaign_kind, campaign_id, at, kind, details)
  VALUES ('autopilot', NEW.autopilot_id, NEW.published_at, 'published', jsonb_build_object('number', NEW.number));
  RETURN NULL;
END $$;
CREATE TRIGGER journey_versions_note_events AFTER INSERT ON journey_versions FOR EACH ROW EXECUTE FUNCTION note_published_versions();

CREATE FUNCTION note_status_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO campaign_events (campaign_kind, campaign_id, at, kind, details)
  VALUES (TG_ARGV[0], NEW.id, CASE WHEN NEW.finished_at IS DISTINCT FROM OLD.finished_at THEN coalesce(NEW.finished_at, now()) ELSE now() END,
    'status', jsonb_build_object('status', NEW.status));
  RETURN NULL;
END $$;
CREATE TRIGGER broadcasts_note_events AFTER UPDATE OF status ON broadcasts FOR EACH ROW
  WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION note_status_events('broadcast');
CREATE TRIGGER promotions_note_events AFTER UPDATE OF status ON promotions FOR EACH ROW
  WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION note_status_events('promotion');

-- Once each time that it is used up, whichever of its limits it is.
CREATE FUNCTION note_used_budgets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO campaign_events (campaign_kind, campaign_id, at, kind) VALUES (NEW.owner_kind, NEW.owner_id, now(), 'budget_used_up');
  RETURN NULL;
END $$;
CREATE TRIGGER voucher_budgets_note_events AFTER UPDATE ON voucher_budgets FOR EACH ROW
  WHEN (NEW.owner_kind IN ('promotion', 'autopilot') AND (NEW.used_vouchers >= NEW.max_vouchers AND (OLD.used_vouchers < OLD.max_vouchers OR OLD.max_vouchers IS NULL)
    OR NEW.used_money_minor >= NEW.max_money_minor AND (OLD.used_money_minor < OLD.max_money_minor OR OLD.max_money_minor IS NULL)))
  EXECUTE FUNCTION note_used_budgets();

-- A store that did not take a journey's webhook, try by try: Temporal keeps only the last.
CREATE TABLE journey_webhook_failures (
  journey_id uuid NOT NULL,
  step text NOT NULL,
  visit integer NOT NULL,
  at timestamptz NOT NULL,
  code text NOT NULL,
  PRIMARY KEY (journey_id, step, visit, at)
);
