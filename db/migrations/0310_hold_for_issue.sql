-- What an issue has to hold and to look at, in one call: a statement's way there and back costs as much as the statement, and an issue made four of them before it could decide.
--
-- Lock order: the table against `setBudget`, which counts while nobody writes; contact states by customer; budgets by primary key. Each statement of a volatile function
-- sees what has been committed by now, so what is counted under a lock is counted after its last holder has committed.
CREATE FUNCTION hold_for_issue(of_offer uuid, by_kind text, by_campaign uuid, customers uuid[], at timestamptz, is_limited boolean)
  RETURNS TABLE (known uuid[], counts jsonb, at_open_limit uuid[], budgets jsonb) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  LOCK TABLE vouchers IN ROW EXCLUSIVE MODE;
  -- Every customer has one; those who are not known have none.
  known := ARRAY(SELECT s.customer_id FROM contact_states s WHERE s.customer_id = ANY (customers) ORDER BY s.customer_id FOR NO KEY UPDATE);
  -- Of each customer who has had vouchers of the offer, how many. Revoked ones do not count.
  counts := '{}';
  IF is_limited THEN
    SELECT coalesce(jsonb_object_agg(c.customer_id, c.vouchers), '{}') INTO counts FROM (
      SELECT v.customer_id, count(*) AS vouchers FROM vouchers v
      WHERE v.customer_id = ANY (customers) AND v.offer_id = of_offer AND v.status <> 'revoked' GROUP BY v.customer_id) AS c;
  END IF;
  -- Those who have as many open vouchers, over all offers and campaigns, as the store's settings allow (topic `vouchers`).
  at_open_limit := ARRAY(
    SELECT v.customer_id FROM vouchers v
    CROSS JOIN (SELECT (value ->> 'maxOpenPerCustomer')::int AS most FROM settings WHERE key = 'vouchers') AS s
    WHERE s.most IS NOT NULL AND v.customer_id = ANY (customers) AND v.expires_at > at GROUP BY v.customer_id, s.most HAVING count(*) >= s.most);
  -- Last: until the commit everybody else who spends from them waits.
  SELECT coalesce(jsonb_agg(to_jsonb(b)), '[]') INTO budgets FROM (
    SELECT b.owner_kind AS "ownerKind", b.owner_id AS "ownerId", b.max_vouchers AS "maxVouchers", b.max_money_minor AS "maxMoneyMinor", b.currency,
      b.used_vouchers AS "usedVouchers", b.used_money_minor AS "usedMoneyMinor"
    FROM voucher_budgets b WHERE (b.owner_kind, b.owner_id) IN (('offer', of_offer), (by_kind, by_campaign))
    ORDER BY b.owner_kind, b.owner_id FOR NO KEY UPDATE) AS b;
  RETURN NEXT;
END $$;
