-- Whom an import has brought or changed: the first ten thousand of each, so that its numbers lead to people. Kept as long as its rejected rows.
CREATE TABLE import_people (
  import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
  status text NOT NULL CHECK (status IN ('created', 'updated')),
  -- Of an import of orders, whose they are.
  customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
  PRIMARY KEY (import_id, status, customer_id)
);

CREATE INDEX import_people_customer ON import_people (customer_id);
