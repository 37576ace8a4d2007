-- A statement that arrives late, or that an opt-out outranks, is evidence all the same: it is kept, and marked as not having counted.
ALTER TABLE consent_events ADD COLUMN is_applied boolean NOT NULL DEFAULT true;
