-- What questions about audiences are answered from.

-- The orders of a window, and of a lifetime, without a look at the orders themselves: who, how much, in which currency.
DROP INDEX orders_placed_at;
CREATE INDEX orders_placed_at ON orders (placed_at) INCLUDE (customer_id, is_valid, net_minor, currency);
DROP INDEX orders_customer;
CREATE INDEX orders_customer ON orders (customer_id, placed_at) INCLUDE (net_minor, is_valid, currency);

-- The events of a name, whatever its case.
DROP INDEX events_name;
CREATE INDEX events_name ON events (lower_text(name), occurred_at) INCLUDE (customer_id);

-- Whoever lives in one city lives in one country: the planner is told, or it takes one condition after the other for a further narrowing.
CREATE STATISTICS customers_place (dependencies) ON country, region, city, postal_code FROM customers;
