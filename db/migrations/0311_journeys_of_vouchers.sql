-- Whose journey a voucher was given on: its occurrence begins with the journey's id. Reports join a million of them with the journeys' messages, and reading the id out of the text took
-- longer than all else that they do. Worked out once, as the voucher is added.
ALTER TABLE vouchers ADD COLUMN journey_id uuid GENERATED ALWAYS AS (
  CASE WHEN campaign_kind = 'autopilot' AND occurrence LIKE '________-____-____-____-____________:%'
    AND translate(left(occurrence, 36), '0123456789abcdef', '') = '----' THEN left(occurrence, 36)::uuid END) STORED;
