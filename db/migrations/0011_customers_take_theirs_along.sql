-- A foreign key's check for each row was most of what writing customers with consent cost. What the keys promised stays promised:
-- states are made only with their customer, evidence is written only under the lock of its customer's state (db/queries/consents.ts),
-- and both go with the customer.
ALTER TABLE contact_states DROP CONSTRAINT contact_states_customer_id_fkey;
ALTER TABLE consent_events DROP CONSTRAINT consent_events_customer_id_fkey;

-- The states first: whoever holds one to write evidence is waited for, and the evidence is then seen.
CREATE FUNCTION take_contact_states_along() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM contact_states WHERE customer_id IN (SELECT id FROM erased);
  DELETE FROM consent_events WHERE customer_id IN (SELECT id FROM erased);
  RETURN NULL;
END $$;
CREATE TRIGGER customers_take_contact_states_along AFTER DELETE ON customers
  REFERENCING OLD TABLE AS erased FOR EACH STATEMENT EXECUTE FUNCTION take_contact_states_along();

CREATE FUNCTION empty_contact_states() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  TRUNCATE contact_states, consent_events;
  RETURN NULL;
END $$;
CREATE TRIGGER customers_empty_contact_states AFTER TRUNCATE ON customers
  FOR EACH STATEMENT EXECUTE FUNCTION empty_contact_states();
