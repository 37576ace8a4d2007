-- The member who recorded a statement in the console, as part of its evidence; null for what came otherwise. Members who are removed stay named by their id.
ALTER TABLE consent_events ADD COLUMN member_id uuid;
