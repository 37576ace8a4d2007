-- What has changed lately, as words of a closed list: whoever shows it asks anew. Written with the change, in its transaction, for tables that people and runs change now and
-- then. Those that every message or order writes to have no trigger: PostgreSQL counts their rows by itself (docs/decisions/0400-one-stream-of-changes.md).

CREATE TABLE changes (
  -- Of domain/change-topics.ts.
  topic text NOT NULL,
  -- Who has seen a snapshot asks for what it did not show: nothing is lost to a transaction that takes long.
  made_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
  made_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX changes_made_by ON changes (made_by);

CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes (topic) VALUES (TG_ARGV[0]);
  RETURN NULL;
END $$;

CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON broadcasts FOR EACH STATEMENT EXECUTE FUNCTION note_change('broadcasts');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON promotions FOR EACH STATEMENT EXECUTE FUNCTION note_change('promotions');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON autopilots FOR EACH STATEMENT EXECUTE FUNCTION note_change('autopilots');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON journey_versions FOR EACH STATEMENT EXECUTE FUNCTION note_change('autopilots');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON offers FOR EACH STATEMENT EXECUTE FUNCTION note_change('offers');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON audiences FOR EACH STATEMENT EXECUTE FUNCTION note_change('audiences');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON audience_sizes FOR EACH STATEMENT EXECUTE FUNCTION note_change('audiences');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON audience_exports FOR EACH STATEMENT EXECUTE FUNCTION note_change('exports');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON groups FOR EACH STATEMENT EXECUTE FUNCTION note_change('groups');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON group_runs FOR EACH STATEMENT EXECUTE FUNCTION note_change('groups');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON group_run_items FOR EACH STATEMENT EXECUTE FUNCTION note_change('groups');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON group_stagings FOR EACH STATEMENT EXECUTE FUNCTION note_change('groups');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON imports FOR EACH STATEMENT EXECUTE FUNCTION note_change('imports');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON segment_cutoffs FOR EACH STATEMENT EXECUTE FUNCTION note_change('segments');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON segment_days FOR EACH STATEMENT EXECUTE FUNCTION note_change('segments');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON settings FOR EACH STATEMENT EXECUTE FUNCTION note_change('settings');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON settings_versions FOR EACH STATEMENT EXECUTE FUNCTION note_change('settings');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON channel_tests FOR EACH STATEMENT EXECUTE FUNCTION note_change('channels');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON system_samples FOR EACH STATEMENT EXECUTE FUNCTION note_change('health');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON invitations FOR EACH STATEMENT EXECUTE FUNCTION note_change('members');
-- That somebody is there, which every use notes, is no change.
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OF name, email, role, password_hash, disabled_at OR DELETE ON members
  FOR EACH STATEMENT EXECUTE FUNCTION note_change('members');
CREATE TRIGGER note_change AFTER INSERT OR DELETE ON sessions FOR EACH STATEMENT EXECUTE FUNCTION note_change('members');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OF name, scopes, expires_at, revoked_at OR DELETE ON api_keys
  FOR EACH STATEMENT EXECUTE FUNCTION note_change('keys');
